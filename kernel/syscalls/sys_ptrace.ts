// ptrace(2): what a tracer may ask (kernel/ptrace.c, arch/parisc/kernel/ptrace.c).
// Above: index.ts. Below: task/ptrace.ts, arch/parisc/ptrace.ts.

import { get_pc, R_GR, task_pt_regs } from "../arch/parisc/pt_regs.ts";
import {
  fp_regset,
  general_regset,
  poke_user,
  set_fp_regset,
  set_general_regset,
  user_area,
} from "../arch/parisc/ptrace.ts";
import { syscall_get_arguments } from "../arch/parisc/syscall.ts";
import { ptrace_read, ptrace_write } from "../mm/access.ts";
import { copy_from_user, copy_to_user, put_user_u32, UserFault } from "../mm/uaccess.ts";
import { ptrace_may_access } from "../task/access.ts";
import { find_task_by_vpid } from "../task/pid.ts";
import { PT_OPT_FLAG_SHIFT, PT_PTRACED, PT_SEIZED, ptrace_detach, ptrace_link } from "../task/ptrace.ts";
import { siginfo_bytes, siginfo_from } from "../task/siginfo.ts";
import { send_sig, signal_wake_up } from "../task/signal.ts";
import { sigset_t } from "../task/sigset.ts";
import {
  JOBCTL_LISTENING,
  JOBCTL_TRAP_NOTIFY,
  JOBCTL_TRAP_STOP,
  PF_KTHREAD,
  type task_struct,
} from "../task/task.ts";
import { type MaySleep, type Sleeps, TASK_STOPPED, TASK_TRACED } from "../task/wait.ts";
import { PID, PTR, PTRACE_OP } from "../trace/kinds.ts";
import { EFAULT, EINVAL, EIO, EPERM, ESRCH } from "../uapi/asm/errno.ts";
import {
  PTRACE_GETFPREGS,
  PTRACE_GETREGS,
  PTRACE_SETFPREGS,
  PTRACE_SETREGS,
  PTRACE_SINGLEBLOCK,
} from "../uapi/asm/ptrace.ts";
import { SIGKILL, SIGSTOP, SIGTRAP } from "../uapi/asm/signal.ts";
import { AUDIT_ARCH_PARISC } from "../uapi/linux/audit.ts";
import { NT_PRFPREG, NT_PRSTATUS } from "../uapi/linux/elf.ts";
import * as pt from "../uapi/linux/ptrace.ts";
import { family, row } from "./table.ts";

function ptrace_traceme(t: task_struct): number {
  if (t.ptrace) return -EPERM;
  const tracer = t.real_parent;
  if (tracer.mm && !ptrace_may_access(tracer, t)) return -EPERM;
  t.ptrace = PT_PTRACED;
  ptrace_link(t, tracer);
  return 0;
}

function check_ptrace_options(data: number): number {
  if (data & ~pt.PTRACE_O_MASK) return -EINVAL;
  return data & pt.PTRACE_O_SUSPEND_SECCOMP ? -EINVAL : 0;
}

function* ptrace_attach(
  t: task_struct,
  child: task_struct,
  request: number,
  addr: number,
  flags: number,
): Sleeps<number> {
  const seize = request === pt.PTRACE_SEIZE;
  if (seize) {
    if (addr !== 0 || flags & ~pt.PTRACE_O_MASK) return -EIO;
    const r = check_ptrace_options(flags);
    if (r) return r;
  }
  if (child.flags & PF_KTHREAD || child.signal === t.signal) return -EPERM;
  if (!ptrace_may_access(t, child)) return -EPERM;
  if (child.exit_state || child.ptrace) return -EPERM;
  child.ptrace = seize ? PT_PTRACED | PT_SEIZED | (flags << PT_OPT_FLAG_SHIFT) : PT_PTRACED;
  ptrace_link(child, t);
  if (!seize) send_sig(SIGSTOP, child);
  if (child.state === TASK_STOPPED) {
    // from a stop of its own to one for the tracer; this call waits for that
    child.jobctl |= JOBCTL_TRAP_STOP;
    child.sigpending = true;
    child.wake(TASK_STOPPED);
    while (child.ptrace && !child.exit_state && child.jobctl & JOBCTL_TRAP_STOP) yield;
  }
  return 0;
}

/** PTRACE_CONT and its relatives: the task goes on, with a signal. */
function ptrace_resume(child: task_struct, request: number, sig: number): number {
  if (sig > 64) return -EIO;
  child.ptrace_syscall = request === pt.PTRACE_SYSCALL;
  child.ptrace_step = request === pt.PTRACE_SINGLESTEP ? 1 : request === PTRACE_SINGLEBLOCK ? 2 : 0;
  child.exit_code = sig;
  child.wake(TASK_TRACED);
  return 0;
}

/** Registers to or from [base, base + len) of the tracer; the new length. */
function regset(
  t: task_struct,
  child: task_struct,
  type: number,
  base: number,
  len: number,
  set: boolean,
): number {
  if (type !== NT_PRSTATUS && type !== NT_PRFPREG) return -EINVAL;
  if (len % (type === NT_PRSTATUS ? 4 : 8)) return -EINVAL;
  const general = type === NT_PRSTATUS;
  const now = general ? general_regset(child) : fp_regset(child);
  const n = Math.min(len, now.length);
  if (!set) copy_to_user(t, base, now.subarray(0, n));
  else (general ? set_general_regset : set_fp_regset)(child, copy_from_user(t, base, n));
  return n;
}

/** PTRACE_GETREGSET, PTRACE_SETREGSET: addr is the set, data an iovec whose length is brought up to date. */
function ptrace_regset(
  t: task_struct,
  child: task_struct,
  request: number,
  addr: number,
  data: number,
): number {
  const v = new DataView(copy_from_user(t, data, 8).buffer);
  const r = regset(t, child, addr, v.getUint32(0), v.getUint32(4), request === pt.PTRACE_SETREGSET);
  if (r < 0) return r;
  put_user_u32(t, data + 4, r);
  return 0;
}

/** PTRACE_GET_SYSCALL_INFO. addr: room at data; the size there is. */
function ptrace_get_syscall_info(t: task_struct, child: task_struct, room: number, data: number): number {
  const r = task_pt_regs(child);
  const call = { nr: BigInt(r[R_GR + 20]), args: syscall_get_arguments(r).map(BigInt) };
  const code = child.last_siginfo?.si_code ?? 0;
  let op = pt.PTRACE_SYSCALL_INFO_NONE;
  let size = pt.ptrace_syscall_info.offsets.entry;
  let rest: Parameters<typeof pt.ptrace_syscall_info.make>[0] = {};
  if (code === (SIGTRAP | 0x80) && child.ptrace_message === pt.PTRACE_EVENTMSG_SYSCALL_ENTRY) {
    op = pt.PTRACE_SYSCALL_INFO_ENTRY;
    rest = { entry: call };
    size += 56;
  } else if (code === (SIGTRAP | 0x80) && child.ptrace_message === pt.PTRACE_EVENTMSG_SYSCALL_EXIT) {
    op = pt.PTRACE_SYSCALL_INFO_EXIT;
    const rval = r[R_GR + 28] | 0;
    rest = { exit: { rval, is_error: rval < 0 && rval >= -4095 ? 1 : 0 } };
    size += 9;
  } else if (code === (SIGTRAP | (pt.PTRACE_EVENT_SECCOMP << 8))) {
    op = pt.PTRACE_SYSCALL_INFO_SECCOMP;
    rest = { seccomp: { ...call, ret_data: child.ptrace_message } };
    size += 60;
  }
  const b = pt.ptrace_syscall_info.make({
    op,
    arch: AUDIT_ARCH_PARISC,
    instruction_pointer: get_pc(child),
    stack_pointer: r[R_GR + 30],
    ...rest,
  });
  copy_to_user(t, data, b.subarray(0, Math.min(size, room)));
  return size;
}

const TRACE_OPTIONS = (0xff | pt.PTRACE_O_EXITKILL) << PT_OPT_FLAG_SHIFT;

/** Requests for a task that is stopped for t. */
function ptrace_request(
  t: task_struct,
  child: task_struct,
  request: number,
  addr: number,
  data: number,
): number {
  switch (request) {
    case pt.PTRACE_PEEKTEXT:
    case pt.PTRACE_PEEKDATA: {
      const b = ptrace_read(child.mm!, addr, 4);
      if (!b) return -EIO;
      copy_to_user(t, data, b);
      return 0;
    }
    case pt.PTRACE_POKETEXT:
    case pt.PTRACE_POKEDATA:
      return ptrace_write(child.mm!, addr, Uint8Array.of(data >>> 24, data >>> 16, data >>> 8, data))
        ? 0
        : -EIO;
    case pt.PTRACE_PEEKUSR: {
      const area = user_area(child);
      if (addr & 3 || addr >= area.length) return -EIO;
      copy_to_user(t, data, area.subarray(addr, addr + 4));
      return 0;
    }
    case pt.PTRACE_POKEUSR:
      return poke_user(child, addr, data) ? 0 : -EIO;
    case PTRACE_GETREGS:
    case PTRACE_SETREGS:
      return Math.min(0, regset(t, child, NT_PRSTATUS, data, 0xfffc, request === PTRACE_SETREGS));
    case PTRACE_GETFPREGS:
    case PTRACE_SETFPREGS:
      return Math.min(0, regset(t, child, NT_PRFPREG, data, 0xfff8, request === PTRACE_SETFPREGS));
    case pt.PTRACE_GETREGSET:
    case pt.PTRACE_SETREGSET:
      return ptrace_regset(t, child, request, addr, data);
    case pt.PTRACE_SETOPTIONS: {
      const r = check_ptrace_options(data);
      if (r) return r;
      child.ptrace = (child.ptrace & ~TRACE_OPTIONS) | (data << PT_OPT_FLAG_SHIFT);
      return 0;
    }
    case pt.PTRACE_GETEVENTMSG:
      put_user_u32(t, data, child.ptrace_message);
      return 0;
    case pt.PTRACE_GETSIGINFO:
      if (!child.last_siginfo) return -EINVAL;
      copy_to_user(t, data, siginfo_bytes(child.last_siginfo));
      return 0;
    case pt.PTRACE_SETSIGINFO: {
      const b = copy_from_user(t, data, 128);
      if (!child.last_siginfo) return -EINVAL;
      child.last_siginfo = siginfo_from(new DataView(b.buffer).getInt32(0), b);
      return 0;
    }
    case pt.PTRACE_PEEKSIGINFO:
      return ptrace_peek_siginfo(t, child, addr, data);
    case pt.PTRACE_GETSIGMASK: {
      if (addr !== 8) return -EINVAL;
      copy_to_user(t, data, child.blocked.bytes());
      return 0;
    }
    case pt.PTRACE_SETSIGMASK: {
      if (addr !== 8) return -EINVAL;
      child.blocked = sigset_t.from(copy_from_user(t, data, 8), 0).andn(sigset_t.of(SIGKILL, SIGSTOP));
      return 0;
    }
    case pt.PTRACE_LISTEN:
      if (!(child.ptrace & PT_SEIZED) || child.last_siginfo === null) return -EIO;
      if (child.last_siginfo.si_code >> 8 !== pt.PTRACE_EVENT_STOP) return -EIO;
      child.jobctl |= JOBCTL_LISTENING;
      if (child.jobctl & JOBCTL_TRAP_NOTIFY) child.wake(TASK_TRACED);
      return 0;
    case pt.PTRACE_GET_SYSCALL_INFO:
      if (!t.kernel.release.atLeast("5.3")) return -EIO;
      return ptrace_get_syscall_info(t, child, addr, data);
    case pt.PTRACE_DETACH:
      if (data > 64) return -EIO;
      child.exit_code = data;
      ptrace_detach(child);
      return 0;
    case pt.PTRACE_SYSCALL:
    case pt.PTRACE_CONT:
    case pt.PTRACE_SINGLESTEP:
    case PTRACE_SINGLEBLOCK:
      return ptrace_resume(child, request, data);
    default:
      return -EIO;
  }
}

function ptrace_peek_siginfo(t: task_struct, child: task_struct, addr: number, data: number): number {
  const arg = pt.ptrace_peeksiginfo_args.get(copy_from_user(t, addr, pt.ptrace_peeksiginfo_args.size));
  if (arg.flags & ~pt.PTRACE_PEEKSIGINFO_SHARED || arg.nr < 0) return -EINVAL;
  const { list } = arg.flags & pt.PTRACE_PEEKSIGINFO_SHARED ? child.signal.shared_pending : child.pending;
  let n = 0;
  for (; n < arg.nr; n++) {
    const info = list[Number(arg.off) + n];
    if (!info) break;
    try {
      copy_to_user(t, data + n * 128, siginfo_bytes(info));
    } catch (e) {
      if (!(e instanceof UserFault)) throw e;
      return n || -EFAULT;
    }
  }
  return n;
}

export function sys_ptrace(
  t: task_struct,
  request: number,
  pid: number,
  addr: number,
  data: number,
): MaySleep<number> {
  if (request === pt.PTRACE_TRACEME) return ptrace_traceme(t);
  const child = find_task_by_vpid(t, pid);
  if (!child) return -ESRCH;
  if (request === pt.PTRACE_ATTACH || request === pt.PTRACE_SEIZE)
    return ptrace_attach(t, child, request, addr, data);
  if (!child.ptrace || child.parent !== t) return -ESRCH;
  if (request === pt.PTRACE_KILL) {
    send_sig(SIGKILL, child);
    return 0;
  }
  if (request === pt.PTRACE_INTERRUPT) {
    if (!(child.ptrace & PT_SEIZED)) return -EIO;
    child.jobctl |= JOBCTL_TRAP_STOP;
    if (child.jobctl & JOBCTL_LISTENING) child.wake(TASK_TRACED);
    signal_wake_up(child, false);
    return 0;
  }
  if (child.state !== TASK_TRACED || child.jobctl & JOBCTL_LISTENING) return -ESRCH;
  if (!child.mm) return -EFAULT;
  return ptrace_request(t, child, request, addr, data);
}

export const rows = family("process", [row(26, "ptrace", sys_ptrace, [PTRACE_OP, PID, PTR, PTR])]);

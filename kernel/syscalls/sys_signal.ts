// Signal calls (kernel/signal.c). On parisc the handler's flags and mask lie as struct sigaction says: handler, flags, mask.
// Above: index.ts. Below: task/signal.ts, arch/parisc/signal.ts.

import { sas_ss_flags, sys_rt_sigreturn, user_stack_pointer } from "../arch/parisc/signal.ts";
import { ERESTARTNOHAND } from "../errno.ts";
import { copy_from_user, copy_to_user, get_user_u32, put_user_u32 } from "../mm/uaccess.ts";
import { siginfo_bytes } from "../task/siginfo.ts";
import { flush_ignored, recalc_sigpending, set_current_blocked, sig_kernel_only } from "../task/signal.ts";
import { dequeue_signal } from "../task/signal-deliver.ts";
import { _NSIG, sigset_t, sigsetsize } from "../task/sigset.ts";
import type { task_struct } from "../task/task.ts";
import { type Sleeps, wait_event } from "../task/wait.ts";
import {
  HEX,
  PTR,
  SIG_HOW,
  SIGACTION,
  SIGACTION_OUT,
  SIGINFO_OUT,
  SIGNAL,
  SIGSET,
  SIGSET_OUT,
  SIZE,
  STACK,
  STACK_OUT,
  TIMESPEC,
  TIMESPEC64,
} from "../trace/kinds.ts";
import { EAGAIN, EINTR, EINVAL, ENOMEM, EPERM, ETIME } from "../uapi/asm/errno.ts";
import {
  SA_NOCLDSTOP,
  SA_NOCLDWAIT,
  SA_NODEFER,
  SA_ONSTACK,
  SA_RESETHAND,
  SA_RESTART,
  SA_SIGINFO,
  SIG_BLOCK,
  SIG_DFL,
  SIG_IGN,
  SIG_SETMASK,
  SIG_UNBLOCK,
  SIGCHLD,
  SIGCONT,
  SIGKILL,
  SIGSTOP,
  SIGURG,
  SIGWINCH,
} from "../uapi/asm/signal.ts";
import { family, row } from "./table.ts";

const MINSIGSTKSZ = 2048;
const SS_DISABLE = 2;
const SS_ONSTACK = 1;
const SS_AUTODISARM = 0x80000000;
const SA_KNOWN =
  SA_NOCLDSTOP | SA_NOCLDWAIT | SA_SIGINFO | SA_ONSTACK | SA_RESTART | SA_NODEFER | SA_RESETHAND;
const SA_EXPOSE_TAGBITS = 0x800;

export const valid_signal = (sig: number): boolean => sig >= 0 && sig <= _NSIG;
const ignores = (sig: number, handler: number): boolean =>
  handler === SIG_IGN || (handler === SIG_DFL && [SIGCONT, SIGCHLD, SIGWINCH, SIGURG].includes(sig));

export function sys_rt_sigaction(
  t: task_struct,
  sig: number,
  act: number,
  oact: number,
  size: number,
): number {
  if (size !== sigsetsize) return -EINVAL;
  let next: { handler: number; flags: number; mask: sigset_t } | null = null;
  if (act) {
    const v = new DataView(copy_from_user(t, act, 16).buffer);
    next = {
      handler: v.getUint32(0),
      flags: v.getUint32(4),
      mask: new sigset_t(v.getInt32(8), v.getInt32(12)),
    };
  }
  if (!valid_signal(sig) || sig < 1 || (act && sig_kernel_only(sig))) return -EINVAL;
  const a = t.sighand.action[sig];
  const old = new Uint8Array(16);
  const v = new DataView(old.buffer);
  v.setUint32(0, a.sa_handler);
  v.setUint32(4, a.sa_flags);
  v.setInt32(8, a.sa_mask.lo);
  v.setInt32(12, a.sa_mask.hi);
  if (next) {
    // since 5.11 unknown flags read back as 0
    if (t.kernel.release.atLeast("5.11")) next.flags &= SA_KNOWN | SA_EXPOSE_TAGBITS;
    next.mask.delete(SIGKILL);
    next.mask.delete(SIGSTOP);
    a.sa_handler = next.handler;
    a.sa_flags = next.flags;
    a.sa_mask = next.mask;
    if (ignores(sig, next.handler)) flush_ignored(t, sig);
  }
  if (oact) copy_to_user(t, oact, old);
  return 0;
}

export function sys_signal(t: task_struct, sig: number, handler: number): number {
  if (!valid_signal(sig) || sig < 1 || sig_kernel_only(sig)) return -EINVAL;
  const a = t.sighand.action[sig];
  const old = a.sa_handler;
  a.sa_handler = handler;
  a.sa_flags = SA_RESETHAND | SA_NODEFER;
  a.sa_mask = new sigset_t();
  if (ignores(sig, handler)) flush_ignored(t, sig);
  return old | 0;
}

function change_mask(t: task_struct, how: number, set: sigset_t): number {
  switch (how) {
    case SIG_BLOCK:
      set_current_blocked(t, t.blocked.or(set));
      return 0;
    case SIG_UNBLOCK:
      set_current_blocked(t, t.blocked.andn(set));
      return 0;
    case SIG_SETMASK:
      set_current_blocked(t, set);
      return 0;
    default:
      return -EINVAL;
  }
}

export function sys_rt_sigprocmask(
  t: task_struct,
  how: number,
  nset: number,
  oset: number,
  size: number,
): number {
  if (size !== sigsetsize) return -EINVAL;
  const old = t.blocked;
  if (nset) {
    const set = sigset_t.read(t, nset);
    set.delete(SIGKILL);
    set.delete(SIGSTOP);
    const r = change_mask(t, how, set);
    if (r < 0) return r;
  }
  if (oset) old.write(t, oset);
  return 0;
}

/** The old call: one word, signals 1..32. */
export function sys_sigprocmask(t: task_struct, how: number, nset: number, oset: number): number {
  const old = t.blocked.lo;
  if (nset) {
    const set = new sigset_t(get_user_u32(t, nset) | 0, how === SIG_SETMASK ? t.blocked.hi : 0);
    set.delete(SIGKILL);
    set.delete(SIGSTOP);
    const r = change_mask(t, how, set);
    if (r < 0) return r;
  }
  if (oset) put_user_u32(t, oset, old);
  return 0;
}

const pending_set = (t: task_struct): sigset_t =>
  t.pending.signal.or(t.signal.shared_pending.signal).and(t.blocked);

export function sys_rt_sigpending(t: task_struct, set: number, size: number): number {
  if (size > sigsetsize) return -EINVAL;
  copy_to_user(t, set, pending_set(t).bytes().subarray(0, size));
  return 0;
}

export function sys_sigpending(t: task_struct, set: number): number {
  put_user_u32(t, set, pending_set(t).lo);
  return 0;
}

export const sys_sgetmask = (t: task_struct): number => t.blocked.lo;
export function sys_ssetmask(t: task_struct, mask: number): number {
  const old = t.blocked.lo;
  set_current_blocked(t, new sigset_t(mask | 0, t.blocked.hi));
  return old;
}

export function* sys_rt_sigsuspend(t: task_struct, set: number, size: number): Sleeps<number> {
  if (size !== sigsetsize) return -EINVAL;
  const mask = sigset_t.read(t, set);
  t.saved_sigmask = t.blocked;
  set_current_blocked(t, mask);
  yield* wait_event(t, [], () => false);
  return -ERESTARTNOHAND;
}

export function* sys_pause(t: task_struct): Sleeps<number> {
  yield* wait_event(t, [], () => false);
  return -ERESTARTNOHAND;
}

/** do_sigtimedwait; deadline: monotonic ns, or null: no end. */
function* sigtimedwait(
  t: task_struct,
  uset: number,
  uinfo: number,
  uts: number,
  wide: boolean,
): Sleeps<number> {
  const these = sigset_t.read(t, uset);
  let deadline: number | null = null;
  if (uts) {
    const v = new DataView(copy_from_user(t, uts, wide ? 16 : 8).buffer);
    const sec = wide ? Number(v.getBigInt64(0)) : v.getInt32(0);
    const nsec = wide ? v.getInt32(12) : v.getInt32(4);
    if (sec < 0 || nsec < 0 || nsec >= 1e9) return -EINVAL;
    deadline = t.kernel.now() + sec * 1e9 + nsec;
  }
  these.delete(SIGKILL);
  these.delete(SIGSTOP);
  const all = new sigset_t(-1, -1);
  const mask = all.andn(these);
  let info = dequeue_signal(t, mask);
  if (!info && (deadline === null || deadline > t.kernel.now())) {
    // let them wake us although they may be blocked
    t.real_blocked = t.blocked;
    t.blocked = t.blocked.andn(these);
    recalc_sigpending(t);
    const r = yield* wait_event(t, [], () => false, { deadline });
    t.blocked = t.real_blocked;
    t.real_blocked = null;
    info = dequeue_signal(t, mask);
    recalc_sigpending(t);
    if (!info) return r === -ETIME ? -EAGAIN : -EINTR;
  }
  if (!info) return -EAGAIN;
  if (uinfo) copy_to_user(t, uinfo, siginfo_bytes(info));
  return info.si_signo;
}

export const sys_rt_sigtimedwait = (
  t: task_struct,
  set: number,
  info: number,
  ts: number,
  size: number,
): Sleeps<number> | number => (size === sigsetsize ? sigtimedwait(t, set, info, ts, false) : -EINVAL);
export const sys_rt_sigtimedwait_time64 = (
  t: task_struct,
  set: number,
  info: number,
  ts: number,
  size: number,
): Sleeps<number> | number => (size === sigsetsize ? sigtimedwait(t, set, info, ts, true) : -EINVAL);

export function sys_sigaltstack(t: task_struct, uss: number, uoss: number): number {
  const sp = user_stack_pointer(t);
  const old = new Uint8Array(12);
  const v = new DataView(old.buffer);
  v.setUint32(0, t.sas_ss_sp);
  v.setUint32(4, sas_ss_flags(t, sp) | (t.sas_ss_flags & SS_AUTODISARM));
  v.setUint32(8, t.sas_ss_size);
  if (uss) {
    const n = new DataView(copy_from_user(t, uss, 12).buffer);
    const flags = n.getUint32(4);
    const size = n.getUint32(8);
    if (sas_ss_flags(t, sp) & SS_ONSTACK) return -EPERM;
    const mode = (flags & ~SS_AUTODISARM) >>> 0;
    if (mode !== SS_DISABLE && mode !== SS_ONSTACK && mode !== 0) return -EINVAL;
    if (mode === SS_DISABLE) t.sas_ss_sp = t.sas_ss_size = 0;
    else {
      if (size < MINSIGSTKSZ) return -ENOMEM;
      t.sas_ss_sp = n.getUint32(0);
      t.sas_ss_size = size;
    }
    t.sas_ss_flags = flags;
  }
  if (uoss) copy_to_user(t, uoss, old);
  return 0;
}

export function sys_restart_syscall(t: task_struct): number | Sleeps<number> {
  const fn = t.restart_block;
  return fn ? fn(t) : -EINTR;
}

export const rows = family("signal", [
  row(0, "restart_syscall", sys_restart_syscall, []),
  row(29, "pause", sys_pause, []),
  row(48, "signal", sys_signal, [SIGNAL, PTR]),
  row(68, "sgetmask", sys_sgetmask, []),
  row(69, "ssetmask", sys_ssetmask, [HEX]),
  row(73, "sigpending", sys_sigpending, [PTR]),
  row(126, "sigprocmask", sys_sigprocmask, [SIG_HOW, PTR, PTR]),
  row(166, "sigaltstack", sys_sigaltstack, [STACK, STACK_OUT]),
  row(173, "rt_sigreturn", sys_rt_sigreturn, []),
  row(174, "rt_sigaction", sys_rt_sigaction, [SIGNAL, SIGACTION, SIGACTION_OUT, SIZE]),
  row(175, "rt_sigprocmask", sys_rt_sigprocmask, [SIG_HOW, SIGSET, SIGSET_OUT, SIZE]),
  row(176, "rt_sigpending", sys_rt_sigpending, [SIGSET_OUT, SIZE]),
  row(177, "rt_sigtimedwait", sys_rt_sigtimedwait, [SIGSET, SIGINFO_OUT, TIMESPEC, SIZE]),
  row(179, "rt_sigsuspend", sys_rt_sigsuspend, [SIGSET, SIZE]),
  row(421, "rt_sigtimedwait_time64", sys_rt_sigtimedwait_time64, [SIGSET, SIGINFO_OUT, TIMESPEC64, SIZE], {
    since: "5.1",
  }),
]);

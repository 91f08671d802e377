// Limits on system calls (kernel/seccomp.c): strict mode, and filters in classic BPF over struct seccomp_data. The
// program is big-endian as a packet is, so the packet filters' machine runs them.
// Above: arch/parisc/syscall.ts, sys_seccomp.ts. Below: net/core/filter.ts, ptrace.ts.

import { get_pc, R_GR } from "../arch/parisc/pt_regs.ts";
import { syscall_get_arguments } from "../arch/parisc/syscall.ts";
import { bpf_prog_run, type sk_filter, type sock_filter } from "../net/core/filter.ts";
import { alloc_skb, skb_put } from "../net/core/skbuff.ts";
import { EINVAL, ENOSYS } from "../uapi/asm/errno.ts";
import { SYS_SECCOMP } from "../uapi/asm/siginfo.ts";
import { SIGKILL, SIGSYS } from "../uapi/asm/signal.ts";
import { __NR_exit, __NR_read, __NR_rt_sigreturn, __NR_write } from "../uapi/asm/unistd.ts";
import { AUDIT_ARCH_PARISC } from "../uapi/linux/audit.ts";
import * as B from "../uapi/linux/bpf_common.ts";
import { BPF_A, BPF_TAX, BPF_TXA } from "../uapi/linux/filter.ts";
import { PTRACE_EVENT_SECCOMP } from "../uapi/linux/ptrace.ts";
import * as sc from "../uapi/linux/seccomp.ts";
import { do_exit, do_group_exit } from "./exit.ts";
import { ptrace_event, ptrace_event_enabled } from "./ptrace.ts";
import { force_sig_info } from "./signal.ts";
import { SIGNAL_GROUP_EXIT, type task_struct } from "./task.ts";
import type { Sleeps } from "./wait.ts";

/** A filter and those installed before it, which all have their say. */
export interface seccomp_filter {
  readonly prog: sk_filter;
  readonly prev: seccomp_filter | null;
}

const STRICT = new Set([__NR_read, __NR_write, __NR_exit, __NR_rt_sigreturn]);
const MAX_ERRNO = 4095;

const { BPF_LD, BPF_LDX, BPF_W, BPF_ABS, BPF_LEN, BPF_IMM, BPF_MEM, BPF_RET, BPF_MISC, BPF_K } = B;
const ALLOWED = new Set([
  BPF_RET | BPF_K,
  BPF_RET | BPF_A,
  BPF_MISC | BPF_TAX,
  BPF_MISC | BPF_TXA,
  B.BPF_ST,
  B.BPF_STX,
]);
for (const mode of [BPF_IMM, BPF_MEM]) ALLOWED.add(BPF_LD | mode).add(BPF_LDX | mode);
ALLOWED.add(B.BPF_ALU | B.BPF_NEG).add(B.BPF_JMP | B.BPF_JA);
for (const src of [BPF_K, B.BPF_X]) {
  for (const op of ["ADD", "SUB", "MUL", "DIV", "AND", "OR", "XOR", "LSH", "RSH"] as const)
    ALLOWED.add(B.BPF_ALU | B[`BPF_${op}`] | src);
  for (const op of ["JEQ", "JGE", "JGT", "JSET"] as const) ALLOWED.add(B.BPF_JMP | B[`BPF_${op}`] | src);
}

/** Whether a checked program suits seccomp, with its loads made those of our machine: it, or -EINVAL (seccomp_check_filter). */
export function seccomp_check_filter(insns: readonly sock_filter[]): sock_filter[] | number {
  const out: sock_filter[] = [];
  for (const i of insns) {
    if (i.code === (BPF_LD | BPF_W | BPF_ABS)) {
      if (i.k >= sc.seccomp_data.size || i.k & 3) return -EINVAL;
    } else if (i.code === (BPF_LD | BPF_W | BPF_LEN) || i.code === (BPF_LDX | BPF_W | BPF_LEN)) {
      out.push({ ...i, code: (i.code & 7) | BPF_IMM, k: sc.seccomp_data.size });
      continue;
    } else if (!ALLOWED.has(i.code)) return -EINVAL;
    out.push(i);
  }
  return out;
}

/** What the filters say: the least permissive action, of equals the newest filter's. */
function run_filters(t: task_struct): number {
  const r = t.kernel.machine.words;
  const data = sc.seccomp_data.make({
    nr: r[R_GR + 20] | 0,
    arch: AUDIT_ARCH_PARISC,
    instruction_pointer: get_pc(t),
    args: syscall_get_arguments(r).map(BigInt),
  });
  const skb = alloc_skb(data.length);
  skb_put(skb, data.length).set(data);
  let result: number = sc.SECCOMP_RET_ALLOW;
  const action = (v: number) => (v & sc.SECCOMP_RET_ACTION_FULL) | 0;
  for (let f = t.seccomp_filter as seccomp_filter | null; f; f = f.prev) {
    const v = bpf_prog_run(f.prog, skb) >>> 0;
    if (action(v) < action(result)) result = v;
  }
  return result;
}

/** The call that is about to be made: true if it shall not be (its result is in gr28 then, or the task is gone). */
export function* secure_computing(t: task_struct): Sleeps<boolean> {
  const { kernel } = t;
  const gr = (n: number) => kernel.machine.words[R_GR + n];
  const result = (v: number): true => {
    kernel.machine.words[R_GR + 28] = v;
    return true;
  };
  const nr = gr(20);
  if (t.seccomp_mode === sc.SECCOMP_MODE_STRICT) {
    if (STRICT.has(nr)) return false;
    do_exit(t, SIGKILL);
    return true;
  }
  for (let again = false; ; again = true) {
    const verdict = run_filters(t);
    const data = verdict & sc.SECCOMP_RET_DATA;
    switch ((verdict & sc.SECCOMP_RET_ACTION_FULL) >>> 0) {
      case sc.SECCOMP_RET_ALLOW:
      case sc.SECCOMP_RET_LOG:
        return false;
      case sc.SECCOMP_RET_ERRNO:
        return result(-Math.min(data, MAX_ERRNO));
      case sc.SECCOMP_RET_TRAP:
        force_sig_info(t, {
          si_signo: SIGSYS,
          si_errno: data,
          si_code: SYS_SECCOMP,
          si_call_addr: get_pc(t),
          si_syscall: gr(20) | 0,
          si_arch: AUDIT_ARCH_PARISC,
        });
        return true;
      case sc.SECCOMP_RET_TRACE:
        if (again) return false;
        if (!ptrace_event_enabled(t, PTRACE_EVENT_SECCOMP)) return result(-ENOSYS);
        yield* ptrace_event(t, PTRACE_EVENT_SECCOMP, data);
        if (t.signal.flags & SIGNAL_GROUP_EXIT || (gr(20) | 0) < 0) return true;
        // what the tracer has made of it is looked at once more
        continue;
      case sc.SECCOMP_RET_USER_NOTIF:
        return result(-ENOSYS); // nobody listens: no SECCOMP_FILTER_FLAG_NEW_LISTENER
      case sc.SECCOMP_RET_KILL_THREAD:
        if (t.signal.threads.length > 1) {
          do_exit(t, SIGSYS);
          return true;
        }
    }
    const info = { si_signo: SIGSYS, si_errno: data, si_code: SYS_SECCOMP, si_syscall: gr(20) | 0 };
    do_group_exit(t, SIGSYS | (kernel.coredump?.(t, info) ? 0x80 : 0));
    return true;
  }
}

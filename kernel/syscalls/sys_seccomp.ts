// seccomp(2) and prctl's older way (kernel/seccomp.c).
// Above: index.ts, sys_misc.ts (prctl). Below: task/seccomp.ts.

import { copy_from_user, copy_to_user, get_user_u16, get_user_u32 } from "../mm/uaccess.ts";
import { bpf_check_classic, type sock_filter as insn } from "../net/core/filter.ts";
import { ns_capable } from "../task/cred.ts";
import { seccomp_check_filter, type seccomp_filter } from "../task/seccomp.ts";
import type { task_struct } from "../task/task.ts";
import { PTR, SECCOMP_FLAGS, SECCOMP_OP } from "../trace/kinds.ts";
import { EACCES, EINVAL, ENOMEM, EOPNOTSUPP } from "../uapi/asm/errno.ts";
import { BPF_MAXINSNS } from "../uapi/linux/bpf_common.ts";
import { CAP_SYS_ADMIN } from "../uapi/linux/capability.ts";
import { sock_filter } from "../uapi/linux/filter.ts";
import * as sc from "../uapi/linux/seccomp.ts";
import { family, row } from "./table.ts";

/** Instructions that all filters of a task may have together. */
const MAX_INSNS_PER_PATH = 32768;
/** What a filter counts for beyond its instructions. */
const FILTER_OVERHEAD = 4;

const may_assign_mode = (t: task_struct, mode: number): boolean =>
  t.seccomp_mode === 0 || t.seccomp_mode === mode;

function seccomp_set_mode_strict(t: task_struct): number {
  if (!may_assign_mode(t, sc.SECCOMP_MODE_STRICT)) return -EINVAL;
  t.seccomp_mode = sc.SECCOMP_MODE_STRICT;
  return 0;
}

/** The filter at uargs (struct sock_fprog), or -ERRNO. */
function seccomp_prepare_user_filter(t: task_struct, uargs: number): seccomp_filter | number {
  const len = get_user_u16(t, uargs);
  const addr = get_user_u32(t, uargs + 4);
  if (len === 0 || len > BPF_MAXINSNS) return -EINVAL;
  if (!t.no_new_privs && !ns_capable(t, t.cred.user_ns, CAP_SYS_ADMIN)) return -EACCES;
  const orig = copy_from_user(t, addr, len * sock_filter.size);
  const insns: insn[] = Array.from({ length: len }, (_, i) => sock_filter.get(orig, i * sock_filter.size));
  const r = bpf_check_classic(insns);
  if (r) return r;
  const checked = seccomp_check_filter(insns);
  if (typeof checked === "number") return checked;
  return { prog: { insns: checked, orig, size: 0 }, prev: t.seccomp_filter as seccomp_filter | null };
}

/** Whether of is one of a's filters or none at all: whoever has it may get a's. */
function is_ancestor(of: seccomp_filter | null, a: seccomp_filter | null): boolean {
  for (let f = a; f; f = f.prev) if (f === of) return true;
  return of === null;
}

function seccomp_set_mode_filter(t: task_struct, flags: number, uargs: number): number {
  const known = sc.SECCOMP_FILTER_FLAG_TSYNC | sc.SECCOMP_FILTER_FLAG_LOG | sc.SECCOMP_FILTER_FLAG_SPEC_ALLOW;
  if (flags & ~(known | sc.SECCOMP_FILTER_FLAG_TSYNC_ESRCH)) return -EINVAL;
  const f = seccomp_prepare_user_filter(t, uargs);
  if (typeof f === "number") return f;
  if (!may_assign_mode(t, sc.SECCOMP_MODE_FILTER)) return -EINVAL;
  let total = 0;
  for (let x: seccomp_filter | null = f; x; x = x.prev) total += x.prog.insns.length + FILTER_OVERHEAD;
  if (total > MAX_INSNS_PER_PATH) return -ENOMEM;
  const all = flags & sc.SECCOMP_FILTER_FLAG_TSYNC ? t.signal.threads : [t];
  for (const th of all) {
    const own = th.seccomp_filter as seccomp_filter | null;
    if (th.seccomp_mode === sc.SECCOMP_MODE_STRICT || !is_ancestor(own, f.prev))
      return th.thread_pid.nr_ns(t.pid_ns);
  }
  for (const th of all) {
    th.seccomp_mode = sc.SECCOMP_MODE_FILTER;
    th.seccomp_filter = f;
    if (t.no_new_privs) th.no_new_privs = true;
  }
  return 0;
}

const ACTIONS = new Set<number>([
  sc.SECCOMP_RET_KILL_PROCESS,
  sc.SECCOMP_RET_KILL_THREAD,
  sc.SECCOMP_RET_TRAP,
  sc.SECCOMP_RET_ERRNO,
  sc.SECCOMP_RET_TRACE,
  sc.SECCOMP_RET_LOG,
  sc.SECCOMP_RET_ALLOW,
]);

export function do_seccomp(t: task_struct, op: number, flags: number, uargs: number): number {
  switch (op) {
    case sc.SECCOMP_SET_MODE_STRICT:
      return flags || uargs ? -EINVAL : seccomp_set_mode_strict(t);
    case sc.SECCOMP_SET_MODE_FILTER:
      return seccomp_set_mode_filter(t, flags, uargs);
    case sc.SECCOMP_GET_ACTION_AVAIL:
      if (flags) return -EINVAL;
      return ACTIONS.has(get_user_u32(t, uargs)) ? 0 : -EOPNOTSUPP;
    case sc.SECCOMP_GET_NOTIF_SIZES:
      if (flags || !t.kernel.release.atLeast("5.0")) return -EINVAL;
      copy_to_user(
        t,
        uargs,
        sc.seccomp_notif_sizes.make({
          seccomp_notif: sc.seccomp_notif.size,
          seccomp_notif_resp: sc.seccomp_notif_resp.size,
          seccomp_data: sc.seccomp_data.size,
        }),
      );
      return 0;
    default:
      return -EINVAL;
  }
}

/** prctl(PR_SET_SECCOMP). */
export function prctl_set_seccomp(t: task_struct, mode: number, filter: number): number {
  if (mode === sc.SECCOMP_MODE_STRICT) return do_seccomp(t, sc.SECCOMP_SET_MODE_STRICT, 0, 0);
  return mode === sc.SECCOMP_MODE_FILTER ? do_seccomp(t, sc.SECCOMP_SET_MODE_FILTER, 0, filter) : -EINVAL;
}

export const rows = family("process", [
  row(338, "seccomp", do_seccomp, [SECCOMP_OP, SECCOMP_FLAGS, PTR], {
    since: "3.17",
    partial: "no listeners (SECCOMP_FILTER_FLAG_NEW_LISTENER, SECCOMP_RET_USER_NOTIF)",
  }),
]);

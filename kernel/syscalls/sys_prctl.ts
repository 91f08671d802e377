// prctl (kernel/sys.c).
// Above: index.ts. Below: task/.

import { bytesOf, copy_to_user, put_user_u32, strncpy_from_user } from "../mm/uaccess.ts";
import {
  cap_combine,
  cap_drop,
  cap_mask,
  cap_raised,
  commit_creds,
  ns_capable,
  prepare_creds,
} from "../task/cred.ts";
import type { task_struct } from "../task/task.ts";
import { PRCTL_ARG, PRCTL_OP } from "../trace/kinds.ts";
import { EINVAL, EPERM } from "../uapi/asm/errno.ts";
import { CAP_LAST_CAP, CAP_SETPCAP } from "../uapi/linux/capability.ts";
import * as pr from "../uapi/linux/prctl.ts";
import {
  SECBIT_KEEP_CAPS,
  SECBIT_NO_CAP_AMBIENT_RAISE,
  SECURE_ALL_BITS,
  SECURE_ALL_LOCKS,
} from "../uapi/linux/securebits.ts";
import { PR_SET_VMA } from "./sys_misc.ts";
import { prctl_set_seccomp } from "./sys_seccomp.ts";
import { family, row } from "./table.ts";

/** prctl: what concerns the caller's own credentials, name and death. */
export function sys_prctl(
  t: task_struct,
  op: number,
  a2: number,
  a3: number,
  a4: number,
  a5: number,
): number {
  const c = t.cred;
  switch (op) {
    case pr.PR_SET_PDEATHSIG:
      if (a2 > 64) return -EINVAL;
      t.pdeath_signal = a2;
      return 0;
    case pr.PR_GET_PDEATHSIG:
      put_user_u32(t, a2, t.pdeath_signal);
      return 0;
    case pr.PR_GET_DUMPABLE:
      return t.mm!.dumpable;
    case pr.PR_SET_DUMPABLE:
      if (a2 !== 0 && a2 !== 1) return -EINVAL;
      t.mm!.dumpable = a2;
      return 0;
    case pr.PR_SET_UNALIGN:
      t.thread_flags = (t.thread_flags & ~3) | (a2 & 3);
      return 0;
    case pr.PR_GET_UNALIGN:
      put_user_u32(t, a2, t.thread_flags & 3);
      return 0;
    case pr.PR_GET_TIMING:
      return pr.PR_TIMING_STATISTICAL;
    case pr.PR_SET_TIMING:
      return a2 === pr.PR_TIMING_STATISTICAL ? 0 : -EINVAL;
    case pr.PR_SET_NAME:
      t.comm = strncpy_from_user(t, a2, 15);
      return 0;
    case pr.PR_GET_NAME: {
      const b = new Uint8Array(16);
      b.set(bytesOf(t.comm));
      copy_to_user(t, a2, b);
      return 0;
    }
    case pr.PR_GET_KEEPCAPS:
      return c.securebits & SECBIT_KEEP_CAPS ? 1 : 0;
    case pr.PR_SET_KEEPCAPS: {
      if (a2 > 1) return -EINVAL;
      if (c.securebits & (SECBIT_KEEP_CAPS << 1)) return -EPERM;
      const n = prepare_creds(t);
      n.securebits = a2 ? n.securebits | SECBIT_KEEP_CAPS : n.securebits & ~SECBIT_KEEP_CAPS;
      return commit_creds(t, n);
    }
    case pr.PR_GET_SECUREBITS:
      return c.securebits;
    case pr.PR_SET_SECUREBITS: {
      const locks = c.securebits & SECURE_ALL_LOCKS;
      const unlocked = (locks >> 1) & (c.securebits ^ a2);
      if (
        unlocked ||
        locks & ~a2 ||
        a2 & ~(SECURE_ALL_LOCKS | SECURE_ALL_BITS) ||
        !ns_capable(t, c.user_ns, CAP_SETPCAP)
      ) {
        return -EPERM;
      }
      const n = prepare_creds(t);
      n.securebits = a2;
      return commit_creds(t, n);
    }
    case pr.PR_CAPBSET_READ:
      return a2 > CAP_LAST_CAP ? -EINVAL : cap_raised(c.cap_bset, a2) ? 1 : 0;
    case pr.PR_CAPBSET_DROP: {
      if (!ns_capable(t, c.user_ns, CAP_SETPCAP)) return -EPERM;
      if (a2 > CAP_LAST_CAP) return -EINVAL;
      const n = prepare_creds(t);
      n.cap_bset = cap_drop(n.cap_bset, cap_mask(a2));
      return commit_creds(t, n);
    }
    case pr.PR_CAP_AMBIENT:
      return ambient(t, a2, a3, a4, a5);
    case pr.PR_SET_NO_NEW_PRIVS:
      if (a2 !== 1 || a3 || a4 || a5) return -EINVAL;
      t.no_new_privs = true;
      return 0;
    case pr.PR_GET_NO_NEW_PRIVS:
      return a2 || a3 || a4 || a5 ? -EINVAL : t.no_new_privs ? 1 : 0;
    case pr.PR_SET_CHILD_SUBREAPER:
      t.signal.is_child_subreaper = a2 !== 0;
      if (a2)
        for (const p of t.kernel.tasks.values()) if (descends(p, t)) p.signal.has_child_subreaper = true;
      return 0;
    case pr.PR_GET_CHILD_SUBREAPER:
      put_user_u32(t, a2, t.signal.is_child_subreaper ? 1 : 0);
      return 0;
    case pr.PR_SET_TIMERSLACK:
      t.timer_slack_ns = a2 || t.default_timer_slack_ns;
      return 0;
    case pr.PR_GET_TIMERSLACK:
      return t.timer_slack_ns;
    case pr.PR_GET_TID_ADDRESS:
      return -EINVAL; // CONFIG_CHECKPOINT_RESTORE
    case pr.PR_SET_THP_DISABLE:
    case pr.PR_GET_THP_DISABLE:
      return a3 || a4 || a5 || (op === pr.PR_GET_THP_DISABLE && a2) ? -EINVAL : 0;
    case pr.PR_SET_SECCOMP:
      return prctl_set_seccomp(t, a2, a3);
    case pr.PR_GET_SECCOMP:
      return t.seccomp_mode;
    case pr.PR_MCE_KILL:
    case pr.PR_MCE_KILL_GET:
      return -EINVAL;
    case PR_SET_VMA:
      return -EINVAL; // CONFIG_ANON_VMA_NAME
    default:
      return -EINVAL;
  }
}
const descends = (p: task_struct, from: task_struct): boolean => {
  for (let x = p.real_parent; x !== x.real_parent; x = x.real_parent)
    if (x.signal === from.signal) return true;
  return false;
};
function ambient(t: task_struct, what: number, cap: number, a4: number, a5: number): number {
  const c = t.cred;
  if (what === pr.PR_CAP_AMBIENT_CLEAR_ALL) {
    if (cap || a4 || a5) return -EINVAL;
    const n = prepare_creds(t);
    n.cap_ambient = 0;
    return commit_creds(t, n);
  }
  if (a4 || a5 || cap > CAP_LAST_CAP) return -EINVAL;
  if (what === pr.PR_CAP_AMBIENT_IS_SET) return cap_raised(c.cap_ambient, cap) ? 1 : 0;
  if (what !== pr.PR_CAP_AMBIENT_RAISE && what !== pr.PR_CAP_AMBIENT_LOWER) return -EINVAL;
  if (what === pr.PR_CAP_AMBIENT_RAISE) {
    const ok = cap_raised(c.cap_permitted, cap) && cap_raised(c.cap_inheritable, cap);
    if (!ok || c.securebits & SECBIT_NO_CAP_AMBIENT_RAISE) return -EPERM;
  }
  const n = prepare_creds(t);
  n.cap_ambient =
    what === pr.PR_CAP_AMBIENT_RAISE
      ? cap_combine(n.cap_ambient, cap_mask(cap))
      : cap_drop(n.cap_ambient, cap_mask(cap));
  return commit_creds(t, n);
}

export const rows = family("process", [
  row(172, "prctl", sys_prctl, [PRCTL_OP, PRCTL_ARG, PRCTL_ARG, PRCTL_ARG, PRCTL_ARG]),
]);

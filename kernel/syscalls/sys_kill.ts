// Sending signals (kernel/signal.c).
// Above: index.ts. Below: task/signal.ts.

import { tgid_pidfd_to_pid } from "../fs/proc/base.ts";
import { copy_from_user } from "../mm/uaccess.ts";
import { kill_ok_by_cred } from "../task/access.ts";
import { find_task_by_vpid, find_vpid, task_tgid_vnr } from "../task/pid.ts";
import { pidfd_pid } from "../task/pidfd.ts";
import { SI_MAX_SIZE, siginfo_from } from "../task/siginfo.ts";
import { SI_TKILL, SI_USER, send_signal } from "../task/signal.ts";
import type { siginfo, task_struct } from "../task/task.ts";
import { FD, PID, SIGINFO, SIGNAL, UINT } from "../trace/kinds.ts";
import { EBADF, EINVAL, EPERM, ESRCH } from "../uapi/asm/errno.ts";
import { SIGCONT } from "../uapi/asm/signal.ts";
import { valid_signal } from "./sys_signal.ts";
import { family, row } from "./table.ts";

const user_info = (t: task_struct, to: task_struct, sig: number, code: number): siginfo => ({
  si_signo: sig,
  si_errno: 0,
  si_code: code,
  si_pid: t.group_leader.thread_pid.nr_ns(to.pid_ns),
  si_uid: to.cred.user_ns.from_kuid_munged(t.cred.uid),
});

/** Permission and delivery of a signal from a program: group or one thread (group_send_sig_info, do_send_specific). */
function send_from(t: task_struct, to: task_struct, sig: number, info: siginfo, group: boolean): number {
  if (!valid_signal(sig)) return -EINVAL;
  if (to.signal !== t.signal && !kill_ok_by_cred(t, to)) {
    if (sig !== SIGCONT || to.signal.session !== t.signal.session) return -EPERM;
  }
  if (sig === 0) return 0;
  // a process outside a pid namespace may kill its init, one inside may not (SIGNAL_UNKILLABLE)
  const force = t.pid_ns !== to.pid_ns;
  return send_signal(sig, info, to, group, force);
}

export function sys_kill(t: task_struct, nr: number, sig: number): number {
  if (nr > 0) {
    const p = find_task_by_vpid(t, nr);
    return p ? send_from(t, p.group_leader, sig, user_info(t, p, sig, SI_USER), true) : -ESRCH;
  }
  if (nr === -0x80000000) return -ESRCH;
  if (nr !== -1) {
    const g = nr ? find_vpid(t, -nr) : t.signal.pgrp;
    let result = -ESRCH;
    let ok = false;
    for (const p of g ? [...g.pgrp] : []) {
      const r = send_from(t, p, sig, user_info(t, p, sig, SI_USER), true);
      if (r === 0) ok = true;
      result = r;
    }
    return ok ? 0 : result;
  }
  let count = 0;
  let result = 0;
  for (const p of [...t.kernel.tasks.values()]) {
    if (!p.is_group_leader || p.signal === t.signal || p.thread_pid.nr_ns(t.pid_ns) <= 1) continue;
    const r = send_from(t, p, sig, user_info(t, p, sig, SI_USER), true);
    count++;
    if (r !== -EPERM) result = r;
  }
  return count ? result : -ESRCH;
}
function do_tkill(t: task_struct, tgid: number, nr: number, sig: number): number {
  const p = find_task_by_vpid(t, nr);
  if (!p || (tgid > 0 && task_tgid_vnr(t, p) !== tgid)) return -ESRCH;
  return send_from(t, p, sig, user_info(t, p, sig, SI_TKILL), false);
}

export const sys_tgkill = (t: task_struct, tgid: number, nr: number, sig: number): number =>
  nr <= 0 || tgid <= 0 ? -EINVAL : do_tkill(t, tgid, nr, sig);
export const sys_tkill = (t: task_struct, nr: number, sig: number): number =>
  nr <= 0 ? -EINVAL : do_tkill(t, 0, nr, sig);

/** A program's siginfo: it must not look like the kernel's or kill's unless it is for itself. */
function read_info(t: task_struct, sig: number, addr: number): siginfo {
  return siginfo_from(sig, copy_from_user(t, addr, SI_MAX_SIZE));
}

export function sys_rt_sigqueueinfo(t: task_struct, nr: number, sig: number, uinfo: number): number {
  const info = read_info(t, sig, uinfo);
  if ((info.si_code >= 0 || info.si_code === SI_TKILL) && nr !== task_tgid_vnr(t, t)) return -EPERM;
  const p = find_task_by_vpid(t, nr);
  return p ? send_from(t, p.group_leader, sig, info, true) : -ESRCH;
}

export function sys_rt_tgsigqueueinfo(
  t: task_struct,
  tgid: number,
  nr: number,
  sig: number,
  uinfo: number,
): number {
  const info = read_info(t, sig, uinfo);
  if (nr <= 0 || tgid <= 0) return -EINVAL;
  if ((info.si_code >= 0 || info.si_code === SI_TKILL) && nr !== t.thread_pid.nr_ns(t.pid_ns)) return -EPERM;
  const p = find_task_by_vpid(t, nr);
  if (!p || task_tgid_vnr(t, p) !== tgid) return -ESRCH;
  return send_from(t, p, sig, info, false);
}

export function sys_pidfd_send_signal(
  t: task_struct,
  fd: number,
  sig: number,
  uinfo: number,
  flags: number,
): number {
  if (flags) return -EINVAL;
  const f = t.files.fget(fd);
  const own = pidfd_pid(f);
  // a folder /proc/PID does as well
  const p = typeof own !== "number" ? own : f && tgid_pidfd_to_pid(f);
  if (!p) return -EBADF;
  const to = p.task;
  if (!to) return -ESRCH;
  let info = user_info(t, to, sig, SI_USER);
  if (uinfo) {
    info = read_info(t, sig, uinfo);
    const signo = new DataView(copy_from_user(t, uinfo, 4).buffer).getInt32(0);
    if (signo !== sig) return -EINVAL;
    if ((info.si_code >= 0 || info.si_code === SI_TKILL) && to.signal !== t.signal) return -EPERM;
  }
  return send_from(t, to.group_leader, sig, info, true);
}

export const rows = family("signal", [
  row(37, "kill", sys_kill, [PID, SIGNAL]),
  row(178, "rt_sigqueueinfo", sys_rt_sigqueueinfo, [PID, SIGNAL, SIGINFO]),
  row(208, "tkill", sys_tkill, [PID, SIGNAL]),
  row(259, "tgkill", sys_tgkill, [PID, PID, SIGNAL]),
  row(317, "rt_tgsigqueueinfo", sys_rt_tgsigqueueinfo, [PID, PID, SIGNAL, SIGINFO]),
  row(424, "pidfd_send_signal", sys_pidfd_send_signal, [FD, SIGNAL, SIGINFO, UINT], { since: "5.1" }),
]);

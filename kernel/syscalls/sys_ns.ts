// setns, signalfd, vhangup: calls of one function each (kernel/nsproxy.c, fs/signalfd.c, fs/open.c).
// Above: index.ts. Below: task/namespaces.ts, fs/nsfs.ts, fs/signalfd.ts.

import { proc_ns_file } from "../fs/nsfs.ts";
import { do_signalfd4 } from "../fs/signalfd.ts";
import type { tty_struct } from "../fs/tty.ts";
import { tty_vhangup } from "../fs/tty_jobctrl.ts";
import { capable } from "../task/cred.ts";
import { join_namespaces, namespaces_of } from "../task/namespaces.ts";
import { pidfd_pid } from "../task/pidfd.ts";
import { sigset_t } from "../task/sigset.ts";
import type { task_struct } from "../task/task.ts";
import { FD, SIGNALFD_FLAGS, SIGSET, SIZE, UNSHARE_FLAGS } from "../trace/kinds.ts";
import { EBADF, EINVAL, EPERM, ESRCH } from "../uapi/asm/errno.ts";
import { CAP_SYS_TTY_CONFIG } from "../uapi/linux/capability.ts";
import { family, row } from "./table.ts";

/** setns: fd is a namespace's file, or since 5.8 a pidfd with the namespaces to take over from that process. */
export function sys_setns(t: task_struct, fd: number, nstype: number): number {
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  const ns = proc_ns_file(f);
  if (ns) {
    if (nstype && ns.type !== nstype) return -EINVAL;
    return join_namespaces(t, [ns]);
  }
  const pid = pidfd_pid(f);
  if (typeof pid === "number" || !t.kernel.release.atLeast("5.8")) return -EINVAL;
  if (!nstype) return -EINVAL;
  const of = pid.task;
  if (!of?.nsproxy || of.exit_state) return -ESRCH;
  const wanted = namespaces_of(t, of, nstype);
  return typeof wanted === "number" ? wanted : join_namespaces(t, wanted);
}

const signalfd = (t: task_struct, fd: number, mask: number, size: number, flags: number): number =>
  size === 8 ? do_signalfd4(t, fd, sigset_t.read(t, mask), flags) : -EINVAL;

export const sys_signalfd = (t: task_struct, fd: number, mask: number, size: number): number =>
  signalfd(t, fd, mask, size, 0);

export function sys_vhangup(t: task_struct): number {
  if (!capable(t, CAP_SYS_TTY_CONFIG)) return -EPERM;
  if (t.signal.tty) tty_vhangup(t.signal.tty as tty_struct);
  return 0;
}

export const rows = family("process", [
  row(111, "vhangup", sys_vhangup, []),
  row(302, "signalfd", sys_signalfd, [FD, SIGSET, SIZE]),
  row(309, "signalfd4", signalfd, [FD, SIGSET, SIZE, SIGNALFD_FLAGS]),
  row(328, "setns", sys_setns, [FD, UNSHARE_FLAGS], { since: "3.0" }),
]);

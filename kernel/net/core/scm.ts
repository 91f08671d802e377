// What travels with a message besides bytes: open files (SCM_RIGHTS) and credentials (SCM_CREDENTIALS)
// (net/core/scm.c, include/net/scm.h). Above: unix/, netlink/. Below: ../msghdr.ts, fs (descriptors).

import type { file } from "../../fs/file.ts";
import { INVALID_UID, ns_capable } from "../../task/cred.ts";
import { find_vpid, type pid, pid_vnr } from "../../task/pid.ts";
import { pidfd_prepare } from "../../task/pidfd.ts";
import type { task_struct } from "../../task/task.ts";
import { EBADF, EINVAL, EPERM, ESRCH } from "../../uapi/asm/errno.ts";
import { SOL_SOCKET } from "../../uapi/asm/socket.ts";
import { CAP_SETGID, CAP_SETUID, CAP_SYS_ADMIN } from "../../uapi/linux/capability.ts";
import {
  AF_UNIX,
  MSG_CMSG_CLOEXEC,
  MSG_CTRUNC,
  SCM_CREDENTIALS,
  SCM_MAX_FD,
  SCM_PIDFD,
  SCM_RIGHTS,
} from "../linux_socket.ts";
import { type cmsghdr, cmsgs, type msghdr, put_cmsg, SIZEOF_CMSGHDR } from "../msghdr.ts";
import type { socket } from "../socket.ts";
import { be32 } from "../sockptr.ts";

/** struct scm_cookie. pid null: none given; ids are the kernel's. */
export interface scm_cookie {
  pid: pid | null;
  uid: number;
  gid: number;
  fp: file[] | null;
}

/** The process number a task's messages carry. */
export const task_tgid = (t: task_struct): pid => t.group_leader.thread_pid;

export const scm_empty = (): scm_cookie => ({ pid: null, uid: INVALID_UID, gid: INVALID_UID, fp: null });

export function scm_destroy(scm: scm_cookie): void {
  for (const f of scm.fp ?? []) f.put();
  scm.fp = null;
}

/** May t claim to be pid, uid, gid (ids of its namespace)? 0, -EINVAL, -EPERM (scm_check_creds). */
function scm_check_creds(t: task_struct, pid: number, uid: number, gid: number): number {
  const { cred } = t;
  const kuid = cred.user_ns.make_kuid(uid);
  const kgid = cred.user_ns.make_kgid(gid);
  if (kuid === INVALID_UID || kgid === INVALID_UID) return -EINVAL;
  const pidOk = pid === pid_vnr(t, task_tgid(t)) || ns_capable(t, t.pid_ns.user_ns, CAP_SYS_ADMIN);
  const uidOk = [cred.uid, cred.euid, cred.suid].includes(kuid) || ns_capable(t, cred.user_ns, CAP_SETUID);
  const gidOk = [cred.gid, cred.egid, cred.sgid].includes(kgid) || ns_capable(t, cred.user_ns, CAP_SETGID);
  return pidOk && uidOk && gidOk ? 0 : -EPERM;
}

/** Takes references to the files of a SCM_RIGHTS message (scm_fp_copy). */
function scm_fp_copy(t: task_struct, c: cmsghdr, scm: scm_cookie): number {
  const view = new DataView(c.data.buffer, c.data.byteOffset, c.data.length);
  const num = c.data.length >> 2;
  if (num <= 0) return 0;
  if (num > SCM_MAX_FD || (scm.fp?.length ?? 0) + num > SCM_MAX_FD) return -EINVAL;
  scm.fp ??= [];
  for (let i = 0; i < num; i++) {
    const f = t.files.fget_raw(view.getInt32(4 * i));
    if (!f) return -EBADF;
    scm.fp.push(f.get());
  }
  return 0;
}

/** Reads the sender's control messages: the cookie, or -ERRNO with nothing taken (scm_send). */
export function scm_send(t: task_struct, sock: socket, msg: msghdr, forcecreds = false): scm_cookie | number {
  const scm = scm_empty();
  if (forcecreds) Object.assign(scm, { pid: task_tgid(t), uid: t.cred.uid, gid: t.cred.gid });
  for (const c of cmsgs(msg)) {
    const err = scm_one(t, sock, c, scm);
    if (err) {
      scm_destroy(scm);
      return err;
    }
  }
  return scm;
}

function scm_one(t: task_struct, sock: socket, c: cmsghdr, scm: scm_cookie): number {
  if (!c.ok) return -EINVAL;
  if (c.cmsg_level !== SOL_SOCKET) return 0;
  if (c.cmsg_type === SCM_RIGHTS) return sock.ops.family === AF_UNIX ? scm_fp_copy(t, c, scm) : -EINVAL;
  if (c.cmsg_type !== SCM_CREDENTIALS || c.data.length !== 12) return -EINVAL;
  const v = new DataView(c.data.buffer, c.data.byteOffset, 12);
  const [nr, uid, gid] = [v.getInt32(0), v.getUint32(4), v.getUint32(8)];
  const err = scm_check_creds(t, nr, uid, gid);
  if (err) return err;
  const pid = find_vpid(t, nr);
  if (!pid) return -ESRCH;
  scm.pid = pid;
  scm.uid = t.cred.user_ns.make_kuid(uid);
  scm.gid = t.cred.user_ns.make_kgid(gid);
  return 0;
}

/** Gives the receiver what came with the message (scm_recv). The cookie's files are its own afterwards. */
export function scm_recv(t: task_struct, sock: socket, msg: msghdr, scm: scm_cookie): void {
  if (!msg.has_control) {
    if (sock.passcred || sock.passpidfd || scm.fp) msg.msg_flags |= MSG_CTRUNC;
    scm_destroy(scm);
    return;
  }
  if (sock.passcred) {
    const ns = t.cred.user_ns;
    const creds = be32(pid_vnr(t, scm.pid), ns.from_kuid_munged(scm.uid), ns.from_kgid_munged(scm.gid));
    put_cmsg(msg, SOL_SOCKET, SCM_CREDENTIALS, creds);
  }
  if (scm.fp) scm_detach_fds(t, msg, scm);
  if (sock.passpidfd) scm_pidfd_recv(t, msg, scm);
}

/** A pidfd of the sender, or the errno in its place. */
function scm_pidfd_recv(t: task_struct, msg: msghdr, scm: scm_cookie): void {
  if (msg.msg_controllen <= SIZEOF_CMSGHDR) msg.msg_flags |= MSG_CTRUNC;
  else if (scm.pid) put_cmsg(msg, SOL_SOCKET, SCM_PIDFD, be32(pidfd_prepare(t, scm.pid)));
}

/** Installs the files at new descriptors, as many as the control buffer and the limit allow (scm_detach_fds). */
function scm_detach_fds(t: task_struct, msg: msghdr, scm: scm_cookie): void {
  const files = scm.fp!;
  const room = Math.max(0, msg.msg_controllen - SIZEOF_CMSGHDR) >> 2;
  const fds: number[] = [];
  for (const f of files.slice(0, room)) {
    const fd = t.files.alloc_fd(t);
    if (fd < 0) break;
    t.files.fd_install(fd, f.get(), (msg.msg_flags & MSG_CMSG_CLOEXEC) !== 0);
    fds.push(fd);
  }
  if (fds.length) put_cmsg(msg, SOL_SOCKET, SCM_RIGHTS, be32(...fds));
  if (fds.length < files.length) msg.msg_flags |= MSG_CTRUNC;
  scm_destroy(scm);
}

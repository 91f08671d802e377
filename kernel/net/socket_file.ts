// Sockets as files: making one of a family, the file that stands for it, its ioctls (net/socket.c). A family is one row in
// families.ts. Above: ../syscalls/sys_socket.ts, ../fs (read, write, poll, ioctl). Below: socket.ts, families.ts, core/dev_ioctl.ts.

import { ENOIOCTLCMD } from "../errno.ts";
import { dentry, type dentry_operations } from "../fs/dcache.ts";
import { file, type file_operations } from "../fs/file.ts";
import { inode } from "../fs/inode.ts";
import { init_pseudo } from "../fs/libfs.ts";
import type { mount } from "../fs/namespace.ts";
import { ns_kinds, open_ns } from "../fs/nsfs.ts";
import type { Kernel } from "../kernel.ts";
import { get_user_s32, put_user_u32 } from "../mm/uaccess.ts";
import { ns_capable } from "../task/cred.ts";
import { find_vpid } from "../task/pid.ts";
import type { task_struct } from "../task/task.ts";
import { finish, type Sleeps } from "../task/wait.ts";
import { EAFNOSUPPORT, EINVAL, ENOTTY, EPERM, ESPIPE, ESRCH } from "../uapi/asm/errno.ts";
import { O_NONBLOCK, O_RDWR } from "../uapi/asm/fcntl.ts";
import {
  FIOGETOWN,
  FIOSETOWN,
  SIOCGPGRP,
  SIOCGSTAMP_OLD,
  SIOCGSTAMPNS_OLD,
  SIOCSPGRP,
} from "../uapi/asm/sockios.ts";
import { CAP_NET_ADMIN } from "../uapi/linux/capability.ts";
import { CLONE_NEWNET } from "../uapi/linux/sched.ts";
import * as sockios from "../uapi/linux/sockios.ts";
import { S_IFSOCK } from "../uapi/linux/stat.ts";
import { dev_ioctl_user } from "./core/dev_ioctl.ts";
import { linkwatch_due } from "./core/link_watch.ts";
import { sock_gettstamp } from "./core/recv_cmsgs.ts";
import { SOCK_FASYNC } from "./core/sock_flags.ts";
import { br_ioctl } from "./drivers/bridge_ioctl.ts";
import { vlan_ioctl_handler } from "./drivers/vlan_ioctl.ts";
import { families } from "./families.ts";
import { dev_ifconf_user } from "./ipv4/devinet_ioctl.ts";
import {
  AF_INET,
  AF_PACKET,
  MSG_DONTWAIT,
  MSG_EOR,
  NPROTO,
  SOCK_MAX,
  SOCK_PACKET,
  SOCK_SEQPACKET,
} from "./linux_socket.ts";
import { msghdr } from "./msghdr.ts";
import { sock_recvmsg, sock_release, sock_sendmsg, socket } from "./socket.ts";

/** Makes a socket of a family: the socket, or -ERRNO (__sock_create). */
export function sock_create(t: task_struct, family: number, type: number, protocol: number): socket | number {
  if (family < 0 || family >= NPROTO) return -EAFNOSUPPORT;
  if (type < 0 || type >= SOCK_MAX) return -EINVAL;
  if (family === AF_INET && type === SOCK_PACKET) family = AF_PACKET;
  const pf = families.get(family);
  if (!pf) return -EAFNOSUPPORT;
  const sock = new socket(type, t.cred.fsuid);
  const err = pf.create(t, t.nsproxy.net_ns, sock, protocol);
  if (err < 0) return err;
  return sock;
}

const sockfs_dentry_operations: dentry_operations = { d_dname: (d) => `socket:[${d.d_inode!.i_ino}]` };
const SOCKFS_MAGIC = 0x534f434b;
const sockfs = new WeakMap<Kernel, mount>();

/** A socket's inode, on a file system that no program can mount (sock_alloc). */
function sock_alloc_inode(kernel: Kernel, uid: number): inode {
  let mnt = sockfs.get(kernel);
  if (!mnt) sockfs.set(kernel, (mnt = init_pseudo(kernel, "sockfs", SOCKFS_MAGIC)));
  const ino = new inode(mnt.mnt_sb, S_IFSOCK | 0o777);
  ino.i_uid = uid;
  return ino;
}

/** The open file of a socket; flags: O_NONBLOCK or 0. */
export function sock_alloc_file(t: task_struct, sock: socket, flags: number): file {
  sock.inode ??= sock_alloc_inode(t.kernel, sock.uid);
  const name = new dentry(null, "", sock.inode, sock.inode.i_sb);
  name.d_op = sockfs_dentry_operations;
  const path = { mnt: sockfs.get(t.kernel)!, dentry: name };
  const f = new file(t.kernel, socket_file_ops, O_RDWR | (flags & O_NONBLOCK), sock.inode, path);
  f.private_data = sock;
  sock.file = f;
  return f;
}

export const of = (f: file): socket => f.private_data as socket;

/** A socket's file (socket_file_ops). */
export const socket_file_ops: file_operations = {
  name: "socket",
  read_iter(t, f, to, pos) {
    if (pos !== 0) return -ESPIPE;
    if (to.count === 0) return 0;
    return sock_recvmsg(t, of(f), new msghdr(to), f.f_flags & O_NONBLOCK ? MSG_DONTWAIT : 0);
  },
  write_iter(t, f, from, pos) {
    if (pos !== 0) return -ESPIPE;
    const msg = new msghdr(from);
    if (f.f_flags & O_NONBLOCK) msg.msg_flags = MSG_DONTWAIT;
    if (of(f).type === SOCK_SEQPACKET) msg.msg_flags |= MSG_EOR;
    return sock_sendmsg(t, of(f), msg);
  },
  poll: (f, pt) => of(f).ops.poll(f, of(f), pt),
  ioctl: (t, f, cmd, arg) => sock_ioctl(t, f, cmd, arg),
  mmap: (f, mm, vma) => of(f).ops.mmap?.(f, mm, vma) ?? -19,
  release(f) {
    const { sk } = of(f);
    sock_release(of(f));
    if (sk?.linger_wq) f.linger = (t) => sk.sk_prot.wait_close!(t, sk, sk.sk_lingertime);
  },
  fasync(f, on) {
    of(f).sk?.sock_valbool_flag(SOCK_FASYNC, on);
  },
  fdinfo: (f) => of(f).ops.show_fdinfo?.(of(f)) ?? "",
};

const isBridge = new Set<number>([
  sockios.SIOCGIFBR,
  sockios.SIOCSIFBR,
  sockios.SIOCBRADDBR,
  sockios.SIOCBRDELBR,
  sockios.SIOCBRADDIF,
  sockios.SIOCBRDELIF,
]);

/** SIOCSPGRP: the process, or negative the group, that gets SIGIO and SIGURG (f_setown). */
function f_setown(t: task_struct, f: file, who: number): number {
  if (who === -0x80000000) return -EINVAL;
  if (who && !find_vpid(t, Math.abs(who))) return -ESRCH;
  f.f_owner = who;
  f.f_owner_uids = [t.cred.euid, t.cred.uid];
  return 0;
}

function* sock_ioctl(t: task_struct, f: file, cmd: number, arg: number): Sleeps<number> {
  const sock = of(f);
  const net = sock.sk!.sk_net;
  if (cmd >= sockios.SIOCDEVPRIVATE && cmd <= sockios.SIOCDEVPRIVATE + 15) {
    return dev_ioctl_user(t, net, cmd, arg);
  }
  if (isBridge.has(cmd)) {
    linkwatch_due(net.stack);
    return br_ioctl(t, net, cmd, arg);
  }
  switch (cmd) {
    case FIOSETOWN:
    case SIOCSPGRP:
      return f_setown(t, f, get_user_s32(t, arg));
    case FIOGETOWN:
    case SIOCGPGRP:
      put_user_u32(t, arg, f.f_owner);
      return 0;
    case sockios.SIOCGIFVLAN:
    case sockios.SIOCSIFVLAN:
      return vlan_ioctl_handler(t, net, arg);
    case sockios.SIOCGSKNS:
      if (!ns_capable(t, net.user_ns, CAP_NET_ADMIN)) return -EPERM;
      return open_ns(t, ns_kinds.find((k) => k.type === CLONE_NEWNET)!, net);
    case SIOCGSTAMP_OLD:
    case SIOCGSTAMPNS_OLD:
    case SIOCGSTAMP_NEW:
    case SIOCGSTAMPNS_NEW:
      if (!sock.ops.gettstamp) return -ENOTTY;
      return sock_gettstamp(t, sock.sk!, arg, (cmd & 0xff) === 6, cmd >>> 16 !== 0);
    case sockios.SIOCGIFCONF:
      return dev_ifconf_user(t, net, arg);
  }
  const err = yield* finish(sock.ops.ioctl(t, sock, cmd, arg));
  if (err !== -ENOIOCTLCMD) return err;
  if (cmd >>> 8 !== sockios.SOCK_IOC_TYPE) return -ENOTTY;
  return dev_ioctl_user(t, net, cmd, arg);
}
/** _IOR(0x89, 6 | 7, long long[2]). */
const SIOCGSTAMP_NEW = 0x40108906;
const SIOCGSTAMPNS_NEW = 0x40108907;

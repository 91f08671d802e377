// AF_NETLINK sockets: making, binding, sending, receiving (net/netlink/af_netlink.c). What the kernel listens to is
// a row of netlink_table (protocols.ts). Above: ../families.ts. Below: netlink_msg.ts, ../core/datagram.ts.

import { ENOIOCTLCMD } from "../../errno.ts";
import { ns_capable } from "../../task/cred.ts";
import type { task_struct } from "../../task/task.ts";
import type { Sleeps } from "../../task/wait.ts";
import {
  EADDRINUSE,
  EAGAIN,
  ECONNREFUSED,
  EFAULT,
  EINVAL,
  EMSGSIZE,
  ENODATA,
  EOPNOTSUPP,
  EPERM,
  EPROTONOSUPPORT,
  ESOCKTNOSUPPORT,
} from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import { NETLINK_USERSOCK } from "../../uapi/linux/netlink.ts";
import {
  datagram_poll,
  skb_copy_datagram_msg,
  skb_free_datagram,
  skb_recv_datagram,
} from "../core/datagram.ts";
import type { net } from "../core/net_namespace.ts";
import { scm_destroy, scm_recv, scm_send } from "../core/scm.ts";
import { jiffies_deadline, sk_wait, sock_init_data, sock_orphan, sock_sndtimeo } from "../core/sock.ts";
import {
  AF_NETLINK,
  MSG_DONTWAIT,
  MSG_OOB,
  MSG_TRUNC,
  SOCK_DGRAM,
  SOCK_RAW,
  SS_UNCONNECTED,
} from "../linux_socket.ts";
import { type msghdr, put_cmsg } from "../msghdr.ts";
import type { proto_ops, socket } from "../socket.ts";
import { be32 } from "../sockptr.ts";
import {
  netlink_broadcast,
  netlink_dump,
  netlink_rcv_skb,
  netlink_room,
  netlink_skb,
  netlink_unicast,
  nl_table,
} from "./netlink_msg.ts";
import { NETLINK_CB, type netlink_skb_parms, netlink_sock } from "./netlink_sock.ts";
import { netlink_getsockopt, netlink_setsockopt } from "./netlink_sockopt.ts";

const MAX_LINKS = 32;
const SIZEOF_SOCKADDR_NL = 12;
const NETLINK_PKTINFO = 3;
const NETLINK_LISTEN_ALL_NSID = 8;
const SOL_NETLINK = 270;
const NETLINK_CONNECTED = 1;
const NETLINK_UNCONNECTED = 0;

const nlk_sk = (sock: socket): netlink_sock => sock.sk as netlink_sock;
const rowOf = (nlk: netlink_sock) => nl_table(nlk.sk_net).protocols.get(nlk.sk_protocol)!;

/** socket(AF_NETLINK, type, protocol): -ESOCKTNOSUPPORT, -EPROTONOSUPPORT. */
export function netlink_create(t: task_struct, net: net, sock: socket, protocol: number): number {
  sock.state = SS_UNCONNECTED;
  if (sock.type !== SOCK_RAW && sock.type !== SOCK_DGRAM) return -ESOCKTNOSUPPORT;
  if (protocol < 0 || protocol >= MAX_LINKS) return -EPROTONOSUPPORT;
  const row = nl_table(net).protocols.get(protocol);
  if (!row) return -EPROTONOSUPPORT;
  const nlk = new netlink_sock(net, protocol, t.cred);
  sock_init_data(sock, nlk, sock.uid);
  sock.ops = netlink_ops;
  row.sockets.add(nlk);
  return 0;
}

/** May the task do what only CAP_NET_ADMIN may, unless the protocol lets everybody? */
function netlink_allowed(t: task_struct, nlk: netlink_sock, what: "nonroot_recv" | "nonroot_send"): boolean {
  return rowOf(nlk).cfg[what] === true || ns_capable(t, nlk.sk_net.user_ns, CAP_NET_ADMIN);
}

function insert(nlk: netlink_sock, portid: number): number {
  if (nlk.bound) return nlk.portid === portid ? 0 : -EINVAL;
  if (nl_table(nlk.sk_net).lookup(nlk.sk_net, nlk.sk_protocol, portid)) return -EADDRINUSE;
  nlk.portid = portid;
  nlk.bound = true;
  return 0;
}

/** The process's number if it is free, else one from the upper half. */
function netlink_autobind(t: task_struct, nlk: netlink_sock): void {
  if (nlk.bound) return;
  const table = nl_table(nlk.sk_net);
  let portid = t.tgid >>> 0;
  let rover = -4096;
  while (table.lookup(nlk.sk_net, nlk.sk_protocol, portid)) portid = rover-- >>> 0;
  insert(nlk, portid);
}

interface sockaddr_nl {
  nl_pid: number;
  nl_groups: number;
}

function readAddr(b: Uint8Array): sockaddr_nl | number {
  if (b.length < SIZEOF_SOCKADDR_NL) return -EINVAL;
  const v = new DataView(b.buffer, b.byteOffset, b.length);
  if (v.getUint16(0) !== AF_NETLINK) return -EINVAL;
  return { nl_pid: v.getUint32(4), nl_groups: v.getUint32(8) };
}

function writeAddr(pid: number, groups: number): Uint8Array {
  const b = new Uint8Array(SIZEOF_SOCKADDR_NL);
  const v = new DataView(b.buffer);
  v.setUint16(0, AF_NETLINK);
  v.setUint32(4, pid);
  v.setUint32(8, groups);
  return b;
}

/** The first 32 groups as a mask. */
export function groupMask(nlk: netlink_sock): number {
  let mask = 0;
  for (const g of nlk.groups) if (g <= 32) mask |= 1 << (g - 1);
  return mask >>> 0;
}

/** Groups of a mask that exist. */
function setGroupMask(nlk: netlink_sock, mask: number, ngroups: number): void {
  for (let g = 1; g <= 32; g++) {
    if (mask & (1 << (g - 1)) && g <= ngroups) nlk.groups.add(g);
    else nlk.groups.delete(g);
  }
}

function netlink_bind(t: task_struct, sock: socket, addr: Uint8Array): number {
  const nlk = nlk_sk(sock);
  const a = readAddr(addr);
  if (typeof a === "number") return a;
  const { cfg } = rowOf(nlk);
  const ngroups = Math.max(32, cfg.groups);
  if (a.nl_groups && !netlink_allowed(t, nlk, "nonroot_recv")) return -EPERM;
  if (nlk.bound && a.nl_pid !== nlk.portid) return -EINVAL;
  for (let g = 1; g <= 32; g++) {
    if (!(a.nl_groups & (1 << (g - 1))) || g > ngroups) continue;
    const err = cfg.bind?.(nlk.sk_net, g) ?? 0;
    if (err) return err;
  }
  if (!nlk.bound) {
    if (a.nl_pid) {
      const err = insert(nlk, a.nl_pid);
      if (err) return err;
    } else netlink_autobind(t, nlk);
  }
  setGroupMask(nlk, a.nl_groups, ngroups);
  return 0;
}

function netlink_connect(t: task_struct, sock: socket, addr: Uint8Array): number {
  const nlk = nlk_sk(sock);
  if (addr.length < 2) return -EINVAL;
  const family = (addr[0] << 8) | addr[1];
  if (family === 0) {
    nlk.sk_state = NETLINK_UNCONNECTED;
    nlk.dst_portid = 0;
    nlk.dst_group = 0;
    return 0;
  }
  const a = readAddr(addr);
  if (typeof a === "number") return a;
  if ((a.nl_groups || a.nl_pid) && !netlink_allowed(t, nlk, "nonroot_send")) return -EPERM;
  netlink_autobind(t, nlk);
  nlk.sk_state = NETLINK_CONNECTED;
  nlk.dst_portid = a.nl_pid;
  nlk.dst_group = ffs(a.nl_groups);
  return 0;
}

const ffs = (n: number): number => (n === 0 ? 0 : 32 - Math.clz32(n & -n));

function* netlink_sendmsg(t: task_struct, sock: socket, msg: msghdr, len: number): Sleeps<number> {
  const nlk = nlk_sk(sock);
  if (msg.msg_flags & MSG_OOB) return -EOPNOTSUPP;
  if (len === 0) return -ENODATA;
  const scm = scm_send(t, sock, msg, true);
  if (typeof scm === "number") return scm;
  let err = 0;
  try {
    let dst_portid = nlk.dst_portid;
    let dst_group = nlk.dst_group;
    if (msg.msg_name?.length) {
      const a = readAddr(msg.msg_name);
      if (typeof a === "number") return a;
      dst_portid = a.nl_pid;
      dst_group = ffs(a.nl_groups);
      if ((dst_group || dst_portid) && !netlink_allowed(t, nlk, "nonroot_send")) return -EPERM;
    }
    netlink_autobind(t, nlk);
    if (len > nlk.sk_sndbuf - 32) return -EMSGSIZE;
    const bytes = msg.msg_iter.copy_from_iter(len);
    if (bytes.length < len) return -EFAULT;
    const parms: netlink_skb_parms = {
      portid: nlk.portid,
      dst_group,
      pid: scm.pid,
      uid: scm.uid,
      gid: scm.gid,
      nsid: -1,
    };
    if (dst_group) netlink_broadcast(nlk.sk_net, nlk.sk_protocol, bytes, nlk.portid, dst_group, parms);
    if (dst_portid === 0) {
      err = toKernel(t, nlk, bytes);
      return err < 0 ? err : len;
    }
    const deadline = jiffies_deadline(nlk.kernel, sock_sndtimeo(nlk, (msg.msg_flags & MSG_DONTWAIT) !== 0));
    for (;;) {
      const skb = netlink_skb(bytes, parms);
      err = netlink_unicast(nlk.sk_net, nlk.sk_protocol, skb, dst_portid);
      if (err !== -EAGAIN || msg.msg_flags & MSG_DONTWAIT) return err < 0 ? err : len;
      const peer = nl_table(nlk.sk_net).lookup(nlk.sk_net, nlk.sk_protocol, dst_portid)!;
      const r = yield* sk_wait(t, peer, deadline, () => netlink_room(peer));
      if (r) return r;
    }
  } finally {
    scm_destroy(scm);
  }
}

/** To whoever listens in the kernel: 0, or -ECONNREFUSED. */
function toKernel(t: task_struct, nlk: netlink_sock, bytes: Uint8Array): number {
  const { cfg } = rowOf(nlk);
  const base = { t, nlk, net: nlk.sk_net, portid: nlk.portid };
  if (cfg.rcv) netlink_rcv_skb(bytes, base, cfg.rcv);
  else if (cfg.rcv_raw) cfg.rcv_raw({ ...base, bytes, nlh: null!, extack: null! });
  else return -ECONNREFUSED;
  return 0;
}

function* netlink_recvmsg(
  t: task_struct,
  sock: socket,
  msg: msghdr,
  len: number,
  flags: number,
): Sleeps<number> {
  const nlk = nlk_sk(sock);
  if (flags & MSG_OOB) return -EOPNOTSUPP;
  const got = yield* skb_recv_datagram(t, nlk, flags);
  if (typeof got === "number") {
    wake_if_room(nlk);
    return got;
  }
  const { skb } = got;
  nlk.max_recvmsg_len = Math.min(Math.max(nlk.max_recvmsg_len, len), 32768 - 256);
  let copied = skb.len;
  if (len < copied) {
    msg.msg_flags |= MSG_TRUNC;
    copied = len;
  }
  const err = skb_copy_datagram_msg(skb, 0, msg, copied);
  const parms = NETLINK_CB(skb);
  msg.msg_name = writeAddr(
    parms.portid,
    parms.dst_group && parms.dst_group <= 32 ? 1 << (parms.dst_group - 1) : 0,
  );
  msg.msg_namelen = SIZEOF_SOCKADDR_NL;
  if (nlk.recv_pktinfo) put_cmsg(msg, SOL_NETLINK, NETLINK_PKTINFO, be32(parms.dst_group));
  if (nlk.listen_all_nsid && parms.nsid >= 0)
    put_cmsg(msg, SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, be32(parms.nsid));
  if (flags & MSG_TRUNC) copied = skb.len;
  skb_free_datagram(skb);
  if (nlk.cb && nlk.sk_rmem_alloc <= nlk.sk_rcvbuf / 2) {
    const e = netlink_dump(nlk);
    if (e) {
      nlk.sk_err = -e;
      nlk.sk_error_report(nlk);
    }
  }
  scm_recv(t, sock, msg, { pid: parms.pid, uid: parms.uid, gid: parms.gid, fp: null });
  wake_if_room(nlk);
  return err || copied;
}

/** Everything is read: losses may be reported anew, writers may go on (netlink_rcv_wake). */
function wake_if_room(nlk: netlink_sock): void {
  if (nlk.sk_receive_queue.empty) nlk.congested = false;
  if (!nlk.congested) nlk.sk_wq?.wake_up_all();
}

const netlink_ops: proto_ops = {
  family: AF_NETLINK,
  release(sock) {
    const nlk = nlk_sk(sock);
    if (!nlk) return;
    rowOf(nlk).sockets.delete(nlk);
    nlk.cb = null;
    nlk.groups.clear();
    nlk.bound = false;
    sock_orphan(nlk);
    nlk.sk_receive_queue.purge();
  },
  bind: netlink_bind,
  connect: (t, sock, addr) => netlink_connect(t, sock, addr),
  socketpair: () => -EOPNOTSUPP,
  accept: () => -EOPNOTSUPP,
  getname(_t, sock, peer) {
    const nlk = nlk_sk(sock);
    if (peer) return writeAddr(nlk.dst_portid, nlk.dst_group ? 1 << (nlk.dst_group - 1) : 0);
    return writeAddr(nlk.portid, groupMask(nlk));
  },
  poll: datagram_poll,
  ioctl: () => -ENOIOCTLCMD,
  listen: () => -EOPNOTSUPP,
  shutdown: () => -EOPNOTSUPP,
  setsockopt: (t, sock, level, optname, v, len) =>
    netlink_setsockopt(t, nlk_sk(sock), level, optname, v, len),
  getsockopt: (_t, sock, level, optname, v, len) => netlink_getsockopt(nlk_sk(sock), level, optname, v, len),
  sendmsg: netlink_sendmsg,
  recvmsg: netlink_recvmsg,
};

/** The protocols that programs talk to among themselves, and what every system has. */
export const usersock_cfg = {
  protocol: NETLINK_USERSOCK,
  groups: 32,
  nonroot_send: true,
  programs_only: true,
};

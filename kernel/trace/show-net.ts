// Sockets in strace: addresses, options by level, messages with their control data.
// Above: strace.ts. Below: show-sockaddr.ts, show-netlink.ts, uapi.

import type { task_struct } from "../task/task.ts";
import * as asm_socket from "../uapi/asm/socket.ts";
import { sock_fprog } from "../uapi/linux/filter.ts";
import * as icmp from "../uapi/linux/icmp.ts";
import * as icmpv6 from "../uapi/linux/icmpv6.ts";
import * as if_packet from "../uapi/linux/if_packet.ts";
import * as in4 from "../uapi/linux/in.ts";
import * as in6 from "../uapi/linux/in6.ts";
import * as net from "../uapi/linux/net.ts";
import * as netlink from "../uapi/linux/netlink.ts";
import * as socket from "../uapi/linux/socket.ts";
import { cmsghdr, linger, mmsghdr, msghdr, ucred } from "../uapi/linux/socket.ts";
import * as tcp from "../uapi/linux/tcp.ts";
import { timeval } from "../uapi/linux/time.ts";
import * as udp from "../uapi/linux/udp.ts";
import { address, list, peek, peekStruct, peekWord, quote, quoteBytes } from "./guest.ts";
import { type Show, shows } from "./kinds.ts";
import { flagsOf, oneOf, oneOfThese } from "./names.ts";
import { filled, iovecText } from "./show-base.ts";
import { isNetlinkBuffer, netlinkText } from "./show-netlink.ts";
import { dotted, familyName, sockaddrBytes } from "./show-sockaddr.ts";

const levels = oneOfThese({
  [asm_socket.SOL_SOCKET]: "SOL_SOCKET",
  0: "SOL_IP",
  6: "SOL_TCP",
  17: "SOL_UDP",
  41: "SOL_IPV6",
  58: "SOL_ICMPV6",
  136: "SOL_UDPLITE",
  255: "SOL_RAW",
  [socket.SOL_PACKET]: "SOL_PACKET",
  [socket.SOL_NETLINK]: "SOL_NETLINK",
  [socket.SOL_TLS]: "SOL_TLS",
  [socket.SOL_ALG]: "SOL_ALG",
});

const tcpOption =
  /^TCP_(NODELAY|MAXSEG|CORK|KEEP|SYNCNT|LINGER2|DEFER|WINDOW|INFO|QUICKACK|CONG|MD5|THIN|USER|REPAIR|QUEUE|FAST|TIMESTAMP$|NOTSENT|CC_INFO|SAVE|SAVED|ULP|ZEROCOPY|INQ|TX_DELAY|COOKIE)/;
/** Option names by level. Timestamps and time-outs: the names of the 32-bit time_t. */
const optionNames = new Map<number, (v: number) => string>([
  [
    asm_socket.SOL_SOCKET,
    oneOf(
      asm_socket,
      "SO_",
      (n) => !/^SO_(TIMESTAMP|TIMESTAMPNS|TIMESTAMPING|RCVTIMEO|SNDTIMEO)$|^SO_GET_FILTER$/.test(n),
    ),
  ],
  [
    0,
    oneOf(in4, "IP_ MCAST_", (n) => !/IP_(DF|PMTUDISC_|DEFAULT)|MCAST_(EX|IN)CLUDE|^IP_RECVRETOPTS$/.test(n)),
  ],
  [6, oneOf(tcp, "TCP_", (n) => tcpOption.test(n))],
  [17, oneOf(udp, "UDP_", (n) => !/UDP_ENCAP_/.test(n))],
  [
    41,
    oneOf(
      in6,
      "IPV6_ MCAST_",
      (n) => !/IPV6_(PMTUDISC_|PRIORITY_|FL_|TLV_|PREFER_SRC|OPT_|SRCRT|DEFAULT)|^IPV6_RXD/.test(n),
    ),
  ],
  [58, oneOf(icmpv6, "ICMPV6_FILTER", (n) => n === "ICMPV6_FILTER")],
  [255, oneOf(icmp, "ICMP_FILTER")],
  [
    socket.SOL_PACKET,
    oneOf(
      if_packet,
      "PACKET_",
      (n) =>
        !/PACKET_(HOST|BROADCAST|MULTICAST|OTHERHOST|OUTGOING|LOOPBACK|USER|KERNEL|FASTROUTE|MR_|FANOUT_)/.test(
          n,
        ),
    ),
  ],
  [
    socket.SOL_NETLINK,
    oneOf(netlink, "NETLINK_", (n) =>
      /NETLINK_(ADD|DROP|PKT|BROADCAST_E|NO_ENOBUFS|RX|TX|LISTEN|LIST_|CAP|EXT|GET_)/.test(n),
    ),
  ],
]);
const optionName = (level: number, opt: number): string => optionNames.get(level)?.(opt) ?? String(opt);

/** A value of an option: by what it is where it is no int. */
function optionText(t: task_struct, level: number, opt: number, at: number, len: number): string {
  if (at === 0) return "NULL";
  const n = Math.max(0, len);
  if (level === asm_socket.SOL_SOCKET) {
    switch (opt) {
      case asm_socket.SO_BINDTODEVICE:
        return quoteBytes(t, at, n);
      case asm_socket.SO_LINGER:
        if (n >= linger.size)
          return peekStruct(t, at, linger, (l) => `{l_onoff=${l.l_onoff}, l_linger=${l.l_linger}}`);
        break;
      case asm_socket.SO_PEERCRED:
        if (n >= ucred.size)
          return peekStruct(t, at, ucred, (c) => `{pid=${c.pid}, uid=${c.uid}, gid=${c.gid}}`);
        break;
      case asm_socket.SO_RCVTIMEO_OLD:
      case asm_socket.SO_SNDTIMEO_OLD:
        if (n >= timeval.size)
          return peekStruct(t, at, timeval, (v) => `{tv_sec=${v.tv_sec}, tv_usec=${v.tv_usec}}`);
        break;
      case asm_socket.SO_ATTACH_FILTER:
        if (n >= sock_fprog.size)
          return peekStruct(t, at, sock_fprog, (f) => `{len=${f.len}, filter=${address(f.filter)}}`);
        break;
      case asm_socket.SO_ERROR:
        break;
    }
  }
  if (level === 0 && opt === in4.IP_ADD_MEMBERSHIP && n >= 8) {
    const b = peek(t, at, 8);
    const word = (k: number) => ((b[k] << 24) | (b[k + 1] << 16) | (b[k + 2] << 8) | b[k + 3]) >>> 0;
    return b.length < 8
      ? address(at)
      : `{imr_multiaddr=inet_addr("${dotted(word(0))}"), imr_interface=inet_addr("${dotted(word(4))}"), ...}`;
  }
  if (n === 4) {
    const w = peekWord(t, at);
    return w === null ? address(at) : `[${w | 0}]`;
  }
  return quoteBytes(t, at, n);
}

/** The address in n bytes at addr. */
export function sockaddrText(t: task_struct, addr: number, n: number): string {
  if (addr === 0) return "NULL";
  const b = peek(t, addr, Math.min(Math.max(n, 0), 128));
  if (b.length === 0) return address(addr);
  return sockaddrBytes(b);
}

const sockFlags = flagsOf(socket, "SOCK_", "0", (n) => /^SOCK_(CLOEXEC|NONBLOCK)$/.test(n));
const messageFlags = flagsOf(socket, "MSG_", "0", (n) => n !== "MSG_TRYHARD");
const socketTypes = oneOf(socket, "SOCK_", (n) =>
  /^SOCK_(STREAM|DGRAM|RAW|RDM|SEQPACKET|DCCP|PACKET)$/.test(n),
);
const ipProtocols = oneOf(in4, "IPPROTO_");
const netlinkProtocols = oneOf(netlink, "NETLINK_", (n) =>
  /NETLINK_(ROUTE|UNUSED|USERSOCK|FIREWALL|SOCK_DIAG|NFLOG|XFRM|SELINUX|ISCSI|AUDIT|FIB_LOOKUP|CONNECTOR|NETFILTER|IP6_FW|DNRTMSG|KOBJECT_UEVENT|GENERIC|SCSITRANSPORT|ECRYPTFS|RDMA|CRYPTO|SMC)$/.test(
    n,
  ),
);

/** Control messages, each padded to 4 bytes. */
function controlText(t: task_struct, addr: number, len: number): string {
  const b = peek(t, addr, len);
  const items: string[] = [];
  for (let at = 0; at + cmsghdr.size <= b.length; ) {
    const h = cmsghdr.get(b, at);
    if (h.cmsg_len < cmsghdr.size) break;
    const data = b.subarray(at + cmsghdr.size, at + h.cmsg_len);
    const ints = () =>
      list(
        Array.from({ length: data.length >> 2 }, (_, k) =>
          String((data[4 * k] << 24) | (data[4 * k + 1] << 16) | (data[4 * k + 2] << 8) | data[4 * k + 3]),
        ),
      );
    let type = String(h.cmsg_type);
    let text = quote(data);
    if (h.cmsg_level === asm_socket.SOL_SOCKET) {
      if (h.cmsg_type === socket.SCM_RIGHTS) [type, text] = ["SCM_RIGHTS", ints()];
      else if (h.cmsg_type === socket.SCM_CREDENTIALS && data.length >= ucred.size) {
        const c = ucred.get(data);
        [type, text] = ["SCM_CREDENTIALS", `{pid=${c.pid}, uid=${c.uid}, gid=${c.gid}}`];
      } else type = optionName(h.cmsg_level, h.cmsg_type);
    } else type = optionName(h.cmsg_level, h.cmsg_type);
    items.push(
      `{cmsg_len=${h.cmsg_len}, cmsg_level=${levels(h.cmsg_level)}, cmsg_type=${type}, cmsg_data=${text}}`,
    );
    at += (h.cmsg_len + 3) & ~3;
  }
  return list(items);
}

/** A msghdr; total: the bytes that came in, or Infinity for what goes out. */
function messageText(t: task_struct, fd: number, addr: number, total: number): string {
  return peekStruct(t, addr, msghdr, (m) => {
    const name = m.msg_name ? sockaddrText(t, m.msg_name, m.msg_namelen) : "NULL";
    const parts = [`msg_name=${name}`, `msg_namelen=${m.msg_namelen}`];
    parts.push(
      `msg_iov=${netlinkIov(t, fd, m.msg_iov, m.msg_iovlen, total) ?? iovecText(t, m.msg_iov, m.msg_iovlen, total)}`,
    );
    parts.push(`msg_iovlen=${m.msg_iovlen}`);
    if (m.msg_control && m.msg_controllen)
      parts.push(`msg_control=${controlText(t, m.msg_control, m.msg_controllen)}`);
    parts.push(`msg_controllen=${m.msg_controllen}`, `msg_flags=${messageFlags(m.msg_flags)}`);
    return `{${parts.join(", ")}}`;
  });
}

/** A single buffer that holds netlink messages. */
function netlinkIov(t: task_struct, fd: number, iov: number, n: number, total: number): string | null {
  if (n !== 1) return null;
  const base = peekWord(t, iov);
  const len = peekWord(t, iov + 4);
  if (base === null || len === null) return null;
  const b = peek(t, base, Math.min(len, total, 8192));
  if (!isNetlinkBuffer(b)) return null;
  return `[{iov_base=${netlinkText(b, netlinkProtocol(t, fd))}, iov_len=${len}}]`;
}

/** The protocol of the descriptor in a call's first argument, if it is a netlink socket; else null. */
function netlinkProtocol(t: task_struct, fd: number): number | null {
  // by its looks, as classes and objects of the kernel are not the same in another bundle
  const data = t.files?.fget?.(fd)?.private_data as
    | { sk?: { sk_family?: number; sk_protocol?: number } }
    | null
    | undefined;
  return data?.sk?.sk_family === socket.AF_NETLINK ? (data.sk.sk_protocol ?? null) : null;
}

/** What is sent or received on a socket: netlink messages read, the rest quoted. */
const payload =
  (received: boolean): Show =>
  (t, v, args, ret, i) => {
    const n = received ? ret : args[i + 1] >>> 0;
    const protocol = v && n > 0 ? netlinkProtocol(t, args[0]) : null;
    if (protocol !== null) {
      const b = peek(t, v, Math.min(n, 8192));
      if (isNetlinkBuffer(b)) return netlinkText(b, protocol);
    }
    return quoteBytes(t, v, n);
  };

const messages =
  (received: boolean): Show =>
  (t, v, args, ret, i) => {
    const n = received ? ret : args[i + 1] >>> 0;
    return list(
      Array.from({ length: Math.min(Math.max(n, 0), 33) }, (_, k) => {
        const at = v + k * mmsghdr.size;
        const len = received ? (peekWord(t, at + msghdr.size) ?? 0) : Number.POSITIVE_INFINITY;
        const text = messageText(t, args[0], at, len);
        return received ? `{msg_hdr=${text}, msg_len=${len}}` : `{msg_hdr=${text}}`;
      }),
    );
  };

const lengthAt: Show = (t, v) => {
  const w = v ? peekWord(t, v) : null;
  return w === null ? address(v) : `[${w | 0}]`;
};

const table: Record<string, Show> = {
  sock_domain: (_t, v) => familyName(v),
  sock_type: (_t, v) => {
    const flags = v & ~0xf;
    return flags ? `${socketTypes(v & 0xf)}|${sockFlags(flags)}` : socketTypes(v);
  },
  sock_proto: (_t, v, args) => {
    if (args[0] === socket.AF_INET || args[0] === socket.AF_INET6) return ipProtocols(v);
    if (args[0] === socket.AF_NETLINK) return netlinkProtocols(v);
    if (args[0] === socket.AF_PACKET) return `htons(0x${(v & 0xffff).toString(16)})`;
    return String(v);
  },
  sockaddr: (t, v, args, _r, i) => sockaddrText(t, v, args[i + 1] | 0),
  sockaddr_out: filled((t, v, args, _r, i) =>
    sockaddrText(t, v, args[i + 1] ? (peekWord(t, args[i + 1]) ?? 0) : 0),
  ),
  socklen: (_t, v) => String(v | 0),
  socklen_ptr: lengthAt,
  sol: (_t, v) => levels(v),
  sockopt: (_t, v, args, _r, i) => optionName(args[i - 1], v),
  sockopt_val: (t, v, args, _r, i) => optionText(t, args[i - 2], args[i - 1], v, args[i + 1] | 0),
  sockopt_val_out: filled((t, v, args, _r, i) =>
    optionText(t, args[i - 2], args[i - 1], v, peekWord(t, args[i + 1]) ?? 0),
  ),
  msg_flags: (_t, v) => messageFlags(v),
  msghdr: (t, v, args) => messageText(t, args[0], v, Number.POSITIVE_INFINITY),
  msghdr_out: filled((t, v, args, ret) => messageText(t, args[0], v, ret)),
  mmsghdr: messages(false),
  mmsghdr_out: filled(messages(true)),
  sock_buf_in: payload(false),
  sock_buf_out: filled(payload(true)),
  shut_how: (_t, v) => ["SHUT_RD", "SHUT_WR", "SHUT_RDWR"][v] ?? String(v),
  sock_flags: (_t, v) => sockFlags(v),
  socketcall: (_t, v) => oneOf(net, "SYS_")(v),
  socketcall_args: (t, v) =>
    list(
      Array.from({ length: 6 }, (_, k) => peekWord(t, v + 4 * k)).flatMap((w) =>
        w === null ? [] : [`0x${w.toString(16)}`],
      ),
    ),
};

for (const [name, show] of Object.entries(table)) shows.set(name, show);

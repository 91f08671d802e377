// The options of IPPROTO_IP, each a row (net/ipv4/ip_sockglue.c). Above: ip_sockglue.ts, docs/sockopts.md.
// Below: ../core/sockopt.ts, ip_mcast_sockopt.ts.

import { iov_iter } from "../../mm/uaccess.ts";
import { ns_capable } from "../../task/cred.ts";
import {
  EADDRINUSE,
  EADDRNOTAVAIL,
  EINVAL,
  ENOBUFS,
  ENOPROTOOPT,
  ENOTCONN,
  EPERM,
} from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN, CAP_NET_RAW } from "../../uapi/linux/capability.ts";
import * as I from "../../uapi/linux/in.ts";
import { dev_get_by_index } from "../core/dev.ts";
import { dev_equal_l3scope, l3mdev_master_ifindex } from "../core/l3mdev.ts";
import { sk_dst_reset, type sock } from "../core/sock.ts";
import { done, refuse, type sockopt_row } from "../core/sockopt.ts";
import { policy } from "../core/sockopt_rows.ts";
import {
  IP_LOCAL_PORT_RANGE,
  IP_PROTOCOL,
  IPPROTO_RAW,
  SOCK_DGRAM,
  SOCK_RAW,
  SOCK_STREAM,
} from "../linux_socket.ts";
import { msghdr, put_cmsg } from "../msghdr.ts";
import { be32, put_int } from "../sockptr.ts";
import { get32 } from "../wire/addr.ts";
import { ip_dev_find } from "./devinet.ts";
import type { inet_sock } from "./inet_sock.ts";
import * as K from "./inet_sock.ts";
import { IP_MCAST_ROWS, readMreq } from "./ip_mcast_sockopt.ts";
import { ip_options_compile } from "./ip_options.ts";
import type { rtable } from "./route.ts";

type Row = sockopt_row<inet_sock>;

function cmsg(name: string, optname: number, bit: number, doc: string, since?: string): Row {
  return {
    name,
    optname,
    since,
    doc,
    set(sk, c) {
      if (c.val) sk.cmsg_flags |= bit;
      else sk.cmsg_flags &= ~bit;
      return 0;
    },
    get: (sk) => (sk.cmsg_flags & bit ? 1 : 0),
  };
}

function flag(name: string, optname: number, key: keyof inet_sock, doc: string, since?: string): Row {
  return {
    name,
    optname,
    since,
    doc,
    set: (sk, c) => {
      (sk as unknown as Record<string, boolean>)[key] = c.val !== 0;
      return 0;
    },
    get: (sk) => (sk[key] ? 1 : 0),
  };
}

const isStream = (sk: sock) => sk.sk_type === SOCK_STREAM;

const rawOnly = (row: Row): Row => ({
  ...row,
  set: (sk, c) => (sk.sk_type === SOCK_RAW ? row.set!(sk, c) : -ENOPROTOOPT),
});

export const IP_ROWS: readonly Row[] = [
  {
    name: "IP_OPTIONS",
    optname: I.IP_OPTIONS,
    doc: "IP options of outgoing packets, up to 40 bytes.",
    raw: true,
    set(sk, c) {
      if (c.optlen > 40) return -EINVAL;
      const opt = ip_options_compile(c.optval.copy_from(0, c.optlen));
      if (typeof opt === "number") return opt;
      sk.inet_opt = opt;
      return 0;
    },
    get(sk, c) {
      const opt = sk.inet_opt ?? new Uint8Array(0);
      const n = Math.min(c.len, opt.length);
      c.optval.copy_to(0, opt.subarray(0, n));
      put_int(c.optlen, n);
      return done;
    },
  },
  cmsg("IP_PKTINFO", I.IP_PKTINFO, K.IP_CMSG_PKTINFO, "Device and addresses with each packet."),
  cmsg("IP_RECVTTL", I.IP_RECVTTL, K.IP_CMSG_TTL, "The ttl with each packet."),
  cmsg("IP_RECVTOS", I.IP_RECVTOS, K.IP_CMSG_TOS, "The tos byte with each packet."),
  cmsg("IP_RECVOPTS", I.IP_RECVOPTS, K.IP_CMSG_RECVOPTS, "The IP options with each packet."),
  cmsg("IP_RETOPTS", I.IP_RETOPTS, K.IP_CMSG_RETOPTS, "The IP options for an answer with each packet."),
  cmsg("IP_PASSSEC", I.IP_PASSSEC, K.IP_CMSG_PASSSEC, "Security labels; there are none."),
  cmsg(
    "IP_RECVORIGDSTADDR",
    I.IP_RECVORIGDSTADDR,
    K.IP_CMSG_ORIGDSTADDR,
    "The original destination with each packet.",
  ),
  cmsg("IP_CHECKSUM", I.IP_CHECKSUM, K.IP_CMSG_CHECKSUM, "The checksum with each packet."),
  {
    ...cmsg(
      "IP_RECVFRAGSIZE",
      I.IP_RECVFRAGSIZE,
      K.IP_CMSG_RECVFRAGSIZE,
      "Size of the largest part; datagram sockets.",
    ),
    set(sk, c) {
      if (sk.sk_type !== SOCK_RAW && sk.sk_type !== SOCK_DGRAM) return -EINVAL;
      if (c.val) sk.cmsg_flags |= K.IP_CMSG_RECVFRAGSIZE;
      else sk.cmsg_flags &= ~K.IP_CMSG_RECVFRAGSIZE;
      return 0;
    },
  },
  {
    name: "IP_TOS",
    optname: I.IP_TOS,
    doc: "Type of service of outgoing packets; TCP keeps the ECN bits.",
    set(sk, c) {
      let val = c.val;
      if (isStream(sk)) val = (val & ~3) | (sk.tos & 3);
      if (sk.tos !== (val & 0xff)) {
        sk.tos = val & 0xff;
        sk.sk_priority = tos2priority(sk.tos);
        sk_dst_reset(sk);
      }
      return 0;
    },
    get: (sk) => sk.tos,
  },
  {
    name: "IP_TTL",
    optname: I.IP_TTL,
    doc: "Time to live, 1 … 255; -1 for the default.",
    set(sk, c) {
      if (c.optlen < 1 || (c.val !== -1 && (c.val < 1 || c.val > 255))) return -EINVAL;
      sk.uc_ttl = c.val;
      return 0;
    },
    get: (sk) => (sk.uc_ttl === -1 ? sk.sk_net.ipv4.sysctl_ip_default_ttl : sk.uc_ttl),
  },
  rawOnly(flag("IP_HDRINCL", I.IP_HDRINCL, "hdrincl", "Raw sockets give the IP header themselves.")),
  rawOnly(flag("IP_NODEFRAG", I.IP_NODEFRAG, "nodefrag", "Raw sockets' parts are not joined by filters.")),
  flag(
    "IP_BIND_ADDRESS_NO_PORT",
    I.IP_BIND_ADDRESS_NO_PORT,
    "bind_address_no_port",
    "bind() without port takes none yet.",
    "4.2",
  ),
  {
    name: "IP_MTU_DISCOVER",
    optname: I.IP_MTU_DISCOVER,
    doc: "Path mtu discovery, IP_PMTUDISC_*.",
    set(sk, c) {
      if (c.val < 0 || c.val > I.IP_PMTUDISC_OMIT) return -EINVAL;
      sk.pmtudisc = c.val;
      return 0;
    },
    get: (sk) => sk.pmtudisc,
  },
  {
    name: "IP_RECVERR",
    optname: I.IP_RECVERR,
    doc: "ICMP errors go to the error queue.",
    set(sk, c) {
      sk.recverr = c.val !== 0;
      if (!sk.recverr) sk.sk_error_queue.purge();
      return 0;
    },
    get: (sk) => (sk.recverr ? 1 : 0),
  },
  {
    ...flag(
      "IP_RECVERR_RFC4884",
      I.IP_RECVERR_RFC4884,
      "recverr_rfc4884",
      "Where an error's extensions begin; 0 or 1.",
      "5.9",
    ),
    set(sk, c) {
      if (c.val < 0 || c.val > 1) return -EINVAL;
      sk.recverr_rfc4884 = c.val !== 0;
      return 0;
    },
  },
  {
    name: "IP_MULTICAST_TTL",
    optname: I.IP_MULTICAST_TTL,
    doc: "Time to live of packets to groups; not for streams.",
    set(sk, c) {
      if (isStream(sk) || c.optlen < 1) return -EINVAL;
      const val = c.val === -1 ? 1 : c.val;
      if (val < 0 || val > 255) return -EINVAL;
      sk.mc_ttl = val;
      return 0;
    },
    get: (sk) => sk.mc_ttl,
  },
  {
    name: "IP_MULTICAST_LOOP",
    optname: I.IP_MULTICAST_LOOP,
    doc: "Own packets to groups come back.",
    set: (sk, c) => {
      if (c.optlen < 1) return -EINVAL;
      sk.mc_loop = c.val !== 0;
      return 0;
    },
    get: (sk) => (sk.mc_loop ? 1 : 0),
  },
  {
    name: "IP_MULTICAST_ALL",
    optname: I.IP_MULTICAST_ALL,
    doc: "Packets of groups that others joined; 0 or 1.",
    set(sk, c) {
      if (c.optlen < 1 || (c.val !== 0 && c.val !== 1)) return -EINVAL;
      sk.mc_all = c.val === 1;
      return 0;
    },
    get: (sk) => (sk.mc_all ? 1 : 0),
  },
  {
    name: "IP_UNICAST_IF",
    optname: I.IP_UNICAST_IF,
    doc: "Device of outgoing packets, an index in network order.",
    set(sk, c) {
      if (c.optlen !== 4) return -EINVAL;
      if (c.val === 0) {
        sk.uc_index = 0;
        return 0;
      }
      const dev = dev_get_by_index(sk.sk_net, c.val);
      if (!dev) return -EADDRNOTAVAIL;
      if (sk.sk_bound_dev_if && l3mdev_master_ifindex(dev) !== sk.sk_bound_dev_if) return -EINVAL;
      sk.uc_index = c.val;
      return 0;
    },
    get: (sk) => sk.uc_index,
  },
  {
    name: "IP_MULTICAST_IF",
    optname: I.IP_MULTICAST_IF,
    doc: "Device of packets to groups: an address, struct ip_mreq or ip_mreqn.",
    raw: true,
    set(sk, c) {
      if (isStream(sk) || c.optlen < 4) return -EINVAL;
      const m =
        c.optlen >= 8
          ? readMreq(c.optval, c.optlen)
          : { address: get32(c.optval.copy_from(0, 4), 0), ifindex: 0 };
      if (!m.ifindex) {
        if (!m.address) {
          sk.mc_index = 0;
          sk.mc_addr = 0;
          return 0;
        }
        m.ifindex = ip_dev_find(sk.sk_net, m.address)?.ifindex ?? 0;
      }
      if (!m.ifindex || !dev_get_by_index(sk.sk_net, m.ifindex)) return -EADDRNOTAVAIL;
      if (!dev_equal_l3scope(sk.sk_net, sk.sk_bound_dev_if, m.ifindex)) return -EINVAL;
      sk.mc_index = m.ifindex;
      sk.mc_addr = m.address;
      return 0;
    },
    get: (sk) => be32(sk.mc_addr),
  },
  ...IP_MCAST_ROWS,
  {
    ...flag("IP_FREEBIND", I.IP_FREEBIND, "freebind", "bind() to addresses that are not ours."),
    set(sk, c) {
      if (c.optlen < 1) return -EINVAL;
      sk.freebind = c.val !== 0;
      return 0;
    },
  },
  {
    ...flag(
      "IP_TRANSPARENT",
      I.IP_TRANSPARENT,
      "transparent",
      "Foreign source addresses; needs CAP_NET_RAW or CAP_NET_ADMIN.",
    ),
    set(sk, c) {
      const { user_ns } = sk.sk_net;
      if (c.val && !ns_capable(c.t, user_ns, CAP_NET_RAW) && !ns_capable(c.t, user_ns, CAP_NET_ADMIN))
        return -EPERM;
      if (c.optlen < 1) return -EINVAL;
      sk.transparent = c.val !== 0;
      return 0;
    },
  },
  {
    name: "IP_MINTTL",
    optname: I.IP_MINTTL,
    doc: "Packets with a smaller ttl are dropped, 0 … 255.",
    set(sk, c) {
      if (c.optlen < 1 || c.val < 0 || c.val > 255) return -EINVAL;
      sk.min_ttl = c.val;
      return 0;
    },
    get: (sk) => sk.min_ttl,
  },
  {
    name: "IP_ROUTER_ALERT",
    optname: I.IP_ROUTER_ALERT,
    doc: "Raw sockets only: packets with that option. On twice is EADDRINUSE, off without on ENOBUFS.",
    partial: "forwarded packets are not shown",
    set(sk, c) {
      if (sk.sk_type !== SOCK_RAW || sk.inet_num === IPPROTO_RAW) return -EINVAL;
      if ((c.val !== 0) === sk.router_alert) return c.val ? -EADDRINUSE : -ENOBUFS;
      sk.router_alert = c.val !== 0;
      return 0;
    },
  },
  {
    name: "IP_PKTOPTIONS",
    optname: I.IP_PKTOPTIONS,
    doc: "Streams only: the messages that IP_PKTINFO, IP_RECVTTL, IP_RECVTOS ask for, all at once.",
    get(sk, c) {
      if (sk.sk_type !== SOCK_STREAM) return refuse(-ENOPROTOOPT);
      const msg = new msghdr(iov_iter.bytes(new Uint8Array(0)));
      msg.msg_controllen = c.len;
      msg.has_control = true;
      const { cmsg_flags: on } = sk;
      if (on & K.IP_CMSG_PKTINFO)
        put_cmsg(msg, 0, I.IP_PKTINFO, be32(sk.mc_index, sk.inet_rcv_saddr, sk.inet_rcv_saddr));
      if (on & K.IP_CMSG_TTL) put_cmsg(msg, 0, I.IP_TTL, be32(sk.mc_ttl));
      if (on & K.IP_CMSG_TOS) put_cmsg(msg, 0, I.IP_TOS, be32(0));
      for (const { at, bytes } of msg.control_out) c.optval.copy_to(at, bytes);
      put_int(c.optlen, c.len - msg.msg_controllen);
      return done;
    },
  },
  {
    name: "IP_MTU",
    optname: I.IP_MTU,
    doc: "The mtu of the route of a connected socket; ENOTCONN without one.",
    get(sk) {
      const rt = sk.sk_dst_cache as rtable | null;
      return rt ? rt.mtu : refuse(-ENOTCONN);
    },
  },
  policy("IP_IPSEC_POLICY", I.IP_IPSEC_POLICY),
  policy("IP_XFRM_POLICY", I.IP_XFRM_POLICY),
  {
    name: "IP_LOCAL_PORT_RANGE",
    optname: IP_LOCAL_PORT_RANGE,
    commit: "91d0b78c5177",
    since: "6.3",
    doc: "Ports for automatic binding, high << 16 | low (also in the stable releases of 6.1).",
    set(sk, c) {
      const [lo, hi] = [c.val & 0xffff, c.val >>> 16];
      if (c.optlen !== 4 || (lo && hi && lo > hi)) return -EINVAL;
      sk.local_port_range = c.val >>> 0;
      return 0;
    },
    get: (sk) => sk.local_port_range,
  },
  {
    name: "IP_PROTOCOL",
    optname: IP_PROTOCOL,
    commit: "3632679d9e4f",
    since: "6.4",
    doc: "A raw socket's protocol (also in the stable releases of 6.1); cannot be set.",
    get: (sk) => sk.inet_num,
  },
];

/** Priority band of a tos value (rt_tos2priority). */
function tos2priority(tos: number): number {
  return [0, 1, 0, 0, 2, 2, 2, 2, 6, 6, 6, 6, 4, 4, 4, 4][(tos & 0x1e) >> 1];
}

// The options of IPPROTO_IPV6, each a row (net/ipv6/ipv6_sockglue.c). Above: ipv6_sockglue.ts, docs/sockopts.md.
// Below: ../core/sockopt.ts, ipv6_mcast_sockopt.ts, exthdrs.ts.

import { ns_capable } from "../../task/cred.ts";
import { EADDRNOTAVAIL, EINVAL, ENODEV, ENOPROTOOPT, ENOTCONN, EPERM } from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN, CAP_NET_RAW } from "../../uapi/linux/capability.ts";
import * as I from "../../uapi/linux/in6.ts";
import { ip6_mtuinfo } from "../../uapi/linux/ipv6.ts";
import { dev_get_by_index } from "../core/dev.ts";
import { dev_equal_l3scope } from "../core/l3mdev.ts";
import { sk_dst_reset } from "../core/sock.ts";
import { done, refuse, type set_call, type sockopt_row } from "../core/sockopt.ts";
import { policy } from "../core/sockopt_rows.ts";
import { inet_dgram_ops, inet_stream_ops } from "../ipv4/af_inet.ts";
import type { inet_sock, ipv6_pinfo } from "../ipv4/inet_sock.ts";
import { tcp_prot, type tcp_sock } from "../ipv4/tcp.ts";
import { ipv4_specific } from "../ipv4/tcp_ipv4.ts";
import { udp_prot } from "../ipv4/udp.ts";
import { AF_INET, IPPROTO_UDPLITE, SOCK_RAW, SOCK_STREAM, TCP_ESTABLISHED } from "../linux_socket.ts";
import { be32, put_int } from "../sockptr.ts";
import { bytes_to_in6, get32, ipv6_addr_v4mapped } from "../wire/addr.ts";
import { ipv6_get_opt_hdr, ipv6_set_opt_hdr } from "./exthdrs.ts";
import { IPV6_MCAST_ROWS } from "./ipv6_mcast_sockopt.ts";
import { ipv6_sock_mc_close } from "./mcast.ts";
import type { rt6_info } from "./route.ts";

type Row = sockopt_row<inet_sock>;
const short = (c: set_call) => c.optlen < 4;

/** A switch for a message with each packet. */
const rx = (name: string, optname: number, doc: string, partial?: string): Row => ({
  name,
  optname,
  doc,
  partial,
  set: (sk, c) => {
    if (short(c)) return -EINVAL;
    sk.pinet6!.rxopt.set(optname, c.val ? 1 : 0);
    return 0;
  },
  get: (sk) => sk.pinet6!.rxopt.get(optname) ?? 0,
});

const flag = (name: string, optname: number, key: keyof ipv6_pinfo, doc: string, since?: string): Row => ({
  name,
  optname,
  since,
  doc,
  set(sk, c) {
    if (short(c)) return -EINVAL;
    (sk.pinet6 as unknown as Record<string, boolean>)[key] = c.val !== 0;
    return 0;
  },
  get: (sk) => (sk.pinet6![key] ? 1 : 0),
});

/** Shorter than an int is the value 0. */
const anyLength = (row: Row): Row => ({
  ...row,
  set: (sk, c) => row.set!(sk, { ...c, optlen: Math.max(c.optlen, 4) }),
});

const header = (name: string, optname: number, partial?: string): Row => ({
  name,
  optname,
  raw: true,
  doc: "An extension header of outgoing packets.",
  partial,
  set(sk, c) {
    if (optname !== I.IPV6_RTHDR && !ns_capable(c.t, sk.sk_net.user_ns, CAP_NET_RAW)) return -EPERM;
    if (c.optlen === 0) return ipv6_set_opt_hdr(sk, optname, null);
    if (c.optval.is_null || c.optlen < 8 || c.optlen & 7 || c.optlen > 8 * 255) return -EINVAL;
    return ipv6_set_opt_hdr(sk, optname, c.optval.copy_from(0, c.optlen));
  },
  get(sk, c) {
    const h = ipv6_get_opt_hdr(sk, optname);
    const n = Math.min(c.len, h?.length ?? 0);
    if (h && n > 0) c.optval.copy_to(0, h.subarray(0, n));
    put_int(c.optlen, n);
    return done;
  },
});

export const IPV6_ROWS: readonly Row[] = [
  {
    name: "IPV6_ADDRFORM",
    optname: I.IPV6_ADDRFORM,
    doc: "Makes an IPv4 socket of one connected to a mapped address.",
    set(sk, c) {
      if (short(c)) return -EINVAL;
      if (c.val !== AF_INET) return -EINVAL;
      if (sk.sk_type === SOCK_RAW) return -ENOPROTOOPT;
      if (sk.sk_state !== TCP_ESTABLISHED) return -ENOTCONN;
      if (sk.sk_ipv6only || !ipv6_addr_v4mapped(sk.sk_v6_daddr)) return -EADDRNOTAVAIL;
      ipv6_sock_mc_close(sk);
      if (sk.sk_type === SOCK_STREAM) {
        sk.sk_prot = tcp_prot;
        (sk as tcp_sock).af_ops = ipv4_specific;
        c.sock!.ops = inet_stream_ops;
      } else {
        sk.sk_prot = sk.sk_protocol === IPPROTO_UDPLITE ? { ...udp_prot, name: "UDP-Lite" } : udp_prot;
        c.sock!.ops = inet_dgram_ops;
      }
      sk.sk_family = AF_INET;
      sk.pinet6 = null;
      return 0;
    },
    get: (sk) => (sk.sk_state !== TCP_ESTABLISHED ? refuse(-ENOTCONN) : sk.sk_family),
  },
  {
    name: "IPV6_V6ONLY",
    optname: I.IPV6_V6ONLY,
    doc: "No IPv4 by mapped addresses; not after bind().",
    set(sk, c) {
      if (short(c) || sk.inet_num) return -EINVAL;
      sk.sk_ipv6only = c.val !== 0;
      return 0;
    },
    get: (sk) => (sk.sk_ipv6only ? 1 : 0),
  },
  rx("IPV6_RECVPKTINFO", I.IPV6_RECVPKTINFO, "Device and destination with each packet."),
  rx("IPV6_2292PKTINFO", I.IPV6_2292PKTINFO, "The same, as RFC 2292 had it."),
  rx("IPV6_RECVHOPLIMIT", I.IPV6_RECVHOPLIMIT, "The hop limit with each packet."),
  rx("IPV6_2292HOPLIMIT", I.IPV6_2292HOPLIMIT, "The same, as RFC 2292 had it."),
  rx("IPV6_RECVTCLASS", I.IPV6_RECVTCLASS, "The traffic class with each packet."),
  rx("IPV6_FLOWINFO", I.IPV6_FLOWINFO, "The flow label with each packet."),
  rx("IPV6_RECVPATHMTU", I.IPV6_RECVPATHMTU, "Path mtu news.", "none is delivered"),
  rx("IPV6_RECVORIGDSTADDR", I.IPV6_RECVORIGDSTADDR, "The original destination with each packet."),
  rx("IPV6_RECVRTHDR", I.IPV6_RECVRTHDR, "The routing header."),
  rx("IPV6_2292RTHDR", I.IPV6_2292RTHDR, "The routing header."),
  rx("IPV6_RECVHOPOPTS", I.IPV6_RECVHOPOPTS, "The hop-by-hop options."),
  rx("IPV6_2292HOPOPTS", I.IPV6_2292HOPOPTS, "The hop-by-hop options."),
  rx("IPV6_RECVDSTOPTS", I.IPV6_RECVDSTOPTS, "The destination options."),
  rx("IPV6_2292DSTOPTS", I.IPV6_2292DSTOPTS, "The destination options."),
  {
    ...rx("IPV6_RECVFRAGSIZE", I.IPV6_RECVFRAGSIZE, "Size of the largest part.", "none is delivered"),
    set: (sk, c) => {
      sk.pinet6!.rxopt.set(I.IPV6_RECVFRAGSIZE, c.val ? 1 : 0);
      return 0;
    },
  },
  policy("IPV6_IPSEC_POLICY", I.IPV6_IPSEC_POLICY),
  policy("IPV6_XFRM_POLICY", I.IPV6_XFRM_POLICY),
  header("IPV6_HOPOPTS", I.IPV6_HOPOPTS),
  header("IPV6_RTHDRDSTOPTS", I.IPV6_RTHDRDSTOPTS, "goes with a routing header: kept, not sent"),
  header("IPV6_RTHDR", I.IPV6_RTHDR, "none is sent: only an empty one is accepted"),
  header("IPV6_DSTOPTS", I.IPV6_DSTOPTS),
  {
    name: "IPV6_TCLASS",
    optname: I.IPV6_TCLASS,
    doc: "Traffic class, 0 … 255, -1 for 0; TCP keeps the ECN bits.",
    set(sk, c) {
      if (short(c) || c.val < -1 || c.val > 255) return -EINVAL;
      const np = sk.pinet6!;
      let val = c.val === -1 ? 0 : c.val;
      if (sk.sk_type === SOCK_STREAM) val = (val & ~3) | (np.tclass & 3);
      if (np.tclass !== val) {
        np.tclass = val;
        sk_dst_reset(sk);
      }
      return 0;
    },
    get: (sk) => sk.pinet6!.tclass,
  },
  {
    name: "IPV6_TRANSPARENT",
    optname: I.IPV6_TRANSPARENT,
    doc: "Foreign source addresses; needs CAP_NET_RAW or CAP_NET_ADMIN.",
    set(sk, c) {
      const { user_ns } = sk.sk_net;
      if (c.val && !ns_capable(c.t, user_ns, CAP_NET_RAW) && !ns_capable(c.t, user_ns, CAP_NET_ADMIN))
        return -EPERM;
      if (short(c)) return -EINVAL;
      sk.transparent = c.val !== 0;
      return 0;
    },
    get: (sk) => (sk.transparent ? 1 : 0),
  },
  {
    name: "IPV6_FREEBIND",
    optname: I.IPV6_FREEBIND,
    since: "4.15",
    doc: "bind() to addresses that are not ours.",
    set: (sk, c) => {
      if (short(c)) return -EINVAL;
      sk.freebind = c.val !== 0;
      return 0;
    },
    get: (sk) => (sk.freebind ? 1 : 0),
  },
  {
    name: "IPV6_PKTINFO",
    optname: I.IPV6_PKTINFO,
    raw: true,
    doc: "Source and device of outgoing packets (struct in6_pktinfo).",
    set(sk, c) {
      if (c.optlen < 20) return -EINVAL;
      const b = c.optval.copy_from(0, 20);
      const ifindex = get32(b, 16) | 0;
      if (ifindex && !dev_equal_l3scope(sk.sk_net, sk.sk_bound_dev_if, ifindex)) return -EINVAL;
      sk.pinet6!.sticky_pktinfo = { addr: bytes_to_in6(b), ifindex };
      return 0;
    },
  },
  {
    name: "IPV6_UNICAST_HOPS",
    optname: I.IPV6_UNICAST_HOPS,
    doc: "Hop limit, 0 … 255, -1 for the default.",
    set(sk, c) {
      if (short(c) || c.val > 255 || c.val < -1) return -EINVAL;
      sk.pinet6!.hop_limit = c.val;
      return 0;
    },
    get: (sk) => (sk.pinet6!.hop_limit < 0 ? 64 : sk.pinet6!.hop_limit),
  },
  {
    name: "IPV6_MULTICAST_HOPS",
    optname: I.IPV6_MULTICAST_HOPS,
    doc: "Hop limit of packets to groups; -1 for 1. Not for streams.",
    set(sk, c) {
      if (sk.sk_type === SOCK_STREAM) return -ENOPROTOOPT;
      if (short(c) || c.val > 255 || c.val < -1) return -EINVAL;
      sk.pinet6!.mcast_hops = c.val === -1 ? 1 : c.val;
      return 0;
    },
    get: (sk) => sk.pinet6!.mcast_hops,
  },
  {
    name: "IPV6_MULTICAST_LOOP",
    optname: I.IPV6_MULTICAST_LOOP,
    doc: "Own packets to groups come back.",
    set(sk, c) {
      if (short(c) || (c.val !== 0 && c.val !== 1)) return -EINVAL;
      sk.pinet6!.mc_loop = c.val === 1;
      return 0;
    },
    get: (sk) => (sk.pinet6!.mc_loop ? 1 : 0),
  },
  {
    name: "IPV6_MULTICAST_ALL",
    optname: I.IPV6_MULTICAST_ALL,
    since: "4.20",
    doc: "Packets of groups that others joined.",
    set: (sk, c) => {
      if (short(c)) return -EINVAL;
      sk.pinet6!.mc_all = c.val !== 0;
      return 0;
    },
    get: (sk) => (sk.pinet6!.mc_all ? 1 : 0),
  },
  {
    name: "IPV6_UNICAST_IF",
    optname: I.IPV6_UNICAST_IF,
    doc: "Device of outgoing packets, an index in network order.",
    set(sk, c) {
      if (c.optlen !== 4) return -EINVAL;
      if (c.val !== 0) {
        if (!dev_get_by_index(sk.sk_net, c.val)) return -EADDRNOTAVAIL;
        if (sk.sk_bound_dev_if) return -EINVAL;
      }
      sk.pinet6!.ucast_oif = c.val;
      return 0;
    },
    get: (sk) => sk.pinet6!.ucast_oif,
  },
  {
    name: "IPV6_MULTICAST_IF",
    optname: I.IPV6_MULTICAST_IF,
    doc: "Device of packets to groups. Not for streams.",
    set(sk, c) {
      if (sk.sk_type === SOCK_STREAM) return -ENOPROTOOPT;
      if (short(c)) return -EINVAL;
      if (c.val) {
        if (!dev_get_by_index(sk.sk_net, c.val)) return -ENODEV;
        if (!dev_equal_l3scope(sk.sk_net, sk.sk_bound_dev_if, c.val)) return -EINVAL;
      }
      sk.pinet6!.mcast_oif = c.val;
      return 0;
    },
    get: (sk) => sk.pinet6!.mcast_oif,
  },
  ...IPV6_MCAST_ROWS,
  {
    name: "IPV6_MTU_DISCOVER",
    optname: I.IPV6_MTU_DISCOVER,
    doc: "Path mtu discovery, IPV6_PMTUDISC_*.",
    set(sk, c) {
      if (short(c) || c.val < 0 || c.val > I.IPV6_PMTUDISC_OMIT) return -EINVAL;
      sk.pinet6!.pmtudisc = c.val;
      return 0;
    },
    get: (sk) => sk.pinet6!.pmtudisc,
  },
  {
    name: "IPV6_MTU",
    optname: I.IPV6_MTU,
    doc: "Largest unsplit packet (set); the mtu of a connected socket's route (get).",
    set(sk, c) {
      if (short(c) || (c.val && c.val < 1280)) return -EINVAL;
      sk.pinet6!.frag_size = c.val;
      return 0;
    },
    get: (sk) => (sk.sk_dst_cache ? (sk.sk_dst_cache as rt6_info).mtu : refuse(-ENOTCONN)),
  },
  {
    name: "IPV6_RECVERR",
    optname: I.IPV6_RECVERR,
    doc: "ICMPv6 errors go to the error queue.",
    set(sk, c) {
      if (short(c)) return -EINVAL;
      sk.pinet6!.recverr = c.val !== 0;
      if (!c.val) sk.sk_error_queue.purge();
      return 0;
    },
    get: (sk) => (sk.pinet6!.recverr ? 1 : 0),
  },
  {
    ...flag(
      "IPV6_RECVERR_RFC4884",
      I.IPV6_RECVERR_RFC4884,
      "recverr_rfc4884",
      "Where an error's extensions begin; 0 or 1.",
      "5.9",
    ),
    set(sk, c) {
      if (short(c) || c.val < 0 || c.val > 1) return -EINVAL;
      sk.pinet6!.recverr_rfc4884 = c.val === 1;
      return 0;
    },
  },
  flag("IPV6_FLOWINFO_SEND", I.IPV6_FLOWINFO_SEND, "sndflow", "sin6_flowinfo counts when sending."),
  anyLength(flag("IPV6_DONTFRAG", I.IPV6_DONTFRAG, "dontfrag", "Packets are not split.")),
  anyLength(
    flag(
      "IPV6_AUTOFLOWLABEL",
      I.IPV6_AUTOFLOWLABEL,
      "autoflowlabel_set",
      "Flow labels of the kernel's making, on by default; remembered.",
    ),
  ),
  {
    name: "IPV6_PATHMTU",
    optname: I.IPV6_PATHMTU,
    doc: "The mtu of a connected socket's route (struct ip6_mtuinfo, without address).",
    get(sk, c) {
      if (c.len < ip6_mtuinfo.size) return refuse(-EINVAL);
      const mtu = (sk.sk_dst_cache as rt6_info | null)?.mtu;
      if (!mtu) return refuse(-ENOTCONN);
      const value = new Uint8Array(ip6_mtuinfo.size);
      value.set(be32(mtu), value.length - 4);
      return value;
    },
  },
  flag("IPV6_ROUTER_ALERT_ISOLATE", I.IPV6_ROUTER_ALERT_ISOLATE, "rtalert_isolate", "Remembered.", "5.1"),
  {
    name: "IPV6_ADDR_PREFERENCES",
    optname: I.IPV6_ADDR_PREFERENCES,
    doc: "IPV6_PREFER_SRC_*: temporary or public, home or care-of. Remembered: there is one kind of address.",
    set(sk, c) {
      if (short(c)) return -EINVAL;
      const pub =
        c.val & (I.IPV6_PREFER_SRC_PUBLIC | I.IPV6_PREFER_SRC_TMP | I.IPV6_PREFER_SRC_PUBTMP_DEFAULT);
      const home = c.val & (I.IPV6_PREFER_SRC_HOME | I.IPV6_PREFER_SRC_COA);
      if ((pub & (pub - 1)) !== 0 || (home & (home - 1)) !== 0) return -EINVAL;
      sk.pinet6!.srcprefs = c.val;
      return 0;
    },
    get(sk) {
      const p = sk.pinet6!.srcprefs;
      const pub =
        p & I.IPV6_PREFER_SRC_TMP
          ? I.IPV6_PREFER_SRC_TMP
          : p & I.IPV6_PREFER_SRC_PUBLIC
            ? I.IPV6_PREFER_SRC_PUBLIC
            : I.IPV6_PREFER_SRC_PUBTMP_DEFAULT;
      return pub | (p & I.IPV6_PREFER_SRC_COA ? I.IPV6_PREFER_SRC_COA : I.IPV6_PREFER_SRC_HOME);
    },
  },
  {
    name: "IPV6_MINHOPCOUNT",
    optname: I.IPV6_MINHOPCOUNT,
    doc: "Packets with a smaller hop limit are dropped (TCP), 0 … 255.",
    set(sk, c) {
      if (short(c) || c.val < 0 || c.val > 255) return -EINVAL;
      sk.pinet6!.min_hopcount = c.val;
      sk.min_ttl = c.val;
      return 0;
    },
    get: (sk) => sk.pinet6!.min_hopcount,
  },
];

// Routes for packets: outgoing by ip_route_output_key, incoming by ip_route_input (net/ipv4/route.c).
// Above: ip_output.ts, ip_input.ts, udp, tcp, raw. Below: fib_rules.ts, devinet.ts.

import { EINVAL, ENETUNREACH, ENODEV } from "../../uapi/asm/errno.ts";
import { IFF_LOOPBACK, IFF_UP } from "../../uapi/linux/if.ts";
import {
  IPV4_DEVCONF_ACCEPT_LOCAL,
  IPV4_DEVCONF_FORWARDING,
  IPV4_DEVCONF_ROUTE_LOCALNET,
  IPV4_DEVCONF_RP_FILTER,
} from "../../uapi/linux/ip.ts";
import {
  RT_SCOPE_HOST,
  RT_SCOPE_LINK,
  RT_SCOPE_UNIVERSE,
  RT_TABLE_LOCAL,
  RTAX_MTU,
  RTN_BROADCAST,
  RTN_LOCAL,
  RTN_MULTICAST,
  RTN_UNICAST,
} from "../../uapi/linux/rtnetlink.ts";
import { dev_get_by_index } from "../core/dev.ts";
import type { dst_entry } from "../core/dst.ts";
import {
  l3mdev_fib_table,
  l3mdev_fib_table_by_index,
  l3mdev_master_dev,
  l3mdev_master_ifindex,
  netif_is_l3_master,
  type skb_devs,
} from "../core/l3mdev.ts";
import type { net } from "../core/net_namespace.ts";
import type { net_device } from "../core/netdevice.ts";
import type { sk_buff } from "../core/skbuff.ts";
import type { sock } from "../core/sock.ts";
import {
  INADDR_LOOPBACK,
  type in6_addr,
  ipv4_is_lbcast,
  ipv4_is_local_multicast,
  ipv4_is_loopback,
  ipv4_is_multicast,
  ipv4_is_zeronet,
} from "../wire/addr.ts";
import { __ip_dev_find, inet_select_addr } from "./devinet.ts";
import { fib_lookup } from "./fib_rules.ts";
import { type fib_result, fib_type, type flowi4, flowi4_init } from "./fib_trie.ts";
import { ip_check_mc } from "./igmp.ts";
import { ip_forward, ip_local_deliver } from "./ip_input.ts";
import { ip_mc_output, ip_output } from "./ip_output.ts";

export const RTCF_BROADCAST = 0x10000000;
export const RTCF_MULTICAST = 0x20000000;
export const RTCF_LOCAL = 0x80000000;
const IP_MAX_MTU = 65535;
const IPPROTO_IGMP = 2;

/** A route of IPv4 (struct rtable). */
export class rtable implements dst_entry {
  rt_flags = 0;
  rt_type = RTN_UNICAST;
  /** Gateway, 0: the destination itself. */
  rt_gw4 = 0;
  /** An IPv6 gateway instead. */
  rt_gw6: in6_addr | undefined;
  /** The device a local packet is taken to have come from. */
  rt_iif = 0;
  rt_is_input = false;
  /** Learnt by ICMP: path mtu, and until when. */
  rt_pmtu = 0;
  fi_mtu = 0;
  window = 0;

  constructor(
    readonly dev: net_device,
    readonly genid: number,
    public output: (skb: sk_buff, sk: sock | null) => number,
    public input: (skb: sk_buff) => number,
  ) {}

  get mtu(): number {
    return Math.min(this.rt_pmtu || this.fi_mtu || this.dev.mtu, IP_MAX_MTU);
  }

  get obsolete(): boolean {
    return this.genid !== this.dev.nd_net.ipv4.rt_genid;
  }
}

/** Path mtus that were learnt, by destination. */
function exceptions(net: net): Map<number, number> {
  let m = net.gen.get(exceptions) as Map<number, number> | undefined;
  if (!m) net.gen.set(exceptions, (m = new Map()));
  return m;
}

/** ICMP says: packets to daddr may be mtu long at most. */
export function ipv4_update_pmtu(net: net, daddr: number, mtu: number): void {
  exceptions(net).set(daddr, Math.max(552, mtu));
  net.ipv4.rt_genid++;
}

/**
 * A route for a packet to send: the rtable, or -ENETUNREACH, -EHOSTUNREACH, -EACCES, -EINVAL, -ENODEV. Fills in fl4's
 * source, destination and device (ip_route_output_key_hash_rcu).
 */
export function ip_route_output_key(net: net, fl4: flowi4): rtable | number {
  const orig_oif = fl4.oif;
  let dev_out: net_device | null = null;
  if (fl4.saddr) {
    if (ipv4_is_multicast(fl4.saddr) || ipv4_is_lbcast(fl4.saddr) || ipv4_is_zeronet(fl4.saddr))
      return -EINVAL;
    const foreign = net.kernel.release.has("595e0651d029") ? -ENETUNREACH : -EINVAL;
    if (!fl4.oif && (ipv4_is_multicast(fl4.daddr) || ipv4_is_lbcast(fl4.daddr))) {
      dev_out = __ip_dev_find(net, fl4.saddr);
      if (!dev_out) return foreign;
      fl4.oif = dev_out.ifindex;
      return mkroute_output(net, null, fl4, orig_oif, dev_out, RTN_UNICAST, 0);
    }
    if (!fl4.anysrc && !__ip_dev_find(net, fl4.saddr)) return foreign;
  }
  if (fl4.oif) {
    dev_out = dev_get_by_index(net, fl4.oif);
    if (!dev_out) return -ENODEV;
    if (!(dev_out.flags & IFF_UP) || !dev_out.ip_ptr) return -ENETUNREACH;
    if (ipv4_is_local_multicast(fl4.daddr) || ipv4_is_lbcast(fl4.daddr) || fl4.proto === IPPROTO_IGMP) {
      fl4.saddr ||= inet_select_addr(dev_out, 0, RT_SCOPE_LINK);
      return mkroute_output(net, null, fl4, orig_oif, dev_out, RTN_UNICAST, 0);
    }
    if (!fl4.saddr) {
      if (ipv4_is_multicast(fl4.daddr)) fl4.saddr = inet_select_addr(dev_out, 0, fl4.scope);
      else if (!fl4.daddr) fl4.saddr = inet_select_addr(dev_out, 0, RT_SCOPE_HOST);
    }
  }
  if (!fl4.daddr) {
    fl4.daddr = fl4.saddr;
    if (!fl4.daddr) fl4.daddr = fl4.saddr = INADDR_LOOPBACK;
    dev_out = net.loopback_dev;
    fl4.oif = dev_out.ifindex;
    return mkroute_output(net, null, fl4, orig_oif, dev_out, RTN_LOCAL, RTCF_LOCAL);
  }
  const res = fib_lookup(net, fl4);
  if (typeof res === "number") {
    if (!dev_out || (fl4.l3mdev && !ipv4_is_multicast(fl4.daddr)) || !fl4.oif) return res;
    // Bound to a device that no route leads to: the destination is taken to be on its link.
    fl4.saddr ||= inet_select_addr(dev_out, 0, RT_SCOPE_LINK);
    return mkroute_output(net, null, fl4, orig_oif, dev_out, RTN_UNICAST, 0);
  }
  if (res.type === RTN_LOCAL) {
    fl4.saddr ||= res.fa.prefsrc || fl4.daddr;
    const from = res.nh?.dev?.ifindex ?? orig_oif;
    // The master is the loopback device of its domain.
    dev_out = l3mdev_master_dev(res.nh?.dev ?? null) ?? net.loopback_dev;
    fl4.oif = dev_out.ifindex;
    return mkroute_output(net, res, fl4, from, dev_out, RTN_LOCAL, RTCF_LOCAL);
  }
  dev_out = res.nh!.dev!;
  fl4.saddr ||= fib_result_prefsrc(res, dev_out);
  fl4.oif = dev_out.ifindex;
  return mkroute_output(net, res, fl4, orig_oif, dev_out, res.type, 0);
}

export function fib_result_prefsrc(res: fib_result, dev: net_device): number {
  return res.fa.prefsrc || inet_select_addr(dev, res.nh?.gw ?? 0, res.scope);
}

function mkroute_output(
  net: net,
  res: fib_result | null,
  fl4: flowi4,
  orig_oif: number,
  dev_out: net_device,
  type: number,
  flags: number,
): rtable | number {
  const in_dev = dev_out.ip_ptr;
  if (!in_dev) return -EINVAL;
  if (
    ipv4_is_loopback(fl4.saddr) &&
    !(dev_out.flags & IFF_LOOPBACK) &&
    !netif_is_l3_master(dev_out) &&
    !in_dev.cnf.get(IPV4_DEVCONF_ROUTE_LOCALNET)
  ) {
    return -EINVAL;
  }
  if (ipv4_is_lbcast(fl4.daddr)) type = RTN_BROADCAST;
  else if (ipv4_is_multicast(fl4.daddr)) type = RTN_MULTICAST;
  else if (ipv4_is_zeronet(fl4.daddr)) return -EINVAL;
  if (dev_out.flags & IFF_LOOPBACK) flags |= RTCF_LOCAL;
  let useFib = res;
  if (type === RTN_BROADCAST) {
    flags |= RTCF_BROADCAST | RTCF_LOCAL;
    useFib = null;
  } else if (type === RTN_MULTICAST) {
    flags |= RTCF_MULTICAST | RTCF_LOCAL;
    if (!ip_check_mc(in_dev, fl4.daddr, fl4.saddr, fl4.proto)) flags &= ~RTCF_LOCAL;
    else useFib = res && res.prefixlen < 4 ? null : res;
  }
  const rt = new rtable(dev_out, net.ipv4.rt_genid, ip_output, () => 0);
  rt.rt_flags = flags >>> 0;
  rt.rt_type = type;
  rt.rt_iif = orig_oif;
  if (useFib?.nh?.gw && useFib.nh.scope === RT_SCOPE_LINK) rt.rt_gw4 = useFib.nh.gw;
  else if (useFib?.nh?.gw) rt.rt_gw4 = useFib.nh.gw;
  rt.rt_gw6 = useFib?.nh?.gw6;
  rt.fi_mtu = res?.fa.metrics.get(RTAX_MTU) ?? 0;
  rt.rt_pmtu = exceptions(net).get(fl4.daddr) ?? 0;
  if (flags & RTCF_LOCAL) rt.input = ip_local_deliver;
  if (flags & (RTCF_BROADCAST | RTCF_MULTICAST)) {
    if (flags & RTCF_LOCAL && !(dev_out.flags & IFF_LOOPBACK)) rt.output = ip_mc_output;
  }
  return rt;
}

/** The device index that a packet counts as having come in by (inet_iif). */
export function inet_iif(skb: sk_buff): number {
  const rt = skb._skb_dst as rtable | null;
  return rt?.rt_iif || skb.skb_iif;
}

/** The devices that a socket's binding is compared with (inet_iif, inet_sdif). */
export const inet_devs = (skb: sk_buff): skb_devs => ({ dif: inet_iif(skb), sdif: skb.l3_iif });

/** The device that a program is told of: no master (ipv4_pktinfo_prepare). */
export const pktinfo_iif = (skb: sk_buff): number =>
  skb.l3_iif ? (skb._skb_dst as rtable | null)?.rt_iif || skb.l3_iif : inet_iif(skb);

/** Whether a packet from saddr on dev may be from there (fib_validate_source): 0, or -EINVAL for a martian. */
function fib_validate_source(net: net, dev: net_device, saddr: number, daddr: number): number {
  const { cnf } = dev.ip_ptr!;
  const rpf = Math.max(cnf.get(IPV4_DEVCONF_RP_FILTER), net.ipv4.devconf_all.get(IPV4_DEVCONF_RP_FILTER));
  const res = fib_lookup(
    net,
    flowi4_init({
      daddr: saddr,
      saddr: daddr,
      iif: net.loopback_dev.ifindex,
      l3mdev: l3mdev_master_ifindex(dev),
    }),
  );
  if (typeof res === "number") return rpf ? -18 : 0;
  if (res.type !== RTN_UNICAST && (res.type !== RTN_LOCAL || !cnf.get(IPV4_DEVCONF_ACCEPT_LOCAL)))
    return -EINVAL;
  const same = res.nh?.dev === dev || l3mdev_master_ifindex(res.nh?.dev ?? null) === dev.ifindex;
  if (rpf === 1 && !same) return -18;
  return 0;
}

/** Finds out what to do with a packet that came in: sets its dst, or -EINVAL, -EHOSTUNREACH … (ip_route_input_slow). */
export function ip_route_input(
  skb: sk_buff,
  daddr: number,
  saddr: number,
  tos: number,
  dev: net_device,
): number {
  const net = dev.nd_net;
  const in_dev = dev.ip_ptr;
  if (!in_dev) return -EINVAL;
  const make = (type: number, flags: number): rtable => {
    const to = l3mdev_master_dev(dev) ?? net.loopback_dev;
    const rt = new rtable(to, net.ipv4.rt_genid, ip_output, ip_local_deliver);
    rt.rt_is_input = true;
    rt.rt_type = type;
    rt.rt_flags = flags >>> 0;
    skb._skb_dst = rt;
    return rt;
  };
  if (ipv4_is_multicast(daddr)) {
    if (!ip_check_mc(in_dev, daddr, saddr, 0)) return -EINVAL;
    if (ipv4_is_multicast(saddr) || ipv4_is_lbcast(saddr)) return -EINVAL;
    make(RTN_MULTICAST, RTCF_MULTICAST | RTCF_LOCAL);
    return 0;
  }
  if (ipv4_is_multicast(saddr) || ipv4_is_lbcast(saddr)) return -EINVAL;
  const localnet = in_dev.cnf.get(IPV4_DEVCONF_ROUTE_LOCALNET) !== 0;
  if (ipv4_is_lbcast(daddr) || (saddr === 0 && daddr === 0)) {
    if (saddr && fib_validate_source(net, dev, saddr, daddr) < 0) return -EINVAL;
    make(RTN_BROADCAST, RTCF_BROADCAST | RTCF_LOCAL);
    return 0;
  }
  if (ipv4_is_zeronet(saddr) || ipv4_is_zeronet(daddr)) return -EINVAL;
  // On lo, too: what we send ourselves brings its route along.
  if (!localnet && (ipv4_is_loopback(daddr) || ipv4_is_loopback(saddr))) return -EINVAL;
  const res = fib_lookup(
    net,
    flowi4_init({ daddr, saddr, tos, iif: dev.ifindex, mark: skb.mark, scope: RT_SCOPE_UNIVERSE }),
  );
  if (typeof res === "number") return in_dev.cnf.get(IPV4_DEVCONF_FORWARDING) ? res : -113;
  if (res.type === RTN_BROADCAST || res.type === RTN_LOCAL) {
    const err = fib_validate_source(net, dev, saddr, daddr);
    if (err < 0 && !(dev.flags & IFF_LOOPBACK)) return err;
    make(res.type, RTCF_LOCAL | (res.type === RTN_BROADCAST ? RTCF_BROADCAST : 0));
    return 0;
  }
  if (!in_dev.cnf.get(IPV4_DEVCONF_FORWARDING)) return -113;
  if (res.type !== RTN_UNICAST) return -EINVAL;
  const rt = new rtable(res.nh!.dev!, net.ipv4.rt_genid, ip_output, ip_forward);
  rt.rt_is_input = true;
  rt.rt_gw4 = res.nh!.gw;
  rt.rt_gw6 = res.nh!.gw6;
  rt.fi_mtu = res.fa.metrics.get(RTAX_MTU) ?? 0;
  skb._skb_dst = rt;
  return 0;
}

/** RTN_LOCAL, RTN_BROADCAST, RTN_MULTICAST or RTN_UNICAST; oif restricts to one device (inet_addr_type_table). */
export function inet_addr_type(net: net, addr: number, oif = 0, table = RT_TABLE_LOCAL): number {
  if (ipv4_is_zeronet(addr) || ipv4_is_lbcast(addr)) return RTN_BROADCAST;
  if (ipv4_is_multicast(addr)) return RTN_MULTICAST;
  return fib_type(net, addr, oif, table) || RTN_UNICAST;
}

/** The same by the tables of a device's L3 domain; dev null: of none (inet_addr_type_dev_table). */
export const inet_addr_type_dev = (net: net, dev: net_device | null, addr: number, oif = 0): number =>
  inet_addr_type(net, addr, oif, l3mdev_fib_table(dev) || RT_TABLE_LOCAL);

/** The same for who is bound to a device. */
export const inet_addr_type_bound = (net: net, bound: number, addr: number): number =>
  inet_addr_type(net, addr, 0, l3mdev_fib_table_by_index(net, bound) || RT_TABLE_LOCAL);

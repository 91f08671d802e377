// Routes as programs give and take them: the checks of a route before it goes into its table (net/ipv6/route.c:
// ip6_route_info_create, fib6_nh_init, ip6_route_add, ip6_route_del). Above: route_netlink.ts, ioctl.ts.
// Below: ip6_fib.ts, route.ts, addrconf.ts.

import { EACCES, EHOSTUNREACH, EINVAL, ENETDOWN, ENODEV, ENOENT, ESRCH } from "../../uapi/asm/errno.ts";
import { IFF_LOOPBACK, IFF_UP } from "../../uapi/linux/if.ts";
import { NLM_F_CREATE, NLM_F_REPLACE } from "../../uapi/linux/netlink.ts";
import {
  RTM_DELROUTE,
  RTM_NEWROUTE,
  RTN_BLACKHOLE,
  RTN_LOCAL,
  RTN_PROHIBIT,
  RTN_THROW,
  RTN_UNREACHABLE,
  RTNH_F_ONLINK,
  RTPROT_KERNEL,
} from "../../uapi/linux/rtnetlink.ts";
import { __dev_get_by_index } from "../core/dev.ts";
import type { net } from "../core/net_namespace.ts";
import type { net_device } from "../core/netdevice.ts";
import { NL_SET_ERR_MSG, type netlink_ext_ack } from "../netlink/ext_ack.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import {
  type in6_addr,
  in6addr_any,
  ipv6_addr_is_linklocal,
  ipv6_addr_is_multicast,
  ipv6_addr_loopback,
} from "../wire/addr.ts";
import { ipv6_chk_addr } from "./addrconf.ts";
import { type fib6_info, fib6_info_init, fib6_of, flowi6_init } from "./ip6_fib.ts";
import { ip6_route_output } from "./route.ts";
import { inet6_rt_notify } from "./route_netlink.ts";

/** What a program says of a route (struct fib6_config). 0, null: nothing. */
export interface fib6_config {
  dst: in6_addr;
  plen: number;
  type: number;
  gw: in6_addr | null;
  metric: number;
  ifindex: number;
  table: number;
  protocol: number;
  prefsrc?: in6_addr | null;
  metrics?: ReadonlyMap<number, number>;
  pref?: number;
  flags?: number;
  weight?: number;
  /** Seconds until it goes. */
  expires?: number;
}

export const IP6_RT_PRIO_USER = 1024;

/** Types that answer with an errno, through no device of their own. */
const REFUSING = new Set([RTN_BLACKHOLE, RTN_UNREACHABLE, RTN_PROHIBIT, RTN_THROW]);

function bad(extack: netlink_ext_ack | null, errno: number, why: string): number {
  NL_SET_ERR_MSG(extack, why);
  return errno;
}

/** The device behind which the gateway is (ip6_validate_gw): or -EINVAL, -EHOSTUNREACH. */
function validate_gw(
  net: net,
  cfg: fib6_config,
  gw: in6_addr,
  dev: net_device | null,
  extack: netlink_ext_ack | null,
): net_device | number {
  const linklocal = ipv6_addr_is_linklocal(gw);
  if (ipv6_chk_addr(net, gw, linklocal ? dev : null, false))
    return bad(extack, -EINVAL, "Gateway can not be a local address");
  let via = dev;
  if (!linklocal) {
    if (gw === in6addr_any || ipv6_addr_is_multicast(gw) || ipv6_addr_loopback(gw))
      return bad(extack, -EINVAL, "Invalid gateway address");
    if (!((cfg.flags ?? 0) & RTNH_F_ONLINK)) {
      const rt = ip6_route_output(net, flowi6_init({ daddr: gw, oif: dev?.ifindex ?? 0 }));
      if (typeof rt === "number" || rt.rt6i_gateway !== null) return -EHOSTUNREACH;
      via ??= rt.dev;
    }
  }
  if (!via) return bad(extack, -EINVAL, "Egress device not specified");
  if (via.flags & IFF_LOOPBACK)
    return bad(extack, -EINVAL, "Egress device can not be loopback device for this route");
  return via;
}

/** The route, checked: or -ERRNO with the sentence in extack. */
export function ip6_route_info_create(
  net: net,
  cfg: fib6_config,
  extack: netlink_ext_ack | null,
): fib6_info | number {
  if (cfg.plen > 128) return bad(extack, -EINVAL, "Invalid prefix length");
  let dev = cfg.ifindex ? __dev_get_by_index(net, cfg.ifindex) : null;
  if (cfg.ifindex && !dev?.ip6_ptr) return -ENODEV;
  if ((cfg.flags ?? 0) & RTNH_F_ONLINK) {
    if (!dev) return bad(extack, -ENODEV, "Nexthop device required for onlink");
    if (!(dev.flags & IFF_UP)) return bad(extack, -ENETDOWN, "Nexthop device is not up");
  }
  let { type, gw } = cfg;
  // Through lo there is only lo's own address: anything else is refused to its senders.
  const throughLo = dev && dev.flags & IFF_LOOPBACK && !ipv6_addr_loopback(cfg.dst) && type !== RTN_LOCAL;
  if (REFUSING.has(type) || throughLo) {
    if (!REFUSING.has(type)) type = RTN_UNREACHABLE;
    dev = net.loopback_dev;
    gw = null;
  } else {
    if (gw !== null) {
      const via = validate_gw(net, cfg, gw, dev, extack);
      if (typeof via === "number") return via;
      dev = via;
    }
    if (!dev) return -ENODEV;
    if (dev.ip6_ptr?.cnf.get("disable_ipv6"))
      return bad(extack, -EACCES, "IPv6 is disabled on nexthop device");
    if (!(dev.flags & IFF_UP)) return bad(extack, -ENETDOWN, "Nexthop device is not up");
  }
  if (cfg.prefsrc && !ipv6_chk_addr(net, cfg.prefsrc, type === RTN_LOCAL ? null : dev, false))
    return bad(extack, -EINVAL, "Invalid source address");
  return fib6_info_init({
    dst: cfg.dst,
    plen: cfg.plen,
    type,
    dev,
    gw,
    metric: cfg.metric || IP6_RT_PRIO_USER,
    table: cfg.table,
    protocol: cfg.protocol,
    prefsrc: cfg.prefsrc ?? null,
    metrics: cfg.metrics ?? new Map(),
    pref: cfg.pref ?? 0,
    flags: cfg.flags ?? 0,
    weight: cfg.weight ?? 1,
    expires: cfg.expires ? net.stack.now() + cfg.expires * 1e9 : 0,
  });
}

/** The device behind which an IPv6 gateway of an IPv4 route is (fib_check_nh_v6_gw): or -ERRNO. flags: RTNH_F_ONLINK. */
export function ip6_check_gateway(
  net: net,
  gw: in6_addr,
  dev: net_device | null,
  flags: number,
  extack: netlink_ext_ack | null,
): net_device | number {
  const cfg: fib6_config = {
    ...{ dst: in6addr_any, plen: 0, type: 0, metric: 0, table: 0, protocol: 0 },
    ...{ gw, ifindex: dev?.ifindex ?? 0, flags },
  };
  const route = ip6_route_info_create(net, cfg, extack);
  return typeof route === "number" ? route : route.dev!;
}

/** 0 or -ERRNO. r: the request it comes by, nlflags: its NLM_F_ flags. */
export function ip6_route_add(
  net: net,
  cfg: fib6_config,
  r: netlink_request | null = null,
  nlflags = NLM_F_CREATE,
  quiet = false,
): number {
  const route = ip6_route_info_create(net, cfg, r?.extack ?? null);
  if (typeof route === "number") return route;
  const replaced: fib6_info[] = [];
  const err = fib6_of(net).add(route, nlflags, replaced);
  if (err) return err;
  if (route.expires) net.kernel.timers.add(route.expires, () => expire(net, route));
  // With several next hops all are told of together, when the last is there.
  if (!quiet)
    inet6_rt_notify(RTM_NEWROUTE, net, route, r, replaced.length ? NLM_F_REPLACE : nlflags & ~NLM_F_REPLACE);
  return 0;
}

function expire(net: net, route: fib6_info): void {
  for (const gone of fib6_of(net).take((o) => o === route)) inet6_rt_notify(RTM_DELROUTE, net, gone);
}

/** Takes out the first route that is as cfg says: 0, -ESRCH. */
export function ip6_route_del(net: net, cfg: fib6_config, r: netlink_request | null = null): number {
  const table = fib6_of(net);
  if (!table.has_table(cfg.table)) {
    NL_SET_ERR_MSG(r?.extack, "FIB table does not exist");
    return -ESRCH;
  }
  const which = table.routes.filter(
    (o) =>
      o.table === cfg.table &&
      o.plen === cfg.plen &&
      o.dst === cfg.dst &&
      (!cfg.ifindex || o.dev?.ifindex === cfg.ifindex) &&
      (cfg.gw === null || o.gw === cfg.gw) &&
      (!cfg.metric || o.metric === cfg.metric) &&
      (!cfg.protocol || o.protocol === cfg.protocol),
  );
  if (!which.length) {
    // a table without a default route has an entry that says so, which is found and cannot go (fib6_null_entry)
    const anything = !cfg.plen && !cfg.ifindex && cfg.gw === null && !cfg.metric;
    const empty = !table.routes.some((o) => o.table === cfg.table && !o.plen);
    const kernels = !cfg.protocol || cfg.protocol === RTPROT_KERNEL;
    return anything && empty && kernels ? -ENOENT : -ESRCH;
  }
  // Without a gateway all that share the first one's rank go with it.
  const [first] = which;
  const all =
    cfg.gw === null && first.gw !== null
      ? which.filter((o) => o.metric === first.metric && o.gw !== null)
      : [first];
  table.take((o) => all.includes(o));
  inet6_rt_notify(RTM_DELROUTE, net, first, r, 0, all);
  return 0;
}

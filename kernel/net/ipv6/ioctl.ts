// Addresses and routes a program sets with IPv6's own ioctls (net/ipv6/addrconf.c addrconf_add_ifaddr, net/ipv6/route.c
// ipv6_route_ioctl). Above: af_inet6.ts. Below: addrconf.ts, route.ts.

import { copy_from_user } from "../../mm/uaccess.ts";
import { ns_capable } from "../../task/cred.ts";
import type { task_struct } from "../../task/task.ts";
import {
  EACCES,
  EEXIST,
  EHOSTUNREACH,
  EINVAL,
  ENETDOWN,
  ENODEV,
  EPERM,
  ESRCH,
} from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import { IFF_LOOPBACK, IFF_UP } from "../../uapi/linux/if.ts";
import { RTF_GATEWAY, RTF_REJECT } from "../../uapi/linux/route.ts";
import { RT_TABLE_MAIN, RTN_UNICAST, RTN_UNREACHABLE, RTPROT_BOOT } from "../../uapi/linux/rtnetlink.ts";
import { SIOCADDRT, SIOCDELRT, SIOCDIFADDR, SIOCSIFADDR, SIOCSIFDSTADDR } from "../../uapi/linux/sockios.ts";
import { dev_get_by_index } from "../core/dev.ts";
import type { net } from "../core/net_namespace.ts";
import type { net_device } from "../core/netdevice.ts";
import {
  bytes_to_in6,
  get16,
  get32,
  type in6_addr,
  in6addr_any,
  ipv6_addr_is_linklocal,
  ipv6_addr_is_multicast,
  ipv6_addr_loopback,
} from "../wire/addr.ts";
import { inet6_addr_add, inet6_addr_del, ipv6_chk_addr } from "./addrconf.ts";
import { type fib6_info, fib6_of, flowi6_init, ip6_route_output, prefix_of } from "./route.ts";

const SIZEOF_IN6_RTMSG = 72;
const SIZEOF_IN6_IFREQ = 24;
const IP6_RT_PRIO_USER = 1024;

/** Those of IPv6's own: 0 or -ERRNO; null for any other, which are IPv4's too. */
export function inet6_ioctl(t: task_struct, net: net, cmd: number, arg: number): number | null {
  const admin = () => ns_capable(t, net.user_ns, CAP_NET_ADMIN);
  switch (cmd) {
    case SIOCADDRT:
    case SIOCDELRT:
      return admin() ? route_ioctl(net, cmd, copy_from_user(t, arg, SIZEOF_IN6_RTMSG)) : -EPERM;
    case SIOCSIFADDR:
    case SIOCDIFADDR:
      return admin() ? addr_ioctl(net, cmd, copy_from_user(t, arg, SIZEOF_IN6_IFREQ)) : -EPERM;
    case SIOCSIFDSTADDR:
      // for sit tunnels, of which there are none
      copy_from_user(t, arg, SIZEOF_IN6_IFREQ);
      return -ENODEV;
  }
  return null;
}

/** struct in6_ifreq: the address, the prefix's length, the device. */
function addr_ioctl(net: net, cmd: number, b: Uint8Array): number {
  const addr = bytes_to_in6(b);
  const plen = get32(b, 16) >>> 0;
  if (plen > 128) return -EINVAL;
  const dev = dev_get_by_index(net, get32(b, 20) | 0);
  if (!dev) return -ENODEV;
  return cmd === SIOCSIFADDR ? inet6_addr_add(dev, { addr, plen }) : inet6_addr_del(dev, addr, plen);
}

/** struct in6_rtmsg: destination, source, gateway, type, both lengths, metric, info, flags, device. */
function route_ioctl(net: net, cmd: number, b: Uint8Array): number {
  const plen = get16(b, 52);
  const metric = get32(b, 56) >>> 0;
  const flags = get32(b, 64);
  const ifindex = get32(b, 68) | 0;
  if (plen > 128 || get16(b, 54)) return -EINVAL;
  const dst = prefix_of(bytes_to_in6(b), plen);
  const gw = flags & RTF_GATEWAY ? bytes_to_in6(b, 32) : null;
  const tb = fib6_of(net);
  if (cmd === SIOCDELRT) {
    const which = tb.routes.find(
      (r) =>
        r.table === RT_TABLE_MAIN &&
        r.plen === plen &&
        r.dst === dst &&
        (!ifindex || r.dev?.ifindex === ifindex) &&
        (gw === null || r.gw === gw) &&
        (!metric || r.metric === metric),
    );
    return which && tb.delete((r) => r === which) ? 0 : -ESRCH;
  }
  let dev = ifindex ? dev_get_by_index(net, ifindex) : null;
  if (ifindex && !dev?.ip6_ptr) return -ENODEV;
  // through lo there is only lo's own address: anything else is refused to its senders
  const reject =
    flags & RTF_REJECT || (dev && dev.flags & IFF_LOOPBACK && !ipv6_addr_loopback(dst) && gw === null);
  if (reject) dev = net.loopback_dev;
  else if (gw !== null) {
    const found = validate_gw(net, gw, dev);
    if (typeof found === "number") return found;
    dev = found;
  }
  if (!dev) return -ENODEV;
  if (!reject) {
    if (dev.ip6_ptr?.cnf.get("disable_ipv6")) return -EACCES;
    if (!(dev.flags & IFF_UP)) return -ENETDOWN;
  }
  const route: fib6_info = {
    dst,
    plen,
    type: reject ? RTN_UNREACHABLE : RTN_UNICAST,
    dev,
    gw: reject ? null : gw,
    metric: metric || IP6_RT_PRIO_USER,
    table: RT_TABLE_MAIN,
    protocol: RTPROT_BOOT,
    prefsrc: null,
    mtu: 0,
  };
  const same = (r: fib6_info) =>
    r.table === route.table &&
    r.plen === plen &&
    r.dst === dst &&
    r.metric === route.metric &&
    r.dev === dev &&
    r.gw === route.gw;
  if (tb.routes.some(same)) return -EEXIST;
  tb.insert(route);
  return 0;
}

/** The device behind which the gateway is: -EINVAL for what cannot be one, -EHOSTUNREACH (ip6_validate_gw). */
function validate_gw(net: net, gw: in6_addr, dev: net_device | null): net_device | number {
  if (gw === in6addr_any || ipv6_addr_is_multicast(gw) || ipv6_addr_loopback(gw)) return -EINVAL;
  const linklocal = ipv6_addr_is_linklocal(gw);
  if (ipv6_chk_addr(net, gw, linklocal ? dev : null, false)) return -EINVAL;
  if (linklocal) return dev ?? -EINVAL;
  const rt = ip6_route_output(net, flowi6_init({ daddr: gw, oif: dev?.ifindex ?? 0 }));
  if (typeof rt === "number" || rt.rt6i_gateway !== null || rt.dev.flags & IFF_LOOPBACK) return -EHOSTUNREACH;
  return rt.dev;
}

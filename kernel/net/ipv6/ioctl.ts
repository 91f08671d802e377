// Addresses and routes a program sets with IPv6's own ioctls (net/ipv6/addrconf.c addrconf_add_ifaddr, net/ipv6/route.c
// ipv6_route_ioctl). Above: af_inet6.ts. Below: addrconf.ts, route.ts.

import { ENOIOCTLCMD } from "../../errno.ts";
import { copy_from_user } from "../../mm/uaccess.ts";
import { ns_capable } from "../../task/cred.ts";
import type { task_struct } from "../../task/task.ts";
import { EINVAL, ENODEV, EPERM } from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import { RTF_GATEWAY, RTF_REJECT } from "../../uapi/linux/route.ts";
import { RT_TABLE_MAIN, RTN_UNICAST, RTN_UNREACHABLE, RTPROT_BOOT } from "../../uapi/linux/rtnetlink.ts";
import { SIOCADDRT, SIOCDELRT, SIOCDIFADDR, SIOCSIFADDR, SIOCSIFDSTADDR } from "../../uapi/linux/sockios.ts";
import { dev_get_by_index } from "../core/dev.ts";
import type { net } from "../core/net_namespace.ts";
import type { sock } from "../core/sock.ts";
import { bytes_to_in6, get16, get32 } from "../wire/addr.ts";
import { inet6_addr_add, inet6_addr_del } from "./addrconf.ts";
import { prefix_of } from "./route.ts";
import { type fib6_config, ip6_route_add, ip6_route_del } from "./route_config.ts";

const SIZEOF_IN6_RTMSG = 72;
const SIZEOF_IN6_IFREQ = 24;

/** The ioctls of an IPv6 socket: IPv6's own, else the protocol's (FIONREAD …). IPv4's addresses are not reached. */
export function inet6_ioctl(t: task_struct, sk: sock, cmd: number, arg: number): number {
  const net = sk.sk_net;
  const admin = () => ns_capable(t, net.user_ns, CAP_NET_ADMIN);
  switch (cmd) {
    case SIOCADDRT:
    case SIOCDELRT: {
      const rtmsg = copy_from_user(t, arg, SIZEOF_IN6_RTMSG);
      return admin() ? route_ioctl(net, cmd, rtmsg) : -EPERM;
    }
    case SIOCSIFADDR:
    case SIOCDIFADDR:
      return admin() ? addr_ioctl(net, cmd, copy_from_user(t, arg, SIZEOF_IN6_IFREQ)) : -EPERM;
    case SIOCSIFDSTADDR:
      // for sit tunnels, of which there are none
      return -ENODEV;
  }
  return sk.sk_prot.ioctl?.(t, sk, cmd, arg) ?? -ENOIOCTLCMD;
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
  const cfg: fib6_config = {
    dst,
    plen,
    type: flags & RTF_REJECT ? RTN_UNREACHABLE : RTN_UNICAST,
    gw,
    metric,
    ifindex,
    table: RT_TABLE_MAIN,
    protocol: cmd === SIOCADDRT ? RTPROT_BOOT : 0,
  };
  return cmd === SIOCDELRT ? ip6_route_del(net, cfg) : ip6_route_add(net, cfg);
}

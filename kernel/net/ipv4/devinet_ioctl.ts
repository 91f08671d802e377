// SIOC[GS]IF{ADDR,NETMASK,BRDADDR,DSTADDR} and SIOCSIFFLAGS of AF_INET sockets, SIOCGIFCONF (net/ipv4/devinet.c).
// Above: af_inet.ts, ../core/dev_ioctl.ts. Below: devinet.ts, ../core/ifreq.ts.

import { copy_to_user, get_user_s32, get_user_u32, put_user_u32 } from "../../mm/uaccess.ts";
import { ns_capable } from "../../task/cred.ts";
import type { task_struct } from "../../task/task.ts";
import { EADDRNOTAVAIL, EINVAL, ENOBUFS, ENODEV, EPERM } from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import { IFF_BROADCAST, IFF_POINTOPOINT, IFF_UP } from "../../uapi/linux/if.ts";
import {
  SIOCGIFADDR,
  SIOCGIFBRDADDR,
  SIOCGIFDSTADDR,
  SIOCGIFNETMASK,
  SIOCSIFADDR,
  SIOCSIFBRDADDR,
  SIOCSIFDSTADDR,
  SIOCSIFFLAGS,
  SIOCSIFNETMASK,
} from "../../uapi/linux/sockios.ts";
import { __dev_get_by_name } from "../core/dev.ts";
import { dev_change_flags } from "../core/dev_flags.ts";
import { ifreq, SIZEOF_IFREQ } from "../core/ifreq.ts";
import type { net } from "../core/net_namespace.ts";
import type { net_device } from "../core/netdevice.ts";
import { AF_INET } from "../linux_socket.ts";
import {
  INFINITY_LIFE_TIME,
  type in_device,
  in_ifaddr,
  inet_del_ifa,
  inet_insert_ifa,
  inet_make_mask,
  inet_set_ifa,
  set_ifa_lifetime,
} from "./devinet.ts";

/** The prefix length of an address's class; 0: no address; -1: multicast. */
export function inet_abc_len(addr: number): number {
  if (addr >>> 24 === 0 || addr >>> 0 === 0xffffffff) return 0;
  if (addr >>> 31 === 0) return 8;
  if (addr >>> 30 === 2) return 16;
  if (addr >>> 29 === 6) return 24;
  return addr >>> 28 === 0xf ? 32 : -1;
}

/** Leading ones of a mask without holes. */
const inet_mask_len = (mask: number): number => Math.clz32(~mask);
/** No hole in the mask. */
const bad_mask = (mask: number): boolean => {
  const inverse = ~mask >>> 0;
  return (inverse & (inverse + 1)) !== 0;
};

const GETS = new Set([SIOCGIFADDR, SIOCGIFBRDADDR, SIOCGIFDSTADDR, SIOCGIFNETMASK]);
const SETS = new Set([SIOCSIFADDR, SIOCSIFBRDADDR, SIOCSIFDSTADDR, SIOCSIFNETMASK]);

/** The address that the label (and for old questions the given address) means. */
function find(in_dev: in_device, label: string, addr: number | null): in_ifaddr | null {
  const both =
    addr === null ? undefined : in_dev.ifa_list.find((i) => i.ifa_label === label && i.ifa_local === addr);
  return both ?? in_dev.ifa_list.find((i) => i.ifa_label === label) ?? null;
}

/** Takes the address out, lets change alter it, and puts it back. */
function replace(in_dev: in_device, ifa: in_ifaddr, change: () => void): number {
  inet_del_ifa(in_dev, ifa);
  change();
  inet_insert_ifa(ifa);
  return 0;
}

function set_address(dev: net_device, old: in_ifaddr | null, label: string, addr: number): number {
  if (inet_abc_len(addr) < 0) return -EINVAL;
  let ifa = old;
  if (!ifa) {
    if (!dev.ip_ptr) return -ENOBUFS;
    ifa = new in_ifaddr(dev.ip_ptr);
    ifa.ifa_label = label;
  } else {
    if (ifa.ifa_local === addr) return 0;
    inet_del_ifa(ifa.ifa_dev, ifa);
    ifa.ifa_broadcast = 0;
    ifa.ifa_scope = 0;
  }
  ifa.ifa_address = ifa.ifa_local = addr;
  ifa.ifa_prefixlen = dev.flags & IFF_POINTOPOINT ? 32 : inet_abc_len(addr);
  ifa.ifa_mask = inet_make_mask(ifa.ifa_prefixlen);
  if (!(dev.flags & IFF_POINTOPOINT) && dev.flags & IFF_BROADCAST && ifa.ifa_prefixlen < 31) {
    ifa.ifa_broadcast = (addr | ~ifa.ifa_mask) >>> 0;
  }
  set_ifa_lifetime(ifa, INFINITY_LIFE_TIME, INFINITY_LIFE_TIME);
  return inet_set_ifa(ifa);
}

function set_netmask(dev: net_device, ifa: in_ifaddr, mask: number): number {
  if (bad_mask(mask)) return -EINVAL;
  if (ifa.ifa_mask === mask) return 0;
  return replace(dev.ip_ptr!, ifa, () => {
    const old = ifa.ifa_mask;
    ifa.ifa_mask = mask;
    ifa.ifa_prefixlen = inet_mask_len(mask);
    const usual = (ifa.ifa_local | ~old) >>> 0;
    if (dev.flags & IFF_BROADCAST && ifa.ifa_prefixlen < 31 && ifa.ifa_broadcast === usual) {
      ifa.ifa_broadcast = (ifa.ifa_local | ~mask) >>> 0;
    }
  });
}

/** The ioctl on a struct ifreq in the kernel: 0 or -ERRNO. */
export function devinet_ifreq(t: task_struct, net: net, cmd: number, ifr: ifreq): number {
  const given = ifr.sin_addr;
  const family = ifr.sin_family;
  const admin = (): boolean => ns_capable(t, net.user_ns, CAP_NET_ADMIN);
  if (cmd === SIOCSIFFLAGS) {
    if (!admin()) return -EPERM;
  } else if (SETS.has(cmd)) {
    if (!admin()) return -EPERM;
    if (family !== AF_INET) return -EINVAL;
  } else if (!GETS.has(cmd)) return -EINVAL;

  const label = ifr.name;
  const dev = __dev_get_by_name(net, ifr.device);
  if (!dev) return -ENODEV;
  const in_dev = dev.ip_ptr;
  const match = GETS.has(cmd) && family === AF_INET ? given : null;
  const ifa = in_dev ? find(in_dev, label, match) : null;
  if (cmd === SIOCSIFFLAGS) {
    if (!label.includes(":")) return dev_change_flags(dev, ifr.half);
    if (!ifa) return -EADDRNOTAVAIL;
    if (!(ifr.half & IFF_UP)) inet_del_ifa(in_dev!, ifa);
    return 0;
  }
  if (cmd === SIOCSIFADDR) return set_address(dev, ifa, label.includes(":") ? label : dev.name, given);
  if (!ifa) return -EADDRNOTAVAIL;
  switch (cmd) {
    case SIOCGIFADDR:
      ifr.set_sin(AF_INET, ifa.ifa_local);
      return 0;
    case SIOCGIFBRDADDR:
      ifr.set_sin(AF_INET, ifa.ifa_broadcast);
      return 0;
    case SIOCGIFDSTADDR:
      ifr.set_sin(AF_INET, ifa.ifa_address);
      return 0;
    case SIOCGIFNETMASK:
      ifr.set_sin(AF_INET, ifa.ifa_mask);
      return 0;
    case SIOCSIFBRDADDR:
      return ifa.ifa_broadcast === given ? 0 : replace(in_dev!, ifa, () => void (ifa.ifa_broadcast = given));
    case SIOCSIFDSTADDR:
      if (ifa.ifa_address === given) return 0;
      if (inet_abc_len(given) < 0) return -EINVAL;
      return replace(in_dev!, ifa, () => void (ifa.ifa_address = given));
    default:
      return set_netmask(dev, ifa, given);
  }
}

/** The ioctl of a program: arg points to its struct ifreq. */
export function devinet_ioctl(t: task_struct, net: net, cmd: number, arg: number): number {
  const ifr = ifreq.from_user(t, arg);
  const err = devinet_ifreq(t, net, cmd, ifr);
  if (!err && GETS.has(cmd)) ifr.to_user(t, arg);
  return err;
}

/** SIOCGIFCONF's entries of one device: bytes written at buf, or needed when buf is 0. */
function inet_gifconf(t: task_struct, dev: net_device, buf: number, len: number): number {
  let done = 0;
  for (const ifa of dev.ip_ptr?.ifa_list ?? []) {
    if (buf) {
      if (len - done < SIZEOF_IFREQ) break;
      const ifr = new ifreq();
      ifr.name = ifa.ifa_label;
      ifr.set_sin(AF_INET, ifa.ifa_local);
      copy_to_user(t, buf + done, ifr.bytes);
    }
    done += SIZEOF_IFREQ;
  }
  return done;
}

/** SIOCGIFCONF: the devices' IPv4 addresses; without a buffer only the length that they need. */
export function dev_ifconf_user(t: task_struct, net: net, arg: number): number {
  const len = get_user_s32(t, arg);
  const buf = get_user_u32(t, arg + 4);
  let total = 0;
  for (const dev of net.dev_base_head) total += inet_gifconf(t, dev, buf ? buf + total : 0, len - total);
  put_user_u32(t, arg, total);
  return 0;
}

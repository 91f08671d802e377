// SIOCSARP, SIOCGARP, SIOCDARP: the ARP cache by ioctl (net/ipv4/arp.c arp_ioctl). Above: af_inet.ts.
// Below: arp.ts, ../core/neighbour.ts.

import { copy_from_user, copy_to_user, stringOf } from "../../mm/uaccess.ts";
import { ns_capable } from "../../task/cred.ts";
import type { task_struct } from "../../task/task.ts";
import { EAFNOSUPPORT, EINVAL, ENODEV, ENXIO, EPERM, EPFNOSUPPORT } from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import { ATF_COM, ATF_PERM, ATF_PUBL } from "../../uapi/linux/if_arp.ts";
import { NUD_PERMANENT, NUD_STALE } from "../../uapi/linux/neighbour.ts";
import { SIOCDARP, SIOCGARP } from "../../uapi/linux/sockios.ts";
import { dev_get_by_name } from "../core/dev.ts";
import { NUD_VALID, neigh_of, neigh_update } from "../core/neighbour.ts";
import type { net } from "../core/net_namespace.ts";
import { AF_INET } from "../linux_socket.ts";
import { get16, get32, put16, put32 } from "../wire/addr.ts";
import { arp_tbl } from "./arp.ts";
import { flowi4_init } from "./fib_trie.ts";
import { ip_route_output_key } from "./route.ts";

/** struct arpreq: protocol address, hardware address, flags, netmask, device name. */
const SIZEOF_ARPREQ = 68;

export function arp_ioctl(t: task_struct, net: net, cmd: number, arg: number): number {
  if (cmd !== SIOCGARP && !ns_capable(t, net.user_ns, CAP_NET_ADMIN)) return -EPERM;
  const b = copy_from_user(t, arg, SIZEOF_ARPREQ);
  if (get16(b, 0) !== AF_INET) return -EPFNOSUPPORT;
  const flags = get32(b, 32);
  if (!(flags & ATF_PUBL) && get32(b, 40) && flags & 0x20) return -EINVAL;
  const ip = get32(b, 4);
  const end = b.indexOf(0, 52);
  const name = stringOf(b.subarray(52, end < 0 ? 68 : end));
  let dev = name ? dev_get_by_name(net, name) : null;
  if (name && !dev) return -ENODEV;
  if (!dev) {
    if (cmd === SIOCGARP) return -ENODEV;
    const rt = ip_route_output_key(net, flowi4_init({ daddr: ip, scope: 253 }));
    if (typeof rt === "number") return rt;
    dev = rt.dev;
  }
  const cache = neigh_of(net.stack);
  const n = cache.lookup(arp_tbl, dev, String(ip));
  if (cmd === SIOCGARP) {
    if (!n) return -ENXIO;
    b.set(n.ha.subarray(0, 14), 18);
    put16(b, 16, dev.type);
    put32(b, 32, n.nud_state & NUD_PERMANENT ? ATF_PERM | ATF_COM : n.nud_state & NUD_VALID ? ATF_COM : 0);
    copy_to_user(t, arg, b);
    return 0;
  }
  if (cmd === SIOCDARP) {
    if (!n) return -ENXIO;
    cache.delete(n);
    return 0;
  }
  if (get16(b, 16) !== dev.type) return get16(b, 16) ? -EINVAL : -EAFNOSUPPORT;
  const entry = n ?? cache.create(arp_tbl, dev, String(ip));
  neigh_update(entry, b.slice(18, 18 + dev.addr_len), flags & ATF_PERM ? NUD_PERMANENT : NUD_STALE);
  return 0;
}

// Neighbour discovery: asking for link addresses and answering for ours (net/ipv6/ndisc.c; routers are asked, but their
// answers not read).
// Above: icmpv6.ts, ip6_output.ts. Below: ../core/neighbour.ts.

import { IFF_NOARP } from "../../uapi/linux/if.ts";
import { IFA_F_TENTATIVE } from "../../uapi/linux/if_addr.ts";
import { ETH_P_IPV6 } from "../../uapi/linux/if_ether.ts";
import { NUD_REACHABLE, NUD_STALE } from "../../uapi/linux/neighbour.ts";
import { neigh_answer_proxy, neigh_of, type neigh_table, neigh_update } from "../core/neighbour.ts";
import type { net_device } from "../core/netdevice.ts";
import { kfree_skb, type sk_buff } from "../core/skbuff.ts";
import { AF_INET6 } from "../linux_socket.ts";
import {
  bytes_to_in6,
  type in6_addr,
  in6_to_bytes,
  in6addr_any,
  in6addr_linklocal_allnodes,
  in6addr_linklocal_allrouters,
  ipv6_addr_is_multicast,
} from "../wire/addr.ts";
import { ipv6_chk_addr, ipv6_get_ifaddr } from "./addrconf.ts";
import { addrconf_dad_failure } from "./addrconf_dad.ts";
import { icmpv6_send, icmpv6_xmit, icmpv6_xmit_link } from "./icmpv6.ts";
import { ip6_daddr, ip6_saddr } from "./ip6_input.ts";
import { ipv6_dev_mc_dec, ipv6_dev_mc_inc } from "./mld.ts";
import { flowi6_init, ip6_route_output, ipv6_dev_get_saddr } from "./route.ts";

const RS = 133;
const NS = 135;
const NA = 136;
const ND_OPT_NONCE = 14;

/** ff02::1:ffXX:XXXX. */
export const addrconf_addr_solict_mult = (a: in6_addr): in6_addr =>
  `\xff\x02${"\0".repeat(9)}\x01\xff${a.slice(13)}`;

export const nd_tbl: neigh_table = {
  family: AF_INET6,
  protocol: ETH_P_IPV6,
  known(dev, key) {
    if (ipv6_addr_is_multicast(key))
      return Uint8Array.from([0x33, 0x33, ...Array.from(key.slice(12), (c) => c.charCodeAt(0))]);
    return dev.flags & IFF_NOARP ? dev.dev_addr : null;
  },
  // Whoever asks for it asks its group.
  proxied: (dev, key, on) =>
    void (on ? ipv6_dev_mc_inc : ipv6_dev_mc_dec)(dev, addrconf_addr_solict_mult(key)),
  solicit: (n) => send(n.dev, NS, addrconf_addr_solict_mult(n.key), n.key, 1, 0),
  error_report(skb) {
    icmpv6_send(skb, 1, 3, 0);
    kfree_skb(skb);
  },
};

/** A solicitation or advertisement about target; option 1: our link address as source, 2: as target. */
function send(
  dev: net_device,
  type: number,
  daddr: in6_addr,
  target: in6_addr,
  option: number,
  flags: number,
  from?: in6_addr,
): void {
  const net = dev.nd_net;
  const fl6 = flowi6_init({
    daddr,
    oif: dev.ifindex,
    saddr: from ?? ipv6_dev_get_saddr(net, dev, target) ?? in6addr_any,
  });
  const rt = ip6_route_output(net, fl6);
  if (typeof rt === "number") return;
  const body = new Uint8Array(16 + 2 + dev.addr_len);
  body.set(in6_to_bytes(target));
  body[16] = option;
  body[17] = 1;
  body.set(dev.dev_addr.subarray(0, dev.addr_len), 18);
  icmpv6_xmit(rt, fl6.saddr, daddr, type, 0, flags, body, 255);
}

/** Does anybody have this address of ours? Asked from nowhere (RFC 4862, with RFC 7527's nonce if there is one). */
export function ndisc_send_dad_ns(dev: net_device, target: in6_addr, nonce: Uint8Array | null): void {
  const body = new Uint8Array(nonce ? 24 : 16);
  body.set(in6_to_bytes(target));
  if (nonce) body.set([ND_OPT_NONCE, 1, ...nonce], 16);
  icmpv6_xmit_link(dev, in6addr_any, addrconf_addr_solict_mult(target), { type: NS, word: 0, body });
}

/** Tells everybody of an address of ours, unasked. */
export function ndisc_send_na(dev: net_device, target: in6_addr): void {
  send(dev, NA, in6addr_linklocal_allnodes, target, 2, 0x20000000, target);
}

/** Asks for routers, from a link-local address. */
export function ndisc_send_rs(dev: net_device, saddr: in6_addr): void {
  const body = dev.addr_len
    ? Uint8Array.of(1, 1, ...dev.dev_addr.subarray(0, dev.addr_len))
    : new Uint8Array();
  icmpv6_xmit_link(dev, saddr, in6addr_linklocal_allrouters, { type: RS, word: 0, body });
}

/** Whether we answer for an address of others on dev: as a router that is told to (ndisc_recv_ns). */
function proxies(dev: net_device, target: in6_addr): boolean {
  const cnf = dev.ip6_ptr?.cnf;
  if (!cnf?.get("forwarding")) return false;
  if (!cnf.get("proxy_ndp") && !dev.nd_net.ipv6.devconf_all.get("proxy_ndp")) return false;
  return neigh_of(dev.nd_net.stack).proxy(nd_tbl, dev, target) !== null;
}

/** A neighbour message; skb stays the caller's. */
export function ndisc_rcv(skb: sk_buff): void {
  const { head, data } = skb;
  const dev = skb.dev!;
  if (head[skb.network_header + 7] !== 255 || skb.len < 24) return;
  const type = head[data];
  const target = bytes_to_in6(head, data + 8);
  const lladdr = option(head, data + 24, skb.tail, type === NS ? 1 : 2, dev.addr_len);
  const cache = neigh_of(dev.nd_net.stack);
  const saddr = ip6_saddr(skb);
  const ifp = type === NS || type === NA ? ipv6_get_ifaddr(dev.nd_net, target, dev) : null;
  if (ifp && ifp.flags & IFA_F_TENTATIVE) {
    // An address we only want yet: who asks for it from nowhere wants it too, who advertises it has it.
    const nonce = option(head, data + 24, skb.tail, ND_OPT_NONCE, 6);
    const own = nonce !== null && ifp.dad_nonce?.every((b, i) => b === nonce[i]);
    if (type === NA || (saddr === in6addr_any && !own)) addrconf_dad_failure(ifp);
    return;
  }
  if (type === NS) {
    const mine = ipv6_chk_addr(dev.nd_net, target, dev, true);
    if (!mine && !proxies(dev, target)) return;
    if (saddr === in6addr_any && !mine) return;
    if (saddr === in6addr_any) {
      send(dev, NA, in6addr_linklocal_allnodes, target, 2, 0x20000000, target);
      return;
    }
    if (lladdr) {
      const n = cache.lookup(nd_tbl, dev, saddr) ?? cache.create(nd_tbl, dev, saddr);
      if (!(n.nud_state & NUD_REACHABLE)) neigh_update(n, lladdr, NUD_STALE);
    }
    if (mine) send(dev, NA, saddr, target, 2, 0x60000000, target);
    // For somebody else: what its owner says counts more.
    else
      neigh_answer_proxy(nd_tbl, dev, !ipv6_addr_is_multicast(ip6_daddr(skb)), () =>
        send(dev, NA, saddr, target, 2, 0x40000000, ipv6_dev_get_saddr(dev.nd_net, dev, saddr) ?? undefined),
      );
  } else if (type === NA) {
    const n = cache.lookup(nd_tbl, dev, target);
    if (n && lladdr) neigh_update(n, lladdr, head[data + 4] & 0x40 ? NUD_REACHABLE : NUD_STALE);
  }
}

function option(b: Uint8Array, at: number, end: number, want: number, len: number): Uint8Array | null {
  while (at + 2 <= end && b[at + 1]) {
    if (b[at] === want && at + 2 + len <= end) return b.slice(at + 2, at + 2 + len);
    at += b[at + 1] * 8;
  }
  return null;
}

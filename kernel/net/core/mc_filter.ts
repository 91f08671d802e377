// Which senders a socket hears in a multicast group: the part that IPv4 and IPv6 have in common (ip_mc_source in
// net/ipv4/igmp.c, ip6_mc_source in net/ipv6/mcast.c). Above: ../ipv4/igmp.ts, ../ipv6/mcast.ts. Below: nothing.

import { EADDRNOTAVAIL, EINVAL, ENOBUFS } from "../../uapi/asm/errno.ts";
import { MCAST_EXCLUDE, MCAST_INCLUDE } from "../../uapi/linux/in.ts";

/** A is the family's kind of address. */
export interface mc_filter<A> {
  sfmode: number;
  /** null until the first source: an empty list still keeps its mode. */
  sources: A[] | null;
}

/** What the options that set a whole list carry (struct group_filter, struct ip_msfilter). */
export interface mc_filter_req<A> {
  readonly group: A;
  readonly ifindex: number;
  readonly fmode: number;
  readonly sources: readonly A[];
}

/**
 * Adds or takes away one source: 0, -EINVAL (the other mode is in use), -EADDRNOTAVAIL, -ENOBUFS; "leave" when nobody
 * would be heard any more, which is the same as leaving the group.
 */
export function mc_filter_change<A>(
  m: mc_filter<A>,
  add: boolean,
  mode: number,
  source: A,
  max: number,
): number | "leave" {
  if (m.sfmode !== mode) {
    if (m.sources) return -EINVAL;
    m.sfmode = mode;
  }
  const i = m.sources?.indexOf(source) ?? -1;
  if (!add) {
    if (i < 0) return -EADDRNOTAVAIL;
    if (m.sources!.length === 1 && mode === MCAST_INCLUDE) return "leave";
    m.sources!.splice(i, 1);
    return 0;
  }
  if (m.sources && m.sources.length >= max) return -ENOBUFS;
  m.sources ??= [];
  if (i >= 0) return -EADDRNOTAVAIL;
  m.sources.push(source);
  return 0;
}

/** Takes a whole list over. */
export function mc_filter_replace<A>(m: mc_filter<A>, mode: number, sources: readonly A[]): void {
  m.sfmode = mode;
  m.sources = sources.length ? [...sources] : null;
}

export function mc_filter_allows<A>(m: mc_filter<A>, source: A): boolean {
  const listed = m.sources?.includes(source) ?? false;
  return (m.sfmode === MCAST_EXCLUDE) !== listed;
}

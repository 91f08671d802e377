// Whether an address may be used: duplicate address detection, and then asking for routers (net/ipv6/addrconf.c).
// Above: addrconf.ts, ndisc.ts (hears the answers). Below: ndisc.ts (sends), mld.ts, route.ts.

import { IFF_LOOPBACK, IFF_NOARP } from "../../uapi/linux/if.ts";
import { IFA_F_DADFAILED, IFA_F_NODAD, IFA_F_PERMANENT, IFA_F_TENTATIVE } from "../../uapi/linux/if_addr.ts";
import { RT_SCOPE_LINK, RTM_NEWADDR } from "../../uapi/linux/rtnetlink.ts";
import { IF_READY, type inet6_dev, type inet6_ifaddr, ipv6_del_addr } from "./addrconf.ts";
import { inet6_ifa_notify } from "./addrconf_netlink.ts";
import { ipv6_dev_mc_dec, ipv6_dev_mc_inc, ipv6_mc_dad_complete } from "./mld.ts";
import { addrconf_addr_solict_mult, ndisc_send_dad_ns, ndisc_send_na, ndisc_send_rs } from "./ndisc.ts";
import { addrconf_local_route } from "./route.ts";

const SECOND = 1e9;
/** Between two solicitations (nd_tbl's RETRANS_TIME). */
const RETRANS_TIME = SECOND;

function fraction(idev: inet6_dev): number {
  return new DataView(idev.dev.nd_net.kernel.random(4).buffer).getUint32(0) / 2 ** 32;
}

function later(ifp: inet6_ifaddr, ns: number, fn: () => void): void {
  const { stack } = ifp.idev.dev.nd_net;
  ifp.dad_timer = stack.kernel.timers.add(stack.now() + ns, fn);
}

/** Devices without ARP have no solicited-node groups. */
const solicits = (idev: inet6_dev): boolean => !(idev.dev.flags & (IFF_NOARP | IFF_LOOPBACK));

/** Nobody asks for this address any more. */
export function addrconf_leave_solict(ifp: inet6_ifaddr): void {
  if (!ifp.solicited) return;
  ifp.solicited = false;
  ipv6_dev_mc_dec(ifp.idev.dev, addrconf_addr_solict_mult(ifp.addr));
}

/** Starts to use an address: soon, or when nobody has answered. A work does it, not the caller (addrconf_dad_work). */
export function addrconf_dad_start(ifp: inet6_ifaddr): void {
  ifp.dad_timer?.cancel();
  ifp.dad_timer = null;
  if (ifp.idev.dev.flags & IFF_LOOPBACK) addrconf_dad_begin(ifp);
  else if (!ifp.dead) later(ifp, 0, () => addrconf_dad_begin(ifp));
}

function addrconf_dad_begin(ifp: inet6_ifaddr): void {
  const { idev } = ifp;
  const { dev } = idev;
  ifp.dad_timer = null;
  if (ifp.dead) return;
  if (solicits(idev) && !ifp.solicited) {
    ifp.solicited = true;
    ipv6_dev_mc_inc(dev, addrconf_addr_solict_mult(ifp.addr));
  }
  const accept = Math.max(dev.nd_net.ipv6.devconf_all.get("accept_dad"), idev.cnf.get("accept_dad"));
  if (!solicits(idev) || accept < 1 || ifp.flags & IFA_F_NODAD || !(ifp.flags & IFA_F_TENTATIVE))
    addrconf_dad_completed(ifp);
  else if (idev.if_flags & IF_READY) addrconf_dad_kick(ifp);
}

function addrconf_dad_kick(ifp: inet6_ifaddr): void {
  const { idev } = ifp;
  const all = idev.dev.nd_net.ipv6.devconf_all;
  const enhanced = idev.cnf.get("enhanced_dad") || all.get("enhanced_dad");
  ifp.dad_nonce = enhanced ? idev.dev.nd_net.kernel.random(6).slice() : null;
  ifp.dad_probes = idev.cnf.get("dad_transmits");
  const delay = fraction(idev) * idev.cnf.get("router_solicitation_delay") * SECOND;
  later(ifp, delay, () => addrconf_dad_work(ifp));
}

function addrconf_dad_work(ifp: inet6_ifaddr): void {
  ifp.dad_timer = null;
  const { idev } = ifp;
  if (ifp.dead || idev.dead || !(idev.if_flags & IF_READY)) return;
  if (ifp.dad_probes <= 0) {
    addrconf_dad_completed(ifp);
    return;
  }
  ifp.dad_probes--;
  later(ifp, RETRANS_TIME, () => addrconf_dad_work(ifp));
  ndisc_send_dad_ns(idev.dev, ifp.addr, ifp.dad_nonce);
}

const lonely = (ifp: inet6_ifaddr): boolean =>
  !ifp.idev.addr_list.some(
    (o) =>
      o !== ifp &&
      o.scope === RT_SCOPE_LINK &&
      (o.flags & (IFA_F_PERMANENT | IFA_F_TENTATIVE | IFA_F_DADFAILED)) === IFA_F_PERMANENT,
  );

/** Whether a device listens to routers: one that forwards only does if told to. */
const ipv6_accept_ra = (idev: inet6_dev): boolean =>
  idev.cnf.get("forwarding") ? idev.cnf.get("accept_ra") === 2 : idev.cnf.get("accept_ra") !== 0;

function addrconf_dad_completed(ifp: inet6_ifaddr): void {
  ifp.dad_timer = null;
  if (ifp.dead) return;
  const { idev } = ifp;
  const fresh = (ifp.flags & IFA_F_TENTATIVE) !== 0;
  ifp.flags &= ~(IFA_F_TENTATIVE | IFA_F_DADFAILED);
  inet6_ifa_notify(RTM_NEWADDR, ifp);
  addrconf_local_route(ifp);
  const first = ifp.scope === RT_SCOPE_LINK && lonely(ifp);
  if (first) ipv6_mc_dad_complete(idev);
  if (fresh && (idev.cnf.get("ndisc_notify") || idev.dev.nd_net.ipv6.devconf_all.get("ndisc_notify")))
    ndisc_send_na(idev.dev, ifp.addr);
  const ask = ipv6_accept_ra(idev) && idev.cnf.get("router_solicitations") !== 0;
  if (!first || !ask || idev.dev.flags & IFF_LOOPBACK) return;
  ndisc_send_rs(idev.dev, ifp.addr);
  idev.rs_probes = 1;
  // RFC 3315, section 14: give or take a tenth.
  idev.rs_interval = idev.cnf.get("router_solicitation_interval") * SECOND * (0.9 + fraction(idev) / 5);
  rs_later(idev, idev.rs_interval);
}

function rs_later(idev: inet6_dev, ns: number): void {
  const { stack } = idev.dev.nd_net;
  idev.rs_timer?.cancel();
  idev.rs_timer = stack.kernel.timers.add(stack.now() + ns, () => addrconf_rs_timer(idev));
}

/** No router has spoken: again, twice as late, up to an hour. */
function addrconf_rs_timer(idev: inet6_dev): void {
  idev.rs_timer = null;
  if (idev.dead || !(idev.if_flags & IF_READY) || !ipv6_accept_ra(idev)) return;
  const most = idev.cnf.get("router_solicitations");
  if (idev.rs_probes++ >= most && most >= 0) return;
  const from = idev.addr_list.find((i) => i.scope === RT_SCOPE_LINK && !(i.flags & IFA_F_TENTATIVE));
  if (!from) return;
  ndisc_send_rs(idev.dev, from.addr);
  const max = idev.cnf.get("router_solicitation_max_interval") * SECOND;
  const next = idev.rs_interval * (1.9 + fraction(idev) / 5);
  idev.rs_interval = next > max ? max * (0.9 + fraction(idev) / 5) : next;
  const last = idev.rs_probes === most;
  rs_later(idev, last ? idev.cnf.get("router_solicitation_delay") * SECOND : idev.rs_interval);
}

/** Somebody else has the address (ndisc saw it): a permanent one stays, unusable (addrconf_dad_stop). */
export function addrconf_dad_failure(ifp: inet6_ifaddr): void {
  if (!(ifp.flags & IFA_F_TENTATIVE)) return;
  ifp.dad_timer?.cancel();
  ifp.dad_timer = null;
  ifp.flags |= IFA_F_DADFAILED;
  if (ifp.flags & IFA_F_PERMANENT) inet6_ifa_notify(RTM_NEWADDR, ifp);
  else ipv6_del_addr(ifp);
}

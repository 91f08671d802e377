// How long an IPv6 address is valid and preferred (net/ipv6/addrconf.c addrconf_verify_rtnl; a timer an address).
// Above: addrconf.ts. Below: addrconf_netlink.ts (the news).

import { IFA_F_DEPRECATED, IFA_F_PERMANENT } from "../../uapi/linux/if_addr.ts";
import { RTM_NEWADDR } from "../../uapi/linux/rtnetlink.ts";
import { type inet6_ifaddr, ipv6_del_addr } from "./addrconf.ts";
import { inet6_ifa_notify } from "./addrconf_netlink.ts";

export const INFINITY_LIFE_TIME = 0xffffffff;
const SECOND = 1e9;

/** Seconds from now that an address stays valid and preferred; INFINITY_LIFE_TIME: for ever. */
export function set_lifetime(ifp: inet6_ifaddr, valid: number, preferred: number): void {
  ifp.flags &= ~(IFA_F_PERMANENT | IFA_F_DEPRECATED);
  if (valid === INFINITY_LIFE_TIME) ifp.flags |= IFA_F_PERMANENT;
  if (preferred === 0) ifp.flags |= IFA_F_DEPRECATED;
  ifp.valid_lft = valid;
  ifp.prefered_lft = preferred;
  ifp.tstamp = ifp.idev.dev.nd_net.stack.now();
  watch(ifp);
}

function watch(ifp: inet6_ifaddr): void {
  ifp.life_timer?.cancel();
  ifp.life_timer = null;
  const ends = [ifp.valid_lft, ifp.flags & IFA_F_DEPRECATED ? INFINITY_LIFE_TIME : ifp.prefered_lft];
  const next = Math.min(...ends);
  if (next === INFINITY_LIFE_TIME || ifp.dead) return;
  const { stack } = ifp.idev.dev.nd_net;
  const at = Math.max(stack.now(), ifp.tstamp + next * SECOND);
  ifp.life_timer = stack.kernel.timers.add(at, () => verify(ifp));
}

/** Its time is over: it goes, or it is used no more for what begins now. */
function verify(ifp: inet6_ifaddr): void {
  ifp.life_timer = null;
  if (ifp.dead) return;
  const age = (ifp.idev.dev.nd_net.stack.now() - ifp.tstamp) / SECOND;
  if (ifp.valid_lft !== INFINITY_LIFE_TIME && age >= ifp.valid_lft) {
    ipv6_del_addr(ifp);
    return;
  }
  if (age >= ifp.prefered_lft && !(ifp.flags & IFA_F_DEPRECATED)) {
    ifp.flags |= IFA_F_DEPRECATED;
    inet6_ifa_notify(RTM_NEWADDR, ifp);
  }
  watch(ifp);
}

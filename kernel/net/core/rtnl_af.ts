// What the protocols add to a link's message, and take from one (struct rtnl_af_ops in include/net/rtnetlink.h). Above:
// rtnl_fill.ts, rtnl_setlink.ts; the protocols register theirs. Below: ../netlink/.

import type { nlattr } from "../netlink/nlattr.ts";
import type { nlmsg } from "../netlink/nlmsg.ts";
import type { net_device } from "./netdevice.ts";

export interface rtnl_af_ops {
  readonly family: number;
  /** Whether it has anything to say of the device. */
  has(dev: net_device): boolean;
  /** Its part of IFLA_AF_SPEC; mask: RTEXT_FILTER_*. */
  fill_link_af(m: nlmsg, dev: net_device, mask: number): void;
  /** Sets what its part says, or only checks it; dev null: of a device that is yet to be made. 0 or -ERRNO. */
  set_link_af(dev: net_device | null, af: nlattr, checkOnly: boolean): number;
}

const registered: rtnl_af_ops[] = [];

/** In the order of their families; again is the same as once. */
export function rtnl_af_register(ops: rtnl_af_ops): void {
  if (registered.some((o) => o.family === ops.family)) return;
  registered.push(ops);
  registered.sort((a, b) => a.family - b.family);
}

export const rtnl_af_all = (): readonly rtnl_af_ops[] => registered;
export const rtnl_af_lookup = (family: number): rtnl_af_ops | undefined =>
  registered.find((o) => o.family === family);

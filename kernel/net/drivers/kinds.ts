// The kinds of devices that `ip link add type KIND` makes: a row each. Above: ../init.ts. Below: the drivers.

import type { rtnl_link_ops } from "../core/link_ops.ts";
import { bond_link_ops } from "./bond_netlink.ts";
import { br_link_ops } from "./bridge_netlink.ts";
import { dummy_link_ops } from "./dummy.ts";
import { ifb_link_ops } from "./ifb.ts";
import { macvlan_link_ops } from "./macvlan.ts";
import { tun_link_ops } from "./tun.ts";
import { veth_link_ops } from "./veth.ts";
import { vlan_link_ops } from "./vlan.ts";
import { vrf_link_ops } from "./vrf.ts";

export const kinds = (): rtnl_link_ops[] => [
  bond_link_ops,
  br_link_ops,
  dummy_link_ops,
  ifb_link_ops,
  macvlan_link_ops,
  tun_link_ops,
  veth_link_ops,
  vlan_link_ops,
  vrf_link_ops,
];

// Bonds as rtnetlink sees them: the kind "bond", its options a row each, its slaves' state
// (drivers/net/bonding/bond_netlink.c, bond_options.c). Above: kinds.ts. Below: bond.ts.
// Options of modes that are not there (802.3ad, ARP monitoring …) are kept and shown, and change nothing.

import { EACCES, EINVAL, ENOTEMPTY, EOPNOTSUPP } from "../../uapi/asm/errno.ts";
import * as L from "../../uapi/linux/if_link.ts";
import { __dev_get_by_index } from "../core/dev.ts";
import { register_netdevice, unregister_netdevice_queue } from "../core/dev_register.ts";
import type { rtnl_link_ops } from "../core/link_ops.ts";
import type { net_device } from "../core/netdevice.ts";
import { netif_carrier_off } from "../core/sch.ts";
import { NL_SET_ERR_MSG, type netlink_ext_ack } from "../netlink/ext_ack.ts";
import { NLA_U8, NLA_U32, type nlattrs, type policy } from "../netlink/nlattr.ts";
import type { nlmsg } from "../netlink/nlmsg.ts";
import { bond_setup } from "./bond.ts";
import { BOND_MODE_ACTIVEBACKUP, type bonding, bondOf, MODES, select_active, up } from "./bond_slaves.ts";
import { validate_address } from "./dummy.ts";

/** A number that is kept: its attribute, bytes, what it is at first, its largest value, since which release. */
interface option {
  readonly attr: number;
  readonly size: 1 | 4;
  readonly initial: number;
  readonly max: number;
  readonly since?: string;
}
const u8 = (attr: number, initial: number, max: number, since?: string): option => ({
  attr,
  size: 1,
  initial,
  max,
  since,
});
const u32 = (attr: number, initial: number, max = 0x7fffffff, since?: string): option => ({
  attr,
  size: 4,
  initial,
  max,
  since,
});

/** In the order in which they are told; those above the ARP targets first. */
const before_primary: readonly option[] = [
  u32(L.IFLA_BOND_UPDELAY, 0),
  u32(L.IFLA_BOND_DOWNDELAY, 0),
  u32(L.IFLA_BOND_PEER_NOTIF_DELAY, 0, 300000, "5.3"),
  u8(L.IFLA_BOND_USE_CARRIER, 1, 1),
  u32(L.IFLA_BOND_ARP_INTERVAL, 0),
  u32(L.IFLA_BOND_ARP_VALIDATE, 0, 6),
  u32(L.IFLA_BOND_ARP_ALL_TARGETS, 0, 1),
];
const after_primary: readonly option[] = [
  u8(L.IFLA_BOND_PRIMARY_RESELECT, 0, 2),
  u8(L.IFLA_BOND_FAIL_OVER_MAC, 0, 2),
  u8(L.IFLA_BOND_XMIT_HASH_POLICY, 0, 5),
  u32(L.IFLA_BOND_RESEND_IGMP, 1, 255),
  u8(L.IFLA_BOND_NUM_PEER_NOTIF, 1, 255),
  u8(L.IFLA_BOND_ALL_SLAVES_ACTIVE, 0, 1),
  u32(L.IFLA_BOND_MIN_LINKS, 0),
  u32(L.IFLA_BOND_LP_INTERVAL, 1),
  u32(L.IFLA_BOND_PACKETS_PER_SLAVE, 1, 65535),
  u8(L.IFLA_BOND_AD_LACP_ACTIVE, 1, 1, "5.16"),
  u8(L.IFLA_BOND_AD_LACP_RATE, 0, 1),
  u8(L.IFLA_BOND_AD_SELECT, 0, 2),
  u8(L.IFLA_BOND_TLB_DYNAMIC_LB, 1, 1),
  u8(L.IFLA_BOND_MISSED_MAX, 2, 255, "5.17"),
];
const options = [...before_primary, ...after_primary];

function has(bond: bonding, o: option): boolean {
  return o.since === undefined || bond.dev.nd_net.kernel.release.atLeast(o.since);
}

function set_options(bond: bonding, data: nlattrs | null, extack: netlink_ext_ack): number {
  if (!data) return 0;
  const mode = data.get(L.IFLA_BOND_MODE);
  if (mode) {
    if (mode.u8 > 6) return -EINVAL;
    if (mode.u8 >= MODES) {
      NL_SET_ERR_MSG(extack, "bonding mode is not implemented");
      return -EOPNOTSUPP;
    }
    if (bond.slaves.length) {
      NL_SET_ERR_MSG(extack, "option mode: unable to set because the bond device has slaves");
      return -ENOTEMPTY;
    }
    bond.mode = mode.u8;
  }
  bond.miimon = data.get(L.IFLA_BOND_MIIMON)?.u32 ?? bond.miimon;
  for (const o of options) {
    const a = data.get(o.attr);
    if (!a || !has(bond, o)) continue;
    const value = o.size === 1 ? a.u8 : a.u32;
    if (value > o.max) return -EINVAL;
    bond.options.set(o.attr, value);
  }
  for (const attr of [L.IFLA_BOND_PRIMARY, L.IFLA_BOND_ACTIVE_SLAVE]) {
    const a = data.get(attr);
    if (!a) continue;
    if (bond.mode !== BOND_MODE_ACTIVEBACKUP) return -EACCES;
    const s = bond.slaves.find((x) => x.dev === __dev_get_by_index(bond.dev.nd_net, a.u32));
    if (a.u32 && !s) return -EINVAL;
    if (attr === L.IFLA_BOND_PRIMARY) {
      bond.primary = s?.dev ?? null;
      select_active(bond);
    } else {
      if (s && !up(s)) return -EINVAL;
      select_active(bond, s ?? null);
    }
  }
  return 0;
}

function fill(m: nlmsg, bond: bonding, list: readonly option[]): void {
  for (const o of list) {
    if (!has(bond, o)) continue;
    const value = bond.options.get(o.attr) ?? o.initial;
    if (o.size === 1) m.putU8(o.attr, value);
    else m.putU32(o.attr, value);
  }
}

export const bond_link_ops: rtnl_link_ops = {
  kind: "bond",
  setup: (dev) => bond_setup(dev),
  maxtype: L.IFLA_BOND_MAX,
  policy: {
    [L.IFLA_BOND_MODE]: NLA_U8,
    [L.IFLA_BOND_ACTIVE_SLAVE]: NLA_U32,
    [L.IFLA_BOND_MIIMON]: NLA_U32,
    [L.IFLA_BOND_PRIMARY]: NLA_U32,
    ...Object.fromEntries(options.map((o) => [o.attr, o.size === 1 ? NLA_U8 : NLA_U32])),
  } as policy,
  validate: validate_address,
  newlink(_src, dev, _tb, data, extack) {
    let err = set_options(bondOf(dev), data, extack);
    if (err < 0) return err;
    err = register_netdevice(dev);
    if (!err) netif_carrier_off(dev);
    return err;
  },
  changelink: (dev, _tb, data, extack) => set_options(bondOf(dev), data, extack),
  dellink: unregister_netdevice_queue,
  get_num_tx_queues: () => 16,
  get_num_rx_queues: () => 16,
  fill_info(m, dev) {
    const bond = bondOf(dev);
    m.putU8(L.IFLA_BOND_MODE, bond.mode);
    if (bond.curr_active) m.putU32(L.IFLA_BOND_ACTIVE_SLAVE, bond.curr_active.dev.ifindex);
    m.putU32(L.IFLA_BOND_MIIMON, bond.miimon);
    fill(m, bond, before_primary);
    if (bond.primary) m.putU32(L.IFLA_BOND_PRIMARY, bond.primary.ifindex);
    fill(m, bond, after_primary);
  },
  fill_slave_info(m, master, dev: net_device) {
    const s = bondOf(master).slaves.find((x) => x.dev === dev);
    if (!s) return;
    m.putU8(L.IFLA_BOND_SLAVE_STATE, s.active ? 0 : 1)
      .putU8(L.IFLA_BOND_SLAVE_MII_STATUS, up(s) ? 0 : 2)
      .putU32(L.IFLA_BOND_SLAVE_LINK_FAILURE_COUNT, 0)
      .put(L.IFLA_BOND_SLAVE_PERM_HWADDR, s.perm_hwaddr)
      .putU16(L.IFLA_BOND_SLAVE_QUEUE_ID, 0);
    if (dev.nd_net.kernel.release.atLeast("6.1")) m.putU32(L.IFLA_BOND_SLAVE_PRIO, 0);
  },
};

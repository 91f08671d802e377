// The devices in a bond: taken in and let go, which of them can send, which one does (drivers/net/bonding/bond_main.c
// bond_enslave, bond_select_active_slave). Above: bond.ts, bond_netlink.ts. Below: ../core/dev_adjacent.ts, dev_flags.ts.

import type { Timer } from "../../time/timer.ts";
import { EBUSY, EINVAL, EPERM } from "../../uapi/asm/errno.ts";
import { IFF_ALLMULTI, IFF_MASTER, IFF_PROMISC, IFF_SLAVE, IFF_UP } from "../../uapi/linux/if.ts";
import { IFLA_BOND_NUM_PEER_NOTIF, IFLA_BOND_RESEND_IGMP } from "../../uapi/linux/if_link.ts";
import { call_netdevice_notifiers, NET_ADDR_RANDOM, NET_ADDR_STOLEN } from "../core/dev.ts";
import {
  dev_mc_sync_multiple,
  dev_mc_unsync,
  dev_uc_sync_multiple,
  dev_uc_unsync,
} from "../core/dev_addr_lists.ts";
import {
  netdev_lower_state_changed,
  netdev_master_upper_dev_link,
  netdev_rx_handler_register,
  netdev_rx_handler_unregister,
  netdev_upper_dev_unlink,
} from "../core/dev_adjacent.ts";
import {
  dev_close,
  dev_disable_lro,
  dev_open,
  dev_set_allmulti,
  dev_set_mac_address,
  dev_set_mtu,
  dev_set_promiscuity,
} from "../core/dev_flags.ts";
import {
  IFF_BONDING,
  NETDEV_BONDING_FAILOVER,
  NETDEV_CHANGEADDR,
  NETDEV_FEAT_CHANGE,
  NETDEV_JOIN,
  NETDEV_NOTIFY_PEERS,
  NETDEV_RELEASE,
  NETDEV_RESEND_IGMP,
  NETREG_REGISTERED,
  RX_HANDLER_ANOTHER,
  RX_HANDLER_EXACT,
} from "../core/netdev_flags.ts";
import { type net_device, netif_carrier_ok, netif_running } from "../core/netdevice.ts";
import { netif_carrier_off, netif_carrier_on } from "../core/sch.ts";
import type { sk_buff } from "../core/skbuff.ts";
import { NL_SET_ERR_MSG, type netlink_ext_ack } from "../netlink/ext_ack.ts";
import { eth_hw_addr_random } from "./eth.ts";

export const BOND_MODE_ROUNDROBIN = 0;
export const BOND_MODE_ACTIVEBACKUP = 1;
export const BOND_MODE_XOR = 2;
export const BOND_MODE_BROADCAST = 3;
export const MODES = 4;

export interface slave {
  readonly dev: net_device;
  readonly perm_hwaddr: Uint8Array;
  readonly original_mtu: number;
  active: boolean;
}

export class bonding {
  mode = BOND_MODE_ROUNDROBIN;
  miimon = 0;
  readonly slaves: slave[] = [];
  curr_active: slave | null = null;
  primary: net_device | null = null;
  /** The other options, by IFLA_BOND_ number (bond_netlink.ts). */
  readonly options = new Map<number, number>();
  rr = 0;
  igmp_timer: Timer | null = null;
  constructor(readonly dev: net_device) {}
}

export const bondOf = (dev: net_device): bonding => dev.priv as bonding;
export const up = (s: slave): boolean =>
  netif_running(s.dev) && netif_carrier_ok(s.dev) && (s.dev.flags & IFF_UP) !== 0;
export const slaveOf = (dev: net_device): { bond: bonding; slave: slave } | null =>
  dev.flags & IFF_SLAVE && dev.priv_flags & IFF_BONDING ? dev.rx_handler_data : null;

function handle_frame(skb: sk_buff): number {
  const { bond, slave } = skb.dev!.rx_handler_data as { bond: bonding; slave: slave };
  if (bond.mode === BOND_MODE_ACTIVEBACKUP && !slave.active) return RX_HANDLER_EXACT;
  skb.dev = bond.dev;
  bond.dev.stats.rx_packets++;
  bond.dev.stats.rx_bytes += skb.len;
  return RX_HANDLER_ANOTHER;
}

export function set_carrier(bond: bonding): void {
  if (bond.slaves.some(up)) netif_carrier_on(bond.dev);
  else netif_carrier_off(bond.dev);
}

/**
 * Active-backup: the primary if it can, else whoever can, is the one that sends. wanted: a program has chosen it
 * (bond_select_active_slave).
 */
export function select_active(bond: bonding, wanted: slave | null = null): void {
  if (bond.mode !== BOND_MODE_ACTIVEBACKUP) return;
  const best =
    wanted ??
    bond.slaves.find((s) => s.dev === bond.primary && up(s)) ??
    (bond.curr_active && up(bond.curr_active) ? bond.curr_active : bond.slaves.find(up)) ??
    null;
  const old = bond.curr_active;
  if (best === old) return;
  if (old) old.active = false;
  if (best) best.active = true;
  bond.curr_active = best;
  for (const s of [old, best]) if (s) lower_state_changed(s);
  if (!best) return;
  const running = netif_running(bond.dev);
  const option = (attr: number): number => bond.options.get(attr) ?? 1;
  call_netdevice_notifiers(NETDEV_BONDING_FAILOVER, bond.dev);
  if (running && option(IFLA_BOND_NUM_PEER_NOTIF)) call_netdevice_notifiers(NETDEV_NOTIFY_PEERS, bond.dev);
  if (running && option(IFLA_BOND_RESEND_IGMP)) resend_igmp(bond, option(IFLA_BOND_RESEND_IGMP));
}

const lower_state_changed = (s: slave): void =>
  netdev_lower_state_changed(s.dev, { link_up: up(s), tx_enabled: s.active });

/** Groups are to be told again, by the slave that sends now: a tick later, the next times a fifth of a second apart. */
function resend_igmp(bond: bonding, times: number): void {
  const { kernel } = bond.dev.nd_net;
  const tick = 10e6;
  const again = (left: number): void => {
    if (bond.dev.reg_state !== NETREG_REGISTERED) return;
    call_netdevice_notifiers(NETDEV_RESEND_IGMP, bond.dev);
    if (left > 1) bond.igmp_timer = kernel.timers.add(kernel.now() + 20 * tick, () => again(left - 1));
  };
  bond.igmp_timer?.cancel();
  bond.igmp_timer = kernel.timers.add(kernel.now() + tick, () => again(times));
}

export function bond_enslave(
  bond_dev: net_device,
  slave_dev: net_device,
  extack: netlink_ext_ack | null,
): number {
  const bond = bondOf(bond_dev);
  const refuse = (err: number, msg: string): number => {
    NL_SET_ERR_MSG(extack, msg);
    return err;
  };
  if (slave_dev.flags & IFF_MASTER && !(slave_dev.priv_flags & IFF_BONDING)) {
    return refuse(-EPERM, "Device type (master device) cannot be enslaved");
  }
  if (slave_dev.rx_handler) return refuse(-EBUSY, "Device is in use and cannot be enslaved");
  if (slave_dev === bond_dev) return refuse(-EPERM, "Cannot enslave bond to itself.");
  if (slave_dev.flags & IFF_UP) return refuse(-EPERM, "Device can not be enslaved while up");
  if (bond.slaves.length && bond_dev.type !== slave_dev.type) {
    return refuse(-EINVAL, "Device type is different from other slaves");
  }
  call_netdevice_notifiers(NETDEV_JOIN, slave_dev);
  if (!bond.slaves.length && bond_dev.addr_assign_type === NET_ADDR_RANDOM) {
    bond_dev.dev_addr = slave_dev.dev_addr.slice();
    bond_dev.addr_assign_type = NET_ADDR_STOLEN;
    call_netdevice_notifiers(NETDEV_CHANGEADDR, bond_dev);
  }
  const s: slave = {
    dev: slave_dev,
    perm_hwaddr: slave_dev.dev_addr.slice(),
    original_mtu: slave_dev.mtu,
    active: bond.mode !== BOND_MODE_ACTIVEBACKUP,
  };
  const sa = { sa_family: slave_dev.type, sa_data: bond_dev.dev_addr.slice() };
  let err = dev_set_mtu(slave_dev, bond_dev.mtu);
  if (!err) err = dev_set_mac_address(slave_dev, sa, extack);
  if (err) {
    dev_set_mtu(slave_dev, s.original_mtu);
    return err;
  }
  slave_dev.flags |= IFF_SLAVE;
  err = dev_open(slave_dev, extack);
  if (!err) {
    slave_dev.priv_flags |= IFF_BONDING;
    // Its link is up, says the first; that it is a backup, the second.
    lower_state_changed(s);
    if (bond.mode === BOND_MODE_ACTIVEBACKUP) lower_state_changed(s);
    err = netdev_rx_handler_register(slave_dev, handle_frame, { bond, slave: s });
  }
  if (!err) {
    const lag = { tx_type: bond.mode === BOND_MODE_ACTIVEBACKUP ? 4 : 1 };
    err = netdev_master_upper_dev_link(slave_dev, bond_dev, s, lag, extack);
    if (!err) slave_dev.flags |= IFF_SLAVE;
    else netdev_rx_handler_unregister(slave_dev);
  }
  if (err) {
    dev_close(slave_dev);
    slave_dev.flags &= ~IFF_SLAVE;
    slave_dev.priv_flags &= ~IFF_BONDING;
    dev_set_mac_address(slave_dev, { sa_family: slave_dev.type, sa_data: s.perm_hwaddr }, null);
    dev_set_mtu(slave_dev, s.original_mtu);
    return err;
  }
  lower_state_changed(s);
  dev_disable_lro(slave_dev);
  bond.slaves.push(s);
  if (bond_dev.flags & IFF_PROMISC) dev_set_promiscuity(slave_dev, 1);
  if (bond_dev.flags & IFF_ALLMULTI) dev_set_allmulti(slave_dev, 1);
  if (bond_dev.flags & IFF_UP) {
    dev_mc_sync_multiple(slave_dev, bond_dev);
    dev_uc_sync_multiple(slave_dev, bond_dev);
  }
  call_netdevice_notifiers(NETDEV_FEAT_CHANGE, bond_dev);
  set_carrier(bond);
  select_active(bond);
  return 0;
}

export function bond_release(bond_dev: net_device, slave_dev: net_device): number {
  const bond = bondOf(bond_dev);
  const s = bond.slaves.find((x) => x.dev === slave_dev);
  if (!s) return -EINVAL;
  if (s.active) {
    s.active = false;
    lower_state_changed(s);
  }
  netdev_upper_dev_unlink(slave_dev, bond_dev);
  netdev_rx_handler_unregister(slave_dev);
  slave_dev.flags &= ~IFF_SLAVE;
  bond.slaves.splice(bond.slaves.indexOf(s), 1);
  if (bond.primary === slave_dev) bond.primary = null;
  if (bond.curr_active === s) {
    bond.curr_active = null;
    select_active(bond);
  }
  set_carrier(bond);
  if (!bond.slaves.length) {
    eth_hw_addr_random(bond_dev);
    call_netdevice_notifiers(NETDEV_CHANGEADDR, bond_dev);
    call_netdevice_notifiers(NETDEV_RELEASE, bond_dev);
  }
  call_netdevice_notifiers(NETDEV_FEAT_CHANGE, bond_dev);
  if (bond_dev.flags & IFF_PROMISC) dev_set_promiscuity(slave_dev, -1);
  if (bond_dev.flags & IFF_ALLMULTI) dev_set_allmulti(slave_dev, -1);
  dev_mc_unsync(slave_dev, bond_dev);
  dev_uc_unsync(slave_dev, bond_dev);
  dev_close(slave_dev);
  dev_set_mac_address(slave_dev, { sa_family: slave_dev.type, sa_data: s.perm_hwaddr }, null);
  dev_set_mtu(slave_dev, s.original_mtu);
  slave_dev.priv_flags &= ~IFF_BONDING;
  return 0;
}

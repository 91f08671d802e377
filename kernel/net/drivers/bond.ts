// Bonding (drivers/net/bonding): several devices as one. Modes balance-rr, active-backup, balance-xor and broadcast;
// the slaves' carrier decides (MII monitoring by netif_carrier).
// Above: kinds.ts, bond_netlink.ts (its options). Below: ../core/dev_adjacent.ts, eth.ts.
// Partial: no 802.3ad, tlb, alb, ARP monitoring; no /sys/class/net/BOND/bonding folder; miimon does not delay.

import type { Timer } from "../../time/timer.ts";
import { EADDRNOTAVAIL, EBUSY, EINVAL, ENODEV, EOPNOTSUPP, EPERM } from "../../uapi/asm/errno.ts";
import { IFF_ALLMULTI, IFF_MASTER, IFF_PROMISC, IFF_SLAVE, IFF_UP } from "../../uapi/linux/if.ts";
import { IFLA_BOND_NUM_PEER_NOTIF, IFLA_BOND_RESEND_IGMP } from "../../uapi/linux/if_link.ts";
import * as S from "../../uapi/linux/sockios.ts";
import {
  __dev_get_by_name,
  alloc_netdev_mqs,
  call_netdevice_notifiers,
  equalBytes,
  NET_ADDR_RANDOM,
  NET_ADDR_STOLEN,
  NET_NAME_UNKNOWN,
} from "../core/dev.ts";
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
import { dev_queue_xmit } from "../core/dev_queue.ts";
import { register_netdevice, unregister_netdevice } from "../core/dev_register.ts";
import type { net, pernet_operations } from "../core/net_namespace.ts";
import { netdev_class_create_file } from "../core/net-sysfs.ts";
import {
  IFF_BONDING,
  IFF_NO_QUEUE,
  IFF_TX_SKB_SHARING,
  IFF_UNICAST_FLT,
  IFF_XMIT_DST_RELEASE,
  NETDEV_BONDING_FAILOVER,
  NETDEV_CHANGE,
  NETDEV_CHANGEADDR,
  NETDEV_DOWN,
  NETDEV_FEAT_CHANGE,
  NETDEV_JOIN,
  NETDEV_NOTIFY_PEERS,
  NETDEV_RELEASE,
  NETDEV_RESEND_IGMP,
  NETDEV_TX_OK,
  NETDEV_UNREGISTER,
  NETDEV_UP,
  NETIF_F_LLTX,
  NETIF_F_NETNS_LOCAL,
  NETIF_F_SG,
  NETREG_REGISTERED,
  type net_device,
  type net_device_ops,
  type netdev_notifier_info,
  netif_carrier_ok,
  netif_running,
  RX_HANDLER_ANOTHER,
  RX_HANDLER_EXACT,
} from "../core/netdevice.ts";
import { NOTIFY_DONE, type notifier_block } from "../core/notifier.ts";
import { netif_carrier_off, netif_carrier_on } from "../core/sch.ts";
import { kfree_skb, type sk_buff, skb_clone } from "../core/skbuff.ts";
import { NL_SET_ERR_MSG, type netlink_ext_ack } from "../netlink/ext_ack.ts";
import { bond_link_ops } from "./bond_netlink.ts";
import { ETH_MAX_MTU, eth_hw_addr_random, ether_setup, is_valid_ether_addr } from "./eth.ts";

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
const slaveOf = (dev: net_device): { bond: bonding; slave: slave } | null =>
  dev.flags & IFF_SLAVE && dev.priv_flags & IFF_BONDING ? dev.rx_handler_data : null;

function handle_frame(skb: sk_buff): number {
  const { bond, slave } = skb.dev!.rx_handler_data as { bond: bonding; slave: slave };
  if (bond.mode === BOND_MODE_ACTIVEBACKUP && !slave.active) return RX_HANDLER_EXACT;
  skb.dev = bond.dev;
  bond.dev.stats.rx_packets++;
  bond.dev.stats.rx_bytes += skb.len;
  return RX_HANDLER_ANOTHER;
}

function set_carrier(bond: bonding): void {
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

function bond_enslave(bond_dev: net_device, slave_dev: net_device, extack: netlink_ext_ack | null): number {
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

function bond_release(bond_dev: net_device, slave_dev: net_device): number {
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

function send(s: slave, skb: sk_buff): void {
  skb.dev = s.dev;
  dev_queue_xmit(skb);
}

// <linux/mii.h>
const MII_BMSR = 1;
const BMSR_LSTATUS = 4;

const bond_ops: net_device_ops = {
  ndo_open: () => 0,
  ndo_stop: () => 0,
  ndo_start_xmit(skb, dev) {
    const bond = bondOf(dev);
    dev.stats.tx_packets++;
    dev.stats.tx_bytes += skb.len;
    const ready = bond.slaves.filter(up);
    let out: slave | null | undefined;
    switch (bond.mode) {
      case BOND_MODE_ACTIVEBACKUP:
        out = bond.curr_active;
        break;
      case BOND_MODE_XOR:
        out = ready[(skb.head[skb.data + 5] ^ skb.head[skb.data + 11]) % ready.length];
        break;
      case BOND_MODE_BROADCAST:
        for (const s of ready.slice(1)) send(s, skb_clone(skb));
        out = ready[0];
        break;
      default:
        out = ready[bond.rr++ % ready.length];
    }
    if (out) send(out, skb);
    else {
      dev.stats.tx_dropped++;
      kfree_skb(skb);
    }
    return NETDEV_TX_OK;
  },
  ndo_change_rx_flags(dev, change) {
    for (const { dev: s } of bondOf(dev).slaves) {
      if (change & IFF_PROMISC) dev_set_promiscuity(s, dev.flags & IFF_PROMISC ? 1 : -1);
      if (change & IFF_ALLMULTI) dev_set_allmulti(s, dev.flags & IFF_ALLMULTI ? 1 : -1);
    }
  },
  ndo_set_rx_mode(dev) {
    for (const { dev: s } of bondOf(dev).slaves) {
      dev_uc_sync_multiple(s, dev);
      dev_mc_sync_multiple(s, dev);
    }
  },
  ndo_set_mac_address(dev, sa) {
    const addr = sa.sa_data.slice(0, 6);
    if (!is_valid_ether_addr(addr)) return -EADDRNOTAVAIL;
    const done: slave[] = [];
    for (const s of bondOf(dev).slaves) {
      const err = dev_set_mac_address(s.dev, { sa_family: sa.sa_family, sa_data: addr }, null);
      if (err) {
        for (const d of done)
          dev_set_mac_address(d.dev, { sa_family: sa.sa_family, sa_data: dev.dev_addr }, null);
        return err;
      }
      done.push(s);
    }
    dev.dev_addr = addr;
    return 0;
  },
  ndo_change_mtu(dev, mtu) {
    const done: slave[] = [];
    for (const s of bondOf(dev).slaves) {
      const err = dev_set_mtu(s.dev, mtu);
      if (err) {
        for (const d of done) dev_set_mtu(d.dev, dev.mtu);
        return err;
      }
      done.push(s);
    }
    dev.mtu = mtu;
    return 0;
  },
  ndo_add_slave: bond_enslave,
  ndo_del_slave: bond_release,
  /** struct mii_ioctl_data: phy, register, value in, value out. Only the link's state is told. */
  ndo_eth_ioctl(dev, ifr, cmd) {
    if (cmd !== S.SIOCGMIIPHY && cmd !== S.SIOCGMIIREG) return -EOPNOTSUPP;
    if (cmd === S.SIOCGMIIPHY) ifr.data.setUint16(0, 0);
    if (ifr.data.getUint16(2) === MII_BMSR) ifr.data.setUint16(6, netif_carrier_ok(dev) ? BMSR_LSTATUS : 0);
    return 0;
  },
  ndo_siocbond(dev, ifr, cmd) {
    let name = "";
    for (let i = 0; i < 15 && ifr.data.getUint8(i); i++) name += String.fromCharCode(ifr.data.getUint8(i));
    if (cmd === S.SIOCBONDSLAVEINFOQUERY || cmd === S.SIOCBONDINFOQUERY) return -EOPNOTSUPP;
    const slave = __dev_get_by_name(dev.nd_net, name);
    if (!slave) return -ENODEV;
    if (cmd === S.SIOCBONDENSLAVE) return bond_enslave(dev, slave, null);
    if (cmd === S.SIOCBONDRELEASE) return bond_release(dev, slave);
    return -EOPNOTSUPP;
  },
};

export function bond_setup(dev: net_device): void {
  ether_setup(dev);
  dev.max_mtu = ETH_MAX_MTU;
  dev.netdev_ops = bond_ops;
  dev.devtype = "bond";
  dev.ethtool_ops = {
    driver: "bonding",
    // together as fast as those that may send
    get_link_ksettings(d) {
      let speed = 0;
      let duplex = 0xff;
      for (const s of bondOf(d).slaves.filter(up)) {
        const own = s.dev.ethtool_ops?.get_link_ksettings?.(s.dev);
        if (own && own.speed > 0) speed += own.speed;
        if (duplex === 0xff && own) duplex = own.duplex;
      }
      return { speed: speed || -1, duplex, port: 0xff };
    },
  };
  dev.needs_free_netdev = true;
  dev.flags |= IFF_MASTER;
  dev.priv_flags |= IFF_BONDING | IFF_UNICAST_FLT | IFF_NO_QUEUE;
  dev.priv_flags &= ~(IFF_XMIT_DST_RELEASE | IFF_TX_SKB_SHARING);
  dev.features |= NETIF_F_LLTX | NETIF_F_NETNS_LOCAL | NETIF_F_SG;
  dev.priv = new bonding(dev);
}

function init_address(dev: net_device): void {
  if (equalBytes(dev.dev_addr, new Uint8Array(6))) eth_hw_addr_random(dev);
}
bond_ops.ndo_init = (dev) => {
  init_address(dev);
  return 0;
};
bond_ops.ndo_uninit = (dev) => {
  for (const s of [...bondOf(dev).slaves]) bond_release(dev, s.dev);
};

/** A bond made without rtnetlink: the first one at boot, or through bonding_masters. */
export function bond_create(net: net, name: string): number {
  const dev = alloc_netdev_mqs(net, name, NET_NAME_UNKNOWN, bond_setup, 16, 16);
  dev.rtnl_link_ops = bond_link_ops;
  const err = register_netdevice(dev);
  if (err < 0) return err;
  netif_carrier_off(dev);
  return 0;
}

/** The slave's events are the bond's business. */
export const bond_netdev_notifier: notifier_block<netdev_notifier_info> = {
  notifier_call(event, { dev }) {
    const of = slaveOf(dev);
    if (!of) return NOTIFY_DONE;
    if (event === NETDEV_UNREGISTER) bond_release(of.bond.dev, dev);
    else if (event === NETDEV_UP || event === NETDEV_CHANGE || event === NETDEV_DOWN) {
      if (of.bond.miimon || event !== NETDEV_CHANGE) {
        set_carrier(of.bond);
        select_active(of.bond);
      }
    }
    return NOTIFY_DONE;
  },
};

/** /sys/class/net/bonding_masters: the bonds of a namespace; "+name" and "-name" make and remove them. */
export const bond_net_ops: pernet_operations = {
  name: "bonding",
  init(net) {
    const bonds = () => net.dev_base_head.filter((d) => d.netdev_ops === bond_ops);
    netdev_class_create_file(net, "bonding_masters", {
      show: () =>
        bonds().length
          ? `${bonds()
              .map((d) => d.name)
              .join(" ")}\n`
          : "",
      store(text) {
        const name = text.trim().slice(1);
        if (text[0] === "+" && name) {
          const err = bond_create(net, name);
          return err;
        }
        if (text[0] !== "-" || !name) return -EPERM;
        const dev = bonds().find((d) => d.name === name);
        if (!dev) return -ENODEV;
        unregister_netdevice(dev);
        return 0;
      },
    });
    return 0;
  },
};

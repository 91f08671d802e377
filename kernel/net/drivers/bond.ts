// Bonding (drivers/net/bonding): several devices as one. Modes balance-rr, active-backup, balance-xor and broadcast;
// the slaves' carrier decides (MII monitoring by netif_carrier).
// Above: kinds.ts, bond_netlink.ts (its options). Below: bond_slaves.ts, eth.ts.
// Partial: no 802.3ad, tlb, alb, ARP monitoring; no /sys/class/net/BOND/bonding folder; miimon does not delay.

import { EADDRNOTAVAIL, ENODEV, EOPNOTSUPP, EPERM } from "../../uapi/asm/errno.ts";
import { IFF_ALLMULTI, IFF_MASTER, IFF_PROMISC } from "../../uapi/linux/if.ts";
import * as S from "../../uapi/linux/sockios.ts";
import { __dev_get_by_name, alloc_netdev_mqs, equalBytes, NET_NAME_UNKNOWN } from "../core/dev.ts";
import { dev_mc_sync_multiple, dev_uc_sync_multiple } from "../core/dev_addr_lists.ts";
import {
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
  NETDEV_CHANGE,
  NETDEV_DOWN,
  NETDEV_TX_OK,
  NETDEV_UNREGISTER,
  NETDEV_UP,
  NETIF_F_LLTX,
  NETIF_F_NETNS_LOCAL,
  NETIF_F_SG,
} from "../core/netdev_flags.ts";
import {
  type net_device,
  type net_device_ops,
  type netdev_notifier_info,
  netif_carrier_ok,
} from "../core/netdevice.ts";
import { NOTIFY_DONE, type notifier_block } from "../core/notifier.ts";
import { netif_carrier_off } from "../core/sch.ts";
import { kfree_skb, type sk_buff, skb_clone } from "../core/skbuff.ts";
import { bond_link_ops } from "./bond_netlink.ts";
import {
  BOND_MODE_ACTIVEBACKUP,
  BOND_MODE_BROADCAST,
  BOND_MODE_XOR,
  bond_enslave,
  bond_release,
  bonding,
  bondOf,
  select_active,
  set_carrier,
  type slave,
  slaveOf,
  up,
} from "./bond_slaves.ts";
import { ETH_MAX_MTU, eth_hw_addr_random, ether_setup, is_valid_ether_addr } from "./eth.ts";

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

// The failover master of a paravirtual NIC (drivers/net/net_failover.c): the NIC itself is its standby, a PCI device
// with the same address its primary; traffic goes through the primary while that can send.
// Above: virtio_net.ts. Below: ../core/failover.ts.

import { EBUSY, EINVAL, ENODEV } from "../../uapi/asm/errno.ts";
import {
  alloc_netdev_mqs,
  call_netdevice_notifiers,
  dev_addr_set,
  dev_get_stats,
  NET_NAME_ENUM,
} from "../core/dev.ts";
import {
  dev_mc_sync_multiple,
  dev_mc_unsync,
  dev_uc_sync_multiple,
  dev_uc_unsync,
} from "../core/dev_addr_lists.ts";
import { netdev_lower_state_changed } from "../core/dev_adjacent.ts";
import { dev_close, dev_open, dev_set_mtu } from "../core/dev_flags.ts";
import { dev_queue_xmit } from "../core/dev_queue.ts";
import { register_netdevice, unregister_netdevice } from "../core/dev_register.ts";
import {
  type failover,
  type failover_ops,
  failover_register,
  failover_slave_unregister,
  failover_unregister,
} from "../core/failover.ts";
import {
  IFF_NO_QUEUE,
  IFF_TX_SKB_SHARING,
  IFF_UNICAST_FLT,
  IFF_XMIT_DST_RELEASE,
  NETDEV_FEAT_CHANGE,
  NETDEV_JOIN,
  NETDEV_TX_OK,
  NETIF_F_HW_VLAN_CTAG_FILTER,
  NETIF_F_LLTX,
  NETIF_F_LRO,
  NETIF_F_NETNS_LOCAL,
  NETIF_F_SG,
  NETIF_F_VLAN_CHALLENGED,
  RX_HANDLER_ANOTHER,
  RX_HANDLER_EXACT,
} from "../core/netdev_flags.ts";
import {
  type net_device,
  type net_device_ops,
  netif_carrier_ok,
  netif_running,
  rtnl_link_stats64,
  type stat_name,
} from "../core/netdevice.ts";
import {
  netif_carrier_off,
  netif_carrier_on,
  netif_device_detach,
  netif_tx_disable,
  netif_tx_stop_all_queues,
  netif_tx_wake_all_queues,
} from "../core/sch.ts";
import { kfree_skb } from "../core/skbuff.ts";
import {
  vlan_uses_dev,
  vlan_vid_add,
  vlan_vid_del,
  vlan_vids_add_by_dev,
  vlan_vids_del_by_dev,
} from "../core/vlan_core.ts";
import { eth_validate_addr, ether_setup } from "./eth.ts";

interface net_failover_info {
  primary_dev: net_device | null;
  standby_dev: net_device | null;
  /** Counters: what the slaves showed last, and the sum of what came since. */
  primary_stats: rtnl_link_stats64;
  standby_stats: rtnl_link_stats64;
  failover_stats: rtnl_link_stats64;
}

const info = (dev: net_device): net_failover_info => dev.priv as net_failover_info;
const slaves = (dev: net_device): net_device[] =>
  [info(dev).primary_dev, info(dev).standby_dev].filter((d) => d !== null);

/** Whether a slave can send now. */
const net_failover_xmit_ready = (dev: net_device | null): boolean =>
  dev !== null && netif_running(dev) && netif_carrier_ok(dev);

/** Adds what a slave has counted since it was last looked at. */
function fold_stats(sum: rtnl_link_stats64, now: rtnl_link_stats64, before: rtnl_link_stats64): void {
  for (const name of Object.keys(now) as stat_name[]) {
    const delta = now[name] - before[name];
    if (delta > 0) sum[name] += delta;
  }
}

const failover_dev_ops: net_device_ops = {
  ndo_open(dev) {
    const { primary_dev, standby_dev } = info(dev);
    let err = primary_dev ? dev_open(primary_dev) : 0;
    if (!err && standby_dev) {
      err = dev_open(standby_dev);
      if (err && primary_dev) dev_close(primary_dev);
    }
    if (err) {
      netif_tx_disable(dev);
      return err;
    }
    if (net_failover_xmit_ready(primary_dev) || net_failover_xmit_ready(standby_dev)) {
      netif_carrier_on(dev);
      netif_tx_wake_all_queues(dev);
    }
    return 0;
  },
  ndo_stop(dev) {
    netif_tx_disable(dev);
    for (const slave of slaves(dev)) dev_close(slave);
    return 0;
  },
  ndo_start_xmit(skb, dev) {
    const { primary_dev, standby_dev } = info(dev);
    const out = [primary_dev, standby_dev].find(net_failover_xmit_ready);
    if (!out) {
      dev.stats.tx_dropped++;
      kfree_skb(skb);
      return NETDEV_TX_OK;
    }
    skb.dev = out;
    return dev_queue_xmit(skb);
  },
  ndo_get_stats64(dev, stats) {
    const i = info(dev);
    const sum = i.failover_stats;
    for (const [slave, which] of [
      [i.primary_dev, "primary_stats"],
      [i.standby_dev, "standby_stats"],
    ] as const) {
      if (!slave) continue;
      const now = dev_get_stats(slave);
      fold_stats(sum, now, i[which]);
      i[which] = now;
    }
    const { tx_dropped } = stats;
    Object.assign(stats, sum);
    stats.tx_dropped += tx_dropped;
  },
  ndo_change_mtu(dev, mtu) {
    const { primary_dev, standby_dev } = info(dev);
    let err = primary_dev ? dev_set_mtu(primary_dev, mtu) : 0;
    if (err) return err;
    err = standby_dev ? dev_set_mtu(standby_dev, mtu) : 0;
    if (err) {
      if (primary_dev) dev_set_mtu(primary_dev, dev.mtu);
      return err;
    }
    dev.mtu = mtu;
    return 0;
  },
  ndo_set_rx_mode(dev) {
    for (const slave of slaves(dev)) {
      dev_uc_sync_multiple(slave, dev);
      dev_mc_sync_multiple(slave, dev);
    }
  },
  ndo_vlan_rx_add_vid(dev, proto, vid) {
    const { primary_dev, standby_dev } = info(dev);
    let err = primary_dev ? vlan_vid_add(primary_dev, proto, vid) : 0;
    if (err) return err;
    err = standby_dev ? vlan_vid_add(standby_dev, proto, vid) : 0;
    if (err && primary_dev) vlan_vid_del(primary_dev, proto, vid);
    return err;
  },
  ndo_vlan_rx_kill_vid(dev, proto, vid) {
    for (const slave of slaves(dev)) vlan_vid_del(slave, proto, vid);
    return 0;
  },
  ndo_validate_addr: eth_validate_addr,
};

/** What the master can do follows from what the slaves can. */
function net_failover_compute_features(dev: net_device): void {
  dev.hard_header_len = Math.max(14, ...slaves(dev).map((s) => s.hard_header_len));
  dev.priv_flags &= ~IFF_XMIT_DST_RELEASE;
  call_netdevice_notifiers(NETDEV_FEAT_CHANGE, dev);
}

function net_failover_lower_state_changed(
  slave_dev: net_device,
  primary_dev: net_device | null,
  standby_dev: net_device | null,
): void {
  const primaryRuns = primary_dev !== null && netif_running(primary_dev);
  const tx_enabled =
    slave_dev === primary_dev
      ? primaryRuns
      : !primaryRuns && standby_dev !== null && netif_running(standby_dev);
  netdev_lower_state_changed(slave_dev, { link_up: netif_carrier_ok(slave_dev), tx_enabled });
}

const is_standby = (slave: net_device, master: net_device): boolean => slave.dev.parent === master.dev.parent;
const is_slave = (slave: net_device, master: net_device): boolean => slaves(master).includes(slave);

const net_failover_ops: failover_ops = {
  slave_pre_register(slave_dev, failover_dev) {
    const { primary_dev, standby_dev } = info(failover_dev);
    const standby = is_standby(slave_dev, failover_dev);
    if (standby ? standby_dev : primary_dev) return -EINVAL;
    // Only a directly attached function may be the primary: as Linux, ask for a PCI device.
    if (!standby && slave_dev.dev.parent?.bus?.name !== "pci") return -EINVAL;
    if (failover_dev.features & NETIF_F_VLAN_CHALLENGED && vlan_uses_dev(failover_dev)) return -EINVAL;
    return 0;
  },
  slave_register(slave_dev, failover_dev) {
    const orig_mtu = slave_dev.mtu;
    let err = dev_set_mtu(slave_dev, failover_dev.mtu);
    if (err) return err;
    if (netif_running(failover_dev)) {
      err = dev_open(slave_dev);
      // Busy: somebody is renaming it just now; slave_name_change opens it then.
      if (err && err !== -EBUSY) {
        dev_set_mtu(slave_dev, orig_mtu);
        return err;
      }
    }
    dev_uc_sync_multiple(slave_dev, failover_dev);
    dev_mc_sync_multiple(slave_dev, failover_dev);
    err = vlan_vids_add_by_dev(slave_dev, failover_dev);
    if (err) {
      dev_uc_unsync(slave_dev, failover_dev);
      dev_mc_unsync(slave_dev, failover_dev);
      dev_close(slave_dev);
      dev_set_mtu(slave_dev, orig_mtu);
      return err;
    }
    const i = info(failover_dev);
    if (is_standby(slave_dev, failover_dev)) {
      i.standby_dev = slave_dev;
      i.standby_stats = dev_get_stats(slave_dev);
    } else {
      i.primary_dev = slave_dev;
      i.primary_stats = dev_get_stats(slave_dev);
      failover_dev.min_mtu = slave_dev.min_mtu;
      failover_dev.max_mtu = slave_dev.max_mtu;
    }
    net_failover_lower_state_changed(slave_dev, i.primary_dev, i.standby_dev);
    net_failover_compute_features(failover_dev);
    call_netdevice_notifiers(NETDEV_JOIN, slave_dev);
    return 0;
  },
  slave_pre_unregister: (slave_dev, failover_dev) => (is_slave(slave_dev, failover_dev) ? 0 : -ENODEV),
  slave_unregister(slave_dev, failover_dev) {
    if (!is_slave(slave_dev, failover_dev)) return -ENODEV;
    vlan_vids_del_by_dev(slave_dev, failover_dev);
    dev_uc_unsync(slave_dev, failover_dev);
    dev_mc_unsync(slave_dev, failover_dev);
    dev_close(slave_dev);
    const i = info(failover_dev);
    dev_get_stats(failover_dev);
    if (is_standby(slave_dev, failover_dev)) i.standby_dev = null;
    else {
      i.primary_dev = null;
      if (i.standby_dev) {
        failover_dev.min_mtu = i.standby_dev.min_mtu;
        failover_dev.max_mtu = i.standby_dev.max_mtu;
      }
    }
    net_failover_compute_features(failover_dev);
    return 0;
  },
  slave_link_change(slave_dev, failover_dev) {
    if (!is_slave(slave_dev, failover_dev)) return -ENODEV;
    const { primary_dev, standby_dev } = info(failover_dev);
    if (net_failover_xmit_ready(primary_dev) || net_failover_xmit_ready(standby_dev)) {
      netif_carrier_on(failover_dev);
      netif_tx_wake_all_queues(failover_dev);
    } else {
      dev_get_stats(failover_dev);
      netif_carrier_off(failover_dev);
      netif_tx_stop_all_queues(failover_dev);
    }
    net_failover_lower_state_changed(slave_dev, primary_dev, standby_dev);
    return 0;
  },
  slave_name_change(slave_dev, failover_dev) {
    if (!is_slave(slave_dev, failover_dev)) return -ENODEV;
    // The open at registration may have failed because of a rename under way.
    dev_open(slave_dev);
    return 0;
  },
  slave_handle_frame(skb) {
    const dev = skb.dev!.rx_handler_data as net_device;
    const { primary_dev, standby_dev } = info(dev);
    // While there is a primary, the standby's copies are for its own listeners only.
    if (primary_dev && skb.dev === standby_dev) return RX_HANDLER_EXACT;
    skb.dev = dev;
    return RX_HANDLER_ANOTHER;
  },
};

function setup(dev: net_device): void {
  ether_setup(dev);
  dev.netdev_ops = failover_dev_ops;
  dev.ethtool_ops = {
    driver: "net_failover",
    version: "0.1",
    get_link_ksettings(d) {
      const slave = [info(d).primary_dev, info(d).standby_dev].find(net_failover_xmit_ready);
      return slave?.ethtool_ops?.get_link_ksettings?.(slave) ?? { speed: -1, duplex: 0xff, port: 0xff };
    },
  };
  dev.priv_flags |= IFF_UNICAST_FLT | IFF_NO_QUEUE;
  dev.priv_flags &= ~(IFF_XMIT_DST_RELEASE | IFF_TX_SKB_SHARING);
  dev.features |= NETIF_F_LLTX | NETIF_F_NETNS_LOCAL | NETIF_F_SG | NETIF_F_LRO | NETIF_F_HW_VLAN_CTAG_FILTER;
  dev.priv = {
    primary_dev: null,
    standby_dev: null,
    primary_stats: new rtnl_link_stats64(),
    standby_stats: new rtnl_link_stats64(),
    failover_stats: new rtnl_link_stats64(),
  } satisfies net_failover_info;
}

/** Makes the master for a paravirtual NIC that is about to be registered: the instance, or -ERRNO. */
export function net_failover_create(standby_dev: net_device): failover | number {
  const dev = alloc_netdev_mqs(standby_dev.nd_net, "eth%d", NET_NAME_ENUM, setup, 16, 16);
  dev.dev.parent = standby_dev.dev.parent;
  dev_addr_set(dev, standby_dev.dev_addr);
  dev.min_mtu = standby_dev.min_mtu;
  dev.max_mtu = standby_dev.max_mtu;
  const err = register_netdevice(dev);
  if (err) return err;
  netif_carrier_off(dev);
  const f = failover_register(dev, net_failover_ops);
  if (typeof f === "number") unregister_netdevice(dev);
  return f;
}

/** Lets go of the slaves and removes the master. */
export function net_failover_destroy(f: failover | null): void {
  if (!f) return;
  const dev = f.failover_dev;
  netif_device_detach(dev);
  for (const slave of slaves(dev)) failover_slave_unregister(slave);
  failover_unregister(f);
  unregister_netdevice(dev);
}

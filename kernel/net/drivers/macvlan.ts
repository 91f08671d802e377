// macvlan: devices with addresses of their own on one below (drivers/net/macvlan.c): modes private, vepa, bridge,
// passthru. Above: kinds.ts. Below: macvlan_rx.ts (frames), ../core/dev_adjacent.ts, eth.ts.
// Partial: no source mode, no macvtap; broadcasts are copied at once (the queue's length is kept and shown).

import { EADDRINUSE, EBUSY, EINVAL, ENODEV, EOPNOTSUPP } from "../../uapi/asm/errno.ts";
import { IFF_LOOPBACK, IFF_UP } from "../../uapi/linux/if.ts";
import { ARPHRD_ETHER } from "../../uapi/linux/if_arp.ts";
import * as L from "../../uapi/linux/if_link.ts";
import { __dev_get_by_index, equalBytes, NET_ADDR_STOLEN } from "../core/dev.ts";
import {
  dev_mc_sync,
  dev_mc_unsync,
  dev_uc_add,
  dev_uc_del,
  dev_uc_sync,
  dev_uc_unsync,
} from "../core/dev_addr_lists.ts";
import {
  netdev_rx_handler_register,
  netdev_rx_handler_unregister,
  netdev_upper_dev_link,
  netdev_upper_dev_unlink,
} from "../core/dev_adjacent.ts";
import { dev_set_mtu, dev_set_promiscuity } from "../core/dev_flags.ts";
import {
  register_netdevice,
  unregister_netdevice_many,
  unregister_netdevice_queue,
} from "../core/dev_register.ts";
import type { rtnl_link_ops } from "../core/link_ops.ts";
import { linkwatch_fire_event } from "../core/link_watch.ts";
import {
  IFF_NO_QUEUE,
  IFF_TX_SKB_SHARING,
  IFF_UNICAST_FLT,
  NETDEV_CHANGE,
  NETDEV_CHANGEMTU,
  NETDEV_DOWN,
  NETDEV_TX_OK,
  NETDEV_UNREGISTER,
  NETDEV_UP,
  NETIF_F_LLTX,
  NETREG_REGISTERED,
} from "../core/netdev_flags.ts";
import {
  type net_device,
  type net_device_ops,
  type netdev_notifier_info,
  netif_running,
} from "../core/netdevice.ts";
import { NOTIFY_DONE, type notifier_block } from "../core/notifier.ts";
import { NL_SET_ERR_MSG, type netlink_ext_ack } from "../netlink/ext_ack.ts";
import { NLA_U16, NLA_U32, type nlattrs } from "../netlink/nlattr.ts";
import { validate_address } from "./dummy.ts";
import { eth_hw_addr_random, ether_setup, is_valid_ether_addr } from "./eth.ts";
import {
  handle_frame,
  type macvlan_dev,
  macvlan_of,
  type macvlan_port,
  ports,
  queue_xmit,
} from "./macvlan_rx.ts";
import { transfer_operstate } from "./vlan.ts";

const DEFAULT_BC_QUEUE_LEN = 1000;

// ---- the device ----

function addr_busy(port: macvlan_port, addr: Uint8Array): boolean {
  if (!port.passthru && equalBytes(port.dev.dev_addr, addr)) return true;
  return port.vlans.some((v) => equalBytes(v.dev_addr, addr));
}

const macvlan_ops: net_device_ops = {
  ndo_init(dev) {
    const { lowerdev } = macvlan_of(dev);
    dev.features |= NETIF_F_LLTX;
    dev.hard_header_len = lowerdev.hard_header_len;
    dev.tso_max_size = lowerdev.tso_max_size;
    return 0;
  },
  ndo_open(dev) {
    const { lowerdev, port } = macvlan_of(dev);
    if (port.passthru) return dev_set_promiscuity(lowerdev, 1) || 0;
    if (port.vlans.some((v) => v !== dev && netif_running(v) && equalBytes(v.dev_addr, dev.dev_addr)))
      return -EBUSY;
    if (equalBytes(lowerdev.dev_addr, dev.dev_addr)) return -EBUSY;
    return dev_uc_add(lowerdev, dev.dev_addr);
  },
  ndo_stop(dev) {
    const { lowerdev, port } = macvlan_of(dev);
    dev_uc_unsync(lowerdev, dev);
    dev_mc_unsync(lowerdev, dev);
    if (port.passthru) dev_set_promiscuity(lowerdev, -1);
    else dev_uc_del(lowerdev, dev.dev_addr);
    return 0;
  },
  ndo_start_xmit(skb, dev) {
    dev.stats.tx_packets++;
    dev.stats.tx_bytes += skb.len;
    queue_xmit(skb, dev);
    return NETDEV_TX_OK;
  },
  ndo_set_rx_mode(dev) {
    const { lowerdev } = macvlan_of(dev);
    dev_mc_sync(lowerdev, dev);
    dev_uc_sync(lowerdev, dev);
  },
  ndo_set_mac_address(dev, sa) {
    const { lowerdev, port } = macvlan_of(dev);
    const addr = sa.sa_data.slice(0, 6);
    if (!is_valid_ether_addr(addr)) return -EINVAL;
    if (equalBytes(addr, dev.dev_addr)) return 0;
    if (addr_busy(port, addr)) return -EADDRINUSE;
    if (dev.flags & IFF_UP) {
      const err = dev_uc_add(lowerdev, addr);
      if (err) return err;
      dev_uc_del(lowerdev, dev.dev_addr);
    }
    dev.dev_addr = addr;
    return 0;
  },
  ndo_change_mtu(dev, mtu) {
    if (macvlan_of(dev).lowerdev.mtu < mtu) return -EINVAL;
    dev.mtu = mtu;
    return 0;
  },
  ndo_get_iflink: (dev) => macvlan_of(dev).lowerdev.ifindex,
};

function setup(dev: net_device): void {
  ether_setup(dev);
  dev.min_mtu = 0;
  dev.max_mtu = 65535;
  dev.priv_flags &= ~IFF_TX_SKB_SHARING;
  dev.priv_flags |= IFF_UNICAST_FLT | IFF_NO_QUEUE;
  dev.netdev_ops = macvlan_ops;
  dev.ethtool_ops = { driver: "macvlan", version: "0.1" };
  dev.needs_free_netdev = true;
}

/** The lower device begins to carry macvlans: 0, -EINVAL, -EBUSY (macvlan_port_create). */
function port_create(dev: net_device): number {
  if (dev.type !== ARPHRD_ETHER || dev.flags & IFF_LOOPBACK) return -EINVAL;
  const port: macvlan_port = { dev, vlans: [], passthru: false };
  const err = netdev_rx_handler_register(dev, handle_frame, port);
  if (!err) ports.set(dev, port);
  return err;
}

function port_destroy(port: macvlan_port): void {
  netdev_rx_handler_unregister(port.dev);
  ports.delete(port.dev);
}

function newlink(
  lowerdev: net_device,
  dev: net_device,
  tb: nlattrs,
  data: nlattrs | null,
  extack: netlink_ext_ack,
): number {
  if (!tb.has(L.IFLA_MTU)) dev.mtu = lowerdev.mtu;
  else if (dev.mtu > lowerdev.mtu) return -EINVAL;
  dev.min_mtu = 68;
  dev.max_mtu = lowerdev.max_mtu;
  if (!tb.has(L.IFLA_ADDRESS)) eth_hw_addr_random(dev);
  let created = false;
  if (!ports.has(lowerdev)) {
    const err = port_create(lowerdev);
    if (err) return err;
    created = true;
  }
  const port = ports.get(lowerdev)!;
  const mode = data?.get(L.IFLA_MACVLAN_MODE)?.u32 ?? L.MACVLAN_MODE_VEPA;
  const priv: macvlan_dev = {
    lowerdev,
    port,
    mode,
    flags: data?.get(L.IFLA_MACVLAN_FLAGS)?.u16 ?? 0,
    bc_queue_len: data?.get(L.IFLA_MACVLAN_BC_QUEUE_LEN)?.u32 ?? DEFAULT_BC_QUEUE_LEN,
  };
  dev.priv = priv;
  const attach = (): number => {
    if (port.passthru) return -EINVAL;
    if (mode === L.MACVLAN_MODE_PASSTHRU) {
      if (port.vlans.length) return -EINVAL;
      port.passthru = true;
      dev.dev_addr = lowerdev.dev_addr.slice();
      dev.addr_assign_type = NET_ADDR_STOLEN;
    }
    const err = register_netdevice(dev);
    if (err < 0) return err;
    const linked = netdev_upper_dev_link(lowerdev, dev, extack);
    if (linked) unregister_netdevice_many([dev]);
    return linked;
  };
  const err = attach();
  if (err) {
    if (created) port_destroy(port);
    return err;
  }
  port.vlans.unshift(dev);
  transfer_operstate(lowerdev, dev);
  linkwatch_fire_event(dev);
  return 0;
}

function dellink(dev: net_device, list: net_device[]): void {
  const { port, lowerdev } = macvlan_of(dev);
  const i = port.vlans.indexOf(dev);
  if (i < 0) return;
  port.vlans.splice(i, 1);
  unregister_netdevice_queue(dev, list);
  netdev_upper_dev_unlink(lowerdev, dev);
  // The last one's way down is closed while it is unregistered: its ndo_stop still finds the port.
  if (!port.vlans.length) port_destroy(port);
}

const MODES = [
  L.MACVLAN_MODE_PRIVATE,
  L.MACVLAN_MODE_VEPA,
  L.MACVLAN_MODE_BRIDGE,
  L.MACVLAN_MODE_PASSTHRU,
  L.MACVLAN_MODE_SOURCE,
];

export const macvlan_link_ops: rtnl_link_ops = {
  kind: "macvlan",
  setup,
  maxtype: L.IFLA_MACVLAN_MAX,
  policy: {
    [L.IFLA_MACVLAN_MODE]: NLA_U32,
    [L.IFLA_MACVLAN_FLAGS]: NLA_U16,
    [L.IFLA_MACVLAN_BC_QUEUE_LEN]: NLA_U32,
  },
  validate(tb, data, extack) {
    const err = validate_address(tb);
    if (err || !data) return err;
    const flags = data.get(L.IFLA_MACVLAN_FLAGS)?.u16 ?? 0;
    if (flags & ~(L.MACVLAN_FLAG_NOPROMISC | L.MACVLAN_FLAG_NODST)) return -EINVAL;
    const mode = data.get(L.IFLA_MACVLAN_MODE)?.u32;
    if (mode !== undefined && !MODES.includes(mode)) return -EINVAL;
    if (mode === L.MACVLAN_MODE_SOURCE) {
      NL_SET_ERR_MSG(extack, "macvlan source mode is not implemented");
      return -EOPNOTSUPP;
    }
    return 0;
  },
  newlink(src_net, dev, tb, data, extack) {
    const under = tb.get(L.IFLA_LINK);
    if (!under) return -EINVAL;
    let lower = __dev_get_by_index(src_net, under.u32);
    if (!lower) return -ENODEV;
    // A macvlan on a macvlan is one beside it.
    if (lower.netdev_ops === macvlan_ops) lower = macvlan_of(lower).lowerdev;
    return newlink(lower, dev, tb, data, extack);
  },
  changelink(dev, _tb, data) {
    const vlan = macvlan_of(dev);
    const mode = data?.get(L.IFLA_MACVLAN_MODE)?.u32;
    if (mode !== undefined && (mode === L.MACVLAN_MODE_PASSTHRU) !== (vlan.mode === L.MACVLAN_MODE_PASSTHRU))
      return -EINVAL;
    vlan.mode = mode ?? vlan.mode;
    vlan.flags = data?.get(L.IFLA_MACVLAN_FLAGS)?.u16 ?? vlan.flags;
    vlan.bc_queue_len = data?.get(L.IFLA_MACVLAN_BC_QUEUE_LEN)?.u32 ?? vlan.bc_queue_len;
    return 0;
  },
  dellink,
  fill_info(m, dev) {
    const vlan = macvlan_of(dev);
    m.putU32(L.IFLA_MACVLAN_MODE, vlan.mode).putU16(L.IFLA_MACVLAN_FLAGS, vlan.flags);
    if (dev.nd_net.kernel.release.atLeast("5.11"))
      m.putU32(L.IFLA_MACVLAN_BC_QUEUE_LEN, vlan.bc_queue_len).putU32(
        L.IFLA_MACVLAN_BC_QUEUE_LEN_USED,
        Math.max(...vlan.port.vlans.map((v) => macvlan_of(v).bc_queue_len), vlan.bc_queue_len),
      );
  },
  get_link_net: (dev) => macvlan_of(dev).lowerdev.nd_net,
};

/** What happens to the device below happens to those on it (macvlan_device_event). */
export const macvlan_notifier: notifier_block<netdev_notifier_info> = {
  notifier_call(event, { dev }) {
    const port = ports.get(dev);
    if (!port) return NOTIFY_DONE;
    switch (event) {
      case NETDEV_UP:
      case NETDEV_DOWN:
      case NETDEV_CHANGE:
        for (const v of [...port.vlans]) transfer_operstate(dev, v);
        break;
      case NETDEV_CHANGEMTU:
        for (const v of port.vlans) if (v.mtu > dev.mtu) dev_set_mtu(v, dev.mtu);
        break;
      case NETDEV_UNREGISTER: {
        // A device that only moves to another namespace keeps them.
        if (dev.reg_state === NETREG_REGISTERED) break;
        const list: net_device[] = [];
        for (const v of [...port.vlans]) dellink(v, list);
        unregister_netdevice_many(list);
        break;
      }
    }
    return NOTIFY_DONE;
  },
};

// 802.1Q devices: one vlan of the device below (net/8021q/vlan_dev.c, vlan_netlink.c, vlan.c).
// Above: kinds.ts. Below: ../core/vlan_core.ts, eth.ts.

import {
  EEXIST,
  EINVAL,
  ENETDOWN,
  ENODEV,
  EOPNOTSUPP,
  EPROTONOSUPPORT,
  ERANGE,
} from "../../uapi/asm/errno.ts";
import { IFF_LOOPBACK, IFF_UP } from "../../uapi/linux/if.ts";
import { ARPHRD_ETHER } from "../../uapi/linux/if_arp.ts";
import { ETH_P_8021AD, ETH_P_8021Q } from "../../uapi/linux/if_ether.ts";
import * as L from "../../uapi/linux/if_link.ts";
import { IFLA_LINK } from "../../uapi/linux/if_link.ts";
import { __dev_get_by_index, equalBytes } from "../core/dev.ts";
import {
  dev_mc_sync,
  dev_mc_unsync,
  dev_uc_add,
  dev_uc_del,
  dev_uc_sync,
  dev_uc_unsync,
} from "../core/dev_addr_lists.ts";
import { netdev_upper_dev_link, netdev_upper_dev_unlink } from "../core/dev_adjacent.ts";
import { dev_change_flags, dev_close_many, dev_set_mtu } from "../core/dev_flags.ts";
import { dev_queue_xmit } from "../core/dev_queue.ts";
import {
  register_netdevice,
  unregister_netdevice_many,
  unregister_netdevice_queue,
} from "../core/dev_register.ts";
import type { rtnl_link_ops } from "../core/link_ops.ts";
import { linkwatch_fire_event } from "../core/link_watch.ts";
import {
  __LINK_STATE_DORMANT,
  __LINK_STATE_NOCARRIER,
  IFF_802_1Q_VLAN,
  IFF_NO_QUEUE,
  IFF_UNICAST_FLT,
  NETDEV_CHANGE,
  NETDEV_CHANGEMTU,
  NETDEV_DOWN,
  NETDEV_TX_OK,
  NETDEV_UNREGISTER,
  NETDEV_UP,
  NETIF_F_LLTX,
  NETIF_F_VLAN_CHALLENGED,
  NETREG_REGISTERED,
} from "../core/netdev_flags.ts";
import {
  type net_device,
  type net_device_ops,
  type netdev_notifier_info,
  netif_carrier_ok,
} from "../core/netdevice.ts";
import { NOTIFY_DONE, type notifier_block } from "../core/notifier.ts";
import {
  netif_carrier_off,
  netif_carrier_on,
  netif_dormant_off,
  netif_dormant_on,
  netif_testing_off,
  netif_testing_on,
} from "../core/sch.ts";
import { skb_cow, skb_push } from "../core/skbuff.ts";
import { vlan_devs, vlan_find_dev, vlan_group_set, vlan_vid_add, vlan_vid_del } from "../core/vlan_core.ts";
import { NL_SET_ERR_MSG, type netlink_ext_ack } from "../netlink/ext_ack.ts";
import { NLA_BINARY, NLA_NESTED, NLA_U16, nla_list, type nlattrs } from "../netlink/nlattr.ts";
import { get32 } from "../wire/addr.ts";
import { validate_address } from "./dummy.ts";
import { eth_mac_addr, ether_setup } from "./eth.ts";

const VLAN_VID_MASK = 0xfff;
const VLAN_FLAG_REORDER_HDR = 1;
const VLAN_FLAG_LOOSE_BINDING = 4;

interface vlan_dev_priv {
  real_dev: net_device;
  vlan_proto: number;
  vlan_id: number;
  flags: number;
  /** From a received tag's priority to the packet's, and from a packet's to the tag's. */
  readonly ingress: Map<number, number>;
  readonly egress: Map<number, number>;
}
export const vlan_dev_priv = (dev: net_device): vlan_dev_priv => dev.priv;
const loose = (dev: net_device): boolean => (vlan_dev_priv(dev).flags & VLAN_FLAG_LOOSE_BINDING) !== 0;

/** Carrier, dormant and testing follow the device below (netif_stacked_transfer_operstate). */
export function transfer_operstate(real: net_device, dev: net_device): void {
  (real.operstate === 5 ? netif_dormant_on : netif_dormant_off)(dev);
  (real.operstate === 4 ? netif_testing_on : netif_testing_off)(dev);
  (netif_carrier_ok(real) ? netif_carrier_on : netif_carrier_off)(dev);
}

const vlan_ops: net_device_ops = {
  ndo_init(dev) {
    const { real_dev } = vlan_dev_priv(dev);
    const below = __LINK_STATE_NOCARRIER | __LINK_STATE_DORMANT;
    dev.state = (dev.state & ~below) | (real_dev.state & below);
    dev.flags = real_dev.flags & ~(IFF_UP | 0x300);
    dev.features |= NETIF_F_LLTX;
    if (dev.dev_addr.every((b) => b === 0)) {
      dev.dev_addr = real_dev.dev_addr.slice();
      dev.addr_assign_type = 2;
    }
    dev.broadcast = real_dev.broadcast.slice();
    dev.hard_header_len = real_dev.hard_header_len + 4;
    return 0;
  },
  ndo_open(dev) {
    const { real_dev } = vlan_dev_priv(dev);
    if (!(real_dev.flags & IFF_UP) && !loose(dev)) return -ENETDOWN;
    if (!equalBytes(dev.dev_addr, real_dev.dev_addr)) {
      const err = dev_uc_add(real_dev, dev.dev_addr);
      if (err < 0) {
        netif_carrier_off(dev);
        return err;
      }
    }
    if (netif_carrier_ok(real_dev)) netif_carrier_on(dev);
    return 0;
  },
  ndo_stop(dev) {
    const { real_dev } = vlan_dev_priv(dev);
    dev_mc_unsync(real_dev, dev);
    dev_uc_unsync(real_dev, dev);
    if (!equalBytes(dev.dev_addr, real_dev.dev_addr)) dev_uc_del(real_dev, dev.dev_addr);
    netif_carrier_off(dev);
    return 0;
  },
  ndo_start_xmit(skb, dev) {
    const { real_dev, vlan_proto, vlan_id, egress } = vlan_dev_priv(dev);
    dev.stats.tx_packets++;
    dev.stats.tx_bytes += skb.len;
    skb_cow(skb, 4);
    skb_push(skb, 4);
    const { head, data } = skb;
    head.copyWithin(data, data + 4, data + 16);
    head[data + 12] = vlan_proto >> 8;
    head[data + 13] = vlan_proto & 0xff;
    head[data + 14] = (((egress.get(skb.priority) ?? 0) & 7) << 5) | (vlan_id >> 8);
    head[data + 15] = vlan_id & 0xff;
    skb.dev = real_dev;
    dev_queue_xmit(skb);
    return NETDEV_TX_OK;
  },
  ndo_set_rx_mode(dev) {
    const { real_dev } = vlan_dev_priv(dev);
    dev_mc_sync(real_dev, dev);
    dev_uc_sync(real_dev, dev);
  },
  ndo_set_mac_address: eth_mac_addr,
  ndo_change_mtu(dev, mtu) {
    if (vlan_dev_priv(dev).real_dev.mtu < mtu) return -ERANGE;
    dev.mtu = mtu;
    return 0;
  },
  ndo_get_iflink: (dev) => vlan_dev_priv(dev).real_dev.ifindex,
  ndo_uninit: () => {},
};

export function vlan_setup(dev: net_device): void {
  ether_setup(dev);
  dev.priv_flags |= IFF_802_1Q_VLAN | IFF_NO_QUEUE | IFF_UNICAST_FLT;
  dev.netdev_ops = vlan_ops;
  dev.devtype = "vlan";
  dev.ethtool_ops = { driver: "802.1Q VLAN Support", version: "1.8" };
  dev.needs_free_netdev = true;
  dev.min_mtu = 0;
  dev.max_mtu = 0xffff;
  dev.broadcast = new Uint8Array(6);
}

export function unregister_vlan_dev(dev: net_device, list: net_device[]): void {
  const p = vlan_dev_priv(dev);
  netdev_upper_dev_unlink(p.real_dev, dev);
  unregister_netdevice_queue(dev, list);
  vlan_group_set(p.real_dev, p.vlan_proto, p.vlan_id, null);
  vlan_vid_del(p.real_dev, p.vlan_proto, p.vlan_id);
}

/** Whether real_dev can have this vlan: 0, -EOPNOTSUPP, -EEXIST. */
export function vlan_check_real_dev(
  real_dev: net_device,
  proto: number,
  vid: number,
  extack: netlink_ext_ack | null,
): number {
  if (real_dev.features & NETIF_F_VLAN_CHALLENGED || real_dev.type !== ARPHRD_ETHER) {
    NL_SET_ERR_MSG(extack, "VLANs not supported on device");
    return -EOPNOTSUPP;
  }
  if (vlan_find_dev(real_dev, proto, vid)) {
    NL_SET_ERR_MSG(extack, "VLAN device already exists");
    return -EEXIST;
  }
  return 0;
}

/** Registers a vlan whose priv is filled in. 0 or -ERRNO. */
export function register_vlan_dev(dev: net_device, extack: netlink_ext_ack | null): number {
  const { real_dev, vlan_proto, vlan_id } = vlan_dev_priv(dev);
  let err = vlan_vid_add(real_dev, vlan_proto, vlan_id);
  if (err) return err;
  err = register_netdevice(dev);
  if (!err) {
    err = netdev_upper_dev_link(real_dev, dev, extack);
    if (err) unregister_netdevice_many([dev]);
  }
  if (err) {
    vlan_vid_del(real_dev, vlan_proto, vlan_id);
    return err;
  }
  vlan_group_set(real_dev, vlan_proto, vlan_id, dev);
  transfer_operstate(real_dev, dev);
  linkwatch_fire_event(dev);
  return 0;
}

const VLAN_FLAGS = 0x1f;

/** Priorities' mappings, as rows of from and to (vlan_dev_set_ingress_priority, vlan_dev_set_egress_priority). */
function set_maps(p: vlan_dev_priv, data: nlattrs | null): void {
  for (const [type, map] of [
    [L.IFLA_VLAN_INGRESS_QOS, p.ingress],
    [L.IFLA_VLAN_EGRESS_QOS, p.egress],
  ] as const) {
    const nest = data?.get(type);
    for (const row of nest ? nla_list(nest.data).attrs : []) {
      if (row.type !== L.IFLA_VLAN_QOS_MAPPING || row.data.length < 8) continue;
      const from = get32(row.data, 0);
      map.set(map === p.ingress ? from & 7 : from, get32(row.data, 4));
    }
  }
}

export const vlan_link_ops: rtnl_link_ops = {
  kind: "vlan",
  setup: vlan_setup,
  maxtype: L.IFLA_VLAN_MAX,
  policy: {
    [L.IFLA_VLAN_ID]: NLA_U16,
    [L.IFLA_VLAN_FLAGS]: NLA_BINARY(8),
    [L.IFLA_VLAN_PROTOCOL]: NLA_U16,
    [L.IFLA_VLAN_EGRESS_QOS]: NLA_NESTED,
    [L.IFLA_VLAN_INGRESS_QOS]: NLA_NESTED,
  },
  validate(tb, data, extack) {
    const err = validate_address(tb);
    if (err) return err;
    if (!data) {
      NL_SET_ERR_MSG(extack, "VLAN properties not specified");
      return -EINVAL;
    }
    const proto = data.get(L.IFLA_VLAN_PROTOCOL)?.u16 ?? ETH_P_8021Q;
    if (proto !== ETH_P_8021Q && proto !== ETH_P_8021AD) {
      NL_SET_ERR_MSG(extack, "Invalid VLAN protocol");
      return -EPROTONOSUPPORT;
    }
    const id = data.get(L.IFLA_VLAN_ID);
    if (id && id.u16 >= VLAN_VID_MASK) {
      NL_SET_ERR_MSG(extack, "Invalid VLAN id");
      return -ERANGE;
    }
    return 0;
  },
  newlink(src_net, dev, tb, data, extack) {
    const id = data?.get(L.IFLA_VLAN_ID);
    if (!id) {
      NL_SET_ERR_MSG(extack, "VLAN id not specified");
      return -EINVAL;
    }
    const under = tb.get(IFLA_LINK);
    if (!under) {
      NL_SET_ERR_MSG(extack, "link not specified");
      return -EINVAL;
    }
    const real_dev = __dev_get_by_index(src_net, under.u32);
    if (!real_dev) {
      NL_SET_ERR_MSG(extack, "link does not exist");
      return -ENODEV;
    }
    const proto = data?.get(L.IFLA_VLAN_PROTOCOL)?.u16 ?? ETH_P_8021Q;
    const given = data?.get(L.IFLA_VLAN_FLAGS);
    const flags = given && given.data.length >= 8 ? given.u32 : VLAN_FLAG_REORDER_HDR;
    const maps = { ingress: new Map<number, number>(), egress: new Map<number, number>() };
    dev.priv = { real_dev, vlan_proto: proto, vlan_id: id.u16, flags, ...maps } satisfies vlan_dev_priv;
    set_maps(vlan_dev_priv(dev), data);
    const err = vlan_check_real_dev(real_dev, proto, id.u16, extack);
    if (err) return err;
    const mtu = tb.has(L.IFLA_MTU) ? dev.mtu : real_dev.mtu;
    if (mtu > real_dev.mtu) return -EINVAL;
    dev.mtu = mtu;
    return register_vlan_dev(dev, extack);
  },
  changelink(dev, _tb, data) {
    const p = vlan_dev_priv(dev);
    const given = data?.get(L.IFLA_VLAN_FLAGS);
    // struct ifla_vlan_flags: which, and of those that the mask names.
    if (given && given.data.length >= 8) {
      const [want, mask] = [get32(given.data, 0), get32(given.data, 4)];
      if (mask & ~VLAN_FLAGS) return -EINVAL;
      p.flags = (p.flags & ~mask) | (want & mask);
    }
    set_maps(p, data);
    return 0;
  },
  dellink: unregister_vlan_dev,
  fill_info(m, dev) {
    const p = vlan_dev_priv(dev);
    m.putU16(L.IFLA_VLAN_PROTOCOL, p.vlan_proto).putU16(L.IFLA_VLAN_ID, p.vlan_id);
    if (p.flags) m.nest(L.IFLA_VLAN_FLAGS, () => m.u32(p.flags).u32(0xffffffff));
    const rows = (type: number, map: ReadonlyMap<number, number>): void => {
      if (map.size)
        m.nest(type, () => {
          for (const [from, to] of map) m.nest(L.IFLA_VLAN_QOS_MAPPING, () => m.u32(from).u32(to));
        });
    };
    // A mapping to 0 is none on the way in; on the way out it is told as long as it was ever given.
    rows(L.IFLA_VLAN_INGRESS_QOS, new Map([...p.ingress].filter(([, to]) => to).sort(([a], [b]) => a - b)));
    rows(L.IFLA_VLAN_EGRESS_QOS, p.egress);
  },
  get_link_net: (dev) => vlan_dev_priv(dev).real_dev.nd_net,
};

/** What happens to the device below happens to its vlans (vlan_device_event). */
export const vlan_notifier: notifier_block<netdev_notifier_info> = {
  notifier_call(event, { dev }) {
    const devs = vlan_devs(dev);
    if (!devs.length) return NOTIFY_DONE;
    switch (event) {
      case NETDEV_CHANGE:
        for (const v of devs) transfer_operstate(dev, v);
        break;
      case NETDEV_CHANGEMTU:
        for (const v of devs) if (v.mtu > dev.mtu) dev_set_mtu(v, dev.mtu);
        break;
      case NETDEV_DOWN: {
        const closing = devs.filter((v) => v.flags & IFF_UP && !loose(v)).reverse();
        dev_close_many(closing);
        // Stopping takes their carrier; it is what the device below has.
        for (const v of closing) transfer_operstate(dev, v);
        break;
      }
      case NETDEV_UP:
        for (const v of devs) {
          if (!(v.flags & IFF_UP) && !loose(v) && !(dev.flags & IFF_LOOPBACK))
            dev_change_flags(v, v.flags | IFF_UP);
          transfer_operstate(dev, v);
        }
        break;
      case NETDEV_UNREGISTER: {
        // A device that only moves to another namespace keeps its vlans.
        if (dev.reg_state === NETREG_REGISTERED) break;
        const list: net_device[] = [];
        for (const v of devs) unregister_vlan_dev(v, list);
        unregister_netdevice_many(list);
        break;
      }
    }
    return NOTIFY_DONE;
  },
};

// The learning bridge (net/bridge): ports, forwarding by learnt addresses, flooding. Its neighbours:
// bridge_netlink.ts (rtnetlink's view), bridge_ioctl.ts (brctl's), bridge_vlan.ts, bridge_local.ts (its own addresses).
// Above: kinds.ts. Below: eth.ts, ../core/dev_adjacent.ts. Partial: no spanning tree (ports forward at once), no
// multicast snooping (multicast is flooded).

import { EADDRNOTAVAIL } from "../../uapi/asm/errno.ts";
import { IFF_PROMISC } from "../../uapi/linux/if.ts";
import { ETH_ALEN, ETH_HLEN } from "../../uapi/linux/if_ether.ts";
import { RTM_NEWLINK, RTM_NEWNEIGH } from "../../uapi/linux/rtnetlink.ts";
import { call_netdevice_notifiers, equalBytes, NET_ADDR_SET } from "../core/dev.ts";
import { dev_pre_changeaddr_notify } from "../core/dev_flags.ts";
import { dev_queue_xmit, netif_receive_skb, skb_push_mac } from "../core/dev_queue.ts";
import {
  IFF_BRIDGE_PORT,
  IFF_EBRIDGE,
  IFF_NO_QUEUE,
  NETDEV_CHANGE,
  NETDEV_CHANGEADDR,
  NETDEV_CHANGEMTU,
  NETDEV_CHANGENAME,
  NETDEV_DOWN,
  NETDEV_FEAT_CHANGE,
  NETDEV_PRE_CHANGEADDR,
  NETDEV_REGISTER,
  NETDEV_TX_OK,
  NETDEV_UNREGISTER,
  NETDEV_UP,
  NETIF_F_GSO_ROBUST,
  NETIF_F_GSO_SCTP,
  NETIF_F_LLTX,
  NETIF_F_NETNS_LOCAL,
  NETIF_F_SG,
  RX_HANDLER_CONSUMED,
  RX_HANDLER_PASS,
} from "../core/netdev_flags.ts";
import {
  type net_device,
  type net_device_ops,
  type netdev_notifier_info,
  netif_is_bridge_master,
  netif_oper_up,
  netif_running,
} from "../core/netdevice.ts";
import { NOTIFY_DONE, type notifier_block, notifier_from_errno } from "../core/notifier.ts";
import {
  kfree_skb,
  PACKET_HOST,
  PACKET_LOOPBACK,
  PACKET_OTHERHOST,
  type sk_buff,
  skb_clone,
} from "../core/skbuff.ts";
import { fdb_notify } from "./bridge_fdb.ts";
import {
  br_add_if,
  br_del_if,
  br_stp_change_bridge_id,
  del_nbp,
  disable,
  enable,
  mtu_auto_adjust,
  recalculate_bridge_id,
  update_features,
} from "./bridge_if.ts";
import { br_fdb_change_mac_address, br_fdb_changeaddr, br_fdb_delete_by_port, key } from "./bridge_local.ts";
import { br_ifinfo_notify } from "./bridge_netlink.ts";
import { br_sysfs_addbr, br_sysfs_renameif } from "./bridge_sysfs.ts";
import {
  br_allowed_egress,
  br_allowed_ingress,
  br_handle_vlan,
  vlan_delete,
  vlan_group,
  vlan_init,
} from "./bridge_vlan.ts";
import {
  ETH_MAX_MTU,
  eth_hw_addr_random,
  ether_setup,
  is_multicast_ether_addr,
  is_valid_ether_addr,
} from "./eth.ts";

const SECOND = 1e9;
const AGEING_TIME = 300 * SECOND;

/** Features that the bridge has while a port has them, or while it has no ports (NETIF_F_ONE_FOR_ALL). */
export const PORTS_DECIDE = NETIF_F_SG | NETIF_F_GSO_SCTP;

export const BR_STATE_DISABLED = 0;
export const BR_STATE_FORWARDING = 3;

export interface net_bridge_port {
  readonly br: net_bridge;
  readonly dev: net_device;
  readonly port_no: number;
  state: number;
  priority: number;
  path_cost: number;
  learning: boolean;
  flood: boolean;
  isolated: boolean;
  hairpin: boolean;
  readonly vlgrp: vlan_group;
  /** Its link's name in BRIDGE/brif. */
  sysfs_name: string;
}

export interface fdb_entry {
  /** null: the bridge itself. */
  port: net_bridge_port | null;
  updated: number;
  /** The port's own address, or one given by a program for good. */
  local: boolean;
  /** The bridge's or a port's own address; not one that a program gave. */
  own?: boolean;
  /** Given by a program: it does not age. */
  is_static?: boolean;
}

export class net_bridge {
  readonly ports: net_bridge_port[] = [];
  /** Learnt and own addresses, by address and vlan (bridge_local.ts key). */
  readonly fdb = new Map<string, fdb_entry>();
  ageing_time = AGEING_TIME;
  forward_delay = 15 * SECOND;
  hello_time = 2 * SECOND;
  max_age = 20 * SECOND;
  priority = 0x8000;
  stp_enabled = 0;
  /** The address in its id: none while it had no ports and none was set. */
  bridge_addr = new Uint8Array(ETH_ALEN);
  readonly vlgrp = new vlan_group();
  vlan_enabled = false;
  default_pvid = 1;
  vlan_stats_enabled = 0;
  vlan_stats_per_port = 0;
  /** The mtu was set by a program: it no longer follows the ports. */
  mtu_set_by_user = false;

  constructor(readonly dev: net_device) {}
}

const brOf = (dev: net_device): net_bridge => dev.priv as net_bridge;
export const br_port_get = (dev: net_device): net_bridge_port | null =>
  dev.priv_flags & IFF_BRIDGE_PORT ? (dev.rx_handler_data as net_bridge_port) : null;

// ---- forwarding ----

function learn(p: net_bridge_port, skb: sk_buff, vid: number): void {
  const at = skb.mac_header + ETH_ALEN;
  if (!p.learning || skb.head[at] & 1) return;
  const { fdb, dev } = p.br;
  const k = key(skb.head, at, vid);
  const known = fdb.get(k);
  if (known?.local || (known?.is_static && known.port === p)) return;
  const entry = { port: p, updated: dev.nd_net.stack.now(), local: false };
  fdb.set(k, entry);
  if (known?.port !== p) fdb_notify(p.br, k, entry, RTM_NEWNEIGH);
}

function lookup(br: net_bridge, k: string): fdb_entry | null {
  const e = br.fdb.get(k);
  if (!e) return null;
  if (!e.local && !e.is_static && br.dev.nd_net.stack.now() - e.updated > br.ageing_time) {
    br.fdb.delete(k);
    return null;
  }
  return e;
}

const should_deliver = (p: net_bridge_port, from: net_bridge_port | null, vid: number): boolean =>
  p.state === BR_STATE_FORWARDING &&
  (p !== from || p.hairpin) &&
  !(from?.isolated && p.isolated) &&
  br_allowed_egress(p.br, p, vid);

function forward(p: net_bridge_port, skb: sk_buff, vid: number): void {
  if (skb.len > p.dev.mtu + ETH_HLEN + 4) {
    kfree_skb(skb);
    return;
  }
  br_handle_vlan(p.br, p, skb, vid);
  skb.dev = p.dev;
  dev_queue_xmit(skb);
}

/** Out through every port but the one it came by. skb starts with the link header. */
function flood(br: net_bridge, skb: sk_buff, from: net_bridge_port | null, vid: number): void {
  for (const p of br.ports) if (p.flood && should_deliver(p, from, vid)) forward(p, skb_clone(skb), vid);
}

/** Up the stack as received by the bridge itself. */
function pass_up(br: net_bridge, skb: sk_buff, vid: number): void {
  if (!(br.dev.flags & IFF_PROMISC) && !br_allowed_egress(br, null, vid)) {
    kfree_skb(skb);
    return;
  }
  br_handle_vlan(br, null, skb, vid);
  br.dev.stats.rx_packets++;
  br.dev.stats.rx_bytes += skb.len;
  skb.dev = br.dev;
  netif_receive_skb(skb);
}

/** A frame from a port (br_handle_frame). */
export function handle_frame(skb: sk_buff): number {
  if (skb.pkt_type === PACKET_LOOPBACK) return RX_HANDLER_PASS;
  const p = skb.dev!.rx_handler_data as net_bridge_port;
  const { br } = p;
  const dest = skb.head.subarray(skb.mac_header, skb.mac_header + ETH_ALEN);
  // 01:80:c2:00:00:0X is for the next neighbour only.
  const linkLocal =
    dest[0] === 1 && dest[1] === 0x80 && dest[2] === 0xc2 && !dest[3] && !dest[4] && dest[5] < 16;
  if (p.state !== BR_STATE_FORWARDING || linkLocal) {
    if (linkLocal && netif_running(br.dev)) {
      skb.pkt_type = PACKET_HOST;
      pass_up(br, skb, 0);
    } else kfree_skb(skb);
    return RX_HANDLER_CONSUMED;
  }
  const vid = br_allowed_ingress(br, p, skb);
  if (vid < 0) {
    kfree_skb(skb);
    return RX_HANDLER_CONSUMED;
  }
  learn(p, skb, vid);
  const up = netif_running(br.dev);
  const multicast = is_multicast_ether_addr(dest);
  const entry = multicast ? null : lookup(br, key(dest, 0, vid));
  const own = entry?.local === true || equalBytes(dest, br.dev.dev_addr);
  if (own) {
    skb.pkt_type = PACKET_HOST;
    if (up) pass_up(br, skb, vid);
    else kfree_skb(skb);
    return RX_HANDLER_CONSUMED;
  }
  const wantsAll = br.dev.promiscuity > 0;
  if (up && (multicast || wantsAll)) {
    const copy = skb_clone(skb);
    if (!multicast) copy.pkt_type = PACKET_OTHERHOST;
    pass_up(br, copy, vid);
  }
  skb_push_mac(skb);
  if (entry?.port) {
    if (should_deliver(entry.port, p, vid)) forward(entry.port, skb, vid);
    else kfree_skb(skb);
  } else {
    flood(br, skb, p, vid);
    kfree_skb(skb);
  }
  return RX_HANDLER_CONSUMED;
}

// ---- the device ----

export const br_dev_ops: net_device_ops = {
  ndo_init(dev) {
    dev.priv ??= new net_bridge(dev);
    return 0;
  },
  ndo_open(dev) {
    for (const p of brOf(dev).ports) if (netif_running(p.dev) && netif_oper_up(p.dev)) enable(p);
    return 0;
  },
  ndo_stop(dev) {
    for (const p of brOf(dev).ports) disable(p);
    return 0;
  },
  ndo_start_xmit(skb, dev) {
    const br = brOf(dev);
    dev.stats.tx_packets++;
    dev.stats.tx_bytes += skb.len;
    skb.mac_header = skb.data;
    const vid = br_allowed_ingress(br, null, skb);
    if (vid < 0) {
      kfree_skb(skb);
      return NETDEV_TX_OK;
    }
    const dest = skb.head.subarray(skb.data, skb.data + ETH_ALEN);
    const entry = is_multicast_ether_addr(dest) ? null : lookup(br, key(dest, 0, vid));
    if (entry?.port) {
      if (should_deliver(entry.port, null, vid)) forward(entry.port, skb, vid);
      else kfree_skb(skb);
    } else {
      flood(br, skb, null, vid);
      kfree_skb(skb);
    }
    return NETDEV_TX_OK;
  },
  ndo_set_mac_address(dev, sa) {
    const addr = sa.sa_data.slice(0, ETH_ALEN);
    if (!is_valid_ether_addr(addr)) return -EADDRNOTAVAIL;
    // also while it is up: no eth_prepare_mac_addr_change
    if (!equalBytes(dev.dev_addr, addr)) br_stp_change_bridge_id(brOf(dev), addr);
    return 0;
  },
  ndo_change_mtu(dev, mtu) {
    dev.mtu = mtu;
    brOf(dev).mtu_set_by_user = true;
    return 0;
  },
  ndo_set_rx_mode: () => {},
  ndo_add_slave: (dev, slave, extack) => br_add_if(brOf(dev), slave, extack),
  ndo_del_slave: (dev, slave) => br_del_if(brOf(dev), slave),
};

export function br_dev_setup(dev: net_device): void {
  ether_setup(dev);
  eth_hw_addr_random(dev);
  dev.netdev_ops = br_dev_ops;
  dev.needs_free_netdev = true;
  dev.devtype = "bridge";
  dev.ethtool_ops = {
    driver: "bridge",
    version: "2.3",
    // the fastest port's
    get_link_ksettings(d) {
      const ports = brOf(d).ports.map((p) => p.dev.ethtool_ops?.get_link_ksettings?.(p.dev)?.speed ?? -1);
      return { speed: Math.max(-1, ...ports), duplex: 0xff, port: 0xff };
    },
  };
  dev.priv_flags = IFF_EBRIDGE | IFF_NO_QUEUE;
  dev.features = PORTS_DECIDE | NETIF_F_GSO_ROBUST | NETIF_F_LLTX | NETIF_F_NETNS_LOCAL;
  dev.max_mtu = ETH_MAX_MTU;
  dev.priv = new net_bridge(dev);
}

/** A bridge goes: its ports first. */
export function br_dev_delete(dev: net_device): void {
  const br = brOf(dev);
  for (const p of [...br.ports]) del_nbp(p);
  br_fdb_delete_by_port(br, null, 0, true);
}

function port_event(p: net_bridge_port, event: number, info: netdev_notifier_info): number {
  const { br, dev } = p;
  switch (event) {
    case NETDEV_CHANGEMTU:
      mtu_auto_adjust(br);
      break;
    case NETDEV_PRE_CHANGEADDR: {
      if (br.dev.addr_assign_type === NET_ADDR_SET) break;
      const err = dev_pre_changeaddr_notify(br.dev, info.dev_addr!, info.extack ?? null);
      if (err) return notifier_from_errno(err);
      break;
    }
    case NETDEV_CHANGEADDR:
      br_fdb_changeaddr(p, dev.dev_addr);
      if (recalculate_bridge_id(br)) call_netdevice_notifiers(NETDEV_CHANGEADDR, br.dev);
      break;
    case NETDEV_FEAT_CHANGE:
      update_features(br);
      return NOTIFY_DONE;
    case NETDEV_CHANGE:
    case NETDEV_UP:
    case NETDEV_DOWN: {
      if (!netif_running(br.dev)) break;
      const on = event !== NETDEV_DOWN && netif_running(dev) && netif_oper_up(dev);
      // Both tell of the port themselves.
      if (on !== (p.state === BR_STATE_DISABLED)) break;
      (on ? enable : disable)(p);
      return NOTIFY_DONE;
    }
    case NETDEV_UNREGISTER:
      br_del_if(br, dev);
      return NOTIFY_DONE;
    case NETDEV_CHANGENAME:
      br_sysfs_renameif(p, p.sysfs_name);
      p.sysfs_name = dev.name;
      return NOTIFY_DONE;
    default:
      return NOTIFY_DONE;
  }
  if (event !== NETDEV_CHANGEMTU && event !== NETDEV_PRE_CHANGEADDR) br_ifinfo_notify(RTM_NEWLINK, p);
  return NOTIFY_DONE;
}

export const br_device_notifier: notifier_block<netdev_notifier_info> = {
  notifier_call(event, info) {
    if (netif_is_bridge_master(info.dev)) {
      if (event === NETDEV_REGISTER) {
        const br = brOf(info.dev);
        br_fdb_change_mac_address(br, info.dev.dev_addr);
        vlan_init(br, null);
        br_sysfs_addbr(br);
      } else if (event === NETDEV_UNREGISTER && brOf(info.dev).default_pvid)
        vlan_delete(brOf(info.dev), null, brOf(info.dev).default_pvid);
      return NOTIFY_DONE;
    }
    const p = br_port_get(info.dev);
    return p ? port_event(p, event, info) : NOTIFY_DONE;
  },
};

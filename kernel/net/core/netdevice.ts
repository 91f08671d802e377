// Network devices: struct net_device and its operations (include/linux/netdevice.h).
// Above: dev_*.ts, drivers/, rtnetlink, the protocols. Below: netdev_flags.ts, skbuff.ts, notifier.ts.

import { IFF_UP } from "../../uapi/linux/if.ts";
import type { in_device } from "../ipv4/devinet.ts";
import type { inet6_dev } from "../ipv6/addrconf.ts";
import type { netlink_ext_ack } from "../netlink/ext_ack.ts";
import type { netem_sched_data } from "../sched/sch_netem.ts";
import type { device } from "./device.ts";
import type { l3mdev_ops } from "./l3mdev.ts";
import type { rtnl_link_ops } from "./link_ops.ts";
import type { net } from "./net_namespace.ts";
import {
  __LINK_STATE_DORMANT,
  __LINK_STATE_NOCARRIER,
  __LINK_STATE_PRESENT,
  __LINK_STATE_START,
  __LINK_STATE_TESTING,
  IFF_BRIDGE_PORT,
  IFF_EBRIDGE,
  IFF_FAILOVER,
  IFF_FAILOVER_SLAVE,
  NETDEV_TX_OK,
  NETREG_UNINITIALIZED,
  RTNL_LINK_INITIALIZED,
} from "./netdev_flags.ts";
import type { sk_buff } from "./skbuff.ts";

/** What netdev_chain's listeners get. More fields by event. */
export interface netdev_notifier_info {
  dev: net_device;
  extack?: netlink_ext_ack | null;
  /** NETDEV_CHANGE: which IFF_ flags changed. */
  flags_changed?: number;
  /** NETDEV_CHANGEMTU: the other mtu (struct netdev_notifier_info_ext). */
  mtu?: number;
  /** NETDEV_PRE_CHANGEADDR. */
  dev_addr?: Uint8Array;
  /** NETDEV_(PRE)CHANGEUPPER. */
  upper_dev?: net_device;
  master?: boolean;
  linking?: boolean;
  upper_info?: unknown;
  /** NETDEV_CHANGELOWERSTATE. */
  lower_state_info?: unknown;
}

/** Link counters (struct rtnl_link_stats64). */
export class rtnl_link_stats64 {
  rx_packets = 0;
  tx_packets = 0;
  rx_bytes = 0;
  tx_bytes = 0;
  rx_errors = 0;
  tx_errors = 0;
  rx_dropped = 0;
  tx_dropped = 0;
  multicast = 0;
  collisions = 0;
  rx_length_errors = 0;
  rx_over_errors = 0;
  rx_crc_errors = 0;
  rx_frame_errors = 0;
  rx_fifo_errors = 0;
  rx_missed_errors = 0;
  tx_aborted_errors = 0;
  tx_carrier_errors = 0;
  tx_fifo_errors = 0;
  tx_heartbeat_errors = 0;
  tx_window_errors = 0;
  rx_compressed = 0;
  tx_compressed = 0;
  rx_nohandler = 0;
  rx_otherhost_dropped = 0;
}
export type stat_name = keyof rtnl_link_stats64;

/** One adjacent device (struct netdev_adjacent). */
export interface netdev_adjacent {
  dev: net_device;
  master: boolean;
  ref_nr: number;
  private: unknown;
}

/** An entry of a device's address list (struct netdev_hw_addr). */
export interface netdev_hw_addr {
  addr: Uint8Array;
  refcount: number;
  synced: number;
  sync_cnt: number;
  global_use: boolean;
}

/** struct sockaddr with a hardware address. */
export interface sockaddr {
  sa_family: number;
  sa_data: Uint8Array;
}

/** A mutable view of a struct ifreq that a driver's ioctl gets. */
export interface ifreq_view {
  name: string;
  /** The 16 bytes of ifr_ifru, guest byte order. */
  data: DataView;
}

/** What one kind of device does. Results are 0 or -ERRNO. */
export interface net_device_ops {
  ndo_init?(dev: net_device): number;
  ndo_uninit?(dev: net_device): void;
  ndo_open?(dev: net_device): number;
  ndo_stop?(dev: net_device): number;
  /** Takes the buffer over. */
  ndo_start_xmit(skb: sk_buff, dev: net_device): number;
  ndo_change_rx_flags?(dev: net_device, flags: number): void;
  ndo_set_rx_mode?(dev: net_device): void;
  ndo_set_mac_address?(dev: net_device, sa: sockaddr): number;
  ndo_validate_addr?(dev: net_device): number;
  ndo_siocbond?(dev: net_device, ifr: ifreq_view, cmd: number): number;
  ndo_eth_ioctl?(dev: net_device, ifr: ifreq_view, cmd: number): number;
  ndo_change_mtu?(dev: net_device, mtu: number): number;
  ndo_get_stats64?(dev: net_device, stats: rtnl_link_stats64): void;
  ndo_vlan_rx_add_vid?(dev: net_device, proto: number, vid: number): number;
  ndo_vlan_rx_kill_vid?(dev: net_device, proto: number, vid: number): number;
  ndo_add_slave?(dev: net_device, slave: net_device, extack: netlink_ext_ack | null): number;
  ndo_del_slave?(dev: net_device, slave: net_device): number;
  ndo_fix_features?(dev: net_device, features: number): number;
  ndo_set_features?(dev: net_device, features: number): number;
  /** The card's own name for its socket, null: this one has none. */
  ndo_get_phys_port_name?(dev: net_device): string | null;
  ndo_change_carrier?(dev: net_device, on: boolean): number;
  ndo_get_iflink?(dev: net_device): number;
}

/** Building and reading the link header (struct header_ops). */
export interface header_ops {
  /** Pushes the header; addresses null: the device's own, not known. Length, or negative if the destination is missing. */
  create(
    skb: sk_buff,
    dev: net_device,
    type: number,
    daddr: Uint8Array | null,
    saddr: Uint8Array | null,
    len: number,
  ): number;
  /** The sender's address in the header. */
  parse?(skb: sk_buff): Uint8Array;
  validate?(bytes: Uint8Array): boolean;
}

export interface ethtool_ops {
  readonly driver: string;
  readonly version?: string;
  get_link?(dev: net_device): boolean;
  /** speed (Mb/s) and duplex; null: not known. */
  get_link_ksettings?(
    dev: net_device,
  ): { speed: number; duplex: number; port: number; autoneg?: number } | null;
}

/** A name under which a device is found: its own, or an alternative one. */
export interface netdev_name_node {
  name: string;
  dev: net_device;
}

export type rx_handler_func_t = (skb: sk_buff) => number | sk_buff;

/** What a device takes that says nothing of it, and what one does that only passes packets on. */
const TSO_LEGACY_MAX_SIZE = 65536;
export const GSO_MAX_SIZE = 8 * 65535;

export class net_device {
  name: string;
  ifindex = 0;
  name_assign_type: number;
  /** The device's own name in dev_name_head. */
  name_node: netdev_name_node | null = null;
  altnames: netdev_name_node[] = [];
  ifalias: string | null = null;
  group = 0;

  state = 0;
  reg_state = NETREG_UNINITIALIZED;
  dismantle = false;
  needs_free_netdev = false;
  rtnl_link_state = RTNL_LINK_INITIALIZED;

  flags = 0;
  gflags = 0;
  priv_flags = 0;
  operstate = 0;
  link_mode = 0;
  proto_down = false;
  /** Kept for programs that set them: packets are not gathered here. */
  gro_flush_timeout = 0;
  napi_defer_hard_irqs = 0;
  /** What uevents call its kind (SET_NETDEV_DEVTYPE): "bridge", "bond", "vlan" … */
  devtype = "";
  features = 0;
  hw_features = 0;
  wanted_features = 0;
  vlan_features = 0;
  hw_enc_features = 0;

  mtu = 0;
  min_mtu = 0;
  max_mtu = 0;
  type = 0;
  hard_header_len = 0;
  min_header_len = 0;
  addr_len = 0;
  addr_assign_type = 0;
  dev_addr: Uint8Array = new Uint8Array(0);
  perm_addr: Uint8Array = new Uint8Array(0);
  broadcast: Uint8Array = new Uint8Array(0);
  dev_id = 0;
  dev_port = 0;
  irq = 0;
  base_addr = 0;
  mem_start = 0;
  mem_end = 0;
  dma = 0;
  if_port = 0;

  tx_queue_len = 0;
  num_tx_queues = 1;
  real_num_tx_queues = 1;
  num_rx_queues = 1;
  real_num_rx_queues = 1;
  gso_max_segs = 65535;
  gso_max_size = 65536;
  /** The largest packet that the device cuts up itself. */
  tso_max_size = TSO_LEGACY_MAX_SIZE;
  tx_stopped = false;
  /** The queueing discipline has been started (dev_activate). */
  tx_active = false;
  /** The queueing discipline's name, as IFLA_QDISC shows it. */
  qdisc = "noop";
  /** The fault injector, which then is the discipline. */
  netem: netem_sched_data | null = null;

  uc: netdev_hw_addr[] = [];
  mc: netdev_hw_addr[] = [];
  uc_promisc = false;
  promiscuity = 0;
  allmulti = 0;

  /** Counters of the generic kind; a driver's ndo_get_stats64 may add to them or replace them. */
  stats = new rtnl_link_stats64();
  carrier_up_count = 0;
  carrier_down_count = 0;

  adj_list: { upper: netdev_adjacent[]; lower: netdev_adjacent[] } = { upper: [], lower: [] };
  rx_handler: rx_handler_func_t | null = null;
  // biome-ignore lint/suspicious/noExplicitAny: belongs to whoever registered the rx_handler
  rx_handler_data: any = null;

  netdev_ops: net_device_ops = { ndo_start_xmit: () => NETDEV_TX_OK };
  header_ops: header_ops | null = null;
  ethtool_ops: ethtool_ops | null = null;
  /** Of the master of an L3 domain. */
  l3mdev_ops: l3mdev_ops | null = null;
  rtnl_link_ops: rtnl_link_ops | null = null;
  /** Called when the last trace of the device goes. */
  priv_destructor: ((dev: net_device) => void) | null = null;
  /** The driver's own record (netdev_priv). */
  // biome-ignore lint/suspicious/noExplicitAny: each driver's own type
  priv: any = null;

  /** IPv4 and IPv6 configuration of the device. */
  ip_ptr: in_device | null = null;
  ip6_ptr: inet6_dev | null = null;
  /** Vlan ids in use on the device: "proto:vid" -> references (struct vlan_info). */
  vlan_vids = new Map<string, number>();
  /** Vlan devices over it, by "proto:vid". */
  readonly vlan_group = new Map<string, net_device>();
  /** Bus device that it belongs to, and its own place in /sys. */
  dev: device;

  /** What packet sockets and taps have registered on this device alone. */
  ptype_all: packet_type[] = [];
  /** The namespace it is in (dev_net()). */
  nd_net: net;

  constructor(nd_net: net, name: string, name_assign_type: number, dev: device) {
    this.nd_net = nd_net;
    this.name = name;
    this.name_assign_type = name_assign_type;
    this.dev = dev;
  }
}

/** A protocol's interest in received frames (struct packet_type). dev null: every device. */
export interface packet_type {
  /** Ethertype, host order; ETH_P_ALL for taps. */
  type: number;
  dev: net_device | null;
  /** The namespace whose devices it listens to; null: all. */
  af_packet_net?: net | null;
  /** Takes the buffer over. */
  func(skb: sk_buff, dev: net_device, pt: packet_type, orig_dev: net_device): number;
  /** For taps: true for the socket that sent the packet itself. */
  id_match?(pt: packet_type, skb: sk_buff): boolean;
  /** Outgoing packets are not wanted. */
  ignore_outgoing?: boolean;
  /** No part of the run: somebody outside looks on (a capture). */
  watches?: boolean;
}

export const dev_net = (dev: net_device): net => dev.nd_net;
export const netif_running = (dev: net_device): boolean => (dev.state & __LINK_STATE_START) !== 0;
export const netif_device_present = (dev: net_device): boolean => (dev.state & __LINK_STATE_PRESENT) !== 0;
export const netif_carrier_ok = (dev: net_device): boolean => (dev.state & __LINK_STATE_NOCARRIER) === 0;
export const netif_dormant = (dev: net_device): boolean => (dev.state & __LINK_STATE_DORMANT) !== 0;
export const netif_testing = (dev: net_device): boolean => (dev.state & __LINK_STATE_TESTING) !== 0;
/** Operational for traffic: up, or a driver that never said (IF_OPER_UP 6, IF_OPER_UNKNOWN 0). */
export const netif_oper_up = (dev: net_device): boolean => dev.operstate === 6 || dev.operstate === 0;
export const netif_is_failover = (dev: net_device): boolean => (dev.priv_flags & IFF_FAILOVER) !== 0;
export const netif_is_failover_slave = (dev: net_device): boolean =>
  (dev.priv_flags & IFF_FAILOVER_SLAVE) !== 0;
export const netif_is_bridge_port = (dev: net_device): boolean => (dev.priv_flags & IFF_BRIDGE_PORT) !== 0;
export const netif_is_bridge_master = (dev: net_device): boolean => (dev.priv_flags & IFF_EBRIDGE) !== 0;
export const netdev_is_up = (dev: net_device): boolean => (dev.flags & IFF_UP) !== 0;

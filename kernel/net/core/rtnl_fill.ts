// The RTM_NEWLINK message of a device (net/core/rtnetlink.c rtnl_fill_ifinfo). A piece of it is one line here.
// Above: rtnetlink.ts, rtnl_link.ts. Below: netdevice.ts, dev*.ts, ../netlink/nlattr.ts.

import { IF_OPER_DOWN } from "../../uapi/linux/if.ts";
import * as L from "../../uapi/linux/if_link.ts";
import { AF_UNSPEC } from "../linux_socket.ts";
import { NLA_F_NESTED } from "../netlink/nlattr.ts";
import { nlmsg } from "../netlink/nlmsg.ts";
import { dev_get_iflink, dev_get_stats } from "./dev.ts";
import { netdev_master_upper_dev_get } from "./dev_adjacent.ts";
import { dev_get_flags } from "./dev_flags.ts";
import { type net, peernet2id_alloc } from "./net_namespace.ts";
import { type net_device, netif_carrier_ok, netif_running, type rtnl_link_stats64 } from "./netdevice.ts";
import { rtnl_af_all } from "./rtnl_af.ts";

export const RTEXT_FILTER_SKIP_STATS = 1 << 3;

/** What the message is for, and what is special about it. */
export interface fill_options {
  type: number;
  portid?: number;
  seq?: number;
  change?: number;
  flags?: number;
  ext_filter_mask?: number;
  event?: number;
  new_nsid?: number | null;
  new_ifindex?: number;
  tgt_netnsid?: number;
  /** The namespace of the reader (ids count there). */
  src_net: net;
}

/** rtnl_link_stats64's members in the order of the structure. */
const STATS: readonly (keyof rtnl_link_stats64)[] = [
  "rx_packets",
  "tx_packets",
  "rx_bytes",
  "tx_bytes",
  "rx_errors",
  "tx_errors",
  "rx_dropped",
  "tx_dropped",
  "multicast",
  "collisions",
  "rx_length_errors",
  "rx_over_errors",
  "rx_crc_errors",
  "rx_frame_errors",
  "rx_fifo_errors",
  "rx_missed_errors",
  "tx_aborted_errors",
  "tx_carrier_errors",
  "tx_fifo_errors",
  "tx_heartbeat_errors",
  "tx_window_errors",
  "rx_compressed",
  "tx_compressed",
  "rx_nohandler",
  "rx_otherhost_dropped",
];
/** The old 32-bit structure ends before rx_otherhost_dropped. */
const OLD_STATS = STATS.slice(0, 24);

export function put_stats64(m: nlmsg, type: number, dev: net_device): void {
  const stats = dev_get_stats(dev);
  m.nest(type, () => {
    for (const name of STATS) m.u64(stats[name]);
  });
}

function fill_stats(m: nlmsg, dev: net_device): void {
  const stats = dev_get_stats(dev);
  put_stats64(m, L.IFLA_STATS64, dev);
  m.nest(L.IFLA_STATS, () => {
    for (const name of OLD_STATS) m.u32(stats[name] % 2 ** 32);
  });
}

/** Kind and data of the device and of its master's port (rtnl_link_fill). */
function fill_link_info(m: nlmsg, dev: net_device): void {
  const ops = dev.rtnl_link_ops;
  const master = netdev_master_upper_dev_get(dev);
  const m_ops = master?.rtnl_link_ops ?? null;
  if (!ops && !m_ops) return;
  m.nest(L.IFLA_LINKINFO, () => {
    if (m_ops) {
      m.putString(L.IFLA_INFO_SLAVE_KIND, m_ops.kind);
      if (m_ops.fill_slave_info)
        m.nest(L.IFLA_INFO_SLAVE_DATA, () => m_ops.fill_slave_info!(m, master!, dev));
    }
    if (ops) {
      m.putString(L.IFLA_INFO_KIND, ops.kind);
      if (ops.fill_info) m.nest(L.IFLA_INFO_DATA, () => ops.fill_info!(m, dev));
    }
  });
}

function fill_iflink(m: nlmsg, dev: net_device, src_net: net): void {
  const iflink = dev_get_iflink(dev);
  let force = false;
  const link_net = dev.rtnl_link_ops?.get_link_net?.(dev);
  if (link_net && link_net !== dev.nd_net) {
    m.putU32(L.IFLA_LINK_NETNSID, peernet2id_alloc(src_net, link_net));
    force = true;
  }
  if (force || dev.ifindex !== iflink) m.putU32(L.IFLA_LINK, iflink);
}

/** The whole message. */
export function rtnl_fill_ifinfo(dev: net_device, o: fill_options): Uint8Array {
  const { release } = dev.nd_net.kernel;
  const m = new nlmsg(o.type, o.flags ?? 0, o.seq ?? 0, o.portid ?? 0);
  m.u8(AF_UNSPEC)
    .u8(0)
    .u16(dev.type)
    .u32(dev.ifindex)
    .u32(dev_get_flags(dev))
    .u32(o.change ?? 0);
  if (o.tgt_netnsid !== undefined && o.tgt_netnsid >= 0) m.putU32(L.IFLA_TARGET_NETNSID, o.tgt_netnsid);
  m.putString(L.IFLA_IFNAME, dev.name)
    .putU32(L.IFLA_TXQLEN, dev.tx_queue_len)
    .putU8(L.IFLA_OPERSTATE, netif_running(dev) ? dev.operstate : IF_OPER_DOWN)
    .putU8(L.IFLA_LINKMODE, dev.link_mode)
    .putU32(L.IFLA_MTU, dev.mtu)
    .putU32(L.IFLA_MIN_MTU, dev.min_mtu)
    .putU32(L.IFLA_MAX_MTU, dev.max_mtu)
    .putU32(L.IFLA_GROUP, dev.group)
    .putU32(L.IFLA_PROMISCUITY, dev.promiscuity);
  if (release.atLeast("6.0")) m.putU32(L.IFLA_ALLMULTI, dev.allmulti);
  m.putU32(L.IFLA_NUM_TX_QUEUES, dev.num_tx_queues)
    .putU32(L.IFLA_GSO_MAX_SEGS, dev.gso_max_segs)
    .putU32(L.IFLA_GSO_MAX_SIZE, dev.gso_max_size);
  if (release.atLeast("5.19")) {
    m.putU32(L.IFLA_GRO_MAX_SIZE, 65536)
      .putU32(L.IFLA_TSO_MAX_SIZE, dev.tso_max_size)
      .putU32(L.IFLA_TSO_MAX_SEGS, 65535);
  }
  m.putU32(L.IFLA_NUM_RX_QUEUES, dev.num_rx_queues);
  const master = netdev_master_upper_dev_get(dev);
  if (master) m.putU32(L.IFLA_MASTER, master.ifindex);
  m.putU8(L.IFLA_CARRIER, Number(netif_carrier_ok(dev))).putString(L.IFLA_QDISC, dev.qdisc);
  if (dev.ifalias !== null) m.putString(L.IFLA_IFALIAS, dev.ifalias);
  m.putU32(L.IFLA_CARRIER_CHANGES, dev.carrier_up_count + dev.carrier_down_count)
    .putU32(L.IFLA_CARRIER_UP_COUNT, dev.carrier_up_count)
    .putU32(L.IFLA_CARRIER_DOWN_COUNT, dev.carrier_down_count)
    .putU8(L.IFLA_PROTO_DOWN, Number(dev.proto_down));
  if (o.event) m.putU32(L.IFLA_EVENT, o.event);
  m.nest(L.IFLA_MAP, () => {
    m.u64(dev.mem_start).u64(dev.mem_end).u64(dev.base_addr).u16(dev.irq).u8(dev.dma).u8(dev.if_port).u32(0);
  });
  if (dev.addr_len) m.put(L.IFLA_ADDRESS, dev.dev_addr).put(L.IFLA_BROADCAST, dev.broadcast);
  const port_name = dev.netdev_ops.ndo_get_phys_port_name?.(dev);
  if (port_name) m.putString(L.IFLA_PHYS_PORT_NAME, port_name);
  if (!((o.ext_filter_mask ?? 0) & RTEXT_FILTER_SKIP_STATS)) fill_stats(m, dev);
  m.nest(L.IFLA_XDP, () => m.putU8(L.IFLA_XDP_ATTACHED, 0));
  fill_link_info(m, dev);
  fill_iflink(m, dev, o.src_net);
  if (o.new_nsid !== undefined && o.new_nsid !== null) m.putU32(L.IFLA_NEW_NETNSID, o.new_nsid);
  if (o.new_ifindex) m.putU32(L.IFLA_NEW_IFINDEX, o.new_ifindex);
  if (dev.addr_len && dev.perm_addr.some((b) => b !== 0)) m.put(L.IFLA_PERM_ADDRESS, dev.perm_addr);
  const families = rtnl_af_all().filter((af) => af.has(dev));
  if (families.length) {
    m.nest(L.IFLA_AF_SPEC, () => {
      for (const af of families) m.nest(af.family, () => af.fill_link_af(m, dev, o.ext_filter_mask ?? 0));
    });
  }
  if (dev.altnames.length) {
    m.nest(L.IFLA_PROP_LIST | NLA_F_NESTED, () => {
      for (const node of dev.altnames) m.putString(L.IFLA_ALT_IFNAME, node.name);
    });
  }
  if (dev.dev.parent && release.atLeast("5.14")) {
    m.putString(L.IFLA_PARENT_DEV_NAME, dev.dev.parent.name);
    if (dev.dev.parent.bus) m.putString(L.IFLA_PARENT_DEV_BUS_NAME, dev.dev.parent.bus.name);
  }
  return m.end();
}

// Pairs of devices: what one sends the other receives (drivers/net/veth.c). Above: kinds.ts. Below: eth.ts.

import { ENOTCONN } from "../../uapi/asm/errno.ts";
import { IFF_UP, IFNAMSIZ } from "../../uapi/linux/if.ts";
import { IFLA_ADDRESS, IFLA_IFNAME, IFLA_MAX, IFLA_NUM_TX_QUEUES } from "../../uapi/linux/if_link.ts";
import { VETH_INFO_MAX, VETH_INFO_PEER } from "../../uapi/linux/veth.ts";
import { NET_NAME_ENUM, NET_NAME_USER } from "../core/dev.ts";
import { netif_rx } from "../core/dev_queue.ts";
import {
  register_netdevice,
  unregister_netdevice,
  unregister_netdevice_queue,
} from "../core/dev_register.ts";
import type { rtnl_link_ops } from "../core/link_ops.ts";
import type { net } from "../core/net_namespace.ts";
import { netif_set_real_num_queues } from "../core/net-sysfs-queues.ts";
import {
  IFF_LIVE_ADDR_CHANGE,
  IFF_NO_QUEUE,
  IFF_TX_SKB_SHARING,
  NETDEV_TX_OK,
  NETIF_F_GSO_SCTP,
  NETIF_F_LLTX,
  NETIF_F_SG,
} from "../core/netdev_flags.ts";
import { GSO_MAX_SIZE, type net_device, type net_device_ops } from "../core/netdevice.ts";
import { type ifinfomsg, ifla_policy, read_ifinfomsg, rtnl_link_get_net_of } from "../core/rtnl_link_msg.ts";
import { rtnl_configure_link, rtnl_create_link } from "../core/rtnl_newlink.ts";
import { netif_carrier_off, netif_carrier_on } from "../core/sch.ts";
import { kfree_skb, skb_orphan, skb_scrub_packet } from "../core/skbuff.ts";
import type { netlink_ext_ack } from "../netlink/ext_ack.ts";
import { NLA_MIN_LEN, nla_parse, type nlattrs } from "../netlink/nlattr.ts";
import { validate_address } from "./dummy.ts";
import { ETH_MAX_MTU, eth_hw_addr_random, eth_mac_addr, eth_receive, ether_setup } from "./eth.ts";

interface veth_priv {
  peer: net_device | null;
}
const peerOf = (dev: net_device): net_device | null => (dev.priv as veth_priv).peer;

const veth_ops: net_device_ops = {
  ndo_open(dev) {
    const peer = peerOf(dev);
    if (!peer) return -ENOTCONN;
    if (peer.flags & IFF_UP) {
      netif_carrier_on(dev);
      netif_carrier_on(peer);
    }
    return 0;
  },
  ndo_stop(dev) {
    netif_carrier_off(dev);
    const peer = peerOf(dev);
    if (peer) netif_carrier_off(peer);
    return 0;
  },
  ndo_start_xmit(skb, dev) {
    const peer = peerOf(dev);
    if (!peer || !(peer.flags & IFF_UP)) {
      dev.stats.tx_dropped++;
      kfree_skb(skb);
      return NETDEV_TX_OK;
    }
    dev.stats.tx_packets++;
    dev.stats.tx_bytes += skb.len;
    skb_orphan(skb);
    skb_scrub_packet(skb, dev.nd_net !== peer.nd_net);
    eth_receive(skb, peer, netif_rx);
    return NETDEV_TX_OK;
  },
  ndo_set_rx_mode: () => {},
  ndo_set_mac_address: eth_mac_addr,
  ndo_get_iflink: (dev) => peerOf(dev)?.ifindex ?? 0,
};

function setup(dev: net_device): void {
  ether_setup(dev);
  dev.priv_flags &= ~IFF_TX_SKB_SHARING;
  dev.priv_flags |= IFF_LIVE_ADDR_CHANGE | IFF_NO_QUEUE;
  dev.netdev_ops = veth_ops;
  dev.ethtool_ops = {
    driver: "veth",
    version: "1.0",
    get_link_ksettings: () => ({ speed: 10000, duplex: 1, port: 0 }),
  };
  dev.features |= NETIF_F_LLTX | NETIF_F_SG | NETIF_F_GSO_SCTP;
  dev.needs_free_netdev = true;
  dev.max_mtu = ETH_MAX_MTU;
  dev.tso_max_size = GSO_MAX_SIZE;
  dev.priv = { peer: null } satisfies veth_priv;
}

/** The peer's attributes, when the request says anything of it. */
function readPeer(
  data: nlattrs | null,
  extack: netlink_ext_ack,
): { tb: nlattrs; ifm: ifinfomsg } | null | number {
  const peer = data?.get(VETH_INFO_PEER);
  if (!peer) return null;
  const tb = nla_parse(peer.data.subarray(16), IFLA_MAX, ifla_policy, extack, {}, peer.offset + 20);
  if (typeof tb === "number") return tb;
  const err = validate_address(tb);
  return err < 0 ? err : { tb, ifm: read_ifinfomsg(peer.data, 0) };
}

/** Makes both ends: the peer first (veth_newlink). */
function newlink(
  src_net: net,
  dev: net_device,
  tb: nlattrs,
  data: nlattrs | null,
  extack: netlink_ext_ack,
): number {
  const given = readPeer(data, extack);
  if (typeof given === "number") return given;
  const tbp = given?.tb ?? tb;
  const name = given ? tbp.get(IFLA_IFNAME) : undefined;
  const net = rtnl_link_get_net_of(src_net, tbp);
  if (typeof net === "number") return net;
  const peer = rtnl_create_link(
    net,
    name ? name.string.slice(0, IFNAMSIZ - 1) : "veth%d",
    name ? NET_NAME_USER : NET_NAME_ENUM,
    veth_link_ops,
    tbp,
    extack,
  );
  if (typeof peer === "number") return peer;
  if (!given || !tbp.has(IFLA_ADDRESS)) eth_hw_addr_random(peer);
  if (given && dev.ifindex !== 0) peer.ifindex = given.ifm.ifi_index;
  let err = register_netdevice(peer);
  if (err < 0) return err;
  netif_carrier_off(peer);
  err = rtnl_configure_link(peer, given?.ifm ?? null);
  if (err < 0) {
    unregister_netdevice(peer);
    return err;
  }
  if (!tb.has(IFLA_ADDRESS)) eth_hw_addr_random(dev);
  err = register_netdevice(dev);
  if (err < 0) {
    unregister_netdevice(peer);
    return err;
  }
  netif_carrier_off(dev);
  veth_pair(dev, peer);
  if (!tb.has(IFLA_NUM_TX_QUEUES)) netif_set_real_num_queues(dev, 1);
  if (!tbp.has(IFLA_NUM_TX_QUEUES)) netif_set_real_num_queues(peer, 1);
  return 0;
}

/** Ties two registered ends together. */
export function veth_pair(dev: net_device, peer: net_device): void {
  (dev.priv as veth_priv).peer = peer;
  (peer.priv as veth_priv).peer = dev;
}

/** Both ends go. */
function dellink(dev: net_device, list: net_device[]): void {
  const peer = peerOf(dev);
  (dev.priv as veth_priv).peer = null;
  unregister_netdevice_queue(dev, list);
  if (!peer) return;
  (peer.priv as veth_priv).peer = null;
  unregister_netdevice_queue(peer, list);
}

/** Queues are made for as many processors as the recorded kernel might have had (CONFIG_NR_CPUS). */
const POSSIBLE_CPUS = 2;

export const veth_link_ops: rtnl_link_ops = {
  kind: "veth",
  setup,
  maxtype: VETH_INFO_MAX,
  policy: { [VETH_INFO_PEER]: NLA_MIN_LEN(16) },
  validate: validate_address,
  newlink,
  dellink,
  get_num_tx_queues: () => POSSIBLE_CPUS,
  get_num_rx_queues: () => POSSIBLE_CPUS,
  get_link_net: (dev) => (peerOf(dev) ?? dev).nd_net,
};

// VRF devices (drivers/net/vrf.c): the master of an L3 domain. It is the loopback device of its domain: packets to the domain's
// own addresses go through it; those that leave are only shown to whoever watches it.
// Above: kinds.ts, ../init.ts. Below: ../core/l3mdev.ts, ../ipv4/route.ts, ../ipv6/route.ts.

import { EADDRNOTAVAIL, EBUSY, EINVAL, EOPNOTSUPP } from "../../uapi/asm/errno.ts";
import { IFF_MASTER, IFF_NOARP, IFF_UP } from "../../uapi/linux/if.ts";
import { ETH_ALEN, ETH_HLEN, ETH_P_IP, ETH_P_IPV6 } from "../../uapi/linux/if_ether.ts";
import { IFLA_ADDRESS, IFLA_VRF_MAX, IFLA_VRF_PORT_TABLE, IFLA_VRF_TABLE } from "../../uapi/linux/if_link.ts";
import { RT_SCOPE_LINK } from "../../uapi/linux/rtnetlink.ts";
import {
  netdev_master_upper_dev_get,
  netdev_master_upper_dev_link,
  netdev_upper_dev_unlink,
} from "../core/dev_adjacent.ts";
import { dev_change_flags } from "../core/dev_flags.ts";
import { dev_queue_xmit_nit, netif_rx } from "../core/dev_queue.ts";
import {
  register_netdevice,
  unregister_netdevice,
  unregister_netdevice_queue,
} from "../core/dev_register.ts";
import { fib_l3mdev_rules } from "../core/fib_rules_netlink.ts";
import { type l3mdev_ops, netif_is_l3_master, netif_is_l3_slave } from "../core/l3mdev.ts";
import type { rtnl_link_ops } from "../core/link_ops.ts";
import type { net, pernet_operations } from "../core/net_namespace.ts";
import { net_sysctl_dir, net_sysctl_int } from "../core/net_sysctl.ts";
import * as D from "../core/netdev_flags.ts";
import type { net_device, net_device_ops, netdev_notifier_info } from "../core/netdevice.ts";
import { NOTIFY_DONE, type notifier_block } from "../core/notifier.ts";
import {
  kfree_skb,
  PACKET_HOST,
  PACKET_LOOPBACK,
  type sk_buff,
  skb_clone,
  skb_cow,
  skb_orphan,
  skb_pull,
  skb_push,
} from "../core/skbuff.ts";
import { inet_select_addr } from "../ipv4/devinet.ts";
import { fib_new_table, flowi4_init } from "../ipv4/fib_trie.ts";
import { ip_route_output_key } from "../ipv4/route.ts";
import { fib6_of, flowi6_init } from "../ipv6/ip6_fib.ts";
import { ip6_route_output, rt6_need_strict } from "../ipv6/route.ts";
import { AF_INET, IPPROTO_ICMPV6 } from "../linux_socket.ts";
import { NL_SET_ERR_MSG, type netlink_ext_ack } from "../netlink/ext_ack.ts";
import { NLA_U32, type nlattrs } from "../netlink/nlattr.ts";
import { bytes_to_in6, get32, ipv4_is_lbcast, ipv4_is_multicast, put16, put32 } from "../wire/addr.ts";
import { csum_fold, csum_partial } from "../wire/checksum.ts";
import { eth_hw_addr_random, eth_mac_addr, eth_type_trans, ether_setup, is_valid_ether_addr } from "./eth.ts";

const IP6_MAX_MTU = 65535 + 40;
const IPV6_MIN_MTU = 1280;
const FIB_RULE_PREF = 1000;
const ND_FIRST = 133;
const ND_LAST = 137;

interface net_vrf {
  tb_id: number;
}
const vrf_of = (dev: net_device): net_vrf => dev.priv as net_vrf;

/** What a namespace knows of its VRFs (struct netns_vrf). */
class netns_vrf {
  /** The rules come with the first VRF, and stay. */
  add_fib_rules = true;
  /** A table belongs to one VRF at the most. */
  strict_mode = false;
  readonly vrfs: net_device[] = [];

  get shared(): boolean {
    return new Set(this.vrfs.map((d) => vrf_of(d).tb_id)).size < this.vrfs.length;
  }
}
function netns_vrf_of(net: net): netns_vrf {
  let v = net.gen.get(netns_vrf) as netns_vrf | undefined;
  if (!v) net.gen.set(netns_vrf, (v = new netns_vrf()));
  return v;
}

// ---- packets ----

/** To an address of the domain itself: up again, its route with it (vrf_local_xmit). */
function local_xmit(skb: sk_buff, dev: net_device, dst: sk_buff["_skb_dst"]): number {
  const { len } = skb;
  skb_orphan(skb);
  skb._skb_dst = dst;
  skb.protocol = eth_type_trans(skb, dev);
  // Those who watch have seen it on its way out.
  skb.pkt_type = PACKET_LOOPBACK;
  skb.tstamp = 0n;
  if (netif_rx(skb) === D.NET_RX_SUCCESS) {
    dev.stats.rx_packets++;
    dev.stats.rx_bytes += len;
  } else dev.stats.rx_dropped++;
  return 0;
}

function tx_error(skb: sk_buff, dev: net_device): number {
  dev.stats.tx_errors++;
  kfree_skb(skb);
  return D.NET_XMIT_DROP;
}

/** Sends on what was given to the device with its link header, by the domain's table. */
function outbound(skb: sk_buff, dev: net_device): number {
  const h = skb.data + ETH_HLEN;
  const b = skb.head.subarray(h, skb.tail);
  const net = dev.nd_net;
  const v4 = skb.protocol === ETH_P_IP;
  if (b.length < (v4 ? 20 : 40)) return tx_error(skb, dev);
  const flow = { l3mdev: dev.ifindex, iif: net.loopback_dev.ifindex };
  const rt = v4
    ? ip_route_output_key(
        net,
        flowi4_init({
          ...flow,
          tos: b[1] & 0x1c,
          anysrc: true,
          proto: b[9],
          daddr: get32(b, 16),
          saddr: get32(b, 12),
        }),
      )
    : ip6_route_output(
        net,
        flowi6_init({
          ...flow,
          daddr: bytes_to_in6(b, 24),
          saddr: bytes_to_in6(b, 8),
          proto: b[6],
          mark: skb.mark,
        }),
      );
  if (typeof rt === "number") return tx_error(skb, dev);
  if (rt.dev === dev) return local_xmit(skb, dev, rt);
  skb_cow(skb);
  skb_pull(skb, ETH_HLEN);
  skb.network_header = skb.data;
  skb._skb_dst = rt;
  const { head, data } = skb;
  if (v4 && !get32(head, data + 12)) {
    put32(head, data + 12, inet_select_addr(rt.dev, 0, RT_SCOPE_LINK));
    put16(head, data + 10, 0);
    put16(head, data + 10, csum_fold(csum_partial(head, data, data + (head[data] & 15) * 4)));
  }
  const err = rt.output(skb, skb.sk);
  if (err) dev.stats.tx_errors++;
  return Math.max(err, 0);
}

/** Shows a packet to those who watch the VRF, as a frame between two nobodies' addresses. */
function show(skb: sk_buff, vrf: net_device, destination: Uint8Array | null): void {
  if (vrf.ptype_all.length === 0) return;
  const copy = skb_clone(skb);
  skb_cow(copy, ETH_HLEN);
  copy.network_header = copy.data;
  const eth = skb_push(copy, ETH_HLEN);
  eth.fill(0, 0, ETH_ALEN);
  if (destination) eth.set(destination);
  eth.set(vrf.dev_addr, ETH_ALEN);
  put16(eth, 2 * ETH_ALEN, copy.protocol);
  dev_queue_xmit_nit(copy, vrf);
  kfree_skb(copy);
}

/** Neighbour discovery is the real device's affair. */
function is_ndisc(skb: sk_buff): boolean {
  const { head, network_header: h } = skb;
  const type = head[h + 40];
  return head[h + 6] === IPPROTO_ICMPV6 && skb.tail > h + 40 && type >= ND_FIRST && type <= ND_LAST;
}

function rx_stats(dev: net_device, len: number): void {
  dev.stats.rx_packets++;
  dev.stats.rx_bytes += len;
}

const vrf_l3mdev_ops: l3mdev_ops = {
  l3mdev_fib_table: (dev) => vrf_of(dev).tb_id,
  l3mdev_l3_rcv(vrf, skb, family) {
    const { head, network_header: h } = skb;
    const v4 = family === AF_INET;
    if (!v4 && skb.pkt_type !== PACKET_LOOPBACK && is_ndisc(skb)) return;
    // With a route already there the packet is one of ours, which its route knows the device of.
    skb.l3_iif = (!v4 && skb._skb_dst?.rt_iif) || skb.skb_iif;
    skb.dev = vrf;
    skb.skb_iif = vrf.ifindex;
    if (v4 && ipv4_is_multicast(get32(head, h + 16))) return;
    if (skb.pkt_type === PACKET_LOOPBACK) {
      skb.pkt_type = PACKET_HOST;
      return;
    }
    if (!v4 && rt6_need_strict(bytes_to_in6(head, h + 24))) return;
    rx_stats(vrf, skb.len);
    show(skb, vrf, vrf.dev_addr);
  },
  l3mdev_l3_out(vrf, skb, family) {
    const { head, network_header: h } = skb;
    if (family !== AF_INET) {
      if (rt6_need_strict(bytes_to_in6(head, h + 24))) return;
      skb.protocol = ETH_P_IPV6;
    } else {
      const daddr = get32(head, h + 16);
      if (ipv4_is_multicast(daddr) || ipv4_is_lbcast(daddr)) return;
      skb.protocol = ETH_P_IP;
    }
    show(skb, vrf, null);
  },
};

// ---- the device ----

/** Down and up again: neighbours are forgotten, routes move to the other table. */
function cycle_netdev(dev: net_device, extack: netlink_ext_ack | null): void {
  const { flags } = dev;
  if (!(flags & IFF_UP)) return;
  if (dev_change_flags(dev, flags & ~IFF_UP, extack) >= 0) dev_change_flags(dev, flags, extack);
}

function vrf_del_slave(dev: net_device, port: net_device): number {
  netdev_upper_dev_unlink(port, dev);
  port.priv_flags &= ~D.IFF_L3MDEV_SLAVE;
  cycle_netdev(port, null);
  return 0;
}

const vrf_netdev_ops: net_device_ops = {
  ndo_init(dev) {
    fib_new_table(dev.nd_net, vrf_of(dev).tb_id);
    fib6_of(dev.nd_net).new_table(vrf_of(dev).tb_id);
    dev.flags = IFF_MASTER | IFF_NOARP;
    dev.operstate = 6;
    return 0;
  },
  ndo_start_xmit(skb, dev) {
    const { len } = skb;
    const ip = skb.protocol === ETH_P_IP || skb.protocol === ETH_P_IPV6;
    const ret = ip ? outbound(skb, dev) : tx_error(skb, dev);
    if (ret === D.NET_XMIT_SUCCESS || ret === D.NET_XMIT_CN) {
      dev.stats.tx_packets++;
      dev.stats.tx_bytes += len;
    } else dev.stats.tx_dropped++;
    return ret;
  },
  ndo_set_mac_address: eth_mac_addr,
  ndo_add_slave(dev, port, extack) {
    if (netif_is_l3_master(port)) {
      NL_SET_ERR_MSG(extack, "Can not enslave an L3 master device to a VRF");
      return -EINVAL;
    }
    if (netif_is_l3_slave(port)) return -EINVAL;
    if (port === dev.nd_net.loopback_dev) {
      NL_SET_ERR_MSG(extack, "Can not enslave loopback device to a VRF");
      return -EOPNOTSUPP;
    }
    port.priv_flags |= D.IFF_L3MDEV_SLAVE;
    const err = netdev_master_upper_dev_link(port, dev, null, null, extack);
    if (err < 0) {
      port.priv_flags &= ~D.IFF_L3MDEV_SLAVE;
      return err;
    }
    cycle_netdev(port, extack);
    return 0;
  },
  ndo_del_slave: vrf_del_slave,
};

function vrf_setup(dev: net_device): void {
  ether_setup(dev);
  dev.netdev_ops = vrf_netdev_ops;
  dev.l3mdev_ops = vrf_l3mdev_ops;
  dev.ethtool_ops = { driver: "vrf" };
  dev.needs_free_netdev = true;
  dev.priv = { tb_id: 0 } satisfies net_vrf;
  eth_hw_addr_random(dev);
  dev.features |= D.NETIF_F_LLTX | D.NETIF_F_NETNS_LOCAL | D.NETIF_F_VLAN_CHALLENGED | D.NETIF_F_GSO_SCTP;
  dev.features |= D.NETIF_F_HW_CSUM | D.NETIF_F_SG | D.NETIF_F_FRAGLIST | D.NETIF_F_HIGHDMA;
  dev.priv_flags |= D.IFF_NO_QUEUE | D.IFF_NO_RX_HANDLER | D.IFF_LIVE_ADDR_CHANGE;
  // Too small a mtu would switch the protocols off.
  dev.min_mtu = IPV6_MIN_MTU;
  dev.max_mtu = IP6_MAX_MTU;
  dev.mtu = IP6_MAX_MTU;
}

function validate(tb: nlattrs, _data: nlattrs | null, extack: netlink_ext_ack): number {
  const given = tb.get(IFLA_ADDRESS);
  if (!given) return 0;
  const wrong = given.data.length !== ETH_ALEN;
  if (!wrong && is_valid_ether_addr(given.data)) return 0;
  NL_SET_ERR_MSG(extack, "Invalid hardware address");
  return wrong ? -EINVAL : -EADDRNOTAVAIL;
}

function newlink(
  _src: net,
  dev: net_device,
  _tb: nlattrs,
  data: nlattrs | null,
  extack: netlink_ext_ack,
): number {
  const table = data?.get(IFLA_VRF_TABLE);
  if (!table?.u32) {
    NL_SET_ERR_MSG(extack, table ? "Invalid VRF table id" : "VRF table id is missing");
    return -EINVAL;
  }
  vrf_of(dev).tb_id = table.u32;
  dev.priv_flags |= D.IFF_L3MDEV_MASTER;
  const err = register_netdevice(dev);
  if (err) return err;
  const mine = netns_vrf_of(dev.nd_net);
  if (mine.strict_mode && mine.vrfs.some((d) => vrf_of(d).tb_id === table.u32)) {
    NL_SET_ERR_MSG(extack, "Table is used by another VRF");
    unregister_netdevice(dev);
    return -EBUSY;
  }
  mine.vrfs.push(dev);
  if (mine.add_fib_rules) fib_l3mdev_rules(dev.nd_net, FIB_RULE_PREF);
  mine.add_fib_rules = false;
  return 0;
}

function dellink(dev: net_device, list: net_device[]): void {
  for (const { dev: port } of [...dev.adj_list.lower]) vrf_del_slave(dev, port);
  const { vrfs } = netns_vrf_of(dev.nd_net);
  if (vrfs.includes(dev)) vrfs.splice(vrfs.indexOf(dev), 1);
  unregister_netdevice_queue(dev, list);
}

export const vrf_link_ops: rtnl_link_ops = {
  kind: "vrf",
  maxtype: IFLA_VRF_MAX,
  policy: { [IFLA_VRF_TABLE]: NLA_U32 },
  setup: vrf_setup,
  validate,
  newlink,
  dellink,
  fill_info: (m, dev) => void m.putU32(IFLA_VRF_TABLE, vrf_of(dev).tb_id),
  fill_slave_info: (m, master) => void m.putU32(IFLA_VRF_PORT_TABLE, vrf_of(master).tb_id),
};

/** A device of a domain goes: the domain lets go of it (vrf_device_event). */
export const vrf_notifier: notifier_block<netdev_notifier_info> = {
  notifier_call(event, { dev }) {
    const master = netif_is_l3_slave(dev) ? netdev_master_upper_dev_get(dev) : null;
    if (event === D.NETDEV_UNREGISTER && master) vrf_del_slave(master, dev);
    return NOTIFY_DONE;
  },
};

export const vrf_net_ops: pernet_operations = {
  name: "vrf",
  init(net) {
    net_sysctl_int(net_sysctl_dir(net, "vrf"), "strict_mode", {
      get: () => (netns_vrf_of(net).strict_mode ? 1 : 0),
      set(v) {
        const mine = netns_vrf_of(net);
        if (v && !mine.strict_mode && mine.shared) return -EBUSY;
        mine.strict_mode = v !== 0;
      },
      min: 0,
      max: 1,
    });
    return 0;
  },
};

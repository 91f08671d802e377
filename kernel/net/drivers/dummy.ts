// The dummy device: what it sends is gone (drivers/net/dummy.c). Above: kinds.ts. Below: eth.ts.

import { EADDRNOTAVAIL, EINVAL } from "../../uapi/asm/errno.ts";
import { IFF_MULTICAST, IFF_NOARP } from "../../uapi/linux/if.ts";
import { ETH_ALEN } from "../../uapi/linux/if_ether.ts";
import { IFLA_ADDRESS } from "../../uapi/linux/if_link.ts";
import { unregister_netdevice_queue } from "../core/dev_register.ts";
import type { rtnl_link_ops } from "../core/link_ops.ts";
import {
  IFF_LIVE_ADDR_CHANGE,
  IFF_NO_QUEUE,
  NETDEV_TX_OK,
  NETIF_F_GSO_SCTP,
  NETIF_F_LLTX,
  NETIF_F_SG,
} from "../core/netdev_flags.ts";
import type { net_device, net_device_ops } from "../core/netdevice.ts";
import { netif_carrier_off, netif_carrier_on } from "../core/sch.ts";
import { kfree_skb } from "../core/skbuff.ts";
import type { nlattrs } from "../netlink/nlattr.ts";
import {
  eth_hw_addr_random,
  eth_mac_addr,
  eth_validate_addr,
  ether_setup,
  is_valid_ether_addr,
} from "./eth.ts";

const dummy_ops: net_device_ops = {
  ndo_start_xmit(skb, dev) {
    dev.stats.tx_packets++;
    dev.stats.tx_bytes += skb.len;
    kfree_skb(skb);
    return NETDEV_TX_OK;
  },
  ndo_validate_addr: eth_validate_addr,
  ndo_set_rx_mode: () => {},
  ndo_set_mac_address: eth_mac_addr,
  ndo_change_carrier(dev, on) {
    if (on) netif_carrier_on(dev);
    else netif_carrier_off(dev);
    return 0;
  },
};

export function dummy_setup(dev: net_device): void {
  ether_setup(dev);
  dev.netdev_ops = dummy_ops;
  dev.ethtool_ops = { driver: "dummy" };
  dev.needs_free_netdev = true;
  dev.flags |= IFF_NOARP;
  dev.flags &= ~IFF_MULTICAST;
  dev.priv_flags |= IFF_LIVE_ADDR_CHANGE | IFF_NO_QUEUE;
  dev.features |= NETIF_F_SG | NETIF_F_GSO_SCTP | NETIF_F_LLTX;
  eth_hw_addr_random(dev);
  dev.min_mtu = 0;
  dev.max_mtu = 0;
}

/** IFLA_ADDRESS of an Ethernet-like kind: -EINVAL (length), -EADDRNOTAVAIL (not unicast). */
export function validate_address(tb: nlattrs): number {
  const a = tb.get(IFLA_ADDRESS);
  if (!a) return 0;
  if (a.data.length !== ETH_ALEN) return -EINVAL;
  return is_valid_ether_addr(a.data) ? 0 : -EADDRNOTAVAIL;
}

export const dummy_link_ops: rtnl_link_ops = {
  kind: "dummy",
  setup: dummy_setup,
  validate: validate_address,
  dellink: unregister_netdevice_queue,
};

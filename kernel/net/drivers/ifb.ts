// The intermediate functional block (drivers/net/ifb.c): a device that packets are redirected to. Without traffic
// control nothing is, so it only drops what is sent to it directly. Above: kinds.ts. Below: eth.ts.

import { IFF_MULTICAST, IFF_NOARP } from "../../uapi/linux/if.ts";
import { unregister_netdevice_queue } from "../core/dev_register.ts";
import type { rtnl_link_ops } from "../core/link_ops.ts";
import { IFF_TX_SKB_SHARING, NETDEV_TX_OK } from "../core/netdev_flags.ts";
import type { net_device, net_device_ops } from "../core/netdevice.ts";
import { kfree_skb } from "../core/skbuff.ts";
import { validate_address } from "./dummy.ts";
import { eth_hw_addr_random, eth_validate_addr, ether_setup } from "./eth.ts";

const ifb_ops: net_device_ops = {
  ndo_open: () => 0,
  ndo_stop: () => 0,
  ndo_start_xmit(skb, dev) {
    dev.stats.rx_packets++;
    dev.stats.rx_bytes += skb.len;
    dev.stats.rx_dropped++;
    kfree_skb(skb);
    return NETDEV_TX_OK;
  },
  ndo_validate_addr: eth_validate_addr,
};

export const ifb_link_ops: rtnl_link_ops = {
  kind: "ifb",
  setup(dev: net_device) {
    ether_setup(dev);
    dev.netdev_ops = ifb_ops;
    dev.ethtool_ops = { driver: "ifb" };
    dev.tx_queue_len = 32;
    dev.flags |= IFF_NOARP;
    dev.flags &= ~IFF_MULTICAST;
    dev.priv_flags &= ~IFF_TX_SKB_SHARING;
    eth_hw_addr_random(dev);
    dev.needs_free_netdev = true;
    dev.min_mtu = 0;
    dev.max_mtu = 0;
  },
  validate: validate_address,
  dellink: unregister_netdevice_queue,
};

// The loopback device: what it sends it receives (drivers/net/loopback.c). One in every namespace.
// Above: ../init.ts. Below: eth.ts, ../core/dev_queue.ts.

import { IFF_LOOPBACK } from "../../uapi/linux/if.ts";
import { ARPHRD_LOOPBACK } from "../../uapi/linux/if_arp.ts";
import { ETH_ALEN, ETH_HLEN } from "../../uapi/linux/if_ether.ts";
import { alloc_netdev_mqs, NET_NAME_PREDICTABLE, NET_NAME_UNKNOWN } from "../core/dev.ts";
import { netif_rx } from "../core/dev_queue.ts";
import { register_netdevice } from "../core/dev_register.ts";
import type { pernet_operations } from "../core/net_namespace.ts";
import {
  IFF_LIVE_ADDR_CHANGE,
  IFF_NO_QUEUE,
  NET_RX_SUCCESS,
  NETDEV_TX_OK,
  NETIF_F_GSO_SCTP,
  NETIF_F_HW_CSUM,
  NETIF_F_LLTX,
  NETIF_F_NETNS_LOCAL,
  NETIF_F_SG,
} from "../core/netdev_flags.ts";
import { GSO_MAX_SIZE, type net_device, type net_device_ops } from "../core/netdevice.ts";
import { skb_orphan } from "../core/skbuff.ts";
import { eth_header_ops, eth_mac_addr, eth_type_trans } from "./eth.ts";

const loopback_ops: net_device_ops = {
  ndo_start_xmit(skb, dev) {
    // The receiver may be the sender itself: its charge ends here. The route stays: it is the way in, too.
    skb_orphan(skb);
    const { len } = skb;
    skb.protocol = eth_type_trans(skb, dev);
    skb.tstamp = 0n;
    if (netif_rx(skb) === NET_RX_SUCCESS) {
      dev.stats.tx_packets++;
      dev.stats.tx_bytes += len;
      dev.stats.rx_packets++;
      dev.stats.rx_bytes += len;
    }
    return NETDEV_TX_OK;
  },
  ndo_set_mac_address: eth_mac_addr,
};

function setup(dev: net_device): void {
  dev.mtu = 64 * 1024;
  dev.hard_header_len = ETH_HLEN;
  dev.min_header_len = ETH_HLEN;
  dev.addr_len = ETH_ALEN;
  dev.dev_addr = new Uint8Array(ETH_ALEN);
  dev.perm_addr = new Uint8Array(ETH_ALEN);
  dev.broadcast = new Uint8Array(ETH_ALEN);
  dev.type = ARPHRD_LOOPBACK;
  dev.flags = IFF_LOOPBACK;
  dev.priv_flags |= IFF_LIVE_ADDR_CHANGE | IFF_NO_QUEUE;
  dev.features = NETIF_F_SG | NETIF_F_HW_CSUM | NETIF_F_LLTX | NETIF_F_NETNS_LOCAL | NETIF_F_GSO_SCTP;
  dev.header_ops = eth_header_ops;
  dev.netdev_ops = loopback_ops;
  dev.tso_max_size = GSO_MAX_SIZE;
  dev.tx_queue_len = 1000;
}

export const loopback_net_ops: pernet_operations = {
  name: "loopback",
  init(net) {
    const known = net.kernel.release.atLeast("5.17");
    const dev = alloc_netdev_mqs(net, "lo", known ? NET_NAME_PREDICTABLE : NET_NAME_UNKNOWN, setup);
    net.loopback_dev = dev;
    return register_netdevice(dev);
  },
};

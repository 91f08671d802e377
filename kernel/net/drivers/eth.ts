// Ethernet: what every Ethernet-like device has in common, and its header (net/ethernet/eth.c).
// Above: the drivers. Below: ../core/netdevice.ts, skbuff.ts.

import { EADDRNOTAVAIL, EBUSY } from "../../uapi/asm/errno.ts";
import { IFF_BROADCAST, IFF_MULTICAST } from "../../uapi/linux/if.ts";
import { ARPHRD_ETHER } from "../../uapi/linux/if_arp.ts";
import { ETH_ALEN, ETH_DATA_LEN, ETH_HLEN, ETH_P_802_2, ETH_P_802_3 } from "../../uapi/linux/if_ether.ts";
import { dev_addr_set, equalBytes, NET_ADDR_RANDOM } from "../core/dev.ts";
import { IFF_LIVE_ADDR_CHANGE, IFF_TX_SKB_SHARING } from "../core/netdev_flags.ts";
import { type header_ops, type net_device, netif_running, type sockaddr } from "../core/netdevice.ts";
import {
  PACKET_BROADCAST,
  PACKET_MULTICAST,
  PACKET_OTHERHOST,
  type sk_buff,
  skb_pull,
  skb_push,
  skb_reset_mac_header,
} from "../core/skbuff.ts";

export const ETH_MIN_MTU = 68;
export const ETH_MAX_MTU = 0xffff;
export const eth_broadcast = (): Uint8Array => new Uint8Array(ETH_ALEN).fill(0xff);

export const is_multicast_ether_addr = (a: Uint8Array, at = 0): boolean => (a[at] & 1) !== 0;
export const is_zero_ether_addr = (a: Uint8Array): boolean => a.every((b) => b === 0);
export const is_valid_ether_addr = (a: Uint8Array): boolean =>
  !is_multicast_ether_addr(a) && !is_zero_ether_addr(a);

/** Types below this are lengths (802.3). */
const ETH_P_802_3_MIN = 0x0600;

export const eth_header_ops: header_ops = {
  create(skb, dev, type, daddr, saddr, len) {
    const h = skb_push(skb, ETH_HLEN);
    const word = type !== ETH_P_802_3 && type !== ETH_P_802_2 ? type : len;
    h.set((saddr ?? dev.dev_addr).subarray(0, ETH_ALEN), ETH_ALEN);
    h[12] = word >> 8;
    h[13] = word & 0xff;
    if (daddr) {
      h.set(daddr.subarray(0, ETH_ALEN), 0);
      return ETH_HLEN;
    }
    if (dev.flags & 0x88 /* IFF_LOOPBACK | IFF_NOARP */) {
      h.fill(0, 0, ETH_ALEN);
      return ETH_HLEN;
    }
    return -ETH_HLEN;
  },
  parse: (skb) => skb.head.slice(skb.mac_header + ETH_ALEN, skb.mac_header + 2 * ETH_ALEN),
};

/** Sets up a device as Ethernet (ether_setup). */
export function ether_setup(dev: net_device): void {
  dev.header_ops = eth_header_ops;
  dev.type = ARPHRD_ETHER;
  dev.hard_header_len = ETH_HLEN;
  dev.min_header_len = ETH_HLEN;
  dev.mtu = ETH_DATA_LEN;
  dev.min_mtu = ETH_MIN_MTU;
  dev.max_mtu = ETH_DATA_LEN;
  dev.addr_len = ETH_ALEN;
  dev.tx_queue_len = 1000;
  dev.flags = IFF_BROADCAST | IFF_MULTICAST;
  dev.priv_flags |= IFF_TX_SKB_SHARING;
  dev.dev_addr = new Uint8Array(ETH_ALEN);
  dev.perm_addr = new Uint8Array(ETH_ALEN);
  dev.broadcast = eth_broadcast();
}

/** A random local unicast address. */
export function eth_random_addr(dev: net_device): Uint8Array {
  const a = dev.nd_net.kernel.random(ETH_ALEN);
  a[0] = (a[0] & 0xfe) | 0x02;
  return a;
}

export function eth_hw_addr_random(dev: net_device): void {
  dev.addr_assign_type = NET_ADDR_RANDOM;
  dev_addr_set(dev, eth_random_addr(dev));
}

/** ndo_set_mac_address of most devices: -EBUSY while it runs (unless it may live), -EADDRNOTAVAIL (not unicast). */
export function eth_mac_addr(dev: net_device, sa: sockaddr): number {
  if (!(dev.priv_flags & IFF_LIVE_ADDR_CHANGE) && netif_running(dev)) return -EBUSY;
  const addr = sa.sa_data.slice(0, ETH_ALEN);
  if (!is_valid_ether_addr(addr)) return -EADDRNOTAVAIL;
  dev_addr_set(dev, addr);
  return 0;
}

export function eth_validate_addr(dev: net_device): number {
  return is_valid_ether_addr(dev.dev_addr) ? 0 : -EADDRNOTAVAIL;
}

/** Takes the header off a received frame: sets pkt_type and mac_header, returns the ethertype. */
export function eth_type_trans(skb: sk_buff, dev: net_device): number {
  skb.dev = dev;
  skb_reset_mac_header(skb);
  const h = skb.head.subarray(skb.data, skb.data + ETH_HLEN);
  const dest = h.subarray(0, ETH_ALEN);
  if (!equalBytes(dest, dev.dev_addr)) {
    if (is_multicast_ether_addr(dest)) {
      skb.pkt_type = dest.every((b) => b === 0xff) ? PACKET_BROADCAST : PACKET_MULTICAST;
    } else skb.pkt_type = PACKET_OTHERHOST;
  }
  skb_pull(skb, ETH_HLEN);
  const type = (h[12] << 8) | h[13];
  if (type >= ETH_P_802_3_MIN) return type;
  const raw = skb.len >= 2 && skb.head[skb.data] === 0xff && skb.head[skb.data + 1] === 0xff;
  return raw ? ETH_P_802_3 : ETH_P_802_2;
}

/** Hands a frame (link header included) to dev as received, counted. groups: the driver counts those to groups, too. */
export function eth_receive(
  skb: sk_buff,
  dev: net_device,
  deliver: (skb: sk_buff) => number,
  groups = false,
): number {
  if (skb.len < ETH_HLEN) {
    dev.stats.rx_errors++;
    return 1;
  }
  dev.stats.rx_packets++;
  dev.stats.rx_bytes += skb.len;
  skb.protocol = eth_type_trans(skb, dev);
  if (groups && skb.pkt_type === PACKET_MULTICAST) dev.stats.multicast++;
  return deliver(skb);
}

// <linux/virtio_net.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, bytes, struct, u8, u16, u32 } from "../struct.ts";

export const VIRTIO_NET_F_CSUM = 0;
export const VIRTIO_NET_F_GUEST_CSUM = 1;
export const VIRTIO_NET_F_CTRL_GUEST_OFFLOADS = 2;
export const VIRTIO_NET_F_MTU = 3;
export const VIRTIO_NET_F_MAC = 5;
export const VIRTIO_NET_F_GUEST_TSO4 = 7;
export const VIRTIO_NET_F_GUEST_TSO6 = 8;
export const VIRTIO_NET_F_GUEST_ECN = 9;
export const VIRTIO_NET_F_GUEST_UFO = 10;
export const VIRTIO_NET_F_HOST_TSO4 = 11;
export const VIRTIO_NET_F_HOST_TSO6 = 12;
export const VIRTIO_NET_F_HOST_ECN = 13;
export const VIRTIO_NET_F_HOST_UFO = 14;
export const VIRTIO_NET_F_MRG_RXBUF = 15;
export const VIRTIO_NET_F_STATUS = 16;
export const VIRTIO_NET_F_CTRL_VQ = 17;
export const VIRTIO_NET_F_CTRL_RX = 18;
export const VIRTIO_NET_F_CTRL_VLAN = 19;
export const VIRTIO_NET_F_CTRL_RX_EXTRA = 20;
export const VIRTIO_NET_F_GUEST_ANNOUNCE = 21;
export const VIRTIO_NET_F_MQ = 22;
export const VIRTIO_NET_F_CTRL_MAC_ADDR = 23;
export const VIRTIO_NET_F_NOTF_COAL = 53;
export const VIRTIO_NET_F_HASH_REPORT = 57;
export const VIRTIO_NET_F_RSS = 60;
export const VIRTIO_NET_F_RSC_EXT = 61;
export const VIRTIO_NET_F_STANDBY = 62;
export const VIRTIO_NET_F_SPEED_DUPLEX = 63;
export const VIRTIO_NET_F_GSO = 6;
export const VIRTIO_NET_S_LINK_UP = 1;
export const VIRTIO_NET_S_ANNOUNCE = 2;
export const VIRTIO_NET_RSS_HASH_TYPE_IPv4 = 1;
export const VIRTIO_NET_RSS_HASH_TYPE_TCPv4 = 2;
export const VIRTIO_NET_RSS_HASH_TYPE_UDPv4 = 4;
export const VIRTIO_NET_RSS_HASH_TYPE_IPv6 = 8;
export const VIRTIO_NET_RSS_HASH_TYPE_TCPv6 = 0x10;
export const VIRTIO_NET_RSS_HASH_TYPE_UDPv6 = 0x20;
export const VIRTIO_NET_RSS_HASH_TYPE_IP_EX = 0x40;
export const VIRTIO_NET_RSS_HASH_TYPE_TCP_EX = 0x80;
export const VIRTIO_NET_RSS_HASH_TYPE_UDP_EX = 0x100;
export const VIRTIO_NET_HDR_F_NEEDS_CSUM = 1;
export const VIRTIO_NET_HDR_F_DATA_VALID = 2;
export const VIRTIO_NET_HDR_F_RSC_INFO = 4;
export const VIRTIO_NET_HDR_GSO_NONE = 0;
export const VIRTIO_NET_HDR_GSO_TCPV4 = 1;
export const VIRTIO_NET_HDR_GSO_UDP = 3;
export const VIRTIO_NET_HDR_GSO_TCPV6 = 4;
export const VIRTIO_NET_HDR_GSO_ECN = 0x80;
export const VIRTIO_NET_HASH_REPORT_NONE = 0;
export const VIRTIO_NET_HASH_REPORT_IPv4 = 1;
export const VIRTIO_NET_HASH_REPORT_TCPv4 = 2;
export const VIRTIO_NET_HASH_REPORT_UDPv4 = 3;
export const VIRTIO_NET_HASH_REPORT_IPv6 = 4;
export const VIRTIO_NET_HASH_REPORT_TCPv6 = 5;
export const VIRTIO_NET_HASH_REPORT_UDPv6 = 6;
export const VIRTIO_NET_HASH_REPORT_IPv6_EX = 7;
export const VIRTIO_NET_HASH_REPORT_TCPv6_EX = 8;
export const VIRTIO_NET_HASH_REPORT_UDPv6_EX = 9;
export const VIRTIO_NET_OK = 0;
export const VIRTIO_NET_ERR = 1;
export const VIRTIO_NET_CTRL_RX = 0;
export const VIRTIO_NET_CTRL_RX_PROMISC = 0;
export const VIRTIO_NET_CTRL_RX_ALLMULTI = 1;
export const VIRTIO_NET_CTRL_RX_ALLUNI = 2;
export const VIRTIO_NET_CTRL_RX_NOMULTI = 3;
export const VIRTIO_NET_CTRL_RX_NOUNI = 4;
export const VIRTIO_NET_CTRL_RX_NOBCAST = 5;
export const VIRTIO_NET_CTRL_MAC = 1;
export const VIRTIO_NET_CTRL_MAC_TABLE_SET = 0;
export const VIRTIO_NET_CTRL_MAC_ADDR_SET = 1;
export const VIRTIO_NET_CTRL_VLAN = 2;
export const VIRTIO_NET_CTRL_VLAN_ADD = 0;
export const VIRTIO_NET_CTRL_VLAN_DEL = 1;
export const VIRTIO_NET_CTRL_ANNOUNCE = 3;
export const VIRTIO_NET_CTRL_ANNOUNCE_ACK = 0;
export const VIRTIO_NET_CTRL_MQ = 4;
export const VIRTIO_NET_CTRL_MQ_VQ_PAIRS_SET = 0;
export const VIRTIO_NET_CTRL_MQ_VQ_PAIRS_MIN = 1;
export const VIRTIO_NET_CTRL_MQ_VQ_PAIRS_MAX = 0x8000;
export const VIRTIO_NET_CTRL_MQ_RSS_CONFIG = 1;
export const VIRTIO_NET_CTRL_MQ_HASH_CONFIG = 2;
export const VIRTIO_NET_CTRL_GUEST_OFFLOADS = 5;
export const VIRTIO_NET_CTRL_GUEST_OFFLOADS_SET = 0;
export const VIRTIO_NET_CTRL_NOTF_COAL = 6;
export const VIRTIO_NET_CTRL_NOTF_COAL_TX_SET = 0;
export const VIRTIO_NET_CTRL_NOTF_COAL_RX_SET = 1;

export const virtio_net_config = struct(
  "virtio_net_config",
  {
    mac: bytes(6),
    status: u16,
    max_virtqueue_pairs: u16,
    mtu: u16,
    speed: u32,
    duplex: u8,
    rss_max_key_size: u8,
    rss_max_indirection_table_length: u16,
    supported_hash_types: u32,
  },
  { align: 1 },
);

export const virtio_net_hdr_v1 = struct("virtio_net_hdr_v1", {
  flags: u8,
  gso_type: u8,
  hdr_len: u16,
  gso_size: u16,
  csum_start: u16,
  csum_offset: u16,
  csum: at(6, struct("", { start: u16, offset: u16 })),
  rsc: at(6, struct("", { segments: u16, dup_acks: u16 })),
  num_buffers: u16,
});

export const virtio_net_hdr_v1_hash = struct("virtio_net_hdr_v1_hash", {
  hdr: virtio_net_hdr_v1,
  hash_value: u32,
  hash_report: u16,
  padding: u16,
});

export const virtio_net_hdr = struct("virtio_net_hdr", {
  flags: u8,
  gso_type: u8,
  hdr_len: u16,
  gso_size: u16,
  csum_start: u16,
  csum_offset: u16,
});

export const virtio_net_hdr_mrg_rxbuf = struct("virtio_net_hdr_mrg_rxbuf", {
  hdr: virtio_net_hdr,
  num_buffers: u16,
});

export const virtio_net_ctrl_hdr = struct("virtio_net_ctrl_hdr", {
  class: u8,
  cmd: u8,
});

export const virtio_net_ctrl_mac = struct(
  "virtio_net_ctrl_mac",
  {
    entries: u32,
    macs: array(bytes(6), 0),
  },
  { align: 1 },
);

export const virtio_net_ctrl_mq = struct("virtio_net_ctrl_mq", {
  virtqueue_pairs: u16,
});

export const virtio_net_rss_config = struct("virtio_net_rss_config", {
  hash_types: u32,
  indirection_table_mask: u16,
  unclassified_queue: u16,
  indirection_table: array(u16, 1),
  max_tx_vq: u16,
  hash_key_length: u8,
  hash_key_data: bytes(0),
});

export const virtio_net_hash_config = struct("virtio_net_hash_config", {
  hash_types: u32,
  reserved: array(u16, 4),
  hash_key_length: u8,
  hash_key_data: bytes(0),
});

export const virtio_net_ctrl_coal_tx = struct("virtio_net_ctrl_coal_tx", {
  tx_max_packets: u32,
  tx_usecs: u32,
});

export const virtio_net_ctrl_coal_rx = struct("virtio_net_ctrl_coal_rx", {
  rx_max_packets: u32,
  rx_usecs: u32,
});

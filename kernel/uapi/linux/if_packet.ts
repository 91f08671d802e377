// <linux/if_packet.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { at, bytes, s32, struct, u8, u16, u32, u64 } from "../struct.ts";

export const PACKET_HOST = 0;
export const PACKET_BROADCAST = 1;
export const PACKET_MULTICAST = 2;
export const PACKET_OTHERHOST = 3;
export const PACKET_OUTGOING = 4;
export const PACKET_LOOPBACK = 5;
export const PACKET_USER = 6;
export const PACKET_KERNEL = 7;
export const PACKET_FASTROUTE = 6;
export const PACKET_ADD_MEMBERSHIP = 1;
export const PACKET_DROP_MEMBERSHIP = 2;
export const PACKET_RECV_OUTPUT = 3;
export const PACKET_RX_RING = 5;
export const PACKET_STATISTICS = 6;
export const PACKET_COPY_THRESH = 7;
export const PACKET_AUXDATA = 8;
export const PACKET_ORIGDEV = 9;
export const PACKET_VERSION = 10;
export const PACKET_HDRLEN = 11;
export const PACKET_RESERVE = 12;
export const PACKET_TX_RING = 13;
export const PACKET_LOSS = 14;
export const PACKET_VNET_HDR = 15;
export const PACKET_TX_TIMESTAMP = 16;
export const PACKET_TIMESTAMP = 17;
export const PACKET_FANOUT = 18;
export const PACKET_TX_HAS_OFF = 19;
export const PACKET_QDISC_BYPASS = 20;
export const PACKET_ROLLOVER_STATS = 21;
export const PACKET_FANOUT_DATA = 22;
export const PACKET_IGNORE_OUTGOING = 23;
export const PACKET_FANOUT_HASH = 0;
export const PACKET_FANOUT_LB = 1;
export const PACKET_FANOUT_CPU = 2;
export const PACKET_FANOUT_ROLLOVER = 3;
export const PACKET_FANOUT_RND = 4;
export const PACKET_FANOUT_QM = 5;
export const PACKET_FANOUT_CBPF = 6;
export const PACKET_FANOUT_EBPF = 7;
export const PACKET_FANOUT_FLAG_ROLLOVER = 0x1000;
export const PACKET_FANOUT_FLAG_UNIQUEID = 0x2000;
export const PACKET_FANOUT_FLAG_DEFRAG = 0x8000;
export const TP_STATUS_KERNEL = 0;
export const TP_STATUS_USER = 1;
export const TP_STATUS_COPY = 2;
export const TP_STATUS_LOSING = 4;
export const TP_STATUS_CSUMNOTREADY = 8;
export const TP_STATUS_VLAN_VALID = 0x10;
export const TP_STATUS_BLK_TMO = 0x20;
export const TP_STATUS_VLAN_TPID_VALID = 0x40;
export const TP_STATUS_CSUM_VALID = 0x80;
export const TP_STATUS_AVAILABLE = 0;
export const TP_STATUS_SEND_REQUEST = 1;
export const TP_STATUS_SENDING = 2;
export const TP_STATUS_WRONG_FORMAT = 4;
export const TP_STATUS_TS_SOFTWARE = 0x20000000;
export const TP_STATUS_TS_SYS_HARDWARE = 0x40000000;
export const TP_STATUS_TS_RAW_HARDWARE = 0x80000000;
export const TP_FT_REQ_FILL_RXHASH = 1;
export const TPACKET_ALIGNMENT = 16;
export const TPACKET_HDRLEN = 52;
export const TPACKET2_HDRLEN = 52;
export const TPACKET3_HDRLEN = 68;
export const PACKET_MR_MULTICAST = 0;
export const PACKET_MR_PROMISC = 1;
export const PACKET_MR_ALLMULTI = 2;
export const PACKET_MR_UNICAST = 3;
export const TPACKET_V1 = 0;
export const TPACKET_V2 = 1;
export const TPACKET_V3 = 2;

export const sockaddr_pkt = struct("sockaddr_pkt", {
  spkt_family: u16,
  spkt_device: bytes(14),
  spkt_protocol: u16,
});

export const sockaddr_ll = struct("sockaddr_ll", {
  sll_family: u16,
  sll_protocol: u16,
  sll_ifindex: s32,
  sll_hatype: u16,
  sll_pkttype: u8,
  sll_halen: u8,
  sll_addr: bytes(8),
});

export const tpacket_stats = struct("tpacket_stats", {
  tp_packets: u32,
  tp_drops: u32,
});

export const tpacket_stats_v3 = struct("tpacket_stats_v3", {
  tp_packets: u32,
  tp_drops: u32,
  tp_freeze_q_cnt: u32,
});

export const tpacket_rollover_stats = struct("tpacket_rollover_stats", {
  tp_all: u64,
  tp_huge: u64,
  tp_failed: u64,
});

export const tpacket_stats_u = struct("tpacket_stats_u", {
  stats1: tpacket_stats,
  stats3: at(0, tpacket_stats_v3),
});

export const tpacket_auxdata = struct("tpacket_auxdata", {
  tp_status: u32,
  tp_len: u32,
  tp_snaplen: u32,
  tp_mac: u16,
  tp_net: u16,
  tp_vlan_tci: u16,
  tp_vlan_tpid: u16,
});

export const tpacket_hdr = struct("tpacket_hdr", {
  tp_status: u32,
  tp_len: u32,
  tp_snaplen: u32,
  tp_mac: u16,
  tp_net: u16,
  tp_sec: u32,
  tp_usec: u32,
});

export const tpacket2_hdr = struct("tpacket2_hdr", {
  tp_status: u32,
  tp_len: u32,
  tp_snaplen: u32,
  tp_mac: u16,
  tp_net: u16,
  tp_sec: u32,
  tp_nsec: u32,
  tp_vlan_tci: u16,
  tp_vlan_tpid: u16,
  tp_padding: bytes(4),
});

export const tpacket_hdr_variant1 = struct("tpacket_hdr_variant1", {
  tp_rxhash: u32,
  tp_vlan_tci: u32,
  tp_vlan_tpid: u16,
  tp_padding: u16,
});

export const tpacket3_hdr = struct("tpacket3_hdr", {
  tp_next_offset: u32,
  tp_sec: u32,
  tp_nsec: u32,
  tp_snaplen: u32,
  tp_len: u32,
  tp_status: u32,
  tp_mac: u16,
  tp_net: u16,
  hv1: tpacket_hdr_variant1,
  tp_padding: bytes(8),
});

export const tpacket_bd_ts = struct("tpacket_bd_ts", {
  ts_sec: u32,
  ts_usec: u32,
  ts_nsec: at(4, u32),
});

export const tpacket_hdr_v1 = struct("tpacket_hdr_v1", {
  block_status: u32,
  num_pkts: u32,
  offset_to_first_pkt: u32,
  blk_len: u32,
  seq_num: u64,
  ts_first_pkt: tpacket_bd_ts,
  ts_last_pkt: tpacket_bd_ts,
});

export const tpacket_bd_header_u = struct("tpacket_bd_header_u", {
  bh1: tpacket_hdr_v1,
});

export const tpacket_block_desc = struct("tpacket_block_desc", {
  version: u32,
  offset_to_priv: u32,
  hdr: tpacket_bd_header_u,
});

export const tpacket_req = struct("tpacket_req", {
  tp_block_size: u32,
  tp_block_nr: u32,
  tp_frame_size: u32,
  tp_frame_nr: u32,
});

export const tpacket_req3 = struct("tpacket_req3", {
  tp_block_size: u32,
  tp_block_nr: u32,
  tp_frame_size: u32,
  tp_frame_nr: u32,
  tp_retire_blk_tov: u32,
  tp_sizeof_priv: u32,
  tp_feature_req_word: u32,
});

export const tpacket_req_u = struct("tpacket_req_u", {
  req: tpacket_req,
  req3: at(0, tpacket_req3),
});

export const packet_mreq = struct("packet_mreq", {
  mr_ifindex: s32,
  mr_type: u16,
  mr_alen: u16,
  mr_address: bytes(8),
});

export const fanout_args = struct("fanout_args", {
  type_flags: u16,
  id: u16,
  max_num_members: u32,
});

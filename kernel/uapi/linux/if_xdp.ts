// <linux/if_xdp.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { struct, u16, u32, u64 } from "../struct.ts";

export const XDP_SHARED_UMEM = 1;
export const XDP_COPY = 2;
export const XDP_ZEROCOPY = 4;
export const XDP_USE_NEED_WAKEUP = 8;
export const XDP_UMEM_UNALIGNED_CHUNK_FLAG = 1;
export const XDP_RING_NEED_WAKEUP = 1;
export const XDP_MMAP_OFFSETS = 1;
export const XDP_RX_RING = 2;
export const XDP_TX_RING = 3;
export const XDP_UMEM_REG = 4;
export const XDP_UMEM_FILL_RING = 5;
export const XDP_UMEM_COMPLETION_RING = 6;
export const XDP_STATISTICS = 7;
export const XDP_OPTIONS = 8;
export const XDP_OPTIONS_ZEROCOPY = 1;
export const XDP_PGOFF_RX_RING = 0;
export const XDP_PGOFF_TX_RING = 0x80000000;
export const XDP_UMEM_PGOFF_FILL_RING = 0x100000000;
export const XDP_UMEM_PGOFF_COMPLETION_RING = 0x180000000;
export const XSK_UNALIGNED_BUF_OFFSET_SHIFT = 48;
export const XSK_UNALIGNED_BUF_ADDR_MASK = 0xffffffffffff;

export const sockaddr_xdp = struct("sockaddr_xdp", {
  sxdp_family: u16,
  sxdp_flags: u16,
  sxdp_ifindex: u32,
  sxdp_queue_id: u32,
  sxdp_shared_umem_fd: u32,
});

export const xdp_ring_offset = struct("xdp_ring_offset", {
  producer: u64,
  consumer: u64,
  desc: u64,
  flags: u64,
});

export const xdp_mmap_offsets = struct("xdp_mmap_offsets", {
  rx: xdp_ring_offset,
  tx: xdp_ring_offset,
  fr: xdp_ring_offset,
  cr: xdp_ring_offset,
});

export const xdp_umem_reg = struct("xdp_umem_reg", {
  addr: u64,
  len: u64,
  chunk_size: u32,
  headroom: u32,
  flags: u32,
});

export const xdp_statistics = struct("xdp_statistics", {
  rx_dropped: u64,
  rx_invalid_descs: u64,
  tx_invalid_descs: u64,
  rx_ring_full: u64,
  rx_fill_ring_empty_descs: u64,
  tx_ring_empty_descs: u64,
});

export const xdp_options = struct("xdp_options", {
  flags: u32,
});

export const xdp_desc = struct("xdp_desc", {
  addr: u64,
  len: u32,
  options: u32,
});

// Rings that the kernel and a program share: making and mapping them, and receiving into frames of one size, TPACKET_V1 and V2
// (net/packet/af_packet.c packet_set_ring, packet_mmap, tpacket_rcv). Blocks of any size are ring_v3.ts.
// Above: packet_sockopt.ts, af_packet.ts, receive.ts. Below: packet_sock.ts, emulator/memory.ts (the frames).

import type { file } from "../../fs/file.ts";
import type { Kernel } from "../../kernel.ts";
import type { mm_struct, vm_area_struct, vm_operations_struct } from "../../mm/mm.ts";
import { EBUSY, EFAULT, EINVAL, ENOMEM } from "../../uapi/asm/errno.ts";
import * as P from "../../uapi/linux/if_packet.ts";
import type { net_device } from "../core/netdevice.ts";
import { CHECKSUM_PARTIAL, CHECKSUM_UNNECESSARY, PACKET_OUTGOING, type sk_buff } from "../core/skbuff.ts";
import { SOCK_RCVTSTAMP } from "../core/sock_flags.ts";
import { SOCK_DGRAM } from "../linux_socket.ts";
import type { socket } from "../socket.ts";
import {
  type packet_sock,
  register_prot_hook,
  SIZEOF_SOCKADDR_LL,
  unregister_prot_hook,
} from "./packet_sock.ts";
import { BLK_PLUS_PRIV, tpacket_kbdq_core } from "./ring_v3.ts";

const PAGE_SIZE = 4096;
const HDRLEN = [P.TPACKET_HDRLEN, P.TPACKET2_HDRLEN, P.TPACKET3_HDRLEN];
const HEADERS = [P.tpacket_hdr, P.tpacket2_hdr, P.tpacket3_hdr] as const;
export const TPACKET_ALIGN = (n: number): number => (n + P.TPACKET_ALIGNMENT - 1) & -P.TPACKET_ALIGNMENT;
export const tp_hdrlen = (po: packet_sock): number => HDRLEN[po.tp_version];

type Memory = Kernel["machine"]["phys"];

/** The memory of a ring: blocks of whole pages, each of frames (struct packet_ring_buffer). Places are host offsets. */
export class packet_ring_buffer {
  head = 0;
  private constructor(
    readonly phys: Memory,
    readonly blocks: readonly number[],
    readonly block_size: number,
    readonly frame_size: number,
    readonly frames: number,
  ) {}

  /** Null: no memory. */
  static make(
    phys: Memory,
    req: { block_size: number; block_nr: number; frame_size: number; frame_nr: number },
  ) {
    const blocks: number[] = [];
    const pages = req.block_size / PAGE_SIZE;
    if (pages * req.block_nr > phys.totalFrames) return null;
    const ring = new packet_ring_buffer(phys, blocks, req.block_size, req.frame_size, req.frame_nr);
    while (blocks.length < req.block_nr) {
      const at = phys.alloc(pages);
      if (!at) {
        ring.free();
        return null;
      }
      blocks.push(at);
    }
    return ring;
  }

  /** Gives the memory back; what is still mapped stays for the mapping. */
  free(): void {
    for (const at of this.blocks)
      for (let page = 0; page < this.block_size; page += PAGE_SIZE) this.phys.put(at + page);
  }

  frame(i: number): number {
    const per_block = Math.floor(this.block_size / this.frame_size);
    return this.blocks[Math.floor(i / per_block)] + (i % per_block) * this.frame_size;
  }
  word(at: number): number {
    return this.phys.u32[at / 4];
  }
  set_word(at: number, value: number): void {
    this.phys.writeU32(at, value);
  }
  write(at: number, bytes: Uint8Array): void {
    if (bytes.length) this.phys.writeBytes(at, bytes);
  }
  read(at: number, n: number): Uint8Array {
    const bytes = new Uint8Array(n);
    this.phys.readBytes(at, bytes);
    return bytes;
  }
  get size(): number {
    return this.blocks.length * this.block_size;
  }
  next(): void {
    this.head = this.head + 1 === this.frames ? 0 : this.head + 1;
  }
}

/** Where a frame's status lies. */
const STATUS = [0, 0, P.tpacket3_hdr.offsetof("tp_status")];
export const frame_status = (po: packet_sock, ring: packet_ring_buffer, i: number): number =>
  ring.word(ring.frame(i) + STATUS[po.tp_version]);
export const set_frame_status = (po: packet_sock, ring: packet_ring_buffer, i: number, v: number): void =>
  ring.set_word(ring.frame(i) + STATUS[po.tp_version], v);

/** A ring as struct tpacket_req or, with TPACKET_V3, tpacket_req3 asks for it; no blocks: takes it away. 0 or -ERRNO. */
export function packet_set_ring(po: packet_sock, b: Uint8Array, tx: boolean): number {
  const r = P.tpacket_req.get(b);
  const old = tx ? po.tx_ring : po.rx_ring;
  if (po.mapped) return -EBUSY;
  let ring: packet_ring_buffer | null = null;
  const v3 = po.tp_version === P.TPACKET_V3 ? P.tpacket_req3.get(b) : null;
  if (r.tp_block_nr) {
    if (old) return -EBUSY;
    const least = tp_hdrlen(po) + po.tp_reserve;
    const per_block = Math.floor(r.tp_block_size / r.tp_frame_size);
    if (
      r.tp_block_size === 0 ||
      r.tp_block_size > 0x7fffffff ||
      r.tp_block_size % PAGE_SIZE ||
      (v3 && r.tp_block_size < BLK_PLUS_PRIV(v3.tp_sizeof_priv) + least) ||
      r.tp_frame_size < least ||
      r.tp_frame_size % P.TPACKET_ALIGNMENT ||
      per_block === 0 ||
      per_block * r.tp_block_nr !== r.tp_frame_nr
    )
      return -EINVAL;
    ring = packet_ring_buffer.make(po.kernel.machine.phys, {
      block_size: r.tp_block_size,
      block_nr: r.tp_block_nr,
      frame_size: r.tp_frame_size,
      frame_nr: r.tp_frame_nr,
    });
    if (!ring) return -ENOMEM;
    if (v3 && tx && (v3.tp_retire_blk_tov || v3.tp_sizeof_priv || v3.tp_feature_req_word)) {
      ring.free();
      return -EINVAL;
    }
  } else if (r.tp_frame_nr) return -EINVAL;
  const running = po.running;
  unregister_prot_hook(po);
  if (tx) po.tx_ring = ring;
  else {
    po.rx_ring = ring;
    po.prb?.stop();
    po.prb = v3 && ring ? new tpacket_kbdq_core(po, ring, v3) : null;
    po.sk_receive_queue.purge();
  }
  old?.free();
  if (running && po.ifindex !== -1) register_prot_hook(po);
  return 0;
}

/** The socket is closed: nothing is mapped any more. */
export function packet_free_rings(po: packet_sock): void {
  po.prb?.stop();
  po.prb = null;
  po.rx_ring?.free();
  po.tx_ring?.free();
  po.rx_ring = po.tx_ring = null;
}

// ---- mapping ----

const owner = (vma: vm_area_struct): packet_sock => (vma.vm_file!.private_data as socket).sk as packet_sock;
const rings = (po: packet_sock): packet_ring_buffer[] =>
  [po.rx_ring, po.tx_ring].filter((r): r is packet_ring_buffer => r !== null);

const packet_mmap_ops: vm_operations_struct = {
  open(vma) {
    owner(vma).mapped++;
  },
  close(vma) {
    owner(vma).mapped--;
  },
  fault(vma, pgoff) {
    let at = pgoff * PAGE_SIZE;
    for (const ring of rings(owner(vma))) {
      if (at < ring.size) {
        const frame = ring.blocks[Math.floor(at / ring.block_size)] + (at % ring.block_size);
        ring.phys.get(frame);
        return frame;
      }
      at -= ring.size;
    }
    return -EFAULT;
  },
};

/** Both rings, the receive ring first: all of it or -EINVAL. */
export function packet_mmap(_f: file, _mm: mm_struct, vma: vm_area_struct): number {
  const po = owner(vma);
  const size = rings(po).reduce((n, r) => n + r.size, 0);
  if (vma.vm_pgoff || size === 0 || vma.vm_end - vma.vm_start !== size) return -EINVAL;
  po.mapped++;
  vma.vm_ops = packet_mmap_ops;
  return 0;
}

// ---- receiving ----

/** Whether the frame a part of the ring ahead is free: for half a look (pow 2) or none (__tpacket_has_room). */
export function tpacket_has_room(po: packet_sock, low: boolean): boolean {
  if (po.prb) return po.prb.has_room(low);
  const ring = po.rx_ring!;
  const ahead = low ? 0 : ring.frames >> 2;
  return frame_status(po, ring, (ring.head + ahead) % ring.frames) === P.TP_STATUS_KERNEL;
}

/** Something to read: the frame, or block, filled last is the program's (packet_previous_rx_frame). */
export function tpacket_readable(po: packet_sock): boolean {
  if (po.prb) return po.prb.previous_status !== P.TP_STATUS_KERNEL;
  const ring = po.rx_ring!;
  return frame_status(po, ring, (ring.head || ring.frames) - 1) !== P.TP_STATUS_KERNEL;
}

const NS = 1_000_000_000n;

/** A frame for the ring: its first snaplen bytes, the address from, virtio's header if it is asked for (tpacket_rcv). */
export function tpacket_rcv(
  po: packet_sock,
  skb: sk_buff,
  _dev: net_device,
  snaplen: number,
  from: Uint8Array,
  vnet: Uint8Array | null,
): void {
  const ring = po.rx_ring!;
  if (!tpacket_has_room(po, true)) {
    po.tp_drops++;
    return;
  }
  let status = P.TP_STATUS_USER;
  if (skb.ip_summed === CHECKSUM_PARTIAL) status |= P.TP_STATUS_CSUMNOTREADY;
  else if (skb.pkt_type !== PACKET_OUTGOING && skb.ip_summed === CHECKSUM_UNNECESSARY)
    status |= P.TP_STATUS_CSUM_VALID;
  const hdrlen = tp_hdrlen(po);
  let netoff: number;
  let macoff: number;
  if (po.sk_type === SOCK_DGRAM) netoff = macoff = TPACKET_ALIGN(hdrlen) + 16 + po.tp_reserve;
  else {
    const maclen = Math.max(0, skb.network_header - skb.data);
    netoff = TPACKET_ALIGN(hdrlen + Math.max(maclen, 16)) + po.tp_reserve + (vnet ? vnet.length : 0);
    macoff = netoff - maclen;
  }
  const most = po.prb ? po.prb.max_frame_len : ring.frame_size;
  if (netoff > 0xffff) {
    po.tp_drops++;
    return;
  }
  if (macoff + snaplen > most) {
    snaplen = most - macoff;
    if (snaplen < 0) {
      snaplen = 0;
      vnet = null;
      if (po.prb) macoff = most;
    }
  }
  const at = po.prb ? po.prb.place(macoff + snaplen) : free_frame(po, ring);
  if (at === null) {
    po.tp_drops++;
    po.sk_data_ready(po);
    return;
  }
  if (!po.prb && po.tp_drops) status |= P.TP_STATUS_LOSING;
  po.tp_packets++;
  if (vnet) ring.write(at + macoff - vnet.length, vnet);
  ring.write(at + macoff, skb.head.subarray(skb.data, skb.data + snaplen));
  const stamp = skb.tstamp || po.kernel.realtime();
  if (po.tp_tstamp || po.sock_flag(SOCK_RCVTSTAMP)) status |= P.TP_STATUS_TS_SOFTWARE;
  const [sec, ns] = [Number((stamp / NS) & 0xffffffffn), Number(stamp % NS)];
  const common = {
    tp_len: skb.len,
    tp_snaplen: snaplen,
    tp_mac: macoff & 0xffff,
    tp_net: netoff,
    tp_sec: sec,
  };
  const tagged = skb.vlan_tci >= 0;
  if (tagged && po.tp_version > 0) status |= P.TP_STATUS_VLAN_VALID | P.TP_STATUS_VLAN_TPID_VALID;
  const vlan = tagged ? { tp_vlan_tci: skb.vlan_tci, tp_vlan_tpid: skb.vlan_proto } : {};
  let header: Uint8Array;
  if (po.tp_version === P.TPACKET_V1)
    header = P.tpacket_hdr.make({ ...common, tp_usec: Math.floor(ns / 1000) });
  else if (po.tp_version === P.TPACKET_V2) header = P.tpacket2_hdr.make({ ...common, tp_nsec: ns, ...vlan });
  else {
    header = P.tpacket3_hdr.make({ ...common, tp_nsec: ns, tp_status: status });
    P.tpacket3_hdr.write(header, "tp_next_offset", ring.word(at));
    P.tpacket3_hdr.write(header, "hv1", { tp_rxhash: po.prb!.hash_of(skb), ...vlan });
    po.prb!.last_stamp = [sec, ns];
  }
  ring.write(at, header);
  ring.write(at + TPACKET_ALIGN(HEADERS[po.tp_version].size), from.subarray(0, SIZEOF_SOCKADDR_LL));
  if (po.prb) return;
  ring.set_word(at, status);
  po.sk_data_ready(po);
}

/** The frame at the head, if the program has given it back. */
function free_frame(po: packet_sock, ring: packet_ring_buffer): number | null {
  if (frame_status(po, ring, ring.head) !== P.TP_STATUS_KERNEL) return null;
  const at = ring.frame(ring.head);
  ring.next();
  return at;
}

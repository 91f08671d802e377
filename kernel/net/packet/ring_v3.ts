// TPACKET_V3: a receive ring whose frames are packed into blocks, which are handed over when they are full or some time has
// passed (net/packet/af_packet.c prb_*). Above: ring.ts. Below: packet_sock.ts.

import type { Timer } from "../../time/timer.ts";
import * as P from "../../uapi/linux/if_packet.ts";
import type { sk_buff } from "../core/skbuff.ts";
import { NSEC_PER_JIFFY } from "../linux_socket.ts";
import { skb_hash_symmetric } from "./fanout.ts";
import type { packet_sock } from "./packet_sock.ts";
import type { packet_ring_buffer } from "./ring.ts";

const align8 = (n: number): number => Math.ceil(n / 8) * 8;
const BLK_HDR_LEN = align8(P.tpacket_block_desc.size);
/** A block's header with the program's private area behind it. */
export const BLK_PLUS_PRIV = (priv: number): number => BLK_HDR_LEN + align8(priv);

const bh1 = (field: Parameters<typeof P.tpacket_hdr_v1.offsetof>[0]): number =>
  P.tpacket_block_desc.offsetof("hdr") + P.tpacket_hdr_v1.offsetof(field);
const BLOCK_STATUS = bh1("block_status");
const NUM_PKTS = bh1("num_pkts");
const BLK_LEN = bh1("blk_len");
const LAST_PKT = bh1("ts_last_pkt");
/** Milliseconds, where the device's speed says nothing else. */
const DEFAULT_PRB_RETIRE_TOV = 8;

export class tpacket_kbdq_core {
  readonly max_frame_len: number;
  /** Time of the frame put last: seconds, nanoseconds. */
  last_stamp: [number, number] = [0, 0];
  readonly #tov: number;
  #active = 0;
  #last_active = 0;
  #next_seq = 1n;
  #frozen = false;
  /** Where the next frame goes, and where the last one is. */
  #next = 0;
  #prev = 0;
  #timer: Timer | null = null;

  constructor(
    readonly po: packet_sock,
    readonly ring: packet_ring_buffer,
    readonly req: { tp_retire_blk_tov: number; tp_sizeof_priv: number; tp_feature_req_word: number },
  ) {
    this.max_frame_len = ring.block_size - BLK_PLUS_PRIV(req.tp_sizeof_priv);
    const ms = Math.min(req.tp_retire_blk_tov || DEFAULT_PRB_RETIRE_TOV, 2 ** 30);
    this.#tov = Math.ceil((ms * 1e6) / NSEC_PER_JIFFY) * NSEC_PER_JIFFY;
    this.#open();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  get #block(): number {
    return this.ring.blocks[this.#active];
  }
  get #used(): boolean {
    return (this.ring.word(this.#block + BLOCK_STATUS) & P.TP_STATUS_USER) !== 0;
  }
  get previous_status(): number {
    const n = this.ring.blocks.length;
    return this.ring.word(this.ring.blocks[(this.#active + n - 1) % n] + BLOCK_STATUS);
  }
  has_room(low: boolean): boolean {
    const n = this.ring.blocks.length;
    const at = this.ring.blocks[(this.#active + (low ? 0 : n >> 2)) % n];
    return this.ring.word(at + BLOCK_STATUS) === P.TP_STATUS_KERNEL;
  }
  hash_of(skb: sk_buff): number {
    return this.req.tp_feature_req_word & P.TP_FT_REQ_FILL_RXHASH ? skb_hash_symmetric(skb) : 0;
  }

  /** Room for a frame of n bytes: where it goes, or null while the program has all blocks (__packet_lookup_frame_in_block). */
  place(n: number): number | null {
    if (this.#frozen) {
      if (this.#used) return null;
      this.#open();
    }
    const len = align8(n);
    if (this.#next + len >= this.#block + this.ring.block_size) {
      this.#close(0);
      if (!this.#dispatch()) return null;
    }
    const at = this.#next;
    this.ring.set_word(at, len);
    this.#prev = at;
    this.#next += len;
    this.#add(BLK_LEN, len);
    this.#add(NUM_PKTS, 1);
    return at;
  }

  #add(field: number, n: number): void {
    const at = this.#block + field;
    this.ring.set_word(at, (this.ring.word(at) + n) >>> 0);
  }

  #open(): void {
    const { ring, req } = this;
    const first = BLK_PLUS_PRIV(req.tp_sizeof_priv);
    const now = this.po.kernel.realtime();
    const stamp = {
      ts_sec: Number((now / 1_000_000_000n) & 0xffffffffn),
      ts_nsec: Number(now % 1_000_000_000n),
    };
    const at = this.#block;
    ring.write(
      at,
      P.tpacket_block_desc.make({
        version: P.TPACKET_V3,
        offset_to_priv: BLK_HDR_LEN,
        hdr: {
          bh1: {
            block_status: ring.word(at + BLOCK_STATUS),
            offset_to_first_pkt: first,
            blk_len: first,
            seq_num: this.#next_seq++,
            ts_first_pkt: stamp,
          },
        },
      }),
    );
    this.#next = this.#prev = at + first;
    this.#frozen = false;
    this.#refresh();
  }

  #refresh(): void {
    this.#timer?.cancel();
    const { kernel } = this.po;
    this.#timer = kernel.timers.add(kernel.now() + this.#tov, () => this.#expired());
    this.#last_active = this.#active;
  }

  /** Hands the block over (prb_retire_current_block, prb_close_block). */
  #close(status: number): void {
    const { ring, po } = this;
    const at = this.#block;
    if (ring.word(at + BLOCK_STATUS) !== P.TP_STATUS_KERNEL) return;
    ring.set_word(this.#prev, 0);
    ring.set_word(at + LAST_PKT, this.last_stamp[0]);
    ring.set_word(at + LAST_PKT + 4, this.last_stamp[1]);
    const losing = po.tp_drops ? P.TP_STATUS_LOSING : 0;
    ring.set_word(at + BLOCK_STATUS, P.TP_STATUS_USER | status | losing);
    this.#active = (this.#active + 1) % ring.blocks.length;
    po.sk_data_ready(po);
  }

  /** On to the next block; false: the program has it still, the queue is frozen. */
  #dispatch(): boolean {
    if (this.#used) {
      this.#frozen = true;
      this.po.tp_freeze_q_cnt++;
      return false;
    }
    this.#open();
    return true;
  }

  /** A block that has waited long enough is handed over, unless it is empty (prb_retire_rx_blk_timer_expired). */
  #expired(): void {
    if (this.#last_active === this.#active) {
      if (this.#frozen) {
        if (!this.#used) {
          this.#open();
          return;
        }
      } else if (this.ring.word(this.#block + NUM_PKTS)) {
        this.#close(P.TP_STATUS_BLK_TMO);
        if (this.#dispatch()) return;
      }
    }
    this.#refresh();
  }
}

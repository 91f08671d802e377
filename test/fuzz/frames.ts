// Frames for the packet fuzzer: whole ones, and the ways in which they are made wrong. Above: packets.ts. Below: nothing.

import type { net_device } from "../../kernel/net/core/netdevice.ts";
import { in6_to_bytes, put16, put32 } from "../../kernel/net/wire/addr.ts";
import { csum_fold, csum_partial } from "../../kernel/net/wire/checksum.ts";

const ME = 0x0a090001;
const PEER = 0x0a090002;
export const DONTWAIT = 0x40;
export const PORT = 7000;

export class Random {
  #x: number;
  constructor(seed: number) {
    this.#x = Math.imul(seed, 0x9e3779b1) | 1;
  }
  /** 0 … n - 1. */
  of(n: number): number {
    let x = this.#x;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#x = x;
    return (x >>> 0) % n;
  }
  pick<T>(list: readonly T[]): T {
    return list[this.of(list.length)];
  }
  bytes(n: number): number[] {
    return Array.from({ length: n }, () => this.of(256));
  }
}

const b16 = (n: number) => [(n >> 8) & 255, n & 255];
const b32 = (n: number) => [n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255];

/** Makes frames; remembers the numbers of the connections, so that segments hit them. */
export class Frames {
  readonly me6: number[];
  readonly peer6 = [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2];
  constructor(
    readonly r: Random,
    readonly dev: net_device,
    readonly tcp: () => { sport: number; dport: number; seq: number; ack: number },
  ) {
    const v6 = [...(dev.ip6_ptr?.addr_list ?? [])][0]?.addr;
    this.me6 = typeof v6 === "string" ? [...in6_to_bytes(v6)] : [...this.peer6];
  }

  next(): Uint8Array {
    const { r } = this;
    const kind = r.of(20);
    let frame: number[];
    if (kind < 2) frame = this.#eth(0x0806, this.#arp());
    else if (kind < 12) frame = this.#eth(0x0800, this.#ip4());
    else if (kind < 18) frame = this.#eth(0x86dd, this.#ip6());
    else if (kind === 18) frame = this.#eth(0x8100, [...b16(r.of(65536)), ...b16(0x0800), ...this.#ip4()]);
    else frame = this.#eth(r.of(65536), r.bytes(r.of(80)));
    // Mostly right; now and then a bit turns, the end is missing, or there is more.
    const out = Uint8Array.from(frame);
    for (let n = r.pick([0, 0, 0, 1, 3]); n > 0; n--) out[r.of(out.length)] ^= 1 << r.of(8);
    if (r.of(8) === 0) return out.subarray(0, r.of(out.length + 1));
    return out;
  }

  #eth(type: number, payload: number[]): number[] {
    const { r } = this;
    const to = r.pick([
      [...this.dev.dev_addr],
      [...this.dev.dev_addr],
      [255, 255, 255, 255, 255, 255],
      [1, 0, 0x5e, 0, 0, 1],
      [0x33, 0x33, 0, 0, 0, 1],
    ]);
    return [...to, 2, 0, 0, 0, 0, 2, ...b16(type), ...payload];
  }

  #arp(): number[] {
    const { r } = this;
    const hw = [2, 0, 0, 0, 0, r.of(5)];
    return [
      ...b16(1),
      ...b16(0x800),
      6,
      4,
      ...b16(1 + r.of(3)),
      ...hw,
      ...b32(PEER + r.of(4)),
      ...r.bytes(6),
      ...b32(r.pick([ME, PEER, 0])),
    ];
  }

  #payload(): number[] {
    return this.r.bytes(this.r.pick([0, 1, 7, 8, 40, 200]));
  }

  /** The upper layer's bytes; sum: where its checksum lies, -1 none. */
  #upper(proto: number, v6: boolean): { bytes: number[]; sum: number } {
    const { r } = this;
    switch (proto) {
      case 6: {
        const c = this.tcp();
        const options = r.pick([
          [],
          [],
          [1, 1, 8, 10, ...r.bytes(8)],
          [1, 1, 5, 10, ...b32(c.ack + r.of(3000)), ...b32(c.ack + r.of(6000))],
          [2, 4, ...r.bytes(2), 3, 3, r.of(20), 4, 2, 0, 0],
          [r.of(256), r.of(8), r.of(4), r.of(256)],
          r.bytes(40),
        ]);
        while (options.length % 4) options.push(0);
        const off = r.of(12) ? 5 + options.length / 4 : r.of(16);
        const flags = r.pick([0x10, 0x18, 0x10, 0x02, 0x12, 0x11, 0x14, 0x38, 0x29, r.of(256)]);
        const seq = c.seq + r.pick([0, 0, 0, 1, 1448, r.of(70000), -1, -r.of(5000), r.of(2 ** 32)]);
        const ack = c.ack + r.pick([0, 0, 0, 1, -1, r.of(5000), r.of(2 ** 32)]);
        return {
          bytes: [
            ...b16(c.sport),
            ...b16(c.dport),
            ...b32(seq),
            ...b32(ack),
            off << 4,
            flags,
            ...b16(r.pick([0, 1, 500, 65535])),
            0,
            0,
            ...b16(r.pick([0, 1, 10, 65535])),
            ...options,
            ...this.#payload(),
          ],
          sum: 16,
        };
      }
      case 17:
      case 136: {
        const data = this.#payload();
        const len = r.of(8) ? data.length + 8 : r.of(300);
        return { bytes: [...b16(PORT + 1), ...b16(PORT + r.of(3)), ...b16(len), 0, 0, ...data], sum: 6 };
      }
      case 1:
        return {
          bytes: [
            r.pick([0, 8, 3, 3, 11, 12, 4, 5, 13, r.of(256)]),
            r.of(16),
            0,
            0,
            ...r.bytes(2),
            ...b16(r.pick([0, 68, 576, 1400])),
            ...(r.of(2) ? this.#quoted() : this.#payload()),
          ],
          sum: 2,
        };
      case 2:
        return {
          bytes: [
            r.pick([0x11, 0x12, 0x16, 0x17, 0x22]),
            r.of(256),
            0,
            0,
            ...r.pick([b32(0), b32(0xe0000001), b32(0xe1000001)]),
            ...this.#payload(),
          ],
          sum: 2,
        };
      case 58:
        return {
          bytes: [
            r.pick([128, 129, 1, 2, 3, 4, 130, 131, 132, 133, 134, 135, 136, 137, 143, r.of(256)]),
            r.of(8),
            0,
            0,
            ...b32(r.pick([0, 1280, r.of(2 ** 32)])),
            ...r.pick([this.me6, this.peer6, this.#payload()]),
            ...(v6 && r.of(3) ? [r.of(8), r.of(4), ...r.bytes(r.of(20))] : this.#payload()),
          ],
          sum: 2,
        };
      default:
        return { bytes: this.#payload(), sum: -1 };
    }
  }

  /** The start of a packet of ours that an ICMP error tells of. */
  #quoted(): number[] {
    const c = this.tcp();
    const proto = this.r.pick([6, 17, 1]);
    const ports =
      proto === 6
        ? [...b16(c.dport), ...b16(c.sport), ...b32(c.ack)]
        : [...b16(PORT), ...b16(PORT + 1), 0, 20, 0, 0];
    return [0x45, 0, 0, 60, 0, 0, 0, 0, 64, proto, 0, 0, ...b32(ME), ...b32(PEER), ...ports];
  }

  #ip4(): number[] {
    const { r } = this;
    const proto = r.pick([6, 6, 6, 17, 17, 1, 1, 2, 136, r.of(256)]);
    const { bytes, sum } = this.#upper(proto, false);
    const options = r.pick([
      [],
      [],
      [],
      [],
      [7, 7, 4, 0, 0, 0, 0, 0],
      [0x44, 12, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      [0x83, 7, 4, 1, 1, 1, 1, 0],
      [148, 4, 0, 0],
      r.bytes(4 * r.of(10)),
    ]);
    const ihl = r.of(20) ? 5 + options.length / 4 : r.of(16);
    const total = r.of(15) ? 20 + options.length + bytes.length : r.of(70000);
    const frag = r.pick([0, 0, 0, 0x4000, 0x2000 | r.of(20), r.of(40), r.of(65536)]);
    const dst = r.pick([ME, ME, ME, 0x0a0900ff, 0xffffffff, 0xe0000001, 0x7f000001, r.of(2 ** 32)]);
    const src = r.pick([PEER, PEER, PEER, ME, 0, 0x7f000001, 0xffffffff, 0xe0000005]);
    const h = Uint8Array.from([
      (4 << 4) | (ihl & 15),
      r.of(256),
      ...b16(total),
      ...b16(r.of(4)),
      ...b16(frag),
      r.pick([64, 1, 0, 255]),
      proto,
      0,
      0,
      ...b32(src),
      ...b32(dst),
      ...options,
    ]);
    if (r.of(12)) put16(h, 10, csum_fold(csum_partial(h, 0, h.length)));
    const u = Uint8Array.from(bytes);
    if (sum >= 0 && r.of(12) && u.length >= sum + 2) {
      const pseudo = proto === 1 || proto === 2 ? [] : [...b32(src), ...b32(dst), 0, proto, ...b16(u.length)];
      put16(
        u,
        sum,
        csum_fold(csum_partial(u, 0, u.length, csum_partial(Uint8Array.from(pseudo), 0, pseudo.length))),
      );
    }
    return [...h, ...u];
  }

  #ip6(): number[] {
    const { r } = this;
    const proto = r.pick([6, 17, 58, 58, 58, 136, 59, r.of(256)]);
    const { bytes, sum } = this.#upper(proto, true);
    const dst = r.pick([
      this.me6,
      this.me6,
      [0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
      [...new Array(15).fill(0), 1],
      r.bytes(16),
    ]);
    const src = r.pick([this.peer6, this.peer6, new Array(16).fill(0), this.me6, r.bytes(16)]);
    const u = Uint8Array.from(bytes);
    if (sum >= 0 && r.of(12) && u.length >= sum + 2) {
      const pseudo = Uint8Array.from([...src, ...dst, ...b32(u.length), 0, 0, 0, proto]);
      put16(u, sum, csum_fold(csum_partial(u, 0, u.length, csum_partial(pseudo, 0, pseudo.length))));
    }
    let next = proto;
    let ext: number[] = [];
    for (let n = r.pick([0, 0, 0, 1, 2, 4]); n > 0; n--) {
      const kind = r.pick([0, 43, 44, 60, 51]);
      const len = kind === 44 ? 0 : r.pick([0, 0, 1, r.of(256)]);
      const body =
        kind === 44
          ? [...b16(r.pick([0, 1, 8, 9, r.of(65536)])), ...b32(r.of(3))]
          : r.pick([[1, 4, 0, 0, 0, 0], [5, 2, 0, 0, 1, 0], [0xc2, 4, ...b32(70000)], r.bytes(6)]);
      ext = [next, len, ...body, ...r.bytes(len < 4 ? 8 * len : 0), ...ext];
      next = kind;
    }
    const total = r.of(15) ? ext.length + u.length : r.of(70000);
    const h = new Uint8Array(8);
    put32(h, 0, 0x60000000 | r.of(2 ** 20));
    put16(h, 4, total);
    h[6] = next;
    h[7] = r.pick([64, 255, 255, 1, 0]);
    return [...h, ...src, ...dst, ...ext, ...u];
  }
}

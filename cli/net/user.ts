// `--net user`: the guest's network card leads to the host's network through ordinary sockets of this process. A small
// network of our own stands between (kernel/net/standalone.ts): it is the router 10.0.2.2 and answers in the name of
// whomever the guest talks to. Above: run.ts. Its parts: tcp.ts, udp.ts, dhcp.ts; spec.ts reads the option.

import { getServers } from "node:dns";
import type { HostWire } from "../../kernel/index.ts";
import { csum_fold, csum_partial, StandaloneNet } from "../../kernel/index.ts";
import { serveDhcp } from "./dhcp.ts";
import type { forward } from "./spec.ts";
import { TcpNat } from "./tcp.ts";
import { UdpNat } from "./udp.ts";

/** The name server that the host itself asks, if it has one that speaks IPv4. */
export function hostNameserver(): string | null {
  return getServers().find((s) => /^\d+\.\d+\.\d+\.\d+$/.test(s)) ?? null;
}

export const ROUTER = 0x0a000202;
export const NAMESERVER = 0x0a000203;
export const GUEST = 0x0a00020f;
const MAC = Uint8Array.of(0x52, 0x55, 10, 0, 2, 2);

export const dotted = (a: number): string => [a >>> 24, (a >> 16) & 255, (a >> 8) & 255, a & 255].join(".");
export const half = (b: Uint8Array, at: number): number => (b[at] << 8) | b[at + 1];
export const word = (b: Uint8Array, at: number): number =>
  ((b[at] << 24) | (b[at + 1] << 16) | (b[at + 2] << 8) | b[at + 3]) >>> 0;

export interface UserNetOptions {
  readonly forwards: readonly forward[];
  /** The host's name server, "A.B.C.D"; null: names are not resolved. */
  readonly nameserver: string | null;
  log(line: string): void;
  /** The guest shall look at what has come. */
  wakeUp(): void;
  monotonic(): number;
  realtime(): bigint;
  random(bytes: number): Uint8Array;
}

/** The wire named "user". */
export class UserNet implements HostWire {
  readonly system: StandaloneNet;
  readonly #dev;
  readonly #known = new Set<number>([ROUTER, NAMESERVER]);
  readonly #tcp: TcpNat;
  readonly #udp: UdpNat;
  #toGuest: ((frame: Uint8Array) => void) | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #depth = 0;
  readonly #listeners: (() => void)[] = [];

  constructor(readonly options: UserNetOptions) {
    const { monotonic, realtime, random } = options;
    this.system = new StandaloneNet({ now: monotonic, realtime, random });
    this.#dev = this.system.card("gw0", MAC, (frame) => this.#toGuest?.(frame));
    this.system.address(this.#dev, ROUTER, 24);
    this.system.address(this.#dev, NAMESERVER, 24);
    this.#tcp = new TcpNat(this);
    this.#udp = new UdpNat(this);
    serveDhcp(this);
    for (const f of options.forwards) (f.protocol === "tcp" ? this.#tcp : this.#udp).forward(f);
  }

  onFrame(receive: (frame: Uint8Array) => void): void {
    this.#toGuest = receive;
  }

  /** What the guest sends. */
  send(frame: Uint8Array): void {
    this.event(() => {
      const ip = ipv4(frame);
      if (ip && ip.protocol === 6 && this.#tcp.holds(frame, ip)) return;
      if (ip && ip.protocol === 17) this.#udp.prepare(frame, ip);
      this.deliver(frame);
    });
  }

  /** Where a destination of the guest's really is: a host address, or null if nowhere. */
  host(addr: number): string | null {
    if (addr === ROUTER) return "127.0.0.1";
    if (addr === NAMESERVER) return this.options.nameserver;
    if (addr >>> 8 === ROUTER >>> 8 || addr >>> 24 === 127 || addr >>> 28 >= 14) return null;
    return dotted(addr);
  }

  /** We answer for this address, too. */
  own(addr: number): void {
    if (this.#known.has(addr)) return;
    this.#known.add(addr);
    this.system.address(this.#dev, addr, 32);
  }

  /** A frame of the guest's into our network. */
  deliver(frame: Uint8Array): void {
    this.system.receive(this.#dev, frame);
  }

  /** A packet made by hand to the guest, as the answer to a frame of his. */
  reply(frame: Uint8Array, from: number, protocol: number, payload: Uint8Array): void {
    const ip = ipv4(frame)!;
    const b = new Uint8Array(34 + payload.length);
    b.set(frame.subarray(6, 12), 0);
    b.set(MAC, 6);
    b.set(
      [8, 0, 0x45, 0, (20 + payload.length) >> 8, (20 + payload.length) & 255, 0, 0, 0x40, 0, 64, protocol],
      12,
    );
    const v = new DataView(b.buffer);
    v.setUint32(26, from);
    v.setUint32(30, ip.saddr);
    v.setUint16(24, csum_fold(csum_partial(b, 14, 34)));
    b.set(payload, 34);
    this.#toGuest?.(b);
    this.options.wakeUp();
  }

  /** "Not reachable", as a router says it. code: ICMP's. */
  unreachable(frame: Uint8Array, code: number): void {
    const quoted = frame.subarray(14, 14 + ipv4(frame)!.hlen + 8);
    const b = new Uint8Array(8 + quoted.length);
    b[0] = 3;
    b[1] = code;
    b.set(quoted, 8);
    new DataView(b.buffer).setUint16(2, csum_fold(csum_partial(b, 0, b.length)));
    this.reply(frame, ROUTER, 1, b);
  }

  /** Everything that happens to our network happens in here: then timers, sockets and the guest are looked after. */
  event(fn: () => void): void {
    this.#depth++;
    try {
      fn();
      if (this.#depth > 1) return;
      this.system.timers.run(this.system.now());
      this.#tcp.pump();
      this.#udp.pump();
      for (const fn of this.#listeners) fn();
    } finally {
      this.#depth--;
    }
    this.options.wakeUp();
    if (this.#timer) clearTimeout(this.#timer);
    const { next } = this.system.timers;
    const left = next === null ? 0 : Math.max(1, Math.ceil((next - this.system.now()) / 1e6));
    this.#timer = next === null ? null : setTimeout(() => this.event(() => {}), Math.min(left, 1e9));
    this.#timer?.unref();
  }

  /** Calls fn after each event. */
  onEvent(fn: () => void): void {
    this.#listeners.push(fn);
  }

  /** The system has ended: no host socket stays open. */
  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#tcp.close();
    this.#udp.close();
  }
}

export interface ip_header {
  readonly hlen: number;
  readonly protocol: number;
  readonly saddr: number;
  readonly daddr: number;
  /** Bytes before this part of a split packet. */
  readonly offset: number;
}

/** The header of a frame with a whole IPv4 header and the next header's ports, else null. */
export function ipv4(frame: Uint8Array): ip_header | null {
  if (frame.length < 34 || half(frame, 12) !== 0x0800 || frame[14] >> 4 !== 4) return null;
  const hlen = (frame[14] & 15) * 4;
  if (hlen < 20 || frame.length < 14 + hlen + 8) return null;
  return {
    hlen,
    protocol: frame[23],
    saddr: word(frame, 26),
    daddr: word(frame, 30),
    offset: (half(frame, 20) & 0x1fff) * 8,
  };
}

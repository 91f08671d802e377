// TCP between the guest and the host: a connection of the guest's is taken once the host's is there, refused when that is.
// Above: user.ts. Below: node:net; our side of the guest's connection is a socket of kernel/net/standalone.ts.

import * as net from "node:net";
import { csum_fold, csum_partial, type StandaloneSocket } from "../../kernel/index.ts";
import { EAGAIN } from "../../kernel/uapi/asm/errno.ts";
import { SO_LINGER } from "../../kernel/uapi/asm/socket.ts";
import type { forward } from "./spec.ts";
import { GUEST, half, type ip_header, ROUTER, type UserNet, word } from "./user.ts";

const SYN = 2;
const ACK = 16;
const RST = 4;
/** ICMP's reasons for host errors. */
const CODES: Readonly<Record<string, number>> = { ENETUNREACH: 0, EHOSTUNREACH: 1, ETIMEDOUT: 1, EACCES: 13 };

/** One connection: the host's end, ours of the guest's once it is accepted, and what waits between. */
interface flow {
  readonly key: string;
  readonly host: net.Socket;
  guest: StandaloneSocket | null;
  /** From the host, not yet taken by the guest's connection. */
  readonly pending: Uint8Array[];
  hostEnded: boolean;
  guestEnded: boolean;
  /** The host takes no more for now. */
  full: boolean;
  /** A frame (the SYN) that waits for the host's answer. */
  syn: Uint8Array | null;
}

export class TcpNat {
  readonly #flows = new Map<string, flow>();
  readonly #listeners = new Map<string, StandaloneSocket>();
  readonly #servers: net.Server[] = [];

  constructor(readonly user: UserNet) {}

  /** A segment of the guest's: true if it is a first SYN, which waits here until the host has answered. */
  holds(frame: Uint8Array, ip: ip_header): boolean {
    const at = 14 + ip.hlen;
    if (ip.offset || frame.length < at + 20 || (frame[at + 13] & (SYN | ACK | RST)) !== SYN) return false;
    const [sport, dport] = [half(frame, at), half(frame, at + 2)];
    const key = `${ip.saddr}:${sport}-${ip.daddr}:${dport}`;
    const known = this.#flows.get(key);
    if (known && !known.guestEnded) return known.syn !== null;
    const where = this.user.host(ip.daddr);
    if (where === null) {
      this.user.unreachable(frame, 1);
      return true;
    }
    const host = net.connect({
      host: where,
      port: ip.daddr === ROUTER + 1 ? 53 : dport,
      allowHalfOpen: true,
    });
    const f = this.#flow(key, host, frame);
    host.on("connect", () =>
      this.user.event(() => {
        if (!f.syn || !this.#listen(ip.daddr, dport)) return;
        f.syn = null;
        this.user.deliver(frame);
      }),
    );
    return true;
  }

  #flow(key: string, host: net.Socket, syn: Uint8Array | null): flow {
    const f: flow = {
      key,
      host,
      guest: null,
      pending: [],
      hostEnded: false,
      guestEnded: false,
      full: false,
      syn,
    };
    this.#flows.set(key, f);
    // biome-ignore lint/suspicious/noExplicitAny: each event's own arguments
    const on = (event: string, fn: (x: any) => void) => host.on(event, (x) => this.user.event(() => fn(x)));
    on("data", (bytes: Uint8Array) => {
      f.pending.push(bytes);
      if (f.pending.length > 8) host.pause();
    });
    on("end", () => void (f.hostEnded = true));
    on("drain", () => void (f.full = false));
    on("error", (e: NodeJS.ErrnoException) => {
      if (f.syn) this.#refuse(f.syn, e.code ?? "");
      else if (f.guest) {
        f.guest.setsockopt(SO_LINGER, 1, 0);
        f.guest.close();
      }
      this.#drop(f);
    });
    on("close", () => {
      f.hostEnded = true;
      if (f.syn) this.#drop(f);
    });
    return f;
  }

  #drop(f: flow): void {
    if (this.#flows.get(f.key) === f) this.#flows.delete(f.key);
    f.host.destroy();
  }

  /** Refused: a reset; not reachable: a router's word for it. */
  #refuse(frame: Uint8Array, code: string): void {
    if (code in CODES) {
      this.user.unreachable(frame, CODES[code]);
      return;
    }
    const at = 14 + (frame[14] & 15) * 4;
    const b = new Uint8Array(20);
    const v = new DataView(b.buffer);
    v.setUint16(0, half(frame, at + 2));
    v.setUint16(2, half(frame, at));
    v.setUint32(8, word(frame, at + 4) + 1);
    b[12] = 5 << 4;
    b[13] = RST | ACK;
    const pseudo = new Uint8Array(12);
    pseudo.set(frame.subarray(30, 34), 0);
    pseudo.set(frame.subarray(26, 30), 4);
    pseudo.set([0, 6, 0, 20], 8);
    v.setUint16(16, csum_fold(csum_partial(b, 0, 20, csum_partial(pseudo, 0, 12))));
    this.user.reply(frame, word(frame, 30), 6, b);
  }

  /** We listen in the destination's name. */
  #listen(addr: number, port: number): boolean {
    const key = `${addr}:${port}`;
    if (this.#listeners.has(key)) return true;
    this.user.own(addr);
    const s = this.user.system.socket(1);
    if (s.bind(addr, port) || s.listen(128)) return false;
    this.#listeners.set(key, s);
    return true;
  }

  /** A port of the host's leads to one of the guest's. */
  forward(f: forward): void {
    const server = net.createServer({ allowHalfOpen: true }, (host) => {
      this.user.event(() => {
        const guest = this.user.system.socket(1);
        guest.connect(GUEST, f.guestPort);
        const flow = this.#flow(`forward ${host.remotePort}-${f.hostPort}`, host, null);
        flow.guest = guest;
      });
    });
    server.on("error", (e) => this.user.options.log(`--net user: ${f.text}: ${e.message}`));
    server.listen(f.hostPort, f.hostAddress);
    server.unref();
    this.#servers.push(server);
  }

  /** Moves what can be moved. */
  pump(): void {
    for (const [at, l] of this.#listeners) {
      for (let s = l.accept(); typeof s !== "number"; s = l.accept()) {
        const from = s.peer();
        const f = from && this.#flows.get(`${from.addr}:${from.port}-${at}`);
        if (f) f.guest = s;
        else s.close();
      }
    }
    for (const f of [...this.#flows.values()]) if (f.guest) this.#move(f, f.guest);
  }

  #move(f: flow, guest: StandaloneSocket): void {
    while (f.pending.length) {
      const n = guest.send(f.pending[0]);
      if (n === -EAGAIN) break;
      if (n < 0) {
        this.#abort(f, guest);
        return;
      }
      if (n < f.pending[0].length) f.pending[0] = f.pending[0].subarray(n);
      else f.pending.shift();
    }
    if (f.pending.length <= 8 && f.host.isPaused()) f.host.resume();
    while (!f.full && !f.guestEnded) {
      const r = guest.recv();
      if (typeof r === "number") {
        if (r === -EAGAIN) break;
        this.#abort(f, guest);
        return;
      }
      if (r.bytes.length === 0) {
        f.guestEnded = true;
        f.host.end();
      } else f.full = !f.host.write(r.bytes);
    }
    if (!f.hostEnded || f.pending.length) return;
    if (f.guestEnded) {
      guest.close();
      this.#drop(f);
    } else guest.shutdown(1);
  }

  /** The guest's end is broken: so is the host's. */
  #abort(f: flow, guest: StandaloneSocket): void {
    guest.close();
    f.host.resetAndDestroy();
    this.#drop(f);
  }

  close(): void {
    for (const f of this.#flows.values()) f.host.destroy();
    for (const s of this.#servers) s.close();
  }
}

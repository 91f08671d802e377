// UDP between the guest and the host: a host socket for each port of the guest's, which anybody may answer on; it goes after a
// minute of silence. Above: user.ts. Below: node:dgram; our side is a socket of kernel/net/standalone.ts for each far end.

import * as dgram from "node:dgram";
import type { StandaloneSocket } from "../../kernel/index.ts";
import type { forward } from "./spec.ts";
import { GUEST, half, type ip_header, NAMESERVER, ROUTER, type UserNet } from "./user.ts";

const IDLE = 60e9;
/** Host sockets at a time; the one that was silent for longest makes room. */
const MOST = 512;

interface port {
  readonly addr: number;
  readonly port: number;
  readonly host: dgram.Socket;
  used: number;
}

const parse = (text: string): number => text.split(".").reduce((a, b) => a * 256 + Number(b), 0);

export class UdpNat {
  /** Host sockets by the guest's end. */
  readonly #ports = new Map<string, port>();
  /** Our sockets in the name of the far ends. */
  readonly #ends = new Map<string, { socket: StandaloneSocket; addr: number; port: number }>();
  readonly #servers: dgram.Socket[] = [];

  constructor(readonly user: UserNet) {}

  /** A datagram of the guest's is about to be delivered: there is a socket for it then, if its way leads out. */
  prepare(frame: Uint8Array, ip: ip_header): void {
    if (ip.offset) return;
    const dport = half(frame, 14 + ip.hlen + 2);
    if (ip.daddr === 0xffffffff || (ip.daddr === ROUTER && dport === 67)) return;
    if (this.user.host(ip.daddr) !== null) this.#end(ip.daddr, dport);
  }

  #end(addr: number, port: number): StandaloneSocket | null {
    const key = `${addr}:${port}`;
    const known = this.#ends.get(key);
    if (known) return known.socket;
    this.user.own(addr);
    const socket = this.user.system.socket(2);
    if (socket.bind(addr, port)) return null;
    this.#ends.set(key, { socket, addr, port });
    // Far ends are many over time; the oldest has long been answered.
    if (this.#ends.size > 4 * MOST) {
      const [oldest, end] = this.#ends.entries().next().value!;
      end.socket.close();
      this.#ends.delete(oldest);
    }
    return socket;
  }

  /** The host's socket for a port of the guest's. */
  #port(addr: number, port: number): port {
    const key = `${addr}:${port}`;
    let p = this.#ports.get(key);
    if (!p) {
      const host = dgram.createSocket("udp4");
      p = { addr, port, host, used: 0 };
      host.on("message", (bytes, from) => this.user.event(() => this.#answer(p!, bytes, from)));
      host.on("error", () => this.#forget(key));
      this.#ports.set(key, p);
      if (this.#ports.size > MOST) this.#forget(this.#ports.keys().next().value!);
    }
    p.used = this.user.system.now();
    this.#ports.delete(key);
    this.#ports.set(key, p);
    return p;
  }

  #forget(key: string): void {
    const p = this.#ports.get(key);
    this.#ports.delete(key);
    try {
      p?.host.close();
    } catch {
      // closed by its error already
    }
  }

  #answer(p: port, bytes: Uint8Array, from: dgram.RemoteInfo): void {
    p.used = this.user.system.now();
    const { nameserver } = this.user.options;
    let addr = parse(from.address);
    if (from.address === nameserver && from.port === 53) addr = NAMESERVER;
    else if (addr >>> 24 === 127) addr = ROUTER;
    this.#end(addr, from.port)?.send(bytes, p);
  }

  forward(f: forward): void {
    const host = dgram.createSocket("udp4");
    host.on("error", (e) => this.user.options.log(`--net user: ${f.text}: ${e.message}`));
    host.on("message", (bytes, from) =>
      this.user.event(() => {
        // The guest sees the router's address and the sender's port; what it answers there goes back through this socket.
        this.#end(ROUTER, from.port)?.send(bytes, { addr: GUEST, port: f.guestPort });
        this.#forwards.set(`${f.guestPort}:${from.port}`, (answer) =>
          host.send(answer, from.port, from.address),
        );
      }),
    );
    host.bind(f.hostPort, f.hostAddress);
    host.unref();
    this.#servers.push(host);
  }
  readonly #forwards = new Map<string, (bytes: Uint8Array) => void>();

  pump(): void {
    const now = this.user.system.now();
    for (const { socket, addr, port } of this.#ends.values()) {
      for (let r = socket.recv(); typeof r !== "number"; r = socket.recv()) {
        if (!r.from) continue;
        const back = addr === ROUTER ? this.#forwards.get(`${r.from.port}:${port}`) : undefined;
        const where = this.user.host(addr);
        if (back) back(r.bytes);
        else if (where !== null) {
          const { host } = this.#port(r.from.addr, r.from.port);
          host.send(r.bytes, addr === NAMESERVER ? 53 : port, where, () => {});
        }
      }
    }
    for (const [key, p] of this.#ports) {
      if (now - p.used < IDLE) break;
      this.#forget(key);
    }
  }

  close(): void {
    for (const key of [...this.#ports.keys()]) this.#forget(key);
    for (const s of this.#servers) s.close();
  }
}

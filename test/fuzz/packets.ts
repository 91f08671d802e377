// Malformed packets: frames that are mostly right, for every protocol the stack knows, thrown at a system with sockets of
// every kind. Nothing may throw, hang or leak. Above: fuzz-packets.test.ts, tools/fuzz.mjs --net. Below: frames.ts, ../kernel/net-sock-system.ts.

import type { Kernel } from "../../kernel/kernel.ts";
import { netif_receive_skb } from "../../kernel/net/core/dev_queue.ts";
import { skb_from_bytes } from "../../kernel/net/core/skbuff.ts";
import type { sock } from "../../kernel/net/core/sock.ts";
import { eth_receive } from "../../kernel/net/drivers/eth.ts";
import { netSetup } from "../../kernel/net/drivers/setup.ts";
import { put16, put32, write_sockaddr_in6 } from "../../kernel/net/wire/addr.ts";
import { csum_fold, csum_partial } from "../../kernel/net/wire/checksum.ts";
import { in4, SockSystem, TestSocket } from "../kernel/net-sock-system.ts";
import { DONTWAIT, Frames, PORT, Random } from "./frames.ts";

export interface fuzz_result {
  packets: number;
  /** Packets that made the stack throw: seed, number, message. */
  failures: string[];
  /** What is left when all sockets are closed and ten minutes have passed. */
  left: Record<string, number>;
  delivered: number;
}

/** Sockets of every kind, on the port that packets are for. */
function sockets(sys: SockSystem): TestSocket[] {
  const all: TestSocket[] = [];
  const make = (family: number, type: number, protocol = 0) => {
    const s = TestSocket.make(sys, family, type, protocol);
    all.push(s);
    return s;
  };
  const any6 = (port: number) => write_sockaddr_in6("\0".repeat(16), port);
  make(2, 2).bind(in4(0, PORT));
  make(10, 2).bind(any6(PORT + 1));
  for (const p of [1, 2, 6, 255]) make(2, 3, p);
  make(10, 3, 58);
  make(10, 3, 17);
  make(2, 2, 136).bind(in4(0, PORT));
  make(17, 3, 0x0300);
  make(17, 2, 0x0300);
  const l = make(2, 1);
  l.bind(in4(0, PORT));
  l.listen(20);
  const l6 = make(10, 1);
  l6.bind(any6(PORT + 1));
  l6.listen(20);
  return all;
}

/** Throws n packets at a system; the same seed, the same packets. */
export function fuzzPackets(seed: number, n: number): fuzz_result {
  const sys = new SockSystem();
  const kernel = Object.assign(sys, { init_net: sys.net.init_net }) as unknown as Kernel;
  const dev = netSetup(kernel, "dummy,name=eth0,addr=10.9.0.1/24");
  sys.pass(3e9);
  const r = new Random(seed);
  let all = sockets(sys);
  const accepted: TestSocket[] = [];
  const tcp = () => {
    const c =
      accepted.length && r.of(4)
        ? (r.pick(accepted).sock.sk as unknown as Record<string, number> | null)
        : null;
    if (!c) return { sport: 1000 + r.of(50), dport: PORT + r.of(2), seq: r.of(2 ** 32), ack: r.of(2 ** 32) };
    return { sport: c.inet_dport, dport: c.inet_sport, seq: c.rcv_nxt, ack: c.snd_nxt };
  };
  // Connections need the peer's half of the handshake: what we send on eth0 is looked at.
  const syns: number[][] = [];
  const { netdev_ops } = dev;
  dev.netdev_ops = {
    ...netdev_ops,
    ndo_start_xmit(skb, d) {
      const b = skb.bytes;
      if (
        b.length >= 54 &&
        b[12] === 8 &&
        b[13] === 0 &&
        b[23] === 6 &&
        (b[47] & 0x12) === 0x12 &&
        syns.length < 8
      )
        syns.push([...b.subarray(0, 54)]);
      return netdev_ops.ndo_start_xmit(skb, d);
    },
  };
  const result: fuzz_result = { packets: 0, failures: [], left: {}, delivered: 0 };
  const frames = new Frames(r, dev, tcp);
  const receive = (frame: Uint8Array) => {
    const skb = skb_from_bytes(frame);
    skb.dev = dev;
    sys.net.softnet.local_bh_disable();
    try {
      eth_receive(skb, dev, netif_receive_skb);
    } finally {
      sys.net.softnet.local_bh_enable();
    }
  };
  /** The last acknowledgement that a SYN+ACK of ours asks for. */
  const answer = (s: number[]): Uint8Array => {
    const u = Uint8Array.from([
      ...s.slice(36, 38),
      ...s.slice(34, 36),
      ...s.slice(42, 46),
      0,
      0,
      0,
      0,
      0x50,
      0x10,
      255,
      255,
      0,
      0,
      0,
      0,
    ]);
    put32(u, 8, (((s[38] << 24) | (s[39] << 16) | (s[40] << 8) | s[41]) + 1) >>> 0);
    const src = s.slice(30, 34);
    const dst = s.slice(26, 30);
    const pseudo = Uint8Array.from([...src, ...dst, 0, 6, 0, 20]);
    put16(u, 16, csum_fold(csum_partial(u, 0, 20, csum_partial(pseudo, 0, 12))));
    const h = Uint8Array.from([0x45, 0, 0, 40, 0, 0, 0, 0, 64, 6, 0, 0, ...src, ...dst]);
    put16(h, 10, csum_fold(csum_partial(h, 0, 20)));
    return Uint8Array.from([...dev.dev_addr, 2, 0, 0, 0, 0, 2, 8, 0, ...h, ...u]);
  };
  const drain = () => {
    for (const s of [...all, ...accepted]) {
      if (!s.sock.sk) continue;
      for (let k = 0; k < 300; k++) {
        const got = s.recv(70000, DONTWAIT);
        if (typeof got === "number") break;
        result.delivered++;
        if (got === "") break;
      }
      s.recv(100, DONTWAIT | 0x2000);
    }
    for (const l of all.slice(-2)) {
      const a = l.accept(DONTWAIT_FILE);
      if (typeof a !== "number") accepted.push(a);
    }
    while (accepted.length > 12) accepted.shift()!.close();
  };
  for (let i = 0; i < n; i++) {
    const frame = frames.next();
    try {
      receive(frame);
      for (const s of syns.splice(0)) if (r.of(2)) receive(answer(s));
      if (i % 64 === 63) drain();
      if (i % 256 === 255) sys.pass(r.pick([1e6, 1e8, 3e9]));
      if (i % 20000 === 19999) {
        for (const s of all) s.close();
        all = sockets(sys);
      }
    } catch (e) {
      const hex = Array.from(frame, (b) => b.toString(16).padStart(2, "0")).join("");
      result.failures.push(
        `seed ${seed}, packet ${i}: ${(e as Error).stack?.split("\n").slice(0, 4).join(" | ")} (${hex})`,
      );
      if (result.failures.length >= 10) break;
    }
    result.packets++;
  }
  const every = [...all, ...accepted].map((s) => s.sock.sk).filter((sk): sk is sock => sk !== null);
  for (const s of [...all, ...accepted]) s.close();
  sys.pass(1200e9);
  const { ipv4, ipv6 } = sys.net.init_net;
  const sum = (key: "sk_rmem_alloc" | "sk_wmem_alloc" | "sk_wmem_queued" | "sk_omem_alloc") =>
    every.reduce((t, sk) => t + sk[key], 0);
  result.left = {
    rmem: sum("sk_rmem_alloc"),
    wmem: sum("sk_wmem_alloc") + sum("sk_wmem_queued"),
    omem: sum("sk_omem_alloc"),
    fragments: ipv4.frags.queues.size + ipv6.frags.queues.size,
    listeners: ipv4.tcp_death_row.lhash.size,
    connections: [...ipv4.tcp_death_row.ehash.values()].flat().length,
    udp: [...ipv4.udp_table.values()].flat().length,
    raw: [...ipv4.raw_table.values(), ...ipv4.raw6_table.values()].flat().length,
  };
  return result;
}

const DONTWAIT_FILE = 0x10004;

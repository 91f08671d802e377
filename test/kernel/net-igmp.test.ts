// Group memberships on the wire: what routers hear when a socket joins, leaves, and when they ask.
import { beforeEach, expect, it } from "vitest";
import type { net_device } from "../../kernel/net/core/netdevice.ts";
import { kernel_sockptr } from "../../kernel/net/sockptr.ts";
import { StandaloneNet, type StandaloneSocket } from "../../kernel/net/standalone.ts";
import { csum_fold, csum_partial } from "../../kernel/net/wire/checksum.ts";
import { IP_ADD_MEMBERSHIP, IP_DROP_MEMBERSHIP } from "../../kernel/uapi/linux/in.ts";

const GROUP = [239, 1, 2, 3];
let now: number;
let sys: StandaloneNet;
let dev: net_device;
let sent: Uint8Array[];
let s: StandaloneSocket;

beforeEach(() => {
  now = 1e9;
  sent = [];
  sys = new StandaloneNet({
    now: () => now,
    realtime: () => BigInt(now),
    random: (n) => new Uint8Array(n).fill(128),
  });
  dev = sys.card("eth0", Uint8Array.of(2, 0, 0, 0, 0, 1), (f) => {
    if (f[12] === 8 && f[13] === 0 && f[23] === 2) sent.push(f);
  });
  sys.address(dev, 0x0a000001, 24);
  s = sys.socket(2);
});

function membership(option: number): number {
  const v = new kernel_sockptr(Uint8Array.of(...GROUP, 10, 0, 0, 1));
  return s.sock.ops.setsockopt!(sys.task, s.sock, 0, option, v, 8);
}

function pass(ns: number): Uint8Array[] {
  for (const end = now + ns; sys.timers.next !== null && sys.timers.next <= end; ) {
    now = Math.max(now, sys.timers.next);
    sys.timers.run(now);
  }
  return sent.splice(0);
}

function query(...message: number[]): void {
  const m = Uint8Array.from(message);
  const sum = csum_fold(csum_partial(m, 0, m.length));
  m[2] = sum >> 8;
  m[3] = sum & 255;
  const h = Uint8Array.from([
    0x46,
    0,
    0,
    24 + m.length,
    0,
    0,
    0,
    0,
    1,
    2,
    0,
    0,
    10,
    0,
    0,
    9,
    224,
    0,
    0,
    1,
    148,
    4,
    0,
    0,
  ]);
  const hs = csum_fold(csum_partial(h, 0, 24));
  h[10] = hs >> 8;
  h[11] = hs & 255;
  sys.receive(dev, Uint8Array.from([1, 0, 0x5e, 0, 0, 1, 2, 0, 0, 0, 0, 9, 8, 0, ...h, ...m]));
}

/** Destination, type, records of a version 3 report; or destination, type, group. */
const shown = (f: Uint8Array) => {
  const m = f.subarray(14 + 24);
  expect(csum_fold(csum_partial(m, 0, m.length))).toBe(0);
  expect([f[14], f[15], f[22], ...f.subarray(34, 38)]).toEqual([0x46, 0xc0, 1, 148, 4, 0, 0]);
  const to = f.subarray(30, 34).join(".");
  if (m[0] !== 0x22) return [to, m[0], m.subarray(4, 8).join(".")];
  return [
    to,
    m[0],
    ...Array.from(
      { length: m[7] },
      (_, i) => `${m[8 + 8 * i]} ${m.subarray(12 + 8 * i, 16 + 8 * i).join(".")}`,
    ),
  ];
};

it("joining and leaving are each told twice", () => {
  expect(membership(IP_ADD_MEMBERSHIP)).toBe(0);
  expect(sent).toEqual([]);
  expect(pass(5e9).map(shown)).toEqual([
    ["224.0.0.22", 0x22, "4 239.1.2.3"],
    ["224.0.0.22", 0x22, "4 239.1.2.3"],
  ]);
  expect(membership(IP_DROP_MEMBERSHIP)).toBe(0);
  expect(pass(5e9).map(shown)).toEqual([
    ["224.0.0.22", 0x22, "3 239.1.2.3"],
    ["224.0.0.22", 0x22, "3 239.1.2.3"],
  ]);
});

it("a second member changes nothing; the last one's close does", () => {
  membership(IP_ADD_MEMBERSHIP);
  pass(5e9);
  const first = s;
  s = sys.socket(2);
  membership(IP_ADD_MEMBERSHIP);
  s.close();
  expect(pass(5e9)).toEqual([]);
  first.close();
  expect(pass(5e9).length).toBe(2);
});

it("a router's question is answered, in its version", () => {
  query(0x11, 10, 0, 0, 0, 0, 0, 0, 2, 125, 0, 0);
  expect(pass(5e9)).toEqual([]);
  membership(IP_ADD_MEMBERSHIP);
  pass(5e9);
  query(0x11, 10, 0, 0, 0, 0, 0, 0, 2, 125, 0, 0);
  expect(pass(1e9).map(shown)).toEqual([["224.0.0.22", 0x22, "2 239.1.2.3"]]);
  query(0x11, 10, 0, 0, 239, 9, 9, 9, 2, 125, 0, 0);
  expect(pass(1e9)).toEqual([]);
  query(0x11, 100, 0, 0, 0, 0, 0, 0);
  expect(pass(10e9).map(shown)).toEqual([["239.1.2.3", 0x16, "239.1.2.3"]]);
  membership(IP_DROP_MEMBERSHIP);
  expect(pass(10e9).map(shown)).toEqual([["224.0.0.2", 0x17, "239.1.2.3"]]);
});

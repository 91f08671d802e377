// SOCK_DIAG: what `ss` asks for, by messages as it sends them. Below: net-sock-system.ts.
import { expect, it } from "vitest";
import { tcp_abort } from "../../kernel/net/ipv4/tcp_close.ts";
import type { tcp_sock } from "../../kernel/net/ipv4/tcp_sock.ts";
import { nla_list } from "../../kernel/net/netlink/nlattr.ts";
import { nlmsg, readHeader } from "../../kernel/net/netlink/nlmsg.ts";
import { ECONNABORTED, ECONNRESET, EINVAL, ENOENT } from "../../kernel/uapi/asm/errno.ts";
import * as D from "../../kernel/uapi/linux/inet_diag.ts";
import { in4, LO, SockSystem, TestSocket } from "./net-sock-system.ts";

const DUMP = 0x300;
const nowhere = { idiag_cookie: [D.INET_DIAG_NOCOOKIE, D.INET_DIAG_NOCOOKIE] };

/** Sends a request and takes all answers: [type, message]. */
function ask(sys: SockSystem, flags: number, body: Uint8Array, bc?: Uint8Array): [number, Uint8Array][] {
  const nl = TestSocket.make(sys, 16, 3, 4);
  const m = new nlmsg(20, 1 | flags, 1, 0).raw(body);
  if (bc) m.put(D.INET_DIAG_REQ_BYTECODE, bc);
  nl.send(m.end().slice());
  const out: [number, Uint8Array][] = [];
  for (let got = nl.recv(65536, 0x40); typeof got === "string"; got = nl.recv(65536, 0x40)) {
    const b = Uint8Array.from(got, (c) => c.charCodeAt(0));
    for (let at = 0; at + 16 <= b.length; ) {
      const h = readHeader(b, at);
      out.push([h.nlmsg_type, b.subarray(at + 16, at + h.nlmsg_len)]);
      at += (h.nlmsg_len + 3) & ~3;
    }
  }
  nl.close();
  return out;
}

const inet = (sys: SockSystem, protocol: number, bc?: Uint8Array, states = 0xfff) =>
  ask(
    sys,
    DUMP,
    D.inet_diag_req_v2.make({ sdiag_family: 2, sdiag_protocol: protocol, idiag_states: states, id: nowhere }),
    bc,
  );
const sockets = (answers: [number, Uint8Array][]) =>
  answers.filter(([type]) => type === 20).map(([, b]) => D.inet_diag_msg.get(b));
const errno = (answers: [number, Uint8Array][]) =>
  new DataView(answers[0][1].buffer, answers[0][1].byteOffset).getInt32(0);

/** A listener and one connection to it. */
function connected(sys: SockSystem) {
  const l = TestSocket.make(sys, 2, 1);
  l.bind(in4(LO, 5000));
  l.listen(3);
  const c = TestSocket.make(sys, 2, 1);
  c.connect(in4(LO, 5000));
  return { l, c };
}

it("tells listeners with their backlog, connections with their bytes", () => {
  const sys = new SockSystem();
  const { c } = connected(sys);
  c.send("hello");
  sys.pass(1e9);
  const all = sockets(inet(sys, 6));
  const told = all.map((q) => `${q.idiag_state} ${q.id.idiag_sport} ${q.idiag_rqueue} ${q.idiag_wqueue}`);
  expect(told.sort()).toEqual(["10 5000 1 3", "1 5000 5 0", `1 ${c.port} 0 0`].sort());
  expect(sockets(inet(sys, 6, undefined, 1 << 10)).map((s) => s.idiag_state)).toEqual([10]);
});

it("runs filters, and refuses broken ones", () => {
  const sys = new SockSystem();
  connected(sys);
  const ge = (port: number) => Uint8Array.of(D.INET_DIAG_BC_S_GE, 8, 0, 12, 0, 0, port >> 8, port & 255);
  expect(sockets(inet(sys, 6, ge(5000), 1 << 10)).length).toBe(1);
  expect(sockets(inet(sys, 6, ge(5001), 1 << 10)).length).toBe(0);
  const host = (addr: number[], bits: number) =>
    Uint8Array.of(D.INET_DIAG_BC_S_COND, 16, 0, 20, 2, bits, 0, 0, 255, 255, 255, 255, ...addr);
  expect(sockets(inet(sys, 6, host([127, 9, 9, 9], 8), 1 << 10)).length).toBe(1);
  expect(sockets(inet(sys, 6, host([127, 9, 9, 9], 16), 1 << 10)).length).toBe(0);
  for (const bad of [
    [99, 4, 0, 8],
    [D.INET_DIAG_BC_S_GE, 8, 0, 12],
    [D.INET_DIAG_BC_JMP, 0, 0, 4],
    [0, 3, 0, 0],
  ])
    expect(errno(inet(sys, 6, Uint8Array.from(bad)))).toBe(-EINVAL);
});

it("finds one connection by its ends, and none by others", () => {
  const sys = new SockSystem();
  const { c } = connected(sys);
  const one = (sport: number) =>
    ask(
      sys,
      0,
      D.inet_diag_req_v2.make({
        sdiag_family: 2,
        sdiag_protocol: 6,
        idiag_states: 0xfff,
        id: {
          ...nowhere,
          idiag_sport: sport,
          idiag_dport: 5000,
          idiag_src: [LO, 0, 0, 0],
          idiag_dst: [LO, 0, 0, 0],
        },
      }),
    );
  expect(sockets(one(c.port))[0].id.idiag_sport).toBe(c.port);
  expect(errno(one(7))).toBe(-ENOENT);
});

it("ends a connection: both sides hear of it", () => {
  const sys = new SockSystem();
  const { l, c } = connected(sys);
  const peer = l.accept();
  expect(tcp_abort(c.sock.sk as tcp_sock)).toBe(0);
  sys.pass(1e9);
  expect(c.recv(9, 0x40)).toBe(-ECONNABORTED);
  expect((peer as TestSocket).recv(9, 0x40)).toBe(-ECONNRESET);
});

it("tells AF_UNIX names and peers, netlink sockets, protocols that nobody knows", () => {
  const sys = new SockSystem();
  const u = TestSocket.make(sys, 1, 2);
  Object.assign(u.sock, { inode: { i_ino: 5 } });
  expect(u.bind(Uint8Array.from("\0\x01\0name", (ch) => ch.charCodeAt(0)))).toBe(0);
  const req = new Uint8Array(24);
  req[0] = 1;
  req.fill(255, 4, 8);
  req[15] = 1;
  const names = ask(sys, DUMP, req)
    .filter(([type]) => type === 20)
    .map(([, b]) => nla_list(b.subarray(16)).attrs.find((a) => a.type === 0)?.data);
  expect(names.map((n) => String.fromCharCode(...n!))).toEqual(["\0name"]);
  const nl = Uint8Array.of(16, 255, ...new Uint8Array(18));
  const kernels = ask(sys, DUMP, nl).filter(
    ([type, b]) => type === 20 && b.subarray(4, 8).every((x) => x === 0),
  );
  expect(kernels.map(([, b]) => b[2])).toEqual([0, 4, 10, 15, 16]);
  expect(errno(ask(sys, 0, Uint8Array.of(45, 0, 0, 0)))).toBe(-ENOENT);
  expect(errno(ask(sys, 0, Uint8Array.of(46, 0, 0, 0)))).toBe(-EINVAL);
});

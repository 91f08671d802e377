// A thousand connections at once; when they are closed nothing is left: no socket, no port, no packet, no timer.
import { expect, it } from "vitest";
import type { sock } from "../../kernel/net/core/sock.ts";
import { netem_change } from "../../kernel/net/sched/sch_netem.ts";
import { in4, LO, SockSystem, TestSocket } from "./net-sock-system.ts";

const DONTWAIT = 0x40;
const COUNT = 1000;

it.each([
  ["a clean link", {}],
  ["a lossy link", { latency: 1e6, loss: 0.02, seed: 5 }],
])("over %s", (_name, netem) => {
  const sys = new SockSystem();
  const { init_net } = sys.net;
  netem_change(init_net.loopback_dev, netem);
  const l = TestSocket.make(sys, 2, 1);
  l.bind(in4(LO, 0));
  l.listen(COUNT);
  const to = in4(LO, l.port);
  const clients = Array.from({ length: COUNT }, () => {
    const c = TestSocket.make(sys, 2, 1);
    expect(c.connect(to)).toBe(0);
    return c;
  });
  const servers = Array.from({ length: COUNT }, () => l.accept() as TestSocket);
  expect(new Set(clients.map((c) => c.port)).size).toBe(COUNT);
  const all: sock[] = [...clients, ...servers, l].map((s) => s.sock.sk!);
  const info = init_net.ipv4.tcp_death_row;
  expect([...info.ehash.values()].flat().length).toBe(2 * COUNT);
  for (const [i, c] of clients.entries()) c.send(`I am ${i}`, DONTWAIT);
  sys.pass(30e9);
  const said = servers.map((s) => s.recv(100, DONTWAIT));
  expect(new Set(said).size).toBe(COUNT);
  expect(said).toContain("I am 999");
  // Half of them close first, half are closed by the peer, some with data unread.
  for (const [i, s] of servers.entries()) {
    if (i % 10 === 0) s.send("unread", DONTWAIT);
    (i % 2 ? s : clients[i]).close();
  }
  sys.pass(5e9);
  for (const s of [...clients, ...servers, l]) if (s.sock.sk) s.close();
  sys.pass(400e9);
  expect([...info.ehash.values()].flat()).toEqual([]);
  expect(info.lhash.size).toBe(0);
  expect(info.bhash.size).toBe(0);
  const left = (key: "sk_rmem_alloc" | "sk_wmem_alloc" | "sk_wmem_queued" | "sk_omem_alloc") =>
    all.reduce((n, sk) => n + sk[key], 0);
  for (const key of ["sk_rmem_alloc", "sk_wmem_alloc", "sk_wmem_queued", "sk_omem_alloc"] as const)
    expect([key, left(key)]).toEqual([key, 0]);
  expect(sys.timers.next).toBe(null);
});

// `--net user` against servers of this host: a network of our own plays the guest, and sees what a guest would.
import * as dgram from "node:dgram";
import * as net from "node:net";
import { afterEach, expect, it } from "vitest";
import { type forward, userForwards } from "../../cli/net/spec.ts";
import { GUEST, ROUTER, UserNet } from "../../cli/net/user.ts";
import { fib_alias_init } from "../../kernel/net/ipv4/fib_frontend.ts";
import { fib_new_table } from "../../kernel/net/ipv4/fib_trie.ts";
import { StandaloneNet, type StandaloneSocket } from "../../kernel/net/standalone.ts";
import { EAGAIN, ECONNREFUSED, ECONNRESET, EHOSTUNREACH } from "../../kernel/uapi/asm/errno.ts";
import { SO_BINDTODEVICE, SO_BROADCAST } from "../../kernel/uapi/asm/socket.ts";
import { RT_TABLE_MAIN } from "../../kernel/uapi/linux/rtnetlink.ts";

const clock = {
  monotonic: () => performance.now() * 1e6,
  realtime: () => BigInt(Date.now()) * 1_000_000n,
  random: (n: number) => crypto.getRandomValues(new Uint8Array(n)),
};
const text = (s: string) => Uint8Array.from(s, (c) => c.charCodeAt(0));
const cleanup: (() => void)[] = [];
afterEach(() => {
  for (const fn of cleanup.splice(0)) fn();
});

interface Guest {
  sys: StandaloneNet;
  /** Lets both sides and the host go on until cond gives something. */
  until<T>(cond: () => T | undefined | false): Promise<T>;
}

function guest(forwards: forward[] = [], configured = true): Guest {
  const sys = new StandaloneNet({ now: clock.monotonic, realtime: clock.realtime, random: clock.random });
  const user = new UserNet({ ...clock, forwards, nameserver: null, log: () => {}, wakeUp: () => {} });
  cleanup.push(() => user.close());
  const inbox: Uint8Array[] = [];
  user.onFrame((f) => void inbox.push(f));
  const dev = sys.card("eth0", Uint8Array.of(2, 0, 0, 0, 0, 1), (f) => setImmediate(() => user.send(f)));
  if (configured) {
    sys.address(dev, GUEST, 24);
    const nh = { dev, gw: ROUTER, flags: 0, weight: 1, scope: 253 };
    fib_new_table(sys.net.init_net, RT_TABLE_MAIN).insert(fib_alias_init({ nh: [nh] }), { append: true });
  }
  const until: Guest["until"] = async (cond) => {
    for (let i = 0; i < 3000; i++) {
      for (const f of inbox.splice(0)) sys.receive(dev, f);
      sys.timers.run(sys.now());
      const r = cond();
      if (r !== undefined && r !== false) return r;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    throw new Error("nothing comes");
  };
  return { sys, until };
}

/** All that comes until the end, or the error. */
function reader(s: StandaloneSocket): () => Uint8Array | number | undefined {
  const parts: Uint8Array[] = [];
  return () => {
    for (;;) {
      const r = s.recv();
      if (r === -EAGAIN) return undefined;
      if (typeof r === "number") return r;
      if (r.bytes.length === 0) return Buffer.concat(parts);
      parts.push(r.bytes);
    }
  };
}

const listening = (s: net.Server): Promise<number> =>
  new Promise((resolve) => {
    cleanup.push(() => s.close());
    s.listen(0, "127.0.0.1", () => resolve((s.address() as net.AddressInfo).port));
  });

it("carries a megabyte to a server of the host and back, and both ends", { timeout: 30_000 }, async () => {
  const port = await listening(net.createServer({ allowHalfOpen: true }, (c) => c.pipe(c)));
  const g = guest();
  const s = g.sys.socket(1);
  s.connect(ROUTER, port);
  const data = clock.random(65536);
  let sent = 0;
  const TOTAL = 1 << 20;
  const read = reader(s);
  const got = await g.until(() => {
    while (sent < TOTAL) {
      const n = s.send(data.subarray(sent % 65536));
      if (n < 0) break;
      sent += n;
      if (sent >= TOTAL) s.shutdown(1);
    }
    return read();
  });
  expect(typeof got).toBe("object");
  const bytes = got as Uint8Array;
  expect(bytes.length).toBe(sent);
  for (let i = 0; i < bytes.length; i += 65536)
    expect(
      Buffer.compare(bytes.subarray(i, i + 65536), data.subarray(0, Math.min(65536, bytes.length - i))),
    ).toBe(0);
});

it("a port where nobody listens is refused, a place that is not there unreachable", async () => {
  const free = net.createServer();
  const port = await listening(free);
  free.close();
  const g = guest();
  const error = (s: StandaloneSocket) => () => (s.sock.sk!.sk_err ? s.sock.sk!.sk_err : undefined);
  const s = g.sys.socket(1);
  s.connect(ROUTER, port);
  expect(await g.until(error(s))).toBe(ECONNREFUSED);
  const t = g.sys.socket(1);
  t.connect(ROUTER + 100, 80);
  // Nobody answers ARP for it.
  expect(await g.until(error(t))).toBe(EHOSTUNREACH);
});

it("a reset of the host's is one for the guest", async () => {
  const port = await listening(net.createServer((c) => c.on("data", () => c.resetAndDestroy())));
  const g = guest();
  const s = g.sys.socket(1);
  s.connect(ROUTER, port);
  await g.until(() => s.send(text("x")) === 1);
  expect(await g.until(reader(s))).toBe(-ECONNRESET);
});

it("UDP goes out and comes back, larger than a frame too", async () => {
  const server = dgram.createSocket("udp4");
  cleanup.push(() => server.close());
  server.on("message", (m, from) => server.send(m, from.port, from.address));
  const port = await new Promise<number>((resolve) =>
    server.bind(0, "127.0.0.1", () => resolve(server.address().port)),
  );
  const g = guest();
  const s = g.sys.socket(2);
  for (const n of [5, 4000]) {
    const data = clock.random(n);
    s.send(data, { addr: ROUTER, port });
    const r = await g.until(() => {
      const r = s.recv();
      return typeof r === "number" ? undefined : r;
    });
    expect(r.from).toEqual({ addr: ROUTER, port });
    expect(Buffer.compare(r.bytes, data)).toBe(0);
  }
});

it("a forwarded port leads into the guest", async () => {
  const probe = net.createServer();
  const port = await listening(probe);
  await new Promise((resolve) => probe.close(resolve));
  const forwards = userForwards([`user,forward=tcp:${port}:80`]) as forward[];
  const g = guest(forwards);
  const l = g.sys.socket(1);
  l.bind(0, 80);
  l.listen(5);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const client = net.connect(port, "127.0.0.1");
  cleanup.push(() => client.destroy());
  let answer = "";
  client.on("data", (b) => {
    answer += b;
  });
  client.write("hello");
  const c = await g.until(() => {
    const a = l.accept();
    return typeof a === "number" ? undefined : a;
  });
  expect(c.peer()!.addr).toBe(ROUTER);
  const r = await g.until(() => {
    const r = c.recv();
    return typeof r === "number" ? undefined : r;
  });
  expect(String.fromCharCode(...r.bytes)).toBe("hello");
  c.send(text("world"));
  await g.until(() => answer === "world");
});

it("answers DHCP with its one address", async () => {
  const g = guest([], false);
  const s = g.sys.socket(2);
  s.setsockopt(SO_BROADCAST, 1);
  s.setsockopt(SO_BINDTODEVICE, 0x65746830, 0);
  s.bind(0, 68);
  const ask = (type: number) => {
    const b = new Uint8Array(300);
    b.set([1, 1, 6, 0, 1, 2, 3, 4, 0, 0, 0x80]);
    b.set([2, 0, 0, 0, 0, 1], 28);
    b.set([0x63, 0x82, 0x53, 0x63, 53, 1, type, 50, 4, 10, 0, 2, 15, 255], 236);
    return b;
  };
  for (const [type, expected] of [
    [1, 2],
    [3, 5],
  ]) {
    expect(s.send(ask(type), { addr: 0xffffffff, port: 67 })).toBe(300);
    const r = await g.until(() => {
      const r = s.recv();
      return typeof r === "number" ? undefined : r;
    });
    expect([...r.bytes.subarray(16, 20)]).toEqual([10, 0, 2, 15]);
    expect([...r.bytes.subarray(240, 243)]).toEqual([53, 1, expected]);
  }
});

it.each(["user,forward=tcp:80", "user,forward=tcp:0:80", "user,forward=icmp:1:2"])(
  "%s is refused",
  (spec) => {
    expect(userForwards([spec])).toMatch(/write it like/);
  },
);

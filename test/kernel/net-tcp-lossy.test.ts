// TCP over a link that loses, reorders, duplicates and corrupts: every byte arrives, and not too late. The times are the
// guest's own, so they are the same on every machine. The long run is `npm run fuzz -- --stream MEGABYTES`.
import { describe, expect, it } from "vitest";
import { netem_parse } from "../../kernel/net/drivers/netem_spec.ts";
import { tcp_ca, tcp_set_congestion_control } from "../../kernel/net/ipv4/tcp_cong.ts";
import { bulk, type tcp_sock } from "./net-tcp-bulk.ts";

const MB = 1 << 20;
const lost = (r: { sys: { net: { init_net: { loopback_dev: { netem: unknown } } } } }) =>
  (r.sys.net.init_net.loopback_dev.netem as { lost: number }).lost;

describe("TCP on a bad link", () => {
  it.each(Array.from({ length: 20 }, (_, i) => i + 1))("delivers every byte, seed %i", (seed) => {
    const r = bulk({
      bytes: MB / 4,
      netem: { latency: 5e6, jitter: 2e6, loss: 0.01, reorder: 0.02, duplicate: 0.01, corrupt: 0.005, seed },
    });
    expect(r.seconds).toBeLessThan(4);
  });

  it("repeats only what was lost", () => {
    const r = bulk({ bytes: 4 * MB, netem: { latency: 5e6, loss: 0.01, seed: 1 } });
    expect(lost(r)).toBeGreaterThan(40);
    expect(r.sender.total_retrans).toBeGreaterThan(20);
    expect(r.sender.total_retrans).toBeLessThanOrEqual(lost(r));
    expect(r.sender.dsack_dups).toBe(0);
    expect(r.seconds).toBeLessThan(4.5);
  });

  it("takes lateness for reordering and not for loss", () => {
    const r = bulk({ bytes: 4 * MB, netem: { latency: 5e6, jitter: 1e6, seed: 1 } });
    expect(r.sender.total_retrans).toBe(0);
    expect(r.sender.reord_seen).toBe(true);
    expect(r.seconds).toBeLessThan(1);
  });

  it("undoes what it did when the repetition was needless", () => {
    const r = bulk({ bytes: 4 * MB, netem: { latency: 5e6, reorder: 0.02, seed: 1 } });
    expect(r.sender.dsack_dups).toBeGreaterThan(100);
    expect(r.seconds).toBeLessThan(3);
  });

  it("fills a long clean path: the window and both buffers grow", () => {
    const r = bulk({ bytes: 8 * MB, netem: { latency: 5e6, limit: 10000 } });
    expect(r.sender.total_retrans).toBe(0);
    expect(r.sender.snd_cwnd).toBeGreaterThan(500);
    expect(r.sender.sk_sndbuf).toBeGreaterThan(500_000);
    expect(r.receiver.sk_rcvbuf).toBeGreaterThan(500_000);
    expect(r.seconds).toBeLessThan(0.4);
  });

  it("manages without SACK", () => {
    const r = bulk({
      bytes: MB,
      netem: { latency: 5e6, loss: 0.01, seed: 3 },
      prepare(c, a) {
        for (const s of [c, a]) (s.sock.sk as tcp_sock).sack_ok = false;
      },
    });
    expect(r.sender.total_retrans).toBeGreaterThan(3);
    expect(r.seconds).toBeLessThan(4);
  });

  it("survives a fifth of all packets lost", () => {
    bulk({ bytes: 100_000, netem: { latency: 5e6, loss: 0.2, seed: 1 } });
  });

  it("has cubic and reno, which reduce differently", () => {
    const reduced = (name: string) => {
      let sk!: tcp_sock;
      bulk({
        bytes: 10_000,
        netem: {},
        prepare(c) {
          sk = c.sock.sk as tcp_sock;
          expect(sk.congestion).toBe("cubic");
          expect(tcp_set_congestion_control(sk, name)).toBe(true);
        },
      });
      sk.snd_cwnd = 100;
      return tcp_ca(sk).ssthresh(sk);
    };
    expect(reduced("reno")).toBe(50);
    expect(reduced("cubic")).toBe(70);
  });
});

describe("the fault injector's options", () => {
  const parse = (o: Record<string, string>) =>
    netem_parse(
      (k) => o[k],
      (why) => {
        throw new Error(why);
      },
    );
  it("are spelt as tc's", () => {
    expect(parse({})).toBe(null);
    expect(parse({ loss: "1%", delay: "10ms", jitter: "500us", rate: "8mbit" })).toMatchObject({
      loss: 0.01,
      latency: 10e6,
      jitter: 500e3,
      rate: 1e6,
    });
  });
  it.each([{ loss: "200%" }, { loss: "x" }, { delay: "5m" }, { reorder: "5%" }, { limit: "-1" }] as Record<
    string,
    string
  >[])("%j is refused with a sentence", (o) => expect(() => parse(o)).toThrow(/write it like|needs delay/));
});

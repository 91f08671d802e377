// The network's long runs behind `npm run fuzz`: malformed packets and netlink messages by the million, streams by the
// gigabyte. Above: tools/fuzz.mjs. Below: packets.ts, netlink.ts, ../kernel/net-tcp-bulk.ts.

import { bulk } from "../kernel/net-tcp-bulk.ts";
import { fuzzNetlink } from "./netlink.ts";
import { fuzzPackets } from "./packets.ts";

/** Lots of 20,000, each with the next seed, thrown at a system of their own; how many failures there were. */
function lots(
  total: number,
  seed: number,
  log: (line: string) => void,
  lot: (seed: number, n: number) => { failures: readonly string[]; left: Record<string, number> },
): number {
  let failed = 0;
  for (let done = 0; done < total; done += 20_000, seed++) {
    const r = lot(seed, Math.min(20_000, total - done));
    const left = Object.entries(r.left).filter(([, n]) => n !== 0);
    for (const f of r.failures) log(f);
    if (left.length) log(`seed ${seed}: left behind: ${left.map(([k, n]) => `${k} ${n}`).join(", ")}`);
    failed += r.failures.length + left.length;
  }
  return failed;
}

/** Malformed packets. */
export const packetsRun = (total: number, seed: number, log: (line: string) => void): number =>
  lots(total, seed, log, fuzzPackets);

/** Malformed netlink messages. */
export const netlinkRun = (total: number, seed: number, log: (line: string) => void): number =>
  lots(total, seed, log, fuzzNetlink);

/** Streams through a lossy, reordering link, a seed after the other, compared byte for byte; how many failed. */
export function streamRun(megabytes: number, from: number, to: number, log: (line: string) => void): number {
  let failed = 0;
  for (let seed = from; seed <= to; seed++) {
    const start = performance.now();
    try {
      const netem = { latency: 2e6, jitter: 5e5, loss: 0.01, reorder: 0.001, seed };
      const r = bulk({ bytes: megabytes * 2 ** 20, netem });
      const host = (performance.now() - start) / 1000;
      log(
        `seed ${seed}: ${megabytes} MB in ${r.seconds.toFixed(1)} s of the guest's time, ${host.toFixed(1)} s here; ` +
          `${r.sender.total_retrans} segments repeated, ${r.sender.dsack_dups} of them in vain`,
      );
    } catch (e) {
      failed++;
      log(`seed ${seed}: ${(e as Error).message}`);
    }
  }
  return failed;
}

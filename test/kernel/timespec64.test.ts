// Nanoseconds as seconds and the rest, against the division of bigints.
import { expect, test } from "vitest";
import { ns_to_timespec64 } from "../../kernel/time/timespec64.ts";

const NS = 1_000_000_000n;

test("seconds are rounded down, also near a whole second, before 1970 and at the ends of time", () => {
  const bases = [0n, NS, 1_700_000_000n * NS, 4_300_000_000n * NS, 9_223_372_030n * NS];
  const near = [0n, 1n, 2n, 300n, 511n, 512n, 513n, 1999n, NS / 2n, NS - 1n, NS - 2n, NS - 600n];
  for (const base of bases)
    for (const off of near)
      for (const ns of [base + off, -base - off]) {
        const rest = ((ns % NS) + NS) % NS;
        expect({ ns, ...ns_to_timespec64(ns) }).toEqual({
          ns,
          tv_sec: Number((ns - rest) / NS),
          tv_nsec: Number(rest),
        });
      }
});

// A thousand times a thousand malformed packets is `npm run fuzz -- --net 1000000`; this is the first part of it.
import { expect, it } from "vitest";
import { fuzzPackets } from "./packets.ts";

it.each([1, 2, 3])(
  "malformed packets: no throw, nothing left behind, seed %i",
  { timeout: 120_000 },
  (seed) => {
    const r = fuzzPackets(seed, 5000);
    expect(r.failures).toEqual([]);
    expect(r.packets).toBe(5000);
    expect(r.delivered).toBeGreaterThan(100);
    for (const [what, n] of Object.entries(r.left)) expect([what, n]).toEqual([what, 0]);
  },
);

// Malformed netlink messages: an errno, never a throw, the devices stay in order, and nothing stays behind. A million of them
// is `npm run fuzz -- --netlink 1000000`.
import { expect, it } from "vitest";
import { fuzzNetlink } from "../fuzz/netlink.ts";

it("answers broken requests without a throw, and keeps nothing", { timeout: 600_000 }, () => {
  const r = fuzzNetlink(1, 20_000);
  expect(r.failures).toEqual([]);
  expect(r.answers).toBeGreaterThan(1000);
  for (const [what, n] of Object.entries(r.left)) expect([what, n]).toEqual([what, 0]);
});

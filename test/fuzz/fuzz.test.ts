// A few seconds of the differential fuzzer with fixed seeds: the interpreter against qemu-hppa, the translator against
// the interpreter. The long runs are `npm run fuzz`.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Fuzzer } from "./fuzz.ts";

const core = join(import.meta.dirname, "../../dist/core.wasm");
const hasQemu = (() => {
  try {
    execFileSync("qemu-hppa", ["--version"]);
    return true;
  } catch {
    return false;
  }
})();
const options = { seconds: 4, failures: 3, log: () => {} };

describe.skipIf(!existsSync(core))("random instruction sequences", () => {
  const wasm = existsSync(core) ? readFileSync(core) : new Uint8Array();

  test.skipIf(!hasQemu)(
    "do on the interpreter what they do on qemu-hppa",
    async () => {
      const result = await Fuzzer.run({ ...options, wasm, seed: 1, engine: "interpreter", against: "qemu" });
      expect(result.reports).toEqual([]);
      expect(result.instructions).toBeGreaterThan(5000);
    },
    120_000,
  );

  test("do under the translator what they do on the interpreter", async () => {
    const result = await Fuzzer.run({ ...options, wasm, seed: 2, engine: "jit", against: "interpreter" });
    expect(result.reports).toEqual([]);
    expect(result.instructions).toBeGreaterThan(5000);
  }, 120_000);

  test.skipIf(!hasQemu)(
    "shows a difference where there is one, cut down to it",
    async () => {
      // two programs in the place of two machines
      const { QemuPeer } = await import("./peers.ts");
      const { Guest } = await import("./guest.ts");
      const { newState } = await import("./case.ts");
      const guest = await Guest.create(wasm, 4);
      const before = newState();
      before.gr[3] = 5;
      const [add] = guest.run([{ slot: 0, code: [0x08630604], before }]); // add r3,r3,r4
      const [sub] = guest.run([{ slot: 0, code: [0x08630404], before }]); // sub r3,r3,r4
      const peer = new QemuPeer(guest, 4, "", [], () => {});
      expect(peer.differences(add, sub)).toEqual(["PSW C/B 0x0, not 0x80", "r4 0xa, not 0x0"]);
    },
    30_000,
  );
});

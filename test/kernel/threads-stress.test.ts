// 64 threads under schedules drawn from seeds (kernel/replay/schedule.ts): nothing is lost, and a seed repeats its run
// to the last instruction. Above: npm test. Below: userland/stress/threads.c.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { command, gcc, parisc, root } from "../tools.ts";

const SAYS = `mutexes 1920
queue empty
barriers 10
writes 384
cancelled 64, cleaned 64
robust 64, mended all
`;

const out = mkdtempSync(join(tmpdir(), "parisc-stress-"));
const binary = join(out, "threads");
afterAll(() => rmSync(out, { recursive: true, force: true }));

const run = (seed: number) =>
  parisc(["run", "--clock", "virtual", "--seed", String(seed), "--stats", binary], { cwd: out });
const executed = (stderr: string) => /^instructions .*\nswitches .*$/m.exec(stderr)?.[0];

describe.skipIf(!gcc)("threads", () => {
  beforeAll(() => {
    const source = join(root, "userland/stress/threads.c");
    command(gcc!, ["-O1", "-w", "-static", "-pthread", "-o", binary, source]);
  });

  for (const seed of [1, 2, 3])
    it(`seed ${seed}`, { timeout: 60_000 }, () => {
      expect(run(seed).stdout).toBe(SAYS);
    });

  it("a seed repeats its run, another one has its own", { timeout: 60_000 }, () => {
    const first = executed(run(4).stderr);
    expect(first).toMatch(/instructions \d+/);
    expect(executed(run(4).stderr)).toBe(first);
    expect(executed(run(5).stderr)).not.toBe(first);
  });
});

// C programs against recorded expectations: programs/NAME.c prints facts of Linux, one a line; NAME.expect is what a
// real kernel printed (native on Linux 6.18 where the facts are the same on every architecture). First lines may say
// "// args: …" (options of parisc run). real-NAME.c: recorded on a real Linux/parisc 6.1, and taken over with
// tools/accept-recording.mjs; probe.h is what they share.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { command, gcc, parisc, root } from "../tools.ts";

const sources = join(root, "test/kernel/programs");
const out = mkdtempSync(join(tmpdir(), "parisc-kernel-"));
afterAll(() => rmSync(out, { recursive: true, force: true }));

describe.skipIf(!gcc)("programs", () => {
  for (const source of readdirSync(sources).sort()) {
    if (!source.endsWith(".c")) continue;
    const name = source.slice(0, -2);
    const expected = join(sources, `${name}.expect`);
    if (!existsSync(expected)) continue;
    it(name, () => {
      const binary = join(out, name);
      const built = command(gcc!, ["-O1", "-w", "-static", "-o", binary, join(sources, source), "-lpthread"]);
      expect(built.stderr).toBe("");
      const options =
        /^\/\/ args: (.*)$/m.exec(readFileSync(join(sources, source), "latin1"))?.[1].split(" ") ?? [];
      const ours = parisc(["run", ...options, binary], { cwd: out });
      expect(ours.stdout + ours.stderr).toBe(readFileSync(expected, "latin1"));
    });
  }
});

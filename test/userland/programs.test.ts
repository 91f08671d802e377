// Programs of the cross compilers at every optimisation level, static and dynamic: the same output and status as
// under qemu-hppa, on each engine. Where qemu-hppa is not the truth (it cannot exec a parisc program without help of
// the host's), test/userland/expect/NAME.txt is, with status 0.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { command, gcc, gxx, parisc, qemu, root } from "../tools.ts";

const sources = join(root, "test/userland/programs");
const out = mkdtempSync(join(tmpdir(), "parisc-programs-"));
afterAll(() => rmSync(out, { recursive: true, force: true }));

const VARIANTS = [
  ["-O0", "-march=1.1", "-static"],
  ["-O1", "-march=1.1"],
  ["-O2", "-march=1.1"],
  ["-O3", "-march=2.0"],
  ["-Os", "-march=2.0", "-static"],
];
const ENGINES = ["interpreter", "auto"];
/** What "jit" runs too: it translates all of a program before it runs, a dynamic one's start alone for a second. */
const FOR_JIT = VARIANTS[4].join(" ");

describe.skipIf(!gcc || !gxx || !qemu)("compiled programs", () => {
  for (const source of readdirSync(sources).sort()) {
    const cc = source.endsWith(".cc") ? gxx! : gcc!;
    it.each(VARIANTS.map((flags) => [flags.join(" ")]))(`${source} %s`, (flags) => {
      const binary = join(out, `${source}${flags.replace(/\W+/g, "_")}`);
      const built = command(cc, [
        ...flags.split(" "),
        "-w",
        "-o",
        binary,
        join(sources, source),
        "-lm",
        "-lpthread",
      ]);
      expect(built.stderr).toBe("");
      const expected = join(root, "test/userland/expect", `${source}.txt`);
      const truth = existsSync(expected)
        ? { status: 0, stdout: readFileSync(expected, "latin1") }
        : command(qemu!, ["-L", "/usr/hppa-linux-gnu", binary, "an argument"], { input: "some input\n" });
      for (const engine of flags === FOR_JIT ? [...ENGINES, "jit"] : ENGINES) {
        const ours = parisc(["run", "--engine", engine, binary, "an argument"], { input: "some input\n" });
        expect({ engine, status: ours.status, stdout: ours.stdout }).toEqual({
          engine,
          status: truth.status,
          stdout: truth.stdout,
        });
      }
    });
  }
});

// --profile: the same functions, callers and weights on both engines, in speedscope's format. Above: npm test.
// Below: kernel/trace/profile.ts, cli/profile.ts.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { command, gcc, parisc, root } from "../tools.ts";

const out = mkdtempSync(join(tmpdir(), "parisc-profile-"));
afterAll(() => rmSync(out, { recursive: true, force: true }));

const SOURCE = `
__attribute__((noinline)) int leaf(int n) { int s = 0; for (int i = 0; i < n; i++) s = s * 31 + i; return s; }
__attribute__((noinline)) int large(int n) { volatile char b[20000]; b[n % 20000] = 1; return leaf(n) + b[5]; }
__attribute__((noinline)) int small(int n) { return leaf(n) + n; }
int main() { int s = 0; for (int i = 0; i < 30; i++) s += large(60000) + small(20000); return s == 1; }
`;

interface File {
  shared: { frames: { name: string }[] };
  profiles: { type: string; endValue: number; samples: number[][]; weights: number[] }[];
}

describe.skipIf(!gcc)("profile", () => {
  beforeAll(() => {
    writeFileSync(join(out, "p.c"), SOURCE);
    command(gcc!, ["-O1", "-static", "-o", join(out, "p"), join(out, "p.c")]);
  });

  it.each(["interpreter", "auto"])("finds functions and their callers: %s", (engine) => {
    const file = join(out, `${engine}.json`);
    const r = parisc(["run", "--engine", engine, "--profile", file, join(out, "p")], { cwd: out });
    expect(r.status).toBe(0);
    const { shared, profiles } = JSON.parse(readFileSync(file, "utf8")) as File;
    expect(profiles).toHaveLength(1);
    const [{ samples, weights, endValue }] = profiles;
    const share = (...names: string[]) =>
      samples.reduce((sum, s, i) => {
        const path = s.map((n) => shared.frames[n].name).join(" ");
        return path.endsWith(names.join(" ")) ? sum + weights[i] / endValue : sum;
      }, 0);
    expect(share("leaf")).toBeGreaterThan(0.9);
    expect(share("main", "large", "leaf")).toBeGreaterThan(0.6);
    expect(share("main", "small", "leaf")).toBeGreaterThan(0.15);
    expect(r.stderr).toMatch(/^ +self +with +function .*\n +9\d\.\d % +9\d\.\d % {2}leaf\n/);
  });

  it("cannot be had with a recording", () => {
    const files = ["--profile", join(out, "x"), "--record", join(out, "y")];
    const r = parisc(["run", ...files, join(root, "userland/bin/contract")]);
    expect(r).toMatchObject({ status: 2 });
  });
});

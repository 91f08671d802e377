// The two seed commits through `parisc test`: the matrix, the bisection to 5.1, the races found by seeds.

import { join } from "node:path";
import { expect, it } from "vitest";
import { parisc, root } from "../tools.ts";

const manifest = join(root, "test/regressions/seed-commits.test.toml");

it("is red before and green after", () => {
  const r = parisc(["test", manifest]);
  expect(r.stdout).toMatch(/^ok {3}bind by number/m);
  expect(r.stdout).toMatch(/red {4}4\.20 5\.0 5\.1-f5dd3d0c96 \(interpreter, jit\)/);
  expect(r.stdout).toMatch(/green {2}5\.0\+f5dd3d0c96 5\.1 6\.1 \(interpreter, jit\)/);
  expect(r.stdout).toMatch(/red {4}4\.20 5\.0 5\.1-8065a779f1 \(interpreter, jit\)/);
  expect(r.stdout).toMatch(/green {2}5\.0\+8065a779f1 5\.1 6\.1 6\.2 \(interpreter, jit\)/);
  expect([r.status, r.stderr]).toEqual([0, ""]);
});

it("a release on the wrong side makes it fail, and is told so", () => {
  // the same programs, judged as if both commits had come before 5.0
  const r = parisc([
    "test",
    "--kernel",
    "5.0",
    "--engine",
    "interpreter",
    "--seed",
    "1",
    "--name",
    "race: rename",
    manifest,
  ]);
  expect(r.stdout).toContain("5.0, interpreter, seed 1");
  expect(r.stdout).toContain("status: exit status 1, expected 0");
  expect(r.stdout).toContain('ifr_newname="ens2"}) = -1 EBUSY');
  expect(r.status).toBe(1);
});

it.each([
  ["bind by number: renames", "f5dd3d0c96", "SO_BINDTOIFINDEX, [2], 4) = -1 ENOPROTOOPT"],
  ["hot plug", "8065a779f1", 'ifr_newname="ens2"}) = -1 EBUSY'],
])("%s bisects to 5.1 and %s", (name, commit, call) => {
  const r = parisc(["test", "--bisect-release", "--name", name, manifest]);
  expect(r.stdout).toContain(`changed in Linux 5.1, by commit ${commit}`);
  expect(r.stdout).toContain(`--kernel 5.1-${commit}, behaves as 5.0`);
  expect(r.stdout).toContain(call);
});

it.each([
  ["race: bind", "bound to ANOTHER device, 3"],
  ["race: rename", "EBUSY"],
])(
  "%s: a seed is found in under a minute, and shows the race again",
  (name, words) => {
    const search = (kernel: string, seeds: number) =>
      parisc([
        "test",
        "--seeds",
        String(seeds),
        "--kernel",
        kernel,
        "--engine",
        "interpreter",
        "--name",
        name,
        manifest,
      ]);
    const old = search("5.0", 80);
    expect(old.stdout).toContain(words);
    expect(old.status).toBe(1);
    const seed = /a race: seed (\d+) shows it/.exec(old.stdout)![1];
    const again = parisc(["test", "--seed", seed, "--kernel", "5.0", "--name", name, manifest]);
    expect(again.stdout).toContain("status: exit status 1, expected 0");
    const fixed = search("5.1", 30);
    expect(fixed.stdout).toMatch(/30 seeds, and every one ends alike/);
    expect(fixed.status).toBe(0);
  },
  60_000,
);

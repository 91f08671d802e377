// --code-cache: a second run takes the first one's translations, and says so under --stats.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parisc, root } from "../tools.ts";

const folder = mkdtempSync(join(tmpdir(), "parisc-code-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const program = join(root, "userland/bin/contract");
function regions(where: string) {
  const r = parisc(["run", "--engine", "jit", "--stats", "--code-cache", where, program, "exit", "3"]);
  expect(r.status).toBe(3);
  const m = /regions (\d+) \((\d+) translated before\), (\d+) instructions translated/.exec(r.stderr)!;
  const [all, stored, translated] = m.slice(1).map(Number);
  return { all, stored, translated };
}

test("what one run translated the next one finds", () => {
  const first = regions(folder);
  expect(first.stored).toBe(0);
  expect(first.translated).toBeGreaterThan(0);
  const second = regions(folder);
  expect(second.stored).toBeGreaterThan(second.all / 2);
  expect(second.translated).toBeLessThan(first.translated / 2);
});

test("off: nothing is kept or found", () => {
  expect(regions("off").stored).toBe(0);
});

test("translations of another translator are thrown away", () => {
  const [ours] = readdirSync(folder);
  const old = join(folder, "code-0123456789abcdef");
  rmSync(join(folder, ours), { recursive: true });
  parisc(["run", "--engine", "jit", "--code-cache", old, program, "exit", "0"]);
  expect(readdirSync(old)).toEqual([ours]);
  regions(folder);
  expect(readdirSync(folder)).toEqual([ours]);
});

test("a folder that cannot be one is no error", () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  expect(regions(file).stored).toBe(0);
});

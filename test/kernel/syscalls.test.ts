// The table of system calls is complete, unambiguous, and what docs/syscalls.md says; releases.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseRelease } from "../../kernel/releases.ts";
import { syscallsMarkdown } from "../../kernel/syscalls/document.ts";
import { allRows, COMMON } from "../../kernel/syscalls/index.ts";
import * as unistd from "../../kernel/uapi/asm/unistd.ts";

const SYSCALLS = allRows();

test("every number of asm/unistd.h has one row, by its name", () => {
  const rows = new Map(SYSCALLS.map((r) => [r.nr, r.name]));
  expect(rows.size).toBe(SYSCALLS.length);
  const wrong = Object.entries(unistd).filter(
    ([name, nr]) => name.startsWith("__NR_") && rows.get(nr as number) !== name.slice(5),
  );
  expect(wrong).toEqual([]);
});

test("the calls that most programs make are in the families they are looked for in", () => {
  const wrong = COMMON.flatMap(([family, numbers]) =>
    numbers.filter((nr) => !family().some((row) => row.nr === nr)),
  );
  expect(wrong).toEqual([]);
});

test("a call that is partial or missing says why", () => {
  expect(SYSCALLS.filter((r) => r.status !== "done" && r.note === "").map((r) => r.name)).toEqual([]);
});

test("docs/syscalls.md is up to date (node tools/docs-syscalls.mjs)", () => {
  const file = readFileSync(join(import.meta.dirname, "../../docs/syscalls.md"), "utf8");
  expect(file).toBe(syscallsMarkdown());
});

test("releases: changes follow the release, or are put in and taken out", () => {
  expect(parseRelease("5.0").has("f5dd3d0c96")).toBe(false);
  expect(parseRelease("5.1").has("f5dd3d0c96")).toBe(true);
  expect(parseRelease("5.0+f5dd3d0c96").has("f5dd3d0c96")).toBe(true);
  expect(parseRelease("6.1-c427bfec18f2").has("c427bfec18f2")).toBe(false);
  expect(parseRelease("6.1").atLeast("5.18")).toBe(true);
  expect(() => parseRelease("7.9")).toThrow(/unknown kernel release/);
  expect(() => parseRelease("6.1-deadbeef1")).toThrow(/unknown commit/);
});

// --stats: the time by what it went to, and why translated code came back: as often as it was entered.
import { join } from "node:path";
import { expect, test } from "vitest";
import { parisc, root } from "../tools.ts";

const program = join(root, "userland/bin/sh");
const stats = (engine: string) => {
  const r = parisc([
    "run",
    "--engine",
    engine,
    "--stats",
    "--code-cache",
    "off",
    program,
    "-c",
    "cd /; cd /tmp; echo ended",
  ]);
  expect(r).toMatchObject({ status: 0, stdout: "ended\n" });
  return r.stderr;
};

/** The line "time SECONDS s: WHAT SHARE %, …" */
function shares(text: string): Map<string, number> {
  const [, list] = /^time [\d.]+ s: (.*)$/m.exec(text)!;
  return new Map(
    list
      .split(", ")
      .map((part) => /^(.*) ([\d.]+) %$/.exec(part)!.slice(1) as [string, string])
      .map(([what, n]) => [what, Number(n)]),
  );
}
const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);

test("all ways out are told, each once", () => {
  const text = stats("jit");
  const entered = Number(/entered (\d+) times/.exec(text)![1]);
  const [, list] = /^left: (.*)$/m.exec(text)!;
  expect(entered).toBeGreaterThan(100);
  expect(sum(list.split(", ").map((part) => Number.parseInt(part, 10)))).toBe(entered);
  // each of its system calls, and write() and exit() at least
  expect(Number(/(\d+) system calls/.exec(list)?.[1])).toBeGreaterThanOrEqual(4);
});

test("the parts of the time are all of it", () => {
  const jit = shares(stats("jit"));
  expect(sum(jit.values())).toBeCloseTo(100, 0);
  for (const what of ["translated code", "interpreter", "kernel", "translating", "compiling"])
    expect([...jit.keys()]).toContain(what);
  const interpreter = shares(stats("interpreter"));
  expect(sum(interpreter.values())).toBeCloseTo(100, 0);
  expect(interpreter.get("interpreter")).toBeGreaterThan(0);
  for (const what of ["translated code", "translating", "compiling"])
    expect(interpreter.get(what), what).toBe(undefined);
});

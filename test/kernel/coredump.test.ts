// The core file of a program that crashed, as gdb reads it.

import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { command, gcc, gdb, parisc } from "../tools.ts";

const folder = mkdtempSync(join(tmpdir(), "parisc-core-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const source = `
#include <stdlib.h>
#include <sys/resource.h>
int mark = 0xabcdef;
int deep(int *p, int n) { return n ? deep(p, n - 1) + 1 : *p; }
int main(int argc, char **argv) {
  struct rlimit r = { atoi(argv[1]), RLIM_INFINITY };
  setrlimit(RLIMIT_CORE, &r);
  mark++;
  return deep((int *)4, 2);
}`;

describe.skipIf(!gcc)("core files", () => {
  const run = (limit: string) => {
    const binary = join(folder, "crash");
    if (!existsSync(binary)) {
      writeFileSync(join(folder, "crash.c"), source);
      const args = ["-g", "-O0", "-static", "-o", binary, join(folder, "crash.c")];
      expect(command(gcc!, args).stderr).toBe("");
    }
    rmSync(join(folder, "core"), { force: true });
    return parisc(["run", "--dir", ".", "./crash", limit], { cwd: folder }).status;
  };

  it("is not written when RLIMIT_CORE is 0", () => {
    expect(run("0")).toBe(128 + 11);
    expect(existsSync(join(folder, "core"))).toBe(false);
  });

  it("ends at the limit", () => {
    expect(run("20000")).toBe(128 + 11);
    expect(statSync(join(folder, "core")).size).toBe(20000);
  });

  it.skipIf(!gdb)("tells gdb where and why", () => {
    expect(run("-1")).toBe(128 + 11);
    const seen = command(
      gdb!,
      ["-batch", "-nx", "-ex", "bt", "-ex", "p/x mark", "-ex", "p $_siginfo.si_signo", "crash", "core"],
      { cwd: folder },
    ).stdout;
    expect(seen).toContain("SIGSEGV");
    expect(seen).toMatch(/#0 .*deep \(p=0x4, n=0\)[\s\S]*#1 .*deep \(p=0x4, n=1\)[\s\S]*#3 .*main \(argc=2/);
    expect(seen).toContain("$1 = 0xabcdf0");
  });
});

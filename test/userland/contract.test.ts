// The command line's contract (docs: README, "Running programs") with a program that needs no cross compiler.

import { spawn } from "node:child_process";
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cli, parisc, root } from "../tools.ts";

const contract = join(root, "userland/bin/contract");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "parisc-contract-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What every failure must look like: a sentence, not a stack trace. */
function expectSentence(stderr: string): void {
  expect(stderr).toMatch(/^parisc: .+\n$/);
  expect(stderr).not.toMatch(/\bat .*\(.*:\d+:\d+\)|Error:/);
}

describe("parisc run", () => {
  it("returns the program's exit status", () => {
    for (const n of [0, 1, 7, 125, 255]) expect(parisc(["run", contract, "exit", `${n}`]).status).toBe(n);
  });

  it("connects standard input, output and error", () => {
    const input = "first line\nlast, without an end";
    expect(parisc(["run", contract, "cat"], { input })).toEqual({ status: 0, stdout: input, stderr: "" });
    expect(parisc(["run", contract, "stderr"])).toEqual({ status: 0, stdout: "", stderr: "to stderr\n" });
  });

  it("copies a megabyte through pipes unharmed", () => {
    const input = Array.from({ length: 1 << 20 }, (_, i) =>
      String.fromCharCode((i * 2654435761) >>> 24),
    ).join("");
    const r = parisc(["run", contract, "cat"], { input: Buffer.from(input, "latin1") as unknown as string });
    expect(r.status).toBe(0);
    expect(r.stdout === input).toBe(true);
  });

  it("passes arguments, options after the program included, and the environment", () => {
    const r = parisc([
      "run",
      "-E",
      "PT_A=1",
      "-E",
      "PT_B=b c",
      "-0",
      "zero",
      contract,
      "args",
      "--strace",
      "-E",
      "",
    ]);
    expect(r.stdout).toBe("zero\nargs\n--strace\n-E\n\nPT_A=1\nPT_B=b c\n");
    expect(r.status).toBe(0);
  });

  it.each([
    ["kill 15", 143],
    ["kill 9", 137],
    ["kill 6", 134],
    ["wild-read", 139],
    ["wild-write", 139],
    ["wild-jump", 139],
    ["illegal", 132],
    ["privileged", 132],
    ["break", 133],
    ["stack", 139],
  ])("a program that ends by %s gives status %i", (what, status) => {
    const r = parisc(["run", contract, ...what.split(" ")]);
    expect(r.status).toBe(status);
    expect(r.stderr).not.toMatch(/\bat .*:\d+:\d+/);
  });

  it("answers EFAULT to bad pointers", () => {
    expect(parisc(["run", contract, "bad-pointers"]).status).toBe(0);
  });

  it("sends SIGPIPE to a program that writes into a closed pipe", async () => {
    const status = await new Promise((done) => {
      const child = spawn(process.execPath, [cli, "run", contract, "write"], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      child.stdout.once("data", () => child.stdout.destroy());
      child.on("exit", done);
    });
    expect(status).toBe(128 + 13);
  });

  it("passes a host signal on to a busy program", async () => {
    const status = await new Promise((done) => {
      const child = spawn(process.execPath, [cli, "run", contract, "spin"], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      child.stdout.once("data", () => child.kill("SIGTERM"));
      child.on("exit", done);
    });
    expect(status).toBe(128 + 15);
  });

  it("stops at a limit of instructions", () => {
    const r = parisc(["run", "--limit-insns", "1000000", contract, "spin"]);
    expect(r.status).toBe(125);
    expectSentence(r.stderr);
  });
});

describe("bad input", () => {
  const bad = (name: string, bytes: Uint8Array) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return parisc(["run", path]);
  };
  const good = readFileSync(contract);

  it.each([
    ["no such file", () => parisc(["run", join(folder, "absent")]), /absent/],
    ["a folder", () => parisc(["run", folder]), /folder|directory/],
    ["an empty file", () => bad("empty", new Uint8Array()), /empty/],
    ["text", () => bad("text", new TextEncoder().encode("hello, world\n")), /text/],
    ["half a header", () => bad("short", good.subarray(0, 40)), /short/],
    ["a program for another machine", () => parisc(["run", process.execPath]), /machine|x86|aarch|parisc/],
  ])("%s: one sentence and a status", (_, call, says) => {
    const r = call();
    expectSentence(r.stderr);
    expect(r.stderr).toMatch(says);
    expect(r.status === 2 || r.status === 126 || r.status === 127).toBe(true);
  });

  it("a truncated program ends by a sentence or a signal", () => {
    for (const size of [60, 200, 1000, 2000, good.length - 100]) {
      const path = join(folder, "truncated");
      copyFileSync(contract, path);
      truncateSync(path, size);
      const r = parisc(["run", path, "exit", "0"]);
      if (r.status !== 0 && r.status! < 128) expectSentence(r.stderr);
      expect(r.status).not.toBe(125);
    }
  });

  it("usage errors are status 2", () => {
    for (const args of [
      [],
      ["run"],
      ["frobnicate"],
      ["run", "--engine", "steam", contract],
      ["run", "--kernel", "nonsense", contract],
      ["run", "--memory", "much", contract],
      ["run", "--net", "carrier-pigeon", contract],
      ["run", "--no-such-option", contract],
    ]) {
      const r = parisc(args);
      expect([args, r.status]).toEqual([args, 2]);
      expect(r.stderr.length).toBeGreaterThan(0);
      expect(r.stderr).not.toMatch(/\bat .*:\d+:\d+/);
    }
  });

  it("a mutilated header never harms the emulator", () => {
    let seed = 12345;
    const random = (n: number) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % n;
    for (let i = 0; i < 40; i++) {
      const bytes = new Uint8Array(good);
      const count = 1 + random(4);
      // the ELF header and the program headers
      for (let k = 0; k < count; k++) bytes[random(52 + 32 * 5)] = [0, 0xff, 0x80, random(256)][random(4)];
      const path = join(folder, "mutilated");
      writeFileSync(path, bytes);
      const r = parisc(["run", "--limit-insns", "2000000", path, "exit", "0"], { timeout: 20_000 });
      expect(r.status, `mutation ${i} hangs`).not.toBeNull();
      expect(r.stderr).not.toMatch(/\bat .*:\d+:\d+|cannot go on/);
    }
  });
});

describe("what the guest sees of the host", () => {
  it("a program in the host's /tmp, although the guest has a /tmp of its own", () => {
    const path = join(folder, "program");
    copyFileSync(contract, path);
    expect(parisc(["run", "--dir", "/:/:ro", "--dir", ".", path, "exit", "3"], { cwd: root }).status).toBe(3);
    expect(parisc(["run", "--dir", "/:/:ro", "--dir", ".", path, "exit", "4"], { cwd: folder }).status).toBe(
      4,
    );
  });

  it("nothing outside the named folders", () => {
    symlinkSync("/etc", join(folder, "escape"));
    const r = parisc([
      "run",
      "--dir",
      `${folder}:/data:ro`,
      "--dir",
      `${join(root, "userland/bin")}:/bin:ro`,
      contract,
      "exit",
      "0",
    ]);
    // the program itself lies outside the mounts that were named
    expect(r.status).not.toBe(0);
  });
});

// The package as its users get it: packed, installed into an empty folder without a network, and there the command line, a test,
// the library, its types, the matchers and the browser's file.

import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { command, root } from "../tools.ts";

const top = mkdtempSync(join(tmpdir(), "parisc-package-"));
const user = join(top, "user");
const contract = join(user, "contract");
const story = join(user, "story");
afterAll(() => rmSync(top, { recursive: true, force: true }));

/** npm that knows no registry and runs nothing of its own accord. */
const npm = (cwd: string, ...args: string[]) =>
  command(
    "npm",
    [...args, "--offline", "--no-audit", "--no-fund", "--loglevel=error", `--cache=${join(top, "cache")}`],
    {
      cwd,
      timeout: 120_000,
    },
  );
const node = (...args: string[]) => command(process.execPath, args, { cwd: user });

let packed: string[] = [];

beforeAll(() => {
  // packed from a copy: others use dist/ meanwhile
  const copy = join(top, "copy");
  for (const folder of [copy, user]) mkdirSync(folder);
  for (const name of ["package.json", "README.md", "LICENSE", "docs", "dist"])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  const types = node(join(root, "tools/types.mjs"), join(copy, "dist/types"));
  expect([types.status, types.stderr]).toEqual([0, ""]);
  const pack = npm(copy, "pack", "--ignore-scripts", "--json", "--pack-destination", top);
  expect([pack.status, pack.stderr]).toEqual([0, ""]);
  packed = (JSON.parse(pack.stdout)[0].files as { path: string }[]).map((f) => f.path);
  writeFileSync(join(user, "package.json"), '{ "private": true, "type": "module" }\n');
  const tarball = readdirSync(top).find((n) => n.endsWith(".tgz"))!;
  const install = npm(user, "install", join(top, tarball));
  expect([install.status, install.stderr]).toEqual([0, ""]);
  cpSync(join(root, "userland/bin/contract"), contract);
  cpSync(join(root, "userland/bin/story"), story);
  cpSync(join(root, "examples"), join(user, "examples"), { recursive: true });
}, 240_000);

it("has what it needs and nothing else", () => {
  expect(packed).toEqual(
    expect.arrayContaining(["package.json", "README.md", "LICENSE", "dist/cli.js", "dist/core.wasm"]),
  );
  expect(packed.filter((p) => !/^(dist|docs)\//.test(p)).sort()).toEqual([
    "LICENSE",
    "README.md",
    "package.json",
  ]);
  expect(packed.filter((p) => /\.cache$|\.built$|^dist\/web|\.ts$/.test(p) && !p.endsWith(".d.ts"))).toEqual(
    [],
  );
  const manifest = JSON.parse(readFileSync(join(user, "node_modules/parisc/package.json"), "utf8"));
  expect(manifest.dependencies).toBeUndefined();
  for (const script of ["preinstall", "install", "postinstall", "prepare"])
    expect(manifest.scripts?.[script]).toBeUndefined();
  expect(readdirSync(join(user, "node_modules")).filter((n) => !n.startsWith("."))).toEqual(["parisc"]);
});

it("runs a program and a test", () => {
  const bin = join(user, "node_modules/.bin/parisc");
  const run = command(bin, ["run", contract, "exit", "7"], { cwd: user });
  expect([run.status, run.stderr]).toEqual([7, ""]);
  const strace = command(bin, ["run", "--strace", contract, "exit", "7"], { cwd: user });
  expect(strace.stderr).toContain("exit(7) = ?");
  writeFileSync(
    join(user, "m.test.toml"),
    `[[test]]\nprogram = "contract"\nargs = ["exit", "7"]\nexpect = { status = 7 }\n`,
  );
  const test = command(bin, ["test", "m.test.toml"], { cwd: user });
  expect(test.stdout).toContain("1 of 1 runs as expected");
  expect([test.status, test.stderr]).toEqual([0, ""]);
  const uapi = command(bin, ["uapi", "SO_BINDTOIFINDEX"], { cwd: user });
  expect(uapi.stdout).toContain("16439");
});

it("the examples do what they say", () => {
  const run = node("examples/run.mjs", story);
  expect(run.stderr).toBe("");
  expect(run.stdout).toMatch(
    /Linux 5\.0: status 0, \d+ instructions\n[\s\S]*ENOPROTOOPT[\s\S]*Linux 5\.1: status 0[\s\S]*the right one/,
  );
  const trace = node("examples/trace.mjs", story);
  expect(trace.stdout).toMatch(/^\d+ ioctl\n/);
  expect(trace.stdout).toMatch(/setsockopt\(5, SOL_SOCKET, SO_BINDTOIFINDEX, \[-19\], 4\) = -1 EINVAL/);
  const system = node("examples/system.mjs", contract);
  expect(system.stderr).toBe("");
  for (const word of ["one", "two", "three"]) expect(system.stdout).toContain(`\n${word}\n`);
  expect(system.stdout.match(/ended with status 0/g)).toHaveLength(3);
});

it("the same run gives the same outcome, and a program that is not there a sentence", () => {
  writeFileSync(
    join(user, "again.mjs"),
    `import { run } from "parisc";
const one = async () => JSON.stringify(await run("contract", { args: ["args", "x"], seed: 5, trace: true }));
console.log((await one()) === (await one()), (await run("nosuch")).error, (await run("contract", { kernel: "9.9" })).error);
`,
  );
  const r = node("again.mjs");
  expect(r.stdout).toMatch(/^true .*nosuch: no such file in the guest.* unknown kernel release 9\.9/);
});

it("the matchers match, and say what happened when they do not", () => {
  // vitest is the user's own
  symlinkSync(join(root, "node_modules/vitest"), join(user, "node_modules/vitest"));
  writeFileSync(
    join(user, "examples/fails.test.mjs"),
    `import { parisc } from "parisc/vitest";
import { expect, it } from "vitest";
it("fails", async () => { await expect(parisc(${JSON.stringify(contract)}, ["exit", "4"])).toExit(0); });
`,
  );
  const r = command(
    process.execPath,
    [join(root, "node_modules/vitest/vitest.mjs"), "run", "--root", user, "examples"],
    {
      cwd: user,
      env: { PROGRAM: contract, NO_COLOR: "1" },
    },
  );
  const text = r.stdout + r.stderr;
  expect(text).toMatch(/1 passed \| 1 failed|1 failed \| 1 passed/);
  expect(text).toContain("expected exit status 0");
  expect(text).toContain("exit(4) = ?");
});

it("its types compile, strictly, and refuse what is wrong", () => {
  writeFileSync(
    join(user, "use.ts"),
    `import { boot, type Outcome, run } from "parisc";
import { parisc } from "parisc/vitest";
import { expect } from "vitest";
const o: Outcome = await run("p", { args: ["x"], engine: "jit", trace: true });
const s: number = o.status;
const system = await boot({ net: ["dummy"] });
const spawned = system.spawn("/p", ["p"], []);
if (!("error" in spawned)) await spawned.exit;
await expect(parisc("p")).toExit(s);
// @ts-expect-error: there is no such engine
await run("p", { engine: "fast" });
// @ts-expect-error: a status is a number
await expect(parisc("p")).toExit("0");
`,
  );
  writeFileSync(
    join(user, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: "ES2022",
        module: "NodeNext",
        moduleResolution: "NodeNext",
        types: [],
        skipLibCheck: true,
      },
      files: ["use.ts"],
    }),
  );
  const r = command(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "."], {
    cwd: user,
  });
  expect([r.status, r.stdout]).toEqual([0, ""]);
});

it("the browser's file needs nothing of Node's", () => {
  const text = readFileSync(join(user, "node_modules/parisc/dist/browser.mjs"), "utf8");
  expect(text.match(/^import .*|\brequire\(|from "node:/gm) ?? []).toEqual([]);
  // with Node's own fetch, crypto and timers it runs as it would in a page
  writeFileSync(
    join(user, "page.mjs"),
    `import { readFileSync } from "node:fs";
import { boot, run, useCore } from "./node_modules/parisc/dist/browser.mjs";
const core = readFileSync("node_modules/parisc/dist/core.wasm");
useCore(core.buffer.slice(core.byteOffset, core.byteOffset + core.length));
const program = new Uint8Array(readFileSync("contract"));
const { status, stdout } = await run(program, { args: ["args", "here"] });
console.log(status, JSON.stringify(stdout));
const lines = [];
const system = await boot({ onOutput: (fd, bytes) => lines.push(fd + new TextDecoder().decode(bytes)) });
system.files.write("/p", program, 0o755);
const started = system.spawn("/p", ["p", "exit", "9"], []);
await system.run();
console.log((await started.exit) >> 8);
`,
  );
  const r = node("page.mjs");
  expect([r.stdout, r.stderr]).toEqual(['0 "/tmp/program\\nargs\\nhere\\n"\n9\n', ""]);
});

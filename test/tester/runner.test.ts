// `parisc test` as its users meet it: manifests in three languages, C sources, goldens, mistakes, reports, shards, time-outs.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { validateXML } from "xmllint-wasm";
import { parseShard, part } from "../../cli/test/shard.ts";
import { gcc, parisc, root } from "../tools.ts";

const contract = join(root, "userland/bin/contract");
const top = mkdtempSync(join(tmpdir(), "parisc-tester-"));
afterAll(() => rmSync(top, { recursive: true, force: true }));

let folder = "";
let n = 0;
beforeEach(() => {
  folder = join(top, String(n++));
  mkdirSync(folder);
});
const put = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const test = (...args: string[]) => parisc(["test", ...args], { cwd: folder });

const exits = (program: string, status: number, expected: number) =>
  `[[test]]\nname = "exit ${status}"\nprogram = "${program}"\nargs = ["exit", "${status}"]\nexpect = { status = ${expected} }\n`;

describe("manifests", () => {
  it("TOML, YAML and JSON say the same", () => {
    const json = {
      matrix: { kernel: ["5.0", "6.1"], engine: ["interpreter", "jit"] },
      test: [
        {
          name: "cat",
          program: contract,
          args: ["cat"],
          stdin: "one\ntwo\n",
          expect: { stdout: "one\ntwo\n", status: 0 },
        },
      ],
    };
    put("a.test.json", JSON.stringify(json));
    put(
      "b.test.yaml",
      `matrix: {kernel: ["5.0", "6.1"], engine: [interpreter, jit]}\ntest:\n  - name: cat\n    program: ${contract}\n    args: [cat]\n    stdin: "one\\ntwo\\n"\n    expect: {stdout: "one\\ntwo\\n", status: 0}\n`,
    );
    put(
      "c.test.toml",
      `[matrix]\nkernel = ["5.0", "6.1"]\nengine = ["interpreter", "jit"]\n[[test]]\nname = "cat"\nprogram = "${contract}"\nargs = ["cat"]\nstdin = "one\\ntwo\\n"\nexpect = { stdout = "one\\ntwo\\n", status = 0 }\n`,
    );
    const r = test(".");
    expect(r.stdout).toMatch(/12 of 12 runs as expected/);
    expect([r.status, r.stderr]).toEqual([0, ""]);
  });

  it("a test that fails says what, where, and how to see it again", () => {
    const m = put("m.test.toml", exits(contract, 3, 3) + exits(contract, 4, 0));
    const r = test(m);
    expect(r.status).toBe(1);
    expect(r.stdout).toContain("ok   exit 3");
    expect(r.stdout).toContain("FAIL exit 4");
    expect(r.stdout).toContain("status: exit status 4, expected 0");
    expect(r.stdout).toContain("exit(4) = ?");
    expect(r.stdout).toContain(
      `again: parisc run --kernel 5.1 --engine auto --clock virtual ${contract} exit 4`,
    );
    expect(r.stdout).toContain("1 of 2 runs as expected, 1 not");
  });

  it.each([
    ["colour = 1\n", "unknown key colour"],
    ["[[test]]\nprogram = 3\n", "test 1: program must be a text"],
    ["[[test]]\nname = 'x'\n", "test 1 (x): needs program"],
    [
      `[[test]]\nprogram = "p"\nexpect = { stauts = 1 }\n`,
      "expect: unknown key stauts (known: calls, packets, says, status",
    ],
    [`[matrix]\nkernel = ["7.9"]\n[[test]]\nprogram = "p"\n`, "matrix: unknown kernel release 7.9"],
    [`[matrix]\nengine = []\n[[test]]\nprogram = "p"\n`, "engine is an empty list"],
    [`[matrix]\nnet = ["x"]\n[[test]]\nprogram = "p"\n`, "there is no set-up x in [nets]"],
    [`[[test]]\nprogram = "p"\nfixed-by = "abcdef1"\n`, "abcdef1 is no commit of kernel/releases.ts"],
    [
      `[[test]]\nprogram = "p"\nexpect = { stdout-matches = "(" }\n`,
      "stdout-matches: Invalid regular expression",
    ],
    ["[[test]\n", "cannot be read as a manifest"],
    ["", "lists no test"],
  ])("a mistake is named: %j", (text, words) => {
    const r = test(put("m.test.toml", text));
    expect(r.stderr).toContain("m.test.toml");
    expect(r.stderr).toContain(words);
    expect(r.status).toBe(2);
  });

  it("calls and frames that are missing are shown with what came instead", () => {
    const m = put(
      "m.test.toml",
      `[[test]]\nname = "w"\nprogram = "${contract}"\nargs = ["exit", "0"]\n[test.expect]\ncalls = ["exit(1) = *"]\npackets = ["eth0 UDP *"]\n`,
    );
    const r = test(m);
    expect(r.stdout).toContain(
      "calls: no system call like this:\n       - exit(1) = *\n       what came:\n       + exit(0) = ?",
    );
    expect(r.stdout).toContain(
      "packets: no frame like this:\n       - eth0 UDP *\n       there was none at all",
    );
    expect(r.status).toBe(1);
  });
});

describe("programs", () => {
  it("an ELF file by itself shall end with 0", () => {
    const r = test(contract);
    expect(r.stdout).toContain("FAIL contract");
    expect(r.status).toBe(1);
  });

  it("what is neither a program nor a manifest is refused", () => {
    for (const [path, words] of [
      [put("x.txt", "hello"), "neither a parisc program, nor a .c file, nor a manifest"],
      [join(folder, "nosuch"), "there is no such file or folder"],
      [process.execPath, "neither a parisc program"],
    ]) {
      const r = test(path);
      expect(r.stderr).toContain(words);
      expect(r.status).toBe(2);
    }
    mkdirSync(join(folder, "empty"));
    expect(test("empty").stderr).toContain("no tests here");
  });

  it.skipIf(!gcc)("C sources are compiled; what the compiler says is shown", () => {
    put("good.c", '#include <stdio.h>\nint main(void) { puts("hi"); return 0; }\n');
    put("bad.c", "int main(void) { return x; }\n");
    const r = test(".");
    expect(r.stdout).toContain("ok   good");
    expect(r.stdout).toContain("FAIL bad");
    expect(r.stdout).toMatch(/build: .*bad\.c does not compile:/);
    expect(r.stdout).toMatch(/x\W+undeclared/);
    expect(r.status).toBe(1);
  });

  it("a program that never ends is given up, others go on", () => {
    const m = put(
      "m.test.toml",
      `[[test]]\nname = "spin"\nprogram = "${contract}"\nargs = ["spin"]\ntimeout = 1\n${exits(contract, 0, 0)}`,
    );
    const r = test(m);
    expect(r.stdout).toMatch(/FAIL spin[\s\S]*run: no end after 1 s/);
    expect(r.stdout).toContain("ok   exit 0");
  });
});

describe("goldens", () => {
  const manifest = (args: string) =>
    `[matrix]\nkernel = ["5.0", "5.1"]\n[[test]]\nname = "g"\nprogram = "${contract}"\nargs = ${args}\ngolden = ["status", "stdout", "calls"]\n`;

  it("are missing, accepted, kept, and differ with the first line that does", () => {
    const m = put("m.test.toml", manifest('["args", "one"]'));
    expect(test(m).stdout).toContain("there is no golden file yet; --accept writes it");
    const accepted = test("--accept", m);
    expect(accepted.stdout).toContain("accepted golden/g.txt");
    expect(accepted.status).toBe(0);
    expect(readFileSync(join(folder, "golden/g.txt"), "utf8")).toMatch(
      /^status:\n {2}0\nstdout:\n[\s\S]*calls:\n {2}thread 1\n/,
    );
    expect(test(m).status).toBe(0);
    put("m.test.toml", manifest('["args", "two"]'));
    const r = test(m);
    expect(r.status).toBe(1);
    expect(r.stdout).toMatch(/stdout: not as in golden\/g\.txt:\n[\s\S]*- one\n[\s\S]*\+ two/);
  });

  it("one file for each release where runs differ, and none that is left over", () => {
    const story = join(root, "userland/bin/story");
    const text = (kernel: string) =>
      `[matrix]\nkernel = ${kernel}\n[[test]]\nname = "s"\nprogram = "${story}"\nnet = ["dummy,name=eth0", "dummy,name=eth1", "failover,name=net0"]\ngolden = ["stdout"]\n`;
    const m = put("m.test.toml", text('["5.0", "5.1"]'));
    expect(test("--accept", m).status).toBe(0);
    expect(readdirSync(join(folder, "golden")).sort()).toEqual(["s@5.0.txt", "s@5.1.txt"]);
    expect(test(m).status).toBe(0);
    put("m.test.toml", text('["5.1", "6.1"]'));
    expect(test("--accept", m).status).toBe(0);
    expect(readdirSync(join(folder, "golden")).sort()).toEqual(["s.txt"]);
  });
});

describe("reports", () => {
  const schema = readFileSync(join(root, "test/tester/junit.xsd"), "utf8");
  const validate = (xml: string) =>
    validateXML({
      xml: [{ fileName: "r.xml", contents: xml }],
      schema: [{ fileName: "junit.xsd", contents: schema }],
    });

  it("JUnit is what the schema says, whatever a program prints", async () => {
    const m = put(
      "m.test.toml",
      exits(contract, 0, 0) +
        exits(contract, 7, 0) +
        `[[test]]\nname = "odd <&> name"\nprogram = "${contract}"\nargs = ["cat"]\nstdin = "\\u0000\\u0001]]>\\u001b[1m<x>"\nexpect = { stdout = "other" }\n[[test]]\nname = "gone"\nprogram = "nosuch"\n`,
    );
    const r = test("--junit", "r.xml", m);
    expect(r.status).toBe(1);
    const xml = readFileSync(join(folder, "r.xml"), "utf8");
    const { valid, errors } = await validate(xml);
    expect(errors).toEqual([]);
    expect(valid).toBe(true);
    expect(xml).toContain('tests="4" failures="3"');
    expect((await validate(xml.replace("<testcase ", "<testcase colour='red' "))).valid).toBe(false);
  });

  it("TAP has a line for each run", () => {
    const m = put("m.test.toml", exits(contract, 0, 0) + exits(contract, 7, 0));
    const r = test("--format", "tap", m);
    expect(r.stdout).toMatch(
      /^TAP version 14\n1\.\.2\nok 1 - exit 0 \[5\.1, auto\]\nnot ok 2 - exit 7 \[5\.1, auto\]\n {2}---\n/,
    );
    expect(r.stdout).toMatch(/\n {2}\.\.\.\n$/);
  });

  it("GitHub gets one line for each failure", () => {
    const m = put("m.test.toml", exits(contract, 7, 0));
    const line = test("--github", m)
      .stdout.split("\n")
      .find((l) => l.startsWith("::error "))!;
    expect(line).toMatch(
      /^::error file=m\.test\.toml,title=exit 7 \[5\.1%2C auto\]::status: exit status 7, expected 0%0A/,
    );
  });
});

describe("shards", () => {
  it("parts are disjoint and complete", () => {
    const list = Array.from({ length: 17 }, (_, i) => i);
    const parts = [0, 1, 2, 3, 4].map((index) => part(list, { index, count: 5 }));
    expect(parts.flat().sort((a, b) => a - b)).toEqual(list);
  });

  it("what CI systems say is understood", () => {
    expect(parseShard("2/5", {})).toEqual({ index: 1, count: 5 });
    expect(parseShard("auto", { CI_NODE_INDEX: "1", CI_NODE_TOTAL: "4" })).toEqual({ index: 0, count: 4 });
    expect(parseShard("auto", { JOB_INDEX: "0", JOB_TOTAL: "3" })).toEqual({ index: 0, count: 3 });
    expect(parseShard("auto", { JOB_COMPLETION_INDEX: "2", JOB_COMPLETIONS: "3" })).toEqual({
      index: 2,
      count: 3,
    });
    expect(() => parseShard("auto", { JOB_COMPLETION_INDEX: "2" })).toThrow(/\.spec\.completions/);
    expect(() => parseShard("auto", {})).toThrow(/no variables/);
    for (const wrong of ["0/3", "4/3", "x", "1/0"]) expect(() => parseShard(wrong, {})).toThrow(/--shard/);
  });

  it("a shard runs its part only", () => {
    const m = put("m.test.toml", exits(contract, 0, 0) + exits(contract, 1, 1) + exits(contract, 2, 2));
    expect(test("--shard", "1/2", m).stdout).toContain("2 of 2 runs as expected");
    expect(test("--shard", "2/2", m).stdout).toContain("1 of 1 runs as expected");
    expect(existsSync(join(folder, "golden"))).toBe(false);
  });
});

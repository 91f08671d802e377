// Record and replay: runs repeat to the last instruction on either engine, watched or not; recordings that are cut off,
// damaged or of another version give a sentence. `node tools/replay-check.mjs` is the same for a hundred runs.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Recorder, Recording, RecordingError } from "../../kernel/index.ts";
import { buildPrograms, check, live, loadCore, type Rig, RUNS, type Run, repeat } from "../replay/runs.ts";
import { command, gcc, gxx, parisc, root } from "../tools.ts";

const built = mkdtempSync(join(tmpdir(), "parisc-replay-"));
afterAll(() => rmSync(built, { recursive: true, force: true }));
const rig: Rig = { wasm: loadCore(root), root, built };

const STORY: Run = {
  name: "story",
  program: "/bin/story",
  net: ["dummy,name=eth0", "dummy,name=eth1"],
  clock: "real",
  engine: "auto",
};

async function recorded(run: Run, marks = 1000): Promise<Uint8Array> {
  const recorder = new Recorder({ marks });
  await live(rig, run, recorder);
  return recorder.bytes();
}

describe.skipIf(!gcc || !gxx)("recorded runs repeat", () => {
  beforeAll(() => expect(buildPrograms(root, built)).toBe(""));

  const few = [
    "8 threads, real clock, seed 1, auto",
    "timers, real clock, auto",
    "sockets, real clock, interpreter",
    "processes, virtual clock, seed 1, interpreter",
    "a terminal, real clock, auto",
    "a pipe, real clock, interpreter",
    "an interrupt, real clock, auto",
    "answers at once, real clock, auto",
    "a traced program, real clock, auto",
    "files, virtual clock, seed 2, auto",
    "exceptions, real clock, seed 1, auto",
  ];
  it.each(few)("%s", async (name) => {
    const run = RUNS.find((r) => r.name === name)!;
    expect(await check(rig, run, 200_000)).toBeNull();
  });

  it("64 threads do the same thing for the same seed, and another thing for another seed", async () => {
    const run: Run = { name: "stress", program: "stress", clock: "virtual", engine: "auto" };
    const outcome = async (seed: number, engine: Run["engine"]) =>
      JSON.stringify(await live(rig, { ...run, seed, engine }));
    const first = await outcome(7, "auto");
    expect(await outcome(7, "auto")).toBe(first);
    expect(await outcome(7, "interpreter")).toBe(first);
    expect(await outcome(8, "auto")).not.toBe(first);
  });
});

describe("recordings", () => {
  it("are for one run: a replay that does something else says where", async () => {
    const bytes = await recorded(STORY);
    const recording = Recording.parse(bytes);
    expect((await repeat(rig, bytes, "interpreter")).insns).toBeGreaterThan(1000);
    // another release answers otherwise
    (recording.header.options as Record<string, unknown>).kernel = "5.0";
    const parse = Recording.parse;
    Recording.parse = () => recording;
    try {
      await expect(repeat(rig, bytes, "interpreter")).rejects.toThrow(/diverges.* at instruction \d+/);
    } finally {
      Recording.parse = parse;
    }
  });

  it("that are cut off anywhere, or have a wrong bit, never do more than say so", async () => {
    const bytes = await recorded(STORY);
    const steps = 60;
    for (let i = 0; i < steps; i++) {
      const cut = bytes.slice(0, Math.floor((bytes.length * i) / steps));
      try {
        expect(Recording.parse(cut).truncated).toBe(true);
        await repeat(rig, cut, "interpreter");
        expect.unreachable();
      } catch (e) {
        expect((e as Error).message).toMatch(/recording|the replay cut off/);
      }
      const wrong = bytes.slice();
      wrong[12 + Math.floor(((bytes.length - 12) * i) / steps)] ^= 1 << (i % 8);
      try {
        await repeat(rig, wrong, "interpreter");
        expect.unreachable();
      } catch (e) {
        expect(e).toBeInstanceOf(Error);
        expect((e as Error).message).toMatch(/recording|the replay cut off/);
      }
    }
  });

  it("of another format, or no recordings, are refused", () => {
    expect(() => Recording.parse(new Uint8Array())).toThrow(RecordingError);
    expect(() => Recording.parse(readFileSync(join(root, "package.json")))).toThrow(/not a recording/);
    const other = new TextEncoder().encode("PARISC-R\0\0\0\x63");
    expect(() => Recording.parse(other)).toThrow(/format 99/);
  });
});

describe("the command line", () => {
  const file = join(built, "recording");
  const story = join(root, "userland/bin/story");
  const nets = ["--net", "dummy,name=eth0", "--net", "dummy,name=eth1"];

  it("records a run and repeats it, watched and on the other engine", () => {
    const was = parisc(["run", "--record", file, "--strace", ...nets, story]);
    expect(was.status).toBe(0);
    const again = parisc(["run", "--replay", file, "--engine", "interpreter"]);
    expect({ status: again.status, stdout: again.stdout, stderr: again.stderr }).toEqual({
      status: 0,
      stdout: was.stdout,
      stderr: "",
    });
    const watched = parisc(["run", "--replay", file, "--strace", "--engine", "jit"]);
    expect(watched).toEqual(was);
    const [trace, capture] = [join(built, "trace"), join(built, "capture")];
    const seen = [
      "--trace",
      "sched,fault,insn,net,signal",
      "--trace-file",
      trace,
      "--pcap",
      `any=${capture}`,
    ];
    expect(parisc(["run", "--replay", file, ...seen])).toEqual(again);
    expect(readFileSync(trace, "utf8").split("\n").length).toBeGreaterThan(10_000);
    expect(readFileSync(capture).length).toBeGreaterThan(0);
    expect(parisc(["run", "--replay", file, "--profile", trace]).stdout).toBe(was.stdout);
  });

  it("keeps a system, goes on with it, and keeps it again", () => {
    const program = ["--clock", "virtual", "--seed", "1", ...nets, story];
    const whole = parisc(["run", ...program]);
    const kept = parisc(["run", "--snapshot", file, "--limit-insns", "20000", ...program]);
    expect(kept.stderr).toMatch(/kept at instruction 20000;/);
    const second = `${file}2`;
    const more = parisc(["run", "--restore", file, "--snapshot", second, "--limit-insns", "30000"]);
    expect(more.stderr).toMatch(/kept at instruction 30000;/);
    const rest = parisc(["run", "--restore", second]);
    expect(rest.status).toBe(whole.status);
    expect(kept.stdout + more.stdout + rest.stdout).toBe(whole.stdout);
    expect(kept.stdout).not.toBe(whole.stdout);
  });

  it.skipIf(!gcc)("goes on with files that were open, and opens others", () => {
    const [source, program] = [join(built, "late.c"), join(built, "late")];
    writeFileSync(source, '#include <stdio.h>\nint main() { puts("found the library"); }\n');
    expect(command(gcc!, ["-o", program, source]).stderr).toBe("");
    // The loader and the program are open by then, the library is not.
    parisc(["run", "--snapshot", file, "--limit-insns", "1000", program]);
    expect(parisc(["run", "--restore", file])).toMatchObject({ status: 0, stdout: "found the library\n" });
  });

  it("has a sentence and a status for what cannot be replayed", () => {
    parisc(["run", "--record", file, ...nets, story]);
    const bytes = readFileSync(file);
    const damaged = join(built, "damaged");
    writeFileSync(damaged, bytes.subarray(0, bytes.length / 2));
    expect(parisc(["run", "--replay", damaged])).toMatchObject({
      status: expect.toBeOneOf([2, 125]),
      stderr: expect.stringMatching(
        /^parisc: .*breaks off (after instruction \d+|before the system is booted)\n$/,
      ),
    });
    expect(parisc(["run", "--restore", damaged])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/breaks off/),
    });
    bytes[bytes.length >> 1] ^= 16;
    writeFileSync(damaged, bytes);
    expect(parisc(["run", "--replay", damaged])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/damaged: the checksum/),
    });
    expect(parisc(["run", "--replay", join(built, "none")])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/cannot be read/),
    });
    expect(parisc(["run", "--restore", file])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/nothing to go on with/),
    });
  });
});

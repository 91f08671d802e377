// Recorded runs of varied programs, and whether they repeat: threads, timers, sockets, processes, terminal input, files.
// Above: replay.test.ts (a few), tools/replay-check.mjs (a hundred). Below: kernel/index.ts, test/replay/programs.

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nodeHost } from "../../cli/host.ts";
import { type Engine, Machine } from "../../emulator/index.ts";
import {
  BootError,
  boot,
  type Host,
  type HostStream,
  Player,
  Recorder,
  Recording,
  type Schedule,
  type Spawned,
  type System,
} from "../../kernel/index.ts";
import { SIGINT } from "../../kernel/uapi/asm/signal.ts";

/** What is done to the program: input, or a signal, so many milliseconds after the start. */
interface Event {
  readonly after: number;
  readonly type?: string;
  readonly signal?: number;
}

export interface Run {
  readonly name: string;
  /** A name of `programs()`, or a guest path. */
  readonly program: string;
  readonly args?: readonly string[];
  readonly stdin?: "tty" | "pipe" | "null";
  readonly events?: readonly Event[];
  /** Typed as soon as something is printed, from within the call that prints it. */
  readonly answers?: readonly string[];
  readonly clock: "real" | "virtual";
  readonly seed?: number;
  readonly engine: Engine;
  readonly kernel?: string;
  readonly net?: readonly string[];
  readonly schedule?: Schedule;
}

export interface Outcome {
  readonly output: string;
  readonly status: number;
  readonly insns: number;
  readonly moment: number;
}

const MEMORY = 64 << 20;
const NETS = ["dummy,name=eth0", "dummy,name=eth1", "failover,name=net0"];
const TYPED: readonly Event[] = [
  { after: 15, type: "one\r" },
  { after: 30, type: "two\rthr" },
  { after: 40, type: "ee\r" },
  { after: 60, type: "bye\r" },
];
const PIPED: readonly Event[] = [
  { after: 10, type: "first\n" },
  { after: 25, type: "second\nthird\n" },
  { after: 45, type: "" },
];

type Kind = Pick<Run, "program" | "args" | "stdin" | "events" | "answers" | "kernel" | "net">;
/** What is run; each in several ways. */
const KINDS: Readonly<Record<string, Kind>> = {
  "8 threads": { program: "stress", args: ["8"] },
  "64 threads": { program: "stress" },
  "timers, briefly": { program: "clocks", args: ["5"] },
  timers: { program: "clocks", args: ["30"] },
  sockets: { program: "net", args: ["20000"] },
  "full sockets": { program: "net" },
  processes: { program: "family" },
  "a terminal": { program: "lines", stdin: "tty", events: TYPED },
  "a pipe": { program: "lines", stdin: "pipe", events: PIPED },
  "answers at once": { program: "lines", stdin: "pipe", answers: ["one\n", "two\n", "bye\n"] },
  "an interrupt": { program: "lines", stdin: "tty", events: [{ after: 30, signal: SIGINT }] },
  files: { program: "files", args: ["/programs", "/programs/net.c", "/bin/contract", "/nothing"] },
  arithmetic: { program: "arithmetic" },
  exceptions: { program: "exceptions" },
  "a traced program": { program: "traced" },
  "signals of its own": { program: "signals" },
  "a bad exit": { program: "/bin/contract", args: ["exit", "7"] },
  "devices renamed": { program: "/bin/story", kernel: "5.1", net: NETS },
  "devices renamed, earlier": { program: "/bin/story", kernel: "5.0", net: NETS },
};

const WAYS: readonly Pick<Run, "clock" | "seed" | "engine">[] = [
  { clock: "real", engine: "interpreter" },
  { clock: "real", engine: "auto" },
  { clock: "real", seed: 1, engine: "auto" },
  { clock: "virtual", seed: 1, engine: "interpreter" },
  { clock: "virtual", seed: 2, engine: "auto" },
  { clock: "virtual", seed: 3, engine: "auto" },
];

/** About a hundred. */
export const RUNS: readonly Run[] = Object.entries(KINDS).flatMap(([what, kind]) =>
  WAYS.map((way) => ({
    name: `${what}, ${way.clock} clock${way.seed === undefined ? "" : `, seed ${way.seed}`}, ${way.engine}`,
    ...kind,
    ...way,
  })),
);

/** Compiles what the runs need into a folder; the compiler's complaint, or "". */
export function buildPrograms(root: string, out: string): string {
  const sources = [join(root, "test/replay/programs"), join(root, "test/userland/programs")].flatMap(
    (folder) => readdirSync(folder).map((name) => join(folder, name)),
  );
  const wanted = new Set(Object.values(KINDS).map((k) => k.program));
  for (const source of sources) {
    const [, name, ending] = /([^/]+)\.(\w+)$/.exec(source) ?? [];
    if (!wanted.has(name)) continue;
    const compiler = ending === "cc" ? "hppa-linux-gnu-g++" : "hppa-linux-gnu-gcc";
    const args = ["-O2", "-w", "-static", "-o", join(out, name), source, "-lm", "-lpthread", "-lrt"];
    const r = spawnSync(compiler, args, { encoding: "utf8" });
    if (r.status !== 0) return `${name}: ${r.stderr || r.error}`;
  }
  return "";
}

/** A stream that brings what somebody types. */
class Typist implements HostStream {
  readonly #come: Uint8Array[] = [];
  #wake: () => void = () => {};
  readonly winsize = () => ({ rows: 25, cols: 81 });
  readonly setRaw = () => {};
  constructor(
    readonly kind: "tty" | "pipe" | "null",
    readonly write: (bytes: Uint8Array) => number,
  ) {}
  type(text: string): void {
    this.#come.push(Uint8Array.from(text, (c) => c.charCodeAt(0)));
    this.#wake();
  }
  read(): Uint8Array | null {
    if (this.kind === "null") return new Uint8Array();
    const bytes = this.#come[0] ?? null;
    // an end stays one
    if (bytes?.length) this.#come.shift();
    return bytes;
  }
  readable(): boolean {
    return this.kind === "null" || this.#come.length > 0;
  }
  onReadable(wake: () => void): void {
    this.#wake = wake;
  }
}

const latin1 = (b: Uint8Array) => Buffer.from(b).toString("latin1");

/** Translates early, so that short programs are translated too. */
const newMachine = (wasm: WebAssembly.Module, engine: Engine, memory = MEMORY) =>
  Machine.create({ memory, wasm, engine, translator: { threshold: 200 } });

async function outcome(system: System, program: Spawned, output: string): Promise<Outcome> {
  const { insns } = system.kernel.sched;
  return { output, status: await program.exit, insns, moment: system.moment };
}

export interface Rig {
  readonly wasm: WebAssembly.Module;
  readonly root: string;
  /** Folder of the built programs. */
  readonly built: string;
}

/** Runs it, recorded if a recorder is given. */
export async function live(rig: Rig, run: Run, record?: Recorder): Promise<Outcome> {
  let output = "";
  const answers = [...(run.answers ?? [])];
  const take = (bytes: Uint8Array) => {
    output += latin1(bytes);
    const answer = answers.shift();
    if (answer !== undefined) stdin.type(answer);
    return bytes.length;
  };
  const { wakeUp, ...node } = nodeHost(() => {});
  const stdin: Typist = new Typist(run.stdin ?? "null", take);
  const out = () => new Typist(run.stdin === "tty" ? "tty" : "pipe", take);
  const host: Host = { ...node, stdio: [stdin, out(), out()] };
  const system = await boot({
    host,
    machine: await newMachine(rig.wasm, run.engine),
    kernel: run.kernel,
    mounts: [
      { host: rig.built, guest: "/built", ro: true },
      { host: join(rig.root, "userland/bin"), guest: "/bin", ro: true },
      { host: join(rig.root, "test/replay/programs"), guest: "/programs", ro: true },
    ],
    net: [...(run.net ?? [])],
    clock: run.clock,
    seed: run.seed,
    schedule: run.schedule,
    record,
  });
  const path = run.program.startsWith("/") ? run.program : `/built/${run.program}`;
  const program = system.spawn(path, [run.program, ...(run.args ?? [])], ["LANG=C"]);
  if ("error" in program) throw new Error(program.error);
  const timers = (run.events ?? []).map(({ after, type, signal }) =>
    setTimeout(() => {
      if (type !== undefined) stdin.type(type);
      if (signal !== undefined) system.hostSignal(program.pid, signal);
      wakeUp();
    }, after),
  );
  try {
    await system.run();
  } finally {
    for (const t of timers) clearTimeout(t);
    record?.end();
  }
  return outcome(system, program, output);
}

/** Repeats a recording. Throws where it diverges. */
export async function repeat(rig: Rig, bytes: Uint8Array, engine: Engine): Promise<Outcome> {
  let output = "";
  const recording = Recording.parse(bytes);
  const player = await Player.boot(recording, {
    machine: await newMachine(rig.wasm, engine, recording.header.memory),
    output: (_stream, b) => {
      output += latin1(b);
    },
  });
  const played = await player.run();
  if (played !== "ended" || !player.system.ended) throw new BootError("the replay cut off");
  return outcome(player.system, player.spawned[0] as Spawned, output);
}

const ENGINES: readonly Engine[] = ["interpreter", "auto"];

/** What is wrong with a run: it was recorded, and repeated on both engines; null: nothing. marks: see RecorderOptions. */
export async function check(rig: Rig, run: Run, marks: number): Promise<string | null> {
  const recorder = new Recorder({ marks, deep: true });
  const was = await live(rig, run, recorder);
  const bytes = recorder.bytes();
  for (const engine of ENGINES) {
    const again = await repeat(rig, bytes, engine).catch((e: Error) => e.message);
    if (typeof again === "string") return `on ${engine}: ${again}`;
    if (JSON.stringify(again) !== JSON.stringify(was))
      return `on ${engine}: ${JSON.stringify(again)} instead of ${JSON.stringify(was)}`;
  }
  return null;
}

export const loadCore = (root: string): WebAssembly.Module =>
  new WebAssembly.Module(readFileSync(join(root, "dist/core.wasm")));

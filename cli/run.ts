// parisc run: boots the kernel, runs one program on the terminal's streams, and returns its exit status.
// Above: main.ts. Below: host.ts, the public indexes of emulator/ and kernel/.

import { existsSync, openSync, writeFileSync, writeSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Machine } from "../emulator/index.ts";
import {
  type BootOptions,
  boot,
  Recorder,
  type SpawnError,
  type Spawned,
  type System,
} from "../kernel/index.ts";
import * as signals from "../kernel/uapi/asm/signal.ts";
import { codeCache } from "./code-shelf.ts";
import { coreModule, keepCore, readyCore } from "./core.ts";
import { type NodeHost, nodeHost } from "./host.ts";
import { userForwards } from "./net/spec.ts";
import { profileTo } from "./profile.ts";
import { type RecordOptions, recorderOf, runRecorded, tellSnapshot } from "./record.ts";
import { type TraceOptions, traceBootOptions } from "./trace-options.ts";
import { startTranslator } from "./translator.ts";
import { UsageError } from "./usage.ts";
import { setV8Flag } from "./v8.ts";

export interface RunOptions extends TraceOptions, RecordOptions {
  sysroot?: string;
  dir: string[];
  E: string[];
  U: string[];
  0?: string;
  kernel: string;
  uname?: string;
  uid?: string;
  cap?: string;
  hostname?: string;
  net: string[];
  pcap: string[];
  engine: "auto" | "interpreter" | "jit";
  codeCache?: string;
  clock: "real" | "virtual";
  seed?: string;
  memory: string;
  limitInsns?: string;
  limitTime?: string;
  gdb?: string;
  stats?: boolean;
  report?: boolean;
  reportFile?: string;
  reportJson?: boolean;
}

/** "512M" in bytes. */
function parseSize(text: string): number {
  const m = /^(\d+)([KMG]?)i?B?$/i.exec(text);
  if (!m) throw new UsageError(`--memory ${text}: not a size; write it like 512M or 2G`);
  return (
    Number(m[1]) * { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 }[m[2].toUpperCase() as "" | "K" | "M" | "G"]
  );
}

function parseNumber(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const n = Number(text);
  if (!Number.isFinite(n) || n < 0 || text.trim() === "")
    throw new UsageError(`${option} ${text}: not a number`);
  return n;
}

export const bytes = (path: string) => Buffer.from(path).toString("latin1");

/** "DEV=FILE" */
export function parsePcap(spec: string): { device: string; write: (bytes: Uint8Array) => void } {
  const eq = spec.indexOf("=");
  if (eq < 1 || eq === spec.length - 1)
    throw new UsageError(`--pcap ${spec}: write it like eth0=trace.pcapng, or any=trace.pcapng`);
  let fd: number;
  try {
    fd = openSync(spec.slice(eq + 1), "w");
  } catch (e) {
    throw new UsageError(`--pcap ${spec}: ${(e as Error).message}`);
  }
  return { device: spec.slice(0, eq), write: (bytes) => void writeSync(fd, bytes) };
}

/** "HOST[:GUEST][:ro]" */
export function parseDir(spec: string): { host: string; guest: string; ro: boolean } {
  let text = spec;
  const ro = /:ro$/.test(text);
  if (ro) text = text.slice(0, -3);
  const colon = text.indexOf(":");
  const host = resolve(colon < 0 ? text : text.slice(0, colon));
  const guest = colon < 0 ? host : text.slice(colon + 1);
  if (!guest.startsWith("/")) throw new UsageError(`--dir ${spec}: the guest path must start with /`);
  return { host: bytes(host), guest: bytes(guest), ro };
}

function mounts(path: string, options: RunOptions) {
  const named = options.dir.map(parseDir);
  if (named.length) return [...shadowed(bytes(dirname(resolve(path))), named), ...named];
  const folders = new Set([process.cwd(), dirname(resolve(path))]);
  return [...folders].map((folder) => ({ host: bytes(folder), guest: bytes(folder), ro: true }));
}

/** Places that are the guest's own, whatever is shown of the host. */
const GUESTS_OWN = /^\/(tmp|dev|run)(\/|$)/;

/** The program's tree (/tmp/NAME), if a named folder shows it, but at a place where the guest's own /tmp hides it. */
function shadowed(folder: string, named: { host: string; guest: string }[]) {
  const inside = (path: string, top: string) =>
    path === top || path.startsWith(top.endsWith("/") ? top : `${top}/`);
  const shown = named.filter((m) => m.host === m.guest && inside(folder, m.host));
  if (!GUESTS_OWN.test(folder) || shown.length === 0 || shown.some((m) => GUESTS_OWN.test(m.guest)))
    return [];
  const tree = folder.split("/").slice(0, 3).join("/");
  return [{ host: tree, guest: tree, ro: true }];
}

function sysroot(options: RunOptions): string | undefined {
  if (options.sysroot !== undefined) return bytes(resolve(options.sysroot));
  const usual = "/usr/hppa-linux-gnu";
  return existsSync(`${usual}/lib/ld.so.1`) ? usual : undefined;
}

function environment(options: RunOptions): string[] {
  const env = new Map<string, string>();
  for (const [name, value] of Object.entries(process.env)) env.set(bytes(name), bytes(value ?? ""));
  for (const name of options.U) env.delete(bytes(name));
  for (const spec of options.E) {
    const eq = spec.indexOf("=");
    if (eq <= 0) throw new UsageError(`-E ${spec}: write it like NAME=value`);
    env.set(bytes(spec.slice(0, eq)), bytes(spec.slice(eq + 1)));
  }
  return [...env].map(([name, value]) => `${name}=${value}`);
}

/** Signals that are passed on to the guest, as qemu-user does. */
const FORWARDED = [
  "SIGINT",
  "SIGTERM",
  "SIGHUP",
  "SIGQUIT",
  "SIGUSR1",
  "SIGUSR2",
  "SIGWINCH",
  "SIGCONT",
  "SIGALRM",
] as const;

export function forwardSignals(system: System, pid: number, wakeUp: () => void): void {
  const numbers = signals as unknown as Record<string, number>;
  for (const name of FORWARDED) {
    try {
      process.on(name, () => {
        system.hostSignal(pid, numbers[name]);
        wakeUp();
      });
    } catch {
      // a host that has no such signal
    }
  }
}

/** The flags that bootMachine() would have set, for start.ts, which makes the code cache. */
export const deferredFlags: string[] = [];

/** V8's --wasm-tiering-budget, the bytes of code run through before a function is optimised: V8 11's own, and the core's. */
const USUAL = 1_800_000;
const PATIENCE = 1_000 * USUAL;

/** Milliseconds: Node's own `performance` would take 2 of them to load. */
const now = () => Number(process.hrtime.bigint()) / 1e6;

/**
 * For translated code: V8 does what the code's branch hints say, and does not check the stack at every loop (its
 * depth is bounded, and it comes back every few hundred microseconds). Worth a quarter of a tight loop's time.
 */
const FOR_TRANSLATED = ["--experimental-wasm-branch-hinting", "--no-wasm-stack-checks"];

/** As little as this is inlined into one of the kernel's functions: V8's usual three times as much doubles what is compiled, for nothing. */
const FLAGS = [
  ...FOR_TRANSLATED,
  `--wasm-tiering-budget=${USUAL}`,
  "--max-inlined-bytecode-size-cumulative=300",
];

/** For the build: leaves the core optimised, as machineOf() wants it. Throws where this V8 cannot. */
export function keepReadyCore(): void {
  for (const flag of FLAGS) setV8Flag(flag);
  keepCore();
}

/**
 * A machine of so many bytes, with V8 told what suits translated code. One that lasts as long as the process may start a thread
 * that translates, which lasts as long too.
 */
export async function machineOf(options: RunOptions, memory: number, lasts = false): Promise<Machine> {
  // Not yet while the build makes the code cache: V8 refuses one that was made under other flags than it is read under.
  const flags = process.env.PARISC_MAKE_CACHE ? (f: string) => void deferredFlags.push(f) : setV8Flag;
  for (const flag of FLAGS) flags(flag);
  const shared = lasts && options.engine === "auto";
  let wasm = readyCore(shared);
  if (!wasm) {
    // V8 would soon compile the interpreter's loop anew, optimised: 35 ms of a processor, in vain where the program is short.
    flags(`--wasm-tiering-budget=${PATIENCE}`);
    wasm = coreModule(shared);
    flags(`--wasm-tiering-budget=${USUAL}`);
  }
  const worker = shared ? startTranslator : undefined;
  const translator = { ...codeCache(options.codeCache), now, worker };
  return await Machine.create({ memory, wasm, engine: options.engine, translator, shared });
}

/** The far side of `--net user`, if there is one: the host's wire of that name. */
export async function hostNetwork(
  specs: readonly string[],
  host: NodeHost,
): Promise<{ close(): void } | null> {
  const forwards = userForwards(specs);
  if (typeof forwards === "string") throw new UsageError(forwards);
  if (!forwards) return null;
  const { hostNameserver, UserNet } = await import("./net/user.ts");
  const { log, wakeUp, monotonic, realtime, random } = host;
  const options = { forwards, nameserver: hostNameserver(), log, wakeUp, monotonic, realtime, random };
  const net = new UserNet(options);
  host.wires = { ...host.wires, user: net };
  return net;
}

/**
 * What the options say of the machine and the kernel; programs: what is run, for a recording's header. finish(): the system
 * has ended, what traces it writes its last.
 */
export async function bootMachine(
  options: RunOptions,
  own: Pick<BootOptions, "mounts" | "sysroot" | "rootfs" | "console">,
  programs: readonly string[],
): Promise<{
  system: System;
  machine: Machine;
  wakeUp: () => void;
  finish: () => void;
  /** process.hrtime.bigint() before anything else. */
  started: bigint;
}> {
  const started = process.hrtime.bigint();
  const { close, ...traced } = await traceBootOptions(options);
  const host = nodeHost((line) => void writeSync(2, `${line}\n`));
  const outside = await hostNetwork(options.net, host);
  const machine = await machineOf(options, parseSize(options.memory), true);
  if (options.stats) {
    const times = machine.measure(now);
    const { sleep } = host;
    host.sleep = (until) => times.asleep(() => sleep(until));
  }
  // a snapshot is made where the limits are: the system itself has none
  const limited = options.snapshot === undefined;
  const system = await boot({
    host,
    machine,
    kernel: options.kernel,
    uname: options.uname,
    hostname: options.hostname,
    net: options.net,
    lateNet: true,
    pcap: options.pcap.map(parsePcap),
    uid: parseNumber("--uid", options.uid),
    caps: options.cap,
    clock: options.clock,
    seed: parseNumber("--seed", options.seed),
    ...traced,
    report: wantsReport(options),
    limitInsns: limited ? parseNumber("--limit-insns", options.limitInsns) : undefined,
    limitTime: limited ? parseNumber("--limit-time", options.limitTime) : undefined,
    // a debugger goes back in the recording
    record:
      recorderOf(options, programs, options.gdb !== undefined) ??
      (options.gdb === undefined ? undefined : new Recorder()),
    ...own,
  });
  const writeProfile = options.profile === undefined ? () => {} : profileTo(options.profile, system.kernel);
  const finish = () => {
    machine.translator?.save?.();
    system.finishTrace();
    writeProfile();
    close();
    outside?.close();
  };
  return { system, machine, wakeUp: host.wakeUp, finish, started };
}

const wantsReport = (options: RunOptions): boolean =>
  Boolean(options.report || options.reportJson || options.reportFile !== undefined);

/** --report: what programs asked for in vain, where the options say. */
export function writeReport(system: System, options: RunOptions): void {
  const report = system.kernel.report;
  if (!report) return;
  const { reportFile: path } = options;
  const text = options.reportJson || path?.endsWith(".json") ? report.json() : report.text();
  if (path === undefined) writeSync(2, `${text}\n`);
  else writeFileSync(path, `${text}\n`);
}

/** A wait status as a shell's $?. */
export const shellStatus = (status: number): number =>
  (status & 0x7f) === 0 ? (status >>> 8) & 0xff : 128 + (status & 0x7f);

/** Runs the system as the options say: by itself, or under a debugger. */
async function runToEnd(
  system: System,
  pid: number,
  options: RunOptions,
  wakeUp: () => void,
): Promise<"ended" | "stopped"> {
  if (options.gdb === undefined) return runRecorded(system, options, wakeUp);
  if (options.snapshot !== undefined) throw new UsageError("--gdb and --snapshot: one of them");
  const { serveGdb } = await import("./gdb.ts");
  return serveGdb(system, pid, options, wakeUp, (memory) => machineOf(options, memory));
}

type Booted = Awaited<ReturnType<typeof bootMachine>>;

/** Runs the first program to its end, as the options say, and tells what is asked for; gives its exit status. */
export async function runProgram(
  { system, machine, wakeUp, finish, started }: Booted,
  program: Spawned | SpawnError,
  options: RunOptions,
): Promise<number> {
  if ("error" in program) {
    system.options.record?.end();
    throw new UsageError(program.error, program.status);
  }
  forwardSignals(system, program.pid, wakeUp);
  let end: "ended" | "stopped";
  try {
    end = await runToEnd(system, program.pid, options, wakeUp);
  } finally {
    finish();
    writeReport(system, options);
  }
  tellSnapshot(system, options, end);
  if (end === "stopped") return 0;
  // halted by reboot(2): the program is still there
  const status = await Promise.race([program.exit, Promise.resolve(0)]);
  if (options.stats) {
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    process.stderr.write(
      `${system.statistics()}\n${machine.translator?.report?.() ?? ""}time ${seconds.toFixed(3)} s: ${machine.times?.report(machine.translator?.stats)}\n`,
    );
  }
  return shellStatus(status);
}

export async function run(path: string, args: string[], options: RunOptions): Promise<number> {
  const own = { mounts: mounts(path, options), sysroot: sysroot(options) };
  const booted = await bootMachine(options, own, [resolve(path)]);
  const argv = [bytes(options[0] ?? path), ...args.map(bytes)];
  const cwd = bytes(process.cwd());
  const program = booted.system.spawn(bytes(resolve(path)), argv, environment(options), { cwd });
  return runProgram(booted, program, options);
}

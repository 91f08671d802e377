// Runs one program in a system of its own and says what came of it: output, status, and if asked the system calls made and
// the frames sent. The same on Node and in browsers; what differs is a Front.
// Above: node.ts, browser.ts. Below: the public indexes of emulator/ and kernel/, ../packets.ts.

import { Machine, type MachineOptions } from "../../emulator/index.ts";
import {
  BootError,
  type BootOptions,
  boot,
  type Host,
  type HostStream,
  roundRobin,
  type System,
} from "../../kernel/index.ts";
import type { TraceEvent } from "../../kernel/trace/events.ts";
import { packetText } from "../packets.ts";
import type { Outcome, Packet, ProgramOptions, SystemOptions, TraceLine } from "./types.ts";

/** The place where a system runs. */
export interface Front {
  /** core.wasm. */
  core(): MachineOptions["wasm"] | Promise<MachineOptions["wasm"]>;
  /** Clocks, randomness, host files if there are any; its streams are not used. */
  host(): Host;
  /** Folders that BootOptions has: none in a browser. */
  places(options: ProgramOptions): Pick<BootOptions, "mounts" | "sysroot">;
}

/** A program: its path in the guest and the folder it starts in; prepare() may bring its file. */
export interface Placed {
  readonly path: string;
  readonly cwd: string;
  prepare?(system: System): void;
}

/** Every thread sleeps and nothing is left that could wake one. */
class Stuck extends Error {}

const utf8 = new TextEncoder();

/** Text as a binary string of its UTF-8 bytes, as the kernel has names and arguments. */
export const binary = (text: string): string => latin1(utf8.encode(text));

export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x2000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x2000));
  return text;
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

/** A Host whose standard streams are memory. */
function captured(base: Host, stdin: Uint8Array, output: (fd: 1 | 2, bytes: Uint8Array) => void): Host {
  let position = 0;
  const input: HostStream = {
    kind: "pipe",
    read(max) {
      const part = stdin.subarray(position, position + max);
      position += part.length;
      return part;
    },
    readable: () => true,
  };
  const out = (fd: 1 | 2): HostStream => ({
    kind: "pipe",
    write(bytes) {
      output(fd, bytes.slice());
      return bytes.length;
    },
  });
  return {
    ...base,
    stdio: [input, out(1), out(2)],
    async sleep(until) {
      // no input can come: nobody would ever wake anybody
      if (until === null) throw new Stuck();
      await base.sleep(until);
    },
  };
}

/** The event as strace writes it, without times and pids. */
function traceLine(e: TraceEvent): TraceLine | null {
  switch (e.type) {
    case "syscall":
      return {
        pid: e.pid,
        type: "syscall",
        name: e.name,
        text: `${e.name}(${e.args.join(", ")}) = ${e.result}`,
      };
    case "signal":
      return { pid: e.pid, type: "signal", name: e.signal, text: `--- ${e.signal} ${e.info} ---` };
    case "exit":
      return { pid: e.pid, type: "exit", name: "exit", text: `+++ ${e.how} +++` };
    default:
      return null;
  }
}

/** What of the kernel's options the library's say. */
export const kernelOptions = (o: SystemOptions) => ({
  kernel: o.kernel ?? "5.1",
  net: [...(o.net ?? [])],
  hostname: o.hostname,
  uid: o.uid,
  caps: o.caps,
  clock: o.clock ?? "virtual",
  // without a seed: threads in turn, and the same random numbers every time, so that two runs can be compared
  seed: o.seed ?? (o.clock === "real" ? undefined : 0),
  schedule: o.seed === undefined ? roundRobin : undefined,
  rootfs: o.rootfs,
  limitInsns: o.limitInsns,
  limitTime: o.limitTime,
});

export const machineFor = async (front: Front, o: SystemOptions): Promise<Machine> =>
  Machine.create({ memory: o.memory ?? 2 ** 28, wasm: await front.core(), engine: o.engine ?? "auto" });

/** Runs a program to its end. Whatever goes wrong is in the outcome; it does not throw. */
export async function runIn(front: Front, program: Placed, options: ProgramOptions): Promise<Outcome> {
  const chunks: string[][] = [[], []];
  const trace: TraceLine[] = [];
  const packets: Packet[] = [];
  let insns = () => 0;
  const outcome = (status: number, error: string | null): Outcome => {
    const [stdout, stderr] = chunks.map((c) => c.join(""));
    return { status, stdout, stderr, error, trace, packets, insns: insns() };
  };
  try {
    const stdin = typeof options.stdin === "string" ? utf8.encode(options.stdin) : options.stdin;
    const host = captured(front.host(), stdin ?? new Uint8Array(), (fd, bytes) => {
      chunks[fd - 1].push(latin1(bytes));
      options.onOutput?.(fd, bytes);
    });
    const kinds = [
      ...(options.trace ? (["syscall", "signal"] as const) : []),
      ...(options.packets ? (["net"] as const) : []),
    ];
    const event = (e: TraceEvent) => {
      if (e.type === "net") {
        if (e.way === "out" && e.dev !== "lo")
          packets.push({ dev: e.dev, text: packetText(e.frame), bytes: hex(e.frame) });
      } else {
        const line = traceLine(e);
        if (line) trace.push(line);
      }
    };
    const system = await boot({
      host,
      machine: await machineFor(front, options),
      ...kernelOptions(options),
      ...front.places(options),
      watch: kinds.length ? { kinds, event } : undefined,
    });
    insns = () => system.kernel.sched.insns;
    program.prepare?.(system);
    const env = { PATH: "/usr/bin:/bin", HOME: "/tmp", LC_ALL: "C", ...options.env };
    const spawned = system.spawn(
      binary(program.path),
      [options.argv0 ?? program.path, ...(options.args ?? [])].map(binary),
      Object.entries(env).map(([name, value]) => binary(`${name}=${value}`)),
      { cwd: binary(program.cwd) },
    );
    if ("error" in spawned) return outcome(spawned.status, spawned.error);
    await system.run();
    const status = await spawned.exit;
    return outcome((status & 0x7f) === 0 ? (status >>> 8) & 0xff : 128 + (status & 0x7f), null);
  } catch (error) {
    if (error instanceof Stuck)
      return outcome(125, "every thread of the guest sleeps, and nothing can wake one any more (a deadlock)");
    if (error instanceof BootError) return outcome(error.status === 2 ? 126 : 125, error.message);
    return outcome(125, `the emulator cannot go on: ${(error as Error).stack ?? error}`);
  }
}

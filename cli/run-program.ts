// Runs one program in a system of its own and says what came of it: output, status, and if asked the system calls made and
// the frames sent. The library's run(), the test runner and the vitest matchers are this.
// Above: library.ts, test/worker.ts. Below: the public indexes of emulator/ and kernel/, host.ts, packets.ts.

import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type Engine, Machine } from "../emulator/index.ts";
import { BootError, boot, type Host, type HostStream } from "../kernel/index.ts";
import type { TraceEvent } from "../kernel/trace/events.ts";
import { coreModule } from "./core.ts";
import { nodeHost } from "./host.ts";
import { packetText } from "./packets.ts";

/** What to run and in what system; whatever is left out has a fixed value, so that a run can be repeated. */
export interface ProgramOptions {
  /** Arguments behind argv[0]. */
  readonly args?: readonly string[];
  /** argv[0]; the program's path. */
  readonly argv0?: string;
  /** The environment; nothing of the host's is passed on. PATH, HOME=/tmp and LC_ALL=C unless given. */
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input: text, or bytes. */
  readonly stdin?: string | Uint8Array;
  /** Kernel release with ±COMMIT changes: "5.1", "6.1-c427bfec18f2". */
  readonly kernel?: string;
  readonly engine?: Engine;
  /** "virtual" (time passes with instructions; the default) or "real". */
  readonly clock?: "virtual" | "real";
  /** Draws the guest's random numbers and the order in which threads run; none: always the same plain order. */
  readonly seed?: number;
  /** Network devices, as --net has them: "dummy,name=eth0". */
  readonly net?: readonly string[];
  readonly uid?: number;
  /** "all", "none", or names: "net_raw,net_admin". */
  readonly caps?: string;
  readonly hostname?: string;
  /** Guest memory in bytes; 256 MiB. */
  readonly memory?: number;
  /** Host folders shown in the guest, read-only unless writable; the program's own and cwd are always there. */
  readonly folders?: readonly { host: string; guest?: string; writable?: boolean }[];
  /** Host folder with the shared libraries; /usr/hppa-linux-gnu where it exists. */
  readonly sysroot?: string;
  /** Folder the program starts in, a host folder; the program's own. */
  readonly cwd?: string;
  /** Instructions, and guest seconds, after which the run is stopped. */
  readonly limitInsns?: number;
  readonly limitTime?: number;
  /** Collect the system calls, the frames. */
  readonly trace?: boolean;
  readonly packets?: boolean;
  /** Takes output as it comes, besides the outcome. */
  readonly onOutput?: (fd: 1 | 2, bytes: Uint8Array) => void;
}

/** A system call, signal or end of a thread, as strace shows it. */
export interface TraceLine {
  readonly pid: number;
  readonly type: "syscall" | "signal" | "exit";
  /** The call's name, the signal's, or "exit". */
  readonly name: string;
  readonly text: string;
}

/** A frame that left through a device. */
export interface Packet {
  readonly dev: string;
  /** One line, as tcpdump has it. */
  readonly text: string;
  /** The frame in hex. */
  readonly bytes: string;
}

export interface Outcome {
  /** As a shell's $?: 128 + N for signal N. 126, 127 when it could not be started; 125 when it was stopped. */
  readonly status: number;
  /** Standard output and error, as binary strings (a char a byte). */
  readonly stdout: string;
  readonly stderr: string;
  /** Why there is no proper status: it could not be started, a limit, every thread asleep for ever. */
  readonly error: string | null;
  readonly trace: readonly TraceLine[];
  readonly packets: readonly Packet[];
  /** Instructions executed. */
  readonly insns: number;
}

/** Every thread sleeps and nothing is left that could wake one. */
class Stuck extends Error {}

const binary = (text: string) => Buffer.from(text, "utf8").toString("latin1");

/** A Host whose standard streams are memory. */
function captureHost(stdin: Uint8Array, output: (fd: 1 | 2, bytes: Uint8Array) => void): Host {
  const node = nodeHost(() => {});
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
    ...node,
    stdio: [input, out(1), out(2)],
    async sleep(until) {
      // no input can come: nobody would ever wake anybody
      if (until === null) throw new Stuck();
      await node.sleep(until);
    },
  };
}

const USUAL_SYSROOT = "/usr/hppa-linux-gnu";

const exists = (path: string) => statSync(path, { throwIfNoEntry: false }) !== undefined;

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

const hex = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");

/** Runs the program at a host path to its end. Whatever goes wrong is in the outcome; it does not throw. */
export async function run(program: string, options: ProgramOptions = {}): Promise<Outcome> {
  const chunks: Uint8Array[][] = [[], []];
  const trace: TraceLine[] = [];
  const packets: Packet[] = [];
  let insns = () => 0;
  const outcome = (status: number, error: string | null): Outcome => {
    const [stdout, stderr] = chunks.map((c) => Buffer.concat(c).toString("latin1"));
    return { status, stdout, stderr, error, trace, packets, insns: insns() };
  };
  try {
    const stdin = typeof options.stdin === "string" ? Buffer.from(options.stdin) : options.stdin;
    const host = captureHost(stdin ?? new Uint8Array(), (fd, bytes) => {
      chunks[fd - 1].push(bytes);
      options.onOutput?.(fd, bytes);
    });
    const machine = await Machine.create({
      memory: options.memory ?? 2 ** 28,
      wasm: coreModule(),
      engine: options.engine ?? "auto",
    });
    const path = resolve(program);
    const cwd = resolve(options.cwd ?? dirname(path));
    const folders = [...(options.folders ?? [])];
    for (const host of new Set([dirname(path), cwd]))
      if (!folders.some((f) => resolve(f.host) === host && f.guest === undefined)) folders.push({ host });
    const system = await boot({
      host,
      machine,
      kernel: options.kernel ?? "5.1",
      mounts: folders.map((f) => {
        const from = resolve(f.host);
        return { host: binary(from), guest: binary(f.guest ?? from), ro: !f.writable };
      }),
      sysroot: options.sysroot ?? (exists(`${USUAL_SYSROOT}/lib/ld.so.1`) ? USUAL_SYSROOT : undefined),
      net: [...(options.net ?? [])],
      hostname: options.hostname,
      uid: options.uid,
      caps: options.caps,
      clock: options.clock ?? "virtual",
      seed: options.seed,
      limitInsns: options.limitInsns,
      limitTime: options.limitTime,
      watch:
        options.trace || options.packets
          ? {
              kinds: [
                ...(options.trace ? (["syscall", "signal"] as const) : []),
                ...(options.packets ? (["net"] as const) : []),
              ],
              event(e) {
                if (e.type === "net") {
                  if (e.way === "out" && e.dev !== "lo")
                    packets.push({ dev: e.dev, text: packetText(e.frame), bytes: hex(e.frame) });
                } else {
                  const line = traceLine(e);
                  if (line) trace.push(line);
                }
              },
            }
          : undefined,
    });
    insns = () => system.kernel.sched.insns;
    const env = { PATH: "/usr/bin:/bin", HOME: "/tmp", LC_ALL: "C", ...options.env };
    const argv = [options.argv0 ?? path, ...(options.args ?? [])].map(binary);
    const spawned = system.spawn(
      binary(path),
      argv,
      Object.entries(env).map(([name, value]) => binary(`${name}=${value}`)),
      { cwd: binary(cwd) },
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

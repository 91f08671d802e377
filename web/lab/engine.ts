// Plays one interleaving of a race: boots a small system, starts each part as a process of its own, and lets them make
// their system calls in the order that is asked for. What happened is what the kernel said.
// Above: lab/protocol.ts's services (in the worker), tests (on Node). Below: stories.ts, the kernel.

import { Machine } from "../../emulator/index.ts";
import {
  boot,
  type DeviceScene,
  deviceScene,
  type Host,
  type Schedule,
  socketScene,
} from "../../kernel/index.ts";
import type { SyscallEvent } from "../../kernel/trace/events.ts";
import type { LabMoment, LabRun } from "./protocol.ts";
import { possible, type Story, stepsOf } from "./stories.ts";

/** Guest RAM: three processes of a few pages. */
const MEMORY = 8 << 20;
/** Instructions of a turn, and of a whole run: the parts are short. */
const TURN = 100_000;
const LIMIT = 20_000_000;
/** A part's word that its steps follow (lab.c). */
const READY = "sched_yield";

export interface Lab {
  readonly core: WebAssembly.Module;
  /** userland/bin/lab. */
  readonly program: Uint8Array;
}

/** The same answers in each run: a run depends on its order alone. */
function quietHost(): Host {
  const silent = { kind: "null" as const, read: () => new Uint8Array(), write: (b: Uint8Array) => b.length };
  let seed = 1;
  return {
    realtime: () => 0n,
    monotonic: () => 0,
    random: (n) =>
      Uint8Array.from({ length: n }, () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) >>> 16),
    stdio: [silent, silent, silent],
    sleep: () => Promise.resolve(),
    log: () => {},
  };
}

/** Who goes on: first each part until it is ready, then as the order says, then to the end. */
class Order implements Schedule {
  readonly atSyscall = true;
  readonly ready = new Set<number>();
  /** Steps done so far. */
  at = 0;

  constructor(
    /** By lane. */
    readonly pids: readonly number[],
    readonly order: readonly { lane: number }[],
  ) {}

  slice(): number {
    return TURN;
  }

  /** The process whose turn it is; undefined: all steps are done. */
  get whose(): number | undefined {
    return this.pids.find((pid) => !this.ready.has(pid)) ?? this.pids[this.order[this.at]?.lane];
  }

  next(runnable: readonly { readonly pid: number }[]): number {
    return Math.max(
      runnable.findIndex((t) => t.pid === this.whose),
      0,
    );
  }
}

const NO_ENVIRONMENT: string[] = [];

/**
 * Plays a story in one order on one kernel. The order must be possible. Throws an Error with a sentence where the system
 * cannot be booted, and where the parts do not do the steps in that order, which would be a fault of ours.
 */
export async function play(
  lab: Lab,
  story: Story,
  choice: { order: string; kernel: string; option: string },
): Promise<LabRun> {
  if (!possible(story, choice.order)) throw new Error(`the steps cannot come in the order ${choice.order}`);
  const steps = stepsOf(choice.order);
  const pids: number[] = [];
  const order = new Order(pids, steps);
  const moments: LabMoment[] = [];
  let look = (): DeviceScene[] => [];
  let bound = (): number | null => null;
  const event = (e: SyscallEvent) => {
    const lane = pids.indexOf(e.pid);
    if (lane < 0) return;
    if (!order.ready.has(e.pid)) {
      if (e.name === READY) order.ready.add(e.pid);
      return;
    }
    const due = steps[order.at];
    if (!due || due.lane !== lane) return;
    order.at++;
    moments.push({
      ...due,
      call: `${e.name}(${e.args.join(", ")})`,
      result: e.result,
      error: e.error ?? "",
      devices: look(),
      bound: bound(),
    });
  };
  const machine = await Machine.create({ memory: MEMORY, wasm: lab.core, engine: "interpreter" });
  const system = await boot({
    host: quietHost(),
    machine,
    kernel: choice.kernel,
    mounts: [],
    net: [...story.devices],
    clock: "virtual",
    seed: 1,
    limitInsns: LIMIT,
    schedule: order,
    watch: { kinds: ["syscall"], event: (e) => e.type === "syscall" && event(e) },
  });
  const { kernel } = system;
  system.files.write("/lab", lab.program, 0o755);
  const start = (part: string) => {
    const program = system.spawn("/lab", ["lab", part], NO_ENVIRONMENT);
    if ("error" in program) throw new Error(program.error);
    return program;
  };
  for (const part of story.before) {
    const { exit } = start(part);
    await system.run();
    if ((await exit) !== 0) throw new Error(`${part} cannot be done on this kernel`);
  }
  look = () => deviceScene(kernel);
  bound = () => socketScene(kernel).find((s) => s.pid === pids[0] && s.kind === "udp")?.bound ?? null;
  const before = look();
  const parts = story.lanes.map(({ part }) => start(typeof part === "string" ? part : part[choice.option]));
  pids.push(...parts.map((p) => p.pid));
  await system.run();
  if (order.at !== steps.length)
    throw new Error(`the order ${choice.order} was left after ${order.at} steps`);
  const status: number[] = [];
  for (const { exit } of parts) status.push((await exit) >> 8);
  return { ...choice, before, moments, outcome: outcomeOf(story, status, moments) };
}

/** By what the parts themselves found (their exit status), and the errors of their calls. */
function outcomeOf(story: Story, status: readonly number[], moments: readonly LabMoment[]): string {
  const errors = new Set(moments.map((m) => m.error));
  if (story.id === "bind") {
    if (errors.has("ENOPROTOOPT")) return "without";
    if (errors.has("ENODEV")) return "gone";
    return ["right", "wrong"][status[0]] ?? "other";
  }
  return errors.has("EBUSY") ? "busy" : status[2] === 0 ? "right" : "other";
}

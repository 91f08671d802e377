// Holding a guest, stepping it forwards and, by repeating its recorded run, backwards; what the machine view sees of it.
// Above: services.ts. Below: guest.ts, inspect.ts, the kernel's Timeline.

import { Machine } from "../../emulator/index.ts";
import { R_IAOQ0, R_IASQ0 } from "../../kernel/arch/parisc/pt_regs.ts";
import {
  cardScene,
  deviceScene,
  Recording,
  type System,
  socketScene,
  Timeline,
  taskScene,
} from "../../kernel/index.ts";
import type { TraceEvent, TraceKind } from "../../kernel/trace/events.ts";
import { startWatching } from "../../kernel/trace/watch.ts";
import { ASSETS } from "../assets.ts";
import type { LogLine, MachineLook, MachineRequests, StopAnswer } from "../machine/protocol.ts";
import type { Guest } from "./guest.ts";
import { inspect } from "./inspect.ts";
import { load } from "./load.ts";
import type { Services } from "./services.ts";

/** Log lines go to the page in portions; beyond so many of one portion they are only counted. */
const PORTION_MS = 100;
const PORTION = 400;

/** How often it is looked whether a process that is to be stepped has ended. */
const GONE_MS = 20;

type Stop = (system: System) => boolean;

/** The program counter of the thread in the processor, if it runs its own code and not the gateway page's. */
function place(system: System): { pid: number; pc: number } | null {
  const t = system.kernel.sched.current;
  const r = system.kernel.machine.words;
  if (!t || r[R_IASQ0] === 0) return null;
  return { pid: t.pid, pc: (r[R_IAOQ0] & ~3) >>> 0 };
}

class Inspector {
  /** Where the past is looked at; null: the running system is. */
  #past: Timeline | null = null;
  #timeline: Timeline | null = null;
  #breakpoints: ReadonlySet<number> = new Set();
  /** A stop that is waited for in the running system. */
  #until: { stop: Stop; after: number; done: (reached: boolean) => void } | null = null;
  #lines: LogLine[] = [];
  #missed = 0;
  readonly #packets = new Map<string, { dev: string; way: "in" | "out" }>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #stopWatching = () => {};

  constructor(readonly guest: Guest) {
    guest.onState = (state) => {
      if (state !== "running") this.#finish(false);
      guest.emit("machine.state", { state });
    };
  }

  get #system(): System {
    return this.#past?.system ?? this.guest.system;
  }

  look({ pid, memory }: { pid: number; memory: number | null }): MachineLook {
    const { guest } = this;
    const { kernel } = this.#system;
    const t = (pid ? kernel.tasks.get(pid) : kernel.sched.current) ?? null;
    return {
      state: guest.state,
      moment: this.#system.moment,
      now: guest.system.moment,
      insns: kernel.sched.insns,
      tasks: taskScene(kernel),
      process: t?.mm ? inspect(kernel, t, memory) : null,
      breakpoints: [...this.#breakpoints],
    };
  }

  network() {
    const { kernel } = this.#system;
    return { devices: deviceScene(kernel), cards: cardScene(kernel), sockets: socketScene(kernel) };
  }

  async pause(): Promise<null> {
    this.#finish(false);
    await this.guest.pause();
    return null;
  }

  resume(): null {
    this.now();
    this.guest.resume();
    return null;
  }

  now(): null {
    this.#past = null;
    return null;
  }

  setBreakpoints(addresses: readonly number[]): null {
    this.#breakpoints = new Set(addresses);
    this.#hook();
    return null;
  }

  /** Looks before each instruction as long as something is to be found: then programs run one instruction at a time. */
  #hook(): void {
    const { system } = this.guest;
    const { kernel } = system;
    const points = (kernel.tracepoints ??= { sched_switch: null, trap: null, insn: null });
    if (!this.#until && this.#breakpoints.size === 0) {
      points.insn = null;
      return;
    }
    let passed = -1;
    points.insn = () => {
      const { moment } = kernel.sched;
      const until = this.#until;
      // where it is held already it does not stop again
      if (until ? moment <= until.after : moment <= this.guest.heldAt) return;
      const at = place(system);
      const hit = at !== null && this.#breakpoints.has(at.pc) && moment !== passed;
      const reached = until?.stop(system) ?? false;
      if (!hit && !reached) return;
      passed = moment;
      this.#finish(true);
      void this.guest.pause();
    };
  }

  #finish(reached: boolean): void {
    const until = this.#until;
    this.#until = null;
    this.#hook();
    until?.done(reached);
  }

  #stopAt(pid: number, to: number | undefined): Stop {
    return (system) => {
      const at = place(system);
      return at !== null && (pid === 0 || at.pid === pid) && (to === undefined || at.pc === to);
    };
  }

  async step({ pid, to }: { pid: number; to?: number }): Promise<StopAnswer> {
    const stop = this.#stopAt(pid, to);
    if (this.#past) {
      const past = this.#past;
      const found = await past.continue((s) => stop(s) || this.#broken(s));
      if (found && past.moment < this.guest.system.moment) return { reached: true, why: "" };
      this.now();
      return { reached: found, why: found ? "" : "That is all that has happened: now it is shown." };
    }
    const { guest } = this;
    if (guest.state !== "paused") await guest.pause();
    if (pid && !guest.system.kernel.tasks.has(pid)) return { reached: false, why: "That process has ended." };
    const gone = () => {
      const t = guest.system.kernel.tasks.get(pid);
      return pid !== 0 && t?.exit_state !== 0;
    };
    const reached = await new Promise<boolean>((done) => {
      const timer = setInterval(() => gone() && this.#finish(false), GONE_MS);
      const finish = (r: boolean) => {
        clearInterval(timer);
        done(r);
      };
      this.#until = { stop, after: guest.system.moment, done: finish };
      this.#hook();
      guest.resume();
    });
    await guest.pause();
    if (reached) return { reached, why: "" };
    if (gone()) return { reached, why: "The process has ended." };
    return {
      reached,
      why: guest.state === "paused" ? "It was interrupted on the way." : "The system has ended.",
    };
  }

  #broken(system: System): boolean {
    const at = place(system);
    return at !== null && this.#breakpoints.has(at.pc);
  }

  async back({ pid, to }: { pid: number; to?: number }): Promise<StopAnswer> {
    const { guest } = this;
    if (guest.state === "running") await guest.pause();
    if (!this.#past) this.#past = await this.#openPast();
    const stop = this.#stopAt(pid, to);
    const found = await this.#past.reverseContinue((s) => stop(s) || (to !== undefined && this.#broken(s)));
    return { reached: found, why: found ? "" : "There is nothing before: this is the beginning." };
  }

  /** The recorded run, repeated up to now. */
  async #openPast(): Promise<Timeline> {
    const { system } = this.guest;
    const { record } = system.options;
    if (!record) throw new Error("this system is not recorded, so that it cannot go back");
    const recording = Recording.parse(record.bytes());
    if (this.#timeline) this.#timeline.extend(recording);
    else {
      const wasm = await WebAssembly.compile(await load(ASSETS.core, () => {}));
      this.#timeline = await Timeline.open(recording, {
        machine: (memory) => Machine.create({ memory, wasm, engine: "auto" }),
      });
    }
    await this.#timeline.seek(system.moment);
    return this.#timeline;
  }

  async start({ command, rows, cols }: { command: string[]; rows: number; cols: number }) {
    const { guest } = this;
    this.now();
    const ran = guest.state === "running";
    await guest.pause();
    let opened: ReturnType<Guest["open"]>;
    try {
      opened = guest.open(rows, cols, command, undefined, true);
    } catch (e) {
      // nothing has happened: all goes on as before
      if (ran) guest.resume();
      throw e;
    }
    // the page makes a window for it
    guest.emit("terminal.restored", { terminal: opened.terminal, name: opened.name });
    const answer = await this.step({ pid: opened.pid });
    if (!answer.reached) throw new Error(`${command[0]} cannot be held: ${answer.why}`);
    return opened;
  }

  watch({ calls, packets }: { calls: boolean; packets: boolean }): null {
    const { kernel } = this.guest.system;
    this.#stopWatching();
    this.#stopWatching = () => {};
    const kinds: TraceKind[] = [];
    if (calls) kinds.push("syscall");
    if (packets) kinds.push("net");
    if (kinds.length === 0) return null;
    const taps = new Set(kernel.net.ptype_all);
    startWatching(kernel, null, { kinds, event: (e) => this.#event(e) });
    const added = kernel.net.ptype_all.filter((tap) => !taps.has(tap));
    this.#timer = setInterval(() => this.#portion(), PORTION_MS);
    this.#stopWatching = () => {
      clearInterval(this.#timer);
      kernel.syscall_table.trace = null;
      for (const tap of added) kernel.net.ptype_all.splice(kernel.net.ptype_all.indexOf(tap), 1);
    };
    return null;
  }

  #event(e: TraceEvent): void {
    if (e.type === "net") {
      this.#packets.set(`${e.dev} ${e.way}`, { dev: e.dev, way: e.way });
      return;
    }
    if (e.type !== "syscall") return;
    if (this.#lines.length >= PORTION) {
      this.#missed++;
      return;
    }
    this.#lines.push({
      pid: e.pid,
      comm: e.comm,
      name: e.name,
      family: e.family,
      text: `${e.name}(${e.args.join(", ")}) = ${e.result}`,
      error: e.error ?? "",
    });
  }

  #portion(): void {
    if (this.#packets.size > 0) {
      this.guest.emit("machine.packets", [...this.#packets.values()]);
      this.#packets.clear();
    }
    if (this.#lines.length === 0) return;
    this.guest.emit("machine.log", { lines: this.#lines, missed: this.#missed });
    this.#lines = [];
    this.#missed = 0;
  }
}

const inspectors = new WeakMap<Guest, Inspector>();

function of(guest: Guest): Inspector {
  let i = inspectors.get(guest);
  if (!i) inspectors.set(guest, (i = new Inspector(guest)));
  return i;
}

export const machineServices: Services<keyof MachineRequests> = {
  "machine.look": (guest, ask) => of(guest).look(ask),
  "machine.network": (guest) => of(guest).network(),
  "machine.engine": ({ machine }) => {
    // from the first question on: looks at the clock make system calls slower
    const times = machine.measure(() => performance.now());
    return `${machine.translator?.report?.() ?? ""}time: ${times.report(machine.translator?.stats)}\n`;
  },
  "machine.pause": (guest) => of(guest).pause(),
  "machine.resume": (guest) => of(guest).resume(),
  "machine.step": (guest, ask) => of(guest).step(ask),
  "machine.back": (guest, ask) => of(guest).back(ask),
  "machine.now": (guest) => of(guest).now(),
  "machine.breakpoints": (guest, { addresses }) => of(guest).setBreakpoints(addresses),
  "machine.start": (guest, ask) => of(guest).start(ask),
  "machine.watch": (guest, ask) => of(guest).watch(ask),
};

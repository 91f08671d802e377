// The debugger in one system: places breakpoints and closes pages under watchpoints, takes the traps that come of it, and
// holds the system where a stop is due. Programs see nothing of it, and no moment is counted.
// Above: debuggee.ts. Below: hooks.ts (who asks), wanted.ts (what is wanted), emulator (Machine.setBreakpoints, closePage).

import {
  CLOSED_LOADS,
  CLOSED_STORES,
  TRAP_BREAKPOINT,
  TRAP_CLOSED,
  TRAP_GATEWAY,
  TRAP_IIR,
  TRAP_IOR,
} from "../../emulator/index.ts";
import { R_GR, R_IAOQ0 } from "../arch/parisc/pt_regs.ts";
import type { System } from "../boot.ts";
import { d_path } from "../fs/dcache.ts";
import type { mm_struct } from "../mm/mm.ts";
import { lookUser } from "../mm/uaccess.ts";
import { peek_signal } from "../task/signal.ts";
import { SIGNAL_GROUP_EXIT, type task_struct } from "../task/task.ts";
import { SIGKILL } from "../uapi/asm/signal.ts";
import { accessSize } from "./access.ts";
import type { DebugHooks } from "./hooks.ts";
import { inProgram, pcOf } from "./registers.ts";
import type { Stop, ThreadId, Wanted, WatchPoint, Why } from "./wanted.ts";

const STORE = 2;
/** The gateway page's entry of system calls. */
const GATE_SYSCALL = 0x100;

export const threadId = (t: task_struct): ThreadId => ({ pid: t.tgid, tid: t.pid });

/** Addresses that a step goes on in: [start, end). */
export interface Range {
  readonly start: number;
  readonly end: number;
}

interface Step {
  readonly tid: number;
  readonly range: Range | null;
  /** Where it began. */
  readonly from: number;
}

export interface StopsOptions {
  /** A stop is due, and the system is being held. */
  told(stop: Stop, moment: number): void;
  /** Whether stops count now. */
  active(): boolean;
  /** Whether they are looked for backwards: watchpoints stop after the access, and events do not. */
  reverse(): boolean;
}

export class Stops implements DebugHooks {
  singly: task_struct | null = null;
  #step: Step | null = null;
  /** A page that is open for the one instruction that comes next; what it touches, if that is a stop afterwards. */
  #crossing: { t: task_struct; page: number; watch: WatchPoint | null } | null = null;
  /** Moment of the last stop: going on from there, it is none. */
  #stoppedAt = -1;
  readonly #placed = new Map<mm_struct, Map<number, number>>();
  readonly #closed = new Map<mm_struct, Set<number>>();
  /** What watchpoints were worth when last looked at, and when that was. */
  readonly #values = new Map<WatchPoint, Uint8Array>();
  #valuesAt = -1;
  #forks = 0;
  readonly #known = new WeakSet<task_struct>();
  readonly #programs = new WeakMap<task_struct, number>();
  readonly #vforks = new Map<task_struct, task_struct>();
  readonly #calls = new Map<task_struct, number>();
  /** A signal that is to be delivered without asking again. */
  #decided: { t: task_struct; signal: number } | null = null;

  constructor(
    readonly system: System,
    readonly wanted: Wanted,
    readonly options: StopsOptions,
  ) {
    const { kernel } = system;
    for (const t of kernel.tasks.values()) this.#meet(t);
    this.#forks = kernel.total_forks;
    kernel.debug = this;
    kernel.sched.intercept = (t, trap) => this.#intercept(t, trap);
  }

  /** The debugger leaves. */
  remove(): void {
    const { kernel } = this.system;
    kernel.debug = null;
    kernel.sched.intercept = null;
    kernel.machine.setBreakpoints(new Set());
    for (const [mm, pages] of this.#closed)
      for (const page of pages) kernel.machine.closePage(mm.space, page, 0);
  }

  /** What is wanted has changed, or the system goes on after a stop. */
  rearm(): void {
    if (this.#stoppedAt !== this.system.kernel.sched.moment) this.#stoppedAt = -1;
    const mms = new Set<mm_struct>();
    for (const t of this.system.kernel.tasks.values()) if (t.mm && !t.exit_state) mms.add(t.mm);
    for (const mm of [...this.#placed.keys()]) if (!mms.has(mm)) this.#placed.delete(mm);
    for (const mm of [...this.#closed.keys()]) if (!mms.has(mm)) this.#closed.delete(mm);
    let changed = false;
    for (const mm of mms) {
      changed = this.#place(mm) || changed;
      this.#close(mm);
    }
    this.#setBreakpoints(changed || this.#placed.size === 0);
    this.#lookAtValues();
  }

  #lookAtValues(): void {
    this.#values.clear();
    this.#valuesAt = this.system.kernel.sched.moment;
    for (const w of this.wanted.watchpoints) {
      const bytes = this.#valueOf(w);
      if (bytes) this.#values.set(w, bytes);
    }
  }

  /** The next instruction of a thread is a stop, or the first one out of a range. */
  step(tid: number | null, range: Range | null = null): void {
    const t = tid === null ? undefined : this.system.kernel.tasks.get(tid);
    this.#step = t ? { tid: t.pid, range, from: pcOf(t) } : null;
    this.singly = this.#crossing?.t ?? t ?? null;
  }

  /** The signal that thread is held before is delivered now. */
  pass(t: task_struct, signal: number): void {
    this.#decided = { t, signal };
  }

  #meet(t: task_struct): void {
    this.#known.add(t);
    this.#programs.set(t.group_leader, t.exec_id);
  }

  get reverse(): boolean {
    return this.options.reverse();
  }

  #isWanted(t: task_struct): boolean {
    return this.wanted.attached.has(t.tgid) && this.options.active();
  }

  /** Holds the system for this stop; false if it is the one it was held for already. */
  #stop(t: task_struct, why: Why): boolean {
    const { sched } = this.system.kernel;
    if (this.#stoppedAt === sched.moment) return false;
    this.#stoppedAt = sched.moment;
    this.#tell(t, why);
    return true;
  }

  #tell(t: task_struct, why: Why): void {
    const { sched } = this.system.kernel;
    sched.pause();
    this.options.told({ thread: threadId(t), why }, sched.moment);
  }

  // --- breakpoints

  /** Notes where this space's breakpoints are in memory now; true if that has changed. */
  #place(mm: mm_struct): boolean {
    const { wanted } = this;
    let addresses: Set<number> | undefined;
    if (wanted.breakpoints.size > 0)
      for (const [pid, set] of wanted.breakpoints) {
        if (set.size === 0 || this.#mmOf(pid) !== mm) continue;
        addresses ??= new Set();
        for (const a of set) addresses.add(a);
      }
    const before = this.#placed.get(mm);
    if (!addresses) return this.#placed.delete(mm);
    let changed = before?.size !== addresses.size;
    const places = new Map<number, number>();
    for (const a of addresses) {
      const frame = mm.space.frameOf(a >>> 12);
      const at = frame ? frame + (a & 0xffc) : 0;
      places.set(a, at);
      if (before?.get(a) !== at) changed = true;
    }
    if (changed) this.#placed.set(mm, places);
    return changed;
  }

  #setBreakpoints(changed: boolean): void {
    if (!changed) return;
    const all = new Set<number>();
    for (const places of this.#placed.values()) for (const at of places.values()) if (at) all.add(at);
    this.system.kernel.machine.setBreakpoints(all);
  }

  #mmOf(pid: number): mm_struct | null {
    const t = this.system.kernel.tasks.get(pid);
    return t?.mm ?? t?.signal.threads.find((th) => th.mm)?.mm ?? null;
  }

  // --- watchpoints

  #watches(mm: mm_struct): WatchPoint[] {
    return this.wanted.watchpoints.filter((w) => this.#mmOf(w.pid) === mm);
  }

  /** Closes the pages under this space's watchpoints; opens those that have none any more. */
  #close(mm: mm_struct): void {
    const before = this.#closed.get(mm);
    if (this.wanted.watchpoints.length === 0 && !before) return;
    const { machine } = this.system.kernel;
    const pages = new Map<number, number>();
    for (const w of this.#watches(mm)) {
      // what both loads and clears (ldcw) comes as a store
      const bits = w.kind === "write" ? CLOSED_STORES : CLOSED_LOADS | CLOSED_STORES;
      for (let p = w.address >>> 12; p <= (w.address + w.length - 1) >>> 12; p++)
        pages.set(p, (pages.get(p) ?? 0) | bits);
    }
    for (const page of before ?? []) if (!pages.has(page)) machine.closePage(mm.space, page, 0);
    for (const [page, bits] of pages) machine.closePage(mm.space, page, bits);
    if (pages.size) this.#closed.set(mm, new Set(pages.keys()));
    else this.#closed.delete(mm);
  }

  #valueOf(w: WatchPoint): Uint8Array | null {
    const mm = this.#mmOf(w.pid);
    const bytes = new Uint8Array(w.length);
    return mm && lookUser(mm, w.address, bytes) === w.length ? bytes : null;
  }

  /** A watched value that is another one than when it was last looked at, which was before. */
  #changedValue(mm: mm_struct): WatchPoint | null {
    let found: WatchPoint | null = null;
    const { moment } = this.system.kernel.sched;
    if (moment < this.#valuesAt) this.#values.clear();
    this.#valuesAt = moment;
    for (const w of this.#watches(mm)) {
      if (w.kind === "read") continue;
      const now = this.#valueOf(w);
      const before = this.#values.get(w);
      if (now) this.#values.set(w, now);
      if (now && before && now.some((b, i) => b !== before[i])) found = w;
    }
    return found;
  }

  /** The access at a closed page: the watchpoint it touches. */
  #touched(t: task_struct): WatchPoint | null {
    const { machine } = this.system.kernel;
    const { u32 } = machine.phys;
    const address = u32[TRAP_IOR / 4];
    const store = u32[TRAP_IIR / 4] === STORE;
    const word = machine.readU32(t.mm!.space, (machine.words[R_IAOQ0] & ~3) >>> 0);
    const size = word < 0 ? 4 : accessSize(word);
    const kinds = store ? ["write", "access"] : ["read", "access"];
    const hit = (w: WatchPoint) =>
      kinds.includes(w.kind) && w.address < address + size && address < w.address + w.length;
    return this.#watches(t.mm!).find(hit) ?? null;
  }

  // --- what the kernel asks

  #intercept(t: task_struct, trap: number): boolean {
    if (trap === TRAP_BREAKPOINT) {
      const at = (this.system.kernel.machine.words[R_IAOQ0] & ~3) >>> 0;
      const mine = this.#isWanted(t) && (this.#placed.get(t.mm!)?.has(at) ?? false);
      if (!mine || !this.#stop(t, { type: "breakpoint" })) this.system.kernel.machine.passOver();
      return true;
    }
    if (trap === TRAP_CLOSED) {
      const watch = this.#isWanted(t) ? this.#touched(t) : null;
      const why = watch && ({ type: "watchpoint", kind: watch.kind, address: watch.address } as const);
      if (!why || this.reverse || !this.#stop(t, why)) this.#cross(t, this.reverse ? watch : null);
      return true;
    }
    if (trap !== TRAP_GATEWAY || this.wanted.syscalls.size === 0 || this.reverse || !this.#isWanted(t))
      return false;
    const { words } = this.system.kernel.machine;
    if ((words[R_IAOQ0] & 0xffc) !== GATE_SYSCALL) return false;
    const number = words[R_GR + 20];
    const caught = this.wanted.syscalls.get(t.tgid);
    if (!caught || (caught !== "all" && !caught.has(number))) return false;
    if (this.#stop(t, { type: "syscall", entry: true, number })) return true;
    this.#calls.set(t, number);
    return false;
  }

  /** Lets t's next instruction through to a closed page. */
  #cross(t: task_struct, watch: WatchPoint | null): void {
    const { machine } = this.system.kernel;
    const page = machine.phys.u32[TRAP_IOR / 4] >>> 12;
    machine.closePage(t.mm!.space, page, 0);
    this.#crossing = { t, page, watch };
    this.singly = t;
  }

  ran(t: task_struct, instructions: number): void {
    const crossing = this.#crossing;
    if (crossing) {
      this.#crossing = null;
      this.singly = this.#step ? (this.system.kernel.tasks.get(this.#step.tid) ?? null) : null;
      if (t.mm) this.#close(t.mm);
      this.#lookAtValues();
      const { watch } = crossing;
      if (watch && instructions > 0)
        this.#tell(t, { type: "watchpoint", kind: watch.kind, address: watch.address });
    }
    if (this.#step?.tid === t.pid && instructions > 0 && inProgram(t)) this.#stepped(t);
  }

  #stepped(t: task_struct): void {
    const { range } = this.#step!;
    const pc = pcOf(t);
    if (!this.#isWanted(t) || (range && pc >= range.start && pc < range.end)) return;
    this.#stop(t, { type: "step" });
  }

  enters(t: task_struct): void {
    if (t.mm) {
      if (this.#place(t.mm)) this.#setBreakpoints(true);
      this.#close(t.mm);
    }
    if (this.#decided?.t === t) this.#decided = null;
    if (this.system.kernel.total_forks !== this.#forks) this.#children();
    const { exec_id } = t;
    const before = this.#programs.get(t.group_leader);
    this.#programs.set(t.group_leader, exec_id);
    const vforked = this.#vforks.delete(t);
    const call = this.#calls.get(t);
    this.#calls.delete(t);
    const changed = this.wanted.watchpoints.length && t.mm ? this.#changedValue(t.mm) : null;
    if (!this.#isWanted(t)) return;
    if (this.reverse) {
      if (changed) this.#tell(t, { type: "watchpoint", kind: changed.kind, address: changed.address });
      return;
    }
    if (before !== undefined && before !== exec_id) {
      this.wanted.forget(t.tgid);
      if (this.wanted.events.has("exec")) {
        const path = t.mm?.exe_file?.f_path;
        this.#stop(t, { type: "exec", path: path ? d_path(path, null) : t.comm });
        return;
      }
    }
    if (vforked && this.wanted.events.has("vfork")) this.#stop(t, { type: "vforkdone" });
    else if (call !== undefined) this.#stop(t, { type: "syscall", entry: false, number: call });
    else if (changed) this.#stop(t, { type: "watchpoint", kind: changed.kind, address: changed.address });
    else if (this.#step?.tid === t.pid && pcOf(t) !== this.#step.from) this.#stepped(t);
  }

  /** New tasks: children of debugged processes are events. */
  #children(): void {
    const { kernel } = this.system;
    this.#forks = kernel.total_forks;
    for (const p of kernel.tasks.values()) {
      if (this.#known.has(p)) continue;
      this.#known.add(p);
      if (!p.is_group_leader) continue;
      this.#programs.set(p, p.exec_id);
      const parent = p.real_parent;
      const vfork = p.vfork_done !== null;
      if (vfork) this.#vforks.set(parent, p);
      if (this.reverse || !this.#isWanted(parent) || !this.wanted.events.has(vfork ? "vfork" : "fork"))
        continue;
      this.wanted.attached.add(p.tgid);
      const copied = this.wanted.breakpoints.get(parent.tgid);
      if (copied) this.wanted.breakpoints.set(p.tgid, new Set(copied));
      this.#tell(parent, { type: "fork", child: threadId(p), vfork });
    }
  }

  signals(t: task_struct): boolean {
    if (this.reverse || !this.#isWanted(t) || t.signal.flags & SIGNAL_GROUP_EXIT) return false;
    const info = peek_signal(t);
    if (!info || info.si_signo === SIGKILL || this.wanted.passed.has(info.si_signo)) return false;
    if (this.#decided?.t === t && this.#decided.signal === info.si_signo) {
      this.#decided = null;
      return false;
    }
    this.#tell(t, { type: "signal", signal: info.si_signo });
    return true;
  }

  exits(t: task_struct, status: number): void {
    if (!this.#isWanted(t) || this.reverse) return;
    const signal = status & 0x7f;
    const why: Why = signal ? { type: "killed", signal } : { type: "exited", status: (status >>> 8) & 0xff };
    this.#tell(t, why);
  }
}

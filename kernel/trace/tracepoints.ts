// What can be seen besides system calls: switches of the scheduler, interruptions of programs, frames on devices, single
// instructions. Each is a hook of the kernel's that is absent until somebody watches.
// Above: watch.ts. Below: events.ts, ../task/sched.ts, ../arch/parisc/entry.ts (the hooks), ../net/core/dev_queue.ts (taps).

import {
  TRAP_ASSIST_EMULATION,
  TRAP_ASSIST_EXCEPTION,
  TRAP_BREAK,
  TRAP_CONDITIONAL,
  TRAP_DATA_ACCESS_RIGHTS,
  TRAP_DATA_PROTECTION_ID,
  TRAP_DATA_TLB_MISS,
  TRAP_HIGHER_PRIVILEGE_TRANSFER,
  TRAP_ILLEGAL,
  TRAP_INSN_PROTECTION,
  TRAP_INSN_TLB_MISS,
  TRAP_LOWER_PRIVILEGE_TRANSFER,
  TRAP_NON_ACCESS_DATA_TLB_MISS,
  TRAP_NON_ACCESS_INSN_TLB_MISS,
  TRAP_OVERFLOW,
  TRAP_PRIVILEGED_OPERATION,
  TRAP_PRIVILEGED_REGISTER,
  TRAP_TAKEN_BRANCH,
  TRAP_UNALIGNED,
} from "../../emulator/isa/traps.ts";
import { R_IAOQ0, R_PSW_N } from "../arch/parisc/pt_regs.ts";
import type { Kernel } from "../kernel.ts";
import { PACKET_OUTGOING } from "../net/core/skbuff.ts";
import type { task_struct } from "../task/task.ts";
import { TASK_RUNNING } from "../task/wait.ts";
import { ETH_P_ALL } from "../uapi/linux/if_ether.ts";
import type { TraceKind, Watch } from "./events.ts";

/** What the kernel calls, where somebody watches. */
export interface Tracepoints {
  /** The processor goes from prev to next. */
  sched_switch: ((prev: task_struct | null, next: task_struct) => void) | null;
  /** A program was interrupted; address: of the data, for faults of data. */
  trap: ((t: task_struct, code: number, pc: number, address: number) => void) | null;
  /** Before each instruction; then programs run one at a time. */
  insn: ((t: task_struct) => void) | null;
}

/** The interruptions' names in the PA-RISC 1.1 manual, chapter 4. */
const TRAP_NAMES: Readonly<Record<number, string>> = {
  [TRAP_INSN_TLB_MISS]: "instruction TLB miss",
  [TRAP_INSN_PROTECTION]: "instruction memory protection",
  [TRAP_ILLEGAL]: "illegal instruction",
  [TRAP_BREAK]: "break instruction",
  [TRAP_PRIVILEGED_OPERATION]: "privileged operation",
  [TRAP_PRIVILEGED_REGISTER]: "privileged register",
  [TRAP_OVERFLOW]: "overflow",
  [TRAP_CONDITIONAL]: "conditional",
  [TRAP_ASSIST_EXCEPTION]: "assist exception",
  [TRAP_DATA_TLB_MISS]: "data TLB miss",
  [TRAP_NON_ACCESS_INSN_TLB_MISS]: "non-access instruction TLB miss",
  [TRAP_NON_ACCESS_DATA_TLB_MISS]: "non-access data TLB miss",
  [TRAP_ASSIST_EMULATION]: "assist emulation",
  [TRAP_HIGHER_PRIVILEGE_TRANSFER]: "higher-privilege transfer",
  [TRAP_LOWER_PRIVILEGE_TRANSFER]: "lower-privilege transfer",
  [TRAP_TAKEN_BRANCH]: "taken branch",
  [TRAP_DATA_ACCESS_RIGHTS]: "data memory access rights",
  [TRAP_DATA_PROTECTION_ID]: "data memory protection ID",
  [TRAP_UNALIGNED]: "unaligned data reference",
};

/** Interruptions whose IOR is an address of the program's. */
const WITH_ADDRESS = new Set([
  TRAP_DATA_TLB_MISS,
  TRAP_NON_ACCESS_INSN_TLB_MISS,
  TRAP_NON_ACCESS_DATA_TLB_MISS,
  TRAP_DATA_ACCESS_RIGHTS,
  TRAP_DATA_PROTECTION_ID,
  TRAP_UNALIGNED,
]);

/** Puts the hooks in that the kinds need. */
export function tracepoints(kernel: Kernel, kinds: ReadonlySet<TraceKind>, watch: Watch): void {
  const who = (t: task_struct) => ({ time: kernel.watch_now(), pid: t.pid, comm: t.comm });
  const points: Tracepoints = { sched_switch: null, trap: null, insn: null };
  if (kinds.has("sched"))
    points.sched_switch = (prev, next) => {
      const why = !prev
        ? "idle"
        : prev.exit_state
          ? "gone"
          : prev.state === TASK_RUNNING
            ? "preempted"
            : "sleeps";
      watch({ type: "sched", ...who(next), from: prev?.pid ?? null, why });
    };
  if (kinds.has("fault"))
    points.trap = (t, trap, pc, address) =>
      watch({
        type: "fault",
        ...who(t),
        trap,
        name: TRAP_NAMES[trap] ?? `trap ${trap}`,
        pc: (pc & ~3) >>> 0,
        address: WITH_ADDRESS.has(trap) ? address >>> 0 : null,
      });
  const insns = kinds.has("insn");
  if (insns || kinds.has("block")) {
    const expected = new WeakMap<task_struct, number>();
    points.insn = (t) => {
      const r = kernel.machine.words;
      const pc = (r[R_IAOQ0] & ~3) >>> 0;
      const word = t.mm ? kernel.machine.readU32(t.mm.space, pc) : -1;
      // its page is not there yet: the fault comes first
      if (word === -1) return;
      const type = expected.get(t) === pc ? "insn" : "block";
      expected.set(t, (pc + 4) >>> 0);
      if (type === "insn" && !insns) return;
      watch({ type, ...who(t), pc, word: word >>> 0, nullified: r[R_PSW_N] !== 0 });
      // a block's first instruction is an instruction too
      if (type === "block" && insns)
        watch({ type: "insn", ...who(t), pc, word: word >>> 0, nullified: r[R_PSW_N] !== 0 });
    };
  }
  if (points.sched_switch || points.trap || points.insn) kernel.tracepoints = points;
  if (kinds.has("net"))
    kernel.net.ptype_all.unshift({
      type: ETH_P_ALL,
      dev: null,
      watches: true,
      func(skb, dev) {
        const from = skb.mac_header >= 0 ? Math.min(skb.mac_header, skb.data) : skb.data;
        const t = kernel.sched.current;
        watch({
          type: "net",
          time: kernel.watch_now(),
          pid: t?.pid ?? 0,
          comm: t?.comm ?? "",
          dev: dev.name,
          way: skb.pkt_type === PACKET_OUTGOING ? "out" : "in",
          frame: skb.head.slice(from, skb.tail),
        });
        return 0;
      },
    });
}

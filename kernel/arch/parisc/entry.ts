// The way in and out of the kernel: runs a thread until it traps, does what the trap asks for, and lets it go on with
// signals delivered (arch/parisc/kernel/syscall.S, entry.S).
// Above: task/sched.ts. Below: pt_regs.ts, syscall.ts, traps.ts, signal.ts, lws.ts, emulator.

import { type EnterKernel, TRAP_BUDGET, TRAP_GATEWAY, TRAP_SERVED } from "../../../emulator/index.ts";
import type { Kernel } from "../../kernel.ts";
import type { Scheduler } from "../../task/sched.ts";
import { force_sig_fault } from "../../task/signal.ts";
import type { task_struct } from "../../task/task.ts";
import { TASK_RUNNING } from "../../task/wait.ts";
import { SIGTRAP } from "../../uapi/asm/signal.ts";
import { lws } from "./lws.ts";
import { clear_psw_nb, R_CR27, R_GR, R_IAOQ0, R_IAOQ1, R_IASQ0, set_iaoq, set_space } from "./pt_regs.ts";
import { do_notify_resume } from "./signal.ts";
import { advance, complete_syscall, direct_syscall, do_syscall, is_plain } from "./syscall.ts";
import { handle_interruption } from "./traps.ts";

const TRAP_TRACE = 2;
const TRAP_BRANCH = 3;
const GATE_SYSCALL = 0x100;
const GATE_LWS = 0xb0;
const GATE_SET_THREAD_POINTER = 0xe0;
/** Puts t's registers and address space into the processor. prev's registers are kept in its task_struct. */
export function switch_to(kernel: Kernel, prev: task_struct | null, t: task_struct): void {
  const machine = kernel.machine;
  if (prev && !prev.exit_state) machine.saveContext(prev.regs);
  machine.loadContext(t.regs);
  if (t.mm) machine.switchTo(t.mm.space);
}

/** Lets t get on: its kernel side first, then its program for at most budget instructions, then the trap it ends with. */
export function step(t: task_struct, budget: number): void {
  if (t.kernel_side) {
    if (!advance(t) && t.state === TASK_RUNNING) t.kernel.sched.resched = true;
    return;
  }
  if (t.in_syscall) return complete_syscall(t);
  // On the gateway page the program is in the kernel already: the call comes first.
  const in_gateway = t.kernel.machine.words[R_IASQ0] === 0;
  if (t.sigpending && !in_gateway && (before_signals(t) || !do_notify_resume(t, false))) return;
  go_on(t, budget);
}

/** Whether a debugger wants to look before t gets its signals (or did, in the run that is repeated): then it is held there. */
export function before_signals(t: task_struct): boolean {
  const { sched, debug } = t.kernel;
  if (sched.moment < sched.stop_signals && !debug?.signals(t)) return false;
  sched.held = 0;
  sched.at_signals = "step";
  // the kernel has been in: no image of before counts
  sched.stretch++;
  return true;
}

/**
 * Lets t's program get on, whose kernel side has nothing to do: for a new step, or one that was held before an instruction
 * ("held") or behind a trap, before signals ("signals").
 */
export function go_on(t: task_struct, budget: number, how: "new" | "held" | "signals" = "new"): void {
  const machine = t.kernel.machine;
  const { sched, debug } = t.kernel;
  let left = budget;
  let entered = how !== "held";
  if (how === "signals") {
    if (t.in_syscall) complete_syscall(t);
    if (!behind_trap(t, left)) return;
  }
  for (;;) {
    const { moment } = sched;
    if (moment >= sched.mark_at) {
      sched.mark(t);
      entered = true;
    }
    if (entered) {
      sched.user_since = moment;
      sched.stretch++;
      entered = false;
      if (sched.begins) {
        sched.held = left;
        sched.begins();
        sched.held = -1;
      }
      debug?.enters(t);
    }
    const watched = t.kernel.tracepoints?.insn;
    watched?.(t);
    if (moment >= sched.stop_at) {
      sched.held = left;
      return;
    }
    const singly = t.ptrace_step || watched || debug?.singly === t;
    const n = singly ? 1 : Math.min(left, sched.stop_at - moment, sched.mark_at - moment);
    const back = machine.words[R_IAOQ1];
    // a call made in the midst of run() moves on by less than it costs: so what is to be done at a moment does not come too late
    const direct = n === left && !debug && !sched.intercept && !sched.begins && !sched.schedule.atSyscall;
    sched.entered_with = n;
    const trap = machine.run(n, direct ? sched.enter : undefined);
    const rest = machine.budgetLeft;
    const done = sched.entered_with - rest;
    sched.insns += done;
    left -= n - rest;
    debug?.ran(t, done);
    if (trap === TRAP_BUDGET) {
      if (t.ptrace_step && single_stepped(t, back)) return;
      if (left <= 0) return;
      continue;
    }
    if (sched.intercept?.(t, trap)) continue;
    entered = true;
    left -= sched.visit_cost;
    if (trap === TRAP_SERVED) {
      if (!behind_trap(t, left)) return;
      continue;
    }
    sched.traps++;
    if (trap === TRAP_GATEWAY) {
      gateway(t);
      if (sched.schedule.atSyscall) sched.resched = true;
    } else handle_interruption(t, trap);
    if (!behind_trap(t, left)) return;
  }
}

/** Carries a system call of the running thread out while its program waits in the core: go_on's way for the plain ones. */
export function enter_from_core({ machine }: Kernel, sched: Scheduler): EnterKernel {
  return () => {
    const t = sched.current!;
    if (machine.sliceLeft <= sched.visit_cost || !is_plain(t)) return 0;
    const rest = machine.budgetLeft;
    sched.insns += sched.entered_with - rest;
    sched.entered_with = rest;
    sched.traps++;
    if (!direct_syscall(t)) return -1;
    if (sched.is_due(rest - sched.visit_cost)) {
      return_to_user(t);
      return -1;
    }
    sched.entered_with -= sched.visit_cost;
    sched.user_since = sched.moment;
    sched.stretch++;
    return sched.visit_cost;
  };
}

/** After a trap: signals. false: the program does not go on now. */
function behind_trap(t: task_struct, left: number): boolean {
  const { sched } = t.kernel;
  if (t.kernel_side || t.in_syscall || t.state !== TASK_RUNNING || t.exit_state) {
    // a system call that is held at its end
    if (sched.at_signals) hold_behind_trap(t, left);
    return false;
  }
  if (t.sigpending) {
    if (before_signals(t)) hold_behind_trap(t, left);
    if (sched.at_signals || !do_notify_resume(t, false)) return false;
  }
  return left > 0 && !sched.resched;
}

function hold_behind_trap(t: task_struct, left: number): void {
  t.kernel.sched.held = Math.max(left, 0);
  t.kernel.sched.at_signals = "trap";
}

/** The thread has branched into the gateway page. */
function gateway(t: task_struct): void {
  const r = t.kernel.machine.words;
  switch (r[R_IAOQ0] & 0xffc) {
    case GATE_SYSCALL:
      do_syscall(t);
      break;
    case GATE_LWS:
      lws(t);
      break;
    case GATE_SET_THREAD_POINTER:
      r[R_CR27] = r[R_GR + 26];
      return_to_user(t);
      break;
    default:
      // elsewhere in the gateway page: the program goes on at its own address 0 (handle_interruption's check)
      set_iaoq(r, 0, 4, t.mm!.space.id);
      clear_psw_nb(r);
  }
}

/** After one instruction of a thread that is stepped: SIGTRAP for its tracer, if it counts (user_enable_single_step). */
function single_stepped(t: task_struct, back: number): boolean {
  const r = t.kernel.machine.words;
  const branched = r[R_IAOQ1] !== back + 4;
  if (t.ptrace_step === 2 && !branched) return false;
  force_sig_fault(t, SIGTRAP, t.ptrace_step === 2 ? TRAP_BRANCH : TRAP_TRACE, r[R_IAOQ0] & ~3);
  return true;
}

/** Goes back to the program behind its call into the gateway page: to r31, user privilege. */
export function return_to_user(t: task_struct): void {
  const r = t.kernel.machine.words;
  const to = r[R_GR + 31] | 3;
  r[R_GR + 31] = to;
  set_iaoq(r, to, to + 4, t.mm!.space.id);
  clear_psw_nb(r);
}

/** The thread's space registers after its address space has changed (exec). */
export function use_space(t: task_struct): void {
  t.kernel.machine.switchTo(t.mm!.space);
  set_space(t.kernel.machine.words, t.mm!.space.id);
}

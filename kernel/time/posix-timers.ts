// POSIX per-process timers: timer_create and its calls (kernel/time/posix-timers.c). A periodic timer whose signal has not
// been taken yet does not send another: the expirations in between are its overrun.
// Above: syscalls/sys_time.ts, task/signal.ts (signal_delivered). Below: posix-clocks.ts, posix-cpu-timers.ts.

import { find_task_by_vpid } from "../task/pid.ts";
import { SI_TIMER, send_signal } from "../task/signal.ts";
import type { siginfo, task_struct } from "../task/task.ts";
import { EAGAIN, EINVAL } from "../uapi/asm/errno.ts";
import { SIGEV_NONE, SIGEV_SIGNAL, SIGEV_THREAD, SIGEV_THREAD_ID } from "../uapi/asm/siginfo.ts";
import { SIGALRM } from "../uapi/asm/signal.ts";
import { TIMER_ABSTIME } from "../uapi/linux/time.ts";
import { type k_clock, monotonic_deadline } from "./posix-clocks.ts";
import { add_cpu_timer, type cpu_timer, remove_cpu_timer } from "./posix-cpu-timers.ts";
import type { Timer } from "./timer.ts";

const DELAYTIMER_MAX = 0x7fffffff;

export interface sigevent {
  value: number;
  signo: number;
  notify: number;
  tid: number;
}

export class k_itimer {
  interval = 0;
  /** On CLOCK_MONOTONIC, or the CPU clock; 0: disarmed. */
  expires = 0;
  overrun = 0;
  overrun_last = 0;
  #timer: Timer | null = null;
  #cpuTimer: cpu_timer | null = null;
  #cpu: (() => number) | null;
  #follows: (() => void) | null = null;

  constructor(
    readonly id: number,
    readonly owner: task_struct,
    readonly clock: k_clock,
    readonly event: sigevent,
    readonly target: task_struct,
  ) {
    this.#cpu = clock.cpu?.(owner) ?? null;
  }

  #now(): number {
    return this.#cpu ? this.#cpu() : this.owner.kernel.now();
  }

  #start(): void {
    if (this.#cpu) {
      this.#cpuTimer = { clock: this.#cpu, expires: this.expires, fire: () => this.#fire() };
      add_cpu_timer(this.owner.signal, this.#cpuTimer);
    } else this.#timer = this.owner.kernel.timers.add(this.expires, () => this.#fire());
  }

  #stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
    if (this.#cpuTimer) remove_cpu_timer(this.owner.signal, this.#cpuTimer);
    this.#cpuTimer = null;
    if (this.#follows) this.owner.kernel.clock_was_set.delete(this.#follows);
    this.#follows = null;
  }

  /** Moves expires beyond now; the number of periods passed. */
  #forward(): number {
    const late = this.#now() - this.expires;
    if (late < 0) return 0;
    const periods = Math.floor(late / this.interval) + 1;
    this.expires += periods * this.interval;
    return periods;
  }

  #fire(): void {
    this.#timer = null;
    this.#cpuTimer = null;
    const { event, target } = this;
    if (event.notify === SIGEV_NONE) {
      if (this.interval) {
        this.#forward();
        this.#start();
      }
      return;
    }
    const group = event.notify !== SIGEV_THREAD_ID && event.notify !== (SIGEV_THREAD_ID | SIGEV_SIGNAL);
    const queue = group ? target.signal.shared_pending : target.pending;
    send_signal(
      event.signo,
      {
        si_signo: event.signo,
        si_errno: 0,
        si_code: SI_TIMER,
        si_tid: this.id,
        si_overrun: 0,
        si_value: event.value,
        timer: this,
      },
      target,
      group,
    );
    // ignored or the queue is full: nobody will take it, so go on by itself
    const queued = queue.list.some((i) => i.timer === this);
    if (!this.interval) this.expires = queued ? this.expires : 0;
    else if (!queued) {
      this.#forward();
      this.#start();
    }
  }

  /** Its signal has been taken: the overruns are known, and a periodic timer goes on. */
  signal_delivered(info: siginfo): void {
    if (this.interval) {
      const periods = this.#forward();
      this.overrun += Math.max(0, periods - 1);
      this.#stop();
      this.#start();
    } else this.expires = 0;
    this.overrun_last = Math.min(this.overrun, DELAYTIMER_MAX);
    this.overrun = 0;
    info.si_overrun = this.overrun_last;
  }

  get(): { interval: number; value: number } {
    if (this.expires === 0) return { interval: this.interval, value: 0 };
    let left = this.expires - this.#now();
    if (left <= 0 && this.interval) left += (Math.floor(-left / this.interval) + 1) * this.interval;
    // an expired one-shot timer whose signal is not taken yet still shows 1 ns, as long as it signals at all
    return {
      interval: this.interval,
      value: left > 0 ? left : this.event.notify === SIGEV_NONE ? 0 : 1,
    };
  }

  set(flags: number, interval: bigint, value: bigint): void {
    this.#stop();
    this.overrun = 0;
    this.overrun_last = 0;
    this.interval = Number(interval);
    this.expires = 0;
    // a signal of the old setting that waits is not this setting's
    for (const queue of [this.target.signal.shared_pending, this.target.pending])
      for (const info of queue.list) if (info.timer === this) info.timer = undefined;
    if (value === 0n) {
      this.interval = 0;
      return;
    }
    const absolute = (flags & TIMER_ABSTIME) !== 0;
    const deadline = () =>
      this.#cpu
        ? absolute
          ? Number(value)
          : this.#cpu() + Number(value)
        : monotonic_deadline(this.owner.kernel, this.clock, value, absolute);
    // 0 means disarmed; a time long gone is negative, and its overruns count
    this.expires = deadline() || 1;
    this.#start();
    if (absolute && this.clock.kind === "real") {
      this.#follows = () => {
        this.#timer?.cancel();
        this.expires = deadline() || 1;
        this.#start();
      };
      this.owner.kernel.clock_was_set.add(this.#follows);
    }
  }

  delete(): void {
    this.#stop();
    this.owner.signal.posix_timers.delete(this.id);
  }
}

export const timer_of = (t: task_struct, id: number) => t.signal.posix_timers.get(id) as k_itimer | undefined;

/** The thread an event goes to, or null if the event makes no sense (good_sigevent). */
function good_sigevent(t: task_struct, e: sigevent): task_struct | null {
  const signals = e.signo > 0 && e.signo <= 64;
  switch (e.notify) {
    case SIGEV_SIGNAL | SIGEV_THREAD_ID: {
      const th = find_task_by_vpid(t, e.tid);
      return th && th.signal === t.signal && signals ? th : null;
    }
    case SIGEV_SIGNAL:
    case SIGEV_THREAD:
      return signals ? t.group_leader : null;
    case SIGEV_NONE:
      return t.group_leader;
    default:
      return null;
  }
}

/** A new timer, or -EINVAL, -EAGAIN. event null: SIGALRM with the timer's id as its value. */
export function timer_create(t: task_struct, clock: k_clock, event: sigevent | null): k_itimer | number {
  const signal = t.signal;
  if (signal.posix_timers.size >= t.rlimit(11)) return -EAGAIN;
  const id = signal.next_posix_timer_id;
  const e = event ?? { value: id, signo: SIGALRM, notify: SIGEV_SIGNAL, tid: 0 };
  const target = good_sigevent(t, e);
  if (!target) return -EINVAL;
  signal.next_posix_timer_id = (id + 1) & 0x7fffffff;
  const timer = new k_itimer(id, t.group_leader, clock, e, target);
  signal.posix_timers.set(id, timer);
  return timer;
}

/** exec and exit end them all. */
export function exit_posix_timers(p: task_struct): void {
  for (const timer of [...p.signal.posix_timers.values()]) (timer as k_itimer).delete();
}

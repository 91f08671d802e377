// A program's timespec, timeval, itimerspec … to and from nanoseconds, 32-bit and time64 layouts
// (kernel/time/time.c). Nanoseconds are bigints here: absolute wall times do not fit a number exactly.
// Above: syscalls/sys_time.ts, timerfd.ts, futex, poll. Below: mm/uaccess.ts, timespec64.ts.

import { get_user_s32, get_user_u32, put_user_u32 } from "../mm/uaccess.ts";
import type { task_struct } from "../task/task.ts";
import { ns_to_timespec64 } from "./timespec64.ts";

export const NSEC_PER_SEC = 1_000_000_000n;
/** KTIME_MAX: beyond it is for ever. */
export const KTIME_MAX = (1n << 63n) - 1n;

/** How a call lays out its times. */
export interface time_layout {
  readonly size: number;
  /** Nanoseconds, or null if the fields are out of range (timespec64_valid). */
  read(t: task_struct, addr: number): bigint | null;
  write(t: task_struct, addr: number, ns: bigint): void;
}

const clip = (ns: bigint): bigint => (ns > KTIME_MAX ? KTIME_MAX : ns);

function valid(sec: bigint, sub: number, unit: number): bigint | null {
  if (sec < 0n || sub < 0 || sub >= unit) return null;
  return clip(sec * NSEC_PER_SEC + BigInt(sub * (1e9 / unit)));
}

/** struct timespec: two 32-bit words. */
export const TIMESPEC32: time_layout = {
  size: 8,
  read: (t, addr) => valid(BigInt(get_user_s32(t, addr)), get_user_s32(t, addr + 4), 1e9),
  write(t, addr, ns) {
    const { tv_sec, tv_nsec } = ns_to_timespec64(ns);
    put_user_u32(t, addr, tv_sec);
    put_user_u32(t, addr + 4, tv_nsec);
  },
};

/** struct __kernel_timespec: two 64-bit words; the upper half of the nanoseconds is padding (get_timespec64). */
export const TIMESPEC64: time_layout = {
  size: 16,
  read(t, addr) {
    const sec = (BigInt(get_user_s32(t, addr)) << 32n) | BigInt(get_user_u32(t, addr + 4));
    return valid(sec, get_user_s32(t, addr + 12), 1e9);
  },
  write(t, addr, ns) {
    const { tv_sec, tv_nsec } = ns_to_timespec64(ns);
    put_user_u32(t, addr, Math.floor(tv_sec / 2 ** 32));
    put_user_u32(t, addr + 4, tv_sec);
    put_user_u32(t, addr + 8, 0);
    put_user_u32(t, addr + 12, tv_nsec);
  },
};

/** struct timeval: seconds and microseconds, 32-bit words. */
export const TIMEVAL32: time_layout = {
  size: 8,
  read: (t, addr) => valid(BigInt(get_user_s32(t, addr)), get_user_s32(t, addr + 4), 1e6),
  write(t, addr, ns) {
    const { tv_sec, tv_nsec } = ns_to_timespec64(ns);
    put_user_u32(t, addr, tv_sec);
    put_user_u32(t, addr + 4, Math.trunc(tv_nsec / 1000));
  },
};

/** The interval and the value of an itimerspec or itimerval, or null if either is out of range. */
export function get_itimer(
  t: task_struct,
  layout: time_layout,
  addr: number,
): { interval: bigint; value: bigint } | null {
  const interval = layout.read(t, addr);
  const value = layout.read(t, addr + layout.size);
  return interval === null || value === null ? null : { interval, value };
}

export function put_itimer(
  t: task_struct,
  layout: time_layout,
  addr: number,
  it: { interval: bigint; value: bigint },
): void {
  layout.write(t, addr, it.interval);
  layout.write(t, addr + layout.size, it.value);
}

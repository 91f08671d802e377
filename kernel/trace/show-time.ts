// Times in strace: timespec, timeval, interval timers, clocks, futex time-outs.
// Above: strace.ts. Below: guest.ts, uapi/linux/time*.ts.

import * as futex from "../uapi/linux/futex.ts";
import { rusage } from "../uapi/linux/resource.ts";
import * as time from "../uapi/linux/time.ts";
import { itimerspec, itimerval, timespec, timeval, timezone } from "../uapi/linux/time.ts";
import { __kernel_itimerspec, __kernel_timespec } from "../uapi/linux/time_types.ts";
import { tms } from "../uapi/linux/times.ts";
import * as timex_h from "../uapi/linux/timex.ts";
import { timex } from "../uapi/linux/timex.ts";
import { utimbuf } from "../uapi/linux/utime.ts";
import { address, peekStruct, peekWord } from "./guest.ts";
import { type Show, shows } from "./kinds.ts";
import { flagsOf, flagsOfThese, oneOf } from "./names.ts";
import { filled } from "./show-base.ts";

const UTIME_NOW = 0x3fffffff;
const UTIME_OMIT = 0x3ffffffe;

const ts = (v: { tv_sec: number | bigint; tv_nsec: number | bigint }): string => {
  if (Number(v.tv_nsec) === UTIME_NOW) return "UTIME_NOW";
  if (Number(v.tv_nsec) === UTIME_OMIT) return "UTIME_OMIT";
  return `{tv_sec=${v.tv_sec}, tv_nsec=${v.tv_nsec}}`;
};
const tv = (v: { tv_sec: number; tv_usec: number }): string => `{tv_sec=${v.tv_sec}, tv_usec=${v.tv_usec}}`;

const one: Show = (t, v) => peekStruct(t, v, timespec, ts);
const wide: Show = (t, v) => peekStruct(t, v, __kernel_timespec, ts);
const twoOf =
  (show: Show, size: number): Show =>
  (t, v, args, ret, i) =>
    v === 0 ? "NULL" : `[${show(t, v, args, ret, i)}, ${show(t, v + size, args, ret, i)}]`;
const micro: Show = (t, v) => peekStruct(t, v, timeval, tv);
const zone: Show = (t, v) =>
  peekStruct(t, v, timezone, (z) => `{tz_minuteswest=${z.tz_minuteswest}, tz_dsttime=${z.tz_dsttime}}`);
const interval: Show = (t, v) =>
  peekStruct(t, v, itimerval, (x) => `{it_interval=${tv(x.it_interval)}, it_value=${tv(x.it_value)}}`);
const intervalNs: Show = (t, v) =>
  peekStruct(t, v, itimerspec, (x) => `{it_interval=${ts(x.it_interval)}, it_value=${ts(x.it_value)}}`);
const intervalWide: Show = (t, v) =>
  peekStruct(
    t,
    v,
    __kernel_itimerspec,
    (x) => `{it_interval=${ts(x.it_interval)}, it_value=${ts(x.it_value)}}`,
  );

const timexModes = flagsOf(timex_h, "ADJ_", "0", (n) => !/ADJ_(OFFSET_S)/.test(n));
const clocks = oneOf(time, "CLOCK_");
const futexOps = oneOf(
  futex,
  "FUTEX_",
  (n) => !/FUTEX_(OP_|PRIVATE|CLOCK_|CMD|WAITERS|OWNER|TID|BITSET|32)|_PRIVATE$/.test(n),
);

const futexOp = (v: number): string => {
  const cmd = v & ~(futex.FUTEX_PRIVATE_FLAG | futex.FUTEX_CLOCK_REALTIME);
  const parts = [futexOps(cmd) + (v & futex.FUTEX_PRIVATE_FLAG ? "_PRIVATE" : "")];
  if (v & futex.FUTEX_CLOCK_REALTIME) parts.push("FUTEX_CLOCK_REALTIME");
  return parts.join("|");
};
/** Operations whose fourth argument is a time-out, and those that look at the fifth and sixth. */
const timed = new Set([
  futex.FUTEX_WAIT,
  futex.FUTEX_WAIT_BITSET,
  futex.FUTEX_LOCK_PI,
  futex.FUTEX_WAIT_REQUEUE_PI,
]);

const table: Record<string, Show> = {
  clockid: (_t, v) => clocks(v),
  timespec: one,
  timespec_out: filled(one),
  timespec_pair: twoOf(one, timespec.size),
  timespec64: wide,
  timespec64_out: filled(wide),
  timespec64_pair: twoOf(wide, __kernel_timespec.size),
  timeval: micro,
  timeval_out: filled(micro),
  timeval_pair: twoOf(micro, timeval.size),
  timezone: zone,
  timezone_out: filled(zone),
  time_out: filled((t, v) => {
    const w = v ? peekWord(t, v) : null;
    return w === null ? address(v) : `[${w}]`;
  }),
  itimer_which: (_t, v) => ["ITIMER_REAL", "ITIMER_VIRTUAL", "ITIMER_PROF"][v] ?? String(v),
  itimerval: interval,
  itimerval_out: filled(interval),
  itimerspec: intervalNs,
  itimerspec_out: filled(intervalNs),
  itimerspec64: intervalWide,
  itimerspec64_out: filled(intervalWide),
  timer_flags: (
    (f) => (_t: unknown, v: number) =>
      f(v)
  )(flagsOfThese({ 1: "TIMER_ABSTIME" })) as Show,
  timerid: (_t, v) => String(v),
  timerid_out: filled((t, v) => {
    const w = peekWord(t, v);
    return w === null ? address(v) : `[${w}]`;
  }),
  tms_out: filled((t, v) =>
    peekStruct(
      t,
      v,
      tms,
      (x) =>
        `{tms_utime=${x.tms_utime}, tms_stime=${x.tms_stime}, tms_cutime=${x.tms_cutime}, tms_cstime=${x.tms_cstime}}`,
    ),
  ),
  utimbuf: (t, v) => peekStruct(t, v, utimbuf, (x) => `{actime=${x.actime}, modtime=${x.modtime}}`),
  rusage_out: filled((t, v) =>
    peekStruct(t, v, rusage, (x) => `{ru_utime=${tv(x.ru_utime)}, ru_stime=${tv(x.ru_stime)}, ...}`),
  ),
  timex: (t, v) =>
    peekStruct(
      t,
      v,
      timex,
      (x) => `{modes=${timexModes(x.modes)}, offset=${x.offset}, freq=${x.freq}, status=${x.status}, ...}`,
    ),
  futex_op: (_t, v) => futexOp(v),
  futex_timeout: (t, v, args) => {
    const cmd = args[1] & ~(futex.FUTEX_PRIVATE_FLAG | futex.FUTEX_CLOCK_REALTIME);
    if (timed.has(cmd)) return peekStruct(t, v, timespec, ts);
    return cmd === futex.FUTEX_WAKE || cmd === futex.FUTEX_WAKE_BITSET ? null : String(v);
  },
  futex_val3: (_t, v) => (v === 0xffffffff ? "FUTEX_BITSET_MATCH_ANY" : `0x${v.toString(16)}`),
};

for (const [name, show] of Object.entries(table)) shows.set(name, show);

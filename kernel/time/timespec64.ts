// Nanoseconds as seconds and nanoseconds (kernel/time/time.c ns_to_timespec64), without the division of bigints, each of
// which costs as much as a short system call. Above: timespec.ts, fs/stat.ts. Imports nothing.

const ns64 = new BigInt64Array(1);
/** Its words, the low one first, as all hosts of JavaScript have them. */
const words = new Int32Array(ns64.buffer);
const split = { tv_sec: 0, tv_nsec: 0 };

/** Seconds, rounded down, and the nanoseconds from there on, 0 … 999,999,999. Good until the next call. */
export function ns_to_timespec64(ns: bigint): Readonly<typeof split> {
  ns64[0] = ns;
  // within two microseconds of the true sum, so within one of the true quotient
  let sec = Math.floor((words[1] * 2 ** 32 + (words[0] >>> 0)) / 1e9);
  let nsec = (words[0] - Math.imul(sec, 1e9)) >>> 0;
  if (nsec >= 1e9) {
    const step = nsec >= 2 ** 31 ? 1 : -1;
    sec -= step;
    nsec = (nsec + step * 1e9) >>> 0;
  }
  split.tv_sec = sec;
  split.tv_nsec = nsec;
  return split;
}

// Who runs next, and for how long: round robin, drawn from a seed, or decided from outside (race labs, parisc test).
// A schedule is asked at fixed places only, so that the same answers give the same run.
// Above: task/sched.ts asks. Below: nothing.

import type { task_struct } from "../task/task.ts";

export interface Schedule {
  /** Instructions that the next turn may take at most; isAlone: nobody waits for its end. */
  slice(isAlone: boolean): number;
  /** Which of the runnable threads goes next; they come in the order they became runnable, and there is at least one. */
  next(runnable: readonly task_struct[]): number;
  /** A turn also ends with each system call. */
  readonly atSyscall?: boolean;
}

/** Instructions of a turn where nobody says otherwise. */
export const TIMESLICE = 100_000;
/**
 * And while nobody waits: all that translated code has called has to be left at the end of a turn, and is interpreted until it can
 * be entered again, which costs 3 to 15 µs. It takes one to four milliseconds.
 */
export const ALONE = 800_000;

/** First come, first served. */
export const roundRobin: Schedule = {
  slice: (isAlone) => (isAlone ? ALONE : TIMESLICE),
  next: () => 0,
};

/** Random numbers by a seed (xorshift128): 32 bits a call. */
export function xorshift(seed: number): () => number {
  let [x, y, z, w] = [seed | 0 || 1, 0x159a55e5, 0x1f123bb5, 0x3ad2a5c9];
  const next = () => {
    const t = x ^ (x << 11);
    x = y;
    y = z;
    z = w;
    return (w = (w ^ (w >>> 19) ^ t ^ (t >>> 8)) >>> 0);
  };
  for (let i = 0; i < 20; i++) next();
  return next;
}

/** Shortest and longest turn of a drawn schedule, as powers of two. */
const [SHORT, LONG] = [4, 17];
/** Of its turns, one in so many ends with a system call at the latest. */
const ENDS_AT_SYSCALL = 4;

/**
 * Turns whose length's logarithm is drawn evenly, so that all orders of magnitude come up, and any thread may be next.
 * What a seed draws here does not depend on the random numbers that programs take (Kernel.random).
 */
export function drawn(seed: number): Schedule {
  const draw = xorshift(seed ^ 0x5eed5eed);
  let atSyscall = false;
  return {
    slice() {
      atSyscall = draw() % ENDS_AT_SYSCALL === 0;
      return Math.floor(2 ** (SHORT + ((LONG - SHORT) * draw()) / 2 ** 32));
    },
    next: (runnable) => (runnable.length === 1 ? 0 : draw() % runnable.length),
    get atSyscall() {
      return atSyscall;
    },
  };
}

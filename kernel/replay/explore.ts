// All interleavings of a few tasks' system calls, by running the system again for each: a race shows itself, with the
// order that leads to it. Between two choices a task runs to the end of its next system call.
// Above: parisc test, the page's race labs. Below: schedule.ts.

import type { task_struct } from "../task/task.ts";
import type { Schedule } from "./schedule.ts";

/** One choice that was made: the thread that went on, out of those that could have. */
export interface Choice {
  readonly pid: number;
  readonly of: readonly number[];
}

export interface ExploreOptions<T> {
  /**
   * Boots a system with this schedule, runs it, and says what came of it. It must do the same thing each time but for the
   * schedule: clock "virtual", a seed, no input.
   */
  start: (schedule: Schedule) => Promise<T>;
  /** Whose turns are chosen; the others go on at once whenever they can. All, if left out. */
  tasks?: (t: task_struct) => boolean;
  /** At most so many runs (1000). */
  runs?: number;
  /** At most so many times is a thread left that could have gone on (2; most races need one or two). */
  preemptions?: number;
  /** Choices behind so many are not varied (200). */
  depth?: number;
}

export interface Explored<T> {
  readonly result: T;
  readonly choices: readonly Choice[];
  /** Times that a thread was left that could have gone on. */
  readonly preemptions: number;
}

/** Instructions that a turn takes at most: whoever waits for another by spinning must be left some time. */
const SPIN = 1_000_000;

/** A choice within the search: the order in which alternatives are tried starts with the one that needs no preemption. */
interface Point {
  readonly order: readonly number[];
  readonly pids: readonly number[];
  /** Whether order[0] goes on with the thread that ran before. */
  readonly stays: boolean;
  tried: number;
}

/** The search found that a run is not a function of its schedule. */
export class NotRepeatable extends Error {}

class Search implements Schedule {
  readonly atSyscall = true;
  readonly path: Point[] = [];
  /** Choices made in the present run. */
  #at = 0;
  #last: task_struct | null = null;

  constructor(
    readonly tasks: (t: task_struct) => boolean,
    readonly preemptions: number,
    readonly depth: number,
  ) {}

  slice(): number {
    return SPIN;
  }

  next(runnable: readonly task_struct[]): number {
    const other = runnable.findIndex((t) => !this.tasks(t));
    if (other >= 0) return other;
    const last = runnable.indexOf(this.#last!);
    const choice = runnable.length === 1 ? 0 : this.#choose(runnable, last);
    this.#last = runnable[choice];
    return choice;
  }

  #choose(runnable: readonly task_struct[], last: number): number {
    const pids = runnable.map((t) => t.pid);
    const known = this.path[this.#at];
    if (known) {
      if (known.pids.join() !== pids.join())
        throw new NotRepeatable(
          `choice ${this.#at + 1} was between ${known.pids.join(", ")}, and in the next run between ${pids.join(", ")}: use the virtual clock, a seed and no input`,
        );
    } else {
      const all = runnable.map((_, i) => i);
      const order = last < 0 ? all : [last, ...all.filter((i) => i !== last)];
      this.path.push({ order, pids, stays: last >= 0, tried: 0 });
    }
    const point = this.path[this.#at++];
    return point.order[point.tried];
  }

  /** Preemptions among the first n choices. */
  used(n = this.path.length): number {
    return this.path.slice(0, n).filter((p) => p.stays && p.tried > 0).length;
  }

  choices(): Choice[] {
    return this.path.map(({ order, pids, tried }) => ({ pid: pids[order[tried]], of: pids }));
  }

  /** Goes on to the next path; false: there is none. */
  advance(): boolean {
    this.#at = 0;
    this.#last = null;
    for (;;) {
      const point = this.path.pop();
      if (!point) return false;
      const n = this.path.length;
      const costs = point.stays && point.tried === 0 ? 1 : 0;
      const used = this.used(n) + (point.stays && point.tried > 0 ? 1 : 0);
      if (n >= this.depth || point.tried + 1 >= point.order.length || used + costs > this.preemptions)
        continue;
      point.tried++;
      this.path.push(point);
      return true;
    }
  }
}

/** Runs the system once for each interleaving within the bounds, the ones with the latest differences first. */
export async function* explore<T>(options: ExploreOptions<T>): AsyncGenerator<Explored<T>> {
  const { start, tasks = () => true, runs = 1000, preemptions = 2, depth = 200 } = options;
  const search = new Search(tasks, preemptions, depth);
  for (let i = 0; i < runs; i++) {
    const result = await start(search);
    yield { result, choices: search.choices(), preemptions: search.used() };
    if (!search.advance()) return;
  }
}

/** Repeats one interleaving: explore()'s choices, in order, with the same `tasks`; behind the last, first come, first served. */
export function scripted(
  choices: readonly Pick<Choice, "pid">[],
  tasks: (t: task_struct) => boolean = () => true,
): Schedule {
  let at = 0;
  return {
    atSyscall: true,
    slice: () => SPIN,
    next(runnable) {
      const other = runnable.findIndex((t) => !tasks(t));
      if (other >= 0) return other;
      if (runnable.length === 1 || at >= choices.length) return 0;
      const { pid } = choices[at++];
      return Math.max(
        runnable.findIndex((t) => t.pid === pid),
        0,
      );
    },
  };
}

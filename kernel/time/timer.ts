// Kernel timers: callbacks at a time of CLOCK_MONOTONIC (ns since boot). A binary heap; equal times fire in the
// order they were added, so runs are repeatable.
// Above: wait.ts, itimers, timerfd, the network. Below: nothing.

export class Timer {
  index = -1;
  constructor(
    readonly expires: number,
    readonly sequence: number,
    readonly fn: () => void,
    readonly queue: TimerQueue,
  ) {}
  /** True while it waits to fire. */
  get pending(): boolean {
    return this.index >= 0;
  }
  cancel(): void {
    if (this.index >= 0) this.queue.remove(this);
  }
}

const before = (a: Timer, b: Timer) =>
  a.expires < b.expires || (a.expires === b.expires && a.sequence < b.sequence);

export class TimerQueue {
  #heap: Timer[] = [];
  #sequence = 0;
  /** Told of each one that is added. */
  added: ((expires: number) => void) | null = null;

  /** Calls fn at expires, a whole nanosecond: virtual time stops exactly there. */
  add(expires: number, fn: () => void): Timer {
    const timer = new Timer(Math.ceil(expires), this.#sequence++, fn, this);
    this.#up(this.#heap.push(timer) - 1, timer);
    this.added?.(timer.expires);
    return timer;
  }

  /** When the next one fires, or null. */
  get next(): number | null {
    return this.#heap.length ? this.#heap[0].expires : null;
  }

  /** Fires all that are due at now. */
  run(now: number): void {
    while (this.#heap.length && this.#heap[0].expires <= now) {
      const timer = this.#heap[0];
      this.remove(timer);
      timer.fn();
    }
  }

  remove(timer: Timer): void {
    const i = timer.index;
    const last = this.#heap.pop()!;
    timer.index = -1;
    if (last === timer) return;
    this.#up(i, last);
    if (last.index === i) this.#down(i, last);
  }

  #up(i: number, timer: Timer): void {
    for (; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (!before(timer, this.#heap[parent])) break;
      this.#place(i, this.#heap[parent]);
      i = parent;
    }
    this.#place(i, timer);
  }

  #down(i: number, timer: Timer): void {
    const n = this.#heap.length;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= n) break;
      if (child + 1 < n && before(this.#heap[child + 1], this.#heap[child])) child++;
      if (!before(this.#heap[child], timer)) break;
      this.#place(i, this.#heap[child]);
      i = child;
    }
    this.#place(i, timer);
  }

  #place(i: number, timer: Timer): void {
    this.#heap[i] = timer;
    timer.index = i;
  }
}

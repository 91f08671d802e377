// Numbers to be had: slots of the table of functions, places that count, records of guards. Whoever links takes what is free;
// an image (images.ts) wants those it was compiled with. Above: jit.ts, guards.ts. Below: nothing.

/** Free numbers that apart() leaves before what it takes: what is linked one by one goes there. */
const GAP = 256;

export class Pool {
  #taken = new Uint8Array(0);
  /** None from #from up to this is free; none from #top on was ever taken. */
  #next = 0;
  #top = 0;
  readonly #first: number;
  readonly #step: number;

  /** first, first + step, first + 2 * step, …: so many of them. */
  constructor(first: number, step: number, count = 0) {
    this.#first = first;
    this.#step = step;
    this.grow(count);
  }

  grow(count: number): void {
    const taken = new Uint8Array(this.#taken.length + count);
    taken.set(this.#taken);
    this.#taken = taken;
  }

  /** What is taken meanwhile lies behind all that was ever taken, so that the same can be claimed another time. */
  apart<T>(what: () => T): T {
    this.#next = this.#top && this.#top + GAP;
    try {
      return what();
    } finally {
      this.#next = 0;
    }
  }

  /** One that is free; undefined: none is. */
  take(): number | undefined {
    const free = this.#taken.indexOf(0, this.#next);
    const i = free < 0 ? this.#taken.indexOf(0) : free;
    return i < 0 ? undefined : this.#mark(i);
  }

  /** This one, if it is free. */
  claim(wanted: number): boolean {
    const i = (wanted - this.#first) / this.#step;
    if (this.#taken[i] !== 0) return false;
    this.#mark(i);
    return true;
  }

  #mark(i: number): number {
    this.#taken[i] = 1;
    this.#next = i + 1;
    this.#top = Math.max(this.#top, i + 1);
    return this.#first + i * this.#step;
  }

  give(number: number): void {
    const i = (number - this.#first) / this.#step;
    this.#taken[i] = 0;
    this.#next = Math.min(this.#next, i);
  }
}

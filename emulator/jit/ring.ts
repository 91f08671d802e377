// Messages from one thread to another through memory that both share: one writes, one reads, neither needs its event loop.
// Above: channel.ts. Below: nothing.

/** Words before the data: how many were written and read since the start, by turns of 2^32. */
const WRITTEN = 0;
const READ = 1;
const CONTROL = 2;

type WaitAsync = (of: Int32Array, index: number, value: number) => { readonly value: unknown };
const { waitAsync } = Atomics as { readonly waitAsync?: WaitAsync };

export class Ring {
  readonly #control: Int32Array;
  readonly #data: Int32Array;

  /** The ring at byte `at` of a buffer, of `size` words, a power of two; it takes bytesOf(size). */
  constructor(buffer: SharedArrayBuffer, at: number, size: number) {
    this.#control = new Int32Array(buffer, at, CONTROL);
    this.#data = new Int32Array(buffer, at + 4 * CONTROL, size);
  }

  static bytesOf(size: number): number {
    return 4 * (CONTROL + size);
  }

  get isEmpty(): boolean {
    return this.#control[WRITTEN] === this.#control[READ];
  }

  /** Puts a message in; false where there is no room for it now. */
  send(message: Int32Array): boolean {
    const written = this.#control[WRITTEN];
    const used = (written - Atomics.load(this.#control, READ)) >>> 0;
    if (used + 1 + message.length > this.#data.length) return false;
    this.#put(written, Int32Array.of(message.length));
    this.#put(written + 1, message);
    Atomics.store(this.#control, WRITTEN, (written + 1 + message.length) | 0);
    Atomics.notify(this.#control, WRITTEN);
    return true;
  }

  /** Puts a message in, and sleeps until there is room; false where there is never room for as much. */
  sendWaiting(message: Int32Array): boolean {
    if (1 + message.length > this.#data.length) return false;
    for (;;) {
      const read = Atomics.load(this.#control, READ);
      if (this.send(message)) return true;
      Atomics.wait(this.#control, READ, read);
    }
  }

  /** Takes the oldest message out; undefined where there is none. */
  receive(): Int32Array<ArrayBuffer> | undefined {
    const read = this.#control[READ];
    if (Atomics.load(this.#control, WRITTEN) === read) return undefined;
    const [length] = this.#get(read, 1);
    const message = this.#get(read + 1, length);
    Atomics.store(this.#control, READ, (read + 1 + length) | 0);
    Atomics.notify(this.#control, READ);
    return message;
  }

  /** The same, and sleeps until there is one. Neither this nor sendWaiting() is for a page's own thread, which may not sleep. */
  receiveWaiting(): Int32Array<ArrayBuffer> {
    for (;;) {
      const message = this.receive();
      if (message) return message;
      Atomics.wait(this.#control, WRITTEN, this.#control[READ]);
    }
  }

  /**
   * Resolves when there is a message, and leaves the event loop free until then; undefined on a host that cannot wait so
   * (Atomics.waitAsync, ECMAScript 2024).
   */
  whenReceived(): Promise<unknown> | undefined {
    const read = Atomics.load(this.#control, READ);
    // a write in between is seen: then it is not what is waited for
    return waitAsync && Promise.resolve(waitAsync(this.#control, WRITTEN, read).value);
  }

  #put(at: number, words: Int32Array): void {
    const from = at & (this.#data.length - 1);
    const first = words.subarray(0, this.#data.length - from);
    this.#data.set(first, from);
    this.#data.set(words.subarray(first.length), 0);
  }

  #get(at: number, n: number): Int32Array<ArrayBuffer> {
    const words = new Int32Array(n);
    const from = at & (this.#data.length - 1);
    const first = Math.min(n, this.#data.length - from);
    words.set(this.#data.subarray(from, from + first));
    words.set(this.#data.subarray(0, n - first), first);
    return words;
  }
}

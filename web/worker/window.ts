// A terminal window of the page, as the kernel sees it: a HostStream of kind "tty". Output is gathered and sent in
// pieces; the page says how much it has shown, and the guest waits when too much is under way.
// Above: guest.ts. Below: kernel/host.ts (HostStream).

import type { HostStream } from "../../kernel/index.ts";

/** Bytes that may be under way to the page. */
const WINDOW = 128 << 10;
/** A piece that does not wait for the kernel's next pause. */
const PIECE = 16 << 10;

export class TerminalWindow implements HostStream {
  readonly kind = "tty";
  #typed: Uint8Array[] = [];
  #readers: (() => void)[] = [];
  #writers: (() => void)[] = [];
  #gathered: Uint8Array[] = [];
  #size = 0;
  #underWay = 0;

  constructor(
    public rows: number,
    public cols: number,
    readonly send: (bytes: Uint8Array<ArrayBuffer>) => void,
  ) {}

  // ---- the kernel's side ----

  read(max: number): Uint8Array | null {
    const first = this.#typed[0];
    if (!first) return null;
    if (first.length <= max) {
      this.#typed.shift();
      return first;
    }
    this.#typed[0] = first.subarray(max);
    return first.subarray(0, max);
  }

  readable(): boolean {
    return this.#typed.length > 0;
  }

  onReadable(wake: () => void): void {
    this.#readers.push(wake);
  }

  write(bytes: Uint8Array): number {
    this.#gathered.push(bytes.slice());
    this.#size += bytes.length;
    this.#underWay += bytes.length;
    if (this.#size >= PIECE) this.flush();
    return bytes.length;
  }

  room(): number {
    const room = WINDOW - this.#underWay;
    return room < 64 ? 0 : room;
  }

  onWritable(wake: () => void): void {
    this.#writers.push(wake);
  }

  winsize(): { rows: number; cols: number } {
    return { rows: this.rows, cols: this.cols };
  }

  // ---- the page's side ----

  type(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#typed.push(bytes);
    for (const wake of this.#readers) wake();
  }

  taken(count: number): void {
    this.#underWay -= Math.min(count, this.#underWay);
    for (const wake of this.#writers) wake();
  }

  flush(): void {
    if (this.#size === 0) return;
    const all = new Uint8Array(this.#size);
    let at = 0;
    for (const part of this.#gathered) {
      all.set(part, at);
      at += part.length;
    }
    this.#gathered = [];
    this.#size = 0;
    this.send(all);
  }
}

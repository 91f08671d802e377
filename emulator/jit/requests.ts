// Regions that are being translated by another thread (serve.ts): asked for by the JIT, which goes on, and looks now and
// then whether one is there. Above: jit.ts. Below: channel.ts.

import { type Asked, Channel } from "./channel.ts";
import type { ObjectCode } from "./object.ts";
import type { WorkerStart } from "./serve.ts";

/**
 * Starts a thread that serves (serve.ts) and keeps no process alive; throws where there are no threads, and calls
 * `failed` when it ends.
 */
export type StartWorker = (start: WorkerStart, failed: () => void) => void;

export interface Arrived<Wanted> {
  readonly wanted: Wanted;
  readonly object: ObjectCode | undefined;
  readonly milliseconds: number;
}

/** Requests under way at a time: what is put off is hotter when it is asked for again. */
const MOST = 4;

/** Wanted: whatever the asker wants to have back with the answer. */
export class Requests<Wanted> {
  readonly #channel = new Channel();
  readonly #waiting = new Map<number, Wanted>();
  #last = 0;
  #isGone = false;

  /** Throws what start throws. */
  constructor(start: StartWorker, memory: WebAssembly.Memory, available: Iterable<string>) {
    start({ memory, channel: this.#channel.buffer, available: [...available] }, () => {
      this.#isGone = true;
    });
  }

  /** The thread has ended; abandoned() says what it will not answer any more. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** False where too much is under way. */
  ask(wanted: Wanted, asked: Omit<Asked, "id">): boolean {
    if (this.#waiting.size >= MOST) return false;
    this.#last = (this.#last + 1) | 0;
    if (!this.#channel.ask({ ...asked, id: this.#last })) return false;
    this.#waiting.set(this.#last, wanted);
    return true;
  }

  /** Something is under way. */
  get isBusy(): boolean {
    return this.#waiting.size > 0;
  }

  /** Cheap enough to ask all the time. */
  get hasArrived(): boolean {
    return this.#channel.hasAnswer;
  }

  next(): Arrived<Wanted> | undefined {
    const answer = this.#channel.nextAnswer();
    if (!answer) return undefined;
    const { id, object, milliseconds } = answer;
    const wanted = this.#waiting.get(id)!;
    this.#waiting.delete(id);
    return { wanted, object, milliseconds };
  }

  abandoned(): Wanted[] {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    return all;
  }
}

// What the machine's thread and the one that translates say to each other: requests with what only the first knows (the
// rest is read in linear memory, which both share), and object code. Above: requests.ts, serve.ts. Below: ring.ts, object.ts.

import { type ObjectCode, pack, unpack } from "./object.ts";
import { Ring } from "./ring.ts";

/** An access whose guess was wrong before: how often, and where it went last. */
export interface Missed {
  readonly pc: number;
  readonly tries: number;
  readonly address: number;
}

/** A region that is wanted. */
export interface Asked {
  /** Chosen by who asks; the answer has it. */
  readonly id: number;
  readonly head: number;
  readonly mode: number;
  /** Threads share the space. */
  readonly shared: boolean;
  /** Guard accesses at all. */
  readonly guards: boolean;
  readonly limit: number;
  /** Host offsets of the space and its tables. */
  readonly base: number;
  readonly tables: number;
  readonly cr27: number;
  readonly registers: Uint32Array;
  readonly missed: readonly Missed[];
}

export interface Answer {
  readonly id: number;
  /** How long it took. */
  readonly milliseconds: number;
  readonly object: ObjectCode | undefined;
}

const FLAG_SHARED = 1;
const FLAG_GUARDS = 2;
const REGISTERS = 32;

function wordsOf(a: Asked): Int32Array {
  const flags = (a.shared ? FLAG_SHARED : 0) | (a.guards ? FLAG_GUARDS : 0);
  const words = [a.id, a.head, a.mode, flags, a.limit, a.base, a.tables, a.cr27, ...a.registers];
  for (const { pc, tries, address } of a.missed) words.push(pc, tries, address);
  return Int32Array.from(words);
}

function askedOf(words: Int32Array<ArrayBuffer>): Asked {
  const unsigned = new Uint32Array(words.buffer);
  const [id, head, mode, flags, limit, base, tables, cr27] = unsigned;
  const missed: Missed[] = [];
  for (let at = 8 + REGISTERS; at < words.length; at += 3)
    missed.push({ pc: unsigned[at], tries: words[at + 1], address: unsigned[at + 2] });
  const registers = unsigned.slice(8, 8 + REGISTERS);
  const shared = (flags & FLAG_SHARED) !== 0;
  const guards = (flags & FLAG_GUARDS) !== 0;
  return { id, head, mode, shared, guards, limit, base, tables, cr27, registers, missed };
}

/** Bytes of an answer before the object code: id, microseconds, length. */
const ANSWER = 12;

/** Words of the two rings: some hundred requests, and a few large regions. */
const REQUESTS = 2 ** 14;
const ANSWERS = 2 ** 18;

/** One end of the channel; each thread makes its own of the same buffer. */
export class Channel {
  readonly buffer: SharedArrayBuffer;
  readonly #requests: Ring;
  readonly #answers: Ring;

  constructor(buffer = new SharedArrayBuffer(Ring.bytesOf(REQUESTS) + Ring.bytesOf(ANSWERS))) {
    this.buffer = buffer;
    this.#requests = new Ring(buffer, 0, REQUESTS);
    this.#answers = new Ring(buffer, Ring.bytesOf(REQUESTS), ANSWERS);
  }

  /** False where too much has been asked for. */
  ask(asked: Asked): boolean {
    return this.#requests.send(wordsOf(asked));
  }

  /** Sleeps until something is asked for. */
  nextRequest(): Asked {
    return askedOf(this.#requests.receiveWaiting());
  }

  /** The same without sleeping; undefined where nothing is asked for. */
  takeRequest(): Asked | undefined {
    const words = this.#requests.receive();
    return words && askedOf(words);
  }

  /** Resolves when something is asked for; undefined where the host can only sleep. */
  whenAsked(): Promise<unknown> | undefined {
    return this.#requests.whenReceived();
  }

  /** Sleeps until there is room. What is too large for all of it is not answered with. */
  answer({ id, milliseconds, object }: Answer): void {
    const bytes = object ? pack([object]) : new Uint8Array(0);
    const words = new Int32Array((ANSWER + bytes.length + 3) >> 2);
    words.set([id, Math.round(milliseconds * 1000), bytes.length]);
    new Uint8Array(words.buffer).set(bytes, ANSWER);
    if (!this.#answers.sendWaiting(words)) this.answer({ id, milliseconds, object: undefined });
  }

  get hasAnswer(): boolean {
    return !this.#answers.isEmpty;
  }

  nextAnswer(): Answer | undefined {
    const words = this.#answers.receive();
    if (!words) return undefined;
    const [id, microseconds, length] = words;
    const [object] = length ? unpack(new Uint8Array(words.buffer, ANSWER, length)) : [];
    return { id, milliseconds: microseconds / 1000, object };
  }
}

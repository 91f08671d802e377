// Keeps translations from visit to visit in the browser's IndexedDB: an entry a page of code, under the translator that made
// it and the page's name. A shelf is asked synchronously and the database answers later, so all of it is read at the start
// (it is bounded) and what is new is written when the guest waits. Where the browser keeps nothing there is no shelf.
// Above: guest.ts, state.ts. Below: idb-keyval; emulator/jit/store.ts says what a shelf is, cli/code-shelf.ts is the other one.

import { createStore } from "idb-keyval";
import type { Machine, Shelf } from "../../emulator/index.ts";

/** What the translator of this build is called; the build fills it in. */
declare const __TRANSLATOR__: string | undefined;
const TRANSLATOR = typeof __TRANSLATOR__ === "undefined" ? "source" : __TRANSLATOR__;

/**
 * Bytes kept; beyond it the pages that were not written for the longest time go, down to LEFT. A system waits for all of it
 * to be read when it boots: 2 MB cannot be told from none, 16 took as long as the boot.
 */
const MOST = 8 << 20;
const LEFT = 6 << 20;
/** A database that does not answer for so long (ms) is none: a guest shall not wait for it. */
const PATIENCE = 1500;
/** Every so often (ms) what is new is written if the guest waits, and each TURNS times though it does not. */
const LOOK_EVERY = 1000;
const TURNS = 10;

interface Entry {
  /** When it was written, ms since 1970. */
  readonly at: number;
  readonly bytes: Uint8Array;
}

const isEntry = (e: unknown): e is Entry =>
  typeof e === "object" && (e as Entry)?.bytes instanceof Uint8Array && typeof (e as Entry).at === "number";

const store = createStore("parisc-code", "pages");
const PREFIX = `${TRANSLATOR} `;
const BEHIND = `${TRANSLATOR}!`;

const done = (request: IDBTransaction | IDBRequest): Promise<void> =>
  new Promise((resolve, reject) => {
    const failed = () => reject(request.error);
    request.onerror = failed;
    if (request instanceof IDBTransaction) {
      request.oncomplete = () => resolve();
      request.onabort = failed;
    } else request.onsuccess = () => resolve();
  });

export class CodeShelf implements Shelf {
  /** By the page's name. */
  readonly #entries: Map<string, Entry>;
  #damaged: readonly string[];
  readonly #unwritten = new Set<string>();
  #size = 0;
  #writing = false;
  #isFirst = true;
  #isBroken = false;

  /** damaged: entries that are no such thing. */
  constructor(entries: Map<string, Entry>, damaged: readonly string[]) {
    this.#entries = entries;
    this.#damaged = damaged;
    for (const { bytes } of entries.values()) this.#size += bytes.length;
  }

  read(name: string): Uint8Array | undefined {
    return this.#entries.get(name)?.bytes;
  }

  write(name: string, bytes: Uint8Array): void {
    this.#size += bytes.length - (this.#entries.get(name)?.bytes.length ?? 0);
    this.#entries.set(name, { at: Date.now(), bytes });
    this.#unwritten.add(name);
  }

  /** What is new goes to the database; a failure (no room, private mode) ends all writing, and nobody hears of it. */
  async flush(): Promise<void> {
    if (this.#writing || this.#isBroken || this.#unwritten.size === 0) return;
    this.#writing = true;
    try {
      const gone = this.#tooMuch();
      const names = [...this.#unwritten];
      this.#unwritten.clear();
      await store("readwrite", (pages) => {
        // what other translators made is of no use to this one
        if (this.#isFirst) {
          pages.delete(IDBKeyRange.upperBound(PREFIX, true));
          pages.delete(IDBKeyRange.lowerBound(BEHIND));
        }
        for (const name of [...gone, ...this.#damaged]) pages.delete(PREFIX + name);
        for (const name of names) {
          const entry = this.#entries.get(name);
          if (entry) pages.put(entry, PREFIX + name);
        }
        return done(pages.transaction);
      });
      this.#isFirst = false;
      this.#damaged = [];
    } catch {
      this.#isBroken = true;
    }
    this.#writing = false;
  }

  /** Takes out the oldest entries of more than is kept. */
  #tooMuch(): string[] {
    if (this.#size <= MOST) return [];
    const gone: string[] = [];
    for (const [name, { bytes }] of [...this.#entries].sort(([, a], [, b]) => a.at - b.at)) {
      if (this.#size <= LEFT) break;
      this.#size -= bytes.length;
      this.#entries.delete(name);
      gone.push(name);
    }
    return gone;
  }
}

async function readAll(): Promise<CodeShelf> {
  const entries = new Map<string, Entry>();
  const damaged: string[] = [];
  await store("readonly", async (pages) => {
    const ours = IDBKeyRange.bound(PREFIX, BEHIND);
    const names = pages.getAllKeys(ours);
    const values = pages.getAll(ours);
    await done(values);
    for (const [i, key] of names.result.entries()) {
      const name = String(key).slice(PREFIX.length);
      const entry: unknown = values.result[i];
      if (isEntry(entry)) entries.set(name, entry);
      else damaged.push(name);
    }
  });
  return new CodeShelf(entries, damaged);
}

/** The shelf with all that earlier visits left; undefined where the browser keeps nothing. */
export async function codeShelf(): Promise<CodeShelf | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE, undefined));
  try {
    return await Promise.race([readAll(), late]);
  } catch {
    return undefined;
  }
}

/** From now on, what the machine translates is written when the guest waits, and now and then when it does not. */
export function keepCode(machine: Machine, shelf: CodeShelf | undefined, isWaiting: () => boolean): void {
  if (!shelf) return;
  let turn = 0;
  setInterval(() => {
    if (++turn % TURNS && !isWaiting()) return;
    machine.translator?.save?.();
    void shelf.flush();
  }, LOOK_EVERY);
}

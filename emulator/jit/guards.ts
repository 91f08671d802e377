// Guards: runs of consecutive pages on consecutive frames with one permission. Translated code that expects an address
// in a run compares it with the run's start (a constant) and its length, which lies in memory here: when the mapping
// shrinks or holds code the length becomes 0 and every access misses; nothing else need be told. Growth only misses.
// Above: translate.ts. Below: the machine's page tables.

import { type Core, TABLES_WRITE } from "../core-exports.ts";
import type { PhysicalMemory } from "../memory.ts";
import type { AddressSpace } from "../space.ts";
import { Pool } from "./pool.ts";

/** Words of a guard's record: the length >> 0 … 3 for accesses of 1 … 8 bytes, then the same less SLACK for groups. */
const RECORD = 32;
export const SLACK = 512;
/** Pages that a run may have. */
const LONGEST = 0x8000;

export interface Guard {
  /** First address of the run, and its host address. */
  readonly lo: number;
  readonly host: number;
  pages: number;
  readonly record: number;
  readonly write: boolean;
  dead: boolean;
}

/** The run of pages that a page lies in, and what the tables have for each of them; undefined where it may not be accessed so. */
export function runAt(
  u32: Uint32Array,
  tables: number,
  page: number,
  write: boolean,
): { first: number; end: number; entry: number } | undefined {
  const table = (tables + (write ? TABLES_WRITE : 0)) / 4;
  const entry = u32[table + page];
  // Groups of accesses read through the guard they write by.
  if (!entry || (write && u32[tables / 4 + page] !== entry)) return undefined;
  let first = page;
  while (first > 0 && page - first < LONGEST && u32[table + first - 1] === entry) first--;
  let end = page + 1;
  while (end < 0x100000 && end - page < LONGEST && u32[table + end] === entry) end++;
  return { first, end, entry };
}

const keyOf = (...what: unknown[]): string => what.join(" ");

export class Guards {
  readonly #phys: PhysicalMemory;
  readonly #core: Core;
  readonly #free: Pool;
  /** Records of spaces that are gone, by what they stood for: the same again gets the same one. */
  readonly #idle = new Map<string, number>();
  #bySpace = new Map<number, Guard[]>();

  constructor(phys: PhysicalMemory, core: Core) {
    this.#phys = phys;
    this.#core = core;
    const frames = 8;
    this.#free = new Pool(phys.allocHost(frames), RECORD, (frames * 4096) / RECORD);
  }

  /** The run an address lies in; undefined where it may not be accessed so, or the run is too short. */
  find(space: AddressSpace, address: number, write: boolean): Guard | undefined {
    const page = address >>> 12;
    let list = this.#bySpace.get(space.tables);
    if (!list) {
      list = [];
      this.#bySpace.set(space.tables, list);
    }
    for (const g of list)
      if (!g.dead && g.write === write && page - (g.lo >>> 12) >= 0 && page - (g.lo >>> 12) < g.pages)
        return g;
    const run = runAt(this.#phys.u32, space.tables, page, write);
    if (!run) return undefined;
    const { first, end, entry } = run;
    const lo = (first << 12) >>> 0;
    const known = list.find(
      (g) => !g.dead && g.lo === lo && g.write === write && g.host === (lo + entry + 1) >>> 0,
    );
    if (known) {
      if (end - first > known.pages) {
        this.#watch(space.tables, first + known.pages, end);
        known.pages = end - first;
        this.#fill(known);
      }
      return known;
    }
    const host = (lo + entry + 1) >>> 0;
    const record = this.#record(keyOf(space.tables, lo, host, write));
    if (record === undefined) return undefined;
    const guard: Guard = { lo, host, pages: end - first, record, write, dead: false };
    this.#watch(space.tables, first, end);
    this.#fill(guard);
    list.push(guard);
    return guard;
  }

  /** Records taken meanwhile lie apart (Pool.apart). */
  apart(what: () => void): void {
    this.#free.apart(what);
  }

  /** Such a guard, once it is there, will have this record, if that is free. */
  reserve(tables: number, guard: Pick<Guard, "lo" | "host" | "record" | "write">): void {
    const { lo, host, record, write } = guard;
    const key = keyOf(tables, lo, host, write);
    if (!this.#idle.has(key) && this.#free.claim(record)) this.#idle.set(key, record);
  }

  #record(key: string): number | undefined {
    const kept = this.#idle.get(key);
    if (this.#idle.delete(key)) return kept;
    const record = this.#free.take();
    if (record !== undefined) return record;
    for (const [oldest, idle] of this.#idle) {
      this.#idle.delete(oldest);
      return idle;
    }
    return undefined;
  }

  /** Changes of these pages matter from now on, and of the one behind them, by which the run may grow. */
  #watch(tables: number, from: number, to: number): void {
    for (let page = from; page < to; page++) this.#core.watchPage(tables, page);
    // only within a chunk of pages that is surely there
    if (to >>> 10 === (to - 1) >>> 10) this.#core.watchPage(tables, to);
  }

  #fill(g: Guard): void {
    const u32 = this.#phys.u32;
    const bytes = g.pages * 4096;
    for (let shift = 0; shift < 4; shift++) {
      u32[g.record / 4 + shift] = bytes >>> shift;
      u32[g.record / 4 + 4 + shift] = (bytes - SLACK) >>> shift;
    }
  }

  /** A watched page has another mapping now, or holds code: what relied on it is cut off there. */
  pageChanged(tables: number, page: number): void {
    const list = this.#bySpace.get(tables);
    if (!list) return;
    const u32 = this.#phys.u32;
    for (const g of list) {
      const index = page - (g.lo >>> 12);
      if (g.dead || index < 0 || index > g.pages) continue;
      const entry = u32[(tables + (g.write ? TABLES_WRITE : 0)) / 4 + page];
      const same =
        entry !== 0 &&
        (entry + (page << 12) + 1 - index * 4096) >>> 0 === g.host &&
        (!g.write || u32[tables / 4 + page] === entry);
      if (same && index === g.pages && index < LONGEST) {
        g.pages++;
        this.#fill(g);
        this.#watch(tables, page, page + 1);
      }
      if (index === g.pages || same) {
        // The same mapping again, or nothing of ours.
        if (same) this.#core.watchPage(tables, page);
        continue;
      }
      if (index === 0) this.#kill(g);
      else {
        g.pages = index;
        this.#fill(g);
      }
    }
  }

  #kill(g: Guard): void {
    g.dead = true;
    g.pages = 0;
    this.#phys.u32.fill(0, g.record / 4, g.record / 4 + RECORD / 4);
  }

  /** The space is gone: nobody runs code that uses its guards. */
  spaceFreed(tables: number): void {
    for (const g of this.#bySpace.get(tables) ?? []) {
      if (!g.dead) this.#kill(g);
      const key = keyOf(tables, g.lo, g.host, g.write);
      if (this.#idle.has(key)) this.#free.give(g.record);
      else this.#idle.set(key, g.record);
    }
    this.#bySpace.delete(tables);
  }
}

// The joint between the two engines. Every address space has a table of branch targets (ENTRIES pairs of words: offset
// without privilege bits, value). A value counts arrivals; with ENTRY_TRANSLATED set it is the index of a function in the
// WebAssembly table instead. The interpreter asks at backward, indirect and far branches.
//
// A function of the table has the type (budget: i32, depth: i32, expected: i32) -> i32: it is entered with the queue at (offset,
// offset + 4), PSW N 0 and privilege level 3, keeps the state block, and returns what is left of the budget, with NEXT the
// offset it goes on at (NEXT, NEXT + 4), or 1 and the queue in IAOQ_FRONT and IAOQ_BACK. It may leave anywhere, without having
// executed anything too: the interpreter goes on from there. depth says how many such functions may still be called one
// inside the other; expected is where its caller goes on if NEXT is that, 0 when the interpreter called it. Function 0 is
// stray() (step.ts), for code that has none.
//
// When a count reaches HOT_THRESHOLD, run() ends with TRAP_HOT, the target at the front of the queue; the machine then has
// it translated and calls setEntry(), or leaves it (it is not asked again). HOT_THRESHOLD 0: no counting at all.
// Translated code is told to markTranslated(): a write to its frame calls env.frameDropped(frame). A page whose
// mapping a translation relies on is marked by watchPage(): a change of it calls env.pageChanged(tables, page).
// Both only ever come while no translated function runs, unless such a function calls a semantics function that stores, or
// stray(), which sees to it that functions which wait do not go on then.

import { EXPECTED, HOT_TABLE, HOT_THRESHOLD } from "../isa/state";
import { recordOf } from "./code";
import { ENTER_RECORDS, ENTRIES, ENTRY_TRANSLATED, TABLES_ENTRIES, TABLES_USED } from "./layout";
import { unlikely } from "./state";

/** The pair of offset f in a table: its own place or the neighbouring one. 0 if it is in neither. */
@inline function find(table: u32, f: u32): u32 {
  const at = table + ((f >>> 2) & (ENTRIES - 1)) * 8;
  if (load<u32>(at) == f) return at;
  return load<u32>(at ^ 8) == f ? at ^ 8 : 0;
}

/** Takes a pair for offset f. */
@inline function claim(table: u32, at: u32, f: u32): void {
  store<u32>(at, f);
  store<u8>(table + (at - table >>> 12), 1, TABLES_USED - TABLES_ENTRIES);
}

/** A branch goes to offset f (privilege bits included): the record to continue with. */
export function arrive(to: u32): u32 {
  if ((to & 3) != 3) return recordOf(to);
  const table = load<u32>(0, HOT_TABLE);
  const f = to & ~3;
  let at = find(table, f);
  if (at == 0) {
    // A pair that is translated stays; of two that count the home place is given up.
    at = table + ((f >>> 2) & (ENTRIES - 1)) * 8;
    if (load<u32>(at, 4) & ENTRY_TRANSLATED) at ^= 8;
    if (load<u32>(at, 4) & ENTRY_TRANSLATED) return recordOf(to);
    claim(table, at, f);
    store<u32>(at, 0, 4);
  }
  const value = load<u32>(at, 4);
  if (value & ENTRY_TRANSLATED) return ENTER_RECORDS;
  const threshold = load<u32>(0, HOT_THRESHOLD);
  if (value >= threshold) return recordOf(to);
  store<u32>(at, value + 1, 4);
  return value + 1 == threshold ? ENTER_RECORDS : recordOf(to);
}

/** Where a counted branch lands. */
@inline export function landing(to: u32): u32 {
  let q: u32 = 0;
  if (unlikely(load<u32>(0, HOT_TABLE))) q = arrive(to);
  else q = recordOf(to);
  return q;
}

/** Where a return lands: where translated code waits for it, or it is counted. */
@inline export function returning(to: u32): u32 {
  let q: u32 = 0;
  if (unlikely(load<u32>(0, HOT_TABLE))) q = returningTo(to);
  else q = recordOf(to);
  return q;
}
function returningTo(to: u32): u32 { return to == load<u32>(0, EXPECTED) ? ENTER_RECORDS : arrive(to); }

/** Where a run starts or goes on, which says nothing about the program. */
export function resuming(to: u32): u32 {
  if (load<u32>(0, HOT_TABLE) == 0) return recordOf(to);
  if (load<u32>(0, HOT_THRESHOLD) == 1) return arrive(to);
  return functionAt(to) ? ENTER_RECORDS : recordOf(to);
}

/** The function for offset f in the current space; 0 if it is not translated. */
export function functionAt(to: u32): u32 {
  if ((to & 3) != 3) return 0;
  const at = find(load<u32>(0, HOT_TABLE), to & ~3);
  if (at == 0) return 0;
  const value = load<u32>(at, 4);
  return value & ENTRY_TRANSLATED ? value & ~ENTRY_TRANSLATED : 0;
}

/** Enters (or with 0 takes back) the function of offset f in a space. False: both places are taken by others. */
export function setEntry(tables: u32, f: u32, index: u32): bool {
  const table = tables + TABLES_ENTRIES;
  let at = find(table, f);
  if (index == 0) {
    if (at) store<u64>(at, 0);
    return true;
  }
  if (at == 0) {
    at = table + ((f >>> 2) & (ENTRIES - 1)) * 8;
    if (load<u32>(at, 4) & ENTRY_TRANSLATED) at ^= 8;
    if (load<u32>(at, 4) & ENTRY_TRANSLATED) return false;
    claim(table, at, f);
  }
  store<u32>(at, index | ENTRY_TRANSLATED, 4);
  return true;
}

/** Empties a space's table. */
export function clearEntries(tables: u32): void {
  for (let i: u32 = 0; i < ENTRIES * 8 >>> 12; i++) {
    const used = tables + TABLES_USED + i;
    if (load<u8>(used)) memory.fill(tables + TABLES_ENTRIES + (i << 12), 0, 4096);
    store<u8>(used, 0);
  }
}

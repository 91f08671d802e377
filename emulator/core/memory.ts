// Guest memory: address spaces (tables from virtual page to frame), loads, stores and bulk copies.
// An entry of a read or write table is frame - (page << 12) - 1, so the host address is entry + address + 1, and
// "valid and aligned" is one test: the low bits of a valid entry are all ones. 0 is "take the slow path". Words lie
// in host order: byte a of a word is at a ^ 3. Below: code.ts (what frames hold decoded code). Above: semantics/memory.ts.

import { HOT_TABLE, HOT_THRESHOLD, MISSED, READ_TABLE, SPACE, TRAP_IIR, TRAP_IOR, TRAP_ISR, WRITE_TABLE } from "../isa/state";
import { TRAP_CLOSED, TRAP_DATA_ACCESS_RIGHTS, TRAP_DATA_TLB_MISS, TRAP_UNALIGNED } from "../isa/traps";
import { dropCode, flushItlb, forgetPage, holdsCode, noteChange } from "./code";
import {
  CURRENT_SPACE, NO_CHUNK, PAGE_EXEC, PAGE_NO_LOADS, PAGE_NO_STORES, PAGE_PRESENT, PAGE_READ, PAGE_WATCHED, PAGE_WRITE, SPACE_ID, SPACE_NEXT, SPACE_TABLES, TABLES_ENTRIES, TABLES_READ, TABLES_SPACE,
  TABLES_WRITE, WRITERS,
} from "./layout";
import { clearEntries } from "./hot";
import { NOT_DONE, Quick, setGr, trap, unlikely } from "./state";

/** The mapping of a watched page changed. From emulator/machine.ts, as the next. */
@external("env", "pageChanged") declare function pageChanged(tables: u32, page: u32): void;
function watchedChanged(tables: u32, page: u32): void {
  noteChange();
  pageChanged(tables, page);
}
/** A zeroed frame for our own use. */
@external("env", "hostFrame") declare function hostFrame(): u32;

/** The first of all address spaces (host address). */
export let firstSpace: u32 = 0;
/** The one the processor runs in, 0 when none. */
@inline function currentSpace(): u32 { return load<u32>(0, CURRENT_SPACE); }

@inline function readEntry(a: u32): u32 { return load<u32>(load<u32>(0, READ_TABLE) + ((a >>> 10) & 0x3ffffc)); }
@inline function writeEntry(a: u32): u32 { return load<u32>(load<u32>(0, WRITE_TABLE) + ((a >>> 10) & 0x3ffffc)); }
/** Entry e is valid and address a a multiple of size. */
@inline function fits(e: u32, a: u32, size: u32): bool { return (e & ~a & (size - 1)) == size - 1; }

/** frame | PAGE_PRESENT | permission of an address in the current space, 0 where nothing is mapped. */
@inline export function truth(a: u32): u32 { return load<u32>(load<u32>(currentSpace() + (a >>> 22 << 2)) + ((a >>> 10) & 0xffc)); }

/** The trap of a data access that cannot be done. need: PAGE_READ or PAGE_WRITE. */
export function dataFault(a: u32, need: u32): u32 {
  const t = truth(a);
  store<u32>(0, a, TRAP_IOR);
  store<u32>(0, load<u32>(0, SPACE), TRAP_ISR);
  if (!(t & PAGE_PRESENT)) return trap(TRAP_DATA_TLB_MISS);
  if ((t & need) == 0) return trap(TRAP_DATA_ACCESS_RIGHTS);
  if (t & (need == PAGE_READ ? PAGE_NO_LOADS : PAGE_NO_STORES)) {
    store<u32>(0, need, TRAP_IIR);
    return trap(TRAP_CLOSED);
  }
  return trap(TRAP_UNALIGNED);
}

/** A store found no write entry: frees the page from decoded code where that is why. Returns 0 when a store to it will do. */
export function openForWriting(a: u32, size: u32): u32 {
  const t = truth(a);
  if (!(t & PAGE_WRITE) || (t & PAGE_NO_STORES) || (a & (size - 1))) return dataFault(a, PAGE_WRITE);
  const frame = t & 0xfffff000;
  dropCode(frame);
  store<u32>(load<u32>(0, WRITE_TABLE) + ((a >>> 10) & 0x3ffffc), frame - (a & 0xfffff000) - 1);
  return 0;
}

/** What a load from a returns that found no entry. */
@inline function unreadable<M>(a: u32): u32 { return sizeof<M>() == sizeof<Quick>() ? NOT_DONE : dataFault(a, PAGE_READ); }

@inline export function loadWord<M>(a: u32, t: u32): u32 {
  const e = readEntry(a);
  if (unlikely(u32(!fits(e, a, 4)))) return unreadable<M>(a);
  setGr(t, load<u32>(a + e, 1));
  return 0;
}
@inline export function loadHalf<M>(a: u32, t: u32): u32 {
  const e = readEntry(a);
  if (unlikely(u32(!fits(e, a, 2)))) return unreadable<M>(a);
  setGr(t, load<u16>((a ^ 2) + e, 1));
  return 0;
}
@inline export function loadByte<M>(a: u32, t: u32): u32 {
  const e = readEntry(a);
  if (unlikely(u32(e == 0))) return unreadable<M>(a);
  setGr(t, load<u8>((a ^ 3) + e, 1));
  return 0;
}

@inline export function storeWord<M>(a: u32, v: u32): u32 {
  const e = writeEntry(a);
  if (unlikely(u32(!fits(e, a, 4)))) return sizeof<M>() == sizeof<Quick>() ? NOT_DONE : storeWordSlowly(a, v);
  store<u32>(a + e, v, 1);
  return 0;
}
@inline export function storeHalf<M>(a: u32, v: u32): u32 {
  const e = writeEntry(a);
  if (unlikely(u32(!fits(e, a, 2)))) return sizeof<M>() == sizeof<Quick>() ? NOT_DONE : storeHalfSlowly(a, v);
  store<u16>((a ^ 2) + e, v, 1);
  return 0;
}
@inline export function storeByte<M>(a: u32, v: u32): u32 {
  const e = writeEntry(a);
  if (unlikely(u32(e == 0))) return sizeof<M>() == sizeof<Quick>() ? NOT_DONE : storeByteSlowly(a, v);
  store<u8>((a ^ 3) + e, v, 1);
  return 0;
}
function storeWordSlowly(a: u32, v: u32): u32 {
  const r = openForWriting(a, 4);
  if (r == 0) store<u32>(a + writeEntry(a), v, 1);
  return r;
}
function storeHalfSlowly(a: u32, v: u32): u32 {
  const r = openForWriting(a, 2);
  if (r == 0) store<u16>((a ^ 2) + writeEntry(a), v, 1);
  return r;
}
function storeByteSlowly(a: u32, v: u32): u32 {
  const r = openForWriting(a, 1);
  if (r == 0) store<u8>((a ^ 3) + writeEntry(a), v, 1);
  return r;
}

/**
 * Where the bytes of an access lie that missed its guard in translated code, by the page tables: the host address of a; 0
 * where the interpreter has to see to it. how: the size's logarithm, 4 for a store, and from bit 4 on the last byte of a
 * group of accesses, from a. site: two words, which count misses and keep the last address.
 */
export function placeOf(a: u32, how: u32, site: u32): u32 {
  store<u32>(0, load<u32>(0, MISSED) + 1, MISSED);
  store<u32>(site, load<u32>(site) + 1);
  store<u32>(site, a, 4);
  const e = readEntry(a);
  // What is stored may be loaded again, within a group or by a load that takes what was stored.
  if (e == 0 || !fits(e, a, 1 << (how & 3)) || ((how & 4) && writeEntry(a) != e)) return 0;
  const last = a + (how >>> 4);
  if ((last ^ a) >>> 12 && (readEntry(last) != e || ((how & 4) && writeEntry(last) != e))) return 0;
  return a + e + 1;
}

/** Loads into / stores from a place of the state block (floating-point registers). A double's words are swapped. */
@inline export function loadWordTo<M>(a: u32, place: u32): u32 {
  const e = readEntry(a);
  if (unlikely(u32(!fits(e, a, 4)))) return unreadable<M>(a);
  store<u32>(place, load<u32>(a + e, 1));
  return 0;
}
@inline export function loadDoubleTo<M>(a: u32, place: u32): u32 {
  const e = readEntry(a);
  if (unlikely(u32(!fits(e, a, 8)))) return unreadable<M>(a);
  store<u64>(place, rotl<u64>(load<u64>(a + e, 1), 32));
  return 0;
}
@inline export function storeDoubleFrom<M>(a: u32, place: u32): u32 {
  let e = writeEntry(a);
  if (unlikely(u32(!fits(e, a, 8)))) {
    if (sizeof<M>() == sizeof<Quick>()) return NOT_DONE;
    const r = openForWriting(a, 8);
    if (r) return r;
    e = writeEntry(a);
  }
  store<u64>(a + e, rotl<u64>(load<u64>(place), 32), 1);
  return 0;
}

/** LDCW: the word is read and cleared in one. */
export function loadAndClear(a: u32, t: u32): u32 {
  let e = writeEntry(a);
  if (!fits(e, a, 4)) {
    const r = openForWriting(a, 4);
    if (r) return r;
    e = writeEntry(a);
  }
  const v = load<u32>(a + e, 1);
  store<u32>(a + e, 0, 1);
  setGr(t, v);
  return 0;
}

/** True when a store of `size` bytes at a would work (a page that merely holds code counts as writable). */
export function mayWrite(a: u32, size: u32): bool { return (truth(a) & PAGE_WRITE) != 0 && (a & (size - 1)) == 0; }
export function mayRead(a: u32): bool { return (truth(a) & PAGE_READ) != 0; }

/** Makes an empty address space of two zeroed frames, without tables. */
export function spaceCreate(space: u32, id: u32): void {
  for (let chunk: u32 = 0; chunk < 1024; chunk++) store<u32>(space + (chunk << 2), NO_CHUNK);
  store<u32>(space, id, SPACE_ID);
  store<u32>(space, firstSpace, SPACE_NEXT);
  store<u32>(space, 0, SPACE_TABLES);
  firstSpace = space;
}

/** Takes an address space that has no tables away, with all its mappings. */
export function spaceDestroy(space: u32): void {
  spaceClear(space, 0, 0x100000);
  for (let chunk: u32 = 0; chunk < 1024; chunk++) {
    const at = load<u32>(space + (chunk << 2));
    if (at != NO_CHUNK) {
      store<u32>(at, freeChunks);
      freeChunks = at;
    }
  }
  if (firstSpace == space) firstSpace = load<u32>(space, SPACE_NEXT);
  else {
    let s = firstSpace;
    while (load<u32>(s, SPACE_NEXT) != space) s = load<u32>(s, SPACE_NEXT);
    store<u32>(s, load<u32>(space, SPACE_NEXT), SPACE_NEXT);
  }
  if (currentSpace() == space) store<u32>(0, 0, CURRENT_SPACE);
}

/** Gives a space tables, which are all zero, and fills them in. */
export function spaceAttach(space: u32, tables: u32): void {
  store<u32>(tables, space, TABLES_SPACE);
  store<u32>(space, tables, SPACE_TABLES);
  for (let chunk: u32 = 0; chunk < 1024; chunk++) {
    const at = load<u32>(space + (chunk << 2));
    if (at == NO_CHUNK) continue;
    for (let i: u32 = 0; i < 1024; i++) {
      const t = load<u32>(at + (i << 2));
      if (t) setEntries(tables, (chunk << 10) + i, t & 0xfffff000, t);
    }
  }
}

/** Takes a space's tables, which are all zero then. */
export function spaceDetach(space: u32): void {
  const tables = load<u32>(space, SPACE_TABLES);
  store<u32>(space, 0, SPACE_TABLES);
  for (let chunk: u32 = 0; chunk < 1024; chunk++) {
    const at = load<u32>(space + (chunk << 2));
    if (at == NO_CHUNK) continue;
    for (let i: u32 = 0; i < 4096; i += 4) store<u32>(at + i, load<u32>(at + i) & ~PAGE_WATCHED);
    memory.fill(tables + TABLES_READ + (chunk << 12), 0, 4096);
    memory.fill(tables + TABLES_WRITE + (chunk << 12), 0, 4096);
  }
  if (load<u32>(0, HOT_THRESHOLD)) clearEntries(tables);
}

/** The processor goes on in this space, which has tables. */
export function spaceSwitch(space: u32): void {
  store<u32>(0, space, CURRENT_SPACE);
  const tables = load<u32>(space, SPACE_TABLES);
  store<u32>(0, load<u32>(space, SPACE_ID), SPACE);
  store<u32>(0, tables + TABLES_READ, READ_TABLE);
  store<u32>(0, tables + TABLES_WRITE, WRITE_TABLE);
  store<u32>(0, load<u32>(0, HOT_THRESHOLD) ? tables + TABLES_ENTRIES : 0, HOT_TABLE);
  flushItlb();
}

@inline function countWriter(frame: u32, by: i32): void {
  const w = WRITERS + (frame >>> 11);
  store<u16>(w, u16(i32(load<u16>(w)) + by));
}

/** The entries of a page in a space's tables. */
@inline function setEntries(tables: u32, page: u32, frame: u32, prot: u32): void {
  const at = tables + (page << 2);
  const entry = frame - (page << 12) - 1;
  store<u32>(at, (prot & PAGE_READ) && !(prot & PAGE_NO_LOADS) ? entry : 0, TABLES_READ);
  store<u32>(at, (prot & PAGE_WRITE) && !(prot & PAGE_NO_STORES) && !holdsCode(frame) ? entry : 0, TABLES_WRITE);
}

/** Chunks of spaces that are gone, linked by their first words, zero but for that. */
let freeChunks: u32 = 0;

/** Place of a page's word, in a chunk that is made if need be. */
function wordOf(space: u32, page: u32): u32 {
  const place = space + (page >>> 10 << 2);
  let chunk = load<u32>(place);
  if (chunk == NO_CHUNK) {
    if (freeChunks) {
      chunk = freeChunks;
      freeChunks = load<u32>(chunk);
      store<u32>(chunk, 0);
    } else chunk = hostFrame();
    store<u32>(place, chunk);
  }
  return chunk + ((page & 1023) << 2);
}

function setPage(space: u32, page: u32, frame: u32, prot: u32): void {
  const at = wordOf(space, page);
  const old = load<u32>(at);
  if (old & PAGE_WRITE) countWriter(old & 0xfffff000, -1);
  if (prot & PAGE_WRITE) countWriter(frame, 1);
  if ((old | prot) & PAGE_EXEC) forgetPage(page);
  store<u32>(at, frame | prot);
  const tables = load<u32>(space, SPACE_TABLES);
  if (tables == 0) return;
  setEntries(tables, page, frame, prot);
  if (old & PAGE_WATCHED) watchedChanged(tables, page);
}

/** Closes a page that is mapped to loads, to stores, both or (0) none, until it is mapped anew: see TRAP_CLOSED. */
export function closePage(space: u32, page: u32, closed: u32): void {
  const at = wordOf(space, page);
  const old = load<u32>(at);
  const bits = PAGE_NO_LOADS | PAGE_NO_STORES;
  if (!(old & PAGE_PRESENT) || (old & bits) == closed) return;
  const t = (old & ~(bits | PAGE_WATCHED)) | closed;
  store<u32>(at, t);
  const tables = load<u32>(space, SPACE_TABLES);
  if (tables == 0) return;
  setEntries(tables, page, t & 0xfffff000, t);
  if (old & PAGE_WATCHED) watchedChanged(tables, page);
}

/** From now on a change of this page's mapping calls pageChanged(), once. */
export function watchPage(tables: u32, page: u32): void {
  const at = wordOf(load<u32>(tables, TABLES_SPACE), page);
  store<u32>(at, load<u32>(at) | PAGE_WATCHED);
}

/** Maps n consecutive pages on n consecutive frames. */
export function spaceSet(space: u32, page: u32, frame: u32, prot: u32, n: u32): void {
  for (let i: u32 = 0; i < n; i++) setPage(space, page + i, frame + (i << 12), prot | PAGE_PRESENT);
}

/** Unmaps n pages; where no chunk is there is nothing to do. */
export function spaceClear(space: u32, page: u32, n: u32): void {
  const end = page + n;
  while (page < end) {
    const chunkEnd = min((page | 1023) + 1, end);
    const chunk = load<u32>(space + (page >>> 10 << 2));
    if (chunk != NO_CHUNK)
      for (; page < chunkEnd; page++) if (load<u32>(chunk + ((page & 1023) << 2))) setPage(space, page, 0, 0);
    page = chunkEnd;
  }
}

/** Takes the write entries of a frame that is about to hold decoded code; a: where it is seen in the current space. */
export function closeForWriting(frame: u32, a: u32): void {
  let left = u32(load<u16>(WRITERS + (frame >>> 11)));
  if (left != 0 && (truth(a) & PAGE_WRITE)) {
    close(currentSpace(), a >>> 12, truth(a));
    left--;
  }
  // Other mappings are rare; every space that may have one is searched.
  for (let s = firstSpace; s != 0 && left != 0; s = load<u32>(s, SPACE_NEXT))
    for (let chunk: u32 = 0; chunk < 1024 && left != 0; chunk++) {
      const at = load<u32>(s + (chunk << 2));
      if (at == NO_CHUNK) continue;
      for (let i: u32 = 0; i < 1024; i++) {
        const t = load<u32>(at + (i << 2));
        if ((t & PAGE_WRITE) && (t & 0xfffff000) == frame && !(s == currentSpace() && (chunk << 10) + i == a >>> 12)) {
          close(s, (chunk << 10) + i, t);
          left--;
        }
      }
    }
}

/** Takes the write entry of a page. */
function close(space: u32, page: u32, t: u32): void {
  const tables = load<u32>(space, SPACE_TABLES);
  if (tables == 0) return;
  store<u32>(tables + (page << 2), 0, TABLES_WRITE);
  if (t & PAGE_WATCHED) watchedChanged(tables, page);
}

/** Host address of guest address a, whose page is mapped in the current space. */
@inline export function hostOf(a: u32): u32 { return (truth(a) & 0xfffff000) + (a & 0xfff); }
/** Host address of `size` readable, aligned bytes at a, else 0. */
export function hostForReading(a: u32, size: u32): u32 { return mayRead(a) && (a & (size - 1)) == 0 ? hostOf(a) : 0; }

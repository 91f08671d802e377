// Guest memory: address spaces (tables from virtual page to frame), loads, stores and bulk copies.
// An entry of a read or write table is frame - (page << 12) - 1, so the host address is entry + address + 1, and
// "valid and aligned" is one test: the low bits of a valid entry are all ones. 0 is "take the slow path". Words lie
// in host order: byte a of a word is at a ^ 3. Below: code.ts (what frames hold decoded code). Above: semantics/memory.ts.

import { HOT_TABLE, HOT_THRESHOLD, READ_TABLE, SPACE, TRAP_IOR, TRAP_ISR, WRITE_TABLE } from "../isa/state";
import { TRAP_DATA_ACCESS_RIGHTS, TRAP_DATA_TLB_MISS, TRAP_UNALIGNED } from "../isa/traps";
import { dropCode, flushItlb, forgetPage, holdsCode } from "./code";
import {
  PAGE_EXEC, PAGE_PRESENT, PAGE_READ, PAGE_WATCHED, PAGE_WRITE, SPACE_ENTRIES, SPACE_ID, SPACE_NEXT, SPACE_READ, SPACE_TOUCHED, SPACE_TRUTH, SPACE_WRITE, WRITERS,
} from "./layout";
import { clearEntries } from "./hot";
import { setGr, trap } from "./state";

/** The mapping of a watched page changed. From emulator/machine.ts. */
@external("env", "pageChanged") declare function pageChanged(space: u32, page: u32): void;

/** The address space the processor runs in (host address), and the first of all of them. */
export let currentSpace: u32 = 0;
export let firstSpace: u32 = 0;

@inline function readEntry(a: u32): u32 { return load<u32>(load<u32>(0, READ_TABLE) + ((a >>> 10) & 0x3ffffc)); }
@inline function writeEntry(a: u32): u32 { return load<u32>(load<u32>(0, WRITE_TABLE) + ((a >>> 10) & 0x3ffffc)); }
/** Entry e is valid and address a a multiple of size. */
@inline function fits(e: u32, a: u32, size: u32): bool { return (e & ~a & (size - 1)) == size - 1; }

/** frame | PAGE_PRESENT | permission of an address in the current space, 0 where nothing is mapped. */
@inline export function truth(a: u32): u32 { return load<u32>(currentSpace + ((a >>> 10) & 0x3ffffc), SPACE_TRUTH); }

/** The trap of a data access that cannot be done. need: PAGE_READ or PAGE_WRITE. */
export function dataFault(a: u32, need: u32): u32 {
  const t = truth(a);
  store<u32>(0, a, TRAP_IOR);
  store<u32>(0, load<u32>(0, SPACE), TRAP_ISR);
  if (!(t & PAGE_PRESENT)) return trap(TRAP_DATA_TLB_MISS);
  if ((t & need) == 0) return trap(TRAP_DATA_ACCESS_RIGHTS);
  return trap(TRAP_UNALIGNED);
}

/** A store found no write entry: frees the page from decoded code where that is why. Returns 0 when a store to it will do. */
export function openForWriting(a: u32, size: u32): u32 {
  const t = truth(a);
  if (!(t & PAGE_WRITE) || (a & (size - 1))) return dataFault(a, PAGE_WRITE);
  const frame = t & 0xfffff000;
  dropCode(frame);
  store<u32>(load<u32>(0, WRITE_TABLE) + ((a >>> 10) & 0x3ffffc), frame - (a & 0xfffff000) - 1);
  return 0;
}

@inline export function loadWord(a: u32, t: u32): u32 {
  const e = readEntry(a);
  if (!fits(e, a, 4)) return dataFault(a, PAGE_READ);
  setGr(t, load<u32>(a + e, 1));
  return 0;
}
@inline export function loadHalf(a: u32, t: u32): u32 {
  const e = readEntry(a);
  if (!fits(e, a, 2)) return dataFault(a, PAGE_READ);
  setGr(t, load<u16>((a ^ 2) + e, 1));
  return 0;
}
@inline export function loadByte(a: u32, t: u32): u32 {
  const e = readEntry(a);
  if (e == 0) return dataFault(a, PAGE_READ);
  setGr(t, load<u8>((a ^ 3) + e, 1));
  return 0;
}

@inline export function storeWord(a: u32, v: u32): u32 {
  const e = writeEntry(a);
  if (!fits(e, a, 4)) return storeWordSlowly(a, v);
  store<u32>(a + e, v, 1);
  return 0;
}
@inline export function storeHalf(a: u32, v: u32): u32 {
  const e = writeEntry(a);
  if (!fits(e, a, 2)) return storeHalfSlowly(a, v);
  store<u16>((a ^ 2) + e, v, 1);
  return 0;
}
@inline export function storeByte(a: u32, v: u32): u32 {
  const e = writeEntry(a);
  if (e == 0) return storeByteSlowly(a, v);
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

/** Loads into / stores from a place of the state block (floating-point registers). A double's words are swapped. */
@inline export function loadWordTo(a: u32, place: u32): u32 {
  const e = readEntry(a);
  if (!fits(e, a, 4)) return dataFault(a, PAGE_READ);
  store<u32>(place, load<u32>(a + e, 1));
  return 0;
}
@inline export function loadDoubleTo(a: u32, place: u32): u32 {
  const e = readEntry(a);
  if (!fits(e, a, 8)) return dataFault(a, PAGE_READ);
  store<u64>(place, rotl<u64>(load<u64>(a + e, 1), 32));
  return 0;
}
@inline export function storeDoubleFrom(a: u32, place: u32): u32 {
  let e = writeEntry(a);
  if (!fits(e, a, 8)) {
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

/** Links a new address space (SPACE_SIZE zeroed bytes) into the list. */
export function spaceCreate(space: u32, id: u32): void {
  store<u32>(space, id, SPACE_ID);
  store<u32>(space, firstSpace, SPACE_NEXT);
  firstSpace = space;
}

/** Takes an address space out of the list; its tables must be clear. */
export function spaceDestroy(space: u32): void {
  if (firstSpace == space) firstSpace = load<u32>(space, SPACE_NEXT);
  else {
    let s = firstSpace;
    while (load<u32>(s, SPACE_NEXT) != space) s = load<u32>(s, SPACE_NEXT);
    store<u32>(s, load<u32>(space, SPACE_NEXT), SPACE_NEXT);
  }
  if (currentSpace == space) currentSpace = 0;
}

export function spaceSwitch(space: u32): void {
  currentSpace = space;
  store<u32>(0, load<u32>(space, SPACE_ID), SPACE);
  store<u32>(0, space + SPACE_READ, READ_TABLE);
  store<u32>(0, space + SPACE_WRITE, WRITE_TABLE);
  store<u32>(0, load<u32>(0, HOT_THRESHOLD) ? space + SPACE_ENTRIES : 0, HOT_TABLE);
  flushItlb();
}

@inline function countWriter(frame: u32, by: i32): void {
  const w = WRITERS + (frame >>> 11);
  store<u16>(w, u16(i32(load<u16>(w)) + by));
}

function setPage(space: u32, page: u32, frame: u32, prot: u32): void {
  const at = space + (page << 2);
  const old = load<u32>(at, SPACE_TRUTH);
  if (old & PAGE_WRITE) countWriter(old & 0xfffff000, -1);
  if (prot & PAGE_WRITE) countWriter(frame, 1);
  if ((old | prot) & PAGE_EXEC) forgetPage(page);
  const entry = frame - (page << 12) - 1;
  store<u32>(at, frame | prot, SPACE_TRUTH);
  store<u32>(at, prot & PAGE_READ ? entry : 0, SPACE_READ);
  store<u32>(at, (prot & PAGE_WRITE) && !holdsCode(frame) ? entry : 0, SPACE_WRITE);
  if (old & PAGE_WATCHED) pageChanged(space, page);
}

/** From now on a change of this page's mapping calls pageChanged(), once. */
export function watchPage(space: u32, page: u32): void {
  const at = space + (page << 2);
  store<u32>(at, load<u32>(at, SPACE_TRUTH) | PAGE_WATCHED, SPACE_TRUTH);
}

/** Maps n consecutive pages on n consecutive frames. */
export function spaceSet(space: u32, page: u32, frame: u32, prot: u32, n: u32): void {
  for (let i: u32 = 0; i < n; i++) {
    store<u8>(space + ((page + i) >>> 10), 1, SPACE_TOUCHED);
    setPage(space, page + i, frame + (i << 12), prot | PAGE_PRESENT);
  }
}

/** Unmaps n pages; where a chunk was never touched there is nothing to do. */
export function spaceClear(space: u32, page: u32, n: u32): void {
  const end = page + n;
  while (page < end) {
    const chunkEnd = min((page | 1023) + 1, end);
    if (load<u8>(space + (page >>> 10), SPACE_TOUCHED))
      for (; page < chunkEnd; page++) if (load<u32>(space + (page << 2), SPACE_TRUTH)) setPage(space, page, 0, 0);
    page = chunkEnd;
  }
}

/** Makes all tables of a space zero again. */
export function spaceReset(space: u32): void {
  spaceClear(space, 0, 0x100000);
  for (let i: u32 = 0; i < 1024; i++)
    if (load<u8>(space + i, SPACE_TOUCHED)) {
      memory.fill(space + SPACE_READ + (i << 12), 0, 4096);
      memory.fill(space + SPACE_WRITE + (i << 12), 0, 4096);
      memory.fill(space + SPACE_TRUTH + (i << 12), 0, 4096);
      store<u8>(space + i, 0, SPACE_TOUCHED);
    }
  if (load<u32>(0, HOT_THRESHOLD)) clearEntries(space);
}

/** Takes the write entries of a frame that is about to hold decoded code; a: where it is seen in the current space. */
export function closeForWriting(frame: u32, a: u32): void {
  let left = u32(load<u16>(WRITERS + (frame >>> 11)));
  if (left != 0 && (truth(a) & PAGE_WRITE)) {
    store<u32>(load<u32>(0, WRITE_TABLE) + ((a >>> 10) & 0x3ffffc), 0);
    if (truth(a) & PAGE_WATCHED) pageChanged(currentSpace, a >>> 12);
    left--;
  }
  // Other mappings are rare; every table that may have one is searched.
  for (let s = firstSpace; s != 0 && left != 0; s = load<u32>(s, SPACE_NEXT))
    for (let chunk: u32 = 0; chunk < 1024 && left != 0; chunk++)
      if (load<u8>(s + chunk, SPACE_TOUCHED))
        for (let at = s + (chunk << 12), end = at + 4096; at < end; at += 4) {
          const t = load<u32>(at, SPACE_TRUTH);
          if ((t & PAGE_WRITE) && (t & 0xfffff000) == frame && !(s == currentSpace && at - s == ((a >>> 10) & 0x3ffffc))) {
            store<u32>(at, 0, SPACE_WRITE);
            if (t & PAGE_WATCHED) pageChanged(s, (at - s) >> 2);
            left--;
          }
        }
}

/** Host address of guest address a, whose page is mapped in the current space. */
@inline export function hostOf(a: u32): u32 { return (truth(a) & 0xfffff000) + (a & 0xfff); }
/** Host address of `size` readable, aligned bytes at a, else 0. */
export function hostForReading(a: u32, size: u32): u32 { return mayRead(a) && (a & (size - 1)) == 0 ? hostOf(a) : 0; }

// Decoded code. Each frame that was executed from has a record page: 8 bytes an instruction (operation u16, two small
// operands u8, an immediate u32), filled in when an instruction is first reached (gen/decode.ts). Records stand for the
// frame's contents, whatever address space or address it is seen through; a write to the frame clears them.
// Above: step.ts. Below: layout.ts.

import { BREAKPOINT_LIST, BREAKPOINTS, SPACE, TRAP_IOR, TRAP_ISR } from "../isa/state";
import { TRAP_INSN_PROTECTION, TRAP_INSN_TLB_MISS } from "../isa/traps";
import {
  CODE_OF, ENTER_RECORDS, FETCH_TRAP, FOREIGN_RECORDS, ITLB, ITLB_SIZE, LOOKUP_RECORDS, PAGE_EXEC, PAGE_PRESENT, RECORD_PAGE_FRAME, RECORD_PAGE_LIVE, RECORD_PAGE_NEXT,
  RECORD_PAGE_SIZE, RECORD_PAGE_TRANSLATED,
} from "./layout";
import { closeForWriting, truth } from "./memory";
import { trap } from "./state";

/** Operations of records that stand for no instruction. The others are forms, from 1 on, and rows (gen/step.ts, gen/rows.ts). */
export const OP_UNDECODED: u32 = 0;
export const OP_LOOKUP: u32 = 0xfff1;
export const OP_FOREIGN: u32 = 0xfff2;
/** An instruction that does not exist, and one of a coprocessor that is not there. */
export const OP_ILLEGAL: u32 = 0xfff3;
export const OP_ABSENT: u32 = 0xfff4;
/** Offset of translated or hot code (hot.ts). */
export const OP_ENTER: u32 = 0xfff5;
/** A breakpoint stands before the instruction. */
export const OP_BREAKPOINT: u32 = 0xfff6;

/** Room for 64 more record pages, zeroed; from emulator/memory.ts. */
@external("env", "recordPages") declare function recordPages(): u32;

/** Code of this frame was translated and is about to change: its translations must go. From emulator/machine.ts. */
@external("env", "frameDropped") declare function frameDropped(frame: u32): void;

/**
 * How often that was, or the mapping of a watched page changed, all in all: translated code that waits while others run does not
 * go on if it was.
 */
export let changes: u32 = 0;
export function noteChange(): void { changes++; }

let freePages: u32 = 0;

@inline function setOp(record: u32, op: u32): void { store<u16>(record, u16(op)); }

export function flushItlb(): void { memory.fill(ITLB, 0xff, ITLB_SIZE); }

/** Fills in the records that do not stand for instructions. */
export function codeInit(): void {
  for (let i: u32 = 0; i < 3; i++) {
    setOp(LOOKUP_RECORDS + i * 8, OP_LOOKUP);
    setOp(FOREIGN_RECORDS + i * 8, OP_FOREIGN);
    setOp(ENTER_RECORDS + i * 8, i == 0 ? OP_ENTER : OP_LOOKUP);
  }
  flushItlb();
}

@inline function itlbSlot(page: u32): u32 { return ITLB + ((page & 255) << 3); }

/** Takes a virtual page out of the instruction TLB. */
export function forgetPage(page: u32): void { store<u32>(itlbSlot(page), 0xffffffff); }

/** The record of offset f (its low two bits do not matter) if the TLB has its page, else one that looks it up. */
@inline export function recordOf(f: u32): u32 {
  const slot = itlbSlot(f >>> 12);
  return load<u32>(slot) == f >>> 12 ? load<u32>(slot, 4) + ((f & 0xffc) << 1) : LOOKUP_RECORDS;
}

@inline function recordPageOf(frame: u32): u32 { return load<u32>(CODE_OF + (frame >>> 10)); }

@inline export function holdsCode(frame: u32): bool {
  const page = recordPageOf(frame);
  return page != 0 && load<u32>(page, RECORD_PAGE_LIVE) != 0;
}

function newRecordPage(frame: u32): u32 {
  if (freePages == 0) {
    let page = recordPages();
    for (let i = 0; i < 64; i++, page += RECORD_PAGE_SIZE) {
      for (let end: u32 = 0; end < 24; end += 8) setOp(page + 8192 + end, OP_LOOKUP);
      store<u32>(page, freePages, RECORD_PAGE_NEXT);
      freePages = page;
    }
  }
  const page = freePages;
  freePages = load<u32>(page, RECORD_PAGE_NEXT);
  store<u32>(page, frame, RECORD_PAGE_FRAME);
  store<u32>(CODE_OF + (frame >>> 10), page);
  return page;
}

/** The frame is written to: its records go. The record page stays, so the running code may be the one that is written. */
export function dropCode(frame: u32): void {
  const page = recordPageOf(frame);
  if (page == 0 || load<u32>(page, RECORD_PAGE_LIVE) == 0) return;
  memory.fill(page, 0, 8192);
  store<u32>(page, 0, RECORD_PAGE_LIVE);
  if (load<u32>(page, RECORD_PAGE_TRANSLATED)) {
    store<u32>(page, 0, RECORD_PAGE_TRANSLATED);
    noteChange();
    frameDropped(frame);
  }
}

/** Code at offset f of the current space has been translated: writes to its frame must be told to frameDropped(). */
export function markTranslated(f: u32): void {
  const frame = truth(f) & 0xfffff000;
  let page = recordPageOf(frame);
  if (page == 0) page = newRecordPage(frame);
  if (load<u32>(page, RECORD_PAGE_LIVE) == 0) {
    store<u32>(page, 1, RECORD_PAGE_LIVE);
    closeForWriting(frame, f);
  }
  store<u32>(page, 1, RECORD_PAGE_TRANSLATED);
}

/** The frame is free: its record page too. */
export function releaseCode(frame: u32): void {
  const page = recordPageOf(frame);
  if (page == 0) return;
  dropCode(frame);
  store<u32>(CODE_OF + (frame >>> 10), 0);
  store<u32>(page, freePages, RECORD_PAGE_NEXT);
  freePages = page;
  flushItlb();
}

/** Translates offset f for execution: its record, or 0 after noting the trap in FETCH_TRAP. */
export function fetch(f: u32): u32 {
  const t = truth(f);
  if (!(t & PAGE_EXEC)) {
    store<u32>(0, f, TRAP_IOR);
    store<u32>(0, load<u32>(0, SPACE), TRAP_ISR);
    store<u32>(0, trap(t & PAGE_PRESENT ? TRAP_INSN_PROTECTION : TRAP_INSN_TLB_MISS), FETCH_TRAP);
    return 0;
  }
  const frame = t & 0xfffff000;
  let page = recordPageOf(frame);
  if (page == 0) page = newRecordPage(frame);
  store<u32>(itlbSlot(f >>> 12), f >>> 12);
  store<u32>(itlbSlot(f >>> 12), page, 4);
  return page + ((f & 0xffc) << 1);
}

/** The instruction word at f, whose record is being filled in: from now on writes to the frame must be noticed. */
export function wordToDecode(f: u32): u32 {
  const frame = truth(f) & 0xfffff000;
  const page = recordPageOf(frame);
  if (load<u32>(page, RECORD_PAGE_LIVE) == 0) {
    store<u32>(page, 1, RECORD_PAGE_LIVE);
    closeForWriting(frame, f);
  }
  return load<u32>(frame + (f & 0xffc));
}

/** Whether a debugger wants to stop before the instruction at f. */
export function isBreakpoint(f: u32): bool {
  const list = load<u32>(0, BREAKPOINT_LIST);
  const at = (truth(f) & 0xfffff000) + (f & 0xffc);
  for (let i = load<u32>(0, BREAKPOINTS); i != 0; i--) if (load<u32>(list + (i - 1 << 2)) == at) return true;
  return false;
}

/** The instruction word at f for IIR, 0 where nothing can be fetched. */
export function wordAt(f: u32): u32 {
  const t = truth(f);
  return t & PAGE_EXEC ? load<u32>((t & 0xfffff000) + (f & 0xffc)) : 0;
}

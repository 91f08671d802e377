// What the core exports (core/index.ts), as TypeScript sees it. Addresses are host offsets in the one linear memory.

export interface Core {
  codeInit(): void;
  dropCode(frame: number): void;
  releaseCode(frame: number): void;
  flushItlb(): void;
  spaceCreate(space: number, id: number): void;
  spaceDestroy(space: number): void;
  spaceAttach(space: number, tables: number): void;
  spaceDetach(space: number): void;
  spaceSwitch(space: number): void;
  spaceSet(space: number, page: number, frame: number, prot: number, n: number): void;
  spaceClear(space: number, page: number, n: number): void;
  /** closed: CLOSED_LOADS, CLOSED_STORES, or 0. */
  closePage(space: number, page: number, closed: number): void;
  /** See core/bulk.ts. */
  toPlain(guest: number, n: number): void;
  toGuest(guest: number, n: number): void;
  fillGuest(guest: number, n: number, value: number): void;
  copyBytes(dst: number, src: number, n: number): void;
  run(budget: number): number;
  stray(budget: number, depth: number, expected: number): number;
  syscall(budget: number, depth: number, expected: number): number;
  /** See core/hot.ts. */
  setEntry(tables: number, offset: number, index: number): number;
  clearEntries(tables: number): void;
  markTranslated(offset: number): void;
  watchPage(tables: number, page: number): void;
}

/**
 * All functions of an instance: what it exports, and do_<row> of each instruction. These, which only the translator wants, are
 * in its table "rows", in the order of the names in the module's section "rows" (tools/build-core.mjs).
 */
export function allFunctions(module: WebAssembly.Module, exports: Record<string, unknown>): Core {
  const rows = exports.rows as WebAssembly.Table;
  const [section] = WebAssembly.Module.customSections(module, "rows");
  const all = { ...exports };
  const names = String.fromCharCode(...new Uint8Array(section)).split(" ");
  for (const [i, name] of names.entries()) all[name] = rows.get(i);
  return all as unknown as Core;
}

/** Sizes and places the two sides share; the core's are in core/layout.ts. */
/** One word a frame: not 0 where code of it was decoded. */
export const CODE_OF = 0x100000;
export const FIRST_FREE = 0x700000;
/** Frames of an address space and of its tables. */
export const SPACE_FRAMES = 2;
export const TABLES_FRAMES = 0x881;
/** Where a space has the address of its tables; its directory of chunks is at its start. */
export const SPACE_TABLES = 0x1008;
/** Offsets in the tables. */
export const TABLES_WRITE = 0x400000;
export const TABLES_ENTRIES = 0x800000;
/** The space they belong to. */
export const TABLES_SPACE = 0x880000;
/** Branch targets: pairs of words, and what the second has when the first is translated. */
export const ENTRIES = 65536;
export const ENTRY_TRANSLATED = 0x80000000;
export const RECORD_PAGE_SIZE = 8240;
export const RECORD_PAGES = 64;
/** What a page may be closed to (see TRAP_CLOSED): the core's PAGE_NO_LOADS, PAGE_NO_STORES. */
export const CLOSED_LOADS = 32;
export const CLOSED_STORES = 64;

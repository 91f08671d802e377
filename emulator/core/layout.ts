// Where the core's own structures lie in linear memory, above the processor state (isa/state.ts). Everything
// dynamic (tables of address spaces, guest frames, record pages) starts at FIRST_FREE and is handed out by
// emulator/memory.ts.

/** The instruction TLB: 256 entries of (virtual page, record page). */
export const ITLB: u32 = 0x1000;
export const ITLB_SIZE: u32 = 0x800;
/** Three records that look their instruction up, and three that leave for another space. */
export const LOOKUP_RECORDS: u32 = 0x1800;
export const FOREIGN_RECORDS: u32 = 0x1820;
/** A record that enters translated code, and two that look up. */
export const ENTER_RECORDS: u32 = 0x1840;

/** One word a frame: its record page, 0 when none. */
export const CODE_OF: u32 = 0x100000;
/** One halfword a frame: how many mappings may write it. */
export const WRITERS: u32 = 0x500000;
export const FIRST_FREE: u32 = 0x700000;

/** A record page: 1024 records of 8 bytes, three records that lead to the next page, then the words below. */
export const RECORD_PAGE_SIZE: u32 = 8224 + 16;
export const RECORD_PAGE_FRAME: u32 = 8224;
/** 1 while the page holds decoded records (and the frame may therefore not be written unnoticed). */
export const RECORD_PAGE_LIVE: u32 = 8228;
/** 1 when code of the frame was translated. */
export const RECORD_PAGE_TRANSLATED: u32 = 8236;
/** Next free record page. */
export const RECORD_PAGE_NEXT: u32 = 8232;

/** An address space: three tables of 2^20 words, then one byte for each 1024 pages that were ever set. */
export const SPACE_READ: u32 = 0;
export const SPACE_WRITE: u32 = 0x400000;
/** frame | PAGE_PRESENT | permission: what the kernel asked for. */
export const SPACE_TRUTH: u32 = 0x800000;
export const SPACE_TOUCHED: u32 = 0xc00000;
/** The space's number, as SR4..SR7 hold it. */
export const SPACE_ID: u32 = 0xc00400;
/** The next address space, 0 at the end. */
export const SPACE_NEXT: u32 = 0xc00404;
/** Branch targets (hot.ts). */
export const SPACE_ENTRIES: u32 = 0xc01000;
export const SPACE_SIZE: u32 = 0xc21000;

/** Pairs of a space's table of branch targets, a power of two. */
export const ENTRIES: u32 = 16384;
export const ENTRY_TRANSLATED: u32 = 0x80000000;

export const PAGE_READ: u32 = 1;
export const PAGE_WRITE: u32 = 2;
export const PAGE_EXEC: u32 = 4;
export const PAGE_PRESENT: u32 = 8;
/** A translation relies on this page's mapping. */
export const PAGE_WATCHED: u32 = 16;

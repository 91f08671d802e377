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
/**
 * Words: the current space (host address), the space that FOREIGN_RECORDS stand for, and the trap of a fetch that failed. In
 * memory, since V8 keeps a register for the place of globals in a function that uses one.
 */
export const CURRENT_SPACE: u32 = 0x1880;
export const FOREIGN_SPACE: u32 = 0x1884;
export const FETCH_TRAP: u32 = 0x1888;
/** The record of an instruction that a debugger passes a breakpoint over with. */
export const PASSED_RECORD: u32 = 0x1860;

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

/** 4 KiB of zeroes: the chunk of a directory where nothing is mapped. */
export const NO_CHUNK: u32 = 0x20000;

/**
 * An address space: a directory of 1024 chunks, each a word for each of 1024 pages (frame | PAGE_PRESENT | permission: what
 * the kernel asked for), then the words below.
 */
/** The space's number, as SR4..SR7 hold it. */
export const SPACE_ID: u32 = 0x1000;
/** The next address space, 0 at the end. */
export const SPACE_NEXT: u32 = 0x1004;
/** Its tables, 0 while it has none: they cost 8 MiB of linear memory, so only spaces that run have them. */
export const SPACE_TABLES: u32 = 0x1008;

/** The tables: 2^20 words for reading, as many for writing, branch targets (hot.ts), and the space they belong to. */
export const TABLES_READ: u32 = 0;
export const TABLES_WRITE: u32 = 0x400000;
export const TABLES_ENTRIES: u32 = 0x800000;
export const TABLES_SPACE: u32 = 0x880000;
/** A byte for each 4 KiB of the branch targets: not 0 where something was entered. */
export const TABLES_USED: u32 = 0x880010;

/** Pairs of a space's table of branch targets, a power of two. */
export const ENTRIES: u32 = 65536;
export const ENTRY_TRANSLATED: u32 = 0x80000000;

export const PAGE_READ: u32 = 1;
export const PAGE_WRITE: u32 = 2;
export const PAGE_EXEC: u32 = 4;
export const PAGE_PRESENT: u32 = 8;
/** A translation relies on this page's mapping. */
export const PAGE_WATCHED: u32 = 16;
/** A debugger wants to hear of loads and of stores (TRAP_CLOSED). */
export const PAGE_NO_LOADS: u32 = 32;
export const PAGE_NO_STORES: u32 = 64;

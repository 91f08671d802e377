// A fuzz case: a short sequence of instruction words, the processor's state before it, and 512 bytes of memory it may
// use. Every case lies at its own addresses, the same for both machines. Neighbours: generate.ts makes cases;
// reference.ts and guest.ts run them.

/** Where things are in the guest, both in qemu's ELF file and in our machine. */
export const CODE = 0x0010_0000;
export const CODE_STRIDE = 256;
export const SCRATCH = 0x0200_0000;
export const SCRATCH_SIZE = 512;
/** Instructions of a case's sequence; the words after it to the end of its slot are FINISH. */
export const MAX_LENGTH = 40;
/** What follows the sequence: no instruction. */
export const FINISH = 0xfc00_0000;

export interface State {
  /** GR0..GR31 (GR0 is 0). */
  readonly gr: Uint32Array;
  /** FR0..FR31, two words each, left first; word 0 is the FPSR. */
  readonly fr: Uint32Array;
  sar: number;
  /** PSW C/B: bit 7 the carry out of the leftmost digit … bit 0 out of the rightmost. */
  carries: number;
  /** PSW V: 0 or 1. */
  v: number;
  readonly scratch: Uint8Array;
}

export interface Case {
  /** Its slot: the place of its code and scratch. */
  readonly slot: number;
  readonly code: number[];
  readonly before: State;
}

/** How a case ended. */
export interface Outcome {
  /** The signal Linux would send. */
  signal: number;
  /** Address of the datum to blame; 0 where there is none. */
  address: number;
  /** IAOQ front and back. */
  iaoq: [number, number];
  /** PSW N, V, and C/B as in State. */
  n: number;
  state: State;
}

export const codeAt = (slot: number) => CODE + slot * CODE_STRIDE;
export const scratchAt = (slot: number) => SCRATCH + slot * SCRATCH_SIZE;

export const newState = (): State => ({
  gr: new Uint32Array(32),
  fr: new Uint32Array(64),
  sar: 0,
  carries: 0,
  v: 0,
  scratch: new Uint8Array(SCRATCH_SIZE),
});

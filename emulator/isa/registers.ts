// The names of the registers, as the assembler reads and the disassembler writes them. Imports nothing.
// Neighbour above: disasm/ and the docs generator.

/** General registers by number, with the names the 32-bit runtime architecture gives them (as binutils prints them). */
export const GR_NAMES: readonly string[] = [
  "r0",
  "r1",
  "rp",
  "r3",
  "r4",
  "r5",
  "r6",
  "r7",
  "r8",
  "r9",
  "r10",
  "r11",
  "r12",
  "r13",
  "r14",
  "r15",
  "r16",
  "r17",
  "r18",
  "r19",
  "r20",
  "r21",
  "r22",
  "r23",
  "r24",
  "r25",
  "r26",
  "dp",
  "ret0",
  "ret1",
  "sp",
  "r31",
];

/** Control registers by number (1.1 manual, table 2-1 "Control registers"). */
export const CR_NAMES: readonly string[] = [
  "rctr",
  "cr1",
  "cr2",
  "cr3",
  "cr4",
  "cr5",
  "cr6",
  "cr7",
  "pidr1",
  "pidr2",
  "ccr",
  "sar",
  "pidr3",
  "pidr4",
  "iva",
  "eiem",
  "itmr",
  "pcsq",
  "pcoq",
  "iir",
  "isr",
  "ior",
  "ipsw",
  "eirr",
  "tr0",
  "tr1",
  "tr2",
  "tr3",
  "tr4",
  "tr5",
  "tr6",
  "tr7",
];

/** Space registers by number. */
export const SR_NAMES: readonly string[] = ["sr0", "sr1", "sr2", "sr3", "sr4", "sr5", "sr6", "sr7"];

/** Floating-point registers by number: whole ones, and their left words. 0..3 hold the status and exception registers. */
export const FR_NAMES: readonly string[] = Array.from({ length: 32 }, (_, n) =>
  n === 0 ? "fr0" : n < 4 ? `fpe${2 * n}` : `fr${n}`,
);

/** The right words of the floating-point registers by number. */
export const FR_RIGHT_NAMES: readonly string[] = Array.from({ length: 32 }, (_, n) =>
  n < 4 ? `fpe${2 * n + 1}` : `fr${n}R`,
);

/** Other spellings the assembler takes, "%" in front of any register aside. */
export const GR_ALIASES: Readonly<Record<string, number>> = {
  flags: 0,
  r2: 2,
  rp: 2,
  r27: 27,
  r28: 28,
  r29: 29,
  r30: 30,
  arg0: 26,
  arg1: 25,
  arg2: 24,
  arg3: 23,
  mrp: 31,
};

// Which bytes a memory instruction touches: for watchpoints, which are known to the processor by page.
// Above: stops.ts. Below: nothing.

/** Major opcodes of loads and stores with a displacement, by their size in bytes. */
const BY_OPCODE: Readonly<Record<number, number>> = {
  16: 1, // ldb
  17: 2, // ldh
  24: 1, // stb
  25: 2, // sth
  20: 8, // fldd
  28: 8, // fstd
  11: 8, // coprocessor doublewords
};

/** Bytes from the address on that an instruction loads or stores: 1, 2, 4 or 8 (PA-RISC 1.1 manual, chapter 5). */
export function accessSize(word: number): number {
  const opcode = word >>> 26;
  // indexed and short: the extension says the size, in pairs that repeat for stores
  if (opcode === 3) return [1, 2, 4, 8, 4, 8, 4, 4][(word >>> 6) & 7];
  return BY_OPCODE[opcode] ?? 4;
}

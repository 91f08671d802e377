// What tells a call apart before anything is decoded. Above: jit.ts, translate.ts. Below: nothing.

/** Whether an instruction is a branch and link: be,l; b,l with a register to link by, to 22 bits, or pushing; bve,l. */
export function isCall(word: number): boolean {
  const opcode = word >>> 26;
  if (opcode !== 0x3a) return opcode === 0x39;
  const form = (word >>> 13) & 7;
  return form === 0 ? ((word >>> 21) & 31) !== 0 : form === 4 || form === 5 || form === 7;
}

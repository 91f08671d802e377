// Prints a field's decoding (isa/fields.ts) as an AssemblyScript expression over `insn`; the twin of decodeField().
// Neighbours: decode.ts and generate.ts above.
import type { Field } from "../isa/fields.ts";

export function fieldExpression(f: Field): string {
  let raw = f.segments.reduce((high, s) => {
    const piece = `((insn >>> ${s.lsb}) & ${2 ** s.width - 1})`;
    return high ? `((${high} << ${s.width}) | ${piece})` : piece;
  }, "");
  const { width, shift = 0, base, negate } = f;
  if (f.signed) raw = `u32(i32(${raw} << ${32 - width}) >> ${32 - width})`;
  if (shift) raw = `(${raw} << ${shift})`;
  if (negate) return `(${base ?? 0} - ${raw})`;
  return base ? `(${base} + ${raw})` : raw;
}

/** The expression of a register that is written: GR0 becomes the sink. */
export const targetExpression = (e: string): string => `sink(${e})`;

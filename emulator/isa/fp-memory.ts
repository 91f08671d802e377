// Loads and stores of floating-point registers: major opcodes 09, 0B, 14, 16, 17, 1C, 1E, 1F.
// Neighbours: insn.ts below, table.ts above. Semantics: core/semantics/memory.ts (addressing as there).
import { type Insn, insn } from "./insn.ts";

/** The rows of loads (store = 0) or stores (1); `_x` indexed, `_s` short, `_l` long displacement, `_m` that with modify. */
const rows = (store: 0 | 1): Insn[] => {
  const hint = store ? "st" : "ld";
  const row = (name: string, bits: string, cmplt: string, address: string, since?: "2.0") => {
    const [mnemonic, form] = name.split("_");
    const size = mnemonic.endsWith("d") ? 8 : 4;
    const reg = size === 8 ? "ft" : "wt";
    const what = size === 8 ? "doubleword" : "word";
    const at = `b + ${address.split("(")[0]}`;
    return insn(
      name,
      bits.replace("#", String(store)),
      `${mnemonic}${cmplt} ${store ? `${reg},${address}` : `${address},${reg}`}`,
      {
        fp: true,
        ...(store ? { store: size } : { load: size }),
        ...(since ? { since } : {}),
        does: `${store ? `${what} at ${at} = ${reg}` : `${reg} = ${what} at ${at}`}${form === "l" ? "" : " (b modified as the completer says)"}`,
      },
    );
  };
  const op = store ? "fst" : "fld";
  return [
    row(`${op}w_x`, `001001 b:5 x:5 s:2 u:1 0 ${hint}:2 # 00 ht:1 m:1 wt:5`, `,um,${hint}`, "x(s,b)"),
    row(`${op}w_s`, `001001 b:5 im5:5 s:2 a:1 1 ${hint}:2 # 00 ht:1 m:1 wt:5`, `,amo,${hint}`, "im5(s,b)"),
    row(`${op}d_x`, `001011 b:5 x:5 s:2 u:1 0 ${hint}:2 # 000 m:1 ft:5`, `,um,${hint}`, "x(s,b)"),
    row(`${op}d_s`, `001011 b:5 im5:5 s:2 a:1 1 ${hint}:2 # 000 m:1 ft:5`, `,amo,${hint}`, "im5(s,b)"),
    row(`${op}w_l`, `01#111 b:5 wt:5 s:2 im11a:11 0 ht:1 i:1`, "", "im11a(s,b)", "2.0"),
    row(`${op}w_m`, `01#110 b:5 wt:5 s:2 im11a:11 ab:1 ht:1 i:1`, ",ab", "im11a(s,b)", "2.0"),
    row(`${op}d_l`, `01#100 b:5 ft:5 s:2 im10a:10 m:1 a:1 1 i:1`, ",am", "im10a(s,b)", "2.0"),
  ];
};

export const FP_MEMORY: readonly Insn[] = [...rows(0), ...rows(1)];

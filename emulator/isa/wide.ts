// PA-RISC 2.0 instructions on 64-bit registers. This machine's are 32 bits wide, so that they are illegal
// instructions to it (as to a PA 1.1 processor); the rows serve the disassembler, the assembler and the docs.
// Neighbours: insn.ts below, table.ts above.
import { ALU } from "./alu.ts";
import { bit_cond, type Condition, shift_cond, sub_cond_false, sub_cond_true } from "./conditions.ts";
import { type Facts, type Insn, insn } from "./insn.ts";

const wide: Facts = { since: "2.0", wide: true };

const starred = new Map<Condition, Condition>();
/** The 64-bit form of a condition: its completers begin with a star, "never" too. */
function star(cond: Condition): Condition {
  let found = starred.get(cond);
  if (!found) {
    found = {
      name: `${cond.name}_64`,
      names: cond.names.map((text, n) => (text || n === 0 ? `*${text}` : "")),
    };
    starred.set(cond, found);
  }
  return found;
}

/** cmpib of doublewords has its own eight. */
const cmpib_cond_64: Condition = {
  name: "cmpib_cond_64",
  names: ["*<<", "*=", "*<", "*<=", "*>>=", "*<>", "*>=", "*>"],
};

/** The arithmetic of major opcode 02: the d bit asks for 64-bit conditions and carries. */
const arithmetic = ALU.filter((row) => row.bits.startsWith("000010 ") && row.cond && row.name !== "ds").map(
  (row) =>
    insn(
      `${row.name}_d`,
      row.bits.replace(/ 0 t:5$/, " 1 t:5"),
      row.syntax.replace(/^add,c,/, "add,dc,").replace(/^sub,b,/, "sub,db,"),
      { ...wide, cond: star(row.cond!), nullifies: true, does: `64 bits: ${row.does}` },
    ),
);

/** Both halves of a length's range: the bit that stands for 32 is drawn, so that each is a row. */
const lengths = (name: string, bits: (lenh: string) => string, syntax: string, does: string): Insn[] =>
  (["0", "1"] as const).map((lenh) =>
    insn(
      lenh === "1" ? name : `${name}_32`,
      bits(lenh).replace("clen:5", lenh === "1" ? "clen64:5" : "clen:5"),
      lenh === "1" ? syntax.replace("clen", "clen64") : syntax,
      { ...wide, cond: star(shift_cond), nullifies: true, does },
    ),
  );

/** Indexed and short forms of doubleword loads and stores; `s` as drawn. */
const loads = (
  name: string,
  op: string,
  s: string,
  hint: string,
  short: string,
  does: string,
  facts: Facts,
): Insn[] => {
  const address = (x: string) => (s === "s:2" ? `${x}(s,b)` : `${x}(b)`);
  return [
    insn(
      `${name}_x`,
      `000011 b:5 x:5 ${s} u:1 0 ${hint}:2 ${op} m:1 t:5`,
      `${name},um,${hint} ${address("x")},t`,
      {
        ...wide,
        ...facts,
        load: 8,
        does,
      },
    ),
    insn(
      `${name}_s`,
      `000011 b:5 im5:5 ${s} a:1 1 ${hint}:2 ${op} m:1 t:5`,
      `${name},${short},${hint} ${address("im5")},t`,
      {
        ...wide,
        ...facts,
        load: 8,
        does,
      },
    ),
  ];
};
const store = (name: string, op: string, s: string, does: string, facts: Facts = {}): Insn =>
  insn(
    `${name}_s`,
    `000011 b:5 r:5 ${s} ${name === "stdby" ? "e" : "a"}:1 1 st:2 ${op} m:1 im5:5`,
    `${name},${name === "stdby" ? "em" : "amo"},st r,im5(${s === "s:2" ? "s,b" : "b"})`,
    { ...wide, ...facts, store: 8, does },
  );

const branch = (
  name: string,
  opcode: string,
  first: string,
  cond: Condition,
  text: string,
  does: string,
): Insn => insn(name, `${opcode} ${first} w1:11 n:1 w:1`, text, { ...wide, cond, branch: "maybe", does });

export const WIDE: readonly Insn[] = [
  ...arithmetic,
  insn("cmpiclr_d", "100100 r:5 t:5 cf:4 1 im11:11", "cmpiclr,cf im11,r,t", {
    ...wide,
    cond: star(ALU.find((row) => row.name === "cmpiclr")!.cond!),
    nullifies: true,
    does: "t = 0, nullifying by the 64-bit comparison of im11 with r",
  }),
  branch(
    "cmpb_d_t",
    "100111",
    "r2:5 r1:5 c:3",
    star(sub_cond_true),
    "cmpb,c,n r1,r2,target",
    "branch if r1 compares so with r2",
  ),
  branch(
    "cmpb_d_f",
    "101111",
    "r2:5 r1:5 c:3",
    star(sub_cond_false),
    "cmpb,c,n r1,r2,target",
    "branch if r1 compares so with r2",
  ),
  branch(
    "cmpib_d",
    "111011",
    "r:5 im5:5 c:3",
    cmpib_cond_64,
    "cmpib,c,n im5,r,target",
    "branch if im5 compares so with r",
  ),
  branch(
    "bb_sar_d",
    "110000 00000",
    "r:5 c:1 11",
    { name: "bit_cond_64", names: bit_cond.names.map((s) => `*${s}`) },
    "bb,c,n r,sar,target",
    "branch on bit SAR of 64",
  ),
  branch(
    "bb_d",
    "110001",
    "bit:5 r:5 c:1 11",
    { name: "bit_cond_64", names: bit_cond.names.map((s) => `*${s}`) },
    "bb,c,n r,bit,target",
    "branch on a bit of the left word",
  ),
  insn("shrpd_sar", "110100 r2:5 r1:5 c:3 000 10000 t:5", "shrpd,c r1,r2,sar,t", {
    ...wide,
    cond: star(shift_cond),
    nullifies: true,
    does: "t = low doubleword of (r1:r2 >> SAR)",
  }),
  insn("shrpd", "110100 r2:5 r1:5 c:3 0 cph:1 1 cpl:5 t:5", "shrpd,c r1,r2,cp64,t", {
    ...wide,
    cond: star(shift_cond),
    nullifies: true,
    does: "t = low doubleword of (r1:r2 >> cp64)",
  }),
  ...["u", "s"].flatMap((sign, se) => [
    ...lengths(
      `extrd_${sign}_sar`,
      (l) => `110100 r:5 t:5 c:3 10 ${se} 1 ${l} 000 clen:5`,
      `extrd,${sign},c r,sar,clen,t`,
      "extract at bit SAR",
    ),
    ...lengths(
      `extrd_${sign}`,
      (l) => `110110 r:5 t:5 c:3 ${l} ph:1 ${se} pl:5 clen:5`,
      `extrd,${sign},c r,p64,clen,t`,
      "extract at bit p64",
    ),
  ]),
  ...["_z", ""].flatMap((z, nz) => {
    const text = z.replace("_", ",");
    return [
      ...lengths(
        `depd${z}_sar`,
        (l) => `110101 t:5 r:5 c:3 00 ${nz} 1 ${l} 000 clen:5`,
        `depd${text},c r,sar,clen,t`,
        "deposit at bit SAR",
      ),
      ...lengths(
        `depd${z}`,
        (l) => `111100 t:5 r:5 c:3 ${l} cph:1 ${nz} cpl:5 clen:5`,
        `depd${text},c r,cp64,clen,t`,
        "deposit at bit cp64",
      ),
      ...lengths(
        `depdi${z}_sar`,
        (l) => `110101 t:5 im5:5 c:3 10 ${nz} 1 ${l} 000 clen:5`,
        `depdi${text},c im5,sar,clen,t`,
        "deposit im5 at bit SAR",
      ),
      ...lengths(
        `depdi${z}`,
        (l) => `111101 t:5 im5:5 c:3 ${l} cph:1 ${nz} cpl:5 clen:5`,
        `depdi${text},c im5,cp64,clen,t`,
        "deposit im5 at bit cp64",
      ),
    ];
  }),
  ...loads("ldd", "0011", "s:2", "ld", "amo", "t = doubleword", {}),
  ...loads("ldda", "0100", "00", "ld", "amo", "t = doubleword at an absolute address", { privileged: true }),
  ...loads("ldcd", "0101", "s:2", "co", "am", "t = doubleword, which becomes 0, in one step", { store: 8 }),
  store("std", "1011", "s:2", "doubleword = r"),
  store("stda", "1111", "00", "doubleword at an absolute address = r", { privileged: true }),
  store("stdby", "1101", "s:2", "begin (b): bytes of r from the address on; end (e): those before it"),
  insn("ldd", "010100 b:5 t:5 s:2 im10a:10 m:1 a:1 0 i:1", "ldd,am im10a(s,b),t", {
    ...wide,
    load: 8,
    does: "t = doubleword",
  }),
  insn("std", "011100 b:5 r:5 s:2 im10a:10 m:1 a:1 0 i:1", "std,am r,im10a(s,b)", {
    ...wide,
    store: 8,
    does: "doubleword = r",
  }),
  insn("mixw_l", "111110 r2:5 r1:5 1 00 0000 0000 t:5", "mixw,l r1,r2,t", {
    ...wide,
    does: "t = left word of r1, left word of r2",
  }),
  insn("mixw_r", "111110 r2:5 r1:5 1 10 0000 0000 t:5", "mixw,r r1,r2,t", {
    ...wide,
    does: "t = right word of r1, right word of r2",
  }),
  insn("permh", "111110 r:5 r:5 0 c0:2 0 c1:2 c2:2 c3:2 0 t:5", "permh,perm r,t", {
    ...wide,
    does: "t = four halfwords of r, picked by number",
  }),
];

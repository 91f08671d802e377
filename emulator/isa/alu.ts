// Arithmetic and logic rows of the table: major opcodes 02 and 24, 25, 2C, 2D, and the loads of immediates.
// Neighbours: insn.ts below, table.ts above. Semantics: core/semantics/alu.ts.
import { add_cond, logic_cond, sub_cond, unit_cond } from "./conditions.ts";
import { type Insn, insn } from "./insn.ts";

const add = { cond: add_cond, nullifies: true };
const sub = { cond: sub_cond, nullifies: true };
const logic = { cond: logic_cond, nullifies: true };
const unit = { cond: unit_cond, nullifies: true };

/** The shift-and-add rows for a shift of n; 00 in the diagram's place of n is the plain add. */
const shiftAdd = (n: number): Insn[] => {
  const two = n.toString(2).padStart(2, "0");
  return [
    insn(`sh${n}add`, `000010 r2:5 r1:5 cf:4 0110 ${two} 0 t:5`, `shladd,cf r1,${n},r2,t`, {
      ...add,
      does: `t = (r1 << ${n}) + r2; carries`,
    }),
    insn(`sh${n}add_l`, `000010 r2:5 r1:5 cf:4 1010 ${two} 0 t:5`, `shladd,l,cf r1,${n},r2,t`, {
      ...add,
      does: `t = (r1 << ${n}) + r2`,
    }),
    insn(`sh${n}add_tsv`, `000010 r2:5 r1:5 cf:4 1110 ${two} 0 t:5`, `shladd,tsv,cf r1,${n},r2,t`, {
      ...add,
      traps: true,
      does: `t = (r1 << ${n}) + r2; carries; traps on signed overflow`,
    }),
  ];
};

/** Halfword shift-and-add rows. */
const halfShiftAdd = (n: number): Insn[] => {
  const two = n.toString(2).padStart(2, "0");
  return [
    insn(`hsh${n}ladd`, `000010 r2:5 r1:5 0000 0111 ${two} 0 t:5`, `hshladd r1,${n},r2,t`, {
      since: "2.0",
      does: `each halfword: t = saturate(saturate(r1 << ${n}) + r2), signed`,
    }),
    insn(`hsh${n}radd`, `000010 r2:5 r1:5 0000 0101 ${two} 0 t:5`, `hshradd r1,${n},r2,t`, {
      since: "2.0",
      does: `each halfword: t = saturate((r1 >> ${n}) + r2), signed`,
    }),
  ];
};

export const ALU: readonly Insn[] = [
  insn("add", "000010 r2:5 r1:5 cf:4 0110 00 0 t:5", "add,cf r1,r2,t", {
    ...add,
    does: "t = r1 + r2; carries",
  }),
  insn("add_l", "000010 r2:5 r1:5 cf:4 1010 00 0 t:5", "add,l,cf r1,r2,t", { ...add, does: "t = r1 + r2" }),
  insn("add_tsv", "000010 r2:5 r1:5 cf:4 1110 00 0 t:5", "add,tsv,cf r1,r2,t", {
    ...add,
    traps: true,
    does: "t = r1 + r2; carries; traps on signed overflow",
  }),
  insn("add_c", "000010 r2:5 r1:5 cf:4 0111 00 0 t:5", "add,c,cf r1,r2,t", {
    ...add,
    does: "t = r1 + r2 + PSW C; carries",
  }),
  insn("add_c_tsv", "000010 r2:5 r1:5 cf:4 1111 00 0 t:5", "add,c,tsv,cf r1,r2,t", {
    ...add,
    traps: true,
    does: "t = r1 + r2 + PSW C; carries; traps on signed overflow",
  }),
  ...shiftAdd(1),
  ...shiftAdd(2),
  ...shiftAdd(3),
  insn("sub", "000010 r2:5 r1:5 cf:4 0100 00 0 t:5", "sub,cf r1,r2,t", {
    ...sub,
    does: "t = r1 - r2; borrows",
  }),
  insn("sub_tsv", "000010 r2:5 r1:5 cf:4 1100 00 0 t:5", "sub,tsv,cf r1,r2,t", {
    ...sub,
    traps: true,
    does: "t = r1 - r2; borrows; traps on signed overflow",
  }),
  insn("sub_tc", "000010 r2:5 r1:5 cf:4 0100 11 0 t:5", "sub,tc,cf r1,r2,t", {
    ...sub,
    traps: true,
    does: "t = r1 - r2; borrows; traps if the condition holds",
  }),
  insn("sub_tsv_tc", "000010 r2:5 r1:5 cf:4 1100 11 0 t:5", "sub,tc,tsv,cf r1,r2,t", {
    ...sub,
    traps: true,
    does: "t = r1 - r2; borrows; traps on signed overflow or if the condition holds",
  }),
  insn("sub_b", "000010 r2:5 r1:5 cf:4 0101 00 0 t:5", "sub,b,cf r1,r2,t", {
    ...sub,
    does: "t = r1 - r2 - (1 - PSW C); borrows",
  }),
  insn("sub_b_tsv", "000010 r2:5 r1:5 cf:4 1101 00 0 t:5", "sub,b,tsv,cf r1,r2,t", {
    ...sub,
    traps: true,
    does: "t = r1 - r2 - (1 - PSW C); borrows; traps on signed overflow",
  }),
  insn("ds", "000010 r2:5 r1:5 cf:4 0100 01 0 t:5", "ds,cf r1,r2,t", {
    ...sub,
    does: "divide step: t = (r1 << 1 | PSW C) ± r2, minus where PSW V is 1; carries; PSW V",
  }),
  insn("andcm", "000010 r2:5 r1:5 cf:4 0000 00 0 t:5", "andcm,cf r1,r2,t", {
    ...logic,
    does: "t = r1 & ~r2",
  }),
  insn("and", "000010 r2:5 r1:5 cf:4 0010 00 0 t:5", "and,cf r1,r2,t", { ...logic, does: "t = r1 & r2" }),
  insn("or", "000010 r2:5 r1:5 cf:4 0010 01 0 t:5", "or,cf r1,r2,t", { ...logic, does: "t = r1 | r2" }),
  insn("xor", "000010 r2:5 r1:5 cf:4 0010 10 0 t:5", "xor,cf r1,r2,t", { ...logic, does: "t = r1 ^ r2" }),
  insn("uxor", "000010 r2:5 r1:5 cf:4 0011 10 0 t:5", "uxor,cf r1,r2,t", {
    ...unit,
    does: "t = r1 ^ r2, with unit conditions",
  }),
  insn("cmpclr", "000010 r2:5 r1:5 cf:4 1000 10 0 t:5", "cmpclr,cf r1,r2,t", {
    ...sub,
    does: "t = 0, nullifying by the comparison of r1 with r2",
  }),
  insn("uaddcm", "000010 r2:5 r1:5 cf:4 1001 10 0 t:5", "uaddcm,cf r1,r2,t", {
    ...unit,
    does: "t = r1 + ~r2",
  }),
  insn("uaddcm_tc", "000010 r2:5 r1:5 cf:4 1001 11 0 t:5", "uaddcm,tc,cf r1,r2,t", {
    ...unit,
    traps: true,
    does: "t = r1 + ~r2; traps if the condition holds",
  }),
  insn("dcor", "000010 r:5 00000 cf:4 1011 10 0 t:5", "dcor,cf r,t", {
    ...unit,
    does: "t = r minus 6 in every digit whose carry is 0 (after a decimal add of biased digits)",
  }),
  insn("dcor_i", "000010 r:5 00000 cf:4 1011 11 0 t:5", "dcor,i,cf r,t", {
    ...unit,
    does: "t = r plus 6 in every digit whose carry is 1",
  }),
  insn("addi", "101101 r:5 t:5 cf:4 0 im11:11", "addi,cf im11,r,t", {
    ...add,
    does: "t = im11 + r; carries",
  }),
  insn("addi_tsv", "101101 r:5 t:5 cf:4 1 im11:11", "addi,tsv,cf im11,r,t", {
    ...add,
    traps: true,
    does: "t = im11 + r; carries; traps on signed overflow",
  }),
  insn("addi_tc", "101100 r:5 t:5 cf:4 0 im11:11", "addi,tc,cf im11,r,t", {
    ...add,
    traps: true,
    does: "t = im11 + r; carries; traps if the condition holds",
  }),
  insn("addi_tsv_tc", "101100 r:5 t:5 cf:4 1 im11:11", "addi,tc,tsv,cf im11,r,t", {
    ...add,
    traps: true,
    does: "t = im11 + r; carries; traps on signed overflow or if the condition holds",
  }),
  insn("subi", "100101 r:5 t:5 cf:4 0 im11:11", "subi,cf im11,r,t", {
    ...sub,
    does: "t = im11 - r; borrows",
  }),
  insn("subi_tsv", "100101 r:5 t:5 cf:4 1 im11:11", "subi,tsv,cf im11,r,t", {
    ...sub,
    traps: true,
    does: "t = im11 - r; borrows; traps on signed overflow",
  }),
  insn("cmpiclr", "100100 r:5 t:5 cf:4 0 im11:11", "cmpiclr,cf im11,r,t", {
    ...sub,
    does: "t = 0, nullifying by the comparison of im11 with r",
  }),
  insn("ldil", "001000 t:5 im21:21", "ldil im21,t", { does: "t = im21 << 11" }),
  insn("addil", "001010 r:5 im21:21", "addil im21,r,r1", { does: "r1 = (im21 << 11) + r" }),
  insn("ldo", "001101 b:5 t:5 00 im14:14", "ldo im14(b),t", { does: "t = b + im14" }),
  insn("hadd", "000010 r2:5 r1:5 0000 0011 11 0 t:5", "hadd r1,r2,t", {
    since: "2.0",
    does: "each halfword: t = r1 + r2, modulo 2^16",
  }),
  insn("hadd_ss", "000010 r2:5 r1:5 0000 0011 01 0 t:5", "hadd,ss r1,r2,t", {
    since: "2.0",
    does: "each halfword: t = r1 + r2, signed saturation",
  }),
  insn("hadd_us", "000010 r2:5 r1:5 0000 0011 00 0 t:5", "hadd,us r1,r2,t", {
    since: "2.0",
    does: "each halfword: t = r1 (unsigned) + r2 (signed), saturated to 0..65535",
  }),
  insn("hsub", "000010 r2:5 r1:5 0000 0001 11 0 t:5", "hsub r1,r2,t", {
    since: "2.0",
    does: "each halfword: t = r1 - r2, modulo 2^16",
  }),
  insn("hsub_ss", "000010 r2:5 r1:5 0000 0001 01 0 t:5", "hsub,ss r1,r2,t", {
    since: "2.0",
    does: "each halfword: t = r1 - r2, signed saturation",
  }),
  insn("hsub_us", "000010 r2:5 r1:5 0000 0001 00 0 t:5", "hsub,us r1,r2,t", {
    since: "2.0",
    does: "each halfword: t = r1 (unsigned) - r2 (signed), saturated to 0..65535",
  }),
  insn("havg", "000010 r2:5 r1:5 0000 0010 11 0 t:5", "havg r1,r2,t", {
    since: "2.0",
    does: "each halfword, unsigned: t = (r1 + r2) / 2, rounded to odd",
  }),
  ...halfShiftAdd(1),
  ...halfShiftAdd(2),
  ...halfShiftAdd(3),
];

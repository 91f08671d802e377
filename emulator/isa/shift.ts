// Shift, extract and deposit rows: major opcodes 34, 35, and the halfword permutations of 3E.
// Neighbours: insn.ts below, table.ts above. Semantics: core/semantics/shift.ts.
import { shift_cond } from "./conditions.ts";
import { type Insn, insn } from "./insn.ts";

const shift = { cond: shift_cond, nullifies: true };

export const SHIFT: readonly Insn[] = [
  insn("shrpw_sar", "110100 r2:5 r1:5 c:3 000 00000 t:5", "shrpw,c r1,r2,sar,t", {
    ...shift,
    does: "t = low word of (r1:r2 >> SAR)",
  }),
  insn("shrpw", "110100 r2:5 r1:5 c:3 010 cp:5 t:5", "shrpw,c r1,r2,cp,t", {
    ...shift,
    does: "t = low word of (r1:r2 >> cp)",
  }),
  insn("extrw_u_sar", "110100 r:5 t:5 c:3 100 00000 clen:5", "extrw,u,c r,sar,clen,t", {
    ...shift,
    does: "t = clen bits of r that end at bit SAR (bit 0 = leftmost), zero-extended",
  }),
  insn("extrw_s_sar", "110100 r:5 t:5 c:3 101 00000 clen:5", "extrw,s,c r,sar,clen,t", {
    ...shift,
    does: "t = clen bits of r that end at bit SAR, sign-extended",
  }),
  insn("extrw_u", "110100 r:5 t:5 c:3 110 p:5 clen:5", "extrw,u,c r,p,clen,t", {
    ...shift,
    does: "t = clen bits of r that end at bit p, zero-extended",
  }),
  insn("extrw_s", "110100 r:5 t:5 c:3 111 p:5 clen:5", "extrw,s,c r,p,clen,t", {
    ...shift,
    does: "t = clen bits of r that end at bit p, sign-extended",
  }),
  insn("depw_z_sar", "110101 t:5 r:5 c:3 000 00000 clen:5", "depw,z,c r,sar,clen,t", {
    ...shift,
    does: "t = low clen bits of r placed to end at bit SAR, the rest 0",
  }),
  insn("depw_sar", "110101 t:5 r:5 c:3 001 00000 clen:5", "depw,c r,sar,clen,t", {
    ...shift,
    does: "low clen bits of r placed into t, to end at bit SAR",
  }),
  insn("depw_z", "110101 t:5 r:5 c:3 010 cp:5 clen:5", "depw,z,c r,cp,clen,t", {
    ...shift,
    does: "t = low clen bits of r placed to end at bit cp, the rest 0",
  }),
  insn("depw", "110101 t:5 r:5 c:3 011 cp:5 clen:5", "depw,c r,cp,clen,t", {
    ...shift,
    does: "low clen bits of r placed into t, to end at bit cp",
  }),
  insn("depwi_z_sar", "110101 t:5 im5:5 c:3 100 00000 clen:5", "depwi,z,c im5,sar,clen,t", {
    ...shift,
    does: "t = low clen bits of im5 placed to end at bit SAR, the rest 0",
  }),
  insn("depwi_sar", "110101 t:5 im5:5 c:3 101 00000 clen:5", "depwi,c im5,sar,clen,t", {
    ...shift,
    does: "low clen bits of im5 placed into t, to end at bit SAR",
  }),
  insn("depwi_z", "110101 t:5 im5:5 c:3 110 cp:5 clen:5", "depwi,z,c im5,cp,clen,t", {
    ...shift,
    does: "t = low clen bits of im5 placed to end at bit cp, the rest 0",
  }),
  insn("depwi", "110101 t:5 im5:5 c:3 111 cp:5 clen:5", "depwi,c im5,cp,clen,t", {
    ...shift,
    does: "low clen bits of im5 placed into t, to end at bit cp",
  }),
  insn("hshl", "111110 00000 r:5 1000 10 sa:4 0 t:5", "hshl r,sa,t", {
    since: "2.0",
    does: "each halfword: t = r << sa",
  }),
  insn("hshr_u", "111110 r:5 00000 1100 10 sa:4 0 t:5", "hshr,u r,sa,t", {
    since: "2.0",
    does: "each halfword: t = r >> sa, unsigned",
  }),
  insn("hshr_s", "111110 r:5 00000 1100 11 sa:4 0 t:5", "hshr,s r,sa,t", {
    since: "2.0",
    does: "each halfword: t = r >> sa, signed",
  }),
  insn("mixh_l", "111110 r2:5 r1:5 1 00 0010 0000 t:5", "mixh,l r1,r2,t", {
    since: "2.0",
    does: "t = left halfword of r1, left halfword of r2",
  }),
  insn("mixh_r", "111110 r2:5 r1:5 1 10 0010 0000 t:5", "mixh,r r1,r2,t", {
    since: "2.0",
    does: "t = right halfword of r1, right halfword of r2",
  }),
];

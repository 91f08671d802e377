// Branches: major opcodes 20 … 23, 28 … 2B, 30 … 33, 38 … 3A.
// `target` in a syntax is the address of the branch + 8 + disp; `disp` is written as a number.
// Neighbours: insn.ts below, table.ts above. Semantics: core/semantics/branch.ts.
import {
  add_cond_false,
  add_cond_true,
  bit_cond,
  type Condition,
  shift_cond,
  sub_cond_false,
  sub_cond_true,
} from "./conditions.ts";
import { type Insn, insn } from "./insn.ts";

/** Conditional branch rows: the opcodes of "register" and "immediate" forms, for a condition and for its opposite. */
const compare = (name: string, opcode: string, first: string, cond: Condition, does: string): Insn =>
  insn(name, `${opcode} ${first} c:3 w1:11 n:1 w:1`, "", { cond, branch: "maybe", does });

const syntax = (row: Insn, text: string): Insn => ({ ...row, syntax: text, mnemonic: text.split(",", 1)[0] });

export const BRANCH: readonly Insn[] = [
  syntax(
    compare("cmpb_t", "100000", "r2:5 r1:5", sub_cond_true, "branch if r1 compares so with r2"),
    "cmpb,c,n r1,r2,target",
  ),
  syntax(
    compare("cmpb_f", "100010", "r2:5 r1:5", sub_cond_false, "branch if r1 compares so with r2"),
    "cmpb,c,n r1,r2,target",
  ),
  syntax(
    compare("cmpib_t", "100001", "r:5 im5:5", sub_cond_true, "branch if im5 compares so with r"),
    "cmpib,c,n im5,r,target",
  ),
  syntax(
    compare("cmpib_f", "100011", "r:5 im5:5", sub_cond_false, "branch if im5 compares so with r"),
    "cmpib,c,n im5,r,target",
  ),
  syntax(
    compare("addb_t", "101000", "r2:5 r1:5", add_cond_true, "r2 += r1, branch on the condition"),
    "addb,c,n r1,r2,target",
  ),
  syntax(
    compare("addb_f", "101010", "r2:5 r1:5", add_cond_false, "r2 += r1, branch on the condition"),
    "addb,c,n r1,r2,target",
  ),
  syntax(
    compare("addib_t", "101001", "r:5 im5:5", add_cond_true, "r += im5, branch on the condition"),
    "addib,c,n im5,r,target",
  ),
  syntax(
    compare("addib_f", "101011", "r:5 im5:5", add_cond_false, "r += im5, branch on the condition"),
    "addib,c,n im5,r,target",
  ),
  syntax(
    compare("movb", "110010", "t:5 r:5", shift_cond, "t = r, branch on its value"),
    "movb,c,n r,t,target",
  ),
  syntax(
    compare("movib", "110011", "t:5 im5:5", shift_cond, "t = im5, branch on its value"),
    "movib,c,n im5,t,target",
  ),
  insn("bb_sar", "110000 00000 r:5 c:1 10 w1:11 n:1 w:1", "bb,c,n r,sar,target", {
    cond: bit_cond,
    branch: "maybe",
    does: "branch if bit SAR of r (0 = leftmost) is 1 (<) or 0 (>=)",
  }),
  insn("bb", "110001 bit:5 r:5 c:1 10 w1:11 n:1 w:1", "bb,c,n r,bit,target", {
    cond: bit_cond,
    branch: "maybe",
    does: "branch if that bit of r (0 = leftmost) is 1 (<) or 0 (>=)",
  }),
  insn("be", "111000 b:5 w1:5 sr:3 w2:11 n:1 w:1", "be,n disp(sr,b)", {
    branch: "always",
    does: "branch to b + disp in the space sr",
  }),
  insn("be_l", "111001 b:5 w1:5 sr:3 w2:11 n:1 w:1", "be,l,n disp(sr,b),sr0,r31", {
    branch: "always",
    does: "branch to b + disp in the space sr; r31 and sr0 = the return point",
  }),
  insn("bl", "111010 t:5 w1:5 000 w2:11 n:1 w:1", "b,l,n target,t", {
    branch: "always",
    does: "t = the return point (branch + 8); branch",
  }),
  insn("gate", "111010 t:5 w1:5 001 w2:11 n:1 w:1", "b,gate,n target,t", {
    branch: "always",
    traps: true,
    does: "branch, with the privilege that the branch's page promotes to; t's low bits = the old privilege",
  }),
  insn("bl_long", "111010 w3:5 w1:5 101 w2:11 n:1 w:1", "b,l,n target,rp", {
    branch: "always",
    since: "2.0",
    does: "rp = the return point; branch within ±8 MiB",
  }),
  insn("bl_push", "111010 w3:5 w1:5 100 w2:11 n:1 w:1", "b,l,push,n target,rp", {
    branch: "always",
    since: "2.0",
    does: "as b,l; also pushes the return point onto the branch target stack",
  }),
  insn("blr", "111010 t:5 x:5 010 00000000000 n:1 0", "blr,n x,t", {
    branch: "always",
    does: "t = the return point; branch to the branch + 8 + 8 x",
  }),
  insn("bv", "111010 b:5 x:5 110 00000000000 n:1 0", "bv,n x(b)", {
    branch: "always",
    does: "branch to b + 8 x",
  }),
  insn("bve", "111010 b:5 00000 110 10000000000 n:1 0", "bve,n (b)", {
    branch: "always",
    since: "2.0",
    does: "branch to b in the space that b's top bits select",
  }),
  insn("bve_pop", "111010 b:5 00000 110 10000000000 n:1 1", "bve,pop,n (b)", {
    branch: "always",
    since: "2.0",
    does: "as bve; also pops the branch target stack",
  }),
  insn("bve_l", "111010 b:5 00000 111 10000000000 n:1 0", "bve,l,n (b),rp", {
    branch: "always",
    since: "2.0",
    does: "as bve; rp = the return point",
  }),
  insn("bve_l_push", "111010 b:5 00000 111 10000000000 n:1 1", "bve,l,push,n (b),rp", {
    branch: "always",
    since: "2.0",
    does: "as bve,l; also pushes the return point onto the branch target stack",
  }),
  insn("popbts", "111010 00000 00000 010 0 i9:9 101", "popbts i9", {
    since: "2.0",
    does: "drops i9 entries of the branch target stack; 0: all",
  }),
  insn("pushbts", "111010 00000 r:5 010 00000000000 01", "pushbts r", {
    since: "2.0",
    does: "pushes r onto the branch target stack",
  }),
];

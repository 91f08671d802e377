// Shared cases: a short program, what it starts from and what it ends with. Every engine must agree with every one of
// them. Expected values are worked out from the PA-RISC 1.1 manual, not from an engine.
// A program ends at a break unless `trap` says otherwise. Above: cases.test.ts.

import {
  TRAP_BREAK,
  TRAP_CONDITIONAL,
  TRAP_DATA_ACCESS_RIGHTS,
  TRAP_DATA_TLB_MISS,
  TRAP_GATEWAY,
  TRAP_ILLEGAL,
  TRAP_INSN_PROTECTION,
  TRAP_INSN_TLB_MISS,
  TRAP_NON_ACCESS_DATA_TLB_MISS,
  TRAP_OVERFLOW,
  TRAP_PRIVILEGED_OPERATION,
  TRAP_PRIVILEGED_REGISTER,
  TRAP_UNALIGNED,
} from "../../emulator/index.ts";
import { CODE, DATA, NO_ACCESS, NOWHERE, READ_ONLY } from "./rig.ts";

export interface Case {
  readonly name: string;
  readonly code: string;
  /** State at the start; "@hex" is a word of memory. */
  readonly given?: Readonly<Record<string, number>>;
  readonly want: Readonly<Record<string, number>>;
  readonly trap?: number;
  readonly ior?: number;
}

const M1 = 0xffffffff;
const MAX = 0x7fffffff;
const MIN = 0x80000000;
const at = (address: number): string => `@${address.toString(16)}`;

const one = (name: string, code: string, given: Case["given"], want: Case["want"]): Case => ({
  name,
  code: `${code}\nbreak 0,0`,
  given,
  want,
});
/** Does the instruction nullify the next one? */
const nullifies = (code: string, given: Record<string, number>, yes: boolean): Case => ({
  name: `${code} ${JSON.stringify(given)} ${yes ? "nullifies" : "does not nullify"}`,
  code: `${code}\nldo 1(r9),r9\nbreak 0,0`,
  given: { ...given, r9: 0 },
  want: { r9: yes ? 0 : 1 },
});
const traps = (
  name: string,
  code: string,
  given: Case["given"],
  trap: number,
  want: Case["want"],
  ior?: number,
): Case => ({
  name,
  code,
  given,
  want: { pc: CODE | 3, ...want },
  trap,
  ior,
});

const ARITHMETIC: Case[] = [
  one("add sets all carries", "add r1,r2,r3", { r1: 0xffffffff, r2: 1 }, { r3: 0, cv: M1 }),
  one(
    "add without carry",
    "add r1,r2,r3",
    { r1: 0x11111111, r2: 0x22222222, cv: M1 },
    { r3: 0x33333333, cv: 0 },
  ),
  one("add,l keeps the carries", "add,l r1,r2,r3", { r1: M1, r2: 1, cv: 0x1234 }, { r3: 0, cv: 0x1234 }),
  one("add,c takes the carry", "add,c r1,r2,r3", { r1: 1, r2: 2, c: 1 }, { r3: 4, c: 0 }),
  one(
    "add,c chains 64 bits",
    "add r1,r2,r3\nadd,c r4,r5,r6",
    { r1: M1, r2: 1, r4: 1, r5: 2 },
    { r3: 0, r6: 4, c: 0 },
  ),
  one("add to r0 writes nothing but carries", "add r1,r2,r0", { r1: M1, r2: 1, cv: 0 }, { r0: 0, cv: M1 }),
  one("sh2add", "sh2add r1,r2,r3", { r1: 3, r2: 5 }, { r3: 17 }),
  one("sh3add,l", "shladd,l r1,3,r2,r3", { r1: 3, r2: 5, c: 1 }, { r3: 29, c: 1 }),
  one("sub: no borrow is carry 1", "sub r1,r2,r3", { r1: 5, r2: 3 }, { r3: 2, c: 1 }),
  one("sub: borrow is carry 0", "sub r1,r2,r3", { r1: 3, r2: 5 }, { r3: 0xfffffffe, c: 0 }),
  one("sub,b takes the borrow", "sub,b r1,r2,r3", { r1: 5, r2: 3, c: 0 }, { r3: 1, c: 1 }),
  one("addi of a negative number", "addi -1,r1,r3", { r1: 5 }, { r3: 4, c: 1 }),
  one("subi", "subi 10,r1,r3", { r1: 3 }, { r3: 7, c: 1 }),
  one(
    "ldil, ldo build a constant",
    "ldil -0x21524800,r1\nldo 0x6ef(r1),r2",
    {},
    { r2: (0xdeadb800 + 0x6ef) >>> 0 },
  ),
  one("addil goes to r1", "addil 0x12345800,r5", { r5: 0x10 }, { r1: 0x12345810 }),
  one("uaddcm", "uaddcm r1,r2,r3", { r1: 5, r2: 3 }, { r3: 1 }),
  one(
    "dcor after a biased add: 199 + 901 = 1100",
    "uaddcm r1,r4,r5\nadd r5,r2,r3\ndcor r3,r3",
    { r1: 0x199, r2: 0x901, r4: 0x99999999 },
    { r3: 0x1100 },
  ),
  one("andcm", "andcm r1,r2,r3", { r1: 0xff, r2: 0x0f }, { r3: 0xf0 }),
  one("cmpclr clears its target", "cmpclr,= r1,r2,r3", { r1: 1, r2: 2, r3: 9 }, { r3: 0 }),
  // 100 / 7 with 32 divide steps, as the millicode does: quotient bits come out of the carry.
  one(
    "ds divides",
    `sub r0,r2,r3\nds r0,r3,r0\nadd r1,r1,r1\n${"ds r4,r2,r4\nadd,c r1,r1,r1\n".repeat(32)}addb,>=,n r4,r0,done\nadd r4,r2,r4\ndone:\nnop`,
    { r1: 100, r2: 7, r4: 0 },
    { r1: 14, r4: 2 },
  ),
  traps(
    "add,tsv traps before it writes",
    "add,tsv r1,r2,r3",
    { r1: MAX, r2: 1, r3: 9, cv: 5 },
    TRAP_OVERFLOW,
    { r3: 9, cv: 5 },
  ),
  traps("addi,tc traps on its condition", "addi,tc,= -5,r1,r3", { r1: 5, r3: 9 }, TRAP_CONDITIONAL, {
    r3: 9,
  }),
  one("addi,tc without the condition adds", "addi,tc,= -5,r1,r3", { r1: 6, r3: 9 }, { r3: 1 }),
  one("sub,tsv without overflow", "sub,tsv r1,r2,r3", { r1: MIN, r2: MIN }, { r3: 0 }),
  traps("sub,tsv with overflow", "sub,tsv r1,r2,r3", { r1: MIN, r2: 1 }, TRAP_OVERFLOW, {}),
];

const CONDITIONS: Case[] = [
  nullifies("add,= r1,r2,r3", { r1: M1, r2: 1 }, true),
  nullifies("add,< r1,r2,r3", { r1: MAX, r2: 1 }, false),
  nullifies("add,< r1,r2,r3", { r1: MIN, r2: M1 }, true),
  nullifies("add,<= r1,r2,r3", { r1: 1, r2: M1 }, true),
  nullifies("add,nuv r1,r2,r3", { r1: 1, r2: 1 }, true),
  nullifies("add,nuv r1,r2,r3", { r1: M1, r2: 1 }, false),
  nullifies("add,znv r1,r2,r3", { r1: M1, r2: 1 }, true),
  nullifies("add,sv r1,r2,r3", { r1: MAX, r2: 1 }, true),
  nullifies("add,od r1,r2,r3", { r1: 2, r2: 1 }, true),
  nullifies("add,tr r1,r2,r3", { r1: 2, r2: 1 }, true),
  nullifies("add,ev r1,r2,r3", { r1: 2, r2: 1 }, false),
  nullifies("sh1add,nuv r1,r2,r3", { r1: MIN, r2: 0 }, false),
  nullifies("sh1add,sv r1,r2,r3", { r1: 0x40000000, r2: 0 }, true),
  nullifies("sub,<< r1,r2,r3", { r1: 1, r2: M1 }, true),
  nullifies("sub,< r1,r2,r3", { r1: 1, r2: M1 }, false),
  nullifies("sub,<<= r1,r2,r3", { r1: 7, r2: 7 }, true),
  nullifies("sub,< r1,r2,r3", { r1: MIN, r2: 1 }, true),
  nullifies("cmpclr,sv r1,r2,r3", { r1: MIN, r2: 1 }, true),
  nullifies("cmpclr,nsv r1,r2,r3", { r1: MIN, r2: 1 }, false),
  nullifies("cmpiclr,> 5,r1,r3", { r1: 4 }, true),
  nullifies("cmpiclr,>>= -1,r1,r3", { r1: 4 }, true),
  nullifies("or,= r0,r1,r3", { r1: 0 }, true),
  nullifies("or,<> r0,r1,r3", { r1: 0 }, false),
  nullifies("and,< r1,r2,r3", { r1: MIN, r2: MIN }, true),
  nullifies("xor,od r1,r2,r3", { r1: 3, r2: 2 }, true),
  nullifies("or,tr r0,r0,r0", {}, true),
  nullifies("uxor,sbz r1,r2,r3", { r1: 0x01020304, r2: 0x01ff0405 }, true),
  nullifies("uxor,nbz r1,r2,r3", { r1: 0x01020304, r2: 0x01ff0405 }, false),
  nullifies("uxor,shz r1,r2,r3", { r1: 0x00010203, r2: 0x00010304 }, true),
  nullifies("extrw,u,= r1,31,4,r3", { r1: 0xf0 }, true),
  nullifies("extrw,s,< r1,31,4,r3", { r1: 0x0f }, true),
  nullifies("depwi,od 1,31,1,r3", { r3: 0 }, true),
  nullifies("shrpw,ev r1,r1,4,r3", { r1: 0x10 }, false),
];

const SHIFTS: Case[] = [
  one("shrpw", "shrpw r1,r2,8,r3", { r1: 0x12345678, r2: 0x9abcdef0 }, { r3: 0x789abcde }),
  one("shrpw by sar", "shrpw r1,r2,sar,r3", { r1: 0x12345678, r2: 0x9abcdef0, sar: 4 }, { r3: 0x89abcdef }),
  one("shrpw by 0", "shrpw r1,r2,sar,r3", { r1: M1, r2: 0x12345678, sar: 0 }, { r3: 0x12345678 }),
  one("extrw,u", "extrw,u r1,23,8,r3", { r1: 0x12345678 }, { r3: 0x56 }),
  one("extrw,s", "extrw,s r1,31,8,r3", { r1: 0x12345688 }, { r3: 0xffffff88 }),
  one("extrw,u of all", "extrw,u r1,31,32,r3", { r1: 0x92345688 }, { r3: 0x92345688 }),
  one("extrw,s by sar", "extrw,s r1,sar,4,r3", { r1: 0x00f00000, sar: 11 }, { r3: M1 }),
  one("depw", "depw r1,15,8,r3", { r1: 0xab, r3: 0x11111111 }, { r3: 0x11ab1111 }),
  one("depw,z", "depw,z r1,15,8,r3", { r1: 0xab, r3: 0x11111111 }, { r3: 0x00ab0000 }),
  one(
    "depw on the left edge loses what does not fit",
    "depw r1,3,8,r3",
    { r1: 0xab, r3: 0x11111111 },
    { r3: 0xb1111111 },
  ),
  one("depwi", "depwi -1,27,4,r3", { r3: 0 }, { r3: 0xf0 }),
  one("depw,z by sar", "depw,z r1,sar,32,r3", { r1: 3, sar: 27 }, { r3: 0x30 }),
  one("depw into r0 leaves r0", "depw r1,31,8,r0", { r1: 0xab }, { r0: 0 }),
  one("mtsar, mfctl", "mtctl r1,sar\nmfctl sar,r2", { r1: 0x7f }, { sar: 31, r2: 31 }),
  one("mtsarcm", "mtsarcm r1", { r1: 5 }, { sar: 26 }),
];

// PA-RISC 2.0's halfword arithmetic.
const HALVES: Case[] = [
  one("hadd wraps", "hadd r1,r2,r3", { r1: 0x7fffffff, r2: 0x00010001 }, { r3: 0x80000000 }),
  one("hadd,ss saturates", "hadd,ss r1,r2,r3", { r1: 0x7fff8000, r2: 0x0001ffff }, { r3: 0x7fff8000 }),
  one("hadd,us saturates", "hadd,us r1,r2,r3", { r1: 0xfff00010, r2: 0x0020ffe0 }, { r3: 0xffff0000 }),
  one("hsub,ss saturates", "hsub,ss r1,r2,r3", { r1: 0x80000005, r2: 0x00010003 }, { r3: 0x80000002 }),
  one("havg rounds to odd", "havg r1,r2,r3", { r1: 0x00030004, r2: 0x00040006 }, { r3: 0x00030005 }),
  one("hshladd", "hshladd r1,2,r2,r3", { r1: 0x0003f000, r2: 0x00010001 }, { r3: 0x000dc001 }),
  one("hshradd", "hshradd r1,1,r2,r3", { r1: 0x0008fff8, r2: 0x00010001 }, { r3: 0x0005fffd }),
  one(
    "hshl, hshr",
    "hshl r1,4,r2\nhshr,u r1,4,r3\nhshr,s r1,4,r4",
    { r1: 0x1234f678 },
    { r2: 0x23406780, r3: 0x01230f67, r4: 0x0123ff67 },
  ),
  one(
    "mixh",
    "mixh,l r1,r2,r3\nmixh,r r1,r2,r4",
    { r1: 0x11112222, r2: 0x33334444 },
    { r3: 0x11113333, r4: 0x22224444 },
  ),
];

const BRANCHES: Case[] = [
  one(
    "the delay slot is executed",
    "b,l over,r2\nldo 1(r1),r1\nldo 16(r1),r1\nover:\nnop",
    { r1: 0 },
    { r1: 1, r2: CODE + 8 + 3 },
  ),
  one("b,n nullifies it", "b,l,n over,r2\nldo 1(r1),r1\nldo 16(r1),r1\nover:\nnop", { r1: 0 }, { r1: 0 }),
  one(
    "forward ,n: taken nullifies",
    "cmpb,=,n r1,r0,over\nldo 1(r1),r1\nldo 16(r1),r1\nover:\nnop",
    { r1: 0 },
    { r1: 0 },
  ),
  one(
    "forward ,n: not taken does not",
    "cmpb,<>,n r1,r0,over\nldo 1(r1),r1\nldo 16(r1),r1\nover:\nnop",
    { r1: 0 },
    { r1: 17 },
  ),
  one(
    "backward ,n: not taken nullifies",
    "back:\nldo 1(r1),r1\ncmpib,>,n 3,r1,back\nldo 16(r2),r2\nnop",
    { r1: 0, r2: 0 },
    { r1: 3, r2: 32 },
  ),
  one(
    "backward loop",
    "back:\nldo 1(r1),r1\ncmpib,> 10,r1,back\nldo 1(r2),r2\nnop",
    { r1: 0, r2: 0 },
    { r1: 10, r2: 10 },
  ),
  one(
    "addib counts down",
    "back:\nldo 2(r2),r2\naddib,<> -1,r1,back\nnop",
    { r1: 100, r2: 0 },
    { r1: 0, r2: 200 },
  ),
  one(
    "addb",
    "addb,< r1,r2,over\nnop\nldo 1(r9),r9\nover:\nnop",
    { r1: 0xfffffff0, r2: 4, r9: 0 },
    { r2: 0xfffffff4, r9: 0 },
  ),
  one("movib", "movib,tr 7,r1,over\nnop\nldo 1(r1),r1\nover:\nnop", {}, { r1: 7 }),
  one("movb tests what it moves", "movb,= r1,r2,over\nnop\nldo 1(r2),r2\nover:\nnop", { r1: 5 }, { r2: 6 }),
  one("bb on a bit", "bb,< r1,28,over\nnop\nldo 1(r1),r1\nover:\nnop", { r1: 8 }, { r1: 8 }),
  one("bb by sar", "bb,>= r1,sar,over\nnop\nldo 1(r1),r1\nover:\nnop", { r1: 8, sar: 27 }, { r1: 8 }),
  one(
    "blr",
    "blr r1,r2\nnop\nldo 1(r9),r9\nnop\nldo 2(r9),r9\nnop",
    { r1: 1, r9: 0 },
    { r9: 2, r2: CODE + 8 + 3 },
  ),
  one("bv keeps the privilege level", "bv r0(r1)\nnop", { r1: CODE + 8 }, { pc: (CODE + 8) | 3 }),
  one(
    "be within the space",
    "be 0(sr4,r1)\nnop\nldo 1(r9),r9\nbreak 0,0",
    { r1: CODE + 16, r9: 0 },
    { r9: 0 },
  ),
  one(
    "be,l links r31 and sr0",
    "be,l 0(sr4,r1),sr0,r31\nnop\nldo 1(r9),r9\nbreak 0,0",
    { r1: CODE + 16, sr0: 0, r9: 0 },
    { r9: 0, r31: CODE + 8 + 3 },
  ),
  one(
    "a branch in a delay slot runs one instruction of the first target",
    "b,l one,r0\nb,l two,r0\nnop\none:\nldo 1(r1),r1\nldo 2(r1),r1\ntwo:\nldo 16(r1),r1",
    { r1: 0 },
    { r1: 17 },
  ),
  one(
    "a nullified branch does not branch",
    "or,tr r0,r0,r0\nb,l over,r2\nldo 1(r1),r1\nover:\nnop",
    { r1: 0, r2: 5 },
    { r1: 1, r2: 5 },
  ),
  one(
    "a delay slot may nullify the target",
    "b,l over,r0\nor,tr r0,r0,r0\nnop\nover:\nldo 1(r1),r1\nldo 2(r1),r1",
    { r1: 0 },
    { r1: 2 },
  ),
  {
    name: "across a page boundary",
    code: `${"nop\n".repeat(1022)}b,l over,r2\nldo 1(r1),r1\nldo 2(r1),r1\nover:\nbreak 0,0`,
    given: { r1: 0 },
    want: { r1: 1, r2: CODE + 4096 + 3 },
  },
  {
    name: "sequentially across a page boundary",
    code: `${"nop\n".repeat(1023)}ldo 1(r1),r1\nldo 2(r1),r1\nbreak 0,0`,
    given: { r1: 0 },
    want: { r1: 3, pc: (CODE + 4096 + 4) | 3 },
  },
  {
    name: "nullifying across a page boundary",
    code: `${"nop\n".repeat(1023)}or,tr r0,r0,r0\nldo 2(r1),r1\nldo 4(r1),r1\nbreak 0,0`,
    given: { r1: 0 },
    want: { r1: 4 },
  },
  {
    name: "a loop across a page boundary",
    code: `${"nop\n".repeat(1020)}back:\nldo 1(r1),r1\nldo 1(r2),r2\nldo 1(r2),r2\nldo 1(r2),r2\ncmpib,>,n 5,r1,back\nldo 1(r3),r3\nbreak 0,0`,
    given: { r1: 0, r2: 0, r3: 0 },
    want: { r1: 5, r2: 15, r3: 4 },
  },
];

const MEMORY: Case[] = [
  one(
    "bytes of a word are big-endian",
    "ldb 0(r1),r2\nldb 3(r1),r3\nldh 2(r1),r4",
    { r1: DATA, [at(DATA)]: 0x11223344 },
    { r2: 0x11, r3: 0x44, r4: 0x3344 },
  ),
  one(
    "stb, sth",
    "stb r2,1(r1)\nsth r2,2(r1)",
    { r1: DATA, r2: 0xabcd, [at(DATA)]: 0 },
    { [at(DATA)]: 0x00cdabcd },
  ),
  one(
    "ldw,ma uses the old base",
    "ldw,ma 4(r1),r2",
    { r1: DATA, [at(DATA)]: 7, [at(DATA + 4)]: 8 },
    { r1: DATA + 4, r2: 7 },
  ),
  one(
    "ldw,mb uses the new base",
    "ldw,mb 4(r1),r2",
    { r1: DATA, [at(DATA)]: 7, [at(DATA + 4)]: 8 },
    { r1: DATA + 4, r2: 8 },
  ),
  one("ldwm down: before", "ldw,mb -64(r1),r2", { r1: DATA + 64, [at(DATA)]: 7 }, { r1: DATA, r2: 7 }),
  one(
    "stwm up: after",
    "stw,ma r2,64(r1)",
    { r1: DATA, r2: 9, [at(DATA)]: 0 },
    { r1: DATA + 64, [at(DATA)]: 9 },
  ),
  one(
    "indexed and scaled",
    "ldw,s r2(r1),r3\nldh,s r2(r1),r4",
    { r1: DATA, r2: 2, [at(DATA + 4)]: 0x12345678, [at(DATA + 8)]: 77 },
    { r3: 77, r4: 0x1234 },
  ),
  one("indexed with modify", "ldw,m r2(r1),r3", { r1: DATA, r2: 8, [at(DATA)]: 5 }, { r1: DATA + 8, r3: 5 }),
  one("a load into its own base wins", "ldw,ma 4(r1),r1", { r1: DATA, [at(DATA)]: 7 }, { r1: 7 }),
  one("ldcw reads and clears", "ldcw 0(r1),r2", { r1: DATA, [at(DATA)]: 5 }, { r2: 5, [at(DATA)]: 0 }),
  one(
    "stby,b",
    "stby r2,1(r1)",
    { r1: DATA, r2: 0xaabbccdd, [at(DATA)]: 0x11223344 },
    { [at(DATA)]: 0x11bbccdd },
  ),
  one(
    "stby,e",
    "stby,e r2,3(r1)",
    { r1: DATA, r2: 0xaabbccdd, [at(DATA)]: 0x11223344 },
    { [at(DATA)]: 0xaabbcc44 },
  ),
  one(
    "stby,e,m at a boundary stores nothing, rounds the base",
    "stby,e,m r2,0(r1)",
    { r1: DATA + 4, r2: 1, [at(DATA)]: 5, [at(DATA + 4)]: 6 },
    { r1: DATA + 4, [at(DATA)]: 5, [at(DATA + 4)]: 6 },
  ),
  one(
    "fldd, fstd keep both words in order",
    "fldd 0(r1),fr4\nfstd fr4,8(r1)",
    { r1: DATA, [at(DATA)]: 0x400921fb, [at(DATA + 4)]: 0x54442d18 },
    { fr4l: 0x400921fb, fr4: 0x54442d18, [at(DATA + 8)]: 0x400921fb, [at(DATA + 12)]: 0x54442d18 },
  ),
  one(
    "fldw into either half",
    "fldw 0(r1),fr5\nfldw 4(r1),fr5R",
    { r1: DATA, [at(DATA)]: 1, [at(DATA + 4)]: 2 },
    { fr5l: 1, fr5: 2 },
  ),
  one(
    "long displacements of floating-point words and doubles",
    "fldd 0x100(r1),fr4\nfldw 0x104(r1),fr5R\nfstd,mb fr4,0x200(r1)\nfstw,ma fr5R,-0x40(r1)",
    { r1: DATA, [at(DATA + 0x100)]: 3, [at(DATA + 0x104)]: 4, [at(DATA + 0x204)]: 9 },
    { r1: DATA + 0x1c0, [at(DATA + 0x200)]: 4, [at(DATA + 0x204)]: 4 },
  ),
  one(
    "fldd,ma",
    "fldd,ma 8(r1),fr6",
    { r1: DATA, [at(DATA)]: 3, [at(DATA + 4)]: 4 },
    { fr6l: 3, fr6: 4, r1: DATA + 8 },
  ),
  one(
    "probe tells permissions",
    "probe,r (r1),r0,r3\nprobe,w (r1),r0,r4\nprobe,r (r2),r0,r5",
    { r1: READ_ONLY, r2: NO_ACCESS },
    { r3: 1, r4: 0, r5: 0 },
  ),
  traps(
    "a probe of what is not there is the kernel's",
    "probe,r (r1),r0,r3",
    { r1: NOWHERE, r3: 9 },
    TRAP_NON_ACCESS_DATA_TLB_MISS,
    { r3: 9 },
    NOWHERE,
  ),
  traps(
    "load from nowhere",
    "ldw,ma 4(r1),r2",
    { r1: NOWHERE, r2: 9 },
    TRAP_DATA_TLB_MISS,
    { r1: NOWHERE, r2: 9 },
    NOWHERE,
  ),
  traps("load without permission", "ldb 0(r1),r2", { r1: NO_ACCESS }, TRAP_DATA_ACCESS_RIGHTS, {}, NO_ACCESS),
  traps(
    "store to read-only",
    "stw,ma r2,4(r1)",
    { r1: READ_ONLY, [at(READ_ONLY)]: 3 },
    TRAP_DATA_ACCESS_RIGHTS,
    { r1: READ_ONLY, [at(READ_ONLY)]: 3 },
    READ_ONLY,
  ),
  traps("unaligned word", "ldw 2(r1),r2", { r1: DATA }, TRAP_UNALIGNED, {}, DATA + 2),
  traps("unaligned halfword store", "sth r2,1(r1)", { r1: DATA }, TRAP_UNALIGNED, {}, DATA + 1),
  traps("unaligned double", "fldd 4(r1),fr4", { r1: DATA }, TRAP_UNALIGNED, {}, DATA + 4),
  traps(
    "unaligned and not there: not there first",
    "ldw 1(r1),r2",
    { r1: NOWHERE },
    TRAP_DATA_TLB_MISS,
    {},
    NOWHERE + 1,
  ),
  traps(
    "another space has no data",
    "ldw 0(sr1,r1),r2",
    { r1: DATA, sr1: 0x777 },
    TRAP_DATA_TLB_MISS,
    {},
    DATA,
  ),
  one("a space register with the own space", "ldw 0(sr1,r1),r2", { r1: DATA, [at(DATA)]: 4 }, { r2: 4 }),
];

const SYSTEM: Case[] = [
  traps("break", "break 4,8", {}, TRAP_BREAK, {}),
  traps("not an instruction", ".word 0xfc000000", {}, TRAP_ILLEGAL, {}),
  traps("privileged operation", "rsm 1,r1", { r1: 9 }, TRAP_PRIVILEGED_OPERATION, { r1: 9 }),
  traps("privileged register", "mtctl r1,cr27", { r1: 9, cr27: 4 }, TRAP_PRIVILEGED_REGISTER, { cr27: 4 }),
  one("cr27 is readable", "mfctl cr27,r1", { cr27: 77 }, { r1: 77 }),
  one("mtsp, mfsp", "mtsp r1,sr1\nmfsp sr1,r2", { r1: 0x55 }, { sr1: 0x55, r2: 0x55 }),
  traps("sr5 is privileged", "mtsp r1,sr5", {}, TRAP_PRIVILEGED_REGISTER, {}),
  one("mfia", "mfia r1", {}, { r1: CODE }),
  {
    name: "fetch from nowhere",
    code: "bv r0(r1)\nnop",
    given: { r1: NOWHERE },
    want: { pc: NOWHERE | 3 },
    trap: TRAP_INSN_TLB_MISS,
  },
  {
    name: "fetch from data",
    code: "bv,n r0(r1)\nnop",
    given: { r1: DATA },
    want: { pc: DATA | 3 },
    trap: TRAP_INSN_PROTECTION,
  },
  {
    name: "a system call ends at the gateway",
    code: "be,l 0x100(sr2,r0),sr0,r31\nldi 20,r20",
    given: {},
    want: { pc: 0x100 | 3, r20: 20, r31: CODE + 8 + 3 },
    trap: TRAP_GATEWAY,
  },
  one(
    "set_thread_pointer is served in the core",
    "be,l 0xe0(sr2,r0),sr0,r31\nnop",
    { r26: 0x4444 },
    { cr27: 0x4444 },
  ),
  one(
    "LWS compare and swap: equal",
    "be,l 0xb0(sr2,r0),sr0,r31\nldi 0,r20",
    { r26: DATA, r25: 5, r24: 6, [at(DATA)]: 5 },
    { r28: 5, r21: 0, [at(DATA)]: 6 },
  ),
  one(
    "LWS compare and swap: other",
    "be,l 0xb0(sr2,r0),sr0,r31\nldi 0,r20",
    { r26: DATA, r25: 4, r24: 6, [at(DATA)]: 5 },
    { r28: 5, r21: 0, [at(DATA)]: 5 },
  ),
  one(
    "LWS by size: a byte",
    "be,l 0xb0(sr2,r0),sr0,r31\nldi 2,r20",
    {
      r26: DATA + 1,
      r25: DATA + 4,
      r24: DATA + 8,
      r23: 0,
      [at(DATA)]: 0x11223344,
      [at(DATA + 4)]: 0x22000000,
      [at(DATA + 8)]: 0x99000000,
    },
    { r28: 0, [at(DATA)]: 0x11993344 },
  ),
  {
    name: "LWS on a bad pointer is the kernel's",
    code: "be,l 0xb0(sr2,r0),sr0,r31\nldi 0,r20",
    given: { r26: NOWHERE },
    want: { pc: 0xb0 | 3 },
    trap: TRAP_GATEWAY,
  },
  {
    name: "page 0 of the own space is nowhere",
    code: "bv r0(r0)\nnop",
    given: {},
    want: { pc: 3 },
    trap: TRAP_INSN_TLB_MISS,
  },
];

export const CASES: readonly Case[] = [
  ...ARITHMETIC,
  ...CONDITIONS,
  ...SHIFTS,
  ...HALVES,
  ...BRANCHES,
  ...MEMORY,
  ...SYSTEM,
];

// The condition completers: for every family the texts, indexed by the value of the row's condition field.
// A four-bit field `cf` is c (three bits) then f (one bit, "not"); a three-bit field `c` has its f in the opcode.
// (1.1 manual, chapter 5 "Conditions and control flow", tables 5-3 ff.; 2.0 manual, appendix D.) Imports nothing.

/** A family of conditions: `names[value of the field]`, without the comma; "" is "never" and prints as nothing. */
export interface Condition {
  readonly name: string;
  readonly names: readonly string[];
}

const pairs = (name: string, plain: readonly string[], negated: readonly string[]): Condition => ({
  name,
  names: plain.flatMap((text, c) => [text, negated[c]]),
});

const SUB = ["", "=", "<", "<=", "<<", "<<=", "sv", "od"];
const SUB_NOT = ["tr", "<>", ">=", ">", ">>=", ">>", "nsv", "ev"];
const ADD = ["", "=", "<", "<=", "nuv", "znv", "sv", "od"];
const ADD_NOT = ["tr", "<>", ">=", ">", "uv", "vnz", "nsv", "ev"];
const LOGIC = ["", "=", "<", "<=", "", "", "", "od"];
const LOGIC_NOT = ["tr", "<>", ">=", ">", "", "", "", "ev"];
const UNIT = ["", "swz", "sbz", "shz", "sdc", "swc", "sbc", "shc"];
const UNIT_NOT = ["tr", "nwz", "nbz", "nhz", "ndc", "nwc", "nbc", "nhc"];

/** Compare and subtract conditions. */
export const sub_cond = pairs("sub_cond", SUB, SUB_NOT);
/** The same of a compare-and-branch whose opcode says "true". */
export const sub_cond_true: Condition = { name: "sub_cond_true", names: SUB };
/** … or "false". */
export const sub_cond_false: Condition = { name: "sub_cond_false", names: SUB_NOT };
/** Add conditions. */
export const add_cond = pairs("add_cond", ADD, ADD_NOT);
export const add_cond_true: Condition = { name: "add_cond_true", names: ADD };
export const add_cond_false: Condition = { name: "add_cond_false", names: ADD_NOT };
/** Logical conditions; c = 4, 5, 6 are undefined and never true in hardware. */
export const logic_cond = pairs("logic_cond", LOGIC, LOGIC_NOT);
/** Unit conditions: zero bytes or halfwords, digit, byte and halfword carries (swz, nwz, swc, nwc: PA 2.0 words). */
export const unit_cond = pairs("unit_cond", UNIT, UNIT_NOT);
/** Shift, extract, deposit and move-and-branch conditions (three bits, "not" included). */
export const shift_cond: Condition = {
  name: "shift_cond",
  names: ["", "=", "<", "od", "tr", "<>", ">=", "ev"],
};
/** Branch on bit: the bit is one ("<") or zero (">="). */
export const bit_cond: Condition = { name: "bit_cond", names: ["<", ">="] };
/**
 * Floating-point compares: the five bits are greater, less, equal, unordered, and "invalid if unordered"
 * (bits from the left), each of which makes the result true.
 */
export const float_cond: Condition = {
  name: "float_cond",
  names: [
    "false?",
    "false",
    "?",
    "!<=>",
    "=",
    "=t",
    "?=",
    "!<>",
    "!?>=",
    "<",
    "?<",
    "!>=",
    "!?>",
    "<=",
    "?<=",
    "!>",
    "!?<=",
    ">",
    "?>",
    "!<=",
    "!?<",
    ">=",
    "?>=",
    "!<",
    "!?=",
    "<>",
    "!=",
    "!=t",
    "!?",
    "<=>",
    "true?",
    "true",
  ],
};
/** Tests of the compare queue by ftest (2.0 manual, "FLOATING-POINT TEST"); the other values are undefined. */
export const queue_cond: Condition = {
  name: "queue_cond",
  names: Array.from(
    { length: 32 },
    (_, c) => ({ 1: "acc", 2: "rej", 5: "acc8", 6: "rej8", 9: "acc6", 13: "acc4", 17: "acc2" })[c] ?? "",
  ),
};

export const CONDITIONS: readonly Condition[] = [
  sub_cond,
  sub_cond_true,
  sub_cond_false,
  add_cond,
  add_cond_true,
  add_cond_false,
  logic_cond,
  unit_cond,
  shift_cond,
  bit_cond,
  float_cond,
  queue_cond,
];

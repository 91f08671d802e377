// Which instructions get records of their own form, and which bits of them are known there: the interpreter's fast cases.
// A row without a form, or a word that none of its forms fits, is decoded again at every execution by its row function.
// Order matters: the first form that fits is taken. Neighbours: decode.ts, step.ts above.

/** How a form continues: "plain" as its semantics function says; the others are branches within a page or to a TLB hit. */
export type Kind = "plain" | "near" | "near-hit" | "far" | "indirect";

export interface Form {
  readonly row: string;
  readonly kind: Kind;
  /** Fields whose value the form fixes. */
  readonly bind: Readonly<Record<string, number>>;
  /** For a conditional branch with ,n: does it go back? */
  readonly back?: boolean;
}

const plain = (rows: string, bind: Record<string, number> = {}): Form[] =>
  rows.split(" ").map((row) => ({ row, kind: "plain", bind }));

/** A conditional branch: the conditions that are worth a form of their own, then any. */
const conditional = (row: string, conditions: readonly number[] = []): Form[] => [
  ...conditions.map((c): Form => ({ row, kind: "near-hit", bind: { c, n: 0 } })),
  { row, kind: "near-hit", bind: { n: 0 } },
  { row, kind: "near-hit", bind: { n: 1 }, back: false },
  { row, kind: "near-hit", bind: { n: 1 }, back: true },
];

const onBoth = (row: string, kind: Kind, bind: Record<string, number> = {}): Form[] => [
  { row, kind, bind: { ...bind, n: 0 } },
  { row, kind, bind: { ...bind, n: 1 } },
];

const NOTHING = 0;
const AFTER = 1;
const BEFORE = 3;
const SCALED = 2;

/**
 * Chosen by counting what programs execute. Each form costs V8 time to compile the interpreter's loop, and a program
 * waits for that at its start: what is rare stays out.
 */
export const FORMS: readonly Form[] = [
  ...plain("add add_l sh1add_l sh2add_l sh3add_l sub or and xor andcm addi subi add_c sub_b ds", { cf: 0 }),
  ...plain("cmpclr cmpiclr ldil addil ldo"),
  ...plain("extrw_u extrw_s depw depw_z depwi depwi_z shrpw shrpw_sar depw_z_sar extrw_u_sar", { c: 0 }),
  ...plain("extrw_u"),
  ...plain("ldw ldh ldb stw sth stb ldwm stwm", { s: 0 }),
  ...plain("ldw_x ldb_x ldh_x fldw_x fldd_x", { s: 0, um: NOTHING }),
  ...plain("ldw_x ldh_x fldw_x fldd_x fstw_x fstd_x", { s: 0, um: SCALED }),
  ...plain("ldw_s ldb_s ldh_s stw_s stb_s sth_s fldw_s fldd_s fstw_s fstd_s", { s: 0, am: NOTHING }),
  ...plain("ldw_s ldb_s ldh_s stw_s stb_s sth_s fldd_s fstd_s fldw_s", { s: 0, am: AFTER }),
  ...plain("ldb_s stb_s", { s: 0, am: BEFORE }),
  ...["cmpb_t", "cmpb_f", "cmpib_t", "cmpib_f"].flatMap((row) => conditional(row, [1, 2, 3, 4, 5])),
  ...["addib_t", "addib_f"].flatMap((row) => conditional(row, [1, 2])),
  ...["addb_t", "addb_f", "movb", "movib", "bb", "bb_sar"].flatMap((row) => conditional(row)),
  ...onBoth("bl", "near"),
  ...onBoth("bl", "far"),
  ...onBoth("bl_long", "far"),
  ...onBoth("bv", "indirect", { x: 0 }),
  ...onBoth("bve", "indirect"),
];

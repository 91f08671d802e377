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
  /** For a conditional branch: does it go back? */
  readonly back?: boolean;
}

const plain = (rows: string, bind: Record<string, number> = {}): Form[] =>
  rows.split(" ").map((row) => ({ row, kind: "plain", bind }));

const conditional = (row: string, conditions: readonly number[]): Form[] =>
  conditions.flatMap((c): Form[] => [
    { row, kind: "near-hit", bind: { c, n: 0 }, back: false },
    { row, kind: "near-hit", bind: { c, n: 0 }, back: true },
    { row, kind: "near-hit", bind: { c, n: 1 }, back: false },
    { row, kind: "near-hit", bind: { c, n: 1 }, back: true },
  ]);

const both = (name: string, conditions: readonly number[]): Form[] => [
  ...conditional(`${name}_t`, conditions),
  ...conditional(`${name}_f`, conditions),
];

const onBoth = (row: string, kind: Kind, bind: Record<string, number> = {}): Form[] => [
  { row, kind, bind: { ...bind, n: 0 } },
  { row, kind, bind: { ...bind, n: 1 } },
];

export const FORMS: readonly Form[] = [
  ...plain("add add_l sh1add sh2add sh3add sh1add_l sh2add_l sh3add_l sub or and xor andcm addi subi", {
    cf: 0,
  }),
  ...plain("add_c sub_b ds", { cf: 0 }),
  ...[2, 3, 4, 5, 6, 7, 8, 9, 10, 11].flatMap((cf) => plain("cmpclr cmpiclr", { cf })),
  ...plain("ldil addil ldo"),
  ...plain("extrw_u extrw_s depw depw_z depwi depwi_z shrpw", { c: 0 }),
  ...plain("depw_z_sar extrw_u_sar extrw_s_sar shrpw_sar", { c: 0 }),
  ...plain("ldw ldh ldb stw sth stb", { s: 0 }),
  ...[0, 1].flatMap((um) => plain("ldw_x ldb_x ldh_x fldw_x fldd_x fstw_x fstd_x", { s: 0, um })),
  ...[2].flatMap((um) => plain("ldw_x ldh_x fldw_x fldd_x fstw_x fstd_x", { s: 0, um })),
  ...[0, 1, 3].flatMap((am) =>
    plain("ldw_s ldb_s ldh_s stw_s stb_s sth_s fldw_s fldd_s fstw_s fstd_s", { s: 0, am }),
  ),
  ...plain("ldwm stwm", { s: 0 }),
  ...both("cmpb", [1, 2, 3, 4, 5]),
  ...both("cmpib", [1, 2, 3, 4, 5]),
  ...both("addib", [1, 2, 3]),
  ...both("addb", [1, 2, 3]),
  ...conditional("bb", [0, 1]),
  ...conditional("movb", [1, 2, 5, 6]),
  ...conditional("movib", [4]),
  ...onBoth("bl", "near"),
  ...onBoth("bl", "far"),
  ...onBoth("bl_long", "far"),
  ...onBoth("bv", "indirect", { x: 0 }),
  ...onBoth("bve", "indirect"),
];

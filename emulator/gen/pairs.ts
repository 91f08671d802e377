// Which two forms that follow each other get one record operation for both: the interpreter's one indirect jump is
// what bounds large programs, and a pair saves one. Chosen by counting what SQLite, Lua, bzip2 and coremix execute; the
// more frequent first. Neighbours: forms.ts; generate.ts above.
import { FORMS, type Form } from "./forms.ts";

/** A row with what tells the form from the row's other ones: the first of FORMS that fits is meant. */
type Named = string;

/** First and second. A first one may be a branch that has its delay slot executed: then the second is the slot. */
const CHOSEN: readonly (readonly [Named, Named])[] = [
  ["ldw", "ldw"],
  ["ldw_s", "ldw_s"],
  ["stw", "stw"],
  ["or", "or"],
  ["stw_s", "fldw_s"],
  ["bv", "ldo"],
  ["ldw_s", "ldo"],
  ["ldw", "ldo"],
  ["extrw_u", "depw_z"],
  ["cmpb_f c=1", "add_l"],
  ["ldw", "stw"],
  ["cmpib_f c=1", "or"],
  ["stw_s", "stw_s"],
  ["ldo", "stw"],
  ["or", "ldo"],
  ["ldh_s", "extrw_s"],
  ["stw_s", "ldo"],
  ["add_l", "ldb_s"],
  ["or", "stw"],
  ["extrw_s", "add_l"],
  ["ldo", "ldo"],
  ["bl", "ldo"],
  ["ldo", "add_l"],
  ["ldo", "fstd_s"],
  ["shrpw_sar", "or"],
  ["ldw_s", "depw_z_sar"],
  ["cmpb_t c=2", "ldo"],
  ["ldw_s", "stw_s"],
  ["cmpb_t c=1", "sub"],
  ["cmpb_f c=2", "ldw"],
  ["ldw_x um=2", "ldb_x"],
  ["ldb_x", "cmpb_f c=1"],
  ["bl kind=far", "ldo"],
  ["bl", "add_l"],
  ["ldil", "ldo"],
  ["ldw_x um=2", "add_l"],
  ["cmpib_f c=3", "ldw"],
  ["bl", "or"],
  ["cmpib_f c=2", "ldw"],
  ["ldo", "ldw_s"],
  ["stw", "ldo"],
  ["cmpib_t c=1", "or"],
  ["ldw_x um=2", "bv n=1"],
  ["ldo", "extrw_u"],
  ["addi", "add_c"],
  ["cmpib_t c=1", "ldo"],
  ["ldb_x", "ldb_x"],
  ["bl", "stw_s"],
  ["add", "add_c"],
  ["bl kind=far", "or"],
  ["or", "add_l"],
  ["bv", "ldwm"],
  ["stw", "ldw"],
  ["ldb_s", "extrw_s"],
  ["or", "extrw_u"],
  ["ldw", "ldw_x um=2"],
  ["ldw_x um=2", "sh2add_l"],
  ["stw_s", "ldw_s"],
  ["cmpiclr", "bl n=1"],
  ["sub", "stw_s"],
];

function formNamed(name: Named): Form {
  const [row, ...facts] = name.split(" ");
  const form = FORMS.find(
    (f) =>
      f.row === row &&
      facts.every((fact) => {
        const [field, value] = fact.split("=");
        return field === "kind" ? f.kind === value : String(f.bind[field]) === value;
      }),
  );
  if (!form) throw new Error(`no form "${name}"`);
  return form;
}

export interface Pair {
  readonly first: Form;
  readonly second: Form;
}

export const PAIRS: readonly Pair[] = CHOSEN.map(([a, b]) => ({ first: formNamed(a), second: formNamed(b) }));

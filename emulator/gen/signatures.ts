// Reads the semantics functions' signatures from the core's sources, so that the generated calls are checked against
// the table. Neighbours: generate.ts above.

export interface Parameter {
  /** The table's field name; a trailing underscore (sr_, cr_) only keeps it apart from a function. */
  readonly name: string;
  /** A general register that is written: GR0 is passed as GR_SINK_INDEX. */
  readonly target: boolean;
}

export interface Signature {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** It accesses memory, in the ways that core/state.ts calls Whole and Quick. */
  readonly access: boolean;
  /** The module that exports it, relative to core/. */
  readonly module: string;
}

/** Every exported function that returns u32, by name. */
export function readSignatures(sources: ReadonlyMap<string, string>): Map<string, Signature> {
  const found = new Map<string, Signature>();
  for (const [module, text] of sources)
    for (const [, name, access, list] of text.matchAll(/export function (\w+)(<M>)?\(([^)]*)\): u32/g)) {
      const parameters = list
        .split(",")
        .filter((p) => p.trim())
        .map((p) => {
          const [label, type] = p.split(":").map((part) => part.trim());
          return { name: label.replace(/_$/, ""), target: type === "Target" };
        });
      found.set(name, { name, parameters, access: access !== undefined, module });
    }
  return found;
}

// Links object code: fills in what it left open and makes one module of several regions' functions.
// Above: jit.ts. Below: object.ts, module.ts.

import { INITIAL_PAGES } from "../memory.ts";
import { patch, SECTION, Writer } from "./module.ts";
import { IMPORT, ITSELF, MINUS, type ObjectCode, SIGNED, startsIn } from "./object.ts";

/** A region to link, and what its open places stand for, as startsOf() orders it; name: of its function, for a profiler. */
export interface Part {
  readonly object: ObjectCode;
  readonly symbols: Int32Array;
  readonly name?: string;
}

const output = new Writer();

/**
 * A module whose functions "0", "1", … are these regions; `arityOf` says how many words a function of the core takes. The
 * bytes are the linker's own, good until it links again.
 */
export function link(parts: readonly Part[], arityOf: (name: string) => number): Uint8Array<ArrayBuffer> {
  const w = output;
  w.reset();
  const imports = [...new Set(parts.flatMap(({ object }) => object.imports))];
  w.start(
    parts.length,
    imports.map((name) => ({ name, arity: arityOf(name) })),
    // What is surely there V8 needs no trap for: a guard's length is then an operand of the comparison itself.
    INITIAL_PAGES,
  );
  writeHints(w, parts, imports.length);
  const code = w.open(SECTION.code);
  w.u32(parts.length);
  for (const [i, { object, symbols }] of parts.entries()) {
    w.u32(object.body.length);
    const at = w.length;
    w.raw(object.body);
    fill(
      w.bytes.subarray(at, w.length),
      object,
      symbols,
      object.imports.map((name) => imports.indexOf(name)),
      imports.length + i,
    );
  }
  w.close(code);
  writeNames(w, parts, imports.length);
  return w.bytes.subarray(0, w.length) as Uint8Array<ArrayBuffer>;
}

function fill(
  body: Uint8Array,
  object: ObjectCode,
  symbols: Int32Array,
  imports: readonly number[],
  itself: number,
): void {
  const { relocations } = object;
  const starts = startsIn(object);
  for (let i = 0; i < relocations.length; i += 4) {
    const how = relocations[i + 1];
    const kind = how & (MINUS - 1);
    const which = relocations[i + 2];
    const value = kind === IMPORT ? imports[which] : kind === ITSELF ? itself : symbols[starts[kind] + which];
    const addend = relocations[i + 3];
    patch(body, relocations[i], how & MINUS ? addend - value : addend + value, (how & SIGNED) !== 0);
  }
}

/** Which branches are unlikely (the "branch hinting" proposal). */
function writeHints(w: Writer, parts: readonly Part[], first: number): void {
  const hinted = parts.filter(({ object }) => object.hints.length);
  if (!hinted.length) return;
  const at = w.open(SECTION.custom);
  w.name("metadata.code.branch_hint");
  w.u32(hinted.length);
  for (const part of hinted) {
    w.u32(first + parts.indexOf(part));
    w.u32(part.object.hints.length);
    for (const h of part.object.hints) {
      w.u32(h);
      w.byte(1);
      w.byte(0);
    }
  }
  w.close(at);
}

function writeNames(w: Writer, parts: readonly Part[], first: number): void {
  if (!parts.some(({ name }) => name)) return;
  const at = w.open(SECTION.custom);
  w.name("name");
  w.byte(1);
  const size = w.open();
  w.u32(parts.length);
  for (const [i, { name }] of parts.entries()) {
    w.u32(first + i);
    w.name(name ?? "");
  }
  w.close(size);
  w.close(at);
}

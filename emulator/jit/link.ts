// Links object code: fills in what it left open and makes a function of it. Above: jit.ts. Below: object.ts, module.ts.

import { patch } from "./module.ts";
import { MINUS, type ObjectCode, SIGNED } from "./object.ts";

/** What the open places of one region stand for: by kind (object.ts), and which of that kind. */
export type Symbols = readonly (readonly number[])[];

/** The module with its open places filled in: the object's own bytes, which the next link fills in anew. */
export function linkObject({ module, relocations }: ObjectCode, symbols: Symbols): Uint8Array<ArrayBuffer> {
  for (let i = 0; i < relocations.length; i += 4) {
    const how = relocations[i + 1];
    const value = symbols[how & (MINUS - 1)][relocations[i + 2]];
    const addend = relocations[i + 3];
    patch(module, relocations[i], how & MINUS ? addend - value : addend + value, (how & SIGNED) !== 0);
  }
  return module;
}

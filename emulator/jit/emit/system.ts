// The few system control instructions that user programs run often. Counterpart of core/semantics/system.ts.

import { CR } from "../../isa/state.ts";
import { OP } from "../module.ts";
import { SAR_REG } from "../registers.ts";
import type { Emit } from "./index.ts";

const mfctl: Emit = (e, [cr, t]) => {
  if (cr === 11) e.get(SAR_REG);
  else e.loadState(CR + 4 * cr);
  e.set(t);
};
mfctl.accepts = ([cr]) => cr === 11 || cr === 26 || cr === 27;

const mtctl: Emit = (e, [, r]) => {
  e.get(r);
  e.k(31);
  e.op(OP.i32_and);
  e.set(SAR_REG);
};
mtctl.accepts = ([cr]) => cr === 11;

export const SYSTEM: Readonly<Record<string, Emit>> = {
  mfctl,
  mtctl,
  mtsarcm: (e, [r]) => {
    e.get(r);
    e.k(-1);
    e.op(OP.i32_xor);
    e.k(31);
    e.op(OP.i32_and);
    e.set(SAR_REG);
  },
  mfia: (e, [t]) => {
    e.k(e.pc & ~3);
    e.set(t);
  },
  sync: () => {},
  syncdma: () => {},
};

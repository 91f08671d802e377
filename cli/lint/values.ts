// Which constants a source must not write down as numbers: those whose value on parisc is not everybody else's.
// Above: scan.ts. Below: kernel/uapi/ (headers.ts, generic.ts).

import { generic } from "../../kernel/uapi/generic.ts";
import { headers } from "../../kernel/uapi/headers.ts";

export interface Constant {
  readonly name: string;
  readonly header: string;
  readonly parisc: bigint;
  /** asm-generic's; null: it has none (a system call that newer architectures do not have). */
  readonly elsewhere: bigint | null;
}

const unsigned = (v: number | bigint): bigint => {
  const n = BigInt(v);
  return n < 0n ? BigInt.asUintN(32, n) : n;
};

/** Constants by name; a system call also as SYS_name. */
export const constants = new Map<string, Constant>();
/** Values that parisc's headers give names, for the test whether a name exists at all. */
export const known = new Set<string>();

for (const [header, names] of Object.entries(headers)) {
  const others = generic[header] ?? {};
  for (const [name, value] of Object.entries(names)) {
    if (typeof value !== "number" && typeof value !== "bigint") continue;
    known.add(name);
    const elsewhere = name in others ? others[name] : undefined;
    const isCall = name.startsWith("__NR_") && header === "asm/unistd.h";
    if (elsewhere === undefined && !isCall) continue;
    if (elsewhere === null && !isCall) continue;
    const c: Constant = {
      name,
      header,
      parisc: unsigned(value),
      elsewhere: elsewhere === undefined || elsewhere === null ? null : unsigned(elsewhere),
    };
    constants.set(name, c);
    if (isCall) constants.set(name.replace("__NR_", "SYS_"), { ...c, name: name.replace("__NR_", "SYS_") });
  }
}

/** System calls whose name differs but whose numbers every other architecture writes down, too: any number is checked. */
export const isCallNumber = (c: Constant): boolean => c.header === "asm/unistd.h";

/** Names of one header (or with one prefix) by the value they have elsewhere. */
export function elsewhereNames(header: RegExp, prefix: RegExp): Map<bigint, Constant> {
  const map = new Map<bigint, Constant>();
  for (const c of constants.values())
    if (c.elsewhere !== null && header.test(c.header) && prefix.test(c.name) && !map.has(c.elsewhere))
      map.set(c.elsewhere, c);
  return map;
}

/** Decimal, and hex where that says more. */
export const valueText = (v: bigint): string => (v > 9n ? `${v} (0x${v.toString(16)})` : String(v));

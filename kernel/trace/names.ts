// Numbers to names for strace: enumerations and flag sets, made by reverse look-up in the uapi headers on first use.
// Above: show-*.ts. Below: uapi/names.ts.

import { type Header, reverse } from "../uapi/names.ts";

/** Shows a number by its name, or by what. */
export type Named = (v: number) => string;

/** Builds on first use: nobody pays who does not look. */
function lazily(make: () => Map<number, string>): () => Map<number, string> {
  let made: Map<number, string> | null = null;
  return () => (made ??= make());
}

function collect(header: Header, prefixes: readonly string[], keep: (n: string) => boolean) {
  const all = new Map<number, string>();
  for (const p of prefixes) for (const [v, n] of reverse(header, p, keep)) if (!all.has(v)) all.set(v, n);
  return all;
}

const noBounds = (n: string) => !/_(MAX|MASK|MIN|ALL|SHIFT|MAX_\w+)$|ACCMODE$|^_/.test(n);

/** One of a header's names with a prefix ("CLOCK_", or several "a b"); others as a number. */
export function oneOf(header: Header, prefix: string, keep: (n: string) => boolean = noBounds): Named {
  const names = lazily(() => collect(header, prefix.split(" "), keep));
  return (v) =>
    names().get(v) ??
    names().get(v >>> 0) ??
    (v >= -1 && v < 4096 ? String(v) : `0x${(v >>> 0).toString(16)}`);
}

/** A map written out, for numbers that are in no header userland sees. */
export function oneOfThese(names: Readonly<Record<number, string>>): Named {
  return (v) => names[v] ?? (v >= -1 && v < 4096 ? String(v) : `0x${(v >>> 0).toString(16)}`);
}

const ones = (v: number): number => {
  let n = 0;
  for (let x = v >>> 0; x; x &= x - 1) n++;
  return n;
};

/** Flags joined by "|", names of several bits first, what has no name in hex at the end. */
export function flagsIn(names: Map<number, string>, v: number, zero = "0"): string {
  v >>>= 0;
  if (v === 0) return names.get(0) ?? zero;
  const parts: { name: string; bits: number }[] = [];
  const sorted = [...names].filter(([b]) => b !== 0).sort((a, b) => ones(b[0]) - ones(a[0]));
  let rest = v;
  for (const [bits, name] of sorted) {
    if ((rest & bits) >>> 0 === bits >>> 0) {
      parts.push({ name, bits: bits >>> 0 });
      rest = (rest & ~bits) >>> 0;
    }
  }
  parts.sort((a, b) => (a.bits & -a.bits) - (b.bits & -b.bits) || a.bits - b.bits);
  const out = parts.map((p) => p.name);
  if (rest) out.push(`0x${rest.toString(16)}`);
  return out.join("|");
}

/** Flags of a header by prefix. */
export function flagsOf(
  header: Header,
  prefix: string,
  zero = "0",
  keep: (n: string) => boolean = noBounds,
): Named {
  const names = lazily(() => collect(header, prefix.split(" "), keep));
  return (v) => flagsIn(names(), v, zero);
}

/** Flags written out. */
export function flagsOfThese(names: Readonly<Record<number, string>>, zero = "0"): Named {
  const map = lazily(() => new Map(Object.entries(names).map(([v, n]) => [Number(v) >>> 0, n])));
  return (v) => flagsIn(map(), v, zero);
}

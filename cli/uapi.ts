// `parisc uapi [NAME or PREFIX] [--diff generic]`: the constants, structs and system call numbers of Linux/parisc, and
// where they are not what asm-generic says; `--lint PATHS`: sources that write down others' values.
// Above: main.ts. Below: kernel/uapi/, lint/.

import { generic } from "../kernel/uapi/generic.ts";
import { headers } from "../kernel/uapi/headers.ts";
import { Struct } from "../kernel/uapi/struct.ts";
import { lint } from "./lint/lint.ts";
import { UsageError } from "./usage.ts";

type Value = number | bigint | string;

/** One line of the answer. */
interface Constant {
  readonly header: string;
  readonly name: string;
  readonly value: Value | null;
  /** asm-generic's: undefined where it is the same, null where asm-generic has none. */
  readonly generic: number | bigint | null | undefined;
}

const isValue = (v: unknown): v is Value =>
  typeof v === "number" || typeof v === "bigint" || typeof v === "string";

function constants(wanted: (name: string) => boolean): Constant[] {
  const out: Constant[] = [];
  for (const [header, names] of Object.entries(headers)) {
    const other = generic[header] ?? {};
    for (const [name, value] of Object.entries(names)) {
      if (!isValue(value) || !wanted(name)) continue;
      out.push({ header, name, value, generic: name in other ? other[name] : undefined });
    }
    for (const [name, value] of Object.entries(other)) {
      if (!(name in names) && wanted(name)) out.push({ header, name, value: null, generic: value });
    }
  }
  return out;
}

/** Decimal, and hex where that says more. */
function text(v: Value | null): string {
  if (v === null) return "-";
  if (typeof v === "string") return JSON.stringify(v);
  const n = BigInt(v);
  return n > 9n ? `${n} (0x${n.toString(16)})` : String(n);
}

const column = (s: string, n: number): string => s.padEnd(n);

function constantLines(list: Constant[], diff: boolean): string[] {
  const width = Math.min(40, Math.max(0, ...list.map((c) => c.name.length)));
  return list.map((c) => {
    const own = column(text(c.value), 24);
    const other = c.generic === undefined ? "" : diff ? text(c.generic) : `generic: ${text(c.generic)}`;
    return `${column(c.name, width)}  ${own}  ${column(other, diff ? 24 : 0)}${diff || other ? "  " : ""}<${c.header}>`;
  });
}

function structLines(wanted: (name: string) => boolean): string[] {
  const out: string[] = [];
  for (const [header, names] of Object.entries(headers)) {
    for (const [name, s] of Object.entries(names)) {
      if (!(s instanceof Struct) || !wanted(name)) continue;
      out.push(`struct ${name} <${header}>  size ${s.size}, align ${s.align}`);
      for (const [key, field] of Object.entries(s.fields as Struct<never>["fields"])) {
        const f = field as { kind: string; size: number };
        out.push(
          `  ${String(s.offsets[key]).padStart(5)}  ${column(key, 28)} ${f.kind || "struct"} (${f.size})`,
        );
      }
    }
  }
  return out;
}

/**
 * Prints what is asked for: a name exactly, else all names that begin with it; nothing given: every constant, or with
 * --diff every difference. Returns the exit status: 1 when there is nothing of that name.
 */
export function uapiCommand(argv: readonly string[], print: (line: string) => void = console.log): number {
  if (argv.includes("--lint")) {
    const rest = argv.filter((a) => a !== "--lint" && a !== "--json");
    const unknown = rest.find((a) => a.startsWith("-"));
    if (unknown) throw new UsageError(`uapi --lint: unknown option ${unknown} (there is --json)`);
    return lint(rest, argv.includes("--json"), print);
  }
  let name: string | null = null;
  let diff = false;
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i];
    if (arg === "--diff" || arg.startsWith("--diff=")) {
      const against = arg === "--diff" ? argv[++i] : arg.slice("--diff=".length);
      if (against !== "generic") throw new UsageError("--diff: only generic is known");
      diff = true;
    } else if (arg.startsWith("-")) throw new UsageError(`unknown option ${arg}`);
    else if (name === null) name = arg;
    else throw new UsageError("one name or prefix, please");
  }
  // A system call by its own name: "ioctl" is __NR_ioctl.
  const asked = name?.replace(/^(struct|union) /, "") ?? "";
  const exact = (n: string) => n === asked || n === `__NR_${asked}`;
  const prefix = (n: string) => n.startsWith(asked) || (asked !== "" && n.startsWith(`__NR_${asked}`));
  const wanted = name === null ? () => true : exact;
  let list = constants(wanted);
  let structs = diff || name === null ? [] : structLines((n) => n === asked);
  if (name !== null && list.length + structs.length === 0) {
    list = constants(prefix);
    if (!diff) structs = structLines((n) => n.startsWith(asked));
  }
  if (diff) list = list.filter((c) => c.generic !== undefined);
  for (const line of constantLines(list, diff)) print(line);
  for (const line of structs) print(line);
  if (name !== null && list.length + structs.length === 0) {
    if (diff && constants((n) => exact(n) || prefix(n)).length) return 0;
    console.error(`parisc: uapi: nothing begins with ${name}`);
    return 1;
  }
  return 0;
}

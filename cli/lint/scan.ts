// Finds in C sources the numbers that are wrong on parisc: definitions of uapi names (#define, enum) with a value that is not
// parisc's, and numbers where a call takes such a name (setsockopt, ioctl, syscall, kill, errno ==).
// Above: lint.ts. Below: preprocess.ts, values.ts.

import { type Line, reachable } from "./preprocess.ts";
import { type Constant, constants, elsewhereNames, isCallNumber, valueText } from "./values.ts";

export interface Finding {
  readonly line: number;
  /** What is wrong, with the right value. */
  readonly text: string;
  readonly name: string;
}

/** The value of a constant expression of numbers, shifts, |, +, -, ~ and parentheses; null where there is more to it. */
export function evaluate(text: string): bigint | null {
  const tokens = text.match(/0[xX][0-9a-fA-F]+[uUlL]*|\d+[uUlL]*|<<|[|+~()-]|\S/g) ?? [];
  let at = 0;
  const atom = (): bigint | null => {
    const t = tokens[at++];
    if (t === "(") {
      const v = sum();
      return tokens[at++] === ")" ? v : null;
    }
    if (t === "~") {
      const v = atom();
      return v === null ? null : BigInt.asUintN(32, ~v);
    }
    if (t === "-") {
      const v = atom();
      return v === null ? null : -v;
    }
    if (t === undefined || !/^\d/.test(t)) return null;
    const digits = t.replace(/[uUlL]+$/, "");
    if (/^0[0-7]+$/.test(digits)) return BigInt(`0o${digits.slice(1)}`);
    return /^(0[xX][0-9a-fA-F]+|0|[1-9]\d*)$/.test(digits) ? BigInt(digits) : null;
  };
  const sum = (): bigint | null => {
    let v = atom();
    while (v !== null && tokens[at] !== undefined && tokens[at] !== ")") {
      const op = tokens[at++];
      const w = atom();
      if (w === null) return null;
      if (op === "<<") v = w < 64n ? v << w : null;
      else if (op === "|") v |= w;
      else if (op === "+") v += w;
      else if (op === "-") v -= w;
      else return null;
    }
    return v;
  };
  const v = sum();
  return at >= tokens.length ? v : null;
}

const unsigned = (v: bigint): bigint => (v < 0n ? BigInt.asUintN(32, v) : v);

/**
 * Whether v is a wrong value for the name: of a system call any number but parisc's (0 is what programs write to get through
 * a compiler), else everybody else's. A name that parisc defines as 0 only exists for the compiler's sake.
 */
const wrong = (c: Constant, v: bigint): boolean =>
  v !== c.parisc && (isCallNumber(c) ? v > 0n && v < 2048n : v === c.elsewhere && c.parisc !== 0n);

function definition(line: Line, name: string, expression: string): Finding[] {
  const c = constants.get(name);
  if (!c) return [];
  const value = evaluate(expression);
  if (value === null || !wrong(c, unsigned(value))) return [];
  const when =
    line.guard === name
      ? `; it counts where the headers have no ${name}`
      : line.guard && constants.has(line.guard)
        ? `; it counts where the headers have no ${line.guard}`
        : "";
  return [
    {
      line: line.at,
      name,
      text: `${name} is ${valueText(unsigned(value))} here, but ${valueText(c.parisc)} on parisc (<${c.header}>)${when}`,
    },
  ];
}

/** Arguments of a call that begins at the parenthesis; null where it does not end in these lines. */
function argumentsAt(text: string, open: number): string[] | null {
  let depth = 0;
  let from = open + 1;
  const out: string[] = [];
  for (let i = open; i < text.length; i++) {
    const c = text[i];
    if (c === "(" || c === "[" || c === "{") depth++;
    else if (c === ")" || c === "]" || c === "}") {
      if (--depth === 0) return [...out, text.slice(from, i).trim()];
    } else if (c === "," && depth === 1) {
      out.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  return null;
}

/** Calls that take a name: which argument, among which names. */
interface Taker {
  readonly call: string;
  readonly argument: number;
  readonly names: Map<bigint, Constant>;
  /** Only if another argument looks so. */
  readonly if?: { readonly argument: number; readonly is: RegExp };
}

const signals = elsewhereNames(/^asm\/signal/, /^SIG[A-Z]/);
const options = elsewhereNames(/^asm\/socket/, /^SO_/);
const ioctls = elsewhereNames(/^(asm\/ioctls|linux\/sockios)/, /^(T|F|SIOC)/);
const levels = elsewhereNames(/^asm\/socket/, /^SOL_SOCKET$/);

const TAKERS: readonly Taker[] = [
  ...["setsockopt", "getsockopt"].flatMap((call) => [
    { call, argument: 1, names: levels },
    { call, argument: 2, names: options, if: { argument: 1, is: /^SOL_SOCKET$/ } },
  ]),
  { call: "ioctl", argument: 1, names: ioctls },
  { call: "kill", argument: 1, names: signals },
  { call: "killpg", argument: 1, names: signals },
  { call: "raise", argument: 0, names: signals },
  { call: "signal", argument: 0, names: signals },
  { call: "sigaction", argument: 0, names: signals },
  { call: "sigaddset", argument: 1, names: signals },
];

const NUMBER = /^(0[xX][0-9a-fA-F]+|\d+)[uUlL]*$/;

const TAKER_CALL = new RegExp(
  `\\b(${[...new Set(TAKERS.map((t) => t.call)), "syscall"].join("|")})\\s*\\(`,
  "g",
);

function calls(line: Line, following: string): Finding[] {
  const out: Finding[] = [];
  for (const m of line.text.matchAll(TAKER_CALL)) {
    const text = line.text + following;
    const args = argumentsAt(text, m.index + m[0].length - 1);
    if (!args) continue;
    if (m[1] === "syscall" && NUMBER.test(args[0]) && args.length >= 1)
      out.push({
        line: line.at,
        name: "syscall",
        text: `syscall(${args[0]}, …): system call numbers are parisc's own; write the name, __NR_… or SYS_…`,
      });
    for (const t of TAKERS) {
      if (t.call !== m[1]) continue;
      const arg = args[t.argument];
      if (arg === undefined || !NUMBER.test(arg)) continue;
      if (t.if && !t.if.is.test(args[t.if.argument] ?? "")) continue;
      const c = t.names.get(evaluate(arg) ?? -1n);
      if (c)
        out.push({
          line: line.at,
          name: c.name,
          text: `${m[1]}(… ${arg} …): this is ${c.name} elsewhere, which is ${valueText(c.parisc)} on parisc; write the name`,
        });
    }
  }
  return out;
}

const errnos = elsewhereNames(/^asm\/errno/, /^E/);

/** invented: numbers that the file itself puts into errno, to see whether they are kept. */
function errnoTests(line: Line, invented: ReadonlySet<string>): Finding[] {
  const out: Finding[] = [];
  for (const m of line.text.matchAll(/\berrno\s*[!=]=\s*(\d+)\b/g)) {
    const c = errnos.get(BigInt(m[1]));
    if (c && !invented.has(m[1]))
      out.push({
        line: line.at,
        name: c.name,
        text: `errno is compared with ${m[1]}, ${c.name} elsewhere, which is ${c.parisc} on parisc; write the name`,
      });
  }
  return out;
}

/** What a quick look for any of the words can find; a file without is not read closer. */
const CANDIDATE =
  /#\s*define\s+[A-Z_]|\benum\b|\bsyscall\s*\(|sockopt\s*\(|\berrno\s*[!=]=\s*\d|\bkill|\braise\s*\(|\bsig\w+\s*\(|\bioctl\s*\(/;

/** Everything wrong in a C source. */
export function scan(source: string): Finding[] {
  if (!CANDIDATE.test(source)) return [];
  const lines = reachable(source);
  const out: Finding[] = [];
  const invented = new Set(Array.from(source.matchAll(/\berrno\s*=\s*-?(\d+)/g), (m) => m[1]));
  let braces = 0;
  let inEnum: number | null = null;
  lines.forEach((line, i) => {
    if (line.allowed) return;
    const define = /^\s*#\s*define\s+([A-Za-z_]\w*)(?!\()\s+(.+)$/s.exec(line.text);
    if (define) {
      out.push(...definition(line, define[1], define[2].trim()));
      return;
    }
    if (/^\s*#/.test(line.text)) return;
    // enum constants: NAME = value, only inside the braces of an enum
    if (inEnum === null && /\benum\b[^;(){}]*(\{|$)/.test(line.text)) inEnum = braces;
    if (inEnum !== null) {
      for (const m of line.text.matchAll(/\b([A-Z_][A-Z0-9_]+)\s*=\s*([^,}]+)/g))
        if (braces > inEnum || line.text.indexOf("{") < m.index)
          out.push(...definition(line, m[1], m[2].trim()));
    }
    for (const c of line.text) {
      if (c === "{") braces++;
      else if (c === "}") braces--;
    }
    if (inEnum !== null && braces <= inEnum && /[};]/.test(line.text)) inEnum = null;
    if (/\(/.test(line.text)) {
      const following = lines
        .slice(i + 1, i + 4)
        .map((l) => ` ${l.text}`)
        .join("");
      out.push(...calls(line, following));
    }
    out.push(...errnoTests(line, invented));
  });
  return out;
}

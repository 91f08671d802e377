// C's preprocessor as far as the lint needs it: logical lines without comments and strings, and which of them a build for
// parisc may reach. A condition is true, false, or not known; only what is certainly out of reach is left out.
// Above: scan.ts. Below: nothing.

export interface Line {
  /** Line number in the file, of its first part. */
  readonly at: number;
  /** Without comments; strings and characters emptied. */
  readonly text: string;
  /** The innermost `#ifndef NAME` around it: the line is for headers that lack NAME. */
  readonly guard: string | null;
  /** A comment on it says `uapi-lint: allow`. */
  readonly allowed: boolean;
}

type Truth = boolean | null;

/** Defined by the compiler for Linux/parisc. */
const DEFINED = new Set([
  "__hppa__",
  "__hppa",
  "hppa",
  "__linux__",
  "__linux",
  "linux",
  "__gnu_linux__",
  "__unix__",
  "unix",
  "__GNUC__",
  "__ELF__",
  "__BIG_ENDIAN__",
  "_PA_RISC1_1",
]);

/** Other processors, systems and libraries: never defined in a build for Linux/parisc. */
const NOT_DEFINED = new RegExp(
  `^(${[
    "__?(x86_64|amd64|i[3-6]86|ia64|arm|aarch64|mips|mipsel|alpha|sparc|sparc64|sparcv9|powerpc|powerpc64|ppc|PPC|s390x?|m68k|sh|riscv|loongarch|loongarch64|xtensa|arc|csky|nios2|microblaze|hexagon|or1k|tile|tilegx|avr32|cris|frv|bfin|score|e2k|mc68000|ARM_EABI|ILP32|LP64|thumb|nds32|metag)(__)?",
    "_?(i386|mips|sparc|MIPS_SIM|_MIPS_SIM|ALPHA|POWER|IA64|X86_64|_M_\\w+)",
    "__?(APPLE|FreeBSD|NetBSD|OpenBSD|DragonFly|CYGWIN|MINGW32|MINGW64|sun|svr4|SVR4|hpux|osf|sgi|QNX|QNXNTO|HAIKU|GNU|MACH|FreeBSD_kernel|EMSCRIPTEN|wasi|wasm|Fuchsia|ANDROID|minix|VMS|MVS|BEOS|AIX|Lynx|KLIBC|UCLIBC|DJGPP|EMX|OS2|ZEPHYR|nacl|native_client)(__)?",
    "_?(WIN32|WIN64|WINDOWS|MSC_VER|AIX|AIX32|SCO_DS)",
    "__(?:UCLIBC|BIONIC|dietlibc|LITTLE_ENDIAN|KERNEL)__",
    "CONFIG_(X86|ARM|ARM64|MIPS|SPARC|PPC|ALPHA|S390|X86_64|IA64)\\w*",
    "sun|sparc|i386|_ARCH_\\w+",
  ].join("|")})$`,
);

const truthOfName = (name: string): Truth =>
  DEFINED.has(name) ? true : NOT_DEFINED.test(name) ? false : null;

const and = (a: Truth, b: Truth): Truth =>
  a === false || b === false ? false : a === true && b === true ? true : null;
const or = (a: Truth, b: Truth): Truth =>
  a === true || b === true ? true : a === false && b === false ? false : null;
const not = (a: Truth): Truth => (a === null ? null : !a);

/** The truth of an #if's expression. Comparisons and arithmetic are not known, but for names that are never defined. */
export function condition(text: string): Truth {
  const tokens = text.match(/\w+|&&|\|\||[!()]|[^\s\w!()&|]+|[&|]/g) ?? [];
  let at = 0;
  const primary = (): Truth => {
    const t = tokens[at++];
    if (t === undefined) return null;
    if (t === "!") return not(primary());
    if (t === "(") {
      const v = whole();
      if (tokens[at] === ")") at++;
      return rest(v);
    }
    if (t === "defined") {
      const open = tokens[at] === "(";
      const name = tokens[at + (open ? 1 : 0)];
      at += open ? 3 : 1;
      return name === undefined ? null : truthOfName(name);
    }
    if (/^\d/.test(t))
      return rest(/^0[xX]?0*[uUlL]*$/.test(t) ? false : /^\d+[uUlL]*$/.test(t) ? true : null);
    return rest(truthOfName(t) === false ? false : null);
  };
  /** Something behind a value that is neither && nor ||: an operator whose result is not known. */
  const rest = (v: Truth): Truth => {
    if (tokens[at] === undefined || /^(&&|\|\||\))$/.test(tokens[at])) return v;
    let depth = 0;
    while (tokens[at] !== undefined) {
      const t = tokens[at];
      if (depth === 0 && /^(&&|\|\||\))$/.test(t)) break;
      if (t === "(") depth++;
      if (t === ")") depth--;
      at++;
    }
    return null;
  };
  const both = (): Truth => {
    let v = primary();
    while (tokens[at] === "&&") {
      at++;
      v = and(v, primary());
    }
    return v;
  };
  const whole = (): Truth => {
    let v = both();
    while (tokens[at] === "||") {
      at++;
      v = or(v, both());
    }
    return v;
  };
  return whole();
}

/** A file's logical lines with comments blanked and strings emptied; numbers of lines are kept. */
function logicalLines(source: string): { at: number; text: string; allowed: boolean }[] {
  const out: { at: number; text: string; allowed: boolean }[] = [];
  let text = "";
  let at = 1;
  let line = 1;
  let allowed = false;
  const n = source.length;
  for (let i = 0; i < n; i++) {
    const c = source[i];
    if (c === "\n") {
      out.push({ at, text, allowed });
      text = "";
      allowed = false;
      at = ++line;
    } else if (c === "\\" && (source[i + 1] === "\n" || (source[i + 1] === "\r" && source[i + 2] === "\n"))) {
      if (source[i + 1] === "\r") i++;
      i++;
      line++;
      text += " ";
    } else if (c === "/" && source[i + 1] === "*") {
      let end = source.indexOf("*/", i + 2);
      if (end < 0) end = n;
      const comment = source.slice(i, end);
      if (comment.includes("uapi-lint: allow")) allowed = true;
      for (const x of comment) if (x === "\n") line++;
      if (text.trim() === "") at = line;
      text += " ";
      i = end + 1;
    } else if (c === "/" && source[i + 1] === "/") {
      let end = source.indexOf("\n", i);
      if (end < 0) end = n;
      if (source.slice(i, end).includes("uapi-lint: allow")) allowed = true;
      i = end - 1;
    } else if (c === '"' || c === "'") {
      let j = i + 1;
      while (j < n && source[j] !== c && source[j] !== "\n") j += source[j] === "\\" ? 2 : 1;
      text += c + c;
      i = source[j] === c ? j : j - 1;
    } else text += c;
  }
  if (text) out.push({ at, text, allowed });
  return out;
}

interface Level {
  /** This branch may be reached, as far as this level is concerned. */
  open: boolean;
  /** Some branch before was certainly the one. */
  taken: boolean;
  readonly guard: string | null;
}

/** The lines that a build for Linux/parisc may reach. */
export function reachable(source: string): Line[] {
  const levels: Level[] = [];
  const out: Line[] = [];
  const enter = (truth: Truth, guard: string | null) =>
    levels.push({ open: truth !== false, taken: truth === true, guard });
  for (const { at, text, allowed } of logicalLines(source)) {
    const m = /^\s*#\s*(\w+)\s*(.*)$/s.exec(text);
    const word = m?.[1];
    const rest = m?.[2].trim() ?? "";
    const top = levels.at(-1);
    if (word === "if") {
      const guard = /^!\s*defined\s*\(?\s*(\w+)\s*\)?$/.exec(rest)?.[1] ?? null;
      enter(condition(rest), guard);
    } else if (word === "ifdef") enter(truthOfName(rest.split(/\W/)[0]), null);
    else if (word === "ifndef") {
      const name = rest.split(/\W/)[0];
      enter(not(truthOfName(name)), name);
    } else if (word === "elif" && top) {
      const truth = condition(rest);
      top.open = !top.taken && truth !== false;
      if (truth === true) top.taken = true;
    } else if (word === "else" && top) top.open = !top.taken;
    else if (word === "endif") levels.pop();
    else if (levels.every((l) => l.open)) {
      const guard = levels.findLast((l) => l.guard !== null)?.guard ?? null;
      out.push({ at, text, guard, allowed });
    }
  }
  return out;
}

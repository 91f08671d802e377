// strace's -e: which calls, signals and results are shown. `trace=open,close`, `trace=%file,!%desc`-like sets, `/regex`,
// `signal=SIGCHLD`, `status=failed`; a set that begins with "!" is everything else.
// Above: watch.ts. Below: events.ts, ../syscalls/index.ts (the names).

import type { SyscallRow } from "../syscalls/table.ts";
import * as signal from "../uapi/asm/signal.ts";
import type { StraceEvent } from "./events.ts";

/** An expression that cannot be understood; the message is for the user. */
export class FilterError extends Error {
  // by name, as this file is in a bundle of its own
  override name = "FilterError";
}

type Test<T> = (value: T) => boolean;

const takes = (row: SyscallRow, ...kinds: string[]) => row.args.some((a) => kinds.includes(a.name));

/** Classes of calls, by strace's names; without the % as well. */
const classes: Readonly<Record<string, Test<SyscallRow>>> = {
  file: (r) => takes(r, "path"),
  desc: (r) => r.family === "desc" || takes(r, "fd", "atfd", "fd_pair_out"),
  network: (r) => r.family === "network",
  net: (r) => r.family === "network",
  process: (r) =>
    /^(fork|vfork|clone|clone3|execve|execveat|exit|exit_group|wait4|waitid|waitpid|kill|tkill|tgkill|rt_(tg)?sigqueueinfo|pidfd_.*|unshare|setns|ptrace|prctl)$/.test(
      r.name,
    ),
  signal: (r) => r.family === "signal" || /^(kill|tkill|tgkill|signalfd4?)$/.test(r.name),
  memory: (r) => r.family === "memory",
  ipc: (r) => r.family === "ipc",
  clock: (r) => /^(clock_|gettimeofday|settimeofday|adjtimex|time$|stime)/.test(r.name),
  time: (r) => r.family === "time",
  creds: (r) => /^(get|set)(e|re|res|fs)?[ug]id|^(get|set)groups|^cap(get|set)|^prctl$/.test(r.name),
  stat: (r) => /^(stat|stat64)$/.test(r.name),
  lstat: (r) => /^(lstat|lstat64)$/.test(r.name),
  fstat: (r) => /^(fstat|fstat64|fstatat64|newfstatat|statx)$/.test(r.name),
  statfs: (r) => /^statfs/.test(r.name),
};

function split(set: string): { not: boolean; words: string[] } {
  const not = set.startsWith("!");
  const words = (not ? set.slice(1) : set)
    .split(",")
    .map((w) => w.trim())
    .filter((w) => w !== "");
  return { not, words };
}

/** The known word nearest to one that is not, for the message. */
function nearest(word: string, known: Iterable<string>): string {
  let best = "";
  let least = 3;
  for (const k of known) {
    const d = distance(word, k);
    if (d < least) [best, least] = [k, d];
  }
  return best ? `; is ${best} meant?` : "";
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length];
}

function callTest(set: string, rows: readonly SyscallRow[]): Test<string> {
  const { not, words } = split(set);
  const names = new Set<string>();
  const add = (test: Test<SyscallRow>) => {
    let some = false;
    for (const r of rows) if (test(r)) some = Boolean(names.add(r.name));
    return some;
  };
  for (const word of words) {
    const optional = word.startsWith("?");
    const name = optional ? word.slice(1) : word;
    if (name === "all") add(() => true);
    else if (name === "none") continue;
    else if (name.startsWith("/")) {
      let pattern: RegExp;
      try {
        pattern = new RegExp(name.slice(1));
      } catch {
        throw new FilterError(`trace=${set}: ${name} is not a regular expression`);
      }
      add((r) => pattern.test(r.name));
    } else if (name.startsWith("%") || (Object.hasOwn(classes, name) && !rows.some((r) => r.name === name))) {
      const key = name.replace(/^%/, "");
      if (!Object.hasOwn(classes, key))
        throw new FilterError(
          `trace=${set}: there is no class ${name} (there are %${Object.keys(classes).join(", %")})`,
        );
      add(classes[key]);
    } else if (!add((r) => r.name === name) && !optional)
      throw new FilterError(
        `trace=${set}: there is no system call ${name}${nearest(name, [
          ...rows.map((r) => r.name),
          ...Object.keys(classes),
        ])}`,
      );
  }
  return not ? (name) => !names.has(name) : (name) => names.has(name);
}

function signalTest(set: string): Test<string> {
  const { not, words } = split(set);
  const numbers = signal as unknown as Record<string, unknown>;
  const wanted = new Set<string>();
  for (const word of words) {
    const name = word.toUpperCase().replace(/^(SIG)?/, "SIG");
    if (name === "SIGALL") return () => !not;
    if (name === "SIGNONE") continue;
    if (typeof numbers[name] !== "number" && !/^SIGRT_\d+$/.test(name))
      throw new FilterError(`signal=${set}: there is no signal ${word}`);
    wanted.add(name);
  }
  return (name) => wanted.has(name) !== not;
}

const STATUSES = ["successful", "failed", "unfinished", "all", "none"];

function statusTest(set: string): Test<"successful" | "failed" | "unfinished"> {
  const { not, words } = split(set);
  for (const w of words)
    if (!STATUSES.includes(w)) throw new FilterError(`status=${set}: ${w} is none of ${STATUSES.join(", ")}`);
  return (s) => (words.includes("all") || words.includes(s)) !== not;
}

/** Which of strace's events pass all the expressions; the last one of each kind counts. Throws FilterError. */
export function parseFilter(
  expressions: readonly string[],
  rows: readonly SyscallRow[],
): (e: StraceEvent) => boolean {
  let call: Test<string> = () => true;
  let sig: Test<string> = () => true;
  let status: Test<"successful" | "failed" | "unfinished"> = () => true;
  // whether a call passes is known at its end only: none is shown in two parts
  let whole = false;
  for (const text of expressions) {
    const m = /^(\w+)=(.*)$/s.exec(text);
    const [key, set] = m ? [m[1], m[2]] : ["trace", text];
    switch (key) {
      case "trace":
      case "t":
        call = callTest(set, rows);
        break;
      case "signal":
      case "signals":
      case "s":
        sig = signalTest(set);
        break;
      case "status":
        status = statusTest(set);
        whole = true;
        break;
      default:
        throw new FilterError(`${text}: not trace=SET, signal=SET or status=SET`);
    }
  }
  return (e) => {
    switch (e.type) {
      case "enter":
        return !whole && call(e.name);
      case "syscall":
        return call(e.name) && status(e.ret === null ? "unfinished" : e.error ? "failed" : "successful");
      case "signal":
        return sig(e.signal);
      case "exit":
        return true;
    }
  };
}

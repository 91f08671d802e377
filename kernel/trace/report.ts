// --report: what programs asked for and did not get. A family is one row here: the kind of argument that names the
// thing, the errors that say "unknown", and its text. Nothing reports by itself; netlink, whose answers are no
// results of calls, tells what it refused or passed over.
// Above: syscalls/index.ts (told after each call), boot.ts. Below: kinds.ts, show-*.ts.

import { get_pc, R_GR, task_pt_regs } from "../arch/parisc/pt_regs.ts";
import { prepend_path } from "../fs/dcache.ts";
import type { SyscallRow } from "../syscalls/table.ts";
import type { task_struct } from "../task/task.ts";
import {
  EAFNOSUPPORT,
  EINVAL,
  EIO,
  ENODEV,
  ENOENT,
  ENOPROTOOPT,
  ENOSYS,
  ENOTTY,
  EOPNOTSUPP,
  EPROTONOSUPPORT,
  ESOCKTNOSUPPORT,
} from "../uapi/asm/errno.ts";
import { AT_FDCWD } from "../uapi/linux/fcntl.ts";
import { errnoName } from "../uapi/names.ts";
import { peek } from "./guest.ts";
import { plain, shows } from "./kinds.ts";
import "./show-base.ts";
import "./show-fs.ts";
import "./show-net.ts";
import { netlinkAttributeName, netlinkTypeName } from "./show-netlink.ts";
import "./show-process.ts";
import "./show-time.ts";

/** One who asked. */
export interface Caller {
  readonly comm: string;
  /** Where the program goes on behind the call, and the function there if a symbol table has it. */
  readonly pc: number;
  readonly symbol: string | null;
  /** Where that function returns to, as far as GR2 still says so. */
  readonly from: string | null;
  count: number;
}

/** One thing asked for in vain. */
export interface Ungranted {
  /** syscall, ioctl, socket option, socket, netlink, path, file system, flag, operation. */
  readonly kind: string;
  /** Its parisc name. */
  readonly what: string;
  /** "ENOSYS"; "passed over" where the request was done without it. */
  readonly answer: string;
  count: number;
  readonly callers: Caller[];
}

interface Call {
  readonly t: task_struct;
  readonly row: SyscallRow;
  readonly args: readonly number[];
  readonly error: number;
  /** The argument that the family is about. */
  readonly i: number;
}

interface Family {
  readonly kind: string;
  /** The argument's kind (trace/kinds.ts). */
  readonly of: (kind: string) => boolean;
  readonly errors: readonly number[];
  /** Its name, or null: nothing of ours was missing. */
  readonly what: (c: Call) => string | null;
}

const shown = (c: Call, i = c.i): string =>
  (shows.get(c.row.args[i].name) ?? plain)(c.t, c.args[i], c.args, -c.error, i) ?? "";
const only =
  (...kinds: string[]) =>
  (kind: string) =>
    kinds.includes(kind);
/** A name with bits or a number that no header knows. */
const unnamed = (text: string): boolean => /(^|\|)0x[0-9a-f]+$/.test(text);

const TERMINAL_IOCTLS = 0x54; // 'T'
const CALLS_ON_OPERATIONS = [
  "prctl_op",
  "fcntl_cmd",
  "futex_op",
  "madvice",
  "ptrace_op",
  "ipc_cmd",
  "seccomp_op",
  "membarrier_cmd",
  "reboot_cmd",
  "kcmp_type",
  "syslog_type",
  "keyctl_op",
  "fsconfig_cmd",
  "sched_policy",
  "clockid",
  "resource",
  "mpol_mode",
];

const families: readonly Family[] = [
  {
    kind: "ioctl",
    of: only("ioctl"),
    errors: [ENOTTY, EOPNOTSUPP, ENOSYS],
    what(c) {
      // isatty() of what is no terminal
      if (((c.args[c.i] >>> 8) & 0xff) === TERMINAL_IOCTLS && !is_tty(c)) return null;
      return shown(c);
    },
  },
  {
    kind: "socket option",
    of: only("sockopt"),
    errors: [ENOPROTOOPT, EOPNOTSUPP],
    what: (c) => `${c.row.name} ${shown(c, c.i - 1)} ${shown(c)}`,
  },
  {
    kind: "socket",
    of: only("sock_domain"),
    errors: [EAFNOSUPPORT, EPROTONOSUPPORT, ESOCKTNOSUPPORT, EINVAL],
    what: (c) => `${c.row.name}(${[0, 1, 2].map((i) => shown(c, i)).join(", ")})`,
  },
  { kind: "path", of: only("path"), errors: [ENOENT], what: kernel_path },
  {
    kind: "file system",
    of: only("mount_flags"),
    errors: [ENODEV],
    what: (c) => (c.row.name === "mount" ? shown(c, 2).replaceAll('"', "") : null),
  },
  {
    kind: "operation",
    of: only(...CALLS_ON_OPERATIONS),
    errors: [EINVAL, EIO, ENOSYS, EOPNOTSUPP],
    what: (c) => `${c.row.name} ${shown(c)}`,
  },
  {
    kind: "flag",
    of: (kind) => /_(flags|mask|mode)$/.test(kind) || kind === "sock_type",
    errors: [EINVAL],
    what: (c) => (unnamed(shown(c)) ? `${c.row.name} ${shown(c)}` : null),
  },
  {
    kind: "flag",
    of: (kind) => /_flags$/.test(kind) && kind !== "mount_flags",
    errors: [EOPNOTSUPP, ENOSYS],
    what: (c) => `${c.row.name} ${shown(c)}`,
  },
];

function is_tty(c: Call): boolean {
  return /tty|pty|pts|console/.test(c.t.files.fget_raw(c.args[0] | 0)?.f_op.name ?? "");
}

/** A name in /proc or /sys; null: elsewhere, or of a process that is gone. */
function kernel_path(c: Call): string | null {
  const { t } = c;
  const b = peek(t, c.args[c.i], 4096);
  const end = b.indexOf(0);
  let name = String.fromCharCode(...b.subarray(0, Math.max(end, 0)));
  if (name === "") return null;
  if (!name.startsWith("/")) {
    const dfd = c.row.args[c.i - 1]?.name === "atfd" ? c.args[c.i - 1] | 0 : AT_FDCWD;
    const at = dfd === AT_FDCWD ? t.fs.pwd : t.files.fget_raw(dfd)?.f_path;
    if (!at) return null;
    name = `${prepend_path(at, t.fs.root).text.replace(/\/$/, "")}/${name}`;
  }
  if (!/^\/(proc|sys)\//.test(name)) return null;
  const pid = /^\/proc\/(\d+)(?:\/task\/(\d+))?/.exec(name);
  if (!pid) return name.replace(/^\/proc\/(thread-)?self\//, "/proc/PID/");
  // a process that has gone is no gap of ours
  for (const n of [pid[1], pid[2]]) if (n !== undefined && !t.pid_ns.find(Number(n))?.task) return null;
  const rest = name.slice(pid[0].length);
  if (rest === "" || /^\/(fd|fdinfo|map_files)\//.test(rest)) return null;
  return `/proc/PID${pid[2] === undefined ? "" : "/task/TID"}${rest}`;
}

/** Collects for one system. */
export class Report {
  readonly #all = new Map<string, Ungranted>();

  /** symbol_at: exec/symbols.ts; handed in, since this file is a bundle of its own (tools/build.mjs). */
  constructor(readonly symbol_at: (t: task_struct, pc: number) => string | null) {}

  #note(t: task_struct, kind: string, what: string, answer: string): void {
    const key = `${kind}\0${what}\0${answer}`;
    let entry = this.#all.get(key);
    if (!entry) this.#all.set(key, (entry = { kind, what, answer, count: 0, callers: [] }));
    entry.count++;
    const pc = get_pc(t);
    const old = entry.callers.find((c) => c.comm === t.comm && c.pc === pc);
    if (old) old.count++;
    else if (entry.callers.length < 100) {
      const symbol = this.symbol_at(t, pc);
      const from = this.symbol_at(t, (task_pt_regs(t)[R_GR + 2] & ~3) >>> 0);
      entry.callers.push({ comm: t.comm, pc, symbol, from: from === symbol ? null : from, count: 1 });
    }
  }

  /** A number without a function; row: where it has at least a name. */
  unknown(t: task_struct, nr: number, row: SyscallRow | undefined): void {
    this.#note(t, "syscall", row?.name ?? String(nr), "ENOSYS");
  }

  /** A call has come back. */
  returned(t: task_struct, row: SyscallRow, args: readonly number[], ret: number): void {
    if (ret >= 0 || ret < -4095) return;
    const error = -ret;
    let known = false;
    for (const family of families) {
      if (!family.errors.includes(error)) continue;
      const i = row.args.findIndex((a) => family.of(a.name));
      if (i < 0) continue;
      known = true;
      const what = family.what({ t, row, args, error, i });
      if (what !== null) return this.#note(t, family.kind, what, errnoName(error) ?? String(error));
    }
    if (error === ENOSYS && !known) this.#note(t, "syscall", row.name, "ENOSYS");
  }

  /** Netlink refused a request, or (attribute) passed over an attribute that it does not know. */
  netlink(
    t: task_struct,
    protocol: number,
    type: number,
    attribute: { type: number; nested: boolean } | null,
    err: number,
  ): void {
    const of = attribute?.nested
      ? ` nested attribute ${attribute.type}`
      : attribute
        ? ` ${netlinkAttributeName(protocol, type, attribute.type)}`
        : "";
    const answer = err ? (errnoName(-err) ?? String(err)) : "passed over";
    this.#note(t, "netlink", `${netlinkTypeName(protocol, type)}${of}`, answer);
  }

  /** Everything so far, most asked for first. */
  rows(): Ungranted[] {
    return [...this.#all.values()].sort((a, b) => b.count - a.count);
  }

  /** For people: a line each. */
  text(): string {
    const rows = this.rows();
    if (rows.length === 0) return "Nothing was asked for in vain.";
    const who = (r: Ungranted): string => {
      const names = r.callers.map(
        (c) => `${c.comm}: ${c.symbol ?? `0x${c.pc.toString(16)}`}${c.from ? ` < ${c.from}` : ""}`,
      );
      const different = [...new Set(names)];
      return `${different.slice(0, 3).join(", ")}${different.length > 3 ? ", …" : ""}`;
    };
    const cells = rows.map((r) => [String(r.count), r.kind, r.what, r.answer, who(r)]);
    cells.unshift(["count", "kind", "what", "answer", "who"]);
    const widths = [0, 1, 2, 3].map((k) => Math.min(60, Math.max(...cells.map((c) => c[k].length))));
    const lines = cells.map((c) =>
      [c[0].padStart(widths[0]), ...[1, 2, 3].map((k) => c[k].padEnd(widths[k])), c[4]].join("  "),
    );
    return ["Asked for in vain:", ...lines].join("\n");
  }

  json(): string {
    return JSON.stringify({ ungranted: this.rows() }, null, 2);
  }
}

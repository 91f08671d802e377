// System calls, signals and ends of processes as events, made from the rows (syscalls/table.ts) and the kinds of their
// arguments. Above: the syscall dispatcher, when somebody watches. Below: kinds.ts, show-*.ts; lines.ts writes the text.

import type { SyscallRow } from "../syscalls/table.ts";
import type { siginfo, task_struct } from "../task/task.ts";
import { ENOSYS } from "../uapi/asm/errno.ts";
import { O_CREAT } from "../uapi/asm/fcntl.ts";
import { errnoName } from "../uapi/names.ts";
import type { ExitEvent, SyscallEvent, Watch } from "./events.ts";
import { limits } from "./guest.ts";
import { plain, shows } from "./kinds.ts";
import { signalName } from "./show-base.ts";
import { afterwards } from "./show-fs.ts";
import "./show-net.ts";
import "./show-netlink.ts";
import { siginfoText } from "./show-process.ts";
import "./show-time.ts";
import { showError } from "./strerror.ts";

const __O_TMPFILE = 0o40000000;

/** What was there to see before the call: memory may be different afterwards. */
interface Entry {
  readonly row: SyscallRow;
  readonly shown: (string | null)[];
  readonly time: number;
}

/** open's mode means something only where a file may be made. */
function leftOut(row: SyscallRow, args: readonly number[], i: number): boolean {
  return (
    row.args[i].name === "mode" &&
    row.args[i - 1]?.name === "open_flags" &&
    !(args[i - 1] & (O_CREAT | __O_TMPFILE))
  );
}

const show = (t: task_struct, row: SyscallRow, args: readonly number[], ret: number, i: number) =>
  (shows.get(row.args[i].name) ?? plain)(t, args[i], args, ret, i);

const addresses = new Set(["mmap", "mmap2", "brk", "mremap", "shmat"]);

function resultText(row: SyscallRow, ret: number): string {
  if (addresses.has(row.name) && (ret >= 0 || ret < -4095)) return `0x${(ret >>> 0).toString(16)}`;
  if (ret < 0 && ret >= -4095) return showError(ret);
  return String(ret);
}

const isError = (ret: number | null): boolean => ret !== null && ret < 0 && ret >= -4095;

/** The texts that are known before the first one that is not. */
function early(row: SyscallRow, shown: readonly (string | null)[]): string[] {
  const end = row.args.findIndex((kind) => kind.out);
  return shown.slice(0, end < 0 ? undefined : end).filter((s) => s !== null);
}

export interface StraceLimits {
  /** Bytes shown of a string or buffer: strace's -s. */
  readonly strings: number;
}

/** Tells a watcher of one system's calls, signals and ends. */
export class Strace {
  readonly #entries = new WeakMap<task_struct, Entry>();

  constructor(
    readonly watch: Watch,
    readonly bounds: StraceLimits = { strings: 32 },
  ) {}

  /** Before the call: notes what the arguments say now. */
  enter(t: task_struct, row: SyscallRow, args: readonly number[]): void {
    limits.strings = this.bounds.strings;
    const shown = row.args.map((kind, i) =>
      kind.out || leftOut(row, args, i) ? null : show(t, row, args, 0, i),
    );
    const time = t.kernel.watch_now();
    this.#entries.set(t, { row, shown, time });
    this.watch({
      type: "enter",
      time,
      pid: t.pid,
      comm: t.comm,
      name: row.name,
      family: row.family,
      args: early(row, shown),
    });
  }

  /** After the call: ret is the result, -ERRNO for an error, null where the call does not come back (exit). */
  exit(t: task_struct, row: SyscallRow, args: readonly number[], ret: number | null): void {
    limits.strings = this.bounds.strings;
    const entry = this.#entries.get(t);
    this.#entries.delete(t);
    const before = entry?.row === row ? entry.shown : null;
    const texts: string[] = [];
    const kinds: string[] = [];
    row.args.forEach((kind, i) => {
      if (leftOut(row, args, i)) return;
      const text = !kind.out && before ? before[i] : show(t, row, args, ret ?? 0, i);
      if (text === null) return;
      texts.push(text);
      kinds.push(kind.name);
    });
    const note = ret !== null && ret >= 0 ? (afterwards(t, row.name, args, ret) ?? "") : "";
    const now = t.kernel.watch_now();
    const event: SyscallEvent = {
      type: "syscall",
      time: entry?.time ?? now,
      pid: t.pid,
      comm: t.comm,
      nr: row.nr,
      name: row.name,
      family: row.family,
      args: texts,
      kinds,
      early: before ? early(row, before).length : texts.length,
      ret,
      error: isError(ret) ? errnoName(-ret!) : null,
      result: ret === null ? "?" : resultText(row, ret) + note,
      duration: now - (entry?.time ?? now),
    };
    this.watch(event);
  }

  /** A call whose number has no row. */
  unknown(t: task_struct, nr: number, args: readonly number[]): void {
    const time = t.kernel.watch_now();
    const texts = args.map((a) => `0x${(a >>> 0).toString(16)}`);
    this.watch({
      type: "syscall",
      time,
      pid: t.pid,
      comm: t.comm,
      nr,
      name: `syscall_0x${nr.toString(16)}`,
      family: "unknown",
      args: texts,
      kinds: texts.map(() => "hex"),
      early: texts.length,
      ret: -ENOSYS,
      error: "ENOSYS",
      result: showError(-ENOSYS),
      duration: 0,
    });
  }

  /** A signal that is delivered. */
  signal(t: task_struct, info: siginfo): void {
    this.watch({
      type: "signal",
      time: t.kernel.watch_now(),
      pid: t.pid,
      comm: t.comm,
      signal: signalName(info.si_signo),
      info: siginfoText(info),
    });
  }

  /** The end of a thread; status as wait(2) gives it. */
  gone(t: task_struct, status: number): void {
    const entry = this.#entries.get(t);
    this.#entries.delete(t);
    const sig = status & 0x7f;
    const event: ExitEvent = {
      type: "exit",
      time: t.kernel.watch_now(),
      pid: t.pid,
      comm: t.comm,
      status,
      how: sig
        ? `killed by ${signalName(sig)}${status & 0x80 ? " (core dumped)" : ""}`
        : `exited with ${(status >> 8) & 0xff}`,
      unfinished: entry ? { name: entry.row.name, args: early(entry.row, entry.shown) } : null,
    };
    this.watch(event);
  }
}

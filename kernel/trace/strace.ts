// strace: one line a system call, made from the rows (syscalls/table.ts) and the kinds of their arguments.
// Above: the syscall dispatcher, when kernel.strace is set. Below: kinds.ts, show-*.ts.

import type { SyscallRow } from "../syscalls/table.ts";
import type { siginfo, task_struct } from "../task/task.ts";
import { plain, shows } from "./kinds.ts";
import { showError } from "./strerror.ts";
import "./show-base.ts";
import "./show-fs.ts";
import "./show-net.ts";
import "./show-netlink.ts";
import "./show-process.ts";
import "./show-time.ts";
import { signalName } from "./show-base.ts";
import { afterwards } from "./show-fs.ts";
import { siginfoText } from "./show-process.ts";

/** What was there to see before the call: memory may be different afterwards. */
interface Entry {
  readonly row: SyscallRow;
  readonly shown: (string | null)[];
}

const entries = new WeakMap<task_struct, Entry>();
/** The first task of each traced system that made a call: alone, it needs no "[pid N]". */
const first = new WeakMap<object, { pid: number; others: boolean }>();

function prefix(t: task_struct): string {
  const seen = first.get(t.kernel);
  if (!seen) {
    first.set(t.kernel, { pid: t.pid, others: false });
    return "";
  }
  if (seen.pid !== t.pid) seen.others = true;
  return seen.others ? `[pid ${String(t.pid).padStart(5)}] ` : "";
}

/** open's mode means something only where a file may be made. */
function leftOut(row: SyscallRow, args: readonly number[], i: number): boolean {
  const O_CREAT = 0o400;
  const O_TMPFILE = 0o40000000;
  return (
    row.args[i].name === "mode" &&
    row.args[i - 1]?.name === "open_flags" &&
    !(args[i - 1] & (O_CREAT | O_TMPFILE))
  );
}

const show = (t: task_struct, row: SyscallRow, args: readonly number[], ret: number, i: number) =>
  (shows.get(row.args[i].name) ?? plain)(t, args[i], args, ret, i);

/** Before the call: notes what the arguments say now. */
export function straceEnter(t: task_struct, row: SyscallRow, args: readonly number[]): void {
  prefix(t);
  const shown = row.args.map((kind, i) =>
    kind.out || leftOut(row, args, i) ? null : show(t, row, args, 0, i),
  );
  entries.set(t, { row, shown });
}

const addresses = new Set(["mmap", "mmap2", "brk", "mremap", "shmat"]);

function result(row: SyscallRow, ret: number): string {
  if (addresses.has(row.name) && (ret >= 0 || ret < -4095)) return `0x${(ret >>> 0).toString(16)}`;
  if (ret < 0 && ret >= -4095) return showError(ret);
  return String(ret);
}

/**
 * After the call: its line. ret is the result, -ERRNO for an error, null where the call does not come back (exit).
 */
export function straceExit(
  t: task_struct,
  row: SyscallRow,
  args: readonly number[],
  ret: number | null,
): string {
  const entry = entries.get(t);
  entries.delete(t);
  const before = entry?.row === row ? entry.shown : null;
  const texts: string[] = [];
  row.args.forEach((kind, i) => {
    if (leftOut(row, args, i)) return;
    const text = !kind.out && before ? before[i] : show(t, row, args, ret ?? 0, i);
    if (text !== null) texts.push(text);
  });
  const note = ret !== null && ret >= 0 ? (afterwards(t, row.name, args, ret) ?? "") : "";
  return `${prefix(t)}${row.name}(${texts.join(", ")}) = ${ret === null ? "?" : result(row, ret)}${note}`;
}

/** A call whose number has no row, or a row without a function. */
export function straceUnknown(t: task_struct, nr: number, args: readonly number[]): string {
  const hex = args.map((a) => `0x${(a >>> 0).toString(16)}`).join(", ");
  return `${prefix(t)}syscall_0x${nr.toString(16)}(${hex}) = ${showError(-251)}`;
}

/** A signal that is delivered. */
export function straceSignal(t: task_struct, info: siginfo): string {
  return `${prefix(t)}--- ${signalName(info.si_signo)} ${siginfoText(info)} ---`;
}

/** The end of a process; status as wait(2) gives it. */
export function straceGone(t: task_struct, status: number): string {
  const sig = status & 0x7f;
  const how = sig
    ? `killed by ${signalName(sig)}${status & 0x80 ? " (core dumped)" : ""}`
    : `exited with ${(status >> 8) & 0xff}`;
  return `${prefix(t)}+++ ${how} +++`;
}

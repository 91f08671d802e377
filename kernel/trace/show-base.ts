// How strace shows numbers, strings and buffers, and the names many calls share (signals, clocks, modes).
// Above: strace.ts. Below: guest.ts, names.ts.

import type { task_struct } from "../task/task.ts";
import * as errno_fcntl from "../uapi/asm/fcntl.ts";
import * as signal from "../uapi/asm/signal.ts";
import { iovec } from "../uapi/linux/uio.ts";
import { address, hex, limits, list, peek, peekWord, quoteBytes, quoteString } from "./guest.ts";
import { type Show, shows } from "./kinds.ts";
import { flagsOf, oneOf } from "./names.ts";

const aliases = new Set(["SIGIOT", "SIGCLD", "SIGPOLL", "SIGUNUSED", "SIGSTKSZ", "SIGSTKFLT", "SIGRTMAX"]);
const signalNames = oneOf(signal, "SIG", (n) => !n.startsWith("SIG_") && !aliases.has(n));
/** "SIGINT"; real-time ones as SIGRT_3. */
export const signalName = (v: number): string =>
  v === signal.SIGSTKFLT
    ? "SIGSTKFLT"
    : v > signal.SIGRTMIN && v <= 64
      ? `SIGRT_${v - signal.SIGRTMIN}`
      : signalNames(v);

export const openFlags = (v: number): string => {
  const access = ["O_RDONLY", "O_WRONLY", "O_RDWR", "O_ACCMODE"][v & 3];
  const rest = v & ~3;
  return rest ? `${access}|${openBits(rest)}` : access;
};
const openBits = flagsOf(
  errno_fcntl,
  "O_ FASYNC __O_",
  "0",
  (n) => !/ACCMODE|RDONLY|WRONLY|RDWR|NDELAY|O_RSYNC|BLKSEEK/.test(n),
);

const fileTypes = new Map([
  [0o140000, "S_IFSOCK"],
  [0o120000, "S_IFLNK"],
  [0o100000, "S_IFREG"],
  [0o060000, "S_IFBLK"],
  [0o040000, "S_IFDIR"],
  [0o020000, "S_IFCHR"],
  [0o010000, "S_IFIFO"],
]);

/** "0644", with the file type's name before it where there is one. */
export function modeText(v: number): string {
  const perm = `0${(v & 0o7777).toString(8).padStart(3, "0")}`;
  const type = fileTypes.get(v & 0o170000);
  return type ? `${type}|${perm}` : perm;
}

/** The buffers of an iovec array, quoted; total: how many bytes count. */
export function iovecText(
  t: task_struct,
  addr: number,
  count: number,
  total = Number.POSITIVE_INFINITY,
): string {
  if (addr === 0) return "NULL";
  const items: string[] = [];
  for (let i = 0; i < count && i < 32; i++) {
    const b = peek(t, addr + i * iovec.size, iovec.size);
    if (b.length < iovec.size) return address(addr);
    const { iov_base, iov_len } = iovec.get(b);
    const n = Math.min(iov_len, total);
    total -= n;
    items.push(`{iov_base=${quoteBytes(t, iov_base, n)}, iov_len=${iov_len}}`);
  }
  return list(items);
}

function strings(t: task_struct, addr: number): string {
  if (addr === 0) return "NULL";
  const items: string[] = [];
  for (let i = 0; i <= 32; i++) {
    const p = peekWord(t, addr + 4 * i);
    if (p === null) return address(addr);
    if (p === 0) break;
    items.push(quoteString(t, p, limits.strings));
  }
  return list(items);
}

function countStrings(t: task_struct, addr: number): string {
  let n = 0;
  for (let p = peekWord(t, addr); p; p = peekWord(t, addr + 4 * n)) n++;
  return `${address(addr)} /* ${n} vars */`;
}

/** A word behind a pointer as "[5]". */
const word =
  (text: (v: number) => string): Show =>
  (t, v) => {
    const w = v === 0 ? null : peekWord(t, v);
    return w === null ? address(v) : `[${text(w)}]`;
  };

const wide: Show = (t, v) => {
  const hi = v ? peekWord(t, v) : null;
  const lo = v ? peekWord(t, v + 4) : null;
  return hi === null || lo === null ? address(v) : `[${(hi | 0) * 0x100000000 + lo}]`;
};

/** An out argument that means nothing when the call failed. */
export const filled =
  (show: Show): Show =>
  (t, v, args, ret, i) =>
    ret < 0 ? address(v) : show(t, v, args, ret, i);

const base: Record<string, Show> = {
  int: (_t, v) => String(v | 0),
  uint: (_t, v) => String(v >>> 0),
  hex: (_t, v) => hex(v),
  octal: (_t, v) => `0${(v >>> 0).toString(8)}`,
  ptr: (_t, v) => address(v),
  size: (_t, v) => String(v >>> 0),
  ssize: (_t, v) => String(v | 0),
  off: (_t, v) => String(v | 0),
  off_hi: () => null,
  off_lo: (_t, v, args, _r, i) => String((args[i - 1] | 0) * 0x100000000 + (v >>> 0)),
  pos_lo: (_t, v, args, _r, i) => String((args[i + 1] | 0) * 0x100000000 + (v >>> 0)),
  pos_hi: () => null,
  none: () => null,
  fd: (_t, v) => String(v | 0),
  atfd: (_t, v) => ((v | 0) === -100 ? "AT_FDCWD" : String(v | 0)),
  pid: (_t, v) => String(v | 0),
  uid: (_t, v) => ((v | 0) === -1 ? "-1" : String(v >>> 0)),
  dev: (_t, v) => `makedev(${hex((v >>> 8) & 0xfff)}, ${hex((v & 0xff) | ((v >>> 12) & 0xfff00))})`,
  signal: (_t, v) => signalName(v),
  path: (t, v) => quoteString(t, v),
  str: (t, v) => quoteString(t, v, limits.strings),
  mode: (_t, v) => modeText(v),
  buf_in: (t, v, args, _r, i) => quoteBytes(t, v, args[i + 1] >>> 0),
  buf_out: filled((t, v, _a, ret) => quoteBytes(t, v, ret)),
  str_out: filled((t, v, _a, ret) => quoteBytes(t, v, ret, 4096)),
  iovec: (t, v, args, _r, i) => iovecText(t, v, args[i + 1] >>> 0),
  iovec_out: filled((t, v, args, ret, i) => iovecText(t, v, args[i + 1] >>> 0, ret)),
  argv: (t, v) => strings(t, v),
  envp: (t, v) => countStrings(t, v),
  int_ptr: word((w) => String(w | 0)),
  int_ptr_out: filled(word((w) => String(w | 0))),
  uint_ptr_out: filled(word((w) => String(w))),
  off_ptr: word((w) => String(w | 0)),
  loff_ptr: wide,
  loff_ptr_out: filled(wide),
  fd_pair_out: filled((t, v) => {
    const a = peekWord(t, v);
    const b = peekWord(t, v + 4);
    return a === null || b === null ? address(v) : `[${a}, ${b}]`;
  }),
  open_flags: (_t, v) => openFlags(v),
};

for (const [name, show] of Object.entries(base)) shows.set(name, show);

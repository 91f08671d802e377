// Looking into the traced program's memory, and the small forms strace has for what it finds: strings, hex, lists.
// Above: show-*.ts. Below: mm/uaccess.ts.

import { lookUser } from "../mm/uaccess.ts";
import type { task_struct } from "../task/task.ts";
import type { Fields, Struct, Values } from "../uapi/struct.ts";

/** How much of a string or buffer is shown; strace.ts sets it before it has anything shown. */
export const limits = { strings: 32 };

/** As many of the n bytes at addr as can be read. */
export function peek(t: task_struct, addr: number, n: number): Uint8Array {
  const b = new Uint8Array(Math.max(0, Math.min(n, 0x10000)));
  if (!t.mm || b.length === 0) return b.subarray(0, 0);
  return b.subarray(0, lookUser(t.mm, addr >>> 0, b));
}

/** The 32-bit word at addr, or null. */
export function peekWord(t: task_struct, addr: number): number | null {
  const b = peek(t, addr, 4);
  return b.length < 4 ? null : ((b[0] << 24) | (b[1] << 16) | (b[2] << 8) | b[3]) >>> 0;
}

export const hex = (v: number): string => (v === 0 ? "0" : `0x${(v >>> 0).toString(16)}`);
export const address = (v: number): string => (v === 0 ? "NULL" : `0x${(v >>> 0).toString(16)}`);

/** A struct of the program, shown by show; its address when it cannot be read, NULL for 0. */
export function peekStruct<F extends Fields>(
  t: task_struct,
  addr: number,
  layout: Struct<F>,
  show: (v: Values<F>, b: Uint8Array) => string,
): string {
  if (addr === 0) return "NULL";
  const b = peek(t, addr, layout.size);
  return b.length < layout.size ? address(addr) : show(layout.get(b), b);
}

const escapes: Readonly<Record<number, string>> = {
  9: "\\t",
  10: "\\n",
  11: "\\v",
  12: "\\f",
  13: "\\r",
  34: '\\"',
  92: "\\\\",
};

/** Quoted as strace does: octal for what is not printable, cut at max bytes. */
export function quote(b: Uint8Array, max = limits.strings, more = false): string {
  const n = Math.min(b.length, max);
  let s = '"';
  for (let i = 0; i < n; i++) {
    const c = b[i];
    if (escapes[c]) s += escapes[c];
    else if (c >= 32 && c < 127) s += String.fromCharCode(c);
    else {
      const digit = i + 1 < n && b[i + 1] >= 48 && b[i + 1] <= 57;
      s += `\\${c.toString(8).padStart(digit ? 3 : 1, "0")}`;
    }
  }
  return `${s}"${b.length > max || more ? "..." : ""}`;
}

/** A NUL-ended string of the program. */
export function quoteString(t: task_struct, addr: number, max = 4096): string {
  if (addr === 0) return "NULL";
  let all = new Uint8Array(0);
  for (let at = addr >>> 0; all.length < max; ) {
    const n = 0x100 - (at & 0xff);
    const b = peek(t, at, n);
    const end = b.indexOf(0);
    const next = new Uint8Array(all.length + (end < 0 ? b.length : end));
    next.set(all);
    next.set(end < 0 ? b : b.subarray(0, end), all.length);
    all = next;
    if (end >= 0) return quote(all, max);
    if (b.length < n) return address(addr);
    at += n;
  }
  return quote(all, max, true);
}

/** n bytes of the program, quoted and cut. */
export function quoteBytes(t: task_struct, addr: number, n: number, max = limits.strings): string {
  if (addr === 0) return "NULL";
  const b = peek(t, addr, Math.min(n, max));
  return b.length === 0 && n > 0 ? address(addr) : quote(b, max, n > max);
}

/** "[a, b]"; cut at max entries. */
export function list(items: readonly string[], max = 32): string {
  return `[${items.slice(0, max).join(", ")}${items.length > max ? ", ..." : ""}]`;
}

// How the kernel reads what programs write into files of /sys and /proc/sys. Above: net-sysfs.ts, net_sysctl.ts.
// Below: nothing but errno.

import { EINVAL, ERANGE } from "../../uapi/asm/errno.ts";

/** A number as the kernel reads one: decimal, 0x, 0 octal, one newline. Or -EINVAL, -ERANGE (lib/kstrtox.c). */
export function kstrtoul(text: string): number {
  const m = /^\+?(0[xX][0-9a-fA-F]+|\d+)\n?$/.exec(text);
  if (!m) return -EINVAL;
  const digits = m[1];
  const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  if (Number.isNaN(value)) return -EINVAL;
  return value > 0xffffffff ? -ERANGE : value;
}

/** What a write into a file of /proc/sys gave: the numbers, and how many bytes of it were used. */
export interface sysctl_numbers {
  readonly values: readonly number[];
  readonly used: number;
}

/**
 * Up to `max` numbers between blanks (kernel/sysctl.c do_proc_dointvec, release 6.1): decimal, 0x, 0 octal, perhaps a
 * minus. What stands behind them is left. -EINVAL for none, a stray character, or more than `limit` either way.
 */
export function proc_dointvec(text: string, max: number, limit = 0x7fffffff): sysctl_numbers | number {
  const values: number[] = [];
  const blank = (at: number): number => at + /^[ \t\n]*/.exec(text.slice(at))![0].length;
  let at = 0;
  while (values.length < max) {
    at = blank(at);
    if (at >= text.length) break;
    const m = /^(-?)(0[xX][0-9a-fA-F]+|\d+)(?=[ \t\n\0]|$)/.exec(text.slice(at));
    if (!m) return -EINVAL;
    const size = /^0[0-7]+$/.test(m[2]) ? Number.parseInt(m[2], 8) : Number(m[2]);
    if (size > limit + (m[1] ? 1 : 0)) return -EINVAL;
    values.push(m[1] ? -size : size);
    at += m[0].length;
  }
  return values.length ? { values, used: blank(at) } : -EINVAL;
}

// Reverse look-up: from a number to the names the headers give it. Above: trace/, sysfs and procfs texts, cli/uapi.ts.
// Below: the header files, taken whole as modules.

import * as errno from "./asm/errno.ts";

/** A header file taken as a module: name -> value. */
export type Header = Readonly<Record<string, unknown>>;

/** number -> first name, for the numeric exports of header that begin with prefix and pass keep. */
export function reverse(header: Header, prefix: string, keep: (name: string) => boolean = () => true) {
  const names = new Map<number, string>();
  for (const [name, value] of Object.entries(header)) {
    if (typeof value !== "number" || !name.startsWith(prefix) || !keep(name)) continue;
    const old = names.get(value);
    // Module namespaces are sorted by name; shorter names are the older spelling (EAGAIN, not EWOULDBLOCK).
    if (old === undefined || name.length < old.length) names.set(value, name);
  }
  return names;
}

let errnos: Map<number, string> | null = null;

/** "ENOENT" for 2; null for a number that is no errno. */
export function errnoName(n: number): string | null {
  errnos ??= reverse(errno, "E");
  return errnos.get(n) ?? null;
}

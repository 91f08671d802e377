// `parisc uapi --lint PATHS`: goes through source trees and prints file:line of every hard-coded value that is wrong on
// parisc. Status 1 where there is one.
// Above: ../uapi.ts. Below: scan.ts.

import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../usage.ts";
import { type Finding, scan } from "./scan.ts";

const SOURCE = /\.(c|h|cc|cpp|cxx|hh|hpp|hxx|inc|h\.in|c\.in)$/;

/**
 * Files that are for another processor or system, by their place; copies of the kernel's own headers for all of them (linux/,
 * asm-generic/), where a wrong value is none.
 */
const ELSEWHERE = [
  /(^|\/)(arch|arches|sysdeps|machine|asm-generic)\/(?!parisc|hppa|generic\/|linux)/,
  /(^|\/)asm-(?!parisc)\w+\//,
  /(^|\/)include\/uapi\//,
  /(^|[/_.-])(x86|x86_64|x86-64|amd64|i386|i686|x64|x32|arm|arm64|armhf|aarch64|mips\w*|alpha|sparc\w*|powerpc\w*|ppc\w*|s390x?|m68k|riscv\w*|ia64|sh4?|loongarch\w*|xtensa|win|win32|win64|windows|mingw|cygwin|darwin|macos|osx|ios|freebsd|netbsd|openbsd|dragonfly|\w*bsd|solaris|sunos|aix|hpux|haiku|qnx|wasm\w*|zephyr|rtos|uefi|vms)([/_.-]|$)/i,
];

const elsewhere = (path: string): boolean => ELSEWHERE.some((p) => p.test(path));

interface Found extends Finding {
  readonly file: string;
}

interface Tally {
  files: number;
  readonly found: Found[];
}

function file(path: string, tally: Tally): void {
  let source: string;
  try {
    source = readFileSync(path, "latin1");
  } catch {
    return;
  }
  tally.files++;
  for (const f of scan(source)) tally.found.push({ ...f, file: path });
}

function folder(path: string, relative: string, tally: Tally): void {
  for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const below = join(path, entry.name);
    const name = relative ? `${relative}/${entry.name}` : entry.name;
    if (entry.isDirectory()) {
      if (entry.name !== ".git" && entry.name !== "node_modules" && !elsewhere(`${name}/`))
        folder(below, name, tally);
    } else if (entry.isFile() && SOURCE.test(entry.name) && !elsewhere(name)) file(below, tally);
  }
}

/** Checks the files and folders; prints findings. 0: none, 1: some. */
export function lint(paths: readonly string[], json: boolean, print: (line: string) => void): number {
  if (paths.length === 0) throw new UsageError("uapi --lint: name folders or C sources");
  const tally: Tally = { files: 0, found: [] };
  for (const path of paths) {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (!stat) throw new UsageError(`${path}: there is no such file or folder`);
    if (stat.isDirectory()) folder(path, "", tally);
    else file(path, tally);
  }
  if (json) print(JSON.stringify(tally.found, null, 2));
  else {
    for (const f of tally.found) print(`${f.file}:${f.line}: ${f.text}`);
    const n = tally.found.length;
    print(
      n === 0
        ? `${tally.files} ${tally.files === 1 ? "file" : "files"}: no value that is wrong on parisc`
        : `${tally.files} ${tally.files === 1 ? "file" : "files"}: ${n} ${n === 1 ? "value is" : "values are"} wrong on parisc in ${new Set(tally.found.map((f) => f.file)).size} of them. Take the names from the system's headers, or add parisc's value (#ifdef __hppa__); a comment "uapi-lint: allow" silences a line.`,
    );
  }
  return tally.found.length ? 1 : 0;
}

// Files that come in and go out. Above: services.ts. Below: the kernel's GuestFiles.

import type { PutAnswer } from "../protocol.ts";
import type { Guest } from "./guest.ts";
import { unzipped } from "./load.ts";

/** e_machine by number, as far as people have such files. */
const MACHINES: Readonly<Record<number, string>> = {
  2: "SPARC",
  3: "x86",
  8: "MIPS",
  20: "PowerPC",
  21: "64-bit PowerPC",
  22: "IBM Z",
  40: "ARM",
  42: "SuperH",
  43: "64-bit SPARC",
  62: "x86-64",
  183: "64-bit ARM",
  243: "RISC-V",
};
const EM_PARISC = 15;
const ET_EXEC = 2;
const ET_DYN = 3;

/** A binary string of a file's name, as the kernel takes paths. */
export const guestPath = (path: string): string =>
  Array.from(new TextEncoder().encode(path), (b) => String.fromCharCode(b)).join("");

/** … and back; what is no UTF-8 shows as its replacement character. */
export const shownPath = (path: string): string =>
  new TextDecoder().decode(Uint8Array.from(path, (c) => c.charCodeAt(0)));

/** What kind of file the bytes are. */
export function kindOf(b: Uint8Array): Pick<PutAnswer, "kind" | "machine"> {
  const elf = b.length > 20 && b[0] === 0x7f && b[1] === 0x45 && b[2] === 0x4c && b[3] === 0x46;
  if (elf) {
    const at = (i: number) => (b[5] === 2 ? b[i] * 256 + b[i + 1] : b[i + 1] * 256 + b[i]);
    const machine = at(18);
    if (machine === EM_PARISC && b[4] === 1 && b[5] === 2)
      return { kind: at(16) === ET_EXEC || at(16) === ET_DYN ? "program" : "file" };
    const name = machine === EM_PARISC ? "64-bit PA-RISC" : (MACHINES[machine] ?? `machine ${machine}`);
    return { kind: "foreign", machine: name };
  }
  const ustar = b.length > 512 && String.fromCharCode(...b.subarray(257, 262)) === "ustar";
  return { kind: ustar ? "tar" : "file" };
}

/** Puts a file where the path says; archives are unpacked in its folder when asked for. */
export async function put(
  guest: Guest,
  ask: { path: string; data: ArrayBuffer; unpack?: boolean; mode?: number },
): Promise<PutAnswer> {
  const { files } = guest.system;
  let data: Uint8Array<ArrayBuffer> = new Uint8Array(ask.data);
  const archive = /\.(tar|tar\.gz|tgz)$/i.test(ask.path);
  if (ask.unpack && archive) data = await unzipped(data);
  const { kind, machine } = kindOf(data);
  if (ask.unpack && kind === "tar") {
    files.unpack(data, guestPath(ask.path.slice(0, ask.path.lastIndexOf("/")) || "/"));
    return { path: ask.path, kind };
  }
  const program = kind === "program" || (data[0] === 0x23 && data[1] === 0x21);
  files.write(guestPath(ask.path), data, ask.mode ?? (program ? 0o755 : 0o644));
  return { path: ask.path, kind: kind === "tar" ? "file" : kind, machine };
}

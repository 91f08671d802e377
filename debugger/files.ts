// vFile: the target's files, read only, so that gdb gets programs and libraries from the target itself (sysroot target:).
// Above: table.ts. Below: session.ts, target.ts.

import type { Session } from "./session.ts";
import { BadPacket, binary, hex, number, textOfHex } from "./text.ts";

/** Errors of the protocol's File-I/O (gdb's manual, "errno Values"). */
const ENOENT = 2;
const EBADF = 9;
const EACCES = 13;
const EINVAL = 22;

const failed = (errno: number): string => `F-1,${hex(errno)}`;

/** Its struct stat: 64 bytes, big-endian; of a file that may be read. */
function stat(size: number): Uint8Array {
  const v = new DataView(new ArrayBuffer(64));
  v.setUint32(8, 0o100555);
  v.setUint32(12, 1);
  v.setUint32(32, size);
  v.setUint32(40, 4096);
  v.setUint32(48, Math.ceil(size / 512));
  return new Uint8Array(v.buffer);
}

const withData = (bytes: Uint8Array): string => `F${hex(bytes.length)};${binary(bytes)}`;

const CALLS: Readonly<Record<string, (s: Session, args: string[]) => string>> = {
  // all processes see the same files
  setfs: () => "F0",
  open(s, [path, flags]) {
    if (number(flags) & 3) return failed(EACCES);
    const bytes = s.target.file(textOfHex(path));
    if (!bytes) return failed(ENOENT);
    let fd = 1;
    while (s.files.has(fd)) fd++;
    s.files.set(fd, bytes);
    return `F${hex(fd)}`;
  },
  close: (s, [fd]) => (s.files.delete(number(fd)) ? "F0" : failed(EBADF)),
  pread(s, [fd, count, offset]) {
    const bytes = s.files.get(number(fd));
    if (!bytes) return failed(EBADF);
    const at = number(offset);
    return withData(bytes.subarray(at, at + Math.min(number(count), 0x3000)));
  },
  fstat(s, [fd]) {
    const bytes = s.files.get(number(fd));
    return bytes ? withData(stat(bytes.length)) : failed(EBADF);
  },
  stat(s, [path]) {
    const bytes = s.target.file(textOfHex(path));
    return bytes ? withData(stat(bytes.length)) : failed(ENOENT);
  },
  readlink: () => failed(EINVAL),
  pwrite: () => failed(EACCES),
  unlink: () => failed(EACCES),
};

export function vFile(s: Session, text: string): string {
  const colon = text.indexOf(":");
  const name = colon < 0 ? text : text.slice(0, colon);
  const call = Object.hasOwn(CALLS, name) ? CALLS[name] : undefined;
  if (!call) return "";
  const args = colon < 0 ? [] : text.slice(colon + 1).split(",");
  if (args.length === 0) throw new BadPacket(`vFile:${name}: no arguments`);
  return call(s, args);
}

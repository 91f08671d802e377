// Packets about memory, registers, breakpoints and watchpoints. Above: table.ts. Below: session.ts, target.ts.

import type { Session } from "./session.ts";
import type { WatchKind } from "./target.ts";
import {
  address,
  BadPacket,
  bytesOf,
  bytesOfHex,
  E_FAULT,
  E_INVALID,
  hexBytes,
  hexWord,
  number,
} from "./text.ts";

/** Bytes read at a time: what PacketSize has room for. */
export const MOST_MEMORY = 0x1f00;
const PAST = "E.the past cannot be changed";

export function readAll(s: Session): string {
  const registers = s.target.registers(s.thread());
  if (!registers) return E_INVALID;
  return Array.from(registers, hexWord).join("");
}

export function writeAll(s: Session, text: string): string {
  const bytes = bytesOfHex(text);
  const v = new DataView(bytes.buffer);
  for (let n = 0; 4 * n + 4 <= bytes.length; n++)
    if (!s.target.setRegister(s.thread(), n, v.getUint32(4 * n))) return PAST;
  return "OK";
}

export function readOne(s: Session, text: string): string {
  const value = s.target.registers(s.thread())?.[number(text)];
  return value === undefined ? E_INVALID : hexWord(value);
}

export function writeOne(s: Session, text: string): string {
  const [n, value] = text.split("=");
  const bytes = bytesOfHex(value ?? "");
  if (bytes.length !== 4) return E_INVALID;
  const word = new DataView(bytes.buffer).getUint32(0);
  return s.target.setRegister(s.thread(), number(n), word) ? "OK" : PAST;
}

const pair = (text: string): [number, number] => {
  const [at, length] = text.split(",");
  return [address(at), number(length)];
};

export function read(s: Session, text: string): string {
  const [at, length] = pair(text);
  const bytes = s.target.memory(s.pid, at, Math.min(length, MOST_MEMORY));
  return bytes.length === 0 && length > 0 ? E_FAULT : hexBytes(bytes);
}

/** M (hexadecimal) and X (bytes as they are). */
export function write(s: Session, text: string, plain: boolean): string {
  const colon = text.indexOf(":");
  if (colon < 0) throw new BadPacket("no bytes to write");
  const [at, length] = pair(text.slice(0, colon));
  const bytes = plain ? bytesOf(text.slice(colon + 1)) : bytesOfHex(text.slice(colon + 1));
  if (bytes.length !== length) return E_INVALID;
  return length === 0 || s.target.setMemory(s.pid, at, bytes) ? "OK" : E_FAULT;
}

const WATCHES: Readonly<Record<string, WatchKind>> = { "2": "write", "3": "read", "4": "access" };
/** More watchpoints, or longer ones, would make every store slow. */
const MOST_WATCHES = 64;
const LONGEST_WATCH = 0x10000;

/** Z and z: type,address,kind. The kind is the length of what is watched; of breakpoints it says nothing here. */
export function point(s: Session, text: string, insert: boolean): string {
  const [type, at, length] = text.split(";")[0].split(",");
  const where = address(at);
  const { pid } = s;
  const { wanted } = s.target;
  if (type === "0" || type === "1") {
    if (where & 3) return E_INVALID;
    let set = wanted.breakpoints.get(pid);
    if (!set) {
      set = new Set();
      wanted.breakpoints.set(pid, set);
    }
    const key = `${pid}:${where}`;
    if (insert) {
      set.add(where);
      if (type === "1") s.hardware.add(key);
    } else {
      set.delete(where);
      s.hardware.delete(key);
    }
    return "OK";
  }
  const kind = WATCHES[type];
  if (!kind) return "";
  const size = number(length);
  const same = (w: (typeof wanted.watchpoints)[number]) =>
    w.pid === pid && w.address === where && w.length === size && w.kind === kind;
  if (!insert) wanted.watchpoints = wanted.watchpoints.filter((w) => !same(w));
  else if (size === 0 || size > LONGEST_WATCH || wanted.watchpoints.length >= MOST_WATCHES) return E_INVALID;
  else if (!wanted.watchpoints.some(same))
    wanted.watchpoints = [...wanted.watchpoints, { pid, address: where, length: size, kind }];
  return "OK";
}

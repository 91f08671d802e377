// qXfer: objects that gdb reads in pieces. A row each. Above: table.ts. Below: session.ts, target.ts.

import type { Session } from "./session.ts";
import { BadPacket, binary, bytesOf, number } from "./text.ts";

const xml = (text: string): string =>
  text.replace(/[<>&"]/g, (c) => `&#${c.charCodeAt(0)};`).replace(/[^ -~]/g, "?");

/**
 * gdb has the registers of hppa built in, in the order of its g packet, and takes none from a description; it takes the
 * architecture and the system, so that it needs no program's file for them.
 */
const DESCRIPTION = `<?xml version="1.0"?>
<!DOCTYPE target SYSTEM "gdb-target.dtd">
<target version="1.0"><architecture>hppa1.1</architecture><osabi>GNU/Linux</osabi></target>
`;

function threads(s: Session): string {
  const rows = s.target.threads().map((t) => {
    const id = s.threadText(t);
    return `<thread id="${id}" core="0" name="${xml(s.target.name(t) ?? "")}">${xml(s.target.state(t) ?? "")}</thread>`;
  });
  return `<?xml version="1.0"?>\n<threads>\n${rows.join("\n")}\n</threads>\n`;
}

/** The object by its name; null: there is none now. `annex` is what stands between its name and the offset. */
type Source = (s: Session, annex: string) => Uint8Array | null;

const OBJECTS: Readonly<Record<string, Source>> = {
  features: (_, annex) => (annex === "target.xml" ? bytesOf(DESCRIPTION) : null),
  threads: (s) => bytesOf(threads(s)),
  auxv: (s) => s.target.auxv(s.pid),
  "exec-file": (s, annex) => {
    const path = s.target.program(annex ? number(annex) : s.pid);
    return path === null ? null : bytesOf(path);
  },
  siginfo: (s) => s.target.siginfo(s.thread()),
};

export const XFER_FEATURES = Object.keys(OBJECTS).map((name) => `qXfer:${name}:read+`);

/** OBJECT:read:ANNEX:OFFSET,LENGTH. */
export function xfer(s: Session, text: string): string {
  const m = /^([^:]+):([^:]+):([^:]*):([0-9a-f]+),([0-9a-f]+)$/i.exec(text);
  if (!m) throw new BadPacket("qXfer: object:read:annex:offset,length");
  const [, name, what, annex] = m;
  const source = Object.hasOwn(OBJECTS, name) ? OBJECTS[name] : undefined;
  if (!source || what !== "read") return "";
  const object = source(s, annex);
  if (!object) return "E00";
  const [offset, length] = [number(m[4]), number(m[5])];
  const part = object.subarray(offset, offset + Math.min(length, 0x3000));
  return `${offset + part.length < object.length ? "m" : "l"}${binary(part)}`;
}

// The ELF files of 32-bit PA-RISC, as far as the readers of the table need them: sections and symbols in, a static
// program out. Neighbours: program.ts, cli/disasm.ts above. The kernel image has its own loader (kernel/exec).

export interface Section {
  readonly name: string;
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly code: boolean;
}

export interface Symbol {
  readonly name: string;
  readonly address: number;
}

export interface ElfFile {
  readonly sections: readonly Section[];
  /** Functions, objects and labels with a name, by address. */
  readonly symbols: readonly Symbol[];
}

/** The file is no ELF file, or none of this machine; the message says what is wrong. */
export class ElfError extends Error {}

const EM_PARISC = 15;
const SHT_SYMTAB = 2;
const SHT_NOBITS = 8;
const SHT_DYNSYM = 11;
const SHF_EXECINSTR = 4;
const STT_SECTION = 3;
const STT_FILE = 4;

/** Reads the sections and symbols of a big-endian 32-bit PA-RISC file. Throws ElfError. */
export function readElf(bytes: Uint8Array): ElfFile {
  const v = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 52 || v.getUint32(0) !== 0x7f454c46) throw new ElfError("not an ELF file");
  if (bytes[4] !== 1 || bytes[5] !== 2 || v.getUint16(18) !== EM_PARISC)
    throw new ElfError("not a 32-bit big-endian PA-RISC file");
  const part = (offset: number, size: number): Uint8Array => {
    if (offset + size > bytes.length) throw new ElfError("the file is truncated");
    return bytes.subarray(offset, offset + size);
  };
  const shoff = v.getUint32(32);
  const shnum = v.getUint16(48);
  const shentsize = v.getUint16(46);
  if (shnum && (shentsize < 40 || shoff + shnum * shentsize > bytes.length))
    throw new ElfError("the file is truncated");
  const headers = Array.from({ length: shnum }, (_, i) => {
    const at = (n: number) => v.getUint32(shoff + i * shentsize + 4 * n);
    return {
      name: at(0),
      type: at(1),
      flags: at(2),
      address: at(3),
      offset: at(4),
      size: at(5),
      link: at(6),
    };
  });
  const text = (table: number, offset: number): string => {
    const h = headers[table];
    if (!h) return "";
    const strings = part(h.offset, h.size).subarray(offset);
    const end = strings.indexOf(0);
    return Array.from(strings.subarray(0, Math.max(end, 0)), (c) => String.fromCharCode(c)).join("");
  };
  const sections = headers
    .filter((h) => h.type !== SHT_NOBITS && h.size > 0)
    .map((h) => ({
      name: text(v.getUint16(50), h.name),
      address: h.address,
      bytes: part(h.offset, h.size),
      code: (h.flags & SHF_EXECINSTR) !== 0,
    }));
  const table =
    headers.find((h) => h.type === SHT_SYMTAB) ?? headers.find((h) => h.type === SHT_DYNSYM) ?? undefined;
  const symbols: Symbol[] = [];
  if (table) {
    part(table.offset, table.size);
    for (let at = table.offset; at + 16 <= table.offset + table.size; at += 16) {
      const kind = bytes[at + 12] & 15;
      const name = text(table.link, v.getUint32(at));
      if (name && v.getUint16(at + 14) !== 0 && kind !== STT_SECTION && kind !== STT_FILE)
        symbols.push({ name, address: v.getUint32(at + 4) });
    }
  }
  symbols.sort((a, b) => a.address - b.address);
  return { sections, symbols };
}

export interface Segment {
  readonly address: number;
  readonly bytes: Uint8Array;
  /** Bytes in memory, where more than there are. */
  readonly size?: number;
  /** PF_X 1 | PF_W 2 | PF_R 4. */
  readonly flags: number;
}

const PAGE = 4096;

/** A static program. Segments begin at any address; no two may share a page. */
export function writeElf(entry: number, segments: readonly Segment[]): Uint8Array {
  const header = 52 + 32 * segments.length;
  const offsets: number[] = [];
  let end = header;
  for (const s of segments) {
    // a file offset must be its address modulo the page size
    const base = (end + PAGE - 1) & -PAGE;
    offsets.push(base + (s.address & (PAGE - 1)));
    end = base + (s.address & (PAGE - 1)) + s.bytes.length;
  }
  const out = new Uint8Array(end);
  const v = new DataView(out.buffer);
  out.set([0x7f, 0x45, 0x4c, 0x46, 1, 2, 1, 3]); // 32 bits, big-endian, System V for Linux
  v.setUint16(16, 2); // ET_EXEC
  v.setUint16(18, EM_PARISC);
  v.setUint32(20, 1);
  v.setUint32(24, entry);
  v.setUint32(28, 52);
  v.setUint32(36, 0x210); // EFA_PARISC_1_1
  v.setUint16(40, 52);
  v.setUint16(42, 32);
  v.setUint16(44, segments.length);
  v.setUint16(46, 40);
  for (const [i, s] of segments.entries()) {
    const size = Math.max(s.size ?? 0, s.bytes.length);
    const words = [1, offsets[i], s.address, s.address, s.bytes.length, size, s.flags, PAGE];
    for (const [k, w] of words.entries()) v.setUint32(52 + 32 * i + 4 * k, w);
    out.set(s.bytes, offsets[i]);
  }
  return out;
}

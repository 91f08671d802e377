// Names of functions for addresses of a running program, from the symbol tables of the files it has mapped.
// Above: trace/report.ts. Below: elf.ts, mm/.

import type { file } from "../fs/file.ts";
import type { inode } from "../fs/inode.ts";
import type { task_struct } from "../task/task.ts";
import { PT_LOAD, SHT_DYNSYM, SHT_SYMTAB, STB_LOCAL, STT_FUNC, STT_NOTYPE } from "../uapi/linux/elf.ts";
import { type elf32_phdr, read_ehdr, read_phdrs } from "./elf.ts";

/** Larger tables are not read. */
const MAX_TABLE = 64 << 20;
const SIZEOF_SHDR = 40;
const SIZEOF_SYM = 16;
/** A local label counts for so many bytes if it does not say how long it is. */
const NEAR = 0x10000;
/** GNU's: a function that chooses another when it is bound. */
const STT_GNU_IFUNC = 10;

interface Table {
  readonly phdrs: elf32_phdr[];
  /** By address, rising. */
  readonly starts: Uint32Array;
  readonly sizes: Uint32Array;
  readonly names: string[];
}

const tables = new WeakMap<inode, Table | "none">();

/** n bytes of the file at pos, fewer at its end. */
function read(f: file, pos: number, n: number): Uint8Array {
  const b = new Uint8Array(n);
  return b.subarray(0, f.f_inode.i_mapping?.look_bytes(pos, b) ?? 0);
}

const view = (b: Uint8Array) => new DataView(b.buffer, b.byteOffset, b.byteLength);

function load(f: file): Table | "none" {
  const head = read(f, 0, 52);
  const ehdr = read_ehdr(head);
  if (!ehdr) return "none";
  const phdrs = read_phdrs(ehdr, (pos, n) => read(f, pos, n));
  const shnum = view(head).getUint16(48);
  if (typeof phdrs === "number" || shnum === 0) return "none";
  const sections = view(read(f, view(head).getUint32(32), shnum * SIZEOF_SHDR));
  const field = (section: number, word: number) => {
    const at = section * SIZEOF_SHDR + 4 * word;
    return at + 4 <= sections.byteLength ? sections.getUint32(at) : 0;
  };
  const all = Array.from({ length: shnum }, (_, i) => i);
  const table =
    all.find((i) => field(i, 1) === SHT_SYMTAB) ?? all.find((i) => field(i, 1) === SHT_DYNSYM) ?? -1;
  if (table < 0 || field(table, 5) > MAX_TABLE) return "none";
  const text = field(table, 6);
  if (field(text, 5) > MAX_TABLE) return "none";
  const symbols = view(read(f, field(table, 4), field(table, 5)));
  const strings = read(f, field(text, 4), field(text, 5));
  const found: { start: number; size: number; rank: number; name: number }[] = [];
  for (let at = 0; at + SIZEOF_SYM <= symbols.byteLength; at += SIZEOF_SYM) {
    const start = symbols.getUint32(at + 4);
    const info = symbols.getUint8(at + 12);
    const type = info & 15;
    if (start === 0 || symbols.getUint16(at + 14) === 0) continue;
    if (type !== STT_FUNC && type !== STT_GNU_IFUNC && type !== STT_NOTYPE) continue;
    // of several names for one place: a function's before a label's, a global one's before a local one's
    const rank = (type === STT_NOTYPE ? 2 : 0) + (info >> 4 === STB_LOCAL ? 1 : 0);
    found.push({ start, size: symbols.getUint32(at + 8), rank, name: symbols.getUint32(at) });
  }
  found.sort((a, b) => a.start - b.start || b.rank - a.rank);
  const name = (from: number) => {
    let s = "";
    for (let i = from; i < strings.length && strings[i]; i++) s += String.fromCharCode(strings[i]);
    return s;
  };
  return {
    phdrs,
    starts: Uint32Array.from(found, (s) => s.start),
    sizes: Uint32Array.from(found, (s) => s.size),
    names: found.map((s) => name(s.name)),
  };
}

/** A function in a program's memory. */
export interface guest_function {
  name: string;
  /** Where it begins in this program. */
  start: number;
}

/** The name of the function that holds address pc of t's program, or null where no symbol table has it. */
export const symbol_at = (t: task_struct, pc: number): string | null => function_at(t, pc)?.name ?? null;

/** The function that holds address pc of t's program, or null where no symbol table has it. */
export function function_at(t: task_struct, pc: number): guest_function | null {
  const vma = t.mm?.vma_lookup(pc >>> 0);
  const f = vma?.vm_file;
  if (!vma || !f) return null;
  let table = tables.get(f.f_inode);
  if (!table) tables.set(f.f_inode, (table = load(f)));
  if (table === "none") return null;
  // through the place in the file: no need to know where the program was put
  const offset = (pc >>> 0) - vma.vm_start + vma.vm_pgoff * 4096;
  const part = table.phdrs.find(
    (p) => p.p_type === PT_LOAD && offset >= p.p_offset && offset < p.p_offset + p.p_filesz,
  );
  if (!part) return null;
  const address = part.p_vaddr + offset - part.p_offset;
  let lo = 0;
  let hi = table.starts.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (table.starts[mid] <= address) lo = mid + 1;
    else hi = mid;
  }
  for (let i = lo - 1; i >= 0 && i > lo - 8; i--) {
    const size = table.sizes[i] || NEAR;
    const name = table.names[i];
    // labels begin with a dollar sign, millicode with two
    if (name === "" || (name.startsWith("$") && !name.startsWith("$$"))) continue;
    if (address - table.starts[i] < size) return { name, start: (pc >>> 0) - (address - table.starts[i]) };
  }
  return null;
}

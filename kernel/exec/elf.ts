// Reading ELF headers as binfmt_elf does: what is not a parisc program is refused with Linux's errno, never a throw.
// Above: binfmt_elf.ts, exec.ts (diagnosis). Below: nothing.

import { ENOEXEC } from "../uapi/asm/errno.ts";
import { PN_XNUM } from "../uapi/linux/elf.ts";

export const EM_PARISC = 15;
const ELFCLASS32 = 1;
const SIZEOF_EHDR = 52;
const SIZEOF_PHDR = 32;
const ELF_MIN_ALIGN = 4096;

export interface elf32_hdr {
  e_type: number;
  e_machine: number;
  e_entry: number;
  e_phoff: number;
  e_flags: number;
  e_phentsize: number;
  e_phnum: number;
}

export interface elf32_phdr {
  p_type: number;
  p_offset: number;
  p_vaddr: number;
  p_filesz: number;
  p_memsz: number;
  p_flags: number;
  p_align: number;
}

/** Whether the bytes begin like an ELF file. */
export const is_elf = (b: Uint8Array): boolean =>
  b[0] === 0x7f && b[1] === 0x45 && b[2] === 0x4c && b[3] === 0x46;

/** The file header, or null: not for this machine. */
export function read_ehdr(b: Uint8Array): elf32_hdr | null {
  if (b.length < SIZEOF_EHDR || !is_elf(b)) return null;
  const v = new DataView(b.buffer, b.byteOffset);
  const h: elf32_hdr = {
    e_type: v.getUint16(16),
    e_machine: v.getUint16(18),
    e_entry: v.getUint32(24),
    e_phoff: v.getUint32(28),
    e_flags: v.getUint32(36),
    e_phentsize: v.getUint16(42),
    e_phnum: v.getUint16(44),
  };
  return h.e_machine === EM_PARISC && b[4] === ELFCLASS32 ? h : null;
}

/** All program headers, or -ENOEXEC (load_elf_phdrs). read: the file's bytes at an offset, short at its end. */
export function read_phdrs(
  h: elf32_hdr,
  read: (pos: number, n: number) => Uint8Array | number,
): elf32_phdr[] | number {
  const size = h.e_phentsize * h.e_phnum;
  if (h.e_phentsize !== SIZEOF_PHDR || size === 0 || size > ELF_MIN_ALIGN || h.e_phnum === PN_XNUM)
    return -ENOEXEC;
  const b = read(h.e_phoff, size);
  if (typeof b === "number" || b.length < size) return -ENOEXEC;
  const v = new DataView(b.buffer, b.byteOffset);
  return Array.from({ length: h.e_phnum }, (_, i) => {
    const at = i * SIZEOF_PHDR;
    return {
      p_type: v.getUint32(at),
      p_offset: v.getUint32(at + 4),
      p_vaddr: v.getUint32(at + 8),
      p_filesz: v.getUint32(at + 16),
      p_memsz: v.getUint32(at + 20),
      p_flags: v.getUint32(at + 24),
      p_align: v.getUint32(at + 28),
    };
  });
}

const MACHINES: Record<number, string> = {
  2: "SPARC",
  3: "i386",
  8: "MIPS",
  20: "PowerPC",
  21: "64-bit PowerPC",
  22: "S/390",
  40: "ARM",
  43: "64-bit SPARC",
  50: "IA-64",
  62: "x86-64",
  183: "64-bit ARM",
  243: "RISC-V",
};

/** In words, why a file is no program for this machine; for the user, after ENOEXEC. */
export function why_not_elf(b: Uint8Array): string {
  if (b.length === 0) return "is empty";
  if (!is_elf(b)) return "is not an ELF program and does not begin with #!";
  if (b.length < SIZEOF_EHDR) return "is a truncated ELF file";
  const v = new DataView(b.buffer, b.byteOffset);
  const little = b[5] === 1;
  const machine = v.getUint16(18, little);
  if (machine !== EM_PARISC)
    return `is for another machine (${MACHINES[machine] ?? `ELF machine ${machine}`})`;
  if (b[4] !== ELFCLASS32) return "is a 64-bit PA-RISC program";
  return "has a damaged or unusual ELF header";
}

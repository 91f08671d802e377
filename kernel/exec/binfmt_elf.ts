// Loading ELF programs (fs/binfmt_elf.c): segments, interpreter, bss, the stack's tables and the auxiliary vector.
// Above: exec.ts. Below: elf.ts, mm/mmap.ts, arch/parisc (start_thread).

import { start_thread } from "../arch/parisc/pt_regs.ts";
import { setup_vdso } from "../arch/parisc/vdso.ts";
import type { file } from "../fs/file.ts";
import { do_mmap, do_munmap, page_align, vm_brk } from "../mm/mmap.ts";
import { bytesOf, clear_user, copy_to_user, stringOf, TASK_SIZE, UserFault } from "../mm/uaccess.ts";
import type { task_struct } from "../task/task.ts";
import { AT_SYSINFO_EHDR } from "../uapi/asm/auxvec.ts";
import { EFAULT, EINVAL, EIO, ELIBBAD, ENOEXEC } from "../uapi/asm/errno.ts";
import { MAP_FIXED, MAP_FIXED_NOREPLACE, PROT_EXEC, PROT_READ, PROT_WRITE } from "../uapi/asm/mman.ts";
import {
  AT_BASE,
  AT_CLKTCK,
  AT_EGID,
  AT_ENTRY,
  AT_EUID,
  AT_EXECFN,
  AT_FLAGS,
  AT_GID,
  AT_HWCAP,
  AT_NULL,
  AT_PAGESZ,
  AT_PHDR,
  AT_PHENT,
  AT_PHNUM,
  AT_PLATFORM,
  AT_RANDOM,
  AT_SECURE,
  AT_UID,
} from "../uapi/linux/auxvec.ts";
import { ET_DYN, ET_EXEC, PT_GNU_STACK, PT_INTERP, PT_LOAD, PT_PHDR } from "../uapi/linux/elf.ts";
import { MAP_PRIVATE } from "../uapi/linux/mman.ts";
import { PER_LINUX, PER_MASK } from "../uapi/linux/personality.ts";
import { type elf32_hdr, type elf32_phdr, read_ehdr, read_phdrs } from "./elf.ts";
import { begin_new_exec, type linux_binprm, open_exec, read_file, setup_arg_pages } from "./exec.ts";

const PATH_MAX = 4096;
const PF_X = 1;
const PF_W = 2;
const PF_R = 4;
const PAGE = 4096;
/** Where an ET_DYN program with an interpreter goes (arch/parisc ELF_ET_DYN_BASE). */
const ELF_ET_DYN_BASE = 0x41000000;
const ELF_PLATFORM = "PARISC";
const CLOCKS_PER_SEC = 100;
const page_floor = (n: number): number => Math.floor(n / PAGE) * PAGE;
const to_prot = (flags: number): number =>
  (flags & PF_R ? PROT_READ : 0) | (flags & PF_W ? PROT_WRITE : 0) | (flags & PF_X ? PROT_EXEC : 0);

/** Loads bprm.file as an ELF program. 0, or -ERRNO; after bprm.point_of_no_return the caller kills the task instead. */
export function* load_elf_binary(t: task_struct, bprm: linux_binprm): Generator<void, number, void> {
  const ehdr = read_ehdr(bprm.buf);
  if (!ehdr || (ehdr.e_type !== ET_EXEC && ehdr.e_type !== ET_DYN) || !bprm.file.f_op.mmap) return -ENOEXEC;
  const phdrs = read_phdrs(ehdr, (pos, n) => read_file(t, bprm.file, pos, n));
  if (typeof phdrs === "number") return phdrs;

  let interpreter: { file: file; ehdr: elf32_hdr; phdrs: elf32_phdr[] } | null = null;
  const interp = phdrs.find((p) => p.p_type === PT_INTERP);
  if (interp) {
    if (interp.p_filesz > PATH_MAX || interp.p_filesz < 2) return -ENOEXEC;
    const name = read_file(t, bprm.file, interp.p_offset, interp.p_filesz);
    if (typeof name === "number" || name.length < interp.p_filesz) return -EIO;
    if (name[name.length - 1] !== 0) return -ENOEXEC;
    bprm.missing = stringOf(name.subarray(0, name.indexOf(0)));
    const f = open_exec(t, bprm.missing);
    if (typeof f === "number") return f;
    bprm.interpreter = f;
    const b = read_file(t, f, 0, 52);
    if (typeof b === "number" || b.length < 52) return -EIO;
    const ih = read_ehdr(b);
    if (!ih) return -ELIBBAD;
    const ip = read_phdrs(ih, (pos, n) => read_file(t, f, pos, n));
    if (typeof ip === "number" || (ih.e_type !== ET_DYN && ih.e_type !== ET_EXEC)) return -ELIBBAD;
    interpreter = { file: f, ehdr: ih, phdrs: ip };
    bprm.missing = "";
  }
  let executable_stack = true; // EXSTACK_DEFAULT on parisc
  const stack = phdrs.find((p) => p.p_type === PT_GNU_STACK);
  if (stack) executable_stack = (stack.p_flags & PF_X) !== 0;

  const e = yield* begin_new_exec(t, bprm);
  if (e < 0) return e;
  t.personality = (t.personality & ~PER_MASK) | PER_LINUX;
  const r = setup_arg_pages(t, bprm, executable_stack);
  if (r < 0) return r;

  const mm = t.mm!;
  const loaded = map_program(t, bprm.file, ehdr, phdrs, interpreter !== null);
  if (typeof loaded === "number") return loaded;
  const { bias } = loaded;
  let entry = ehdr.e_entry + bias;
  let base = 0;
  if (interpreter) {
    const il = map_program(t, interpreter.file, interpreter.ehdr, interpreter.phdrs, false);
    if (typeof il === "number") return il;
    base = il.bias;
    entry = interpreter.ehdr.e_entry + base;
    if (entry >= TASK_SIZE) return -EINVAL;
  } else if (entry >= TASK_SIZE) return -EINVAL;

  setup_vdso(t);
  mm.start_code = loaded.start_code;
  mm.end_code = loaded.end_code;
  mm.start_data = loaded.start_data;
  mm.end_data = loaded.end_data;
  mm.brk = mm.start_brk = loaded.brk;
  // a loader run by itself would have its heap hemmed in by the mmap area
  if (ehdr.e_type === ET_DYN && !interpreter) mm.brk = mm.start_brk = ELF_ET_DYN_BASE;
  const phdr_addr = phdr_address(ehdr, phdrs, bias);
  const created = create_elf_tables(t, bprm, ehdr, phdr_addr, ehdr.e_entry + bias, base);
  if (typeof created === "number") return created;
  start_thread(t.kernel.machine.words, mm.space.id, entry >>> 0, created.sp, bprm.argv.length, created.argv);
  t.in_syscall = false;
  return 0;
}

interface loaded {
  bias: number;
  brk: number;
  start_code: number;
  end_code: number;
  start_data: number;
  end_data: number;
}

/** Maps the PT_LOAD segments of a program or interpreter. */
function map_program(
  t: task_struct,
  f: file,
  ehdr: elf32_hdr,
  phdrs: elf32_phdr[],
  hasInterp: boolean,
): loaded | number {
  const loads = phdrs.filter((p) => p.p_type === PT_LOAD);
  const l: loaded = { bias: 0, brk: 0, start_code: 0xffffffff, end_code: 0, start_data: 0, end_data: 0 };
  if (loads.length === 0) return ehdr.e_type === ET_DYN ? -EINVAL : l;
  let first = true;
  for (const p of loads) {
    if (p.p_memsz < p.p_filesz || p.p_memsz > TASK_SIZE || p.p_vaddr > TASK_SIZE - p.p_memsz) return -EINVAL;
    const offset = p.p_vaddr % PAGE;
    if ((p.p_offset - offset) % PAGE !== 0) return -EINVAL;
    let at = p.p_vaddr + l.bias;
    let flags = MAP_PRIVATE;
    let total = 0;
    const noreplace = t.kernel.release.atLeast("4.17") ? MAP_FIXED_NOREPLACE : MAP_FIXED;
    if (ehdr.e_type === ET_EXEC) flags |= first ? noreplace : MAP_FIXED;
    else if (first) {
      // the whole extent is laid out at once, then the rest is taken out again
      const last = loads[loads.length - 1];
      total = page_align(last.p_vaddr + last.p_memsz) - page_floor(p.p_vaddr);
      if (total <= 0) return -EINVAL;
      at = hasInterp ? ELF_ET_DYN_BASE + offset : 0;
      if (hasInterp) {
        const align = Math.max(...loads.map((x) => x.p_align), PAGE);
        at = Math.floor(ELF_ET_DYN_BASE / align) * align + offset;
        flags |= noreplace;
      }
    } else flags |= MAP_FIXED;
    const addr = elf_map(t, f, at, p, flags, total);
    if (addr < 0) return addr;
    if (first) {
      if (ehdr.e_type === ET_DYN) l.bias = addr - page_floor(p.p_vaddr);
      else if (addr !== page_floor(p.p_vaddr)) return -EINVAL;
      first = false;
    }
    const r = map_bss(t, p, l.bias);
    if (r < 0) return r;
    const start = p.p_vaddr + l.bias;
    if (p.p_flags & PF_X && start < l.start_code) l.start_code = start;
    if (l.start_data < start) l.start_data = start;
    const fileEnd = start + p.p_filesz;
    if (p.p_flags & PF_X && l.end_code < fileEnd) l.end_code = fileEnd;
    if (l.end_data < fileEnd) l.end_data = fileEnd;
    if (l.brk < start + p.p_memsz) l.brk = start + p.p_memsz;
  }
  return l;
}

function elf_map(t: task_struct, f: file, at: number, p: elf32_phdr, flags: number, total: number): number {
  const offset = p.p_vaddr % PAGE;
  const size = page_align(p.p_filesz + offset);
  const addr = page_floor(at);
  const pgoff = (p.p_offset - offset) / PAGE;
  if (size === 0) {
    if (total === 0) return addr;
    const r = do_mmap(t, { addr, len: total, prot: 0, flags: flags | 0x10, f: null, pgoff: 0 });
    return r;
  }
  const request = { addr, len: Math.max(total, size), prot: to_prot(p.p_flags), flags, f, pgoff };
  const r = do_mmap(t, request);
  if (r >= 0 && total > size) do_munmap(t.mm!, r + size, total - size);
  return r;
}

/** What of a segment is not in the file: zeros to the page's end, then fresh pages. */
function map_bss(t: task_struct, p: elf32_phdr, bias: number): number {
  if (p.p_memsz <= p.p_filesz) return 0;
  const bss = p.p_vaddr + bias + p.p_filesz;
  const end = p.p_vaddr + bias + p.p_memsz;
  const pageEnd = page_align(bss);
  // Fresh pages first (as set_brk and padzero in 5.1): then data and bss get their frames in one run.
  const from = p.p_filesz > 0 ? pageEnd : page_floor(p.p_vaddr + bias);
  if (page_align(end) > from) {
    const r = vm_brk(t, from, page_align(end) - from, 0);
    if (r < 0) return r;
  }
  if (pageEnd > bss && p.p_filesz > 0 && p.p_flags & PF_W) {
    try {
      clear_user(t, bss, pageEnd - bss);
    } catch (e) {
      if (!(e instanceof UserFault)) throw e;
      return -EFAULT;
    }
  }
  return 0;
}

function phdr_address(ehdr: elf32_hdr, phdrs: elf32_phdr[], bias: number): number {
  const own = phdrs.find((p) => p.p_type === PT_PHDR);
  if (own) return own.p_vaddr + bias;
  for (const p of phdrs) {
    if (p.p_type !== PT_LOAD || p.p_offset > ehdr.e_phoff || ehdr.e_phoff >= p.p_offset + p.p_filesz)
      continue;
    return ehdr.e_phoff - p.p_offset + p.p_vaddr + bias;
  }
  return bias;
}

/** argc, argv, envp and the auxiliary vector above the strings; stacks grow up. */
function create_elf_tables(
  t: task_struct,
  bprm: linux_binprm,
  ehdr: elf32_hdr,
  phdr: number,
  entry: number,
  base: number,
): { sp: number; argv: number } | number {
  const mm = t.mm!;
  let p = bprm.p;
  const put = (b: Uint8Array): number => {
    const at = p;
    copy_to_user(t, at, b);
    p += b.length;
    return at;
  };
  try {
    const platform = put(bytesOf(`${ELF_PLATFORM}\0`));
    const random = put(t.kernel.random(16));
    const ns = t.cred.user_ns;
    const aux: [number, number][] = [];
    if (mm.vdso_base) aux.push([AT_SYSINFO_EHDR, mm.vdso_base]);
    aux.push(
      [AT_HWCAP, 0],
      [AT_PAGESZ, PAGE],
      [AT_CLKTCK, CLOCKS_PER_SEC],
      [AT_PHDR, phdr],
      [AT_PHENT, ehdr.e_phentsize],
      [AT_PHNUM, ehdr.e_phnum],
      [AT_BASE, base],
      [AT_FLAGS, 0],
      [AT_ENTRY, entry],
      [AT_UID, ns.from_kuid_munged(t.cred.uid)],
      [AT_EUID, ns.from_kuid_munged(t.cred.euid)],
      [AT_GID, ns.from_kgid_munged(t.cred.gid)],
      [AT_EGID, ns.from_kgid_munged(t.cred.egid)],
      [AT_SECURE, bprm.secureexec ? 1 : 0],
      [AT_RANDOM, random],
      [AT_EXECFN, bprm.exec_addr],
      [AT_PLATFORM, platform],
      [AT_NULL, 0],
    );
    const auxWords = aux.length * 2;
    const items = bprm.argv.length + 1 + bprm.envp.length + 1 + 1;
    const round = (n: number): number => Math.ceil(n / 16) * 16;
    const end = round(Math.ceil(p / 4) * 4 + (auxWords + items) * 4);
    const sp = end - (auxWords + items) * 4;
    const b = new Uint8Array((auxWords + items) * 4);
    const v = new DataView(b.buffer);
    let at = 0;
    const word = (n: number) => {
      v.setUint32(at, n);
      at += 4;
    };
    word(bprm.argv.length);
    let string = mm.arg_start;
    for (const s of bprm.argv) {
      word(string);
      string += s.length + 1;
    }
    word(0);
    for (const s of bprm.envp) {
      word(string);
      string += s.length + 1;
    }
    word(0);
    const auxAt = at;
    for (const [type, value] of aux) {
      word(type);
      word(value);
    }
    mm.saved_auxv = b.slice(auxAt);
    copy_to_user(t, sp, b);
    mm.start_stack = end;
    return { sp: end, argv: sp + 4 };
  } catch (e) {
    if (!(e instanceof UserFault)) throw e;
    return -EFAULT;
  }
}

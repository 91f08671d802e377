// Between the kernel and a program's memory (include/linux/uaccess.h, uio.h): the only way kernel code touches it.
// Missing pages are brought in as the processor would; an address that cannot be used throws UserFault, which the
// syscall dispatcher turns into -EFAULT.
// Above: every system call. Below: mm.ts (faults), emulator (Machine.read, write).

import type { task_struct } from "../task/task.ts";
import { EFAULT, EINVAL } from "../uapi/asm/errno.ts";
import { PAGE_SHIFT, PAGE_SIZE } from "./filemap.ts";
import { pte_frame, VM_READ } from "./flags.ts";
import { FAULT_READ, FAULT_WRITE, type mm_struct } from "./mm.ts";

/** A bad user pointer. Caught by the syscall dispatcher, and where Linux hands back a partial result. */
export class UserFault extends Error {
  constructor(readonly address: number) {
    super("user fault");
  }
}

/** First address beyond a program's (arch/parisc DEFAULT_TASK_SIZE). */
export const TASK_SIZE = 0xfff00000;

const MAX_RW_COUNT = 0x7ffff000;

/** Copies in; returns how many bytes could be read (mm of any task). */
export function readUser(mm: mm_struct, addr: number, dst: Uint8Array): number {
  const machine = mm.kernel.machine;
  let done = 0;
  for (;;) {
    done += machine.read(mm.space, addr + done, done === 0 ? dst : dst.subarray(done));
    if (done >= dst.length) return dst.length;
    if (addr + done >= TASK_SIZE || mm.fault(addr + done, FAULT_READ) !== 0) return done;
  }
}

/**
 * Copies in for those who only watch (strace, a debugger): as readUser, but no page is brought in for the program, whose
 * run is the same with and without.
 */
export function lookUser(mm: mm_struct, addr: number, dst: Uint8Array): number {
  const { machine } = mm.kernel;
  let done = 0;
  while (done < dst.length) {
    const n = machine.read(mm.space, addr + done, dst.subarray(done));
    if (n > 0) {
      done += n;
      continue;
    }
    const at = addr + done;
    const page = at >>> PAGE_SHIFT;
    const vma = at < TASK_SIZE ? mm.vma_lookup(at) : null;
    if (!vma || !(vma.vm_flags & VM_READ)) break;
    const part = dst.subarray(done, done + Math.min(PAGE_SIZE - (at % PAGE_SIZE), dst.length - done));
    const pte = mm.pte(page);
    if (pte) machine.phys.readBytes(pte_frame(pte) + (at % PAGE_SIZE), part);
    else if (vma.vm_mapping) {
      const pos = vma.linear_page_index(at) * PAGE_SIZE + (at % PAGE_SIZE);
      if (vma.vm_mapping.look_bytes(pos, part) < part.length) break;
    } else if (vma.vm_ops?.fault) break;
    else part.fill(0);
    done += part.length;
  }
  return done;
}

/** Copies out; returns how many bytes could be written. */
export function writeUser(mm: mm_struct, addr: number, src: Uint8Array): number {
  const machine = mm.kernel.machine;
  let done = 0;
  for (;;) {
    done += machine.write(mm.space, addr + done, done === 0 ? src : src.subarray(done));
    if (done >= src.length) return src.length;
    if (addr + done >= TASK_SIZE || mm.fault(addr + done, FAULT_WRITE) !== 0) return done;
  }
}

/** Zeroes; returns how many bytes could be written. */
function zeroUser(mm: mm_struct, addr: number, n: number): number {
  const machine = mm.kernel.machine;
  let done = 0;
  for (;;) {
    done += machine.clear(mm.space, addr + done, n - done);
    if (done >= n) return n;
    if (addr + done >= TASK_SIZE || mm.fault(addr + done, FAULT_WRITE) !== 0) return done;
  }
}

/** Whether [addr, addr+n) lies within a program's addresses at all. */
export function access_ok(addr: number, n: number): boolean {
  return n <= TASK_SIZE && addr <= TASK_SIZE - n;
}

/** The program's bytes at addr. */
export function copy_from_user(t: task_struct, addr: number, n: number): Uint8Array {
  const dst = new Uint8Array(n);
  if (n > 0 && readUser(t.mm!, addr >>> 0, dst) < n) throw new UserFault(addr);
  return dst;
}

export function copy_to_user(t: task_struct, addr: number, src: Uint8Array): void {
  if (src.length > 0 && writeUser(t.mm!, addr >>> 0, src) < src.length) throw new UserFault(addr);
}

/** A structure whose fields are words (or parts of them, by shifts). */
export function copy_words_to_user(t: task_struct, addr: number, words: Uint32Array): void {
  const mm = t.mm!;
  if (mm.kernel.machine.writeWords(mm.space, addr >>> 0, words)) return;
  const b = new DataView(new ArrayBuffer(words.length * 4));
  for (const [i, word] of words.entries()) b.setUint32(i * 4, word);
  copy_to_user(t, addr, new Uint8Array(b.buffer));
}

/** Zeroes n bytes. */
export function clear_user(t: task_struct, addr: number, n: number): void {
  if (n > 0 && zeroUser(t.mm!, addr >>> 0, n) < n) throw new UserFault(addr);
}

export function get_user_u32(t: task_struct, addr: number): number {
  const mm = t.mm!;
  const v = mm.kernel.machine.readU32(mm.space, addr >>> 0);
  if (v >= 0) return v;
  const b = copy_from_user(t, addr, 4);
  return ((b[0] << 24) | (b[1] << 16) | (b[2] << 8) | b[3]) >>> 0;
}

export function get_user_s32(t: task_struct, addr: number): number {
  return get_user_u32(t, addr) | 0;
}

export function get_user_u16(t: task_struct, addr: number): number {
  const b = copy_from_user(t, addr, 2);
  return (b[0] << 8) | b[1];
}

export function get_user_u8(t: task_struct, addr: number): number {
  const mm = t.mm!;
  const v = mm.kernel.machine.readU32(mm.space, (addr & ~3) >>> 0);
  if (v >= 0) return (v >>> (8 * (~addr & 3))) & 0xff;
  return copy_from_user(t, addr, 1)[0];
}

export function get_user_u64(t: task_struct, addr: number): bigint {
  const hi = get_user_u32(t, addr);
  return (BigInt(hi) << 32n) | BigInt(get_user_u32(t, addr + 4));
}

export function put_user_u32(t: task_struct, addr: number, v: number): void {
  const mm = t.mm!;
  if (mm.kernel.machine.writeU32(mm.space, addr >>> 0, v)) return;
  const b = t.kernel.scratch;
  b[0] = v >>> 24;
  b[1] = v >>> 16;
  b[2] = v >>> 8;
  b[3] = v;
  if (writeUser(mm, addr >>> 0, b) < 4) throw new UserFault(addr);
}

export function put_user_u16(t: task_struct, addr: number, v: number): void {
  copy_to_user(t, addr, Uint8Array.of(v >>> 8, v));
}

export function put_user_u8(t: task_struct, addr: number, v: number): void {
  copy_to_user(t, addr, Uint8Array.of(v));
}

export function put_user_u64(t: task_struct, addr: number, v: bigint): void {
  put_user_u32(t, addr, Number(BigInt.asUintN(32, v >> 32n)));
  put_user_u32(t, addr + 4, Number(BigInt.asUintN(32, v)));
}

const latin1 = (bytes: Uint8Array): string => {
  let s = "";
  for (let i = 0; i < bytes.length; i += 8192) s += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return s;
};

/** A binary string's bytes (one char a byte). */
export function bytesOf(s: string): Uint8Array {
  const b = new Uint8Array(s.length);
  for (let i = 0; i < s.length; i++) b[i] = s.charCodeAt(i);
  return b;
}

/** Bytes as a binary string. */
export const stringOf = latin1;

/**
 * A NUL-terminated string of at most max bytes (without the NUL) as a binary string; longer ones are cut at max,
 * so a caller tells "too long" by asking for one byte more than it allows.
 */
export function strncpy_from_user(t: task_struct, addr: number, max: number): string {
  let s = "";
  addr >>>= 0;
  while (s.length < max) {
    const n = Math.min(max - s.length, 0x1000 - (addr & 0xfff), 256);
    const b = new Uint8Array(n);
    const got = readUser(t.mm!, addr, b);
    const end = b.subarray(0, got).indexOf(0);
    if (end >= 0) return s + latin1(b.subarray(0, end));
    if (got < n) throw new UserFault(addr + got);
    s += latin1(b);
    addr += n;
  }
  return s;
}

/** As strnlen_user without the NUL: the string's length, or max+1 if it is longer. */
export function strnlen_user(t: task_struct, addr: number, max: number): number {
  return strncpy_from_user(t, addr, max + 1).length;
}

interface segment {
  base: number;
  len: number;
}

/** Where a read goes or a write comes from: a program's buffers, or the kernel's own (include/linux/uio.h). */
export class iov_iter {
  #at = 0;
  #offset = 0;

  private constructor(
    readonly mm: mm_struct | null,
    readonly kernel: Uint8Array | null,
    /** Several buffers of a program; null: one, as most are, at #base. */
    readonly segments: readonly segment[] | null,
    base: number,
    /** Bytes left. */
    public count: number,
  ) {
    this.#base = base;
  }
  readonly #base: number;

  /** One buffer of the program. */
  static user(t: task_struct, base: number, len: number): iov_iter {
    return new iov_iter(t.mm, null, null, base >>> 0, Math.min(len, MAX_RW_COUNT));
  }

  static vector(t: task_struct, segments: readonly segment[]): iov_iter {
    if (segments.length === 1) return iov_iter.user(t, segments[0].base, segments[0].len);
    let count = 0;
    for (const s of segments) count += s.len;
    return new iov_iter(t.mm, null, segments, 0, count);
  }

  /** A buffer of the kernel. */
  static bytes(buffer: Uint8Array): iov_iter {
    return new iov_iter(null, buffer, null, 0, buffer.length);
  }

  get #plain(): boolean {
    return this.mm !== null && this.segments === null;
  }

  /** Copies to the buffers; returns how many bytes went in before the buffers ended or faulted. */
  copy_to_iter(src: Uint8Array): number {
    if (this.#plain && src.length <= this.count) {
      const n = writeUser(this.mm!, this.#base + this.#offset, src);
      this.#offset += n;
      this.count -= n;
      return n;
    }
    return this.#move(Math.min(src.length, this.count), (mm, base, done, n) => {
      const part = n === src.length ? src : src.subarray(done, done + n);
      if (mm) return writeUser(mm, base, part);
      this.kernel!.set(part, base);
      return n;
    });
  }

  /** The next n bytes of the buffers; fewer where they end or fault. */
  copy_from_iter(n: number): Uint8Array {
    const dst = new Uint8Array(Math.min(n, this.count));
    const got = this.copy_from_iter_to(dst);
    return got === dst.length ? dst : dst.subarray(0, got);
  }

  /** Fills dst, which is no longer than what is left, from the buffers: how much; less where they fault. */
  copy_from_iter_to(dst: Uint8Array): number {
    if (this.#plain) {
      const k = readUser(this.mm!, this.#base + this.#offset, dst);
      this.#offset += k;
      this.count -= k;
      return k;
    }
    return this.#move(dst.length, (mm, base, done, k) => {
      if (mm) return readUser(mm, base, k === dst.length ? dst : dst.subarray(done, done + k));
      dst.set(this.kernel!.subarray(base, base + k), done);
      return k;
    });
  }

  /** Writes n zero bytes. */
  iov_iter_zero(n: number): number {
    if (this.#plain && n <= this.count) {
      const k = zeroUser(this.mm!, this.#base + this.#offset, n);
      this.#offset += k;
      this.count -= k;
      return k;
    }
    return this.#move(Math.min(n, this.count), (mm, base, _done, k) => {
      if (mm) return zeroUser(mm, base, k);
      this.kernel!.fill(0, base, base + k);
      return k;
    });
  }

  /** Skips n bytes. */
  advance(n: number): void {
    this.#move(Math.min(n, this.count), (_mm, _base, _done, k) => k);
  }

  /** Gives back the last n bytes. */
  revert(n: number): void {
    this.count += n;
    while (this.segments && n > this.#offset) {
      n -= this.#offset;
      this.#offset = this.segments[--this.#at].len;
    }
    this.#offset -= n;
  }

  #move(n: number, part: (mm: mm_struct | null, base: number, done: number, n: number) => number): number {
    let done = 0;
    if (!this.segments) {
      done = part(this.mm, this.#base + this.#offset, 0, n);
      this.#offset += done;
    } else {
      while (done < n) {
        const s = this.segments[this.#at];
        if (this.#offset >= s.len) {
          this.#at++;
          this.#offset = 0;
          continue;
        }
        const want = Math.min(n - done, s.len - this.#offset);
        const k = part(this.mm, s.base + this.#offset, done, want);
        this.#offset += k;
        done += k;
        if (k < want) break;
      }
    }
    this.count -= done;
    return done;
  }
}

const UIO_MAXIOV = 1024;

/** Reads an iovec array: the iterator, or -EINVAL, -EFAULT (lib/iov_iter.c import_iovec). */
export function import_iovec(t: task_struct, vec: number, n: number): iov_iter | number {
  if (n >>> 0 > UIO_MAXIOV) return -EINVAL;
  const b = copy_from_user(t, vec, n * 8);
  const view = new DataView(b.buffer);
  const segments: segment[] = [];
  let total = 0;
  for (let i = 0; i < n; i++) {
    const base = view.getUint32(i * 8);
    let len = view.getUint32(i * 8 + 4);
    if (len > 0x7fffffff) return -EINVAL;
    if (!access_ok(base, len)) return -EFAULT;
    if (len > MAX_RW_COUNT - total) len = MAX_RW_COUNT - total;
    total += len;
    segments.push({ base, len });
  }
  return iov_iter.vector(t, segments);
}

// Moving data between files and pipes inside the kernel: splice, tee, vmsplice, sendfile, copy_file_range (fs/splice.c,
// read_write.c). Bytes are copied; what programs can see is the same.
// Above: syscalls/sys_splice.ts. Below: pipe.ts, read_write.ts.

import { iov_iter } from "../mm/uaccess.ts";
import type { task_struct } from "../task/task.ts";
import { finish, type Sleeps, wait_event } from "../task/wait.ts";
import { EAGAIN, EBADF, EFAULT, EINVAL, EPIPE, ESPIPE } from "../uapi/asm/errno.ts";
import { O_APPEND, O_NONBLOCK } from "../uapi/asm/fcntl.ts";
import { POLLOUT } from "../uapi/asm/poll.ts";
import { SIGPIPE } from "../uapi/asm/signal.ts";
import type { file } from "./file.ts";
import { S_ISBLK, S_ISCHR, S_ISREG, S_ISSOCK } from "./inode.ts";
import { can_read, can_write } from "./open.ts";
import { get_pipe_info, type pipe_inode_info } from "./pipe.ts";
import { vfs_read, vfs_write } from "./read_write.ts";

export const SPLICE_F_MOVE = 1;
export const SPLICE_F_NONBLOCK = 2;
export const SPLICE_F_MORE = 4;
export const SPLICE_F_GIFT = 8;
export const SPLICE_F_ALL = 15;

const PAGE_SIZE = 4096;

/** Waits until the pipe has data: 0, 1 when there is none and nobody will write, or -ERRNO. */
function* wait_for_data(t: task_struct, pipe: pipe_inode_info, nonblock: boolean): Sleeps<number> {
  while (pipe.empty) {
    if (pipe.writers === 0) return 1;
    if (nonblock) return -EAGAIN;
    const r = yield* wait_event(t, pipe.rd_wait, () => !pipe.empty || pipe.writers === 0);
    if (r) return r;
  }
  return 0;
}

/** Waits for what one pipe gives the other: 0 or -ERRNO. A pipe nobody reads fails even when there is nothing to give. */
function* wait_for_both(
  t: task_struct,
  ipipe: pipe_inode_info,
  opipe: pipe_inode_info,
  nonblock: boolean,
): Sleeps<number> {
  const r = yield* wait_for_data(t, ipipe, nonblock);
  return r < 0 ? r : yield* wait_for_space(t, opipe, nonblock);
}

/** Waits until the pipe has a free slot. */
function* wait_for_space(t: task_struct, pipe: pipe_inode_info, nonblock: boolean): Sleeps<number> {
  for (;;) {
    if (pipe.readers === 0) {
      t.send_sig(SIGPIPE);
      return -EPIPE;
    }
    if (!pipe.full) return 0;
    if (nonblock) return -EAGAIN;
    const r = yield* wait_event(t, pipe.wr_wait, () => !pipe.full || pipe.readers === 0);
    if (r) return r;
  }
}

function push(pipe: pipe_inode_info, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += PAGE_SIZE) {
    const data = bytes.slice(at, at + PAGE_SIZE);
    pipe.bufs.push({ data, offset: 0, len: data.length, can_merge: false, packet: false });
  }
  pipe.wake_readers();
}

/** The first bytes in the pipe, at most n, left where they are. */
function peek(pipe: pipe_inode_info, n: number): Uint8Array {
  const out = new Uint8Array(Math.min(n, pipe.bytes));
  let done = 0;
  for (const b of pipe.bufs) {
    if (done >= out.length) break;
    const part = b.data.subarray(b.offset, b.offset + Math.min(b.len, out.length - done));
    out.set(part, done);
    done += part.length;
  }
  return out;
}

/** Takes n bytes out of the pipe. */
function consume(pipe: pipe_inode_info, n: number): void {
  while (n > 0) {
    const b = pipe.bufs[0];
    const k = Math.min(n, b.len);
    b.offset += k;
    b.len -= k;
    n -= k;
    if (b.len === 0) pipe.bufs.shift();
  }
  pipe.wr_wait.wake_up_all(POLLOUT);
}

export interface place {
  f: file;
  /** Position to use, undefined: the file's own, which moves. Moves along. */
  pos?: number;
}

/** From a file into a pipe. */
function* file_to_pipe(
  t: task_struct,
  from: place,
  pipe: pipe_inode_info,
  len: number,
  nonblock: boolean,
): Sleeps<number> {
  const r = yield* wait_for_space(t, pipe, nonblock);
  if (r) return r;
  const room = (pipe.max_usage - pipe.bufs.length) * PAGE_SIZE;
  const buffer = new Uint8Array(Math.min(len, room));
  const n = yield* finish(vfs_read(t, from.f, iov_iter.bytes(buffer), from.pos));
  if (n > 0) {
    push(pipe, buffer.subarray(0, n));
    if (from.pos !== undefined) from.pos += n;
  }
  return n;
}

/** From a pipe into a file. */
function* pipe_to_file(
  t: task_struct,
  pipe: pipe_inode_info,
  to: place,
  len: number,
  nonblock: boolean,
): Sleeps<number> {
  let done = 0;
  while (len > 0) {
    if (done > 0 && pipe.empty) break;
    const w = yield* wait_for_data(t, pipe, nonblock);
    if (w) return done || (w === 1 ? 0 : w);
    const bytes = peek(pipe, Math.min(len, 0x10000));
    const n = yield* finish(vfs_write(t, to.f, iov_iter.bytes(bytes), to.pos));
    if (n <= 0) return done || n;
    consume(pipe, n);
    if (to.pos !== undefined) to.pos += n;
    done += n;
    len -= n;
    if (n < bytes.length) break;
  }
  return done;
}

/** Whether the file has a splice operation of its own: from 5.10 on those without are refused (36e2c7421f02). */
const spliceable = (t: task_struct, { f_inode: { i_mode } }: file): boolean =>
  !t.kernel.release.has("36e2c7421f02") ||
  S_ISREG(i_mode) ||
  S_ISBLK(i_mode) ||
  S_ISCHR(i_mode) ||
  S_ISSOCK(i_mode);

/** splice(2); at least one side is a pipe. */
export function* do_splice(
  t: task_struct,
  from: place,
  to: place,
  len: number,
  flags: number,
): Sleeps<number> {
  if (!can_read(from.f) || !can_write(to.f)) return -EBADF;
  const ipipe = get_pipe_info(from.f);
  const opipe = get_pipe_info(to.f);
  const nonblock =
    (flags & SPLICE_F_NONBLOCK) !== 0 ||
    (ipipe !== null && (from.f.f_flags & O_NONBLOCK) !== 0) ||
    (opipe !== null && (to.f.f_flags & O_NONBLOCK) !== 0);
  if (ipipe && opipe) {
    if (from.pos !== undefined || to.pos !== undefined) return -ESPIPE;
    if (ipipe === opipe) return -EINVAL;
    const w = yield* wait_for_both(t, ipipe, opipe, nonblock);
    if (w) return w;
    const n = Math.min(len, (opipe.max_usage - opipe.bufs.length) * PAGE_SIZE);
    const bytes = peek(ipipe, n);
    push(opipe, bytes);
    consume(ipipe, bytes.length);
    return bytes.length;
  }
  if (ipipe) {
    if (from.pos !== undefined) return -ESPIPE;
    if (to.pos !== undefined && !to.f.f_op.llseek) return -EINVAL;
    if (to.f.f_flags & O_APPEND || !spliceable(t, to.f)) return -EINVAL;
    return yield* pipe_to_file(t, ipipe, to, len, nonblock);
  }
  if (opipe) {
    if (to.pos !== undefined) return -ESPIPE;
    if (from.pos !== undefined && !from.f.f_op.llseek) return -EINVAL;
    if (!spliceable(t, from.f)) return -EINVAL;
    return yield* file_to_pipe(t, from, opipe, len, nonblock);
  }
  return -EINVAL;
}

/** tee(2): copies from pipe to pipe without taking out. */
export function* do_tee(t: task_struct, inf: file, outf: file, len: number, flags: number): Sleeps<number> {
  if (!can_read(inf) || !can_write(outf)) return -EBADF;
  const ipipe = get_pipe_info(inf);
  const opipe = get_pipe_info(outf);
  if (!ipipe || !opipe || ipipe === opipe) return -EINVAL;
  const nonblock = (flags & SPLICE_F_NONBLOCK) !== 0 || ((inf.f_flags | outf.f_flags) & O_NONBLOCK) !== 0;
  const w = yield* wait_for_both(t, ipipe, opipe, nonblock);
  if (w) return w;
  const bytes = peek(ipipe, Math.min(len, (opipe.max_usage - opipe.bufs.length) * PAGE_SIZE));
  push(opipe, bytes);
  return bytes.length;
}

/** vmsplice(2): a program's memory into a pipe, or a pipe's bytes into memory. */
export function* do_vmsplice(t: task_struct, f: file, iter: iov_iter, flags: number): Sleeps<number> {
  const pipe = get_pipe_info(f);
  if (!pipe) return -EBADF;
  const nonblock = (flags & SPLICE_F_NONBLOCK) !== 0 || (f.f_flags & O_NONBLOCK) !== 0;
  if (!can_write(f)) return yield* finish(vfs_read(t, f, iter));
  if (iter.count === 0) return 0;
  // it waits for a first slot; what does not fit then is the program's to bring again
  const r = yield* wait_for_space(t, pipe, nonblock);
  if (r) return r;
  const bytes = iter.copy_from_iter(Math.min(iter.count, (pipe.max_usage - pipe.bufs.length) * PAGE_SIZE));
  if (bytes.length === 0) return -EFAULT;
  push(pipe, bytes);
  return bytes.length;
}

/** sendfile(2): from a file with a position to any file. in_.pos moves along. */
export function* do_sendfile(t: task_struct, in_: place, outf: file, count: number): Sleeps<number> {
  if (!can_read(in_.f) || !can_write(outf)) return -EBADF;
  if (in_.pos !== undefined && !in_.f.f_op.llseek) return -ESPIPE;
  const { i_mode: mode } = in_.f.f_inode;
  if (!in_.f.f_op.read_iter || (!S_ISREG(mode) && !S_ISBLK(mode) && !in_.f.f_op.llseek)) return -EINVAL;
  if (outf.f_flags & O_APPEND) return -EINVAL;
  let done = 0;
  while (done < count) {
    const at = in_.pos ?? in_.f.f_pos;
    const buffer = new Uint8Array(Math.min(count - done, 0x10000));
    const n = yield* finish(vfs_read(t, in_.f, iov_iter.bytes(buffer), at));
    if (n <= 0) return done || n;
    const m = yield* finish(vfs_write(t, outf, iov_iter.bytes(buffer.subarray(0, n))));
    if (m > 0) {
      if (in_.pos === undefined) in_.f.f_pos = at + m;
      else in_.pos = at + m;
      done += m;
    }
    if (m < n) return done || m;
  }
  return done;
}

/** copy_file_range(2) between regular files. */
export function* do_copy_file_range(t: task_struct, in_: place, out: place, len: number): Sleeps<number> {
  let done = 0;
  let from = in_.pos ?? in_.f.f_pos;
  let to = out.pos ?? out.f.f_pos;
  while (done < len) {
    const buffer = new Uint8Array(Math.min(len - done, 0x10000));
    const n = yield* finish(vfs_read(t, in_.f, iov_iter.bytes(buffer), from));
    if (n <= 0) {
      if (n < 0 && done === 0) return n;
      break;
    }
    const m = yield* finish(vfs_write(t, out.f, iov_iter.bytes(buffer.subarray(0, n)), to));
    if (m < 0 && done === 0) return m;
    if (m <= 0) break;
    from += m;
    to += m;
    done += m;
    if (m < n) break;
  }
  if (in_.pos === undefined) in_.f.f_pos = from;
  else in_.pos = from;
  if (out.pos === undefined) out.f.f_pos = to;
  else out.pos = to;
  return done;
}

// read, write and lseek on any file (fs/read_write.c), and the generic halves for files with a page cache.
// Above: syscalls/sys_rw.ts, splice.ts, exec/. Below: file.ts, mm/filemap.ts.

import { iov_iter } from "../mm/uaccess.ts";
import type { task_struct } from "../task/task.ts";
import { finish, isSleep, type MaySleep, type Sleeps } from "../task/wait.ts";
import { EBADF, EFAULT, EFBIG, EINVAL, EISDIR, ENXIO, EOVERFLOW, ESPIPE } from "../uapi/asm/errno.ts";
import { O_APPEND, O_LARGEFILE, O_NOATIME } from "../uapi/asm/fcntl.ts";
import { SIGXFSZ } from "../uapi/asm/signal.ts";
import { SEEK_CUR, SEEK_DATA, SEEK_END, SEEK_HOLE, SEEK_SET } from "../uapi/linux/fs.ts";
import { MS_NOATIME, MS_NODIRATIME, MS_RELATIME } from "../uapi/linux/mount.ts";
import { file_size_limit, mode_without_suid } from "./attr.ts";
import type { file } from "./file.ts";
import { current_time, type inode, S_ISDIR } from "./inode.ts";
import { fsnotify_access, fsnotify_modify } from "./inotify.ts";
import { can_read, can_write } from "./open.ts";

/** Largest offset of a file opened without O_LARGEFILE (32-bit programs). */
export const MAX_NON_LFS = 0x7fffffff;
/** Bytes one read or write moves at most, with the calls' arguments page-aligned. */
export const MAX_RW_COUNT = 0x7ffff000;

const DAY = 86400n * 1_000_000_000n;

/** Sets the access time as the mount wants it: relatime, noatime, strictatime (fs/inode.c touch_atime). */
export function touch_atime(f: file): void {
  const { f_inode: ino, f_path } = f;
  if (f.f_flags & O_NOATIME || !f_path) return;
  const flags = f_path.mnt.mnt_flags;
  if (flags & MS_NOATIME || f_path.mnt.readonly) return;
  if (flags & MS_NODIRATIME && S_ISDIR(ino.i_mode)) return;
  const now = current_time(ino.kernel);
  if (flags & MS_RELATIME) {
    const { i_atime: at } = ino;
    if (at > ino.i_mtime && at > ino.i_ctime && now - at < DAY) return;
  }
  ino.i_atime = now;
}

/** A write is about to change the file: times, and set-id bits of somebody else's (file_update_time, file_remove_privs). */
export function file_modified(t: task_struct, f: file): void {
  const { f_inode: ino } = f;
  const mode = mode_without_suid(t, ino);
  if (mode >= 0) ino.i_mode = mode;
  ino.i_mtime = ino.i_ctime = current_time(ino.kernel);
}

/** Runs then on the result, now or when it is there. */
function after<T, R>(x: MaySleep<T>, then: (value: T) => R): MaySleep<R> {
  return isSleep(x) ? later(x, then) : then(x);
}

function* later<T, R>(x: Sleeps<T>, then: (value: T) => R): Sleeps<R> {
  return then(yield* x);
}

/** Reads at the file's position, or at pos if given (pread). */
export function vfs_read(t: task_struct, f: file, to: iov_iter, pos?: number): MaySleep<number> {
  const op = f.f_op;
  if (pos !== undefined && !op.llseek) return -ESPIPE;
  if (!can_read(f)) return -EBADF;
  if (!op.read_iter) return S_ISDIR(f.f_inode.i_mode) ? -EISDIR : -EINVAL;
  const r = op.read_iter(t, f, to, pos ?? f.f_pos);
  if (typeof r === "number") return read_done(f, r, pos);
  return after(r, (n) => read_done(f, n, pos));
}

function read_done(f: file, n: number, pos: number | undefined): number {
  if (n > 0) {
    if (pos === undefined && f.f_op.llseek) f.f_pos += n;
    fsnotify_access(f);
  }
  return n;
}

/** Writes at the file's position (its end with O_APPEND), or at pos if given (pwrite). */
export function vfs_write(t: task_struct, f: file, from: iov_iter, pos?: number): MaySleep<number> {
  const op = f.f_op;
  if (pos !== undefined && !op.llseek) return -ESPIPE;
  if (!can_write(f)) return -EBADF;
  if (!op.write_iter) return -EINVAL;
  // Linux lets pwrite on an O_APPEND file append, too
  const at = f.f_flags & O_APPEND && op.llseek ? f.f_inode.i_size : (pos ?? f.f_pos);
  const r = op.write_iter(t, f, from, at);
  if (typeof r === "number") return write_done(f, r, at, pos);
  return after(r, (n) => write_done(f, n, at, pos));
}

function write_done(f: file, n: number, at: number, pos: number | undefined): number {
  if (n > 0) {
    if (pos === undefined && f.f_op.llseek) f.f_pos = at + n;
    fsnotify_modify(f);
  }
  return n;
}

/** How much of count may be written at pos: RLIMIT_FSIZE, the 2 GiB rule, the file system's limit; or -EFBIG. */
export function generic_write_checks(t: task_struct, f: file, pos: number, count: number): number {
  if (count === 0) return 0;
  const limit = file_size_limit(t);
  if (pos >= limit) {
    t.send_sig(SIGXFSZ);
    return -EFBIG;
  }
  let n = Math.min(count, limit - pos);
  const max = f.f_flags & O_LARGEFILE ? f.f_inode.i_sb.s_maxbytes : MAX_NON_LFS;
  if (pos >= max) return -EFBIG;
  n = Math.min(n, max - pos);
  return n;
}

const CHUNK = 0x40000;

/** read_iter of files in the page cache (mm/filemap.c generic_file_read_iter). */
export function generic_file_read_iter(_t: task_struct, f: file, to: iov_iter, pos: number): number {
  const ino = f.f_inode;
  let done = 0;
  let left = Math.min(to.count, ino.i_size - pos);
  touch_atime(f);
  while (left > 0) {
    const buffer = new Uint8Array(Math.min(left, CHUNK));
    const got = ino.i_mapping!.read_bytes(pos + done, buffer);
    if (got <= 0) return done || got;
    const n = to.copy_to_iter(got === buffer.length ? buffer : buffer.subarray(0, got));
    done += n;
    if (n < got) return done || -EFAULT;
    left -= n;
  }
  return done;
}

/** write_iter of files in the page cache (generic_file_write_iter); room: bytes the file system can take. */
export function generic_file_write_iter(
  t: task_struct,
  f: file,
  from: iov_iter,
  pos: number,
  room = Number.POSITIVE_INFINITY,
): number {
  const ino = f.f_inode;
  const left = Math.min(generic_write_checks(t, f, pos, from.count), room);
  if (left <= 0) return left;
  file_modified(t, f);
  let done = 0;
  while (done < left) {
    const bytes = from.copy_from_iter(Math.min(left - done, CHUNK));
    if (bytes.length === 0) return done || -EFAULT;
    const n = ino.i_mapping!.write_bytes(pos + done, bytes);
    if (n <= 0) return done || n;
    done += n;
    if (pos + done > ino.i_size) i_size_write(ino, pos + done);
    if (n < bytes.length) break;
  }
  return done;
}

export function i_size_write(ino: inode, size: number): void {
  ino.i_size = size;
}

/** Where llseek leads: offset from the start, the position or the end; data and holes for files without real holes. */
export function generic_file_llseek(
  _t: task_struct,
  f: file,
  offset: number,
  whence: number,
  size = f.f_inode.i_size,
  max = f.f_inode.i_sb.s_maxbytes,
): number {
  let pos: number;
  switch (whence) {
    case SEEK_SET:
      pos = offset;
      break;
    case SEEK_CUR:
      if (offset === 0) return f.f_pos;
      pos = f.f_pos + offset;
      break;
    case SEEK_END:
      pos = size + offset;
      break;
    case SEEK_DATA:
      if (offset < 0 || offset >= size) return -ENXIO;
      pos = offset;
      break;
    case SEEK_HOLE:
      if (offset < 0 || offset >= size) return -ENXIO;
      pos = size;
      break;
    default:
      return -EINVAL;
  }
  if (pos < 0 || pos > max) return -EINVAL;
  f.f_pos = pos;
  return pos;
}

/** For devices without a real position (null, zero): always 0. */
export function null_lseek(_t: task_struct, f: file): number {
  f.f_pos = 0;
  return 0;
}

/** For devices that ignore seeking but allow it (noop_llseek). */
export function noop_llseek(_t: task_struct, f: file): number {
  return f.f_pos;
}

export function vfs_llseek(t: task_struct, f: file, offset: number, whence: number): number {
  if (f.f_op.llseek) return f.f_op.llseek(t, f, offset, whence);
  // since 6.0 epoll, eventfd and their like take a seek and stay where they are (FMODE_LSEEK in alloc_file)
  return f.f_inode === t.kernel.fs.anon_inode && t.kernel.release.atLeast("6.0") ? f.f_pos : -ESPIPE;
}

/** Reads a whole small file for the kernel itself, or -ERRNO. */
export function* kernel_read(t: task_struct, f: file, pos: number, dst: Uint8Array): Sleeps<number> {
  return yield* finish(f.f_op.read_iter ? f.f_op.read_iter(t, f, iov_iter.bytes(dst), pos) : -EINVAL);
}

/** A file made of a text that is computed at its first read (seq_file's place): read() of the snapshot. */
export function read_text(text: string, to: iov_iter, pos: number): number {
  if (pos >= text.length) return 0;
  const n = Math.min(to.count, text.length - pos);
  const b = new Uint8Array(n);
  for (let i = 0; i < n; i++) b[i] = text.charCodeAt(pos + i);
  return to.copy_to_iter(b) || (n > 0 ? -EFAULT : 0);
}

/** Whether an offset fits the off_t of calls without 64-bit offsets. */
export const fits_off_t = (pos: number): number => (pos > MAX_NON_LFS ? -EOVERFLOW : pos);

// A process's descriptors (struct files_struct) and its directories (struct fs_struct).
// Above: task/ (fork, exec, exit), the descriptor calls. Below: file.ts.

import type { task_struct } from "../task/task.ts";
import { EBADF, EMFILE } from "../uapi/asm/errno.ts";
import { O_PATH } from "../uapi/asm/fcntl.ts";
import { RLIMIT_NOFILE } from "../uapi/asm/resource.ts";
import type { path } from "./dcache.ts";
import type { fd_slot, file } from "./file.ts";
import { locks_remove_posix } from "./locks.ts";

/** /proc/sys/fs/nr_open: no descriptor is higher, whatever the limit. */
export const sysctl_nr_open = 1048576;

export class files_struct {
  /** Tasks that share it. */
  count = 1;
  /** By descriptor; undefined: free, null: reserved by alloc_fd. */
  fd: (fd_slot | null | undefined)[] = [];
  #next = 0;

  /** The lowest free descriptor from start on is reserved; -EMFILE at the limit. */
  alloc_fd(t: task_struct, start = 0, limit = t.rlimit(RLIMIT_NOFILE)): number {
    let fd = Math.max(start, this.#next);
    const table = this.fd;
    while (fd < table.length && table[fd] !== undefined) fd++;
    if (fd >= limit || fd >= sysctl_nr_open) return -EMFILE;
    while (table.length <= fd) table.push(undefined);
    table[fd] = null;
    if (start <= this.#next) this.#next = fd + 1;
    return fd;
  }

  /** Gives a reserved descriptor back. */
  put_unused_fd(fd: number): void {
    this.fd[fd] = undefined;
    if (fd < this.#next) this.#next = fd;
  }

  /** Puts the file in; the table takes over the caller's reference. */
  fd_install(fd: number, file: file, cloexec = false): void {
    while (this.fd.length <= fd) this.fd.push(undefined);
    this.fd[fd] = { file, cloexec };
  }

  /** The file, without taking a reference; not those opened with O_PATH. */
  fget(fd: number): file | null {
    const file = this.fd[fd]?.file;
    return file && !(file.f_flags & O_PATH) ? file : null;
  }

  /** The file, those opened with O_PATH too. */
  fget_raw(fd: number): file | null {
    return this.fd[fd]?.file ?? null;
  }

  slot(fd: number): fd_slot | null {
    return this.fd[fd] ?? null;
  }

  /** Every open slot, in order. */
  *slots(): Generator<fd_slot> {
    for (const s of this.fd) if (s) yield s;
  }

  /** Puts file at fd, whatever was there is closed (do_dup2). The caller's reference moves in. */
  replace_fd(t: task_struct, fd: number, file: file, cloexec: boolean): void {
    const old = this.fd[fd];
    this.fd_install(fd, file, cloexec);
    if (old) filp_close(t, old.file);
  }

  close(t: task_struct, fd: number): number {
    const slot = this.fd[fd];
    if (!slot) return -EBADF;
    this.put_unused_fd(fd);
    return filp_close(t, slot.file);
  }

  /** fork without CLONE_FILES: another table of the same files. */
  dup(): files_struct {
    const copy = new files_struct();
    copy.fd = this.fd.map((s) => (s ? { file: s.file.get(), cloexec: s.cloexec } : undefined));
    return copy;
  }

  /** exec: closes what has FD_CLOEXEC. */
  do_close_on_exec(t: task_struct): void {
    for (let fd = 0; fd < this.fd.length; fd++) if (this.fd[fd]?.cloexec) this.close(t, fd);
  }

  get(): this {
    this.count++;
    return this;
  }

  /** A task leaves; the last one closes all. */
  put(t: task_struct): void {
    if (--this.count > 0) return;
    for (let fd = 0; fd < this.fd.length; fd++) if (this.fd[fd]) this.close(t, fd);
    this.fd.length = 0;
  }
}

/** One descriptor's worth of close(2): flush, POSIX locks of this process, the reference. */
export function filp_close(t: task_struct, f: file): number {
  f.f_op.flush?.(t, f);
  if (!(f.f_flags & O_PATH) && f.f_inode.i_flctx) locks_remove_posix(f, t.files);
  f.put();
  return 0;
}

export class fs_struct {
  count = 1;
  constructor(
    public root: path,
    public pwd: path,
    public umask = 0o22,
  ) {}

  /** fork without CLONE_FS. */
  dup(): fs_struct {
    return new fs_struct(this.root, this.pwd, this.umask);
  }

  get(): this {
    this.count++;
    return this;
  }
}

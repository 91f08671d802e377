// Open files: struct file and its operations (include/linux/fs.h). A new kind of file is one file_operations.
// Above: syscalls/sys_*.ts, net/socket.ts. Below: inode.ts, mm/iov_iter.ts, task/wait.ts.

import type { Kernel } from "../kernel.ts";
import type { mm_struct, vm_area_struct } from "../mm/mm.ts";
import type { iov_iter } from "../mm/uaccess.ts";
import type { task_struct } from "../task/task.ts";
import type { MaySleep, wait_queue_head } from "../task/wait.ts";
import { O_ACCMODE, O_PATH, O_RDONLY } from "../uapi/asm/fcntl.ts";
import type { path } from "./dcache.ts";
import type { epitem } from "./eventpoll.ts";
import { eventpoll_release } from "./eventpoll.ts";
import { type inode, S_ISREG } from "./inode.ts";
import { fsnotify_close } from "./inotify.ts";
import { locks_remove_file } from "./locks.ts";

/** What poll() registers with: every queue that can change the answer (include/linux/poll.h poll_table). */
export interface poll_table {
  poll_wait(queue: wait_queue_head): void;
}

/**
 * The operations of one kind of file. Results are counts or -ERRNO. t is the calling task. pos is the position to
 * use; the caller (vfs_read, vfs_write) moves f_pos by the count for seekable files.
 */
export interface file_operations {
  /** Name for /proc/PID/fd links of files without a path, and for diagnostics. */
  readonly name: string;
  /** Called once by open(2), after the struct file is made; < 0 fails the open. May change f.f_op. */
  open?(t: task_struct, f: file): MaySleep<number>;
  read_iter?(t: task_struct, f: file, to: iov_iter, pos: number): MaySleep<number>;
  write_iter?(t: task_struct, f: file, from: iov_iter, pos: number): MaySleep<number>;
  /** Absent: the file has no position (ESPIPE), as pipes, sockets, terminals. */
  llseek?(t: task_struct, f: file, offset: number, whence: number): number;
  /** Readiness now (EPOLLIN …); registers with pt if given. Absent: always readable and writable. */
  poll?(f: file, pt: poll_table | null): number;
  ioctl?(t: task_struct, f: file, cmd: number, arg: number): MaySleep<number>;
  /** Fills names from f_pos on; emit returns false when the buffer is full. */
  iterate?(
    f: file,
    emit: (name: string, ino: number, type: number, next: number) => boolean,
    t: task_struct,
  ): number;
  /** Prepares vma (sets vm_ops) or returns -ERRNO. Absent: -ENODEV. */
  mmap?(f: file, mm: mm_struct, vma: vm_area_struct): number;
  fsync?(f: file): MaySleep<number>;
  fallocate?(t: task_struct, f: file, mode: number, offset: number, length: number): number;
  /** Checks new status flags before F_SETFL takes them. */
  check_flags?(f: file, flags: number): number;
  /** On each close() of a descriptor. */
  flush?(t: task_struct, f: file): void;
  /** When the last reference goes. */
  release?(f: file): void;
  fasync?(f: file, on: boolean): void;
  fdinfo?(f: file): string;
}

/** An open file description. */
export class file {
  /** What close(2) still has to wait for once the last reference is gone (SO_LINGER); its result is close's. */
  linger: ((t: task_struct) => MaySleep<number>) | null = null;
  f_count = 1;
  f_pos = 0;
  /** fcntl F_SETOWN: pid, or negative process group. */
  f_owner = 0;
  f_owner_signum = 0;
  /** The setter's ids, which SIGIO's permission check uses. */
  f_owner_uids: [number, number] = [0, 0];
  f_owner_type = 1;
  /** For the kind of file to use: a socket, a pipe end, an epoll … */
  private_data: unknown = null;
  /** Whether it counts in the inode's i_readcount. */
  f_reads_only = false;
  /** Epolls that watch this file. */
  f_ep: Set<epitem> | null = null;
  /** Rises at each directory change seen, and other per-open state of the file system. */
  f_version = 0;

  constructor(
    readonly kernel: Kernel,
    public f_op: file_operations,
    public f_flags: number,
    public f_inode: inode,
    public f_path: path | null = null,
  ) {}

  /** Takes a reference (get_file). */
  get(): this {
    this.f_count++;
    return this;
  }

  /** Drops one; the last releases the file (fput). */
  put(): void {
    if (--this.f_count > 0) return;
    if (this.f_count < 0) throw new Error(`file ${this.f_op.name} put once too often`);
    if (this.f_flags & O_PATH) {
      this.f_inode.iput();
      return;
    }
    fsnotify_close(this);
    if (this.f_ep) eventpoll_release(this);
    if (this.f_inode.i_flctx) locks_remove_file(this);
    this.f_op.release?.(this);
    this.drop_inode();
  }

  /** For an open that failed: nothing to release. */
  abandon(): void {
    this.f_count = 0;
    this.drop_inode();
  }

  private drop_inode(): void {
    const ino = this.f_inode;
    if (this.f_reads_only) ino.i_readcount--;
    if ((this.f_flags & O_ACCMODE) !== O_RDONLY && S_ISREG(ino.i_mode) && this.f_path) ino.i_writecount--;
    ino.iput();
  }
}

/** A descriptor's entry: the file, and FD_CLOEXEC. */
export interface fd_slot {
  file: file;
  cloexec: boolean;
}

// Open files: struct file and its operations (include/linux/fs.h). A new kind of file is one file_operations.
// Above: syscalls/sys_*.ts, net/socket.ts. Below: inode.ts, mm/iov_iter.ts, task/wait.ts.

import type { Kernel } from "../kernel.ts";
import type { mm_struct, vm_area_struct } from "../mm/mm.ts";
import type { iov_iter } from "../mm/uaccess.ts";
import type { task_struct } from "../task/task.ts";
import type { MaySleep, wait_queue_head } from "../task/wait.ts";
import type { path } from "./dcache.ts";
import type { inode } from "./inode.ts";

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
  read_iter?(t: task_struct, f: file, to: iov_iter, pos: number): MaySleep<number>;
  write_iter?(t: task_struct, f: file, from: iov_iter, pos: number): MaySleep<number>;
  llseek?(t: task_struct, f: file, offset: number, whence: number): number;
  /** Readiness now (EPOLLIN …); registers with pt if given. Absent: always readable and writable. */
  poll?(f: file, pt: poll_table | null): number;
  ioctl?(t: task_struct, f: file, cmd: number, arg: number): MaySleep<number>;
  /** Fills names from f_pos on; emit returns false when the buffer is full. */
  iterate?(f: file, emit: (name: string, ino: number, type: number, next: number) => boolean): number;
  /** Prepares vma (sets vm_ops) or returns -ERRNO. Absent: -ENODEV. */
  mmap?(f: file, mm: mm_struct, vma: vm_area_struct): number;
  fsync?(f: file): MaySleep<number>;
  fallocate?(t: task_struct, f: file, mode: number, offset: number, length: number): number;
  /** On each close() of a descriptor. */
  flush?(t: task_struct, f: file): void;
  /** When the last reference goes. */
  release?(f: file): void;
  fasync?(f: file, on: boolean): void;
  fdinfo?(f: file): string;
}

/** An open file description. */
export class file {
  f_count = 1;
  f_pos = 0;
  /** fcntl F_SETOWN: pid, or negative process group. */
  f_owner = 0;
  f_owner_signum = 0;
  /** For the kind of file to use: a socket, a pipe end, an epoll … */
  private_data: unknown = null;

  constructor(
    readonly kernel: Kernel,
    readonly f_op: file_operations,
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
    if (--this.f_count === 0) this.f_op.release?.(this);
  }
}

/** A descriptor's entry: the file, and FD_CLOEXEC. */
export interface fd_slot {
  file: file;
  cloexec: boolean;
}

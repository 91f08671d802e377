// Files without a name that share one inode: epoll, eventfd, timerfd, signalfd, inotify … (fs/anon_inodes.c).
// Above: those kinds of files, in fs/ and time/ and task/. Below: open.ts.

import type { Kernel } from "../kernel.ts";
import type { task_struct } from "../task/task.ts";
import { O_CLOEXEC } from "../uapi/asm/fcntl.ts";
import type { file, file_operations } from "./file.ts";
import { alloc_file_pseudo } from "./open.ts";

/** An open file with fops and private data, shown as "anon_inode:NAME"; flags are its status flags. */
export function anon_inode_getfile(
  kernel: Kernel,
  name: string,
  fops: file_operations,
  priv: unknown,
  flags: number,
): file {
  const { anon_inode, anon_mnt } = kernel.fs;
  const f = alloc_file_pseudo(anon_inode, anon_mnt, flags & ~O_CLOEXEC, fops, () => `anon_inode:${name}`);
  f.private_data = priv;
  return f;
}

/** The same, with a descriptor: its number or -EMFILE. flags may have O_CLOEXEC. */
export function anon_inode_getfd(
  t: task_struct,
  name: string,
  fops: file_operations,
  priv: unknown,
  flags: number,
): number {
  const fd = t.files.alloc_fd(t);
  if (fd < 0) return fd;
  t.files.fd_install(fd, anon_inode_getfile(t.kernel, name, fops, priv, flags), (flags & O_CLOEXEC) !== 0);
  return fd;
}

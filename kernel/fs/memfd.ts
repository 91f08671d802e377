// Files of memory by descriptor, and their seals (mm/memfd.c).
// Above: syscalls/sys_memfd.ts, fcntl. Below: tmpfs.ts.

import type { task_struct } from "../task/task.ts";
import { EBUSY, EINVAL, EPERM } from "../uapi/asm/errno.ts";
import { O_LARGEFILE, O_RDWR } from "../uapi/asm/fcntl.ts";
import {
  F_SEAL_FUTURE_WRITE,
  F_SEAL_GROW,
  F_SEAL_SEAL,
  F_SEAL_SHRINK,
  F_SEAL_WRITE,
} from "../uapi/linux/fcntl.ts";
import type { file } from "./file.ts";
import { alloc_file_pseudo, can_write } from "./open.ts";
import { SHMEM_I, shmem_file_operations, shmem_inode } from "./tmpfs.ts";

const F_ALL_SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_FUTURE_WRITE;

const sealable = (f: file) => f.f_op === shmem_file_operations;

/** F_ADD_SEALS. -EBUSY: a shared writable mapping is in the way of F_SEAL_WRITE. */
export function memfd_add_seals(f: file, seals: number): number {
  if (!can_write(f)) return -EPERM;
  if (seals & ~F_ALL_SEALS) return -EINVAL;
  if (!sealable(f)) return -EINVAL;
  const info = SHMEM_I(f.f_inode);
  if (info.seals & F_SEAL_SEAL) return -EPERM;
  if (seals & F_SEAL_WRITE && !(info.seals & F_SEAL_WRITE) && shared_writable(f)) return -EBUSY;
  info.seals |= seals;
  return 0;
}

const VM_SHARED_WRITE = 0x8 | 0x2;
function shared_writable(f: file): boolean {
  for (const t of f.kernel.tasks.values()) {
    for (const vma of t.mm?.mmap ?? []) {
      if (vma.vm_mapping === f.f_inode.i_mapping && (vma.vm_flags & VM_SHARED_WRITE) === VM_SHARED_WRITE)
        return true;
    }
  }
  return false;
}

export const memfd_get_seals = (f: file): number => (sealable(f) ? SHMEM_I(f.f_inode).seals : -EINVAL);

/** An open file of memory, shown as "/memfd:name"; sealing: F_ADD_SEALS may be used. */
export function shmem_file_setup(t: task_struct, name: string, size: number, sealing = false): file | number {
  const ino = shmem_inode(t);
  if (typeof ino === "number") return ino;
  ino.i_size = size;
  if (sealing) SHMEM_I(ino).seals = 0;
  return alloc_file_pseudo(
    ino,
    t.kernel.fs.shm_mnt,
    O_RDWR | O_LARGEFILE,
    shmem_file_operations,
    () => `/${name} (deleted)`,
  );
}

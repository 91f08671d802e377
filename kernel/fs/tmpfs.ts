// Files in guest memory (mm/shmem.c): the root when no host folder is it, /tmp, /run, /dev/shm, memfds, shared
// anonymous memory. Names live in the dcache, data in the page cache.
// Above: tmpfs_mount.ts, namei.ts. Below: libfs.ts, mm/filemap.ts.

import { address_space, PAGE_SIZE } from "../mm/filemap.ts";
import { VM_MAYWRITE, VM_SHARED, VM_WRITE } from "../mm/mm.ts";
import type { task_struct } from "../task/task.ts";
import { EINVAL, ENOSPC, ENOTEMPTY, ENXIO, EOPNOTSUPP, EPERM } from "../uapi/asm/errno.ts";
import { FALLOC_FL_KEEP_SIZE, FALLOC_FL_PUNCH_HOLE } from "../uapi/linux/falloc.ts";
import {
  F_SEAL_FUTURE_WRITE,
  F_SEAL_GROW,
  F_SEAL_SEAL,
  F_SEAL_SHRINK,
  F_SEAL_WRITE,
} from "../uapi/linux/fcntl.ts";
import { RENAME_EXCHANGE, RENAME_NOREPLACE, SEEK_DATA, SEEK_HOLE } from "../uapi/linux/fs.ts";
import { S_IFDIR, S_IFLNK } from "../uapi/linux/stat.ts";
import { inode_init_owner, setattr_copy, setattr_prepare } from "./attr.ts";
import { d_instantiate, type dentry } from "./dcache.ts";
import type { file_operations } from "./file.ts";
import {
  current_time,
  type iattr,
  inode,
  type inode_operations,
  S_ISDIR,
  S_ISREG,
  type super_block,
} from "./inode.ts";
import { simple_dir_operations, simple_empty } from "./libfs.ts";
import { generic_file_mmap } from "./mmap.ts";
import {
  generic_file_llseek,
  generic_file_read_iter,
  generic_file_write_iter,
  i_size_write,
} from "./read_write.ts";

/** What a tmpfs inode has besides: its link text, seals, extended attributes. */
export class shmem_inode_info {
  symlink = "";
  seals = F_SEAL_SEAL;
  xattrs: Map<string, Uint8Array> | null = null;
}
export const SHMEM_I = (ino: inode) => ino.i_private as shmem_inode_info;

export interface shmem_sb_info {
  max_blocks: number;
  max_inodes: number;
  free_inodes: number;
  used_blocks: number;
  mode: number;
  uid: number;
  gid: number;
}
const SHMEM_SB = (sb: super_block) => sb.s_fs_info as shmem_sb_info;

export function shmem_get_inode(
  t: task_struct | null,
  sb: super_block,
  dir: inode | null,
  mode: number,
): inode | number {
  const info = SHMEM_SB(sb);
  if (info.free_inodes <= 0) return -ENOSPC;
  info.free_inodes--;
  const ino = new inode(sb, mode);
  if (t) inode_init_owner(t, ino, dir, mode);
  ino.i_private = new shmem_inode_info();
  if (S_ISREG(mode)) {
    ino.i_mapping = new address_space(sb.kernel, ino);
    ino.i_fop = shmem_file_operations;
    ino.i_op = shmem_inode_operations;
  } else if (S_ISDIR(mode)) {
    ino.i_nlink = 2;
    ino.i_size = 40;
    ino.i_fop = simple_dir_operations;
    ino.i_op = shmem_dir_inode_operations;
  } else ino.i_op = shmem_special_inode_operations;
  return ino;
}

const BOGO_DIRENT_SIZE = 20;

function touch_dir(dir: inode, entries: number): void {
  dir.i_size += entries * BOGO_DIRENT_SIZE;
  dir.i_mtime = dir.i_ctime = current_time(dir.kernel);
}

/** Blocks a file takes now. */
export function update_blocks(ino: inode): number {
  const info = SHMEM_SB(ino.i_sb);
  const blocks = (ino.i_mapping?.nrpages ?? 0) * (PAGE_SIZE / 512);
  info.used_blocks += (blocks - ino.i_blocks) / 8;
  ino.i_blocks = blocks;
  return 0;
}

function shmem_setattr(t: task_struct, d: dentry, attr: iattr): number {
  const ino = d.d_inode!;
  const r = setattr_prepare(t, ino, attr);
  if (r) return r;
  if (attr.size !== undefined && S_ISREG(ino.i_mode)) {
    const { seals } = SHMEM_I(ino);
    const old = ino.i_size;
    if ((attr.size < old && seals & F_SEAL_SHRINK) || (attr.size > old && seals & F_SEAL_GROW)) return -EPERM;
    if (attr.size !== old) {
      ino.i_size = attr.size;
      if (attr.size < old) ino.i_mapping!.truncate(attr.size);
      ino.i_mtime = ino.i_ctime = current_time(ino.kernel);
    }
  }
  setattr_copy(t, ino, attr);
  return 0;
}

const xattrs = (ino: inode) => (SHMEM_I(ino).xattrs ??= new Map());

const getattr = (ino: inode): number => update_blocks(ino);

const shmem_inode_operations: inode_operations = { setattr: shmem_setattr, getattr, xattrs };
const shmem_special_inode_operations: inode_operations = { setattr: shmem_setattr, xattrs };
const shmem_symlink_inode_operations: inode_operations = {
  get_link: (_t, ino) => SHMEM_I(ino).symlink,
  setattr: shmem_setattr,
  xattrs,
};

function mknod(t: task_struct, dir: inode, d: dentry, mode: number, dev: number): number {
  const ino = shmem_get_inode(t, dir.i_sb, dir, mode);
  if (typeof ino === "number") return ino;
  ino.i_rdev = dev;
  if (S_ISDIR(mode)) dir.i_nlink++;
  touch_dir(dir, 1);
  d_instantiate(d, ino);
  return 0;
}

function unlink(_t: task_struct, dir: inode, d: dentry): number {
  const ino = d.d_inode!;
  touch_dir(dir, -1);
  ino.i_ctime = dir.i_ctime;
  ino.drop_nlink();
  return 0;
}

function rmdir(t: task_struct, dir: inode, d: dentry): number {
  if (!simple_empty(d)) return -ENOTEMPTY;
  d.d_inode!.drop_nlink();
  dir.drop_nlink();
  return unlink(t, dir, d);
}

const shmem_dir_inode_operations: inode_operations = {
  setattr: shmem_setattr,
  xattrs,
  mknod,
  unlink,
  rmdir,
  create: (t, dir, d, mode) => mknod(t, dir, d, mode, 0),
  mkdir: (t, dir, d, mode) => mknod(t, dir, d, mode | S_IFDIR, 0),
  tmpfile: (t, dir, mode) => shmem_get_inode(t, dir.i_sb, dir, mode),
  link(_t, old, dir, d) {
    const ino = old.d_inode!;
    touch_dir(dir, 1);
    ino.i_ctime = dir.i_ctime;
    ino.i_nlink++;
    d_instantiate(d, ino);
    return 0;
  },
  symlink(t, dir, d, target) {
    const ino = shmem_get_inode(t, dir.i_sb, dir, S_IFLNK | 0o777);
    if (typeof ino === "number") return ino;
    SHMEM_I(ino).symlink = target;
    ino.i_size = target.length;
    ino.i_op = shmem_symlink_inode_operations;
    touch_dir(dir, 1);
    d_instantiate(d, ino);
    return 0;
  },
  rename(t, oldDir, old, newDir, d, flags) {
    if (flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE)) return -EINVAL;
    const ino = old.d_inode!;
    const isDir = S_ISDIR(ino.i_mode);
    const target = d.d_inode;
    if (flags & RENAME_EXCHANGE) {
      if (oldDir !== newDir && S_ISDIR(target!.i_mode) !== isDir) {
        const [gains, loses] = isDir ? [newDir, oldDir] : [oldDir, newDir];
        gains.i_nlink++;
        loses.i_nlink--;
      }
      const now = current_time(ino.kernel);
      for (const i of [oldDir, newDir]) i.i_mtime = i.i_ctime = now;
      ino.i_ctime = target!.i_ctime = now;
      return 0;
    }
    if (target && S_ISDIR(target.i_mode) && !simple_empty(d)) return -ENOTEMPTY;
    if (target) {
      if (isDir) {
        target.drop_nlink();
        newDir.i_nlink--;
      }
      unlink(t, newDir, d);
    }
    if (isDir && oldDir !== newDir) {
      oldDir.i_nlink--;
      newDir.i_nlink++;
    }
    touch_dir(oldDir, -1);
    touch_dir(newDir, 1);
    ino.i_ctime = oldDir.i_ctime;
    return 0;
  },
};

/** How many of n bytes at pos the file system's size limit leaves room for. */
function room_for(ino: inode, pos: number, n: number): number {
  const info = SHMEM_SB(ino.i_sb);
  if (!info.max_blocks) return n;
  update_blocks(ino);
  let free = info.max_blocks - info.used_blocks;
  if (free * PAGE_SIZE >= n + PAGE_SIZE) return n;
  const first = Math.floor(pos / PAGE_SIZE);
  const last = Math.floor((pos + n - 1) / PAGE_SIZE);
  for (let page = first; page <= last; page++) {
    if (ino.i_mapping!.find_page(page)) continue;
    if (free-- <= 0) return Math.max(0, page * PAGE_SIZE - pos);
  }
  return n;
}

export const shmem_file_operations: file_operations = {
  name: "tmpfs",
  read_iter: generic_file_read_iter,
  write_iter(t, f, from, pos) {
    const ino = f.f_inode;
    const { seals } = SHMEM_I(ino);
    if (seals & (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)) return -EPERM;
    if (seals & F_SEAL_GROW && pos + from.count > ino.i_size) return -EPERM;
    const room = room_for(ino, pos, from.count);
    return room === 0 && from.count > 0 ? -ENOSPC : generic_file_write_iter(t, f, from, pos, room);
  },
  llseek(t, f, offset, whence) {
    if (whence !== SEEK_DATA && whence !== SEEK_HOLE) return generic_file_llseek(t, f, offset, whence);
    const ino = f.f_inode;
    if (offset < 0 || offset >= ino.i_size) return -ENXIO;
    const held = (pos: number) => ino.i_mapping!.find_page(Math.floor(pos / PAGE_SIZE)) !== 0;
    let pos = offset;
    const wanted = whence === SEEK_DATA;
    while (pos < ino.i_size && held(pos) !== wanted) pos = (Math.floor(pos / PAGE_SIZE) + 1) * PAGE_SIZE;
    if (pos >= ino.i_size) {
      if (wanted) return -ENXIO;
      pos = ino.i_size;
    }
    f.f_pos = pos;
    return pos;
  },
  mmap(f, mm, vma) {
    const { seals } = SHMEM_I(f.f_inode);
    const shared = (vma.vm_flags & VM_SHARED) !== 0;
    const readable = f.kernel.release.has("28464bbb2ddc")
      ? F_SEAL_WRITE | F_SEAL_FUTURE_WRITE
      : F_SEAL_FUTURE_WRITE;
    if (shared && seals & F_SEAL_WRITE & ~readable && vma.vm_flags & VM_MAYWRITE) return -EPERM;
    if (shared && seals & readable) {
      if (vma.vm_flags & VM_WRITE) return -EPERM;
      vma.vm_flags &= ~VM_MAYWRITE;
    }
    return generic_file_mmap(f, mm, vma);
  },
  fsync: () => 0,
  fallocate(_t, f, mode, offset, length) {
    const ino = f.f_inode;
    const { seals } = SHMEM_I(ino);
    const mapping = ino.i_mapping!;
    if (mode & ~(FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE)) {
      return -EOPNOTSUPP;
    }
    const end = offset + length;
    if (mode & FALLOC_FL_PUNCH_HOLE) {
      if (seals & (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)) return -EPERM;
      mapping.punch_hole(offset, end);
    } else {
      if (!(mode & FALLOC_FL_KEEP_SIZE) && end > ino.i_size && seals & F_SEAL_GROW) return -EPERM;
      const info = SHMEM_SB(ino.i_sb);
      const first = Math.floor(offset / PAGE_SIZE);
      const last = Math.ceil(end / PAGE_SIZE);
      if (info.max_blocks && last - first > info.max_blocks - info.used_blocks) return -ENOSPC;
      for (let i = first; i < last; i++) if (mapping.get_page(i, true, true) < 0) return -ENOSPC;
      if (!(mode & FALLOC_FL_KEEP_SIZE) && end > ino.i_size) i_size_write(ino, end);
    }
    ino.i_ctime = ino.i_mtime = current_time(ino.kernel);
    return 0;
  },
};

/** A regular file without a name in the kernel's own tmpfs (shmem_file_setup): memfd, SysV shm, shared anonymous memory. */
export function shmem_inode(t: task_struct, mode = 0o100777): inode | number {
  const ino = shmem_get_inode(t, t.kernel.fs.shm_mnt.mnt_sb, null, mode);
  if (typeof ino !== "number") ino.i_nlink = 0;
  return ino;
}

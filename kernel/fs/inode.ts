// What the VFS knows of a file and of a file system: struct inode, struct super_block (include/linux/fs.h).
// Above: dcache.ts, namei.ts, file.ts. Below: mm/filemap.ts (a file's cached pages).

import type { Kernel } from "../kernel.ts";
import type { address_space } from "../mm/filemap.ts";
import type { task_struct } from "../task/task.ts";
import {
  S_IFBLK,
  S_IFCHR,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
  S_IFSOCK,
} from "../uapi/linux/stat.ts";
import type { dentry, path } from "./dcache.ts";
import type { file, file_operations } from "./file.ts";
import { fsnotify_inoderemove, type inotify_mark } from "./inotify.ts";
import type { file_lock_context } from "./locks.ts";
import type { pipe_inode_info } from "./pipe.ts";

export const S_ISREG = (mode: number) => (mode & S_IFMT) === S_IFREG;
export const S_ISDIR = (mode: number) => (mode & S_IFMT) === S_IFDIR;
export const S_ISLNK = (mode: number) => (mode & S_IFMT) === S_IFLNK;
export const S_ISCHR = (mode: number) => (mode & S_IFMT) === S_IFCHR;
export const S_ISBLK = (mode: number) => (mode & S_IFMT) === S_IFBLK;
export const S_ISFIFO = (mode: number) => (mode & S_IFMT) === S_IFIFO;
export const S_ISSOCK = (mode: number) => (mode & S_IFMT) === S_IFSOCK;
export const S_IALLUGO = 0o7777;
export const S_IRWXUGO = 0o777;
export const S_IXUGO = 0o111;

/** Directory entry types (include/linux/fs_types.h). */
export const DT_UNKNOWN = 0;
export const DT_DIR = 4;
export const DT_LNK = 10;
export const fs_umode_to_dtype = (mode: number) => (mode & S_IFMT) >>> 12;

/** A kernel dev_t: major << 20 | minor (include/linux/kdev_t.h). */
export const MKDEV = (major: number, minor: number) => ((major << 20) | minor) >>> 0;
export const MAJOR = (dev: number) => dev >>> 20;
export const MINOR = (dev: number) => dev & 0xfffff;
/** A dev_t as programs see it. */
export const new_encode_dev = (dev: number) => {
  const minor = MINOR(dev);
  return ((minor & 0xff) | (MAJOR(dev) << 8) | ((minor & ~0xff) << 12)) >>> 0;
};
export const new_decode_dev = (dev: number) =>
  MKDEV((dev & 0xfff00) >>> 8, (dev & 0xff) | ((dev >>> 12) & 0xfff00));

/** What is to change, for notify_change (struct iattr): a field that is absent stays. */
export interface iattr {
  mode?: number;
  uid?: number;
  gid?: number;
  size?: number;
  /** Nanoseconds since 1970. atime_set: given by the caller, not "now". */
  atime?: bigint;
  mtime?: bigint;
  ctime?: bigint;
  atime_set?: boolean;
  mtime_set?: boolean;
  /** Touching with "now" (utimensat without times). */
  touch?: boolean;
  /** ftruncate: through an open file. */
  file?: file;
  kill_suid?: boolean;
  kill_sgid?: boolean;
  /** Permission checks are the caller's (ATTR_FORCE). */
  force?: boolean;
}

/** Where a magic link jumps to (nd_jump_link): /proc/PID/fd/3 … */
export interface link_jump {
  jump: path;
}

/** The operations of one kind of directory, link or file by name. Results are 0 or -ERRNO where not said otherwise. */
export interface inode_operations {
  /** The inode called name in the directory, null if there is none, or -ERRNO. */
  lookup?(dir: inode, name: string, t: task_struct, parent: dentry): inode | null | number;
  create?(t: task_struct, dir: inode, d: dentry, mode: number, excl: boolean): number;
  tmpfile?(t: task_struct, dir: inode, mode: number): inode | number;
  mkdir?(t: task_struct, dir: inode, d: dentry, mode: number): number;
  rmdir?(t: task_struct, dir: inode, d: dentry): number;
  mknod?(t: task_struct, dir: inode, d: dentry, mode: number, dev: number): number;
  unlink?(t: task_struct, dir: inode, d: dentry): number;
  link?(t: task_struct, old: dentry, dir: inode, d: dentry): number;
  symlink?(t: task_struct, dir: inode, d: dentry, target: string): number;
  rename?(
    t: task_struct,
    oldDir: inode,
    oldDentry: dentry,
    newDir: inode,
    newDentry: dentry,
    flags: number,
  ): number;
  get_link?(t: task_struct, ino: inode, d: dentry): string | link_jump | number;
  /** For links that get_link follows by jumping: what readlink() shows. */
  readlink?(t: task_struct, ino: inode, d: dentry): string | number;
  permission?(t: task_struct, ino: inode, mask: number): number;
  /** Brings the i_* fields up to date before they are shown. */
  getattr?(ino: inode, t: task_struct, d: dentry): number;
  setattr?(t: task_struct, d: dentry, attr: iattr): number;
  /** Extended attributes; absent: -EOPNOTSUPP. */
  xattrs?(ino: inode): Map<string, Uint8Array>;
}

export interface super_operations {
  /** Blocks (of s_blocksize) and inodes: total and free. */
  statfs?(sb: super_block): { blocks: number; bfree: number; bavail?: number; files: number; ffree: number };
  /** The last reference to an inode without a name is gone: give up its data. */
  evict_inode?(ino: inode): void;
  /** Options for /proc/mounts, with a leading comma each. */
  show_options?(sb: super_block): string;
  sync_fs?(sb: super_block): number;
  remount_fs?(sb: super_block, flags: number, data: string): number;
  /** A mount with this root is made, or (held false) given up: its inode stands for something that must live on. */
  hold_root?(root: dentry, held: boolean): void;
  /** The last mount is gone. */
  put_super?(sb: super_block): void;
}

/** A mounted file system's instance. */
export class super_block {
  s_root!: dentry;
  s_op: super_operations = {};
  s_magic = 0;
  s_flags = 0;
  s_blocksize = 4096;
  /** MAX_LFS_FILESIZE with 32 bit page numbers. */
  s_maxbytes = 0xffffffff * 4096;
  s_time_gran = 1;
  /** The file system's own. */
  s_fs_info: unknown = null;
  /** Mounts that show it. */
  s_active = 0;
  /** Names in it may lead nowhere a program can execute or open devices (SB_I_NOEXEC, SB_I_NODEV). */
  s_noexec = false;
  s_nodev = false;
  #ino = 1;

  constructor(
    readonly kernel: Kernel,
    readonly s_type: file_system_type,
    public s_dev: number,
  ) {}

  next_ino(): number {
    return this.#ino++;
  }
}

/** A kind of file system, as /proc/filesystems lists it. */
export interface file_system_type {
  readonly name: string;
  /** Needs a device (block device file systems; we have none). */
  readonly requiresDev: boolean;
  /** Unprivileged user namespaces may mount it. */
  readonly userMount?: boolean;
  mount(
    kernel: Kernel,
    t: task_struct | null,
    source: string,
    data: string,
    flags: number,
  ): super_block | number;
}

/** A file, directory, link, device … whatever its names. */
export class inode {
  i_ino: number;
  i_nlink = 1;
  i_uid = 0;
  i_gid = 0;
  i_rdev = 0;
  i_size = 0;
  /** 512-byte blocks. */
  i_blocks = 0;
  i_atime: bigint;
  i_mtime: bigint;
  i_ctime: bigint;
  i_btime: bigint;
  /** FS_*_FL flags: immutable, append only … */
  i_flags = 0;
  /** Open files and mappings; the data go when it is 0 and i_nlink is 0. */
  i_count = 0;
  /** > 0: open for writing that often; < 0: being executed (ETXTBSY). */
  i_writecount = 0;
  /** Open files that only read it, regular files only. */
  i_readcount = 0;
  i_fop: file_operations | null = null;
  i_mapping: address_space | null = null;
  i_pipe: pipe_inode_info | null = null;
  i_flctx: file_lock_context | null = null;
  i_marks: inotify_mark[] | null = null;
  /** st_dev as programs see it when it is not the super block's. */
  i_dev = -1;
  /** The file system's own. */
  i_private: unknown = null;
  i_generation = 0;
  /** A file of O_TMPFILE that linkat may name. */
  linkable = false;

  constructor(
    readonly i_sb: super_block,
    public i_mode: number,
    public i_op: inode_operations = {},
    ino = i_sb.next_ino(),
  ) {
    this.i_ino = ino;
    this.i_atime = this.i_mtime = this.i_ctime = this.i_btime = current_time(i_sb.kernel);
  }

  get kernel(): Kernel {
    return this.i_sb.kernel;
  }

  ihold(): this {
    this.i_count++;
    return this;
  }

  /** Drops a reference; without names and references the file system gives up the data. */
  iput(): void {
    if (--this.i_count <= 0 && this.i_nlink === 0) this.#evict();
  }

  drop_nlink(): void {
    if (this.i_nlink > 0) this.i_nlink--;
    if (this.i_nlink === 0 && this.i_count <= 0) this.#evict();
  }

  #evict(): void {
    this.i_sb.s_op.evict_inode?.(this);
    if (this.i_marks) fsnotify_inoderemove(this);
  }
}

/** The time file times are set to: nanoseconds since 1970. */
export const current_time = (kernel: Kernel): bigint => kernel.coarse_realtime();

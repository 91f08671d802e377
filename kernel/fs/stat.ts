// What stat, statx and statfs tell (fs/stat.c, fs/statfs.c) and the layouts parisc gives it in.
// Above: syscalls/sys_stat.ts. Below: inode.ts.

import { copy_to_user, copy_words_to_user } from "../mm/uaccess.ts";
import type { task_struct } from "../task/task.ts";
import { ns_to_timespec64 } from "../time/timespec64.ts";
import { ENOSYS, EOVERFLOW } from "../uapi/asm/errno.ts";
import { FS_APPEND_FL, FS_IMMUTABLE_FL } from "../uapi/linux/fs.ts";
import {
  STATX_ATTR_APPEND,
  STATX_ATTR_IMMUTABLE,
  STATX_ATTR_MOUNT_ROOT,
  STATX_BASIC_STATS,
  STATX_BTIME,
  STATX_MNT_ID,
} from "../uapi/linux/stat.ts";
import type { path } from "./dcache.ts";
import { type inode, MAJOR, MINOR, new_decode_dev, new_encode_dev, S_ISBLK, S_ISCHR } from "./inode.ts";
import { MNT_FLAGS } from "./namespace.ts";

/** The inode with up-to-date attributes, or -ERRNO. */
export function vfs_getattr(t: task_struct, p: path): inode | number {
  const ino = p.dentry.d_inode!;
  if (ino.i_op.getattr) {
    const r = ino.i_op.getattr(ino, t, p.dentry);
    if (r) return r;
  }
  return ino;
}

const st_dev = (ino: inode) => (ino.i_dev >= 0 ? ino.i_dev : new_encode_dev(ino.i_sb.s_dev));
const blksize = (ino: inode) => ino.i_sb.s_blocksize;
const uid_of = (t: task_struct, ino: inode) => t.user_ns.from_kuid_munged(ino.i_uid);
const gid_of = (t: task_struct, ino: inode) => t.user_ns.from_kgid_munged(ino.i_gid);

/** struct stat (asm/stat.h); -EOVERFLOW for a file beyond 2 GiB. */
export function cp_new_stat(t: task_struct, ino: inode, addr: number): number {
  if (ino.i_size > 0x7fffffff || ino.i_nlink > 0xffff) return -EOVERFLOW;
  const b = new DataView(new ArrayBuffer(ST_UID + 20));
  const uid = uid_of(t, ino);
  const gid = gid_of(t, ino);
  b.setUint32(0, st_dev(ino));
  b.setUint32(4, ino.i_ino);
  b.setUint16(8, ino.i_mode);
  b.setUint16(10, ino.i_nlink);
  b.setUint32(16, new_encode_dev(ino.i_rdev));
  b.setInt32(20, ino.i_size);
  put_time(b, 24, ino.i_atime);
  put_time(b, 32, ino.i_mtime);
  put_time(b, 40, ino.i_ctime);
  b.setInt32(48, blksize(ino));
  b.setInt32(52, ino.i_blocks);
  b.setUint32(ST_UID, uid);
  b.setUint32(ST_UID + 4, gid);
  copy_to_user(t, addr, new Uint8Array(b.buffer));
  return 0;
}
/** After st_blocks: four reserved words, netsite and fstype, realdev, basemode and a spare. */
const ST_UID = 56 + 16 + 4 + 4 + 4;

function put_time(b: DataView, at: number, ns: bigint): void {
  const { tv_sec, tv_nsec } = ns_to_timespec64(ns);
  b.setInt32(at, tv_sec);
  b.setUint32(at + 4, tv_nsec);
}

/** struct stat64 (asm/stat.h). */
export function cp_new_stat64(t: task_struct, ino: inode, addr: number): number {
  const b = new DataView(new ArrayBuffer(104));
  b.setUint32(4, st_dev(ino));
  b.setUint32(12, ino.i_ino);
  b.setUint32(16, ino.i_mode);
  b.setUint32(20, ino.i_nlink);
  b.setUint32(24, uid_of(t, ino));
  b.setUint32(28, gid_of(t, ino));
  b.setUint32(36, new_encode_dev(ino.i_rdev));
  b.setUint32(48, Math.floor(ino.i_size / 0x100000000));
  b.setUint32(52, ino.i_size);
  b.setInt32(56, blksize(ino));
  b.setUint32(64, Math.floor(ino.i_blocks / 0x100000000));
  b.setUint32(68, ino.i_blocks);
  put_time(b, 72, ino.i_atime);
  put_time(b, 80, ino.i_mtime);
  put_time(b, 88, ino.i_ctime);
  b.setUint32(100, ino.i_ino);
  copy_to_user(t, addr, new Uint8Array(b.buffer));
  return 0;
}

/** struct statx, word by word. */
const x = new Uint32Array(64);

function put64(at: number, v: number): void {
  x[at / 4] = Math.floor(v / 2 ** 32);
  x[at / 4 + 1] = v;
}

/** struct statx_timestamp. */
function put_timestamp(at: number, ns: bigint): void {
  const { tv_sec, tv_nsec } = ns_to_timespec64(ns);
  put64(at, tv_sec);
  x[at / 4 + 2] = tv_nsec;
}

/** struct statx (linux/stat.h). */
export function cp_statx(t: task_struct, p: path, ino: inode, addr: number): number {
  if (!t.kernel.release.atLeast("4.11")) return -ENOSYS;
  x.fill(0);
  const withMount = t.kernel.release.atLeast("5.8");
  x[0] = STATX_BASIC_STATS | STATX_BTIME | (withMount ? STATX_MNT_ID : 0);
  x[1] = blksize(ino);
  let attributes = 0;
  if (ino.i_flags & FS_APPEND_FL) attributes |= STATX_ATTR_APPEND;
  if (ino.i_flags & FS_IMMUTABLE_FL) attributes |= STATX_ATTR_IMMUTABLE;
  if (withMount && p.dentry === p.mnt.mnt_root) attributes |= STATX_ATTR_MOUNT_ROOT;
  x[12 / 4] = attributes;
  x[16 / 4] = ino.i_nlink;
  x[20 / 4] = uid_of(t, ino);
  x[24 / 4] = gid_of(t, ino);
  x[28 / 4] = ino.i_mode << 16;
  put64(32, ino.i_ino);
  put64(40, ino.i_size);
  put64(48, ino.i_blocks);
  x[60 / 4] = STATX_ATTR_APPEND | STATX_ATTR_IMMUTABLE | (withMount ? STATX_ATTR_MOUNT_ROOT : 0);
  put_timestamp(64, ino.i_atime);
  put_timestamp(80, ino.i_btime);
  put_timestamp(96, ino.i_ctime);
  put_timestamp(112, ino.i_mtime);
  if (S_ISCHR(ino.i_mode) || S_ISBLK(ino.i_mode)) {
    x[128 / 4] = MAJOR(ino.i_rdev);
    x[132 / 4] = MINOR(ino.i_rdev);
  }
  const dev = ino.i_dev >= 0 ? new_decode_dev(ino.i_dev) : ino.i_sb.s_dev;
  x[136 / 4] = MAJOR(dev);
  x[140 / 4] = MINOR(dev);
  if (withMount) put64(144, p.mnt.mnt_id);
  copy_words_to_user(t, addr, x);
  return 0;
}

/** ST_* flags of statfs from mount and super block. */
const ST_VALID = 0x20;
function st_flags(p: path): number {
  const flags = (p.mnt.mnt_flags | p.mnt.mnt_sb.s_flags) & MNT_FLAGS;
  // MS_NOATIME … stand elsewhere among the ST_* bits
  return (
    ST_VALID |
    (flags & 0x1f) |
    (flags & 1024) |
    (flags & 2048) |
    (flags & 0x200000 ? 4096 : 0) |
    (flags & 256 ? 0x2000 : 0)
  );
}

/** struct statfs (wide: statfs64) of the place. */
export function cp_statfs(t: task_struct, p: path, addr: number, wide: boolean): number {
  const sb = p.mnt.mnt_sb;
  const st = sb.s_op.statfs?.(sb) ?? { blocks: 0, bfree: 0, files: 0, ffree: 0 };
  const sizes = [
    st.blocks,
    st.bfree,
    "bavail" in st ? (st.bavail ?? st.bfree) : st.bfree,
    st.files,
    st.ffree,
  ];
  const b = new DataView(new ArrayBuffer(wide ? 88 : 64));
  b.setUint32(0, sb.s_magic);
  b.setUint32(4, sb.s_blocksize);
  let at = 8;
  for (const n of sizes) {
    if (wide) {
      b.setBigUint64(at, BigInt(n));
      at += 8;
    } else {
      if (n > 0xffffffff) return -EOVERFLOW;
      b.setUint32(at, n);
      at += 4;
    }
  }
  b.setUint32(at + 4, new_encode_dev(sb.s_dev));
  b.setUint32(at + 8, 255);
  b.setUint32(at + 12, sb.s_blocksize);
  b.setUint32(at + 16, st_flags(p));
  copy_to_user(t, addr, new Uint8Array(b.buffer));
  return 0;
}

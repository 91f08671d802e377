// Host folders in the guest. The guest's own walk resolves every component and every symbolic link, so the host is
// only ever asked for real names below the folder: neither ".." nor a link leads out of it.
// What the host may have changed is looked at again when it is older than FRESH. FIFOs, sockets and device nodes are
// kept in memory: the host is not asked to make them.
// Above: namei.ts. Below: host.ts (HostFiles), hostfs-dir.ts (names), hostfs-file.ts (open files).

import type { HostFiles, HostStat } from "../host.ts";
import type { Kernel } from "../kernel.ts";
import { address_space } from "../mm/filemap.ts";
import type { task_struct } from "../task/task.ts";
import { EACCES, EINVAL, ENODEV, ENOENT, EPERM } from "../uapi/asm/errno.ts";
import { O_WRONLY } from "../uapi/asm/fcntl.ts";
import { HOSTFS_SUPER_MAGIC } from "../uapi/linux/magic.ts";
import { MS_RDONLY } from "../uapi/linux/mount.ts";
import { setattr_copy, setattr_prepare } from "./attr.ts";
import { dentry } from "./dcache.ts";
import { hostfs_dir_inode_operations } from "./hostfs-dir.ts";
import { hostfs_dir_operations, hostfs_file_operations, hostfs_mapping_operations } from "./hostfs-file.ts";
import {
  type iattr,
  inode,
  type inode_operations,
  new_decode_dev,
  S_IALLUGO,
  S_ISDIR,
  S_ISLNK,
  S_ISREG,
  super_block,
} from "./inode.ts";

/** How long what the host said holds, in ns. */
const FRESH = 1e9;

export interface hostfs_sb {
  files: HostFiles;
  /** Absolute host path of the folder, without a slash at the end. */
  root: string;
  dev: number;
  inodes: Map<string, inode>;
  /** FIFOs, sockets and devices, by host path. */
  special: Map<string, inode>;
}
export const HOSTFS_SB = (sb: super_block) => sb.s_fs_info as hostfs_sb;

/** What a host file's inode has besides. */
export class hostfs_inode {
  /** monotonic() when the attributes were read. */
  checked = 0;
  /** A handle of create(), for the open that follows. */
  spare = -1;
  /** Handles of open files, how many share each, and what they can do. */
  readonly handles = new Map<number, number>();
  readonly readers = new Set<number>();
  readonly writers = new Set<number>();
  /** Owner and mode that only the guest sees, where the host refused to change its own. */
  owner: { uid: number; gid: number } | null = null;
  mode = -1;
  mtime = 0n;
  xattrs: Map<string, Uint8Array> | null = null;
  constructor(
    readonly key: string,
    readonly special = false,
  ) {}
}
export const HOSTFS_I = (ino: inode) => ino.i_private as hostfs_inode;

/** The host path of a name. */
export function host_path(d: dentry): string {
  let path = "";
  let x = d;
  for (; x.d_parent; x = x.d_parent) path = `/${x.d_name}${path}`;
  return HOSTFS_SB(x.d_sb).root + path || "/";
}

/** Inode numbers that fit 32 bits: the host's where they do. */
const fold = (sb: hostfs_sb, st: HostStat): number => {
  if (st.ino <= 0xffffffff && st.dev === sb.dev) return st.ino;
  const high = Math.floor(st.ino / 0x100000000);
  return (Math.imul(st.ino | 0, 0x9e3779b1) ^ Math.imul(high + st.dev, 0x85ebca6b)) >>> 0 || 1;
};

export function fill(ino: inode, st: HostStat, now: number): void {
  const info = HOSTFS_I(ino);
  info.checked = now;
  ino.i_mode = info.mode >= 0 ? info.mode : st.mode & 0xffff;
  ino.i_nlink = st.nlink;
  ino.i_uid = info.owner?.uid ?? st.uid;
  ino.i_gid = info.owner?.gid ?? st.gid;
  ino.i_rdev = new_decode_dev(st.rdev >>> 0);
  ino.i_blocks = st.blocks;
  ino.i_atime = st.atime;
  ino.i_mtime = st.mtime;
  ino.i_ctime = st.ctime;
  ino.i_btime = st.ctime;
  const mapping = ino.i_mapping;
  if (mapping && (st.size !== ino.i_size || st.mtime !== info.mtime)) {
    if (mapping.nrpages && info.writers.size === 0) mapping.invalidate();
    if (!mapping.dirty || st.size > ino.i_size) ino.i_size = st.size;
  } else ino.i_size = st.size;
  info.mtime = st.mtime;
}

export function iget(sb: super_block, st: HostStat): inode {
  const host = HOSTFS_SB(sb);
  const key = `${st.dev}:${st.ino}`;
  const now = sb.kernel.host.monotonic();
  const known = host.inodes.get(key);
  if (known && (known.i_mode & 0o170000) === (st.mode & 0o170000)) {
    fill(known, st, now);
    return known;
  }
  const ino = new inode(sb, st.mode & 0xffff, hostfs_inode_operations, fold(host, st));
  ino.i_dev = st.dev >>> 0;
  ino.i_private = new hostfs_inode(key);
  if (S_ISDIR(ino.i_mode)) {
    ino.i_op = hostfs_dir_inode_operations;
    ino.i_fop = hostfs_dir_operations;
  } else if (S_ISREG(ino.i_mode)) {
    ino.i_fop = hostfs_file_operations;
    ino.i_mapping = new address_space(sb.kernel, ino, hostfs_mapping_operations);
  } else if (S_ISLNK(ino.i_mode)) ino.i_op = hostfs_symlink_inode_operations;
  fill(ino, st, now);
  host.inodes.set(key, ino);
  return ino;
}

/** Looks at the host's attributes again; -ENOENT … when the file is gone. */
export function hostfs_refresh(ino: inode, d: dentry): number {
  const host = HOSTFS_SB(ino.i_sb);
  const info = HOSTFS_I(ino);
  if (info.special) return 0;
  const [handle] = info.readers.size ? info.readers : info.writers;
  const st = d.d_unhashed
    ? handle === undefined
      ? -ENOENT
      : host.files.fstat(handle)
    : host.files.lstat(host_path(d));
  if (typeof st === "number") return st;
  fill(ino, st, ino.kernel.host.monotonic());
  return 0;
}

const hostfs_dentry_operations = {
  d_revalidate(d: dentry): boolean {
    const ino = d.d_inode;
    const now = d.d_sb.kernel.host.monotonic();
    if (ino === null) return now - ((d.d_fsdata ??= now) as number) < FRESH;
    const info = HOSTFS_I(ino);
    if (info.special || now - info.checked < FRESH) return true;
    const st = HOSTFS_SB(d.d_sb).files.lstat(host_path(d));
    if (typeof st === "number" || `${st.dev}:${st.ino}` !== info.key) return false;
    if ((st.mode & 0o170000) !== (ino.i_mode & 0o170000)) return false;
    fill(ino, st, now);
    return true;
  },
};

export function setattr(t: task_struct, d: dentry, attr: iattr): number {
  const ino = d.d_inode!;
  const refused = setattr_prepare(t, ino, attr);
  if (refused) return refused;
  const info = HOSTFS_I(ino);
  if (info.special) {
    setattr_copy(t, ino, attr);
    return 0;
  }
  const { files } = HOSTFS_SB(ino.i_sb);
  const path = host_path(d);
  if (attr.size !== undefined && S_ISREG(ino.i_mode)) {
    const r = hostfs_truncate(ino, path, attr.size);
    if (r < 0) return r;
    info.checked = 0;
  }
  if (attr.uid !== undefined || attr.gid !== undefined) {
    const uid = attr.uid ?? ino.i_uid;
    const gid = attr.gid ?? ino.i_gid;
    const r = d.d_unhashed ? -EPERM : files.chown(path, uid, gid);
    if (r < 0) {
      if (r !== -EPERM && r !== -EINVAL) return r;
      info.owner = { uid, gid };
    } else info.owner = null;
  }
  const before = ino.i_mode;
  setattr_copy(t, ino, attr);
  if (attr.mode !== undefined || ((attr.uid ?? attr.gid) !== undefined && before & 0o6000)) {
    const r = d.d_unhashed ? -EPERM : files.chmod(path, ino.i_mode & S_IALLUGO);
    info.mode = r < 0 ? ino.i_mode : -1;
  }
  if (
    (attr.atime !== undefined || attr.mtime !== undefined) &&
    !(attr.size !== undefined && !attr.mtime_set)
  ) {
    if (!d.d_unhashed) files.utimes(path, ino.i_atime, ino.i_mtime);
  }
  info.mtime = ino.i_mtime;
  return 0;
}

function hostfs_truncate(ino: inode, path: string, size: number): number {
  const { files } = HOSTFS_SB(ino.i_sb);
  const info = HOSTFS_I(ino);
  let [handle] = info.writers;
  const opened = handle === undefined;
  if (opened) {
    handle = files.open(path, O_WRONLY, 0);
    if (handle < 0) return handle;
  }
  const r = files.ftruncate(handle, size);
  if (opened) files.close(handle);
  if (r < 0) return r;
  const shrinks = size < ino.i_size;
  ino.i_size = size;
  if (shrinks) ino.i_mapping!.truncate(size);
  return 0;
}

export const getattr = (ino: inode, _t: task_struct, d: dentry): number => {
  if (HOSTFS_I(ino).checked === 0) hostfs_refresh(ino, d);
  return 0;
};

export const xattrs = (ino: inode) => (HOSTFS_I(ino).xattrs ??= new Map<string, Uint8Array>());

const hostfs_inode_operations: inode_operations = { setattr, getattr, xattrs };
const hostfs_symlink_inode_operations: inode_operations = {
  setattr,
  getattr,
  xattrs,
  get_link: (_t, ino, d) => HOSTFS_SB(ino.i_sb).files.readlink(host_path(d)),
};

export function hostfs_drop_spare(ino: inode): void {
  const info = HOSTFS_I(ino);
  if (info.spare >= 0) HOSTFS_SB(ino.i_sb).files.close(info.spare);
  info.spare = -1;
}

/** A host folder (or a single file) as a file system, or -ERRNO when the host does not show it. */
export function hostfs_fill_super(kernel: Kernel, root: string, readOnly: boolean): super_block | number {
  const { files } = kernel.host;
  if (!files) return -ENODEV;
  const st = files.lstat(root || "/");
  if (typeof st === "number") return st;
  if (S_ISLNK(st.mode)) return -EACCES;
  const sb = new super_block(kernel, hostfs_type, kernel.fs.get_anon_bdev());
  sb.s_magic = HOSTFS_SUPER_MAGIC;
  if (readOnly) sb.s_flags |= MS_RDONLY;
  const info: hostfs_sb = {
    files,
    root: root === "/" ? "" : root.replace(/\/+$/, ""),
    dev: st.dev,
    inodes: new Map(),
    special: new Map(),
  };
  sb.s_fs_info = info;
  sb.s_op = {
    // the host's free space is not asked for: HostFiles has no statfs
    statfs: () => ({ blocks: 0x1000000, bfree: 0x800000, files: 0x100000, ffree: 0x80000 }),
    evict_inode: (ino) => void ino.i_mapping?.truncate(0),
  };
  sb.s_root = new dentry(null, "", iget(sb, st), sb);
  sb.s_root.d_op = hostfs_dentry_operations;
  return sb;
}

/** Programs cannot mount it: host folders come from the command line only. */
export const hostfs_type = {
  name: "hostfs",
  requiresDev: false,
  mount: () => -EPERM,
};

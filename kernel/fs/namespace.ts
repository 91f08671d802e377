// The tree of mounts (include/linux/mount.h, fs/namespace.c): which file system is seen where, per mount namespace.
// Above: namei.ts (crossing mount points), syscalls/sys_mount.ts, procfs (mountinfo). Below: dcache.ts.

import type { Kernel } from "../kernel.ts";
import type { user_namespace } from "../task/cred.ts";
import type { task_struct } from "../task/task.ts";
import { EBUSY, EINVAL, ELOOP, ENODEV, ENOENT, ENOTDIR } from "../uapi/asm/errno.ts";
import {
  MS_NOATIME,
  MS_NODEV,
  MS_NODIRATIME,
  MS_NOEXEC,
  MS_NOSUID,
  MS_NOSYMFOLLOW,
  MS_RDONLY,
  MS_RELATIME,
} from "../uapi/linux/mount.ts";
import type { dentry, path } from "./dcache.ts";
import { is_subdir } from "./dcache.ts";
import { S_ISDIR, type super_block } from "./inode.ts";

/** mnt_flags are the MS_* values that belong to a mount, not to the file system. */
export const MNT_FLAGS =
  MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME | MS_NODIRATIME | MS_RELATIME | MS_NOSYMFOLLOW;

export class mount {
  mnt_parent: mount | null = null;
  /** The directory (of mnt_parent) it covers. */
  mnt_mountpoint: dentry | null = null;
  /** Mounts on it, by the directory they cover. */
  readonly mnt_children = new Map<dentry, mount>();
  mnt_ns: mnt_namespace | null = null;
  /** Peer group when shared, master's when slave; 0: private. Shown only: nothing propagates. */
  mnt_group_id = 0;
  readonly mnt_id: number;

  constructor(
    readonly mnt_sb: super_block,
    readonly mnt_root: dentry,
    readonly mnt_devname: string,
    public mnt_flags: number,
  ) {
    this.mnt_id = mnt_sb.kernel.fs.next_mnt_id();
    mnt_sb.s_active++;
    mnt_sb.s_op.hold_root?.(mnt_root, true);
  }

  /** Whether nothing may be written through it (mnt_want_write's question). */
  get readonly(): boolean {
    return ((this.mnt_flags | this.mnt_sb.s_flags) & MS_RDONLY) !== 0;
  }
}

export class mnt_namespace {
  root!: mount;
  count = 1;
  readonly ino: number;

  constructor(
    readonly kernel: Kernel,
    /** Whose capabilities count for entering it. */
    readonly user_ns: user_namespace,
  ) {
    this.ino = kernel.fs.next_ns_ino();
  }

  /** Every mount, parents before children, in the order of mounting. */
  *list(m: mount = this.root): Generator<mount> {
    yield m;
    for (const child of m.mnt_children.values()) yield* this.list(child);
  }
}

/** Steps from a place to what is mounted on it, as often as something is. */
export function follow_mount(p: path): path {
  let { mnt, dentry: d } = p;
  while (d.d_mounted > 0) {
    const over = mnt.mnt_children.get(d);
    if (!over) break;
    mnt = over;
    d = over.mnt_root;
  }
  return mnt === p.mnt ? p : { mnt, dentry: d };
}

/** Steps from the root of a mount down to the directory it covers; false at the bottom. */
export function choose_mountpoint(p: path, root: path): path | null {
  let { mnt, dentry: d } = p;
  while (d === mnt.mnt_root) {
    if (!mnt.mnt_parent) return null;
    d = mnt.mnt_mountpoint!;
    mnt = mnt.mnt_parent;
    if (mnt === root.mnt && d === root.dentry) return null;
  }
  return { mnt, dentry: d };
}

/** Hangs m over the place. */
export function attach_mount(m: mount, at: path): number {
  const where = follow_mount(at);
  if (S_ISDIR(where.dentry.d_inode!.i_mode) !== S_ISDIR(m.mnt_root.d_inode!.i_mode)) return -ENOTDIR;
  if (where.dentry.d_unhashed && !where.dentry.is_root) return -ENOENT;
  m.mnt_parent = where.mnt;
  m.mnt_mountpoint = where.dentry;
  where.mnt.mnt_children.set(where.dentry, m);
  where.dentry.d_mounted++;
  set_ns(m, where.mnt.mnt_ns);
  return 0;
}

function set_ns(m: mount, ns: mnt_namespace | null): void {
  m.mnt_ns = ns;
  for (const child of m.mnt_children.values()) set_ns(child, ns);
}

/** Takes m off its place; what is mounted on it goes along. */
export function detach_mount(m: mount): void {
  if (!m.mnt_parent) return;
  m.mnt_parent.mnt_children.delete(m.mnt_mountpoint!);
  m.mnt_mountpoint!.d_mounted--;
  m.mnt_parent = null;
  m.mnt_mountpoint = null;
  set_ns(m, null);
}

/** Gives the mounts of a detached tree up. */
export function dissolve_mounts(m: mount): void {
  for (const child of [...m.mnt_children.values()]) {
    detach_mount(child);
    dissolve_mounts(child);
  }
  m.mnt_sb.s_op.hold_root?.(m.mnt_root, false);
  if (--m.mnt_sb.s_active === 0) m.mnt_sb.s_op.put_super?.(m.mnt_sb);
}

/** A copy of a mount at its own or another root, not yet attached; with all below it if recursive. */
export function copy_tree(m: mount, root: dentry, recursive: boolean): mount {
  const copy = new mount(m.mnt_sb, root, m.mnt_devname, m.mnt_flags);
  copy.mnt_group_id = m.mnt_group_id;
  if (recursive) {
    for (const [at, child] of m.mnt_children) {
      if (!is_subdir(at, root)) continue;
      const sub = copy_tree(child, child.mnt_root, true);
      sub.mnt_parent = copy;
      sub.mnt_mountpoint = at;
      copy.mnt_children.set(at, sub);
      at.d_mounted++;
    }
  }
  return copy;
}

/** unshare(CLONE_NEWNS): the caller's root and working directory move to the same places of the copy. */
export function copy_mnt_ns(t: task_struct, from: mnt_namespace): mnt_namespace {
  const ns = new mnt_namespace(from.kernel, t.user_ns);
  ns.root = copy_tree(from.root, from.root.mnt_root, true);
  set_ns(ns.root, ns);
  const pairs = new Map<mount, mount>();
  const pair = (a: mount, b: mount) => {
    pairs.set(a, b);
    for (const [at, child] of a.mnt_children) {
      const other = b.mnt_children.get(at);
      if (other) pair(child, other);
    }
  };
  pair(from.root, ns.root);
  const move = (p: path): path => ({ mnt: pairs.get(p.mnt) ?? p.mnt, dentry: p.dentry });
  t.fs.root = move(t.fs.root);
  t.fs.pwd = move(t.fs.pwd);
  return ns;
}

/** The namespace's last user is gone. */
export function put_mnt_ns(ns: mnt_namespace): void {
  if (--ns.count === 0) dissolve_mounts(ns.root);
}

/** A new instance (or another view of the only one) of a file system, not attached. */
export function vfs_kern_mount(
  kernel: Kernel,
  t: task_struct | null,
  type: string,
  source: string,
  data: string,
  flags: number,
): mount | number {
  const fs = kernel.fs.types.get(type);
  if (!fs) return -ENODEV;
  const sb = fs.mount(kernel, t, source, data, flags);
  if (typeof sb === "number") return sb;
  return new mount(sb, sb.s_root, source, (flags & MNT_FLAGS) | (flags & MS_NOATIME ? 0 : MS_RELATIME));
}

/** MS_MOVE and move_mount(2): puts the mount at `from` over `to` (do_move_mount). */
export function do_move_mount(from: path, to: path): number {
  if (from.dentry !== from.mnt.mnt_root) return -EINVAL;
  const m = from.mnt;
  if (!m.mnt_parent) return -EINVAL;
  if (S_ISDIR(to.dentry.d_inode!.i_mode) !== S_ISDIR(m.mnt_root.d_inode!.i_mode)) return -EINVAL;
  for (let x: mount | null = to.mnt; x; x = x.mnt_parent) if (x === m) return -ELOOP;
  detach_mount(m);
  return attach_mount(m, to);
}

/** Whether some task's directories or open files, or another mount, still need m. */
export function mount_busy(m: mount): boolean {
  if (m.mnt_children.size > 0) return true;
  for (const t of m.mnt_sb.kernel.tasks.values()) {
    if (!t.fs || !t.files) continue;
    if (t.fs.root.mnt === m || t.fs.pwd.mnt === m) return true;
    for (const slot of t.files.slots()) if (slot.file.f_path?.mnt === m) return true;
  }
  return false;
}

/** umount(2) of the mount itself: the tree below only goes with detach (MNT_DETACH). */
export function do_umount(m: mount, detach: boolean): number {
  if (!m.mnt_parent) return detach ? -EINVAL : -EBUSY;
  if (!detach && mount_busy(m)) return -EBUSY;
  detach_mount(m);
  dissolve_mounts(m);
  return 0;
}

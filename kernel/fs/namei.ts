// From a name to a place: the walk over directories, symbolic links, mount points and "..".
// The shape is fs/namei.c's: walk to the last component's parent, then do what the call wants with the last one.
// Above: open.ts, namei_ops.ts, every call that takes a path. Below: dcache.ts, namespace.ts, attr.ts.

import { copy_from_user, strncpy_from_user } from "../mm/uaccess.ts";
import type { task_struct } from "../task/task.ts";
import { EACCES, EBADF, EINVAL, ELOOP, ENAMETOOLONG, ENOENT, ENOTDIR, EXDEV } from "../uapi/asm/errno.ts";
import { AT_FDCWD } from "../uapi/linux/fcntl.ts";
import { NAME_MAX, PATH_MAX } from "../uapi/linux/limits.ts";
import { MS_NOSYMFOLLOW } from "../uapi/linux/mount.ts";
import {
  RESOLVE_BENEATH,
  RESOLVE_IN_ROOT,
  RESOLVE_NO_MAGICLINKS,
  RESOLVE_NO_SYMLINKS,
  RESOLVE_NO_XDEV,
} from "../uapi/linux/openat2.ts";
import { S_ISVTX } from "../uapi/linux/stat.ts";
import { inode_permission, MAY_EXEC } from "./attr.ts";
import { d_add, dentry, type path } from "./dcache.ts";
import { S_ISDIR, S_ISLNK } from "./inode.ts";
import { choose_mountpoint, follow_mount, type mount } from "./namespace.ts";

/** How a look-up goes (include/linux/namei.h). */
export const LOOKUP_FOLLOW = 1;
export const LOOKUP_DIRECTORY = 2;
/** "" names the directory descriptor itself (AT_EMPTY_PATH). */
export const LOOKUP_EMPTY = 4;
/** Only names that exist, and not for creating: the sysroot layer is asked first. */
export const LOOKUP_NO_SYSROOT = 8;

const MAXSYMLINKS = 40;

export type last_type = "norm" | "dot" | "dotdot" | "root";

/** A walk under way. */
export class nameidata {
  mnt!: mount;
  dentry!: dentry;
  root: path;
  /** Last component (not yet walked), whether slashes follow it, and its kind. */
  last = "";
  trailing = false;
  last_type: last_type = "root";
  #links = 0;

  constructor(
    readonly t: task_struct,
    public flags: number,
    readonly resolve = 0,
    root: path = t.fs.root,
  ) {
    this.root = root;
  }

  get path(): path {
    return { mnt: this.mnt, dentry: this.dentry };
  }

  set(p: path): void {
    this.mnt = p.mnt;
    this.dentry = p.dentry;
  }

  /** Puts the walk at its start. */
  init(dfd: number, name: string): number {
    const { t } = this;
    if (name.charCodeAt(0) === 47 && !(this.resolve & RESOLVE_IN_ROOT)) {
      if (this.resolve & RESOLVE_BENEATH) return -EXDEV;
      this.set(this.root);
      return 0;
    }
    if (dfd === AT_FDCWD) this.set(t.fs.pwd);
    else {
      const f = t.files.fget_raw(dfd);
      if (!f) return -EBADF;
      if (name !== "" && !(f.f_path && S_ISDIR(f.f_inode.i_mode))) return -ENOTDIR;
      this.set(f.f_path!);
    }
    if (this.resolve & (RESOLVE_BENEATH | RESOLVE_IN_ROOT)) this.root = this.path;
    return 0;
  }

  /** Walks all but the last component of name, which is left in last (link_path_walk). */
  walkParent(name: string): number {
    const { t } = this;
    const length = name.length;
    let i = 0;
    while (i < length && name.charCodeAt(i) === 47) i++;
    if (i === length) {
      this.last = "";
      this.last_type = "root";
      this.trailing = length > 0;
      return 0;
    }
    for (;;) {
      const dir = this.dentry.d_inode!;
      const denied = inode_permission(t, dir, MAY_EXEC);
      if (denied) return S_ISDIR(dir.i_mode) ? denied : -ENOTDIR;
      let end = name.indexOf("/", i);
      if (end < 0) end = length;
      const component = name.slice(i, end);
      if (component.length > NAME_MAX) return -ENAMETOOLONG;
      let next = end;
      while (next < length && name.charCodeAt(next) === 47) next++;
      this.last = component;
      this.last_type = component === "." ? "dot" : component === ".." ? "dotdot" : "norm";
      if (next === length) {
        this.trailing = next > end;
        return 0;
      }
      const link = this.step(true);
      if (typeof link === "number") {
        if (link < 0) return link;
        if (!S_ISDIR(this.dentry.d_inode!.i_mode)) return -ENOTDIR;
        i = next;
        continue;
      }
      const r = this.walkParent(`${link}/${name.slice(next)}`);
      return r;
    }
  }

  /**
   * Takes the last component: 0 (it may be a name that does not exist: d_inode null), -ERRNO, or the text of a
   * symbolic link that is to be followed from where the walk stands.
   */
  step(follow: boolean): number | string {
    if (this.last_type !== "norm") return this.last_type === "dotdot" ? this.up() : 0;
    const d = lookup_one(this.t, this.dentry, this.last);
    if (typeof d === "number") return d;
    if (d.d_mounted > 0) {
      const p = follow_mount({ mnt: this.mnt, dentry: d });
      if (p.mnt !== this.mnt && this.resolve & RESOLVE_NO_XDEV) return -EXDEV;
      this.set(p);
      return 0;
    }
    const ino = d.d_inode;
    if (ino === null) {
      this.dentry = d;
      return follow ? -ENOENT : 0;
    }
    if (follow && ino.i_op.get_link !== undefined && S_ISLNK(ino.i_mode)) return this.link(d);
    this.dentry = d;
    return 0;
  }

  /** The text of a link; a magic link has jumped and says 0. */
  private link(d: dentry): number | string {
    const { t } = this;
    if (++this.#links > MAXSYMLINKS) return -ELOOP;
    if (this.resolve & RESOLVE_NO_SYMLINKS) return -ELOOP;
    if (this.mnt.mnt_flags & MS_NOSYMFOLLOW) return -ELOOP;
    const ino = d.d_inode!;
    const denied = may_follow_link(t, this.dentry, ino.i_uid, this.mnt);
    if (denied) return denied;
    const target = ino.i_op.get_link!(t, ino, d);
    if (typeof target === "number") return target;
    if (typeof target !== "string") {
      if (this.resolve & RESOLVE_NO_MAGICLINKS) return -ELOOP;
      if (this.resolve & (RESOLVE_BENEATH | RESOLVE_IN_ROOT)) return -EXDEV;
      if (target.jump.mnt !== this.mnt && this.resolve & RESOLVE_NO_XDEV) return -EXDEV;
      this.set(target.jump);
      return 0;
    }
    if (target === "") return -ENOENT;
    if (target.charCodeAt(0) === 47) {
      if (this.resolve & RESOLVE_BENEATH) return -EXDEV;
      if (this.resolve & RESOLVE_NO_XDEV && this.mnt !== this.root.mnt) return -EXDEV;
      this.set(this.root);
    }
    return target;
  }

  private up(): number {
    const { root } = this;
    if (this.mnt === root.mnt && this.dentry === root.dentry) {
      return this.resolve & RESOLVE_BENEATH ? -EXDEV : 0;
    }
    if (this.dentry === this.mnt.mnt_root) {
      const p = choose_mountpoint(this.path, root);
      if (!p) return 0;
      if (this.resolve & RESOLVE_NO_XDEV) return -EXDEV;
      this.set(p);
      if (this.mnt === root.mnt && this.dentry === root.dentry) return 0;
    }
    const parent = this.dentry.d_parent;
    if (!parent) return 0;
    const p = follow_mount({ mnt: this.mnt, dentry: parent });
    if (p.mnt !== this.mnt && this.resolve & RESOLVE_NO_XDEV) return -EXDEV;
    this.set(p);
    return 0;
  }

  /** The whole walk (path_lookupat): 0 or -ERRNO; the place is in path. */
  lookup(dfd: number, name: string): number {
    let r = this.init(dfd, name);
    if (r) return r;
    let text = name;
    let flags = this.flags;
    for (;;) {
      r = this.walkParent(text);
      if (r) return r;
      if (this.last_type === "root") break;
      if (this.last_type !== "norm" || this.trailing) {
        if (!S_ISDIR(this.dentry.d_inode!.i_mode)) return -ENOTDIR;
      }
      if (this.trailing) flags |= LOOKUP_FOLLOW | LOOKUP_DIRECTORY;
      const link = this.step((flags & LOOKUP_FOLLOW) !== 0);
      if (typeof link === "string") {
        text = link;
        continue;
      }
      if (link < 0) return link;
      break;
    }
    const ino = this.dentry.d_inode;
    if (!ino) return -ENOENT;
    if (flags & LOOKUP_DIRECTORY && !S_ISDIR(ino.i_mode)) return -ENOTDIR;
    return 0;
  }
}

/** The entry called name in a directory, from the cache or the file system; d_inode null when it does not exist. */
export function lookup_one(t: task_struct, parent: dentry, name: string): dentry | number {
  const cached = parent.d_children?.get(name);
  if (cached) {
    if (!cached.d_op?.d_revalidate || cached.d_mounted > 0 || cached.d_op.d_revalidate(cached, t))
      return cached;
    parent.d_children!.delete(name);
    cached.d_unhashed = true;
  }
  const dir = parent.d_inode!;
  const op = dir.i_op;
  if (!op.lookup) {
    const d = new dentry(parent, name, null, parent.d_sb);
    d.d_unhashed = parent.d_unhashed;
    return d;
  }
  const ino = op.lookup(dir, name, t, parent);
  if (typeof ino === "number") return ino;
  return d_add(parent, name, ino);
}

/** fs.protected_symlinks: in a sticky world-writable directory only the owner's links are followed. Off as in the kernel. */
function may_follow_link(t: task_struct, dir: dentry, uid: number, _mnt: mount): number {
  const d = dir.d_inode!;
  if (!t.kernel.fs.sysctl.protected_symlinks || t.cred.fsuid === uid) return 0;
  if ((d.i_mode & (S_ISVTX | 2)) !== (S_ISVTX | 2) || d.i_uid === uid) return 0;
  return -EACCES;
}

/** The place a name leads to, or -ERRNO. name is not from the guest's memory (see user_path_at). */
export function filename_lookup(
  t: task_struct,
  dfd: number,
  name: string,
  flags: number,
  resolve = 0,
): path | number {
  if (name === "" && !(flags & LOOKUP_EMPTY)) return -ENOENT;
  const layered = name.charCodeAt(0) === 47 ? sysroot_lookup(t, dfd, name, flags, resolve) : null;
  if (layered && !S_ISDIR(layered.dentry.d_inode!.i_mode)) return layered;
  const nd = new nameidata(t, flags, resolve);
  const r = nd.lookup(dfd, name);
  if (r === 0) return nd.path;
  return layered && (r === -ENOENT || r === -ENOTDIR) ? layered : r;
}

/** What the sysroot (-L) has under an absolute name: its files come before the root's, its directories after. */
function sysroot_lookup(
  t: task_struct,
  dfd: number,
  name: string,
  flags: number,
  resolve: number,
): path | null {
  const { sysroot, root } = t.kernel.fs;
  if (!sysroot || resolve || flags & LOOKUP_NO_SYSROOT) return null;
  if (t.fs.root.dentry !== root.mnt_root || t.fs.root.mnt !== root) return null;
  const nd = new nameidata(t, flags, 0, { mnt: sysroot, dentry: sysroot.mnt_root });
  return nd.lookup(dfd, name) === 0 ? nd.path : null;
}

/** The parent's place and the last component, for calls that make or remove names (filename_parentat). */
export interface parent_and_last {
  path: path;
  last: string;
  type: last_type;
  trailing: boolean;
}

export function filename_parentat(t: task_struct, dfd: number, name: string): parent_and_last | number {
  if (name === "") return -ENOENT;
  const nd = new nameidata(t, 0);
  const r = nd.init(dfd, name) || nd.walkParent(name);
  if (r) return r;
  if (nd.last_type !== "root" && !S_ISDIR(nd.dentry.d_inode!.i_mode)) return -ENOTDIR;
  return { path: nd.path, last: nd.last, type: nd.last_type, trailing: nd.trailing };
}

/** A path from the guest: the text, -ENOENT for "" (unless empty is allowed), -ENAMETOOLONG; throws UserFault. */
export function getname(t: task_struct, addr: number, empty = false): string | number {
  const name = strncpy_from_user(t, addr, PATH_MAX);
  if (typeof name === "number") return name;
  if (name.length >= PATH_MAX) return -ENAMETOOLONG;
  return name === "" && !empty ? -ENOENT : name;
}

/** The place a name in the guest's memory leads to. */
export function user_path_at(
  t: task_struct,
  dfd: number,
  addr: number,
  flags: number,
  resolve = 0,
): path | number {
  const name = getname(t, addr, (flags & LOOKUP_EMPTY) !== 0);
  return typeof name === "number" ? name : filename_lookup(t, dfd, name, flags, resolve);
}

/** For code that needs bytes of a struct behind a pointer and its size rules (copy_struct_from_user). */
export function copy_struct_from_user(
  t: task_struct,
  addr: number,
  usize: number,
  ksize: number,
  tooBig: number,
): Uint8Array | number {
  const out = new Uint8Array(ksize);
  out.set(copy_from_user(t, addr, Math.min(usize, ksize)));
  if (usize > ksize) {
    if (usize > 4096) return -tooBig;
    if (copy_from_user(t, addr + ksize, usize - ksize).some((b) => b !== 0)) return -tooBig;
  }
  return usize < 0 ? -EINVAL : out;
}

// Names: the tree of directory entries and what is cached of it (include/linux/dcache.h). A dentry without inode is
// a name known not to exist.
// Above: namei.ts. Below: inode.ts.

import type { task_struct } from "../task/task.ts";
import type { inode, super_block } from "./inode.ts";
import type { mount } from "./namespace.ts";

export interface dentry_operations {
  /** false: forget the dentry and ask the file system again. */
  d_revalidate?(d: dentry, t: task_struct): boolean;
  /** The name shown for something that has no place in a tree ("pipe:[12]"). */
  d_dname?(d: dentry): string;
  /** Never cache: look it up each time. */
  readonly uncached?: boolean;
}

/** A place in the tree of mounts. */
export interface path {
  readonly mnt: mount;
  readonly dentry: dentry;
}

export class dentry {
  /** Entries by name, in the order they came. null until there is one. */
  d_children: Map<string, dentry> | null = null;
  /** Something is mounted here (in some namespace). */
  d_mounted = 0;
  /** Removed from its directory. */
  d_unhashed = false;
  d_op: dentry_operations | null = null;
  d_fsdata: unknown = null;
  /** A directory reader's position: rises with each new entry of the parent. */
  d_cookie = 0;
  #cookies = 2;

  constructor(
    public d_parent: dentry | null,
    public d_name: string,
    public d_inode: inode | null,
    readonly d_sb: super_block,
  ) {
    this.d_op = d_parent?.d_op ?? null;
  }

  /** The cached entry of that name. */
  d_lookup(name: string): dentry | undefined {
    return this.d_children?.get(name);
  }

  next_cookie(): number {
    return this.#cookies++;
  }

  get is_root(): boolean {
    return this.d_parent === null;
  }
}

/** Enters a new name (child of parent) into the cache; ino null: known not to exist. */
export function d_add(parent: dentry, name: string, ino: inode | null): dentry {
  const d = new dentry(parent, name, ino, parent.d_sb);
  d.d_cookie = parent.next_cookie();
  parent.d_children ??= new Map();
  parent.d_children.set(name, d);
  return d;
}

/** A name that did not exist gets its file. */
export function d_instantiate(d: dentry, ino: inode): void {
  d.d_inode = ino;
  const parent = d.d_parent!;
  // last in the directory, as its cookie says
  parent.d_children?.delete(d.d_name);
  place(d, parent, d.d_name);
}

/** Takes a name out of the tree; whoever holds it keeps file and last place. */
export function d_drop(d: dentry): void {
  if (d.d_parent?.d_children?.get(d.d_name) === d) d.d_parent.d_children.delete(d.d_name);
  d.d_unhashed = true;
}

/** The name's file is gone (unlink, rmdir). */
export function d_delete(d: dentry): void {
  d_drop(d);
}

/** The dentry moves to another name, over what is there. exchange: they change places. */
export function d_move(from: dentry, to: dentry, exchange = false): void {
  const toParent = to.d_parent!;
  const toName = to.d_name;
  const fromParent = from.d_parent!;
  const fromName = from.d_name;
  d_drop(from);
  d_drop(to);
  place(from, toParent, toName);
  if (exchange) place(to, fromParent, fromName);
}

function place(d: dentry, parent: dentry, name: string): void {
  d.d_parent = parent;
  d.d_name = name;
  d.d_unhashed = false;
  d.d_cookie = parent.next_cookie();
  parent.d_children ??= new Map();
  parent.d_children.set(name, d);
}

/** Whether a is d or above it. */
export function is_subdir(d: dentry, a: dentry): boolean {
  for (let x: dentry | null = d; x; x = x.d_parent) if (x === a) return true;
  return false;
}

/**
 * The path as text from root (fs/d_path.c). A place that root does not reach is shown from its mount's root,
 * unreachable tells.
 */
export function prepend_path(p: path, root: path | null): { text: string; unreachable: boolean } {
  if (p.dentry.d_op?.d_dname && p.dentry.is_root) {
    return { text: p.dentry.d_op.d_dname(p.dentry), unreachable: false };
  }
  let { mnt, dentry: d } = p;
  let text = "";
  let unreachable = false;
  for (;;) {
    if (root && mnt === root.mnt && d === root.dentry) break;
    if (d === mnt.mnt_root || d.is_root) {
      if (mnt.mnt_parent === null) {
        unreachable = root !== null || mnt.mnt_ns === null;
        break;
      }
      d = mnt.mnt_mountpoint!;
      mnt = mnt.mnt_parent;
      continue;
    }
    text = `/${d.d_name}${text}`;
    d = d.d_parent!;
  }
  return { text: text || "/", unreachable };
}

/** As shown by /proc/PID/fd and getcwd: with " (deleted)" for a removed name. */
export function d_path(p: path, root: path | null): string {
  const { text } = prepend_path(p, root);
  return p.dentry.d_unhashed && !p.dentry.is_root ? `${text} (deleted)` : text;
}

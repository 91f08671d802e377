// A tree of small text files that other parts of the kernel build: /sys, /sys/fs/cgroup, /proc/sys (fs/kernfs/).
// A file is two functions, show and store. Folders may keep names apart by a namespace (kernfs_enable_ns): which
// names are seen is decided by the mount (sysfs) or by the reader (/proc/sys).
// Above: sysfs.ts, procfs, net/. Below: dcache.ts, inode.ts.

import type { Kernel } from "../kernel.ts";
import type { task_struct } from "../task/task.ts";
import { EACCES, EFAULT, EINVAL, EIO, ENODEV, ENOENT } from "../uapi/asm/errno.ts";
import { O_ACCMODE, O_RDONLY } from "../uapi/asm/fcntl.ts";
import { S_IFDIR, S_IFLNK, S_IFREG } from "../uapi/linux/stat.ts";
import { generic_permission, MAY_WRITE, simple_setattr } from "./attr.ts";
import { dentry } from "./dcache.ts";
import type { file, file_operations } from "./file.ts";
import {
  type file_system_type,
  fs_umode_to_dtype,
  inode,
  type inode_operations,
  S_IALLUGO,
  super_block,
} from "./inode.ts";
import { dir_emit_dots } from "./libfs.ts";
import { generic_file_llseek, read_text } from "./read_write.ts";

export interface kernfs_ops {
  /** The file's (or a changing link's) text, or -ERRNO. t reads it (absent: the kernel asks); links: in sb's mount. */
  show?(t?: task_struct, sb?: super_block): string | number;
  /** Takes what was written: ≥ 0, or -ERRNO. */
  store?(text: string, t?: task_struct): number;
  /** Permission by the file's own rule (sysctls of a namespace); absent: the mode. */
  permission?(t: task_struct, mask: number): number;
}

export class kernfs_node {
  /** Made with the first child: there are hundreds of files at boot, which have none. */
  #children: Map<string, kernfs_node> | null = null;
  /** Namespace the name belongs to, null: all. */
  ns: object | null = null;
  /** Children belong to namespaces. */
  has_ns = false;
  /** A link's text, or how to make it (links follow renames of what they point to). */
  link: string | (() => string) = "";
  ops: kernfs_ops = {};
  uid = 0;
  gid = 0;
  readonly ino: number;
  /** Its inode per super block. */
  inodes: Map<super_block, inode> | null = null;
  removed = false;
  static #ids = new WeakMap<object, number>();
  static #lastId = 0;

  constructor(
    public parent: kernfs_node | null,
    public name: string,
    public mode: number,
    counter: { ino: number },
  ) {
    this.ino = counter.ino++;
    this.counter = counter;
  }
  readonly counter: { ino: number };

  get target(): string {
    return typeof this.link === "string" ? this.link : this.link();
  }

  static key(name: string, ns: object | null): string {
    if (!ns) return name;
    let id = kernfs_node.#ids.get(ns);
    if (id === undefined) kernfs_node.#ids.set(ns, (id = ++kernfs_node.#lastId));
    return `${name}/${id}`;
  }

  /** The child of that name, as seen from namespace ns. */
  find(name: string, ns: object | null = null): kernfs_node | undefined {
    if (this.has_ns && ns) {
      const own = this.#children?.get(kernfs_node.key(name, ns));
      if (own) return own;
    }
    return this.#children?.get(name);
  }

  /** Children seen from ns, in the order they came. */
  *list(ns: object | null): Generator<kernfs_node> {
    for (const child of this.#children?.values() ?? []) if (!child.ns || child.ns === ns) yield child;
  }

  /** It and all below are gone, for those who have them open. */
  mark_removed(): void {
    this.removed = true;
    for (const child of this.#children?.values() ?? []) child.mark_removed();
  }

  get count(): number {
    return this.#children?.size ?? 0;
  }

  insert(child: kernfs_node): void {
    this.#children ??= new Map();
    this.#children.set(kernfs_node.key(child.name, child.ns), child);
  }
  delete(child: kernfs_node): void {
    const key = kernfs_node.key(child.name, child.ns);
    if (this.#children?.get(key) === child) this.#children.delete(key);
  }
  /** "/devices/virtual/net/lo". */
  get path(): string {
    return this.parent ? `${this.parent.path}/${this.name}` : "";
  }
}

/** A new tree. */
export function kernfs_create_root(mode = 0o755): kernfs_node {
  return new kernfs_node(null, "", S_IFDIR | mode, { ino: 1 });
}

function add(parent: kernfs_node, name: string, mode: number, ns: object | null): kernfs_node {
  const node = new kernfs_node(parent, name, mode, parent.counter);
  node.ns = ns;
  parent.insert(node);
  return node;
}

export function kernfs_create_dir(
  parent: kernfs_node,
  name: string,
  mode = 0o755,
  ns: object | null = null,
): kernfs_node {
  return add(parent, name, S_IFDIR | (mode & S_IALLUGO), ns);
}

export function kernfs_create_file(
  parent: kernfs_node,
  name: string,
  mode: number,
  ops: kernfs_ops,
  ns: object | null = null,
): kernfs_node {
  const node = add(parent, name, S_IFREG | (mode & S_IALLUGO), ns);
  node.ops = ops;
  return node;
}

/** target is the link's text, relative to its folder. */
export function kernfs_create_link(
  parent: kernfs_node,
  name: string,
  target: string | (() => string),
  ns: object | null = null,
): kernfs_node {
  const node = add(parent, name, S_IFLNK | 0o777, ns);
  node.link = target;
  return node;
}

/** The folder's children belong to namespaces from now on. */
export function kernfs_enable_ns(node: kernfs_node): void {
  node.has_ns = true;
}

export function kernfs_rename(
  node: kernfs_node,
  newParent: kernfs_node,
  newName: string,
  ns: object | null = node.ns,
): void {
  node.parent?.delete(node);
  node.parent = newParent;
  node.name = newName;
  node.ns = ns;
  newParent.insert(node);
}

export function kernfs_remove(node: kernfs_node): void {
  node.parent?.delete(node);
  node.mark_removed();
}

/** What an open file answers whose node has gone: by the tree that it was in. */
function gone(f: file): number {
  if (f.f_inode.i_sb.s_type.name === "sysfs") return -ENODEV;
  return is_sysctl(node_of(f.f_inode)) ? -ENOENT : -EIO;
}

const node_of = (ino: inode) => ino.i_private as kernfs_node;

/** Which namespace's names a look-up sees. */
type view = (t: task_struct | null) => object | null;
const views = new WeakMap<super_block, view>();
export function kernfs_set_view(sb: super_block, v: view): void {
  views.set(sb, v);
}
const ns_of = (sb: super_block, t: task_struct | null) => views.get(sb)?.(t) ?? null;

/** The inode that shows a node in sb. */
export function kernfs_get_inode(sb: super_block, node: kernfs_node): inode {
  node.inodes ??= new Map();
  let ino = node.inodes.get(sb);
  if (ino) return ino;
  ino = new inode(sb, node.mode, {}, node.ino);
  ino.i_uid = node.uid;
  ino.i_gid = node.gid;
  ino.i_private = node;
  const type = node.mode & 0o170000;
  if (type === S_IFDIR) {
    ino.i_op = kernfs_dir_iops;
    ino.i_fop = kernfs_dir_fops;
    ino.i_nlink = 2;
  } else if (type === S_IFLNK) {
    ino.i_op = kernfs_symlink_iops;
    ino.i_size = node.target.length;
  } else {
    ino.i_op = kernfs_iops;
    ino.i_fop = kernfs_file_fops;
    ino.i_size = sb.s_type.name === "sysfs" ? 4096 : 0;
  }
  node.inodes.set(sb, ino);
  return ino;
}

const kernfs_dops = {
  d_revalidate(d: dentry, t: task_struct): boolean {
    if (!d.d_inode) return false;
    const node = node_of(d.d_inode);
    if (node.removed) return false;
    const parent = node_of(d.d_parent!.d_inode!);
    // who asks for no more than is there shall not bring the network up (Kernel.net)
    const ns = parent.has_ns ? ns_of(d.d_sb, t) : null;
    return node.parent === parent && parent.find(d.d_name, ns) === node;
  },
};

export { kernfs_dops };

const permission = (t: task_struct, ino: inode, mask: number): number => {
  const own = node_of(ino).ops.permission;
  return own ? own(t, mask) : generic_permission(t, ino, mask);
};

const kernfs_iops: inode_operations = { setattr: simple_setattr, permission };
const kernfs_symlink_iops: inode_operations = {
  setattr: simple_setattr,
  get_link(t, ino) {
    const { ops, target } = node_of(ino);
    return ops.show ? ops.show(t, ino.i_sb) : target;
  },
};
const kernfs_dir_iops: inode_operations = {
  setattr: simple_setattr,
  permission(t, ino, mask) {
    // nobody makes or removes names here
    return mask & MAY_WRITE && t.cred.fsuid !== 0 ? -EACCES : generic_permission(t, ino, mask);
  },
  getattr(ino) {
    let dirs = 2;
    for (const c of node_of(ino).list(null)) if ((c.mode & 0o170000) === S_IFDIR) dirs++;
    ino.i_nlink = dirs;
    return 0;
  },
  lookup(dir, name, t) {
    if (node_of(dir).removed) return -ENOENT;
    const node = node_of(dir).find(name, ns_of(dir.i_sb, t));
    if (node) return kernfs_get_inode(dir.i_sb, node);
    // /proc has no names to come, so nothing can be made there (proc_lookup, proc_sys_lookup)
    return dir.i_sb.s_type.name === "proc" ? -ENOENT : null;
  },
};

const kernfs_dir_fops: file_operations = {
  name: "kernfs directory",
  llseek: (t, f, offset, whence) => (whence > 1 ? -EINVAL : generic_file_llseek(t, f, offset, whence)),
  iterate(f, emit, t) {
    if (!dir_emit_dots(f, emit)) return 0;
    const ns = ns_of(f.f_inode.i_sb, t);
    for (const node of node_of(f.f_inode).list(ns)) {
      const at = node.ino + 2;
      if (at < f.f_pos) continue;
      if (!emit(node.name, node.ino, fs_umode_to_dtype(node.mode), at + 1)) return 0;
      f.f_pos = at + 1;
    }
    return 0;
  },
};

interface open_text {
  text: string;
}

/** The text a reader sees: made when it reads from the start, kept while it goes on. */
function text_of(t: task_struct, f: file, pos: number): string | number {
  const { ops } = node_of(f.f_inode);
  let open = f.private_data as open_text | null;
  if (!open || pos === 0) {
    if (!ops.show) return -EIO;
    const text = ops.show(t);
    if (typeof text === "number") return text;
    f.private_data = open = { text };
  }
  return open.text;
}

const is_sysctl = (node: kernfs_node): boolean => {
  for (let n: kernfs_node | null = node; n; n = n.parent)
    if (n.parent && !n.parent.parent) return n.name === "sys";
  return false;
};

const kernfs_file_fops: file_operations = {
  name: "kernfs",
  open(_t, f) {
    const { ops } = node_of(f.f_inode);
    const access = f.f_flags & O_ACCMODE;
    if (access === O_RDONLY || ops.store) return 0;
    // a file of /proc opens even so (for who may) and refuses each write; attributes and sysctls do not open
    return f.f_inode.i_sb.s_type.name === "proc" && !is_sysctl(node_of(f.f_inode)) ? 0 : -EACCES;
  },
  read_iter(t, f, to, pos) {
    if (node_of(f.f_inode).removed) return gone(f);
    const text = text_of(t, f, pos);
    return typeof text === "number" ? text : read_text(text, to, pos);
  },
  write_iter(t, f, from) {
    const { ops, removed } = node_of(f.f_inode);
    if (removed) return gone(f);
    if (!ops.store) return -EIO;
    const count = Math.min(from.count, 0x10000);
    const bytes = from.copy_from_iter(count);
    if (bytes.length < count) return -EFAULT;
    if (count === 0) return 0;
    let text = "";
    for (const b of bytes) text += String.fromCharCode(b);
    const r = ops.store(text, t);
    return r !== 0 ? r : count;
  },
  llseek: generic_file_llseek,
};

/** A super block that shows the tree of root; view says whose names are seen where folders tell namespaces apart. */
export function kernfs_fill_super(
  kernel: Kernel,
  type: file_system_type,
  root: kernfs_node,
  magic: number,
  v: view,
): super_block {
  const sb = new super_block(kernel, type, kernel.fs.get_anon_bdev());
  sb.s_magic = magic;
  sb.s_noexec = sb.s_nodev = true;
  kernfs_set_view(sb, v);
  sb.s_root = new dentry(null, "", kernfs_get_inode(sb, root), sb);
  sb.s_root.d_op = kernfs_dops;
  return sb;
}

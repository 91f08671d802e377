// Mounting (fs/namespace.c, fs/filesystems.c) and the rare calls about file systems as a whole.
// Above: table.ts. Below: fs/namespace.ts.

import { is_subdir, type path } from "../fs/dcache.ts";
import { new_decode_dev } from "../fs/inode.ts";
import { getname, LOOKUP_DIRECTORY, LOOKUP_FOLLOW, user_path_at } from "../fs/namei.ts";
import {
  attach_mount,
  copy_tree,
  detach_mount,
  dissolve_mounts,
  do_move_mount,
  do_umount,
  follow_mount,
  MNT_FLAGS,
  type mount,
  vfs_kern_mount,
} from "../fs/namespace.ts";
import type { Kernel } from "../kernel.ts";
import { bytesOf, copy_to_user, strncpy_from_user } from "../mm/uaccess.ts";
import { ns_capable } from "../task/cred.ts";
import type { task_struct } from "../task/task.ts";
import { DEV, HEX, INT, MOUNT_FLAGS, PATH, PTR, STR, UINT, UMOUNT_FLAGS } from "../trace/kinds.ts";
import { EAGAIN, EBUSY, EFAULT, EINVAL, ENODEV, ENOTBLK, EPERM } from "../uapi/asm/errno.ts";
import { CAP_SYS_ADMIN } from "../uapi/linux/capability.ts";
import { AT_FDCWD } from "../uapi/linux/fcntl.ts";
import {
  MS_BIND,
  MS_DIRSYNC,
  MS_LAZYTIME,
  MS_MANDLOCK,
  MS_MGC_MSK,
  MS_MGC_VAL,
  MS_MOVE,
  MS_NOATIME,
  MS_NODIRATIME,
  MS_PRIVATE,
  MS_RDONLY,
  MS_REC,
  MS_RELATIME,
  MS_REMOUNT,
  MS_SHARED,
  MS_SLAVE,
  MS_STRICTATIME,
  MS_SYNCHRONOUS,
  MS_UNBINDABLE,
} from "../uapi/linux/mount.ts";
import { family, missing, row } from "./table.ts";

const MNT_FORCE = 1;
const MNT_DETACH = 2;
const MNT_EXPIRE = 4;
const UMOUNT_NOFOLLOW = 8;

const may_mount = (t: task_struct) => ns_capable(t, t.user_ns, CAP_SYS_ADMIN);
const mounted_here = (t: task_struct, m: mount) => m.mnt_ns === t.nsproxy.mnt_ns;

const PROPAGATION = MS_SHARED | MS_PRIVATE | MS_SLAVE | MS_UNBINDABLE;

/** MS_SHARED … : the kind is kept and shown; mounts do not propagate. */
function change_type(p: path, flags: number): number {
  if (p.dentry !== p.mnt.mnt_root) return -EINVAL;
  const kind = flags & PROPAGATION;
  if (kind & (kind - 1)) return -EINVAL;
  const each = (m: mount): void => {
    m.mnt_group_id = kind === MS_SHARED ? m.mnt_group_id || m.mnt_id : 0;
    if (flags & MS_REC) for (const c of m.mnt_children.values()) each(c);
  };
  each(p.mnt);
  return 0;
}

function do_loopback(t: task_struct, p: path, source: number, flags: number): number {
  const name = getname(t, source);
  if (typeof name === "number") return name === -EFAULT ? -EINVAL : name;
  const from = user_path_at(t, AT_FDCWD, source, LOOKUP_FOLLOW);
  if (typeof from === "number") return from;
  // a namespace's file may be bound, though it is in no tree of mounts
  if (from.mnt.mnt_sb.s_type.name !== "nsfs") {
    if (!mounted_here(t, from.mnt) || !is_subdir(from.dentry, from.mnt.mnt_root)) return -EINVAL;
  }
  return attach_mount(copy_tree(from.mnt, from.dentry, (flags & MS_REC) !== 0), p);
}

/** Flags of a mount among those of mount(2): relatime unless told otherwise. */
function mnt_flags_of(flags: number): number {
  let f = flags & MNT_FLAGS;
  if (!(flags & (MS_NOATIME | MS_STRICTATIME))) f |= MS_RELATIME;
  return flags & MS_STRICTATIME ? f & ~(MS_RELATIME | MS_NOATIME) : f;
}

/** Flags that belong to the file system and can be changed; mandatory locking until it went in 5.15. */
const sb_flags = (kernel: Kernel): number =>
  MS_RDONLY | MS_SYNCHRONOUS | MS_LAZYTIME | (kernel.release.atLeast("5.15") ? 0 : MS_MANDLOCK);

function do_remount(p: path, flags: number, data: string): number {
  const m = p.mnt;
  if (p.dentry !== m.mnt_root) return -EINVAL;
  if (!(flags & MS_BIND)) {
    const sb = m.mnt_sb;
    // a host folder that was given read-only stays so
    if (sb.s_type.name === "hostfs" && sb.s_flags & MS_RDONLY && !(flags & MS_RDONLY)) return -EPERM;
    const r = sb.s_op.remount_fs?.(sb, flags, data) ?? 0;
    if (r) return r;
    const kept = sb_flags(sb.kernel);
    sb.s_flags = (sb.s_flags & ~kept) | (flags & kept);
  }

  const atime = MS_NOATIME | MS_NODIRATIME | MS_RELATIME;
  const keep = flags & (atime | MS_STRICTATIME) ? 0 : m.mnt_flags & atime;
  m.mnt_flags = (mnt_flags_of(flags) & (keep ? ~atime : ~0)) | keep;
  return 0;
}

export function sys_mount(
  t: task_struct,
  source: number,
  target: number,
  type: number,
  flags: number,
  data: number,
): number {
  const kind = type ? strncpy_from_user(t, type, 4096) : null;
  const dev = source && !(flags & (MS_BIND | MS_MOVE)) ? strncpy_from_user(t, source, 4096) : "none";
  const options = data ? strncpy_from_user(t, data, 4095) : "";
  if ((flags & MS_MGC_MSK) >>> 0 === MS_MGC_VAL >>> 0) flags &= ~MS_MGC_MSK;
  const p = user_path_at(t, AT_FDCWD, target, LOOKUP_FOLLOW);
  if (typeof p === "number") return p;
  if (!may_mount(t)) return -EPERM;
  if (flags & MS_REMOUNT) return do_remount(p, flags, options);
  if (flags & MS_BIND) return source ? do_loopback(t, p, source, flags) : -EINVAL;
  if (flags & PROPAGATION) return change_type(p, flags);
  if (flags & MS_MOVE) {
    const from = source ? user_path_at(t, AT_FDCWD, source, LOOKUP_FOLLOW) : -EINVAL;
    if (typeof from === "number") return from;
    return mounted_here(t, from.mnt) ? do_move_mount(from, p) : -EINVAL;
  }
  if (kind === null) return -EINVAL;
  const fs = t.kernel.fs.types.get(kind);
  if (!fs) return -ENODEV;
  if (fs.requiresDev) return -ENOTBLK;
  if (!fs.userMount && t.user_ns !== t.kernel.init_user_ns) return -EPERM;
  const m = vfs_kern_mount(t.kernel, t, kind, dev, options, flags);
  if (typeof m === "number") return m;
  m.mnt_flags = mnt_flags_of(flags);
  if (m.mnt_sb.s_active === 1) m.mnt_sb.s_flags |= flags & (sb_flags(t.kernel) | MS_DIRSYNC);
  const r = attach_mount(m, p);
  if (r) dissolve_mounts(m);
  return r;
}

export function sys_umount(t: task_struct, name: number, flags: number): number {
  if (flags & ~(MNT_FORCE | MNT_DETACH | MNT_EXPIRE | UMOUNT_NOFOLLOW)) return -EINVAL;
  const p = user_path_at(t, AT_FDCWD, name, flags & UMOUNT_NOFOLLOW ? 0 : LOOKUP_FOLLOW);
  if (typeof p === "number") return p;
  if (!may_mount(t)) return -EPERM;
  if (p.dentry !== p.mnt.mnt_root || !mounted_here(t, p.mnt)) return -EINVAL;
  if (flags & MNT_EXPIRE) {
    if (flags & (MNT_FORCE | MNT_DETACH)) return -EINVAL;
    // a first call only marks it
    const marked = expiring.has(p.mnt);
    expiring.add(p.mnt);
    if (!marked) return -EAGAIN;
  }
  return do_umount(p.mnt, (flags & MNT_DETACH) !== 0);
}
const expiring = new WeakSet<mount>();

export function sys_pivot_root(t: task_struct, newName: number, putName: number): number {
  if (!may_mount(t)) return -EPERM;
  const n = user_path_at(t, AT_FDCWD, newName, LOOKUP_FOLLOW | LOOKUP_DIRECTORY);
  if (typeof n === "number") return n;
  const put = user_path_at(t, AT_FDCWD, putName, LOOKUP_FOLLOW | LOOKUP_DIRECTORY);
  if (typeof put === "number") return put;
  const root = t.fs.root;
  if (!mounted_here(t, n.mnt) || !mounted_here(t, root.mnt)) return -EINVAL;
  if (n.mnt === root.mnt || put.mnt === root.mnt) return -EBUSY;
  if (root.dentry !== root.mnt.mnt_root || n.dentry !== n.mnt.mnt_root || !n.mnt.mnt_parent) return -EINVAL;
  const below = (m: mount | null): boolean => m !== null && (m === n.mnt || below(m.mnt_parent));
  if (!below(put.mnt)) return -EINVAL;
  const ns = t.nsproxy.mnt_ns;
  const old = root.mnt;
  detach_mount(n.mnt);
  if (old.mnt_parent) detach_mount(old);
  const set = (m: mount): void => {
    m.mnt_ns = ns;
    for (const c of m.mnt_children.values()) set(c);
  };
  set(n.mnt);
  if (ns.root === old) ns.root = n.mnt;
  const r = attach_mount(old, put);
  if (r) return r;
  const here = follow_mount({ mnt: n.mnt, dentry: n.mnt.mnt_root });
  for (const x of t.kernel.tasks.values()) {
    if (!x.fs) continue;
    if (x.fs.root.mnt === old && x.fs.root.dentry === root.dentry) x.fs.root = here;
    if (x.fs.pwd.mnt === old && x.fs.pwd.dentry === root.dentry) x.fs.pwd = here;
  }
  return 0;
}

/** sysfs(2): file system types by number. */
export function sys_sysfs(t: task_struct, option: number, a: number, b: number): number {
  const names = [...t.kernel.fs.types.keys()];
  switch (option) {
    case 1: {
      const i = names.indexOf(strncpy_from_user(t, a, 4096));
      return i < 0 ? -EINVAL : i;
    }
    case 2:
      if (names[a] === undefined) return -EINVAL;
      copy_to_user(t, b, bytesOf(`${names[a]}\0`));
      return 0;
    case 3:
      return names.length;
    default:
      return -EINVAL;
  }
}

/** ustat(2) of a mounted file system's device. */
export function sys_ustat(t: task_struct, dev: number, addr: number): number {
  for (const m of t.nsproxy.mnt_ns.list()) {
    const sb = m.mnt_sb;
    if (sb.s_dev !== new_decode_dev(dev)) continue;
    const st = sb.s_op.statfs?.(sb) ?? { bfree: 0, ffree: 0 };
    const b = new DataView(new ArrayBuffer(20));
    b.setInt32(0, st.bfree);
    b.setUint32(4, st.ffree);
    copy_to_user(t, addr, new Uint8Array(b.buffer));
    return 0;
  }
  return -EINVAL;
}

export const rows = family("file", [
  row(21, "mount", sys_mount, [STR, PATH, STR, MOUNT_FLAGS, PTR], {
    partial: "mounts do not propagate between peer groups",
  }),
  row(52, "umount2", sys_umount, [PATH, UMOUNT_FLAGS]),
  row(62, "ustat", sys_ustat, [DEV, PTR]),
  row(67, "pivot_root", sys_pivot_root, [PATH, PATH]),
  row(135, "sysfs", sys_sysfs, [INT, HEX, UINT]),
  missing(51, "acct", "process accounting is not kept"),
  missing(87, "swapon", "there is no swap"),
  missing(115, "swapoff", "there is no swap"),
  missing(131, "quotactl", "no file system here keeps quotas"),
  missing(223, "lookup_dcookie", "no profiler keeps directory cookies"),
  missing(325, "name_to_handle_at", "no file system here exports handles"),
  missing(326, "open_by_handle_at", "no file system here exports handles"),
  missing(425, "io_uring_setup", "io_uring is not there", { since: "5.1" }),
  missing(426, "io_uring_enter", "io_uring is not there", { since: "5.1" }),
  missing(427, "io_uring_register", "io_uring is not there", { since: "5.1" }),
  missing(428, "open_tree", "mount(2) is the only way to mount", { since: "5.2" }),
  missing(429, "move_mount", "mount(2) is the only way to mount", { since: "5.2" }),
  missing(430, "fsopen", "mount(2) is the only way to mount", { since: "5.2" }),
  missing(431, "fsconfig", "mount(2) is the only way to mount", { since: "5.2" }),
  missing(432, "fsmount", "mount(2) is the only way to mount", { since: "5.2" }),
  missing(433, "fspick", "mount(2) is the only way to mount", { since: "5.2" }),
  missing(442, "mount_setattr", "mount(2) is the only way to mount", { since: "5.12" }),
  missing(443, "quotactl_fd", "no file system here keeps quotas", { since: "5.14" }),
]);

// Names in a host folder: looking them up, making, removing, exchanging them. FIFOs, sockets and device nodes are the guest's
// alone. Above: hostfs.ts (the file system and its inodes). Below: ../host.ts (HostFiles).

import type { task_struct } from "../task/task.ts";
import { EINVAL, ENOENT, ENOTEMPTY } from "../uapi/asm/errno.ts";
import { O_CREAT, O_EXCL, O_RDWR } from "../uapi/asm/fcntl.ts";
import { RENAME_EXCHANGE, RENAME_NOREPLACE } from "../uapi/linux/fs.ts";
import { S_ISGID } from "../uapi/linux/stat.ts";
import { d_instantiate, type dentry } from "./dcache.ts";
import {
  fill,
  getattr,
  HOSTFS_I,
  HOSTFS_SB,
  host_path,
  hostfs_drop_spare,
  hostfs_inode,
  iget,
  setattr,
  xattrs,
} from "./hostfs.ts";
import { current_time, inode, type inode_operations, S_IALLUGO, S_ISDIR, S_ISLNK, S_ISREG } from "./inode.ts";

/** The file the host has just made under d's name gets mode, owner and inode. */
function made(t: task_struct, dir: inode, d: dentry, mode: number): number {
  const { files } = HOSTFS_SB(dir.i_sb);
  const path = host_path(d);
  let st = files.lstat(path);
  if (typeof st === "number") return st;
  const gid = dir.i_mode & S_ISGID ? dir.i_gid : t.cred.fsgid;
  const uid = t.cred.fsuid;
  let again = false;
  let owner: { uid: number; gid: number } | null = null;
  if (st.uid !== uid || st.gid !== gid) {
    if (files.chown(path, uid, gid) < 0) owner = { uid, gid };
    again = true;
  }
  if (!S_ISLNK(st.mode) && (st.mode & S_IALLUGO) !== (mode & S_IALLUGO)) {
    files.chmod(path, mode & S_IALLUGO);
    again = true;
  }
  if (again) st = files.lstat(path);
  if (typeof st === "number") return st;
  // a number that is used again is another file
  HOSTFS_SB(dir.i_sb).inodes.delete(`${st.dev}:${st.ino}`);
  const ino = iget(dir.i_sb, st);
  if (owner) {
    HOSTFS_I(ino).owner = owner;
    fill(ino, st, dir.kernel.host.monotonic());
  }
  HOSTFS_I(dir).checked = 0;
  d_instantiate(d, ino);
  return 0;
}

function removed(dir: inode, d: dentry): void {
  const ino = d.d_inode!;
  HOSTFS_I(dir).checked = 0;
  if (ino.i_nlink > 0 && !S_ISDIR(ino.i_mode)) ino.i_nlink--;
  else ino.i_nlink = 0;
  ino.i_ctime = current_time(ino.kernel);
  if (ino.i_nlink === 0) {
    HOSTFS_SB(dir.i_sb).inodes.delete(HOSTFS_I(ino).key);
    if (ino.i_count <= 0) ino.i_mapping?.truncate(0);
  }
}

export const hostfs_dir_inode_operations: inode_operations = {
  setattr,
  getattr,
  xattrs,
  lookup(dir, name, _t, parent) {
    const host = HOSTFS_SB(dir.i_sb);
    const base = host_path(parent);
    const path = base === "/" ? `/${name}` : `${base}/${name}`;
    if (host.special.size) {
      const special = host.special.get(path);
      if (special) return special;
    }
    const st = host.files.lstat(path);
    if (typeof st === "number") return st === -ENOENT ? null : st;
    return iget(dir.i_sb, st);
  },
  create(t, dir, d, mode) {
    const { files } = HOSTFS_SB(dir.i_sb);
    const handle = files.open(host_path(d), O_CREAT | O_EXCL | O_RDWR, mode & 0o777);
    if (handle < 0) return handle;
    const r = made(t, dir, d, mode);
    if (r === 0) HOSTFS_I(d.d_inode!).spare = handle;
    else files.close(handle);
    return r;
  },
  mkdir(t, dir, d, mode) {
    const r = HOSTFS_SB(dir.i_sb).files.mkdir(host_path(d), mode & 0o777);
    if (r < 0) return r;
    return made(t, dir, d, mode | (dir.i_mode & S_ISGID));
  },
  symlink(t, dir, d, target) {
    const r = HOSTFS_SB(dir.i_sb).files.symlink(target, host_path(d));
    return r < 0 ? r : made(t, dir, d, 0o777);
  },
  mknod(t, dir, d, mode, dev) {
    const host = HOSTFS_SB(dir.i_sb);
    if (S_ISREG(mode)) {
      const r = this.create!(t, dir, d, mode, true);
      if (r === 0) hostfs_drop_spare(d.d_inode!);
      return r;
    }
    const ino = new inode(dir.i_sb, mode, { setattr, xattrs }, host.special.size + 0x7f000000);
    ino.i_private = new hostfs_inode("", true);
    ino.i_uid = t.cred.fsuid;
    ino.i_gid = dir.i_mode & S_ISGID ? dir.i_gid : t.cred.fsgid;
    ino.i_rdev = dev;
    ino.i_dev = dir.i_dev;
    host.special.set(host_path(d), ino);
    d_instantiate(d, ino);
    return 0;
  },
  unlink(_t, dir, d) {
    const host = HOSTFS_SB(dir.i_sb);
    const path = host_path(d);
    if (HOSTFS_I(d.d_inode!).special) {
      host.special.delete(path);
      d.d_inode!.i_nlink = 0;
      return 0;
    }
    hostfs_drop_spare(d.d_inode!);
    const r = host.files.unlink(path);
    if (r === 0) removed(dir, d);
    return r;
  },
  rmdir(_t, dir, d) {
    const host = HOSTFS_SB(dir.i_sb);
    const path = host_path(d);
    for (const p of host.special.keys()) if (p.startsWith(`${path}/`)) return -ENOTEMPTY;
    const r = host.files.rmdir(path);
    if (r === 0) removed(dir, d);
    return r;
  },
  link(_t, old, dir, d) {
    if (HOSTFS_I(old.d_inode!).special) {
      HOSTFS_SB(dir.i_sb).special.set(host_path(d), old.d_inode!);
      old.d_inode!.i_nlink++;
      d_instantiate(d, old.d_inode!);
      return 0;
    }
    const r = HOSTFS_SB(dir.i_sb).files.link(host_path(old), host_path(d));
    if (r < 0) return r;
    HOSTFS_I(dir).checked = 0;
    const ino = old.d_inode!;
    ino.i_nlink++;
    HOSTFS_I(ino).checked = 0;
    d_instantiate(d, ino);
    return 0;
  },
  rename(_t, oldDir, old, newDir, d, flags) {
    if (flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE)) return -EINVAL;
    const host = HOSTFS_SB(oldDir.i_sb);
    const from = host_path(old);
    const to = host_path(d);
    const ino = old.d_inode!;
    if (flags & RENAME_EXCHANGE) return exchange(oldDir, old, newDir, d);
    if (d.d_inode && HOSTFS_I(d.d_inode).special) host.special.delete(to);
    if (HOSTFS_I(ino).special) {
      if (d.d_inode && !HOSTFS_I(d.d_inode).special) {
        const r = host.files.unlink(to);
        if (r < 0) return r;
        removed(newDir, d);
      }
      host.special.delete(from);
      host.special.set(to, ino);
      return 0;
    }
    const r = host.files.rename(from, to);
    if (r < 0) return r;
    if (d.d_inode) removed(newDir, d);
    for (const [p, node] of [...host.special]) {
      if (!p.startsWith(`${from}/`)) continue;
      host.special.delete(p);
      host.special.set(to + p.slice(from.length), node);
    }
    HOSTFS_I(oldDir).checked = HOSTFS_I(newDir).checked = HOSTFS_I(ino).checked = 0;
    return 0;
  },
};

/** Two names change places, by way of a third. */
function exchange(oldDir: inode, old: dentry, newDir: inode, d: dentry): number {
  const host = HOSTFS_SB(oldDir.i_sb);
  const [a, b] = [old.d_inode!, d.d_inode!];
  if (HOSTFS_I(a).special || HOSTFS_I(b).special) return -EINVAL;
  const from = host_path(old);
  const to = host_path(d);
  const aside = `${from}.${a.i_ino.toString(36)}`;
  let r = host.files.rename(from, aside);
  if (r < 0) return r;
  r = host.files.rename(to, from) || host.files.rename(aside, to);
  if (r < 0) host.files.rename(aside, from);
  for (const i of [oldDir, newDir, a, b]) HOSTFS_I(i).checked = 0;
  return r;
}

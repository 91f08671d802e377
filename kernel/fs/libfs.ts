// Parts that file systems made of memory share (fs/libfs.c): directories that live in the dcache.
// Above: tmpfs.ts, kernfs.ts, the pseudo file systems. Below: dcache.ts, inode.ts.

import type { Kernel } from "../kernel.ts";
import { EINVAL, ENOTEMPTY } from "../uapi/asm/errno.ts";
import { dentry } from "./dcache.ts";
import type { file, file_operations } from "./file.ts";
import { DT_DIR, fs_umode_to_dtype, inode, super_block } from "./inode.ts";
import { mount } from "./namespace.ts";
import { generic_file_llseek } from "./read_write.ts";

export const simple_empty = (d: dentry): boolean => {
  for (const c of d.d_children?.values() ?? []) if (c.d_inode) return false;
  return true;
};

/** "." and ".." of a listing; false: the buffer is full. */
export function dir_emit_dots(
  f: file,
  emit: (name: string, ino: number, type: number, next: number) => boolean,
): boolean {
  const d = f.f_path!.dentry;
  if (f.f_pos === 0) {
    if (!emit(".", d.d_inode!.i_ino, DT_DIR, 1)) return false;
    f.f_pos = 1;
  }
  if (f.f_pos === 1) {
    if (!emit("..", (d.d_parent ?? d).d_inode!.i_ino, DT_DIR, 2)) return false;
    f.f_pos = 2;
  }
  return true;
}

/** Lists a directory whose names are all in the dcache; the position is the entry's cookie, so removals do not disturb. */
export const simple_dir_operations: file_operations = {
  name: "directory",
  llseek: (t, f, offset, whence) => (whence > 1 ? -EINVAL : generic_file_llseek(t, f, offset, whence)),
  iterate(f, emit) {
    if (!dir_emit_dots(f, emit)) return 0;
    const children = f.f_path!.dentry.d_children;
    if (!children) return 0;
    for (const d of [...children.values()]) {
      if (d.d_cookie < f.f_pos || !d.d_inode) continue;
      if (!emit(d.d_name, d.d_inode.i_ino, fs_umode_to_dtype(d.d_inode.i_mode), d.d_cookie + 1)) return 0;
      f.f_pos = d.d_cookie + 1;
    }
    return 0;
  },
  fsync: () => 0,
};

/** rmdir of a directory in the dcache. */
export function simple_rmdir_ok(d: dentry): number {
  return simple_empty(d) ? 0 : -ENOTEMPTY;
}

/** A file system that is never mounted by a program, for files without names. */
export function init_pseudo(kernel: Kernel, name: string, magic: number): mount {
  const sb = new super_block(
    kernel,
    { name, requiresDev: false, mount: () => -EINVAL },
    kernel.fs.get_anon_bdev(),
  );
  sb.s_magic = magic;
  const root = new inode(sb, 0o40755);
  sb.s_root = new dentry(null, "", root, sb);
  return new mount(sb, sb.s_root, name, 0);
}

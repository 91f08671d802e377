// Mounting tmpfs: its options, a new file system (mm/shmem.c shmem_parse_options, shmem_fill_super).
// Above: namespace.ts, ../boot.ts. Below: tmpfs.ts (its inodes).

import type { Kernel } from "../kernel.ts";
import { PAGE_SIZE } from "../mm/filemap.ts";
import type { task_struct } from "../task/task.ts";
import { EINVAL } from "../uapi/asm/errno.ts";
import { TMPFS_MAGIC } from "../uapi/linux/magic.ts";
import { S_IFDIR } from "../uapi/linux/stat.ts";
import { dentry } from "./dcache.ts";
import { type inode, super_block } from "./inode.ts";
import { shmem_get_inode, type shmem_sb_info, update_blocks } from "./tmpfs.ts";

/** "10%", "64m", "1024": bytes; NaN if it is none of these. */
function memparse(text: string, total: number): number {
  const m = /^(0x[0-9a-f]+|\d+)([kmgt%]?)$/i.exec(text);
  if (!m) return Number.NaN;
  const n = Number(m[1]);
  if (m[2] === "%") return Math.floor((total * n) / 100);
  return m[2] ? n * 1024 ** ("kmgt".indexOf(m[2].toLowerCase()) + 1) : n;
}

function parse_options(info: shmem_sb_info, data: string, total: number): number {
  for (const option of data.split(",")) {
    if (option === "") continue;
    const [key, value = ""] = option.split("=", 2);
    const n = memparse(value, total);
    switch (key) {
      case "size":
        if (Number.isNaN(n)) return -EINVAL;
        info.max_blocks = Math.ceil(n / PAGE_SIZE);
        break;
      case "nr_blocks":
        if (Number.isNaN(n)) return -EINVAL;
        info.max_blocks = n;
        break;
      case "nr_inodes":
        if (Number.isNaN(n)) return -EINVAL;
        info.free_inodes += n - info.max_inodes;
        info.max_inodes = n;
        break;
      case "mode":
        if (!/^[0-7]+$/.test(value)) return -EINVAL;
        info.mode = Number.parseInt(value, 8) & 0o7777;
        break;
      case "uid":
      case "gid":
        if (!/^\d+$/.test(value)) return -EINVAL;
        info[key] = Number(value);
        break;
      case "huge":
      case "mpol":
      case "inode32":
      case "inode64":
      case "noswap":
        break;
      default:
        return -EINVAL;
    }
  }
  return 0;
}

/** A new tmpfs. data: mount options (size=, nr_inodes=, mode=, uid=, gid= …). */
export function shmem_fill_super(kernel: Kernel, data: string, type = tmpfs_fs_type): super_block | number {
  const total = kernel.machine.phys.totalFrames;
  const info: shmem_sb_info = {
    max_blocks: total >> 1,
    max_inodes: total >> 1,
    free_inodes: total >> 1,
    used_blocks: 0,
    mode: 0o1777,
    uid: 0,
    gid: 0,
  };
  const r = parse_options(info, data, total * PAGE_SIZE);
  if (r) return r;
  const sb = new super_block(kernel, type, kernel.fs.get_anon_bdev());
  sb.s_magic = TMPFS_MAGIC;
  sb.s_fs_info = info;
  sb.s_op = {
    statfs: () => ({
      blocks: info.max_blocks,
      bfree: Math.max(0, info.max_blocks - info.used_blocks),
      files: info.max_inodes,
      ffree: info.free_inodes,
    }),
    evict_inode(ino) {
      ino.i_mapping?.truncate(0);
      if (ino.i_mapping) update_blocks(ino);
      info.free_inodes++;
    },
    show_options() {
      let s = "";
      if (info.max_blocks !== total >> 1) s += `,size=${(info.max_blocks * PAGE_SIZE) / 1024}k`;
      if (info.max_inodes !== total >> 1) s += `,nr_inodes=${info.max_inodes}`;
      if (info.mode !== 0o1777) s += `,mode=${info.mode.toString(8).padStart(3, "0")}`;
      if (info.uid) s += `,uid=${info.uid}`;
      if (info.gid) s += `,gid=${info.gid}`;
      return s;
    },
    remount_fs: (_sb, _flags, options) => parse_options(info, options, total * PAGE_SIZE),
    put_super() {
      const drop = (d: dentry) => {
        for (const c of d.d_children?.values() ?? []) drop(c);
        d.d_inode?.i_mapping?.truncate(0);
      };
      drop(sb.s_root);
    },
  };
  const root = shmem_get_inode(null, sb, null, S_IFDIR | info.mode) as inode;
  root.i_uid = info.uid;
  root.i_gid = info.gid;
  sb.s_root = new dentry(null, "", root, sb);
  return sb;
}

export const tmpfs_fs_type = {
  name: "tmpfs",
  requiresDev: false,
  userMount: true,
  mount: (kernel: Kernel, _t: task_struct | null, _source: string, data: string) =>
    shmem_fill_super(kernel, data, tmpfs_fs_type),
};

// Open files and listings of host folders: every read and write goes to the host at once; where pages are mapped
// the page cache is kept equal.
// Above: read_write.ts. Below: host.ts (HostFiles), hostfs.ts.

import { type address_space, type address_space_operations, PAGE_SIZE } from "../mm/filemap.ts";
import { EFAULT, EINVAL, EIO, ENOENT, EOPNOTSUPP } from "../uapi/asm/errno.ts";
import { O_ACCMODE, O_APPEND, O_RDONLY, O_WRONLY } from "../uapi/asm/fcntl.ts";
import { FALLOC_FL_KEEP_SIZE } from "../uapi/linux/falloc.ts";
import { mode_without_suid } from "./attr.ts";
import type { file, file_operations } from "./file.ts";
import {
  HOSTFS_I,
  HOSTFS_SB,
  host_path,
  hostfs_drop_spare,
  type hostfs_inode,
  hostfs_refresh,
} from "./hostfs.ts";
import { fs_umode_to_dtype, type inode } from "./inode.ts";
import { dir_emit_dots } from "./libfs.ts";
import { generic_file_mmap } from "./mmap.ts";
import { lookup_one } from "./namei.ts";
import {
  file_modified,
  generic_file_llseek,
  generic_file_read_iter,
  generic_write_checks,
  touch_atime,
} from "./read_write.ts";

const CHUNK = 0x20000;
const buffer = new Uint8Array(CHUNK);

const handle_of = (f: file) => f.private_data as number;

/** Bytes in mapped pages follow a write to the host. */
function update_pages(ino: inode, pos: number, bytes: Uint8Array): void {
  const mapping = ino.i_mapping!;
  const { phys } = ino.kernel.machine;
  for (let done = 0; done < bytes.length; ) {
    const at = (pos + done) % PAGE_SIZE;
    const n = Math.min(PAGE_SIZE - at, bytes.length - done);
    const frame = mapping.find_page((pos + done - at) / PAGE_SIZE);
    if (frame) {
      phys.writeBytes(frame + at, bytes.subarray(done, done + n));
    }
    done += n;
  }
}

const can_share = (info: hostfs_inode, handle: number, access: number): boolean =>
  (access === O_WRONLY || info.readers.has(handle)) && (access === O_RDONLY || info.writers.has(handle));

export const hostfs_file_operations: file_operations = {
  name: "hostfs",
  open(_t, f) {
    const ino = f.f_inode;
    const info = HOSTFS_I(ino);
    const { files } = HOSTFS_SB(ino.i_sb);
    const access = f.f_flags & O_ACCMODE;
    let handle = info.spare;
    if (handle >= 0) info.spare = -1;
    else if (f.f_path!.dentry.d_unhashed) {
      // no name leads to it any more: another open file's handle does
      handle = [...info.readers, ...info.writers].find((h) => can_share(info, h, access)) ?? -ENOENT;
      if (handle < 0) return handle;
    } else {
      handle = files.open(host_path(f.f_path!.dentry), access === 3 ? O_RDONLY : access, 0);
      if (handle < 0) return handle;
    }
    f.private_data = handle;
    info.handles.set(handle, (info.handles.get(handle) ?? 0) + 1);
    if (access !== O_WRONLY) info.readers.add(handle);
    if (access !== O_RDONLY) info.writers.add(handle);
    return 0;
  },
  release(f) {
    const ino = f.f_inode;
    const info = HOSTFS_I(ino);
    const handle = handle_of(f);
    if (info.writers.has(handle) && ino.i_mapping!.dirty) ino.i_mapping!.writeback();
    hostfs_drop_spare(ino);
    const left = info.handles.get(handle)! - 1;
    info.handles.set(handle, left);
    if (left > 0) return;
    info.handles.delete(handle);
    info.readers.delete(handle);
    info.writers.delete(handle);
    HOSTFS_SB(ino.i_sb).files.close(handle);
  },
  read_iter(t, f, to, pos) {
    const ino = f.f_inode;
    if (ino.i_mapping!.nrpages) {
      if (pos + to.count > ino.i_size) hostfs_refresh(ino, f.f_path!.dentry);
      return generic_file_read_iter(t, f, to, pos);
    }
    touch_atime(f);
    const { files } = HOSTFS_SB(ino.i_sb);
    let done = 0;
    while (to.count > 0) {
      const want = Math.min(to.count, CHUNK);
      const got = files.pread(handle_of(f), buffer.subarray(0, want), pos + done);
      if (got < 0) return done || got;
      if (got === 0) break;
      const n = to.copy_to_iter(buffer.subarray(0, got));
      done += n;
      if (n < got) return done || -EFAULT;
      if (got < want) break;
    }
    return done;
  },
  write_iter(t, f, from, at) {
    const ino = f.f_inode;
    const { files } = HOSTFS_SB(ino.i_sb);
    let pos = at;
    if (f.f_flags & O_APPEND) {
      const st = files.fstat(handle_of(f));
      if (typeof st !== "number" && st.size > ino.i_size) pos = ino.i_size = st.size;
    }
    const left = generic_write_checks(t, f, pos, from.count);
    if (left <= 0) return left;
    const mode = mode_without_suid(t, ino);
    if (mode >= 0) files.chmod(host_path(f.f_path!.dentry), mode & 0o7777);
    file_modified(t, f);
    HOSTFS_I(ino).checked = 0;
    let done = 0;
    while (done < left) {
      const bytes = from.copy_from_iter(Math.min(left - done, CHUNK));
      if (bytes.length === 0) return done || -EFAULT;
      const n = files.pwrite(handle_of(f), bytes, pos + done);
      if (n <= 0) return done || n;
      if (ino.i_mapping!.nrpages) update_pages(ino, pos + done, bytes.subarray(0, n));
      done += n;
      if (pos + done > ino.i_size) ino.i_size = pos + done;
      if (n < bytes.length) break;
    }
    return done;
  },
  llseek(t, f, offset, whence) {
    if (whence === 2) hostfs_refresh(f.f_inode, f.f_path!.dentry);
    return generic_file_llseek(t, f, offset, whence);
  },
  mmap(f, mm, vma) {
    hostfs_refresh(f.f_inode, f.f_path!.dentry);
    return generic_file_mmap(f, mm, vma);
  },
  fsync(f) {
    if (f.f_inode.i_mapping!.dirty) f.f_inode.i_mapping!.writeback();
    return (f.f_flags & O_ACCMODE) === O_RDONLY ? 0 : HOSTFS_SB(f.f_inode.i_sb).files.fsync(handle_of(f));
  },
  fallocate(_t, f, mode, offset, length) {
    const ino = f.f_inode;
    if (mode & ~FALLOC_FL_KEEP_SIZE) return -EOPNOTSUPP;
    if (mode & FALLOC_FL_KEEP_SIZE || offset + length <= ino.i_size) return 0;
    const r = HOSTFS_SB(ino.i_sb).files.ftruncate(handle_of(f), offset + length);
    if (r === 0) ino.i_size = offset + length;
    return r;
  },
};

export const hostfs_mapping_operations: address_space_operations = {
  read_folio(mapping: address_space, pos: number, dst: Uint8Array): number {
    const ino = mapping.host as inode;
    const [handle] = HOSTFS_I(ino).readers;
    if (handle === undefined) return -EIO;
    const { files } = HOSTFS_SB(ino.i_sb);
    let done = 0;
    while (done < dst.length) {
      const n = files.pread(handle, dst.subarray(done), pos + done);
      if (n < 0) return n;
      if (n === 0) break;
      done += n;
    }
    return done;
  },
  writepage(mapping: address_space, pos: number, src: Uint8Array): number {
    const ino = mapping.host as inode;
    const [handle] = HOSTFS_I(ino).writers;
    if (handle === undefined) return -EIO;
    HOSTFS_I(ino).checked = 0;
    const n = HOSTFS_SB(ino.i_sb).files.pwrite(handle, src, pos);
    return Math.min(n, 0);
  },
};

interface listing {
  names: string[];
}

export const hostfs_dir_operations: file_operations = {
  name: "hostfs directory",
  llseek(t, f, offset, whence) {
    if (whence > 1) return -EINVAL;
    if (whence === 0 && offset === 0) f.private_data = null;
    return generic_file_llseek(t, f, offset, whence);
  },
  iterate(f, emit, t) {
    if (!dir_emit_dots(f, emit)) return 0;
    const parent = f.f_path!.dentry;
    let list = f.private_data as listing | null;
    if (!list) {
      if (parent.d_unhashed && !parent.is_root) return 0;
      const found = HOSTFS_SB(parent.d_sb).files.readdir(host_path(parent));
      if (typeof found === "number") return found;
      const names = found.map((e) => e.name);
      for (const d of parent.d_children?.values() ?? []) {
        if (d.d_inode?.i_private && d.d_sb === parent.d_sb && HOSTFS_I(d.d_inode).special)
          names.push(d.d_name);
      }
      f.private_data = list = { names };
    }
    for (let i = f.f_pos - 2; i < list.names.length; i++) {
      const d = lookup_one(t, parent, list.names[i]);
      if (typeof d !== "number" && d.d_inode) {
        const { i_ino, i_mode } = d.d_inode;
        if (!emit(list.names[i], i_ino, fs_umode_to_dtype(i_mode), i + 3)) return 0;
      }
      f.f_pos = i + 3;
    }
    return 0;
  },
  fsync: () => 0,
};

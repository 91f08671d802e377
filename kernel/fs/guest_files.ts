// The guest's files for the person in front of the machine: the page's drag and drop, a library's user. init does it,
// with all privileges, and nothing sleeps; what would (a FIFO without writer, a terminal) is refused.
// Above: boot.ts (System.files). Below: open.ts, read_write.ts, initramfs.ts.

import { iov_iter } from "../mm/uaccess.ts";
import type { Outside } from "../replay/entries.ts";
import type { task_struct } from "../task/task.ts";
import { EAGAIN, EEXIST, ENOSPC } from "../uapi/asm/errno.ts";
import {
  O_CREAT,
  O_DIRECTORY,
  O_LARGEFILE,
  O_NOCTTY,
  O_NONBLOCK,
  O_RDONLY,
  O_TRUNC,
  O_WRONLY,
} from "../uapi/asm/fcntl.ts";
import { AT_FDCWD } from "../uapi/linux/fcntl.ts";
import { errnoName } from "../uapi/names.ts";
import type { file } from "./file.ts";
import { unpack_rootfs } from "./initramfs.ts";
import { type inode, S_ISDIR, S_ISREG } from "./inode.ts";
import { filename_lookup, LOOKUP_FOLLOW } from "./namei.ts";
import { do_mkdirat, do_rmdir, do_unlinkat } from "./namei_ops.ts";
import { do_filp_open } from "./open.ts";
import { vfs_read, vfs_write } from "./read_write.ts";

/** What an operation on the guest's files met: a sentence, and Linux's name for it. */
export class GuestFileError extends Error {
  constructor(
    readonly path: string,
    readonly errno: number,
  ) {
    super(`${path}: ${errnoName(errno)}`);
  }
}

/** One name of a folder; size in bytes, mtime in ms since 1970. A link's size and mode are the link's own. */
export interface GuestEntry {
  readonly name: string;
  readonly mode: number;
  readonly size: number;
  readonly mtime: number;
  readonly uid: number;
}

/** Largest piece at a time. */
const CHUNK = 1 << 20;

export class GuestFiles {
  constructor(readonly init: task_struct) {}

  /** The names in a folder, as they come. Throws GuestFileError, as all here. */
  list(path: string): GuestEntry[] {
    const f = this.#open(path, O_RDONLY | O_DIRECTORY);
    const names: string[] = [];
    f.f_op.iterate?.(
      f,
      (name) => {
        if (name !== "." && name !== "..") names.push(name);
        return true;
      },
      this.init,
    );
    f.put();
    const entries: GuestEntry[] = [];
    for (const name of names) {
      const at = filename_lookup(this.init, AT_FDCWD, `${path}/${name}`, 0);
      // a name that goes meanwhile, or whose file is not to be seen (/proc)
      if (typeof at !== "number" && at.dentry.d_inode) entries.push(entry(name, at.dentry.d_inode));
    }
    return entries;
  }

  /** What the path leads to, links followed. */
  stat(path: string): GuestEntry {
    const at = filename_lookup(this.init, AT_FDCWD, path, LOOKUP_FOLLOW);
    if (typeof at === "number") throw new GuestFileError(path, -at);
    return entry(path.slice(path.lastIndexOf("/") + 1), at.dentry.d_inode!);
  }

  isFolder(path: string): boolean {
    return S_ISDIR(this.stat(path).mode);
  }

  /** The whole file; also of /proc and /sys. more than `limit` bytes are left away. */
  read(path: string, limit = 1 << 30): Uint8Array {
    const f = this.#open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    const parts: Uint8Array[] = [];
    let size = 0;
    try {
      while (size < limit) {
        const buffer = new Uint8Array(Math.min(CHUNK, limit - size));
        const n = this.#now(path, vfs_read(this.init, f, iov_iter.bytes(buffer)));
        if (n === 0) break;
        parts.push(n < buffer.length ? buffer.subarray(0, n) : buffer);
        size += n;
        // what is no file has no end (/dev/zero)
        if (!S_ISREG(f.f_inode.i_mode) && size >= CHUNK) break;
      }
    } finally {
      f.put();
    }
    return joined(parts, size);
  }

  /** Makes or replaces a file; mode 0o755 for a program. */
  write(path: string, data: Uint8Array, mode = 0o644): void {
    const f = this.#open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK | O_NOCTTY, mode);
    try {
      for (let at = 0; at < data.length; ) {
        const part = data.subarray(at, at + CHUNK);
        const n = this.#now(path, vfs_write(this.init, f, iov_iter.bytes(part)));
        if (n === 0) throw new GuestFileError(path, ENOSPC);
        at += n;
      }
    } finally {
      f.put();
    }
  }

  /** Makes a folder, if there is none. */
  makeFolder(path: string): void {
    const r = do_mkdirat(this.init, AT_FDCWD, path, 0o755);
    if (r < 0 && r !== -EEXIST) throw new GuestFileError(path, -r);
  }

  /** Removes a file or an empty folder. */
  remove(path: string): void {
    const at = filename_lookup(this.init, AT_FDCWD, path, 0);
    if (typeof at === "number") throw new GuestFileError(path, -at);
    const folder = S_ISDIR(at.dentry.d_inode!.i_mode);
    const r = folder ? do_rmdir(this.init, AT_FDCWD, path) : do_unlinkat(this.init, AT_FDCWD, path);
    if (r < 0) throw new GuestFileError(path, -r);
  }

  /** Unpacks a tar archive into a folder. Throws ArchiveError when it is damaged. */
  unpack(tar: Uint8Array, folder: string): void {
    unpack_rootfs(this.init, tar, folder === "/" ? "" : folder);
  }

  #open(path: string, flags: number, mode = 0): file {
    const f = do_filp_open(this.init, AT_FDCWD, path, { flags: flags | O_LARGEFILE, mode });
    if (typeof f === "number") throw new GuestFileError(path, -f);
    if ("next" in f) throw new GuestFileError(path, EAGAIN);
    return f;
  }

  #now(path: string, result: ReturnType<typeof vfs_read>): number {
    let n = typeof result === "number" ? result : -EAGAIN;
    if (typeof result !== "number") {
      const step = result.next();
      if (step.done) n = step.value;
      else result.return(-EAGAIN);
    }
    if (n < 0) throw new GuestFileError(path, -n);
    return n;
  }
}

const OPERATIONS = ["list", "stat", "isFolder", "read", "write", "makeFolder", "remove", "unpack"] as const;

/** The same files, each operation on them told (a recording must repeat even what only looks). */
export function toldFiles(files: GuestFiles, outside: Outside): GuestFiles {
  for (const name of OPERATIONS) {
    const call = files[name].bind(files) as (...args: unknown[]) => unknown;
    const value = (...args: unknown[]) => outside(`files.${name}`, args, () => call(...args));
    Object.defineProperty(files, name, { value });
  }
  return files;
}

const entry = (name: string, ino: inode): GuestEntry => ({
  name,
  mode: ino.i_mode,
  size: ino.i_size,
  mtime: Number(ino.i_mtime / 1_000_000n),
  uid: ino.i_uid,
});

function joined(parts: Uint8Array[], size: number): Uint8Array {
  if (parts.length === 1) return parts[0];
  const all = new Uint8Array(size);
  let at = 0;
  for (const p of parts) {
    all.set(p, at);
    at += p.length;
  }
  return all;
}

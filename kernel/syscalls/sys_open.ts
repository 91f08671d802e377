// Opening and closing, truncating, allocating, syncing (fs/open.c, fs/sync.c).
// Above: table.ts. Below: fs/open.ts, fs/namei.ts.

import type { file } from "../fs/file.ts";
import { S_ISREG } from "../fs/inode.ts";
import { copy_struct_from_user, getname } from "../fs/namei.ts";
import { do_filp_open, type open_how } from "../fs/open.ts";
import { MAX_NON_LFS } from "../fs/read_write.ts";
import type { task_struct } from "../task/task.ts";
import type { MaySleep, Sleeps } from "../task/wait.ts";
import { ATFD, CLOSE_RANGE_FLAGS, FD, MODE, OPEN_FLAGS, OPEN_HOW, PATH, SIZE, UINT } from "../trace/kinds.ts";
import { E2BIG, EINVAL, EOVERFLOW } from "../uapi/asm/errno.ts";
import {
  __O_SYNC,
  __O_TMPFILE,
  FASYNC,
  O_ACCMODE,
  O_APPEND,
  O_CLOEXEC,
  O_CREAT,
  O_DIRECT,
  O_DIRECTORY,
  O_DSYNC,
  O_EXCL,
  O_LARGEFILE,
  O_NOATIME,
  O_NOCTTY,
  O_NOFOLLOW,
  O_NONBLOCK,
  O_PATH,
  O_RDONLY,
  O_TRUNC,
  O_WRONLY,
} from "../uapi/asm/fcntl.ts";
import { CLOSE_RANGE_CLOEXEC, CLOSE_RANGE_UNSHARE } from "../uapi/linux/close_range.ts";
import { AT_FDCWD } from "../uapi/linux/fcntl.ts";
import {
  RESOLVE_BENEATH,
  RESOLVE_CACHED,
  RESOLVE_IN_ROOT,
  RESOLVE_NO_MAGICLINKS,
  RESOLVE_NO_SYMLINKS,
  RESOLVE_NO_XDEV,
} from "../uapi/linux/openat2.ts";
import { family, row } from "./table.ts";

/** The O_NDELAY bit that old programs set along with O_NONBLOCK (arch/parisc, O_NONBLOCK_OLD). */
export const O_NONBLOCK_OLD_BIT = 4;
const VALID_OPEN_FLAGS =
  O_ACCMODE |
  O_CREAT |
  O_EXCL |
  O_NOCTTY |
  O_TRUNC |
  O_APPEND |
  O_NONBLOCK |
  __O_SYNC |
  O_DSYNC |
  FASYNC |
  O_DIRECT |
  O_LARGEFILE |
  O_DIRECTORY |
  O_NOFOLLOW |
  O_NOATIME |
  O_CLOEXEC |
  O_PATH |
  __O_TMPFILE;
const O_PATH_FLAGS = O_DIRECTORY | O_NOFOLLOW | O_PATH | O_CLOEXEC;

/** The rules open(2) has been lenient about: unknown flags go, O_PATH wins (build_open_how). */
function build_open_how(flags: number, mode: number): open_how {
  let f = flags & VALID_OPEN_FLAGS;
  if (f & O_PATH) f &= O_PATH_FLAGS;
  return { flags: f, mode: f & (O_CREAT | __O_TMPFILE) ? mode & 0o7777 : 0 };
}

/** What is wrong in itself, or 0 (build_open_flags). */
function check_open_how(how: open_how): number {
  const { flags } = how;
  if (flags & ~VALID_OPEN_FLAGS) return -EINVAL;
  const resolve = how.resolve ?? 0;
  if (
    resolve &
    ~(
      RESOLVE_NO_XDEV |
      RESOLVE_NO_MAGICLINKS |
      RESOLVE_NO_SYMLINKS |
      RESOLVE_BENEATH |
      RESOLVE_IN_ROOT |
      RESOLVE_CACHED
    )
  )
    return -EINVAL;
  if (resolve & RESOLVE_BENEATH && resolve & RESOLVE_IN_ROOT) return -EINVAL;
  if (flags & (O_CREAT | __O_TMPFILE)) {
    if (how.mode & ~0o7777) return -EINVAL;
  } else if (how.mode !== 0) return -EINVAL;
  if (flags & __O_TMPFILE) {
    if (!(flags & O_DIRECTORY)) return -EINVAL;
    if (flags & O_CREAT || (flags & O_ACCMODE) === O_RDONLY) return -EINVAL;
  }
  if (flags & O_PATH && flags & ~O_PATH_FLAGS) return -EINVAL;
  return 0;
}

function do_sys_openat2(t: task_struct, dfd: number, filename: number, how: open_how): MaySleep<number> {
  const bad = check_open_how(how);
  if (bad) return bad;
  if (how.flags & __O_SYNC) how.flags |= O_DSYNC;
  const name = getname(t, filename);
  if (typeof name === "number") return name;
  const fd = t.files.alloc_fd(t);
  if (fd < 0) return fd;
  const f = do_filp_open(t, dfd, name, how);
  if (typeof f === "number") {
    t.files.put_unused_fd(fd);
    return f;
  }
  if ("f_op" in f) return installed(t, fd, f, how.flags);
  return install_later(t, fd, f, how.flags);
}

function* install_later(
  t: task_struct,
  fd: number,
  opened: Sleeps<file | number>,
  flags: number,
): Sleeps<number> {
  let r: file | number = -EINVAL;
  try {
    r = yield* opened;
  } finally {
    if (typeof r === "number") t.files.put_unused_fd(fd);
  }
  return typeof r === "number" ? r : installed(t, fd, r, flags);
}

function installed(t: task_struct, fd: number, f: file, flags: number): number {
  // creation flags are not status flags: fcntl(F_GETFL) does not show them
  f.f_flags = flags & ~(O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_CLOEXEC);
  t.files.fd_install(fd, f, (flags & O_CLOEXEC) !== 0);
  return fd;
}

export function sys_openat(t: task_struct, dfd: number, filename: number, flags: number, mode: number) {
  // programs without O_LARGEFILE cannot open files beyond 2 GiB: checked when the file is known
  return no_lfs_check(t, do_sys_openat2(t, dfd, filename, build_open_how(flags, mode)), flags);
}

/** generic_file_open: a file too large for the program's off_t is -EOVERFLOW. */
function no_lfs_check(t: task_struct, r: MaySleep<number>, flags: number): MaySleep<number> {
  if (typeof r !== "number" || r < 0 || flags & (O_LARGEFILE | O_PATH)) return r;
  const f = t.files.fget(r);
  if (!f || !S_ISREG(f.f_inode.i_mode) || f.f_inode.i_size <= MAX_NON_LFS) return r;
  t.files.close(t, r);
  return -EOVERFLOW;
}

export const sys_open = (t: task_struct, filename: number, flags: number, mode: number) =>
  sys_openat(t, AT_FDCWD, filename, flags, mode);
export const sys_creat = (t: task_struct, filename: number, mode: number) =>
  sys_openat(t, AT_FDCWD, filename, O_CREAT | O_WRONLY | O_TRUNC, mode);

export function sys_openat2(t: task_struct, dfd: number, filename: number, how: number, usize: number) {
  if (usize < 24) return -EINVAL;
  const b = copy_struct_from_user(t, how, usize, 24, E2BIG);
  if (typeof b === "number") return b;
  const v = new DataView(b.buffer);
  if (v.getUint32(0) || v.getUint32(8) || v.getUint32(16)) return -EINVAL;
  return do_sys_openat2(t, dfd, filename, {
    flags: v.getInt32(4),
    mode: v.getInt32(12),
    resolve: v.getInt32(20),
  });
}

export function sys_close(t: task_struct, fd: number): MaySleep<number> {
  const f = t.files.fget(fd);
  const err = t.files.close(t, fd);
  // A socket with SO_LINGER: not back in the program before its data have gone, or the time is over.
  return f?.linger ? f.linger(t) : err;
}

export function sys_close_range(t: task_struct, fd: number, max: number, flags: number): number {
  if (flags & ~(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC)) return -EINVAL;
  if (fd > max) return -EINVAL;
  if (flags & CLOSE_RANGE_UNSHARE && t.files.count > 1) {
    const mine = t.files.dup();
    t.files.count--;
    t.files = mine;
  }
  const { files } = t;
  for (let i = fd; i <= max && i < files.fd.length; i++) {
    const slot = files.slot(i);
    if (!slot) continue;
    if (flags & CLOSE_RANGE_CLOEXEC) slot.cloexec = true;
    else files.close(t, i);
  }
  return 0;
}

export const rows = family("file", [
  row(5, "open", sys_open, [PATH, OPEN_FLAGS, MODE]),
  row(6, "close", sys_close, [FD]),
  row(8, "creat", sys_creat, [PATH, MODE]),
  row(275, "openat", sys_openat, [ATFD, PATH, OPEN_FLAGS, MODE]),
  row(436, "close_range", sys_close_range, [UINT, UINT, CLOSE_RANGE_FLAGS], { since: "5.9" }),
  row(437, "openat2", sys_openat2, [ATFD, PATH, OPEN_HOW, SIZE], { since: "5.6" }),
]);

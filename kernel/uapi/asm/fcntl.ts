// <asm/fcntl.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { s16, s32, s64, struct } from "../struct.ts";

export const O_APPEND = 0o10;
export const O_CREAT = 0o400;
export const O_EXCL = 0o2000;
export const O_LARGEFILE = 0o4000;
export const __O_SYNC = 0o100000;
export const O_SYNC = 294912;
export const O_NONBLOCK = 0o200000;
export const O_NOCTTY = 0o400000;
export const O_DSYNC = 0o1000000;
export const O_NOATIME = 0o4000000;
export const O_CLOEXEC = 0o10000000;
export const O_DIRECTORY = 0o10000;
export const O_NOFOLLOW = 0o200;
export const O_PATH = 0o20000000;
export const __O_TMPFILE = 0o40000000;
export const F_GETLK64 = 8;
export const F_SETLK64 = 9;
export const F_SETLKW64 = 10;
export const F_GETOWN = 11;
export const F_SETOWN = 12;
export const F_SETSIG = 13;
export const F_GETSIG = 14;
export const F_RDLCK = 0o1;
export const F_WRLCK = 0o2;
export const F_UNLCK = 0o3;
export const O_ACCMODE = 0o3;
export const O_RDONLY = 0o0;
export const O_WRONLY = 0o1;
export const O_RDWR = 0o2;
export const O_TRUNC = 0o1000;
export const FASYNC = 0o20000;
export const O_DIRECT = 0o40000;
export const O_TMPFILE = 8392704;
export const O_TMPFILE_MASK = 8392960;
export const O_NDELAY = O_NONBLOCK;
export const F_DUPFD = 0;
export const F_GETFD = 1;
export const F_SETFD = 2;
export const F_GETFL = 3;
export const F_SETFL = 4;
export const F_GETLK = 5;
export const F_SETLK = 6;
export const F_SETLKW = 7;
export const F_SETOWN_EX = 15;
export const F_GETOWN_EX = 16;
export const F_GETOWNER_UIDS = 17;
export const F_OFD_GETLK = 36;
export const F_OFD_SETLK = 37;
export const F_OFD_SETLKW = 38;
export const F_OWNER_TID = 0;
export const F_OWNER_PID = 1;
export const F_OWNER_PGRP = 2;
export const FD_CLOEXEC = 1;
export const F_EXLCK = 4;
export const F_SHLCK = 8;
export const LOCK_SH = 1;
export const LOCK_EX = 2;
export const LOCK_NB = 4;
export const LOCK_UN = 8;
export const LOCK_MAND = 32;
export const LOCK_READ = 64;
export const LOCK_WRITE = 128;
export const LOCK_RW = 192;
export const F_LINUX_SPECIFIC_BASE = 1024;

export const f_owner_ex = struct("f_owner_ex", {
  type: s32,
  pid: s32,
});

export const flock = struct("flock", {
  l_type: s16,
  l_whence: s16,
  l_start: s32,
  l_len: s32,
  l_pid: s32,
});

export const flock64 = struct("flock64", {
  l_type: s16,
  l_whence: s16,
  l_start: s64,
  l_len: s64,
  l_pid: s32,
});

// Descriptors: dup, fcntl, ioctl, pipe (fs/file.c, fcntl.c, ioctl.c, pipe.c).
// Above: table.ts. Below: fs/fdtable.ts, fs/locks.ts.

import { inode_owner_or_capable } from "../fs/attr.ts";
import type { file } from "../fs/file.ts";
import { S_ISDIR, S_ISFIFO, S_ISREG } from "../fs/inode.ts";
import { fcntl_getlease, fcntl_setlease } from "../fs/leases.ts";
import { fcntl_getlk, fcntl_setlk } from "../fs/locks.ts";
import { memfd_add_seals, memfd_get_seals } from "../fs/memfd.ts";
import { get_pipe_info } from "../fs/pipe.ts";
import { create_pipe_files, pipe_get_size, pipe_set_size } from "../fs/pipe_open.ts";
import { get_user_u32, put_user_u32 } from "../mm/uaccess.ts";
import { capable } from "../task/cred.ts";
import type { task_struct } from "../task/task.ts";
import type { MaySleep } from "../task/wait.ts";
import { FCNTL_ARG, FCNTL_CMD, FD, FD_PAIR_OUT, IOCTL, IOCTL_ARG, PIPE_FLAGS } from "../trace/kinds.ts";
import { EBADF, EFAULT, EINVAL, EMFILE, ENOIOCTLCMD, ENOTTY, EPERM, ESRCH } from "../uapi/asm/errno.ts";
import {
  F_DUPFD,
  F_GETFD,
  F_GETFL,
  F_GETLK,
  F_GETLK64,
  F_GETOWN,
  F_GETOWN_EX,
  F_GETOWNER_UIDS,
  F_GETSIG,
  F_OFD_GETLK,
  F_OFD_SETLK,
  F_OFD_SETLKW,
  F_OWNER_PGRP,
  F_OWNER_PID,
  F_OWNER_TID,
  F_SETFD,
  F_SETFL,
  F_SETLK,
  F_SETLK64,
  F_SETLKW,
  F_SETLKW64,
  F_SETOWN,
  F_SETOWN_EX,
  F_SETSIG,
  FASYNC,
  FD_CLOEXEC,
  O_APPEND,
  O_CLOEXEC,
  O_DIRECT,
  O_NOATIME,
  O_NONBLOCK,
  O_PATH,
} from "../uapi/asm/fcntl.ts";
import { FIOASYNC, FIOCLEX, FIONBIO, FIONCLEX, FIONREAD, FIOQSIZE } from "../uapi/asm/ioctls.ts";
import { RLIMIT_NOFILE } from "../uapi/asm/resource.ts";
import { CAP_LINUX_IMMUTABLE } from "../uapi/linux/capability.ts";
import {
  F_ADD_SEALS,
  F_DUPFD_CLOEXEC,
  F_GET_SEALS,
  F_GETLEASE,
  F_GETPIPE_SZ,
  F_NOTIFY,
  F_SETLEASE,
  F_SETPIPE_SZ,
} from "../uapi/linux/fcntl.ts";
import {
  FIGETBSZ,
  FS_APPEND_FL,
  FS_IMMUTABLE_FL,
  FS_IOC_GETFLAGS,
  FS_IOC_GETVERSION,
  FS_IOC_SETFLAGS,
} from "../uapi/linux/fs.ts";
import { O_NONBLOCK_OLD_BIT } from "./sys_open.ts";
import { family, row } from "./table.ts";

export function sys_dup(t: task_struct, fd: number): number {
  const f = t.files.fget_raw(fd);
  if (!f) return -EBADF;
  const r = t.files.alloc_fd(t);
  if (r >= 0) t.files.fd_install(r, f.get());
  return r;
}

function do_dup3(t: task_struct, fd: number, newfd: number, flags: number): number {
  if (newfd < 0 || newfd >= t.rlimit(RLIMIT_NOFILE)) return -EBADF;
  const f = t.files.fget_raw(fd);
  if (!f) return newfd >= t.rlimit(RLIMIT_NOFILE) ? -EMFILE : -EBADF;
  t.files.replace_fd(t, newfd, f.get(), (flags & O_CLOEXEC) !== 0);
  return newfd;
}
export function sys_dup3(t: task_struct, fd: number, newfd: number, flags: number): number {
  if (flags & ~O_CLOEXEC) return -EINVAL;
  return fd === newfd ? -EINVAL : do_dup3(t, fd, newfd, flags);
}
export function sys_dup2(t: task_struct, fd: number, newfd: number): number {
  if (fd === newfd) return t.files.fget_raw(fd) ? newfd : -EBADF;
  return do_dup3(t, fd, newfd, 0);
}

function f_dupfd(t: task_struct, from: number, f: file, cloexec: boolean): number {
  if (from < 0 || from >= t.rlimit(RLIMIT_NOFILE)) return -EINVAL;
  const r = t.files.alloc_fd(t, from);
  if (r >= 0) t.files.fd_install(r, f.get(), cloexec);
  return r;
}

const SETFL_MASK = O_APPEND | O_NONBLOCK | FASYNC | O_DIRECT | O_NOATIME;

function setfl(t: task_struct, f: file, arg: number): number {
  if ((arg ^ f.f_flags) & O_APPEND && f.f_inode.i_flags & FS_APPEND_FL) return -EPERM;
  if (arg & O_NOATIME && !(f.f_flags & O_NOATIME) && !inode_owner_or_capable(t, f.f_inode)) return -EPERM;
  // file systems in memory and host folders do not do direct I/O; on pipes the flag means packets
  if (arg & O_DIRECT && !S_ISFIFO(f.f_inode.i_mode)) return -EINVAL;
  if (f.f_op.check_flags) {
    const r = f.f_op.check_flags(f, arg);
    if (r) return r;
  }
  if ((arg ^ f.f_flags) & FASYNC) f.f_op.fasync?.(f, (arg & FASYNC) !== 0);
  f.f_flags = (arg & SETFL_MASK) | (f.f_flags & ~SETFL_MASK);
  return 0;
}

function setown(t: task_struct, f: file, who: number, type: number): number {
  if (who === -0x80000000) return -EINVAL;
  const nr = Math.abs(who);
  if (nr) {
    const all = [...t.kernel.tasks.values()];
    if (who > 0 ? !t.kernel.tasks.has(nr) : !all.some((x) => x.signal.pgrp.nr === nr)) return -ESRCH;
  }
  f.f_owner = who;
  f.f_owner_type = type;
  f.f_owner_uids = [t.cred.euid, t.cred.uid];
  return 0;
}

function setown_ex(t: task_struct, f: file, arg: number): number {
  const type = get_user_u32(t, arg) | 0;
  const who = get_user_u32(t, arg + 4) | 0;
  if (![F_OWNER_TID, F_OWNER_PID, F_OWNER_PGRP].includes(type)) return -EINVAL;
  return setown(t, f, type === F_OWNER_PGRP ? -who : who, type);
}

/** Commands that work on an O_PATH descriptor (check_fcntl_cmd). */
const PATH_CMDS = [F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL];

export function sys_fcntl(t: task_struct, fd: number, cmd: number, arg: number): MaySleep<number> {
  const slot = t.files.slot(fd);
  if (!slot) return -EBADF;
  const f = slot.file;
  if (f.f_flags & O_PATH && !PATH_CMDS.includes(cmd)) return -EBADF;
  switch (cmd) {
    case F_DUPFD:
      return f_dupfd(t, arg | 0, f, false);
    case F_DUPFD_CLOEXEC:
      return f_dupfd(t, arg | 0, f, true);
    case F_GETFD:
      return slot.cloexec ? FD_CLOEXEC : 0;
    case F_SETFD:
      slot.cloexec = (arg & FD_CLOEXEC) !== 0;
      return 0;
    case F_GETFL:
      return f.f_flags;
    case F_SETFL:
      return setfl(t, f, arg & ~O_NONBLOCK_OLD_BIT);
    case F_GETLK:
    case F_GETLK64:
    case F_OFD_GETLK:
      return fcntl_getlk(t, f, arg, cmd !== F_GETLK, cmd === F_OFD_GETLK);
    case F_SETLK:
    case F_SETLK64:
    case F_OFD_SETLK:
      return fcntl_setlk(t, fd, f, arg, cmd !== F_SETLK, cmd === F_OFD_SETLK, false);
    case F_SETLKW:
    case F_SETLKW64:
    case F_OFD_SETLKW:
      return fcntl_setlk(t, fd, f, arg, cmd !== F_SETLKW, cmd === F_OFD_SETLKW, true);
    case F_GETOWN:
      return f.f_owner;
    case F_SETOWN:
      return setown(t, f, arg | 0, (arg | 0) < 0 ? F_OWNER_PGRP : F_OWNER_PID);
    case F_GETOWN_EX:
      put_user_u32(t, arg, f.f_owner < 0 ? F_OWNER_PGRP : f.f_owner_type);
      put_user_u32(t, arg + 4, Math.abs(f.f_owner));
      return 0;
    case F_SETOWN_EX:
      return setown_ex(t, f, arg);
    case F_GETOWNER_UIDS:
      put_user_u32(t, arg, f.f_owner_uids[1]);
      put_user_u32(t, arg + 4, f.f_owner_uids[0]);
      return 0;
    case F_GETSIG:
      return f.f_owner_signum;
    case F_SETSIG:
      if ((arg | 0) < 0 || arg > 64) return -EINVAL;
      f.f_owner_signum = arg;
      return 0;
    case F_SETPIPE_SZ:
    case F_GETPIPE_SZ: {
      const pipe = get_pipe_info(f);
      if (!pipe) return -EBADF;
      return cmd === F_GETPIPE_SZ ? pipe_get_size(pipe) : pipe_set_size(t, pipe, arg >>> 0);
    }
    case F_ADD_SEALS:
      return memfd_add_seals(f, arg);
    case F_GET_SEALS:
      return memfd_get_seals(f);
    case F_GETLEASE:
      return fcntl_getlease(f);
    case F_SETLEASE:
      return fcntl_setlease(t, f, arg);
    case F_NOTIFY:
      return -EINVAL;
    default:
      return -EINVAL;
  }
}

const put_int = (t: task_struct, addr: number, n: number): number => {
  put_user_u32(t, addr, n >>> 0);
  return 0;
};

/** The commands every file knows (fs/ioctl.c do_vfs_ioctl); ENOIOCTLCMD: ask the file. */
function do_vfs_ioctl(t: task_struct, fd: number, f: file, cmd: number, arg: number): number {
  const slot = t.files.slot(fd)!;
  const ino = f.f_inode;
  switch (cmd) {
    case FIOCLEX:
      slot.cloexec = true;
      return 0;
    case FIONCLEX:
      slot.cloexec = false;
      return 0;
    case FIONBIO:
      if (get_user_u32(t, arg)) f.f_flags |= O_NONBLOCK;
      else f.f_flags &= ~O_NONBLOCK;
      return 0;
    case FIOASYNC: {
      const on = get_user_u32(t, arg) !== 0;
      if (on !== ((f.f_flags & FASYNC) !== 0)) {
        if (!f.f_op.fasync) return -ENOTTY;
        f.f_op.fasync(f, on);
        f.f_flags = on ? f.f_flags | FASYNC : f.f_flags & ~FASYNC;
      }
      return 0;
    }
    case FIOQSIZE:
      if (!S_ISDIR(ino.i_mode) && !S_ISREG(ino.i_mode)) return -ENOTTY;
      put_user_u32(t, arg, Math.floor(ino.i_size / 0x100000000));
      return put_int(t, arg + 4, ino.i_size);
    case FIGETBSZ:
      return put_int(t, arg, ino.i_sb.s_blocksize);
    case FIONREAD:
      if (!S_ISREG(ino.i_mode)) return -ENOIOCTLCMD;
      return put_int(t, arg, ino.i_size - f.f_pos);
    case FS_IOC_GETFLAGS | 0:
      if (!S_ISREG(ino.i_mode) && !S_ISDIR(ino.i_mode)) return -ENOIOCTLCMD;
      return put_int(t, arg, ino.i_flags);
    case FS_IOC_SETFLAGS | 0: {
      if (!S_ISREG(ino.i_mode) && !S_ISDIR(ino.i_mode)) return -ENOIOCTLCMD;
      if (!inode_owner_or_capable(t, ino)) return -EPERM;
      const flags = get_user_u32(t, arg);
      if ((flags ^ ino.i_flags) & (FS_IMMUTABLE_FL | FS_APPEND_FL) && !capable(t, CAP_LINUX_IMMUTABLE))
        return -EPERM;
      ino.i_flags = flags;
      return 0;
    }
    case FS_IOC_GETVERSION | 0:
      return put_int(t, arg, ino.i_generation);
    default:
      return -ENOIOCTLCMD;
  }
}

export function sys_ioctl(t: task_struct, fd: number, cmd: number, arg: number): MaySleep<number> {
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  const r = do_vfs_ioctl(t, fd, f, cmd | 0, arg);
  if (r !== -ENOIOCTLCMD) return r;
  if (!f.f_op.ioctl) return -ENOTTY;
  const own = f.f_op.ioctl(t, f, cmd | 0, arg);
  return own === -ENOIOCTLCMD ? -ENOTTY : own;
}

export function do_pipe2(t: task_struct, addr: number, flags: number): number {
  if (flags & ~(O_CLOEXEC | O_NONBLOCK | O_DIRECT)) return -EINVAL;
  const ends = create_pipe_files(t, flags);
  if (typeof ends === "number") return ends;
  const [r, w] = ends;
  const { files } = t;
  const undo = (e: number): number => {
    r.put();
    w.put();
    return e;
  };
  const rfd = files.alloc_fd(t);
  if (rfd < 0) return undo(rfd);
  const wfd = files.alloc_fd(t);
  if (wfd < 0) {
    files.put_unused_fd(rfd);
    return undo(wfd);
  }
  try {
    put_user_u32(t, addr, rfd);
    put_user_u32(t, addr + 4, wfd);
  } catch {
    files.put_unused_fd(rfd);
    files.put_unused_fd(wfd);
    return undo(-EFAULT);
  }
  const cloexec = (flags & O_CLOEXEC) !== 0;
  files.fd_install(rfd, r, cloexec);
  files.fd_install(wfd, w, cloexec);
  return 0;
}
export const sys_pipe = (t: task_struct, addr: number) => do_pipe2(t, addr, 0);
export const sys_pipe2 = (t: task_struct, addr: number, flags: number) =>
  do_pipe2(t, addr, flags & ~O_NONBLOCK_OLD_BIT);

export const rows = family("desc", [
  row(41, "dup", sys_dup, [FD]),
  row(42, "pipe", sys_pipe, [FD_PAIR_OUT]),
  row(54, "ioctl", sys_ioctl, [FD, IOCTL, IOCTL_ARG]),
  row(55, "fcntl", sys_fcntl, [FD, FCNTL_CMD, FCNTL_ARG], { partial: "no F_NOTIFY" }),
  row(63, "dup2", sys_dup2, [FD, FD]),
  row(202, "fcntl64", sys_fcntl, [FD, FCNTL_CMD, FCNTL_ARG], {
    partial: "no F_NOTIFY",
  }),
  row(312, "dup3", sys_dup3, [FD, FD, PIPE_FLAGS]),
  row(313, "pipe2", sys_pipe2, [FD_PAIR_OUT, PIPE_FLAGS]),
]);

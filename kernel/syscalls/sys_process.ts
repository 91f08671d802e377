// Processes: fork, exec, exit, wait, numbers, groups and sessions (kernel/fork.c, exit.c, sys.c; fs/exec.c).
// Above: index.ts. Below: task/, exec/.

import { do_execveat } from "../exec/exec.ts";
import { getname } from "../fs/namei.ts";
import { copy_from_user, get_user_u32, strncpy_from_user } from "../mm/uaccess.ts";
import { ptrace_may_access } from "../task/access.ts";
import { do_exit, do_group_exit } from "../task/exit.ts";
import { kernel_clone } from "../task/fork.ts";
import { ksys_unshare } from "../task/namespaces.ts";
import {
  find_task_by_vpid,
  find_vpid,
  free_pid_if_unused,
  type pid,
  task_pgrp_vnr,
  task_pid_vnr,
  task_session_vnr,
  task_tgid_vnr,
} from "../task/pid.ts";
import { pidfd_create, pidfd_pid } from "../task/pidfd.ts";
import { PF_FORKNOEXEC, type task_struct } from "../task/task.ts";
import type { Sleeps } from "../task/wait.ts";
import {
  ARGV,
  AT_FLAGS,
  ATFD,
  CLONE_ARGS,
  CLONE_FLAGS,
  ENVP,
  EXIT_STATUS,
  FD,
  INT_PTR,
  INT_PTR_OUT,
  PATH,
  PID,
  PIDFD_FLAGS,
  PTR,
  SIZE,
  UINT,
  UNSHARE_FLAGS,
} from "../trace/kinds.ts";
import { E2BIG, EACCES, EBADF, EINVAL, EPERM, ESRCH } from "../uapi/asm/errno.ts";
import { O_NONBLOCK } from "../uapi/asm/fcntl.ts";
import { SIGCHLD } from "../uapi/asm/signal.ts";
import { AT_EMPTY_PATH, AT_FDCWD, AT_SYMLINK_NOFOLLOW } from "../uapi/linux/fcntl.ts";
import * as sched from "../uapi/linux/sched.ts";
import { family, row } from "./table.ts";

const MAX_ARG_STRLEN = 131072;

export const sys_getpid = (t: task_struct): number => task_tgid_vnr(t, t);
export const sys_gettid = (t: task_struct): number => task_pid_vnr(t, t);
export const sys_getppid = (t: task_struct): number => task_tgid_vnr(t, t.real_parent);
export const sys_getpgrp = (t: task_struct): number => task_pgrp_vnr(t, t);

export const sys_fork = (t: task_struct): Sleeps<number> =>
  kernel_clone(t, {
    flags: 0,
    exit_signal: SIGCHLD,
    pidfd: 0,
    child_tid: 0,
    parent_tid: 0,
    stack: 0,
    tls: 0,
    set_tid: [],
  });

export const sys_vfork = (t: task_struct): Sleeps<number> =>
  kernel_clone(t, {
    flags: sched.CLONE_VFORK | sched.CLONE_VM,
    exit_signal: SIGCHLD,
    pidfd: 0,
    child_tid: 0,
    parent_tid: 0,
    stack: 0,
    tls: 0,
    set_tid: [],
  });

/** tls comes before child_tid (CONFIG_CLONE_BACKWARDS). */
export function sys_clone(
  t: task_struct,
  flags: number,
  stack: number,
  parent_tid: number,
  tls: number,
  child_tid: number,
): Sleeps<number> | number {
  const bits = (flags & ~sched.CSIGNAL) >>> 0;
  if (bits & sched.CLONE_PIDFD) {
    if (!t.kernel.release.atLeast("5.2")) return clone_without(bits - sched.CLONE_PIDFD);
    if (bits & sched.CLONE_PARENT_SETTID) return -EINVAL;
  }
  return clone_without(bits);

  function clone_without(b: number): Sleeps<number> {
    return kernel_clone(t, {
      flags: b,
      exit_signal: flags & sched.CSIGNAL,
      pidfd: parent_tid,
      child_tid,
      parent_tid,
      stack,
      tls,
      set_tid: [],
    });
  }
}

/** struct clone_args: 64-bit members, growing with its versions. */
export function sys_clone3(t: task_struct, uargs: number, size: number): Sleeps<number> | number {
  if (size > 4096) return -E2BIG;
  if (size < sched.CLONE_ARGS_SIZE_VER0) return -EINVAL;
  const b = new Uint8Array(sched.CLONE_ARGS_SIZE_VER2);
  b.set(copy_from_user(t, uargs, Math.min(size, b.length)));
  if (size > b.length && copy_from_user(t, uargs + b.length, size - b.length).some((x) => x !== 0))
    return -E2BIG;
  const v = new DataView(b.buffer);
  const u64 = (i: number): number => v.getUint32(i * 8) * 0x100000000 + v.getUint32(i * 8 + 4);
  const [
    flags,
    pidfd,
    child_tid,
    parent_tid,
    exit_signal,
    stack,
    stack_size,
    tls,
    set_tid,
    set_tid_size,
    cgroup,
  ] = Array.from({ length: 11 }, (_, i) => u64(i));
  if (set_tid_size > 32 || (!set_tid && set_tid_size > 0) || (set_tid && !set_tid_size)) return -EINVAL;
  if (exit_signal > 64 || Math.floor(flags / sched.CLONE_INTO_CGROUP) % 2 || cgroup) return -EINVAL;
  const low = flags % 0x100000000;
  if (flags >= 0x400000000 || low & sched.CSIGNAL & ~sched.CLONE_NEWTIME || low & sched.CLONE_DETACHED)
    return -EINVAL;
  const clear = Math.floor(flags / sched.CLONE_CLEAR_SIGHAND) % 2;
  if (clear && low & sched.CLONE_SIGHAND) return -EINVAL;
  if (low & (sched.CLONE_THREAD | sched.CLONE_PARENT) && exit_signal) return -EINVAL;
  if ((stack === 0) !== (stack_size === 0)) return -EINVAL;
  const tids = Array.from({ length: set_tid_size }, (_, i) => get_user_u32(t, set_tid + i * 4));
  // stacks grow up: the stack pointer begins at its low end
  return kernel_clone(t, { flags, exit_signal, pidfd, child_tid, parent_tid, stack, tls, set_tid: tids });
}

/** Strings of an argv or envp array, or -EFAULT, -E2BIG. */
function read_strings(t: task_struct, at: number): string[] | number {
  const list: string[] = [];
  if (at === 0) return list;
  let total = 0;
  for (; ; at += 4) {
    const p = get_user_u32(t, at);
    if (p === 0) return list;
    const s = strncpy_from_user(t, p, MAX_ARG_STRLEN);
    if (s.length >= MAX_ARG_STRLEN) return -E2BIG;
    total += s.length + 1;
    if (total > 8 * 1024 * 1024) return -E2BIG;
    list.push(s);
  }
}

export function sys_execve(
  t: task_struct,
  filename: number,
  argv: number,
  envp: number,
): Sleeps<number> | number {
  return sys_execveat(t, AT_FDCWD, filename, argv, envp, 0);
}

export function sys_execveat(
  t: task_struct,
  fd: number,
  filename: number,
  argv: number,
  envp: number,
  flags: number,
): Sleeps<number> | number {
  if (flags & ~(AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW)) return -EINVAL;
  const name = getname(t, filename, (flags & AT_EMPTY_PATH) !== 0);
  if (typeof name === "number") return name;
  const args = read_strings(t, argv);
  if (typeof args === "number") return args;
  const env = read_strings(t, envp);
  if (typeof env === "number") return env;
  return do_execveat(t, fd, name, args, env, flags);
}

export function sys_exit(t: task_struct, code: number): number {
  do_exit(t, (code & 0xff) << 8);
  return 0;
}

export function sys_exit_group(t: task_struct, code: number): number {
  do_group_exit(t, (code & 0xff) << 8);
  return 0;
}

/** A group's or session's number; 0: the caller. */
function of_task(t: task_struct, nr: number, get: (p: task_struct) => number): number {
  const p = nr === 0 ? t : find_task_by_vpid(t, nr);
  return p ? get(p) : -ESRCH;
}

export const sys_getpgid = (t: task_struct, nr: number): number => of_task(t, nr, (p) => task_pgrp_vnr(t, p));
export const sys_getsid = (t: task_struct, nr: number): number =>
  of_task(t, nr, (p) => task_session_vnr(t, p));

export function sys_setpgid(t: task_struct, nr: number, pgid: number): number {
  const leader = t.group_leader;
  if ((pgid || nr) < 0) return -EINVAL;
  const p = nr === 0 ? leader : find_task_by_vpid(t, nr);
  if (!p) return -ESRCH;
  if (!p.is_group_leader) return -EINVAL;
  if (p.real_parent.signal === leader.signal && p !== leader) {
    if (p.signal.session !== leader.signal.session) return -EPERM;
    if (!(p.flags & PF_FORKNOEXEC)) return -EACCES;
  } else if (p !== leader) return -ESRCH;
  if (p.signal.leader) return -EPERM;
  let pgrp: pid | undefined = p.thread_pid;
  if (pgid !== 0 && pgid !== task_pid_vnr(t, p)) {
    pgrp = find_vpid(t, pgid);
    const member = pgrp && [...pgrp.pgrp][0];
    if (!member || member.signal.session !== leader.signal.session) return -EPERM;
  }
  change_pgrp(p, pgrp!);
  return 0;
}

function change_pgrp(p: task_struct, to: pid): void {
  const old = p.signal.pgrp;
  if (old === to) return;
  old.pgrp.delete(p);
  p.signal.pgrp = to;
  to.pgrp.add(p);
  free_pid_if_unused(old);
}

export function sys_setsid(t: task_struct): number {
  const leader = t.group_leader;
  const own = leader.thread_pid;
  if (leader.signal.leader || own.pgrp.size > 0) return -EPERM;
  leader.signal.leader = true;
  change_pgrp(leader, own);
  const old = leader.signal.session;
  old.session.delete(leader);
  leader.signal.session = own;
  own.session.add(leader);
  leader.signal.tty = null;
  free_pid_if_unused(old);
  return task_session_vnr(t, t);
}

export function sys_set_tid_address(t: task_struct, addr: number): number {
  t.clear_child_tid = addr;
  return task_pid_vnr(t, t);
}

const UNSHARE =
  sched.CLONE_THREAD |
  sched.CLONE_FS |
  sched.CLONE_NEWNS |
  sched.CLONE_SIGHAND |
  sched.CLONE_VM |
  sched.CLONE_FILES |
  sched.CLONE_SYSVSEM |
  sched.CLONE_NEWUTS |
  sched.CLONE_NEWIPC |
  sched.CLONE_NEWNET |
  sched.CLONE_NEWUSER |
  sched.CLONE_NEWPID |
  sched.CLONE_NEWCGROUP |
  sched.CLONE_NEWTIME;

export function sys_unshare(t: task_struct, flags: number): number {
  if (flags & ~UNSHARE) return -EINVAL;
  if (flags & (sched.CLONE_THREAD | sched.CLONE_SIGHAND | sched.CLONE_VM)) {
    if (t.signal.threads.length > 1 || (flags & sched.CLONE_VM && t.mm!.users > 1)) return -EINVAL;
    if (t.sighand.count > 1) return -EINVAL;
  }
  if (flags & sched.CLONE_FILES && t.files.count > 1) {
    const shared = t.files;
    t.files = shared.dup();
    shared.put(t);
  }
  return ksys_unshare(t, flags);
}

export function sys_pidfd_open(t: task_struct, nr: number, flags: number): number {
  if (flags & ~O_NONBLOCK || (flags && !t.kernel.release.atLeast("5.10"))) return -EINVAL;
  if (nr <= 0) return -EINVAL;
  const p = find_vpid(t, nr);
  if (!p?.task) return -ESRCH;
  if (!p.task.is_group_leader) return -EINVAL;
  return pidfd_create(t, p, flags);
}

export function sys_pidfd_getfd(t: task_struct, pidfd: number, fd: number, flags: number): number {
  if (flags) return -EINVAL;
  const p = pidfd_pid(t.files.fget(pidfd));
  if (typeof p === "number") return p;
  const other = p.task;
  if (!other || other.exit_state) return -ESRCH;
  if (!ptrace_may_access(t, other)) return -EPERM;
  const f = other.files.fget_raw(fd);
  if (!f) return -EBADF;
  const own = t.files.alloc_fd(t);
  if (own < 0) return own;
  t.files.fd_install(own, f.get(), true);
  return own;
}

export const rows = family("process", [
  row(1, "exit", sys_exit, [EXIT_STATUS]),
  row(2, "fork", sys_fork, []),
  row(11, "execve", sys_execve, [PATH, ARGV, ENVP]),
  row(20, "getpid", sys_getpid, []),
  row(57, "setpgid", sys_setpgid, [PID, PID]),
  row(64, "getppid", sys_getppid, []),
  row(65, "getpgrp", sys_getpgrp, []),
  row(66, "setsid", sys_setsid, []),
  row(113, "vfork", sys_vfork, []),
  row(120, "clone", sys_clone, [CLONE_FLAGS, PTR, INT_PTR_OUT, PTR, INT_PTR_OUT]),
  row(132, "getpgid", sys_getpgid, [PID]),
  row(147, "getsid", sys_getsid, [PID]),
  row(206, "gettid", sys_gettid, []),
  row(222, "exit_group", sys_exit_group, [EXIT_STATUS]),
  row(237, "set_tid_address", sys_set_tid_address, [INT_PTR]),
  row(288, "unshare", sys_unshare, [UNSHARE_FLAGS]),
  row(342, "execveat", sys_execveat, [ATFD, PATH, ARGV, ENVP, AT_FLAGS], { since: "3.19" }),
  row(434, "pidfd_open", sys_pidfd_open, [PID, PIDFD_FLAGS], { since: "5.3" }),
  row(435, "clone3", sys_clone3, [CLONE_ARGS, SIZE], { since: "5.3" }),
  row(438, "pidfd_getfd", sys_pidfd_getfd, [FD, FD, UINT], { since: "5.6" }),
]);

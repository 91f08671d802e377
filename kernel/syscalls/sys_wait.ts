// Waiting for children (kernel/exit.c).
// Above: index.ts. Below: task/do_wait.ts.

import { copy_to_user, put_user_u32 } from "../mm/uaccess.ts";
import { do_wait, type wait_opts } from "../task/do_wait.ts";
import { find_vpid } from "../task/pid.ts";
import { pidfd_pid } from "../task/pidfd.ts";
import type { task_struct } from "../task/task.ts";
import type { Sleeps } from "../task/wait.ts";
import { PID, RUSAGE_OUT, SIGINFO_OUT, WAIT_FLAGS, WAIT_STATUS_OUT, WAITID_TYPE } from "../trace/kinds.ts";
import { EAGAIN, ECHILD, EINVAL, ESRCH } from "../uapi/asm/errno.ts";
import { O_NONBLOCK } from "../uapi/asm/fcntl.ts";
import { SIGCHLD } from "../uapi/asm/signal.ts";
import {
  __WALL,
  __WCLONE,
  __WNOTHREAD,
  P_ALL,
  P_PGID,
  P_PID,
  P_PIDFD,
  WCONTINUED,
  WEXITED,
  WNOHANG,
  WNOWAIT,
  WSTOPPED,
  WUNTRACED,
} from "../uapi/linux/wait.ts";
import { rusage_bytes, rusage_of_child } from "./sys_resource.ts";
import { family, row } from "./table.ts";

export function* sys_wait4(
  t: task_struct,
  upid: number,
  stat: number,
  options: number,
  ru: number,
): Sleeps<number> {
  if (options & ~(WNOHANG | WUNTRACED | WCONTINUED | __WNOTHREAD | __WCLONE | __WALL)) return -EINVAL;
  if (upid === -0x80000000) return -ESRCH;
  const w: wait_opts = { type: "all", pid: null, options: options | WEXITED };
  if (upid < -1) {
    w.type = "pgid";
    w.pid = find_vpid(t, -upid) ?? null;
  } else if (upid === 0) {
    w.type = "pgid";
    w.pid = t.signal.pgrp;
  } else if (upid > 0) {
    w.type = "pid";
    w.pid = find_vpid(t, upid) ?? null;
  }
  if (w.type !== "all" && !w.pid) return -ECHILD;
  const r = yield* do_wait(t, w);
  if (r === null) return 0;
  if (typeof r === "number") return r;
  if (stat) put_user_u32(t, stat, r.status);
  if (ru) copy_to_user(t, ru, rusage_bytes(rusage_of_child(r.task)));
  return r.pid;
}

export const sys_waitpid = (t: task_struct, pid: number, stat: number, options: number): Sleeps<number> =>
  sys_wait4(t, pid, stat, options, 0);

export function* sys_waitid(
  t: task_struct,
  which: number,
  upid: number,
  infop: number,
  options: number,
  ru: number,
): Sleeps<number> {
  if (options & ~(WNOHANG | WNOWAIT | WEXITED | WSTOPPED | WCONTINUED | __WNOTHREAD | __WCLONE | __WALL))
    return -EINVAL;
  if (!(options & (WEXITED | WSTOPPED | WCONTINUED))) return -EINVAL;
  const w: wait_opts = { type: "all", pid: null, options };
  let nonblock = false;
  switch (which) {
    case P_ALL:
      break;
    case P_PID:
      if (upid <= 0) return -EINVAL;
      w.type = "pid";
      w.pid = find_vpid(t, upid) ?? null;
      break;
    case P_PGID:
      if (upid < 0 || (upid === 0 && !t.kernel.release.atLeast("5.4"))) return -EINVAL;
      w.type = "pgid";
      w.pid = upid ? (find_vpid(t, upid) ?? null) : t.signal.pgrp;
      break;
    case P_PIDFD: {
      if (!t.kernel.release.atLeast("5.4") || upid < 0) return -EINVAL;
      const f = t.files.fget(upid);
      const p = pidfd_pid(f);
      if (typeof p === "number") return p;
      nonblock = (f!.f_flags & O_NONBLOCK) !== 0 && !(options & WNOHANG);
      if (nonblock) w.options |= WNOHANG;
      w.type = "pid";
      w.pid = p;
      break;
    }
    default:
      return -EINVAL;
  }
  if (w.type !== "all" && !w.pid) return -ECHILD;
  const r = yield* do_wait(t, w);
  if (typeof r === "number") return r;
  if (!r && nonblock) return -EAGAIN;
  if (infop) {
    const b = new Uint8Array(28);
    const v = new DataView(b.buffer);
    if (r) {
      v.setInt32(0, SIGCHLD);
      v.setInt32(8, r.code);
      v.setInt32(12, r.pid);
      v.setUint32(16, r.uid);
      v.setInt32(20, r.si_status);
    }
    copy_to_user(t, infop, b.subarray(0, 24));
  }
  if (r && ru) copy_to_user(t, ru, rusage_bytes(rusage_of_child(r.task)));
  return 0;
}

export const rows = family("process", [
  row(7, "waitpid", sys_waitpid, [PID, WAIT_STATUS_OUT, WAIT_FLAGS]),
  row(114, "wait4", sys_wait4, [PID, WAIT_STATUS_OUT, WAIT_FLAGS, RUSAGE_OUT]),
  row(235, "waitid", sys_waitid, [WAITID_TYPE, PID, SIGINFO_OUT, WAIT_FLAGS, RUSAGE_OUT]),
]);

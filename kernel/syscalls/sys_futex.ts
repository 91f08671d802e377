// futex and its relatives (kernel/futex/syscalls.c).
// Above: index.ts. Below: task/futex.ts.

import { ERESTART_RESTARTBLOCK, ERESTARTSYS } from "../errno.ts";
import { copy_from_user, put_user_u32 } from "../mm/uaccess.ts";
import { ptrace_may_access } from "../task/access.ts";
import {
  futex_requeue,
  futex_wait,
  futex_wait_multiple,
  type futex_waitv,
  futex_wake,
  futex_wake_op,
} from "../task/futex.ts";
import {
  futex_cmp_requeue_pi,
  futex_lock_pi,
  futex_unlock_pi,
  futex_wait_requeue_pi,
} from "../task/futex-pi.ts";
import { find_task_by_vpid } from "../task/pid.ts";
import type { task_struct } from "../task/task.ts";
import type { MaySleep, Sleeps } from "../task/wait.ts";
import {
  CLOCKID,
  FUTEX_OP,
  FUTEX_TIMEOUT,
  FUTEX_VAL3,
  HEX,
  PID,
  PTR,
  SIZE,
  TIMESPEC64,
  UINT,
} from "../trace/kinds.ts";
import { EINVAL, ENOSYS, EPERM, ESRCH } from "../uapi/asm/errno.ts";
import * as fx from "../uapi/linux/futex.ts";
import { CLOCK_MONOTONIC, CLOCK_REALTIME } from "../uapi/linux/time.ts";
import { family, row } from "./table.ts";

const MATCH_ANY = fx.FUTEX_BITSET_MATCH_ANY | 0;
const WITH_TIMEOUT = new Set([
  fx.FUTEX_WAIT,
  fx.FUTEX_LOCK_PI,
  fx.FUTEX_LOCK_PI2,
  fx.FUTEX_WAIT_BITSET,
  fx.FUTEX_WAIT_REQUEUE_PI,
]);
const WITH_REALTIME = new Set([fx.FUTEX_WAIT_BITSET, fx.FUTEX_WAIT_REQUEUE_PI, fx.FUTEX_LOCK_PI2]);

/** A timespec as ns, or -EINVAL. */
function read_timespec(t: task_struct, addr: number, wide: boolean): number {
  const v = new DataView(copy_from_user(t, addr, wide ? 16 : 8).buffer);
  const sec = wide ? Number(v.getBigInt64(0)) : v.getInt32(0);
  const nsec = wide ? v.getInt32(12) : v.getInt32(4);
  return sec < 0 || nsec < 0 || nsec >= 1e9 ? -EINVAL : sec * 1e9 + nsec;
}

/** A time of the wall clock as one of the monotonic clock. */
const from_realtime = (t: task_struct, at: number): number =>
  t.kernel.now() + (at - Number(t.kernel.realtime()));

function do_futex(
  t: task_struct,
  uaddr: number,
  op: number,
  val: number,
  utime: number,
  uaddr2: number,
  val3: number,
  wide: boolean,
): MaySleep<number> {
  const cmd = op & fx.FUTEX_CMD_MASK;
  const shared = !(op & fx.FUTEX_PRIVATE_FLAG);
  const realtime = (op & fx.FUTEX_CLOCK_REALTIME) !== 0;
  let deadline: number | null = null;
  if (WITH_TIMEOUT.has(cmd) && utime) {
    const at = read_timespec(t, utime, wide);
    if (at < 0) return at;
    if (cmd === fx.FUTEX_WAIT) deadline = t.kernel.now() + at;
    else deadline = realtime || cmd === fx.FUTEX_LOCK_PI ? from_realtime(t, at) : at;
  }
  if (realtime && !WITH_REALTIME.has(cmd)) {
    if (cmd !== fx.FUTEX_WAIT || !t.kernel.release.atLeast("4.5")) return -ENOSYS;
  }
  switch (cmd) {
    case fx.FUTEX_WAIT:
      return restartable(t, uaddr, shared, val, deadline, MATCH_ANY);
    case fx.FUTEX_WAIT_BITSET:
      return restartable(t, uaddr, shared, val, deadline, val3);
    case fx.FUTEX_WAKE:
      return futex_wake(t, uaddr, shared, val, MATCH_ANY);
    case fx.FUTEX_WAKE_BITSET:
      return futex_wake(t, uaddr, shared, val, val3);
    case fx.FUTEX_REQUEUE:
      return futex_requeue(t, uaddr, shared, uaddr2, val | 0, utime | 0, null);
    case fx.FUTEX_CMP_REQUEUE:
      return futex_requeue(t, uaddr, shared, uaddr2, val | 0, utime | 0, val3);
    case fx.FUTEX_WAKE_OP:
      return futex_wake_op(t, uaddr, shared, uaddr2, val, utime | 0, val3);
    case fx.FUTEX_LOCK_PI:
      return futex_lock_pi(t, uaddr, shared, deadline, false);
    case fx.FUTEX_LOCK_PI2:
      return t.kernel.release.atLeast("5.14") ? futex_lock_pi(t, uaddr, shared, deadline, false) : -ENOSYS;
    case fx.FUTEX_UNLOCK_PI:
      return futex_unlock_pi(t, uaddr, shared);
    case fx.FUTEX_TRYLOCK_PI:
      return futex_lock_pi(t, uaddr, shared, null, true);
    case fx.FUTEX_WAIT_REQUEUE_PI:
      return futex_wait_requeue_pi(t, uaddr, shared, val, deadline, MATCH_ANY, uaddr2);
    case fx.FUTEX_CMP_REQUEUE_PI:
      return futex_cmp_requeue_pi(t, uaddr, shared, uaddr2, val, utime | 0, val3);
    default:
      return -ENOSYS;
  }
}

/** A wait with a timeout goes on through restart_syscall after a signal without a handler. */
function* restartable(
  t: task_struct,
  uaddr: number,
  shared: boolean,
  val: number,
  deadline: number | null,
  bitset: number,
): Sleeps<number> {
  const r = yield* futex_wait(t, uaddr, shared, val, deadline, bitset);
  if (r !== -ERESTARTSYS || deadline === null) return r;
  t.restart_block = () => restartable(t, uaddr, shared, val, deadline, bitset);
  return -ERESTART_RESTARTBLOCK;
}

export const sys_futex = (
  t: task_struct,
  a: number,
  op: number,
  val: number,
  ts: number,
  b: number,
  v3: number,
) => do_futex(t, a, op, val, ts, b, v3, false);
export const sys_futex_time64 = (
  t: task_struct,
  a: number,
  op: number,
  val: number,
  ts: number,
  b: number,
  v3: number,
) => do_futex(t, a, op, val, ts, b, v3, true);

export function sys_set_robust_list(t: task_struct, head: number, len: number): number {
  if (len !== 12) return -EINVAL;
  t.robust_list = head;
  return 0;
}

export function sys_get_robust_list(t: task_struct, nr: number, head: number, len: number): number {
  const p = nr ? find_task_by_vpid(t, nr) : t;
  if (!p) return -ESRCH;
  if (!ptrace_may_access(t, p)) return -EPERM;
  put_user_u32(t, len, 12);
  put_user_u32(t, head, p.robust_list);
  return 0;
}

export function sys_futex_waitv(
  t: task_struct,
  waiters: number,
  nr: number,
  flags: number,
  timeout: number,
  clockid: number,
): MaySleep<number> {
  if (flags || !nr || nr > fx.FUTEX_WAITV_MAX || !waiters) return -EINVAL;
  let deadline: number | null = null;
  if (timeout) {
    if (clockid !== CLOCK_MONOTONIC && clockid !== CLOCK_REALTIME) return -EINVAL;
    const at = read_timespec(t, timeout, true);
    if (at < 0) return at;
    deadline = clockid === CLOCK_REALTIME ? from_realtime(t, at) : at;
  }
  const v = new DataView(copy_from_user(t, waiters, nr * 24).buffer);
  const list: futex_waitv[] = [];
  for (let i = 0; i < nr; i++) {
    const at = i * 24;
    const f = v.getUint32(at + 16);
    if (f & ~(fx.FUTEX_32 | fx.FUTEX_PRIVATE_FLAG) || v.getUint32(at + 20) || !(f & fx.FUTEX_32))
      return -EINVAL;
    if (v.getUint32(at) || v.getUint32(at + 8)) return -EINVAL;
    list.push({
      val: v.getUint32(at + 4),
      uaddr: v.getUint32(at + 12),
      shared: !(f & fx.FUTEX_PRIVATE_FLAG),
    });
  }
  return futex_wait_multiple(t, list, deadline);
}

export const rows = family("process", [
  row(210, "futex", sys_futex, [PTR, FUTEX_OP, UINT, FUTEX_TIMEOUT, PTR, FUTEX_VAL3]),
  row(289, "set_robust_list", sys_set_robust_list, [PTR, SIZE]),
  row(290, "get_robust_list", sys_get_robust_list, [PID, PTR, PTR]),
  row(422, "futex_time64", sys_futex_time64, [PTR, FUTEX_OP, UINT, FUTEX_TIMEOUT, PTR, FUTEX_VAL3], {
    since: "5.1",
  }),
  row(449, "futex_waitv", sys_futex_waitv, [PTR, UINT, HEX, TIMESPEC64, CLOCKID], { since: "5.16" }),
]);

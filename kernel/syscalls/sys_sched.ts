// Priorities, scheduling policies, CPU affinity (kernel/sched/core.c, kernel/sys.c, block/ioprio.c). There is one
// processor and one round-robin queue: policies and priorities are kept and checked as Linux does, and do not
// change who runs when.
// Above: index.ts. Below: ../task/*.

import { copy_from_user, copy_to_user, get_user_u32, put_user_u32 } from "../mm/uaccess.ts";
import { capable } from "../task/cred.ts";
import { find_task_by_vpid, find_vpid } from "../task/pid.ts";
import type { task_struct } from "../task/task.ts";
import { TIMESPEC32, TIMESPEC64, type time_layout } from "../time/timespec.ts";
import {
  CPUSET,
  CPUSET_OUT,
  INT,
  INT_PTR_OUT,
  PID,
  PRIO_WHICH,
  PTR,
  SCHED_ATTR,
  SCHED_ATTR_OUT,
  SCHED_PARAM,
  SCHED_PARAM_OUT,
  SCHED_POLICY,
  SIZE,
  TIMESPEC_OUT,
  TIMESPEC64_OUT,
  UINT,
} from "../trace/kinds.ts";
import { E2BIG, EACCES, EINVAL, EPERM, ESRCH } from "../uapi/asm/errno.ts";
import { RLIMIT_NICE, RLIMIT_RTPRIO } from "../uapi/asm/resource.ts";
import { CAP_SYS_NICE } from "../uapi/linux/capability.ts";
import { PRIO_PGRP, PRIO_PROCESS, PRIO_USER } from "../uapi/linux/resource.ts";
import { SCHED_ATTR_SIZE_VER0, sched_attr } from "../uapi/linux/sched/types.ts";
import * as sched from "../uapi/linux/sched.ts";
import { family, row } from "./table.ts";

const MIN_NICE = -20;
const MAX_NICE = 19;
const MAX_RT_PRIO = 100;
/** RR_TIMESLICE at HZ=100, and what a fair task of normal weight is shown. */
const RR_INTERVAL_NS = 100_000_000n;
const FAIR_INTERVAL_NS = 10_000_000n;
const PAGE_SIZE = 4096;

const rt_policy = (policy: number) => policy === sched.SCHED_FIFO || policy === sched.SCHED_RR;
const valid_policy = (policy: number) =>
  rt_policy(policy) ||
  policy === sched.SCHED_NORMAL ||
  policy === sched.SCHED_BATCH ||
  policy === sched.SCHED_IDLE;

const clamp_nice = (n: number) => Math.max(MIN_NICE, Math.min(MAX_NICE, n));
/** As getpriority and RLIMIT_NICE count: 40 is the best. */
const nice_to_rlimit = (nice: number) => 20 - nice;
const can_nice = (t: task_struct, of: task_struct, nice: number) =>
  nice_to_rlimit(nice) <= of.rlimit(RLIMIT_NICE) || capable(t, CAP_SYS_NICE);

const same_owner = (t: task_struct, of: task_struct) =>
  t.cred.euid === of.cred.euid || t.cred.euid === of.cred.uid;

const target = (t: task_struct, pid: number): task_struct | null => (pid ? find_task_by_vpid(t, pid) : t);

export function sys_nice(t: task_struct, increment: number): number {
  const nice = clamp_nice(t.static_nice + Math.max(-40, Math.min(40, increment)));
  if (increment < 0 && !can_nice(t, t, nice)) return -EPERM;
  t.static_nice = nice;
  return 0;
}

/** The tasks which, who names, or -EINVAL. */
function tasks_of(t: task_struct, which: number, who: number): task_struct[] | number {
  if (which === PRIO_PROCESS) {
    const p = target(t, who);
    return p ? [p] : [];
  }
  if (which === PRIO_PGRP) {
    const pgrp = who ? find_vpid(t, who) : t.signal.pgrp;
    return pgrp ? [...pgrp.pgrp].flatMap((p) => [...p.signal.threads]) : [];
  }
  if (which !== PRIO_USER) return -EINVAL;
  const uid = who ? who : t.cred.uid;
  return [...t.kernel.tasks.values()].filter((p) => p.cred.uid === uid && p.pid !== 0);
}

function set_one_prio(t: task_struct, p: task_struct, nice: number, error: number): number {
  if (p.cred.uid !== t.cred.euid && p.cred.euid !== t.cred.euid && !capable(t, CAP_SYS_NICE)) return -EPERM;
  if (nice < p.static_nice && !can_nice(t, p, nice)) return -EACCES;
  p.static_nice = nice;
  return error === -ESRCH ? 0 : error;
}

export function sys_setpriority(t: task_struct, which: number, who: number, niceval: number): number {
  const tasks = tasks_of(t, which, who);
  if (typeof tasks === "number") return tasks;
  let error = -ESRCH;
  for (const p of tasks) error = set_one_prio(t, p, clamp_nice(niceval), error);
  return error;
}

export function sys_getpriority(t: task_struct, which: number, who: number): number {
  const tasks = tasks_of(t, which, who);
  if (typeof tasks === "number") return tasks;
  return tasks.reduce((best, p) => Math.max(best, nice_to_rlimit(p.static_nice)), -ESRCH);
}

/** The checks and the change of sched_setscheduler and its like (__sched_setscheduler). policy < 0: as it is. */
function set_policy(
  t: task_struct,
  p: task_struct,
  wanted: number,
  priority: number,
  nice: number | null,
  resetFlag: boolean,
): number {
  const reset = wanted < 0 ? p.sched_reset_on_fork : resetFlag;
  const policy = wanted < 0 ? p.policy : wanted;
  if (!valid_policy(policy)) return -EINVAL;
  if (priority < 0 || priority > MAX_RT_PRIO - 1 || rt_policy(policy) !== (priority !== 0)) return -EINVAL;
  if (!capable(t, CAP_SYS_NICE)) {
    if (!rt_policy(policy)) {
      if (nice !== null && nice < p.static_nice && !can_nice(t, p, nice)) return -EPERM;
    } else {
      const limit = p.rlimit(RLIMIT_RTPRIO);
      if (policy !== p.policy && !limit) return -EPERM;
      if (priority > p.rt_priority && priority > limit) return -EPERM;
    }
    if (p.policy === sched.SCHED_IDLE && policy !== sched.SCHED_IDLE && !can_nice(t, p, p.static_nice))
      return -EPERM;
    if (!same_owner(t, p)) return -EPERM;
    if (p.sched_reset_on_fork && !reset) return -EPERM;
  }
  p.policy = policy;
  p.rt_priority = priority;
  p.sched_reset_on_fork = reset;
  if (nice !== null && !rt_policy(policy)) p.static_nice = clamp_nice(nice);
  return 0;
}

export function sys_sched_setscheduler(t: task_struct, pid: number, policy: number, param: number): number {
  if (policy < 0 || !param || pid < 0) return -EINVAL;
  const priority = get_user_u32(t, param) | 0;
  const p = target(t, pid);
  if (!p) return -ESRCH;
  const reset = (policy & sched.SCHED_RESET_ON_FORK) !== 0;
  return set_policy(t, p, policy & ~sched.SCHED_RESET_ON_FORK, priority, null, reset);
}

export function sys_sched_setparam(t: task_struct, pid: number, param: number): number {
  if (!param || pid < 0) return -EINVAL;
  const priority = get_user_u32(t, param) | 0;
  const p = target(t, pid);
  return p ? set_policy(t, p, -1, priority, null, false) : -ESRCH;
}

export function sys_sched_getscheduler(t: task_struct, pid: number): number {
  if (pid < 0) return -EINVAL;
  const p = target(t, pid);
  return p ? p.policy | (p.sched_reset_on_fork ? sched.SCHED_RESET_ON_FORK : 0) : -ESRCH;
}

export function sys_sched_getparam(t: task_struct, pid: number, param: number): number {
  if (!param || pid < 0) return -EINVAL;
  const p = target(t, pid);
  if (!p) return -ESRCH;
  put_user_u32(t, param, rt_policy(p.policy) ? p.rt_priority : 0);
  return 0;
}

export function sys_sched_setattr(t: task_struct, pid: number, uattr: number, flags: number): number {
  if (!uattr || pid < 0 || flags) return -EINVAL;
  const given = get_user_u32(t, uattr);
  const size = given || SCHED_ATTR_SIZE_VER0;
  if (size < SCHED_ATTR_SIZE_VER0 || size > PAGE_SIZE) {
    put_user_u32(t, uattr, sched_attr.size);
    return -E2BIG;
  }
  const bytes = copy_from_user(t, uattr, size);
  if (bytes.subarray(sched_attr.size).some((b) => b !== 0)) {
    put_user_u32(t, uattr, sched_attr.size);
    return -E2BIG;
  }
  const whole = new Uint8Array(sched_attr.size);
  whole.set(bytes.subarray(0, sched_attr.size));
  const a = sched_attr.get(whole, 0);
  const bits = Number(a.sched_flags);
  if (bits & ~sched.SCHED_FLAG_ALL || (a.sched_policy | 0) < 0) return -EINVAL;
  const p = target(t, pid);
  if (!p) return -ESRCH;
  const policy = bits & sched.SCHED_FLAG_KEEP_POLICY ? -1 : a.sched_policy;
  if (policy === sched.SCHED_DEADLINE) return capable(t, CAP_SYS_NICE) ? -EINVAL : -EPERM;
  if (bits & sched.SCHED_FLAG_KEEP_PARAMS) return set_policy(t, p, policy, p.rt_priority, null, false);
  const reset = (bits & sched.SCHED_FLAG_RESET_ON_FORK) !== 0;
  return set_policy(t, p, policy, a.sched_priority | 0, clamp_nice(a.sched_nice), reset);
}

export function sys_sched_getattr(
  t: task_struct,
  pid: number,
  uattr: number,
  usize: number,
  flags: number,
): number {
  if (!uattr || pid < 0 || usize > PAGE_SIZE || usize < SCHED_ATTR_SIZE_VER0 || flags) return -EINVAL;
  const p = target(t, pid);
  if (!p) return -ESRCH;
  const bytes = new Uint8Array(sched_attr.size);
  const size = Math.min(usize, sched_attr.size);
  sched_attr.put(bytes, 0, {
    size,
    sched_policy: p.policy,
    sched_flags: BigInt(p.sched_reset_on_fork ? sched.SCHED_FLAG_RESET_ON_FORK : 0),
    sched_nice: rt_policy(p.policy) ? 0 : p.static_nice,
    sched_priority: rt_policy(p.policy) ? p.rt_priority : 0,
  });
  copy_to_user(t, uattr, bytes.subarray(0, size));
  return 0;
}

export function sys_sched_yield(t: task_struct): number {
  t.kernel.sched.resched = true;
  return 0;
}

export function sys_sched_get_priority_max(_t: task_struct, policy: number): number {
  if (rt_policy(policy)) return MAX_RT_PRIO - 1;
  return valid_policy(policy) || policy === sched.SCHED_DEADLINE ? 0 : -EINVAL;
}

export function sys_sched_get_priority_min(_t: task_struct, policy: number): number {
  if (rt_policy(policy)) return 1;
  return valid_policy(policy) || policy === sched.SCHED_DEADLINE ? 0 : -EINVAL;
}

const sched_rr_get_interval =
  (layout: time_layout) =>
  (t: task_struct, pid: number, interval: number): number => {
    if (pid < 0) return -EINVAL;
    const p = target(t, pid);
    if (!p) return -ESRCH;
    const ns =
      p.policy === sched.SCHED_RR ? RR_INTERVAL_NS : p.policy === sched.SCHED_FIFO ? 0n : FAIR_INTERVAL_NS;
    layout.write(t, interval, ns);
    return 0;
  };

/** The mask's bytes, as far as one processor needs them: words of 32 bits, big-endian. */
export function sys_sched_setaffinity(t: task_struct, pid: number, len: number, mask: number): number {
  const bytes = copy_from_user(t, mask, Math.min(len, 4));
  const p = target(t, pid);
  if (!p) return -ESRCH;
  if (!same_owner(t, p) && !capable(t, CAP_SYS_NICE)) return -EPERM;
  const word = bytes.reduce((w, b, i) => w | (b << (24 - 8 * i)), 0);
  return word & 1 ? 0 : -EINVAL;
}

export function sys_sched_getaffinity(t: task_struct, pid: number, len: number, mask: number): number {
  if (len < 4 || len & 3) return -EINVAL;
  if (!target(t, pid)) return -ESRCH;
  put_user_u32(t, mask, 1);
  return 4;
}

export function sys_getcpu(t: task_struct, cpu: number, node: number): number {
  if (cpu) put_user_u32(t, cpu, 0);
  if (node) put_user_u32(t, node, 0);
  return 0;
}

const IOPRIO_WHO_PROCESS = 1;
const IOPRIO_WHO_PGRP = 2;
const IOPRIO_WHO_USER = 3;
const IOPRIO_CLASS_SHIFT = 13;
const IOPRIO_CLASS_RT = 1;
const IOPRIO_CLASS_IDLE = 3;

const ioprio_which = new Map([
  [IOPRIO_WHO_PROCESS, PRIO_PROCESS],
  [IOPRIO_WHO_PGRP, PRIO_PGRP],
  [IOPRIO_WHO_USER, PRIO_USER],
]);

export function sys_ioprio_set(t: task_struct, which: number, who: number, ioprio: number): number {
  const kind = ioprio >> IOPRIO_CLASS_SHIFT;
  const data = ioprio & ((1 << IOPRIO_CLASS_SHIFT) - 1);
  if (
    kind < 0 ||
    kind > IOPRIO_CLASS_IDLE ||
    (kind !== IOPRIO_CLASS_IDLE && data > 7) ||
    (kind === 0 && data)
  )
    return -EINVAL;
  if (kind === IOPRIO_CLASS_RT && !capable(t, CAP_SYS_NICE)) return -EPERM;
  const tasks = tasks_of(t, ioprio_which.get(which) ?? -1, who);
  if (typeof tasks === "number") return tasks;
  let error = -ESRCH;
  for (const p of tasks) {
    if (!same_owner(t, p) && !capable(t, CAP_SYS_NICE)) return -EPERM;
    p.io_prio = ioprio;
    error = 0;
  }
  return error;
}

export function sys_ioprio_get(t: task_struct, which: number, who: number): number {
  const tasks = tasks_of(t, ioprio_which.get(which) ?? -1, who);
  if (typeof tasks === "number") return tasks;
  return tasks.length ? Math.min(...tasks.map((p) => p.io_prio)) : -ESRCH;
}

export const rows = family("process", [
  row(34, "nice", sys_nice, [INT]),
  row(96, "getpriority", sys_getpriority, [PRIO_WHICH, PID]),
  row(97, "setpriority", sys_setpriority, [PRIO_WHICH, PID, INT]),
  row(154, "sched_setparam", sys_sched_setparam, [PID, SCHED_PARAM]),
  row(155, "sched_getparam", sys_sched_getparam, [PID, SCHED_PARAM_OUT]),
  row(156, "sched_setscheduler", sys_sched_setscheduler, [PID, SCHED_POLICY, SCHED_PARAM], {
    partial: "policies are kept, not obeyed; no SCHED_DEADLINE",
  }),
  row(157, "sched_getscheduler", sys_sched_getscheduler, [PID]),
  row(158, "sched_yield", sys_sched_yield, []),
  row(159, "sched_get_priority_max", sys_sched_get_priority_max, [SCHED_POLICY]),
  row(160, "sched_get_priority_min", sys_sched_get_priority_min, [SCHED_POLICY]),
  row(161, "sched_rr_get_interval", sched_rr_get_interval(TIMESPEC32), [PID, TIMESPEC_OUT]),
  row(211, "sched_setaffinity", sys_sched_setaffinity, [PID, SIZE, CPUSET]),
  row(212, "sched_getaffinity", sys_sched_getaffinity, [PID, SIZE, CPUSET_OUT]),
  row(267, "ioprio_set", sys_ioprio_set, [INT, INT, INT]),
  row(268, "ioprio_get", sys_ioprio_get, [INT, INT]),
  row(296, "getcpu", sys_getcpu, [INT_PTR_OUT, INT_PTR_OUT, PTR]),
  row(334, "sched_setattr", sys_sched_setattr, [PID, SCHED_ATTR, UINT], {
    partial: "policies are kept, not obeyed; no SCHED_DEADLINE",
  }),
  row(335, "sched_getattr", sys_sched_getattr, [PID, SCHED_ATTR_OUT, UINT, UINT]),
  row(423, "sched_rr_get_interval_time64", sched_rr_get_interval(TIMESPEC64), [PID, TIMESPEC64_OUT], {
    since: "5.1",
  }),
]);

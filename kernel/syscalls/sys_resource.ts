// Limits and usage (kernel/sys.c).
// Above: index.ts. Below: task/.

import { copy_from_user, copy_to_user } from "../mm/uaccess.ts";
import { capable, ns_capable } from "../task/cred.ts";
import { process_times } from "../task/exit.ts";
import { find_task_by_vpid } from "../task/pid.ts";
import type { task_struct } from "../task/task.ts";
import { update_rlimit_cpu } from "../time/posix-cpu-timers.ts";
import {
  PID,
  RESOURCE,
  RLIMIT,
  RLIMIT_OUT,
  RLIMIT64,
  RLIMIT64_OUT,
  RUSAGE_OUT,
  RUSAGE_WHO,
} from "../trace/kinds.ts";
import { EINVAL, EPERM, ESRCH } from "../uapi/asm/errno.ts";
import { RLIM_INFINITY, RLIM_NLIMITS, RLIMIT_CPU, RLIMIT_NOFILE } from "../uapi/asm/resource.ts";
import { CAP_SYS_RESOURCE } from "../uapi/linux/capability.ts";
import { RUSAGE_BOTH, RUSAGE_CHILDREN, RUSAGE_SELF, RUSAGE_THREAD } from "../uapi/linux/resource.ts";
import { family, row } from "./table.ts";

const PAGE_KIB = 4;

export interface rusage {
  utime: number;
  stime: number;
  maxrss: number;
  minflt: number;
  majflt: number;
  nvcsw: number;
  nivcsw: number;
}

/** struct rusage: 72 bytes. */
export function rusage_bytes(u: rusage): Uint8Array {
  const b = new Uint8Array(72);
  const v = new DataView(b.buffer);
  const timeval = (at: number, ns: number) => {
    v.setUint32(at, Math.floor(ns / 1e9));
    v.setUint32(at + 4, Math.floor((ns % 1e9) / 1e3));
  };
  timeval(0, u.utime);
  timeval(8, u.stime);
  v.setUint32(16, u.maxrss * PAGE_KIB);
  v.setUint32(32, u.minflt);
  v.setUint32(36, u.majflt);
  v.setUint32(64, u.nvcsw);
  v.setUint32(68, u.nivcsw);
  return b;
}

/** A process's own usage. */
function usage_self(t: task_struct): rusage {
  const { utime, stime } = process_times(t);
  const u: rusage = { utime, stime, maxrss: 0, minflt: 0, majflt: 0, nvcsw: 0, nivcsw: 0 };
  for (const x of [t.signal.dead, ...t.signal.threads.map((th) => th.times)]) {
    u.minflt += x.min_flt;
    u.majflt += x.maj_flt;
    u.nvcsw += x.nvcsw;
    u.nivcsw += x.nivcsw;
  }
  u.maxrss = Math.max(t.signal.dead.maxrss, t.mm?.hiwater_rss ?? 0);
  return u;
}

function usage_children(t: task_struct): rusage {
  const c = t.signal.children;
  return {
    utime: c.utime,
    stime: c.stime,
    maxrss: c.maxrss,
    minflt: c.min_flt,
    majflt: c.maj_flt,
    nvcsw: c.nvcsw,
    nivcsw: c.nivcsw,
  };
}

const sum = (a: rusage, b: rusage): rusage => ({
  utime: a.utime + b.utime,
  stime: a.stime + b.stime,
  maxrss: Math.max(a.maxrss, b.maxrss),
  minflt: a.minflt + b.minflt,
  majflt: a.majflt + b.majflt,
  nvcsw: a.nvcsw + b.nvcsw,
  nivcsw: a.nivcsw + b.nivcsw,
});

/** What wait4 tells of a child: itself and those it waited for. */
export const rusage_of_child = (p: task_struct): rusage => sum(usage_self(p), usage_children(p));

export function sys_getrusage(t: task_struct, who: number, addr: number): number {
  let u: rusage;
  switch (who) {
    case RUSAGE_SELF:
      u = usage_self(t);
      break;
    case RUSAGE_CHILDREN:
      u = usage_children(t);
      break;
    case RUSAGE_BOTH:
      return -EINVAL;
    case RUSAGE_THREAD: {
      const x = t.times;
      u = {
        utime: t.kernel.sched.utime_of(t),
        stime: x.stime,
        maxrss: t.mm?.hiwater_rss ?? 0,
        minflt: x.min_flt,
        majflt: x.maj_flt,
        nvcsw: x.nvcsw,
        nivcsw: x.nivcsw,
      };
      break;
    }
    default:
      return -EINVAL;
  }
  copy_to_user(t, addr, rusage_bytes(u));
  return 0;
}

const U64_INFINITY = 0xffff_ffff_ffff_ffffn;

/** Reads or changes a limit (do_prlimit). */
function do_prlimit(
  t: task_struct,
  of: task_struct,
  resource: number,
  next: { cur: number; max: number } | null,
): number {
  if (resource >>> 0 >= RLIM_NLIMITS) return -EINVAL;
  if (!next) return 0;
  if (next.cur > next.max) return -EINVAL;
  if (resource === RLIMIT_NOFILE && next.max > t.kernel.fs.sysctl.nr_open) return -EPERM;
  const limit = of.signal.rlim[resource];
  if (next.max > limit.max && !capable(t, CAP_SYS_RESOURCE)) return -EPERM;
  // no time at all used to mean "never was set": it became a second
  const second = resource === RLIMIT_CPU && next.cur === 0 && !t.kernel.release.has("2bbdbdae0516");
  limit.cur = second ? 1 : next.cur;
  limit.max = next.max;
  if (resource === RLIMIT_CPU) update_rlimit_cpu(of);
  return 0;
}

export function sys_getrlimit(t: task_struct, resource: number, addr: number): number {
  if (resource >>> 0 >= RLIM_NLIMITS) return -EINVAL;
  const l = t.signal.rlim[resource];
  const b = new Uint8Array(8);
  const v = new DataView(b.buffer);
  v.setUint32(0, l.cur);
  v.setUint32(4, l.max);
  copy_to_user(t, addr, b);
  return 0;
}

export function sys_setrlimit(t: task_struct, resource: number, addr: number): number {
  const v = new DataView(copy_from_user(t, addr, 8).buffer);
  return do_prlimit(t, t, resource, { cur: v.getUint32(0), max: v.getUint32(4) });
}

export function sys_prlimit64(
  t: task_struct,
  nr: number,
  resource: number,
  next: number,
  old: number,
): number {
  let limit: { cur: number; max: number } | null = null;
  if (next) {
    const v = new DataView(copy_from_user(t, next, 16).buffer);
    const word = (at: number): number => {
      const n = v.getBigUint64(at);
      return n >= BigInt(RLIM_INFINITY) ? RLIM_INFINITY : Number(n);
    };
    limit = { cur: word(0), max: word(8) };
  }
  const of = nr ? find_task_by_vpid(t, nr) : t;
  if (!of) return -ESRCH;
  if (of.signal !== t.signal && !prlimit_allowed(t, of)) return -EPERM;
  if (resource >>> 0 >= RLIM_NLIMITS) return -EINVAL;
  const before = { ...of.signal.rlim[resource] };
  const r = do_prlimit(t, of, resource, limit);
  if (r < 0) return r;
  if (old) {
    const b = new Uint8Array(16);
    const v = new DataView(b.buffer);
    const put = (at: number, n: number) => v.setBigUint64(at, n === RLIM_INFINITY ? U64_INFINITY : BigInt(n));
    put(0, before.cur);
    put(8, before.max);
    copy_to_user(t, old, b);
  }
  return 0;
}

function prlimit_allowed(t: task_struct, of: task_struct): boolean {
  const [c, o] = [t.cred, of.cred];
  const same =
    c.uid === o.euid &&
    c.uid === o.suid &&
    c.uid === o.uid &&
    c.gid === o.egid &&
    c.gid === o.sgid &&
    c.gid === o.gid;
  return same || ns_capable(t, o.user_ns, CAP_SYS_RESOURCE);
}

export const rows = family("process", [
  row(75, "setrlimit", sys_setrlimit, [RESOURCE, RLIMIT]),
  row(76, "getrlimit", sys_getrlimit, [RESOURCE, RLIMIT_OUT]),
  row(77, "getrusage", sys_getrusage, [RUSAGE_WHO, RUSAGE_OUT]),
  row(321, "prlimit64", sys_prlimit64, [PID, RESOURCE, RLIMIT64, RLIMIT64_OUT]),
]);

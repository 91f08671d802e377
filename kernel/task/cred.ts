// Who a task is and what it may do: struct cred, capabilities, user namespaces (include/linux/cred.h,
// capability.h, kernel/user_namespace.c). Ids in a cred are the kernel's (init namespace) numbers.
// Above: every permission check. Below: uapi.

import { CAP_AUDIT_READ, CAP_BPF, CAP_CHECKPOINT_RESTORE, CAP_PERFMON } from "../uapi/linux/capability.ts";
import type { task_struct } from "./task.ts";

/** A set of capabilities: bit n is capability n. A plain number (41 bits), so sets are values. */
export type kernel_cap_t = number;

const W = 0x1_0000_0000;

export const CAP_EMPTY_SET: kernel_cap_t = 0;

export const cap_raised = (c: kernel_cap_t, cap: number): boolean =>
  (((cap < 32 ? c : c / W) >>> (cap & 31)) & 1) !== 0;
export const cap_intersect = (a: kernel_cap_t, b: kernel_cap_t): kernel_cap_t =>
  ((a / W) & (b / W)) * W + ((a & b) >>> 0);
export const cap_combine = (a: kernel_cap_t, b: kernel_cap_t): kernel_cap_t =>
  ((a / W) | (b / W)) * W + ((a | b) >>> 0);
/** a without b. */
export const cap_drop = (a: kernel_cap_t, b: kernel_cap_t): kernel_cap_t =>
  ((a / W) & ~(b / W)) * W + ((a & ~b) >>> 0);
export const cap_issubset = (a: kernel_cap_t, set: kernel_cap_t): boolean => cap_drop(a, set) === 0;
export const cap_mask = (cap: number): kernel_cap_t => 2 ** cap;
export const cap_lo = (c: kernel_cap_t): number => c >>> 0;
export const cap_hi = (c: kernel_cap_t): number => (c / W) >>> 0;
export const cap_from = (lo: number, hi: number): kernel_cap_t => (hi >>> 0) * W + (lo >>> 0);

interface uid_gid_extent {
  first: number;
  lower_first: number;
  count: number;
}

/** The id that has no mapping ("nobody"). */
export const overflowuid = 65534;
/** (uid_t)-1: no id. */
export const INVALID_UID = 0xffffffff;

export class user_namespace {
  uid_map: uid_gid_extent[] = [];
  gid_map: uid_gid_extent[] = [];
  setgroups_allowed = true;
  readonly level: number;

  constructor(
    readonly parent: user_namespace | null,
    /** Creator's effective ids, the kernel's numbers. */
    readonly owner: number,
    readonly group: number,
    readonly inum: number,
  ) {
    this.level = parent ? parent.level + 1 : 0;
    if (!parent) this.uid_map = this.gid_map = [{ first: 0, lower_first: 0, count: INVALID_UID }];
  }

  #down(map: uid_gid_extent[], id: number): number {
    for (const e of map) if (id >= e.first && id - e.first < e.count) return e.lower_first + (id - e.first);
    return INVALID_UID;
  }
  #up(map: uid_gid_extent[], id: number): number {
    for (const e of map) {
      if (id >= e.lower_first && id - e.lower_first < e.count) return e.first + (id - e.lower_first);
    }
    return INVALID_UID;
  }
  /** The kernel's number of this namespace's id, INVALID_UID if there is none. */
  make_kuid(uid: number): number {
    return this.#down(this.uid_map, uid >>> 0);
  }
  make_kgid(gid: number): number {
    return this.#down(this.gid_map, gid >>> 0);
  }
  from_kuid(kuid: number): number {
    return this.#up(this.uid_map, kuid);
  }
  from_kgid(kgid: number): number {
    return this.#up(this.gid_map, kgid);
  }
  from_kuid_munged(kuid: number): number {
    const uid = this.from_kuid(kuid);
    return uid === INVALID_UID ? overflowuid : uid;
  }
  from_kgid_munged(kgid: number): number {
    const gid = this.from_kgid(kgid);
    return gid === INVALID_UID ? overflowuid : gid;
  }
}

/** Credentials; shared between tasks, never changed in place: prepare_creds, change, commit_creds. */
export class cred {
  uid = 0;
  gid = 0;
  suid = 0;
  sgid = 0;
  euid = 0;
  egid = 0;
  fsuid = 0;
  fsgid = 0;
  securebits = 0;
  cap_inheritable: kernel_cap_t = CAP_EMPTY_SET;
  cap_permitted: kernel_cap_t = CAP_EMPTY_SET;
  cap_effective: kernel_cap_t = CAP_EMPTY_SET;
  cap_bset: kernel_cap_t = CAP_EMPTY_SET;
  cap_ambient: kernel_cap_t = CAP_EMPTY_SET;
  /** Supplementary groups, sorted. */
  groups: readonly number[] = [];

  constructor(public user_ns: user_namespace) {}

  /** Whether the fs group or a supplementary group is kgid. */
  in_group_p(kgid: number): boolean {
    return this.fsgid === kgid || this.groups.includes(kgid);
  }
  in_egroup_p(kgid: number): boolean {
    return this.egid === kgid || this.groups.includes(kgid);
  }
}

/** A copy to change and commit. */
export function prepare_creds(t: task_struct): cred {
  return Object.assign(new cred(t.cred.user_ns), t.cred);
}

/** Makes c the task's credentials (kernel/cred.c commit_creds). */
export function commit_creds(t: task_struct, c: cred): 0 {
  const old = t.cred;
  if (
    old.euid !== c.euid ||
    old.egid !== c.egid ||
    old.fsuid !== c.fsuid ||
    old.fsgid !== c.fsgid ||
    !cap_issubset(c.cap_permitted, old.cap_permitted)
  ) {
    if (t.mm) t.mm.dumpable = t.kernel.suid_dumpable;
    t.pdeath_signal = 0;
  }
  count_process(t, -1);
  t.cred = c;
  count_process(t, 1);
  return 0;
}

/** t counts (1) or no longer counts (-1) as a task of its user, against RLIMIT_NPROC (inc_rlimit_ucounts). */
export function count_process(t: task_struct, by: 1 | -1): void {
  const { user_processes } = t.kernel;
  const left = (user_processes.get(t.cred.uid) ?? 0) + by;
  if (left > 0) user_processes.set(t.cred.uid, left);
  else user_processes.delete(t.cred.uid);
}

/** Whether c has cap towards ns (security/commoncap.c cap_capable). */
export function cap_capable(c: cred, ns: user_namespace, cap: number): boolean {
  for (let target: user_namespace = ns; ; target = target.parent!) {
    if (target === c.user_ns) return cap_raised(c.cap_effective, cap);
    if (target.level <= c.user_ns.level || !target.parent) return false;
    if (target.parent === c.user_ns && target.owner === c.euid) return true;
  }
}

/** Whether the task has cap over ns: over what that namespace owns. */
export function ns_capable(t: task_struct, ns: user_namespace, cap: number): boolean {
  const ok = cap_capable(t.cred, ns, cap);
  if (ok) t.flags |= PF_SUPERPRIV;
  return ok;
}

/** Whether the task has cap over the whole system. */
export function capable(t: task_struct, cap: number): boolean {
  return ns_capable(t, t.kernel.init_user_ns, cap);
}

export const PF_SUPERPRIV = 0x100;

/** All capabilities of a release. */
export function cap_full_set(has: (release: string) => boolean): kernel_cap_t {
  const last = has("5.9") ? CAP_CHECKPOINT_RESTORE : has("5.8") ? CAP_BPF : CAP_AUDIT_READ;
  return 2 ** ((last < CAP_PERFMON ? CAP_AUDIT_READ : last) + 1) - 1;
}

/** What init starts with: everything but nothing inheritable. */
export function init_cred(ns: user_namespace, full: kernel_cap_t): cred {
  const c = new cred(ns);
  c.cap_permitted = c.cap_effective = c.cap_bset = full;
  return c;
}

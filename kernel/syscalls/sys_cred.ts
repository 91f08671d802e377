// Users, groups, capabilities (kernel/sys.c, groups.c, capability.c).
// Above: index.ts. Below: task/cred.ts, commoncap.ts.

import { copy_from_user, copy_to_user, put_user_u32 } from "../mm/uaccess.ts";
import { cap_emulate_setxuid, cap_fix_fsuid } from "../task/commoncap.ts";
import {
  cap_combine,
  cap_from,
  cap_hi,
  cap_intersect,
  cap_issubset,
  cap_lo,
  commit_creds,
  type cred,
  INVALID_UID,
  ns_capable,
  prepare_creds,
} from "../task/cred.ts";
import { find_task_by_vpid, task_pid_vnr } from "../task/pid.ts";
import type { task_struct } from "../task/task.ts";
import {
  CAP_DATA,
  CAP_DATA_OUT,
  CAP_HEADER,
  GID,
  GROUPS,
  GROUPS_OUT,
  INT,
  UID,
  UINT_PTR_OUT,
} from "../trace/kinds.ts";
import { EINVAL, EPERM, ESRCH } from "../uapi/asm/errno.ts";
import { RLIMIT_NPROC } from "../uapi/asm/resource.ts";
import { CAP_SETGID, CAP_SETPCAP, CAP_SETUID } from "../uapi/linux/capability.ts";
import { family, row } from "./table.ts";

const NGROUPS_MAX = 65536;
const NO_ID = 0xffffffff;

const munge_uid = (t: task_struct, kuid: number): number => t.cred.user_ns.from_kuid_munged(kuid);
const munge_gid = (t: task_struct, kgid: number): number => t.cred.user_ns.from_kgid_munged(kgid);

export const sys_getuid = (t: task_struct): number => munge_uid(t, t.cred.uid);
export const sys_geteuid = (t: task_struct): number => munge_uid(t, t.cred.euid);
export const sys_getgid = (t: task_struct): number => munge_gid(t, t.cred.gid);
export const sys_getegid = (t: task_struct): number => munge_gid(t, t.cred.egid);

/** After real ids changed: the user's process count may now be over its limit. */
function set_user(t: task_struct, c: cred): void {
  let n = 0;
  for (const p of t.kernel.tasks.values()) if (p.cred.uid === c.uid) n++;
  t.nproc_exceeded = n > t.rlimit(RLIMIT_NPROC) && c.uid !== 0;
}

function commit_uids(t: task_struct, c: cred): number {
  cap_emulate_setxuid(c, t.cred);
  cap_fix_fsuid(c, t.cred);
  if (c.uid !== t.cred.uid) set_user(t, c);
  return commit_creds(t, c);
}

export function sys_setuid(t: task_struct, uid: number): number {
  const old = t.cred;
  const kuid = old.user_ns.make_kuid(uid);
  if (kuid === INVALID_UID) return -EINVAL;
  const c = prepare_creds(t);
  if (ns_capable(t, old.user_ns, CAP_SETUID)) c.suid = c.uid = kuid;
  else if (kuid !== old.uid && kuid !== old.suid) return -EPERM;
  c.fsuid = c.euid = kuid;
  return commit_uids(t, c);
}

export function sys_setgid(t: task_struct, gid: number): number {
  const old = t.cred;
  const kgid = old.user_ns.make_kgid(gid);
  if (kgid === INVALID_UID) return -EINVAL;
  const c = prepare_creds(t);
  if (ns_capable(t, old.user_ns, CAP_SETGID)) c.gid = c.egid = c.sgid = c.fsgid = kgid;
  else if (kgid === old.gid || kgid === old.sgid) c.egid = c.fsgid = kgid;
  else return -EPERM;
  return commit_creds(t, c);
}

export function sys_setreuid(t: task_struct, ruid: number, euid: number): number {
  const old = t.cred;
  const ns = old.user_ns;
  const [kr, ke] = [ns.make_kuid(ruid), ns.make_kuid(euid)];
  if ((ruid !== NO_ID && kr === INVALID_UID) || (euid !== NO_ID && ke === INVALID_UID)) return -EINVAL;
  const c = prepare_creds(t);
  const able = () => ns_capable(t, ns, CAP_SETUID);
  if (ruid !== NO_ID) {
    c.uid = kr;
    if (kr !== old.uid && kr !== old.euid && !able()) return -EPERM;
  }
  if (euid !== NO_ID) {
    c.euid = ke;
    if (ke !== old.uid && ke !== old.euid && ke !== old.suid && !able()) return -EPERM;
  }
  if (ruid !== NO_ID || (euid !== NO_ID && ke !== old.uid)) c.suid = c.euid;
  c.fsuid = c.euid;
  return commit_uids(t, c);
}

export function sys_setregid(t: task_struct, rgid: number, egid: number): number {
  const old = t.cred;
  const ns = old.user_ns;
  const [kr, ke] = [ns.make_kgid(rgid), ns.make_kgid(egid)];
  if ((rgid !== NO_ID && kr === INVALID_UID) || (egid !== NO_ID && ke === INVALID_UID)) return -EINVAL;
  const c = prepare_creds(t);
  const able = () => ns_capable(t, ns, CAP_SETGID);
  if (rgid !== NO_ID) {
    if (kr !== old.gid && kr !== old.egid && !able()) return -EPERM;
    c.gid = kr;
  }
  if (egid !== NO_ID) {
    if (ke !== old.gid && ke !== old.egid && ke !== old.sgid && !able()) return -EPERM;
    c.egid = ke;
  }
  if (rgid !== NO_ID || (egid !== NO_ID && ke !== old.gid)) c.sgid = c.egid;
  c.fsgid = c.egid;
  return commit_creds(t, c);
}

export function sys_setresuid(t: task_struct, ruid: number, euid: number, suid: number): number {
  const old = t.cred;
  const ids = [ruid, euid, suid].map((id) => (id === NO_ID ? null : old.user_ns.make_kuid(id)));
  if (ids.includes(INVALID_UID)) return -EINVAL;
  const mine = [old.uid, old.euid, old.suid];
  if (ids.some((id) => id !== null && !mine.includes(id)) && !ns_capable(t, old.user_ns, CAP_SETUID))
    return -EPERM;
  const c = prepare_creds(t);
  c.uid = ids[0] ?? c.uid;
  c.euid = ids[1] ?? c.euid;
  c.suid = ids[2] ?? c.suid;
  c.fsuid = c.euid;
  return commit_uids(t, c);
}

export function sys_setresgid(t: task_struct, rgid: number, egid: number, sgid: number): number {
  const old = t.cred;
  const ids = [rgid, egid, sgid].map((id) => (id === NO_ID ? null : old.user_ns.make_kgid(id)));
  if (ids.includes(INVALID_UID)) return -EINVAL;
  const mine = [old.gid, old.egid, old.sgid];
  if (ids.some((id) => id !== null && !mine.includes(id)) && !ns_capable(t, old.user_ns, CAP_SETGID))
    return -EPERM;
  const c = prepare_creds(t);
  c.gid = ids[0] ?? c.gid;
  c.egid = ids[1] ?? c.egid;
  c.sgid = ids[2] ?? c.sgid;
  c.fsgid = c.egid;
  return commit_creds(t, c);
}

export function sys_getresuid(t: task_struct, r: number, e: number, s: number): number {
  put_user_u32(t, r, munge_uid(t, t.cred.uid));
  put_user_u32(t, e, munge_uid(t, t.cred.euid));
  put_user_u32(t, s, munge_uid(t, t.cred.suid));
  return 0;
}

export function sys_getresgid(t: task_struct, r: number, e: number, s: number): number {
  put_user_u32(t, r, munge_gid(t, t.cred.gid));
  put_user_u32(t, e, munge_gid(t, t.cred.egid));
  put_user_u32(t, s, munge_gid(t, t.cred.sgid));
  return 0;
}

/** The previous id, whether or not it could be changed. */
export function sys_setfsuid(t: task_struct, uid: number): number {
  const old = t.cred;
  const kuid = old.user_ns.make_kuid(uid);
  const before = munge_uid(t, old.fsuid);
  if (kuid === INVALID_UID || kuid === old.fsuid) return before;
  if (![old.uid, old.euid, old.suid].includes(kuid) && !ns_capable(t, old.user_ns, CAP_SETUID)) return before;
  const c = prepare_creds(t);
  c.fsuid = kuid;
  cap_fix_fsuid(c, old);
  commit_creds(t, c);
  return before;
}

export function sys_setfsgid(t: task_struct, gid: number): number {
  const old = t.cred;
  const kgid = old.user_ns.make_kgid(gid);
  const before = munge_gid(t, old.fsgid);
  if (kgid === INVALID_UID || kgid === old.fsgid) return before;
  if (![old.gid, old.egid, old.sgid].includes(kgid) && !ns_capable(t, old.user_ns, CAP_SETGID)) return before;
  const c = prepare_creds(t);
  c.fsgid = kgid;
  commit_creds(t, c);
  return before;
}

export function sys_getgroups(t: task_struct, size: number, list: number): number {
  if (size < 0) return -EINVAL;
  const groups = t.cred.groups;
  if (size === 0) return groups.length;
  if (groups.length > size) return -EINVAL;
  const b = new Uint8Array(groups.length * 4);
  const v = new DataView(b.buffer);
  for (const [i, g] of groups.entries()) v.setUint32(i * 4, munge_gid(t, g));
  copy_to_user(t, list, b);
  return groups.length;
}

export function sys_setgroups(t: task_struct, size: number, list: number): number {
  const ns = t.cred.user_ns;
  if (!ns_capable(t, ns, CAP_SETGID) || !ns.setgroups_allowed || (ns.parent && !ns.gid_map.length))
    return -EPERM;
  if (size >>> 0 > NGROUPS_MAX) return -EINVAL;
  const v = new DataView(copy_from_user(t, list, size * 4).buffer);
  const groups: number[] = [];
  for (let i = 0; i < size; i++) {
    const g = ns.make_kgid(v.getUint32(i * 4));
    if (g === INVALID_UID) return -EINVAL;
    groups.push(g);
  }
  const c = prepare_creds(t);
  c.groups = groups.sort((a, b) => a - b);
  return commit_creds(t, c);
}

const CAPABILITY_V1 = 0x19980330;
const CAPABILITY_V2 = 0x20071026;
const CAPABILITY_V3 = 0x20080522;

/** How many words of each set the header's version has; an unknown one is answered with ours. */
function cap_version(t: task_struct, header: number): { words: number; pid: number } | number {
  const v = new DataView(copy_from_user(t, header, 8).buffer);
  const version = v.getUint32(0);
  if (version === CAPABILITY_V1) return { words: 1, pid: v.getInt32(4) };
  if (version === CAPABILITY_V2 || version === CAPABILITY_V3) return { words: 2, pid: v.getInt32(4) };
  put_user_u32(t, header, CAPABILITY_V3);
  return -EINVAL;
}

export function sys_capget(t: task_struct, header: number, data: number): number {
  const h = cap_version(t, header);
  if (typeof h === "number") return data === 0 && h === -EINVAL ? 0 : h;
  if (h.pid < 0) return -EINVAL;
  const of = h.pid && h.pid !== task_pid_vnr(t, t) ? find_task_by_vpid(t, h.pid) : t;
  if (!of) return -ESRCH;
  if (data === 0) return 0;
  const b = new Uint8Array(h.words * 12);
  const v = new DataView(b.buffer);
  for (let i = 0; i < h.words; i++) {
    const word = i ? cap_hi : cap_lo;
    v.setUint32(i * 12, word(of.cred.cap_effective));
    v.setUint32(i * 12 + 4, word(of.cred.cap_permitted));
    v.setUint32(i * 12 + 8, word(of.cred.cap_inheritable));
  }
  copy_to_user(t, data, b);
  return 0;
}

export function sys_capset(t: task_struct, header: number, data: number): number {
  const h = cap_version(t, header);
  if (typeof h === "number") return h;
  if (h.pid !== 0 && h.pid !== task_pid_vnr(t, t)) return -EPERM;
  const v = new DataView(copy_from_user(t, data, h.words * 12).buffer);
  const set = (at: number): number =>
    cap_intersect(cap_from(v.getUint32(at), h.words > 1 ? v.getUint32(12 + at) : 0), t.kernel.cap_full_set);
  const [effective, permitted, inheritable] = [set(0), set(4), set(8)];
  const old = t.cred;
  if (!cap_issubset(inheritable, cap_combine(old.cap_inheritable, old.cap_permitted)) && !capable_setpcap(t))
    return -EPERM;
  if (!cap_issubset(inheritable, cap_combine(old.cap_inheritable, old.cap_bset))) return -EPERM;
  if (!cap_issubset(permitted, old.cap_permitted)) return -EPERM;
  if (!cap_issubset(effective, permitted)) return -EPERM;
  const c = prepare_creds(t);
  c.cap_effective = effective;
  c.cap_permitted = permitted;
  c.cap_inheritable = inheritable;
  c.cap_ambient = cap_intersect(c.cap_ambient, cap_intersect(permitted, inheritable));
  return commit_creds(t, c);
}

const capable_setpcap = (t: task_struct): boolean => ns_capable(t, t.cred.user_ns, CAP_SETPCAP);

export const rows = family("process", [
  row(23, "setuid", sys_setuid, [UID]),
  row(24, "getuid", sys_getuid, []),
  row(46, "setgid", sys_setgid, [GID]),
  row(47, "getgid", sys_getgid, []),
  row(49, "geteuid", sys_geteuid, []),
  row(50, "getegid", sys_getegid, []),
  row(70, "setreuid", sys_setreuid, [UID, UID]),
  row(71, "setregid", sys_setregid, [GID, GID]),
  row(80, "getgroups", sys_getgroups, [INT, GROUPS_OUT]),
  row(81, "setgroups", sys_setgroups, [INT, GROUPS]),
  row(106, "capget", sys_capget, [CAP_HEADER, CAP_DATA_OUT]),
  row(107, "capset", sys_capset, [CAP_HEADER, CAP_DATA]),
  row(138, "setfsuid", sys_setfsuid, [UID]),
  row(139, "setfsgid", sys_setfsgid, [GID]),
  row(164, "setresuid", sys_setresuid, [UID, UID, UID]),
  row(165, "getresuid", sys_getresuid, [UINT_PTR_OUT, UINT_PTR_OUT, UINT_PTR_OUT]),
  row(170, "setresgid", sys_setresgid, [GID, GID, GID]),
  row(171, "getresgid", sys_getresgid, [UINT_PTR_OUT, UINT_PTR_OUT, UINT_PTR_OUT]),
]);

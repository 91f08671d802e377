// Which namespaces a new or unsharing task lives in (kernel/nsproxy.c, user_namespace.c). Counts keep the mount and
// network namespaces alive.
// Above: fork.ts, sys_ns.ts. Below: nsproxy.ts, cred.ts, fs/namespace.ts, net.

import { copy_mnt_ns, put_mnt_ns } from "../fs/namespace.ts";
import { free_ipc_ns } from "../ipc/ipc_sysctl.ts";
import { copy_net_ns, get_net, put_net } from "../net/core/net_namespace.ts";
import { EINVAL, ENOSPC, EPERM } from "../uapi/asm/errno.ts";
import { CAP_SYS_ADMIN } from "../uapi/linux/capability.ts";
import {
  CLONE_FS,
  CLONE_NEWCGROUP,
  CLONE_NEWIPC,
  CLONE_NEWNET,
  CLONE_NEWNS,
  CLONE_NEWPID,
  CLONE_NEWTIME,
  CLONE_NEWUSER,
  CLONE_NEWUTS,
} from "../uapi/linux/sched.ts";
import { cap_capable, type cred, INVALID_UID, prepare_creds, user_namespace } from "./cred.ts";
import { ipc_namespace, type nsproxy, time_namespace, uts_namespace } from "./nsproxy.ts";
import { pid_namespace } from "./pid.ts";
import type { task_struct } from "./task.ts";

const MAX_LEVEL = 32;
const ALL =
  CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP | CLONE_NEWTIME;

/** The flags that name namespaces, as a 32-bit number. */
const ns_flags = (flags: number): number => Number(BigInt(flags) & BigInt(ALL >>> 0));

/** A new nsproxy's holders count for the namespaces that need it. */
export function get_nsproxy(ns: nsproxy): nsproxy {
  ns.count++;
  return ns;
}

export function put_nsproxy(ns: nsproxy): void {
  if (--ns.count > 0) return;
  put_mnt_ns(ns.mnt_ns);
  put_net(ns.net_ns);
  if (--ns.ipc_ns.count === 0) free_ipc_ns(ns.ipc_ns);
}

/** A fresh nsproxy with one holder; takes references of its own. */
function fresh(ns: nsproxy, change: Parameters<nsproxy["with"]>[0]): nsproxy {
  const n = ns.with(change);
  if (n.mnt_ns === ns.mnt_ns) n.mnt_ns.count++;
  if (n.net_ns === ns.net_ns) get_net(n.net_ns);
  return n;
}

/** A user namespace below the caller's, with the caller's credentials in it: all capabilities there (create_user_ns). */
export function create_user_ns(t: task_struct, c: cred): number {
  const parent = c.user_ns;
  if (parent.level > MAX_LEVEL) return -ENOSPC;
  if (parent.from_kuid(c.euid) === INVALID_UID || parent.from_kgid(c.egid) === INVALID_UID) return -EPERM;
  c.user_ns = new user_namespace(parent, c.euid, c.egid, t.kernel.next_ns_inum());
  c.user_ns.setgroups_allowed = parent.setgroups_allowed;
  c.securebits = 0;
  c.cap_inheritable = 0;
  c.cap_permitted = c.cap_effective = c.cap_bset = t.kernel.cap_full_set;
  c.cap_ambient = 0;
  return 0;
}

/** Credentials of a child: the parent's, or new ones in a new user namespace. */
export function copy_creds(t: task_struct, flags: number): cred | number {
  if (!(Math.floor(flags / CLONE_NEWUSER) % 2)) return t.cred;
  const c = prepare_creds(t);
  const r = create_user_ns(t, c);
  return r < 0 ? r : c;
}

/** What flags name is made anew; the mount namespace is left to use_mnt_ns once the child has its fs_struct. */
function create_new_namespaces(t: task_struct, flags: number, c: cred): nsproxy | number {
  const kernel = t.kernel;
  const old = t.nsproxy;
  let pid_ns = old.pid_ns_for_children;
  if (flags & CLONE_NEWPID) {
    if (t.pid_ns !== old.pid_ns_for_children) return -EINVAL;
    if (pid_ns.level >= MAX_LEVEL) return -ENOSPC;
    pid_ns = new pid_namespace(kernel, pid_ns, c.user_ns, kernel.next_ns_inum());
  }
  let net_ns = old.net_ns;
  if (flags & CLONE_NEWNET) {
    const made = copy_net_ns(c.user_ns, old.net_ns);
    if (typeof made === "number") return made;
    net_ns = made;
  }
  const uts = old.uts_ns;
  return fresh(old, {
    uts_ns: flags & CLONE_NEWUTS ? new uts_namespace({ ...uts.name }, c.user_ns, kernel.next_ns_inum()) : uts,
    ipc_ns: flags & CLONE_NEWIPC ? new ipc_namespace(kernel, c.user_ns, kernel.next_ns_inum()) : old.ipc_ns,
    time_ns: flags & CLONE_NEWTIME ? new time_namespace(c.user_ns, kernel.next_ns_inum()) : old.time_ns,
    pid_ns_for_children: pid_ns,
    net_ns,
  });
}

/** For clone: the caller's nsproxy (one holder more) or a new one, or -ERRNO (copy_namespaces). */
export function copy_namespaces(t: task_struct, flags: number, c: cred): nsproxy | number {
  const wanted = ns_flags(flags);
  if (!wanted) return get_nsproxy(t.nsproxy);
  if (!cap_capable(c, c.user_ns, CAP_SYS_ADMIN)) return -EPERM;
  return create_new_namespaces(t, wanted, c);
}

/** Gives t its own copy of its mount namespace; t.fs must be its own. */
export function use_mnt_ns(t: task_struct): void {
  const old = t.nsproxy;
  get_net(old.net_ns);
  t.nsproxy = old.with({ mnt_ns: copy_mnt_ns(t, old.mnt_ns) });
  put_nsproxy(old);
}

/** unshare(2) of namespaces and fs_struct. 0 or -ERRNO. */
export function ksys_unshare(t: task_struct, flags: number): number {
  if (flags & CLONE_NEWUSER) flags |= CLONE_FS;
  if (flags & CLONE_NEWNS) flags |= CLONE_FS;
  let c = t.cred;
  if (flags & CLONE_NEWUSER) {
    if (t.signal.threads.length > 1) return -EINVAL;
    c = prepare_creds(t);
    const r = create_user_ns(t, c);
    if (r < 0) return r;
  }
  const wanted = flags & ALL;
  let ns: nsproxy | number = t.nsproxy;
  if (wanted) {
    if (!cap_capable(c, c.user_ns, CAP_SYS_ADMIN)) return -EPERM;
    ns = create_new_namespaces(t, wanted, c);
    if (typeof ns === "number") return ns;
  }
  if (flags & CLONE_FS && t.fs.count > 1) {
    t.fs.count--;
    t.fs = t.fs.dup();
  }
  t.cred = c;
  if (ns !== t.nsproxy) {
    put_nsproxy(t.nsproxy);
    t.nsproxy = ns;
  }
  if (flags & CLONE_NEWNS) use_mnt_ns(t);
  return 0;
}

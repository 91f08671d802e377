// Which namespaces a new or unsharing task lives in (kernel/nsproxy.c, user_namespace.c). Counts keep the mount and
// network namespaces alive.
// Above: fork.ts, sys_process.ts, sys_ns.ts. Below: nsproxy.ts, cred.ts, fs/namespace.ts, net.

import { copy_mnt_ns, follow_mount, type mnt_namespace, put_mnt_ns } from "../fs/namespace.ts";
import { free_ipc_ns } from "../ipc/ipc_sysctl.ts";
import { copy_net_ns, get_net, type net, put_net } from "../net/core/net_namespace.ts";
import { EINVAL, ENOSPC, EPERM, EUSERS } from "../uapi/asm/errno.ts";
import { CAP_SYS_ADMIN, CAP_SYS_CHROOT } from "../uapi/linux/capability.ts";
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
import { ptrace_may_access } from "./access.ts";
import { cap_capable, count_process, type cred, INVALID_UID, prepare_creds, user_namespace } from "./cred.ts";
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
  release_namespace(ns.mnt_ns, CLONE_NEWNS);
  release_namespace(ns.net_ns, CLONE_NEWNET);
  release_namespace(ns.ipc_ns, CLONE_NEWIPC);
}

/** Another holder of a namespace whose end matters: an open file, a mount. */
export function hold_namespace(ns: object, type: number): void {
  if (type === CLONE_NEWNET) get_net(ns as net);
  else if (type === CLONE_NEWNS || type === CLONE_NEWIPC) (ns as mnt_namespace | ipc_namespace).count++;
}

export function release_namespace(ns: object, type: number): void {
  if (type === CLONE_NEWNET) put_net(ns as net);
  else if (type === CLONE_NEWNS) put_mnt_ns(ns as mnt_namespace);
  else if (type === CLONE_NEWIPC && --(ns as ipc_namespace).count === 0) free_ipc_ns(ns as ipc_namespace);
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
  count_process(t, -1);
  t.cred = c;
  count_process(t, 1);
  if (ns !== t.nsproxy) {
    put_nsproxy(t.nsproxy);
    t.nsproxy = ns;
  }
  if (flags & CLONE_NEWNS) use_mnt_ns(t);
  return 0;
}

/** A namespace to enter: what /proc/PID/ns files stand for. */
export interface joined_ns {
  readonly ns: object;
  readonly type: number;
}

/** The namespaces of another process that nstype names, for a setns on its pidfd; or -EINVAL, -EPERM. */
export function namespaces_of(t: task_struct, of: task_struct, nstype: number): joined_ns[] | number {
  if (nstype & ~(ALL | CLONE_NEWUSER)) return -EINVAL;
  if (!ptrace_may_access(t, of)) return -EPERM;
  const p = of.nsproxy;
  const all: joined_ns[] = [
    { type: CLONE_NEWUSER, ns: of.cred.user_ns },
    { type: CLONE_NEWNS, ns: p.mnt_ns },
    { type: CLONE_NEWUTS, ns: p.uts_ns },
    { type: CLONE_NEWIPC, ns: p.ipc_ns },
    { type: CLONE_NEWPID, ns: of.pid_ns },
    { type: CLONE_NEWNET, ns: p.net_ns },
    { type: CLONE_NEWTIME, ns: p.time_ns },
  ];
  return all.filter((x) => (nstype & x.type) !== 0);
}

/** setns: enters all of them or none; each kind's own rules (the *_install functions). 0 or -ERRNO. */
export function join_namespaces(t: task_struct, wanted: readonly joined_ns[]): number {
  let c = t.cred;
  let change: Parameters<nsproxy["with"]>[0] = {};
  let mnt: mnt_namespace | null = null;
  const admin = (ns: user_namespace) => cap_capable(c, ns, CAP_SYS_ADMIN);
  for (const { ns, type } of wanted) {
    const both = (owner: user_namespace) => admin(owner) && admin(c.user_ns);
    switch (type) {
      case CLONE_NEWUSER: {
        const user = ns as user_namespace;
        if (user === t.cred.user_ns) return -EINVAL;
        if (t.signal.threads.length > 1 || t.fs.count !== 1) return -EINVAL;
        if (!cap_capable(t.cred, user, CAP_SYS_ADMIN)) return -EPERM;
        c = prepare_creds(t);
        c.user_ns = user;
        c.securebits = 0;
        c.cap_inheritable = c.cap_ambient = 0;
        c.cap_permitted = c.cap_effective = c.cap_bset = t.kernel.cap_full_set;
        break;
      }
      case CLONE_NEWNS:
        if (!both((ns as mnt_namespace).user_ns) || !cap_capable(c, c.user_ns, CAP_SYS_CHROOT)) return -EPERM;
        if (t.fs.count !== 1) return -EINVAL;
        mnt = ns as mnt_namespace;
        change = { ...change, mnt_ns: mnt };
        break;
      case CLONE_NEWUTS:
        if (!both((ns as uts_namespace).user_ns)) return -EPERM;
        change = { ...change, uts_ns: ns as uts_namespace };
        break;
      case CLONE_NEWIPC:
        if (!both((ns as ipc_namespace).user_ns)) return -EPERM;
        change = { ...change, ipc_ns: ns as ipc_namespace };
        break;
      case CLONE_NEWNET:
        if (!both((ns as net).user_ns)) return -EPERM;
        change = { ...change, net_ns: ns as net };
        break;
      case CLONE_NEWTIME:
        if (t.signal.threads.length > 1) return -EUSERS;
        if (!both((ns as time_namespace).user_ns)) return -EPERM;
        change = { ...change, time_ns: ns as time_namespace };
        break;
      case CLONE_NEWPID: {
        const pid = ns as pid_namespace;
        if (!both(pid.user_ns)) return -EPERM;
        // one may go down the tree, never up
        let up: pid_namespace | null = pid;
        while (up && up.level > t.pid_ns.level) up = up.parent;
        if (up !== t.pid_ns) return -EINVAL;
        change = { ...change, pid_ns_for_children: pid };
        break;
      }
      case CLONE_NEWCGROUP:
        break; // there is only one
      default:
        return -EINVAL;
    }
  }
  const old = t.nsproxy;
  const made = old.with(change);
  made.mnt_ns.count++;
  get_net(made.net_ns);
  if (made.ipc_ns !== old.ipc_ns) t.kernel.exit_sem?.(t);
  count_process(t, -1);
  t.cred = c;
  count_process(t, 1);
  t.nsproxy = made;
  put_nsproxy(old);
  if (mnt) {
    const root = follow_mount({ mnt: mnt.root, dentry: mnt.root.mnt_root });
    t.fs.root = root;
    t.fs.pwd = root;
  }
  return 0;
}

// Namespaces as files: what /proc/PID/ns/* lead to, for setns, stat and ioctl (fs/nsfs.c).
// Above: proc/base.ts, setns, pidfd. Below: open.ts.

import type { Kernel } from "../kernel.ts";
import { put_user_u32 } from "../mm/uaccess.ts";
import { cap_capable } from "../task/cred.ts";
import { hold_namespace, release_namespace } from "../task/namespaces.ts";
import type { task_struct } from "../task/task.ts";
import { EINVAL, ENOTTY, EPERM } from "../uapi/asm/errno.ts";
import { O_RDONLY } from "../uapi/asm/fcntl.ts";
import { CAP_SYS_ADMIN } from "../uapi/linux/capability.ts";
import { NSFS_MAGIC } from "../uapi/linux/magic.ts";
import { NS_GET_NSTYPE, NS_GET_OWNER_UID, NS_GET_PARENT, NS_GET_USERNS } from "../uapi/linux/nsfs.ts";
import {
  CLONE_NEWCGROUP,
  CLONE_NEWIPC,
  CLONE_NEWNET,
  CLONE_NEWNS,
  CLONE_NEWPID,
  CLONE_NEWTIME,
  CLONE_NEWUSER,
  CLONE_NEWUTS,
} from "../uapi/linux/sched.ts";
import { S_IFREG } from "../uapi/linux/stat.ts";
import { dentry, type path } from "./dcache.ts";
import type { file, file_operations } from "./file.ts";
import { inode } from "./inode.ts";
import { init_pseudo } from "./libfs.ts";
import type { mount } from "./namespace.ts";
import { do_dentry_open } from "./open.ts";

/** A kind of namespace: its name in /proc/PID/ns, its CLONE_ flag, and where a task keeps it. */
export interface ns_kind {
  readonly name: string;
  readonly type: number;
  get(t: task_struct): object | null;
}

export const ns_kinds: readonly ns_kind[] = [
  { name: "cgroup", type: CLONE_NEWCGROUP, get: (t) => cgroup_ns(t.kernel) },
  { name: "ipc", type: CLONE_NEWIPC, get: (t) => t.nsproxy?.ipc_ns ?? null },
  { name: "mnt", type: CLONE_NEWNS, get: (t) => t.nsproxy?.mnt_ns ?? null },
  { name: "net", type: CLONE_NEWNET, get: (t) => t.nsproxy?.net_ns ?? null },
  { name: "pid", type: CLONE_NEWPID, get: (t) => t.pid_ns },
  { name: "pid_for_children", type: CLONE_NEWPID, get: (t) => t.nsproxy?.pid_ns_for_children ?? null },
  { name: "time", type: CLONE_NEWTIME, get: (t) => t.nsproxy?.time_ns ?? null },
  { name: "time_for_children", type: CLONE_NEWTIME, get: (t) => t.nsproxy?.time_ns ?? null },
  { name: "user", type: CLONE_NEWUSER, get: (t) => t.user_ns },
  { name: "uts", type: CLONE_NEWUTS, get: (t) => t.nsproxy?.uts_ns ?? null },
];

/** The only cgroup namespace there is. */
const cgroups = new WeakMap<Kernel, { inum: number }>();
function cgroup_ns(kernel: Kernel): object {
  let ns = cgroups.get(kernel);
  if (!ns) cgroups.set(kernel, (ns = { inum: kernel.next_ns_inum() }));
  return ns;
}

export const ns_inum = (ns: object): number =>
  (ns as { inum?: number; ino?: number }).inum ?? (ns as { ino?: number }).ino ?? 0;

interface state {
  mnt: mount;
  dentries: WeakMap<object, dentry>;
}
const states = new WeakMap<Kernel, state>();

/** What an open namespace file stands for. */
export interface proc_ns {
  ns: object;
  type: number;
}

const short = (kind: ns_kind) => kind.name.replace(/_for_children$/, "");

/** The place that stands for the namespace (ns_get_path). */
export function ns_path(kernel: Kernel, kind: ns_kind, ns: object): path {
  let st = states.get(kernel);
  if (!st) {
    st = { mnt: init_pseudo(kernel, "nsfs", NSFS_MAGIC), dentries: new WeakMap() };
    st.mnt.mnt_sb.s_op = {
      hold_root(root, held) {
        const p = root.d_inode?.i_private as proc_ns | null;
        if (p) hold_ns(p, held);
      },
    };
    states.set(kernel, st);
  }
  let d = st.dentries.get(ns);
  if (!d) {
    const ino = new inode(st.mnt.mnt_sb, S_IFREG | 0o444, {}, ns_inum(ns));
    ino.i_fop = ns_fops;
    ino.i_private = { ns, type: kind.type } satisfies proc_ns;
    d = new dentry(null, "", ino, ino.i_sb);
    d.d_op = { d_dname: () => `${short(kind)}:[${ns_inum(ns)}]` };
    st.dentries.set(ns, d);
  }
  return { mnt: st.mnt, dentry: d };
}

/** The namespace behind an open file, or null if it is none (proc_ns_file). */
export function proc_ns_file(f: file): proc_ns | null {
  return f.f_op === ns_fops ? (f.f_inode.i_private as proc_ns) : null;
}

export function open_ns(t: task_struct, kind: ns_kind, ns: object): number {
  const fd = t.files.alloc_fd(t);
  if (fd < 0) return fd;
  t.files.fd_install(fd, do_dentry_open(t, ns_path(t.kernel, kind, ns), O_RDONLY) as file, true);
  return fd;
}

/** Open files and mounts of a namespace's file keep it alive. */
function hold_ns({ ns, type }: proc_ns, held: boolean): void {
  if (held) hold_namespace(ns, type);
  else release_namespace(ns, type);
}

const ns_fops: file_operations = {
  name: "nsfs",
  open(_t, f) {
    hold_ns(f.f_inode.i_private as proc_ns, true);
    return 0;
  },
  release: (f) => hold_ns(f.f_inode.i_private as proc_ns, false),
  ioctl(t, f, cmd, arg) {
    const { ns, type } = f.f_inode.i_private as proc_ns;
    const of = ns as { user_ns?: object; parent?: object | null; owner?: number };
    const user = ns_kinds.find((k) => k.type === CLONE_NEWUSER)!;
    switch (cmd >>> 0) {
      case NS_GET_USERNS: {
        const owner = type === CLONE_NEWUSER ? of.parent : (of.user_ns ?? t.kernel.init_user_ns);
        if (!owner || !cap_capable(t.cred, owner as never, CAP_SYS_ADMIN)) return -EPERM;
        return open_ns(t, user, owner);
      }
      case NS_GET_PARENT:
        if (type !== CLONE_NEWUSER && type !== CLONE_NEWPID) return -EINVAL;
        if (!of.parent) return -EPERM;
        return open_ns(t, ns_kinds.find((k) => k.type === type)!, of.parent);
      case NS_GET_NSTYPE:
        return type;
      case NS_GET_OWNER_UID:
        if (type !== CLONE_NEWUSER) return -EINVAL;
        put_user_u32(t, arg, t.user_ns.from_kuid_munged(of.owner ?? 0));
        return 0;
      default:
        return -ENOTTY;
    }
  },
};

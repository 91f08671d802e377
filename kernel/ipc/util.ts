// What System V semaphores, message queues and shared memory have in common (ipc/util.c): objects by identifier and by
// key, owners and permissions, and the tables of one IPC namespace.
// Above: sem.ts, msg.ts, shm.ts, mqueue.ts, ipc_sysctl.ts. Below: task/cred.ts, nsproxy.ts.

import { ns_capable } from "../task/cred.ts";
import type { ipc_namespace } from "../task/nsproxy.ts";
import { type pid, pid_vnr } from "../task/pid.ts";
import type { task_struct } from "../task/task.ts";
import { EACCES, EEXIST, EIDRM, EINVAL, ENOENT, ENOSPC, EPERM } from "../uapi/asm/errno.ts";
import type { ipc64_perm } from "../uapi/asm/ipcbuf.ts";
import { CAP_IPC_OWNER, CAP_SYS_ADMIN } from "../uapi/linux/capability.ts";
import { IPC_CREAT, IPC_EXCL, IPC_PRIVATE } from "../uapi/linux/ipc.ts";
import type { Values } from "../uapi/struct.ts";

/** Identifiers: the index in the low bits, how often indices were used again above (IPCMNI). */
export const IPCMNI_SHIFT = 15;
const IPCMNI = 1 << IPCMNI_SHIFT;
const SEQ_MAX = 0xffff;

/** Owner, permissions and name of an object (struct kern_ipc_perm). uids are the kernel's. */
export class kern_ipc_perm {
  deleted = false;
  id = 0;
  index = 0;
  seq = 0;
  uid: number;
  gid: number;
  readonly cuid: number;
  readonly cgid: number;

  constructor(
    t: task_struct,
    public key: number,
    public mode: number,
  ) {
    this.cuid = this.uid = t.cred.euid;
    this.cgid = this.gid = t.cred.egid;
  }
}

/** All objects of one kind in a namespace (struct ipc_ids). */
export class ipc_ids<T extends kern_ipc_perm> {
  readonly #byIndex = new Map<number, T>();
  readonly #byKey = new Map<number, T>();
  seq = 0;
  /** The identifier wanted for the next object (/proc/sys/kernel/*_next_id), or -1. */
  next_id = -1;
  #last = -1;

  /** limit: how many there may be (semmni, msgmni, shmmni). */
  constructor(
    readonly ns: ipc_namespace,
    readonly limit: () => number,
  ) {}

  get in_use(): number {
    return this.#byIndex.size;
  }
  /** The highest index in use, -1 if there is none. */
  get max_idx(): number {
    let max = -1;
    for (const i of this.#byIndex.keys()) if (i > max) max = i;
    return max;
  }
  /** In order of their indices. */
  list(): T[] {
    return [...this.#byIndex.values()].sort((a, b) => a.index - b.index);
  }
  at(index: number): T | undefined {
    return this.#byIndex.get(index);
  }
  by_key(key: number): T | undefined {
    return this.#byKey.get(key);
  }

  /** Enters an object: its identifier, or -ENOSPC (ipc_addid). */
  add(o: T): number {
    if (this.in_use >= Math.min(this.limit(), IPCMNI)) return -ENOSPC;
    let index = 0;
    if (this.next_id >= 0) {
      index = this.next_id & (IPCMNI - 1);
      o.seq = (this.next_id >> IPCMNI_SHIFT) & SEQ_MAX;
      this.next_id = -1;
      while (this.#byIndex.has(index)) index++;
      if (index >= IPCMNI) return -ENOSPC;
    } else if (this.ns.kernel.release.atLeast("5.2")) {
      // numbers are used round about; the sequence rises when they start from the bottom again
      const around = Math.max((this.in_use * 3) >> 1, 1024);
      index = this.#last + 1 < around ? this.#last + 1 : 0;
      while (this.#byIndex.has(index)) index = (index + 1) % IPCMNI;
      if (index <= this.#last) this.seq = (this.seq + 1) & SEQ_MAX;
      this.#last = index;
      o.seq = this.seq;
    } else {
      while (this.#byIndex.has(index)) index++;
      o.seq = this.seq;
      this.seq = (this.seq + 1) & SEQ_MAX;
    }
    o.index = index;
    o.id = ((o.seq << IPCMNI_SHIFT) | index) & 0x7fffffff;
    this.#byIndex.set(index, o);
    if (o.key !== IPC_PRIVATE) this.#byKey.set(o.key, o);
    return o.id;
  }

  /** Takes an object out (ipc_rmid). */
  remove(o: T): void {
    o.deleted = true;
    this.#byIndex.delete(o.index);
    if (this.#byKey.get(o.key) === o) this.#byKey.delete(o.key);
  }

  /** The object can no longer be found by its key (ipc_set_key_private). */
  set_key_private(o: T): void {
    if (this.#byKey.get(o.key) === o) this.#byKey.delete(o.key);
    o.key = IPC_PRIVATE;
  }

  /** The object with an identifier, or -EINVAL: none, or -EIDRM: the index is another's by now (ipc_obtain_object_check). */
  obtain(id: number): T | number {
    if (id < 0) return -EINVAL;
    const o = this.#byIndex.get(id & (IPCMNI - 1));
    if (!o) return -EINVAL;
    return o.seq === id >> IPCMNI_SHIFT ? o : -EIDRM;
  }
}

/** Whether t may do what flag's permission bits (any third of them) ask for: 0 or -EACCES (ipcperms). */
export function ipcperms(t: task_struct, ns: ipc_namespace, p: kern_ipc_perm, flag: number): number {
  const c = t.cred;
  const requested = (flag >> 6) | (flag >> 3) | flag;
  let granted = p.mode;
  if (c.euid === p.cuid || c.euid === p.uid) granted >>= 6;
  else if (c.in_group_p(p.cgid) || c.in_group_p(p.gid)) granted >>= 3;
  return requested & ~granted & 7 && !ns_capable(t, ns.user_ns, CAP_IPC_OWNER) ? -EACCES : 0;
}

/** What the *get calls share: the identifier for a key, made if need be (ipcget). */
export function ipcget<T extends kern_ipc_perm>(
  t: task_struct,
  ids: ipc_ids<T>,
  key: number,
  flg: number,
  make: () => number,
  more_checks: (o: T) => number,
): number {
  if (key === IPC_PRIVATE) return make();
  const o = ids.by_key(key);
  if (!o) return flg & IPC_CREAT ? make() : -ENOENT;
  if (flg & IPC_CREAT && flg & IPC_EXCL) return -EEXIST;
  const r = more_checks(o);
  if (r) return r;
  return ipcperms(t, ids.ns, o, flg) || o.id;
}

/** Whether t may change or remove the object: its owner, its creator, or privileged (ipcctl_obtain_check). 0 or -EPERM. */
export function ipcctl_check(t: task_struct, ns: ipc_namespace, p: kern_ipc_perm): number {
  const { euid } = t.cred;
  return euid === p.cuid || euid === p.uid || ns_capable(t, ns.user_ns, CAP_SYS_ADMIN) ? 0 : -EPERM;
}

/** struct ipc64_perm as t sees it (kernel_to_ipc64_perm). */
export function kernel_to_ipc64_perm(t: task_struct, p: kern_ipc_perm) {
  const user = t.cred.user_ns;
  return {
    key: p.key,
    uid: user.from_kuid_munged(p.uid),
    gid: user.from_kgid_munged(p.gid),
    cuid: user.from_kuid_munged(p.cuid),
    cgid: user.from_kgid_munged(p.cgid),
    mode: p.mode,
    seq: p.seq,
  };
}

/** IPC_SET's half of the permissions: 0 or -EINVAL (ipc_update_perm). */
export function ipc_update_perm(
  t: task_struct,
  p: kern_ipc_perm,
  from: Values<typeof ipc64_perm.fields>,
): number {
  const uid = t.cred.user_ns.make_kuid(from.uid);
  const gid = t.cred.user_ns.make_kgid(from.gid);
  if (uid === 0xffffffff || gid === 0xffffffff) return -EINVAL;
  p.uid = uid;
  p.gid = gid;
  p.mode = (p.mode & ~0o777) | (from.mode & 0o777);
  return 0;
}

/** Wall-clock seconds. */
export const real_seconds = (t: { kernel: task_struct["kernel"] }): number =>
  Number(t.kernel.realtime() / 1_000_000_000n);

/** A time's two words. */
export const time_words = (seconds: number): [number, number] => [
  Math.floor(seconds / 0x100000000),
  seconds >>> 0,
];

export const pid_nr = (t: task_struct, p: pid | null): number => pid_vnr(t, p);
export const task_tgid = (t: task_struct): pid => t.group_leader.thread_pid;

/** The state that subject keeps in a namespace under name, made on first use. */
export function of_ns<T>(ns: ipc_namespace, name: string, make: () => T): T {
  let state = ns.tables.get(name) as T | undefined;
  if (!state) ns.tables.set(name, (state = make()));
  return state;
}

/** One line of /proc/sysvipc/*. */
export const columns = (...fields: [value: number | string, width: number][]): string =>
  `${fields.map(([v, w]) => String(v).padStart(w)).join(" ")}\n`;

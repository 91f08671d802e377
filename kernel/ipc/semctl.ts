// semctl(2): one semaphore, all of a set, or the set itself (ipc/sem.c).
// Above: syscalls/sys_ipc.ts, fs/proc. Below: sem.ts.

import { copy_from_user, copy_to_user } from "../mm/uaccess.ts";
import type { ipc_namespace } from "../task/nsproxy.ts";
import type { task_struct } from "../task/task.ts";
import { EACCES, EINVAL, ERANGE } from "../uapi/asm/errno.ts";
import { semid64_ds } from "../uapi/asm/sembuf.ts";
import { IPC_INFO, IPC_RMID, IPC_SET, IPC_STAT } from "../uapi/linux/ipc.ts";
import * as uapi from "../uapi/linux/sem.ts";
import { do_smart_update, freeary, type sem_array, sem_ns } from "./sem.ts";
import {
  columns,
  ipc_update_perm,
  ipcctl_check,
  ipcperms,
  kernel_to_ipc64_perm,
  pid_nr,
  real_seconds,
  task_tgid,
  time_words,
} from "./util.ts";

function semctl_info(t: task_struct, ns: ipc_namespace, cmd: number, p: number): number {
  const st = sem_ns(ns);
  const live = cmd === uapi.SEM_INFO;
  copy_to_user(
    t,
    p,
    uapi.seminfo.make({
      semmni: st.sc_semmni,
      semmns: st.sc_semmns,
      semmsl: st.sc_semmsl,
      semopm: st.sc_semopm,
      semvmx: uapi.SEMVMX,
      semmnu: uapi.SEMMNU,
      semmap: uapi.SEMMAP,
      semume: uapi.SEMUME,
      semusz: live ? st.ids.in_use : uapi.SEMUSZ,
      semaem: live ? st.used_sems : uapi.SEMAEM,
    }),
  );
  return Math.max(st.ids.max_idx, 0);
}

function semctl_stat(t: task_struct, ns: ipc_namespace, semid: number, cmd: number, p: number): number {
  const { ids } = sem_ns(ns);
  const sma = cmd === IPC_STAT ? ids.obtain(semid) : (ids.at(semid & 0x7fff) ?? -EINVAL);
  if (typeof sma === "number") return sma;
  if (cmd !== uapi.SEM_STAT_ANY && ipcperms(t, ns, sma, 0o444)) return -EACCES;
  const [oh, ol] = time_words(sma.sem_otime);
  const [ch, cl] = time_words(sma.sem_ctime);
  copy_to_user(
    t,
    p,
    semid64_ds.make({
      sem_perm: kernel_to_ipc64_perm(t, sma),
      sem_otime_high: oh,
      sem_otime: ol,
      sem_ctime_high: ch,
      sem_ctime: cl,
      sem_nsems: sma.sem_nsems,
    }),
  );
  return cmd === IPC_STAT ? 0 : sma.id;
}

/** How many wait because of semaphore semnum: for more (GETNCNT), or for zero (GETZCNT). */
function count_semcnt(sma: sem_array, semnum: number, zero: boolean): number {
  let n = 0;
  for (const q of [...sma.pending_const, ...sma.pending_alter]) {
    if (q.blocking.sem_num === semnum && (q.blocking.sem_op === 0) === zero) n++;
  }
  return n;
}

function changed(t: task_struct, sma: sem_array): number {
  sma.sem_ctime = real_seconds(t);
  do_smart_update(sma, null, false);
  return 0;
}

function semctl_values(
  t: task_struct,
  ns: ipc_namespace,
  semid: number,
  semnum: number,
  cmd: number,
  arg: number,
): number {
  if (cmd === uapi.SETVAL && ((arg | 0) > uapi.SEMVMX || (arg | 0) < 0)) return -ERANGE;
  const sma = sem_ns(ns).ids.obtain(semid);
  if (typeof sma === "number") return sma;
  const inside = semnum >= 0 && semnum < sma.sem_nsems;
  if (cmd === uapi.SETVAL && !inside) return -EINVAL;
  const writes = cmd === uapi.SETVAL || cmd === uapi.SETALL;
  if (ipcperms(t, ns, sma, writes ? 0o222 : 0o444)) return -EACCES;
  switch (cmd) {
    case uapi.GETALL: {
      const b = new Uint8Array(2 * sma.sem_nsems);
      sma.sems.forEach((s, i) => {
        b[2 * i] = s.semval >> 8;
        b[2 * i + 1] = s.semval;
      });
      copy_to_user(t, arg, b);
      return 0;
    }
    case uapi.SETALL: {
      const b = copy_from_user(t, arg, 2 * sma.sem_nsems);
      const values = sma.sems.map((_s, i) => (b[2 * i] << 8) | b[2 * i + 1]);
      if (values.some((v) => v > uapi.SEMVMX)) return -ERANGE;
      values.forEach((v, i) => {
        sma.sems[i].semval = v;
        sma.sems[i].sempid = task_tgid(t);
      });
      for (const un of sma.undos.values()) un.fill(0);
      return changed(t, sma);
    }
    case uapi.SETVAL:
      for (const un of sma.undos.values()) un[semnum] = 0;
      sma.sems[semnum].semval = arg;
      sma.sems[semnum].sempid = task_tgid(t);
      return changed(t, sma);
  }
  if (!inside) return -EINVAL;
  const s = sma.sems[semnum];
  if (cmd === uapi.GETVAL) return s.semval;
  if (cmd === uapi.GETPID) return pid_nr(t, s.sempid);
  return count_semcnt(sma, semnum, cmd === uapi.GETZCNT);
}

/** IPC_RMID and IPC_SET. */
function semctl_down(t: task_struct, ns: ipc_namespace, semid: number, cmd: number, p: number): number {
  const perm = cmd === IPC_SET ? semid64_ds.get(copy_from_user(t, p, semid64_ds.size)).sem_perm : null;
  const sma = sem_ns(ns).ids.obtain(semid);
  if (typeof sma === "number") return sma;
  const denied = ipcctl_check(t, ns, sma);
  if (denied) return denied;
  if (!perm) {
    freeary(sma);
    return 0;
  }
  const r = ipc_update_perm(t, sma, perm);
  if (r) return r;
  sma.sem_ctime = real_seconds(t);
  return 0;
}

export function ksys_semctl(t: task_struct, semid: number, semnum: number, cmd: number, arg: number): number {
  if (semid < 0) return -EINVAL;
  const ns = t.nsproxy.ipc_ns;
  switch (cmd) {
    case IPC_INFO:
    case uapi.SEM_INFO:
      return semctl_info(t, ns, cmd, arg);
    case uapi.SEM_STAT_ANY:
      if (!t.kernel.release.atLeast("4.17")) return -EINVAL;
      return semctl_stat(t, ns, semid, cmd, arg);
    case IPC_STAT:
    case uapi.SEM_STAT:
      return semctl_stat(t, ns, semid, cmd, arg);
    case uapi.GETALL:
    case uapi.GETVAL:
    case uapi.GETPID:
    case uapi.GETNCNT:
    case uapi.GETZCNT:
    case uapi.SETALL:
    case uapi.SETVAL:
      return semctl_values(t, ns, semid, semnum, cmd, arg);
    case IPC_RMID:
    case IPC_SET:
      return semctl_down(t, ns, semid, cmd, arg);
    default:
      return -EINVAL;
  }
}

/** /proc/sysvipc/sem. */
export function sysvipc_sem(ns: ipc_namespace, t: task_struct): string {
  const user = t.cred.user_ns;
  let s = "       key      semid perms      nsems   uid   gid  cuid  cgid      otime      ctime\n";
  for (const a of sem_ns(ns).ids.list()) {
    s += columns(
      [a.key, 10],
      [a.id, 10],
      [a.mode.toString(8), 5],
      [a.sem_nsems, 10],
      [user.from_kuid_munged(a.uid), 5],
      [user.from_kgid_munged(a.gid), 5],
      [user.from_kuid_munged(a.cuid), 5],
      [user.from_kgid_munged(a.cgid), 5],
      [a.sem_otime, 10],
      [a.sem_ctime, 10],
    );
  }
  return s;
}

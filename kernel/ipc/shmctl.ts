// shmctl(2) and /proc/sysvipc/shm (ipc/shm.c).
// Above: syscalls/sys_ipc.ts, fs/proc. Below: shm.ts.

import { copy_from_user, copy_to_user } from "../mm/uaccess.ts";
import { ns_capable } from "../task/cred.ts";
import type { ipc_namespace } from "../task/nsproxy.ts";
import type { task_struct } from "../task/task.ts";
import { EACCES, EINVAL, EPERM } from "../uapi/asm/errno.ts";
import { RLIMIT_MEMLOCK } from "../uapi/asm/resource.ts";
import { shmid64_ds, shminfo64 } from "../uapi/asm/shmbuf.ts";
import { CAP_IPC_LOCK } from "../uapi/linux/capability.ts";
import { IPC_INFO, IPC_RMID, IPC_SET, IPC_STAT } from "../uapi/linux/ipc.ts";
import * as uapi from "../uapi/linux/shm.ts";
import { do_shm_rmid, SHM_LOCKED, shm_ns, type shmid_kernel } from "./shm.ts";
import {
  columns,
  ipc_update_perm,
  ipcctl_check,
  ipcperms,
  kernel_to_ipc64_perm,
  pid_nr,
  real_seconds,
  time_words,
} from "./util.ts";

function shmctl_down(t: task_struct, ns: ipc_namespace, shmid: number, cmd: number, buf: number): number {
  const perm = cmd === IPC_SET ? shmid64_ds.get(copy_from_user(t, buf, shmid64_ds.size)).shm_perm : null;
  const shp = shm_ns(ns).ids.obtain(shmid);
  if (typeof shp === "number") return shp;
  const denied = ipcctl_check(t, ns, shp);
  if (denied) return denied;
  if (!perm) {
    do_shm_rmid(shp);
    return 0;
  }
  const r = ipc_update_perm(t, shp, perm);
  if (r) return r;
  shp.shm_ctim = real_seconds(t);
  return 0;
}

function shmctl_ipc_info(t: task_struct, ns: ipc_namespace, buf: number): number {
  const st = shm_ns(ns);
  copy_to_user(
    t,
    buf,
    shminfo64.make({
      shmmax: st.shm_ctlmax,
      shmmin: uapi.SHMMIN,
      shmmni: st.shm_ctlmni,
      shmseg: st.shm_ctlmni,
      shmall: st.shm_ctlall,
    }),
  );
  return Math.max(st.ids.max_idx, 0);
}

const resident = (shp: shmid_kernel): number => shp.shm_file.f_inode.i_mapping!.nrpages;

function shmctl_shm_info(t: task_struct, ns: ipc_namespace, buf: number): number {
  const st = shm_ns(ns);
  const shm_rss = st.ids.list().reduce((n, shp) => n + resident(shp), 0);
  copy_to_user(t, buf, uapi.shm_info.make({ used_ids: st.ids.in_use, shm_tot: st.shm_tot, shm_rss }));
  return Math.max(st.ids.max_idx, 0);
}

function shmctl_stat(t: task_struct, ns: ipc_namespace, shmid: number, cmd: number, buf: number): number {
  const { ids } = shm_ns(ns);
  const shp = cmd === IPC_STAT ? ids.obtain(shmid) : (ids.at(shmid & 0x7fff) ?? -EINVAL);
  if (typeof shp === "number") return shp;
  if (cmd !== uapi.SHM_STAT_ANY && ipcperms(t, ns, shp, 0o444)) return -EACCES;
  const [ah, al] = time_words(shp.shm_atim);
  const [dh, dl] = time_words(shp.shm_dtim);
  const [ch, cl] = time_words(shp.shm_ctim);
  copy_to_user(
    t,
    buf,
    shmid64_ds.make({
      shm_perm: kernel_to_ipc64_perm(t, shp),
      shm_segsz: shp.shm_segsz,
      shm_atime_high: ah,
      shm_atime: al,
      shm_dtime_high: dh,
      shm_dtime: dl,
      shm_ctime_high: ch,
      shm_ctime: cl,
      shm_cpid: pid_nr(t, shp.shm_cprid),
      shm_lpid: pid_nr(t, shp.shm_lprid),
      shm_nattch: shp.shm_nattch,
    }),
  );
  return cmd === IPC_STAT ? 0 : shp.id;
}

/** SHM_LOCK and SHM_UNLOCK: nothing is ever swapped, so only the mark in the mode changes. */
function shmctl_do_lock(t: task_struct, ns: ipc_namespace, shmid: number, cmd: number): number {
  const shp = shm_ns(ns).ids.obtain(shmid);
  if (typeof shp === "number") return shp;
  if (!ns_capable(t, ns.user_ns, CAP_IPC_LOCK)) {
    const { euid } = t.cred;
    if (euid !== shp.uid && euid !== shp.cuid) return -EPERM;
    if (cmd === uapi.SHM_LOCK && !t.rlimit(RLIMIT_MEMLOCK)) return -EPERM;
  }
  if (cmd === uapi.SHM_LOCK) shp.mode |= SHM_LOCKED;
  else shp.mode &= ~SHM_LOCKED;
  return 0;
}

export function ksys_shmctl(t: task_struct, shmid: number, cmd: number, buf: number): number {
  if (cmd < 0 || shmid < 0) return -EINVAL;
  const ns = t.nsproxy.ipc_ns;
  switch (cmd) {
    case IPC_INFO:
      return shmctl_ipc_info(t, ns, buf);
    case uapi.SHM_INFO:
      return shmctl_shm_info(t, ns, buf);
    case uapi.SHM_STAT_ANY:
      if (!t.kernel.release.atLeast("4.17")) return -EINVAL;
      return shmctl_stat(t, ns, shmid, cmd, buf);
    case uapi.SHM_STAT:
    case IPC_STAT:
      return shmctl_stat(t, ns, shmid, cmd, buf);
    case IPC_SET:
    case IPC_RMID:
      return shmctl_down(t, ns, shmid, cmd, buf);
    case uapi.SHM_LOCK:
    case uapi.SHM_UNLOCK:
      return shmctl_do_lock(t, ns, shmid, cmd);
    default:
      return -EINVAL;
  }
}

/** /proc/sysvipc/shm. */
export function sysvipc_shm(ns: ipc_namespace, t: task_struct): string {
  const user = t.cred.user_ns;
  let s =
    "       key      shmid perms       size  cpid  lpid nattch   uid   gid  cuid  cgid      atime      dtime      ctime        rss       swap\n";
  for (const p of shm_ns(ns).ids.list()) {
    s += columns(
      [p.key, 10],
      [p.id, 10],
      [p.mode.toString(8), 5],
      [p.shm_segsz, 10],
      [pid_nr(t, p.shm_cprid), 5],
      [pid_nr(t, p.shm_lprid), 5],
      [p.shm_nattch, 6],
      [user.from_kuid_munged(p.uid), 5],
      [user.from_kgid_munged(p.gid), 5],
      [user.from_kuid_munged(p.cuid), 5],
      [user.from_kgid_munged(p.cgid), 5],
      [p.shm_atim, 10],
      [p.shm_dtim, 10],
      [p.shm_ctim, 10],
      [resident(p) * 4096, 10],
      [0, 10],
    );
  }
  return s;
}

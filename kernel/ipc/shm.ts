// System V shared memory (ipc/shm.c): segments are files of memory without names; attaching maps them.
// Above: syscalls/sys_ipc.ts, shmctl.ts. Below: util.ts, mm/mmap.ts, fs/memfd.ts.

import { file, type file_operations } from "../fs/file.ts";
import { shmem_file_setup } from "../fs/memfd.ts";
import { noop_llseek } from "../fs/read_write.ts";
import type { vm_area_struct, vm_operations_struct } from "../mm/mm.ts";
import { do_mmap, do_munmap, generic_file_mmap, page_align } from "../mm/mmap.ts";
import type { ipc_namespace } from "../task/nsproxy.ts";
import type { pid } from "../task/pid.ts";
import type { task_struct } from "../task/task.ts";
import { EACCES, EINVAL, ENOMEM, ENOSPC } from "../uapi/asm/errno.ts";
import { O_RDONLY, O_RDWR } from "../uapi/asm/fcntl.ts";
import { MAP_FIXED, PROT_EXEC, PROT_READ, PROT_WRITE } from "../uapi/asm/mman.ts";
import { MAP_SHARED } from "../uapi/linux/mman.ts";
import * as uapi from "../uapi/linux/shm.ts";
import { ipc_ids, ipcget, ipcperms, kern_ipc_perm, of_ns, real_seconds, task_tgid } from "./util.ts";

const PAGE_SIZE = 4096;
/** In shm_perm.mode: goes with its last attachment; pages are locked. */
export const SHM_DEST = 0o1000;
export const SHM_LOCKED = 0o2000;

export class shmid_kernel extends kern_ipc_perm {
  shm_atim = 0;
  shm_dtim = 0;
  shm_ctim: number;
  shm_cprid: pid;
  shm_lprid: pid | null = null;
  shm_nattch = 0;
  /** Who made it, until it ends (exit_shm). */
  shm_creator: task_struct | null;

  constructor(
    t: task_struct,
    readonly ns: ipc_namespace,
    key: number,
    mode: number,
    readonly shm_segsz: number,
    readonly shm_file: file,
  ) {
    super(t, key, mode);
    this.shm_ctim = real_seconds(t);
    this.shm_cprid = task_tgid(t);
    this.shm_creator = t.group_leader;
  }

  get pages(): number {
    return Math.ceil(this.shm_segsz / PAGE_SIZE);
  }
}

export class shm_state {
  /** Bytes a segment may have, pages all may have, segments. */
  shm_ctlmax = 0xffffffff - (1 << 24);
  shm_ctlall = 0xffffffff - (1 << 24);
  shm_ctlmni = uapi.SHMMNI;
  shm_rmid_forced = 0;
  shm_tot = 0;
  readonly ids: ipc_ids<shmid_kernel>;
  constructor(ns: ipc_namespace) {
    this.ids = new ipc_ids<shmid_kernel>(ns, () => this.shm_ctlmni);
  }
}

export const shm_ns = (ns: ipc_namespace): shm_state => of_ns(ns, "shm", () => new shm_state(ns));

export function ksys_shmget(t: task_struct, key: number, size: number, shmflg: number): number {
  const ns = t.nsproxy.ipc_ns;
  const st = shm_ns(ns);
  const newseg = (): number => {
    if (size < uapi.SHMMIN || size > st.shm_ctlmax) return -EINVAL;
    const pages = Math.ceil(size / PAGE_SIZE);
    if (st.shm_tot + pages > st.shm_ctlall) return -ENOSPC;
    if (shmflg & uapi.SHM_HUGETLB) return -EINVAL; // no huge pages (CONFIG_HUGETLBFS)
    if (!(shmflg & uapi.SHM_NORESERVE) && pages > t.kernel.machine.phys.totalFrames) return -ENOMEM;
    const f = shmem_file_setup(t, `SYSV${(key >>> 0).toString(16).padStart(8, "0")}`, size);
    if (typeof f === "number") return f;
    const shp = new shmid_kernel(t, ns, key, shmflg & 0o777, size, f);
    const id = st.ids.add(shp);
    if (id < 0) {
      f.put();
      return id;
    }
    // what ps and pmap show as the inode number
    f.f_inode.i_ino = id;
    st.shm_tot += pages;
    return id;
  };
  return ipcget(t, st.ids, key, shmflg, newseg, (shp) => (shp.shm_segsz < size ? -EINVAL : 0));
}

/** The segment goes, its pages too (shm_destroy). */
export function shm_destroy(shp: shmid_kernel): void {
  const st = shm_ns(shp.ns);
  st.shm_tot -= shp.pages;
  st.ids.remove(shp);
  shp.shm_file.put();
}

function shm_may_destroy(shp: shmid_kernel): boolean {
  return shp.shm_nattch === 0 && (shm_ns(shp.ns).shm_rmid_forced !== 0 || (shp.mode & SHM_DEST) !== 0);
}

/** IPC_RMID: at once, or with the last attachment (do_shm_rmid). */
export function do_shm_rmid(shp: shmid_kernel): void {
  if (shp.shm_nattch) {
    shp.mode |= SHM_DEST;
    shm_ns(shp.ns).ids.set_key_private(shp);
  } else shm_destroy(shp);
}

/** kernel.shm_rmid_forced was set: segments without users whose makers have gone are destroyed. */
export function shm_destroy_orphaned(ns: ipc_namespace): void {
  for (const shp of shm_ns(ns).ids.list()) if (!shp.shm_creator && shm_may_destroy(shp)) shm_destroy(shp);
}

/** A process ends: its segments have lost their maker (exit_shm). */
export function exit_shm(t: task_struct): void {
  const st = t.nsproxy.ipc_ns.tables.get("shm") as shm_state | undefined;
  if (!st) return;
  for (const shp of st.ids.list()) {
    if (shp.shm_creator !== t) continue;
    shp.shm_creator = null;
    if (st.shm_rmid_forced && shm_may_destroy(shp)) shm_destroy(shp);
  }
}

const segment = (f: file) => f.private_data as shmid_kernel;

function attached(shp: shmid_kernel, vma: vm_area_struct): void {
  shp.shm_atim = real_seconds(shp.ns);
  touched(shp, vma);
  shp.shm_nattch++;
}

function touched(shp: shmid_kernel, vma: vm_area_struct): void {
  const current = vma.vm_mm.kernel.sched.current;
  if (current) shp.shm_lprid = task_tgid(current);
}

const shm_vm_ops: vm_operations_struct = {
  open(vma) {
    attached(segment(vma.vm_file!), vma);
  },
  close(vma) {
    const shp = segment(vma.vm_file!);
    touched(shp, vma);
    shp.shm_dtim = real_seconds(shp.ns);
    shp.shm_nattch--;
    if (!shp.deleted && shm_may_destroy(shp)) shm_destroy(shp);
  },
};

const shm_file_operations: file_operations = {
  name: "SYSV",
  llseek: noop_llseek,
  mmap(f, mm, vma) {
    const shp = segment(f);
    if (shp.deleted) return -EINVAL;
    const r = generic_file_mmap(f, mm, vma);
    if (r) return r;
    attached(shp, vma);
    vma.vm_ops = shm_vm_ops;
    return 0;
  },
  fsync: () => 0,
};

/** shmat: the address, or -ERRNO (do_shmat). SHMLBA is a page. */
export function do_shmat(t: task_struct, shmid: number, addr: number, shmflg: number): number {
  if (shmid < 0) return -EINVAL;
  let flags = MAP_SHARED;
  if (addr) {
    if (addr % PAGE_SIZE) {
      if (!(shmflg & uapi.SHM_RND)) return -EINVAL;
      addr -= addr % PAGE_SIZE;
      if (!addr && shmflg & uapi.SHM_REMAP) return -EINVAL;
    }
    flags |= MAP_FIXED;
  } else if (shmflg & uapi.SHM_REMAP) return -EINVAL;
  const readonly = (shmflg & uapi.SHM_RDONLY) !== 0;
  let prot = readonly ? PROT_READ : PROT_READ | PROT_WRITE;
  let mode = readonly ? 0o444 : 0o666;
  if (shmflg & uapi.SHM_EXEC) {
    prot |= PROT_EXEC;
    mode |= 0o111;
  }
  const ns = t.nsproxy.ipc_ns;
  const shp = shm_ns(ns).ids.obtain(shmid);
  if (typeof shp === "number") return shp;
  if (ipcperms(t, ns, shp, mode)) return -EACCES;

  const base = shp.shm_file;
  const ino = base.f_inode.ihold();
  if (!readonly) ino.i_writecount++;
  const f = new file(t.kernel, shm_file_operations, readonly ? O_RDONLY : O_RDWR, ino, base.f_path);
  f.private_data = shp;
  shp.shm_nattch++;
  const taken = addr && !(shmflg & uapi.SHM_REMAP) && in_the_way(t, addr, shp.shm_segsz);
  const r = taken ? -EINVAL : do_mmap(t, { addr, len: shp.shm_segsz, prot, flags, f, pgoff: 0 });
  f.put();
  shp.shm_nattch--;
  if (shm_may_destroy(shp)) shm_destroy(shp);
  return r;
}

function in_the_way(t: task_struct, addr: number, size: number): boolean {
  return addr + size > 0xffffffff || t.mm!.find_vma_intersection(addr, addr + size) !== undefined;
}

/** shmdt: detaches what is left of the attachment made at addr. 0 or -EINVAL. */
export function ksys_shmdt(t: task_struct, addr: number): number {
  if (addr % PAGE_SIZE) return -EINVAL;
  const mm = t.mm!;
  const here = (vma: vm_area_struct) =>
    vma.vm_ops === shm_vm_ops && (vma.vm_start - addr) / PAGE_SIZE === vma.vm_pgoff;
  const first = mm.mmap.find((vma) => vma.vm_end > addr && here(vma));
  if (!first) return -EINVAL;
  const f = first.vm_file!;
  const end = addr + page_align(f.f_inode.i_size);
  for (const vma of [...mm.mmap]) {
    if (vma !== first && (vma.vm_start < first.vm_start || vma.vm_end > end || vma.vm_file !== f)) continue;
    if (vma === first || here(vma)) do_munmap(mm, vma.vm_start, vma.vm_end - vma.vm_start);
  }
  return 0;
}

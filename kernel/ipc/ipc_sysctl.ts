// /proc/sys/kernel/{shm*,msg*,sem*}, /proc/sys/fs/mqueue and /proc/sysvipc: the reader's IPC namespace (ipc/ipc_sysctl.c,
// mq_sysctl.c, util.c); and what the rest of the kernel asks of ipc/.
// Above: boot.ts. Below: sem.ts, msg.ts, shm.ts, mqueue.ts, fs/kernfs.ts.

import { kernfs_create_dir, kernfs_create_file, type kernfs_node } from "../fs/kernfs.ts";
import type { Kernel } from "../kernel.ts";
import type { ipc_namespace } from "../task/nsproxy.ts";
import type { task_struct } from "../task/task.ts";
import { EINVAL } from "../uapi/asm/errno.ts";
import { HARD_MSGMAX, HARD_MSGSIZEMAX, mqueue_ns } from "./mqueue.ts";
import { freeque, msg_ns, sysvipc_msg } from "./msg.ts";
import { exit_sem, freeary, sem_ns } from "./sem.ts";
import { sysvipc_sem } from "./semctl.ts";
import { do_shm_rmid, exit_shm, shm_destroy_orphaned, shm_ns } from "./shm.ts";
import { sysvipc_shm } from "./shmctl.ts";

const INT_MAX = 0x7fffffff;
const IPCMNI = 32768;

interface limit {
  readonly path: string;
  get(ns: ipc_namespace): number;
  set?(ns: ipc_namespace, v: number): void;
  readonly min?: number;
  readonly max?: number;
}

/** A number kept in field of what of(ns) gives. */
function of<S, K extends keyof S>(
  path: string,
  state: (ns: ipc_namespace) => S,
  field: K,
  range: { min?: number; max?: number; changed?: (ns: ipc_namespace) => void } = {},
): limit {
  return {
    path,
    get: (ns) => state(ns)[field] as number,
    set(ns, v) {
      state(ns)[field] = v as S[K];
      range.changed?.(ns);
    },
    min: range.min ?? 0,
    max: range.max ?? INT_MAX,
  };
}

const next_id = (path: string, ids: (ns: ipc_namespace) => { next_id: number }) => of(path, ids, "next_id");

const limits: readonly limit[] = [
  of("kernel/shmmax", shm_ns, "shm_ctlmax", { max: 0xffffffff }),
  of("kernel/shmall", shm_ns, "shm_ctlall", { max: 0xffffffff }),
  of("kernel/shmmni", shm_ns, "shm_ctlmni", { max: IPCMNI }),
  of("kernel/shm_rmid_forced", shm_ns, "shm_rmid_forced", {
    max: 1,
    changed(ns) {
      if (shm_ns(ns).shm_rmid_forced) shm_destroy_orphaned(ns);
    },
  }),
  of("kernel/msgmax", msg_ns, "msg_ctlmax"),
  of("kernel/msgmni", msg_ns, "msg_ctlmni", { max: IPCMNI }),
  of("kernel/msgmnb", msg_ns, "msg_ctlmnb"),
  { path: "kernel/auto_msgmni", get: () => 0, set: () => {}, min: 0, max: 1 },
  next_id("kernel/sem_next_id", (ns) => sem_ns(ns).ids),
  next_id("kernel/msg_next_id", (ns) => msg_ns(ns).ids),
  next_id("kernel/shm_next_id", (ns) => shm_ns(ns).ids),
  of("fs/mqueue/queues_max", mqueue_ns, "mq_queues_max"),
  of("fs/mqueue/msg_max", mqueue_ns, "mq_msg_max", { min: 1, max: HARD_MSGMAX }),
  of("fs/mqueue/msg_default", mqueue_ns, "mq_msg_default", { min: 1, max: HARD_MSGMAX }),
  of("fs/mqueue/msgsize_max", mqueue_ns, "mq_msgsize_max", { min: 128, max: HARD_MSGSIZEMAX }),
  of("fs/mqueue/msgsize_default", mqueue_ns, "mq_msgsize_default", { min: 128, max: HARD_MSGSIZEMAX }),
];

/** kernel.sem: semmsl, semmns, semopm, semmni. */
function sem_show(ns: ipc_namespace): string {
  const st = sem_ns(ns);
  return `${st.sc_semmsl}\t${st.sc_semmns}\t${st.sc_semopm}\t${st.sc_semmni}\n`;
}

function sem_store(ns: ipc_namespace, text: string): number {
  const values = text.trim().split(/\s+/).map(Number);
  if (values.some((v) => !Number.isInteger(v) || v < 0 || v > INT_MAX)) return -EINVAL;
  const st = sem_ns(ns);
  const [msl = st.sc_semmsl, mns = st.sc_semmns, opm = st.sc_semopm, mni = st.sc_semmni] = values;
  if (mni > IPCMNI) return -EINVAL;
  Object.assign(st, { sc_semmsl: msl, sc_semmns: mns, sc_semopm: opm, sc_semmni: mni });
  return 0;
}

/** Files of /proc and hooks of a system that boots. */
export function ipc_init(kernel: Kernel): void {
  kernel.exit_sem = (t) => {
    exit_sem(t);
    if (t.is_group_leader) exit_shm(t);
  };
  const ns_of = (t?: task_struct): ipc_namespace => t?.nsproxy?.ipc_ns ?? kernel.init_ipc_ns;
  const folder = (path: string): kernfs_node => {
    let at = kernel.proc_sys_root;
    for (const p of path.split("/")) at = at.find(p) ?? kernfs_create_dir(at, p, 0o555);
    return at;
  };
  const add = (
    path: string,
    show: (ns: ipc_namespace) => string,
    store: (ns: ipc_namespace, s: string) => number,
  ) => {
    const cut = path.lastIndexOf("/");
    kernfs_create_file(folder(path.slice(0, cut)), path.slice(cut + 1), 0o644, {
      show: (t) => show(ns_of(t)),
      store: (s, t) => store(ns_of(t), s),
    });
  };
  for (const l of limits) {
    add(
      l.path,
      (ns) => `${l.get(ns)}\n`,
      (ns, s) => {
        const n = /^\s*\d+\s*$/.test(s) ? Number(s) : Number.NaN;
        if (Number.isNaN(n) || n < l.min! || n > l.max!) return -EINVAL;
        l.set!(ns, n);
        return 0;
      },
    );
  }
  add("kernel/sem", sem_show, sem_store);
  const sysvipc = kernfs_create_dir(kernel.fs.proc_root, "sysvipc", 0o555);
  const files = { msg: sysvipc_msg, sem: sysvipc_sem, shm: sysvipc_shm };
  for (const [name, show] of Object.entries(files)) {
    kernfs_create_file(sysvipc, name, 0o444, { show: (t) => show(ns_of(t), t ?? kernel.init_task) });
  }
}

/** The namespace's last task is gone: its objects go (free_ipc_ns). */
export function free_ipc_ns(ns: ipc_namespace): void {
  if (ns.tables.has("sem")) for (const sma of sem_ns(ns).ids.list()) freeary(sma);
  if (ns.tables.has("msg")) for (const q of msg_ns(ns).ids.list()) freeque(q);
  if (ns.tables.has("shm")) for (const shp of shm_ns(ns).ids.list()) do_shm_rmid(shp);
}

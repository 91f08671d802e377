// System V message queues (ipc/msg.c).
// Above: syscalls/sys_ipc.ts, fs/proc. Below: util.ts.

import { ERESTARTNOHAND } from "../errno.ts";
import { copy_from_user, copy_to_user, put_user_u32 } from "../mm/uaccess.ts";
import { ns_capable } from "../task/cred.ts";
import type { ipc_namespace } from "../task/nsproxy.ts";
import type { pid } from "../task/pid.ts";
import type { task_struct } from "../task/task.ts";
import { type Sleeps, TASK_INTERRUPTIBLE, wait_event, wait_queue_head } from "../task/wait.ts";
import { E2BIG, EACCES, EAGAIN, EIDRM, EINVAL, ENOMSG, EPERM } from "../uapi/asm/errno.ts";
import { msqid64_ds } from "../uapi/asm/msgbuf.ts";
import { CAP_SYS_RESOURCE } from "../uapi/linux/capability.ts";
import { IPC_INFO, IPC_NOWAIT, IPC_RMID, IPC_SET, IPC_STAT } from "../uapi/linux/ipc.ts";
import * as uapi from "../uapi/linux/msg.ts";
import {
  columns,
  ipc_ids,
  ipc_update_perm,
  ipcctl_check,
  ipcget,
  ipcperms,
  kern_ipc_perm,
  kernel_to_ipc64_perm,
  of_ns,
  pid_nr,
  real_seconds,
  task_tgid,
  time_words,
} from "./util.ts";

interface msg_msg {
  m_type: number;
  readonly text: Uint8Array;
}

/** How a receiver chooses: SEARCH_*. */
type search = "any" | "equal" | "notequal" | "lessequal" | "number";

/** A receiver that waits. r_msg: null while it does; then its message or -ERRNO. */
interface msg_receiver {
  readonly t: task_struct;
  readonly mode: search;
  readonly type: number;
  readonly maxsize: number;
  r_msg: msg_msg | number | null;
}

class msg_queue extends kern_ipc_perm {
  q_stime = 0;
  q_rtime = 0;
  q_ctime: number;
  q_cbytes = 0;
  q_lspid: pid | null = null;
  q_lrpid: pid | null = null;
  readonly q_messages: msg_msg[] = [];
  readonly q_receivers: msg_receiver[] = [];
  /** Senders wait here for room. */
  readonly senders = new wait_queue_head();

  constructor(
    t: task_struct,
    readonly ns: ipc_namespace,
    key: number,
    mode: number,
    public q_qbytes: number,
  ) {
    super(t, key, mode);
    this.q_ctime = real_seconds(t);
  }

  fits(size: number): boolean {
    return this.q_cbytes + size <= this.q_qbytes && this.q_messages.length + 1 <= this.q_qbytes;
  }
}

export class msg_state {
  msg_ctlmax = uapi.MSGMAX;
  msg_ctlmnb = uapi.MSGMNB;
  msg_ctlmni = uapi.MSGMNI;
  readonly ids: ipc_ids<msg_queue>;
  constructor(ns: ipc_namespace) {
    this.ids = new ipc_ids<msg_queue>(ns, () => this.msg_ctlmni);
  }
}

export const msg_ns = (ns: ipc_namespace): msg_state => of_ns(ns, "msg", () => new msg_state(ns));

export function ksys_msgget(t: task_struct, key: number, msgflg: number): number {
  const ns = t.nsproxy.ipc_ns;
  const st = msg_ns(ns);
  const newque = () => st.ids.add(new msg_queue(t, ns, key, msgflg & 0o777, st.msg_ctlmnb));
  return ipcget(t, st.ids, key, msgflg, newque, () => 0);
}

function testmsg(msg: msg_msg, type: number, mode: search): boolean {
  switch (mode) {
    case "lessequal":
      return msg.m_type <= type;
    case "equal":
      return msg.m_type === type;
    case "notequal":
      return msg.m_type !== type;
    default:
      return true;
  }
}

/** Gives the message to a receiver that waits for it; false: nobody does. */
function pipelined_send(msq: msg_queue, msg: msg_msg): boolean {
  for (const r of [...msq.q_receivers]) {
    if (!testmsg(msg, r.type, r.mode)) continue;
    msq.q_receivers.splice(msq.q_receivers.indexOf(r), 1);
    r.r_msg = r.maxsize < msg.text.length ? -E2BIG : msg;
    r.t.wake();
    if (typeof r.r_msg === "number") continue;
    msq.q_lrpid = task_tgid(r.t);
    msq.q_rtime = real_seconds(msq.ns);
    return true;
  }
  return false;
}

export function* ksys_msgsnd(
  t: task_struct,
  msqid: number,
  msgp: number,
  msgsz: number,
  msgflg: number,
): Sleeps<number> {
  const m_type = new DataView(copy_from_user(t, msgp, 4).buffer).getInt32(0);
  const ns = t.nsproxy.ipc_ns;
  const st = msg_ns(ns);
  if (msgsz > st.msg_ctlmax || msgsz > 0x7fffffff || msqid < 0 || m_type < 1) return -EINVAL;
  const msg: msg_msg = { m_type, text: copy_from_user(t, msgp + 4, msgsz) };
  const msq = st.ids.obtain(msqid);
  if (typeof msq === "number") return msq;
  for (;;) {
    if (ipcperms(t, ns, msq, 0o222)) return -EACCES;
    if (msq.fits(msgsz)) break;
    if (msgflg & IPC_NOWAIT) return -EAGAIN;
    const r = yield* wait_event(t, msq.senders, () => msq.deleted || msq.fits(msgsz));
    if (msq.deleted) return -EIDRM;
    if (r < 0) return -ERESTARTNOHAND;
  }
  msq.q_lspid = task_tgid(t);
  msq.q_stime = real_seconds(t);
  if (!pipelined_send(msq, msg)) {
    msq.q_messages.push(msg);
    msq.q_cbytes += msgsz;
  }
  return 0;
}

function convert_mode(msgtyp: number, msgflg: number): [search, number] {
  if (msgflg & uapi.MSG_COPY) return ["number", msgtyp];
  if (msgtyp === 0) return ["any", 0];
  if (msgtyp < 0) return ["lessequal", Math.min(-msgtyp, 0x7fffffff)];
  return [msgflg & uapi.MSG_EXCEPT ? "notequal" : "equal", msgtyp];
}

function find_msg(msq: msg_queue, type: number, mode: search): msg_msg | null {
  if (mode === "number") return msq.q_messages[type] ?? null;
  let found: msg_msg | null = null;
  for (const msg of msq.q_messages) {
    if (!testmsg(msg, type, mode)) continue;
    if (mode !== "lessequal" || msg.m_type === 1) return msg;
    type = msg.m_type - 1;
    found = msg;
  }
  return found;
}

export function* ksys_msgrcv(
  t: task_struct,
  msqid: number,
  msgp: number,
  bufsz: number,
  msgtyp: number,
  msgflg: number,
): Sleeps<number> {
  const ns = t.nsproxy.ipc_ns;
  const st = msg_ns(ns);
  if (msqid < 0 || bufsz > 0x7fffffff) return -EINVAL;
  if (msgflg & uapi.MSG_COPY && (msgflg & uapi.MSG_EXCEPT || !(msgflg & IPC_NOWAIT))) return -EINVAL;
  const [mode, type] = convert_mode(msgtyp, msgflg);
  const msq = st.ids.obtain(msqid);
  if (typeof msq === "number") return msq;
  const maxsize = msgflg & uapi.MSG_NOERROR ? 0x7fffffff : bufsz;
  let msg: msg_msg | null;
  for (;;) {
    if (ipcperms(t, ns, msq, 0o444)) return -EACCES;
    if (msq.deleted) return -EIDRM;
    msg = find_msg(msq, type, mode);
    if (msg) {
      if (maxsize < msg.text.length) return -E2BIG;
      if (msgflg & uapi.MSG_COPY) break;
      msq.q_messages.splice(msq.q_messages.indexOf(msg), 1);
      msq.q_rtime = real_seconds(t);
      msq.q_lrpid = task_tgid(t);
      msq.q_cbytes -= msg.text.length;
      msq.senders.wake_up_all();
      break;
    }
    if (msgflg & IPC_NOWAIT) return -ENOMSG;
    const got = yield* wait_message(t, msq, { t, mode, type, maxsize, r_msg: null });
    if (got === -EAGAIN) continue;
    if (typeof got === "number") return got;
    msg = got;
    break;
  }
  put_user_u32(t, msgp, msg.m_type);
  const n = Math.min(bufsz, msg.text.length);
  copy_to_user(t, msgp + 4, msg.text.subarray(0, n));
  return n;
}

/** Sleeps until a message is handed over, or -ERRNO. */
function* wait_message(t: task_struct, msq: msg_queue, r: msg_receiver): Sleeps<msg_msg | number> {
  msq.q_receivers.push(r);
  try {
    for (;;) {
      t.state = TASK_INTERRUPTIBLE;
      if (r.r_msg !== null) return r.r_msg;
      if (t.signal_pending()) return -ERESTARTNOHAND;
      yield;
    }
  } finally {
    t.state = 0;
    const i = msq.q_receivers.indexOf(r);
    if (i >= 0) msq.q_receivers.splice(i, 1);
  }
}

/** All waiting receivers are told something: the queue is gone (EIDRM), or permissions changed (look again). */
function expunge_all(msq: msg_queue, error: number): void {
  for (const r of msq.q_receivers.splice(0)) {
    r.r_msg = error;
    r.t.wake();
  }
}

export function freeque(msq: msg_queue): void {
  msg_ns(msq.ns).ids.remove(msq);
  expunge_all(msq, -EIDRM);
  msq.senders.wake_up_all();
  msq.q_messages.length = 0;
}

function msgctl_down(t: task_struct, ns: ipc_namespace, msqid: number, cmd: number, buf: number): number {
  const ds = cmd === IPC_SET ? msqid64_ds.get(copy_from_user(t, buf, msqid64_ds.size)) : null;
  const st = msg_ns(ns);
  const msq = st.ids.obtain(msqid);
  if (typeof msq === "number") return msq;
  const denied = ipcctl_check(t, ns, msq);
  if (denied) return denied;
  if (!ds) {
    freeque(msq);
    return 0;
  }
  if (ds.msg_qbytes > st.msg_ctlmnb && !ns_capable(t, t.kernel.init_user_ns, CAP_SYS_RESOURCE)) return -EPERM;
  const r = ipc_update_perm(t, msq, ds.msg_perm);
  if (r) return r;
  msq.q_qbytes = ds.msg_qbytes;
  msq.q_ctime = real_seconds(t);
  // receivers may have lost their permission, senders may have room now
  expunge_all(msq, -EAGAIN);
  msq.senders.wake_up_all();
  return 0;
}

function msgctl_info(t: task_struct, ns: ipc_namespace, cmd: number, buf: number): number {
  const st = msg_ns(ns);
  const live = cmd === uapi.MSG_INFO;
  const queues = st.ids.list();
  copy_to_user(
    t,
    buf,
    uapi.msginfo.make({
      msgmni: st.msg_ctlmni,
      msgmax: st.msg_ctlmax,
      msgmnb: st.msg_ctlmnb,
      msgssz: uapi.MSGSSZ,
      msgseg: uapi.MSGSEG,
      msgpool: live ? queues.length : uapi.MSGPOOL,
      msgmap: live ? queues.reduce((n, q) => n + q.q_messages.length, 0) : uapi.MSGMAP,
      msgtql: live ? queues.reduce((n, q) => n + q.q_cbytes, 0) : uapi.MSGTQL,
    }),
  );
  return Math.max(st.ids.max_idx, 0);
}

function msgctl_stat(t: task_struct, ns: ipc_namespace, msqid: number, cmd: number, buf: number): number {
  const { ids } = msg_ns(ns);
  const q = cmd === IPC_STAT ? ids.obtain(msqid) : (ids.at(msqid & 0x7fff) ?? -EINVAL);
  if (typeof q === "number") return q;
  if (cmd !== uapi.MSG_STAT_ANY && ipcperms(t, ns, q, 0o444)) return -EACCES;
  const [sh, sl] = time_words(q.q_stime);
  const [rh, rl] = time_words(q.q_rtime);
  const [ch, cl] = time_words(q.q_ctime);
  copy_to_user(
    t,
    buf,
    msqid64_ds.make({
      msg_perm: kernel_to_ipc64_perm(t, q),
      msg_stime_high: sh,
      msg_stime: sl,
      msg_rtime_high: rh,
      msg_rtime: rl,
      msg_ctime_high: ch,
      msg_ctime: cl,
      msg_cbytes: q.q_cbytes,
      msg_qnum: q.q_messages.length,
      msg_qbytes: q.q_qbytes,
      msg_lspid: pid_nr(t, q.q_lspid),
      msg_lrpid: pid_nr(t, q.q_lrpid),
    }),
  );
  return cmd === IPC_STAT ? 0 : q.id;
}

export function ksys_msgctl(t: task_struct, msqid: number, cmd: number, buf: number): number {
  if (msqid < 0 || cmd < 0) return -EINVAL;
  const ns = t.nsproxy.ipc_ns;
  switch (cmd) {
    case IPC_INFO:
    case uapi.MSG_INFO:
      return msgctl_info(t, ns, cmd, buf);
    case uapi.MSG_STAT_ANY:
      if (!t.kernel.release.atLeast("4.17")) return -EINVAL;
      return msgctl_stat(t, ns, msqid, cmd, buf);
    case uapi.MSG_STAT:
    case IPC_STAT:
      return msgctl_stat(t, ns, msqid, cmd, buf);
    case IPC_SET:
    case IPC_RMID:
      return msgctl_down(t, ns, msqid, cmd, buf);
    default:
      return -EINVAL;
  }
}

/** /proc/sysvipc/msg. */
export function sysvipc_msg(ns: ipc_namespace, t: task_struct): string {
  const user = t.cred.user_ns;
  let s =
    "       key      msqid perms      cbytes       qnum lspid lrpid   uid   gid  cuid  cgid      stime      rtime      ctime\n";
  for (const q of msg_ns(ns).ids.list()) {
    s += columns(
      [q.key, 10],
      [q.id, 10],
      [q.mode.toString(8), 5],
      [q.q_cbytes, 11],
      [q.q_messages.length, 10],
      [pid_nr(t, q.q_lspid), 5],
      [pid_nr(t, q.q_lrpid), 5],
      [user.from_kuid_munged(q.uid), 5],
      [user.from_kgid_munged(q.gid), 5],
      [user.from_kuid_munged(q.cuid), 5],
      [user.from_kgid_munged(q.cgid), 5],
      [q.q_stime, 10],
      [q.q_rtime, 10],
      [q.q_ctime, 10],
    );
  }
  return s;
}

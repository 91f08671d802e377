// mq_open and the calls on its descriptors (ipc/mqueue.c).
// Above: syscalls/sys_ipc.ts. Below: mqueue.ts.

import { ERESTARTSYS } from "../errno.ts";
import { inode_permission, MAY_EXEC, MAY_READ, MAY_WRITE } from "../fs/attr.ts";
import { d_delete, type dentry } from "../fs/dcache.ts";
import type { file } from "../fs/file.ts";
import { current_time } from "../fs/inode.ts";
import { getname, lookup_one } from "../fs/namei.ts";
import { may_delete } from "../fs/namei_ops.ts";
import { ACC_MODE, can_read, can_write, do_dentry_open, mode_strip_umask } from "../fs/open.ts";
import { copy_from_user, copy_to_user, put_user_u32 } from "../mm/uaccess.ts";
import { netlink_getsockbyfilp, netlink_notify } from "../net/netlink/netlink_msg.ts";
import { SI_MESGQ, send_signal } from "../task/signal.ts";
import type { task_struct } from "../task/task.ts";
import { type Sleeps, wait_event, wait_queue_head } from "../task/wait.ts";
import {
  EACCES,
  EAGAIN,
  EBADF,
  EBUSY,
  EEXIST,
  EINVAL,
  EMSGSIZE,
  ENAMETOOLONG,
  ENOENT,
  ETIMEDOUT,
} from "../uapi/asm/errno.ts";
import { O_ACCMODE, O_CREAT, O_EXCL, O_NONBLOCK } from "../uapi/asm/fcntl.ts";
import { SIGEV_NONE, SIGEV_SIGNAL, SIGEV_THREAD, sigevent } from "../uapi/asm/siginfo.ts";
import {
  MQ_PRIO_MAX,
  mq_attr,
  NOTIFY_COOKIE_LEN,
  NOTIFY_REMOVED,
  NOTIFY_WOKENUP,
} from "../uapi/linux/mqueue.ts";
import { S_IFREG } from "../uapi/linux/stat.ts";
import {
  type ext_wait_queue,
  MQUEUE_I,
  type mq_msg,
  mqueue_create_attr,
  mqueue_file_operations,
  type mqueue_inode_info,
  mqueue_ns,
  remove_notification,
} from "./mqueue.ts";
import { task_tgid } from "./util.ts";

const NAME_MAX = 255;

/** The entry called name in the namespace's directory (lookup_one_len). */
function lookup(t: task_struct, name: string): dentry | number {
  const root = mqueue_ns(t.nsproxy.ipc_ns).mq_mnt.mnt_root;
  if (name === "." || name === ".." || /[/\0]/.test(name)) return -EACCES;
  const denied = inode_permission(t, root.d_inode!, MAY_EXEC);
  if (denied) return denied;
  return name.length > NAME_MAX ? -ENAMETOOLONG : lookup_one(t, root, name);
}

function prepare_open(
  t: task_struct,
  d: dentry,
  oflag: number,
  mode: number,
  attr: { mq_maxmsg: number; mq_msgsize: number } | null,
): number {
  if (!d.d_inode) {
    if (!(oflag & O_CREAT)) return -ENOENT;
    const denied = inode_permission(t, d.d_parent!.d_inode!, MAY_WRITE | MAY_EXEC);
    if (denied) return denied;
    return mqueue_create_attr(t, d, (mode_strip_umask(t, mode) & 0o7777) | S_IFREG, attr);
  }
  if ((oflag & (O_CREAT | O_EXCL)) === (O_CREAT | O_EXCL)) return -EEXIST;
  if ((oflag & O_ACCMODE) === O_ACCMODE) return -EINVAL;
  return inode_permission(t, d.d_inode, ACC_MODE(oflag) & (MAY_READ | MAY_WRITE));
}

export function do_mq_open(
  t: task_struct,
  u_name: number,
  oflag: number,
  mode: number,
  u_attr: number,
): number {
  const attr = u_attr ? mq_attr.get(copy_from_user(t, u_attr, mq_attr.size)) : null;
  const name = getname(t, u_name);
  if (typeof name === "number") return name;
  const fd = t.files.alloc_fd(t);
  if (fd < 0) return fd;
  const d = lookup(t, name);
  let r = typeof d === "number" ? d : prepare_open(t, d, oflag, mode, attr);
  if (r === 0) {
    const mnt = mqueue_ns(t.nsproxy.ipc_ns).mq_mnt;
    const f = do_dentry_open(t, { mnt, dentry: d as dentry }, oflag & ~(O_CREAT | O_EXCL)) as file | number;
    if (typeof f !== "number") {
      t.files.fd_install(fd, f, true);
      return fd;
    }
    r = f;
  }
  t.files.put_unused_fd(fd);
  return r;
}

export function do_mq_unlink(t: task_struct, u_name: number): number {
  const name = getname(t, u_name);
  if (typeof name === "number") return name;
  const d = lookup(t, name);
  if (typeof d === "number") return d;
  if (!d.d_inode) return -ENOENT;
  const dir = d.d_parent!.d_inode!;
  const r = may_delete(t, dir, d, false) || dir.i_op.unlink!(t, dir, d);
  if (r) return r;
  d_delete(d);
  return 0;
}

/** The open queue behind a descriptor. */
function mq_file(t: task_struct, mqdes: number): file | null {
  const f = t.files.fget(mqdes);
  return f?.f_op === mqueue_file_operations ? f : null;
}

/** The first message has come and nobody waits for it: the registered process is told, once (__do_notify). */
function do_notify(t: task_struct, info: mqueue_inode_info): void {
  const n = info.notify;
  if (n && info.mq_curmsgs === 1) {
    if (n.notify === SIGEV_SIGNAL && n.signo) {
      const target = n.owner.task;
      if (target && target.exec_id === n.exec_id) {
        const si = {
          si_signo: n.signo,
          si_errno: 0,
          si_code: SI_MESGQ,
          si_pid: task_tgid(t).nr_ns(n.owner.ns),
          si_uid: n.by.cred.user_ns.from_kuid_munged(t.cred.uid),
          si_value: n.value,
        };
        send_signal(n.signo, si, target, true);
      }
    }
    remove_notification(info, NOTIFY_WOKENUP);
  }
  info.wait_q.wake_up_all();
}

/** The waiter that is served first: the best priority, among equals who came first (wq_add, wq_get_first_waiter). */
function first_waiter(list: ext_wait_queue[]): ext_wait_queue | undefined {
  const prio = (w: ext_wait_queue) => (w.t.rt_priority ? -w.t.rt_priority : 120 + w.t.static_nice);
  let best: ext_wait_queue | undefined;
  for (const w of list) if (!best || prio(w) < prio(best)) best = w;
  return best;
}

function serve(list: ext_wait_queue[], w: ext_wait_queue): void {
  list.splice(list.indexOf(w), 1);
  w.done = true;
  w.t.wake();
}

/** Waits until somebody serves w: 0, -ETIMEDOUT, -ERESTARTSYS. timeout: wall-clock ns, null: none. */
function* wq_sleep(list: ext_wait_queue[], w: ext_wait_queue, timeout: bigint | null): Sleeps<number> {
  const { t } = w;
  const { kernel } = t;
  const deadline = timeout === null ? null : kernel.now() + Number(timeout - kernel.realtime());
  list.push(w);
  let r = 0;
  try {
    r = yield* wait_event(t, new wait_queue_head(), () => w.done, { deadline });
  } finally {
    if (!w.done) list.splice(list.indexOf(w), 1);
  }
  return w.done ? 0 : r === -ERESTARTSYS ? r : -ETIMEDOUT;
}

export function* do_mq_timedsend(
  t: task_struct,
  mqdes: number,
  u_msg: number,
  len: number,
  priority: number,
  timeout: bigint | null,
): Sleeps<number> {
  if (priority >= MQ_PRIO_MAX) return -EINVAL;
  const f = mq_file(t, mqdes);
  if (!f || !can_write(f)) return -EBADF;
  const info = MQUEUE_I(f.f_inode);
  if (len > info.mq_msgsize) return -EMSGSIZE;
  const msg: mq_msg = { priority, text: copy_from_user(t, u_msg, len) };
  if (info.mq_curmsgs === info.mq_maxmsg) {
    if (f.f_flags & O_NONBLOCK) return -EAGAIN;
    f.get();
    try {
      return yield* wq_sleep(info.senders, { t, msg, done: false }, timeout);
    } finally {
      f.put();
    }
  }
  const receiver = first_waiter(info.receivers);
  if (receiver) {
    receiver.msg = msg;
    serve(info.receivers, receiver);
  } else {
    info.msg_insert(msg);
    do_notify(t, info);
  }
  const ino = f.f_inode;
  ino.i_atime = ino.i_mtime = ino.i_ctime = current_time(t.kernel);
  return 0;
}

export function* do_mq_timedreceive(
  t: task_struct,
  mqdes: number,
  u_msg: number,
  len: number,
  u_prio: number,
  timeout: bigint | null,
): Sleeps<number> {
  const f = mq_file(t, mqdes);
  if (!f || !can_read(f)) return -EBADF;
  const info = MQUEUE_I(f.f_inode);
  if (len < info.mq_msgsize) return -EMSGSIZE;
  let msg: mq_msg;
  if (info.mq_curmsgs === 0) {
    if (f.f_flags & O_NONBLOCK) return -EAGAIN;
    const w: ext_wait_queue = { t, msg: null, done: false };
    f.get();
    try {
      const r = yield* wq_sleep(info.receivers, w, timeout);
      if (r) return r;
    } finally {
      f.put();
    }
    msg = w.msg!;
  } else {
    msg = info.msg_get();
    const ino = f.f_inode;
    ino.i_atime = ino.i_mtime = ino.i_ctime = current_time(t.kernel);
    // there is room now: for a sender that waits, or for who polls
    const sender = first_waiter(info.senders);
    if (sender) {
      info.msg_insert(sender.msg!);
      serve(info.senders, sender);
    } else info.wait_q.wake_up_all();
  }
  if (u_prio) put_user_u32(t, u_prio, msg.priority);
  copy_to_user(t, u_msg, msg.text);
  return msg.text.length;
}

export function do_mq_notify(t: task_struct, mqdes: number, u_event: number): number {
  const e = u_event ? sigevent.get(copy_from_user(t, u_event, sigevent.size)) : null;
  let send: ((code: number) => void) | undefined;
  if (e) {
    if (![SIGEV_NONE, SIGEV_SIGNAL, SIGEV_THREAD].includes(e.sigev_notify)) return -EINVAL;
    if (e.sigev_notify === SIGEV_SIGNAL && e.sigev_signo >>> 0 > 64) return -EINVAL;
    if (e.sigev_notify === SIGEV_THREAD) {
      const cookie = copy_from_user(t, e.sigev_value.sival_ptr, NOTIFY_COOKIE_LEN);
      const sockfile = t.files.fget(e.sigev_signo);
      if (!sockfile) return -EBADF;
      const nlk = netlink_getsockbyfilp(sockfile);
      if (typeof nlk === "number") return nlk;
      send = (code) => {
        cookie[NOTIFY_COOKIE_LEN - 1] = code;
        netlink_notify(nlk, cookie);
      };
    }
  }
  const f = mq_file(t, mqdes);
  if (!f) return -EBADF;
  const info = MQUEUE_I(f.f_inode);
  const now = current_time(t.kernel);
  if (!e) {
    if (info.notify?.owner === task_tgid(t)) {
      remove_notification(info, NOTIFY_REMOVED);
      f.f_inode.i_atime = f.f_inode.i_ctime = now;
    }
    return 0;
  }
  if (info.notify) return -EBUSY;
  info.notify = {
    owner: task_tgid(t),
    notify: e.sigev_notify,
    signo: e.sigev_signo,
    value: e.sigev_value.sival_ptr,
    exec_id: t.exec_id,
    by: t,
    send,
  };
  f.f_inode.i_atime = f.f_inode.i_ctime = now;
  return 0;
}

export function do_mq_getsetattr(t: task_struct, mqdes: number, u_new: number, u_old: number): number {
  const wanted = u_new ? mq_attr.get(copy_from_user(t, u_new, mq_attr.size)) : null;
  if (wanted && wanted.mq_flags & ~O_NONBLOCK) return -EINVAL;
  const f = mq_file(t, mqdes);
  if (!f) return -EBADF;
  const info = MQUEUE_I(f.f_inode);
  const old = mq_attr.make({
    mq_flags: f.f_flags & O_NONBLOCK,
    mq_maxmsg: info.mq_maxmsg,
    mq_msgsize: info.mq_msgsize,
    mq_curmsgs: info.mq_curmsgs,
  });
  if (wanted) {
    f.f_flags = (f.f_flags & ~O_NONBLOCK) | (wanted.mq_flags & O_NONBLOCK);
    f.f_inode.i_atime = f.f_inode.i_ctime = current_time(t.kernel);
  }
  if (u_old) copy_to_user(t, u_old, old);
  return 0;
}

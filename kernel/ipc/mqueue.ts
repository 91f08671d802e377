// POSIX message queues as files of the mqueue file system (ipc/mqueue.c): what a queue is, and how it looks through
// /dev/mqueue. Every IPC namespace has one instance.
// Above: mq_calls.ts, fs/vfs.ts. Below: util.ts, fs/inode.ts.

import { inode_init_owner, simple_setattr } from "../fs/attr.ts";
import { d_instantiate, dentry } from "../fs/dcache.ts";
import type { file_operations } from "../fs/file.ts";
import { current_time, type file_system_type, inode, S_ISDIR, super_block } from "../fs/inode.ts";
import { simple_dir_operations } from "../fs/libfs.ts";
import { mount } from "../fs/namespace.ts";
import { generic_file_llseek, read_text } from "../fs/read_write.ts";
import type { Kernel } from "../kernel.ts";
import { capable } from "../task/cred.ts";
import type { ipc_namespace } from "../task/nsproxy.ts";
import { type pid, pid_vnr } from "../task/pid.ts";
import type { task_struct } from "../task/task.ts";
import { wait_queue_head } from "../task/wait.ts";
import { EINVAL, EMFILE, ENOSPC, EOVERFLOW } from "../uapi/asm/errno.ts";
import { POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from "../uapi/asm/poll.ts";
import { RLIM_INFINITY, RLIMIT_MSGQUEUE } from "../uapi/asm/resource.ts";
import { SIGEV_SIGNAL } from "../uapi/asm/siginfo.ts";
import { CAP_SYS_RESOURCE } from "../uapi/linux/capability.ts";
import { MQ_PRIO_MAX } from "../uapi/linux/mqueue.ts";
import { S_IFDIR } from "../uapi/linux/stat.ts";
import { of_ns, task_tgid } from "./util.ts";

const MQUEUE_MAGIC = 0x19800202;
const DIRENT_SIZE = 20;
const FILENT_SIZE = 80;
export const HARD_MSGMAX = 65536;
export const HARD_MSGSIZEMAX = 16 << 20;
/** sizeof(struct msg_msg), sizeof(struct posix_msg_tree_node) of a 32-bit kernel: what RLIMIT_MSGQUEUE counts. */
const MSG_MSG_SIZE = 24;
const TREE_NODE_SIZE = 24;

export interface mq_msg {
  readonly priority: number;
  readonly text: Uint8Array;
}

/** A sender or receiver that waits. done: its message was taken, or given to it (msg). */
export interface ext_wait_queue {
  readonly t: task_struct;
  msg: mq_msg | null;
  done: boolean;
}

/** Who is to be told about the first message, and how (mq_notify). */
export interface mq_notify {
  readonly owner: pid;
  readonly notify: number;
  readonly signo: number;
  readonly value: number;
  readonly exec_id: number;
  readonly by: task_struct;
  /** SIGEV_THREAD: sends the cookie with a code to its socket. */
  send?(code: number): void;
}

export class mqueue_inode_info {
  readonly wait_q = new wait_queue_head();
  /** Highest priority first, then in order of arrival. */
  readonly messages: mq_msg[] = [];
  readonly senders: ext_wait_queue[] = [];
  readonly receivers: ext_wait_queue[] = [];
  notify: mq_notify | null = null;
  qsize = 0;
  /** Bytes counted for user's RLIMIT_MSGQUEUE. */
  charged = 0;
  user = 0;

  constructor(
    readonly mq_maxmsg: number,
    readonly mq_msgsize: number,
  ) {}

  get mq_curmsgs(): number {
    return this.messages.length;
  }

  msg_insert(msg: mq_msg): void {
    let lo = 0;
    let hi = this.messages.length;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (this.messages[mid].priority >= msg.priority) lo = mid + 1;
      else hi = mid;
    }
    this.messages.splice(lo, 0, msg);
    this.qsize += msg.text.length;
  }

  msg_get(): mq_msg {
    const msg = this.messages.shift()!;
    this.qsize -= msg.text.length;
    return msg;
  }
}

export const MQUEUE_I = (ino: inode) => ino.i_private as mqueue_inode_info;

/** The queues of one IPC namespace: limits, and the file system's instance. */
export class mqueue_state {
  mq_queues_max = 256;
  mq_msg_max = 10;
  mq_msgsize_max = 8192;
  mq_msg_default = 10;
  mq_msgsize_default = 8192;
  mq_queues_count = 0;
  readonly mq_mnt: mount;

  constructor(readonly ns: ipc_namespace) {
    this.mq_mnt = new_mount(ns, this);
  }
}

export const mqueue_ns = (ns: ipc_namespace): mqueue_state => of_ns(ns, "mqueue", () => new mqueue_state(ns));

const charges = (kernel: Kernel): Map<number, number> => {
  let map = kernel.extra.get("mq_bytes") as Map<number, number> | undefined;
  if (!map) kernel.extra.set("mq_bytes", (map = new Map()));
  return map;
};

/** A queue's inode: limits checked, memory counted. attr null: the namespace's defaults (mqueue_get_inode). */
function mqueue_get_inode(
  t: task_struct,
  sb: super_block,
  st: mqueue_state,
  mode: number,
  attr: { mq_maxmsg: number; mq_msgsize: number } | null,
): inode | number {
  const maxmsg = attr ? attr.mq_maxmsg : Math.min(st.mq_msg_max, st.mq_msg_default);
  const msgsize = attr ? attr.mq_msgsize : Math.min(st.mq_msgsize_max, st.mq_msgsize_default);
  if (maxmsg <= 0 || msgsize <= 0) return -EINVAL;
  const privileged = capable(t, CAP_SYS_RESOURCE);
  if (maxmsg > (privileged ? HARD_MSGMAX : st.mq_msg_max)) return -EINVAL;
  if (msgsize > (privileged ? HARD_MSGSIZEMAX : st.mq_msgsize_max)) return -EINVAL;
  if (msgsize > Math.floor(0xffffffff / maxmsg)) return -EOVERFLOW;
  const tree = maxmsg * MSG_MSG_SIZE + Math.min(maxmsg, MQ_PRIO_MAX) * TREE_NODE_SIZE;
  const bytes = maxmsg * msgsize + tree;
  if (bytes > 0xffffffff) return -EOVERFLOW;
  const users = charges(t.kernel);
  const uid = t.cred.uid;
  const total = (users.get(uid) ?? 0) + bytes;
  const limit = t.rlimit(RLIMIT_MSGQUEUE);
  if (limit !== RLIM_INFINITY && total > limit) return -EMFILE;
  users.set(uid, total);

  const ino = new inode(sb, mode);
  inode_init_owner(t, ino, null, mode);
  ino.i_fop = mqueue_file_operations;
  ino.i_op = { setattr: simple_setattr };
  ino.i_size = FILENT_SIZE;
  const info = new mqueue_inode_info(maxmsg, msgsize);
  info.charged = bytes;
  info.user = uid;
  ino.i_private = info;
  return ino;
}

/** A new queue called d (mqueue_create_attr). */
export function mqueue_create_attr(
  t: task_struct,
  d: dentry,
  mode: number,
  attr: { mq_maxmsg: number; mq_msgsize: number } | null,
): number {
  const dir = d.d_parent!.d_inode!;
  const st = dir.i_sb.s_fs_info as mqueue_state;
  if (st.mq_queues_count >= st.mq_queues_max && !capable(t, CAP_SYS_RESOURCE)) return -ENOSPC;
  const ino = mqueue_get_inode(t, dir.i_sb, st, mode, attr);
  if (typeof ino === "number") return ino;
  st.mq_queues_count++;
  dir.i_size += DIRENT_SIZE;
  dir.i_ctime = dir.i_mtime = dir.i_atime = current_time(dir.kernel);
  d_instantiate(d, ino);
  return 0;
}

const dir_iops = {
  setattr: simple_setattr,
  create: (t: task_struct, _dir: inode, d: dentry, mode: number) => mqueue_create_attr(t, d, mode, null),
  unlink(_t: task_struct, dir: inode, d: dentry): number {
    dir.i_ctime = dir.i_mtime = dir.i_atime = current_time(dir.kernel);
    dir.i_size -= DIRENT_SIZE;
    d.d_inode!.drop_nlink();
    return 0;
  },
};

/** Nobody is to be told any more; a notification thread learns that. */
export function remove_notification(info: mqueue_inode_info, code: number): void {
  const n = info.notify;
  info.notify = null;
  n?.send?.(code);
}

const NOTIFY_REMOVED = 2;

export const mqueue_file_operations: file_operations = {
  name: "mqueue",
  llseek: generic_file_llseek,
  read_iter(t, f, to, pos) {
    const { notify: n, qsize } = MQUEUE_I(f.f_inode);
    const pad = (v: number, width: number) => String(v).padEnd(width);
    const text =
      `QSIZE:${pad(qsize, 10)} NOTIFY:${pad(n?.notify ?? 0, 5)} ` +
      `SIGNO:${pad(n && n.notify === SIGEV_SIGNAL ? n.signo : 0, 5)} ` +
      `NOTIFY_PID:${pad(n ? pid_vnr(t, n.owner) : 0, 6)}\n`;
    f.f_inode.i_atime = f.f_inode.i_ctime = current_time(f.kernel);
    return read_text(text, to, pos);
  },
  flush(t, f) {
    const info = MQUEUE_I(f.f_inode);
    if (info.notify?.owner === task_tgid(t)) remove_notification(info, NOTIFY_REMOVED);
  },
  poll(f, pt) {
    const info = MQUEUE_I(f.f_inode);
    pt?.poll_wait(info.wait_q);
    return (
      (info.mq_curmsgs ? POLLIN | POLLRDNORM : 0) |
      (info.mq_curmsgs < info.mq_maxmsg ? POLLOUT | POLLWRNORM : 0)
    );
  },
};

function new_mount(ns: ipc_namespace, st: mqueue_state): mount {
  const sb = new super_block(ns.kernel, mqueue_fs_type, ns.kernel.fs.get_anon_bdev());
  sb.s_magic = MQUEUE_MAGIC;
  sb.s_noexec = sb.s_nodev = true;
  sb.s_fs_info = st;
  sb.s_op = {
    evict_inode(ino) {
      if (S_ISDIR(ino.i_mode)) return;
      const info = MQUEUE_I(ino);
      const users = charges(ns.kernel);
      users.set(info.user, (users.get(info.user) ?? 0) - info.charged);
      info.messages.length = 0;
      st.mq_queues_count--;
    },
  };
  const root = new inode(sb, S_IFDIR | 0o1777, dir_iops);
  root.i_nlink = 2;
  root.i_size = 2 * DIRENT_SIZE;
  root.i_fop = simple_dir_operations;
  sb.s_root = new dentry(null, "", root, sb);
  return new mount(sb, sb.s_root, "mqueue", 0);
}

export const mqueue_fs_type: file_system_type = {
  name: "mqueue",
  requiresDev: false,
  userMount: true,
  mount: (kernel, t) => mqueue_ns(t ? t.nsproxy.ipc_ns : kernel.init_ipc_ns).mq_mnt.mnt_sb,
};

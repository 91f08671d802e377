// Pipes and FIFOs (fs/pipe.c): a ring of page-sized buffers; what fits one page is written whole or not at all.
// Above: pipe_open.ts, syscalls/sys_pipe.ts, splice.ts. Below: file.ts, task/wait.ts.

import type { Kernel } from "../kernel.ts";
import { put_user_u32 } from "../mm/uaccess.ts";
import { capable } from "../task/cred.ts";
import type { task_struct } from "../task/task.ts";
import { type MaySleep, type Sleeps, wait_event, wait_queue_head } from "../task/wait.ts";
import { EAGAIN, EBADF, EFAULT, ENOTTY, EPIPE } from "../uapi/asm/errno.ts";
import { O_ACCMODE, O_DIRECT, O_NONBLOCK, O_RDONLY, O_WRONLY } from "../uapi/asm/fcntl.ts";
import { FIONREAD } from "../uapi/asm/ioctls.ts";
import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from "../uapi/asm/poll.ts";
import { SIGPIPE } from "../uapi/asm/signal.ts";
import { CAP_SYS_RESOURCE } from "../uapi/linux/capability.ts";
import { kill_fasync } from "./fasync.ts";
import type { file, file_operations } from "./file.ts";
import { current_time, type inode } from "./inode.ts";
import { account_pipe_buffers, too_many_pipe_buffers } from "./pipe_account.ts";

export const PAGE_SIZE = 4096;
const PIPE_DEF_BUFFERS = 16;

/** Pages that have been read, to be filled again: a few pipes' worth. */
const spares: Uint8Array[] = [];
const MOST_SPARES = 4 * PIPE_DEF_BUFFERS;
const give_page = (page: Uint8Array): void => {
  if (page.length === PAGE_SIZE && spares.length < MOST_SPARES) spares.push(page);
};

export interface pipe_buffer {
  data: Uint8Array;
  offset: number;
  len: number;
  /** Later writes may fill up its page. */
  can_merge: boolean;
  /** One write in packet mode (O_DIRECT): a read never goes beyond it. */
  packet: boolean;
}

/** A pipe on the caller's account, or null: its user has too many. */
export function alloc_pipe_info(t: task_struct): pipe_inode_info | null {
  const { kernel } = t;
  const { uid } = t.cred;
  const most = Math.floor(kernel.fs.sysctl.pipe_max_size / PAGE_SIZE);
  let slots = PIPE_DEF_BUFFERS;
  if (slots > most && !capable(t, CAP_SYS_RESOURCE)) slots = most;
  let all = account_pipe_buffers(kernel, uid, 0, slots);
  if (too_many_pipe_buffers(t, all, "soft")) {
    const least = kernel.release.has("46c4c9d1beb7") ? 2 : 1;
    all = account_pipe_buffers(kernel, uid, slots, least);
    slots = least;
  }
  if (too_many_pipe_buffers(t, all, "hard")) {
    account_pipe_buffers(kernel, uid, slots, 0);
    return null;
  }
  return new pipe_inode_info(kernel, uid, slots);
}

/** The last end is closed (free_pipe_info). */
export function free_pipe_info(ino: inode, pipe: pipe_inode_info): void {
  account_pipe_buffers(pipe.kernel, pipe.user, pipe.max_usage, 0);
  if (ino.i_pipe === pipe) ino.i_pipe = null;
}

export class pipe_inode_info {
  bufs: pipe_buffer[] = [];
  /** user: on whose account it is; max_usage: slots. */
  constructor(
    readonly kernel: Kernel,
    readonly user: number,
    public max_usage: number,
  ) {}
  readers = 0;
  writers = 0;
  /** Opens so far, that a FIFO's open sees an other end that came and went. */
  r_counter = 0;
  w_counter = 0;
  readonly rd_wait = new wait_queue_head();
  readonly wr_wait = new wait_queue_head();
  fasync_readers = new Set<file>();
  fasync_writers = new Set<file>();
  get empty(): boolean {
    return this.bufs.length === 0;
  }
  get full(): boolean {
    return this.bufs.length >= this.max_usage;
  }
  get bytes(): number {
    let n = 0;
    for (const b of this.bufs) n += b.len;
    return n;
  }

  wake_readers(): void {
    this.rd_wait.wake_up(POLLIN | POLLRDNORM);
    if (this.fasync_readers.size) kill_fasync(this.fasync_readers, POLLIN);
  }
  wake_writers(): void {
    this.wr_wait.wake_up(POLLOUT | POLLWRNORM);
    if (this.fasync_writers.size) kill_fasync(this.fasync_writers, POLLOUT);
  }
}

export const pipe_of = (f: file) => f.private_data as pipe_inode_info;

/** The pipe behind a file, for splice; null if it is none. */
export const get_pipe_info = (f: file): pipe_inode_info | null =>
  f.f_op === pipefifo_fops ? pipe_of(f) : null;

interface sink {
  count: number;
  copy_to_iter(b: Uint8Array): number;
}
interface source {
  count: number;
  copy_from_iter_to(dst: Uint8Array): number;
}

// Most reads and writes need not sleep, and a generator costs more than they do: only those that do are one.

function pipe_read(t: task_struct, f: file, to: sink): MaySleep<number> {
  const pipe = pipe_of(f);
  if (to.count === 0) return 0;
  if (!pipe.empty || pipe.writers === 0) return take(f, pipe, to, false);
  return f.f_flags & O_NONBLOCK ? -EAGAIN : sleep_and_read(t, f, pipe, to);
}

function* sleep_and_read(t: task_struct, f: file, pipe: pipe_inode_info, to: sink): Sleeps<number> {
  const come = () => !pipe.empty || pipe.writers === 0;
  do {
    const r = yield* wait_event(t, pipe.rd_wait, come, { exclusive: true });
    if (r) return r;
  } while (!come());
  return take(f, pipe, to, true);
}

/** Moves what there is to the program; slept: the reader was woken for it. */
function take(f: file, pipe: pipe_inode_info, to: sink, slept: boolean): number {
  let done = 0;
  const wasFull = pipe.full;
  while (to.count > 0 && pipe.bufs.length > 0) {
    const buf = pipe.bufs[0];
    const chars = Math.min(buf.len, to.count);
    const n = to.copy_to_iter(buf.data.subarray(buf.offset, buf.offset + chars));
    if (n < chars) return done || -EFAULT;
    done += n;
    buf.offset += n;
    buf.len -= n;
    const { packet } = buf;
    if (packet) buf.len = 0;
    if (buf.len === 0) {
      pipe.bufs.shift();
      give_page(buf.data);
    }
    if (packet) break;
  }
  if (done > 0) {
    if (wasFull || pipe.wr_wait.active) pipe.wake_writers();
    // only who was woken passes it on: an edge-triggered epoll must not see an event here
    if (slept && !pipe.empty) pipe.rd_wait.wake_up(POLLIN | POLLRDNORM);
    f.f_inode.i_atime = current_time(f.kernel);
  }
  return done;
}

function broken(t: task_struct): number {
  t.send_sig(SIGPIPE);
  return -EPIPE;
}

function pipe_write(t: task_struct, f: file, from: source): MaySleep<number> {
  const pipe = pipe_of(f);
  if (from.count === 0) return 0;
  if (pipe.readers === 0) return broken(t);
  const wasEmpty = pipe.empty;
  const packet = (f.f_flags & O_DIRECT) !== 0;
  let done = 0;
  // what is left over of whole pages goes into the last page, if all of it fits there
  const tail = pipe.bufs.at(-1);
  const chars = from.count & (PAGE_SIZE - 1);
  if (chars && tail?.can_merge && !packet && tail.offset + tail.len + chars <= PAGE_SIZE) {
    const end = tail.offset + tail.len;
    if (from.copy_from_iter_to(tail.data.subarray(end, end + chars)) < chars) return -EFAULT;
    tail.len += chars;
    done = chars;
  }
  const put = fill(pipe, from, packet);
  if (put < 0) return written(f, pipe, done + ~put, -EFAULT, wasEmpty, false);
  done += put;
  if (from.count === 0) return written(f, pipe, done, 0, wasEmpty, false);
  if (f.f_flags & O_NONBLOCK) return written(f, pipe, done, -EAGAIN, wasEmpty, false);
  return sleep_and_write(t, f, pipe, from, done, wasEmpty);
}

function* sleep_and_write(
  t: task_struct,
  f: file,
  pipe: pipe_inode_info,
  from: source,
  done: number,
  wasEmpty: boolean,
): Sleeps<number> {
  const room = () => !pipe.full || pipe.readers === 0;
  let result = 0;
  let slept = false;
  while (from.count > 0) {
    if (wasEmpty) pipe.wake_readers();
    result = yield* wait_event(t, pipe.wr_wait, room, { exclusive: true });
    if (result) break;
    slept = true;
    wasEmpty = pipe.empty;
    if (pipe.readers === 0) {
      if (!done) result = broken(t);
      else t.send_sig(SIGPIPE);
      break;
    }
    const put = fill(pipe, from, (f.f_flags & O_DIRECT) !== 0);
    done += put < 0 ? ~put : put;
    if (put < 0) {
      result = -EFAULT;
      break;
    }
  }
  return written(f, pipe, done, result, wasEmpty, slept);
}

/** Fills free slots; returns how many bytes went in, or ~ that where the program's memory ended. */
function fill(pipe: pipe_inode_info, from: source, packet: boolean): number {
  let done = 0;
  while (from.count > 0 && !pipe.full) {
    const n = Math.min(from.count, PAGE_SIZE);
    const data = spares.pop() ?? new Uint8Array(PAGE_SIZE);
    if (from.copy_from_iter_to(n < PAGE_SIZE ? data.subarray(0, n) : data) < n) {
      give_page(data);
      return ~done;
    }
    pipe.bufs.push({ data, offset: 0, len: n, can_merge: !packet, packet });
    done += n;
  }
  return done;
}

/** The end of a write: who is to be woken, and the result. */
function written(
  f: file,
  pipe: pipe_inode_info,
  done: number,
  result: number,
  wasEmpty: boolean,
  slept: boolean,
): number {
  if (done > 0) {
    if (wasEmpty || pipe.rd_wait.active) pipe.wake_readers();
    if (slept && !pipe.full) pipe.wr_wait.wake_up(POLLOUT | POLLWRNORM);
    f.f_inode.i_mtime = f.f_inode.i_ctime = current_time(f.kernel);
  }
  return done || result;
}

export const pipefifo_fops: file_operations = {
  name: "pipe",
  read_iter: (t, f, to) => ((f.f_flags & O_ACCMODE) === O_WRONLY ? -EBADF : pipe_read(t, f, to)),
  write_iter: (t, f, from) => ((f.f_flags & O_ACCMODE) === O_RDONLY ? -EBADF : pipe_write(t, f, from)),
  poll(f, pt) {
    const pipe = pipe_of(f);
    const access = f.f_flags & O_ACCMODE;
    let mask = 0;
    if (access !== O_WRONLY) {
      pt?.poll_wait(pipe.rd_wait);
      if (!pipe.empty) mask |= POLLIN | POLLRDNORM;
      if (pipe.writers === 0 && f.f_version !== pipe.w_counter) mask |= POLLHUP;
    }
    if (access !== O_RDONLY) {
      pt?.poll_wait(pipe.wr_wait);
      if (!pipe.full) mask |= POLLOUT | POLLWRNORM;
      if (pipe.readers === 0) mask |= POLLERR;
    }
    return mask;
  },
  ioctl(t, f, cmd, arg) {
    if (cmd !== FIONREAD) return -ENOTTY;
    put_user_u32(t, arg, pipe_of(f).bytes);
    return 0;
  },
  fasync(f, on) {
    const pipe = pipe_of(f);
    const access = f.f_flags & O_ACCMODE;
    if (access !== O_WRONLY) pipe.fasync_readers[on ? "add" : "delete"](f);
    if (access !== O_RDONLY) pipe.fasync_writers[on ? "add" : "delete"](f);
  },
  release(f) {
    const pipe = pipe_of(f);
    const access = f.f_flags & O_ACCMODE;
    this.fasync!(f, false);
    if (access !== O_WRONLY) pipe.readers--;
    if (access !== O_RDONLY) pipe.writers--;
    if (!pipe.readers !== !pipe.writers) {
      pipe.rd_wait.wake_up_all(POLLIN | POLLRDNORM | POLLERR | POLLHUP);
      pipe.wr_wait.wake_up_all(POLLOUT | POLLWRNORM | POLLERR | POLLHUP);
      kill_fasync(pipe.fasync_readers, POLLIN);
      kill_fasync(pipe.fasync_writers, POLLOUT);
    }
    if (!pipe.readers && !pipe.writers) free_pipe_info(f.f_inode, pipe);
  },
};

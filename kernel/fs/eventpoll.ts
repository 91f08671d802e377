// epoll (fs/eventpoll.c): a set of watched files and the list of those that became ready. A watched file's wait
// queues call ep_poll_callback, which puts its item on the ready list.
// Above: syscalls/sys_epoll.ts. Below: file.ts (poll), task/wait.ts.

import type { task_struct } from "../task/task.ts";
import type { wait_queue_entry } from "../task/wait.ts";
import { type Sleeps, wait_event, wait_queue_head } from "../task/wait.ts";
import { EEXIST, EINVAL, ELOOP, ENOENT, EPERM, ETIME } from "../uapi/asm/errno.ts";
import { O_RDWR } from "../uapi/asm/fcntl.ts";
import { POLLIN, POLLRDNORM } from "../uapi/asm/poll.ts";
import {
  EPOLL_CTL_ADD,
  EPOLL_CTL_DEL,
  EPOLL_CTL_MOD,
  EPOLLERR,
  EPOLLET,
  EPOLLEXCLUSIVE,
  EPOLLHUP,
  EPOLLIN,
  EPOLLONESHOT,
  EPOLLOUT,
  EPOLLWAKEUP,
} from "../uapi/linux/eventpoll.ts";
import { anon_inode_getfile } from "./anon_inodes.ts";
import type { file, file_operations, poll_table } from "./file.ts";

const EP_PRIVATE_BITS = EPOLLWAKEUP | EPOLLONESHOT | EPOLLET | EPOLLEXCLUSIVE;
const EPOLLEXCLUSIVE_OK = EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLWAKEUP | EPOLLET | EPOLLEXCLUSIVE;
const EP_MAX_NESTS = 4;

export interface epoll_event {
  events: number;
  /** The program's 64 bits, as two words. */
  hi: number;
  lo: number;
}

/** One watched descriptor. */
export class epitem {
  readonly #queues: { queue: wait_queue_head; entry: wait_queue_entry }[] = [];
  constructor(
    readonly ep: eventpoll,
    readonly fd: number,
    readonly ffd: file,
    public event: epoll_event,
  ) {}

  /** Looks at the file; registers with its queues when asked to. */
  poll(register: boolean): number {
    const { poll } = this.ffd.f_op;
    const pt: poll_table | null = register ? { poll_wait: (q) => this.#attach(q) } : null;
    const mask = poll ? poll.call(this.ffd.f_op, this.ffd, pt) : 0x145;
    return mask & this.event.events;
  }

  #attach(queue: wait_queue_head): void {
    const entry: wait_queue_entry = {
      exclusive: (this.event.events & EPOLLEXCLUSIVE) !== 0,
      func: (key) => this.#callback(key),
    };
    queue.add_wait_queue(entry);
    this.#queues.push({ queue, entry });
  }

  /** The file says that something changed; key: which events, 0 unknown. */
  #callback(key: number): boolean {
    const { ep, event } = this;
    // disarmed by EPOLLONESHOT
    if (!(event.events & ~EP_PRIVATE_BITS)) return false;
    if (key && !(key & event.events)) return false;
    ep.ready.add(this);
    const woke = ep.wq.active;
    ep.wq.wake_up(POLLIN);
    ep.poll_wait.wake_up(POLLIN | POLLRDNORM);
    return !(event.events & EPOLLEXCLUSIVE) || woke;
  }

  detach(): void {
    for (const { queue, entry } of this.#queues) queue.remove_wait_queue(entry);
    this.#queues.length = 0;
  }
}

export class eventpoll {
  /** The epoll's own open file. */
  file!: file;
  readonly items: epitem[] = [];
  /** Items that may be ready, in the order they became so. */
  readonly ready = new Set<epitem>();
  /** Who is in epoll_wait, and who polls the epoll itself. */
  readonly wq = new wait_queue_head();
  readonly poll_wait = new wait_queue_head();

  find(fd: number, f: file): epitem | undefined {
    return this.items.find((i) => i.fd === fd && i.ffd === f);
  }

  remove(item: epitem): void {
    item.detach();
    this.items.splice(this.items.indexOf(item), 1);
    this.ready.delete(item);
    item.ffd.f_ep?.delete(item);
  }

  /** Whether an item on the ready list really is ready; others are taken off it. */
  any_ready(): boolean {
    for (const item of this.ready) {
      if (item.poll(false)) return true;
      this.ready.delete(item);
    }
    return false;
  }
}

export const eventpoll_of = (f: file): eventpoll | null =>
  f.f_op === eventpoll_fops ? (f.private_data as eventpoll) : null;

const eventpoll_fops: file_operations = {
  name: "[eventpoll]",
  poll(f, pt) {
    const ep = f.private_data as eventpoll;
    pt?.poll_wait(ep.poll_wait);
    return ep.any_ready() ? POLLIN | POLLRDNORM : 0;
  },
  release(f) {
    const ep = f.private_data as eventpoll;
    for (const item of [...ep.items]) ep.remove(item);
  },
  fdinfo(f) {
    let s = "";
    for (const i of (f.private_data as eventpoll).items) {
      const data = ((BigInt(i.event.hi) << 32n) | BigInt(i.event.lo)).toString(16);
      const ino = i.ffd.f_inode;
      s += `tfd: ${String(i.fd).padStart(8)} events: ${(i.event.events >>> 0).toString(16).padStart(8)} data: ${data.padStart(16)} `;
      s += ` pos:${i.ffd.f_pos} ino:${ino.i_ino.toString(16)} sdev:${ino.i_sb.s_dev.toString(16)}\n`;
    }
    return s;
  },
};

export function ep_create(t: task_struct): file {
  const ep = new eventpoll();
  ep.file = anon_inode_getfile(t.kernel, "[eventpoll]", eventpoll_fops, ep, O_RDWR);
  return ep.file;
}

/** Whether watching f from ep would make a circle or too deep a nest of epolls. */
function loops(ep: eventpoll, f: file, depth = 0): boolean {
  const inner = eventpoll_of(f);
  if (!inner) return false;
  if (inner === ep || depth >= EP_MAX_NESTS) return true;
  return inner.items.some((i) => loops(ep, i.ffd, depth + 1));
}

/** How many epolls watch this one, one above the other. */
function height(epf: file): number {
  let h = 0;
  for (const item of epf.f_ep ?? []) h = Math.max(h, 1 + height(item.ep.file));
  return h;
}

/** epoll_ctl on an epoll's file; event null for EPOLL_CTL_DEL. */
export function do_epoll_ctl(epf: file, op: number, fd: number, f: file, event: epoll_event | null): number {
  const ep = epf.private_data as eventpoll;
  if (!f.f_op.poll) return -EPERM;
  if (f === epf) return -EINVAL;
  const inner = eventpoll_of(f);
  if (event && event.events & EPOLLEXCLUSIVE) {
    if (op === EPOLL_CTL_MOD) return -EINVAL;
    if (op === EPOLL_CTL_ADD && (inner || event.events & ~EPOLLEXCLUSIVE_OK)) return -EINVAL;
  }
  if (op === EPOLL_CTL_ADD && inner && (loops(ep, f) || height(epf) >= EP_MAX_NESTS)) return -ELOOP;
  const item = ep.find(fd, f);
  switch (op) {
    case EPOLL_CTL_ADD: {
      if (item) return -EEXIST;
      const made = new epitem(ep, fd, f, { ...event!, events: event!.events | EPOLLERR | EPOLLHUP });
      ep.items.push(made);
      f.f_ep ??= new Set();
      f.f_ep.add(made);
      if (made.poll(true)) announce(ep, made);
      return 0;
    }
    case EPOLL_CTL_DEL:
      if (!item) return -ENOENT;
      ep.remove(item);
      return 0;
    case EPOLL_CTL_MOD:
      if (!item) return -ENOENT;
      if (item.event.events & EPOLLEXCLUSIVE) return -EINVAL;
      item.event = { ...event!, events: event!.events | EPOLLERR | EPOLLHUP };
      if (item.poll(false)) announce(ep, item);
      return 0;
    default:
      return -EINVAL;
  }
}

function announce(ep: eventpoll, item: epitem): void {
  ep.ready.add(item);
  ep.wq.wake_up(POLLIN);
  ep.poll_wait.wake_up(POLLIN | POLLRDNORM);
}

/**
 * Takes up to max events off the ready list; level-triggered items stay on it, at its end (ep_send_events). What is
 * left is for the next who waits (ep_done_scan): one write wakes all of them, one after the other.
 */
function collect(ep: eventpoll, max: number): epoll_event[] {
  const out: epoll_event[] = [];
  const again: epitem[] = [];
  for (const item of [...ep.ready]) {
    if (out.length >= max) break;
    ep.ready.delete(item);
    const revents = item.poll(false);
    if (!revents) continue;
    out.push({ events: revents, hi: item.event.hi, lo: item.event.lo });
    if (item.event.events & EPOLLONESHOT) item.event.events &= EP_PRIVATE_BITS;
    else if (!(item.event.events & EPOLLET)) again.push(item);
  }
  for (const item of again) ep.ready.add(item);
  if (ep.ready.size && ep.wq.active) ep.wq.wake_up(POLLIN);
  return out;
}

/** Waits for events until deadline (null: for ever; past: not at all). -ERESTARTSYS is the caller's to turn into EINTR. */
export function* ep_poll(
  t: task_struct,
  ep: eventpoll,
  max: number,
  deadline: number | null,
): Sleeps<epoll_event[] | number> {
  for (;;) {
    const events = collect(ep, max);
    if (events.length) return events;
    if (deadline !== null && deadline <= t.kernel.now()) return events;
    const r = yield* wait_event(t, ep.wq, () => ep.any_ready(), { deadline, exclusive: true });
    if (r === -ETIME) return collect(ep, max);
    if (r) return r;
  }
}

/** A watched file is gone (its last reference). */
export function eventpoll_release(f: file): void {
  for (const item of [...(f.f_ep ?? [])]) item.ep.remove(item);
}

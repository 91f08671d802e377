// poll, select, epoll, eventfd, flock (fs/select.c, eventpoll.c, eventfd.c, locks.c).
// Above: table.ts. Below: fs/select.ts, fs/eventpoll.ts.

import { do_eventfd } from "../fs/eventfd.ts";
import { do_epoll_ctl, ep_create, ep_poll, type epoll_event, eventpoll_of } from "../fs/eventpoll.ts";
import { flock_lock } from "../fs/locks.ts";
import {
  deadline_after,
  do_poll,
  do_select,
  type fd_sets,
  type pollfd,
  put_left,
  restore_saved_sigmask_unless,
  set_user_sigmask,
} from "../fs/select.ts";
import { copy_from_user, copy_to_user, get_user_u32, UserFault } from "../mm/uaccess.ts";
import type { task_struct } from "../task/task.ts";
import type { MaySleep, Sleeps } from "../task/wait.ts";
import {
  EPOLL_EVENT,
  EPOLL_EVENTS_OUT,
  EPOLL_FLAGS,
  EPOLL_OP,
  EVENTFD_FLAGS,
  FD,
  FDSET,
  INT,
  LOCK_OP,
  POLLFD_OUT,
  PTR,
  SIGSET,
  SIZE,
  TIMESPEC,
  TIMESPEC64,
  TIMEVAL,
  UINT,
} from "../trace/kinds.ts";
import {
  EBADF,
  EINTR,
  EINVAL,
  ERESTART_RESTARTBLOCK,
  ERESTARTNOHAND,
  ERESTARTSYS,
} from "../uapi/asm/errno.ts";
import {
  F_RDLCK,
  F_UNLCK,
  F_WRLCK,
  LOCK_EX,
  LOCK_MAND,
  LOCK_NB,
  LOCK_SH,
  LOCK_UN,
} from "../uapi/asm/fcntl.ts";
import { RLIMIT_NOFILE } from "../uapi/asm/resource.ts";
import { EPOLL_CLOEXEC, EPOLL_CTL_DEL } from "../uapi/linux/eventpoll.ts";
import { STICKY_TIMEOUTS } from "../uapi/linux/personality.ts";
import { O_NONBLOCK_OLD_BIT } from "./sys_open.ts";
import { family, row } from "./table.ts";

const interrupted = (r: number) => r === -ERESTARTSYS || r === -EINTR;

function get_pollfds(t: task_struct, addr: number, n: number): pollfd[] | number {
  if (n > t.rlimit(RLIMIT_NOFILE)) return -EINVAL;
  const v = new DataView(copy_from_user(t, addr, n * 8).buffer);
  const fds: pollfd[] = [];
  for (let i = 0; i < n; i++) {
    fds.push({ fd: v.getInt32(i * 8), events: v.getUint16(i * 8 + 4), revents: 0 });
  }
  return fds;
}

function put_revents(t: task_struct, addr: number, fds: pollfd[]): void {
  const bytes = copy_from_user(t, addr, fds.length * 8);
  const v = new DataView(bytes.buffer);
  fds.forEach((p, i) => {
    v.setUint16(i * 8 + 6, p.revents);
  });
  copy_to_user(t, addr, bytes);
}

function* do_sys_poll(t: task_struct, addr: number, n: number, deadline: number | null): Sleeps<number> {
  const fds = get_pollfds(t, addr, n);
  if (typeof fds === "number") return fds;
  const r = yield* do_poll(t, fds, deadline);
  put_revents(t, addr, fds);
  return r;
}

export function sys_poll(t: task_struct, addr: number, n: number, timeout: number): Sleeps<number> {
  return poll_until(t, addr, n, timeout < 0 ? null : t.kernel.now() + timeout * 1e6);
}

function* poll_until(t: task_struct, addr: number, n: number, deadline: number | null): Sleeps<number> {
  const r = yield* do_sys_poll(t, addr, n, deadline);
  if (!interrupted(r)) return r;
  t.restart_block = () => poll_until(t, addr, n, deadline);
  return -ERESTART_RESTARTBLOCK;
}

interface timeout {
  deadline: number | null;
  addr: number;
  kind: "timeval" | "ts32" | "ts64";
}

/** Reads a program's time-out structure: the deadline, null for none, or -EINVAL. */
function get_timeout(t: task_struct, addr: number, kind: timeout["kind"]): timeout | number {
  if (!addr) return { deadline: null, addr, kind };
  const v = new DataView(copy_from_user(t, addr, kind === "ts64" ? 16 : 8).buffer);
  const sec = kind === "ts64" ? Number(v.getBigInt64(0)) : v.getInt32(0);
  const sub = v.getInt32(kind === "ts64" ? 12 : 4);
  // select takes more than a second of microseconds
  const at =
    kind === "timeval"
      ? deadline_after(t, sec + Math.floor(sub / 1e6), (sub % 1e6) * 1000)
      : deadline_after(t, sec, sub);
  return at < 0 ? -EINVAL : { deadline: at, addr, kind };
}

/** poll_select_finish: the mask goes back, the time that is left is told, a restart happens without a handler only. */
function finished(t: task_struct, r: number, to: timeout): number {
  restore_saved_sigmask_unless(t, interrupted(r));
  if (to.addr && to.deadline !== null && !(t.personality & STICKY_TIMEOUTS)) {
    try {
      put_left(t, to.addr, to.deadline, to.kind);
    } catch (e) {
      if (!(e instanceof UserFault)) throw e;
    }
  }
  return interrupted(r) ? -ERESTARTNOHAND : r;
}

const ppoll = (kind: timeout["kind"]) =>
  function* (
    t: task_struct,
    addr: number,
    n: number,
    ts: number,
    sigmask: number,
    size: number,
  ): Sleeps<number> {
    const to = get_timeout(t, ts, kind);
    if (typeof to === "number") return to;
    const bad = set_user_sigmask(t, sigmask, size);
    if (bad) return bad;
    let r = 0;
    try {
      r = yield* do_sys_poll(t, addr, n, to.deadline);
    } catch (e) {
      restore_saved_sigmask_unless(t, false);
      throw e;
    }
    return finished(t, r, to);
  };
export const sys_ppoll = ppoll("ts32");
export const sys_ppoll_time64 = ppoll("ts64");

function get_fd_set(t: task_struct, addr: number, words: number): Uint32Array | null {
  if (!addr) return null;
  const v = new DataView(copy_from_user(t, addr, words * 4).buffer);
  return Uint32Array.from({ length: words }, (_, i) => v.getUint32(i * 4));
}
function put_fd_set(t: task_struct, addr: number, set: Uint32Array | null): void {
  if (!set) return;
  const b = new DataView(new ArrayBuffer(set.length * 4));
  set.forEach((w, i) => {
    b.setUint32(i * 4, w);
  });
  copy_to_user(t, addr, new Uint8Array(b.buffer));
}

function* core_sys_select(
  t: task_struct,
  n: number,
  inp: number,
  outp: number,
  exp: number,
  deadline: number | null,
): Sleeps<number> {
  if (n < 0) return -EINVAL;
  // descriptors the table has never had room for cannot be open (fs/file.c alloc_fdtable)
  const open = t.files.fd.length;
  const max = Math.min(n, open <= 32 ? 32 : 256 * 2 ** Math.ceil(Math.log2((open >> 8) + 1)));
  const words = (max + 31) >>> 5;
  const addrs = [inp, outp, exp];
  const sets: fd_sets = addrs.map((a) => get_fd_set(t, a, words));
  const r = yield* do_select(t, max, sets, deadline);
  if (r < 0) return r;
  addrs.forEach((a, i) => {
    put_fd_set(t, a, sets[i]);
  });
  return r;
}

export function* sys_select(t: task_struct, n: number, inp: number, outp: number, exp: number, tv: number) {
  const to = get_timeout(t, tv, "timeval");
  if (typeof to === "number") return to;
  const r = yield* core_sys_select(t, n, inp, outp, exp, to.deadline);
  return finished(t, r, to);
}

const pselect6 = (kind: timeout["kind"]) =>
  function* (t: task_struct, n: number, inp: number, outp: number, exp: number, ts: number, sig: number) {
    let mask = 0;
    let size = 0;
    if (sig) {
      mask = get_user_u32(t, sig);
      size = get_user_u32(t, sig + 4);
    }
    const to = get_timeout(t, ts, kind);
    if (typeof to === "number") return to;
    const bad = set_user_sigmask(t, mask, size);
    if (bad) return bad;
    let r = 0;
    try {
      r = yield* core_sys_select(t, n, inp, outp, exp, to.deadline);
    } catch (e) {
      restore_saved_sigmask_unless(t, false);
      throw e;
    }
    return finished(t, r, to);
  };
export const sys_pselect6 = pselect6("ts32");
export const sys_pselect6_time64 = pselect6("ts64");

export function sys_epoll_create1(t: task_struct, flags: number): number {
  if (flags & ~EPOLL_CLOEXEC) return -EINVAL;
  const fd = t.files.alloc_fd(t);
  if (fd >= 0) t.files.fd_install(fd, ep_create(t), flags !== 0);
  return fd;
}
export const sys_epoll_create = (t: task_struct, size: number) =>
  size <= 0 ? -EINVAL : sys_epoll_create1(t, 0);

export function sys_epoll_ctl(t: task_struct, epfd: number, op: number, fd: number, addr: number): number {
  let event: epoll_event | null = null;
  if (op !== EPOLL_CTL_DEL) {
    const v = new DataView(copy_from_user(t, addr, 16).buffer);
    event = { events: v.getInt32(0), hi: v.getUint32(8), lo: v.getUint32(12) };
  }
  const epf = t.files.fget(epfd);
  const f = t.files.fget(fd);
  if (!epf || !f) return -EBADF;
  if (!f.f_op.poll) return do_epoll_ctl(epf, op, fd, f, event);
  if (!eventpoll_of(epf)) return -EINVAL;
  return do_epoll_ctl(epf, op, fd, f, event);
}

const EP_MAX_EVENTS = Math.floor(0x7fffffff / 16);

function* do_epoll_wait(t: task_struct, epfd: number, addr: number, max: number, deadline: number | null) {
  if (max <= 0 || max > EP_MAX_EVENTS) return -EINVAL;
  const f = t.files.fget(epfd);
  if (!f) return -EBADF;
  const ep = eventpoll_of(f);
  if (!ep) return -EINVAL;
  const events = yield* ep_poll(t, ep, max, deadline);
  if (typeof events === "number") return interrupted(events) ? -EINTR : events;
  const b = new DataView(new ArrayBuffer(events.length * 16));
  events.forEach((e, i) => {
    b.setUint32(i * 16, e.events);
    b.setUint32(i * 16 + 8, e.hi);
    b.setUint32(i * 16 + 12, e.lo);
  });
  copy_to_user(t, addr, new Uint8Array(b.buffer));
  return events.length;
}

const ms = (t: task_struct, timeout: number) => (timeout < 0 ? null : t.kernel.now() + timeout * 1e6);

export const sys_epoll_wait = (t: task_struct, epfd: number, addr: number, max: number, timeout: number) =>
  do_epoll_wait(t, epfd, addr, max, ms(t, timeout));

function* epoll_masked(
  t: task_struct,
  epfd: number,
  addr: number,
  max: number,
  deadline: number | null,
  mask: number,
  size: number,
): Sleeps<number> {
  const bad = set_user_sigmask(t, mask, size);
  if (bad) return bad;
  let r = 0;
  try {
    r = yield* do_epoll_wait(t, epfd, addr, max, deadline);
  } finally {
    restore_saved_sigmask_unless(t, r === -EINTR);
  }
  return r;
}
export const sys_epoll_pwait = (
  t: task_struct,
  epfd: number,
  addr: number,
  max: number,
  timeout: number,
  mask: number,
  size: number,
): MaySleep<number> => epoll_masked(t, epfd, addr, max, ms(t, timeout), mask, size);

export function sys_epoll_pwait2(
  t: task_struct,
  epfd: number,
  addr: number,
  max: number,
  ts: number,
  mask: number,
  size: number,
): MaySleep<number> {
  const to = get_timeout(t, ts, "ts64");
  if (typeof to === "number") return to;
  return epoll_masked(t, epfd, addr, max, to.deadline, mask, size);
}

export const sys_eventfd2 = (t: task_struct, count: number, flags: number) =>
  do_eventfd(t, count, flags & ~O_NONBLOCK_OLD_BIT);
export const sys_eventfd = (t: task_struct, count: number) => do_eventfd(t, count, 0);

export function sys_flock(t: task_struct, fd: number, cmd: number): MaySleep<number> {
  if (cmd & LOCK_MAND) return 0;
  const types: Record<number, number> = { [LOCK_SH]: F_RDLCK, [LOCK_EX]: F_WRLCK, [LOCK_UN]: F_UNLCK };
  const type = types[cmd & ~LOCK_NB];
  if (type === undefined) return -EINVAL;
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  return flock_lock(t, f, type, !(cmd & LOCK_NB));
}

export const rows = family("desc", [
  row(142, "_newselect", sys_select, [INT, FDSET, FDSET, FDSET, TIMEVAL]),
  row(143, "flock", sys_flock, [FD, LOCK_OP]),
  row(168, "poll", sys_poll, [POLLFD_OUT, UINT, INT]),
  row(224, "epoll_create", sys_epoll_create, [INT]),
  row(225, "epoll_ctl", sys_epoll_ctl, [FD, EPOLL_OP, FD, EPOLL_EVENT]),
  row(226, "epoll_wait", sys_epoll_wait, [FD, EPOLL_EVENTS_OUT, INT, INT]),
  row(273, "pselect6", sys_pselect6, [INT, FDSET, FDSET, FDSET, TIMESPEC, PTR]),
  row(274, "ppoll", sys_ppoll, [POLLFD_OUT, UINT, TIMESPEC, SIGSET, SIZE]),
  row(297, "epoll_pwait", sys_epoll_pwait, [FD, EPOLL_EVENTS_OUT, INT, INT, SIGSET, SIZE]),
  row(304, "eventfd", sys_eventfd, [UINT]),
  row(310, "eventfd2", sys_eventfd2, [UINT, EVENTFD_FLAGS]),
  row(311, "epoll_create1", sys_epoll_create1, [EPOLL_FLAGS]),
  row(413, "pselect6_time64", sys_pselect6_time64, [INT, FDSET, FDSET, FDSET, TIMESPEC64, PTR], {
    since: "5.1",
  }),
  row(414, "ppoll_time64", sys_ppoll_time64, [POLLFD_OUT, UINT, TIMESPEC64, SIGSET, SIZE], { since: "5.1" }),
  row(441, "epoll_pwait2", sys_epoll_pwait2, [FD, EPOLL_EVENTS_OUT, INT, TIMESPEC64, SIGSET, SIZE], {
    since: "5.11",
  }),
]);

// Asynchronous I/O: io_setup and its relatives (fs/aio.c).
// Above: table.ts. Below: fs/aio.ts.

import { io_submit_one, ioctx_alloc, kill_ioctx, type kioctx, lookup_ioctx } from "../fs/aio.ts";
import { restore_saved_sigmask_unless, set_user_sigmask } from "../fs/select.ts";
import { copy_to_user, get_user_u32, put_user_u32, UserFault } from "../mm/uaccess.ts";
import type { task_struct } from "../task/task.ts";
import { finish, type Sleeps, wait_event } from "../task/wait.ts";
import { TIMESPEC32, TIMESPEC64, type time_layout } from "../time/timespec.ts";
import { HEX, INT, PTR, TIMESPEC, TIMESPEC64 as TIMESPEC64_KIND, UINT } from "../trace/kinds.ts";
import { EFAULT, EINTR, EINVAL } from "../uapi/asm/errno.ts";
import { io_event, iocb } from "../uapi/linux/aio_abi.ts";
import { family, row } from "./table.ts";

export function sys_io_setup(t: task_struct, nr_events: number, ctxp: number): number {
  if (get_user_u32(t, ctxp) !== 0 || nr_events === 0) return -EINVAL;
  const ctx = ioctx_alloc(t, nr_events);
  if (typeof ctx === "number") return ctx;
  try {
    put_user_u32(t, ctxp, ctx.id);
  } catch (e) {
    kill_ioctx(t, ctx);
    throw e;
  }
  return 0;
}

export function sys_io_destroy(t: task_struct, id: number): number {
  const ctx = lookup_ioctx(t, id);
  if (!ctx) return -EINVAL;
  kill_ioctx(t, ctx);
  return 0;
}

export function* sys_io_submit(t: task_struct, id: number, nr: number, iocbpp: number): Sleeps<number> {
  if (nr < 0) return -EINVAL;
  const ctx = lookup_ioctx(t, id);
  if (!ctx) return -EINVAL;
  const most = Math.min(nr, ctx.nr_events);
  for (let i = 0; i < most; i++) {
    let r: number;
    try {
      r = yield* finish(io_submit_one(t, ctx, get_user_u32(t, iocbpp + 4 * i)));
    } catch (e) {
      if (!(e instanceof UserFault)) throw e;
      r = -EFAULT;
    }
    if (r) return i || r;
  }
  return most;
}

/** Nothing is under way once io_submit has returned, so there is nothing to cancel. */
export function sys_io_cancel(t: task_struct, _id: number, addr: number): number {
  get_user_u32(t, addr + iocb.offsetof("aio_key"));
  return -EINVAL;
}

function* read_events(
  t: task_struct,
  ctx: kioctx,
  min: number,
  nr: number,
  to: number,
  deadline: number | null,
): Sleeps<number> {
  let done = 0;
  const fetch = () => {
    for (; done < nr && ctx.events.length; done++) {
      copy_to_user(t, to + done * io_event.size, ctx.events[0]);
      ctx.events.shift();
    }
    return done >= min || ctx.dead;
  };
  if (fetch()) return done;
  const r = yield* wait_event(t, ctx.wait, fetch, { deadline });
  return done || (r < 0 && t.signal_pending() ? -EINTR : 0);
}

function* do_io_getevents(
  t: task_struct,
  id: number,
  min: number,
  nr: number,
  events: number,
  timeout: number,
  layout: time_layout,
): Sleeps<number> {
  const ns = timeout ? layout.read(t, timeout) : null;
  if (timeout && ns === null) return -EINVAL;
  const ctx = lookup_ioctx(t, id);
  if (!ctx || min > nr || min < 0) return -EINVAL;
  const deadline = ns === null ? null : t.kernel.now() + Number(ns);
  return yield* read_events(t, ctx, min, nr, events, deadline);
}

type Getevents = [t: task_struct, id: number, min: number, nr: number, events: number, timeout: number];

export const sys_io_getevents = (...args: Getevents) => do_io_getevents(...args, TIMESPEC32);

const pgetevents = (layout: time_layout) =>
  function* (
    t: task_struct,
    id: number,
    min: number,
    nr: number,
    events: number,
    timeout: number,
    usig: number,
  ): Sleeps<number> {
    const mask = usig ? get_user_u32(t, usig) : 0;
    const size = usig ? get_user_u32(t, usig + 4) : 0;
    const bad = set_user_sigmask(t, mask, size);
    if (bad) return bad;
    let r: number = -EFAULT;
    try {
      r = yield* do_io_getevents(t, id, min, nr, events, timeout, layout);
    } finally {
      restore_saved_sigmask_unless(t, r === -EINTR);
    }
    return r;
  };

export const rows = family("file", [
  row(215, "io_setup", sys_io_setup, [UINT, PTR]),
  row(216, "io_destroy", sys_io_destroy, [HEX]),
  row(217, "io_getevents", sys_io_getevents, [HEX, INT, INT, PTR, TIMESPEC]),
  row(218, "io_submit", sys_io_submit, [HEX, INT, PTR], { partial: "no IOCB_CMD_POLL" }),
  row(219, "io_cancel", sys_io_cancel, [HEX, PTR, PTR]),
  row(350, "io_pgetevents", pgetevents(TIMESPEC32), [HEX, INT, INT, PTR, TIMESPEC, PTR], { since: "4.18" }),
  row(416, "io_pgetevents_time64", pgetevents(TIMESPEC64), [HEX, INT, INT, PTR, TIMESPEC64_KIND, PTR], {
    since: "5.1",
  }),
]);

// Asynchronous I/O contexts (fs/aio.c). Requests are carried out while they are submitted, as Linux does on files that
// cannot do better; their results wait in the context. The ring page is there, for its address is the context's name, but
// carries no AIO_RING_MAGIC: libaio then asks the kernel instead of reading it.
// Above: sys_aio.ts. Below: read_write.ts, eventfd.ts, mm/mmap.ts.

import type { mm_struct } from "../mm/mm.ts";
import { do_mmap, do_munmap } from "../mm/mmap.ts";
import { copy_from_user, import_iovec, iov_iter, put_user_u32, UserFault } from "../mm/uaccess.ts";
import type { task_struct } from "../task/task.ts";
import { finish, type Sleeps, wait_queue_head } from "../task/wait.ts";
import { EAGAIN, EBADF, EFAULT, EINVAL, EOPNOTSUPP } from "../uapi/asm/errno.ts";
import { O_APPEND, O_NONBLOCK } from "../uapi/asm/fcntl.ts";
import { MAP_ANONYMOUS, PROT_READ, PROT_WRITE } from "../uapi/asm/mman.ts";
import {
  IOCB_CMD_FDSYNC,
  IOCB_CMD_FSYNC,
  IOCB_CMD_PREAD,
  IOCB_CMD_PREADV,
  IOCB_CMD_PWRITE,
  IOCB_CMD_PWRITEV,
  IOCB_FLAG_RESFD,
  io_event,
  iocb,
} from "../uapi/linux/aio_abi.ts";
import { RWF_APPEND, RWF_DSYNC, RWF_HIPRI, RWF_NOWAIT, RWF_SYNC } from "../uapi/linux/fs.ts";
import { MAP_PRIVATE } from "../uapi/linux/mman.ts";
import { eventfd_ctx_fileget, eventfd_signal } from "./eventfd.ts";
import type { file } from "./file.ts";
import { can_read, can_write } from "./open.ts";
import { vfs_read, vfs_write } from "./read_write.ts";

/** /proc/sys/fs/aio-max-nr. */
const AIO_MAX_NR = 0x10000;
const RINGS_MAX = 0x10000000 / io_event.size;
const PAGE_SIZE = 4096;
const RWF_SUPPORTED = RWF_HIPRI | RWF_DSYNC | RWF_SYNC | RWF_NOWAIT | RWF_APPEND;
const INT_MAX = 0x7fffffff;

export interface kioctx {
  readonly id: number;
  readonly nr_events: number;
  /** Events that nobody has fetched yet. */
  readonly events: Uint8Array[];
  readonly wait: wait_queue_head;
  dead: boolean;
}

/** The contexts of each address space: they end with it (exit_aio). */
const contexts = new WeakMap<mm_struct, Map<number, kioctx>>();

/** Events that all contexts of the system may hold (aio_nr). */
function aio_nr(t: task_struct): number {
  let n = 0;
  for (const mm of new Set([...t.kernel.tasks.values()].map((p) => p.mm)))
    if (mm) for (const c of contexts.get(mm)?.values() ?? []) n += c.nr_events;
  return n;
}

export function lookup_ioctx(t: task_struct, id: number): kioctx | undefined {
  return contexts.get(t.mm!)?.get(id);
}

/** A new context for so many requests, or -ERRNO (ioctx_alloc). */
export function ioctx_alloc(t: task_struct, nr_events: number): kioctx | number {
  if (nr_events > RINGS_MAX) return -EINVAL;
  if (nr_events + aio_nr(t) > AIO_MAX_NR) return -EAGAIN;
  const id = do_mmap(t, {
    addr: 0,
    len: PAGE_SIZE,
    prot: PROT_READ | PROT_WRITE,
    flags: MAP_PRIVATE | MAP_ANONYMOUS,
    f: null,
    pgoff: 0,
  });
  if (id < 0) return id;
  const ctx: kioctx = { id, nr_events, events: [], wait: new wait_queue_head(), dead: false };
  let all = contexts.get(t.mm!);
  if (!all) contexts.set(t.mm!, (all = new Map()));
  all.set(id, ctx);
  return ctx;
}

/** Ends a context; who waits for its events gets EINVAL's place: nothing more. */
export function kill_ioctx(t: task_struct, ctx: kioctx): void {
  contexts.get(t.mm!)!.delete(ctx.id);
  ctx.dead = true;
  do_munmap(t.mm!, ctx.id, PAGE_SIZE);
  ctx.wait.wake_up_all();
}

/** One request: 0, or -ERRNO when it is no request at all (io_submit_one). Its result becomes an event. */
export function* io_submit_one(t: task_struct, ctx: kioctx, addr: number): Sleeps<number> {
  const q = iocb.get(copy_from_user(t, addr, iocb.size));
  if (q.aio_reserved2 !== 0n || q.aio_buf > 0xffffffffn || q.aio_nbytes > BigInt(INT_MAX)) return -EINVAL;
  if (ctx.events.length >= ctx.nr_events) return -EAGAIN;
  const f = t.files.fget(q.aio_fildes | 0);
  if (!f) return -EBADF;
  let eventfd: file | null = null;
  if (q.aio_flags & IOCB_FLAG_RESFD) {
    const e = eventfd_ctx_fileget(t, q.aio_resfd | 0);
    if (typeof e === "number") return e;
    eventfd = e;
  }
  put_user_u32(t, addr + iocb.offsetof("aio_key"), 0);
  f.get();
  eventfd?.get();
  try {
    const res = yield* carry_out(t, f, q);
    if (typeof res !== "number") return res.refused;
    const b = new Uint8Array(io_event.size);
    io_event.put(b, 0, { data: q.aio_data, obj: BigInt(addr), res: BigInt(res), res2: 0n });
    ctx.events.push(b);
    ctx.wait.wake_up_all();
    if (eventfd) eventfd_signal(eventfd, 1n);
    return 0;
  } finally {
    f.put();
    eventfd?.put();
  }
}

/** The result, or why the request is refused (aio_read, aio_write, aio_fsync). */
function* carry_out(
  t: task_struct,
  f: file,
  q: ReturnType<typeof iocb.get>,
): Sleeps<number | { refused: number }> {
  const [buf, nbytes, pos] = [Number(q.aio_buf), Number(q.aio_nbytes), Number(q.aio_offset)];
  const op = q.aio_lio_opcode;
  const refuse = (r: number) => ({ refused: r });
  if (op === IOCB_CMD_FSYNC || op === IOCB_CMD_FDSYNC) {
    if (buf || nbytes || pos || q.aio_rw_flags) return refuse(-EINVAL);
    return f.f_op.fsync ? yield* finish(f.f_op.fsync(f)) : refuse(-EINVAL);
  }
  const reads = op === IOCB_CMD_PREAD || op === IOCB_CMD_PREADV;
  if (!reads && op !== IOCB_CMD_PWRITE && op !== IOCB_CMD_PWRITEV) return refuse(-EINVAL);
  if (q.aio_rw_flags & ~RWF_SUPPORTED) return refuse(-EOPNOTSUPP);
  if (!(reads ? can_read(f) : can_write(f))) return refuse(-EBADF);
  if (!(reads ? f.f_op.read_iter : f.f_op.write_iter)) return refuse(-EINVAL);
  const vector = op === IOCB_CMD_PREADV || op === IOCB_CMD_PWRITEV;
  const iter = vector ? import_iovec(t, buf, nbytes) : iov_iter.user(t, buf, nbytes);
  if (typeof iter === "number") return refuse(iter);
  if (pos < 0 && f.f_op.llseek) return refuse(-EINVAL);
  // a file without a position takes no notice of it
  const at = f.f_op.llseek ? pos : undefined;
  const kept = f.f_flags;
  if (q.aio_rw_flags & RWF_NOWAIT) f.f_flags |= O_NONBLOCK;
  if (q.aio_rw_flags & RWF_APPEND) f.f_flags |= O_APPEND;
  try {
    return yield* finish((reads ? vfs_read : vfs_write)(t, f, iter, at));
  } catch (e) {
    if (!(e instanceof UserFault)) throw e;
    return -EFAULT;
  } finally {
    f.f_flags = kept;
  }
}

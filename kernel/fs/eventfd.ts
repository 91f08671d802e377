// eventfd: a 64-bit counter as a file (fs/eventfd.c).
// Above: syscalls/sys_epoll.ts. Below: anon_inodes.ts.

import type { task_struct } from "../task/task.ts";
import { wait_event, wait_queue_head } from "../task/wait.ts";
import { EAGAIN, EBADF, EFAULT, EINVAL } from "../uapi/asm/errno.ts";
import { O_CLOEXEC, O_NONBLOCK, O_RDWR } from "../uapi/asm/fcntl.ts";
import { POLLERR, POLLIN, POLLOUT } from "../uapi/asm/poll.ts";
import { anon_inode_getfd } from "./anon_inodes.ts";
import type { file, file_operations } from "./file.ts";

export const EFD_SEMAPHORE = 1;
const ULLONG_MAX = 0xffff_ffff_ffff_ffffn;

class eventfd_ctx {
  readonly wqh = new wait_queue_head();
  constructor(
    public count: bigint,
    readonly semaphore: boolean,
  ) {}
}
const ctx_of = (f: file) => f.private_data as eventfd_ctx;

const eventfd_fops: file_operations = {
  name: "[eventfd]",
  *read_iter(t, f, to) {
    const ctx = ctx_of(f);
    if (to.count < 8) return -EINVAL;
    if (ctx.count === 0n) {
      if (f.f_flags & O_NONBLOCK) return -EAGAIN;
      const r = yield* wait_event(t, ctx.wqh, () => ctx.count > 0n);
      if (r) return r;
    }
    const value = ctx.semaphore ? 1n : ctx.count;
    ctx.count -= value;
    ctx.wqh.wake_up(POLLOUT);
    const b = new DataView(new ArrayBuffer(8));
    b.setBigUint64(0, value);
    return to.copy_to_iter(new Uint8Array(b.buffer)) === 8 ? 8 : -EFAULT;
  },
  *write_iter(t, f, from) {
    const ctx = ctx_of(f);
    if (from.count < 8) return -EINVAL;
    const bytes = from.copy_from_iter(8);
    if (bytes.length < 8) return -EFAULT;
    const value = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
    if (value === ULLONG_MAX) return -EINVAL;
    const fits = () => ULLONG_MAX - ctx.count > value;
    if (!fits()) {
      if (f.f_flags & O_NONBLOCK) return -EAGAIN;
      const r = yield* wait_event(t, ctx.wqh, fits);
      if (r) return r;
    }
    ctx.count += value;
    ctx.wqh.wake_up(POLLIN);
    return 8;
  },
  poll(f, pt) {
    const ctx = ctx_of(f);
    pt?.poll_wait(ctx.wqh);
    return (
      (ctx.count > 0n ? POLLIN : 0) |
      (ctx.count === ULLONG_MAX ? POLLERR : 0) |
      (ULLONG_MAX - 1n > ctx.count ? POLLOUT : 0)
    );
  },
  fdinfo: (f) => `eventfd-count: ${ctx_of(f).count.toString(16).padStart(16)}\n`,
};

export function do_eventfd(t: task_struct, count: number, flags: number): number {
  if (flags & ~(EFD_SEMAPHORE | O_CLOEXEC | O_NONBLOCK)) return -EINVAL;
  const ctx = new eventfd_ctx(BigInt(count >>> 0), (flags & EFD_SEMAPHORE) !== 0);
  return anon_inode_getfd(t, "[eventfd]", eventfd_fops, ctx, O_RDWR | (flags & (O_CLOEXEC | O_NONBLOCK)));
}

/** The eventfd of a descriptor, or -EBADF, -EINVAL (it is another kind of file). */
export function eventfd_ctx_fileget(t: task_struct, fd: number): file | number {
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  return f.f_op === eventfd_fops ? f : -EINVAL;
}

/** Adds to the counter for the kernel, without sleep: as far as it goes. */
export function eventfd_signal(f: file, n: bigint): void {
  const ctx = ctx_of(f);
  ctx.count = ULLONG_MAX - ctx.count < n ? ULLONG_MAX : ctx.count + n;
  ctx.wqh.wake_up(POLLIN);
}

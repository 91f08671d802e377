// Timers as files (fs/timerfd.c).
// Above: syscalls/sys_time.ts. Below: posix-clocks.ts, fs/file.ts.

import type { file, file_operations } from "../fs/file.ts";
import { alloc_file_pseudo } from "../fs/open.ts";
import type { iov_iter } from "../mm/uaccess.ts";
import type { task_struct } from "../task/task.ts";
import { type Sleeps, wait_event, wait_queue_head } from "../task/wait.ts";
import { EAGAIN, ECANCELED, EFAULT, EINVAL } from "../uapi/asm/errno.ts";
import { O_NONBLOCK, O_RDWR } from "../uapi/asm/fcntl.ts";
import { POLLIN, POLLRDNORM } from "../uapi/asm/poll.ts";
import { TFD_TIMER_ABSTIME, TFD_TIMER_CANCEL_ON_SET } from "../uapi/linux/timerfd.ts";
import { type k_clock, monotonic_deadline } from "./posix-clocks.ts";
import type { Timer } from "./timer.ts";

export class timerfd_ctx {
  ticks = 0n;
  interval = 0;
  expires = 0;
  canceled = false;
  #timer: Timer | null = null;
  #was_set: (() => void) | null = null;
  readonly wqh = new wait_queue_head();

  constructor(
    readonly clock: k_clock,
    readonly clockid: number,
    readonly kernel: task_struct["kernel"],
  ) {}

  #start(): void {
    this.#timer = this.kernel.timers.add(this.expires, () => {
      this.ticks++;
      if (this.interval) {
        const late = this.kernel.now() - this.expires;
        const more = Math.max(0, Math.floor(late / this.interval));
        this.ticks += BigInt(more);
        this.expires += (more + 1) * this.interval;
        this.#start();
      } else {
        this.#timer = null;
        this.expires = 0;
      }
      this.wqh.wake_up_all(POLLIN);
    });
  }

  get(): { interval: bigint; value: bigint } {
    const left = this.expires === 0 ? 0 : Math.max(1, this.expires - this.kernel.now());
    return { interval: BigInt(Math.round(this.interval)), value: BigInt(Math.round(left)) };
  }

  set(flags: number, interval: bigint, value: bigint): void {
    this.stop();
    this.ticks = 0n;
    this.canceled = false;
    this.expires = 0;
    this.interval = Number(interval);
    if (flags & TFD_TIMER_CANCEL_ON_SET && flags & TFD_TIMER_ABSTIME && this.clock.kind === "real") {
      this.#was_set = () => {
        this.canceled = true;
        this.wqh.wake_up_all(POLLIN);
      };
    } else if (flags & TFD_TIMER_ABSTIME && this.clock.kind === "real" && value !== 0n) {
      this.#was_set = () => {
        this.#timer?.cancel();
        this.expires = Math.max(1, monotonic_deadline(this.kernel, this.clock, value, true));
        this.#start();
      };
    }
    if (this.#was_set) this.kernel.clock_was_set.add(this.#was_set);
    if (value === 0n) return;
    const absolute = (flags & TFD_TIMER_ABSTIME) !== 0;
    this.expires = Math.max(1, monotonic_deadline(this.kernel, this.clock, value, absolute));
    this.#start();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
    if (this.#was_set) this.kernel.clock_was_set.delete(this.#was_set);
    this.#was_set = null;
  }
}

const ctx = (f: file) => f.private_data as timerfd_ctx;

function* timerfd_read(t: task_struct, f: file, to: iov_iter): Sleeps<number> {
  const c = ctx(f);
  if (to.count < 8) return -EINVAL;
  if (c.ticks === 0n && !c.canceled) {
    if (f.f_flags & O_NONBLOCK) return -EAGAIN;
    const r = yield* wait_event(t, c.wqh, () => c.ticks > 0n || c.canceled);
    if (r < 0) return r;
  }
  if (c.canceled) {
    c.canceled = false;
    c.ticks = 0n;
    return -ECANCELED;
  }
  const b = new Uint8Array(8);
  new DataView(b.buffer).setBigUint64(0, c.ticks);
  c.ticks = 0n;
  return to.copy_to_iter(b) === 8 ? 8 : -EFAULT;
}

const pad = (ns: bigint) => `(${ns / 1_000_000_000n}, ${ns % 1_000_000_000n})`;

export const timerfd_fops: file_operations = {
  name: "[timerfd]",
  read_iter: (t, f, to) => timerfd_read(t, f, to),
  poll(f, pt) {
    const c = ctx(f);
    pt?.poll_wait(c.wqh);
    return c.ticks > 0n || c.canceled ? POLLIN | POLLRDNORM : 0;
  },
  release: (f) => ctx(f).stop(),
  fdinfo(f) {
    const c = ctx(f);
    const { interval, value } = c.get();
    return `clockid: ${c.clockid}\nticks: ${c.ticks}\nsettime flags: 00\nit_value: ${pad(value)}\nit_interval: ${pad(interval)}\n`;
  },
};

export function timerfd_file(t: task_struct, clock: k_clock, clockid: number, flags: number): file {
  const vfs = t.kernel.fs;
  const f = alloc_file_pseudo(
    vfs.anon_inode,
    vfs.anon_mnt,
    O_RDWR | flags,
    timerfd_fops,
    () => "anon_inode:[timerfd]",
  );
  f.private_data = new timerfd_ctx(clock, clockid, t.kernel);
  return f;
}

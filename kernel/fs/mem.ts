// The memory devices: null, zero, full, random, urandom, kmsg (drivers/char/mem.c, random.c).
// Above: char_dev.ts. Below: read_write.ts.

import { address_space } from "../mm/filemap.ts";
import { VM_SHARED } from "../mm/mm.ts";
import { get_user_u32, put_user_u32 } from "../mm/uaccess.ts";
import { capable } from "../task/cred.ts";
import { wait_event, wait_queue_head } from "../task/wait.ts";
import { EAGAIN, EFAULT, EINVAL, ENOSPC, EPERM } from "../uapi/asm/errno.ts";
import { O_NONBLOCK } from "../uapi/asm/fcntl.ts";
import { POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from "../uapi/asm/poll.ts";
import { CAP_SYS_ADMIN } from "../uapi/linux/capability.ts";
import {
  RNDADDENTROPY,
  RNDADDTOENTCNT,
  RNDCLEARPOOL,
  RNDGETENTCNT,
  RNDRESEEDCRNG,
  RNDZAPENTCNT,
} from "../uapi/linux/random.ts";
import type { cdev } from "./char_dev.ts";
import type { file, file_operations } from "./file.ts";
import { noop_llseek, null_lseek } from "./read_write.ts";

const drop = (from: { count: number; advance(n: number): void }): number => {
  const n = from.count;
  from.advance(n);
  return n;
};

const null_fops: file_operations = {
  name: "null",
  llseek: null_lseek,
  read_iter: () => 0,
  write_iter: (_t, _f, from) => drop(from),
};

function map_zero(
  _f: file,
  _mm: unknown,
  vma: {
    vm_flags: number;
    vm_mapping: address_space | null;
    vm_mm: { kernel: file["kernel"] };
    vm_end: number;
    vm_start: number;
  },
): number {
  if (vma.vm_flags & VM_SHARED) {
    vma.vm_mapping = new address_space(vma.vm_mm.kernel, { i_size: vma.vm_end - vma.vm_start });
  }
  return 0;
}

const zero_fops: file_operations = {
  name: "zero",
  llseek: null_lseek,
  read_iter(_t, _f, to) {
    const want = to.count;
    const n = to.iov_iter_zero(want);
    return n || (want ? -EFAULT : 0);
  },
  write_iter: (_t, _f, from) => drop(from),
  mmap: map_zero,
};

const full_fops: file_operations = { ...zero_fops, name: "full", write_iter: () => -ENOSPC, mmap: undefined };

const random_fops: file_operations = {
  name: "random",
  llseek: noop_llseek,
  read_iter(_t, f, to) {
    let done = 0;
    while (to.count > 0) {
      const bytes = f.kernel.random(Math.min(to.count, 0x10000));
      const n = to.copy_to_iter(bytes);
      done += n;
      if (n < bytes.length) return done || -EFAULT;
    }
    return done;
  },
  write_iter: (_t, _f, from) => drop(from),
  poll: () => POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM,
  ioctl(t, _f, cmd, arg) {
    switch (cmd >>> 0) {
      case RNDGETENTCNT:
        put_user_u32(t, arg, 256);
        return 0;
      case RNDADDTOENTCNT:
        if (!capable(t, CAP_SYS_ADMIN)) return -EPERM;
        return (get_user_u32(t, arg) | 0) < 0 ? -EINVAL : 0;
      case RNDADDENTROPY:
        if (!capable(t, CAP_SYS_ADMIN)) return -EPERM;
        return (get_user_u32(t, arg) | 0) < 0 || (get_user_u32(t, arg + 4) | 0) < 0 ? -EINVAL : 0;
      case RNDZAPENTCNT:
      case RNDCLEARPOOL:
      case RNDRESEEDCRNG:
        return capable(t, CAP_SYS_ADMIN) ? 0 : -EPERM;
      default:
        return -EINVAL;
    }
  },
};

const kmsg_wait = new WeakMap<object, wait_queue_head>();

/** /dev/kmsg: a record a read, what is written becomes one (kernel/printk/printk.c). */
const kmsg_fops: file_operations = {
  name: "kmsg",
  llseek(_t, f, _offset, whence) {
    f.f_version = whence === 2 ? f.kernel.dmesg.length : 0;
    return 0;
  },
  *read_iter(t, f, to) {
    if (!kmsg_wait.has(f.kernel)) kmsg_wait.set(f.kernel, new wait_queue_head());
    if (f.f_version >= f.kernel.dmesg.length) {
      if (f.f_flags & O_NONBLOCK) return -EAGAIN;
      const r = yield* wait_event(t, kmsg_wait.get(f.kernel)!, () => f.f_version < f.kernel.dmesg.length);
      if (r) return r;
    }
    const { at, text } = f.kernel.dmesg[f.f_version];
    const record = `6,${f.f_version},${Math.floor(at / 1000)},-;${text.replace(/\n$/, "")}\n`;
    if (record.length > to.count) return -EINVAL;
    f.f_version++;
    return to.copy_to_iter(Uint8Array.from(record, (c) => c.charCodeAt(0))) || -EFAULT;
  },
  write_iter(_t, f, from) {
    const n = from.count;
    if (n > 976) return -EINVAL;
    const bytes = from.copy_from_iter(n);
    if (bytes.length < n) return -EFAULT;
    f.kernel.printk(String.fromCharCode(...bytes).replace(/^<\d+>/, ""));
    kmsg_wait.get(f.kernel)?.wake_up_all(POLLIN);
    return n;
  },
  poll(f, pt) {
    let q = kmsg_wait.get(f.kernel);
    if (!q) kmsg_wait.set(f.kernel, (q = new wait_queue_head()));
    pt?.poll_wait(q);
    return f.f_version < f.kernel.dmesg.length ? POLLIN | POLLRDNORM : 0;
  },
};

export const mem_devices: readonly cdev[] = [
  { name: "null", major: 1, minor: 3, count: 1, fops: null_fops, mode: 0o666 },
  { name: "zero", major: 1, minor: 5, count: 1, fops: zero_fops, mode: 0o666 },
  { name: "full", major: 1, minor: 7, count: 1, fops: full_fops, mode: 0o666 },
  { name: "random", major: 1, minor: 8, count: 1, fops: random_fops, mode: 0o666 },
  { name: "urandom", major: 1, minor: 9, count: 1, fops: random_fops, mode: 0o666 },
  { name: "kmsg", major: 1, minor: 11, count: 1, fops: kmsg_fops, mode: 0o644 },
];

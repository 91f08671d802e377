// Character devices by number (fs/char_dev.c) and /dev's entries: one row a device.
// Above: open.ts, devtmpfs (vfs.ts). Below: the devices (mem.ts, tty*.ts).

import type { Kernel } from "../kernel.ts";
import { ENXIO } from "../uapi/asm/errno.ts";
import type { file_operations } from "./file.ts";
import { type inode, MAJOR, MINOR, S_ISCHR } from "./inode.ts";

/** A kind of character device: a run of minor numbers. */
export interface cdev {
  readonly name: string;
  readonly major: number;
  readonly minor: number;
  readonly count: number;
  readonly fops: file_operations;
  /** Mode of its node in /dev; absent: no node is made. */
  readonly mode?: number;
}

/** Announces a device; its node appears in /dev. */
export function cdev_add(kernel: Kernel, dev: cdev): void {
  kernel.fs.cdevs.push(dev);
}

/** The operations of a device node, -ENXIO when nobody serves its number. Block devices: there are none. */
export function chrdev_open(ino: inode): file_operations | number {
  if (!S_ISCHR(ino.i_mode)) return -ENXIO;
  const major = MAJOR(ino.i_rdev);
  const minor = MINOR(ino.i_rdev);
  for (const c of ino.kernel.fs.cdevs) {
    if (c.major === major && minor >= c.minor && minor < c.minor + c.count) return c.fops;
  }
  return -ENXIO;
}

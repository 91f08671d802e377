// Terminals (drivers/tty/tty_io.c): what a terminal is, opening, reading, writing and closing one. The line
// discipline is n_tty.ts, ioctls are tty_ioctl.ts, sessions and job control tty_jobctrl.ts.
// Above: char_dev.ts. Below: the drivers pty.ts and tty_console.ts.

import type { Kernel } from "../kernel.ts";
import type { pid } from "../task/pid.ts";
import type { task_struct } from "../task/task.ts";
import { wait_queue_head } from "../task/wait.ts";
import { EBUSY, EIO, ENXIO } from "../uapi/asm/errno.ts";
import { O_ACCMODE, O_NOCTTY, O_WRONLY } from "../uapi/asm/fcntl.ts";
import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLPRI, POLLRDNORM, POLLWRNORM } from "../uapi/asm/poll.ts";
import {
  B38400,
  CREAD,
  CS8,
  ECHO,
  ECHOCTL,
  ECHOE,
  ECHOK,
  ECHOKE,
  HUPCL,
  ICANON,
  ICRNL,
  IEXTEN,
  ISIG,
  IXON,
  ONLCR,
  OPOST,
} from "../uapi/asm/termbits.ts";
import type { file, file_operations } from "./file.ts";
import { current_time, MINOR } from "./inode.ts";
import { n_tty } from "./n_tty.ts";
import { tty_ioctl } from "./tty_ioctl.ts";
import { tty_open_proc_set_tty } from "./tty_jobctrl.ts";

export interface ktermios {
  c_iflag: number;
  c_oflag: number;
  c_cflag: number;
  c_lflag: number;
  c_line: number;
  c_cc: Uint8Array;
  c_ispeed: number;
  c_ospeed: number;
}

/** ^C ^\ DEL ^U ^D, VTIME 0, VMIN 1, …: by the place parisc gives each (INIT_C_CC). */
const INIT_C_CC = [3, 28, 127, 21, 4, 0, 1, 0, 17, 19, 26, 0, 18, 15, 23, 22, 0, 0, 0];

/** What a terminal starts with (tty_std_termios). */
export const tty_std_termios = (): ktermios => ({
  c_iflag: ICRNL | IXON,
  c_oflag: OPOST | ONLCR,
  c_cflag: B38400 | CS8 | CREAD | HUPCL,
  c_lflag: ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
  c_line: 0,
  c_cc: Uint8Array.from(INIT_C_CC),
  c_ispeed: 38400,
  c_ospeed: 38400,
});

export interface tty_driver {
  readonly name: string;
  /** Takes output: how many bytes. */
  write(tty: tty_struct, bytes: Uint8Array): number;
  write_room(tty: tty_struct): number;
  /** Throws output away that the other side has not taken. */
  flush_buffer?(tty: tty_struct): void;
  /** Output that has not gone yet. */
  chars_in_buffer?(tty: tty_struct): number;
  /** The line discipline has room again. */
  unthrottle?(tty: tty_struct): void;
  open?(tty: tty_struct, f: file): number;
  /** A file of it is closed; tty.count is what is left. */
  close?(tty: tty_struct): void;
  ioctl?(t: task_struct, tty: tty_struct, cmd: number, arg: number): number | null;
  set_termios?(tty: tty_struct, old: ktermios): void;
  winsize?(tty: tty_struct): { rows: number; cols: number } | null;
  resize?(tty: tty_struct): void;
}

export class tty_struct {
  /** Open files. */
  count = 0;
  termios = tty_std_termios();
  readonly winsize = { row: 0, col: 0, xpixel: 0, ypixel: 0 };
  readonly ldisc: n_tty;
  readonly read_wait = new wait_queue_head();
  readonly write_wait = new wait_queue_head();
  /** Foreground process group and session. */
  pgrp: pid | null = null;
  session: pid | null = null;
  /** The other side of a pseudo terminal. */
  link: tty_struct | null = null;
  /** Output is stopped (^S, TCOOFF). */
  stopped = false;
  /** … by tcflow, so that no input starts it again. */
  tco_stopped = false;
  hung_up = false;
  other_closed = false;
  io_error = false;
  exclusive = false;
  /** Packet mode of a pty master (TIOCPKT), and what it is to report. */
  packet = false;
  pktstatus = 0;
  /** Slave: opening is locked until the master unlocks it (TIOCSPTLCK). */
  locked = false;
  readonly fasync = new Set<file>();
  driver_data: unknown = null;

  constructor(
    readonly kernel: Kernel,
    readonly driver: tty_driver,
    readonly dev: number,
    readonly name: string,
    readonly is_master = false,
  ) {
    this.ldisc = new n_tty(this);
  }

  wake_readers(): void {
    this.read_wait.wake_up_all(POLLIN | POLLRDNORM);
  }
  /** tty_wakeup: output goes on. */
  wake_writers(): void {
    this.write_wait.wake_up_all(POLLOUT | POLLWRNORM);
  }

  start(): void {
    if (!this.stopped || this.tco_stopped) return;
    this.stopped = false;
    this.driver.unthrottle?.(this);
    this.wake_writers();
  }
  stop(): void {
    this.stopped = true;
  }
}

export const tty_of = (f: file) => f.private_data as tty_struct;

/** Terminals by device number. */
export const tty_table = (kernel: Kernel): Map<number, tty_struct> => kernel.fs.ttys;

/** Joins an open file and its terminal (tty_open). */
export function tty_attach(t: task_struct, f: file, tty: tty_struct): number {
  if (tty.exclusive && t.cred.fsuid !== 0) return -EBUSY;
  if (tty.hung_up && tty.count > 0) return -EIO;
  f.private_data = tty;
  f.f_op = tty_fops;
  const r = tty.driver.open?.(tty, f) ?? 0;
  if (r) return r;
  tty.count++;
  tty.hung_up = false;
  if (!tty.is_master && !(f.f_flags & O_NOCTTY)) tty_open_proc_set_tty(t, f, tty);
  return 0;
}

/** /dev/ttyS0, /dev/console … by number; pts/N. */
export const tty_device_fops: file_operations = {
  name: "tty",
  open(t, f) {
    const tty = tty_table(f.kernel).get(f.f_inode.i_rdev);
    return tty ? tty_attach(t, f, tty) : -EIO;
  },
};

/** /dev/tty: the caller's controlling terminal. */
export const dev_tty_fops: file_operations = {
  name: "dev/tty",
  open(t, f) {
    const tty = t.signal.tty as tty_struct | null;
    if (!tty || MINOR(f.f_inode.i_rdev) !== 0) return -ENXIO;
    f.f_flags |= O_NOCTTY;
    return tty_attach(t, f, tty);
  },
};

export const tty_fops: file_operations = {
  name: "tty",
  read_iter(t, f, to) {
    const tty = tty_of(f);
    if (tty.io_error) return -EIO;
    if (tty.hung_up) return 0;
    f.f_inode.i_atime = current_time(f.kernel);
    return tty.ldisc.read(t, f, to);
  },
  write_iter(t, f, from) {
    const tty = tty_of(f);
    if (tty.io_error || tty.hung_up) return -EIO;
    f.f_inode.i_mtime = current_time(f.kernel);
    return tty.ldisc.write(t, f, from);
  },
  poll(f, pt) {
    const tty = tty_of(f);
    if (tty.hung_up) return POLLIN | POLLOUT | POLLERR | POLLHUP | POLLRDNORM | POLLWRNORM;
    pt?.poll_wait(tty.read_wait);
    pt?.poll_wait(tty.write_wait);
    let mask = 0;
    if (tty.ldisc.input_available(true)) mask |= POLLIN | POLLRDNORM;
    if (tty.packet && tty.pktstatus) mask |= POLLPRI | POLLIN | POLLRDNORM;
    if (tty.other_closed) mask |= POLLHUP;
    if (!tty.stopped && tty.driver.write_room(tty) > 0 && (tty.driver.chars_in_buffer?.(tty) ?? 0) < 256) {
      mask |= POLLOUT | POLLWRNORM;
    }
    return mask;
  },
  ioctl: tty_ioctl,
  fasync(f, on) {
    tty_of(f).fasync[on ? "add" : "delete"](f);
  },
  release(f) {
    const tty = tty_of(f);
    tty.fasync.delete(f);
    tty.count--;
    tty.driver.close?.(tty);
  },
};

/** Whether f is open for reading the terminal, too. */
export const tty_readable = (f: file) => (f.f_flags & O_ACCMODE) !== O_WRONLY;

/** Number of the task's controlling terminal, 0 without. */
export const tty_device = (t: task_struct): number => (t.signal.tty as tty_struct | null)?.dev ?? 0;
/** Its foreground group. */
export const tty_pgrp = (t: task_struct): pid | null => (t.signal.tty as tty_struct | null)?.pgrp ?? null;

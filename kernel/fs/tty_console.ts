// The console: a terminal whose other end is the host's, through HostStream. The guest's line discipline does the
// editing and echo, so the host's terminal is put into raw mode.
// Above: stdio.ts, /dev/console, /dev/ttyS0. Below: host.ts (HostStream), tty.ts.

import type { HostStream } from "../host.ts";
import type { Kernel } from "../kernel.ts";
import type { task_struct } from "../task/task.ts";
import { O_RDWR } from "../uapi/asm/fcntl.ts";
import type { cdev } from "./char_dev.ts";
import { file } from "./file.ts";
import { MKDEV } from "./inode.ts";
import { filename_lookup, LOOKUP_FOLLOW } from "./namei.ts";
import { ptmx_fops, pts_fops, UNIX98_PTY_SLAVE_MAJOR } from "./pty.ts";
import { dev_tty_fops, tty_attach, tty_device_fops, type tty_driver, tty_fops, tty_struct } from "./tty.ts";
import { tty_do_resize } from "./tty_ioctl.ts";
import { disassociate_ctty } from "./tty_jobctrl.ts";

const TTYS0 = MKDEV(4, 64);
const CONSOLE = MKDEV(5, 1);

/** The streams that lead to the user's terminal. */
interface lines {
  input: HostStream | null;
  output: HostStream | null;
  started: boolean;
}
const lines_of = (tty: tty_struct) => tty.driver_data as lines;

/** Takes what has been typed. */
function pump(tty: tty_struct): void {
  const { input } = lines_of(tty);
  if (!input?.read) return;
  for (;;) {
    if (tty.ldisc.room === 0) return;
    const bytes = input.read(4096);
    if (bytes === null || typeof bytes === "number" || bytes.length === 0) return;
    tty.ldisc.receive(bytes);
    if (!input.readable?.()) return;
  }
}

const console_driver: tty_driver = {
  name: "console",
  write(tty, bytes) {
    const { output } = lines_of(tty);
    const n = output?.write ? output.write(bytes) : bytes.length;
    return n < 0 ? bytes.length : n;
  },
  write_room: (tty) => (tty.stopped ? 0 : Math.min(4096, lines_of(tty).output?.room?.() ?? 4096)),
  open(tty) {
    const line = lines_of(tty);
    if (line.started || !line.input) return 0;
    line.started = true;
    line.input.setRaw?.(true);
    line.input.onReadable?.(() => pump(tty));
    if (line.input.readable?.()) pump(tty);
    return 0;
  },
  unthrottle: pump,
  winsize(tty) {
    const { input, output } = lines_of(tty);
    return output?.winsize?.() ?? input?.winsize?.() ?? null;
  },
};

export const tty_devices: readonly cdev[] = [
  { name: "tty", major: 5, minor: 0, count: 1, fops: dev_tty_fops, mode: 0o666 },
  { name: "console", major: 5, minor: 1, count: 1, fops: tty_device_fops, mode: 0o600 },
  { name: "ptmx", major: 5, minor: 2, count: 1, fops: ptmx_fops, mode: 0o666 },
  { name: "ttyS0", major: 4, minor: 64, count: 1, fops: tty_device_fops, mode: 0o620 },
  { name: "pts", major: UNIX98_PTY_SLAVE_MAJOR, minor: 0, count: 1048576, fops: pts_fops },
];

/** Makes the console terminal and the hooks that tasks need of terminals. */
export function tty_init(kernel: Kernel): void {
  const { stdio } = kernel.host;
  const input = stdio[0].kind === "tty" ? stdio[0] : null;
  const terminal = [stdio[1], stdio[2], stdio[0]].find((s) => s.kind === "tty");
  const output = terminal ?? (kernel.options.console ? stdio[1] : null);
  const tty = new tty_struct(kernel, console_driver, TTYS0, "ttyS0");
  tty.driver_data = { input, output, started: false } satisfies lines;
  output?.onWritable?.(() => tty.wake_writers());
  kernel.fs.ttys.set(TTYS0, tty);
  kernel.fs.ttys.set(CONSOLE, tty);
  kernel.open_console = (t) => open_console(t, tty);
  kernel.disassociate_ctty = (t) => disassociate_ctty(t, true);
}

/** The console's window has another size: its foreground programs are told. */
export function console_resized(kernel: Kernel): void {
  const tty = kernel.fs.ttys.get(TTYS0);
  const size = tty?.driver.winsize?.(tty);
  if (tty && size) tty_do_resize(tty, size.rows, size.cols, 0, 0);
}

/** An open file of the console for a first program, whose controlling terminal it becomes. */
function open_console(t: task_struct, tty: tty_struct): file | number {
  const p = filename_lookup(t, -100, "/dev/ttyS0", LOOKUP_FOLLOW);
  if (typeof p === "number") return p;
  const ino = p.dentry.d_inode!.ihold();
  const f = new file(t.kernel, tty_fops, O_RDWR, ino, p);
  const r = tty_attach(t, f, tty);
  return r || f;
}

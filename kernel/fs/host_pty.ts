// A pseudo terminal whose master side is the host's: one more terminal window, as a terminal emulator or sshd would
// open it. What its programs write goes to a HostStream, what the stream brings is typed.
// Above: boot.ts (System.terminal). Below: pty.ts, host.ts (HostStream).

import type { HostStream } from "../host.ts";
import { iov_iter } from "../mm/uaccess.ts";
import { direct, type Outside } from "../replay/entries.ts";
import type { task_struct } from "../task/task.ts";
import { EIO } from "../uapi/asm/errno.ts";
import { O_NOCTTY, O_NONBLOCK, O_RDWR } from "../uapi/asm/fcntl.ts";
import { AT_FDCWD } from "../uapi/linux/fcntl.ts";
import type { file } from "./file.ts";
import { do_filp_open } from "./open.ts";
import { vfs_read, vfs_write } from "./read_write.ts";
import { tty_of } from "./tty.ts";
import { tty_do_resize } from "./tty_ioctl.ts";

/** Of files opened O_NONBLOCK: nothing sleeps. */
function at_once(result: ReturnType<typeof vfs_read>): number {
  if (typeof result === "number") return result;
  const step = result.next();
  return step.done ? step.value : -EIO;
}

const CHUNK = 16384;

export class HostPty {
  readonly #master: file;
  /** Typed, and not taken by the line discipline yet. */
  #typed: Uint8Array | null = null;
  #pumping = false;
  #open = true;
  /** What comes from outside goes through here (replay/recorder.ts). */
  outside: Outside = direct;

  private constructor(
    readonly init: task_struct,
    master: file,
    /** /dev/pts/N. */
    readonly path: string,
    readonly stream: HostStream,
  ) {
    this.#master = master;
    const tty = tty_of(master);
    tty.link!.locked = false;
    const pump = () => {
      this.#pump();
      return true;
    };
    tty.read_wait.add_wait_queue({ exclusive: false, func: pump });
    tty.write_wait.add_wait_queue({ exclusive: false, func: pump });
    stream.onReadable?.(pump);
    stream.onWritable?.(pump);
    this.#resized();
    this.#pump();
  }

  /** A new pair, or -ERRNO (-ENOSPC: there are too many). init opens it, so that /dev/ptmx must be there. */
  static open(init: task_struct, stream: HostStream): HostPty | number {
    const f = do_filp_open(init, AT_FDCWD, "/dev/ptmx", { flags: O_RDWR | O_NOCTTY | O_NONBLOCK, mode: 0 });
    if (typeof f === "number") return f;
    if ("next" in f) return -EIO;
    return new HostPty(init, f, `/dev/${tty_of(f).link!.name}`, stream);
  }

  /** Not closed yet. */
  get open(): boolean {
    return this.#open;
  }

  /** The stream's window has another size. */
  resized(): void {
    this.outside("resized", [], () => this.#resized());
  }

  #resized(): void {
    const size = this.stream.winsize?.();
    if (size && this.#open) tty_do_resize(tty_of(this.#master), size.rows, size.cols, 0, 0);
  }

  /** The line is cut: its session gets SIGHUP. */
  close(): void {
    this.outside("close", [], () => {
      if (!this.#open) return;
      this.#open = false;
      this.#master.put();
    });
  }

  /** For a first program: the other side, as descriptor. */
  open_slave(t: task_struct): file | number {
    const f = do_filp_open(t, AT_FDCWD, this.path, { flags: O_RDWR, mode: 0 });
    return typeof f === "number" || !("next" in f) ? f : -EIO;
  }

  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    while (this.#open && (this.#show() || this.#type()));
    this.#pumping = false;
  }

  /** Output on its way to the stream: whether there was any. */
  #show(): boolean {
    const { stream } = this;
    const room = Math.min(stream.room?.() ?? CHUNK, CHUNK);
    if (room <= 0) return false;
    const bytes = new Uint8Array(room);
    const n = at_once(vfs_read(this.init, this.#master, iov_iter.bytes(bytes)));
    if (n <= 0) return false;
    stream.write?.(bytes.subarray(0, n));
    return true;
  }

  /** Input on its way to the line discipline. */
  #type(): boolean {
    if (!this.#typed) {
      const bytes = this.stream.read?.(CHUNK);
      if (!bytes || typeof bytes === "number" || bytes.length === 0) return false;
      this.#typed = bytes;
    }
    const n = at_once(vfs_write(this.init, this.#master, iov_iter.bytes(this.#typed)));
    if (n <= 0) return false;
    this.#typed = n < this.#typed.length ? this.#typed.subarray(n) : null;
    return true;
  }
}

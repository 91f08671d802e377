// The line discipline every terminal has (drivers/tty/n_tty.c): canonical input with editing and echo, signals from
// the keyboard, flow control, raw input, output post-processing.
// Above: tty.ts. Below: n_tty_echo.ts (what appears on the screen), the drivers.

import type { iov_iter } from "../mm/uaccess.ts";
import { kill_pgrp } from "../task/signal.ts";
import type { task_struct } from "../task/task.ts";
import { type Sleeps, wait_event } from "../task/wait.ts";
import { EAGAIN, EFAULT, EIO, ETIME } from "../uapi/asm/errno.ts";
import { O_NONBLOCK } from "../uapi/asm/fcntl.ts";
import { TIOCPKT_DOSTOP, TIOCPKT_FLUSHREAD, TIOCPKT_FLUSHWRITE, TIOCPKT_NOSTOP } from "../uapi/asm/ioctls.ts";
import { POLLIN } from "../uapi/asm/poll.ts";
import { SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU } from "../uapi/asm/signal.ts";
import {
  ECHO,
  ECHOCTL,
  ECHONL,
  EXTPROC,
  ICANON,
  ICRNL,
  IEXTEN,
  IGNCR,
  INLCR,
  ISIG,
  ISTRIP,
  IUCLC,
  IXANY,
  IXON,
  NOFLSH,
  OPOST,
  PARMRK,
  TOSTOP,
  VEOF,
  VEOL,
  VEOL2,
  VERASE,
  VINTR,
  VKILL,
  VLNEXT,
  VMIN,
  VQUIT,
  VREPRINT,
  VSTART,
  VSTOP,
  VSUSP,
  VTIME,
  VWERASE,
} from "../uapi/asm/termbits.ts";
import { kill_fasync } from "./fasync.ts";
import type { file } from "./file.ts";
import { type edited, Screen } from "./n_tty_echo.ts";
import type { tty_struct } from "./tty.ts";
import { tty_check_change } from "./tty_jobctrl.ts";

export const N_TTY_BUF_SIZE = 4096;
const MASK = N_TTY_BUF_SIZE - 1;
/** "No character": what a switched-off control character is, and what ends a line at end of file. */
const DISABLED = 0;

export class n_tty implements edited {
  readonly buf = new Uint8Array(N_TTY_BUF_SIZE);
  /** Marks the bytes that end a line. */
  readonly delim = new Uint8Array(N_TTY_BUF_SIZE);
  /** Positions that only grow; the ring index is the low bits. What lies before canon_head are whole lines. */
  head = 0;
  tail = 0;
  canon_head = 0;
  lnext = false;
  /** Input that did not fit yet. */
  #pending: Uint8Array[] = [];
  readonly screen: Screen;

  constructor(readonly tty: tty_struct) {
    this.screen = new Screen(tty, this);
  }

  get icanon(): boolean {
    return (this.tty.termios.c_lflag & ICANON) !== 0;
  }
  #l(flag: number): boolean {
    return (this.tty.termios.c_lflag & flag) !== 0;
  }
  #i(flag: number): boolean {
    return (this.tty.termios.c_iflag & flag) !== 0;
  }
  #is(c: number, which: number): boolean {
    const cc = this.tty.termios.c_cc[which];
    return cc === c && cc !== DISABLED;
  }

  put(c: number): void {
    this.buf[this.head & MASK] = c;
    this.delim[this.head & MASK] = 0;
    this.head++;
  }

  /** Throws input away (reset_buffer_flags). */
  flush(): void {
    this.head = this.tail = this.canon_head = 0;
    this.lnext = false;
    this.screen.erasing = false;
    this.#pending = [];
    this.packet_flush(TIOCPKT_FLUSHREAD);
    this.tty.driver.unthrottle?.(this.tty);
  }

  /** The other side of a pty in packet mode learns of a flush. */
  packet_flush(what: number): void {
    const { link } = this.tty;
    if (!link?.packet) return;
    link.pktstatus |= what;
    link.read_wait.wake_up_all();
  }

  /** How much more may be sent before it waits in #pending. */
  get room(): number {
    let waiting = 0;
    for (const p of this.#pending) waiting += p.length;
    return Math.max(0, 65536 - waiting);
  }

  /** Input from the line. */
  receive(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#pending.push(bytes);
    this.#drain();
  }

  #drain(): void {
    const before = this.head;
    while (this.#pending.length) {
      const bytes = this.#pending[0];
      let i = 0;
      for (; i < bytes.length; i++) {
        let room = N_TTY_BUF_SIZE - (this.head - this.tail);
        if (this.#i(PARMRK)) room = Math.floor((room + 2) / 3);
        if (room <= 1) {
          // an over-long line: the rest is dropped but for what ends it
          const overflow = this.icanon && this.canon_head === this.tail;
          if (!overflow) break;
          if (room <= 0) this.head--;
        }
        this.#char(bytes[i]);
      }
      if (i < bytes.length) {
        this.#pending[0] = bytes.subarray(i);
        break;
      }
      this.#pending.shift();
    }
    this.screen.flush();
    if ((!this.icanon || this.#l(EXTPROC)) && this.head !== this.tail && this.head !== before) this.#wake();
  }

  #wake(): void {
    if (this.tty.fasync.size) kill_fasync(this.tty.fasync, POLLIN);
    this.tty.wake_readers();
  }

  #char(byte: number): void {
    let c = byte;
    if (this.#i(ISTRIP)) c &= 0x7f;
    if (this.#i(IUCLC) && this.#l(IEXTEN) && c >= 65 && c <= 90) c += 32;
    if (this.#l(EXTPROC)) {
      this.put(c);
      return;
    }
    const { tty, screen } = this;
    if (this.lnext) {
      this.lnext = false;
      this.#plain(c);
      return;
    }
    if (this.#i(IXON)) {
      if (this.#is(c, VSTART)) {
        tty.start();
        screen.flush();
        return;
      }
      if (this.#is(c, VSTOP)) {
        tty.stop();
        return;
      }
    }
    if (this.#l(ISIG)) {
      if (this.#is(c, VINTR)) {
        this.#signal(SIGINT, c);
        return;
      }
      if (this.#is(c, VQUIT)) {
        this.#signal(SIGQUIT, c);
        return;
      }
      if (this.#is(c, VSUSP)) {
        this.#signal(SIGTSTP, c);
        return;
      }
    }
    if (tty.stopped && !tty.tco_stopped && this.#i(IXON) && this.#i(IXANY)) tty.start();
    if (c === 13) {
      if (this.#i(IGNCR)) return;
      if (this.#i(ICRNL)) c = 10;
    } else if (c === 10 && this.#i(INLCR)) c = 13;
    if (this.icanon && this.#canonical(c)) return;
    this.#plain(c);
  }

  /** A character that stands for itself. */
  #plain(c: number): void {
    const { screen } = this;
    if (this.#l(ECHO)) {
      screen.finish_erasing();
      if (c === 10) screen.raw(10);
      else {
        if (this.canon_head === this.head) screen.set_canon_col();
        screen.echo(c);
      }
    }
    if (this.#i(PARMRK) && c === 0xff) this.put(c);
    this.put(c);
  }

  /** Editing and line ends; false: an ordinary character. */
  #canonical(c: number): boolean {
    const { screen } = this;
    const ext = this.#l(IEXTEN);
    if (this.#is(c, VERASE) || this.#is(c, VKILL) || (ext && this.#is(c, VWERASE))) {
      screen.eraser(this.#is(c, VERASE) ? "char" : this.#is(c, VKILL) ? "line" : "word", c);
      return true;
    }
    if (ext && this.#is(c, VLNEXT)) {
      this.lnext = true;
      if (this.#l(ECHO)) {
        screen.finish_erasing();
        if (this.#l(ECHOCTL)) {
          screen.raw(0x5e);
          screen.raw(8);
        }
      }
      return true;
    }
    if (ext && this.#l(ECHO) && this.#is(c, VREPRINT)) {
      screen.finish_erasing();
      screen.echo(c);
      screen.raw(10);
      for (let at = this.canon_head; at !== this.head; at++) screen.echo(this.buf[at & MASK]);
      return true;
    }
    if (c === 10) {
      if (this.#l(ECHO) || this.#l(ECHONL)) screen.raw(10);
      this.#line_end(c);
      return true;
    }
    if (this.#is(c, VEOF)) {
      this.#line_end(DISABLED);
      return true;
    }
    if (this.#is(c, VEOL) || (ext && this.#is(c, VEOL2))) {
      if (this.#l(ECHO)) {
        if (this.canon_head === this.head) screen.set_canon_col();
        screen.echo(c);
      }
      if (this.#i(PARMRK) && c === 0xff) this.put(c);
      this.#line_end(c);
      return true;
    }
    return false;
  }

  #line_end(c: number): void {
    this.put(c);
    this.delim[(this.head - 1) & MASK] = 1;
    this.canon_head = this.head;
    this.screen.flush();
    this.#wake();
  }

  #signal(sig: number, c: number): void {
    this.isig(sig);
    if (this.#i(IXON)) this.tty.start();
    if (this.#l(ECHO)) this.screen.echo(c);
    this.screen.flush();
  }

  /** A signal to the foreground group; without NOFLSH input and output are thrown away. */
  isig(sig: number): void {
    const { tty } = this;
    if (!this.#l(NOFLSH)) {
      this.screen.clear();
      tty.driver.flush_buffer?.(tty);
      this.packet_flush(TIOCPKT_FLUSHWRITE);
      this.flush();
    }
    if (tty.pgrp) kill_pgrp(tty.pgrp, sig);
  }

  /** Whether a read would get something; poll: as much as VMIN asks for when no time is set. */
  input_available(poll: boolean): boolean {
    const { c_cc } = this.tty.termios;
    const amount = poll && !c_cc[VTIME] && c_cc[VMIN] ? c_cc[VMIN] : 1;
    if (this.icanon && !this.#l(EXTPROC)) return this.canon_head !== this.tail;
    return this.head - this.tail >= amount;
  }

  /** Bytes a read could get now (FIONREAD). */
  get chars(): number {
    if (!this.icanon || this.#l(EXTPROC)) return this.head - this.tail;
    let n = 0;
    for (let at = this.tail; at !== this.canon_head; at++)
      if (!(this.delim[at & MASK] && this.buf[at & MASK] === DISABLED)) n++;
    return n;
  }

  /** Copies up to one line. */
  #copy_line(to: iov_iter): number {
    const max = Math.min(to.count, this.canon_head - this.tail);
    let n = 0;
    let found = false;
    while (n < max)
      if (this.delim[(this.tail + n++) & MASK]) {
        found = true;
        break;
      }
    // a full buffer just before the end-of-file mark takes the mark along
    if (
      !found &&
      this.tail + n !== this.canon_head &&
      this.delim[(this.tail + n) & MASK] &&
      this.buf[(this.tail + n) & MASK] === DISABLED
    ) {
      found = true;
      n++;
    }
    const last = (this.tail + n - 1) & MASK;
    const bytes = this.#bytes(found && this.buf[last] === DISABLED ? n - 1 : n);
    this.tail += n;
    return this.#give(to, bytes);
  }

  #bytes(n: number): Uint8Array {
    const b = new Uint8Array(n);
    for (let i = 0; i < n; i++) b[i] = this.buf[(this.tail + i) & MASK];
    return b;
  }

  #give(to: iov_iter, bytes: Uint8Array): number {
    const n = to.copy_to_iter(bytes);
    return n < bytes.length ? n || -EFAULT : n;
  }

  *read(t: task_struct, f: file, to: iov_iter): Sleeps<number> {
    const { tty } = this;
    if (to.count === 0) return 0;
    const background = tty_check_change(t, tty, SIGTTIN);
    if (background) return background;
    const { c_cc } = tty.termios;
    const raw = !this.icanon;
    const min = raw ? c_cc[VMIN] : 0;
    const time = raw ? c_cc[VTIME] * 1e8 : 0;
    let deadline: number | null = raw && min === 0 ? t.kernel.now() + time : null;
    const minimum = raw ? Math.max(min, 1) : 1;
    let done = 0;
    while (to.count > 0) {
      if (tty.packet && tty.pktstatus) {
        if (done) break;
        const status = tty.pktstatus;
        tty.pktstatus = 0;
        done = this.#give(to, Uint8Array.of(status));
        break;
      }
      if (!this.input_available(false)) {
        if (tty.other_closed) return done || -EIO;
        if (tty.hung_up) break;
        if (deadline !== null && deadline <= t.kernel.now()) break;
        if (f.f_flags & O_NONBLOCK) return done || -EAGAIN;
        const ready = () =>
          this.input_available(false) ||
          tty.other_closed ||
          tty.hung_up ||
          (tty.packet && tty.pktstatus !== 0);
        const r = yield* wait_event(t, tty.read_wait, ready, { deadline });
        if (r === -ETIME) break;
        if (r) return done || r;
        continue;
      }
      if (this.icanon && !this.#l(EXTPROC)) {
        const n = this.#copy_line(to);
        this.#drain();
        tty.driver.unthrottle?.(tty);
        return n < 0 ? n : done + n;
      }
      if (tty.packet && done === 0) {
        done = this.#give(to, Uint8Array.of(0));
        if (done < 0) return done;
      }
      const bytes = this.#bytes(Math.min(this.head - this.tail, to.count));
      this.tail += bytes.length;
      if (this.canon_head < this.tail) this.canon_head = this.tail;
      const n = this.#give(to, bytes);
      this.#drain();
      if (n < 0) return done || n;
      done += n;
      if (done >= minimum) break;
      if (time) deadline = t.kernel.now() + time;
    }
    tty.driver.unthrottle?.(tty);
    return done;
  }

  *write(t: task_struct, f: file, from: iov_iter): Sleeps<number> {
    const { tty, screen } = this;
    if (this.#l(TOSTOP)) {
      const r = tty_check_change(t, tty, SIGTTOU);
      if (r) return r;
    }
    let done = 0;
    while (from.count > 0) {
      const bytes = from.copy_from_iter(Math.min(from.count, 2048));
      if (bytes.length === 0) return done || -EFAULT;
      for (let at = 0; at < bytes.length; ) {
        if (tty.hung_up || (tty.link && tty.link.count === 0 && !tty.is_master)) return done || -EIO;
        if (tty.is_master && tty.link && tty.link.count === 0 && tty.link.hung_up) return done || -EIO;
        const n = tty.stopped ? 0 : this.#output(bytes.subarray(at), screen);
        at += n;
        done += n;
        if (n > 0) continue;
        if (f.f_flags & O_NONBLOCK) return done || -EAGAIN;
        const able = () => (!tty.stopped && tty.driver.write_room(tty) > 2) || tty.hung_up;
        const r = yield* wait_event(t, tty.write_wait, able);
        if (r) return done || r;
      }
    }
    return done;
  }

  #output(bytes: Uint8Array, screen: Screen): number {
    const room = this.tty.driver.write_room(this.tty);
    if (room <= 0) return 0;
    if (!(this.tty.termios.c_oflag & OPOST)) {
      screen.flush();
      return this.tty.driver.write(this.tty, bytes.length > room ? bytes.subarray(0, room) : bytes);
    }
    let n = 0;
    // a tab may become eight characters
    while (n < bytes.length && screen.pending + 8 <= room) screen.output(bytes[n++]);
    screen.flush();
    return n;
  }

  /** The terminal's modes change: lines and characters are told apart anew (n_tty_set_termios). */
  set_termios(old: { c_lflag: number; c_iflag: number } | null): void {
    const { tty } = this;
    if (old && (old.c_lflag ^ tty.termios.c_lflag) & (ICANON | EXTPROC)) {
      this.delim.fill(0);
      if (this.icanon && this.head !== this.tail) {
        // what was typed ahead in raw mode is one line without an end
        this.delim[(this.head - 1) & MASK] = 1;
        this.canon_head = this.head;
      } else this.canon_head = this.tail;
      this.screen.erasing = false;
      this.lnext = false;
      if (!this.icanon && this.head !== this.tail) this.#wake();
    }
    if (old && old.c_iflag & IXON && !this.#i(IXON)) tty.start();
    if (tty.link?.packet && old && (old.c_iflag ^ tty.termios.c_iflag) & IXON) {
      tty.link.pktstatus = this.#i(IXON) ? TIOCPKT_DOSTOP : TIOCPKT_NOSTOP;
      tty.link.wake_readers();
    }
    this.#drain();
  }
}

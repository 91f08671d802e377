// The ioctls of terminals (drivers/tty/tty_ioctl.c, tty_io.c): modes, sizes, sessions, buffers.
// Above: tty.ts. Below: n_tty.ts, tty_jobctrl.ts.

import { copy_from_user, copy_to_user, get_user_s32, get_user_u8, put_user_u32 } from "../mm/uaccess.ts";
import { capable } from "../task/cred.ts";
import { kill_pgrp } from "../task/signal.ts";
import type { task_struct } from "../task/task.ts";
import { type Sleeps, wait_event } from "../task/wait.ts";
import { EINVAL, EIO, ENOTTY, EPERM } from "../uapi/asm/errno.ts";
import * as io from "../uapi/asm/ioctls.ts";
import { SIGTTOU, SIGWINCH } from "../uapi/asm/signal.ts";
import {
  BOTHER,
  CBAUD,
  CLOCAL,
  TCIFLUSH,
  TCIOFF,
  TCIOFLUSH,
  TCION,
  TCOFLUSH,
  TCOOFF,
  TCOON,
  termios,
  termios2,
  VSTART,
  VSTOP,
} from "../uapi/asm/termbits.ts";
import { termio, winsize } from "../uapi/asm/termios.ts";
import { CAP_SYS_ADMIN } from "../uapi/linux/capability.ts";
import type { file } from "./file.ts";
import { new_encode_dev } from "./inode.ts";
import type { ktermios, tty_struct } from "./tty.ts";
import {
  no_tty,
  tiocgpgrp,
  tiocgsid,
  tiocsctty,
  tiocspgrp,
  tty_check_change,
  tty_vhangup,
} from "./tty_jobctrl.ts";

/** Speeds by their B number. */
const BAUD = [
  0, 50, 75, 110, 134, 150, 200, 300, 600, 1200, 1800, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400,
  460800, 500000, 576000, 921600, 1000000, 1152000, 1500000, 2000000, 2500000, 3000000, 3500000, 4000000,
];
const baud_of = (cflag: number): number | null => {
  const code = cflag & CBAUD;
  if (code === BOTHER) return null;
  return BAUD[code & 0x1000 ? (code & 15) + 15 : code] ?? 38400;
};

/** The side whose modes count: a pty master answers for its slave. */
const real_tty = (tty: tty_struct) => (tty.is_master && tty.link ? tty.link : tty);

/** Takes new modes (tty_set_termios). */
function set_termios(tty: tty_struct, next: ktermios): void {
  const old = tty.termios;
  // a pseudo terminal has eight bits and no parity
  if (tty.link) next.c_cflag = (next.c_cflag & ~0x130) | 0x30 | 0x80;
  tty.termios = next;
  tty.driver.set_termios?.(tty, old);
  tty.ldisc.set_termios(old);
  extproc_packet(tty, old, next);
}

const EXTPROC = 0x10000;
/** pty_set_termios: a master in packet mode sees changes of flow control and EXTPROC. */
function extproc_packet(tty: tty_struct, old: ktermios, next: ktermios): void {
  const { link } = tty;
  if (!link?.packet || tty.is_master) return;
  const flow = (m: ktermios) =>
    (m.c_iflag & 0x400) !== 0 && m.c_cc[VSTOP] === 0x13 && m.c_cc[VSTART] === 0x11;
  if (flow(old) !== flow(next)) {
    link.pktstatus &= ~(io.TIOCPKT_DOSTOP | io.TIOCPKT_NOSTOP);
    link.pktstatus |= flow(next) ? io.TIOCPKT_DOSTOP : io.TIOCPKT_NOSTOP;
  }
  if ((old.c_lflag ^ next.c_lflag) & EXTPROC || next.c_lflag & EXTPROC) link.pktstatus |= io.TIOCPKT_IOCTL;
  if (link.pktstatus) link.wake_readers();
}

const WAIT = 1;
const FLUSH = 2;

/** TCSETS and its like: kind says the layout, opt whether to wait for output or throw input away. */
function* tcset(
  t: task_struct,
  tty: tty_struct,
  arg: number,
  kind: "termios" | "termios2" | "termio",
  opt: number,
): Sleeps<number> {
  const r = tty_check_change(t, tty, SIGTTOU);
  if (r) return r;
  const { termios: now } = tty;
  let next: ktermios;
  if (kind === "termio") {
    const s = termio.get(copy_from_user(t, arg, termio.size));
    const low = (a: number, b: number) => (a & 0xffff0000) | b;
    next = {
      ...now,
      c_iflag: low(now.c_iflag, s.c_iflag),
      c_oflag: low(now.c_oflag, s.c_oflag),
      c_cflag: low(now.c_cflag, s.c_cflag),
      c_lflag: low(now.c_lflag, s.c_lflag),
      c_line: s.c_line,
      c_cc: Uint8Array.from([...s.c_cc, ...now.c_cc.subarray(8)]),
    };
  } else if (kind === "termios2") {
    next = termios2.get(copy_from_user(t, arg, termios2.size));
  } else next = { ...now, ...termios.get(copy_from_user(t, arg, termios.size)) };
  const baud = baud_of(next.c_cflag);
  if (baud !== null) next.c_ispeed = next.c_ospeed = baud;
  if (opt & FLUSH) tty.ldisc.flush();
  if (opt & (WAIT | FLUSH)) {
    const w = yield* wait_until_sent(t, tty);
    if (w) return w;
  }
  set_termios(tty, next);
  return 0;
}

function* wait_until_sent(t: task_struct, tty: tty_struct): Sleeps<number> {
  const sent = () => (tty.driver.chars_in_buffer?.(tty) ?? 0) === 0 || tty.hung_up;
  // the reader of a pseudo terminal need not take what is there for output to count as sent
  if (tty.link) return 0;
  return yield* wait_event(t, tty.write_wait, sent);
}

function put_termios(
  t: task_struct,
  tty: tty_struct,
  arg: number,
  kind: "termios" | "termios2" | "termio",
): number {
  const m = tty.termios;
  const layout = kind === "termio" ? termio : kind === "termios2" ? termios2 : termios;
  copy_to_user(t, arg, (layout as typeof termios2).make(m));
  return 0;
}

function flush(tty: tty_struct, what: number): number {
  switch (what) {
    case TCIFLUSH:
      tty.ldisc.flush();
      return 0;
    case TCIOFLUSH:
      tty.ldisc.flush();
      break;
    case TCOFLUSH:
      break;
    default:
      return -EINVAL;
  }
  tty.driver.flush_buffer?.(tty);
  tty.ldisc.packet_flush(io.TIOCPKT_FLUSHWRITE);
  tty.wake_writers();
  return 0;
}

function flow(tty: tty_struct, what: number): number {
  switch (what) {
    case TCOOFF:
      tty.tco_stopped = true;
      tty.stop();
      if (tty.link?.packet) packet_flow(tty, io.TIOCPKT_STOP, io.TIOCPKT_START);
      return 0;
    case TCOON:
      tty.tco_stopped = false;
      tty.start();
      if (tty.link?.packet) packet_flow(tty, io.TIOCPKT_START, io.TIOCPKT_STOP);
      return 0;
    case TCIOFF:
    case TCION: {
      const c = tty.termios.c_cc[what === TCIOFF ? VSTOP : VSTART];
      if (c) tty.driver.write(tty, Uint8Array.of(c));
      return 0;
    }
    default:
      return -EINVAL;
  }
}
function packet_flow(tty: tty_struct, set: number, clear: number): void {
  tty.link!.pktstatus = (tty.link!.pktstatus & ~clear) | set;
  tty.link!.wake_readers();
}

/** Sets the size; the foreground groups of both sides learn of a change. */
export function tty_do_resize(
  tty: tty_struct,
  row: number,
  col: number,
  xpixel: number,
  ypixel: number,
): void {
  for (const side of [tty, tty.link]) {
    if (!side) continue;
    const w = side.winsize;
    const same = w.row === row && w.col === col && w.xpixel === xpixel && w.ypixel === ypixel;
    Object.assign(w, { row, col, xpixel, ypixel });
    if (!same && side.pgrp) kill_pgrp(side.pgrp, SIGWINCH);
  }
}

function put_winsize(t: task_struct, tty: tty_struct, arg: number): number {
  const host = tty.driver.winsize?.(tty);
  if (host) Object.assign(tty.winsize, { row: host.rows, col: host.cols });
  const { row, col, xpixel, ypixel } = tty.winsize;
  copy_to_user(t, arg, winsize.make({ ws_row: row, ws_col: col, ws_xpixel: xpixel, ws_ypixel: ypixel }));
  return 0;
}

const put = (t: task_struct, arg: number, n: number): number => {
  put_user_u32(t, arg, n >>> 0);
  return 0;
};

/** Commands that a background process may not give (tty_ioctl's first switch, n_tty_ioctl_helper). */
const CHANGES: ReadonlySet<number> = new Set([io.TIOCSETD, io.TIOCSBRK, io.TIOCCBRK, io.TCSBRK, io.TCSBRKP]);

export function* tty_ioctl(t: task_struct, f: file, command: number, arg: number): Sleeps<number> {
  const own = f.private_data as tty_struct;
  const cmd = command >>> 0;
  if (own.io_error) return -EIO;
  if (own.hung_up) return cmd === io.TIOCSPGRP ? -ENOTTY : -EIO;
  const tty = real_tty(own);
  if (CHANGES.has(cmd)) {
    const r = tty_check_change(t, own, SIGTTOU);
    if (r) return r;
  }
  switch (cmd) {
    case io.TCGETS:
      return put_termios(t, tty, arg, "termios");
    case io.TCGETS2:
      return put_termios(t, tty, arg, "termios2");
    case io.TCGETA:
      return put_termios(t, tty, arg, "termio");
    case io.TCSETS:
      return yield* tcset(t, tty, arg, "termios", 0);
    case io.TCSETSW:
      return yield* tcset(t, tty, arg, "termios", WAIT);
    case io.TCSETSF:
      return yield* tcset(t, tty, arg, "termios", WAIT | FLUSH);
    case io.TCSETS2:
      return yield* tcset(t, tty, arg, "termios2", 0);
    case io.TCSETSW2:
      return yield* tcset(t, tty, arg, "termios2", WAIT);
    case io.TCSETSF2:
      return yield* tcset(t, tty, arg, "termios2", WAIT | FLUSH);
    case io.TCSETA:
      return yield* tcset(t, tty, arg, "termio", 0);
    case io.TCSETAW:
      return yield* tcset(t, tty, arg, "termio", WAIT);
    case io.TCSETAF:
      return yield* tcset(t, tty, arg, "termio", WAIT | FLUSH);
    case io.TIOCGSOFTCAR:
      return put(t, arg, tty.termios.c_cflag & CLOCAL ? 1 : 0);
    case io.TIOCSSOFTCAR: {
      const on = get_user_s32(t, arg) !== 0;
      set_termios(tty, {
        ...tty.termios,
        c_cflag: on ? tty.termios.c_cflag | CLOCAL : tty.termios.c_cflag & ~CLOCAL,
      });
      return 0;
    }
    case io.TCXONC: {
      const r = tty_check_change(t, own, SIGTTOU);
      return r || flow(own, arg | 0);
    }
    case io.TCFLSH: {
      const r = tty_check_change(t, own, SIGTTOU);
      return r || flush(own, arg | 0);
    }
    case io.TCSBRK:
    case io.TCSBRKP:
      return yield* wait_until_sent(t, own);
    case io.TIOCSBRK:
    case io.TIOCCBRK:
      return 0;
    case io.FIONREAD:
      return put(t, arg, own.ldisc.chars);
    case io.TIOCOUTQ:
      return put(t, arg, own.driver.chars_in_buffer?.(own) ?? 0);
    case io.TIOCSTI: {
      if (t.signal.tty !== own && !capable(t, CAP_SYS_ADMIN)) return -EPERM;
      own.ldisc.receive(Uint8Array.of(get_user_u8(t, arg)));
      return 0;
    }
    case io.TIOCGWINSZ:
      return put_winsize(t, own, arg);
    case io.TIOCSWINSZ: {
      const w = winsize.get(copy_from_user(t, arg, winsize.size));
      tty_do_resize(own, w.ws_row, w.ws_col, w.ws_xpixel, w.ws_ypixel);
      return 0;
    }
    case io.TIOCCONS:
      return capable(t, CAP_SYS_ADMIN) ? 0 : -EPERM;
    case io.TIOCEXCL:
      own.exclusive = true;
      return 0;
    case io.TIOCNXCL:
      own.exclusive = false;
      return 0;
    case io.TIOCGEXCL:
      return put(t, arg, own.exclusive ? 1 : 0);
    case io.TIOCNOTTY:
      if (t.signal.tty !== own) return -ENOTTY;
      no_tty(t);
      return 0;
    case io.TIOCSCTTY:
      return tiocsctty(t, own, f, arg | 0);
    case io.TIOCGPGRP: {
      const nr = tiocgpgrp(t, own, tty);
      return nr < 0 ? nr : put(t, arg, nr);
    }
    case io.TIOCSPGRP:
      return tiocspgrp(t, own, tty, get_user_s32(t, arg), SIGTTOU);
    case io.TIOCGSID: {
      const nr = tiocgsid(t, own, tty);
      return nr < 0 ? nr : put(t, arg, nr);
    }
    case io.TIOCGETD:
      return put(t, arg, 0);
    case io.TIOCSETD:
      return get_user_s32(t, arg) === 0 ? 0 : -EINVAL;
    case io.TIOCVHANGUP:
      if (!capable(t, CAP_SYS_ADMIN)) return -EPERM;
      tty_vhangup(own);
      return 0;
    case io.TIOCGDEV:
      return put(t, arg, new_encode_dev(tty.dev));
    default:
      return own.driver.ioctl?.(t, own, cmd, arg) ?? -ENOTTY;
  }
}

// Sessions and terminals: controlling terminals, foreground groups, hang-up (drivers/tty/tty_jobctrl.c, tty_io.c).
// Above: tty.ts, tty_ioctl.ts, task/exit.ts. Below: task/signal.ts.

import { capable } from "../task/cred.ts";
import { pid_vnr } from "../task/pid.ts";
import { is_current_pgrp_orphaned, kill_pgrp, send_sig_group } from "../task/signal.ts";
import type { task_struct } from "../task/task.ts";
import { EINVAL, EIO, ENOTTY, EPERM, ERESTARTSYS, ESRCH } from "../uapi/asm/errno.ts";
import { O_ACCMODE, O_WRONLY } from "../uapi/asm/fcntl.ts";
import { SIG_IGN, SIGCONT, SIGHUP, SIGTTIN } from "../uapi/asm/signal.ts";
import { CAP_SYS_ADMIN } from "../uapi/linux/capability.ts";
import type { file } from "./file.ts";
import type { tty_struct } from "./tty.ts";

export const current_tty = (t: task_struct) => t.signal.tty as tty_struct | null;

/**
 * May t, if its group is in the background, use its controlling terminal so? Sends sig to the group and says
 * -ERESTARTSYS, or -EIO where nobody could ever continue it (__tty_check_change).
 */
export function tty_check_change(t: task_struct, tty: tty_struct, sig: number): number {
  if (current_tty(t) !== tty) return 0;
  const { pgrp } = t.signal;
  if (!tty.pgrp || tty.pgrp === pgrp) return 0;
  if (t.blocked.has(sig) || t.sighand.action[sig].sa_handler === SIG_IGN) return sig === SIGTTIN ? -EIO : 0;
  if (is_current_pgrp_orphaned(t)) return -EIO;
  kill_pgrp(pgrp, sig);
  t.sigpending = true;
  return -ERESTARTSYS;
}

/** The terminal becomes the controlling one of t's session (proc_set_tty). */
export function proc_set_tty(t: task_struct, tty: tty_struct): void {
  tty.pgrp = t.signal.pgrp;
  tty.session = t.signal.session;
  t.signal.tty = tty;
  t.signal.tty_old_pgrp = null;
}

/** A session leader without terminal opens one. */
export function tty_open_proc_set_tty(t: task_struct, f: file, tty: tty_struct): void {
  if (!t.signal.leader || t.signal.tty || tty.session) return;
  if ((f.f_flags & O_ACCMODE) === O_WRONLY) return;
  proc_set_tty(t, tty);
}

/** TIOCSCTTY. */
export function tiocsctty(t: task_struct, tty: tty_struct, f: file, arg: number): number {
  if (t.signal.leader && t.signal.session === tty.session) return 0;
  if (!t.signal.leader || t.signal.tty) return -EPERM;
  if (tty.session) {
    // the console was lent to init, which on a real system has no terminal: it goes to whom init starts on it
    const lent = tty.session === t.kernel.init_task.signal.session;
    if (!lent && (arg !== 1 || !capable(t, CAP_SYS_ADMIN))) return -EPERM;
    for (const p of tty.session.session) if (p.signal.tty === tty) p.signal.tty = null;
  }
  if ((f.f_flags & O_ACCMODE) === O_WRONLY && !capable(t, CAP_SYS_ADMIN)) return -EPERM;
  proc_set_tty(t, tty);
  return 0;
}

/** The session loses its terminal: TIOCNOTTY, or its leader exits (disassociate_ctty). */
export function disassociate_ctty(t: task_struct, on_exit: boolean): void {
  const { signal } = t;
  if (!signal.leader) return;
  const tty = current_tty(t);
  if (tty) {
    if (on_exit && tty.driver.name !== "pty_master") tty_vhangup(tty);
    else {
      const { pgrp } = tty;
      if (pgrp) {
        kill_pgrp(pgrp, SIGHUP);
        if (!on_exit) kill_pgrp(pgrp, SIGCONT);
      }
    }
  } else if (on_exit && signal.tty_old_pgrp) {
    kill_pgrp(signal.tty_old_pgrp, SIGHUP);
    kill_pgrp(signal.tty_old_pgrp, SIGCONT);
  }
  signal.tty_old_pgrp = null;
  if (tty) {
    tty.session = null;
    tty.pgrp = null;
  }
  for (const p of signal.session.session) p.signal.tty = null;
}

/** TIOCNOTTY of somebody who is not the leader gives up his own only. */
export function no_tty(t: task_struct): void {
  disassociate_ctty(t, false);
  t.signal.tty = null;
}

/** The line is gone: every open file of it is dead, the session is told (__tty_hangup). */
export function tty_vhangup(tty: tty_struct): void {
  const { session, pgrp } = tty;
  if (session) {
    for (const p of session.session) {
      if (!p.signal.leader) {
        p.signal.tty = null;
        continue;
      }
      p.signal.tty = null;
      if (pgrp) p.signal.tty_old_pgrp = pgrp;
      send_sig_group(SIGHUP, p);
      send_sig_group(SIGCONT, p);
    }
    if (pgrp) kill_pgrp(pgrp, SIGHUP);
  }
  tty.session = null;
  tty.pgrp = null;
  tty.hung_up = true;
  tty.ldisc.flush();
  tty.stopped = false;
  tty.wake_readers();
  tty.wake_writers();
}

/** TIOCGPGRP on tty by a program that has `own` open. */
export function tiocgpgrp(t: task_struct, own: tty_struct, tty: tty_struct): number {
  if (own === tty && current_tty(t) !== tty) return -ENOTTY;
  return pid_vnr(t, tty.pgrp);
}

/** TIOCSPGRP. */
export function tiocspgrp(t: task_struct, own: tty_struct, tty: tty_struct, nr: number, sig: number): number {
  const r = tty_check_change(t, tty, sig);
  if (r === -EIO) return -ENOTTY;
  if (r) return r;
  const cur = current_tty(t);
  if (!cur || (own === tty && cur !== tty) || tty.session !== t.signal.session) return -ENOTTY;
  if (nr < 0) return -EINVAL;
  const pgrp = t.pid_ns.find(nr);
  if (!pgrp || pgrp.pgrp.size === 0) return -ESRCH;
  const [member] = pgrp.pgrp;
  if (member.signal.session !== t.signal.session) return -EPERM;
  tty.pgrp = pgrp;
  return 0;
}

/** TIOCGSID. */
export function tiocgsid(t: task_struct, own: tty_struct, tty: tty_struct): number {
  if (own === tty && current_tty(t) !== tty) return -ENOTTY;
  return tty.session ? pid_vnr(t, tty.session) : -ENOTTY;
}

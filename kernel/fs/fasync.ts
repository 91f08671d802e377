// Signals for input and output (SIGIO; fs/fcntl.c f_setown, send_sigio).
// Above: fcntl, sockets, pipes, terminals. Below: task/signal.

import { send_sig_group, send_signal } from "../task/signal.ts";
import type { task_struct } from "../task/task.ts";
import { F_OWNER_TID } from "../uapi/asm/fcntl.ts";
import { POLLIN, POLLOUT } from "../uapi/asm/poll.ts";
import { SIGIO } from "../uapi/asm/signal.ts";
import type { file } from "./file.ts";

/** si_code of SIGIO by event. */
const POLL_IN = 1;
const POLL_OUT = 2;
export const POLL_MSG = 3;

/** Whom F_SETOWN names: a thread, a process or a group. */
function owners(f: file): task_struct[] {
  const { f_owner: who, kernel } = f;
  if (who === 0) return [];
  const all = [...kernel.tasks.values()];
  if (who < 0) return all.filter((t) => t.is_group_leader && t.signal.pgrp.nr === -who);
  const t = kernel.tasks.get(who);
  return t ? [t] : [];
}

/** Tells the owners of files in O_ASYNC mode that something is there (kill_fasync). */
export function kill_fasync(files: Iterable<file>, band: number): void {
  for (const f of files) send_sigio(f, band);
}

/** Tells the file's owners: with its F_SETSIG signal, which says what (POLL_*) and where, or with SIGIO. */
export function send_sigio(
  f: file,
  band: number,
  code = band & POLLIN ? POLL_IN : band & POLLOUT ? POLL_OUT : 4,
): void {
  const [euid, uid] = f.f_owner_uids;
  for (const t of owners(f)) {
    const c = t.cred;
    if (euid !== 0 && euid !== c.suid && euid !== c.uid && uid !== c.suid && uid !== c.uid) continue;
    if (f.f_owner_signum) {
      let fd = -1;
      t.files?.fd.forEach((s, i) => {
        if (s?.file === f) fd = i;
      });
      send_signal(
        f.f_owner_signum,
        {
          si_signo: f.f_owner_signum,
          si_errno: 0,
          si_code: code,
          si_band: band,
          si_fd: fd,
        },
        t,
        f.f_owner_type !== F_OWNER_TID,
      );
    } else send_sig_group(SIGIO, t);
  }
}

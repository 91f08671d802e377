// How many pipe pages each user has (fs/pipe.c account_pipe_buffers, too_many_pipe_buffers_soft and _hard).
// Above: pipe.ts. Below: task/cred.ts.

import type { Kernel } from "../kernel.ts";
import { capable } from "../task/cred.ts";
import type { task_struct } from "../task/task.ts";
import { CAP_SYS_ADMIN, CAP_SYS_RESOURCE } from "../uapi/linux/capability.ts";

/** Slots of pipes a user has, in a system (user->pipe_bufs). */
const accounts = new WeakMap<Kernel, Map<number, number>>();
export function account_pipe_buffers(k: Kernel, uid: number, less: number, more: number): number {
  let of = accounts.get(k);
  if (!of) accounts.set(k, (of = new Map()));
  const n = (of.get(uid) ?? 0) - less + more;
  if (n) of.set(uid, n);
  else of.delete(uid);
  return n;
}

/** Whether t may not have as many slots as its user then would; beyond "soft" new pipes are small. */
export function too_many_pipe_buffers(t: task_struct, slots: number, which: "soft" | "hard"): boolean {
  const limit = t.kernel.fs.sysctl[`pipe_user_pages_${which}`];
  return limit !== 0 && slots > limit && !capable(t, CAP_SYS_RESOURCE) && !capable(t, CAP_SYS_ADMIN);
}

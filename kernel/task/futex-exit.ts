// What a thread's end does to memory others wait on: clear_child_tid and the robust list (kernel/fork.c mm_release,
// kernel/futex/core.c exit_robust_list).
// Above: exit.ts, exec. Below: futex.ts.

import { get_user_u32, put_user_u32, UserFault } from "../mm/uaccess.ts";
import { futex_wake_at, handle_futex_death } from "./futex.ts";
import { exit_pi_state_list } from "./futex-pi.ts";
import type { task_struct } from "./task.ts";

const ROBUST_LIST_LIMIT = 2048;

/** Wakes who waits for this thread to leave its memory. */
export function clear_child_tid(t: task_struct): void {
  if (!t.mm) return;
  exit_robust_list(t);
  exit_pi_state_list(t);
  const addr = t.clear_child_tid;
  t.clear_child_tid = 0;
  if (!addr || t.mm.users <= 1) return;
  try {
    put_user_u32(t, addr, 0);
  } catch (e) {
    if (!(e instanceof UserFault)) throw e;
  }
  futex_wake_at(t, addr, 1);
}

function exit_robust_list(t: task_struct): void {
  const head = t.robust_list;
  t.robust_list = 0;
  if (!head) return;
  try {
    const fetch = (at: number): [number, boolean] => {
      const v = get_user_u32(t, at);
      return [(v & ~1) >>> 0, (v & 1) !== 0];
    };
    let [entry, pi] = fetch(head);
    const offset = get_user_u32(t, head + 4) | 0;
    const [pending, pip] = fetch(head + 8);
    for (let limit = ROBUST_LIST_LIMIT; entry !== head && limit > 0; limit--) {
      const [next, nextPi] = fetch(entry);
      if (entry !== pending && handle_futex_death(t, (entry + offset) >>> 0, pi, false) < 0) return;
      entry = next;
      pi = nextPi;
    }
    if (pending) handle_futex_death(t, (pending + offset) >>> 0, pip, true);
  } catch (e) {
    if (!(e instanceof UserFault)) throw e;
  }
}

// Out of memory (mm/oom_kill.c): the process that holds most is killed, so that the others can go on.
// Above: arch/parisc/traps.ts. Below: task/signal.ts.

import { send_sig_group } from "../task/signal.ts";
import type { task_struct } from "../task/task.ts";
import { SIGKILL } from "../uapi/asm/signal.ts";

const OOM_SCORE_ADJ_MIN = -1000;

/** A page could not be had: somebody must go; t tries again if it was not t. */
export function out_of_memory(t: task_struct): void {
  const kernel = t.kernel;
  let victim: task_struct | null = null;
  let most = -1;
  for (const p of kernel.tasks.values()) {
    if (!p.mm || !p.is_group_leader || p.signal.oom_score_adj === OOM_SCORE_ADJ_MIN) continue;
    const points =
      p.mm.rss_anon + p.mm.rss_file + (p.signal.oom_score_adj * kernel.machine.phys.totalFrames) / 1000;
    // among equals the youngest, as oom_evaluate_task
    if (points >= most) {
      most = points;
      victim = p;
    }
  }
  victim ??= t;
  kernel.printk(`Out of memory: Killed process ${victim.pid} (${victim.comm})`);
  send_sig_group(SIGKILL, victim);
  if (victim.signal !== t.signal) kernel.sched.resched = true;
}

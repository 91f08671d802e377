// pid 1 as the kernel makes it, and what the first programs may do: limits, capabilities (init/main.c, kernel/fork.c).
// Above: boot.ts. Below: task/.

import { BootError } from "./boot_options.ts";
import { files_struct } from "./fs/fdtable.ts";
import type { Kernel } from "./kernel.ts";
import { count_process, init_cred } from "./task/cred.ts";
import { alloc_pid } from "./task/pid.ts";
import { PF_KTHREAD, type rlimit, sighand_struct, signal_struct, task_struct } from "./task/task.ts";
import { TASK_INTERRUPTIBLE } from "./task/wait.ts";
import * as resource from "./uapi/asm/resource.ts";
import { SIG_IGN, SIGCHLD } from "./uapi/asm/signal.ts";
import * as capability from "./uapi/linux/capability.ts";

export const MiB = 1 << 20;

/** Resource limits of init on a real system (include/asm-generic/resource.h, kernel/fork.c set_max_threads). */
function init_rlimits(kernel: Kernel): rlimit[] {
  const unlimited = resource.RLIM_INFINITY;
  const limits: rlimit[] = Array.from({ length: resource.RLIM_NLIMITS }, () => ({
    cur: unlimited,
    max: unlimited,
  }));
  const set = (which: number, cur: number, max: number) => (limits[which] = { cur, max });
  const threads = kernel.sysctl.threads_max / 2;
  set(resource.RLIMIT_STACK, 8 * MiB, unlimited);
  set(resource.RLIMIT_CORE, 0, unlimited);
  set(resource.RLIMIT_NPROC, Math.floor(threads), Math.floor(threads));
  set(resource.RLIMIT_NOFILE, 1024, 4096);
  set(resource.RLIMIT_MEMLOCK, 8 * MiB, 8 * MiB);
  set(resource.RLIMIT_SIGPENDING, Math.floor(threads), Math.floor(threads));
  set(resource.RLIMIT_MSGQUEUE, 819200, 819200);
  set(resource.RLIMIT_NICE, 0, 0);
  set(resource.RLIMIT_RTPRIO, 0, 0);
  return limits;
}

/** pid 1: in the kernel, asleep for ever, adopts and forgets orphans. */
export function start_init(kernel: Kernel): task_struct {
  const cred = init_cred(kernel.init_user_ns, kernel.cap_full_set);
  const pid = alloc_pid(kernel, kernel.init_pid_ns);
  if (typeof pid === "number") throw new Error("no pid for init");
  const init = new task_struct(kernel, pid, cred);
  pid.task = init;
  kernel.init_task = init;
  kernel.init_pid_ns.child_reaper = init;
  init.comm = "init";
  init.flags = PF_KTHREAD;
  init.state = TASK_INTERRUPTIBLE;
  init.real_parent = init.parent = init;
  init.signal = new signal_struct();
  init.signal.rlim = init_rlimits(kernel);
  init.signal.pgrp = init.signal.session = pid;
  init.signal.leader = true;
  init.signal.threads.push(init);
  init.sighand = new sighand_struct();
  init.sighand.action[SIGCHLD].sa_handler = SIG_IGN;
  init.files = new files_struct();
  pid.pgrp.add(init);
  pid.session.add(init);
  kernel.tasks.set(init.pid, init);
  count_process(init, 1);
  return init;
}

/** "all", "none", or "net_raw,net_admin". */
export function parseCaps(text: string, all: number): number {
  if (text === "all") return all;
  if (text === "none") return 0;
  const caps = capNumbers();
  let set = 0;
  for (const name of text.split(",")) {
    const value = caps.get(name.trim().toUpperCase().replace(/^CAP_/, ""));
    if (value === undefined) throw new BootError(`--cap ${text}: there is no capability ${name}`);
    if (Math.floor(set / 2 ** value) % 2 === 0) set += 2 ** value;
  }
  return set;
}
/** Not made before it is asked for: most starts name none. */
const capNumbers = () =>
  new Map(
    Object.entries(capability)
      .filter(([name, value]) => name.startsWith("CAP_") && typeof value === "number")
      .map(([name, value]) => [name.slice(4), value as number]),
  );

// pidfd: a process as a file (kernel/pid.c, fork.c pidfd_fops).
// Above: sys_process.ts, fork.ts. Below: pid.ts, fs/anon_inodes.ts.

import { anon_inode_getfd } from "../fs/anon_inodes.ts";
import type { file, file_operations } from "../fs/file.ts";
import { EBADF, ESRCH } from "../uapi/asm/errno.ts";
import { O_CLOEXEC, O_RDWR } from "../uapi/asm/fcntl.ts";
import { POLLIN, POLLRDNORM } from "../uapi/asm/poll.ts";
import type { pid } from "./pid.ts";
import type { task_struct } from "./task.ts";

const gone = (p: pid): boolean => {
  const leader = p.task;
  return !leader || (leader.exit_state !== 0 && leader.signal.threads.length === 1);
};

const pidfd_fops: file_operations = {
  name: "[pidfd]",
  poll(f, pt) {
    const p = f.private_data as pid;
    pt?.poll_wait(p.wait_pidfd);
    return gone(p) ? POLLIN | POLLRDNORM : 0;
  },
  fdinfo(f) {
    const p = f.private_data as pid;
    if (!p.task) return "Pid:\t-1\nNSpid:\t-1\n";
    return `Pid:\t${p.nr}\nNSpid:\t${p.numbers.map((n) => n.nr).join("\t")}\n`;
  },
};

/** A descriptor for p; flags: O_NONBLOCK. */
export function pidfd_create(t: task_struct, p: pid, flags: number): number {
  return anon_inode_getfd(t, "[pidfd]", pidfd_fops, p, O_RDWR | O_CLOEXEC | flags);
}

/** A pidfd for a process that somebody else names: -ESRCH once it has been waited for, and for a mere thread. */
export function pidfd_prepare(t: task_struct, p: pid): number {
  return p.task?.is_group_leader ? pidfd_create(t, p, 0) : -ESRCH;
}

/** The pid behind a pidfd, or -EBADF. */
export function pidfd_pid(f: file | null): pid | number {
  return f && f.f_op === pidfd_fops ? (f.private_data as pid) : -EBADF;
}

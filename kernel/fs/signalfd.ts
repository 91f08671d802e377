// signalfd: pending signals read from a descriptor (fs/signalfd.c). It reads the signals of whoever reads it.
// Above: syscalls/sys_ns.ts. Below: anon_inodes.ts, task/signal.ts.

import { layout_of } from "../task/siginfo.ts";
import { dequeue_signal } from "../task/signal-deliver.ts";
import { sigset_t } from "../task/sigset.ts";
import type { siginfo, task_struct } from "../task/task.ts";
import { wait_event } from "../task/wait.ts";
import { EAGAIN, EBADF, EFAULT, EINVAL } from "../uapi/asm/errno.ts";
import { O_CLOEXEC, O_NONBLOCK, O_RDWR } from "../uapi/asm/fcntl.ts";
import { POLLIN } from "../uapi/asm/poll.ts";
import { SIGKILL, SIGSTOP } from "../uapi/asm/signal.ts";
import { signalfd_siginfo } from "../uapi/linux/signalfd.ts";
import { anon_inode_getfd } from "./anon_inodes.ts";
import type { file, file_operations } from "./file.ts";

/** The signals that may be read: all others are "blocked". */
interface signalfd_ctx {
  sigmask: sigset_t;
}
const ctx_of = (f: file) => f.private_data as signalfd_ctx;

const pending = (t: task_struct, ctx: signalfd_ctx): boolean =>
  !t.pending.signal.or(t.signal.shared_pending.signal).andn(ctx.sigmask).empty;

function signalfd_bytes(info: siginfo): Uint8Array {
  const common = { ssi_signo: info.si_signo, ssi_errno: info.si_errno, ssi_code: info.si_code };
  const who = { ssi_pid: info.si_pid ?? 0, ssi_uid: info.si_uid ?? 0 };
  const value = { ssi_ptr: info.si_value ?? 0, ssi_int: (info.si_value ?? 0) | 0 };
  switch (layout_of(info)) {
    case "timer":
      return signalfd_siginfo.make({
        ...common,
        ssi_tid: info.si_tid ?? 0,
        ssi_overrun: info.si_overrun ?? 0,
        ...value,
      });
    case "poll":
      return signalfd_siginfo.make({ ...common, ssi_band: info.si_band ?? 0, ssi_fd: info.si_fd ?? 0 });
    case "fault":
      return signalfd_siginfo.make({ ...common, ssi_addr: info.si_addr ?? 0 });
    case "chld":
      return signalfd_siginfo.make({
        ...common,
        ...who,
        ssi_status: info.si_status ?? 0,
        ssi_utime: info.si_utime ?? 0,
        ssi_stime: info.si_stime ?? 0,
      });
    case "rt":
      return signalfd_siginfo.make({ ...common, ...who, ...value });
    case "sys":
      return signalfd_siginfo.make({
        ...common,
        ssi_call_addr: info.si_call_addr ?? 0,
        ssi_syscall: info.si_syscall ?? 0,
        ssi_arch: info.si_arch ?? 0,
      });
    default:
      return signalfd_siginfo.make({ ...common, ...who });
  }
}

const signalfd_fops: file_operations = {
  name: "[signalfd]",
  *read_iter(t, f, to) {
    const ctx = ctx_of(f);
    let total = 0;
    if (to.count < signalfd_siginfo.size) return -EINVAL;
    while (to.count >= signalfd_siginfo.size) {
      let info = dequeue_signal(t, ctx.sigmask);
      if (!info) {
        if (total || f.f_flags & O_NONBLOCK) break;
        const r = yield* wait_event(t, t.sighand.signalfd_wqh, () => pending(t, ctx));
        if (r) return r;
        info = dequeue_signal(t, ctx.sigmask);
        if (!info) continue;
      }
      if (to.copy_to_iter(signalfd_bytes(info)) < signalfd_siginfo.size) return total || -EFAULT;
      total += signalfd_siginfo.size;
    }
    return total || -EAGAIN;
  },
  poll(f, pt) {
    const t = f.kernel.sched.current;
    if (!t) return 0;
    pt?.poll_wait(t.sighand.signalfd_wqh);
    return pending(t, ctx_of(f)) ? POLLIN : 0;
  },
  fdinfo(f) {
    const { sigmask } = ctx_of(f);
    const hex = (n: number) => (~n >>> 0).toString(16).padStart(8, "0");
    return `sigmask:\t${hex(sigmask.hi)}${hex(sigmask.lo)}\n`;
  },
};

/** A new signalfd, or ufd with another mask (do_signalfd4). */
export function do_signalfd4(t: task_struct, ufd: number, mask: sigset_t, flags: number): number {
  if (flags & ~(O_CLOEXEC | O_NONBLOCK)) return -EINVAL;
  const allowed = mask.andn(sigset_t.of(SIGKILL, SIGSTOP));
  const sigmask = new sigset_t(~allowed.lo, ~allowed.hi);
  if (ufd === -1) {
    const status = O_RDWR | (flags & (O_CLOEXEC | O_NONBLOCK));
    return anon_inode_getfd(t, "[signalfd]", signalfd_fops, { sigmask } satisfies signalfd_ctx, status);
  }
  const f = t.files.fget(ufd);
  if (!f) return -EBADF;
  if (f.f_op !== signalfd_fops) return -EINVAL;
  ctx_of(f).sigmask = sigmask;
  t.sighand.signalfd_wqh.wake_up_all();
  return ufd;
}

// siginfo_t as programs see it: 128 bytes (include/uapi/asm-generic/siginfo.h, kernel/signal.c siginfo_layout).
// Above: arch/parisc/signal.ts, sys_signal.ts, signalfd. Below: task.ts.

import { SIGBUS, SIGCHLD, SIGFPE, SIGILL, SIGIO, SIGSEGV, SIGSYS, SIGTRAP } from "../uapi/asm/signal.ts";
import { SI_KERNEL, SI_SIGIO, SI_TIMER, SI_USER } from "./signal.ts";
import type { siginfo } from "./task.ts";

export const SI_MAX_SIZE = 128;

export type siginfo_layout = "kill" | "timer" | "poll" | "fault" | "chld" | "rt" | "sys";

/** Which member of the union counts. */
export function layout_of(info: siginfo): siginfo_layout {
  const code = info.si_code;
  if (code > SI_USER && code < SI_KERNEL) {
    switch (info.si_signo) {
      case SIGILL:
      case SIGFPE:
      case SIGSEGV:
      case SIGBUS:
      case SIGTRAP:
        return "fault";
      case SIGCHLD:
        return "chld";
      case SIGIO:
        return "poll";
      case SIGSYS:
        return "sys";
    }
    return code <= 6 ? "poll" : "kill";
  }
  if (code === SI_TIMER) return "timer";
  if (code === SI_SIGIO) return "poll";
  return code < 0 ? "rt" : "kill";
}

/** The 128 bytes. */
export function siginfo_bytes(info: siginfo): Uint8Array {
  const b = new Uint8Array(SI_MAX_SIZE);
  const v = new DataView(b.buffer);
  v.setInt32(0, info.si_signo);
  v.setInt32(4, info.si_errno);
  v.setInt32(8, info.si_code);
  if (info.raw) {
    b.set(info.raw.subarray(0, SI_MAX_SIZE - 12), 12);
    return b;
  }
  switch (layout_of(info)) {
    case "kill":
      v.setInt32(12, info.si_pid ?? 0);
      v.setUint32(16, info.si_uid ?? 0);
      break;
    case "timer":
      v.setInt32(12, info.si_tid ?? 0);
      v.setInt32(16, info.si_overrun ?? 0);
      v.setUint32(20, info.si_value ?? 0);
      break;
    case "rt":
      v.setInt32(12, info.si_pid ?? 0);
      v.setUint32(16, info.si_uid ?? 0);
      v.setUint32(20, info.si_value ?? 0);
      break;
    case "fault":
      v.setUint32(12, info.si_addr ?? 0);
      break;
    case "chld":
      v.setInt32(12, info.si_pid ?? 0);
      v.setUint32(16, info.si_uid ?? 0);
      v.setInt32(20, info.si_status ?? 0);
      v.setInt32(24, info.si_utime ?? 0);
      v.setInt32(28, info.si_stime ?? 0);
      break;
    case "poll":
      v.setInt32(12, info.si_band ?? 0);
      v.setInt32(16, info.si_fd ?? 0);
      break;
    case "sys":
      v.setUint32(12, info.si_call_addr ?? 0);
      v.setInt32(16, info.si_syscall ?? 0);
      v.setUint32(20, info.si_arch ?? 0);
      break;
  }
  return b;
}

/** A siginfo that a program made (rt_sigqueueinfo). */
export function siginfo_from(sig: number, b: Uint8Array): siginfo {
  const v = new DataView(b.buffer, b.byteOffset);
  return {
    si_signo: sig,
    si_errno: v.getInt32(4),
    si_code: v.getInt32(8),
    si_pid: v.getInt32(12),
    si_uid: v.getUint32(16),
    si_value: v.getUint32(20),
    raw: b.slice(12),
  };
}

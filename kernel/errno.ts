// include/linux/errno.h: results that never reach a program. The syscall exit path (arch/parisc/signal.ts) turns
// them into a restart or EINTR.
// Above: everything that sleeps. Below: uapi/asm/errno.ts.

export {
  ENOIOCTLCMD,
  ENOTSUPP,
  ERESTART_RESTARTBLOCK,
  ERESTARTNOHAND,
  ERESTARTNOINTR,
  ERESTARTSYS,
} from "./uapi/asm/errno.ts";

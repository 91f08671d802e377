// include/linux/errno.h: results that never reach a program. The syscall exit path (arch/parisc/signal.ts) turns
// them into a restart or EINTR.
// Above: everything that sleeps. Below: nothing.

/** Restart if SA_RESTART, else EINTR. */
export const ERESTARTSYS = 512;
/** Restart always. */
export const ERESTARTNOINTR = 513;
/** Restart if no function of the program ran. */
export const ERESTARTNOHAND = 514;
export const ENOIOCTLCMD = 515;
/** Restart through restart_syscall(2), with t.restart_block. */
export const ERESTART_RESTARTBLOCK = 516;
export const ENOTSUPP = 524;

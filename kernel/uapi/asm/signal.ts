// <asm/signal.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { ptr, s32, struct, u32 } from "../struct.ts";

export const SIGHUP = 1;
export const SIGINT = 2;
export const SIGQUIT = 3;
export const SIGILL = 4;
export const SIGTRAP = 5;
export const SIGABRT = 6;
export const SIGIOT = 6;
export const SIGSTKFLT = 7;
export const SIGFPE = 8;
export const SIGKILL = 9;
export const SIGBUS = 10;
export const SIGSEGV = 11;
export const SIGXCPU = 12;
export const SIGPIPE = 13;
export const SIGALRM = 14;
export const SIGTERM = 15;
export const SIGUSR1 = 16;
export const SIGUSR2 = 17;
export const SIGCHLD = 18;
export const SIGPWR = 19;
export const SIGVTALRM = 20;
export const SIGPROF = 21;
export const SIGIO = 22;
export const SIGPOLL = SIGIO;
export const SIGWINCH = 23;
export const SIGSTOP = 24;
export const SIGTSTP = 25;
export const SIGCONT = 26;
export const SIGTTIN = 27;
export const SIGTTOU = 28;
export const SIGURG = 29;
export const SIGXFSZ = 30;
export const SIGUNUSED = 31;
export const SIGSYS = 31;
export const SIGRTMIN = 32;
export const SIGRTMAX = 64;
export const SA_ONSTACK = 1;
export const SA_RESETHAND = 4;
export const SA_NOCLDSTOP = 8;
export const SA_SIGINFO = 0x10;
export const SA_NODEFER = 0x20;
export const SA_RESTART = 0x40;
export const SA_NOCLDWAIT = 0x80;
export const SA_NOMASK = SA_NODEFER;
export const SA_ONESHOT = SA_RESETHAND;
export const MINSIGSTKSZ = 2048;
export const SIGSTKSZ = 8192;
export const SA_UNSUPPORTED = 0x400;
export const SA_EXPOSE_TAGBITS = 0x800;
export const SIG_BLOCK = 0;
export const SIG_UNBLOCK = 1;
export const SIG_SETMASK = 2;
export const SIG_DFL = 0;
export const SIG_IGN = 1;
export const SIG_ERR = -1;

export const sigaltstack = struct("sigaltstack", {
  ss_sp: ptr,
  ss_flags: s32,
  ss_size: u32,
});

// <asm/ptrace.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const PTRACE_SINGLEBLOCK = 12;
export const PTRACE_GETREGS = 18;
export const PTRACE_SETREGS = 19;
export const PTRACE_GETFPREGS = 14;
export const PTRACE_SETFPREGS = 15;

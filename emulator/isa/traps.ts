// Why run() returned. Interruptions carry the number the PA-RISC 1.1 manual gives them (ch. 4, "Interruption
// classes"); those of our own start at 64. Plain constants, read by both compilers. Imports nothing.

export const TRAP_INSN_TLB_MISS = 6;
export const TRAP_INSN_PROTECTION = 7;
export const TRAP_ILLEGAL = 8;
export const TRAP_BREAK = 9;
export const TRAP_PRIVILEGED_OPERATION = 10;
export const TRAP_PRIVILEGED_REGISTER = 11;
export const TRAP_OVERFLOW = 12;
export const TRAP_CONDITIONAL = 13;
export const TRAP_ASSIST_EXCEPTION = 14;
export const TRAP_DATA_TLB_MISS = 15;
export const TRAP_NON_ACCESS_INSN_TLB_MISS = 16;
export const TRAP_NON_ACCESS_DATA_TLB_MISS = 17;
export const TRAP_ASSIST_EMULATION = 22;
export const TRAP_HIGHER_PRIVILEGE_TRANSFER = 23;
export const TRAP_LOWER_PRIVILEGE_TRANSFER = 24;
export const TRAP_TAKEN_BRANCH = 25;
export const TRAP_DATA_ACCESS_RIGHTS = 26;
export const TRAP_DATA_PROTECTION_ID = 27;
export const TRAP_UNALIGNED = 28;

/** The budget is used up: preemption. */
export const TRAP_BUDGET = 64;
/** IAOQ front is in page 0 of space 0: the kernel's gateway page (offset tells the entry). */
export const TRAP_GATEWAY = 65;
/** Code has become hot; the machine takes this one itself. */
export const TRAP_HOT = 66;
/** A breakpoint is at the front of the queue; its instruction has not been executed. */
export const TRAP_BREAKPOINT = 67;
/** The instruction at the front would access a page that a debugger has closed: TRAP_IOR says where, TRAP_IIR whether to load (1) or to store (2). Nothing of it is done. */
export const TRAP_CLOSED = 68;
/** The kernel has carried out a system call in the midst of run() (Machine.run's `enter`), and the program does not just go on behind it. */
export const TRAP_SERVED = 69;

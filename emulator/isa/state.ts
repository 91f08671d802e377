// Where the processor's state lies in linear memory. One list for the AssemblyScript core, the translator and
// the kernel: only plain numeric constants, so that both compilers read it. Imports nothing.
// Words are in host order; a 64-bit floating-point register is one host-order u64 (its left word is the high half).

/** General registers GR0..GR31, one word each. GR0 is never written. */
export const GR = 0x400;
/** Index and place of the word that takes what is written to GR0. */
export const GR_SINK_INDEX = 32;
export const GR_SINK = 0x480;
/** Floating-point registers FR0..FR31, 64 bits each; FR0's high word is the FPSR. */
export const FR = 0x500;
export const FPSR = 0x504;
/** Space registers SR0..SR7. */
export const SR = 0x600;
/** Control registers CR0..CR31 (CR11 SAR, CR27 the thread pointer). */
export const CR = 0x620;
export const SAR = 0x64c;
export const CR27 = 0x68c;
/** Shadow registers SHR0..SHR6. */
export const SHR = 0x6a0;
/** Instruction address queues: offsets (low two bits: privilege level) and spaces. */
export const IAOQ_FRONT = 0x6c0;
export const IAOQ_BACK = 0x6c4;
export const IASQ_FRONT = 0x6c8;
export const IASQ_BACK = 0x6cc;
/** PSW without the bits that stand by themselves below. */
export const PSW = 0x6d0;
/** PSW N (nullify the instruction at the front of the queue): 0 or 1. */
export const PSW_N = 0x6d4;
/** PSW V (divide step correction): 0 or 1. */
export const PSW_V = 0x6d8;
/** Carries out of every bit position of the last add or subtract; bits 31, 27, … 3 are PSW C/B. */
export const PSW_CV = 0x6dc;
/** PSW B (taken branch): 0 or 1. */
export const PSW_B = 0x6e0;
/** Everything from CONTEXT to CONTEXT_END belongs to one thread of execution; the kernel saves and restores it. */
export const CONTEXT = 0x400;
export const CONTEXT_END = 0x700;

/** The trap that ended run(): its code (see traps.ts), and the manual's IIR, ISR and IOR. */
export const TRAP = 0x700;
export const TRAP_IIR = 0x704;
export const TRAP_ISR = 0x708;
export const TRAP_IOR = 0x70c;
/** Instructions that run() may still execute. Counted down by both engines alike, nullified ones included. */
export const BUDGET = 0x710;
/** Linear-memory addresses of the current address space's read and write tables (2^20 words each). */
export const READ_TABLE = 0x718;
export const WRITE_TABLE = 0x71c;
/** Space identifier of the current address space; SR4..SR7 hold it. Space 0 is the kernel's (gateway page). */
export const SPACE = 0x720;
/** Instructions executed before the current run(): a host-order u64. CR16 is this plus the share of the running one. */
export const CLOCK = 0x728;
/** BUDGET as it was when the current run() began. */
export const RUN_BUDGET = 0x730;
/** Where the last taken branch of a semantics function goes: offset (with privilege bits) and space. */
export const TARGET = 0x734;
export const TARGET_SPACE = 0x738;
/** Linear-memory address of the current space's table of branch targets (core/hot.ts), 0 while nothing is counted. */
export const HOT_TABLE = 0x73c;
/** Arrivals at a branch target until TRAP_HOT; 0: never. */
export const HOT_THRESHOLD = 0x740;
/** Where translated code left to: an offset with its privilege bits, or 1 when the queue is in IAOQ_FRONT and IAOQ_BACK. */
export const NEXT = 0x744;
/** 1 when NEXT is code that should have been translated (not where a return goes); who reads it clears it. */
export const WANTED = 0x748;
/** A debugger's breakpoints: how many, and the linear-memory address of their list (host addresses of instructions). */
export const BREAKPOINTS = 0x74c;
export const BREAKPOINT_LIST = 0x750;
/** An offset with its low bits set: the breakpoint there is passed over once. 0: none. */
export const PASS_OVER = 0x754;
/** For statistics: instructions that translated code executed (a host-order u64), and how often the interpreter entered it. */
export const TRANSLATED_CLOCK = 0x758;
export const ENTERED = 0x760;
/** Where translated code that waits for it goes on (core/stray in step.ts), 0: none does; and, plus one, the trap that ended its wait. */
export const EXPECTED = 0x76c;
export const PENDING = 0x770;
/** Accesses that missed their guard in translated code and went on there, and those that left it; both wrap around. */
export const MISSED = 0x764;
export const LEFT_OFF = 0x768;
/** So many misses cost as much as leaving once: their weights where both are counted in one. */
export const LEAVING = 125;
/** Words that count ways back from translated code to the interpreter: by reason, then by the major opcode of the instruction left before. */
export const EXITS = 0x780;
export const EXIT_BUDGET = 0;
/** A guarded access missed. */
export const EXIT_GUARD = 1;
/** There is no region: where code goes to, where a return goes. */
export const EXIT_PLACE = 2;
export const EXIT_RETURN = 3;
/** What the interpreter did inside one of its calls ended in a trap. */
export const EXIT_INSIDE = 4;
export const EXIT_INSN = 8;
/** Milliseconds in translated code (a double), counted where TIMED is 1. */
export const TRANSLATED_TIME = 0x8e0;
export const TIMED = 0x8e8;

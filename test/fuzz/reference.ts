// Runs cases under qemu-hppa: writes a static ELF file that loads each case's state, runs its code up to a trap, and
// lets the signal handler copy signal, fault address and machine context to the results it prints at its end.
// Start-up code, handler and all come out of our own assembler. Neighbours: case.ts below; fuzz.ts above.
import { spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { writeElf } from "../../emulator/disasm/elf.ts";
import { assembleProgram, type Program } from "../../emulator/disasm/program.ts";
import {
  type Case,
  CODE,
  CODE_STRIDE,
  codeAt,
  FINISH,
  newState,
  type Outcome,
  SCRATCH,
  SCRATCH_SIZE,
  scratchAt,
} from "./case.ts";

import { forReference } from "./quirks.ts";

const TEXT = 0x0001_0000;
const STATES = 0x0400_0000;
/** A state to load: 64 words FR, SAR, an addend for the carries, a divisor for V, GR1..GR31. */
const STATE_WORDS = 64 + 4 + 32;
const STATE_STRIDE = 4 * STATE_WORDS;
const RESULTS = 0x0800_0000;
/** signal, code, address, PSW C, a divide step by 1, then sigcontext: flags, gr … sar. */
const HEAD_WORDS = 5;
const CONTEXT_WORDS = 104;
const RESULT_STRIDE = 4 * (HEAD_WORDS + CONTEXT_WORDS);
const STACK = 0x0c00_0000;
const STACK_SIZE = 0x10000;
const VARIABLES = 0x0000_f000 + TEXT;

/** Offset of the sigcontext in the ucontext (arch/parisc/include/uapi/asm/ucontext.h). */
const MCONTEXT = 24;
const SIGNALS = [4, 5, 7, 8, 10, 11];

/** Loads a 32-bit constant. */
const set = (value: number, reg: string) => {
  const low = value & 0x7ff;
  return `ldil L%${(value - low) | 0},${reg}\nldo ${low}(${reg}),${reg}`;
};

function startup(count: number, scratch: number): Program {
  const signals = SIGNALS.map(
    (n) => `
      ldi ${n},r26
      ${set(VARIABLES + 0x100, "r25")}
      copy r0,r24
      ldi 8,r23
      be,l 0x100(sr2,r0)
      ldi 174,r20`,
  ).join("");
  return assembleProgram(
    `
      ${set(VARIABLES + 0x120, "r26")}
      copy r0,r25
      be,l 0x100(sr2,r0)
      ldi 166,r20
      ${signals}
      ${set(VARIABLES, "r3")}
      b next
      nop
    handler: ; PSW C and V are still the case's; qemu's sigcontext has them garbled, and its dcor looks at wrong bits
      add,c r0,r0,r5
      ldi 1,r1
      ds r0,r1,r6
      ${set(VARIABLES, "r3")}
      ldw 0(r3),r4
      stw r26,0(r4)
      stw r5,12(r4)
      stw r6,16(r4)
      ldw 8(r25),r5
      stw r5,4(r4)
      ldw 12(r25),r5
      stw r5,8(r4)
      ldo 20(r4),r4
      ldo ${MCONTEXT}(r24),r24
      ldi ${CONTEXT_WORDS},r6
    copy:
      ldw,ma 4(r24),r7
      addib,> -1,r6,copy
      stw,ma r7,4(r4)
      stw r4,0(r3)
      ldw 4(r3),r5
      ldo ${STATE_STRIDE}(r5),r5
      stw r5,4(r3)
      ldw 8(r3),r5
      addi -1,r5,r5
      stw r5,8(r3)
    next:
      ldw 8(r3),r5
      cmpib,<> 0,r5,run
      nop
      ldi 1,r26
      ${set(RESULTS, "r25")}
      ${set(count * RESULT_STRIDE, "r24")}
      be,l 0x100(sr2,r0)
      ldi 4,r20
      ldi 1,r26
      ${set(scratch, "r25")}
      ${set(count * SCRATCH_SIZE, "r24")}
      be,l 0x100(sr2,r0)
      ldi 4,r20
      copy r0,r26
      be,l 0x100(sr2,r0)
      ldi 1,r20
    run:
      mtsp r0,sr0
      mtsp r0,sr1
      mtsp r0,sr2
      mtsp r0,sr3
      ldw 4(r3),r31
      copy r31,r1
      ${Array.from({ length: 32 }, (_, n) => `fldd,ma 8(r1),fr${n}`).join("\n")}
      ldw 0(r1),r2
      mtsar r2
      ldil L%${0x80000000 | 0},r4
      ds r0,r4,r0 ; PSW V = 1
      ldw 8(r1),r2
      cmpib,= 0,r2,vset
      ldi 1,r4
      add r0,r0,r0
      ds r0,r4,r0 ; PSW V = 0
    vset:
      ldw 4(r1),r2
      add r2,r2,r0 ; PSW C/B
      ldo ${-4 * 64}(r1),r31
      ${Array.from({ length: 30 }, (_, n) => `ldw ${4 * (68 + n)}(r31),r${n + 1}`).join("\n")}
      ldw ${4 * 98}(r31),r31
      bv r0(r31)
      nop
    `,
    TEXT + 0x1000,
  );
}

const bigEndian = (words: ArrayLike<number>): Uint8Array => {
  const out = new Uint8Array(4 * words.length);
  const v = new DataView(out.buffer);
  for (let i = 0; i < words.length; i++) v.setUint32(4 * i, words[i] >>> 0);
  return out;
};

/** The words of a case's code slot. */
export function codeWords(c: Case): number[] {
  const words = c.code.slice();
  while (words.length < CODE_STRIDE / 4) words.push(FINISH);
  return words;
}

/** Every nibble 8 where its digit shall carry out of an addition to itself. */
const carryAddend = (carries: number) => {
  let x = 0;
  for (let digit = 0; digit < 8; digit++) if ((carries >> digit) & 1) x |= 8 << (4 * digit);
  return x >>> 0;
};

/** The ELF file of these cases, whose slots are consecutive; the code and scratch memory of all slots are there. */
export function program(cases: readonly Case[], slots: number, reading = forReference): Uint8Array {
  const first = cases[0].slot;
  const start = startup(cases.length, scratchAt(first));
  const handler = start.labels.get("handler")!;
  const variables = new Uint32Array(0x200 / 4);
  variables[0] = RESULTS;
  variables[1] = STATES;
  variables[2] = cases.length;
  // struct sigaction: handler, flags SA_SIGINFO | SA_ONSTACK | SA_NODEFER, mask; stack_t for sigaltstack
  variables.set([handler, 0x10 | 0x1 | 0x20, 0, 0], 0x100 / 4);
  variables.set([STACK, 0, STACK_SIZE], 0x120 / 4);
  const code = new Uint8Array(slots * CODE_STRIDE);
  const states = new Uint8Array(cases.length * STATE_STRIDE);
  const scratch = new Uint8Array(slots * SCRATCH_SIZE);
  cases.forEach((c, i) => {
    code.set(bigEndian(codeWords(c).map(reading)), c.slot * CODE_STRIDE);
    const s = c.before;
    const gr = Array.from(s.gr).slice(1);
    gr[30] = codeAt(c.slot);
    states.set(bigEndian([...s.fr, s.sar, carryAddend(s.carries), 1 - s.v, 0, ...gr]), i * STATE_STRIDE);
    scratch.set(s.scratch, c.slot * SCRATCH_SIZE);
  });
  return writeElf(start.base, [
    { address: TEXT + 0x1000, bytes: start.bytes, flags: 5 },
    { address: VARIABLES, bytes: bigEndian(variables), flags: 6 },
    { address: CODE, bytes: code, flags: 5 },
    { address: SCRATCH, bytes: scratch, flags: 6 },
    { address: STATES, bytes: states, flags: 6 },
    { address: RESULTS, bytes: new Uint8Array(0), size: cases.length * RESULT_STRIDE, flags: 6 },
    { address: STACK, bytes: new Uint8Array(0), size: STACK_SIZE, flags: 6 },
  ]);
}

/**
 * Runs a program of `cases` with `command` (the file as last argument) and reads what it prints. `reading`: the words as
 * that machine understands them; `pswInContext`: whether its signal context has the carries and V.
 */
export function runProgram(
  cases: readonly Case[],
  slots: number,
  file: string,
  command: readonly string[],
  reading = forReference,
  pswInContext = false,
  patience = 2_000,
): Outcome[] {
  writeFileSync(file, program(cases, slots, reading));
  chmodSync(file, 0o755);
  const run = spawnSync(command[0], [...command.slice(1), file], {
    maxBuffer: 1 << 30,
    timeout: patience + 3 * cases.length,
    // unshare does not heed SIGTERM; its death takes qemu with it
    killSignal: "SIGKILL",
  });
  const need = cases.length * (RESULT_STRIDE + SCRATCH_SIZE);
  if (run.status !== 0 || run.stdout.length !== need)
    throw new Error(
      `${command[0]}: status ${run.status} ${run.signal ?? ""}, ${run.stdout.length} of ${need} bytes. ${run.stderr}`,
    );
  const v = new DataView(run.stdout.buffer, run.stdout.byteOffset);
  return cases.map((_, i) => {
    const at = i * RESULT_STRIDE;
    const word = (n: number) => v.getUint32(at + 4 * n);
    const context = (n: number) => word(HEAD_WORDS + n);
    const state = newState();
    for (let n = 1; n < 32; n++) state.gr[n] = context(1 + n);
    for (let n = 0; n < 64; n++) state.fr[n] = context(34 + n);
    state.sar = context(102);
    state.carries = pswInContext ? (context(1) >>> 8) & 0xff : (word(3) & 1) << 7;
    state.v = pswInContext ? (context(1) >>> 17) & 1 : (word(4) | 0) > 0 ? 0 : 1; // 0 ± 1
    state.scratch.set(
      run.stdout.subarray(cases.length * RESULT_STRIDE + i * SCRATCH_SIZE).subarray(0, SCRATCH_SIZE),
    );
    return {
      signal: word(0),
      address: word(0) === 11 || word(0) === 7 ? word(2) : 0,
      iaoq: [context(100), context(101)],
      n: 0, // a trapping instruction is not nullified
      state,
    };
  });
}

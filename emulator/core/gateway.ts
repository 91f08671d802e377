// The kernel's gateway page (page 0 of space 0), as far as it needs no kernel: the light-weight system call at 0xb0 and
// set_thread_pointer at 0xe0 (Linux arch/parisc/kernel/syscall.S); and how the kernel is called for the system call at 0x100.
// Everything else, and everything that would fault, ends run() with TRAP_GATEWAY and is the kernel image's. Above: step.ts.

import { BUDGET, CR27, IAOQ_BACK, IAOQ_FRONT, IASQ_BACK, IASQ_FRONT, PSW_B, RUN_BUDGET, SPACE, TRAP } from "../isa/state";
import { TRAP_BUDGET, TRAP_GATEWAY, TRAP_SERVED } from "../isa/traps";
import { hostForReading, hostOf, mayWrite, openForWriting } from "./memory";
import { gr, setGr } from "./state";

const LWS: u32 = 0xb0;
const SET_THREAD_POINTER: u32 = 0xe0;

/** Where a system call enters, with a program's privilege. */
const SYSCALL: u32 = 0x100 | 3;

/**
 * Lets the kernel carry out the system call that the state block describes (emulator/machine.ts). > 0: done, the program goes
 * on at gr31 with so much less of its budget; 0: not done; < 0: run() is to end with TRAP_SERVED.
 */
@external("env", "enterKernel") declare function enterKernel(): i32;

/**
 * The kernel is asked to carry a system call out while run() goes on; 0: it has, the program goes on at gr31 with what BUDGET
 * says. Else the trap to end run() with; everything is stored.
 */
export function callKernel(budget: u32): u32 {
  store<u32>(0, SYSCALL, IAOQ_FRONT);
  store<u32>(0, SYSCALL + 4, IAOQ_BACK);
  store<u32>(0, 0, IASQ_FRONT);
  store<u32>(0, 0, IASQ_BACK);
  store<u32>(0, 0, PSW_B);
  store<u32>(0, budget, BUDGET);
  if (budget == 0) return ending(TRAP_BUDGET);
  const cost = enterKernel();
  if (cost <= 0) return ending(cost == 0 ? TRAP_GATEWAY : TRAP_SERVED);
  store<u32>(0, load<u32>(0, SPACE), IASQ_FRONT);
  store<u32>(0, load<u32>(0, SPACE), IASQ_BACK);
  store<u32>(0, budget - cost, BUDGET);
  store<u32>(0, load<u32>(0, RUN_BUDGET) - cost, RUN_BUDGET);
  return 0;
}

function ending(trap: u32): u32 {
  store<u32>(0, trap, TRAP);
  return trap;
}

/** Whether offset f, with its privilege bits, is where system calls enter. */
@inline export function isSyscall(f: u32): bool { return f == SYSCALL; }

/** The light-weight system call with this number in gr20, for translated code; 0: nothing was done. */
export function lws(n: u32): u32 { return u32(n == 0 ? compareAndSwap32() : n == 2 ? compareAndSwapSized() : false); }

/** True when served; the caller then continues at gr31. */
export function serveGateway(offset: u32): bool {
  if (offset == SET_THREAD_POINTER) {
    store<u32>(0, gr(26), CR27);
    return true;
  }
  if (offset != LWS) return false;
  return lws(gr(20)) != 0;
}

/** LWS 0: *gr26 == gr25 ? *gr26 = gr24; the old value in gr28, 0 in gr21. */
function compareAndSwap32(): bool {
  const a = gr(26);
  if (!mayWrite(a, 4) || openForWriting(a, 4)) return false;
  const at = hostOf(a);
  const old = load<u32>(at);
  if (old == gr(25)) store<u32>(at, gr(24));
  setGr(28, old);
  setGr(21, 0);
  return true;
}

/** LWS 2: as 0, with pointers to old (gr25) and new (gr24) and the size's logarithm in gr23; gr28 is 0 when it was stored. */
function compareAndSwapSized(): bool {
  const log = gr(23);
  if (log > 3) return false;
  const size: u32 = 1 << log;
  const a = gr(26), old = gr(25), fresh = gr(24);
  if (!mayWrite(a, size) || openForWriting(a, size)) return false;
  const oldAt = hostForReading(old, size), freshAt = hostForReading(fresh, size);
  if (oldAt == 0 || freshAt == 0) return false;
  const at = hostOf(a);
  let same: bool;
  switch (log) {
    case 0:
      if ((same = load<u8>(at ^ 3) == load<u8>(oldAt ^ 3))) store<u8>(at ^ 3, load<u8>(freshAt ^ 3));
      break;
    case 1:
      if ((same = load<u16>(at ^ 2) == load<u16>(oldAt ^ 2))) store<u16>(at ^ 2, load<u16>(freshAt ^ 2));
      break;
    case 2:
      if ((same = load<u32>(at) == load<u32>(oldAt))) store<u32>(at, load<u32>(freshAt));
      break;
    default:
      if ((same = load<u64>(at) == load<u64>(oldAt))) store<u64>(at, load<u64>(freshAt));
  }
  setGr(28, u32(!same));
  setGr(21, 0);
  return true;
}

// The interpreter. Template: gen/step.ts is this file with the cases of the table filled in at "@cases".
// Nullification and the advance of the instruction address queue live here and nowhere else in the core.
//
// The queue is held as records: `p` for the front, `np` for the back. d and nd turn a record's place into the offset it
// is executed at (offset = (p >>> 1) + d, privilege bits included), so that sequential code advances by one addition.
// A place that is not decoded yet is a record too: it looks itself up when it reaches the front, and only then can a
// fetch trap. Below: gen/decode.ts, code.ts, semantics/.

import {
  BREAKPOINTS, BUDGET, CLOCK, ENTERED, EXPECTED, HOT_TABLE, IAOQ_BACK, IAOQ_FRONT, IASQ_BACK, IASQ_FRONT, NEXT, PASS_OVER, PENDING, PSW_B, PSW_N, RUN_BUDGET, SPACE, TARGET, TARGET_SPACE, TRANSLATED_CLOCK, TRAP, TRAP_IIR, TRAP_IOR, TRAP_ISR, WANTED,
} from "../isa/state";
import { TRAP_ASSIST_EMULATION, TRAP_BREAKPOINT, TRAP_BUDGET, TRAP_GATEWAY, TRAP_HOT, TRAP_ILLEGAL, TRAP_INSN_TLB_MISS } from "../isa/traps";
import {
  changes, fetch, isBreakpoint, OP_ABSENT, OP_BREAKPOINT, OP_ENTER, OP_FOREIGN, OP_ILLEGAL, OP_LOOKUP, OP_UNDECODED, recordOf, wordAt, wordToDecode,
} from "./code";
import { countExit, countTrapInside, startTimer, stopTimer, takeTime } from "./exits";
import { callKernel, isSyscall, serveGateway } from "./gateway";
import { arrive, functionAt, landing, resuming, returning } from "./hot";
import { FETCH_TRAP, FOREIGN_RECORDS, FOREIGN_SPACE, LOOKUP_RECORDS, PASSED_RECORD } from "./layout";
import { gr, NOT_DONE, NULLIFY, Quick, setGr, TAKEN, trap, unlikely } from "./state";
// @imports

/** How deep translated functions may call each other: WebAssembly's stack is the limit. */
const MAX_DEPTH: u32 = 200;
/** What one interpret() inside another counts for there. */
const DEPTH_OF_STRAY: u32 = 10;
/** interpret() has come to EXPECTED: no trap. */
const CAME_BACK: u32 = 0x7fffffff;

/** A place in a page that no branch of an instruction there leads into the page from. */
const OUTSIDE: u32 = 0x40000000;

@inline function isForeign(record: u32): bool { return record - FOREIGN_RECORDS < 24; }
@inline function spaceOf(record: u32): u32 { return isForeign(record) ? load<u32>(0, FOREIGN_SPACE) : load<u32>(0, SPACE); }

/** The record where the branch just taken goes; d of it is TARGET - (record >>> 1). */
function targetRecord(): u32 {
  const space = load<u32>(0, TARGET_SPACE);
  if (space == load<u32>(0, SPACE)) return landing(load<u32>(0, TARGET));
  store<u32>(0, space, FOREIGN_SPACE);
  return FOREIGN_RECORDS;
}

function startRecord(space: u32): u32 {
  if (space == load<u32>(0, SPACE)) return LOOKUP_RECORDS;
  store<u32>(0, space, FOREIGN_SPACE);
  return FOREIGN_RECORDS;
}

/** Stores the queue for a semantics function that reads it. */
@inline function publish(p: u32, d: u32, np: u32, nd: u32, budget: u32): void {
  store<u32>(0, (p >>> 1) + d, IAOQ_FRONT);
  store<u32>(0, (np >>> 1) + nd, IAOQ_BACK);
  store<u32>(0, budget, BUDGET);
}

/** Runs until something other than an instruction is to be done; returns the trap's code (isa/traps.ts). */
export function run(runBudget: u32): u32 {
  store<u32>(0, runBudget, RUN_BUDGET);
  store<u32>(0, 0, EXPECTED);
  const r = interpret(runBudget, MAX_DEPTH, false);
  store<u64>(CLOCK, load<u64>(CLOCK) + u64(load<u32>(0, RUN_BUDGET) - load<u32>(0, BUDGET)));
  return r;
}

/**
 * The function of the table for code that has none, where translated code goes on to; and where it ends in the middle. It is
 * called as they are, with NEXT as they leave it. If a caller waits, the interpreter goes on here until it comes to where the
 * caller expects it, so that code which is not translated costs only itself and not also what called it.
 */
export function stray(budget: u32, depth: u32, expected: u32): u32 {
  const next = load<u32>(0, NEXT);
  if (expected == 0 || depth < DEPTH_OF_STRAY || budget == 0) {
    if (next != 1) store<u32>(0, 1, WANTED);
    return budget;
  }
  if (next != 1) {
    store<u32>(0, next, IAOQ_FRONT);
    store<u32>(0, next + 4, IAOQ_BACK);
  }
  const outer = load<u32>(0, EXPECTED);
  const before = changes;
  store<u32>(0, expected, EXPECTED);
  const since = startTimer();
  const r = interpret(budget, depth - DEPTH_OF_STRAY, next != 1);
  takeTime(since);
  store<u32>(0, outer, EXPECTED);
  const left = load<u32>(0, BUDGET);
  // the translated code that this was called by will count all of it
  store<u64>(0, load<u64>(0, TRANSLATED_CLOCK) - u64(budget - left), TRANSLATED_CLOCK);
  store<u32>(0, 1, NEXT);
  if (r != CAME_BACK) store<u32>(0, r + 1, PENDING);
  else if (before == changes) store<u32>(0, expected, NEXT);
  // who waits may be what has changed: nobody goes on
  return left;
}

/**
 * A system call that translated code makes, whose registers are stored; called as the functions of the table are. Comes to
 * where it is expected if the kernel has carried it out and nothing has changed for translated code.
 */
export function syscall(budget: u32, depth: u32, expected: u32): u32 {
  const before = changes;
  const since = startTimer();
  const r = callKernel(budget);
  takeTime(since);
  store<u32>(0, 1, NEXT);
  if (r != 0) {
    store<u32>(0, r + 1, PENDING);
    return budget;
  }
  const left = load<u32>(0, BUDGET);
  // what the call costs is no instructions
  store<u64>(0, load<u64>(0, TRANSLATED_CLOCK) - u64(budget - left), TRANSLATED_CLOCK);
  const to = gr(31);
  if (before == changes && to == expected) store<u32>(0, expected, NEXT);
  else {
    store<u32>(0, to, IAOQ_FRONT);
    store<u32>(0, to + 4, IAOQ_BACK);
  }
  return left;
}

/** The interpreter. At most so many functions inside one another; counts: to begin here is an arrival. */
function interpret(runBudget: u32, depth: u32, counts: bool): u32 {
  let budget = runBudget;
  let p = startRecord(load<u32>(0, IASQ_FRONT));
  let d = load<u32>(0, IAOQ_FRONT) - (p >>> 1);
  let np = startRecord(load<u32>(0, IASQ_BACK));
  let nd = load<u32>(0, IAOQ_BACK) - (np >>> 1);
  // Instructions only ever run in the current space; the semantics functions may read it here.
  store<u32>(0, load<u32>(0, SPACE), IASQ_FRONT);
  store<u32>(0, load<u32>(0, SPACE), IASQ_BACK);
  // What the last instruction came to: NULLIFY, TAKEN or a trap.
  let r: u32 = load<u32>(0, PSW_N);
  store<u32>(0, 0, PSW_N);
  if (r == 0 && p == LOOKUP_RECORDS && load<u32>(0, HOT_TABLE) != 0 && (np >>> 1) + nd == (p >>> 1) + d + 4) {
    const f = (p >>> 1) + d;
    p = counts ? arrive(f) : resuming(f);
    d = f - (p >>> 1);
    np = p + 8;
    nd = d;
  }
  if (r) {
    if (budget == 0) store<u32>(0, 1, PSW_N);
    else {
      budget--;
      p = np;
      d = nd;
      np += 8;
    }
  }
  for (;;) {
    if (unlikely(u32(budget == 0))) {
      r = trap(TRAP_BUDGET);
      break;
    }
    r = 0;
    budget--;
    const op: u32 = load<u16>(p);
    switch (op) {
      // @cases
      default:
        // Never false; but thus V8 keeps all of this, with its calls, apart.
        if (unlikely(u32(op - FIRST_FORM >= FORMS)))
          switch (op) {
            case OP_UNDECODED: {
              budget++;
              const f = (p >>> 1) + d;
              const word = wordToDecode(f);
              if (load<u32>(0, BREAKPOINTS) != 0 && isBreakpoint(f)) store<u16>(p, u16(OP_BREAKPOINT));
              else {
                const index = (f >>> 2) & 1023;
                decode(word, p, index);
                join(p, index);
              }
              continue;
            }
            case OP_LOOKUP: {
              budget++;
              const f = (p >>> 1) + d;
              const q = fetch(f);
              if (q == 0) {
                r = load<u32>(0, FETCH_TRAP);
                budget--;
                break;
              }
              const e = f - (q >>> 1);
              if ((np >>> 1) + nd == f + 4 && !isForeign(np)) {
                np = q + 8;
                nd = e;
              }
              p = q;
              d = e;
              continue;
            }
            case OP_FOREIGN: {
              const f = (p >>> 1) + d;
              if (load<u32>(0, FOREIGN_SPACE) != 0 || f >= 0x1000) {
                store<u32>(0, f, TRAP_IOR);
                store<u32>(0, load<u32>(0, FOREIGN_SPACE), TRAP_ISR);
                r = trap(TRAP_INSN_TLB_MISS);
                break;
              }
              if (isSyscall(f) && np == p + 8 && nd == d) {
                const called = callKernel(budget + 1);
                // everything is stored already
                if (called != 0) return called;
                budget = load<u32>(0, BUDGET);
                const next = gr(31);
                p = landing(next);
                d = next - (p >>> 1);
                np = p + 8;
                nd = d;
                continue;
              }
              if (!serveGateway(f & ~3)) {
                r = trap(TRAP_GATEWAY);
                break;
              }
              const back = gr(31) | (d & 3);
              p = recordOf(back);
              d = back - (p >>> 1);
              np = p + 8;
              nd = d;
              continue;
            }
            case OP_ILLEGAL:
              r = trap(TRAP_ILLEGAL);
              break;
            case OP_ABSENT:
              r = trap(TRAP_ASSIST_EMULATION);
              break;
            case OP_ENTER: {
              budget++;
              let f = (p >>> 1) + d;
              if ((np >>> 1) + nd == f + 4 && !isForeign(np)) {
                if (f == load<u32>(0, EXPECTED)) {
                  publish(p, d, np, nd, budget);
                  return CAME_BACK;
                }
                let index = functionAt(f);
                if (index == 0) {
                  r = trap(TRAP_HOT);
                  budget--;
                  break;
                }
                // As long as functions lead to functions, and get on.
                let back: u32 = 0;
                const start = budget;
                store<u32>(0, load<u32>(0, ENTERED) + 1, ENTERED);
                const since = startTimer();
                for (let before: u32 = 0; index != 0 && before != budget; ) {
                  before = budget;
                  budget = call_indirect<u32>(index, budget, depth, 0);
                  f = load<u32>(0, NEXT);
                  back = f + 4;
                  if (f == 1) {
                    f = load<u32>(0, IAOQ_FRONT);
                    back = load<u32>(0, IAOQ_BACK);
                    break;
                  }
                  index = f == load<u32>(0, EXPECTED) ? 0 : functionAt(f);
                }
                store<u64>(0, load<u64>(0, TRANSLATED_CLOCK) + u64(start - budget), TRANSLATED_CLOCK);
                stopTimer(since);
                const pending = load<u32>(0, PENDING);
                if (pending) {
                  // everything is stored already
                  store<u32>(0, 0, PENDING);
                  countTrapInside(pending - 1);
                  return pending - 1;
                }
                countExit(f, budget);
                np = LOOKUP_RECORDS;
                nd = back - (np >>> 1);
                if (index != 0) p = recordOf(f);
                else p = load<u32>(0, WANTED) ? arrive(f) : returning(f);
                store<u32>(0, 0, WANTED);
              } else p = recordOf(f);
              d = f - (p >>> 1);
              if ((np >>> 1) + nd == f + 4 && !isForeign(np)) {
                np = p + 8;
                nd = d;
              }
              continue;
            }
            case OP_BREAKPOINT: {
              const f = (p >>> 1) + d;
              if (load<u32>(0, PASS_OVER) != (f | 3)) {
                r = trap(TRAP_BREAKPOINT);
                break;
              }
              budget++;
              store<u32>(0, 0, PASS_OVER);
              // in no page: none of the forms that lead to a neighbouring record
              p = PASSED_RECORD;
              d = f - (p >>> 1);
              decode(wordToDecode(f), p, OUTSIDE);
              continue;
            }
            default: // a row without a form here
              publish(p, d, np, nd, budget);
              r = executeRow(op, load<u32>(p, 4));
          }
    }
    if (unlikely(u32(r != NULLIFY))) {
      if (r == NOT_DONE) {
        publish(p, d, np, nd, budget);
        const word = wordAt((p >>> 1) + d);
        r = executeRow(rowOf(word), word);
      }
      if (r >= 4) {
        budget++;
        break;
      }
      p = np;
      d = nd;
      if (r & TAKEN) {
        np = targetRecord();
        nd = load<u32>(0, TARGET) - (np >>> 1);
      } else np += 8;
      if ((r & NULLIFY) == 0) continue;
    } else {
      p = np;
      d = nd;
      np += 8;
    }
    if (unlikely(u32(budget == 0))) {
      store<u32>(0, 1, PSW_N);
      r = trap(TRAP_BUDGET);
      break;
    }
    budget--;
    p = np;
    d = nd;
    np += 8;
  }
  publish(p, d, np, nd, budget);
  store<u32>(0, spaceOf(p), IASQ_FRONT);
  store<u32>(0, spaceOf(np), IASQ_BACK);
  store<u32>(0, u32((np >>> 1) + nd != (p >>> 1) + d + 4), PSW_B);
  store<u32>(0, r >>> 2, TRAP);
  if (r < trap(64)) store<u32>(0, wordAt((p >>> 1) + d), TRAP_IIR);
  return r >>> 2;
}

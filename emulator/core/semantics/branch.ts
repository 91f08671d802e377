// Branches: one function for each row of isa/branch.ts (PA-RISC 1.1 manual, chapter 5, "Branch instructions").
// The interpreter has IAOQ in the state block when it calls one of these. Returned: TAKEN with the target in TARGET,
// NULLIFY by the completer ,n: always for an unconditional branch; for a conditional one the delay slot of a taken
// forward branch or of an untaken backward branch. The ..._hit functions are the conditions alone, for step.ts.

import { IAOQ_BACK, IAOQ_FRONT, IASQ_BACK, SAR, SR, TARGET_SPACE } from "../../isa/state";
import { TRAP_ILLEGAL } from "../../isa/traps";
import { addOverflow, arithmetic, carries, compare, extractDeposit } from "../condition";
import { TAKEN, Target, branchTo, gr, linkOffset, privilege, setGr, sr, trap, updateGr } from "../state";

@inline function conditional(hit: u32, disp: u32, n: u32): u32 {
  const nullify = n & (i32(disp) < 0 ? hit ^ 1 : hit);
  return hit ? branchTo(load<u32>(0, IAOQ_FRONT) + 8 + disp) | nullify : nullify;
}

@inline export function cmpb_t_hit(r2: u32, r1: u32, c: u32): u32 { return compare(c << 1, gr(r1), gr(r2)); }
@inline export function cmpb_f_hit(r2: u32, r1: u32, c: u32): u32 { return compare((c << 1) | 1, gr(r1), gr(r2)); }
@inline export function cmpib_t_hit(r: u32, im5: u32, c: u32): u32 { return compare(c << 1, im5, gr(r)); }
@inline export function cmpib_f_hit(r: u32, im5: u32, c: u32): u32 { return compare((c << 1) | 1, im5, gr(r)); }

/** r += a, and the condition of that sum. */
@inline function accumulate(r: u32, a: u32, cf: u32): u32 {
  const b = gr(r);
  const sum = a + b;
  updateGr(r, sum);
  return arithmetic(cf, sum, carries(a, b, sum) >>> 31, addOverflow(a, b, sum));
}
@inline export function addb_t_hit(r2: u32, r1: u32, c: u32): u32 { return accumulate(r2, gr(r1), c << 1); }
@inline export function addb_f_hit(r2: u32, r1: u32, c: u32): u32 { return accumulate(r2, gr(r1), (c << 1) | 1); }
@inline export function addib_t_hit(r: u32, im5: u32, c: u32): u32 { return accumulate(r, im5, c << 1); }
@inline export function addib_f_hit(r: u32, im5: u32, c: u32): u32 { return accumulate(r, im5, (c << 1) | 1); }

@inline export function movb_hit(t: Target, r: u32, c: u32): u32 {
  const v = gr(r);
  setGr(t, v);
  return extractDeposit(c, v);
}
@inline export function movib_hit(t: Target, im5: u32, c: u32): u32 {
  setGr(t, im5);
  return extractDeposit(c, im5);
}

/** c: 0 branches on a one, 1 on a zero. */
@inline export function bb_hit(bit: u32, r: u32, c: u32): u32 { return ((gr(r) >>> (31 - bit)) & 1) ^ c; }
@inline export function bb_sar_hit(r: u32, c: u32): u32 { return bb_hit(load<u32>(0, SAR) & 31, r, c); }

@inline export function cmpb_t(r2: u32, r1: u32, c: u32, disp: u32, n: u32): u32 { return conditional(cmpb_t_hit(r2, r1, c), disp, n); }
@inline export function cmpb_f(r2: u32, r1: u32, c: u32, disp: u32, n: u32): u32 { return conditional(cmpb_f_hit(r2, r1, c), disp, n); }
@inline export function cmpib_t(r: u32, im5: u32, c: u32, disp: u32, n: u32): u32 { return conditional(cmpib_t_hit(r, im5, c), disp, n); }
@inline export function cmpib_f(r: u32, im5: u32, c: u32, disp: u32, n: u32): u32 { return conditional(cmpib_f_hit(r, im5, c), disp, n); }
@inline export function addb_t(r2: u32, r1: u32, c: u32, disp: u32, n: u32): u32 { return conditional(addb_t_hit(r2, r1, c), disp, n); }
@inline export function addb_f(r2: u32, r1: u32, c: u32, disp: u32, n: u32): u32 { return conditional(addb_f_hit(r2, r1, c), disp, n); }
@inline export function addib_t(r: u32, im5: u32, c: u32, disp: u32, n: u32): u32 { return conditional(addib_t_hit(r, im5, c), disp, n); }
@inline export function addib_f(r: u32, im5: u32, c: u32, disp: u32, n: u32): u32 { return conditional(addib_f_hit(r, im5, c), disp, n); }
@inline export function movb(t: Target, r: u32, c: u32, disp: u32, n: u32): u32 { return conditional(movb_hit(t, r, c), disp, n); }
@inline export function movib(t: Target, im5: u32, c: u32, disp: u32, n: u32): u32 { return conditional(movib_hit(t, im5, c), disp, n); }
@inline export function bb(bit: u32, r: u32, c: u32, disp: u32, n: u32): u32 { return conditional(bb_hit(bit, r, c), disp, n); }
@inline export function bb_sar(r: u32, c: u32, disp: u32, n: u32): u32 { return conditional(bb_sar_hit(r, c), disp, n); }

@inline export function bl(t: Target, disp: u32, n: u32): u32 {
  setGr(t, linkOffset());
  return branchTo(load<u32>(0, IAOQ_FRONT) + 8 + disp) | n;
}
@inline export function bl_long(disp: u32, n: u32): u32 { return bl(2, disp, n); }
@inline export function bl_push(disp: u32, n: u32): u32 { return bl(2, disp, n); }

/** Only the kernel's gateway page promotes, and run() ends there; elsewhere the privilege stays. */
@inline export function gate(t: Target, disp: u32, n: u32): u32 {
  // PSW B: the instruction before was a taken branch.
  if (load<u32>(0, IAOQ_BACK) != load<u32>(0, IAOQ_FRONT) + 4) return trap(TRAP_ILLEGAL);
  setGr(t, (gr(t) & ~3) | privilege());
  return branchTo(load<u32>(0, IAOQ_FRONT) + 8 + disp) | n;
}

@inline export function blr(t: Target, x: u32, n: u32): u32 {
  const target = load<u32>(0, IAOQ_FRONT) + 8 + (gr(x) << 3);
  setGr(t, linkOffset());
  return branchTo(target) | n;
}
@inline export function bv(b: u32, x: u32, n: u32): u32 { return branchTo(gr(b) + (gr(x) << 3)) | n; }
@inline export function bve(b: u32, n: u32): u32 { return branchTo(gr(b)) | n; }
@inline export function bve_pop(b: u32, n: u32): u32 { return branchTo(gr(b)) | n; }
@inline export function bve_l(b: u32, n: u32): u32 {
  const target = gr(b);
  setGr(2, linkOffset());
  return branchTo(target) | n;
}
@inline export function bve_l_push(b: u32, n: u32): u32 { return bve_l(b, n); }
/** There is no branch target stack: it only ever predicts. */
@inline export function popbts(i9: u32): u32 { return 0; }
@inline export function pushbts(r: u32): u32 { return 0; }

@inline export function be(b: u32, disp: u32, sr_: u32, n: u32): u32 {
  branchTo(gr(b) + disp);
  store<u32>(0, sr(sr_), TARGET_SPACE);
  return TAKEN | n;
}
@inline export function be_l(b: u32, disp: u32, sr_: u32, n: u32): u32 {
  const space = sr(sr_);
  const target = gr(b) + disp;
  setGr(31, linkOffset());
  store<u32>(0, load<u32>(0, IASQ_BACK), SR);
  branchTo(target);
  store<u32>(0, space, TARGET_SPACE);
  return TAKEN | n;
}

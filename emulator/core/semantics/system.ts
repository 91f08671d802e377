// System control: one function for each row of isa/system.ts (PA-RISC 1.1 manual, chapter 5, "System control
// instructions"). The interpreter has IAOQ and BUDGET in the state block when it calls one of these.
// Virtual memory is the kernel image's business, so translations cannot be inserted or purged here; at privilege 0 those
// instructions do nothing.

import {
  BUDGET, CLOCK, IAOQ_FRONT, PSW, PSW_CV, PSW_V, RUN_BUDGET, SAR, SHR, SPACE, SR, TARGET, TARGET_SPACE, TRAP_IOR, TRAP_ISR,
} from "../../isa/state";
import { TRAP_BREAK, TRAP_ILLEGAL, TRAP_NON_ACCESS_DATA_TLB_MISS, TRAP_PRIVILEGED_OPERATION, TRAP_PRIVILEGED_REGISTER } from "../../isa/traps";
import { PAGE_PRESENT, PAGE_READ, PAGE_WRITE } from "../layout";
import { truth } from "../memory";
import { TAKEN, Target, cr, gr, privilege, setCr, setGr, sr, trap, updateGr } from "../state";
import { elsewhere } from "./memory";

@inline function privileged(): u32 { return privilege() ? trap(TRAP_PRIVILEGED_OPERATION) : 0; }

@inline export function break_(i13: u32, i5: u32): u32 { return trap(TRAP_BREAK); }

@inline export function mtsp(r: u32, sr_: u32): u32 {
  if (sr_ > 4 && privilege()) return trap(TRAP_PRIVILEGED_REGISTER);
  store<u32>(SR + (sr_ << 2), gr(r));
  return 0;
}
@inline export function mfsp(sr_: u32, t: Target): u32 { setGr(t, sr(sr_)); return 0; }

@inline export function mtctl(cr_: u32, r: u32): u32 {
  if (cr_ == 11) store<u32>(0, gr(r) & 31, SAR);
  else if (privilege()) return trap(TRAP_PRIVILEGED_REGISTER);
  else setCr(cr_, gr(r));
  return 0;
}
@inline export function mtsarcm(r: u32): u32 { store<u32>(0, ~gr(r) & 31, SAR); return 0; }

/** The interval timer counts executed instructions. */
function intervalTimer(): u32 { return load<u32>(CLOCK) + load<u32>(0, RUN_BUDGET) - load<u32>(0, BUDGET); }

@inline export function mfctl(cr_: u32, t: Target): u32 {
  if (cr_ == 16) setGr(t, intervalTimer());
  else if (cr_ != 11 && cr_ != 26 && cr_ != 27 && privilege()) return trap(TRAP_PRIVILEGED_REGISTER);
  else setGr(t, cr(cr_));
  return 0;
}
@inline export function mfctl_w(t: Target): u32 { setGr(t, load<u32>(0, SAR)); return 0; }
@inline export function mfia(t: Target): u32 { setGr(t, load<u32>(0, IAOQ_FRONT) & ~3); return 0; }

/** System mask: PSW bits 24..31 hold W E S D P Q I R as far as 1.1 has them. */
const SYSTEM_MASK: u32 = 0xff;
@inline export function mtsm(r: u32): u32 {
  if (privilege()) return privileged();
  store<u32>(0, (load<u32>(0, PSW) & ~SYSTEM_MASK) | (gr(r) & SYSTEM_MASK), PSW);
  return 0;
}
@inline export function ssm(i10: u32, t: Target): u32 {
  if (privilege()) return privileged();
  const psw = load<u32>(0, PSW);
  setGr(t, psw & SYSTEM_MASK);
  store<u32>(0, psw | (i10 & SYSTEM_MASK), PSW);
  return 0;
}
@inline export function rsm(i10: u32, t: Target): u32 {
  if (privilege()) return privileged();
  const psw = load<u32>(0, PSW);
  setGr(t, psw & SYSTEM_MASK);
  store<u32>(0, psw & ~(i10 & SYSTEM_MASK), PSW);
  return 0;
}

/** IPSW (CR22) and the front of the interruption queues (CR17, CR18) become current; the back is taken to follow it. */
@inline export function rfi(): u32 {
  if (privilege()) return privileged();
  const ipsw = cr(22);
  store<u32>(0, ipsw & 0xffff00ff, PSW);
  let cv = (ipsw & 0xff00) << 16 >>> 24;
  let spread: u32 = 0;
  for (let digit: u32 = 0; digit < 8; digit++) spread |= ((cv >>> digit) & 1) << (digit * 4 + 3);
  store<u32>(0, spread, PSW_CV);
  store<u32>(0, (ipsw >>> 17) & 1, PSW_V);
  store<u32>(0, cr(18), TARGET);
  store<u32>(0, cr(17), TARGET_SPACE);
  return TAKEN | 1;
}
@inline export function rfi_r(): u32 {
  if (privilege()) return privileged();
  setGr(1, load<u32>(SHR));
  setGr(8, load<u32>(SHR + 4));
  setGr(9, load<u32>(SHR + 8));
  setGr(16, load<u32>(SHR + 12));
  setGr(17, load<u32>(SHR + 16));
  setGr(24, load<u32>(SHR + 20));
  setGr(25, load<u32>(SHR + 24));
  return rfi();
}

@inline export function sync(): u32 { return 0; }
@inline export function syncdma(): u32 { return 0; }
@inline export function ldsid(b: u32, s: u32, t: Target): u32 {
  setGr(t, s ? sr(s) : sr(4 + (gr(b) >>> 30)));
  return 0;
}

/** On a page that is not there a probe traps, and the kernel answers from what it knows of the mapping. */
function probe(b: u32, s: u32, need: u32, t: Target): u32 {
  const a = gr(b);
  if (elsewhere(s)) {
    setGr(t, 0);
    return 0;
  }
  const entry = truth(a);
  if (!(entry & PAGE_PRESENT)) {
    store<u32>(0, a, TRAP_IOR);
    store<u32>(0, load<u32>(0, SPACE), TRAP_ISR);
    return trap(TRAP_NON_ACCESS_DATA_TLB_MISS);
  }
  setGr(t, u32((entry & need) != 0));
  return 0;
}
@inline export function probe_r(b: u32, r1: u32, s: u32, t: Target): u32 { return probe(b, s, PAGE_READ, t); }
@inline export function probe_w(b: u32, r1: u32, s: u32, t: Target): u32 { return probe(b, s, PAGE_WRITE, t); }
@inline export function probei_r(b: u32, i5: u32, s: u32, t: Target): u32 { return probe(b, s, PAGE_READ, t); }
@inline export function probei_w(b: u32, i5: u32, s: u32, t: Target): u32 { return probe(b, s, PAGE_WRITE, t); }

/** The base register's modification that cache and TLB instructions share. */
@inline function modify(b: u32, x: u32, m: u32): u32 {
  if (m) updateGr(b, gr(b) + gr(x));
  return 0;
}
@inline function purge(b: u32, x: u32, m: u32): u32 { return privilege() ? privileged() : modify(b, x, m); }

@inline export function lpa(b: u32, x: u32, s: u32, m: u32, t: Target): u32 {
  if (privilege()) return privileged();
  const a = gr(b) + gr(x);
  modify(b, x, m);
  const entry = truth(a);
  setGr(t, entry ? (entry & 0xfffff000) | (a & 0xfff) : 0);
  return 0;
}
@inline export function lci(b: u32, x: u32, s: u32, t: Target): u32 {
  if (privilege()) return privileged();
  setGr(t, (gr(b) + gr(x)) >>> 12);
  return 0;
}
@inline export function pdtlb(b: u32, x: u32, s: u32, m: u32): u32 { return purge(b, x, m); }
@inline export function pdtlb_l(b: u32, x: u32, s: u32, m: u32): u32 { return purge(b, x, m); }
@inline export function pitlb(b: u32, x: u32, sr_: u32, m: u32): u32 { return purge(b, x, m); }
@inline export function pitlb_l(b: u32, x: u32, sr_: u32, m: u32): u32 { return purge(b, x, m); }
@inline export function pdtlbe(b: u32, x: u32, s: u32, m: u32): u32 { return purge(b, x, m); }
@inline export function pitlbe(b: u32, x: u32, sr_: u32, m: u32): u32 { return purge(b, x, m); }
@inline export function idtlba(b: u32, r: u32, s: u32): u32 { return privileged(); }
@inline export function iitlba(b: u32, r: u32, sr_: u32): u32 { return privileged(); }
@inline export function idtlbp(b: u32, r: u32, s: u32): u32 { return privileged(); }
@inline export function iitlbp(b: u32, r: u32, sr_: u32): u32 { return privileged(); }
@inline export function idtlbt(r2: u32, r1: u32): u32 { return privileged(); }
@inline export function iitlbt(r2: u32, r1: u32): u32 { return privileged(); }
@inline export function pdc(b: u32, x: u32, s: u32, m: u32): u32 { return purge(b, x, m); }

// Caches are coherent here: a store to code is seen at once. Flushing only modifies the base.
@inline export function fdc(b: u32, x: u32, s: u32, m: u32): u32 { return modify(b, x, m); }
@inline export function fdc_i(b: u32, im5: u32, s: u32): u32 { return 0; }
@inline export function fic(b: u32, x: u32, sr_: u32, m: u32): u32 { return modify(b, x, m); }
@inline export function fic_s(b: u32, x: u32, s: u32, m: u32): u32 { return modify(b, x, m); }
@inline export function fdce(b: u32, x: u32, s: u32, m: u32): u32 { return modify(b, x, m); }
@inline export function fice(b: u32, x: u32, sr_: u32, m: u32): u32 { return modify(b, x, m); }
@inline export function gfw(b: u32, x: u32, s: u32, m: u32): u32 { return trap(TRAP_ILLEGAL); }
@inline export function gfr(b: u32, x: u32, s: u32, m: u32): u32 { return trap(TRAP_ILLEGAL); }
@inline export function diag(i26: u32): u32 { return privileged(); }

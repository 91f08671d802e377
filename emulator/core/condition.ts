// The condition completers (PA-RISC 1.1 manual, chapter 5, "Conditions"): cf is the 3-bit
// condition and, lowest, the bit that negates it.
// Above: the semantics functions. With constant c and f everything here folds to one comparison.

/** Carries out of all 32 positions of a sum r = a + b (+ carry in). */
@inline export function carries(a: u32, b: u32, r: u32): u32 { return (a & b) | ((a | b) & ~r); }

/** Bit 31 set when a + b = r overflowed as a signed sum; for a - b use subtractOverflow. */
@inline export function addOverflow(a: u32, b: u32, r: u32): u32 { return (r ^ a) & (r ^ b); }
@inline export function subtractOverflow(a: u32, b: u32, r: u32): u32 { return (r ^ a) & (a ^ b); }

/** Arithmetic conditions: carry is 0 or 1 (for a subtraction 1 means no borrow), overflow counts in bit 31. */
@inline export function arithmetic(cf: u32, r: u32, carry: u32, overflow: u32): u32 {
  let yes: bool = false;
  switch (cf >>> 1) {
    case 1: yes = r == 0; break;
    case 2: yes = i32(r ^ overflow) < 0; break;
    case 3: yes = r == 0 || i32(r ^ overflow) < 0; break;
    case 4: yes = carry == 0; break;
    case 5: yes = r == 0 || carry == 0; break;
    case 6: yes = i32(overflow) < 0; break;
    case 7: yes = (r & 1) != 0; break;
  }
  return u32(yes) ^ (cf & 1);
}

/** Compare conditions of a - b, as arithmetic() would find them. */
@inline export function compare(cf: u32, a: u32, b: u32): u32 {
  let yes: bool = false;
  switch (cf >>> 1) {
    case 1: yes = a == b; break;
    case 2: yes = i32(a) < i32(b); break;
    case 3: yes = i32(a) <= i32(b); break;
    case 4: yes = a < b; break;
    case 5: yes = a <= b; break;
    case 6: yes = i32(subtractOverflow(a, b, a - b)) < 0; break;
    case 7: yes = ((a ^ b) & 1) != 0; break;
  }
  return u32(yes) ^ (cf & 1);
}

/** Logical conditions; the undefined ones behave as if carry and overflow were 0. */
@inline export function logical(cf: u32, r: u32): u32 {
  let yes: bool = false;
  switch (cf >>> 1) {
    case 1: case 5: yes = r == 0; break;
    case 2: yes = i32(r) < 0; break;
    case 3: yes = i32(r) <= 0; break;
    case 4: yes = true; break;
    case 7: yes = (r & 1) != 0; break;
  }
  if (cf >>> 1 == 5) yes = true;
  return u32(yes) ^ (cf & 1);
}

/** Unit conditions: some byte or halfword zero, some digit, byte or halfword carried. */
@inline export function unit(cf: u32, r: u32, carry: u32): u32 {
  let yes: bool = false;
  switch (cf >>> 1) {
    case 2: yes = ((r - 0x01010101) & ~r & 0x80808080) != 0; break;
    case 3: yes = ((r - 0x00010001) & ~r & 0x80008000) != 0; break;
    case 4: yes = (carry & 0x88888888) != 0; break;
    case 6: yes = (carry & 0x80808080) != 0; break;
    case 7: yes = (carry & 0x80008000) != 0; break;
  }
  return u32(yes) ^ (cf & 1);
}

/** Shift, extract and deposit conditions: never, =, <, OD, then the same negated. */
@inline export function extractDeposit(c: u32, r: u32): u32 {
  let yes: bool = false;
  switch (c & 3) {
    case 1: yes = r == 0; break;
    case 2: yes = i32(r) < 0; break;
    case 3: yes = (r & 1) != 0; break;
  }
  return u32(yes) ^ (c >>> 2);
}

// Sets of signals (sigset_t): two words, signals 1..32 and 33..64.
// Above: signal.ts, arch/parisc/signal.ts. Below: nothing.

import { copy_from_user, copy_to_user } from "../mm/uaccess.ts";
import type { task_struct } from "./task.ts";

export const _NSIG = 64;
export const sigsetsize = 8;

export class sigset_t {
  constructor(
    public lo = 0,
    public hi = 0,
  ) {}

  static of(...signals: number[]): sigset_t {
    const s = new sigset_t();
    for (const sig of signals) s.add(sig);
    return s;
  }

  has(sig: number): boolean {
    return ((sig <= 32 ? this.lo >>> (sig - 1) : this.hi >>> (sig - 33)) & 1) !== 0;
  }
  add(sig: number): void {
    if (sig <= 32) this.lo |= 1 << (sig - 1);
    else this.hi |= 1 << (sig - 33);
  }
  delete(sig: number): void {
    if (sig <= 32) this.lo &= ~(1 << (sig - 1));
    else this.hi &= ~(1 << (sig - 33));
  }
  get empty(): boolean {
    return (this.lo | this.hi) === 0;
  }
  copy(): sigset_t {
    return new sigset_t(this.lo, this.hi);
  }
  or(o: sigset_t): sigset_t {
    return new sigset_t(this.lo | o.lo, this.hi | o.hi);
  }
  and(o: sigset_t): sigset_t {
    return new sigset_t(this.lo & o.lo, this.hi & o.hi);
  }
  andn(o: sigset_t): sigset_t {
    return new sigset_t(this.lo & ~o.lo, this.hi & ~o.hi);
  }
  equals(o: sigset_t): boolean {
    return ((this.lo ^ o.lo) | (this.hi ^ o.hi)) === 0;
  }
  /** The lowest member, or 0. */
  first(): number {
    if (this.lo !== 0) return 32 - Math.clz32(this.lo & -this.lo);
    if (this.hi !== 0) return 64 - Math.clz32(this.hi & -this.hi);
    return 0;
  }
  /** As the 8 bytes a program sees. */
  bytes(): Uint8Array {
    const b = new Uint8Array(8);
    const v = new DataView(b.buffer);
    v.setUint32(0, this.lo >>> 0);
    v.setUint32(4, this.hi >>> 0);
    return b;
  }
  static from(b: Uint8Array, at = 0): sigset_t {
    const v = new DataView(b.buffer, b.byteOffset + at, 8);
    return new sigset_t(v.getInt32(0), v.getInt32(4));
  }
  static read(t: task_struct, addr: number): sigset_t {
    return sigset_t.from(copy_from_user(t, addr, 8));
  }
  write(t: task_struct, addr: number): void {
    copy_to_user(t, addr, this.bytes());
  }
}

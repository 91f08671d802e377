// How the translator numbers what it keeps in WebAssembly locals: the general registers, some of the PSW and control
// registers, the floating-point registers. A set of them is three words. Above: everything in jit/. Below: isa/state.ts.

/** General registers are 0..31. PSW C/B bits: three words of which carries() is made (emitter.ts); then V, SAR, FPSR. */
export const CV = 32;
export const CV_B = 33;
export const CV_R = 34;
export const V = 35;
export const SAR_REG = 36;
export const FPS = 37;
/** Floating-point register n is FR0_REG + n. */
export const FR0_REG = 64;
export const REGISTERS = 96;

export const S_CV = 1;
export const S_V = 2;
export const S_SAR = 4;
export const S_FPS = 8;

/** A set of registers: a bit each for the general, special and floating-point ones. */
export class RegSet {
  g = 0;
  s = 0;
  f = 0;
  add(o: RegSet): this {
    this.g |= o.g;
    this.s |= o.s;
    this.f |= o.f;
    return this;
  }
  remove(o: RegSet): this {
    this.g &= ~o.g;
    this.s &= ~o.s;
    this.f &= ~o.f;
    return this;
  }
  /** All but these. */
  invert(): this {
    this.g = ~this.g;
    this.s = ~this.s;
    this.f = ~this.f;
    return this;
  }
  copy(): RegSet {
    return new RegSet().add(this);
  }
  has(o: RegSet): boolean {
    return ((o.g & ~this.g) | (o.s & ~this.s) | (o.f & ~this.f)) === 0;
  }
  meets(o: RegSet): boolean {
    return ((o.g & this.g) | (o.s & this.s) | (o.f & this.f)) !== 0;
  }
  get empty(): boolean {
    return (this.g | this.s | this.f) === 0;
  }
  get size(): number {
    return bits(this.g) + bits(this.s) + bits(this.f);
  }
  get key(): string {
    return `${this.g},${this.s},${this.f}`;
  }
}

/** How many bits of a word are set. */
export function bits(set: number): number {
  let n = 0;
  for (let m = set; m; m &= m - 1) n++;
  return n;
}

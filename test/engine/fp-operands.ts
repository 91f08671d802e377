// Operands worth trying: every special value, numbers close to each other, at halfway points, near the ends of the
// range, small integers, and plain noise. Seeded, so that a failure comes back. Above: the fp tests.

export class Random {
  private s: number;
  constructor(seed: number) {
    this.s = (seed * 2654435761 + 0x9e3779b9) >>> 0 || 1;
  }
  /** 32 random bits. */
  next(): number {
    // xorshift32, its output mixed once more
    let x = this.s;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.s = x >>> 0;
    return Math.imul(x ^ (x >>> 15), 0x85ebca6b) >>> 0;
  }
  below(n: number): number {
    return this.next() % n;
  }
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }
}

const DOUBLES = [
  "0000000000000000 0000000000000001 0000000000000002 000fffffffffffff 0010000000000000 0010000000000001 001fffffffffffff",
  "3ff0000000000000 3fefffffffffffff 3ff0000000000001 4000000000000000 4008000000000000 3fe0000000000000 3fd5555555555555",
  "7fefffffffffffff 7fe0000000000000 7ff0000000000000 7ff4000000000000 7ff0000000000001 7ff0000020000000 7ff8000000000000",
  "7fffffffffffffff 7ff8000000000123 7ff7ffffffffffff 41dfffffffc00000 41dfffffffe00000 41e0000000000000 41efffffffe00000",
  "41effffffff00000 41f0000000000000 43dfffffffffffff 43e0000000000000 43efffffffffffff 43f0000000000000 4330000000000000",
  "4340000000000000 4340000000000001 433fffffffffffff 36a0000000000000 3690000000000000 3690000000000001 380fffffe0000000",
  "380ffffff0000000 380ffffff0000001 3810000000000000 47efffffe0000000 47efffffefffffff 47effffff0000000 47f0000000000000",
  "3fe8000000000000 3ff8000000000000 4004000000000000 400c000000000000 bfe0000000000000 41dfffffffd00000 41dfffffffe80000",
].flatMap((row) => row.split(" ").map((x) => BigInt(`0x${x}`)));

const SINGLES = [
  "00000000 00000001 00000002 007fffff 00800000 00800001 00ffffff 3f800000 3f7fffff 3f800001 40000000 40400000 3f000000",
  "7f7fffff 7f000000 7f800000 7fa00000 7f800001 7fc00000 7fffffff 7fc00123 7fbfffff 4effffff 4f000000 4f7fffff 4f800000",
  "5effffff 5f000000 5f7fffff 5f800000 4b000000 4b800000 4b7fffff 3eaaaaab 3f400000 3fc00000 40200000 40600000",
].flatMap((row) => row.split(" ").map((x) => Number(`0x${x}`)));

/** Keeps the leading `bits` of a double's fraction, and sets the last of them. */
function shorten(high: number, low: number, bits: number): [number, number] {
  if (bits <= 20) return [((high & (0xffffffff << (20 - bits))) | (1 << (20 - bits))) >>> 0, 0];
  return [high >>> 0, ((low & (0xffffffff << (52 - bits))) | (1 << (52 - bits))) >>> 0];
}

/** One double as [high, low]. `like` is another operand of the same case: sometimes come close to it. */
export function someDouble(r: Random, like: readonly [number, number]): [number, number] {
  const sign = (r.next() & 0x80000000) >>> 0;
  switch (r.below(11)) {
    case 0:
    case 1: {
      const x = r.pick(DOUBLES);
      return [(Number(x >> 32n) ^ sign) >>> 0, Number(x & 0xffffffffn)];
    }
    case 2: // the same neighbourhood as the other operand
      return [((like[0] ^ sign) + r.below(3) - 1) >>> 0, (like[1] + r.below(5) - 2) >>> 0];
    case 3: // nearly the same exponent, few bits
      return [
        ((like[0] & 0x7ff00000) + ((r.below(121) - 60) << 20) + (r.next() & r.next() & 0xfffff)) >>> 0,
        0,
      ];
    case 4: {
      const d = new DataView(new ArrayBuffer(8)); // a small integer, perhaps with a half
      d.setFloat64(0, (r.below(1 << r.below(31)) * (sign ? -1 : 1)) / r.pick([1, 1, 2, 4]));
      return [d.getUint32(0), d.getUint32(4)];
    }
    case 5: // an exponent from the whole range, few bits set
      return [
        (r.next() & 0xfff00000) >>> 0,
        (r.pick([0, 1, 0x10000000, 0x20000000, 0x80000000]) >>> 0) as number,
      ];
    case 6: // moderate exponents: the single range and its ends
      return [
        (sign | ((0x36a + r.below(0x122)) << 20) | (r.next() & 0xfffff)) >>> 0,
        r.pick([0, r.next(), 0x10000000, 0x30000000]),
      ];
    case 7: // ends of the range
      return [
        (sign |
          (r.pick([0, 0, 1, 2, 0x3fe, 0x3ff, 0x400, 0x200, 0x600, 0x7fd, 0x7fe]) << 20) |
          (r.next() & 0xfffff)) >>>
          0,
        r.next(),
      ];
    case 9: // a moderate exponent, any number of significant bits: exact products, quotients, squares
      return shorten(
        sign | ((0x3ff + r.below(41) - 20) << 20) | (r.next() & 0xfffff),
        r.next(),
        1 + r.below(52),
      );
    case 8: // long runs of ones
      return [
        (sign | (r.below(2047) << 20) | (0xfffff & (0xffffffff << r.below(20)))) >>> 0,
        (r.next() & 1 ? 0xffffffff << r.below(32) : 0) >>> 0,
      ];
    default:
      return [r.next(), r.next()];
  }
}

/** One single, as its 32 bits. */
export function someSingle(r: Random, like: number): number {
  const sign = (r.next() & 0x80000000) >>> 0;
  switch (r.below(9)) {
    case 0:
    case 1:
      return (r.pick(SINGLES) ^ sign) >>> 0;
    case 2:
      return ((like ^ sign) + r.below(5) - 2) >>> 0;
    case 3:
      return ((like & 0x7f800000) + ((r.below(61) - 30) << 23) + (r.next() & r.next() & 0x7fffff)) >>> 0;
    case 4: {
      const d = new DataView(new ArrayBuffer(4));
      d.setFloat32(0, (r.below(1 << r.below(25)) * (sign ? -1 : 1)) / r.pick([1, 1, 2, 4]));
      return d.getUint32(0);
    }
    case 5:
      return (r.next() & 0xff800000) >>> 0;
    case 6:
      return (
        (sign |
          (r.pick([0, 0, 1, 2, 0x7e, 0x7f, 0x80, 0x40, 0xc0, 0xfd, 0xfe]) << 23) |
          (r.next() & 0x7fffff)) >>>
        0
      );
    case 7:
      return (sign | (r.below(255) << 23) | (0x7fffff & (0xffffffff << r.below(23)))) >>> 0;
    default:
      return r.next();
  }
}

/** A doubleword integer as [high, low]: limits, powers of two and their neighbours, noise. */
export function someInteger(r: Random): [number, number] {
  const k = r.below(64);
  const v = BigInt.asUintN(64, (1n << BigInt(k)) * BigInt(r.pick([1, 1, -1, 3])) + BigInt(r.below(5) - 2));
  if (r.below(3) === 0) return [r.next() >>> r.below(32), r.next()];
  return [Number(v >> 32n), Number(v & 0xffffffffn)];
}

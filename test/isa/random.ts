// A seeded generator of 32-bit words (xorshift), so that a failing test fails again.

/** A function that gives the next word. */
export function random(seed: number): () => number {
  let s = (Math.imul(seed, 0x9e3779b1) ^ 0x2545f491) >>> 0 || 1;
  return () => {
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    return (s >>>= 0);
  };
}

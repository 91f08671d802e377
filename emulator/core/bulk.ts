// Copies between guest memory (words in host order) and plain bytes, for the kernel: the byte order is turned 16 bytes at
// a time. Guest addresses are host addresses that count bytes in guest order. Above: emulator/memory.ts. Below: emulator/ferry.ts.

/** Turns the four bytes of each word. */
@inline function turn(v: v128): v128 {
  return v128.shuffle<u8>(v, v, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

/** 64 plain bytes; 16 of them. The memory they lie in is another: emulator/ferry.ts. */
@external("env", "put") declare function put(plain: u32, a: v128, b: v128, c: v128, d: v128): void;
@external("env", "get") declare function get(plain: u32): v128;

/** n guest bytes at `guest`, a multiple of 4, to the plain bytes from 0 on; n is a multiple of 64. */
export function toPlain(guest: u32, n: u32): void {
  for (let at: u32 = 0; at < n; at += 64, guest += 64)
    put(at, turn(v128.load(guest)), turn(v128.load(guest, 16)), turn(v128.load(guest, 32)), turn(v128.load(guest, 48)));
}

/** The plain bytes from 0 on to the n guest bytes at `guest`, a multiple of 4; n is a multiple of 16. */
export function toGuest(guest: u32, n: u32): void {
  for (let at: u32 = 0; at < n; at += 16, guest += 16) v128.store(guest, turn(get(at)));
}

/** n guest bytes of one value. */
export function fillGuest(guest: u32, n: u32, value: u32): void {
  for (; n && (guest & 3); n--) store<u8>(guest++ ^ 3, value);
  memory.fill(guest, u8(value), n & ~3);
  for (guest += n & ~3, n &= 3; n; n--) store<u8>(guest++ ^ 3, value);
}

/** n bytes at src to dst; they may overlap. For memory that threads share, where JavaScript's own ways go byte by byte. */
export function copyBytes(dst: u32, src: u32, n: u32): void { memory.copy(dst, src, n); }

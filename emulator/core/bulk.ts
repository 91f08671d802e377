// Copies between guest memory (words in host order) and plain bytes, for the kernel: the byte order is turned 16 bytes at
// a time. Addresses are host addresses; guest ones count bytes in guest order. Above: emulator/memory.ts.

/** Turns the four bytes of each word. */
@inline function turn(v: v128): v128 {
  return v128.shuffle<u8>(v, v, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

/** n guest bytes at `guest` to `plain`. */
export function toPlain(plain: u32, guest: u32, n: u32): void {
  while (n && (guest & 3)) {
    store<u8>(plain++, load<u8>(guest++ ^ 3));
    n--;
  }
  for (; n >= 16; n -= 16, guest += 16, plain += 16) v128.store(plain, turn(v128.load(guest)));
  for (; n >= 4; n -= 4, guest += 4, plain += 4) store<u32>(plain, bswap<u32>(load<u32>(guest)));
  for (; n; n--) store<u8>(plain++, load<u8>(guest++ ^ 3));
}

/** n plain bytes to guest memory at `guest`. */
export function toGuest(guest: u32, plain: u32, n: u32): void {
  while (n && (guest & 3)) {
    store<u8>(guest++ ^ 3, load<u8>(plain++));
    n--;
  }
  for (; n >= 16; n -= 16, guest += 16, plain += 16) v128.store(guest, turn(v128.load(plain)));
  for (; n >= 4; n -= 4, guest += 4, plain += 4) store<u32>(guest, bswap<u32>(load<u32>(plain)));
  for (; n; n--) store<u8>(guest++ ^ 3, load<u8>(plain++));
}

/** n guest bytes of one value. */
export function fillGuest(guest: u32, n: u32, value: u32): void {
  for (; n && (guest & 3); n--) store<u8>(guest++ ^ 3, value);
  memory.fill(guest, u8(value), n & ~3);
  for (guest += n & ~3, n &= 3; n; n--) store<u8>(guest++ ^ 3, value);
}

// The bytes that socket buffers lie in, and who shares them (skb_shared_info's dataref; __alloc_skb, skb_free_head of
// net/core/skbuff.c). What has been read to the end is kept and handed out again: a fresh array costs more than the copying.
// Whoever drops his share otherwise leaves it to the garbage collector, which is always right.
// Above: skbuff.ts, ipv4/tcp_seg.ts. Below: nothing.

export class skb_data {
  users = 1;
  constructor(
    readonly bytes: Uint8Array,
    readonly kind: number,
  ) {}
}

/** Sizes are rounded up to a kind: small ones to 256 bytes, others to 4 KiB; beyond the largest nothing is kept. */
const SMALL = 2048;
const SMALL_STEP = 256;
const STEP = 4096;
const LARGEST = 72 * 1024;
const SMALL_KINDS = SMALL / SMALL_STEP + 1;
const KINDS = SMALL_KINDS + LARGEST / STEP + 1;
/** All that is kept, in bytes: what one busy connection has in both its buffers. */
const KEPT = 16 * 2 ** 20;

const free: skb_data[][] = Array.from({ length: KINDS }, () => []);
let kept = 0;

/** At least n bytes, whose contents are anybody's guess. */
export function take_data(n: number): skb_data {
  if (n > LARGEST) return new skb_data(new Uint8Array(n), -1);
  const small = n <= SMALL;
  const kind = small ? Math.ceil(n / SMALL_STEP) : SMALL_KINDS + Math.ceil(n / STEP);
  const old = free[kind].pop();
  if (!old)
    return new skb_data(new Uint8Array(small ? kind * SMALL_STEP : (kind - SMALL_KINDS) * STEP), kind);
  kept -= old.bytes.length;
  old.users = 1;
  return old;
}

/** Nobody has a share any more. */
export function give_data(d: skb_data): void {
  if (d.kind < 0 || kept + d.bytes.length > KEPT) return;
  kept += d.bytes.length;
  free[d.kind].push(d);
}

// IP options of a sender: checked and padded to words (net/ipv4/ip_options.c, as far as senders need it).
// Above: ip_cmsg_send.ts, ip_sockglue.ts. Below: nothing.

import { EINVAL } from "../../uapi/asm/errno.ts";

const IPOPT_END = 0;
const IPOPT_NOOP = 1;

/** The options as they go into the header; null for none, -EINVAL for broken ones. */
export function ip_options_compile(data: Uint8Array): Uint8Array | null | number {
  if (data.length === 0) return null;
  if (data.length > 40) return -EINVAL;
  const out = new Uint8Array((data.length + 3) & ~3);
  out.set(data);
  for (let i = 0; i < out.length; ) {
    if (out[i] === IPOPT_END) {
      out.fill(0, i);
      break;
    }
    if (out[i] === IPOPT_NOOP) {
      i++;
      continue;
    }
    const len = out[i + 1] ?? 0;
    if (len < 2 || i + len > out.length) return -EINVAL;
    i += len;
  }
  return out;
}

// A route as packets and sockets hold it (struct dst_entry): where to send, through what, and how large.
// Above: sock.ts, skbuff.ts. Below: netdevice.ts.

import type { net_device } from "./netdevice.ts";
import type { sk_buff } from "./skbuff.ts";
import type { sock } from "./sock.ts";

export interface dst_entry {
  readonly dev: net_device;
  /** Sends a packet that has its network header. 0 or -ERRNO. */
  output(skb: sk_buff, sk: sock | null): number;
  /** Takes a packet in. */
  input(skb: sk_buff): number;
  /** Largest packet of this route. */
  readonly mtu: number;
  /** Number of the routing tables' state when it was made: a changed one makes it obsolete. */
  readonly genid: number;
}

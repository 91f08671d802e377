// Extended acks (struct netlink_ext_ack, include/linux/netlink.h): the sentence and place that go back with an
// error. Above: rtnetlink*.ts, dev_*.ts, drivers/. Below: nothing.

/** Filled by whoever refuses a request; af_netlink.ts sends it if the socket asked (NETLINK_EXT_ACK). */
export class netlink_ext_ack {
  _msg: string | null = null;
  /** Offset of the attribute that is to blame, from the message's start; -1: none. */
  bad_attr = -1;
  /** Attributes beyond what the policy knows (for --report). */
  unknown: { type: number; nested: boolean }[] | null = null;
  miss_type = 0;
  cookie: Uint8Array | null = null;
}

export function NL_SET_ERR_MSG(extack: netlink_ext_ack | null | undefined, msg: string): void {
  if (extack) extack._msg = msg;
}

// Kinds of devices that programs make through rtnetlink (struct rtnl_link_ops, include/net/rtnetlink.h): a row a
// kind, in drivers/kinds.ts. Above: rtnl_link.ts, rtnl_fill.ts. Below: netdevice.ts, ../netlink/nlattr.ts.

import type { netlink_ext_ack } from "../netlink/ext_ack.ts";
import type { nlattrs, policy } from "../netlink/nlattr.ts";
import type { nlmsg } from "../netlink/nlmsg.ts";
import type { net } from "./net_namespace.ts";
import type { net_device } from "./netdevice.ts";

/** A kind (IFLA_INFO_KIND). Results are 0 or -ERRNO. */
export interface rtnl_link_ops {
  readonly kind: string;
  /** Fills in a new device; absent: programs cannot make this kind. */
  setup?(dev: net_device): void;
  readonly maxtype?: number;
  readonly policy?: policy;
  validate?(tb: nlattrs, data: nlattrs | null, extack: netlink_ext_ack): number;
  /** Registers the device (absent: register_netdevice). src_net: where IFLA_LINK's index counts. */
  newlink?(src_net: net, dev: net_device, tb: nlattrs, data: nlattrs | null, extack: netlink_ext_ack): number;
  changelink?(dev: net_device, tb: nlattrs, data: nlattrs | null, extack: netlink_ext_ack): number;
  /** Queues the device and what goes with it for unregistering. */
  dellink?(dev: net_device, list: net_device[]): void;
  /** When its namespace dies it goes to the first one instead of dying. */
  readonly netns_refund?: boolean;
  get_num_tx_queues?(): number;
  get_num_rx_queues?(): number;
  fill_info?(m: nlmsg, dev: net_device): void;
  readonly slave_maxtype?: number;
  readonly slave_policy?: policy;
  slave_changelink?(
    master: net_device,
    dev: net_device,
    tb: nlattrs,
    data: nlattrs | null,
    extack: netlink_ext_ack,
  ): number;
  fill_slave_info?(m: nlmsg, master: net_device, dev: net_device): void;
  /** The namespace of the device that this one is made on. */
  get_link_net?(dev: net_device): net;
}

// NETLINK_ROUTE: which function serves which message, and telling the groups of links (net/core/rtnetlink.c).
// The messages' functions register here: rtnl_link.ts, devinet_netlink.ts, fib and neighbour …
// Above: dev_*.ts (news of links). Below: rtnl_fill.ts, ../netlink/netlink_msg.ts.

import { EOPNOTSUPP, EPERM } from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import {
  IFLA_EVENT_BONDING_FAILOVER,
  IFLA_EVENT_BONDING_OPTIONS,
  IFLA_EVENT_FEATURES,
  IFLA_EVENT_IGMP_RESEND,
  IFLA_EVENT_NOTIFY_PEERS,
  IFLA_EVENT_REBOOT,
} from "../../uapi/linux/if_link.ts";
import { NETLINK_ROUTE, NLM_F_DUMP, NLM_F_ECHO } from "../../uapi/linux/netlink.ts";
import { RTM_BASE, RTM_MAX, RTM_NEWLINK, RTNLGRP_LINK, RTNLGRP_MAX } from "../../uapi/linux/rtnetlink.ts";
import { netlink_dump_start, netlink_net_capable, nlmsg_notify } from "../netlink/netlink_msg.ts";
import type { netlink_kernel_cfg, netlink_request } from "../netlink/netlink_sock.ts";
import { NLMSG_HDRLEN } from "../netlink/nlattr.ts";
import { linkwatch_due } from "./link_watch.ts";
import type { net } from "./net_namespace.ts";
import {
  NETDEV_BONDING_FAILOVER,
  NETDEV_CHANGE_TX_QUEUE_LEN,
  NETDEV_CHANGEADDR,
  NETDEV_CHANGEINFODATA,
  NETDEV_CHANGELOWERSTATE,
  NETDEV_CHANGEMTU,
  NETDEV_CHANGENAME,
  NETDEV_CHANGEUPPER,
  NETDEV_FEAT_CHANGE,
  NETDEV_NOTIFY_PEERS,
  NETDEV_POST_TYPE_CHANGE,
  NETDEV_REBOOT,
  NETDEV_RESEND_IGMP,
  NETREG_REGISTERED,
} from "./netdev_flags.ts";
import type { net_device, netdev_notifier_info } from "./netdevice.ts";
import { NOTIFY_DONE, type notifier_block } from "./notifier.ts";
import { rtnl_fill_ifinfo } from "./rtnl_fill.ts";

/** How a dump is made: its messages one by one; a number returned at the end is the errno of NLMSG_DONE. */
export type rtnl_dump = (request: netlink_request) => Generator<Uint8Array, number | undefined, void>;

/** What serves one message type of one family. */
export interface rtnl_row {
  readonly family: number;
  readonly type: number;
  readonly doit?: (request: netlink_request) => number;
  /** Checks the request first: 0 or -ERRNO. */
  readonly checkDump?: (request: netlink_request) => number;
  readonly dumpit?: rtnl_dump;
  /** A number that changes with what is dumped (NLM_F_DUMP_INTR). */
  readonly seqOf?: (net: net) => number;
}

const rows = new Map<number, rtnl_row>();
const key = (family: number, type: number): number => family * 1024 + type;

/** Adds rows to the table of NETLINK_ROUTE; a later row of the same family and type replaces an earlier one. */
export function rtnl_register(...list: readonly rtnl_row[]): void {
  for (const r of list) rows.set(key(r.family, r.type), r);
}

const PF_UNSPEC = 0;

/** Without a family, every family's addresses, routes … are dumped, one family after the other (rtnl_dump_all). */
export function rtnl_dump_all_row(type: number): rtnl_row {
  const families = (): rtnl_row[] =>
    [...rows.values()]
      .filter((r) => r.type === type && r.family !== PF_UNSPEC && r.dumpit)
      .sort((a, b) => a.family - b.family);
  return {
    family: PF_UNSPEC,
    type,
    *dumpit(request) {
      for (const r of families()) yield* r.dumpit!(request);
      return undefined;
    },
    seqOf: (net) => families().reduce((sum, r) => (sum + (r.seqOf?.(net) ?? 0)) >>> 0, 1),
  };
}
const KIND_GET = 2;

function rtnetlink_rcv_msg(request: netlink_request): number {
  const { nlh, net } = request;
  linkwatch_due(net.stack);
  const type = nlh.nlmsg_type;
  if (type > RTM_MAX) return -EOPNOTSUPP;
  if (nlh.nlmsg_len < NLMSG_HDRLEN + 1) return 0;
  const family = request.bytes[NLMSG_HDRLEN];
  const kind = (type - RTM_BASE) & 3;
  if (kind !== KIND_GET && !netlink_net_capable(request, CAP_NET_ADMIN)) return -EPERM;

  if (kind === KIND_GET && nlh.nlmsg_flags & NLM_F_DUMP) {
    let row = rows.get(key(family, type));
    if (!row?.dumpit) row = rows.get(key(PF_UNSPEC, type));
    if (!row?.dumpit) return -EOPNOTSUPP;
    const err = row.checkDump?.(request) ?? 0;
    if (err) return err;
    const { seqOf } = row;
    return netlink_dump_start(request, row.dumpit(request), seqOf ? { seqOf: () => seqOf(net) } : {});
  }
  let row = rows.get(key(family, type));
  if (!row?.doit) row = rows.get(key(PF_UNSPEC, type));
  return row?.doit ? row.doit(request) : -EOPNOTSUPP;
}

export const rtnetlink_cfg: netlink_kernel_cfg = {
  protocol: NETLINK_ROUTE,
  groups: RTNLGRP_MAX,
  nonroot_recv: true,
  rcv: rtnetlink_rcv_msg,
};

/** Sends a finished message to a group; request: who caused it, and gets a copy with NLM_F_ECHO. */
export function rtnl_notify(
  net: net,
  bytes: Uint8Array,
  group: number,
  request: netlink_request | null = null,
): void {
  const report = request !== null && (request.nlh.nlmsg_flags & NLM_F_ECHO) !== 0;
  nlmsg_notify(net, NETLINK_ROUTE, bytes, request?.portid ?? 0, group, report);
}

// ---- news of links ----

/** The message that tells of a device; it is built before the device changes further. */
export function rtmsg_ifinfo_build_skb(
  type: number,
  dev: net_device,
  change: number,
  event: number,
  new_nsid: number | null,
  new_ifindex: number,
  request: netlink_request | null = null,
): Uint8Array {
  const { release } = dev.nd_net.kernel;
  // whose doing it was: told with the news, for some releases; later to those alone who ask for an echo
  const told = request && (!release.has("59d3efd27c11") || request.nlh.nlmsg_flags & NLM_F_ECHO);
  const from = told ? { portid: request.portid, seq: request.nlh.nlmsg_seq } : {};
  return rtnl_fill_ifinfo(dev, {
    type,
    change,
    event,
    new_nsid,
    new_ifindex,
    src_net: dev.nd_net,
    ...from,
  });
}

export function rtmsg_ifinfo_send(
  bytes: Uint8Array,
  dev: net_device,
  request: netlink_request | null = null,
): void {
  rtnl_notify(dev.nd_net, bytes, RTNLGRP_LINK, request);
}

function rtmsg_ifinfo_event(
  type: number,
  dev: net_device,
  change: number,
  event: number,
  request: netlink_request | null = null,
): void {
  if (dev.reg_state !== NETREG_REGISTERED) return;
  rtmsg_ifinfo_send(rtmsg_ifinfo_build_skb(type, dev, change, event, null, 0, request), dev, request);
}

/**
 * Tells the programs that listen to links. change: the IFF_ flags that have changed, -1: all is new. request: who asked
 * for it, where the news says so.
 */
export function rtmsg_ifinfo(
  type: number,
  dev: net_device,
  change: number,
  request: netlink_request | null = null,
): void {
  rtmsg_ifinfo_event(type, dev, change, 0, request);
}

/** Events that programs hear of, and what IFLA_EVENT says (0: no IFLA_EVENT). */
const EVENTS: ReadonlyMap<number, number> = new Map([
  [NETDEV_REBOOT, IFLA_EVENT_REBOOT],
  [NETDEV_CHANGEMTU, 0],
  [NETDEV_CHANGEADDR, 0],
  [NETDEV_CHANGENAME, 0],
  [NETDEV_FEAT_CHANGE, IFLA_EVENT_FEATURES],
  [NETDEV_BONDING_FAILOVER, IFLA_EVENT_BONDING_FAILOVER],
  [NETDEV_POST_TYPE_CHANGE, 0],
  [NETDEV_NOTIFY_PEERS, IFLA_EVENT_NOTIFY_PEERS],
  [NETDEV_CHANGEUPPER, 0],
  [NETDEV_RESEND_IGMP, IFLA_EVENT_IGMP_RESEND],
  [NETDEV_CHANGEINFODATA, IFLA_EVENT_BONDING_OPTIONS],
  [NETDEV_CHANGELOWERSTATE, 0],
  [NETDEV_CHANGE_TX_QUEUE_LEN, 0],
]);

export const rtnetlink_dev_notifier: notifier_block<netdev_notifier_info> = {
  notifier_call(event, { dev }) {
    const told = EVENTS.get(event);
    if (told !== undefined) rtmsg_ifinfo_event(RTM_NEWLINK, dev, 0, told);
    return NOTIFY_DONE;
  },
};

// Ids of namespaces through rtnetlink: RTM_NEWNSID, GETNSID (net/core/net_namespace.c), and link counters by
// RTM_GETSTATS (net/core/rtnetlink.c, IFLA_STATS_LINK_64 only).
// Above: rtnetlink.ts (dispatch). Below: net_namespace.ts, rtnl_fill.ts.

import { EEXIST, EINVAL, ENODEV } from "../../uapi/asm/errno.ts";
import { IFLA_STATS_LINK_64 } from "../../uapi/linux/if_link.ts";
import * as N from "../../uapi/linux/net_namespace.ts";
import { NLM_F_MULTI } from "../../uapi/linux/netlink.ts";
import {
  RTM_GETNSID,
  RTM_GETSTATS,
  RTM_NEWNSID,
  RTM_NEWSTATS,
  RTNLGRP_NSID,
} from "../../uapi/linux/rtnetlink.ts";
import { AF_UNSPEC } from "../linux_socket.ts";
import { NL_SET_ERR_MSG } from "../netlink/ext_ack.ts";
import { nlmsg_unicast } from "../netlink/netlink_msg.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import { NLA_S32, NLA_U32, NLMSG_HDRLEN, type nlattrs, nlmsg_parse, type policy } from "../netlink/nlattr.ts";
import { nlmsg } from "../netlink/nlmsg.ts";
import { __dev_get_by_index, netdev_dump_order } from "./dev.ts";
import {
  get_net_ns_by_fd,
  get_net_ns_by_id,
  get_net_ns_by_pid,
  type net,
  peernet2id,
} from "./net_namespace.ts";
import type { net_device } from "./netdevice.ts";
import { rtnl_notify, rtnl_register } from "./rtnetlink.ts";
import { put_stats64 } from "./rtnl_fill.ts";

const nsid_policy: policy = {
  [N.NETNSA_NSID]: NLA_S32,
  [N.NETNSA_PID]: NLA_U32,
  [N.NETNSA_FD]: NLA_U32,
  [N.NETNSA_TARGET_NSID]: NLA_S32,
};

function fill(nsid: number, r: netlink_request | null, flags = 0, type = RTM_NEWNSID): Uint8Array {
  return new nlmsg(type, flags, r?.nlh.nlmsg_seq ?? 0, r?.portid ?? 0)
    .u8(AF_UNSPEC)
    .align()
    .putU32(N.NETNSA_NSID, nsid)
    .end();
}

/** Tells that net knows another namespace by a number, or no longer does. */
export function rtnl_net_notifyid(net: net, type: number, nsid: number): void {
  rtnl_notify(net, fill(nsid, null, 0, type), RTNLGRP_NSID);
}

/** The namespace that a request is about: by pid, descriptor, or id. */
function peerOf(r: netlink_request, tb: nlattrs): net | number {
  const pid = tb.get(N.NETNSA_PID);
  const fd = tb.get(N.NETNSA_FD);
  const id = tb.get(N.NETNSA_NSID);
  if (pid) return get_net_ns_by_pid(r.t, pid.u32);
  if (fd) return get_net_ns_by_fd(r.t, fd.u32);
  if (id) return get_net_ns_by_id(r.net, id.s32);
  NL_SET_ERR_MSG(r.extack, "Peer netns reference is missing");
  return -EINVAL;
}

function rtnl_net_newid(r: netlink_request): number {
  const tb = nlmsg_parse(r.bytes, 1, N.NETNSA_MAX, nsid_policy, r.extack);
  if (typeof tb === "number") return tb;
  const wanted = tb.get(N.NETNSA_NSID);
  if (!wanted) {
    NL_SET_ERR_MSG(r.extack, "nsid is missing");
    return -EINVAL;
  }
  const peer = peerOf(r, new Map([...tb].filter(([type]) => type !== N.NETNSA_NSID)));
  if (typeof peer === "number") return peer;
  const ids = r.net.netns_ids;
  if (ids.has(peer)) {
    NL_SET_ERR_MSG(r.extack, "Peer netns already has a nsid assigned");
    return -EEXIST;
  }
  let id = wanted.s32;
  const used = new Set(ids.values());
  if (id >= 0 && used.has(id)) {
    NL_SET_ERR_MSG(r.extack, "The specified nsid is already used");
    return -EEXIST;
  }
  if (id < 0) for (id = 0; used.has(id); id++);
  ids.set(peer, id);
  rtnl_notify(r.net, fill(id, r), RTNLGRP_NSID, r);
  return 0;
}

function rtnl_net_getid(r: netlink_request): number {
  const tb = nlmsg_parse(r.bytes, 1, N.NETNSA_MAX, nsid_policy, r.extack);
  if (typeof tb === "number") return tb;
  const peer = peerOf(r, tb);
  return typeof peer === "number" ? peer : nlmsg_unicast(r, fill(peernet2id(r.net, peer), r));
}

function* dump_ids(r: netlink_request): Generator<Uint8Array, undefined, void> {
  for (const id of [...r.net.netns_ids.values()].sort((a, b) => a - b)) yield fill(id, r, NLM_F_MULTI);
  return undefined;
}

// ---- counters ----

const SIZEOF_IF_STATS_MSG = 12;

function fill_stats(dev: net_device, mask: number, r: netlink_request, flags = 0): Uint8Array {
  const m = new nlmsg(RTM_NEWSTATS, flags, r.nlh.nlmsg_seq, r.portid);
  m.u8(AF_UNSPEC).u8(0).u16(0).u32(dev.ifindex).u32(mask);
  if (mask & (1 << (IFLA_STATS_LINK_64 - 1))) put_stats64(m, IFLA_STATS_LINK_64, dev);
  return m.end();
}

function stats_request(r: netlink_request): { ifindex: number; mask: number } | number {
  if (r.bytes.length < NLMSG_HDRLEN + SIZEOF_IF_STATS_MSG) return -EINVAL;
  const v = new DataView(r.bytes.buffer, r.bytes.byteOffset + NLMSG_HDRLEN);
  const mask = v.getUint32(8);
  if (!mask) {
    NL_SET_ERR_MSG(r.extack, "Filter mask must be set");
    return -EINVAL;
  }
  return { ifindex: v.getUint32(4), mask };
}

function rtnl_stats_get(r: netlink_request): number {
  const q = stats_request(r);
  if (typeof q === "number") return q;
  if (!q.ifindex) return -EINVAL;
  const dev = __dev_get_by_index(r.net, q.ifindex);
  return dev ? nlmsg_unicast(r, fill_stats(dev, q.mask, r)) : -ENODEV;
}

function check_stats_dump(r: netlink_request): number {
  const q = stats_request(r);
  return typeof q === "number" ? q : 0;
}

function* rtnl_stats_dump(r: netlink_request): Generator<Uint8Array, undefined, void> {
  const q = stats_request(r);
  if (typeof q === "number") return undefined;
  for (const dev of netdev_dump_order(r.net)) yield fill_stats(dev, q.mask, r, NLM_F_MULTI);
  return undefined;
}

export function rtnl_nsid_init(): void {
  rtnl_register(
    { family: AF_UNSPEC, type: RTM_NEWNSID, doit: rtnl_net_newid },
    { family: AF_UNSPEC, type: RTM_GETNSID, doit: rtnl_net_getid, dumpit: dump_ids },
    {
      family: AF_UNSPEC,
      type: RTM_GETSTATS,
      doit: rtnl_stats_get,
      checkDump: check_stats_dump,
      dumpit: rtnl_stats_dump,
      seqOf: (net) => net.dev_base_seq,
    },
  );
}

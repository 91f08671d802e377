// Netlink messages in strace: the header, what rtnetlink puts behind it, and attributes by name.
// Above: show-net.ts. Below: show-nlattr.ts, uapi/linux/{netlink,rtnetlink,if_link,if_addr,neighbour}.ts.

import * as genetlink from "../uapi/linux/genetlink.ts";
import { ifaddrmsg } from "../uapi/linux/if_addr.ts";
import * as neighbour from "../uapi/linux/neighbour.ts";
import { ndmsg } from "../uapi/linux/neighbour.ts";
import * as netlink from "../uapi/linux/netlink.ts";
import { nlmsgerr, nlmsghdr } from "../uapi/linux/netlink.ts";
import * as rtnetlink from "../uapi/linux/rtnetlink.ts";
import { ifinfomsg, rtmsg } from "../uapi/linux/rtnetlink.ts";
import * as sock_diag from "../uapi/linux/sock_diag.ts";
import { hex, list, quote } from "./guest.ts";
import { flagsOf, oneOf } from "./names.ts";
import { interfaceFlags } from "./show-ifreq.ts";
import {
  type Attributes,
  addr,
  addrFlags,
  attributeText,
  link,
  neigh,
  route,
  tables,
  word,
} from "./show-nlattr.ts";
import { familyName, hardwareTypes } from "./show-sockaddr.ts";
import { showError } from "./strerror.ts";

const types = oneOf(rtnetlink, "RTM_", (n) => /^RTM_(NEW|DEL|GET|SET)/.test(n));
const control = oneOf(netlink, "NLMSG_", (n) => /^NLMSG_(NOOP|ERROR|DONE|OVERRUN)$/.test(n));
const common = /^NLM_F_(REQUEST|MULTI|ACK|ECHO|DUMP_INTR|DUMP_FILTERED)$/;
const get = flagsOf(
  netlink,
  "NLM_F_",
  "0",
  (n) => common.test(n) || /^NLM_F_(ROOT|MATCH|ATOMIC|DUMP)$/.test(n),
);
const make = flagsOf(
  netlink,
  "NLM_F_",
  "0",
  (n) => common.test(n) || /^NLM_F_(REPLACE|EXCL|CREATE|APPEND)$/.test(n),
);
const acks = flagsOf(netlink, "NLM_F_", "0", (n) => common.test(n) || /^NLM_F_(CAPPED|ACK_TLVS)$/.test(n));

/** The type of a message of the protocol; null: rtnetlink's, as there is no telling. */
function typeName(v: number, protocol: number | null): string {
  if (v < netlink.NLMSG_MIN_TYPE) return control(v);
  switch (protocol) {
    case null:
    case netlink.NETLINK_ROUTE:
      return types(v);
    case netlink.NETLINK_SOCK_DIAG:
      return diagTypes(v);
    case netlink.NETLINK_GENERIC:
      return v === genetlink.GENL_ID_CTRL ? "nlctrl" : hex(v);
    default:
      return hex(v);
  }
}
const diagTypes = oneOf(sock_diag, "SOCK_D");

/** A message type's name. protocol: NETLINK_ROUTE has names, others numbers. */
export const netlinkTypeName = (protocol: number, type: number): string =>
  protocol === netlink.NETLINK_ROUTE || type < netlink.NLMSG_MIN_TYPE
    ? typeName(type, protocol)
    : `protocol ${protocol} type ${type}`;

const scopes = oneOf(rtnetlink, "RT_SCOPE_");
const protocols = oneOf(rtnetlink, "RTPROT_");
const routeTypes = oneOf(rtnetlink, "RTN_");
const routeFlags = flagsOf(rtnetlink, "RTM_F_ RTNH_F_", "0", (n) => !/MASK/.test(n));
const states = flagsOf(neighbour, "NUD_");
const neighFlags = flagsOf(neighbour, "NTF_", "0", (n) => !/^NTF_EXT/.test(n));

/** The name of a top-level attribute of a message of that type. */
export function netlinkAttributeName(protocol: number, type: number, attribute: number): string {
  const of = [link, addr, route, neigh][(type - rtnetlink.RTM_BASE) >> 2];
  const name = protocol === netlink.NETLINK_ROUTE ? of?.names(attribute) : undefined;
  return name ?? `attribute ${attribute}`;
}

/** What follows the header of an rtnetlink message: its struct and the family of its attributes. */
function bodyText(type: number, b: Uint8Array): string | null {
  const group = (type - rtnetlink.RTM_BASE) >> 2;
  const rest = (n: number, family: Attributes) => {
    const attrs = attributeText(b.subarray((n + 3) & ~3), family);
    return attrs.length ? `, ${list(attrs)}` : "";
  };
  if (group === 0 && b.length >= ifinfomsg.size) {
    const m = ifinfomsg.get(b);
    const change = m.ifi_change ? hex(m.ifi_change) : "0";
    return `{ifi_family=${familyName(m.ifi_family)}, ifi_type=${hardwareTypes(m.ifi_type)}, ifi_index=${m.ifi_index}, ifi_flags=${interfaceFlags(m.ifi_flags)}, ifi_change=${change}}${rest(ifinfomsg.size, link)}`;
  }
  if (group === 1 && b.length >= ifaddrmsg.size) {
    const m = ifaddrmsg.get(b);
    return `{ifa_family=${familyName(m.ifa_family)}, ifa_prefixlen=${m.ifa_prefixlen}, ifa_flags=${addrFlags(m.ifa_flags)}, ifa_scope=${scopes(m.ifa_scope)}, ifa_index=${m.ifa_index}}${rest(ifaddrmsg.size, addr)}`;
  }
  if (group === 2 && b.length >= rtmsg.size) {
    const m = rtmsg.get(b);
    return `{rtm_family=${familyName(m.rtm_family)}, rtm_dst_len=${m.rtm_dst_len}, rtm_src_len=${m.rtm_src_len}, rtm_table=${tables(m.rtm_table)}, rtm_protocol=${protocols(m.rtm_protocol)}, rtm_scope=${scopes(m.rtm_scope)}, rtm_type=${routeTypes(m.rtm_type)}, rtm_flags=${routeFlags(m.rtm_flags)}}${rest(rtmsg.size, route)}`;
  }
  if (group === 3 && b.length >= ndmsg.size) {
    const m = ndmsg.get(b);
    return `{ndm_family=${familyName(m.ndm_family)}, ndm_ifindex=${m.ndm_ifindex}, ndm_state=${states(m.ndm_state)}, ndm_flags=${neighFlags(m.ndm_flags)}, ndm_type=${routeTypes(m.ndm_type)}}${rest(ndmsg.size, neigh)}`;
  }
  return null;
}

function messageText(b: Uint8Array, protocol: number | null): string {
  const h = nlmsghdr.get(b);
  const dump = protocol === netlink.NETLINK_SOCK_DIAG || ((h.nlmsg_type - rtnetlink.RTM_BASE) & 3) === 2;
  const flags = h.nlmsg_type < netlink.NLMSG_MIN_TYPE ? acks : dump ? get : make;
  const head = `{nlmsg_len=${h.nlmsg_len}, nlmsg_type=${typeName(h.nlmsg_type, protocol)}, nlmsg_flags=${flags(h.nlmsg_flags)}, nlmsg_seq=${h.nlmsg_seq}, nlmsg_pid=${h.nlmsg_pid}}`;
  const body = b.subarray(nlmsghdr.size, h.nlmsg_len);
  if (body.length === 0) return `{${head}}`;
  if (h.nlmsg_type === netlink.NLMSG_ERROR && body.length >= nlmsgerr.size) {
    const e = nlmsgerr.get(body);
    const what = e.error ? showError(e.error).replace(/^-1 /, "-").replace(/ \(.*/, "") : "0";
    return `{${head}, {error=${what}, msg={nlmsg_len=${e.msg.nlmsg_len}, nlmsg_type=${typeName(e.msg.nlmsg_type, protocol)}}}}`;
  }
  if (h.nlmsg_type === netlink.NLMSG_DONE) return `{${head}, ${word(body) | 0}}`;
  const route = protocol === null || protocol === netlink.NETLINK_ROUTE;
  return `{${head}, ${(route ? bodyText(h.nlmsg_type, body) : null) ?? quote(body)}}`;
}

/** Whether b looks like a run of netlink messages (strace asks the socket; here the lengths must fit). */
export function isNetlinkBuffer(b: Uint8Array): boolean {
  if (b.length < nlmsghdr.size) return false;
  const { nlmsg_len, nlmsg_type, nlmsg_pid } = nlmsghdr.get(b);
  return (
    nlmsg_len >= nlmsghdr.size && nlmsg_len <= b.length + 3 && nlmsg_type < 256 && nlmsg_pid < 0x10000000
  );
}

/** All messages in b; protocol: the socket's, null where it is not known. */
export function netlinkText(b: Uint8Array, protocol: number | null = null): string {
  const items: string[] = [];
  for (let at = 0; at + nlmsghdr.size <= b.length; ) {
    const len = nlmsghdr.read(b, "nlmsg_len", at);
    if (len < nlmsghdr.size) break;
    items.push(messageText(b.subarray(at, Math.min(b.length, at + len)), protocol));
    at += (len + 3) & ~3;
  }
  return items.length === 1 ? items[0] : list(items);
}

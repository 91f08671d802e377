// Bridges as rtnetlink sees them: the kind "bridge", its options, its ports' options (net/bridge/br_netlink.c).
// Above: kinds.ts. Below: bridge.ts, ../core/rtnetlink.ts.

import { EINVAL, ENODEV, EOPNOTSUPP } from "../../uapi/asm/errno.ts";
import { IF_OPER_DOWN } from "../../uapi/linux/if.ts";
import { IFLA_BRIDGE_FLAGS } from "../../uapi/linux/if_bridge.ts";
import * as L from "../../uapi/linux/if_link.ts";
import { NLM_F_MULTI } from "../../uapi/linux/netlink.ts";
import { RTM_GETLINK, RTM_NEWLINK, RTM_SETLINK, RTNLGRP_LINK } from "../../uapi/linux/rtnetlink.ts";
import { __dev_get_by_index, dev_get_iflink, netdev_dump_order } from "../core/dev.ts";
import { dev_get_flags } from "../core/dev_flags.ts";
import { register_netdevice, unregister_netdevice_queue } from "../core/dev_register.ts";
import type { rtnl_link_ops } from "../core/link_ops.ts";
import { type net_device, netif_running } from "../core/netdevice.ts";
import { rtnl_notify, rtnl_register } from "../core/rtnetlink.ts";
import { NL_SET_ERR_MSG } from "../netlink/ext_ack.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import {
  NLA_BINARY,
  NLA_F_NESTED,
  NLA_U8,
  NLA_U16,
  NLA_U32,
  nla_list,
  nla_parse,
  type nlattrs,
  nlmsg,
  nlmsg_parse,
} from "../netlink/nlattr.ts";
import { br_dev_delete, br_dev_setup, br_port_get, type net_bridge, type net_bridge_port } from "./bridge.ts";
import { br_fdb_init } from "./bridge_fdb.ts";
import { validate_address } from "./dummy.ts";

const AF_BRIDGE = 7;
const SIZEOF_IFINFOMSG = 16;
/** Times are hundredths of a second. */
const ticks = (ns: number): number => Math.round(ns / 1e7);

function set_options(br: net_bridge, data: nlattrs | null): number {
  if (!data) return 0;
  const time = (type: number, set: (ns: number) => void): void => {
    const a = data.get(type);
    if (a) set(a.u32 * 1e7);
  };
  time(L.IFLA_BR_FORWARD_DELAY, (v) => (br.forward_delay = v));
  time(L.IFLA_BR_HELLO_TIME, (v) => (br.hello_time = v));
  time(L.IFLA_BR_MAX_AGE, (v) => (br.max_age = v));
  time(L.IFLA_BR_AGEING_TIME, (v) => (br.ageing_time = v));
  br.stp_enabled = data.get(L.IFLA_BR_STP_STATE)?.u32 ?? br.stp_enabled;
  br.priority = data.get(L.IFLA_BR_PRIORITY)?.u16 ?? br.priority;
  return 0;
}

function set_port(p: net_bridge_port, data: nlattrs | null): number {
  if (!data) return 0;
  const flag = (type: number, name: "learning" | "flood" | "isolated" | "hairpin"): void => {
    const a = data.get(type);
    if (a) p[name] = a.u8 !== 0;
  };
  flag(L.IFLA_BRPORT_LEARNING, "learning");
  flag(L.IFLA_BRPORT_UNICAST_FLOOD, "flood");
  flag(L.IFLA_BRPORT_ISOLATED, "isolated");
  flag(L.IFLA_BRPORT_MODE, "hairpin");
  p.path_cost = data.get(L.IFLA_BRPORT_COST)?.u32 ?? p.path_cost;
  p.priority = data.get(L.IFLA_BRPORT_PRIORITY)?.u16 ?? p.priority;
  p.state = data.get(L.IFLA_BRPORT_STATE)?.u8 ?? p.state;
  return 0;
}

function bridge_id(br: net_bridge): Uint8Array {
  const id = new Uint8Array(8);
  id[0] = br.priority >> 8;
  id[1] = br.priority & 0xff;
  id.set(br.dev.dev_addr, 2);
  return id;
}

function fill_port(m: nlmsg, p: net_bridge_port): void {
  m.putU8(L.IFLA_BRPORT_STATE, p.state)
    .putU16(L.IFLA_BRPORT_PRIORITY, p.priority)
    .putU32(L.IFLA_BRPORT_COST, p.path_cost)
    .putU8(L.IFLA_BRPORT_MODE, Number(p.hairpin))
    .putU8(L.IFLA_BRPORT_GUARD, 0)
    .putU8(L.IFLA_BRPORT_PROTECT, 0)
    .putU8(L.IFLA_BRPORT_FAST_LEAVE, 0)
    .putU8(L.IFLA_BRPORT_MCAST_TO_UCAST, 0)
    .putU8(L.IFLA_BRPORT_LEARNING, Number(p.learning))
    .putU8(L.IFLA_BRPORT_UNICAST_FLOOD, Number(p.flood))
    .putU8(L.IFLA_BRPORT_MCAST_FLOOD, 1)
    .putU8(L.IFLA_BRPORT_BCAST_FLOOD, 1)
    .putU8(L.IFLA_BRPORT_PROXYARP, 0)
    .putU8(L.IFLA_BRPORT_PROXYARP_WIFI, 0)
    .put(L.IFLA_BRPORT_ROOT_ID, bridge_id(p.br))
    .put(L.IFLA_BRPORT_BRIDGE_ID, bridge_id(p.br))
    .putU16(L.IFLA_BRPORT_DESIGNATED_PORT, (p.priority << 10) | p.port_no)
    .putU16(L.IFLA_BRPORT_DESIGNATED_COST, 0)
    .putU16(L.IFLA_BRPORT_ID, (p.priority << 10) | p.port_no)
    .putU16(L.IFLA_BRPORT_NO, p.port_no)
    .putU8(L.IFLA_BRPORT_TOPOLOGY_CHANGE_ACK, 0)
    .putU8(L.IFLA_BRPORT_CONFIG_PENDING, 0)
    .putU8(L.IFLA_BRPORT_VLAN_TUNNEL, 0)
    .putU16(L.IFLA_BRPORT_GROUP_FWD_MASK, 0)
    .putU8(L.IFLA_BRPORT_NEIGH_SUPPRESS, 0);
  const { release } = p.dev.nd_net.kernel;
  if (release.atLeast("5.8")) m.putU8(L.IFLA_BRPORT_MRP_RING_OPEN, 0);
  if (release.atLeast("5.11")) m.putU8(L.IFLA_BRPORT_MRP_IN_OPEN, 0);
  m.putU8(L.IFLA_BRPORT_ISOLATED, Number(p.isolated));
  if (release.atLeast("5.18")) m.putU8(L.IFLA_BRPORT_LOCKED, 0);
  for (const timer of [
    L.IFLA_BRPORT_MESSAGE_AGE_TIMER,
    L.IFLA_BRPORT_FORWARD_DELAY_TIMER,
    L.IFLA_BRPORT_HOLD_TIMER,
  ])
    m.putU64(timer, 0);
}

/** A port's message in the bridge's own form, of family AF_BRIDGE (br_fill_ifinfo). */
function br_fill_ifinfo(event: number, p: net_bridge_port, r: netlink_request | null, flags = 0): Uint8Array {
  const { dev, br } = p;
  const m = new nlmsg(event, flags, r?.nlh.nlmsg_seq ?? 0, r?.portid ?? 0);
  m.u8(AF_BRIDGE).u8(0).u16(dev.type).u32(dev.ifindex).u32(dev_get_flags(dev)).u32(0);
  m.putString(L.IFLA_IFNAME, dev.name)
    .putU32(L.IFLA_MASTER, br.dev.ifindex)
    .putU32(L.IFLA_MTU, dev.mtu)
    .putU8(L.IFLA_OPERSTATE, netif_running(dev) ? dev.operstate : IF_OPER_DOWN)
    .put(L.IFLA_ADDRESS, dev.dev_addr);
  if (dev.ifindex !== dev_get_iflink(dev)) m.putU32(L.IFLA_LINK, dev_get_iflink(dev));
  return m.nest(L.IFLA_PROTINFO | NLA_F_NESTED, () => fill_port(m, p)).end();
}

/** Tells of a port. */
export function br_ifinfo_notify(event: number, p: net_bridge_port): void {
  rtnl_notify(p.dev.nd_net, br_fill_ifinfo(event, p, null), RTNLGRP_LINK);
}

const BRIDGE_FLAGS_MASTER = 1;

/** What `bridge link set` says of a port (rtnl_bridge_setlink, br_setlink). */
function br_setlink(r: netlink_request): number {
  const tb = nlmsg_parse(r.bytes, SIZEOF_IFINFOMSG, L.IFLA_MAX, {}, r.extack);
  if (typeof tb === "number") return tb;
  const dev = __dev_get_by_index(r.net, new DataView(r.bytes.buffer, r.bytes.byteOffset + 16).getInt32(4));
  if (!dev) {
    NL_SET_ERR_MSG(r.extack, "unknown ifindex");
    return -ENODEV;
  }
  const spec = tb.get(L.IFLA_AF_SPEC);
  const wanted = spec ? nla_list(spec.data).attrs.find((a) => a.type === IFLA_BRIDGE_FLAGS) : undefined;
  if (wanted && wanted.data.length < 2) return -EINVAL;
  const p = br_port_get(dev);
  if (wanted?.u16 && !(wanted.u16 & BRIDGE_FLAGS_MASTER)) return -EOPNOTSUPP;
  if (!p) return -EOPNOTSUPP;
  const info = tb.get(L.IFLA_PROTINFO);
  if (!info) return 0;
  const data = nla_parse(info.data, L.IFLA_BRPORT_MAX, br_link_ops.slave_policy!, r.extack);
  if (typeof data === "number") return data;
  const err = set_port(p, data);
  if (!err) br_ifinfo_notify(RTM_NEWLINK, p);
  return err;
}

/** The ports of all bridges (rtnl_bridge_getlink). */
function* br_getlink(r: netlink_request): Generator<Uint8Array, undefined, void> {
  for (const dev of netdev_dump_order(r.net)) {
    const p = br_port_get(dev);
    if (p) yield br_fill_ifinfo(RTM_NEWLINK, p, r, NLM_F_MULTI);
  }
}

export function br_netlink_init(): void {
  rtnl_register(
    { family: AF_BRIDGE, type: RTM_GETLINK, dumpit: br_getlink, seqOf: (net) => net.dev_base_seq },
    { family: AF_BRIDGE, type: RTM_SETLINK, doit: br_setlink },
  );
  br_fdb_init();
}

export const br_link_ops: rtnl_link_ops = {
  kind: "bridge",
  setup: br_dev_setup,
  maxtype: L.IFLA_BR_MAX,
  policy: {
    [L.IFLA_BR_FORWARD_DELAY]: NLA_U32,
    [L.IFLA_BR_HELLO_TIME]: NLA_U32,
    [L.IFLA_BR_MAX_AGE]: NLA_U32,
    [L.IFLA_BR_AGEING_TIME]: NLA_U32,
    [L.IFLA_BR_STP_STATE]: NLA_U32,
    [L.IFLA_BR_PRIORITY]: NLA_U16,
    [L.IFLA_BR_VLAN_FILTERING]: NLA_U8,
    [L.IFLA_BR_GROUP_ADDR]: NLA_BINARY(6),
  },
  validate: validate_address,
  newlink(_src, dev, _tb, data) {
    const err = register_netdevice(dev);
    return err < 0 ? err : set_options(dev.priv as net_bridge, data);
  },
  changelink: (dev, _tb, data) => set_options(dev.priv as net_bridge, data),
  dellink(dev, list) {
    br_dev_delete(dev);
    unregister_netdevice_queue(dev, list);
  },
  fill_info(m, dev) {
    const br = dev.priv as net_bridge;
    // No timer of the spanning tree runs.
    for (const timer of [
      L.IFLA_BR_HELLO_TIMER,
      L.IFLA_BR_TCN_TIMER,
      L.IFLA_BR_TOPOLOGY_CHANGE_TIMER,
      L.IFLA_BR_GC_TIMER,
    ])
      m.putU64(timer, 0);
    m.putU32(L.IFLA_BR_FORWARD_DELAY, ticks(br.forward_delay))
      .putU32(L.IFLA_BR_HELLO_TIME, ticks(br.hello_time))
      .putU32(L.IFLA_BR_MAX_AGE, ticks(br.max_age))
      .putU32(L.IFLA_BR_AGEING_TIME, ticks(br.ageing_time))
      .putU32(L.IFLA_BR_STP_STATE, br.stp_enabled)
      .putU16(L.IFLA_BR_PRIORITY, br.priority)
      .putU8(L.IFLA_BR_VLAN_FILTERING, 0)
      .putU16(L.IFLA_BR_GROUP_FWD_MASK, 0)
      .put(L.IFLA_BR_BRIDGE_ID, bridge_id(br))
      .put(L.IFLA_BR_ROOT_ID, bridge_id(br))
      .putU16(L.IFLA_BR_ROOT_PORT, 0)
      .putU32(L.IFLA_BR_ROOT_PATH_COST, 0)
      .putU8(L.IFLA_BR_TOPOLOGY_CHANGE, 0)
      .putU8(L.IFLA_BR_TOPOLOGY_CHANGE_DETECTED, 0)
      .put(L.IFLA_BR_GROUP_ADDR, Uint8Array.of(1, 0x80, 0xc2, 0, 0, 0));
    if (dev.nd_net.kernel.release.atLeast("5.0"))
      m.nest(L.IFLA_BR_MULTI_BOOLOPT, () => m.u32(0).u32(dev.nd_net.kernel.release.atLeast("5.15") ? 3 : 1));
  },
  slave_maxtype: L.IFLA_BRPORT_MAX,
  slave_policy: {
    [L.IFLA_BRPORT_STATE]: NLA_U8,
    [L.IFLA_BRPORT_COST]: NLA_U32,
    [L.IFLA_BRPORT_PRIORITY]: NLA_U16,
    [L.IFLA_BRPORT_MODE]: NLA_U8,
    [L.IFLA_BRPORT_LEARNING]: NLA_U8,
    [L.IFLA_BRPORT_UNICAST_FLOOD]: NLA_U8,
    [L.IFLA_BRPORT_ISOLATED]: NLA_U8,
  },
  slave_changelink: (_master, dev, _tb, data) => set_port(br_port_get(dev)!, data),
  fill_slave_info(m, _master, dev: net_device) {
    const p = br_port_get(dev);
    if (p) fill_port(m, p);
  },
};

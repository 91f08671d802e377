// Bridges as rtnetlink sees them: the kind "bridge", its options, its ports' options (net/bridge/br_netlink.c).
// Above: kinds.ts. Below: bridge.ts, ../core/rtnetlink.ts.

import { IF_OPER_DOWN } from "../../uapi/linux/if.ts";
import * as L from "../../uapi/linux/if_link.ts";
import { RTNLGRP_LINK } from "../../uapi/linux/rtnetlink.ts";
import { dev_get_iflink } from "../core/dev.ts";
import { dev_get_flags } from "../core/dev_flags.ts";
import { register_netdevice, unregister_netdevice_queue } from "../core/dev_register.ts";
import type { rtnl_link_ops } from "../core/link_ops.ts";
import { type net_device, netif_running } from "../core/netdevice.ts";
import { rtnl_notify } from "../core/rtnetlink.ts";
import {
  NLA_BINARY,
  NLA_F_NESTED,
  NLA_U8,
  NLA_U16,
  NLA_U32,
  type nlattrs,
  nlmsg,
} from "../netlink/nlattr.ts";
import { br_dev_delete, br_dev_setup, br_port_get, type net_bridge, type net_bridge_port } from "./bridge.ts";
import { validate_address } from "./dummy.ts";

const AF_BRIDGE = 7;
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
    .putU8(L.IFLA_BRPORT_LEARNING, Number(p.learning))
    .putU8(L.IFLA_BRPORT_UNICAST_FLOOD, Number(p.flood))
    .put(L.IFLA_BRPORT_ROOT_ID, bridge_id(p.br))
    .put(L.IFLA_BRPORT_BRIDGE_ID, bridge_id(p.br))
    .putU16(L.IFLA_BRPORT_DESIGNATED_PORT, (p.priority << 10) | p.port_no)
    .putU16(L.IFLA_BRPORT_DESIGNATED_COST, 0)
    .putU16(L.IFLA_BRPORT_ID, (p.priority << 10) | p.port_no)
    .putU16(L.IFLA_BRPORT_NO, p.port_no)
    .putU8(L.IFLA_BRPORT_ISOLATED, Number(p.isolated));
}

/** Tells of a port, in the bridge's own form (family AF_BRIDGE). */
export function br_ifinfo_notify(event: number, p: net_bridge_port): void {
  const { dev, br } = p;
  const m = new nlmsg(event, 0, 0, 0);
  m.u8(AF_BRIDGE).u8(0).u16(dev.type).u32(dev.ifindex).u32(dev_get_flags(dev)).u32(0);
  m.putString(L.IFLA_IFNAME, dev.name)
    .putU32(L.IFLA_MASTER, br.dev.ifindex)
    .putU32(L.IFLA_MTU, dev.mtu)
    .putU8(L.IFLA_OPERSTATE, netif_running(dev) ? dev.operstate : IF_OPER_DOWN)
    .put(L.IFLA_ADDRESS, dev.dev_addr);
  if (dev.ifindex !== dev_get_iflink(dev)) m.putU32(L.IFLA_LINK, dev_get_iflink(dev));
  m.nest(L.IFLA_PROTINFO | NLA_F_NESTED, () => fill_port(m, p));
  rtnl_notify(dev.nd_net, m.end(), RTNLGRP_LINK);
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
    m.putU32(L.IFLA_BR_FORWARD_DELAY, ticks(br.forward_delay))
      .putU32(L.IFLA_BR_HELLO_TIME, ticks(br.hello_time))
      .putU32(L.IFLA_BR_MAX_AGE, ticks(br.max_age))
      .putU32(L.IFLA_BR_AGEING_TIME, ticks(br.ageing_time))
      .putU32(L.IFLA_BR_STP_STATE, br.stp_enabled)
      .putU16(L.IFLA_BR_PRIORITY, br.priority)
      .putU8(L.IFLA_BR_VLAN_FILTERING, 0)
      .put(L.IFLA_BR_BRIDGE_ID, bridge_id(br))
      .put(L.IFLA_BR_ROOT_ID, bridge_id(br));
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

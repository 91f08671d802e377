// Bridges as rtnetlink sees them: the kind "bridge", its options, its ports' options (net/bridge/br_netlink.c).
// Above: kinds.ts. Below: bridge.ts, ../core/rtnetlink.ts.

import { EBUSY, EINVAL, ENODEV, EOPNOTSUPP, EPROTONOSUPPORT } from "../../uapi/asm/errno.ts";
import { IF_OPER_DOWN } from "../../uapi/linux/if.ts";
import { IFLA_BRIDGE_FLAGS } from "../../uapi/linux/if_bridge.ts";
import { ETH_P_8021Q } from "../../uapi/linux/if_ether.ts";
import * as L from "../../uapi/linux/if_link.ts";
import { NLM_F_MULTI } from "../../uapi/linux/netlink.ts";
import {
  RTEXT_FILTER_BRVLAN,
  RTEXT_FILTER_BRVLAN_COMPRESSED,
  RTM_DELLINK,
  RTM_GETLINK,
  RTM_NEWLINK,
  RTM_SETLINK,
  RTNLGRP_LINK,
} from "../../uapi/linux/rtnetlink.ts";
import { __dev_get_by_index, dev_get_iflink, netdev_dump_order } from "../core/dev.ts";
import { dev_get_flags } from "../core/dev_flags.ts";
import { register_netdevice, unregister_netdevice_queue } from "../core/dev_register.ts";
import type { rtnl_link_ops } from "../core/link_ops.ts";
import { type net_device, netif_is_bridge_master, netif_running } from "../core/netdevice.ts";
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
  nlmsg_parse,
} from "../netlink/nlattr.ts";
import { nlmsg } from "../netlink/nlmsg.ts";
import { br_dev_delete, br_dev_setup, br_port_get, type net_bridge, type net_bridge_port } from "./bridge.ts";
import { br_fdb_init } from "./bridge_fdb.ts";
import { br_stp_change_bridge_id } from "./bridge_if.ts";
import { br_afspec, fill_vlans, set_default_pvid } from "./bridge_vlan.ts";
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
  const protocol = data.get(L.IFLA_BR_VLAN_PROTOCOL);
  if (protocol && protocol.u16 !== ETH_P_8021Q) return -EPROTONOSUPPORT;
  const filtering = data.get(L.IFLA_BR_VLAN_FILTERING);
  if (filtering) br.vlan_enabled = filtering.u8 !== 0;
  const pvid = data.get(L.IFLA_BR_VLAN_DEFAULT_PVID);
  const err = pvid ? set_default_pvid(br, pvid.u16) : 0;
  if (err) return err;
  const stats = data.get(L.IFLA_BR_VLAN_STATS_ENABLED);
  if (stats && stats.u8 > 1) return -EINVAL;
  br.vlan_stats_enabled = stats?.u8 ?? br.vlan_stats_enabled;
  const per_port = data.get(L.IFLA_BR_VLAN_STATS_PER_PORT);
  if (per_port && per_port.u8 > 1) return -EINVAL;
  if (per_port && br.ports.some((p) => p.vlgrp.vlans.size)) return -EBUSY;
  br.vlan_stats_per_port = per_port?.u8 ?? br.vlan_stats_per_port;
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
  id.set(br.bridge_addr, 2);
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

/**
 * A port's (null: the bridge's) message in the bridge's own form, of family AF_BRIDGE; vlans if mask asks for them
 * (br_fill_ifinfo).
 */
function br_fill_ifinfo(
  event: number,
  br: net_bridge,
  p: net_bridge_port | null,
  r: netlink_request | null,
  mask = 0,
  flags = 0,
): Uint8Array {
  const dev = p?.dev ?? br.dev;
  const m = new nlmsg(event, flags, r?.nlh.nlmsg_seq ?? 0, r?.portid ?? 0);
  m.u8(AF_BRIDGE).u8(0).u16(dev.type).u32(dev.ifindex).u32(dev_get_flags(dev)).u32(0);
  m.putString(L.IFLA_IFNAME, dev.name)
    .putU32(L.IFLA_MASTER, br.dev.ifindex)
    .putU32(L.IFLA_MTU, dev.mtu)
    .putU8(L.IFLA_OPERSTATE, netif_running(dev) ? dev.operstate : IF_OPER_DOWN)
    .put(L.IFLA_ADDRESS, dev.dev_addr);
  if (dev.ifindex !== dev_get_iflink(dev)) m.putU32(L.IFLA_LINK, dev_get_iflink(dev));
  if (p && event === RTM_NEWLINK) m.nest(L.IFLA_PROTINFO | NLA_F_NESTED, () => fill_port(m, p));
  const { vlgrp } = p ?? br;
  if (mask & VLANS && vlgrp.vlans.size)
    m.nest(L.IFLA_AF_SPEC, () => fill_vlans(m, vlgrp, (mask & RTEXT_FILTER_BRVLAN_COMPRESSED) !== 0));
  return m.end();
}

const VLANS = RTEXT_FILTER_BRVLAN | RTEXT_FILTER_BRVLAN_COMPRESSED;

/** Tells of a port. */
export function br_ifinfo_notify(event: number, p: net_bridge_port): void {
  const { dev, br } = p;
  rtnl_notify(dev.nd_net, br_fill_ifinfo(event, br, p, null, RTEXT_FILTER_BRVLAN_COMPRESSED), RTNLGRP_LINK);
}

const BRIDGE_FLAGS_MASTER = 1;
const BRIDGE_FLAGS_SELF = 2;

/** What `bridge link set`, `bridge vlan add` (RTM_SETLINK) and `bridge vlan del` (RTM_DELLINK) say (rtnl_bridge_setlink). */
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
  const flags = wanted?.u16 ?? 0;
  const p = br_port_get(dev);
  if (!flags || flags & BRIDGE_FLAGS_MASTER) {
    if (!p) return -EOPNOTSUPP;
    const err = change(r, p.br, p, tb);
    if (err) return err;
  }
  if (!(flags & BRIDGE_FLAGS_SELF)) return 0;
  if (!netif_is_bridge_master(dev)) return -EOPNOTSUPP;
  const br = dev.priv as net_bridge;
  const err = change(r, br, null, tb);
  if (!err) {
    const news = br_fill_ifinfo(RTM_NEWLINK, br, null, null, RTEXT_FILTER_BRVLAN);
    rtnl_notify(dev.nd_net, news, RTNLGRP_LINK);
  }
  return err;
}

/** To a port, null: the bridge itself (br_setlink, br_dellink). */
function change(r: netlink_request, br: net_bridge, p: net_bridge_port | null, tb: nlattrs): number {
  const spec = tb.get(L.IFLA_AF_SPEC);
  const cmd = r.nlh.nlmsg_type;
  const info = cmd === RTM_SETLINK ? tb.get(L.IFLA_PROTINFO) : undefined;
  if (!info && !spec) return 0;
  if (!p && !spec) return -EINVAL;
  let changed = false;
  if (p && info) {
    const data = nla_parse(info.data, L.IFLA_BRPORT_MAX, br_link_ops.slave_policy!, r.extack);
    if (typeof data === "number") return data;
    const err = set_port(p, data);
    if (err) return err;
    changed = true;
  }
  if (spec) {
    const done = br_afspec(br, p, spec, cmd, r.extack);
    if (typeof done === "number") return done;
    changed ||= done;
  }
  if (changed && p) br_ifinfo_notify(RTM_NEWLINK, p);
  return 0;
}

/** The ports of all bridges, and the bridges themselves for those who ask for vlans (rtnl_bridge_getlink). */
function* br_getlink(r: netlink_request): Generator<Uint8Array, number | undefined, void> {
  const tb = nlmsg_parse(r.bytes, SIZEOF_IFINFOMSG, L.IFLA_MAX, {}, null);
  const filter = typeof tb === "number" ? undefined : tb.get(L.IFLA_EXT_MASK);
  if (filter && filter.data.length < 4) return -EINVAL;
  const mask = filter?.u32 ?? 0;
  for (const dev of netdev_dump_order(r.net)) {
    const p = br_port_get(dev);
    if (p) yield br_fill_ifinfo(RTM_NEWLINK, p.br, p, r, mask, NLM_F_MULTI);
    if (netif_is_bridge_master(dev) && mask & VLANS)
      yield br_fill_ifinfo(RTM_NEWLINK, dev.priv as net_bridge, null, r, mask, NLM_F_MULTI);
  }
}

export function br_netlink_init(): void {
  rtnl_register(
    { family: AF_BRIDGE, type: RTM_GETLINK, dumpit: br_getlink, seqOf: (net) => net.dev_base_seq },
    { family: AF_BRIDGE, type: RTM_SETLINK, doit: br_setlink },
    { family: AF_BRIDGE, type: RTM_DELLINK, doit: br_setlink },
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
    [L.IFLA_BR_VLAN_PROTOCOL]: NLA_U16,
    [L.IFLA_BR_VLAN_DEFAULT_PVID]: NLA_U16,
    [L.IFLA_BR_VLAN_STATS_ENABLED]: NLA_U8,
    [L.IFLA_BR_VLAN_STATS_PER_PORT]: NLA_U8,
    [L.IFLA_BR_GROUP_ADDR]: NLA_BINARY(6),
  },
  validate: validate_address,
  newlink(_src, dev, tb, data) {
    const err = register_netdevice(dev);
    const addr = tb.get(L.IFLA_ADDRESS);
    if (err >= 0 && addr) br_stp_change_bridge_id(dev.priv as net_bridge, addr.data.slice(0, 6));
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
      .putU8(L.IFLA_BR_VLAN_FILTERING, Number(br.vlan_enabled))
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
    m.putU16(L.IFLA_BR_VLAN_PROTOCOL, ETH_P_8021Q)
      .putU16(L.IFLA_BR_VLAN_DEFAULT_PVID, br.default_pvid)
      .putU8(L.IFLA_BR_VLAN_STATS_ENABLED, br.vlan_stats_enabled);
    if (dev.nd_net.kernel.release.atLeast("4.20"))
      m.putU8(L.IFLA_BR_VLAN_STATS_PER_PORT, br.vlan_stats_per_port);
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

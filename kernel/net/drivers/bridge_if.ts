// Ports of a bridge: joining and leaving, and what the bridge takes over from them: address, features, MTU, carrier
// (net/bridge/br_if.c, br_stp_if.c). Above: bridge_netlink.ts, dev_ioctl. Below: bridge.ts (forwarding).

import { EBUSY, EINVAL, ELOOP, EOPNOTSUPP } from "../../uapi/asm/errno.ts";
import { IFF_LOOPBACK, IFF_UP } from "../../uapi/linux/if.ts";
import { ARPHRD_ETHER } from "../../uapi/linux/if_arp.ts";
import { ETH_ALEN } from "../../uapi/linux/if_ether.ts";
import { RTM_DELLINK, RTM_NEWLINK } from "../../uapi/linux/rtnetlink.ts";
import { call_netdevice_notifiers, equalBytes, NET_ADDR_SET } from "../core/dev.ts";
import {
  netdev_master_upper_dev_get,
  netdev_master_upper_dev_link,
  netdev_rx_handler_register,
  netdev_rx_handler_unregister,
  netdev_upper_dev_unlink,
} from "../core/dev_adjacent.ts";
import {
  dev_disable_lro,
  dev_pre_changeaddr_notify,
  dev_set_allmulti,
  dev_set_mtu,
  dev_set_promiscuity,
} from "../core/dev_flags.ts";
import {
  IFF_BRIDGE_PORT,
  IFF_DONT_BRIDGE,
  NETDEV_CHANGEADDR,
  NETDEV_FEAT_CHANGE,
  NETDEV_JOIN,
  NETIF_F_GSO_ROBUST,
} from "../core/netdev_flags.ts";
import { type net_device, netif_oper_up, netif_running } from "../core/netdevice.ts";
import { netif_carrier_off, netif_carrier_on } from "../core/sch.ts";
import { NL_SET_ERR_MSG, type netlink_ext_ack } from "../netlink/ext_ack.ts";
import {
  BR_STATE_DISABLED,
  BR_STATE_FORWARDING,
  br_dev_ops,
  br_port_get,
  handle_frame,
  type net_bridge,
  type net_bridge_port,
  PORTS_DECIDE,
} from "./bridge.ts";
import { br_fdb_change_mac_address, br_fdb_delete_by_port, fdb_add_local, key } from "./bridge_local.ts";
import { br_ifinfo_notify } from "./bridge_netlink.ts";
import { br_sysfs_addif, br_sysfs_delif } from "./bridge_sysfs.ts";
import { vlan_delete, vlan_group, vlan_init } from "./bridge_vlan.ts";
import { is_valid_ether_addr } from "./eth.ts";

// ---- ports ----

/** The port forwards: there is no spanning tree to wait for (br_stp_enable_port). */
export function enable(p: net_bridge_port): void {
  p.state = BR_STATE_FORWARDING;
  // Told twice: as it goes to forwarding (br_make_forwarding), and when it is enabled.
  br_ifinfo_notify(RTM_NEWLINK, p);
  br_port_state_selection(p.br);
  br_ifinfo_notify(RTM_NEWLINK, p);
}

/** The port is silent, and what was learnt behind it is forgotten (br_stp_disable_port). */
export function disable(p: net_bridge_port): void {
  if (p.state === BR_STATE_DISABLED) {
    br_ifinfo_notify(RTM_NEWLINK, p);
    return;
  }
  p.state = BR_STATE_DISABLED;
  br_ifinfo_notify(RTM_NEWLINK, p);
  br_fdb_delete_by_port(p.br, p, 0, false);
  br_port_state_selection(p.br);
}

/** The bridge has a carrier while one port forwards. One that never had ports keeps the one it was born with. */
function br_port_state_selection(br: net_bridge): void {
  if (br.ports.some((p) => p.state === BR_STATE_FORWARDING)) netif_carrier_on(br.dev);
  else netif_carrier_off(br.dev);
}

/** The bridge takes this address. */
export function br_stp_change_bridge_id(br: net_bridge, addr: Uint8Array): void {
  br_fdb_change_mac_address(br, addr);
  br.bridge_addr = addr.slice();
  br.dev.dev_addr = addr.slice();
  br_port_state_selection(br);
}

/** The bridge takes the lowest address of its ports unless one was set; true if it changed. */
export function recalculate_bridge_id(br: net_bridge): boolean {
  if (br.dev.addr_assign_type === NET_ADDR_SET) return false;
  let best: Uint8Array | null = null;
  for (const { dev } of br.ports) {
    if (!best || key(dev.dev_addr, 0) < key(best, 0)) best = dev.dev_addr;
  }
  const addr = best ?? new Uint8Array(ETH_ALEN);
  if (equalBytes(addr, br.bridge_addr)) return false;
  br_stp_change_bridge_id(br, addr);
  return true;
}

/** The bridge's features follow its ports' (br_features_recompute). */
export function update_features(br: net_bridge): void {
  const decided = PORTS_DECIDE | NETIF_F_GSO_ROBUST;
  const of = br.ports.reduce((all, p) => all | p.dev.features, br.ports.length ? 0 : decided);
  const features = (br.dev.features & ~decided) | (of & decided);
  if (features === br.dev.features) return;
  br.dev.features = features;
  call_netdevice_notifiers(NETDEV_FEAT_CHANGE, br.dev);
}

/** The mtu follows the smallest of the ports unless a program set it. */
export function mtu_auto_adjust(br: net_bridge): void {
  if (br.mtu_set_by_user) return;
  dev_set_mtu(br.dev, br.ports.length ? Math.min(...br.ports.map((p) => p.dev.mtu)) : 1500);
  br.mtu_set_by_user = false;
}

/** What a way through the device costs, by its speed (802.1D; br_if.c port_cost). */
export function port_cost(dev: net_device): number {
  const speed = dev.ethtool_ops?.get_link_ksettings?.(dev)?.speed ?? 0;
  const costs: Readonly<Record<number, number>> = { 10000: 2, 5000: 3, 2500: 4, 1000: 4, 100: 19, 10: 100 };
  if (costs[speed]) return costs[speed];
  return speed > 10000 ? 1 : 100;
}

export function br_add_if(br: net_bridge, dev: net_device, extack: netlink_ext_ack | null): number {
  if (
    dev.flags & IFF_LOOPBACK ||
    dev.type !== ARPHRD_ETHER ||
    dev.addr_len !== ETH_ALEN ||
    !is_valid_ether_addr(dev.dev_addr)
  ) {
    return -EINVAL;
  }
  if (dev.netdev_ops === br_dev_ops) {
    NL_SET_ERR_MSG(extack, "Can not enslave a bridge to a bridge");
    return -ELOOP;
  }
  if (netdev_master_upper_dev_get(dev)) return -EBUSY;
  if (dev.priv_flags & IFF_DONT_BRIDGE) {
    NL_SET_ERR_MSG(extack, "Device does not allow enslaving to a bridge");
    return -EOPNOTSUPP;
  }
  let port_no = 1;
  while (br.ports.some((p) => p.port_no === port_no)) port_no++;
  const p: net_bridge_port = {
    br,
    dev,
    port_no,
    state: BR_STATE_DISABLED,
    priority: 0x20,
    path_cost: port_cost(dev),
    learning: true,
    flood: true,
    isolated: false,
    hairpin: false,
    vlgrp: new vlan_group(),
    sysfs_name: dev.name,
  };
  call_netdevice_notifiers(NETDEV_JOIN, dev);
  let err = dev_set_allmulti(dev, 1);
  if (err) return err;
  err = netdev_rx_handler_register(dev, handle_frame, p);
  if (err) {
    dev_set_allmulti(dev, -1);
    return err;
  }
  br_sysfs_addif(p);
  dev.priv_flags |= IFF_BRIDGE_PORT;
  err = netdev_master_upper_dev_link(dev, br.dev, null, null, extack);
  if (err) {
    br_sysfs_delif(p);
    dev.priv_flags &= ~IFF_BRIDGE_PORT;
    netdev_rx_handler_unregister(dev);
    dev_set_allmulti(dev, -1);
    return err;
  }
  dev_disable_lro(dev);
  br.ports.unshift(p);
  dev_set_promiscuity(dev, 1);
  update_features(br);
  fdb_add_local(br, p, dev.dev_addr, 0);
  if (br.dev.addr_assign_type !== NET_ADDR_SET) {
    err = dev_pre_changeaddr_notify(br.dev, dev.dev_addr, extack);
    if (err) {
      br_del_if(br, dev);
      return err;
    }
  }
  vlan_init(br, p);
  const changed = recalculate_bridge_id(br);
  if (netif_running(dev) && netif_oper_up(dev) && br.dev.flags & IFF_UP) enable(p);
  br_ifinfo_notify(RTM_NEWLINK, p);
  if (changed) call_netdevice_notifiers(NETDEV_CHANGEADDR, br.dev);
  mtu_auto_adjust(br);
  return 0;
}

export function br_del_if(br: net_bridge, dev: net_device): number {
  const p = br_port_get(dev);
  if (p?.br !== br) return -EINVAL;
  del_nbp(p);
  mtu_auto_adjust(br);
  if (recalculate_bridge_id(br)) call_netdevice_notifiers(NETDEV_CHANGEADDR, br.dev);
  update_features(br);
  return 0;
}

/** Takes a port out of its bridge. */
export function del_nbp(p: net_bridge_port): void {
  const { br, dev } = p;
  br_sysfs_delif(p, p.sysfs_name);
  dev_set_allmulti(dev, -1);
  dev_set_promiscuity(dev, -1);
  disable(p);
  br_ifinfo_notify(RTM_DELLINK, p);
  br.ports.splice(br.ports.indexOf(p), 1);
  for (const vid of [...p.vlgrp.vlans.keys()]) vlan_delete(br, p, vid);
  br_fdb_delete_by_port(br, p, 0, true);
  netdev_upper_dev_unlink(dev, br.dev);
  dev.priv_flags &= ~IFF_BRIDGE_PORT;
  netdev_rx_handler_unregister(dev);
}

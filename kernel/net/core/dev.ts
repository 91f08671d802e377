// Network devices of a namespace: the lists, look-up by name, index and address, making one, notifying
// (net/core/dev.c). Its neighbours: dev_name.ts (names), dev_flags.ts (up, down, flags, mtu, address),
// dev_register.ts (birth, death, moves), dev_adjacent.ts (upper and lower), dev_queue.ts (packets).
// Above: rtnetlink, dev_ioctl.ts, the protocols. Below: netdevice.ts, net_namespace.ts.

import { IFF_LOOPBACK, IFF_UP } from "../../uapi/linux/if.ts";
import { device } from "./device.ts";
import type { NetStack, net } from "./net_namespace.ts";
import {
  DEFAULT_TX_QUEUE_LEN,
  IFF_NO_QUEUE,
  IFF_XMIT_DST_RELEASE,
  IFF_XMIT_DST_RELEASE_PERM,
  NETDEV_DOWN,
  NETDEV_GOING_DOWN,
  NETDEV_REGISTER,
  NETDEV_UNREGISTER,
  NETDEV_UP,
} from "./netdev_flags.ts";
import {
  net_device,
  type netdev_name_node,
  type netdev_notifier_info,
  rtnl_link_stats64,
} from "./netdevice.ts";
import { NOTIFY_STOP_MASK, type notifier_block, notifier_to_errno } from "./notifier.ts";

export const NET_NAME_UNKNOWN = 0;
export const NET_NAME_ENUM = 1;
export const NET_NAME_PREDICTABLE = 2;
export const NET_NAME_USER = 3;
export const NET_NAME_RENAMED = 4;

export const NET_ADDR_PERM = 0;
export const NET_ADDR_RANDOM = 1;
export const NET_ADDR_STOLEN = 2;
export const NET_ADDR_SET = 3;

// ---- look-up ----

/** The device that a name, its own or an alternative one, stands for. */
export function netdev_name_node_lookup(net: net, name: string): netdev_name_node | null {
  return net.dev_name_head.get(name) ?? null;
}

export function __dev_get_by_name(net: net, name: string): net_device | null {
  return net.dev_name_head.get(name)?.dev ?? null;
}
export const dev_get_by_name = __dev_get_by_name;
export const dev_get_by_name_rcu = __dev_get_by_name;

export function __dev_get_by_index(net: net, ifindex: number): net_device | null {
  return net.dev_index_head.get(ifindex) ?? null;
}
export const dev_get_by_index = __dev_get_by_index;
export const dev_get_by_index_rcu = __dev_get_by_index;

/** The first device of this type and hardware address. */
export function dev_getbyhwaddr(net: net, type: number, ha: Uint8Array): net_device | null {
  return net.dev_base_head.find((d) => d.type === type && equalBytes(d.dev_addr, ha)) ?? null;
}

export function netdev_name_in_use(net: net, name: string): boolean {
  return net.dev_name_head.has(name);
}

/**
 * The devices in the order in which a dump goes through them: by the hash of the index (256 chains), in a chain
 * the youngest first. if_nameindex() and `ip link` show this order.
 */
export function netdev_dump_order(net: net): net_device[] {
  const chains: net_device[][] = [];
  for (const dev of net.dev_index_head.values()) (chains[dev.ifindex & 255] ??= []).unshift(dev);
  return chains.flat();
}

/** A free interface index: they only grow (until 2^31). */
export function dev_new_index(net: net): number {
  let ifindex = net.ifindex;
  do {
    ifindex = ifindex >= 0x7fffffff ? 1 : ifindex + 1;
  } while (net.dev_index_head.has(ifindex));
  net.ifindex = ifindex;
  return ifindex;
}

export function netdev_name_node_add(net: net, node: netdev_name_node): void {
  net.dev_name_head.set(node.name, node);
}

export function netdev_name_node_del(net: net, node: netdev_name_node): void {
  if (net.dev_name_head.get(node.name) === node) net.dev_name_head.delete(node.name);
}

/** Makes the device visible in its namespace. */
export function list_netdevice(dev: net_device): void {
  const net = dev.nd_net;
  net.dev_base_head.push(dev);
  netdev_name_node_add(net, dev.name_node!);
  for (const node of dev.altnames) netdev_name_node_add(net, node);
  net.dev_index_head.set(dev.ifindex, dev);
  dev_base_seq_inc(net);
}

export function unlist_netdevice(dev: net_device): void {
  const net = dev.nd_net;
  for (const node of dev.altnames) netdev_name_node_del(net, node);
  const i = net.dev_base_head.indexOf(dev);
  if (i >= 0) net.dev_base_head.splice(i, 1);
  if (dev.name_node) netdev_name_node_del(net, dev.name_node);
  net.dev_index_head.delete(dev.ifindex);
  dev_base_seq_inc(net);
}

/** Tells dumps under way that what they show is no longer one moment's state (NLM_F_DUMP_INTR). */
export function dev_base_seq_inc(net: net): void {
  net.dev_base_seq = (net.dev_base_seq + 1) >>> 0 || 1;
}

// ---- making one ----

/** A device that is not registered yet. setup fills in its kind; name may hold a %d (alloc_netdev_mqs). */
export function alloc_netdev_mqs(
  net: net,
  name: string,
  name_assign_type: number,
  setup: (dev: net_device) => void,
  txqs = 1,
  rxqs = 1,
): net_device {
  const dev = new net_device(net, name, name_assign_type, new device(name));
  dev.priv_flags = IFF_XMIT_DST_RELEASE | IFF_XMIT_DST_RELEASE_PERM;
  setup(dev);
  if (!dev.tx_queue_len) {
    dev.priv_flags |= IFF_NO_QUEUE;
    dev.tx_queue_len = DEFAULT_TX_QUEUE_LEN;
  }
  dev.num_tx_queues = txqs;
  dev.real_num_tx_queues = txqs;
  dev.num_rx_queues = rxqs;
  dev.real_num_rx_queues = rxqs;
  return dev;
}
export const alloc_netdev = alloc_netdev_mqs;

/** The device's counters as the outside sees them. */
export function dev_get_stats(dev: net_device): rtnl_link_stats64 {
  const stats = Object.assign(new rtnl_link_stats64(), dev.stats);
  dev.netdev_ops.ndo_get_stats64?.(dev, stats);
  return stats;
}

/** The index of the device that this one sends through: itself, or what it was made on. */
export function dev_get_iflink(dev: net_device): number {
  return dev.netdev_ops.ndo_get_iflink?.(dev) ?? dev.ifindex;
}

export function dev_addr_set(dev: net_device, addr: Uint8Array): void {
  dev.dev_addr = addr.slice(0, dev.addr_len);
}

export const is_loopback = (dev: net_device): boolean => (dev.flags & IFF_LOOPBACK) !== 0;

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

// ---- notifying ----

/** Tells the namespace's listeners, then everybody's. Returns the verdict (notifier_to_errno() makes it an errno). */
export function call_netdevice_notifiers_info(event: number, info: netdev_notifier_info): number {
  const net = info.dev.nd_net;
  const verdict = net.netdev_chain.call(event, info);
  if (verdict & NOTIFY_STOP_MASK) return verdict;
  return net.stack.netdev_chain.call(event, info);
}

export function call_netdevice_notifiers(event: number, dev: net_device): number {
  return call_netdevice_notifiers_info(event, { dev, extack: null });
}

/**
 * Adds a listener for every namespace and replays to it what has happened: REGISTER and UP of each device. A veto
 * takes it back (register_netdevice_notifier). Returns 0 or -ERRNO.
 */
export function register_netdevice_notifier(
  stack: NetStack,
  nb: notifier_block<netdev_notifier_info>,
): number {
  stack.netdev_chain.register(nb);
  const told: net_device[] = [];
  for (const net of stack.net_namespace_list) {
    for (const dev of net.dev_base_head) {
      const err = notifier_to_errno(nb.notifier_call(NETDEV_REGISTER, { dev }));
      if (err) {
        for (const d of told.reverse()) untell(nb, d);
        stack.netdev_chain.unregister(nb);
        return err;
      }
      told.push(dev);
      if (dev.flags & IFF_UP) nb.notifier_call(NETDEV_UP, { dev });
    }
  }
  return 0;
}

/** Takes a listener out and replays the end of each device to it. */
export function unregister_netdevice_notifier(
  stack: NetStack,
  nb: notifier_block<netdev_notifier_info>,
): void {
  stack.netdev_chain.unregister(nb);
  for (const net of stack.net_namespace_list) for (const dev of net.dev_base_head) untell(nb, dev);
}

function untell(nb: notifier_block<netdev_notifier_info>, dev: net_device): void {
  if (dev.flags & IFF_UP) {
    nb.notifier_call(NETDEV_GOING_DOWN, { dev });
    nb.notifier_call(NETDEV_DOWN, { dev });
  }
  nb.notifier_call(NETDEV_UNREGISTER, { dev });
}

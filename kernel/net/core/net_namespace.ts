// Network namespaces (struct net), the per-namespace set-up and tear-down steps, and what all namespaces of one
// system share. Above: everything in net/. Below: notifier.ts, ../netns/*.ts (each protocol's own fields).

import { proc_ns_file } from "../../fs/nsfs.ts";
import type { Kernel } from "../../kernel.ts";
import { find_task_by_vpid } from "../../task/pid.ts";
import type { task_struct } from "../../task/task.ts";
import type { Timer } from "../../time/timer.ts";
import { EBADF, EINVAL, ENOENT, ENOSPC, ESRCH } from "../../uapi/asm/errno.ts";
import { RTM_DELNSID, RTM_NEWNSID } from "../../uapi/linux/rtnetlink.ts";
import type { netlink_request, netlink_table } from "../netlink/netlink_sock.ts";
import { netns_core } from "../netns/core.ts";
import { netns_ipv4 } from "../netns/ipv4.ts";
import { netns_ipv6 } from "../netns/ipv6.ts";
import { netif_receive_skb } from "./dev_queue.ts";
import type { bus_type } from "./device.ts";
import type { failover } from "./failover.ts";
import type { rtnl_link_ops } from "./link_ops.ts";
import type { net_device, netdev_name_node, netdev_notifier_info, packet_type } from "./netdevice.ts";
import { raw_notifier_head } from "./notifier.ts";
import { rtnl_net_notifyid } from "./rtnl_nsid.ts";
import { netns_mib } from "./snmp.ts";
import { softnet_data } from "./softnet.ts";

/** A step of setting a namespace up and taking it down (struct pernet_operations). Exits run in reverse order. */
export interface pernet_operations {
  readonly name: string;
  init?(net: net): number;
  exit?(net: net): void;
}

/** What the network of one booted system shares between its namespaces. */
export class NetStack {
  readonly pernet_list: pernet_operations[] = [];
  readonly net_namespace_list: net[] = [];
  readonly netdev_chain = new raw_notifier_head<netdev_notifier_info>();
  /** Address events (devinet.ts, addrconf.ts). The listeners' info types belong there. */
  // biome-ignore lint/suspicious/noExplicitAny: typed at each chain's owner
  readonly inetaddr_chain = new raw_notifier_head<any>();
  // biome-ignore lint/suspicious/noExplicitAny: typed at each chain's owner
  readonly inet6addr_chain = new raw_notifier_head<any>();
  readonly ptype_all: packet_type[] = [];
  readonly ptype_base = new Map<number, packet_type[]>();
  readonly failover_list: failover[] = [];
  readonly link_ops: rtnl_link_ops[] = [];
  /** AF_NETLINK: bound sockets and kernel sockets by protocol. */
  nl_table: netlink_table | null = null;
  /** The last numbers given by SO_COOKIE and SO_NETNS_COOKIE. */
  sock_cookies = 0n;
  net_cookies = 0n;
  /** The receive softirq. */
  readonly softnet: softnet_data;
  /** Devices that the packet being sent has gone through. */
  xmit_recursion = 0;
  /** Devices whose link state changed and was not yet told (net/core/link_watch.c). */
  readonly lweventlist: net_device[] = [];
  linkwatch_timer: Timer | null = null;
  linkwatch_urgent = false;
  /** Not before this tick is the next change told that is not urgent. */
  linkwatch_nextevent = 0;
  /** The RTM_NEWLINK being served: kinds that make a second device look up its namespace for the asking task. */
  rtnl_request: netlink_request | null = null;
  /** Sequence of kobject uevents. */
  uevent_seqnum = 0;
  /** The bus that network cards are plugged into, where there is one. */
  pci: bus_type | null = null;
  readonly init_net: net;

  /** inum: the first namespace's serial number. */
  constructor(
    readonly kernel: Kernel,
    inum = kernel.next_ns_inum(),
  ) {
    this.softnet = new softnet_data(this, netif_receive_skb);
    this.init_net = new net(this, kernel.init_user_ns, inum);
  }

  /** Monotonic time, ns. */
  now(): number {
    return this.kernel.now();
  }
}

export class net {
  /** dev_base_head: devices in the order they came. */
  readonly dev_base_head: net_device[] = [];
  readonly dev_name_head = new Map<string, netdev_name_node>();
  readonly dev_index_head = new Map<number, net_device>();
  /** Highest index given out. */
  ifindex = 0;
  dev_base_seq = 1;
  loopback_dev!: net_device;
  readonly netdev_chain = new raw_notifier_head<netdev_notifier_info>();
  /** Ids under which this namespace knows others (NETNSA_NSID). */
  readonly netns_ids = new Map<net, number>();
  /** References by tasks, mounts and sockets of userland. The namespace dies with the last. */
  count = 1;
  alive = true;
  /** Names in /sys/class/net that are no devices. */
  readonly class_files = new Set<string>();
  readonly core = new netns_core();
  /** What is counted. */
  readonly mib = new netns_mib();
  readonly ipv4 = new netns_ipv4();
  readonly ipv6 = new netns_ipv6();
  /** Other protocols' records, by protocol object (net_generic). */
  readonly gen = new Map<unknown, unknown>();

  constructor(
    readonly stack: NetStack,
    // biome-ignore lint/suspicious/noExplicitAny: struct user_namespace belongs to task/
    public user_ns: any,
    /** Serial number of the namespace file (/proc/PID/ns/net). */
    readonly inum = stack.kernel.next_ns_inum(),
  ) {}

  get kernel(): Kernel {
    return this.stack.kernel;
  }
}

export function get_net(net: net): net {
  net.count++;
  return net;
}

/** The kernel's worker needs several RCU grace periods before it takes a dead namespace's devices. */
const CLEANUP_DELAY = 600e6;

/** Drops a reference; the last one has the namespace cleaned up soon. */
export function put_net(net: net): void {
  if (--net.count > 0 || net === net.stack.init_net) return;
  net.stack.kernel.timers.add(net.stack.now() + CLEANUP_DELAY, () => cleanup_net(net));
}

/** Runs every step's init; a failure undoes the earlier ones and is the answer. */
export function setup_net(net: net): number {
  const done: pernet_operations[] = [];
  for (const ops of net.stack.pernet_list) {
    const err = ops.init?.(net) ?? 0;
    if (err < 0) {
      for (const undo of done.reverse()) undo.exit?.(net);
      return err;
    }
    done.push(ops);
  }
  net.stack.net_namespace_list.push(net);
  return 0;
}

/** clone(CLONE_NEWNET), unshare(): a new namespace with its own loopback device. Or -ERRNO. */
// biome-ignore lint/suspicious/noExplicitAny: struct user_namespace belongs to task/
export function copy_net_ns(user_ns: any, old_net: net): net | number {
  if (old_net.stack.net_namespace_list.length >= 15000) return -ENOSPC;
  const created = new net(old_net.stack, user_ns);
  const err = setup_net(created);
  return err < 0 ? err : created;
}

/** The end of a namespace: physical devices go home, the others die, each step's exit runs. */
export function cleanup_net(net: net): void {
  if (!net.alive) return;
  net.alive = false;
  const { net_namespace_list, pernet_list } = net.stack;
  net_namespace_list.splice(net_namespace_list.indexOf(net), 1);
  for (const other of net_namespace_list) {
    const id = other.netns_ids.get(net);
    if (id === undefined) continue;
    other.netns_ids.delete(net);
    rtnl_net_notifyid(other, RTM_DELNSID, id);
  }
  for (const ops of [...pernet_list].reverse()) ops.exit?.(net);
}

/** The id by which net knows peer, made if need be (peernet2id_alloc). */
export function peernet2id_alloc(net: net, peer: net): number {
  const known = net.netns_ids.get(peer);
  if (known !== undefined) return known;
  const used = new Set(net.netns_ids.values());
  let id = 0;
  while (used.has(id)) id++;
  net.netns_ids.set(peer, id);
  rtnl_net_notifyid(net, RTM_NEWNSID, id);
  return id;
}

/** As above, but -1 (NETNSA_NSID_NOT_ASSIGNED) if there is none. */
export function peernet2id(net: net, peer: net): number {
  return net.netns_ids.get(peer) ?? -1;
}

export function get_net_ns_by_id(net: net, id: number): net | number {
  for (const [peer, n] of net.netns_ids) if (n === id && peer.alive) return peer;
  return -ENOENT;
}

/** The namespace of a process: or -ESRCH. */
export function get_net_ns_by_pid(t: task_struct, pid: number): net | number {
  return find_task_by_vpid(t, pid)?.nsproxy?.net_ns ?? -ESRCH;
}

/** The namespace that an open /proc/PID/ns/net stands for: or -EBADF, -EINVAL. */
export function get_net_ns_by_fd(t: task_struct, fd: number): net | number {
  const f = t.files.fget(fd | 0);
  if (!f) return -EBADF;
  const ns = proc_ns_file(f)?.ns;
  return ns instanceof net ? ns : -EINVAL;
}

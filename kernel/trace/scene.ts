// What there is in a running system, as plain data for those who show it: devices and how they hang together, sockets and
// what they are bound to, processes. Looking changes nothing and asks the host nothing.
// Above: the page's lab and machine view. Below: net/, task/.

import type { Kernel } from "../kernel.ts";
import { dev_get_stats } from "../net/core/dev.ts";
import type { device } from "../net/core/device.ts";
import {
  type net_device,
  netif_carrier_ok,
  netif_is_failover,
  netif_is_failover_slave,
} from "../net/core/netdevice.ts";
import type { inet_sock } from "../net/ipv4/inet_sock.ts";
import { sock_from_file } from "../net/socket.ts";
import { PF_KTHREAD, type task_struct } from "../task/task.ts";
import { TASK_RUNNING, TASK_STOPPED, TASK_TRACED } from "../task/wait.ts";
import { IFF_UP } from "../uapi/linux/if.ts";
import {
  AF_INET,
  AF_INET6,
  AF_NETLINK,
  AF_PACKET,
  AF_UNIX,
  SOCK_DGRAM,
  SOCK_RAW,
  SOCK_STREAM,
} from "../uapi/linux/socket.ts";

export interface DeviceScene {
  readonly index: number;
  readonly name: string;
  /** "dummy", "veth", "bridge" …; "lo", "failover"; or a card's driver ("e1000"). */
  readonly kind: string;
  readonly up: boolean;
  readonly carrier: boolean;
  /** Index of its master, 0: none. */
  readonly master: number;
  /** Index of the device that its packets go to or through (a veth's peer, a vlan's card), 0: none. */
  readonly link: number;
  readonly failoverSlave: boolean;
  readonly mac: string;
  /** "10.0.0.3/24" */
  readonly addresses: readonly string[];
  readonly rx: number;
  readonly tx: number;
  /** The PCI slot of a card, "" for what is none. */
  readonly slot: string;
}

/** A card in its slot; without a driver it is as good as pulled out. */
export interface CardScene {
  readonly slot: string;
  /** The driver that it has or could have: its folder in /sys/bus/pci/drivers takes the slot in bind and unbind. */
  readonly driver: string;
  readonly bound: boolean;
}

export interface SocketScene {
  readonly pid: number;
  readonly comm: string;
  readonly fd: number;
  /** "udp", "tcp", "raw", "packet", "netlink", "unix" … */
  readonly kind: string;
  /** Index of the device it is bound to, 0: none. */
  readonly bound: number;
  /** Port it is bound to, 0: none (or none known). */
  readonly port: number;
}

export interface TaskScene {
  readonly pid: number;
  /** The process that the thread belongs to. */
  readonly tgid: number;
  readonly parent: number;
  readonly comm: string;
  /** As in /proc/PID/stat: R, S, D, T, Z. */
  readonly state: "R" | "S" | "T" | "Z";
  /** In the kernel all of the time. */
  readonly kernel: boolean;
}

const dotted = (a: number): string => [24, 16, 8, 0].map((s) => (a >>> s) & 255).join(".");
const hex = (b: Uint8Array): string => Array.from(b, (x) => x.toString(16).padStart(2, "0")).join(":");

/** The card whose driver made a device, if it was one of the PCI bus. */
function cardOf(dev: device | null): device | null {
  let d = dev;
  while (d && d.bus?.name !== "pci") d = d.parent;
  return d;
}

export function cardScene(kernel: Kernel): CardScene[] {
  const { pci } = kernel.net;
  return (pci?.devices ?? []).map((dev) => ({
    slot: dev.name,
    driver: (dev.driver ?? pci!.drivers.find((d) => d.match(dev)))?.name ?? "",
    bound: dev.driver !== null,
  }));
}

function kindOf(dev: net_device): string {
  if (dev.rtnl_link_ops) return dev.rtnl_link_ops.kind;
  if (dev === dev.nd_net.loopback_dev) return "lo";
  if (netif_is_failover(dev)) return "failover";
  let d: device | null = dev.dev;
  while (d && !d.driver) d = d.parent;
  return d?.driver?.name ?? "card";
}

/** Devices of the first network namespace, in the order they came. */
export function deviceScene(kernel: Kernel): DeviceScene[] {
  return kernel.net.init_net.dev_base_head.map((dev) => {
    const stats = dev_get_stats(dev);
    const card = netif_is_failover(dev) ? null : cardOf(dev.dev);
    return {
      index: dev.ifindex,
      name: dev.name,
      kind: kindOf(dev),
      up: (dev.flags & IFF_UP) !== 0,
      carrier: netif_carrier_ok(dev),
      master: dev.adj_list.upper.find((a) => a.master)?.dev.ifindex ?? 0,
      link: dev.netdev_ops.ndo_get_iflink?.(dev) ?? 0,
      failoverSlave: netif_is_failover_slave(dev),
      mac: hex(dev.dev_addr),
      addresses: (dev.ip_ptr?.ifa_list ?? []).map((i) => `${dotted(i.ifa_local)}/${i.ifa_prefixlen}`),
      rx: Number(stats.rx_packets),
      tx: Number(stats.tx_packets),
      slot: card?.name ?? "",
    };
  });
}

const TYPES: Readonly<Record<number, string>> = {
  [SOCK_DGRAM]: "udp",
  [SOCK_STREAM]: "tcp",
  [SOCK_RAW]: "raw",
};
const FAMILIES: Readonly<Record<number, string>> = {
  [AF_UNIX]: "unix",
  [AF_NETLINK]: "netlink",
  [AF_PACKET]: "packet",
};

/** Open sockets of all processes; one that is shared shows at each. */
export function socketScene(kernel: Kernel): SocketScene[] {
  const found: SocketScene[] = [];
  for (const t of kernel.tasks.values()) {
    if (!t.is_group_leader || t.exit_state) continue;
    t.files?.fd.forEach((slot, fd) => {
      const sock = slot && sock_from_file(slot.file);
      if (!sock?.sk) return;
      const { family } = sock.ops;
      const inet = family === AF_INET || family === AF_INET6;
      found.push({
        pid: t.pid,
        comm: t.comm,
        fd,
        kind: inet ? (TYPES[sock.type] ?? "socket") : (FAMILIES[family] ?? `family ${family}`),
        bound: sock.sk.sk_bound_dev_if,
        port: inet && sock.type !== SOCK_RAW ? (sock.sk as inet_sock).inet_num : 0,
      });
    });
  }
  return found;
}

function stateOf(t: task_struct): TaskScene["state"] {
  if (t.exit_state) return "Z";
  if (t.state & (TASK_STOPPED | TASK_TRACED)) return "T";
  if (t.state === TASK_RUNNING) return "R";
  return "S";
}

/** Every thread, by number. */
export function taskScene(kernel: Kernel): TaskScene[] {
  return [...kernel.tasks.values()]
    .sort((a, b) => a.pid - b.pid)
    .map((t) => ({
      pid: t.pid,
      tgid: t.group_leader.pid,
      parent: t.real_parent?.pid ?? 0,
      comm: t.comm,
      state: stateOf(t),
      kernel: (t.flags & PF_KTHREAD) !== 0,
    }));
}

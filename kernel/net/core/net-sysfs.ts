// Network devices in /sys: a folder a device under /sys/devices, links in /sys/class/net, one view a namespace, and
// the uevents that go with them (net/core/net-sysfs.c, lib/kobject_uevent.c). A file is one row of `attributes`.
// Above: dev_register.ts, dev_name.ts, dev_adjacent.ts. Below: ../../fs/kernfs.ts, ../netlink/uevent.ts.

import {
  kernfs_create_dir,
  kernfs_create_file,
  kernfs_create_link,
  kernfs_enable_ns,
  type kernfs_node,
  kernfs_remove,
  kernfs_rename,
} from "../../fs/kernfs.ts";
import { ns_capable } from "../../task/cred.ts";
import type { task_struct } from "../../task/task.ts";
import { EEXIST, EINVAL, EOPNOTSUPP, EPERM } from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import { IF_OPER_DOWN } from "../../uapi/linux/if.ts";
import { netlink_uevent } from "../netlink/uevent.ts";
import { dev_get_iflink, dev_get_stats, NET_NAME_UNKNOWN } from "./dev.ts";
import { dev_change_flags, dev_change_tx_queue_len, dev_set_mtu } from "./dev_flags.ts";
import { dev_set_alias } from "./dev_name.ts";
import { sysfs_folder } from "./device.ts";
import { linkwatch_due } from "./link_watch.ts";
import type { net } from "./net_namespace.ts";
import { net_queues_create, net_queues_uevent } from "./net-sysfs-queues.ts";
import {
  type net_device,
  netif_carrier_ok,
  netif_dormant,
  netif_running,
  netif_testing,
  rtnl_link_stats64,
  type stat_name,
} from "./netdevice.ts";
import { kstrtoul } from "./sysfs_text.ts";

/** A file in a device's folder. show: its text or -ERRNO; store: 0 or -ERRNO, given CAP_NET_ADMIN. */
interface attribute {
  readonly name: string;
  show(dev: net_device): string | number;
  store?(dev: net_device, value: number, text: string): number;
}

const ro = (name: string, show: (dev: net_device) => string | number): attribute => ({ name, show });
const rw = (
  name: string,
  show: (dev: net_device) => string | number,
  store: (dev: net_device, value: number, text: string) => number,
): attribute => ({ name, show, store });
const dec = (n: number): string => `${n}\n`;
const hex = (n: number): string => `0x${(n >>> 0).toString(16)}\n`;
const mac = (a: Uint8Array): string => `${[...a].map((b) => b.toString(16).padStart(2, "0")).join(":")}\n`;
const whileRunning = (dev: net_device, text: () => string): string | number =>
  netif_running(dev) ? text() : -EINVAL;

const operstates = ["unknown", "notpresent", "down", "lowerlayerdown", "testing", "dormant", "up"];
const link = (dev: net_device) => dev.ethtool_ops?.get_link_ksettings?.(dev) ?? null;

const attributes: readonly attribute[] = [
  rw(
    "netdev_group",
    (d) => dec(d.group | 0),
    (d, v) => {
      d.group = v;
      return 0;
    },
  ),
  ro("type", (d) => dec(d.type)),
  ro("dev_id", (d) => hex(d.dev_id)),
  ro("dev_port", (d) => dec(d.dev_port)),
  ro("iflink", (d) => dec(dev_get_iflink(d))),
  ro("ifindex", (d) => dec(d.ifindex)),
  ro("name_assign_type", (d) =>
    d.name_assign_type === NET_NAME_UNKNOWN ? -EINVAL : dec(d.name_assign_type),
  ),
  ro("addr_assign_type", (d) => dec(d.addr_assign_type)),
  ro("addr_len", (d) => dec(d.addr_len)),
  ro("link_mode", (d) => dec(d.link_mode)),
  ro("address", (d) => mac(d.dev_addr)),
  ro("broadcast", (d) => mac(d.broadcast)),
  ro("speed", (d) => speed(d)),
  ro("duplex", (d) => duplex(d)),
  ro("dormant", (d) => whileRunning(d, () => dec(Number(netif_dormant(d))))),
  ro("testing", (d) => whileRunning(d, () => dec(Number(netif_testing(d))))),
  ro("operstate", (d) => `${operstates[netif_running(d) ? d.operstate : IF_OPER_DOWN]}\n`),
  ro("carrier_changes", (d) => dec(d.carrier_up_count + d.carrier_down_count)),
  rw(
    "ifalias",
    (d) => (d.ifalias === null ? "" : `${d.ifalias}\n`),
    (d, _v, text) => {
      const err = dev_set_alias(d, text.replace(/\n$/, "").split("\0", 1)[0]);
      return Math.min(err, 0);
    },
  ),
  rw(
    "carrier",
    (d) => whileRunning(d, () => dec(Number(netif_carrier_ok(d)))),
    (d, v) => {
      return netif_running(d) ? d.netdev_ops.ndo_change_carrier!(d, v !== 0) : -EINVAL;
    },
  ),
  rw(
    "mtu",
    (d) => dec(d.mtu),
    (d, v) => dev_set_mtu(d, v | 0),
  ),
  rw(
    "flags",
    (d) => hex(d.flags),
    (d, v) => dev_change_flags(d, v),
  ),
  rw(
    "tx_queue_len",
    (d) => dec(d.tx_queue_len),
    (d, v) => dev_change_tx_queue_len(d, v),
  ),
  rw(
    "gro_flush_timeout",
    (d) => dec(d.gro_flush_timeout),
    (d, v) => {
      d.gro_flush_timeout = v;
      return 0;
    },
  ),
  rw(
    "napi_defer_hard_irqs",
    (d) => dec(d.napi_defer_hard_irqs | 0),
    (d, v) => {
      d.napi_defer_hard_irqs = v;
      return 0;
    },
  ),
  ro("phys_port_id", () => -EOPNOTSUPP),
  ro("phys_port_name", (d) => {
    const name = d.netdev_ops.ndo_get_phys_port_name?.(d);
    return name ? `${name}\n` : -EOPNOTSUPP;
  }),
  ro("phys_switch_id", () => -EOPNOTSUPP),
  rw(
    "proto_down",
    (d) => dec(Number(d.proto_down)),
    () => -EOPNOTSUPP,
  ),
  ro("carrier_up_count", (d) => dec(d.carrier_up_count)),
  ro("carrier_down_count", (d) => dec(d.carrier_down_count)),
  rw(
    "threaded",
    () => dec(0),
    () => -EOPNOTSUPP,
  ),
];

function speed(dev: net_device): string | number {
  const settings = netif_running(dev) ? link(dev) : null;
  return settings ? dec(settings.speed) : -EINVAL;
}

function duplex(dev: net_device): string | number {
  const settings = netif_running(dev) ? link(dev) : null;
  return settings ? `${["half", "full"][settings.duplex] ?? "unknown"}\n` : -EINVAL;
}

const classNets = new WeakMap<object, kernfs_node>();

/** /sys/class/net: made at first use; its links are seen by their namespace only. */
function class_net(dev_or_net: net): kernfs_node | null {
  const { kernel } = dev_or_net;
  if (!kernel.sysfs_root) return null;
  let node = classNets.get(kernel);
  if (!node) {
    node = sysfs_folder(sysfs_folder(kernel.sysfs_root, "class"), "net");
    kernfs_enable_ns(node);
    classNets.set(kernel, node);
  }
  return node;
}

/** Files of /sys/class/net that are no devices, by namespace (bonding_masters): their names are taken. */
export function netdev_class_create_file(
  net: net,
  name: string,
  file: { show(): string; store?(text: string): number },
): void {
  net.class_files.add(name);
  const folder = class_net(net);
  if (folder) kernfs_create_file(folder, name, file.store ? 0o644 : 0o444, file, net);
}

export function netdev_class_remove_file(net: net, name: string): void {
  net.class_files.delete(name);
  const node = class_net(net)?.find(name, net);
  if (node) kernfs_remove(node);
}

/** The folder that holds a device's own: its bus device's "net", or /sys/devices/virtual/net. */
function parentPath(dev: net_device): string {
  return `${dev.dev.parent?.path || "/devices/virtual"}/net`;
}

/** The way from folder `from` to `to`, through the lowest folder above both (kernfs_get_target_path). */
function relative(from: string, to: string): string {
  const a = from.split("/");
  const b = to.split("/");
  let same = 0;
  while (same < a.length && same < b.length - 1 && a[same] === b[same]) same++;
  return "../".repeat(a.length - same) + b.slice(same).join("/");
}

const up = (path: string): string => "../".repeat(path.split("/").length - 1);

/** Makes the device's folder and links, and tells programs by a uevent: 0 or -EEXIST. */
export function netdev_register_kobject(dev: net_device): number {
  const net = dev.nd_net;
  if (net.class_files.has(dev.name)) return -EEXIST;
  place(dev);
  kobject_uevent(dev, "add");
  net_queues_uevent(dev, "add");
  return 0;
}

function place(dev: net_device): void {
  const net = dev.nd_net;
  const root = net.kernel.sysfs_root;
  if (!root) return;
  let folder = root;
  const at = parentPath(dev);
  for (const part of at.split("/").filter(Boolean)) folder = sysfs_folder(folder, part);
  kernfs_enable_ns(folder);
  const kobj = kernfs_create_dir(folder, dev.name, 0o755, net);
  dev.dev.kobj = kobj;
  dev.dev.path = `${at}/${dev.name}`;
  for (const a of attributes) add_attribute(kobj, dev, a);
  kernfs_create_file(kobj, "uevent", 0o644, {
    show: () => uevent_env(dev).join("\n").concat("\n"),
    store: (text) => kobject_synth_uevent(dev, text),
  });
  const statistics = kernfs_create_dir(kobj, "statistics", 0o755);
  for (const name of Object.keys(new rtnl_link_stats64()) as stat_name[]) {
    if (name === "rx_otherhost_dropped") continue;
    kernfs_create_file(statistics, name, 0o444, { show: () => dec(dev_get_stats(dev)[name]) });
  }
  net_queues_create(kobj, dev);
  kernfs_create_link(kobj, "subsystem", `${up(dev.dev.path)}class/net`);
  if (dev.dev.parent) kernfs_create_link(kobj, "device", `../../../${dev.dev.parent.name}`);
  link_class(dev);
}

function link_class(dev: net_device): void {
  const folder = class_net(dev.nd_net);
  if (folder) kernfs_create_link(folder, dev.name, `../..${dev.dev.path}`, dev.nd_net);
}

function unlink_class(net: net, name: string): void {
  const node = class_net(net)?.find(name, net);
  if (node) kernfs_remove(node);
}

function add_attribute(kobj: kernfs_node, dev: net_device, a: attribute): void {
  const { store } = a;
  kernfs_create_file(kobj, a.name, store ? 0o644 : 0o444, {
    show() {
      linkwatch_due(dev.nd_net.stack);
      return a.show(dev);
    },
    store: store
      ? (text: string, t?: task_struct) => {
          if (t && !ns_capable(t, dev.nd_net.user_ns, CAP_NET_ADMIN)) return -EPERM;
          if (a.name === "ifalias") return store(dev, 0, text);
          if (a.name === "carrier" && !dev.netdev_ops.ndo_change_carrier) return -EOPNOTSUPP;
          const value = kstrtoul(text);
          return value < 0 ? value : store(dev, value, text);
        }
      : undefined,
  });
}

export function netdev_unregister_kobject(dev: net_device): void {
  net_queues_uevent(dev, "remove");
  kobject_uevent(dev, "remove");
  unlink_class(dev.nd_net, dev.name);
  if (dev.dev.kobj) kernfs_remove(dev.dev.kobj);
  dev.dev.kobj = null;
}

/**
 * The device's folder and class link take a new name, and the namespace it is in now; old: the one it came from.
 * 0, or -EEXIST when /sys/class/net has a file of that name.
 */
export function device_rename(dev: net_device, name: string, old: net = dev.nd_net): number {
  const net = dev.nd_net;
  if (net.class_files.has(name)) return -EEXIST;
  const oldname = dev.dev.path.slice(dev.dev.path.lastIndexOf("/") + 1) || dev.dev.name;
  const oldpath = dev.dev.path;
  const at = parentPath(dev);
  dev.dev.name = name;
  dev.dev.path = `${at}/${name}`;
  const { kobj } = dev.dev;
  if (kobj) {
    unlink_class(old, oldname);
    kernfs_rename(kobj, kobj.parent!, name, net);
    link_class(dev);
  }
  kobject_uevent(dev, "move", [`DEVPATH_OLD=${oldpath || `${at}/${oldname}`}`]);
  return 0;
}

/** A link from dev's folder to other's: 0 or -EEXIST. */
export function sysfs_create_link(dev: net_device, other: net_device, name: string): number {
  const { kobj } = dev.dev;
  if (!kobj || !other.dev.kobj) return 0;
  if (kobj.find(name)) return -EEXIST;
  kernfs_create_link(kobj, name, () => relative(dev.dev.path, other.dev.path));
  return 0;
}

export function sysfs_remove_link(dev: net_device, name: string): void {
  const node = dev.dev.kobj?.find(name);
  if (node) kernfs_remove(node);
}

/** Tells the programs of the device's namespace (NETLINK_KOBJECT_UEVENT) what happened to it. */
export function kobject_uevent(dev: net_device, action: string, env: readonly string[] = []): void {
  const path = dev.dev.path || `${parentPath(dev)}/${dev.name}`;
  netlink_uevent(dev.nd_net, action, path, "net", [...env, ...uevent_env(dev)]);
}

/** What every event about a device says, and its file "uevent". */
const uevent_env = (dev: net_device): string[] => [
  ...(dev.devtype ? [`DEVTYPE=${dev.devtype}`] : []),
  `INTERFACE=${dev.name}`,
  `IFINDEX=${dev.ifindex}`,
];

const ACTIONS = new Set(["add", "remove", "change", "move", "online", "offline", "bind", "unbind"]);
const UUID = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

/** An event that a program asks for: ACTION [UUID [KEY=VALUE]…]. 0 or -EINVAL. */
function kobject_synth_uevent(dev: net_device, text: string): number {
  const [action, uuid, ...args] = text.replace(/[\n\0]$/, "").split(" ");
  if (!ACTIONS.has(action)) return -EINVAL;
  if (uuid === undefined) {
    kobject_uevent(dev, action, ["SYNTH_UUID=0"]);
    return 0;
  }
  if (!UUID.test(uuid) || args.some((a) => !/^[0-9A-Za-z]+=[0-9A-Za-z]+$/.test(a))) return -EINVAL;
  kobject_uevent(dev, action, [`SYNTH_UUID=${uuid}`, ...args.map((a) => `SYNTH_ARG_${a}`)]);
  return 0;
}

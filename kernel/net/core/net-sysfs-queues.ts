// /sys/class/net/DEV/queues: a folder a queue (net/core/net-sysfs.c rx_queue_*, netdev_queue_*). Which processor serves
// a queue and how many bytes it may hold is kept and told, and changes nothing here: there is one processor, and
// drivers send at once. Above: net-sysfs.ts. Below: ../../fs/kernfs.ts.

import { kernfs_create_dir, kernfs_create_file, type kernfs_node, kernfs_remove } from "../../fs/kernfs.ts";
import { ns_capable } from "../../task/cred.ts";
import type { task_struct } from "../../task/task.ts";
import { EINVAL, ENOENT, EOPNOTSUPP, EPERM } from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import { netlink_uevent } from "../netlink/uevent.ts";
import type { net_device } from "./netdevice.ts";
import { kstrtoul } from "./sysfs_text.ts";

/** DQL_MAX_LIMIT on a 32-bit machine. */
const DQL_MAX_LIMIT = 0x70000000;

/** A bit mask of n bits, of which none is set, as %*pb prints it. */
const noBits = (n: number): string => "0".repeat(Math.ceil(n / 4));

function number(dir: kernfs_node, name: string, initial: number, max = 0xffffffff): void {
  let value = initial;
  kernfs_create_file(dir, name, 0o644, {
    show: () => `${value}\n`,
    store(text) {
      const v = text.trim() === "max" ? max : kstrtoul(text);
      if (v < 0 || v > max) return -EINVAL;
      value = v;
      return 0;
    },
  });
}

/** A mask of processors or queues; one that is not hexadecimal is EINVAL. */
function mask(dir: kernfs_node, name: string, dev: net_device, bits: number, multi: boolean): void {
  let value = noBits(bits);
  kernfs_create_file(dir, name, 0o644, {
    show: () => (multi && dev.num_tx_queues < 2 ? -ENOENT : `${value}\n`),
    store(text, t?: task_struct) {
      if (multi && dev.num_tx_queues < 2) return -ENOENT;
      if (t && !ns_capable(t, dev.nd_net.user_ns, CAP_NET_ADMIN)) return -EPERM;
      const m = /^\s*([0-9a-fA-F,]+)\s*$/.exec(text);
      if (!m) return -EINVAL;
      const v = Number.parseInt(m[1].replaceAll(",", ""), 16);
      value = (v & (2 ** bits - 1)).toString(16).padStart(value.length, "0");
      return 0;
    },
  });
}

const names = (kind: "rx" | "tx", n: number): string[] => Array.from({ length: n }, (_, i) => `${kind}-${i}`);

function uevent(dev: net_device, action: string, queue: string): void {
  netlink_uevent(dev.nd_net, action, `${dev.dev.path}/queues/${queue}`, "queues", []);
}

/** Tells programs that the queues have come, or go, the last first. */
export function net_queues_uevent(dev: net_device, action: "add" | "remove"): void {
  for (const queues of [names("rx", dev.real_num_rx_queues), names("tx", dev.real_num_tx_queues)]) {
    if (action === "remove") queues.reverse();
    for (const q of queues) uevent(dev, action, q);
  }
}

/** From now on the device uses so many queues of each kind, not more than it was made with. */
export function netif_set_real_num_queues(dev: net_device, n: number): void {
  const queues = dev.dev.kobj?.find("queues");
  for (const q of [
    ...names("tx", dev.real_num_tx_queues).slice(n).reverse(),
    ...names("rx", dev.real_num_rx_queues).slice(n).reverse(),
  ]) {
    const node = queues?.find(q);
    if (node) kernfs_remove(node);
    uevent(dev, "remove", q);
  }
  dev.real_num_tx_queues = Math.min(n, dev.real_num_tx_queues);
  dev.real_num_rx_queues = Math.min(n, dev.real_num_rx_queues);
}

export function net_queues_create(kobj: kernfs_node, dev: net_device): void {
  const queues = kernfs_create_dir(kobj, "queues", 0o755);
  for (let i = 0; i < dev.real_num_rx_queues; i++) {
    const rx = kernfs_create_dir(queues, `rx-${i}`, 0o755);
    mask(rx, "rps_cpus", dev, 1, false);
    number(rx, "rps_flow_cnt", 0);
  }
  for (let i = 0; i < dev.real_num_tx_queues; i++) {
    const tx = kernfs_create_dir(queues, `tx-${i}`, 0o755);
    kernfs_create_file(tx, "tx_timeout", 0o444, { show: () => "0\n" });
    kernfs_create_file(tx, "traffic_class", 0o444, { show: () => (dev.num_tx_queues < 2 ? -ENOENT : "0\n") });
    mask(tx, "xps_cpus", dev, 1, true);
    mask(tx, "xps_rxqs", dev, dev.num_rx_queues, false);
    kernfs_create_file(tx, "tx_maxrate", 0o644, { show: () => "0\n", store: () => -EOPNOTSUPP });
    const dql = kernfs_create_dir(tx, "byte_queue_limits", 0o755);
    number(dql, "limit", 0, DQL_MAX_LIMIT);
    number(dql, "limit_max", DQL_MAX_LIMIT, DQL_MAX_LIMIT);
    number(dql, "limit_min", 0, DQL_MAX_LIMIT);
    number(dql, "hold_time", 1000);
    kernfs_create_file(dql, "inflight", 0o444, { show: () => "0\n" });
  }
}

// Names of network devices: what is a valid one, templates with %d, dev_change_name (net/core/dev.c, 6.1).
// Above: dev_register.ts, dev_ioctl.ts, rtnetlink_set.ts. Below: dev.ts, net-sysfs.ts, dev_adjacent.ts.

import { EBUSY, EEXIST, EINVAL, ENFILE, ENOENT } from "../../uapi/asm/errno.ts";
import { IFF_UP, IFNAMSIZ } from "../../uapi/linux/if.ts";
import {
  call_netdevice_notifiers,
  dev_base_seq_inc,
  NET_NAME_RENAMED,
  netdev_name_in_use,
  netdev_name_node_add,
  netdev_name_node_del,
} from "./dev.ts";
import { netdev_adjacent_rename_links } from "./dev_adjacent.ts";
import type { net } from "./net_namespace.ts";
import { device_rename } from "./net-sysfs.ts";
import { IFF_LIVE_RENAME_OK, NETDEV_CHANGENAME } from "./netdev_flags.ts";
import type { net_device } from "./netdevice.ts";
import { notifier_to_errno } from "./notifier.ts";

/** One bit a unit in a page, as the kernel's table of units in use. */
const max_netdevices = 8 * 4096;

/** The kernel's isspace(): Latin-1's, no-break space included. */
const isspace = (c: number): boolean => c === 32 || (c >= 9 && c <= 13) || c === 160;

/** Names are file names in /sys and may not confuse aliases ("eth0:1") or shells. name: a binary string. */
export function dev_valid_name(name: string): boolean {
  if (name === "" || name.length >= IFNAMSIZ || name === "." || name === "..") return false;
  for (let i = 0; i < name.length; i++) {
    const c = name.charCodeAt(i);
    if (c === 47 || c === 58 || isspace(c)) return false;
  }
  return true;
}

/** snprintf(buf, IFNAMSIZ, template, unit). */
function formatName(template: string, unit: number): string {
  return template.replace("%d", String(unit)).slice(0, IFNAMSIZ - 1);
}

/** The unit in name if it is what template gives for it, else -1. */
function unitOf(template: string, name: string): number {
  const at = template.indexOf("%");
  const prefix = template.slice(0, at);
  if (!name.startsWith(prefix)) return -1;
  const digits = /^\d+/.exec(name.slice(at))?.[0];
  if (!digits) return -1;
  const unit = Number(digits);
  return unit < max_netdevices && formatName(template, unit) === name ? unit : -1;
}

/**
 * Turns a template ("eth%d") into the name with the lowest free unit. The name and its unit, or -EINVAL (a bad name,
 * or anything but one %d), -ENFILE (all units taken, or no room for the digits).
 */
export function __dev_alloc_name(net: net, template: string): { name: string; unit: number } | number {
  if (!dev_valid_name(template)) return -EINVAL;
  let unit = 0;
  const at = template.indexOf("%");
  if (at >= 0) {
    if (template[at + 1] !== "d" || template.indexOf("%", at + 2) >= 0) return -EINVAL;
    const used = new Set<number>();
    for (const dev of net.dev_base_head) {
      for (const node of dev.altnames) used.add(unitOf(template, node.name));
      used.add(unitOf(template, dev.name));
    }
    while (unit < max_netdevices && used.has(unit)) unit++;
  }
  const name = formatName(template, unit);
  return netdev_name_in_use(net, name) ? -ENFILE : { name, unit };
}

/**
 * The name that `want` stands for in net: itself, or its template filled in. Or -EINVAL, -EEXIST, -ENFILE. The
 * callers return the unit; 0 since 7663d522099e.
 */
export function dev_prep_valid_name(net: net, want: string): { name: string; unit: number } | number {
  if (!dev_valid_name(want)) return -EINVAL;
  if (want.includes("%")) return __dev_alloc_name(net, want);
  return netdev_name_in_use(net, want) ? -EEXIST : { name: want, unit: 0 };
}

/** Gives dev a name that is free, and returns the unit, or -ERRNO (dev_alloc_name). */
export function dev_alloc_name(dev: net_device, template: string): number {
  const got = __dev_alloc_name(dev.nd_net, template);
  if (typeof got === "number") return got;
  dev.name = got.name;
  return got.unit;
}

/** Sets dev.name to what `want` stands for: 0 (or the unit, by release), or -ERRNO. */
export function dev_get_valid_name(net: net, dev: net_device, want: string): number {
  const got = dev_prep_valid_name(net, want);
  if (typeof got === "number") return got;
  dev.name = got.name;
  return net.kernel.release.has("7663d522099e") ? 0 : got.unit;
}

/**
 * Renames a device. newname: a name or a template. In this order:
 * -EBUSY  it is up and may not be renamed live (8065a779f1 lets failover slaves, bd039b5ea2a9 everybody);
 * 0       the name is its own: nothing happens;
 * -EINVAL, -ENFILE, -EEXIST  the name will not do, or sysfs has it already;
 * the errno of a listener that refuses NETDEV_CHANGENAME: the old name is back and was announced.
 * Success is 0, or before 7663d522099e the unit number of a template.
 */
export function dev_change_name(dev: net_device, newname: string): number {
  const net = dev.nd_net;
  const { release } = net.kernel;
  if (dev.flags & IFF_UP && !release.has("bd039b5ea2a9")) {
    if (!(release.has("8065a779f1") && dev.priv_flags & IFF_LIVE_RENAME_OK)) return -EBUSY;
  }
  if (newname === dev.name) return 0;

  let oldname = dev.name;
  let err = dev_get_valid_name(net, dev, newname);
  if (err < 0) return err;
  let old_assign_type = dev.name_assign_type;
  dev.name_assign_type = NET_NAME_RENAMED;

  for (;;) {
    const ret = device_rename(dev, dev.name);
    if (ret) {
      dev.name = oldname;
      dev.name_assign_type = old_assign_type;
      return ret;
    }
    netdev_adjacent_rename_links(dev, oldname);
    const node = dev.name_node!;
    netdev_name_node_del(net, node);
    node.name = dev.name;
    netdev_name_node_add(net, node);
    dev_base_seq_inc(net);

    const refused = notifier_to_errno(call_netdevice_notifiers(NETDEV_CHANGENAME, dev));
    if (!refused) return err;
    if (err < 0) {
      // Refused a second time, on the way back: the first errno stays, and so does the old name.
      net.kernel.host.log(`${dev.name}: name change rollback failed: ${refused}`);
      return err;
    }
    err = refused;
    const failed = dev.name;
    dev.name = oldname;
    oldname = failed;
    dev.name_assign_type = old_assign_type;
    old_assign_type = NET_NAME_RENAMED;
  }
}

// ---- alternative names (36fbf1e52bd3, release 5.5) ----

/** Adds an alternative name: 0, or -EEXIST. */
export function netdev_name_node_alt_create(dev: net_device, name: string): number {
  if (netdev_name_in_use(dev.nd_net, name)) return -EEXIST;
  const node = { name, dev };
  dev.altnames.push(node);
  netdev_name_node_add(dev.nd_net, node);
  return 0;
}

/** Takes one away: 0, -ENOENT (no such name), -EINVAL (another device's, or the primary name). */
export function netdev_name_node_alt_destroy(dev: net_device, name: string): number {
  const node = dev.nd_net.dev_name_head.get(name);
  if (!node) return -ENOENT;
  if (node === dev.name_node || node.dev !== dev) return -EINVAL;
  dev.altnames.splice(dev.altnames.indexOf(node), 1);
  netdev_name_node_del(dev.nd_net, node);
  return 0;
}

/** Sets or clears (null, "") the alias shown beside the name: its length, or -EINVAL if 256 or longer. */
export function dev_set_alias(dev: net_device, alias: string): number {
  if (alias.length >= 256) return -EINVAL;
  dev.ifalias = alias.length ? alias : null;
  return alias.length;
}

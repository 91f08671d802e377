// Further unicast and multicast addresses that a device listens to, and keeping a lower device's lists in step
// (net/core/dev_addr_lists.c). Above: the protocols, drivers. Below: dev_flags.ts (receive mode).

import { EEXIST, ENOENT } from "../../uapi/asm/errno.ts";
import { equalBytes } from "./dev.ts";
import { dev_set_rx_mode } from "./dev_flags.ts";
import type { net_device, netdev_hw_addr } from "./netdevice.ts";

function add(list: netdev_hw_addr[], addr: Uint8Array, global: boolean, exclusive: boolean): number {
  const known = list.find((a) => equalBytes(a.addr, addr));
  if (known) {
    if (exclusive) return -EEXIST;
    if (global) {
      if (known.global_use) return 0;
      known.global_use = true;
    }
    known.refcount++;
    return 0;
  }
  list.push({ addr: addr.slice(), refcount: 1, synced: 0, sync_cnt: 0, global_use: global });
  return 0;
}

function del(list: netdev_hw_addr[], addr: Uint8Array, global: boolean): number {
  const i = list.findIndex((a) => equalBytes(a.addr, addr));
  if (i < 0) return -ENOENT;
  const known = list[i];
  if (global && !known.global_use) return -ENOENT;
  if (global) known.global_use = false;
  if (--known.refcount === 0) list.splice(i, 1);
  return 0;
}

const changed = (dev: net_device, err: number): number => {
  if (!err) dev_set_rx_mode(dev);
  return err;
};

export const dev_uc_add = (dev: net_device, addr: Uint8Array): number =>
  changed(dev, add(dev.uc, addr.subarray(0, dev.addr_len), false, false));
export const dev_uc_add_excl = (dev: net_device, addr: Uint8Array): number =>
  changed(dev, add(dev.uc, addr.subarray(0, dev.addr_len), true, true));
export const dev_uc_del = (dev: net_device, addr: Uint8Array): number =>
  changed(dev, del(dev.uc, addr.subarray(0, dev.addr_len), false));
export const dev_mc_add = (dev: net_device, addr: Uint8Array): number =>
  changed(dev, add(dev.mc, addr.subarray(0, dev.addr_len), false, false));
export const dev_mc_add_global = (dev: net_device, addr: Uint8Array): number =>
  changed(dev, add(dev.mc, addr.subarray(0, dev.addr_len), true, false));
export const dev_mc_del = (dev: net_device, addr: Uint8Array): number =>
  changed(dev, del(dev.mc, addr.subarray(0, dev.addr_len), false));
export const dev_mc_del_global = (dev: net_device, addr: Uint8Array): number =>
  changed(dev, del(dev.mc, addr.subarray(0, dev.addr_len), true));

export function dev_uc_flush(dev: net_device): void {
  dev.uc = [];
}
export function dev_mc_flush(dev: net_device): void {
  dev.mc = [];
}

function sync(to: netdev_hw_addr[], from: netdev_hw_addr[]): void {
  for (const a of [...from]) {
    if (a.sync_cnt === a.refcount && a.sync_cnt > 0) {
      // Only our own copy is left: the owner has dropped it.
      del(to, a.addr, false);
      a.sync_cnt--;
      if (--a.refcount === 0) from.splice(from.indexOf(a), 1);
    } else if (!to.some((b) => equalBytes(a.addr, b.addr))) {
      add(to, a.addr, false, false);
      a.sync_cnt++;
      a.refcount++;
    }
  }
}

function unsync(to: netdev_hw_addr[], from: netdev_hw_addr[]): void {
  for (const a of [...from]) {
    if (!a.sync_cnt || del(to, a.addr, false)) continue;
    a.sync_cnt--;
    if (--a.refcount === 0) from.splice(from.indexOf(a), 1);
  }
}

/** Copies what `from` listens to down to `to` (several lower devices may each have a copy). */
export function dev_uc_sync_multiple(to: net_device, from: net_device): void {
  sync(to.uc, from.uc);
  dev_set_rx_mode(to);
}
export function dev_mc_sync_multiple(to: net_device, from: net_device): void {
  sync(to.mc, from.mc);
  dev_set_rx_mode(to);
}
export const dev_uc_sync = dev_uc_sync_multiple;
export const dev_mc_sync = dev_mc_sync_multiple;

/** Takes those copies back. */
export function dev_uc_unsync(to: net_device, from: net_device): void {
  unsync(to.uc, from.uc);
  dev_set_rx_mode(to);
}
export function dev_mc_unsync(to: net_device, from: net_device): void {
  unsync(to.mc, from.mc);
  dev_set_rx_mode(to);
}

// Starting and stopping a device's transmit queue (net/sched/sch_generic.c as far as it is seen: the name of the
// discipline, carrier). Packets are never queued here: a device of ours takes each at once, unless ../sched/sch_netem.ts
// holds it back.
// Above: dev_flags.ts, link_watch.ts. Below: link_watch.ts (carrier events), netdevice.ts.

import { linkwatch_fire_event } from "./link_watch.ts";
import {
  __LINK_STATE_DORMANT,
  __LINK_STATE_NOCARRIER,
  __LINK_STATE_PRESENT,
  __LINK_STATE_TESTING,
  IFF_NO_QUEUE,
  NETREG_UNINITIALIZED,
} from "./netdev_flags.ts";
import { type net_device, netif_carrier_ok, netif_running } from "./netdevice.ts";

/** Gives the device its default discipline, once, and lets it send if it has a carrier. */
export function dev_activate(dev: net_device): void {
  if (dev.qdisc === "noop") {
    if (dev.priv_flags & IFF_NO_QUEUE || !dev.tx_queue_len) dev.qdisc = "noqueue";
    else dev.qdisc = dev.num_tx_queues > 1 ? "mq" : "pfifo_fast";
  }
  if (!netif_carrier_ok(dev)) return;
  dev.tx_active = true;
}

export function dev_deactivate(dev: net_device): void {
  dev.tx_active = false;
  dev.netem?.reset();
}

/** The device goes or moves: back to the discipline it was born with (dev_shutdown). */
export function dev_shutdown(dev: net_device): void {
  dev.tx_active = false;
  dev.netem?.reset();
  dev.netem = null;
  dev.qdisc = "noop";
}

/** Whether going to the current carrier would start the queue (qdisc_tx_changing). */
export const qdisc_tx_changing = (dev: net_device): boolean => dev.qdisc !== "noop" && !dev.tx_active;

export function netif_carrier_on(dev: net_device): void {
  if (!(dev.state & __LINK_STATE_NOCARRIER)) return;
  dev.state &= ~__LINK_STATE_NOCARRIER;
  if (dev.reg_state === NETREG_UNINITIALIZED) return;
  dev.carrier_up_count++;
  linkwatch_fire_event(dev);
}

export function netif_carrier_off(dev: net_device): void {
  if (dev.state & __LINK_STATE_NOCARRIER) return;
  dev.state |= __LINK_STATE_NOCARRIER;
  if (dev.reg_state === NETREG_UNINITIALIZED) return;
  dev.carrier_down_count++;
  linkwatch_fire_event(dev);
}

/** Sets or clears a state bit that is part of operstate, and has it told. */
function netif_state(dev: net_device, bit: number, on: boolean): void {
  if (((dev.state & bit) !== 0) === on) return;
  dev.state ^= bit;
  linkwatch_fire_event(dev);
}
export const netif_dormant_on = (dev: net_device): void => netif_state(dev, __LINK_STATE_DORMANT, true);
export const netif_dormant_off = (dev: net_device): void => netif_state(dev, __LINK_STATE_DORMANT, false);
export const netif_testing_on = (dev: net_device): void => netif_state(dev, __LINK_STATE_TESTING, true);
export const netif_testing_off = (dev: net_device): void => netif_state(dev, __LINK_STATE_TESTING, false);

/** The hardware went: no opening, no sending (netif_device_detach). */
export function netif_device_detach(dev: net_device): void {
  if (!(dev.state & __LINK_STATE_PRESENT)) return;
  dev.state &= ~__LINK_STATE_PRESENT;
  if (netif_running(dev)) dev.tx_stopped = true;
}

export function netif_device_attach(dev: net_device): void {
  if (dev.state & __LINK_STATE_PRESENT) return;
  dev.state |= __LINK_STATE_PRESENT;
  if (netif_running(dev)) dev.tx_stopped = false;
}

export const netif_tx_disable = (dev: net_device): void => void (dev.tx_stopped = true);
export const netif_tx_stop_all_queues = netif_tx_disable;
export const netif_tx_start_all_queues = (dev: net_device): void => void (dev.tx_stopped = false);
export const netif_tx_wake_all_queues = netif_tx_start_all_queues;

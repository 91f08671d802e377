// Link changes, gathered and told at most once a second unless urgent (net/core/link_watch.c, RFC 2863).
// Above: sch.ts (carrier), rtnetlink (before a dump). Below: rtnetlink.ts, the kernel's timers.

import {
  IF_OPER_DORMANT,
  IF_OPER_DOWN,
  IF_OPER_LOWERLAYERDOWN,
  IF_OPER_TESTING,
  IF_OPER_UP,
  IFF_MASTER,
  IFF_SLAVE,
  IFF_UP,
} from "../../uapi/linux/if.ts";
import { RTM_NEWLINK } from "../../uapi/linux/rtnetlink.ts";
import { call_netdevice_notifiers_info, dev_get_iflink } from "./dev.ts";
import type { NetStack } from "./net_namespace.ts";
import { __LINK_STATE_LINKWATCH_PENDING, IFF_BONDING, NETDEV_CHANGE } from "./netdev_flags.ts";
import {
  type net_device,
  netif_carrier_ok,
  netif_device_present,
  netif_dormant,
  netif_running,
  netif_testing,
} from "./netdevice.ts";
import { rtmsg_ifinfo } from "./rtnetlink.ts";
import { dev_activate, dev_deactivate, qdisc_tx_changing } from "./sch.ts";

const IF_LINK_MODE_DORMANT = 1;
const IF_LINK_MODE_TESTING = 2;

function default_operstate(dev: net_device): number {
  if (netif_testing(dev)) return IF_OPER_TESTING;
  if (!netif_carrier_ok(dev))
    return dev.ifindex !== dev_get_iflink(dev) ? IF_OPER_LOWERLAYERDOWN : IF_OPER_DOWN;
  return netif_dormant(dev) ? IF_OPER_DORMANT : IF_OPER_UP;
}

function rfc2863_policy(dev: net_device): void {
  let operstate = default_operstate(dev);
  if (operstate === dev.operstate) return;
  if (operstate === IF_OPER_UP) {
    if (dev.link_mode === IF_LINK_MODE_TESTING) operstate = IF_OPER_TESTING;
    else if (dev.link_mode === IF_LINK_MODE_DORMANT) operstate = IF_OPER_DORMANT;
  }
  dev.operstate = operstate;
}

/** What happened to the link before the device was registered. */
export function linkwatch_init_dev(dev: net_device): void {
  if (!netif_carrier_ok(dev) || netif_dormant(dev) || netif_testing(dev)) rfc2863_policy(dev);
}

/** A port or the master of a bond: those must not wait. */
const is_lag = (dev: net_device): boolean =>
  (dev.priv_flags & IFF_BONDING) !== 0 && (dev.flags & (IFF_SLAVE | IFF_MASTER)) !== 0;

function linkwatch_urgent_event(dev: net_device): boolean {
  if (!netif_running(dev)) return false;
  if (dev.ifindex !== dev_get_iflink(dev) || is_lag(dev)) return true;
  return netif_carrier_ok(dev) && qdisc_tx_changing(dev);
}

function linkwatch_schedule_work(stack: NetStack, urgent: boolean): void {
  if (stack.linkwatch_urgent) return;
  let delay = stack.linkwatch_nextevent - jiffies(stack);
  if (urgent) {
    stack.linkwatch_urgent = true;
    delay = 0;
  }
  if (delay > HZ || delay < 0) delay = 0;
  if (stack.linkwatch_timer?.pending) {
    if (!urgent) return;
    stack.linkwatch_timer.cancel();
  }
  stack.linkwatch_timer = stack.kernel.timers.add(wheel(stack, delay), () =>
    run_queue(stack, stack.linkwatch_nextevent > jiffies(stack)),
  );
}

const HZ = 100;
const JIFFY = 1e9 / HZ;
const jiffies = (stack: NetStack): number => Math.floor(stack.now() / JIFFY);

/**
 * When a work that is to run in so many ticks runs: at once, or at a tick, and from 64 ticks on at every eighth (the
 * timer wheel's levels, kernel/time/timer.c calc_index).
 */
function wheel(stack: NetStack, delay: number): number {
  if (delay === 0) return stack.now();
  const step = delay < 64 ? 1 : 8;
  return (Math.floor((jiffies(stack) + delay) / step) + 1) * step * JIFFY;
}

/** netdev_state_change: the listeners of an UP device hear of it, and so do programs. */
export function netdev_state_change(dev: net_device): void {
  if (!(dev.flags & IFF_UP)) return;
  call_netdevice_notifiers_info(NETDEV_CHANGE, { dev, flags_changed: 0 });
  rtmsg_ifinfo(RTM_NEWLINK, dev, 0);
}

function linkwatch_do_dev(dev: net_device): void {
  dev.state &= ~__LINK_STATE_LINKWATCH_PENDING;
  rfc2863_policy(dev);
  if (!(dev.flags & IFF_UP)) return;
  if (netif_carrier_ok(dev)) dev_activate(dev);
  else dev_deactivate(dev);
  netdev_state_change(dev);
}

function run_queue(stack: NetStack, urgent_only: boolean): void {
  const now = jiffies(stack);
  if (!urgent_only) stack.linkwatch_nextevent = now + HZ;
  else if (stack.linkwatch_nextevent > now + HZ) stack.linkwatch_nextevent = now;
  stack.linkwatch_urgent = false;
  for (const dev of stack.lweventlist.splice(0)) {
    if (!netif_device_present(dev) || (urgent_only && !linkwatch_urgent_event(dev)))
      stack.lweventlist.push(dev);
    else linkwatch_do_dev(dev);
  }
  if (stack.lweventlist.length) linkwatch_schedule_work(stack, false);
}

/** Boot is over long since: its link changes have been told, and the next one need not wait. */
export function linkwatch_settle(stack: NetStack): void {
  stack.linkwatch_timer?.cancel();
  run_queue(stack, false);
  stack.linkwatch_nextevent = jiffies(stack);
}

/** What is due is told now: programs that ask must not be faster than the kernel's workers. */
export function linkwatch_due(stack: NetStack): void {
  const timer = stack.linkwatch_timer;
  if (!timer?.pending || timer.expires > stack.now()) return;
  timer.cancel();
  timer.fn();
}

/** The device goes: tells what is left about it. */
export function linkwatch_forget_dev(dev: net_device): void {
  const list = dev.nd_net.stack.lweventlist;
  const i = list.indexOf(dev);
  if (i < 0) return;
  list.splice(i, 1);
  linkwatch_do_dev(dev);
}

/** A carrier, dormant or testing bit has changed. */
export function linkwatch_fire_event(dev: net_device): void {
  const urgent = linkwatch_urgent_event(dev);
  const { stack } = dev.nd_net;
  if (!(dev.state & __LINK_STATE_LINKWATCH_PENDING)) {
    dev.state |= __LINK_STATE_LINKWATCH_PENDING;
    stack.lweventlist.push(dev);
  } else if (!urgent) return;
  linkwatch_schedule_work(stack, urgent);
}

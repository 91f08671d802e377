// Up and down, flags, promiscuity, mtu, hardware address, queue length of a device (net/core/dev.c).
// Above: dev_ioctl.ts, rtnetlink_set.ts, drivers. Below: dev.ts, sch.ts, dev_addr_lists.ts, rtnetlink.ts.

import { EINVAL, ENODEV, EOPNOTSUPP, EOVERFLOW, ERANGE } from "../../uapi/asm/errno.ts";
import {
  IFF_ALLMULTI,
  IFF_AUTOMEDIA,
  IFF_DEBUG,
  IFF_DORMANT,
  IFF_DYNAMIC,
  IFF_LOWER_UP,
  IFF_MULTICAST,
  IFF_NOARP,
  IFF_NOTRAILERS,
  IFF_PORTSEL,
  IFF_PROMISC,
  IFF_RUNNING,
  IFF_UP,
  IFF_VOLATILE,
} from "../../uapi/linux/if.ts";
import { RTM_NEWLINK } from "../../uapi/linux/rtnetlink.ts";
import { NL_SET_ERR_MSG, netlink_ext_ack } from "../netlink/ext_ack.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import { call_netdevice_notifiers, call_netdevice_notifiers_info, NET_ADDR_SET } from "./dev.ts";
import {
  __LINK_STATE_START,
  IFF_UNICAST_FLT,
  NETDEV_CHANGE,
  NETDEV_CHANGE_TX_QUEUE_LEN,
  NETDEV_CHANGEADDR,
  NETDEV_CHANGEMTU,
  NETDEV_DOWN,
  NETDEV_FEAT_CHANGE,
  NETDEV_GOING_DOWN,
  NETDEV_PRE_CHANGEADDR,
  NETDEV_PRE_UP,
  NETDEV_PRECHANGEMTU,
  NETDEV_UP,
  NETIF_F_LRO,
} from "./netdev_flags.ts";
import {
  type net_device,
  netif_carrier_ok,
  netif_device_present,
  netif_dormant,
  netif_oper_up,
  netif_running,
  type sockaddr,
} from "./netdevice.ts";
import { notifier_to_errno } from "./notifier.ts";
import { rtmsg_ifinfo } from "./rtnetlink.ts";
import { dev_activate, dev_deactivate } from "./sch.ts";

// ---- up and down ----

function __dev_open(dev: net_device, extack: netlink_ext_ack | null): number {
  if (!netif_device_present(dev)) return -ENODEV;
  let ret = notifier_to_errno(call_netdevice_notifiers_info(NETDEV_PRE_UP, { dev, extack }));
  if (ret) return ret;
  dev.state |= __LINK_STATE_START;
  ret = dev.netdev_ops.ndo_validate_addr?.(dev) ?? 0;
  if (!ret) ret = dev.netdev_ops.ndo_open?.(dev) ?? 0;
  if (ret) {
    dev.state &= ~__LINK_STATE_START;
    return ret;
  }
  dev.flags |= IFF_UP;
  dev_set_rx_mode(dev);
  dev_activate(dev);
  return 0;
}

function __dev_close_many(devs: net_device[]): void {
  for (const dev of devs) {
    call_netdevice_notifiers(NETDEV_GOING_DOWN, dev);
    dev.state &= ~__LINK_STATE_START;
  }
  for (const dev of devs) dev_deactivate(dev);
  for (const dev of devs) {
    dev.netdev_ops.ndo_stop?.(dev);
    dev.flags &= ~IFF_UP;
  }
}

/** Brings a device up and tells everybody; nothing if it is up. 0 or -ERRNO. */
export function dev_open(dev: net_device, extack: netlink_ext_ack | null = null): number {
  if (dev.flags & IFF_UP) return 0;
  const ret = __dev_open(dev, extack);
  if (ret < 0) return ret;
  rtmsg_ifinfo(RTM_NEWLINK, dev, IFF_UP | IFF_RUNNING);
  call_netdevice_notifiers(NETDEV_UP, dev);
  return ret;
}

/** Takes down those of the devices that are up. */
export function dev_close_many(devs: readonly net_device[]): void {
  const up = devs.filter((d) => d.flags & IFF_UP);
  __dev_close_many(up);
  for (const dev of up) {
    rtmsg_ifinfo(RTM_NEWLINK, dev, IFF_UP | IFF_RUNNING);
    call_netdevice_notifiers(NETDEV_DOWN, dev);
  }
}

export function dev_close(dev: net_device): void {
  dev_close_many([dev]);
}

// ---- promiscuity and receive mode ----

function __dev_set_promiscuity(dev: net_device, inc: number, notify: boolean): number {
  const old_flags = dev.flags;
  dev.flags |= IFF_PROMISC;
  dev.promiscuity += inc;
  if (dev.promiscuity >>> 0 === 0) {
    if (inc < 0) dev.flags &= ~IFF_PROMISC;
    else {
      dev.promiscuity -= inc;
      return -EOVERFLOW;
    }
  }
  if (dev.flags !== old_flags) dev.netdev_ops.ndo_change_rx_flags?.(dev, IFF_PROMISC);
  if (notify) __dev_notify_flags(dev, old_flags, IFF_PROMISC);
  return 0;
}

/** Counts wishes for all frames up or down: 0 or -EOVERFLOW. */
export function dev_set_promiscuity(dev: net_device, inc: number): number {
  const old_flags = dev.flags;
  const err = __dev_set_promiscuity(dev, inc, true);
  if (err < 0) return err;
  if (dev.flags !== old_flags) dev_set_rx_mode(dev);
  return err;
}

function __dev_set_allmulti(dev: net_device, inc: number, notify: boolean): number {
  const old_flags = dev.flags;
  const old_gflags = dev.gflags;
  dev.flags |= IFF_ALLMULTI;
  dev.allmulti += inc;
  if (dev.allmulti >>> 0 === 0) {
    if (inc < 0) dev.flags &= ~IFF_ALLMULTI;
    else {
      dev.allmulti -= inc;
      return -EOVERFLOW;
    }
  }
  if (dev.flags !== old_flags) {
    dev.netdev_ops.ndo_change_rx_flags?.(dev, IFF_ALLMULTI);
    dev_set_rx_mode(dev);
    if (notify) __dev_notify_flags(dev, old_flags, dev.gflags ^ old_gflags);
  }
  return 0;
}

/** Counts wishes for all multicast frames up or down: 0 or -EOVERFLOW. */
export function dev_set_allmulti(dev: net_device, inc: number): number {
  return __dev_set_allmulti(dev, inc, true);
}

/** Lets the driver take over the address lists; promiscuous mode stands in for unicast filters it does not have. */
export function dev_set_rx_mode(dev: net_device): void {
  if (!(dev.flags & IFF_UP) || !netif_device_present(dev)) return;
  if (!(dev.priv_flags & IFF_UNICAST_FLT)) {
    if (dev.uc.length && !dev.uc_promisc) {
      __dev_set_promiscuity(dev, 1, false);
      dev.uc_promisc = true;
    } else if (!dev.uc.length && dev.uc_promisc) {
      __dev_set_promiscuity(dev, -1, false);
      dev.uc_promisc = false;
    }
  }
  dev.netdev_ops.ndo_set_rx_mode?.(dev);
}

// ---- flags ----

/** The flags that programs see: state bits are worked out, promiscuity shows only when a program asked for it. */
export function dev_get_flags(dev: net_device): number {
  let flags =
    (dev.flags & ~(IFF_PROMISC | IFF_ALLMULTI | IFF_RUNNING | IFF_LOWER_UP | IFF_DORMANT)) |
    (dev.gflags & (IFF_PROMISC | IFF_ALLMULTI));
  if (netif_running(dev)) {
    if (netif_oper_up(dev)) flags |= IFF_RUNNING;
    if (netif_carrier_ok(dev)) flags |= IFF_LOWER_UP;
    if (netif_dormant(dev)) flags |= IFF_DORMANT;
  }
  return flags;
}

const SETTABLE =
  IFF_DEBUG | IFF_NOTRAILERS | IFF_NOARP | IFF_DYNAMIC | IFF_MULTICAST | IFF_PORTSEL | IFF_AUTOMEDIA;
const KEPT = IFF_UP | IFF_VOLATILE | IFF_PROMISC | IFF_ALLMULTI;

/** Sets flags as given by a program, without telling anybody: 0 or the errno of bringing it up. */
export function __dev_change_flags(
  dev: net_device,
  flags: number,
  extack: netlink_ext_ack | null = null,
): number {
  const old_flags = dev.flags;
  dev.flags = (flags & SETTABLE) | (dev.flags & KEPT);
  if ((old_flags ^ flags) & IFF_MULTICAST) dev.netdev_ops.ndo_change_rx_flags?.(dev, IFF_MULTICAST);
  dev_set_rx_mode(dev);

  let ret = 0;
  if ((old_flags ^ flags) & IFF_UP) {
    if (old_flags & IFF_UP) __dev_close_many([dev]);
    else ret = __dev_open(dev, extack);
  }
  if ((flags ^ dev.gflags) & IFF_PROMISC) {
    const before = dev.flags;
    dev.gflags ^= IFF_PROMISC;
    if (__dev_set_promiscuity(dev, flags & IFF_PROMISC ? 1 : -1, false) >= 0 && dev.flags !== before) {
      dev_set_rx_mode(dev);
    }
  }
  if ((flags ^ dev.gflags) & IFF_ALLMULTI) {
    dev.gflags ^= IFF_ALLMULTI;
    __dev_set_allmulti(dev, flags & IFF_ALLMULTI ? 1 : -1, false);
  }
  return ret;
}

/** Announces what became of old_flags. gchanges: the flags that a program will see as changed; request: who asked. */
export function __dev_notify_flags(
  dev: net_device,
  old_flags: number,
  gchanges: number,
  request: netlink_request | null = null,
): void {
  const changes = dev.flags ^ old_flags;
  if (gchanges) rtmsg_ifinfo(RTM_NEWLINK, dev, gchanges, request);
  if (changes & IFF_UP) call_netdevice_notifiers(dev.flags & IFF_UP ? NETDEV_UP : NETDEV_DOWN, dev);
  if (dev.flags & IFF_UP && changes & ~(IFF_UP | IFF_PROMISC | IFF_ALLMULTI | IFF_VOLATILE)) {
    call_netdevice_notifiers_info(NETDEV_CHANGE, { dev, flags_changed: changes });
  }
}

/** Sets flags as given by a program: 0 or -ERRNO. */
export function dev_change_flags(
  dev: net_device,
  flags: number,
  extack: netlink_ext_ack | null = null,
): number {
  const old_flags = dev.flags;
  const old_gflags = dev.gflags;
  const ret = __dev_change_flags(dev, flags, extack);
  if (ret < 0) return ret;
  __dev_notify_flags(dev, old_flags, (old_flags ^ dev.flags) | (old_gflags ^ dev.gflags));
  return ret;
}

// ---- mtu ----

export function __dev_set_mtu(dev: net_device, mtu: number): number {
  if (dev.netdev_ops.ndo_change_mtu) return dev.netdev_ops.ndo_change_mtu(dev, mtu);
  dev.mtu = mtu;
  return 0;
}

export function dev_validate_mtu(dev: net_device, mtu: number, extack: netlink_ext_ack | null): number {
  if (mtu < 0 || mtu < dev.min_mtu) {
    NL_SET_ERR_MSG(extack, "mtu less than device minimum");
    return -EINVAL;
  }
  if (dev.max_mtu > 0 && mtu > dev.max_mtu) {
    NL_SET_ERR_MSG(extack, "mtu greater than device maximum");
    return -EINVAL;
  }
  return 0;
}

/** Sets the mtu. A listener may refuse before, or after: then the old one is set again and announced. */
export function dev_set_mtu_ext(dev: net_device, mtu: number, extack: netlink_ext_ack | null): number {
  if (mtu === dev.mtu) return 0;
  let err = dev_validate_mtu(dev, mtu, extack);
  if (err) return err;
  if (!netif_device_present(dev)) return -ENODEV;
  err = notifier_to_errno(call_netdevice_notifiers(NETDEV_PRECHANGEMTU, dev));
  if (err) return err;
  const orig_mtu = dev.mtu;
  err = __dev_set_mtu(dev, mtu);
  if (err) return err;
  err = notifier_to_errno(call_netdevice_notifiers_info(NETDEV_CHANGEMTU, { dev, mtu: orig_mtu }));
  if (err) {
    __dev_set_mtu(dev, orig_mtu);
    call_netdevice_notifiers_info(NETDEV_CHANGEMTU, { dev, mtu });
  }
  return err;
}

export function dev_set_mtu(dev: net_device, mtu: number): number {
  const extack = new netlink_ext_ack();
  const err = dev_set_mtu_ext(dev, mtu, extack);
  if (err && extack._msg) dev.nd_net.kernel.host.log(`${dev.name}: ${extack._msg}`);
  return err;
}

// ---- the rest ----

/** Packets received on the device may be forwarded: merging them (LRO) is switched off, below it too. */
export function dev_disable_lro(dev: net_device): void {
  if (dev.features & NETIF_F_LRO) {
    dev.features &= ~NETIF_F_LRO;
    call_netdevice_notifiers(NETDEV_FEAT_CHANGE, dev);
  }
  for (const { dev: lower } of dev.adj_list.lower) dev_disable_lro(lower);
}

/** Sets the transmit queue's length: 0, -ERANGE beyond 32767, or a listener's errno. */
export function dev_change_tx_queue_len(dev: net_device, len: number): number {
  if (len > 0x7fff || len < 0) return -ERANGE;
  const orig = dev.tx_queue_len;
  if (len === orig) return 0;
  dev.tx_queue_len = len;
  const err = notifier_to_errno(call_netdevice_notifiers(NETDEV_CHANGE_TX_QUEUE_LEN, dev));
  if (err) dev.tx_queue_len = orig;
  return err;
}

/** Whether every listener agrees with a new hardware address: 0 or its errno. */
export function dev_pre_changeaddr_notify(
  dev: net_device,
  dev_addr: Uint8Array,
  extack: netlink_ext_ack | null,
): number {
  return notifier_to_errno(call_netdevice_notifiers_info(NETDEV_PRE_CHANGEADDR, { dev, dev_addr, extack }));
}

/** Sets the hardware address: -EOPNOTSUPP (the driver cannot), -EINVAL (another link type), or the driver's errno. */
export function dev_set_mac_address(dev: net_device, sa: sockaddr, extack: netlink_ext_ack | null): number {
  if (!dev.netdev_ops.ndo_set_mac_address) return -EOPNOTSUPP;
  if (sa.sa_family !== dev.type) return -EINVAL;
  if (!netif_device_present(dev)) return -ENODEV;
  let err = dev_pre_changeaddr_notify(dev, sa.sa_data, extack);
  if (err) return err;
  err = dev.netdev_ops.ndo_set_mac_address(dev, sa);
  if (err) return err;
  dev.addr_assign_type = NET_ADDR_SET;
  call_netdevice_notifiers(NETDEV_CHANGEADDR, dev);
  return 0;
}
export const dev_set_mac_address_user = dev_set_mac_address;

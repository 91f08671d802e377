// Network cards on the PCI bus as far as Linux shows them: a virtio NIC (with the standby feature it brings a failover
// master), one like Intel's e1000, one like the tulip. Frames go over a wire.
// Above: pci_slots.ts. Below: ../core/device.ts (buses), wire.ts, net_failover.ts, eth.ts.
// e1000's link behaves as QEMU's card with Linux's driver: resetting the PHY (probe, down, a new mtu) takes the link
// away for a while (autonegotiation, and the watchdog that must notice); opening finds it at once if that is over.

import type { Kernel } from "../../kernel.ts";
import type { Timer } from "../../time/timer.ts";
import { EADDRNOTAVAIL, EOPNOTSUPP } from "../../uapi/asm/errno.ts";
import { alloc_netdev_mqs, NET_NAME_ENUM } from "../core/dev.ts";
import { netif_rx } from "../core/dev_queue.ts";
import { register_netdevice, unregister_netdevice } from "../core/dev_register.ts";
import type { device, device_driver } from "../core/device.ts";
import type { failover } from "../core/failover.ts";
import {
  IFF_LIVE_ADDR_CHANGE,
  IFF_UNICAST_FLT,
  NETDEV_TX_OK,
  NETIF_F_HW_VLAN_CTAG_FILTER,
} from "../core/netdev_flags.ts";
import { type net_device, type net_device_ops, netif_running } from "../core/netdevice.ts";
import { netif_carrier_off, netif_carrier_on } from "../core/sch.ts";
import { kfree_skb, skb_from_bytes } from "../core/skbuff.ts";
import {
  ETH_MAX_MTU,
  eth_mac_addr,
  eth_receive,
  eth_validate_addr,
  ether_setup,
  is_valid_ether_addr,
} from "./eth.ts";
import { net_failover_create, net_failover_destroy } from "./net_failover.ts";
import type { wire, wire_port } from "./wire.ts";

/** A card in its slot: what the driver finds there. */
export interface card {
  readonly model: "virtio" | "e1000" | "tulip";
  readonly mac: Uint8Array;
  readonly wire: wire;
  /** virtio: VIRTIO_NET_F_STANDBY. */
  readonly standby?: boolean;
  /** The card's cable is in. */
  link: boolean;
}

interface nic extends wire_port {
  readonly card: card;
  dev: net_device;
  /** e1000: when autonegotiation is over, and the timer of the link coming up. */
  ready: number;
  timer: Timer | null;
  failover: failover | null;
}

const nicOf = (dev: net_device): nic => dev.priv as nic;
export const cardOf = (dev: device): card => dev.driver_data as card;

function xmit(skb: Parameters<net_device_ops["ndo_start_xmit"]>[0], dev: net_device): number {
  const nic = nicOf(dev);
  dev.stats.tx_packets++;
  dev.stats.tx_bytes += skb.len;
  if (nic.card.link) nic.card.wire.send(nic, skb.bytes.slice());
  kfree_skb(skb);
  return NETDEV_TX_OK;
}

/** Makes the device of a card, not yet registered. */
function make(kernel: Kernel, parent: device, setup: (dev: net_device) => void): net_device {
  const dev = alloc_netdev_mqs(kernel.net.init_net, "eth%d", NET_NAME_ENUM, (d) => {
    ether_setup(d);
    setup(d);
  });
  const card = cardOf(parent);
  dev.dev.parent = parent;
  dev.dev_addr = card.mac.slice();
  const nic: nic = {
    card,
    dev,
    ready: 0,
    timer: null,
    failover: null,
    receive(frame) {
      if (!netif_running(dev) || !card.link) return;
      const skb = skb_from_bytes(frame);
      skb.dev = dev;
      eth_receive(skb, dev, netif_rx, true);
    },
  };
  dev.priv = nic;
  return dev;
}

function attach(dev: net_device): void {
  nicOf(dev).card.wire.attach(nicOf(dev));
}

// ---- virtio ----

const virtnet_ops: net_device_ops = {
  ndo_open: () => 0,
  ndo_stop: () => 0,
  ndo_start_xmit: xmit,
  ndo_validate_addr: eth_validate_addr,
  ndo_set_mac_address(dev, sa) {
    return nicOf(dev).card.standby ? -EOPNOTSUPP : eth_mac_addr(dev, sa);
  },
  ndo_set_rx_mode: () => {},
  ndo_vlan_rx_add_vid: () => 0,
  ndo_vlan_rx_kill_vid: () => 0,
  /** By which udev names a standby card apart from its master. */
  ndo_get_phys_port_name: (dev) => (nicOf(dev).card.standby ? "sby" : null),
};

export const virtnet_driver: device_driver = {
  name: "virtio_net",
  bus: "virtio",
  match: (dev) => cardOf(dev).model === "virtio",
  probe(kernel, parent) {
    const dev = make(kernel, parent, (d) => {
      d.netdev_ops = virtnet_ops;
      d.ethtool_ops = {
        driver: "virtio_net",
        version: "1.0.0",
        get_link_ksettings: () => ({ speed: -1, duplex: 0xff, port: 0xff }),
      };
      d.priv_flags |= IFF_UNICAST_FLT | IFF_LIVE_ADDR_CHANGE;
      d.features |= NETIF_F_HW_VLAN_CTAG_FILTER;
      d.max_mtu = ETH_MAX_MTU;
    });
    const nic = nicOf(dev);
    if (nic.card.standby && kernel.release.atLeast("4.18")) {
      const f = net_failover_create(dev);
      if (typeof f === "number") return f;
      nic.failover = f;
    }
    const err = register_netdevice(dev);
    if (err) {
      net_failover_destroy(nic.failover);
      return err;
    }
    attach(dev);
    parent.netdev = dev;
    netif_carrier_off(dev);
    if (nic.card.link) netif_carrier_on(dev);
    return 0;
  },
  remove(_kernel, parent) {
    const dev = parent.netdev!;
    const nic = nicOf(dev);
    nic.card.wire.detach(nic);
    unregister_netdevice(dev);
    net_failover_destroy(nic.failover);
    parent.netdev = null;
  },
};

// ---- e1000 ----

/** Autonegotiation after the PHY was reset. */
const AUTONEGOTIATION = 500e6;
/** The driver's watchdog looks at once when the card is opened, then every two seconds. */
const WATCHDOG = 2e9;
/** With a new mtu the driver itself waits through a part of that. */
const WATCHDOG_NEW_MTU = 1.25e9;

function e1000_reset_phy(nic: nic): void {
  nic.ready = nic.dev.nd_net.stack.now() + AUTONEGOTIATION;
}

/** The watchdog looks at the link when it may have come up. */
function e1000_watch(nic: nic, again = WATCHDOG): void {
  const { stack } = nic.dev.nd_net;
  const now = stack.now();
  nic.timer?.cancel();
  nic.timer = stack.kernel.timers.add(now >= nic.ready ? now : now + again, () => {
    nic.timer = null;
    if (netif_running(nic.dev) && nic.card.link) netif_carrier_on(nic.dev);
  });
}

function e1000_down(nic: nic): void {
  nic.timer?.cancel();
  nic.timer = null;
  netif_carrier_off(nic.dev);
  e1000_reset_phy(nic);
}

/** The card's cable was plugged in or pulled: the driver sees it at once, or after autonegotiation. */
export function nic_set_link(dev: net_device): void {
  const nic = nicOf(dev);
  if (dev.netdev_ops === e1000_ops) {
    if (!netif_running(dev)) return;
    if (nic.card.link) e1000_reset_phy(nic);
    else netif_carrier_off(dev);
    e1000_watch(nic);
  } else if (nic.card.link) netif_carrier_on(dev);
  else netif_carrier_off(dev);
}

/** Boot is long over: autonegotiation is, too. */
export function nic_settle(dev: net_device): void {
  if (dev.netdev_ops === e1000_ops) nicOf(dev).ready = 0;
}

const e1000_ops: net_device_ops = {
  ndo_open(dev) {
    netif_carrier_off(dev);
    e1000_watch(nicOf(dev));
    return 0;
  },
  ndo_stop(dev) {
    e1000_down(nicOf(dev));
    return 0;
  },
  ndo_start_xmit: xmit,
  ndo_set_rx_mode: () => {},
  ndo_set_mac_address(dev, sa) {
    const addr = sa.sa_data.slice(0, 6);
    if (!is_valid_ether_addr(addr)) return -EADDRNOTAVAIL;
    dev.dev_addr = addr;
    return 0;
  },
  ndo_change_mtu(dev, mtu) {
    const nic = nicOf(dev);
    if (netif_running(dev)) e1000_down(nic);
    dev.mtu = mtu;
    if (netif_running(dev)) e1000_watch(nic, WATCHDOG_NEW_MTU);
    else e1000_reset_phy(nic);
    return 0;
  },
  ndo_validate_addr: eth_validate_addr,
  ndo_vlan_rx_add_vid: () => 0,
  ndo_vlan_rx_kill_vid: () => 0,
};

export const e1000_driver: device_driver = {
  name: "e1000",
  bus: "pci",
  match: (dev) => cardOf(dev).model === "e1000",
  probe(kernel, parent) {
    const dev = make(kernel, parent, (d) => {
      d.netdev_ops = e1000_ops;
      d.ethtool_ops = {
        driver: "e1000",
        get_link_ksettings: () => ({ speed: 1000, duplex: 1, port: 0, autoneg: 1 }),
      };
      d.priv_flags |= IFF_UNICAST_FLT;
      d.features |= NETIF_F_HW_VLAN_CTAG_FILTER;
      d.min_mtu = 46;
      d.max_mtu = 16110;
    });
    e1000_reset_phy(nicOf(dev));
    const err = register_netdevice(dev);
    if (err) return err;
    attach(dev);
    parent.netdev = dev;
    netif_carrier_off(dev);
    return 0;
  },
  remove: removeCard,
};

function removeCard(_kernel: Kernel, parent: device): void {
  const dev = parent.netdev!;
  nicOf(dev).card.wire.detach(nicOf(dev));
  unregister_netdevice(dev);
  parent.netdev = null;
}

// ---- tulip ----

const tulip_ops: net_device_ops = {
  ndo_open: () => 0,
  ndo_stop: () => 0,
  ndo_start_xmit: xmit,
  ndo_set_rx_mode: () => {},
  ndo_set_mac_address: eth_mac_addr,
  ndo_validate_addr: eth_validate_addr,
};

export const tulip_driver: device_driver = {
  name: "tulip",
  bus: "pci",
  match: (dev) => cardOf(dev).model === "tulip",
  probe(kernel, parent) {
    const dev = make(kernel, parent, (d) => {
      d.netdev_ops = tulip_ops;
      d.ethtool_ops = { driver: "tulip" };
    });
    const err = register_netdevice(dev);
    if (err) return err;
    attach(dev);
    parent.netdev = dev;
    return 0;
  },
  remove: removeCard,
};

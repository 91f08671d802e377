// The failover module (net/core/failover.c): finds the devices that have a failover master's permanent address and
// makes them its slaves; hands their events to the master's driver. Slaves may be renamed while up.
// Above: ../drivers/net_failover.ts. Below: dev_adjacent.ts, the netdev notifier chain.

import { EINVAL } from "../../uapi/asm/errno.ts";
import { ARPHRD_ETHER } from "../../uapi/linux/if_arp.ts";
import { equalBytes } from "./dev.ts";
import {
  netdev_master_upper_dev_link,
  netdev_rx_handler_register,
  netdev_rx_handler_unregister,
  netdev_upper_dev_unlink,
} from "./dev_adjacent.ts";
import {
  IFF_FAILOVER,
  IFF_FAILOVER_SLAVE,
  IFF_LIVE_RENAME_OK,
  NETDEV_CHANGE,
  NETDEV_CHANGENAME,
  NETDEV_DOWN,
  NETDEV_REGISTER,
  NETDEV_UNREGISTER,
  NETDEV_UP,
} from "./netdev_flags.ts";
import {
  type net_device,
  type netdev_notifier_info,
  netif_is_failover,
  netif_is_failover_slave,
  netif_running,
  type rx_handler_func_t,
} from "./netdevice.ts";
import { NOTIFY_DONE, NOTIFY_OK, type notifier_block } from "./notifier.ts";

/** A master's driver. Results are 0 or -ERRNO. */
export interface failover_ops {
  slave_pre_register(slave_dev: net_device, failover_dev: net_device): number;
  slave_register(slave_dev: net_device, failover_dev: net_device): number;
  slave_pre_unregister(slave_dev: net_device, failover_dev: net_device): number;
  slave_unregister(slave_dev: net_device, failover_dev: net_device): number;
  slave_link_change(slave_dev: net_device, failover_dev: net_device): number;
  slave_name_change(slave_dev: net_device, failover_dev: net_device): number;
  readonly slave_handle_frame: rx_handler_func_t;
}

export interface failover {
  readonly failover_dev: net_device;
  readonly ops: failover_ops;
}

const NETDEV_LAG_TX_TYPE_ACTIVEBACKUP = 4;
const SLAVE_FLAGS = IFF_FAILOVER_SLAVE | IFF_LIVE_RENAME_OK;

/** The instance whose master has the device's permanent address; namespaces do not matter. */
function failover_get_bymac(dev: net_device): failover | null {
  const { failover_list } = dev.nd_net.stack;
  return failover_list.find((f) => equalBytes(f.failover_dev.perm_addr, dev.perm_addr)) ?? null;
}

function failover_slave_register(slave_dev: net_device): number {
  if (slave_dev.type !== ARPHRD_ETHER) return NOTIFY_DONE;
  const f = failover_get_bymac(slave_dev);
  if (!f) return NOTIFY_DONE;
  const { failover_dev, ops } = f;
  if (ops.slave_pre_register(slave_dev, failover_dev)) return NOTIFY_DONE;
  if (netdev_rx_handler_register(slave_dev, ops.slave_handle_frame, failover_dev)) return NOTIFY_DONE;

  const lag = { tx_type: NETDEV_LAG_TX_TYPE_ACTIVEBACKUP };
  if (netdev_master_upper_dev_link(slave_dev, failover_dev, null, lag, null)) {
    netdev_rx_handler_unregister(slave_dev);
    return NOTIFY_DONE;
  }
  slave_dev.priv_flags |= SLAVE_FLAGS;
  if (!ops.slave_register(slave_dev, failover_dev)) return NOTIFY_OK;

  netdev_upper_dev_unlink(slave_dev, failover_dev);
  slave_dev.priv_flags &= ~SLAVE_FLAGS;
  netdev_rx_handler_unregister(slave_dev);
  return NOTIFY_DONE;
}

/** Lets go of a slave. */
export function failover_slave_unregister(slave_dev: net_device): number {
  if (!netif_is_failover_slave(slave_dev)) return NOTIFY_DONE;
  const f = failover_get_bymac(slave_dev);
  if (!f || f.ops.slave_pre_unregister(slave_dev, f.failover_dev)) return NOTIFY_DONE;
  netdev_rx_handler_unregister(slave_dev);
  netdev_upper_dev_unlink(slave_dev, f.failover_dev);
  slave_dev.priv_flags &= ~SLAVE_FLAGS;
  return f.ops.slave_unregister(slave_dev, f.failover_dev) ? NOTIFY_DONE : NOTIFY_OK;
}

/** Hands an event of a slave to the driver of its master, while the master runs. */
function tell(slave_dev: net_device, what: "slave_link_change" | "slave_name_change"): number {
  if (!netif_is_failover_slave(slave_dev)) return NOTIFY_DONE;
  const f = failover_get_bymac(slave_dev);
  if (!f || !netif_running(f.failover_dev)) return NOTIFY_DONE;
  return f.ops[what](slave_dev, f.failover_dev) ? NOTIFY_DONE : NOTIFY_OK;
}

export const failover_notifier: notifier_block<netdev_notifier_info> = {
  notifier_call(event, { dev }) {
    if (netif_is_failover(dev)) return NOTIFY_DONE;
    switch (event) {
      case NETDEV_REGISTER:
        return failover_slave_register(dev);
      case NETDEV_UNREGISTER:
        return failover_slave_unregister(dev);
      case NETDEV_UP:
      case NETDEV_DOWN:
      case NETDEV_CHANGE:
        return tell(dev, "slave_link_change");
      case NETDEV_CHANGENAME:
        return tell(dev, "slave_name_change");
      default:
        return NOTIFY_DONE;
    }
  },
};

/** Makes dev a failover master and takes over the slaves that are already there: the instance, or -EINVAL. */
export function failover_register(dev: net_device, ops: failover_ops): failover | number {
  if (dev.type !== ARPHRD_ETHER) return -EINVAL;
  dev.priv_flags |= IFF_FAILOVER;
  const f: failover = { failover_dev: dev, ops };
  dev.nd_net.stack.failover_list.push(f);
  for (const other of [...dev.nd_net.dev_base_head]) {
    if (netif_is_failover(other)) continue;
    if (equalBytes(dev.perm_addr, other.perm_addr)) failover_slave_register(other);
  }
  return f;
}

export function failover_unregister(f: failover): void {
  f.failover_dev.priv_flags &= ~IFF_FAILOVER;
  const { failover_list } = f.failover_dev.nd_net.stack;
  failover_list.splice(failover_list.indexOf(f), 1);
}

// TUN and TAP: devices whose other end is a file of a program, /dev/net/tun, character device 10:200 (drivers/net/tun.c).
// Above: ../init.ts, kinds.ts. Below: eth.ts, ../core/dev_queue.ts, ../../fs/char_dev.ts.
// Partial: one queue; no virtio-net header, filters or steering; the node is not made in /dev (mknod makes it).

import type { file, file_operations } from "../../fs/file.ts";
import { kernfs_create_file } from "../../fs/kernfs.ts";
import { devtmpfs_create_node } from "../../fs/vfs.ts";
import type { Kernel } from "../../kernel.ts";
import { get_user_u32, put_user_u32 } from "../../mm/uaccess.ts";
import { ns_capable } from "../../task/cred.ts";
import type { task_struct } from "../../task/task.ts";
import { wait_event, wait_queue_head } from "../../task/wait.ts";
import {
  EAGAIN,
  EBADFD,
  EBUSY,
  EEXIST,
  EFAULT,
  EINVAL,
  EIO,
  EOPNOTSUPP,
  EPERM,
} from "../../uapi/asm/errno.ts";
import { O_NONBLOCK } from "../../uapi/asm/fcntl.ts";
import { POLLERR, POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from "../../uapi/asm/poll.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import { IFF_MULTICAST, IFF_NOARP, IFF_POINTOPOINT, IFF_UP } from "../../uapi/linux/if.ts";
import { ARPHRD_NONE } from "../../uapi/linux/if_arp.ts";
import { ETH_P_IP, ETH_P_IPV6 } from "../../uapi/linux/if_ether.ts";
import * as L from "../../uapi/linux/if_link.ts";
import * as T from "../../uapi/linux/if_tun.ts";
import { __dev_get_by_name, alloc_netdev, NET_NAME_UNKNOWN } from "../core/dev.ts";
import { netif_rx } from "../core/dev_queue.ts";
import {
  register_netdevice,
  unregister_netdevice,
  unregister_netdevice_queue,
} from "../core/dev_register.ts";
import { ifreq } from "../core/ifreq.ts";
import type { rtnl_link_ops } from "../core/link_ops.ts";
import type { net } from "../core/net_namespace.ts";
import { IFF_LIVE_ADDR_CHANGE, NETDEV_TX_OK, NETIF_F_LLTX } from "../core/netdev_flags.ts";
import type { net_device, net_device_ops } from "../core/netdevice.ts";
import { netif_carrier_off, netif_carrier_on } from "../core/sch.ts";
import { kfree_skb, sk_buff_head, skb_from_bytes, skb_orphan } from "../core/skbuff.ts";
import { eth_hw_addr_random, eth_mac_addr, eth_receive, eth_validate_addr, ether_setup } from "./eth.ts";

const MISC_MAJOR = 10;
const TUN_MINOR = 200;
const FEATURES = T.IFF_NO_PI | T.IFF_ONE_QUEUE | T.IFF_TUN | T.IFF_TAP;

/** An open /dev/net/tun. */
interface tun_file {
  readonly net: net;
  readonly wait: wait_queue_head;
  dev: net_device | null;
}

/** The device's side. */
interface tun_struct {
  flags: number;
  owner: number;
  group: number;
  persist: boolean;
  /** The file that is attached. */
  file: tun_file | null;
  readonly queue: sk_buff_head;
}

const fileOf = (f: file): tun_file => f.private_data as tun_file;
const tunOf = (dev: net_device): tun_struct => dev.priv as tun_struct;

const tun_ops: net_device_ops = {
  ndo_start_xmit(skb, dev) {
    const tun = tunOf(dev);
    if (!tun.file || tun.queue.qlen >= dev.tx_queue_len) {
      dev.stats.tx_dropped++;
      kfree_skb(skb);
      return NETDEV_TX_OK;
    }
    dev.stats.tx_packets++;
    dev.stats.tx_bytes += skb.len;
    skb_orphan(skb);
    tun.queue.queue_tail(skb);
    tun.file.wait.wake_up(POLLIN | POLLRDNORM);
    return NETDEV_TX_OK;
  },
  ndo_uninit(dev) {
    const tun = tunOf(dev);
    tun.queue.purge();
    if (!tun.file) return;
    tun.file.dev = null;
    tun.file.wait.wake_up_all(POLLERR);
    tun.file = null;
  },
};
const tap_ops: net_device_ops = {
  ...tun_ops,
  ndo_set_mac_address: eth_mac_addr,
  ndo_validate_addr: eth_validate_addr,
  ndo_set_rx_mode: () => {},
};

function setup(dev: net_device, flags: number): void {
  if (flags & T.IFF_TUN) {
    dev.netdev_ops = tun_ops;
    dev.type = ARPHRD_NONE;
    dev.mtu = 1500;
    dev.tx_queue_len = T.TUN_READQ_SIZE;
    dev.flags = IFF_POINTOPOINT | IFF_NOARP | IFF_MULTICAST;
  } else {
    ether_setup(dev);
    dev.netdev_ops = tap_ops;
    dev.priv_flags |= IFF_LIVE_ADDR_CHANGE;
    eth_hw_addr_random(dev);
  }
  dev.ethtool_ops = { driver: "tun", version: "1.6" };
  dev.min_mtu = 68;
  dev.max_mtu = 65535 - dev.hard_header_len;
  dev.features |= NETIF_F_LLTX;
  dev.needs_free_netdev = true;
}

/** The kind shows in `ip link`, but programs make it through the file only. */
export const tun_link_ops: rtnl_link_ops = {
  kind: "tun",
  setup: (dev) => setup(dev, T.IFF_TAP),
  validate: () => -EOPNOTSUPP,
  dellink: unregister_netdevice_queue,
  fill_info(m, dev) {
    const tun = tunOf(dev);
    m.putU8(L.IFLA_TUN_TYPE, tun.flags & (T.IFF_TUN | T.IFF_TAP));
    if (tun.owner !== -1) m.putU32(L.IFLA_TUN_OWNER, tun.owner);
    if (tun.group !== -1) m.putU32(L.IFLA_TUN_GROUP, tun.group);
    m.putU8(L.IFLA_TUN_PI, Number(!(tun.flags & T.IFF_NO_PI)))
      .putU8(L.IFLA_TUN_VNET_HDR, 0)
      .putU8(L.IFLA_TUN_PERSIST, Number(tun.persist))
      .putU8(L.IFLA_TUN_MULTI_QUEUE, 0);
  },
};

function may_attach(t: task_struct, tun: tun_struct, net: net): boolean {
  const { cred } = t;
  const own = tun.owner === -1 || tun.owner === cred.euid;
  const group = tun.group === -1 || cred.in_egroup_p(tun.group);
  return (own && group) || ns_capable(t, net.user_ns, CAP_NET_ADMIN);
}

function attach(tfile: tun_file, dev: net_device): void {
  tfile.dev = dev;
  tunOf(dev).file = tfile;
  netif_carrier_on(dev);
}

/** tun_flags, owner and group in the device's folder of /sys (tun_attr_group). */
function sysfs_files(dev: net_device): void {
  const { kobj } = dev.dev;
  if (!kobj) return;
  const tun = tunOf(dev);
  const file = (name: string, show: () => string | number): void =>
    void kernfs_create_file(kobj, name, 0o444, { show: () => `${show()}\n` });
  file("tun_flags", () => `0x${(tun.flags | (tun.persist ? T.IFF_PERSIST : 0)).toString(16)}`);
  file("owner", () => tun.owner);
  file("group", () => tun.group);
}

function tun_set_iff(t: task_struct, tfile: tun_file, ifr: ifreq): number {
  const { net } = tfile;
  const flags = ifr.data.getUint16(0);
  const existing = __dev_get_by_name(net, ifr.name);
  if (existing) {
    if (flags & T.IFF_TUN_EXCL) return -EBUSY;
    const ops = flags & T.IFF_TUN ? tun_ops : flags & T.IFF_TAP ? tap_ops : null;
    if (existing.netdev_ops !== ops) return -EINVAL;
    const tun = tunOf(existing);
    if (!may_attach(t, tun, net)) return -EPERM;
    if (tun.file) return -EBUSY;
    tun.flags = flags & FEATURES;
    attach(tfile, existing);
  } else {
    if (!ns_capable(t, net.user_ns, CAP_NET_ADMIN)) return -EPERM;
    if (!(flags & (T.IFF_TUN | T.IFF_TAP))) return -EINVAL;
    const name = ifr.name || (flags & T.IFF_TUN ? "tun%d" : "tap%d");
    const dev = alloc_netdev(net, name, NET_NAME_UNKNOWN, (d) => setup(d, flags));
    dev.rtnl_link_ops = tun_link_ops;
    dev.priv = {
      flags: flags & FEATURES,
      owner: -1,
      group: -1,
      persist: false,
      file: null,
      queue: new sk_buff_head(),
    } satisfies tun_struct;
    const err = register_netdevice(dev);
    if (err < 0) return err;
    sysfs_files(dev);
    attach(tfile, dev);
  }
  ifr.name = tfile.dev!.name;
  return 0;
}

const ownProtocol = (b: Uint8Array): number =>
  b[0] >> 4 === 4 ? ETH_P_IP : b[0] >> 4 === 6 ? ETH_P_IPV6 : 0;

const tun_fops: file_operations = {
  name: "tun",
  open(t, f) {
    f.private_data = { net: t.nsproxy.net_ns, wait: new wait_queue_head(), dev: null } satisfies tun_file;
    return 0;
  },
  *read_iter(t, f, to) {
    const tfile = fileOf(f);
    if (!tfile.dev) return -EBADFD;
    if (f.f_flags & O_NONBLOCK && tunOf(tfile.dev).queue.empty) return -EAGAIN;
    const r = yield* wait_event(t, tfile.wait, () => !tfile.dev || !tunOf(tfile.dev).queue.empty);
    if (r) return r;
    if (!tfile.dev) return -EIO;
    const tun = tunOf(tfile.dev);
    const skb = tun.queue.dequeue()!;
    let total = skb.len;
    if (!(tun.flags & T.IFF_NO_PI)) {
      if (to.count < 4) return -EINVAL;
      const strip = to.count < skb.len + 4 ? T.TUN_PKT_STRIP : 0;
      to.copy_to_iter(Uint8Array.of(strip >> 8, strip, skb.protocol >> 8, skb.protocol));
      total += 4;
    }
    to.copy_to_iter(skb.bytes);
    kfree_skb(skb);
    return total;
  },
  write_iter(_t, f, from) {
    const { dev } = fileOf(f);
    if (!dev) return -EBADFD;
    const tun = tunOf(dev);
    const count = from.count;
    let protocol = 0;
    if (!(tun.flags & T.IFF_NO_PI)) {
      if (count < 4) return -EINVAL;
      const pi = from.copy_from_iter(4);
      if (pi.length < 4) return -EFAULT;
      protocol = (pi[2] << 8) | pi[3];
    }
    const bytes = from.copy_from_iter(from.count);
    if (bytes.length < count - (tun.flags & T.IFF_NO_PI ? 0 : 4)) return -EFAULT;
    if (tun.flags & T.IFF_TAP && bytes.length < 14) return -EINVAL;
    if (!(dev.flags & IFF_UP)) return -EIO;
    const skb = skb_from_bytes(bytes);
    if (tun.flags & T.IFF_TAP) {
      eth_receive(skb, dev, netif_rx);
      return count;
    }
    skb.protocol = tun.flags & T.IFF_NO_PI ? ownProtocol(bytes) : protocol;
    if (!skb.protocol) {
      dev.stats.rx_dropped++;
      return -EINVAL;
    }
    skb.dev = dev;
    skb.mac_header = skb.data;
    dev.stats.rx_packets++;
    dev.stats.rx_bytes += bytes.length;
    netif_rx(skb);
    return count;
  },
  poll(f, pt) {
    const tfile = fileOf(f);
    pt?.poll_wait(tfile.wait);
    if (!tfile.dev) return POLLERR;
    const readable = tunOf(tfile.dev).queue.empty ? 0 : POLLIN | POLLRDNORM;
    return readable | (tfile.dev.flags & IFF_UP ? POLLOUT | POLLWRNORM : 0);
  },
  ioctl(t, f, cmd, arg) {
    const tfile = fileOf(f);
    if (cmd >>> 0 === T.TUNGETFEATURES) {
      put_user_u32(t, arg, FEATURES);
      return 0;
    }
    if (cmd >>> 0 === T.TUNSETIFF) {
      if (tfile.dev) return -EEXIST;
      const ifr = ifreq.from_user(t, arg);
      const err = tun_set_iff(t, tfile, ifr);
      if (!err) ifr.to_user(t, arg);
      return err;
    }
    if (!tfile.dev) return -EBADFD;
    const tun = tunOf(tfile.dev);
    switch (cmd >>> 0) {
      case T.TUNGETIFF: {
        const ifr = new ifreq();
        ifr.name = tfile.dev.name;
        ifr.data.setUint16(0, tun.flags);
        ifr.to_user(t, arg);
        return 0;
      }
      case T.TUNSETPERSIST:
        tun.persist = arg !== 0;
        return 0;
      case T.TUNSETOWNER:
        tun.owner = t.cred.user_ns.make_kuid(arg);
        return 0;
      case T.TUNSETGROUP:
        tun.group = t.cred.user_ns.make_kgid(arg);
        return 0;
      case T.TUNSETLINK:
        if (tfile.dev.flags & IFF_UP) return -EBUSY;
        tfile.dev.type = arg;
        return 0;
      case T.TUNSETCARRIER: {
        const on = get_user_u32(t, arg);
        (on ? netif_carrier_on : netif_carrier_off)(tfile.dev);
        return 0;
      }
      case T.TUNSETNOCSUM:
      case T.TUNSETDEBUG:
      case T.TUNSETOFFLOAD:
      case T.TUNSETSNDBUF:
        return 0;
      default:
        return -EINVAL;
    }
  },
  release(f) {
    const { dev } = fileOf(f);
    if (!dev) return;
    const tun = tunOf(dev);
    tun.file = null;
    if (tun.persist) {
      netif_carrier_off(dev);
      tun.queue.purge();
    } else unregister_netdevice(dev);
  },
};

/** Serves character device 10:200. */
export function tun_init(kernel: Kernel): void {
  if (!kernel.fs) return;
  const fops = tun_fops;
  devtmpfs_create_node(kernel, {
    name: "net/tun",
    major: MISC_MAJOR,
    minor: TUN_MINOR,
    count: 1,
    fops,
    mode: 0o666,
  });
}

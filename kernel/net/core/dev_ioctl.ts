// The device ioctls of sockets (net/core/dev_ioctl.c): SIOC[GS]IF*, SIOCSIFNAME, SIOCGIFCONF … The struct ifreq is
// read before anything is looked at, and permission before the device. A row says what each needs (bridges' own:
// ../drivers/bridge_ioctl.ts; SIOCGIFCONF: ../ipv4/devinet_ioctl.ts). Above: ../socket.ts. Below: dev_name.ts, dev_flags.ts, ifreq.ts.

import { copy_from_user } from "../../mm/uaccess.ts";
import { capable, ns_capable } from "../../task/cred.ts";
import type { task_struct } from "../../task/task.ts";
import { EINVAL, ENODEV, ENOTTY, EOPNOTSUPP, EPERM, ERANGE } from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import { __HWTSTAMP_FILTER_CNT, __HWTSTAMP_TX_CNT, HWTSTAMP_FLAG_MASK } from "../../uapi/linux/net_tstamp.ts";
import * as S from "../../uapi/linux/sockios.ts";
import { AF_UNSPEC } from "../linux_socket.ts";
import { __dev_get_by_index, __dev_get_by_name, call_netdevice_notifiers } from "./dev.ts";
import { dev_mc_add_global, dev_mc_del_global } from "./dev_addr_lists.ts";
import {
  dev_change_flags,
  dev_change_tx_queue_len,
  dev_get_flags,
  dev_set_mac_address,
  dev_set_mtu,
} from "./dev_flags.ts";
import { dev_change_name } from "./dev_name.ts";
import { dev_ethtool } from "./ethtool.ts";
import { ifreq } from "./ifreq.ts";
import { linkwatch_due } from "./link_watch.ts";
import type { net } from "./net_namespace.ts";
import { NETDEV_CHANGEADDR } from "./netdev_flags.ts";
import { type net_device, netif_device_present } from "./netdevice.ts";

/** Who may: anybody; the administrator of the namespace; of the system. */
type Who = "all" | "ns" | "init";

interface row {
  readonly who: Who;
  /** The struct goes back to the program. */
  readonly out: boolean;
  /** 0 (or a unit number) or -ERRNO. */
  fn(dev: net_device, ifr: ifreq, t: task_struct): number;
}

const get = (fn: (dev: net_device, ifr: ifreq) => void): row => ({
  who: "all",
  out: true,
  fn(dev, ifr) {
    fn(dev, ifr);
    return 0;
  },
});
const set = (fn: (dev: net_device, ifr: ifreq) => number, who: Who = "ns", out = false): row => ({
  who,
  out,
  fn,
});
const fail = (err: number, who: Who, out = false): row => ({ who, out, fn: () => err });

const mc = (fn: (dev: net_device, addr: Uint8Array) => number): row =>
  set((dev, ifr) => {
    if (!dev.netdev_ops.ndo_set_rx_mode || ifr.sin_family !== AF_UNSPEC) return -EINVAL;
    return netif_device_present(dev) ? fn(dev, ifr.sa_data) : -ENODEV;
  });

const SIZEOF_HWTSTAMP_CONFIG = 12;

/** struct hwtstamp_config: flags, kind of transmit stamps, filter of receive stamps. */
function net_hwtstamp_validate(b: Uint8Array): number {
  const v = new DataView(b.buffer, b.byteOffset);
  if (v.getUint32(0) & ~HWTSTAMP_FLAG_MASK) return -EINVAL;
  return v.getUint32(4) >= __HWTSTAMP_TX_CNT || v.getUint32(8) >= __HWTSTAMP_FILTER_CNT ? -ERANGE : 0;
}

const eth = (cmd: number, who: Who, out: boolean): row =>
  set(
    (dev, ifr) => {
      if (!dev.netdev_ops.ndo_eth_ioctl) return -EOPNOTSUPP;
      return netif_device_present(dev) ? dev.netdev_ops.ndo_eth_ioctl(dev, ifr, cmd) : -ENODEV;
    },
    who,
    out,
  );
const bond = (cmd: number, who: Who): row =>
  set((dev, ifr) => {
    if (!dev.netdev_ops.ndo_siocbond) return -EOPNOTSUPP;
    return netif_device_present(dev) ? dev.netdev_ops.ndo_siocbond(dev, ifr, cmd) : -ENODEV;
  }, who);

const rows: ReadonlyMap<number, row> = new Map<number, row>([
  [S.SIOCGIFFLAGS, get((dev, ifr) => void (ifr.half = dev_get_flags(dev)))],
  [S.SIOCGIFMETRIC, get((_dev, ifr) => void (ifr.word = 0))],
  [S.SIOCGIFMTU, get((dev, ifr) => void (ifr.word = dev.mtu))],
  [S.SIOCGIFINDEX, get((dev, ifr) => void (ifr.word = dev.ifindex))],
  [S.SIOCGIFTXQLEN, get((dev, ifr) => void (ifr.word = dev.tx_queue_len))],
  [S.SIOCGIFSLAVE, fail(-EINVAL, "all")],
  [
    S.SIOCGIFHWADDR,
    get((dev, ifr) => {
      ifr.data.setUint16(0, dev.type);
      ifr.sa_data.fill(0);
      ifr.sa_data.set(dev.dev_addr.subarray(0, 14));
    }),
  ],
  [
    S.SIOCGIFMAP,
    get((dev, { data }) => {
      data.setUint32(0, dev.mem_start);
      data.setUint32(4, dev.mem_end);
      data.setUint16(8, dev.base_addr);
      data.setUint8(10, dev.irq);
      data.setUint8(11, dev.dma);
      data.setUint8(12, dev.if_port);
    }),
  ],
  [S.SIOCSIFNAME, set((dev, ifr) => dev_change_name(dev, ifr.newname), "ns", true)],
  [S.SIOCSIFFLAGS, set((dev, ifr) => dev_change_flags(dev, ifr.half))],
  [S.SIOCSIFMETRIC, fail(-EOPNOTSUPP, "ns")],
  [S.SIOCSIFMTU, set((dev, ifr) => dev_set_mtu(dev, ifr.word))],
  [
    S.SIOCSIFHWADDR,
    set((dev, ifr) =>
      dev_set_mac_address(dev, { sa_family: ifr.sin_family, sa_data: ifr.sa_data.slice() }, null),
    ),
  ],
  [
    S.SIOCSIFHWBROADCAST,
    set((dev, ifr) => {
      if (ifr.sin_family !== dev.type) return -EINVAL;
      dev.broadcast = ifr.sa_data.slice(0, dev.addr_len);
      call_netdevice_notifiers(NETDEV_CHANGEADDR, dev);
      return 0;
    }),
  ],
  [S.SIOCSIFMAP, fail(-EOPNOTSUPP, "init")],
  [
    S.SIOCSIFTXQLEN,
    set((dev, ifr) => (ifr.word < 0 ? -EINVAL : dev_change_tx_queue_len(dev, ifr.word)), "init"),
  ],
  [S.SIOCSIFSLAVE, fail(-EINVAL, "ns")],
  [S.SIOCADDMULTI, mc(dev_mc_add_global)],
  [S.SIOCDELMULTI, mc(dev_mc_del_global)],
  [S.SIOCGMIIPHY, eth(S.SIOCGMIIPHY, "ns", true)],
  [S.SIOCGMIIREG, eth(S.SIOCGMIIREG, "ns", true)],
  [S.SIOCSMIIREG, eth(S.SIOCSMIIREG, "ns", false)],
  [
    S.SIOCSHWTSTAMP,
    {
      ...eth(S.SIOCSHWTSTAMP, "ns", false),
      fn(dev, ifr, t) {
        const err = net_hwtstamp_validate(copy_from_user(t, ifr.word, SIZEOF_HWTSTAMP_CONFIG));
        return err || eth(S.SIOCSHWTSTAMP, "ns", false).fn(dev, ifr, t);
      },
    },
  ],
  [S.SIOCGHWTSTAMP, eth(S.SIOCGHWTSTAMP, "all", true)],
  [S.SIOCBONDENSLAVE, bond(S.SIOCBONDENSLAVE, "ns")],
  [S.SIOCBONDRELEASE, bond(S.SIOCBONDRELEASE, "ns")],
  [S.SIOCBONDSETHWADDR, bond(S.SIOCBONDSETHWADDR, "ns")],
  [S.SIOCBONDCHANGEACTIVE, bond(S.SIOCBONDCHANGEACTIVE, "ns")],
  [S.SIOCBONDSLAVEINFOQUERY, bond(S.SIOCBONDSLAVEINFOQUERY, "all")],
  [S.SIOCBONDINFOQUERY, bond(S.SIOCBONDINFOQUERY, "all")],
  [S.SIOCWANDEV, fail(-EOPNOTSUPP, "all", true)],
]);

const allowed = (t: task_struct, net: net, who: Who): boolean =>
  who === "all" ||
  ((who !== "init" || capable(t, CAP_NET_ADMIN)) && ns_capable(t, net.user_ns, CAP_NET_ADMIN));

/** SIOCGIFNAME: the name of an index. */
function dev_ifname(net: net, ifr: ifreq): number {
  const dev = __dev_get_by_index(net, ifr.word);
  if (!dev) return -ENODEV;
  ifr.name = dev.name;
  return 0;
}

/** A device ioctl of a program; arg points to its struct ifreq. 0 or -ERRNO; a bad pointer throws UserFault. */
export function dev_ioctl_user(t: task_struct, net: net, cmd: number, arg: number): number {
  linkwatch_due(net.stack);
  const ifr = ifreq.from_user(t, arg);
  if (cmd === S.SIOCGIFNAME) {
    const err = dev_ifname(net, ifr);
    if (!err) ifr.to_user(t, arg);
    return err;
  }
  if (cmd === S.SIOCETHTOOL) return dev_ethtool(t, net, ifr);
  const isPrivate = cmd >= S.SIOCDEVPRIVATE && cmd <= S.SIOCDEVPRIVATE + 15;
  const row = rows.get(cmd) ?? (isPrivate ? fail(-EOPNOTSUPP, "all", true) : undefined);
  if (!row) return -ENOTTY;
  if (!allowed(t, net, row.who)) return -EPERM;
  const dev = __dev_get_by_name(net, ifr.device);
  if (!dev) return -ENODEV;
  const err = row.fn(dev, ifr, t);
  if (!err && row.out) ifr.to_user(t, arg);
  return err;
}

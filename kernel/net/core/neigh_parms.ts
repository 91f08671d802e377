// What a neighbour table goes by on a device: timers, numbers of questions, how much may wait (struct neigh_parms), and
// its folder under /proc/sys/net/{ipv4,ipv6}/neigh (net/core/neighbour.c neigh_sysctl_register, release 6.1).
// Above: neighbour.ts, ../ipv4/devinet.ts, ../ipv6/addrconf.ts. Below: net_sysctl.ts.

import { EINVAL } from "../../uapi/asm/errno.ts";
import { AF_INET6 } from "../linux_socket.ts";
import type { net, pernet_operations } from "./net_namespace.ts";
import { net_sysctl_dir, net_sysctl_drop, net_sysctl_int, type sysctl_dir } from "./net_sysctl.ts";
import type { net_device } from "./netdevice.ts";

/** Ticks a second. */
const HZ = 100;
const MS_PER_TICK = 1000 / HZ;
const MAX_JIFFY_OFFSET = 0x3ffffffe;
/** What a full Ethernet frame counts for in unres_qlen: SKB_TRUESIZE(ETH_FRAME_LEN) of the recorded kernel. */
const TRUESIZE = 1946;

/** Times are in ticks. */
const VARIABLES = {
  mcast_solicit: 3,
  ucast_solicit: 3,
  app_solicit: 0,
  mcast_resolicit: 0,
  retrans_time: HZ,
  base_reachable_time: 30 * HZ,
  delay_first_probe_time: 5 * HZ,
  interval_probe_time: 5 * HZ,
  gc_stale_time: 60 * HZ,
  unres_qlen_bytes: 176128,
  proxy_qlen: 64,
  anycast_delay: HZ,
  proxy_delay: (8 * HZ) / 10,
  locktime: HZ,
};
type variable = keyof typeof VARIABLES;

export class neigh_parms {
  readonly data: Record<variable, number>;
  /** What was set for this one itself, which a new default leaves alone. */
  readonly state = new Set<variable>();
  /** Its folder's name while it has one. */
  sysctl_name = "";

  constructor(like: Readonly<Record<variable, number>> = VARIABLES) {
    this.data = { ...like };
  }

  /** Nanoseconds. */
  time(name: variable): number {
    return this.data[name] * (1e9 / HZ);
  }
}

/** A namespace's parameters of one family: the default ones, and the devices'. */
class neigh_parms_list {
  readonly dflt = new neigh_parms();
  readonly devices = new Map<net_device, neigh_parms>();
}
const lists = new WeakMap<net, Map<number, neigh_parms_list>>();

function list_of(net: net, family: number): neigh_parms_list {
  let families = lists.get(net);
  if (!families) lists.set(net, (families = new Map()));
  let list = families.get(family);
  if (!list) {
    families.set(family, (list = new neigh_parms_list()));
    // ND does not keep an answer from being replaced
    if (family === AF_INET6) list.dflt.data.locktime = 0;
  }
  return list;
}

/** The parameters for dev, or the defaults where it has none of its own. */
export function neigh_parms_of(dev: net_device, family: number): neigh_parms {
  const list = list_of(dev.nd_net, family);
  return list.devices.get(dev) ?? list.dflt;
}

const folder = (family: number, name: string): string =>
  `${family === AF_INET6 ? "ipv6" : "ipv4"}/neigh/${name}`;

/** One file: what of the variable it shows, and what a written number makes of it. */
interface row {
  readonly name: string;
  readonly of: variable;
  readonly show?: (v: number) => number;
  readonly read?: (v: number) => number;
  readonly min?: number;
  readonly max?: number;
}
const row = (name: string, of: variable, unit: Partial<row> = {}): row => ({ name, of, ...unit });
const count = { min: 0 };
const seconds = {
  max: Math.floor(0x7fffffff / HZ),
  show: (v: number) => Math.trunc(v / HZ),
  read: (v: number) => v * HZ,
};
/** A negative time is as long as can be, and so is what does not fit an int. */
const ms = {
  max: 0xffffffff,
  show: (v: number) => (v * MS_PER_TICK) | 0,
  read: (v: number) => ((v | 0) < 0 ? MAX_JIFFY_OFFSET : Math.ceil(v / MS_PER_TICK)),
};
const packets = {
  min: 0,
  show: (v: number) => Math.floor(v / TRUESIZE),
  read: (v: number) => v * TRUESIZE,
};

const ROWS: readonly row[] = [
  row("mcast_solicit", "mcast_solicit", count),
  row("ucast_solicit", "ucast_solicit", count),
  row("app_solicit", "app_solicit", count),
  row("mcast_resolicit", "mcast_resolicit", count),
  row("retrans_time", "retrans_time"),
  row("base_reachable_time", "base_reachable_time", seconds),
  row("delay_first_probe_time", "delay_first_probe_time", seconds),
  row("interval_probe_time_ms", "interval_probe_time", ms),
  row("gc_stale_time", "gc_stale_time", seconds),
  row("unres_qlen", "unres_qlen_bytes", packets),
  row("unres_qlen_bytes", "unres_qlen_bytes", count),
  row("proxy_qlen", "proxy_qlen", count),
  row("anycast_delay", "anycast_delay"),
  row("proxy_delay", "proxy_delay"),
  row("locktime", "locktime"),
  row("retrans_time_ms", "retrans_time", ms),
  row("base_reachable_time_ms", "base_reachable_time", ms),
];

const same = (v: number): number => v;

function files(dir: sysctl_dir, list: neigh_parms_list, parms: neigh_parms): void {
  for (const { name, of, min, max, show = same, read = same } of ROWS) {
    net_sysctl_int(dir, name, {
      min,
      max,
      get: () => show(parms.data[of]),
      set(v) {
        parms.data[of] = read(v);
        parms.state.add(of);
        if (parms !== list.dflt) return;
        for (const p of list.devices.values()) if (!p.state.has(of)) p.data[of] = parms.data[of];
      },
    });
  }
}

/** The device's folder, of its name as it is now. 0 or -EINVAL. */
export function neigh_sysctl_register(dev: net_device, family: number): number {
  if (dev.name === "default") return -EINVAL;
  const list = list_of(dev.nd_net, family);
  let parms = list.devices.get(dev);
  if (!parms) list.devices.set(dev, (parms = new neigh_parms(list.dflt.data)));
  files(net_sysctl_dir(dev.nd_net, folder(family, dev.name)), list, parms);
  parms.sysctl_name = dev.name;
  return 0;
}

/** The folder goes; `release`: the parameters, too. */
export function neigh_sysctl_unregister(dev: net_device, family: number, release: boolean): void {
  const { devices } = list_of(dev.nd_net, family);
  const parms = devices.get(dev);
  if (parms?.sysctl_name) net_sysctl_drop(dev.nd_net, folder(family, parms.sysctl_name));
  if (parms) parms.sysctl_name = "";
  if (release) devices.delete(dev);
}

/** At how many entries some are thrown away, and how often that is looked at: kept, and never reached here. */
const GC = { gc_interval: 30, gc_thresh1: 128, gc_thresh2: 512, gc_thresh3: 1024 };

/** The folder "default" of each namespace. */
export const neigh_net_ops = (family: number): pernet_operations => ({
  name: "neigh",
  init(net) {
    const list = list_of(net, family);
    const dir = net_sysctl_dir(net, folder(family, "default"));
    files(dir, list, list.dflt);
    if (net !== net.stack.init_net) return 0;
    const gc: Record<string, number> = { ...GC };
    for (const name of Object.keys(gc)) {
      net_sysctl_int(dir, name, { min: 0, get: () => gc[name], set: (v) => void (gc[name] = v) });
    }
    return 0;
  },
});

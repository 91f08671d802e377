// Devices that the person who boots a system asks for: `--net dummy,name=eth0`, one row a kind.
// Above: ../../boot.ts, tools/oracle.mjs. Below: nics.ts, the kinds, ../core/dev_register.ts.

import type { Kernel } from "../../kernel.ts";
import { IFF_BROADCAST, IFF_UP } from "../../uapi/linux/if.ts";
import { ETH_P_8021Q } from "../../uapi/linux/if_ether.ts";
import { IFLA_LINK, IFLA_VLAN_ID, IFLA_VLAN_PROTOCOL, IFLA_VRF_TABLE } from "../../uapi/linux/if_link.ts";
import { RT_SCOPE_LINK, RT_TABLE_MAIN } from "../../uapi/linux/rtnetlink.ts";
import { errnoName } from "../../uapi/names.ts";
import { __dev_get_by_name, alloc_netdev, NET_NAME_ENUM, NET_NAME_USER } from "../core/dev.ts";
import { dev_change_flags } from "../core/dev_flags.ts";
import { dev_change_name } from "../core/dev_name.ts";
import { register_netdevice } from "../core/dev_register.ts";
import { linkwatch_settle } from "../core/link_watch.ts";
import type { net } from "../core/net_namespace.ts";
import type { net_device } from "../core/netdevice.ts";
import { rtnl_link_ops_get } from "../core/rtnl_newlink.ts";
import { do_set_master } from "../core/rtnl_setlink.ts";
import { netif_carrier_off } from "../core/sch.ts";
import {
  INFINITY_LIFE_TIME,
  in_ifaddr,
  inet_insert_ifa,
  inet_make_mask,
  set_ifa_lifetime,
} from "../ipv4/devinet.ts";
import { fib_alias_init } from "../ipv4/fib_frontend.ts";
import { fib_new_table } from "../ipv4/fib_trie.ts";
import { netlink_ext_ack } from "../netlink/ext_ack.ts";
import { nlattr, type nlattrs } from "../netlink/nlattr.ts";
import { netem_change } from "../sched/sch_netem.ts";
import { be32 } from "../sockptr.ts";
import { bond_create } from "./bond.ts";
import { eth_random_addr } from "./eth.ts";
import { hotplug_init, netCommand } from "./hotplug.ts";
import { NETEM_KEYS, netem_parse, netem_time } from "./netem_spec.ts";
import { type card, nic_settle } from "./nics.ts";
import { pci_slots } from "./pci_slots.ts";
import { veth_link_ops, veth_pair } from "./veth.ts";
import { wire } from "./wire.ts";

/** A specification that cannot be met; the message is for the user. */
export class NetSpecError extends Error {}

/** What every kind may have besides its own: name=, mac=, addr=A.B.C.D/N, up, master=, at=TIME, and the fault injector's. */
const COMMON = ["name", "mac", "addr", "up", "master", "at", ...NETEM_KEYS];

interface spec {
  readonly text: string;
  readonly net: net;
  get(key: string): string | undefined;
}

interface kind_row {
  readonly keys: readonly string[];
  /** Makes the device that the common keys are about. */
  make(kernel: Kernel, s: spec): net_device;
  /** What is left to do once it has its name and addresses. */
  finish?(kernel: Kernel, s: spec, dev: net_device): void;
}

const errnoText = (n: number): string => errnoName(n) ?? `error ${n}`;

function fail(s: spec, why: string): never {
  throw new NetSpecError(`--net ${s.text}: ${why}`);
}

function check(s: spec, err: number, what: string): void {
  if (err < 0) fail(s, `${what}: ${errnoText(-err)}`);
}

const be16 = (n: number): Uint8Array => Uint8Array.of(n >> 8, n);
const attributes = (...of: (readonly [number, Uint8Array])[]): nlattrs =>
  new Map(of.map(([type, bytes]) => [type, new nlattr(type, false, bytes, 0)]));

/** A device as rtnetlink would make it. */
function linked(
  kernel: Kernel,
  s: spec,
  kind: string,
  name: string,
  tb: nlattrs,
  data: (readonly [number, Uint8Array])[],
): net_device {
  const ops = rtnl_link_ops_get(kernel.init_net, kind)!;
  const dev = alloc_netdev(s.net, name, NET_NAME_USER, ops.setup!);
  dev.rtnl_link_ops = ops;
  const extack = new netlink_ext_ack();
  const err = ops.newlink!(s.net, dev, tb, attributes(...data), extack);
  if (err < 0) fail(s, extack._msg ?? errnoText(-err));
  return dev;
}

function mac(s: spec): Uint8Array | null {
  const text = s.get("mac");
  return text === undefined ? null : parseMac(s, text);
}

function parseMac(s: spec, text: string): Uint8Array {
  const parts = text.split(":");
  if (parts.length !== 6 || parts.some((p) => !/^[0-9a-fA-F]{1,2}$/.test(p))) {
    fail(s, `${text} is no hardware address (like 52:54:00:12:34:56)`);
  }
  return Uint8Array.from(parts, (p) => Number.parseInt(p, 16));
}

/** A device of a kind that rtnetlink knows, without options. */
function plain(
  kernel: Kernel,
  s: spec,
  kind: string,
  prepare: (dev: net_device) => void = () => {},
): net_device {
  const ops = rtnl_link_ops_get(kernel.init_net, kind)!;
  const name = s.get("name");
  const dev = alloc_netdev(s.net, name ?? `${kind}%d`, name ? NET_NAME_USER : NET_NAME_ENUM, ops.setup!);
  dev.rtnl_link_ops = ops;
  const address = mac(s);
  if (address) dev.dev_addr = address;
  prepare(dev);
  check(s, register_netdevice(dev), `cannot make ${dev.name}`);
  return dev;
}

/** The PCI slots and named wires of a system. */
export class Hardware {
  readonly slots: pci_slots;
  readonly wires = new Map<string, wire>();

  constructor(readonly kernel: Kernel) {
    this.slots = new pci_slots(kernel);
  }

  static of(kernel: Kernel): Hardware {
    let h = kernel.extra.get("net hardware") as Hardware | undefined;
    if (!h) kernel.extra.set("net hardware", (h = new Hardware(kernel)));
    return h;
  }

  /** The wire of that name, made at first use; no name: one of its own. */
  wire(name?: string): wire {
    if (!name) return new wire();
    let w = this.wires.get(name);
    if (!w) this.wires.set(name, (w = new wire()));
    return w;
  }

  /** Puts a card into a slot and lets the drivers look; returns the devices that are new. */
  plug(...cards: card[]): net_device[] {
    const { init_net } = this.kernel;
    const before = new Set(init_net.dev_base_head);
    for (const c of cards) this.slots.plug(c);
    this.slots.drivers();
    return init_net.dev_base_head.filter((d) => !before.has(d));
  }
}

function cardOf(s: spec, kernel: Kernel, model: card["model"], more: Partial<card> = {}): card {
  const address = mac(s) ?? eth_random_addr(kernel.init_net.loopback_dev);
  return { model, mac: address, wire: Hardware.of(kernel).wire(s.get("wire")), link: true, ...more };
}

const kinds: Readonly<Record<string, kind_row>> = {
  /** The loopback device, which is there already: for an address, or the fault injector. */
  lo: { keys: [], make: (k) => k.init_net.loopback_dev },
  dummy: { keys: [], make: (k, s) => plain(k, s, "dummy") },
  ifb: { keys: [], make: (k, s) => plain(k, s, "ifb") },
  bridge: { keys: [], make: (k, s) => plain(k, s, "bridge") },
  bond: {
    keys: [],
    make(_kernel, s) {
      const name = s.get("name") ?? "bond0";
      check(s, bond_create(s.net, name), `cannot make ${name}`);
      return __dev_get_by_name(s.net, name)!;
    },
  },
  veth: {
    keys: ["peer"],
    make(_kernel, s) {
      const make = (name: string | undefined): net_device => {
        const dev = alloc_netdev(
          s.net,
          name ?? "veth%d",
          name ? NET_NAME_USER : NET_NAME_ENUM,
          veth_link_ops.setup!,
        );
        dev.rtnl_link_ops = veth_link_ops;
        dev.dev_addr = eth_random_addr(dev);
        check(s, register_netdevice(dev), `cannot make ${dev.name}`);
        netif_carrier_off(dev);
        return dev;
      };
      const peer = make(s.get("peer"));
      const dev = make(s.get("name"));
      veth_pair(dev, peer);
      const address = mac(s);
      if (address) dev.dev_addr = address;
      return dev;
    },
  },
  vlan: {
    keys: ["link", "id"],
    make(kernel, s) {
      const under = s.get("link");
      const real = under ? __dev_get_by_name(s.net, under) : null;
      if (!real) fail(s, under ? `there is no device ${under}` : "needs link=DEVICE and id=1…4094");
      const id = Number(s.get("id"));
      if (!(id >= 1 && id <= 4094)) fail(s, "needs id=1…4094");
      const name = s.get("name") ?? `${real.name}.${id}`;
      return linked(kernel, s, "vlan", name, attributes([IFLA_LINK, be32(real.ifindex)]), [
        [IFLA_VLAN_ID, be16(id)],
        [IFLA_VLAN_PROTOCOL, be16(ETH_P_8021Q)],
      ]);
    },
  },
  vrf: {
    keys: ["table"],
    make(kernel, s) {
      const table = Number(s.get("table"));
      if (!(table >= 1 && table <= 0xffffffff)) fail(s, "needs table=NUMBER, the routing table of its own");
      return linked(kernel, s, "vrf", s.get("name") ?? "vrf%d", new Map(), [[IFLA_VRF_TABLE, be32(table)]]);
    },
  },
  nic: {
    keys: ["model", "wire"],
    make(kernel, s) {
      const model = s.get("model") ?? "virtio";
      if (model !== "virtio" && model !== "e1000" && model !== "tulip")
        fail(s, `model=${model}: virtio, e1000 or tulip`);
      return one(s, Hardware.of(kernel).plug(cardOf(s, kernel, model)));
    },
  },
  /** A card on the wire that leads to the host's network (cli/net/), with the address and route that DHCP would give. */
  user: {
    keys: ["model", "forward", "dhcp"],
    make(kernel, s) {
      if (!kernel.host.wires?.user) fail(s, "there is no host network here: only the command line has one");
      const model = s.get("model") ?? "virtio";
      if (model !== "virtio" && model !== "e1000" && model !== "tulip")
        fail(s, `model=${model}: virtio, e1000 or tulip`);
      const card = cardOf(s, kernel, model, { wire: Hardware.of(kernel).wire("user") });
      return one(s, Hardware.of(kernel).plug(card));
    },
    finish(_kernel, s, dev) {
      // dhcp: the guest asks for itself
      if (s.get("dhcp") !== undefined || s.get("addr") !== undefined) return;
      check(s, add_address(s, dev, "10.0.2.15/24"), "cannot add its address");
      check(s, dev_change_flags(dev, dev.flags | IFF_UP), "cannot be brought up");
      const nh = { dev, gw: 0x0a000202, flags: 0, weight: 1, scope: RT_SCOPE_LINK };
      const route = fib_alias_init({ table: RT_TABLE_MAIN, nh: [nh] });
      check(s, fib_new_table(s.net, RT_TABLE_MAIN).insert(route, { append: true }), "cannot add the route");
      s.net.ipv4.rt_genid++;
    },
  },
  /**
   * A virtio card that may fail over and an e1000 with its address: master, standby and primary. primary=none: without
   * the e1000; other=MAC: a tulip in the third slot.
   */
  failover: {
    keys: ["wire", "primary", "other"],
    make(kernel, s) {
      const standby = cardOf(s, kernel, "virtio", { standby: true });
      const cards = [standby];
      if (s.get("primary") !== "none") cards.push({ ...cardOf(s, kernel, "e1000"), mac: standby.mac });
      const other = s.get("other");
      if (other !== undefined) cards.push({ ...cardOf(s, kernel, "tulip"), mac: parseMac(s, other) });
      return one(s, Hardware.of(kernel).plug(...cards));
    },
  },
};

/** The first of the devices that cards brought. */
function one(s: spec, devs: net_device[]): net_device {
  if (devs.length === 0) fail(s, "no driver took the card");
  return devs[0];
}

function common(s: spec, dev: net_device): void {
  const name = s.get("name");
  if (name && dev.name !== name) check(s, dev_change_name(dev, name), `cannot name it ${name}`);
  const netem = netem_parse(s.get, (why) => fail(s, why));
  if (netem) netem_change(dev, netem);
  const master = s.get("master");
  if (master) {
    const over = __dev_get_by_name(s.net, master);
    if (!over) fail(s, `there is no device ${master}`);
    check(s, do_set_master(dev, over.ifindex, new netlink_ext_ack()), `cannot be a port of ${master}`);
  }
  const addr = s.get("addr");
  if (addr !== undefined) check(s, add_address(s, dev, addr), `cannot add ${addr}`);
  if (s.get("up") !== undefined || addr !== undefined) {
    check(s, dev_change_flags(dev, dev.flags | IFF_UP), "cannot be brought up");
  }
}

function add_address(s: spec, dev: net_device, text: string): number {
  const m = /^(\d+)\.(\d+)\.(\d+)\.(\d+)(?:\/(\d+))?$/.exec(text);
  const bytes = m?.slice(1, 5).map(Number) ?? [];
  const len = Number(m?.[5] ?? 32);
  if (!m || bytes.some((b) => b > 255) || len > 32) fail(s, `${text} is no address (like 10.0.0.1/24)`);
  const ifa = new in_ifaddr(dev.ip_ptr!);
  ifa.ifa_local = ifa.ifa_address = bytes.reduce((a, b) => a * 256 + b, 0);
  ifa.ifa_prefixlen = len;
  ifa.ifa_mask = inet_make_mask(len);
  if (dev.flags & IFF_BROADCAST && len < 31) ifa.ifa_broadcast = (ifa.ifa_local | ~ifa.ifa_mask) >>> 0;
  ifa.ifa_label = dev.name;
  set_ifa_lifetime(ifa, INFINITY_LIFE_TIME, INFINITY_LIFE_TIME);
  return inet_insert_ifa(ifa);
}

function rowOf(text: string): kind_row {
  const kind = text.split(",")[0];
  if (!Object.hasOwn(kinds, kind)) {
    const known = Object.keys(kinds).join(", ");
    throw new NetSpecError(`--net ${text}: unknown kind ${kind || '""'} (known: ${known})`);
  }
  return kinds[kind];
}

/** Makes what one `--net` option asks for: its main device. Throws NetSpecError with a sentence. */
export function netSetup(kernel: Kernel, text: string): net_device {
  const [kind, ...options] = text.split(",");
  const row = rowOf(text);
  const given = new Map<string, string>();
  for (const option of options) {
    const eq = option.indexOf("=");
    const key = eq < 0 ? option : option.slice(0, eq);
    if (!row.keys.includes(key) && !COMMON.includes(key)) {
      throw new NetSpecError(
        `--net ${text}: ${kind} has no ${key}= (it has ${[...COMMON, ...row.keys].join(", ")})`,
      );
    }
    given.set(key, eq < 0 ? "" : option.slice(eq + 1));
  }
  const s: spec = { text, net: kernel.init_net, get: (key) => given.get(key) };
  const dev = row.make(kernel, s);
  common(s, dev);
  row.finish?.(kernel, s, dev);
  return dev;
}

/** The time of an option's at=, in nanoseconds since boot; null: at once. Throws NetSpecError. */
function timeOf(text: string): number | null {
  const at = text.split(",").find((o) => o.startsWith("at="));
  if (at === undefined) return null;
  return netem_time(at.slice(3)) ?? fail({ text } as spec, `${at}: write it like at=1.5s`);
}

/** Does what a `--net` option asks for: now, or when its time comes. */
function netOption(kernel: Kernel, text: string): void {
  const at = timeOf(text);
  if (at === null) {
    netSetup(kernel, text);
    return;
  }
  const command = /^(unplug|link)=/.exec(text);
  const rest = text.split(",").filter((o) => !o.startsWith("at="));
  // A kind that does not exist is told at once.
  if (!command) rowOf(text);
  const line = command ? rest.join(" ").replace("=", " ") : `plug ${rest.join(",")}`;
  kernel.timers.add(at, () => {
    try {
      netCommand(kernel, line);
    } catch (e) {
      if (!(e instanceof NetSpecError)) throw e;
      kernel.host.log(`--net ${text}: ${e.message}`);
    }
  });
}

/** Brings lo up and makes all devices asked for. */
export function netSetupAll(kernel: Kernel, specs: readonly string[]): void {
  const lo = kernel.init_net.loopback_dev;
  dev_change_flags(lo, lo.flags | IFF_UP);
  for (const s of specs) netOption(kernel, s);
  hotplug_init(kernel);
  for (const dev of kernel.init_net.dev_base_head) nic_settle(dev);
  linkwatch_settle(kernel.net);
}

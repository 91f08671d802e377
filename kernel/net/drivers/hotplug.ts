// Hardware that changes while the system runs: cards plugged and unplugged, cables pulled. Asked for by a time in a
// `--net` option, by the library (System.hardware), by the guest through /sys/kernel/parisc/net; a card can also be taken
// out by /sys/bus/pci/devices/SLOT/remove and found again by /sys/bus/pci/rescan, as on Linux.
// Above: setup.ts, ../../boot.ts. Below: nics.ts, ../core/device.ts.

import { kernfs_create_file } from "../../fs/kernfs.ts";
import type { Kernel } from "../../kernel.ts";
import { EINVAL } from "../../uapi/asm/errno.ts";
import { type device, sysfs_folder } from "../core/device.ts";
import type { net_device } from "../core/netdevice.ts";
import { type card, nic_set_link } from "./nics.ts";
import { Hardware, NetSpecError, netSetup } from "./setup.ts";

interface command {
  readonly syntax: string;
  run(kernel: Kernel, rest: string): void;
}

/** The card in a slot of that name, or behind a device of that name in any namespace. */
function slotOf(kernel: Kernel, name: string): device {
  const { devices } = Hardware.of(kernel).slots.pci;
  const slot = devices.find(
    (d) => d.name === name || (netdevs(d) as { name: string }[]).some((n) => n.name === name),
  );
  if (!slot) throw new NetSpecError(`${name || '""'} is no card (cards are made by nic, user, failover)`);
  return slot;
}

/** The network devices of a slot's card: its own, or its virtio device's. */
const netdevs = (slot: device): net_device[] =>
  [slot.netdev, slot.child?.netdev ?? null].filter((d): d is net_device => d !== null);

const COMMANDS: Readonly<Record<string, command>> = {
  plug: {
    syntax: "plug KIND,OPTION…  as with --net",
    run: (kernel, spec) => void netSetup(kernel, spec),
  },
  unplug: {
    syntax: "unplug DEVICE|SLOT",
    run(kernel, name) {
      Hardware.of(kernel).slots.unplug(slotOf(kernel, name));
    },
  },
  link: {
    syntax: "link DEVICE on|off",
    run(kernel, rest) {
      const [name, state] = rest.split(/\s+/);
      if (state !== "on" && state !== "off") throw new NetSpecError(`link ${rest}: on or off?`);
      const slot = slotOf(kernel, name);
      (slot.driver_data as card).link = state === "on";
      for (const dev of netdevs(slot)) nic_set_link(dev);
    },
  },
};

/** Carries one command out; throws NetSpecError with a sentence. */
export function netCommand(kernel: Kernel, text: string): void {
  const [, word, rest] = /^\s*(\S*)\s*(.*?)\s*$/s.exec(text)!;
  const row = Object.hasOwn(COMMANDS, word) ? COMMANDS[word] : undefined;
  if (!row) {
    const known = Object.values(COMMANDS).map((c) => c.syntax);
    throw new NetSpecError(`${word || "nothing"}: unknown (known: ${known.join("; ")})`);
  }
  // Hardware takes its time: what was due before is over by then.
  kernel.timers.run(kernel.now());
  row.run(kernel, rest);
}

/** A line for each slot: name, model, address, cable, devices. */
function slots(kernel: Kernel): string {
  const line = (slot: device): string => {
    const c = slot.driver_data as card;
    const mac = Array.from(c.mac, (b) => b.toString(16).padStart(2, "0")).join(":");
    const names = netdevs(slot).map((d) => d.name);
    return `${[slot.name, c.model, mac, c.link ? "on" : "off", ...names].join(" ")}\n`;
  };
  return Hardware.of(kernel).slots.pci.devices.map(line).join("");
}

/** Makes the guest's files. A refused command is EINVAL, its reason is the kernel's log's. */
export function hotplug_init(kernel: Kernel): void {
  const root = kernel.sysfs_root;
  if (!root) return;
  const folder = sysfs_folder(sysfs_folder(root, "kernel"), "parisc");
  kernfs_create_file(folder, "net", 0o600, {
    show: () => slots(kernel),
    store(text) {
      try {
        netCommand(kernel, text);
        return 0;
      } catch (e) {
        if (!(e instanceof NetSpecError)) throw e;
        kernel.host.log(`/sys/kernel/parisc/net: ${e.message}`);
        return -EINVAL;
      }
    },
  });
}

// The PCI bus of a system: slots, the cards in them as QEMU makes them, remove and rescan, the virtio bus behind a virtio card.
// Above: setup.ts, hotplug.ts. Below: nics.ts (the drivers), ../core/device.ts.

import { kernfs_create_file } from "../../fs/kernfs.ts";
import type { Kernel } from "../../kernel.ts";
import { EINVAL } from "../../uapi/asm/errno.ts";
import { bus_type, device, type device_driver } from "../core/device.ts";
import { type card, cardOf, e1000_driver, tulip_driver, virtnet_driver } from "./nics.ts";
import { wire } from "./wire.ts";

/** A virtio card's PCI side: it puts the virtio device on the virtio bus. */
function virtio_pci_driver(virtio: bus_type): device_driver {
  let serial = 0;
  return {
    name: "virtio-pci",
    bus: "pci",
    match: (dev) => cardOf(dev).model === "virtio",
    probe(_kernel, parent) {
      const name = `virtio${serial++}`;
      const v = new device(name, `${parent.path}/${name}`);
      v.parent = parent;
      v.driver_data = parent.driver_data;
      v.uevent = ["MODALIAS=virtio:d00000001v00001AF4"];
      parent.child = v;
      virtio.device_add(v, { device: "0x0001", vendor: "0x1af4" });
      return 0;
    },
    remove(_kernel, parent) {
      if (parent.child) virtio.device_del(parent.child);
      parent.child = null;
    },
  };
}

/** What the cards are, as QEMU makes them: vendor, device, and the board's. */
const IDS = {
  virtio: { vendor: 0x1af4, device: 0x1000, subvendor: 0x1af4, subdevice: 0x0001 },
  e1000: { vendor: 0x8086, device: 0x100e, subvendor: 0x1af4, subdevice: 0x1100 },
  tulip: { vendor: 0x1011, device: 0x0019, subvendor: 0x103c, subdevice: 0x104f },
};

/** What events about a card say (pci_uevent): it is an Ethernet controller. */
function pci_uevent(slot: string, ids: (typeof IDS)["e1000"]): readonly string[] {
  const hex = (n: number, width: number): string => n.toString(16).toUpperCase().padStart(width, "0");
  const id = [ids.vendor, ids.device, ids.subvendor, ids.subdevice].map((n) => hex(n, 8));
  return [
    "PCI_CLASS=20000",
    `PCI_ID=${hex(ids.vendor, 4)}:${hex(ids.device, 4)}`,
    `PCI_SUBSYS_ID=${hex(ids.subvendor, 4)}:${hex(ids.subdevice, 4)}`,
    `PCI_SLOT_NAME=${slot}`,
    `MODALIAS=pci:v${id[0]}d${id[1]}sv${id[2]}sd${id[3]}bc02sc00i00`,
  ];
}

/** The PCI bus of a system with its slots, made at the first card. */
export class pci_slots {
  readonly pci: bus_type;
  readonly virtio: bus_type;
  /** Cards that the guest let go by their file "remove", but that are still in their slots. */
  readonly #removed: device[] = [];
  /** Slot numbers are given out from 1 on. */
  #next = 1;
  #drivers = false;

  constructor(readonly kernel: Kernel) {
    this.pci = new bus_type("pci", kernel);
    this.virtio = new bus_type("virtio", kernel);
    kernel.net.pci = this.pci;
    const bus = kernel.sysfs_root?.find("bus")?.find("pci");
    if (bus) {
      const store = (text: string) => this.#told(text, () => this.#rescan());
      kernfs_create_file(bus, "rescan", 0o200, { show: () => "", store });
    }
  }

  /** Puts a card into the next slot. */
  plug(card: card): device {
    const name = `0000:00:${(this.#next++).toString(16).padStart(2, "0")}.0`;
    // below the bus that the recorded machine has (Dino)
    const dev = new device(name, `/devices/parisc/8/8:0/pci0000:00/${name}`);
    dev.driver_data = card;
    dev.uevent = pci_uevent(name, IDS[card.model]);
    this.#add(dev);
    return dev;
  }

  #add(dev: device): void {
    const ids = IDS[cardOf(dev).model];
    const hex = (n: number): string => `0x${n.toString(16).padStart(4, "0")}`;
    this.pci.device_add(dev, { vendor: hex(ids.vendor), device: hex(ids.device), class: "0x020000" });
    if (!dev.kobj) return;
    const remove = () => {
      this.unplug(dev);
      this.#removed.push(dev);
    };
    const store = (text: string) => this.#told(text, remove);
    kernfs_create_file(dev.kobj, "remove", 0o200, { show: () => "", store });
  }

  /** Takes a card out. */
  unplug(dev: device): void {
    this.pci.device_del(dev);
  }

  /** Looks for cards that were let go. */
  #rescan(): void {
    for (const dev of this.#removed.splice(0)) this.#add(dev);
  }

  /** What is written to "remove" and "rescan": a number, and nothing happens for 0. */
  #told(text: string, act: () => void): number {
    if (!/^\s*(0x[0-9a-f]+|[0-9]+)\n?$/i.test(text)) return -EINVAL;
    if (Number(text) === 0) return 0;
    this.kernel.timers.run(this.kernel.now());
    act();
    return 0;
  }

  /** The drivers look at the slots, in the order in which Linux links them. */
  drivers(): void {
    if (this.#drivers) return;
    this.#drivers = true;
    this.pci.driver_register(virtio_pci_driver(this.virtio));
    this.virtio.driver_register(virtnet_driver);
    this.pci.driver_register(tulip_driver);
    this.pci.driver_register(e1000_driver);
  }
}

export { wire };

// Devices, buses and drivers as /sys shows them (struct device, bus_type, device_driver; drivers/base). Only what
// network devices need. Above: net-sysfs.ts, ../drivers/. Below: ../../fs/kernfs.ts.

import {
  kernfs_create_dir,
  kernfs_create_file,
  kernfs_create_link,
  type kernfs_node,
  kernfs_remove,
} from "../../fs/kernfs.ts";
import type { Kernel } from "../../kernel.ts";
import { EBUSY, ENODEV } from "../../uapi/asm/errno.ts";
import { uevent_net_broadcast_untagged } from "../netlink/uevent.ts";
import type { net_device } from "./netdevice.ts";

/** A device in the tree of /sys/devices. */
export class device {
  parent: device | null = null;
  bus: bus_type | null = null;
  driver: device_driver | null = null;
  /** Its folder in /sys. */
  kobj: kernfs_node | null = null;
  /** What the driver keeps (dev_set_drvdata). */
  // biome-ignore lint/suspicious/noExplicitAny: each driver's own type
  driver_data: any = null;
  /** The network device that its driver made. */
  netdev: net_device | null = null;
  /** What events about it say beside its driver's name. */
  uevent: readonly string[] = [];
  /** The device that its driver put on another bus. */
  child: device | null = null;

  constructor(
    public name: string,
    /** Path under /sys, of a registered device. */
    public path = "",
  ) {}
}

export interface device_driver {
  readonly name: string;
  readonly bus: string;
  /** Whether it drives this device. */
  match(dev: device): boolean;
  /** Takes the device over: 0 or -ERRNO. */
  probe(kernel: Kernel, dev: device): number;
  remove(kernel: Kernel, dev: device): void;
}

/** A bus: its devices and drivers, and their folders under /sys/bus. */
export class bus_type {
  readonly devices: device[] = [];
  readonly drivers: device_driver[] = [];
  readonly #driverNodes = new Map<device_driver, kernfs_node>();
  #devicesNode: kernfs_node | null = null;
  #driversNode: kernfs_node | null = null;

  constructor(
    readonly name: string,
    readonly kernel: Kernel,
  ) {
    const root = kernel.sysfs_root;
    if (!root) return;
    const bus = sysfs_folder(root, "bus");
    const mine = kernfs_create_dir(bus, name, 0o755);
    this.#devicesNode = kernfs_create_dir(mine, "devices", 0o755);
    this.#driversNode = kernfs_create_dir(mine, "drivers", 0o755);
  }

  /** Adds a driver; devices that are there are offered to it. */
  driver_register(driver: device_driver): void {
    this.drivers.push(driver);
    if (this.#driversNode) {
      const node = kernfs_create_dir(this.#driversNode, driver.name, 0o755);
      this.#driverNodes.set(driver, node);
      const nothing = () => "";
      kernfs_create_file(node, "bind", 0o200, { show: nothing, store: (s) => this.#bind(driver, s) });
      kernfs_create_file(node, "unbind", 0o200, { show: nothing, store: (s) => this.#unbind(driver, s) });
    }
    for (const dev of [...this.devices]) if (!dev.driver && driver.match(dev)) this.#probe(driver, dev);
  }

  /** Adds a device under parent's folder and offers it to the drivers. */
  device_add(dev: device, attributes: Record<string, string> = {}): void {
    dev.bus = this;
    this.devices.push(dev);
    const root = this.kernel.sysfs_root;
    if (root && dev.path) {
      const at = dev.path.split("/").filter(Boolean);
      let folder = root;
      for (const part of at) folder = sysfs_folder(folder, part);
      dev.kobj = folder;
      for (const [name, text] of Object.entries(attributes)) {
        kernfs_create_file(folder, name, 0o444, { show: () => `${text}\n` });
      }
      kernfs_create_link(folder, "subsystem", `${"../".repeat(at.length)}bus/${this.name}`);
      if (this.#devicesNode) kernfs_create_link(this.#devicesNode, dev.name, `../../../${dev.path.slice(1)}`);
    }
    this.#tell(dev, "add");
    const driver = this.drivers.find((d) => d.match(dev));
    if (driver) this.#probe(driver, dev);
  }

  /** The device was unplugged: its driver lets go, its folder goes. */
  device_del(dev: device): void {
    this.device_release_driver(dev);
    this.#tell(dev, "remove");
    const i = this.devices.indexOf(dev);
    if (i >= 0) this.devices.splice(i, 1);
    if (this.#devicesNode) sysfs_drop(this.#devicesNode, dev.name);
    if (dev.kobj) kernfs_remove(dev.kobj);
    dev.kobj = null;
  }

  #probe(driver: device_driver, dev: device): number {
    dev.driver = driver;
    const err = driver.probe(this.kernel, dev);
    if (err) {
      dev.driver = null;
      return err;
    }
    const node = this.#driverNodes.get(driver);
    if (node && dev.kobj) {
      const up = "../".repeat(dev.path.split("/").filter(Boolean).length);
      kernfs_create_link(dev.kobj, "driver", `${up}bus/${this.name}/drivers/${driver.name}`);
      kernfs_create_link(node, dev.name, `../../../../${dev.path.slice(1)}`);
    }
    this.#tell(dev, "bind");
    return 0;
  }

  device_release_driver(dev: device): void {
    const { driver } = dev;
    if (!driver) return;
    driver.remove(this.kernel, dev);
    dev.driver = null;
    const node = this.#driverNodes.get(driver);
    if (node) sysfs_drop(node, dev.name);
    if (dev.kobj) sysfs_drop(dev.kobj, "driver");
    this.#tell(dev, "unbind");
  }

  /** An event for all namespaces of the first user namespace; nobody is to load a driver for one that was let go. */
  #tell(dev: device, action: string): void {
    const env = action === "unbind" ? dev.uevent.filter((v) => !v.startsWith("MODALIAS=")) : dev.uevent;
    const driver = dev.driver ? [`DRIVER=${dev.driver.name}`] : [];
    uevent_net_broadcast_untagged(this.kernel.net, action, dev.path, this.name, [...driver, ...env]);
  }

  #named(text: string): device | undefined {
    const name = text.replace(/\n$/, "");
    return this.devices.find((d) => d.name === name);
  }

  #bind(driver: device_driver, text: string): number {
    const dev = this.#named(text);
    if (!dev || !driver.match(dev)) return -ENODEV;
    if (dev.driver) return -EBUSY;
    // Finding a device takes hardware its time: what was due before is over by then.
    this.kernel.timers.run(this.kernel.now());
    return this.#probe(driver, dev);
  }

  #unbind(driver: device_driver, text: string): number {
    const dev = this.#named(text);
    if (!dev || dev.driver !== driver) return -ENODEV;
    this.device_release_driver(dev);
    return 0;
  }
}

/** The folder of that name, made if it is not there. */
export function sysfs_folder(parent: kernfs_node, name: string): kernfs_node {
  return parent.find(name) ?? kernfs_create_dir(parent, name, 0o755);
}

export function sysfs_drop(parent: kernfs_node, name: string): void {
  const node = parent.find(name);
  if (node) kernfs_remove(node);
}

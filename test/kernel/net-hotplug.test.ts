// Cards that come and go, and cables, while the system runs: by time, by command, by the guest's files.
// Above: vitest. Below: net-dev-system.ts.

import { describe, expect, it } from "vitest";
import type { Kernel } from "../../kernel/kernel.ts";
import { dev_change_flags } from "../../kernel/net/core/dev_flags.ts";
import { type net_device, netif_carrier_ok } from "../../kernel/net/core/netdevice.ts";
import { netCommand } from "../../kernel/net/drivers/hotplug.ts";
import { NetSpecError, netSetupAll } from "../../kernel/net/drivers/setup.ts";
import { EINVAL } from "../../kernel/uapi/asm/errno.ts";
import { TestKernel } from "./net-dev-system.ts";

function system(...specs: string[]) {
  const k = new TestKernel("6.1");
  const kernel = k as unknown as Kernel;
  netSetupAll(kernel, specs);
  const names = () => k.init_net.dev_base_head.map((d) => d.name);
  const dev = (name: string): net_device => k.init_net.dev_name_head.get(name)!.dev;
  const file = (path: string) => path.split("/").reduce((at, part) => at.find(part)!, k.sysfs_root);
  return { k, kernel, names, dev, file, tell: (text: string) => netCommand(kernel, text) };
}
const up = (dev: net_device) => expect(dev_change_flags(dev, dev.flags | 1)).toBe(0);

describe("hardware at run time", () => {
  it("comes and goes at the times of --net", () => {
    const { k, names, dev } = system("nic,name=a,at=2s", "link=a,off,at=3s", "unplug=a,at=4000ms");
    expect(names()).toEqual(["lo"]);
    k.sleep(1.5);
    expect(names()).toEqual(["lo", "a"]);
    expect(netif_carrier_ok(dev("a"))).toBe(true);
    k.sleep(1);
    expect(netif_carrier_ok(dev("a"))).toBe(false);
    k.sleep(1);
    expect(names()).toEqual(["lo"]);
    expect(k.log).toEqual([]);
  });

  it("says what is wrong: now with the option, later in the log", () => {
    expect(() => system("nic,at=soon")).toThrow(NetSpecError);
    expect(() => system("nix,at=2s")).toThrow(NetSpecError);
    const { k } = system("unplug=b,at=2s");
    k.sleep(3);
    expect(k.log).toEqual([expect.stringContaining("b is no card")]);
  });

  it("commands: a primary that is unplugged leaves the standby in charge, and one that comes is taken", () => {
    const { k, names, dev, tell } = system("failover,mac=52:54:00:12:34:56");
    k.sleep(5);
    up(dev("eth0"));
    k.sleep(5);
    tell("link eth2 off");
    expect(netif_carrier_ok(dev("eth2"))).toBe(false);
    expect(netif_carrier_ok(dev("eth0"))).toBe(true);
    tell("unplug eth2");
    expect(names()).toEqual(["lo", "eth0", "eth1"]);
    expect(netif_carrier_ok(dev("eth0"))).toBe(true);
    tell("link eth1 off");
    k.sleep(2);
    expect(netif_carrier_ok(dev("eth0"))).toBe(false);
    tell("plug nic,model=e1000,mac=52:54:00:12:34:56");
    k.sleep(5);
    expect(dev("eth2").flags & 1).toBe(1);
    expect(netif_carrier_ok(dev("eth0"))).toBe(true);
    for (const bad of ["", "plug", "plug nix", "unplug lo", "unplug eth9", "link eth1 up", "bend eth1"])
      expect(() => tell(bad)).toThrow(NetSpecError);
  });

  it("the guest's file does the same, and shows the slots", () => {
    const { k, names, file } = system("nic,name=a,mac=52:54:00:00:00:01");
    const control = file("kernel/parisc/net");
    expect(control.ops.show!()).toBe("0000:00:01.0 virtio 52:54:00:00:00:01 on a\n");
    expect(control.ops.store!("link a off\n")).toBe(0);
    expect(control.ops.store!("plug dummy,name=d\n")).toBe(0);
    expect(control.ops.show!()).toContain(" off a");
    expect(names()).toEqual(["lo", "a", "d"]);
    expect(control.ops.store!("unplug d")).toBe(-EINVAL);
    expect(k.log).toEqual([expect.stringContaining("d is no card")]);
    expect(control.ops.store!("unplug 0000:00:01.0")).toBe(0);
    expect(control.ops.show!()).toBe("");
  });

  it("remove and rescan, as on Linux", () => {
    const { names, file } = system("nic,mac=52:54:00:00:00:01");
    const remove = file("devices/parisc/8/8:0/pci0000:00/0000:00:01.0/remove");
    expect(remove.ops.store!("no")).toBe(-EINVAL);
    expect(remove.ops.store!("0\n")).toBe(0);
    expect(names()).toEqual(["lo", "eth0"]);
    expect(remove.ops.store!("1\n")).toBe(0);
    expect(names()).toEqual(["lo"]);
    expect(file("bus/pci/rescan").ops.store!("1\n")).toBe(0);
    expect(names()).toEqual(["lo", "eth0"]);
    expect(file("bus/pci/rescan").ops.store!("1\n")).toBe(0);
    expect(names()).toEqual(["lo", "eth0"]);
  });
});

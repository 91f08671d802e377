// net_failover: roles, live rename, carrier, the order of what programs hear; on devices without programs.
import { describe, expect, it } from "vitest";
import type { Kernel } from "../../kernel/kernel.ts";
import { netdev_master_upper_dev_get } from "../../kernel/net/core/dev_adjacent.ts";
import { dev_change_flags, dev_close } from "../../kernel/net/core/dev_flags.ts";
import { dev_change_name } from "../../kernel/net/core/dev_name.ts";
import { dev_change_net_namespace } from "../../kernel/net/core/dev_register.ts";
import { copy_net_ns, type net, put_net } from "../../kernel/net/core/net_namespace.ts";
import { IFF_LIVE_RENAME_OK } from "../../kernel/net/core/netdev_flags.ts";
import { type net_device, netif_carrier_ok } from "../../kernel/net/core/netdevice.ts";
import { NetSpecError, netSetup } from "../../kernel/net/drivers/setup.ts";
import { EBUSY } from "../../kernel/uapi/asm/errno.ts";
import { TestKernel } from "./net-dev-system.ts";

function failover(release = "6.1") {
  const k = new TestKernel(release);
  const master = netSetup(k as unknown as Kernel, "failover,mac=52:54:00:12:34:56");
  k.sleep(5);
  const [standby, primary] = ["eth1", "eth2"].map((n) => k.init_net.dev_name_head.get(n)!.dev);
  return { k, master, standby, primary };
}
const up = (dev: net_device) => expect(dev_change_flags(dev, dev.flags | 1)).toBe(0);

describe("net_failover", () => {
  it("takes the card as standby and the PCI device of the same address as primary", () => {
    const { master, standby, primary } = failover();
    expect(netdev_master_upper_dev_get(standby)).toBe(master);
    expect(netdev_master_upper_dev_get(primary)).toBe(master);
    for (const s of [standby, primary]) expect(s.priv_flags & IFF_LIVE_RENAME_OK).toBeTruthy();
    expect(master.priv_flags & IFF_LIVE_RENAME_OK).toBe(0);
  });

  it("opens primary, standby, itself; and its slaves may be renamed while up", () => {
    const { k, master, standby, primary } = failover();
    const drain = k.monitor([1]);
    up(master);
    const order = drain()
      .filter((m) => m.change & 1)
      .map((m) => m.ifname);
    expect(order).toEqual(["eth2", "eth1", "eth0"]);
    expect(dev_change_name(standby, "stby")).toBe(0);
    expect(dev_change_name(primary, "prim")).toBe(0);
    expect(dev_change_name(master, "fail")).toBe(-EBUSY);
  });

  it("before 8065a779f1 an UP slave could not be renamed", () => {
    const { master, standby } = failover("5.0");
    up(master);
    expect(dev_change_name(standby, "stby")).toBe(-EBUSY);
  });

  it("renaming a down slave under a running master brings it up", () => {
    const { master, standby } = failover();
    up(master);
    dev_close(standby);
    expect(dev_change_name(standby, "stby")).toBe(0);
    expect(standby.flags & 1).toBe(1);
  });

  it("has a carrier while one slave has", () => {
    const { k, master, standby, primary } = failover();
    up(master);
    k.sleep(3);
    expect(netif_carrier_ok(primary)).toBe(true);
    dev_close(primary);
    expect(netif_carrier_ok(master)).toBe(true);
    dev_close(standby);
    expect(netif_carrier_ok(master)).toBe(false);
  });

  it("is found across namespaces, and slaves come home when theirs dies", () => {
    const { k, master, primary } = failover();
    up(master);
    const other = copy_net_ns(k.init_user_ns, k.init_net) as net;
    expect(dev_change_net_namespace(primary, other, null)).toBe(0);
    expect(netdev_master_upper_dev_get(primary)).toBe(master);
    put_net(other);
    k.sleep(2);
    expect(primary.nd_net).toBe(k.init_net);
    expect(other.dev_base_head).toEqual([]);
  });
});

describe("--net", () => {
  it("says what is wrong", () => {
    const k = new TestKernel() as unknown as Kernel;
    for (const [spec, words] of [
      ["nosuch", "unknown kind nosuch"],
      ["dummy,colour=red", "dummy has no colour="],
      ["dummy,name=lo", "EEXIST"],
      ["dummy,mac=1:2", "no hardware address"],
      ["dummy,addr=1.2.3", "no address"],
      ["vlan,link=none,id=1", "no device none"],
      ["nic,model=ne2000", "virtio, e1000 or tulip"],
    ]) {
      expect(() => netSetup(k, spec)).toThrow(NetSpecError);
      expect(() => netSetup(k, spec)).toThrow(words);
    }
  });

  it("makes pairs, ports and addresses", () => {
    const k = new TestKernel() as unknown as Kernel;
    netSetup(k, "bridge,name=br0,up");
    const a = netSetup(k, "veth,name=a,peer=b,master=br0,up");
    const b = k.init_net.dev_name_head.get("b")!.dev;
    expect(netif_carrier_ok(a)).toBe(false);
    up(b);
    expect(netif_carrier_ok(a)).toBe(true);
    expect(netdev_master_upper_dev_get(a)?.name).toBe("br0");
    const d = netSetup(k, "dummy,name=d0,addr=10.0.0.1/24");
    expect(d.ip_ptr!.ifa_list[0]).toMatchObject({
      ifa_local: 0x0a000001,
      ifa_prefixlen: 24,
      ifa_label: "d0",
    });
  });
});

// dev_change_name and everything that hangs on it (8065a779f1, bd039b5ea2a9), on devices without programs.
import { describe, expect, it } from "vitest";
import { alloc_netdev, NET_NAME_RENAMED, NET_NAME_USER } from "../../kernel/net/core/dev.ts";
import { dev_change_flags } from "../../kernel/net/core/dev_flags.ts";
import {
  dev_change_name,
  dev_valid_name,
  netdev_name_node_alt_create,
} from "../../kernel/net/core/dev_name.ts";
import { register_netdevice } from "../../kernel/net/core/dev_register.ts";
import { IFF_LIVE_RENAME_OK, NETDEV_CHANGENAME } from "../../kernel/net/core/netdev_flags.ts";
import type { net_device } from "../../kernel/net/core/netdevice.ts";
import { notifier_from_errno } from "../../kernel/net/core/notifier.ts";
import { dummy_setup } from "../../kernel/net/drivers/dummy.ts";
import { EBUSY, EEXIST, EINVAL, ENFILE, EPERM } from "../../kernel/uapi/asm/errno.ts";
import { TestKernel } from "./net-dev-system.ts";

function dummy(k: TestKernel, name: string): net_device {
  const dev = alloc_netdev(k.init_net, name, NET_NAME_USER, dummy_setup);
  expect(register_netdevice(dev)).toBe(0);
  return dev;
}
const up = (dev: net_device) => expect(dev_change_flags(dev, dev.flags | 1)).toBe(0);

describe("names", () => {
  it("are file names without colon and space of at most 15 bytes", () => {
    for (const good of ["a", "...", "abcdefghijklmno", "\x01", "a\x7f", "-", "%d"])
      expect(dev_valid_name(good)).toBe(true);
    for (const bad of ["", ".", "..", "a/b", "a:b", "a b", "a\t", "\xa0", "abcdefghijklmnop"]) {
      expect(dev_valid_name(bad)).toBe(false);
    }
  });
});

describe("dev_change_name", () => {
  it("looks at UP before the name, even before the same name", () => {
    const k = new TestKernel();
    const dev = dummy(k, "d0");
    up(dev);
    for (const name of ["d1", "d0", "lo", "a/b", ""]) expect(dev_change_name(dev, name)).toBe(-EBUSY);
    dev.priv_flags |= IFF_LIVE_RENAME_OK;
    expect(dev_change_name(dev, "d0")).toBe(0);
    expect(dev_change_name(dev, "lo")).toBe(-EEXIST);
    expect(dev_change_name(dev, "a/b")).toBe(-EINVAL);
    expect(dev_change_name(dev, "d1")).toBe(0);
    expect(k.init_net.dev_name_head.get("d1")?.dev).toBe(dev);
    expect(k.init_net.dev_name_head.has("d0")).toBe(false);
  });

  it("by release: no live rename before 8065a779f1, all since bd039b5ea2a9", () => {
    for (const [release, slave, other] of [
      ["5.0", -EBUSY, -EBUSY],
      ["5.0+8065a779f1", 0, -EBUSY],
      ["5.1", 0, -EBUSY],
      ["6.1-8065a779f1", -EBUSY, -EBUSY],
      ["6.2", 0, 0],
    ] as const) {
      const k = new TestKernel(release);
      const [a, b] = [dummy(k, "a"), dummy(k, "b")];
      a.priv_flags |= IFF_LIVE_RENAME_OK;
      up(a);
      up(b);
      expect([release, dev_change_name(a, "a1"), dev_change_name(b, "b1")]).toEqual([release, slave, other]);
    }
  });

  it("fills templates with the lowest free unit", () => {
    const k = new TestKernel();
    const dev = dummy(k, "d");
    dummy(k, "x0");
    dummy(k, "x2");
    expect(dev_change_name(dev, "x%d")).toBe(0);
    expect(dev.name).toBe("x1");
    for (const bad of ["x%dx%d", "%s", "%%", "x%", "x%5d", "x%i"])
      expect(dev_change_name(dev, bad)).toBe(-EINVAL);
    expect(dev_change_name(dev, "a%db")).toBe(0);
    expect(dev.name).toBe("a0b");
    dummy(k, "abcdefghijklmn");
    dummy(k, "abcdefghijklm0");
    for (let i = 1; i < 10; i++) dummy(k, `abcdefghijklm${i}`);
    expect(dev_change_name(dev, "abcdefghijklm%d")).toBe(0);
    expect(dev.name).toBe("abcdefghijklm10");
    const old = new TestKernel("5.1");
    const d = dummy(old, "d");
    dummy(old, "y0");
    expect(dev_change_name(d, "y%d")).toBe(1);
  });

  it("finds no room for the digits: ENFILE", () => {
    const k = new TestKernel();
    const dev = dummy(k, "d");
    for (let i = 0; i < 10; i++) dummy(k, `abcdefghijklmn${i}`);
    expect(dev_change_name(dev, "abcdefghijklm%d")).toBe(0);
    expect(dev_change_name(dev, "abcdefghijklmn%d")).toBe(-EINVAL);
    expect(ENFILE).toBeGreaterThan(0);
  });

  it("a veto brings the old name back and announces it", () => {
    const k = new TestKernel();
    const dev = dummy(k, "d0");
    const seen: string[] = [];
    k.net.netdev_chain.register({
      notifier_call(event, info) {
        if (event !== NETDEV_CHANGENAME) return 0;
        seen.push(info.dev.name);
        return info.dev.name === "bad" ? notifier_from_errno(-EPERM) : 0;
      },
    });
    expect(dev_change_name(dev, "bad")).toBe(-EPERM);
    expect(seen).toEqual(["bad", "d0"]);
    expect([dev.name, dev.name_assign_type]).toEqual(["d0", NET_NAME_USER]);
    expect(k.init_net.dev_name_head.get("d0")?.dev).toBe(dev);
    expect(k.init_net.dev_name_head.has("bad")).toBe(false);
    expect(dev_change_name(dev, "good")).toBe(0);
    expect(dev.name_assign_type).toBe(NET_NAME_RENAMED);
  });

  it("IPv6's sysctls refuse all and default", () => {
    const k = new TestKernel();
    const dev = dummy(k, "d0");
    const drain = k.monitor([1]);
    expect(dev_change_name(dev, "all")).toBe(-EINVAL);
    expect(dev_change_name(dev, "default")).toBe(-EINVAL);
    expect(dev.name).toBe("d0");
    expect(drain().map((m) => m.ifname)).toEqual(["all", "d0", "default", "d0"]);
    const conf = k.proc_sys_root.find("net")!.find("ipv4", k.init_net)!.find("conf", k.init_net)!;
    expect([...conf.list(k.init_net)].map((n) => n.name).sort()).toEqual(
      ["all", "bond0", "d0", "default", "lo"].filter((n) => n !== "bond0"),
    );
  });

  it("sysfs has bonding_masters already, and follows the rename", () => {
    const k = new TestKernel();
    const dev = dummy(k, "d0");
    expect(dev_change_name(dev, "bonding_masters")).toBe(-EEXIST);
    expect(dev_change_name(dev, "d1")).toBe(0);
    const cls = k.sysfs_root.find("class")!.find("net")!;
    expect([...cls.list(k.init_net)].map((n) => n.name)).toEqual(["lo", "bonding_masters", "d1"]);
    expect(cls.find("d1", k.init_net)!.target).toBe("../../devices/virtual/net/d1");
  });

  it("alternative names are taken names", () => {
    const k = new TestKernel();
    const [a, b] = [dummy(k, "a"), dummy(k, "b")];
    expect(netdev_name_node_alt_create(a, "alt")).toBe(0);
    expect(netdev_name_node_alt_create(b, "alt")).toBe(-EEXIST);
    expect(dev_change_name(a, "alt")).toBe(-EEXIST);
    expect(dev_change_name(b, "alt")).toBe(-EEXIST);
  });
});

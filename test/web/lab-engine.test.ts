// The race lab's engine on Node: every interleaving on every release, against what Linux does.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Lab, play } from "../../web/lab/engine.ts";
import { moved, orders, storyOf } from "../../web/lab/stories.ts";
import { root } from "../tools.ts";

const lab: Lab = {
  core: new WebAssembly.Module(readFileSync(join(root, "dist/core.wasm"))),
  program: readFileSync(join(root, "userland/bin/lab")),
};
const bind = storyOf("bind");
const hotplug = storyOf("hotplug");

describe("interleavings", () => {
  it("are all there are", () => {
    expect(orders(bind)).toEqual(["AABB", "ABAB", "ABBA", "BAAB", "BABA", "BBAA"]);
    expect(orders(hotplug)).toEqual(["ABCC", "ACBC", "ACCB", "BACC"]);
  });

  it("are reached by moving a step, never past its own lane or what it needs", () => {
    expect(moved(bind, "AABB", 2, 1)).toBe("ABAB");
    expect(moved(bind, "AABB", 3, 0)).toBe("AABB");
    expect(moved(bind, "ABAB", 1, 3)).toBe("AABB");
    expect(moved(bind, "AABB", 1, 3)).toBe("ABBA");
    expect(moved(hotplug, "ABCC", 2, 0)).toBe("ACBC");
    expect(moved(hotplug, "ACCB", 3, 0)).toBe("BACC");
  });
});

describe("by name or by number", () => {
  /** By the kernel's sources: who has the name when it is looked up. */
  const byName = { AABB: "right", ABAB: "gone", ABBA: "wrong", BAAB: "right", BABA: "right", BBAA: "right" };

  it.each(bind.kernels.map(([k]) => k))("Linux %s", async (kernel) => {
    const has = /^(5\.0\+|5\.1$|6)/.test(kernel);
    for (const order of orders(bind)) {
      const name = await play(lab, bind, { order, kernel, option: "name" });
      expect([order, name.outcome]).toEqual([order, byName[order as keyof typeof byName]]);
      const number = await play(lab, bind, { order, kernel, option: "number" });
      expect([order, number.outcome]).toEqual([order, has ? "right" : "without"]);
      const wanted = { right: 2, wrong: 3, gone: 0, without: 0 };
      expect(name.moments.at(-1)!.bound).toBe(wanted[name.outcome as keyof typeof wanted]);
      expect(number.moments.map((m) => m.lane)).toEqual([...order].map((c) => "AB".indexOf(c)));
      const names = number.moments.at(-1)!.devices.map((d) => `${d.index} ${d.name}`);
      expect(names).toEqual(["1 lo", "2 wan0", "3 eth0"]);
    }
  });
});

describe("the failover slave", () => {
  it.each(hotplug.kernels.map(([k]) => k))("Linux %s", async (kernel) => {
    const has = /^(5\.0\+|5\.1$|6)/.test(kernel);
    for (const order of orders(hotplug)) {
      const run = await play(lab, hotplug, { order, kernel, option: "" });
      // udev is in time only if net0 is still down when it renames
      expect([order, run.outcome]).toEqual([order, has || order === "ACCB" ? "right" : "busy"]);
      const last = run.moments.at(-1)!.devices.find((d) => d.kind === "e1000")!;
      expect(last.name === "ens2").toBe(run.outcome === "right");
      const net0 = run.before.find((d) => d.name === "net0")!;
      expect([last.master, last.up, last.failoverSlave]).toEqual([net0.index, true, true]);
    }
  });
});

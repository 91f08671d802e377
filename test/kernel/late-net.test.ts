// The network that comes up when it is first looked at: wherever the first look comes from, it finds what there would have
// been from the start. Above: vitest. Below: kernel/boot.ts.

import { join } from "node:path";
import { expect, it } from "vitest";
import { nodeHost } from "../../cli/host.ts";
import { Machine } from "../../emulator/index.ts";
import { boot, Recorder, type System } from "../../kernel/index.ts";
import { loadCore } from "../replay/runs.ts";
import { root } from "../tools.ts";

const wasm = loadCore(root);

async function booted(lateNet: boolean, record?: Recorder): Promise<System> {
  return boot({
    host: { ...nodeHost(() => {}), stdio: [{ kind: "null" }, { kind: "null" }, { kind: "null" }] },
    machine: await Machine.create({ memory: 64 << 20, wasm, engine: "interpreter" }),
    mounts: [{ host: join(root, "userland/bin"), guest: "/bin", ro: true }],
    net: [],
    lateNet,
    record,
    clock: "virtual",
  });
}

const isUp = (system: System): boolean => system.kernel.start_net === null;
const text = (system: System, path: string) => Buffer.from(system.files.read(path)).toString("latin1");
const names = (system: System, path: string) => system.files.list(path).map((e) => e.name);

const LOOKS: Record<string, (system: System) => unknown> = {
  "a file of /proc/net": (s) => text(s, "/proc/net/dev"),
  "the list of /proc/net": (s) => names(s, "/proc/net"),
  "a file of /sys": (s) => text(s, "/sys/class/net/lo/flags"),
  "the list of /sys/class/net": (s) => names(s, "/sys/class/net"),
  "the list of /sys": (s) => names(s, "/sys"),
  "a sysctl": (s) => text(s, "/proc/sys/net/ipv4/ip_forward"),
  "the sysctls": (s) => names(s, "/proc/sys/net"),
  "the kernel": (s) => s.kernel.init_net.dev_base_head.map((d) => [d.name, d.flags]),
};

it.each(Object.entries(LOOKS))("comes up for %s", async (_, look) => {
  const [early, late] = [await booted(false), await booted(true)];
  expect([isUp(early), isUp(late)]).toEqual([true, false]);
  expect(look(late)).toEqual(look(early));
  expect(isUp(late)).toBe(true);
});

it("stays away from a program that does without, and is there where a run is recorded", async () => {
  const system = await booted(true);
  expect(names(system, "/dev/net")).toEqual(["tun"]);
  const program = system.spawn("/bin/contract", ["contract", "exit", "7"], []);
  if ("error" in program) throw new Error(program.error);
  expect(await system.run()).toBe("ended");
  expect([await program.exit, isUp(system)]).toEqual([7 << 8, false]);
  expect(isUp(await booted(true, new Recorder()))).toBe(true);
});

it("stays away from a program that runs another in a child", async () => {
  const system = await booted(true);
  const program = system.spawn("/bin/warm-up", ["/bin/warm-up", "child"], []);
  if ("error" in program) throw new Error(program.error);
  expect(await system.run()).toBe("ended");
  expect([await program.exit, isUp(system)]).toEqual([0, false]);
});

it("comes up for a program that asks for a socket", async () => {
  const system = await booted(true);
  const program = system.spawn("/bin/story", ["story"], []);
  if ("error" in program) throw new Error(program.error);
  expect(await system.run()).toBe("ended");
  expect(isUp(system)).toBe(true);
});

// Going back: wherever a timeline comes from, the system at a moment is the same to the last bit of memory.

import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeHost } from "../../cli/host.ts";
import { type Engine, Machine } from "../../emulator/index.ts";
import { boot, Recorder, Recording, type System, Timeline } from "../../kernel/index.ts";
import { systemHash } from "../../kernel/replay/hash.ts";
import { __NR_bind, __NR_write } from "../../kernel/uapi/asm/unistd.ts";
import { live, loadCore, type Run } from "../replay/runs.ts";
import { root } from "../tools.ts";

const wasm = loadCore(root);
const RUN: Run = {
  name: "story",
  program: "/bin/story",
  net: ["dummy,name=eth0", "dummy,name=eth1", "failover,name=net0"],
  clock: "real",
  engine: "auto",
};

async function recording(): Promise<{ recording: Recording; moment: number; output: string }> {
  const recorder = new Recorder({ marks: 5000 });
  const { moment, output } = await live({ wasm, root, built: root }, RUN, recorder);
  return { recording: Recording.parse(recorder.bytes()), moment, output };
}

async function timeline(r: Recording, engine: Engine, output?: (bytes: Uint8Array) => void) {
  let machines = 0;
  const machine = (memory: number) => {
    machines++;
    return Machine.create({ memory, wasm, engine, translator: { threshold: 50 } });
  };
  const t = await Timeline.open(r, { machine, output: (_s, b) => output?.(b) });
  return { t, machines: () => machines };
}

const hash = (t: Timeline) => systemHash(t.system.kernel);
/** Before the program's branch into the gateway page for a system call, r20 having its number. */
const calls = (nr: number) => (system: System) => {
  const r = system.kernel.machine.words;
  return system.kernel.machine.phys.u32[0x6c8 / 4] === 0 && r[20] === nr;
};

describe.each(["interpreter", "auto"] as const)("a timeline on %s", (engine) => {
  it("comes to the same state from anywhere", async () => {
    const { recording: r, moment: end } = await recording();
    const { t } = await timeline(r, engine);
    const moments = Array.from({ length: 12 }, (_, i) => Math.floor((end * (i + 0.5)) / 12));
    const hashes: number[] = [];
    for (const m of moments) {
      await t.seek(m);
      expect(t.moment).toBe(m);
      hashes.push(hash(t));
    }
    expect(new Set(hashes).size).toBe(moments.length);
    for (const i of [11, 3, 7, 2, 9, 0, 5, 5, 1, 11]) {
      await t.seek(moments[i]);
      expect([i, t.moment, hash(t)]).toEqual([i, moments[i], hashes[i]]);
    }
  });

  it("steps back over instructions and system calls", async () => {
    const { recording: r, moment: end } = await recording();
    const { t, machines } = await timeline(r, engine);
    const start = Math.floor(end / 2);
    await t.seek(start);
    const hashes: number[] = [];
    for (let i = 0; i < 120; i++) {
      hashes.push(hash(t));
      await t.step();
    }
    const before = machines();
    for (let i = 119; i >= 0; i--) {
      await t.stepBack();
      expect([i, t.moment, hash(t)]).toEqual([i, start + i, hashes[i]]);
    }
    // images, not a replay for each step
    expect(machines() - before).toBeLessThan(40);
  });

  it("finds the last and the next stop", async () => {
    const { recording: r, moment: end } = await recording();
    const { t } = await timeline(r, engine);
    const forwards: number[] = [];
    while (await t.continue(calls(__NR_write))) forwards.push(t.moment);
    expect(forwards.length).toBeGreaterThan(3);
    await t.seek(end);
    const backwards: number[] = [];
    while (await t.reverseContinue(calls(__NR_write))) backwards.push(t.moment);
    expect(backwards.reverse()).toEqual(forwards);
    expect(t.moment).toBe(0);
    expect(await t.continue(calls(__NR_bind))).toBe(false);
  });
});

it("stops that hooks make are found too, and each byte of output comes once", async () => {
  const { recording: r, moment: end, output } = await recording();
  let shown = "";
  const t = await Timeline.open(r, {
    machine: (memory) => Machine.create({ memory, wasm, engine: "interpreter" }),
    output: (_s, b) => {
      shown += String.fromCharCode(...b);
    },
    prepare(system) {
      const { sched } = system.kernel;
      // every 10000th moment
      let last = 0;
      sched.intercept = () => {
        if (Math.floor(sched.moment / 10_000) !== Math.floor(last / 10_000)) sched.pause();
        last = sched.moment;
        return false;
      };
    },
  });
  const forwards: number[] = [];
  while (await t.continue()) forwards.push(t.moment);
  expect(forwards.length).toBeGreaterThan(1);
  expect(shown).toBe(output);
  await t.seek(end);
  expect(await t.reverseContinue()).toBe(true);
  expect(t.moment).toBe(forwards[forwards.length - 1]);
  expect(shown).toBe(output);
});

it("a recording that grows takes the timeline along, and the live system is as if nobody had looked", async () => {
  const recorder = new Recorder({ marks: 5000 });
  const system = await boot({
    host: { ...nodeHost(() => {}), stdio: [{ kind: "null" }, { kind: "null" }, { kind: "null" }] },
    machine: await Machine.create({ memory: 64 << 20, wasm, engine: "interpreter" }),
    mounts: [{ host: join(root, "userland/bin"), guest: "/bin", ro: true }],
    net: [...RUN.net!],
    clock: "real",
    record: recorder,
  });
  const program = system.spawn("/bin/story", ["story"], []);
  if ("error" in program) throw new Error(program.error);
  const [first, second] = [6000, 12_345];
  expect(await system.run({ until: first })).toBe("stopped");
  const early = Recording.parse(recorder.bytes());
  expect(early.end).toBe(first);
  const { t } = await timeline(early, "auto");
  await t.seek(1e9);
  expect([t.moment, t.atEnd, hash(t)]).toEqual([first, true, systemHash(system.kernel)]);
  await t.seek(3000);
  expect(await system.run({ until: second })).toBe("stopped");
  t.extend(Recording.parse(recorder.bytes()));
  await t.seek(second);
  expect([t.moment, hash(t)]).toEqual([second, systemHash(system.kernel)]);
  await t.seek(first);
  await t.seek(second);
  expect(hash(t)).toBe(systemHash(system.kernel));
  expect(await system.run()).toBe("ended");
  expect(await program.exit).toBe(0);
});

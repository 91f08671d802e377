// The schedules that are controlled: all interleavings of two tasks' system calls show the race of the rename, and one
// of them can be repeated.

import { describe, expect, it } from "vitest";
import {
  type Choice,
  type Explored,
  explore,
  NotRepeatable,
  type Schedule,
  scripted,
} from "../../kernel/index.ts";
import { live, loadCore, type Run } from "../replay/runs.ts";
import { root } from "../tools.ts";

const rig = { wasm: loadCore(root), root, built: root };
const run = (kernel: string, extra: Partial<Run> = {}): Run => ({
  name: "race",
  program: "/bin/race-bind",
  args: ["race"],
  net: ["dummy,name=eth0", "dummy,name=eth1"],
  clock: "virtual",
  seed: 1,
  engine: "interpreter",
  kernel,
  ...extra,
});
const start = (r: Run) => async (schedule: Schedule) => (await live(rig, { ...r, schedule })).output.trim();

async function all<T>(runs: AsyncGenerator<Explored<T>>): Promise<Explored<T>[]> {
  const found: Explored<T>[] = [];
  for await (const one of runs) found.push(one);
  return found;
}

describe("explore", () => {
  it("finds the rename between two calls on 5.0, and the choices that lead there", async () => {
    const found = await all(explore({ start: start(run("5.0")), preemptions: 1 }));
    const results = new Map(found.map((f) => [f.result, f.choices]));
    const wrong = [...results.keys()].find((r) =>
      r.includes("SO_BINDTODEVICE by name: ok; bound to ANOTHER"),
    );
    expect(wrong).toBeDefined();
    expect([...results.keys()].some((r) => r.includes("bound to device 2"))).toBe(true);
    expect(await start(run("5.0"))(scripted(results.get(wrong!)!))).toBe(wrong);
    // no order twice
    const orders = found.map((f) => f.choices.map((c: Choice) => c.pid).join());
    expect(new Set(orders).size).toBe(orders.length);
    expect(Math.max(...found.map((f) => f.preemptions))).toBe(1);
  });

  it("stays within its bounds", async () => {
    expect(await all(explore({ start: start(run("5.0")), preemptions: 0 }))).toHaveLength(1);
    expect(await all(explore({ start: start(run("5.0")), runs: 3 }))).toHaveLength(3);
  });

  it("says when a run is not a function of its schedule", async () => {
    let n = 0;
    await expect(
      all(
        explore({
          start: async (schedule) => {
            n++;
            const task = (pid: number) => ({ pid }) as never;
            schedule.next([task(n), task(9)]);
          },
        }),
      ),
    ).rejects.toThrow(NotRepeatable);
  });
});

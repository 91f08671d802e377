// Rows of divide steps, which the translator does by one division: every register, V and the carries as the interpreter
// leaves them, also where the steps do not divide (a negative divisor, a remainder out of range).
import { expect, test } from "vitest";
import { TRAP_BREAK } from "../../emulator/index.ts";
import { CODE, Rig } from "./rig.ts";

const pairs = (n: number, from = "r1") =>
  Array.from({ length: n }, (_, i) => `ds ${i ? "r1" : from},r25,r1\nadd,c r29,r29,r29`).join("\n");

let seed = 1;
const random = (): number => {
  seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
  return (seed ^ (seed >>> 15)) >>> 0;
};
const EDGES = [0, 1, 2, 3, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
const value = (): number => {
  const how = random() % 4;
  return how === 0 ? EDGES[random() % EDGES.length] : how === 1 ? random() >>> (random() % 32) : random();
};

const REGISTERS = ["r1", "r25", "r29", "cv", "v", "pc"];
async function compare(program: string, cases: number): Promise<void> {
  const [jit, interpreter] = [await Rig.create("jit"), await Rig.create("interpreter")];
  for (const rig of [jit, interpreter]) rig.program(program);
  for (let i = 0; i < cases; i++) {
    const start = { r1: value(), r25: value(), r29: value(), cv: random() & 1 ? -1 : 0, v: random() & 1 };
    if (random() & 1) start.r1 = start.r25 ? start.r1 % start.r25 : 0;
    const [a, b] = [jit, interpreter].map((rig) => {
      for (const [name, x] of Object.entries(start)) rig.set(name, x);
      rig.jump(CODE);
      expect(rig.run(1000)).toBe(TRAP_BREAK);
      return [...REGISTERS.map((r) => rig.get(r)), rig.machine.budgetLeft];
    });
    expect([start, a]).toEqual([start, b]);
  }
}

for (const n of [7, 8, 9, 16, 31, 32, 33, 40])
  test(`${n} steps`, () => compare(`${pairs(n)}\nbreak 0,0`, 300));

test("the whole of a division, its first remainder zero", () =>
  compare(`sub r0,r25,r1\nds r0,r1,r0\nadd r29,r29,r29\n${pairs(32, "r0")}\nbreak 0,0`, 500));

test("a budget that ends among the steps ends it at the interpreter's", async () => {
  const program = `sub r0,r25,r1\nds r0,r1,r0\nadd r29,r29,r29\n${pairs(32, "r0")}\nbreak 0,0`;
  for (let budget = 1; budget < 67; budget++) {
    const [a, b] = await Promise.all(
      (["jit", "interpreter"] as const).map(async (engine) => {
        const rig = await Rig.create(engine);
        rig.program(program);
        rig.set("r25", 7);
        rig.set("r29", 1000);
        rig.jump(CODE);
        return [rig.run(budget), ...REGISTERS.map((r) => rig.get(r))];
      }),
    );
    expect([budget, a]).toEqual([budget, b]);
  }
});

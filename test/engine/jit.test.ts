// The translator on what only it can get wrong: code that is written after it was translated, mappings that change
// under a guard, budgets that end inside a loop. The shared cases (cases.test.ts) run on it too.
import { expect, test } from "vitest";
import {
  PROT_EXEC,
  PROT_READ,
  PROT_WRITE,
  TRAP_BREAK,
  TRAP_BUDGET,
  TRAP_DATA_TLB_MISS,
} from "../../emulator/index.ts";
import { CODE, DATA, Rig } from "./rig.ts";

const SUM = "loop:\nldw 0(r5),r6\nadd,l r3,r6,r3\naddib,<> -1,r4,loop\nnop\nbreak 0,0";

async function start(text: string): Promise<Rig> {
  const rig = await Rig.create("jit");
  rig.program(text);
  rig.set("r5", DATA);
  rig.set("r3", 0);
  rig.set("r4", 1000);
  rig.jump(CODE);
  return rig;
}

test("a budget that ends inside a translated loop ends it at the interpreter's instruction", async () => {
  for (const budget of [1, 2, 3, 4, 5, 399, 400, 401, 1998, 3999]) {
    const [ours, theirs] = [await start(SUM), await Rig.create("interpreter")];
    theirs.program(SUM);
    theirs.set("r5", DATA);
    theirs.set("r3", 0);
    theirs.set("r4", 1000);
    theirs.jump(CODE);
    for (let i = 0; i < 3; i++) {
      const [a, b] = [ours.run(budget), theirs.run(budget)];
      expect(a).toBe(b);
      for (const r of ["r3", "r4", "r6", "pc"])
        expect([budget, r, ours.get(r)]).toEqual([budget, r, theirs.get(r)]);
      if (a !== TRAP_BUDGET) break;
    }
  }
});

test("a page unmapped after its guard was made traps", async () => {
  const rig = await start(SUM);
  expect(rig.run(100_000)).toBe(TRAP_BREAK);
  rig.set("r4", 1000);
  rig.jump(CODE);
  rig.space.clear(DATA >>> 12, 1);
  expect(rig.run(100_000)).toBe(TRAP_DATA_TLB_MISS);
  expect(rig.get("pc") & ~3).toBe(CODE);
});

test("a page mapped on another frame is read there", async () => {
  const rig = await start(SUM);
  expect(rig.run(100_000)).toBe(TRAP_BREAK);
  const frame = rig.machine.phys.alloc(1);
  rig.machine.phys.u32[frame / 4] = 7;
  rig.space.set(DATA >>> 12, frame, PROT_READ | PROT_WRITE);
  rig.set("r3", 0);
  rig.set("r4", 100);
  rig.jump(CODE);
  expect(rig.run(100_000)).toBe(TRAP_BREAK);
  expect(rig.get("r3")).toBe(700);
});

test("code written after it was translated is executed as it is then", async () => {
  const rig = await start(SUM);
  expect(rig.run(100_000)).toBe(TRAP_BREAK);
  const page = CODE >>> 12;
  rig.space.set(page, rig.space.frameOf(page), PROT_READ | PROT_WRITE | PROT_EXEC);
  // add,l r3,r6,r3 becomes ldo 2(r3),r3
  const word = ((0x0d << 26) | (3 << 21) | (3 << 16) | (2 << 1)) >>> 0;
  const bytes = Uint8Array.of(word >>> 24, word >>> 16, word >>> 8, word);
  expect(rig.machine.write(rig.space, CODE + 4, bytes)).toBe(4);
  rig.set("r3", 0);
  rig.set("r4", 100);
  rig.jump(CODE);
  expect(rig.run(100_000)).toBe(TRAP_BREAK);
  expect(rig.get("r3")).toBe(200);
});

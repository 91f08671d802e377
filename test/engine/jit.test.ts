// The translator on what only it can get wrong: code that is written after it was translated, mappings that change
// under a guard, budgets that end inside a loop. The shared cases (cases.test.ts) run on it too.
import { expect, test } from "vitest";
import {
  LEFT_OFF,
  MISSED,
  PROT_EXEC,
  PROT_READ,
  PROT_WRITE,
  TRAP_BREAK,
  TRAP_BUDGET,
  TRAP_DATA_TLB_MISS,
} from "../../emulator/index.ts";
import type { JIT } from "../../emulator/jit/jit.ts";
import { CODE, DATA, NO_ACCESS, NOWHERE, READ_ONLY, Rig } from "./rig.ts";

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

test("accesses at the very end of a mapping do not leave their region for ever", async () => {
  const rig = await Rig.create("jit");
  rig.program("loop:\nstw r3,0(r5)\nstw r3,4(r5)\nldw 8(r5),r6\naddib,<> -1,r4,loop\nnop\nbreak 0,0");
  rig.set("r5", DATA + 4 * 4096 - 16);
  rig.set("r4", 1_000_000);
  rig.jump(CODE);
  expect(rig.run(6_000_000)).toBe(TRAP_BREAK);
  expect(rig.machine.phys.u32[LEFT_OFF / 4]).toBeLessThan(200_000);
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

// A word, and what is read and written together by one base register.
const MIXED =
  "ldb 0(r9),r10\nldw 0(r5),r6\nldh 6(r5),r7\nldw 8(r5),r4\nadd,l r6,r7,r3\nstw r3,12(r8)\nstw r4,16(r8)\nbreak 0,0";

test("accesses that miss their guard happen where they lie, or trap as they would", async () => {
  const rigs = await Promise.all([Rig.create("jit"), Rig.create("interpreter")]);
  const far = 0x40000;
  for (const rig of rigs) {
    rig.program(MIXED);
    // Pages of their own frames, one after the other but not in the order of the frames.
    const frame = rig.machine.phys.alloc(4);
    for (let i = 0; i < 3; i++)
      rig.space.set((far >>> 12) + i, frame + 4096 * (2 - i), PROT_READ | PROT_WRITE);
    for (let at = 0; at < 0x3000; at += 4) rig.setWord(far + at, 0x10001 * at);
    for (let at = 0; at < 0x1000; at += 4) rig.setWord(READ_ONLY + at, 0x70003 + at);
  }
  const end = far + 0x1000;
  const cases: [number, number, number][] = [
    [DATA, DATA + 64, DATA],
    [READ_ONLY, DATA, far + 5],
    [far, far + 0x2000, READ_ONLY + 3],
    // groups across two frames
    [end - 4, DATA, DATA],
    [DATA, end - 16, DATA],
    // to where one may not, in the first, second and third access
    [DATA, READ_ONLY, far],
    [NOWHERE, DATA, far],
    [DATA, DATA, NO_ACCESS],
    [far + 0x2ff8, DATA, far],
    [far + 2, DATA, far],
    [DATA, far + 1, far],
    [DATA, DATA + 128, DATA],
  ];
  for (const [load, store, byte] of cases) {
    const seen = rigs.map((rig) => {
      for (const r of ["r3", "r4", "r6", "r7", "r10"]) rig.set(r, 0);
      rig.set("r5", load);
      rig.set("r8", store);
      rig.set("r9", byte);
      rig.jump(CODE);
      const trap = rig.run(100);
      const words = [DATA + 12, DATA + 16, DATA + 76, far + 0x200c, end - 4, end].map((at) => rig.word(at));
      return [trap, ...["pc", "r3", "r4", "r6", "r7", "r10"].map((r) => rig.get(r)), words];
    });
    expect([load, store, byte, seen[0]]).toEqual([load, store, byte, seen[1]]);
  }
  expect(rigs[0].machine.phys.u32[MISSED / 4]).toBeGreaterThan(5);
});

test("what waits for the translator is translated as it would have been at once", async () => {
  const modules = async (isThere: boolean) => {
    const made: [number, Uint8Array][] = [];
    const dump = (head: number, module: Uint8Array) => void made.push([head, module]);
    const rig = await Rig.create("auto", undefined, { threshold: 2, dump });
    // the loop's registers are other ones when it has ended
    rig.program(
      `first:\naddib,<> -1,r7,first\nnop\n${SUM.replace("break", "ldi 0,r5\nend:\nb,n end\nbreak")}`,
    );
    rig.set("r7", 10_000);
    rig.set("r5", DATA);
    rig.set("r4", 10_000);
    rig.jump(CODE);
    if (isThere) {
      rig.run(10_000);
      await (rig.machine.translator as JIT).ready();
    }
    rig.run(100_000);
    await (rig.machine.translator as JIT).ready();
    rig.run(1000);
    return made.filter(([head]) => head === CODE + 8).map(([, module]) => module);
  };
  const [there, waited] = [await modules(true), await modules(false)];
  expect(there).toHaveLength(1);
  expect(waited).toEqual(there);
});

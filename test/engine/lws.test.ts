// Light-weight system calls, which translated code makes by itself: the same memory, registers and count of instructions as
// the interpreter's, and the same way out where the kernel has to look.
import { expect, test } from "vitest";
import { ENTERED, type Engine, TRAP_BUDGET, TRAP_GATEWAY } from "../../emulator/index.ts";
import { CODE, DATA, NOWHERE, READ_ONLY, Rig } from "./rig.ts";

/** Counts r4 down; each turn swaps r24 for r25 at r26, then one more than was there. Number 2 is given addresses: odd ones at last. */
const program = (number: number) =>
  `loop:\nbe,l 0xb0(sr2,r0),sr0,r31\nldi ${number},r20\nadd,l r28,r3,r3\nldo 1(r25),r25\nldo 1(r24),r24\naddib,<> -1,r4,loop\nnop\nbreak 0,0`;
const REGISTERS = ["r3", "r4", "r20", "r21", "r24", "r25", "r26", "r28", "r31", "sr0", "pc", "next"];

async function start(engine: Engine, number: number, at: number): Promise<Rig> {
  const rig = await Rig.create(engine);
  rig.program(program(number));
  const pointed = number === 2;
  for (const [r, value] of Object.entries({ r4: 300, r26: at, r20: 99, r23: 2 })) rig.set(r, value);
  rig.set("r24", pointed ? DATA + 64 : 1);
  rig.set("r25", pointed ? DATA + 64 : 0);
  rig.jump(CODE);
  return rig;
}

for (const [name, number, at] of [
  ["compare and swap of a word", 0, DATA],
  ["of a size", 2, DATA],
  ["a call that there is not", 7, DATA],
  ["a page that may not be written", 0, READ_ONLY],
  ["no page", 0, NOWHERE],
  ["no word's address", 0, DATA + 2],
] as const)
  test(name, async () => {
    const [jit, interpreter] = await Promise.all([
      start("jit", number, at),
      start("interpreter", number, at),
    ]);
    let last = TRAP_BUDGET;
    for (let i = 0; i < 400 && last === TRAP_BUDGET; i++) {
      const [a, b] = [jit, interpreter].map((rig) => [
        rig.run(29),
        rig.machine.budgetLeft,
        ...REGISTERS.map((r) => rig.get(r)),
        rig.word(DATA),
      ]);
      expect([i, a]).toEqual([i, b]);
      [last] = a;
    }
    expect(last === TRAP_GATEWAY).toBe(at !== DATA || number !== 0);
  });

test("the loop stays in translated code", async () => {
  const rig = await start("jit", 0, DATA);
  rig.run(100_000);
  expect(rig.machine.phys.u32[ENTERED / 4]).toBeLessThan(10);
});

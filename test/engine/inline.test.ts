// Calls of small functions, which the translator takes into the caller's region: the same end, to the instruction, as the
// interpreter's, whatever the function does with the register it returns by.
import { expect, test } from "vitest";
import { TRAP_BREAK, TRAP_BUDGET } from "../../emulator/index.ts";
import type { JIT } from "../../emulator/jit/jit.ts";
import { CODE, DATA, Rig } from "./rig.ts";

const SLOT = "ldo 1(r5),r5";
const main = (slot: string) => `loop:\nb,l leaf,r2\n${slot}\naddib,<> -1,r4,loop\nnop\nbreak 0,0\nleaf:\n`;
const LEAVES: Record<string, string> = {
  "straight on": "add,l r5,r3,r3\nbv r0(r2)\nldo 3(r3),r3",
  "with a loop": "ldi 3,r7\ninner:\naddib,<> -1,r7,inner\nldo 1(r3),r3\nbv,n r0(r2)",
  "two ways back": "cmpib,=,n 7,r5,other\nbv r0(r2)\nldo 1(r3),r3\nother:\nbv r0(r2)\nldo 5(r3),r3",
  "returns past the return point": "ldo 4(r2),r2\nbv r0(r2)\nldo 1(r3),r3",
  "its slot changes the link after the branch": "bv r0(r2)\ncopy r0,r2",
  "keeps the link in another register": "copy r2,r9\nldi 0,r2\nbv r0(r9)\nldo 1(r3),r3",
  "goes on to a function by its address": "bv r0(r10)\nldo 1(r3),r3\nfar:\nbv r0(r2)\nldo 2(r3),r3",
  "goes on by a far branch, which stores no space": "be,n 4(sr4,r2)\nldo 1(r3),r3",
  "a load that faults at last": "ldw 0(r11),r6\nldo 0x40(r11),r11\nbv r0(r2)\nadd,l r6,r3,r3",
  "calls another": "copy r2,r9\nb,l deeper,r31\nldo 1(r3),r3\nbv,n r0(r9)\ndeeper:\nbv r0(r31)\nldo 2(r3),r3",
};
const REGISTERS = ["r2", "r3", "r4", "r5", "r6", "r7", "r9", "r11", "r31", "sr0", "pc", "next"];

/** What the call's delay slot makes of the register it returns by. */
const SLOTS: Record<string, string> = {
  "clears the privilege level (the PLT's stub)": "depwi 0,31,2,r2",
  "moves the return point": "ldo 4(r2),r2",
};

async function start(engine: "jit" | "interpreter", leaf: string, slot = SLOT): Promise<Rig> {
  const rig = await Rig.create(engine);
  rig.program(main(slot) + leaf);
  rig.set("r4", 300);
  rig.set("sr0", 77);
  rig.set("r10", CODE + 4 * 7);
  rig.set("r11", DATA);
  rig.jump(CODE);
  return rig;
}

async function same(leaf: string, slot?: string): Promise<void> {
  const [jit, interpreter] = await Promise.all([start("jit", leaf, slot), start("interpreter", leaf, slot)]);
  // in pieces of odd lengths, so that it is stopped everywhere
  for (let i = 0; i < 500; i++) {
    const [a, b] = [jit, interpreter].map((rig) => [
      rig.run(37),
      rig.machine.budgetLeft,
      ...REGISTERS.map((r) => rig.get(r)),
    ]);
    expect([i, a]).toEqual([i, b]);
    if (a[0] !== TRAP_BUDGET) break;
  }
}

for (const [name, leaf] of Object.entries(LEAVES)) test(name, () => same(leaf));

// reads by it, too: the low bits show, and where it goes on by another register they must stay
for (const [name, slot] of Object.entries(SLOTS))
  test(`a delay slot that ${name}`, () =>
    same("bv r0(r10)\nadd,l r2,r3,r3\nfar:\nadd,l r2,r9,r9\nbv r0(r2)\nldo 2(r3),r3", slot));

test("the function has no region of its own", async () => {
  const rig = await start("jit", LEAVES["straight on"]);
  expect(rig.run(100_000)).toBe(TRAP_BREAK);
  expect((rig.machine.translator as JIT).stats.regions).toBeLessThanOrEqual(2);
});

// Code that has no translation, called by code that has: the interpreter goes on inside the call (core's stray(), step.ts), and
// what called goes on where it waits, unless it is no longer what it was.
import { expect, test } from "vitest";
import { assemble } from "../../emulator/disasm/assemble.ts";
import {
  type Engine,
  PROT_EXEC,
  PROT_READ,
  PROT_WRITE,
  TRAP_BREAK,
  TRAP_BUDGET,
  TRAP_DATA_TLB_MISS,
} from "../../emulator/index.ts";
import { CODE, DATA, NOWHERE, Rig } from "./rig.ts";

/** mtsp is the interpreter's; nothing behind it is a place that is translated. f is in a page of its own. */
const CALLS = `loop:
bl f,r2
nop
patch:
ldo 1(r3),r3
addib,<> -1,r4,loop
nop
break 0,0
${"nop\n".repeat(1024)}f:
ldo 1(r13),r13
mtsp r5,sr1
ldw 0(r5),r12
xor r7,r14,r7
stw r7,0(r8)
bv r0(r2)
nop`;
const PATCH = CODE + 8;
const REGISTERS = ["r2", "r3", "r4", "r7", "r12", "r13", "pc", "next"];

async function start(engine: Engine, turns: number): Promise<Rig> {
  const rig = await Rig.create(engine);
  rig.space.set(CODE >>> 12, rig.frame(CODE), PROT_READ | PROT_WRITE | PROT_EXEC);
  rig.program(CALLS);
  rig.set("r4", turns);
  rig.set("r5", DATA);
  rig.set("r8", DATA + 8);
  rig.jump(CODE);
  return rig;
}

const both = async (turns: number) => [await start("jit", turns), await start("interpreter", turns)];
const state = (rig: Rig) => REGISTERS.map((r) => [r, rig.get(r)]);

test("a function with an instruction that is the interpreter's comes back to who called it", async () => {
  const [ours, theirs] = await both(1000);
  for (const rig of [ours, theirs]) expect(rig.run(1_000_000)).toBe(TRAP_BREAK);
  expect(state(ours)).toEqual(state(theirs));
  expect(ours.machine.budgetLeft).toBe(theirs.machine.budgetLeft);
});

test("a budget that ends there ends it at the interpreter's instruction", async () => {
  for (const budget of [1, 7, 13, 101]) {
    const [ours, theirs] = await both(50);
    for (let trap = TRAP_BUDGET; trap === TRAP_BUDGET; ) {
      trap = ours.run(budget);
      expect(theirs.run(budget)).toBe(trap);
      expect(state(ours)).toEqual(state(theirs));
    }
  }
});

test("a trap there leaves everything as the interpreter has it", async () => {
  const [ours, theirs] = await both(1000);
  for (const rig of [ours, theirs]) {
    rig.run(5000);
    rig.set("r8", NOWHERE);
    expect(rig.run(5000)).toBe(TRAP_DATA_TLB_MISS);
    expect(rig.ior).toBe(NOWHERE);
  }
  expect(state(ours)).toEqual(state(theirs));
  expect(ours.machine.budgetLeft).toBe(theirs.machine.budgetLeft);
});

test("code that waits and is written to meanwhile is executed as it is then", async () => {
  const [ours, theirs] = await both(200);
  for (const rig of [ours, theirs]) {
    const word = (line: string): number => assemble(line, PATCH, {});
    rig.set("r7", word("ldo 1(r3),r3"));
    // from turn to turn the other one
    rig.set("r14", word("ldo 1(r3),r3") ^ word("ldo 100(r3),r3"));
    rig.set("r8", PATCH);
    expect(rig.run(1_000_000)).toBe(TRAP_BREAK);
    expect(rig.get("r3")).toBe(100 * 1 + 100 * 100);
  }
  expect(ours.machine.budgetLeft).toBe(theirs.machine.budgetLeft);
});

test("a recursion deeper than functions may be nested comes to the interpreter's end", async () => {
  const RECURSION = `bl f,r2
nop
break 0,0
f:
stwm r2,4(r30)
mtsp r5,sr1
cmpib,= 0,r4,end
ldo -1(r4),r4
bl f,r2
ldo 1(r3),r3
mtsp r5,sr1
end:
ldo 1(r13),r13
ldwm -4(r30),r2
bv r0(r2)
nop`;
  const rigs = [await Rig.create("jit"), await Rig.create("interpreter")];
  for (const rig of rigs) {
    rig.program(RECURSION);
    for (let turn = 0; turn < 3; turn++) {
      rig.set("r4", 3000);
      rig.set("r30", DATA);
      rig.jump(CODE);
      expect(rig.run(1_000_000)).toBe(TRAP_BREAK);
    }
    expect(rig.get("r13")).toBe(3 * 3001);
  }
  expect(state(rigs[0])).toEqual(state(rigs[1]));
  expect(rigs[0].machine.budgetLeft).toBe(rigs[1].machine.budgetLeft);
});

test("a recursion that writes to what it has yet to come back to", async () => {
  const RECURSION = `bl f,r2
nop
break 0,0
f:
stwm r2,4(r30)
cmpib,= 0,r4,end
ldo -1(r4),r4
bl f,r2
ldo 1(r7),r7
patch:
ldo 1(r3),r3
ldwm -4(r30),r2
bv,n r0(r2)
end:
bb,>= r12,31,over
nop
stw r14,0(r8)
over:
ldwm -4(r30),r2
bv r0(r2)
nop`;
  const rigs = [await Rig.create("jit"), await Rig.create("interpreter")];
  for (const rig of rigs) {
    rig.space.set(CODE >>> 12, rig.frame(CODE), PROT_READ | PROT_WRITE | PROT_EXEC);
    rig.program(RECURSION);
    const patch = CODE + 4 * 8;
    expect(rig.word(patch)).toBe(assemble("ldo 1(r3),r3", patch, {}));
    rig.set("r8", patch);
    rig.set("r14", assemble("ldo 100(r3),r3", patch, {}));
    for (let turn = 0; turn < 6; turn++) {
      rig.set("r4", 30);
      rig.set("r30", DATA);
      // at the bottom of the fifth
      rig.set("r12", turn === 4 ? 1 : 0);
      rig.jump(CODE);
      expect(rig.run(1_000_000)).toBe(TRAP_BREAK);
    }
    expect(rig.get("r3")).toBe(4 * 30 + 2 * 3000);
  }
  expect(state(rigs[0])).toEqual(state(rigs[1]));
  expect(rigs[0].machine.budgetLeft).toBe(rigs[1].machine.budgetLeft);
});

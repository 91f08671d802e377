// System calls that the kernel carries out in the midst of run(): translated code and the interpreter go on behind them as if
// run() had ended and begun again, to the instruction, whatever the call has changed.
import { expect, test } from "vitest";
import { assemble } from "../../emulator/disasm/assemble.ts";
import {
  ENTERED,
  type Engine,
  PROT_READ,
  PROT_WRITE,
  TRAP_BREAK,
  TRAP_BUDGET,
  TRAP_GATEWAY,
  TRAP_SERVED,
} from "../../emulator/index.ts";
import { CODE, DATA, Rig } from "./rig.ts";

/** A function calls the kernel, number r6; its caller reads the word at a constant address before and after. */
const CALLS = `loop:
ldil ${DATA},r5
ldw 0(r5),r12
add r12,r3,r3
bl call,r2
ldo 1(r7),r7
ldw 0(r5),r12
xor r12,r3,r3
addib,<> -1,r4,loop
nop
break 0,0
call:
be,l 0x100(sr2,r0),sr0,r31
copy r6,r20
patch:
ldo 1(r13),r13
add r28,r3,r3
bv r0(r2)
addc r3,r8,r8
add r8,r13,r13
b patch
ldo 5(r3),r3`;
const PATCH = CODE + 12 * 4;
const ELSEWHERE = PATCH + 4 * 4;
const COST = 20;
const REGISTERS = "r2 r3 r4 r5 r6 r7 r8 r12 r13 r20 r28 r31 sr0 cv pc next n".split(" ");

/** What the n-th call does; "leave": the program goes on elsewhere than it would. */
type Kernel = (rig: Rig, n: number) => "plain" | "leave";
const KERNELS: Record<string, Kernel> = {
  "does what it is asked": () => "plain",
  "does every third in its own time": (_, n) => (n % 3 ? "plain" : "leave"),
  "goes on elsewhere": (rig, n) => {
    if (n % 3 === 0) {
      rig.set("r31", ELSEWHERE | 3);
      rig.set("r8", n);
    }
    return "plain";
  },
  "moves memory": (rig, n) => {
    if (n % 10 === 0) {
      const frame = rig.machine.phys.alloc(1);
      rig.space.set(DATA >>> 12, frame, PROT_READ | PROT_WRITE);
      rig.setWord(DATA, n);
    }
    return "plain";
  },
  "changes the code behind the call": (rig, n) => {
    if (n % 10 === 0) rig.setWord(PATCH, assemble(`ldo ${n}(r13),r13`, PATCH, {}));
    return "plain";
  },
};

/** Runs to the end, `budget` at a time; direct: calls are made in the midst of run(). */
async function run(engine: Engine, kernel: Kernel, budget: number, direct: boolean) {
  const rig = await Rig.create(engine);
  const { machine } = rig;
  rig.program(CALLS);
  rig.setWord(DATA, 5);
  for (const [r, value] of Object.entries({ r4: 300, r6: 99, r8: 1 })) rig.set(r, value);
  rig.jump(CODE);
  let [calls, inside, insns, with_] = [0, 0, 0, 0];
  const look = () => {
    insns += with_ - machine.budgetLeft;
    with_ = machine.budgetLeft;
  };
  const call = () => {
    expect([rig.get("r20"), rig.get("pc"), rig.get("next")]).toEqual([99, 0x103, 0x107]);
    rig.set("r28", ++calls);
    const how = kernel(rig, calls);
    states.push([calls, insns, machine.budgetLeft, ...REGISTERS.map((r) => rig.get(r))].join());
    return how;
  };
  const enter = () => {
    if (machine.sliceLeft <= COST) return 0;
    look();
    inside++;
    if (call() === "leave") {
      rig.jump(rig.get("r31"));
      return -1;
    }
    with_ -= COST;
    return COST;
  };
  const states: string[] = [];
  for (let left = budget; ; ) {
    with_ = left;
    const trap = machine.run(left, direct ? enter : undefined);
    look();
    left = machine.budgetLeft;
    if (trap === TRAP_GATEWAY) {
      call();
      rig.jump(rig.get("r31"));
    } else if (trap === TRAP_BUDGET) states.push([insns, ...REGISTERS.map((r) => rig.get(r))].join());
    else if (trap !== TRAP_SERVED) {
      expect(trap).toBe(TRAP_BREAK);
      return { states, inside, entered: machine.phys.u32[ENTERED / 4] };
    }
    if (trap !== TRAP_BUDGET) left -= COST;
    if (left <= 0) left = budget;
  }
}

for (const [what, kernel] of Object.entries(KERNELS))
  test(`a kernel that ${what}`, async () => {
    for (const budget of [1, 7, 57, 64, 1000, 100_000]) {
      const { states } = await run("interpreter", kernel, budget, false);
      for (const engine of ["interpreter", "jit"] as const) {
        const ours = await run(engine, kernel, budget, true);
        expect(ours.states).toEqual(states);
        expect(ours.inside > 0).toBe(budget > 2 * COST);
      }
    }
  });

test("the loop stays in translated code", async () => {
  const { inside, entered } = await run("jit", () => "plain", 100_000, true);
  expect(inside).toBe(300);
  expect(entered).toBeLessThan(12);
});

// Guards that several accesses share, in other blocks and before loops: the same end, to the instruction, as the
// interpreter's when one of them misses, whatever the registers that the address is made of went through meanwhile.
import { expect, test } from "vitest";
import { TRAP_BREAK, TRAP_BUDGET } from "../../emulator/index.ts";
import type { JIT } from "../../emulator/jit/jit.ts";
import { CODE, DATA, READ_ONLY, Rig } from "./rig.ts";

const TURN = "addib,<> -1,r4,loop\n";
const MANY = Array.from({ length: 12 }, (_, i) => `add,l r${i + 12},r${i + 13},r${i + 12}\n`).join("");
const LOOPS: Record<string, string> = {
  "walks off its pages": `ldw,ma 4(r5),r6\nadd,l r6,r3,r3\nstw r3,-4(r5)\n${TURN}nop`,
  "walks off them in a delay slot": `ldo 4(r5),r5\n${TURN}stw r4,0(r5)`,
  "an index walks off them": `ldw,s r7(r5),r6\nldo 1(r7),r7\n${TURN}add,l r6,r3,r3`,
  "a sum of two registers does": `add,l r5,r7,r8\nldo 8(r7),r7\nldw 4(r8),r6\nstw r4,0(r8)\n${TURN}add,l r6,r3,r3`,
  "an address becomes odd": `ldw 0(r5),r6\nldo 8(r5),r5\nextrw,u,= r4,31,7,r0\nb,n over\nldo 1(r5),r5\nover:\n${TURN}nop`,
  "a branch changes the base": `ldw 0(r5),r6\nbb,< r4,24,over\nnop\nldo 0x400(r5),r5\nover:\nstw r3,0(r5)\n${TURN}nop`,
  "a slot that is executed when taken changes it": `stw r4,8(r5)\nbb,<,n r5,28,loop\nldo 4(r5),r5\nldw 0(r5),r6\n${TURN}ldo 4(r5),r5`,
  "a nullified step changes it": `ldw 0(r5),r6\nextrw,u,<> r4,31,5,r0\nldo 0x300(r5),r5\nldw 4(r5),r6\n${TURN}nop`,
  "stores where it may only read, at last": `ldw 0(r9),r6\nextrw,u,= r4,31,6,r0\nb,n over\nstw r3,0(r9)\nover:\n${TURN}nop`,
  "a call changes the base": `ldw 0(r5),r6\nb,l far,r2\nnop\nldw 4(r5),r6\n${TURN}nop\nbreak 0,0
far:\ncopy r2,r11\nb,l deeper,r31\nnop\ncopy r11,r2\nbv,n r0(r2)\ndeeper:\nbv r0(r31)\nldo 4(r5),r5`,
  "the inner loop's base is the outer one's": `ldi 5,r8\ninner:\nldw 0(r5),r6\naddib,<> -1,r8,inner\nadd,l r6,r3,r3\nldo 0x40(r5),r5\n${TURN}nop`,
  "what it writes is written again": `ldw 0(r5),r6\nadd,l r6,r5,r7\nadd,l r7,r6,r8\nldw,ma 4(r5),r7\nadd,l r7,r8,r10\n${TURN}ldi 9,r8`,
  "one loop's counter is what the next one only writes": `ldi 7,r6\none:\nadd,l r6,r3,r3\naddib,<> -1,r6,one\nnop\nldi 5,r8\ntwo:\nldw 0(r5),r6\n${MANY}add,l r6,r12,r7\naddib,<> -1,r8,two\nnop\nldo 4(r5),r5\n${TURN}nop`,
  "a small loop ends in any of its turns": `extrw,u r4,31,3,r8\none:\nldw 0(r5),r6\n${MANY}add,l r6,r12,r7\ncmpib,= 0,r8,over\nldo -1(r8),r8\nadd,l r7,r3,r10\nb one\nldo 1(r3),r11\nover:\nbb,< r4,29,more\nnop\nldw 4(r5),r7\nmore:\nldo 4(r5),r5\n${TURN}nop`,
  "a call in a loop that does not write what is to be stored": `sub r5,r4,r6\nldi 3,r8\none:\nb,l f,r2\nldo 1(r7),r7\naddib,<> -1,r8,one\nldw 0(r5),r10\nldo 8(r5),r5\n${TURN}nop\nbreak 0,0\nf:\ncopy r2,r11\nb,l g,r31\nnop\nbv,n r0(r11)\ng:\nbv r0(r31)\nadd,l r7,r3,r3`,
  "more registers than a host has": `ldw 0(r5),r6\nadd,l r6,r5,r7\nldo 1(r7),r8\n${MANY}stw r6,4(r5)\nldo 2(r8),r7\n${TURN}add,l r9,r5,r5`,
};
const REGISTERS = [
  "r2",
  "r3",
  "r4",
  "r5",
  "r6",
  "r7",
  "r8",
  "r9",
  "r10",
  "r11",
  "r12",
  "r23",
  "r31",
  "pc",
  "next",
];

async function start(engine: "jit" | "interpreter", loop: string): Promise<Rig> {
  const rig = await Rig.create(engine);
  rig.program(`loop:\n${loop}\nbreak 0,0`);
  for (let page = 0; page < 4; page++) {
    const bytes = Uint8Array.from({ length: 4096 }, (_, i) => i * 37 + (i >> 8) * 11 + page);
    rig.machine.phys.writeBytes(rig.frame(DATA + page * 4096), bytes);
  }
  rig.set("r3", 0x1234567);
  for (let r = 12; r < 25; r++) rig.set(`r${r}`, r);
  rig.set("r4", 20_000);
  rig.set("r5", DATA);
  rig.set("r9", loop.includes("(r9)") ? READ_ONLY : 12);
  rig.jump(CODE);
  return rig;
}

const dataOf = (rig: Rig): Uint32Array =>
  rig.machine.phys.u32.slice(rig.frame(DATA) / 4, (rig.frame(DATA) + 4 * 4096) / 4);

for (const [name, loop] of Object.entries(LOOPS))
  test(name, async () => {
    const [jit, interpreter] = await Promise.all([start("jit", loop), start("interpreter", loop)]);
    for (const budget of [61, 997, 20_001]) {
      for (let i = 0; i < 300; i++) {
        const [a, b] = [jit, interpreter].map((rig) => [
          rig.run(budget),
          rig.machine.budgetLeft,
          ...REGISTERS.map((r) => rig.get(r)),
        ]);
        expect([budget, i, a]).toEqual([budget, i, b]);
        if (a[0] !== TRAP_BUDGET) break;
      }
      expect(dataOf(jit)).toEqual(dataOf(interpreter));
      for (const rig of [jit, interpreter]) {
        rig.set("r4", 20_000);
        rig.set("r5", DATA + 4 * 4096 - 0x800);
        rig.set("r7", 0);
        rig.jump(CODE);
      }
    }
  });

/** How many accesses look at a guard in a loop that stays within its pages. */
async function guarded(loop: string): Promise<number> {
  const rig = await start("jit", loop);
  expect(rig.run(1_000_000)).toBe(TRAP_BREAK);
  const jit = rig.machine.translator as JIT;
  return Number(/guarded accesses (\d+)/.exec(jit.report())?.[1]);
}

test("accesses of several blocks are looked at once", async () => {
  const diamond = "ldw 0(r5),r6\nbb,< r4,30,over\nnop\nstw r6,4(r5)\nover:\nldw 8(r5),r6\n";
  expect(await guarded(`${diamond}${TURN}nop`)).toBe(2); // one to load, one to store
  expect(await guarded(`stw r6,12(r5)\n${diamond}${TURN}nop`)).toBe(1);
});

test("sums of the same registers are one address", async () => {
  expect(await guarded(`add,l r5,r7,r8\nldw 0(r8),r6\nldw r7(r5),r10\nstw r6,4(r8)\n${TURN}nop`)).toBe(1);
});

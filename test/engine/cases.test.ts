// Every shared case on every engine.
import { expect, test } from "vitest";
import { TRAP_BREAK } from "../../emulator/index.ts";
import { CASES, type Case } from "./cases.ts";
import { CODE, ENGINES, Rig } from "./rig.ts";

const hex = (n: number): string => `0x${(n >>> 0).toString(16)}`;

function check(rig: Rig, c: Case, budget: number): void {
  rig.program(c.code);
  for (const [name, value] of Object.entries(c.given ?? {}))
    if (name.startsWith("@")) rig.setWord(Number.parseInt(name.slice(1), 16), value);
    else rig.set(name, value);
  rig.jump(CODE);
  let trap: number;
  do trap = rig.run(budget);
  while (trap === 64);
  expect(trap, "trap").toBe(c.trap ?? TRAP_BREAK);
  for (const [name, value] of Object.entries(c.want))
    expect(
      hex(name.startsWith("@") ? rig.word(Number.parseInt(name.slice(1), 16)) : rig.get(name)),
      name,
    ).toBe(hex(value));
  if (c.ior !== undefined) expect(hex(rig.ior), "ior").toBe(hex(c.ior));
  expect(rig.get("r0"), "r0").toBe(0);
}

for (const engine of ENGINES)
  for (const c of CASES) {
    test(`${engine}: ${c.name}`, async () => check(await Rig.create(engine), c, 10_000));
    test(`${engine}: ${c.name}, one instruction at a time`, async () =>
      check(await Rig.create(engine), c, 1));
  }

// Machine code that is kept: a program's third run compiles nothing, as long as all is where it was.
import { expect, test } from "vitest";
import type { MachineCode, Shelf } from "../../emulator/index.ts";
import { PROT_READ, PROT_WRITE, TRAP_BREAK } from "../../emulator/index.ts";
import type { JIT } from "../../emulator/jit/jit.ts";
import { Pool } from "../../emulator/jit/pool.ts";
import { CODE, DATA, Rig } from "./rig.ts";

const LOOPS = 9;
const loop = (i: number) =>
  `loop${i}:\nldw 0(r5),r6\nadd,l r3,r6,r3\naddib,<> -1,r4,loop${i}\nnop\nbreak 0,0`;
const TEXT = Array.from({ length: LOOPS }, (_, i) => loop(i)).join("\n");
const SIZE = 5 * 4;

/** A host whose machine code is a mark, and the module's bytes. */
class Host implements MachineCode {
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  revived = 0;
  takes = true;
  read = (name: string) => this.files.get(name);
  write = (name: string, bytes: Uint8Array) => void this.files.set(name, bytes.slice());
  compiled = (functions: readonly unknown[]) => functions.length;
  codeOf = () => Uint8Array.of(1, 2, 3);
  revive = (code: Uint8Array, wire: Uint8Array) => {
    expect([...code]).toEqual([1, 2, 3]);
    if (!this.takes) return undefined;
    this.revived++;
    return new WebAssembly.Module(wire.slice());
  };
}

function memoryShelf(): Shelf {
  const files = new Map<string, Uint8Array>();
  return { read: (name) => files.get(name), write: (name, bytes) => void files.set(name, bytes) };
}

/** Runs the loops as a program of this name; returns their sums' sum, and what was compiled and revived. */
async function run(host: Host, shelf: Shelf, word = 5, moved = false, program = "one", backwards = false) {
  const rig = await Rig.create("jit", shelf, { machineCode: host });
  if (moved) {
    rig.machine.phys.alloc(3);
    rig.space.set(DATA >>> 12, rig.machine.phys.alloc(1), PROT_READ | PROT_WRITE);
  }
  rig.program(TEXT);
  rig.space.program = program;
  rig.setWord(DATA, word);
  let total = 0;
  for (let i = 0; i < LOOPS; i++) {
    for (const [r, value] of Object.entries({ r3: 0, r4: 1000, r5: DATA })) rig.set(r, value);
    rig.jump(CODE + (backwards ? LOOPS - 1 - i : i) * SIZE);
    expect(rig.run(100_000)).toBe(TRAP_BREAK);
    total += rig.get("r3");
  }
  const jit = rig.machine.translator as JIT;
  jit.save();
  return { total, made: jit.modules.made, revived: jit.modules.revived };
}

test("the third run finds the second one's machine code", async () => {
  const host = new Host();
  const shelf = memoryShelf();
  const first = await run(host, shelf);
  expect([first.total, first.revived]).toEqual([5000 * LOOPS, 0]);
  const second = await run(host, shelf);
  expect(second.revived).toBe(0);
  expect(host.files.size).toBe(1);
  const third = await run(host, shelf, 7);
  expect(third.total).toBe(7000 * LOOPS);
  expect(third.revived).toBeGreaterThan(first.made / 2);
  expect(third.made).toBe(second.made - third.revived);
  // nothing is new: the file is the same
  const [file] = host.files.values();
  await run(host, shelf);
  expect([...host.files.values()]).toEqual([file]);
  expect((await run(host, shelf, 5, false, "other")).revived).toBe(0);
});

test("a damaged file, or what the host does not take, is compiled", async () => {
  const host = new Host();
  const shelf = memoryShelf();
  for (let i = 0; i < 2; i++) await run(host, shelf);
  const [[name, bytes]] = host.files;
  const damaged = [bytes.slice(0, -4), bytes.slice(0, 3), bytes.slice(), new Uint8Array(0)];
  damaged[2][bytes.length >> 1] ^= 1;
  for (const file of damaged) {
    host.files.set(name, file);
    expect(await run(host, shelf)).toMatchObject({ total: 5000 * LOOPS, revived: 0 });
  }
  host.takes = false;
  expect(await run(host, shelf)).toMatchObject({ total: 5000 * LOOPS, revived: 0 });
});

test("where memory lies elsewhere, nothing that was filled in is believed", async () => {
  const host = new Host();
  const shelf = memoryShelf();
  for (let i = 0; i < 2; i++) await run(host, shelf);
  expect(await run(host, shelf, 6, true)).toMatchObject({ total: 6000 * LOOPS, revived: 0 });
});

test("numbers that machine code has are kept free for it, whatever is hot first", async () => {
  const host = new Host();
  const shelf = memoryShelf();
  for (let i = 0; i < 2; i++) await run(host, shelf);
  const { total, revived } = await run(host, shelf, 6, false, "one", true);
  expect(total).toBe(6000 * LOOPS);
  expect(revived).toBeGreaterThan(0);
});

test("numbers are taken once, and apart from others where that is asked for", () => {
  const pool = new Pool(100, 8, 600);
  expect([pool.take(), pool.take(), pool.claim(108), pool.claim(116)]).toEqual([100, 108, false, true]);
  expect([pool.claim(99), pool.claim(100 + 8 * 600), pool.claim(120)]).toEqual([false, false, false]);
  const first = pool.apart(() => pool.take()!);
  expect(first).toBeGreaterThan(116 + 8 * 100);
  expect(pool.take()).toBe(124);
  pool.give(108);
  expect([pool.take(), pool.take()]).toEqual([108, 132]);
  const rest = Array.from({ length: 594 }, () => pool.apart(() => pool.take()));
  expect(new Set(rest).size).toBe(594);
  expect(rest).not.toContain(undefined);
  expect(pool.take()).toBeUndefined();
});

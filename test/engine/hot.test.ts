// The joint between the engines (core/hot.ts), with a translator that puts in one function made by hand.
import { expect, test } from "vitest";
import {
  type AddressSpace,
  BUDGET,
  GR,
  NEXT,
  PROT_EXEC,
  PROT_READ,
  PROT_WRITE,
  TRAP_BREAK,
  type Translator,
} from "../../emulator/index.ts";
import { CODE, DATA, Rig } from "./rig.ts";

const leb = (value: number): number[] => {
  const out: number[] = [];
  for (let v = value | 0; ; v >>= 7) {
    const last = v >> 6 === 0 || v >> 6 === -1;
    out.push((v & 127) | (last ? 0 : 128));
    if (last) return out;
  }
};
const text = (s: string): number[] => [s.length, ...new TextEncoder().encode(s)];
const section = (id: number, body: number[]): number[] => [id, ...leb(body.length), ...body];

/** (budget, depth, expected) => adds 100 to r1, leaves to `exit`, having used 7 instructions. */
function translated(rig: Rig, exit: number): unknown {
  const put = (at: number, value: number[]) => [0x41, ...leb(at), ...value, 0x36, 2, 0];
  const body = [
    0,
    ...put(GR + 4, [0x41, ...leb(GR + 4), 0x28, 2, 0, 0x41, ...leb(100), 0x6a]),
    ...put(NEXT, [0x41, ...leb(exit | 3)]),
    ...[0x20, 0, 0x41, 7, 0x6b, 0x0b],
  ];
  const bytes = [
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 3, 0x7f, 0x7f, 0x7f, 1, 0x7f]),
    ...section(2, [1, ...text("env"), ...text("memory"), 2, 1, 1, 0x80, 0x80, 4]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text("f"), 0, 0]),
    ...section(10, [1, ...leb(body.length), ...body]),
  ];
  const module = new WebAssembly.Module(Uint8Array.from(bytes));
  return new WebAssembly.Instance(module, { env: { memory: rig.machine.phys.memory } }).exports.f;
}

const LOOP = "nop\nloop:\nldo 1(r1),r1\naddib,<> -1,r4,loop\nnop\nldo 1(r2),r2\nbreak 0,0";
const HOT_AT = CODE + 4;
const EXIT = CODE + 16;

class Once implements Translator {
  readonly threshold = 3;
  readonly asked: number[] = [];
  readonly dropped: number[] = [];
  readonly changed: number[] = [];
  readonly #rig: Rig;
  readonly #put: boolean;
  constructor(rig: Rig, put: boolean) {
    this.#rig = rig;
    this.#put = put;
  }
  hot(space: AddressSpace, offset: number): void {
    this.asked.push(offset & ~3);
    if (!this.#put || (offset & ~3) !== HOT_AT) return;
    const { core, table } = this.#rig.machine;
    const index = table.grow(1);
    table.set(index, translated(this.#rig, EXIT));
    expect(core.setEntry(space.tables, HOT_AT, index)).toBeTruthy();
    core.markTranslated(HOT_AT);
    core.watchPage(space.tables, DATA >>> 12);
  }
  frameDropped(frame: number): void {
    this.dropped.push(frame);
    this.#rig.machine.core.clearEntries(this.#rig.space.tables);
  }
  pageChanged(_tables: number, page: number): void {
    this.changed.push(page);
  }
  spaceFreed(): void {}
}

async function start(put: boolean): Promise<{ rig: Rig; t: Once }> {
  const rig = await Rig.create("interpreter");
  const t = new Once(rig, put);
  rig.machine.translator = t;
  rig.program(LOOP);
  again(rig);
  return { rig, t };
}

function again(rig: Rig): void {
  rig.set("r1", 0);
  rig.set("r2", 0);
  rig.set("r4", 10);
  rig.jump(CODE);
}

test("a hot target is asked for once; left alone it goes on being interpreted", async () => {
  const { rig, t } = await start(false);
  expect(rig.run()).toBe(TRAP_BREAK);
  expect(t.asked).toEqual([HOT_AT]);
  expect(rig.get("r1")).toBe(10);
});

test("a translated function is entered, and what it did is kept", async () => {
  const { rig, t } = await start(true);
  expect(rig.run(1000)).toBe(TRAP_BREAK);
  // Three turns until it is hot (the first is no arrival), then the function leaves the loop.
  expect(rig.get("r1")).toBe(3 + 100);
  expect(rig.get("r2")).toBe(1);
  expect(t.asked).toEqual([HOT_AT]);
  expect(1000 - rig.machine.phys.u32[BUDGET / 4]).toBe(1 + 3 * 3 + 7 + 1);
  again(rig);
  expect(rig.run()).toBe(TRAP_BREAK);
  expect(rig.get("r1")).toBe(1 + 100);
});

test("a write to translated code takes it back before the next instruction", async () => {
  const { rig, t } = await start(true);
  rig.run();
  const frame = rig.frame(CODE);
  rig.space.set(CODE >>> 12, frame, PROT_READ | PROT_WRITE | PROT_EXEC);
  rig.program(`${LOOP}\nstw r5,0(r6)\nbreak 0,0`);
  expect(t.dropped).toEqual([frame]);
  again(rig);
  expect(rig.run()).toBe(TRAP_BREAK);
  expect(t.asked.length).toBe(2);
  expect(rig.get("r1")).toBe(3 + 100);
  rig.set("r5", 0x08000240);
  rig.set("r6", CODE + 4);
  rig.jump(CODE + 24);
  expect(rig.run()).toBe(TRAP_BREAK);
  expect(t.dropped).toEqual([frame, frame]);
});

test("a watched page's change is told once", async () => {
  const { rig, t } = await start(true);
  rig.run();
  rig.space.set(DATA >>> 12, rig.frame(DATA), PROT_READ);
  rig.space.set(DATA >>> 12, rig.frame(DATA), PROT_READ | PROT_WRITE);
  expect(t.changed).toEqual([DATA >>> 12]);
});

test("another space has entries of its own", async () => {
  const { rig } = await start(true);
  rig.run();
  const { machine } = rig;
  const other = machine.newSpace();
  for (let page = CODE >>> 12; page < (CODE >>> 12) + 4; page++)
    other.set(page, rig.space.frameOf(page), PROT_READ | PROT_EXEC);
  machine.switchTo(other);
  again(rig);
  machine.words[(0x6c8 - 0x400) >> 2] = other.id;
  machine.words[(0x6cc - 0x400) >> 2] = other.id;
  expect(rig.run(6)).toBe(64);
  expect(rig.get("r1")).toBe(2);
});

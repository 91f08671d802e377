// Translations that are kept: what one machine made another takes from the shelf, and only where the code is the same.
import { expect, test } from "vitest";
import {
  IASQ_BACK,
  IASQ_FRONT,
  PROT_EXEC,
  PROT_READ,
  PROT_WRITE,
  type Shelf,
  TRAP_BREAK,
} from "../../emulator/index.ts";
import type { JIT } from "../../emulator/jit/jit.ts";
import { pack, unpack } from "../../emulator/jit/object.ts";
import { CodeStore } from "../../emulator/jit/store.ts";
import { CODE, DATA, Rig } from "./rig.ts";

const SUM = "loop:\nldw 0(r5),r6\nadd,l r3,r6,r3\naddib,<> -1,r4,loop\nnop\nbreak 0,0";

function memoryShelf(): Shelf & { readonly files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  return { files, read: (name) => files.get(name), write: (name, bytes) => void files.set(name, bytes) };
}

/** Runs SUM (or another program) over three words of data, then saves. */
async function sum(shelf: Shelf, text = SUM, word = 5) {
  const rig = await Rig.create("jit", shelf);
  rig.program(text);
  rig.setWord(DATA, word);
  rig.set("r5", DATA);
  rig.set("r3", 0);
  rig.set("r4", 1000);
  rig.jump(CODE);
  expect(rig.run(100_000)).toBe(TRAP_BREAK);
  const jit = rig.machine.translator as JIT;
  jit.save();
  return { total: rig.get("r3"), left: rig.machine.budgetLeft, stats: jit.stats };
}

test("a second machine takes what the first one translated, and comes to the same end", async () => {
  const shelf = memoryShelf();
  const first = await sum(shelf);
  expect(first.stats.stored).toBe(0);
  expect(shelf.files.size).toBe(1);
  const second = await sum(shelf, SUM, 7);
  expect(second.stats.stored).toBe(second.stats.regions);
  expect(second.stats.instructions).toBe(0);
  expect([first.total, second.total]).toEqual([5000, 7000]);
  expect(second.left).toBe(first.left);
});

test("other code at the address takes nothing", async () => {
  const shelf = memoryShelf();
  await sum(shelf);
  const other = await sum(shelf, SUM.replace("add,l r3,r6,r3", "ldo 2(r3),r3"));
  expect(other.stats.stored).toBe(0);
  expect(other.total).toBe(2000);
});

test("a name that stands for other code than its words is not believed", async () => {
  const shelf = memoryShelf();
  await sum(shelf);
  const [[name, bytes]] = shelf.files;
  const liar: Shelf = { read: () => bytes, write: () => {} };
  const other = await sum(liar, SUM.replace("add,l r3,r6,r3", "ldo 2(r3),r3"));
  expect(other.stats.stored).toBe(0);
  expect(other.total).toBe(2000);
  expect(name).toMatch(/^[0-9a-f]{16}$/);
});

test("a damaged file is translated anew", async () => {
  const shelf = memoryShelf();
  const whole = await sum(shelf);
  const [[name, bytes]] = shelf.files;
  const damaged = [bytes.slice(0, bytes.length - 1), bytes.slice(0, 3), bytes.slice()];
  damaged[2][bytes.length >> 1] ^= 0x10;
  for (const file of damaged) {
    shelf.files.set(name, file);
    const again = await sum(shelf);
    expect(again.stats.stored).toBe(0);
    expect(again.total).toBe(whole.total);
    // and is written anew
    expect(shelf.files.get(name)).toEqual(bytes);
  }
});

test("a program that runs again finds its functions made", async () => {
  const rig = await Rig.create("jit");
  const { machine } = rig;
  const jit = machine.translator as JIT;
  const frames = [machine.phys.alloc(1), machine.phys.alloc(1)];
  const made: number[] = [];
  for (let i = 0; i < 3; i++) {
    const space = machine.newSpace();
    machine.switchTo(space);
    space.set(CODE >>> 12, rig.frame(CODE), PROT_READ | PROT_EXEC);
    space.set(DATA >>> 12, frames[i >> 1], PROT_READ | PROT_WRITE);
    rig.program(SUM);
    for (const [r, value] of Object.entries({ r3: 0, r4: 1000, r5: DATA })) rig.set(r, value);
    for (let n = 4; n < 8; n++) rig.set(`sr${n}`, space.id);
    rig.jump(CODE);
    for (const queue of [IASQ_FRONT, IASQ_BACK]) machine.phys.u32[queue / 4] = space.id;
    expect(rig.run(100_000)).toBe(TRAP_BREAK);
    made.push(jit.modules.made);
    space.free();
  }
  expect(made[0]).toBeGreaterThan(0);
  // the second time all is as it was, the third time the data is elsewhere
  expect(made[1]).toBe(made[0]);
  expect(made[2]).toBeGreaterThan(made[1]);
});

test("what a program needed before is brought in together, in one module, once some of it is hot", async () => {
  const shelf = memoryShelf();
  const loops = 7;
  const SIZE = 5 * 4;
  const text = Array.from({ length: loops }, (_, i) => SUM.replaceAll("loop", `loop${i}`)).join("\n");
  /** Runs the first loops of a program of this name. */
  const regions = async (program: string, first: number) => {
    let modules = 0;
    const rig = await Rig.create("jit", shelf, { dump: () => void modules++ });
    rig.program(text);
    rig.space.program = program;
    for (let i = 0; i < first; i++) {
      for (const [r, value] of Object.entries({ r3: 0, r4: 1000, r5: DATA })) rig.set(r, value);
      rig.jump(CODE + i * SIZE);
      expect(rig.run(100_000)).toBe(TRAP_BREAK);
    }
    const jit = rig.machine.translator as JIT;
    jit.save();
    return { regions: jit.stats.regions, modules };
  };
  const all = await regions("one", loops);
  expect(all.modules).toBe(all.regions);
  const again = await regions("one", 4);
  expect(again.regions).toBe(all.regions);
  expect(again.modules).toBeLessThanOrEqual(4);
  expect((await regions("one", 1)).regions).toBeLessThan(all.regions);
});

test("what is kept in memory is bounded; what goes is on the shelf", async () => {
  const shelf = memoryShelf();
  await sum(shelf);
  const [[, file]] = shelf.files;
  const [object] = unpack(file as Uint8Array<ArrayBuffer>);
  const large = { ...object, body: new Uint8Array(1 << 20) };
  const other = memoryShelf();
  const store = new CodeStore(other);
  for (let i = 0; i < 100; i++) {
    store.put(`page${i}`, large);
    expect(store.find("page0", object.head, object.mode, object.shared)).toBeDefined();
  }
  expect(store.size).toBeLessThan(40 << 20);
  expect(other.files.size).toBeGreaterThan(60);
  expect(store.find("page50", object.head, object.mode, object.shared)?.body.length).toBe(1 << 20);
});

test("object code becomes bytes and back", async () => {
  const shelf = memoryShelf();
  await sum(shelf);
  const [[, file]] = shelf.files;
  const objects = unpack(file as Uint8Array<ArrayBuffer>);
  expect(objects.length).toBeGreaterThan(0);
  expect(unpack(pack(objects))).toEqual(objects);
});

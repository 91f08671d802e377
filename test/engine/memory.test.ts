// Memory: frames, address spaces, permissions, code that is written while it runs.
import { expect, test } from "vitest";
import {
  FRAME,
  PROT_EXEC,
  PROT_READ,
  PROT_WRITE,
  TRAP_BREAK,
  TRAP_BUDGET,
  TRAP_DATA_ACCESS_RIGHTS,
  TRAP_DATA_TLB_MISS,
} from "../../emulator/index.ts";
import { CODE, DATA, ENGINES, Rig } from "./rig.ts";

const RW = PROT_READ | PROT_WRITE;
const RX = PROT_READ | PROT_EXEC;
const RWX = RW | PROT_EXEC;

for (const engine of ENGINES) {
  test(`${engine}: frames are zeroed, counted and recycled`, async () => {
    const { phys } = (await Rig.create(engine)).machine;
    const used = phys.usedFrames;
    const a = phys.alloc(3);
    expect(a % FRAME).toBe(0);
    expect(phys.usedFrames).toBe(used + 3);
    phys.u32[a >> 2] = 77;
    phys.get(a);
    expect(phys.refs(a)).toBe(2);
    phys.put(a);
    expect(phys.refs(a)).toBe(1);
    phys.put(a);
    expect(phys.usedFrames).toBe(used + 2);
    for (let i = 0; i < 100; i++) expect(phys.u32[phys.alloc(1) >> 2]).toBe(0);
  });

  test(`${engine}: --memory is a limit, growing is not`, async () => {
    const { phys } = (await Rig.create(engine)).machine;
    const left = phys.totalFrames - phys.usedFrames;
    expect(phys.alloc(left + 1)).toBe(0);
    expect(phys.alloc(left)).not.toBe(0);
    expect(phys.alloc(1)).toBe(0);
  });

  test(`${engine}: bytes beyond 2 GiB are read and written as others`, async () => {
    const { phys } = (await Rig.create(engine)).machine;
    // room is taken up to there, as the tables of many processes do
    let frame = phys.allocHost(1);
    while (frame && frame < 2 ** 31) {
      phys.allocHost(50_000);
      frame = phys.allocHost(1);
    }
    expect(frame).toBeGreaterThan(2 ** 31);
    for (const n of [3, 63, 64, 500]) {
      const bytes = Uint8Array.from({ length: n }, (_, i) => i + 1);
      phys.writeBytes(frame + 5, bytes);
      const read = new Uint8Array(n);
      phys.readBytes(frame + 5, read);
      expect(read).toEqual(bytes);
    }
  });

  test(`${engine}: a reservation is room, not memory`, async () => {
    const { phys } = (await Rig.create(engine)).machine;
    const used = phys.usedFrames;
    const base = phys.reserve(100);
    expect(phys.usedFrames).toBe(used);
    expect(phys.commit(base + 5 * FRAME)).toBe(true);
    expect(phys.refs(base + 5 * FRAME)).toBe(1);
    expect(phys.usedFrames).toBe(used + 1);
    phys.put(base + 5 * FRAME);
    expect(phys.commit(base + 5 * FRAME)).toBe(true);
    expect(phys.commit(base + 5 * FRAME)).toBe(false);
    // Nobody else gets a frame of the extent, until it is given back.
    const others = Array.from({ length: 50 }, () => phys.alloc(1));
    expect(others.some((f) => f >= base && f < base + 100 * FRAME)).toBe(false);
    for (const f of others) phys.put(f);
    phys.release(base, 100);
    expect(phys.refs(base + 5 * FRAME)).toBe(1);
    phys.put(base + 5 * FRAME);
    expect(phys.usedFrames).toBe(used);
    expect(phys.reserve(100)).not.toBe(0);
    // Reservations end before linear memory does.
    let room = 0;
    while (phys.reserve(0x8000)) room++;
    expect(room).toBeGreaterThan(5);
    expect(phys.alloc(1)).not.toBe(0);
  });

  test(`${engine}: a reservation may lie beyond the end of memory, which grows when it is used`, async () => {
    const { phys } = (await Rig.create(engine)).machine;
    const size = phys.u8.length;
    const bases: number[] = [];
    do bases.push(phys.reserve(0x1000));
    while (bases.at(-1)! < size);
    const base = bases.at(-1)!;
    expect(phys.u8.length).toBe(size);
    // given back it is found again
    phys.release(base, 0x1000);
    expect(phys.reserve(0x1000)).toBe(base);
    expect(phys.u8.length).toBe(size);
    const last = base + 0xfff * FRAME;
    expect(phys.commit(last)).toBe(true);
    expect(phys.u8.length).toBeGreaterThan(last);
    phys.writeBytes(last, Uint8Array.of(1, 2, 3));
    const read = new Uint8Array(4);
    phys.readBytes(last, read);
    expect([...read]).toEqual([1, 2, 3, 0]);
  });

  test(`${engine}: bytes go in and out in guest order`, async () => {
    const rig = await Rig.create(engine);
    const bytes = Uint8Array.from({ length: 301 }, (_, i) => (i * 7) & 255);
    expect(rig.machine.write(rig.space, DATA + 4096 - 13, bytes)).toBe(301);
    for (const n of [0, 1, 2, 3]) {
      const back = new Uint8Array(298 - n);
      expect(rig.machine.read(rig.space, DATA + 4096 - 13 + n, back)).toBe(298 - n);
      expect(back).toEqual(bytes.subarray(n, 298));
    }
    expect(rig.word(DATA + 4096)).toBe(
      ((bytes[13] << 24) | (bytes[14] << 16) | (bytes[15] << 8) | bytes[16]) >>> 0,
    );
    rig.machine.phys.fillBytes(rig.frame(DATA) + 1, 6, 0xee);
    expect(rig.word(DATA)).toBe(0x00eeeeee);
    expect(rig.word(DATA + 4)).toBe(0xeeeeee00);
  });

  test(`${engine}: a copy stops at the first page without permission`, async () => {
    const rig = await Rig.create(engine);
    expect(rig.machine.read(rig.space, DATA + 3 * 4096 + 4000, new Uint8Array(500))).toBe(96);
    expect(rig.machine.write(rig.space, CODE, new Uint8Array(4))).toBe(0);
    expect(rig.machine.readU32(rig.space, DATA + 2)).toBe(-1);
  });

  test(`${engine}: two spaces share a frame, and stop sharing it`, async () => {
    const rig = await Rig.create(engine);
    const { machine } = rig;
    const child = machine.newSpace();
    for (let page = CODE >>> 12; page < (CODE >>> 12) + 4; page++)
      child.set(page, rig.space.frameOf(page), RX);
    const shared = rig.frame(DATA);
    machine.phys.get(shared);
    child.set(DATA >>> 12, shared, PROT_READ);
    rig.space.set(DATA >>> 12, shared, PROT_READ);
    rig.program("stw r2,0(r1)\nbreak 0,0");
    rig.set("r1", DATA);
    rig.set("r2", 5);
    rig.jump(CODE);
    expect(rig.run()).toBe(TRAP_DATA_ACCESS_RIGHTS);
    // Copy on write, as a kernel would.
    const copy = machine.phys.alloc(1);
    machine.phys.copyFrame(copy, shared);
    rig.space.set(DATA >>> 12, copy, RW);
    expect(rig.run()).toBe(TRAP_BREAK);
    expect(rig.word(DATA)).toBe(5);
    machine.switchTo(child);
    rig.program("ldw 0(r1),r3\nbreak 0,0");
    for (let s = 4; s < 8; s++) rig.set(`sr${s}`, child.id);
    rig.jump(CODE);
    machine.words[(0x6c8 - 0x400) >> 2] = child.id;
    machine.words[(0x6cc - 0x400) >> 2] = child.id;
    expect(rig.run()).toBe(TRAP_BREAK);
    expect(rig.get("r3")).toBe(0);
    child.free();
    const again = machine.newSpace();
    expect(again.frameOf(DATA >>> 12)).toBe(0);
    machine.switchTo(again);
    machine.words[(0x6c8 - 0x400) >> 2] = again.id;
    expect(rig.run()).toBe(6);
  });

  test(`${engine}: an unmapped or protected page is gone at once`, async () => {
    const rig = await Rig.create(engine);
    rig.program("ldw 0(r1),r3\nbreak 0,0");
    rig.set("r1", DATA);
    rig.jump(CODE);
    expect(rig.run()).toBe(TRAP_BREAK);
    rig.space.set(DATA >>> 12, rig.frame(DATA), 0);
    rig.jump(CODE);
    expect(rig.run()).toBe(TRAP_DATA_ACCESS_RIGHTS);
    rig.space.clear(DATA >>> 12);
    expect(rig.run()).toBe(TRAP_DATA_TLB_MISS);
    rig.space.clear(CODE >>> 12, 4);
    expect(rig.run()).toBe(6);
  });

  test(`${engine}: code that writes itself sees the new instruction at once`, async () => {
    const rig = await Rig.create(engine);
    rig.space.set(CODE >>> 12, rig.frame(CODE), RWX);
    // Overwrites "ldo 1(r3),r3" by what is in r2 ("ldo 16(r3),r3"), ten times in a loop, toggling it with r5.
    rig.program("loop:\nstw r2,8(r1)\nxor r2,r5,r2\nldo 1(r3),r3\naddib,<> -1,r4,loop\nnop\nbreak 0,0");
    const plus16 = 0x34630020;
    const plus1 = 0x34630002;
    expect(rig.word(CODE + 8)).toBe(plus1);
    rig.set("r1", CODE);
    rig.set("r2", plus16);
    rig.set("r5", plus16 ^ plus1);
    rig.set("r3", 0);
    rig.set("r4", 10);
    rig.jump(CODE);
    expect(rig.run()).toBe(TRAP_BREAK);
    expect(rig.get("r3")).toBe(5 * 16 + 5);
  });

  test(`${engine}: a write through another mapping is seen too`, async () => {
    const rig = await Rig.create(engine);
    const frame = rig.frame(CODE);
    rig.space.set(0x7000, frame, RW);
    rig.program("top:\nldo 1(r3),r3\nstw r2,0(r1)\naddib,<> -1,r4,top\nnop\nbreak 0,0");
    rig.set("r1", 0x7000000);
    rig.set("r2", 0x34630020);
    rig.set("r3", 0);
    rig.set("r4", 3);
    rig.jump(CODE);
    expect(rig.run()).toBe(TRAP_BREAK);
    expect(rig.get("r3")).toBe(1 + 16 + 16);
  });

  test(`${engine}: and a write by the kernel`, async () => {
    const rig = await Rig.create(engine);
    rig.program("ldo 1(r3),r3\nbreak 0,0");
    rig.set("r3", 0);
    rig.jump(CODE);
    rig.run();
    rig.program("ldo 16(r3),r3\nbreak 0,0");
    rig.jump(CODE);
    rig.run();
    expect(rig.get("r3")).toBe(17);
  });

  test(`${engine}: data next to code on one page stays writable`, async () => {
    const rig = await Rig.create(engine);
    rig.space.set(CODE >>> 12, rig.frame(CODE), RWX);
    rig.program("top:\nldw 256(r1),r2\nldo 1(r2),r2\nstw r2,256(r1)\naddib,<> -1,r4,top\nnop\nbreak 0,0");
    rig.set("r1", CODE);
    rig.set("r4", 50);
    rig.jump(CODE);
    expect(rig.run()).toBe(TRAP_BREAK);
    expect(rig.word(CODE + 256)).toBe(50);
    expect(rig.space.protOf(CODE >>> 12)).toBe(RWX);
  });

  test(`${engine}: the budget ends a run to the instruction, nullified ones included`, async () => {
    // 6 instructions a turn; the one behind the branch is nullified at the end only.
    const program =
      "top:\nldo 1(r1),r1\nor,= r0,r0,r0\nldo 1(r2),r2\nor,tr r0,r0,r0\nldo 1(r2),r2\naddib,<>,n -1,r4,top\nldo 1(r3),r3\nbreak 0,0";
    const start = async () => {
      const rig = await Rig.create(engine);
      rig.program(program);
      for (const r of ["r1", "r2", "r3"]) rig.set(r, 0);
      rig.set("r4", 20);
      rig.jump(CODE);
      return rig;
    };
    const states = (rig: Rig) => ["r1", "r2", "r3", "r4", "pc", "next", "n", "b"].map((n) => rig.get(n));
    const stepped = await start();
    for (let n = 1; n <= 60; n++) {
      expect(stepped.run(1)).toBe(TRAP_BUDGET);
      expect(stepped.machine.budgetLeft).toBe(0);
      const whole = await start();
      expect(whole.run(n)).toBe(TRAP_BUDGET);
      expect(states(whole), `after ${n}`).toEqual(states(stepped));
    }
    const rig = await start();
    expect(rig.run(1000)).toBe(TRAP_BREAK);
    // The trapping break is not executed.
    expect(1000 - rig.machine.budgetLeft).toBe(20 * 7);
  });

  test(`${engine}: more spaces than have tables run in turns`, async () => {
    const rig = await Rig.create(engine);
    const { machine } = rig;
    rig.program("ldw 0(r1),r2\nldo 1(r2),r2\nstw r2,0(r1)\nbreak 0,0");
    const spaces = Array.from({ length: 200 }, () => machine.newSpace());
    for (const space of spaces) {
      for (let page = CODE >>> 12; page < (CODE >>> 12) + 4; page++)
        space.set(page, rig.space.frameOf(page), RX);
      space.set(DATA >>> 12, machine.phys.alloc(1), RW);
    }
    for (let turn = 1; turn <= 3; turn++)
      for (const space of spaces) {
        machine.switchTo(space);
        for (let s = 4; s < 8; s++) rig.set(`sr${s}`, space.id);
        rig.set("r1", DATA);
        rig.jump(CODE);
        machine.words[(0x6c8 - 0x400) >> 2] = space.id;
        machine.words[(0x6cc - 0x400) >> 2] = space.id;
        expect(rig.run()).toBe(TRAP_BREAK);
        expect(rig.get("r2")).toBe(turn);
      }
    expect(machine.phys.memory.buffer.byteLength).toBeLessThan(800 << 20);
    for (const space of spaces) space.free();
  });
}

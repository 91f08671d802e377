// Translation in a thread of its own: programs do the same as on the interpreter, instruction for instruction, whatever happens
// between a request and its answer. The thread is a real one (dist/worker.js), or one that answers when the test says so.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, it } from "vitest";
import {
  coreModule,
  Machine,
  type StartWorker,
  TRAP_BUDGET,
  type WorkerStart,
} from "../../emulator/index.ts";
import { Channel } from "../../emulator/jit/channel.ts";
import type { JIT } from "../../emulator/jit/jit.ts";
import { Ring } from "../../emulator/jit/ring.ts";
import { answerTo } from "../../emulator/jit/serve.ts";
import { translate } from "../../emulator/jit/translate.ts";
import { root } from "../tools.ts";
import { CODE, DATA, Rig } from "./rig.ts";

const wasm = coreModule(readFileSync(join(root, "dist/core.wasm")), true);

const workers: Worker[] = [];
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.terminate();
});

const thread: StartWorker = (start, failed) => {
  const worker = new Worker(join(root, "dist/worker.js"), { workerData: start });
  worker.on("exit", failed);
  workers.push(worker);
};

/** The other end of the channel, in this thread: answers one request at a time. */
class Slow {
  #start: WorkerStart | undefined;
  failed = () => {};
  readonly start: StartWorker = (start, failed) => {
    this.#start = start;
    this.failed = failed;
  };
  get isStarted(): boolean {
    return this.#start !== undefined;
  }
  answer(): void {
    const { memory, channel, available } = this.#start!;
    const ours = new Channel(channel);
    const u32 = new Uint32Array(memory.buffer);
    ours.answer(answerTo(ours.nextRequest(), u32, new Set(available), [], translate, () => 0));
  }
}

const machineWith = (worker: StartWorker) =>
  Machine.create({
    memory: 16 << 20,
    wasm,
    engine: "auto",
    shared: true,
    translator: { threshold: 2, worker, workerFrom: 0 },
  });

/** Adds up r21 words from r20 on, r22 times over; ends in an endless loop. */
const SUM = `
    ldi 0,r28
again:
    copy r20,r23
    copy r21,r24
next:
    ldw,ma 4(r23),r25
    addib,<> -1,r24,next
    add r25,r28,r28
    addib,<> -1,r22,again
    nop
end:
    b,n end
`;
/** Instructions until the loop has been asked for. */
const FIRST = 10_000;
const BUDGET = 500_000;

function prepare(rig: Rig): void {
  rig.program(SUM);
  for (let i = 0; i < 64; i++) rig.setWord(DATA + 4 * i, 3 * i + 1);
  rig.set("r20", DATA);
  rig.set("r21", 64);
  rig.set("r22", 1500);
  rig.jump(CODE);
}

const stateOf = (rig: Rig) => [...rig.machine.words];
const jitOf = (rig: Rig) => rig.machine.translator as unknown as JIT;

async function interpreted(change?: (rig: Rig) => void): Promise<number[]> {
  const rig = await Rig.create("interpreter");
  prepare(rig);
  rig.run(FIRST);
  change?.(rig);
  expect(rig.run(BUDGET)).toBe(TRAP_BUDGET);
  return stateOf(rig);
}

/** A rig whose loop has been asked for, and not been answered for yet. */
async function asking(slow: Slow): Promise<Rig> {
  const rig = Rig.of(await machineWith(slow.start));
  prepare(rig);
  rig.run(FIRST);
  expect(slow.isStarted).toBe(true);
  expect(jitOf(rig).stats.regions).toBe(0);
  return rig;
}

describe("a ring", () => {
  it("gives messages back in order, around its end, and takes no more than it has room for", () => {
    const ring = new Ring(new SharedArrayBuffer(8 + Ring.bytesOf(16)), 8, 16);
    for (let i = 0; i < 50; i++) {
      const messages = [1, 2, 3].map((n) =>
        Int32Array.from({ length: n + 1 }, (_, k) => 100 * i + 10 * n + k),
      );
      for (const m of messages) expect(ring.send(m)).toBe(true);
      expect(ring.send(new Int32Array(4))).toBe(false);
      for (const m of messages) expect(ring.receive()).toEqual(m);
      expect([ring.isEmpty, ring.receive()]).toEqual([true, undefined]);
    }
    expect(ring.sendWaiting(new Int32Array(16))).toBe(false);
  });

  it("tells when there is a message, one that is there already too", async () => {
    const ring = new Ring(new SharedArrayBuffer(Ring.bytesOf(16)), 0, 16);
    for (let i = 0; i < 20; i++) {
      const came = ring.whenReceived();
      ring.send(Int32Array.of(i));
      await came;
      await ring.whenReceived();
      expect(ring.receive()).toEqual(Int32Array.of(i));
    }
  });
});

describe("regions from another thread", () => {
  it("a real thread: the interpreter's state after as many instructions", async () => {
    const rig = Rig.of(await machineWith(thread));
    prepare(rig);
    rig.run(FIRST);
    const jit = jitOf(rig);
    const wait = new Int32Array(new SharedArrayBuffer(4));
    for (let i = 0; i < 1000 && jit.stats.elsewhere === 0; i++) {
      Atomics.wait(wait, 0, 0, 20);
      jit.poll();
    }
    expect(rig.run(BUDGET)).toBe(TRAP_BUDGET);
    expect(jit.stats.regions).toBeGreaterThan(0);
    expect(jit.stats.translating).toBe(0);
    expect(stateOf(rig)).toEqual(await interpreted());
  });

  it("goes on interpreting, and asks once, until there is an answer", async () => {
    const slow = new Slow();
    const rig = await asking(slow);
    rig.run(50_000);
    expect(jitOf(rig).stats.regions).toBe(0);
    slow.answer();
    rig.run(BUDGET - 50_000);
    expect(jitOf(rig).stats.regions).toBe(1);
    expect(stateOf(rig)).toEqual(await interpreted());
  });

  it("code that has changed since it was read is not entered", async () => {
    const slow = new Slow();
    const rig = await asking(slow);
    slow.answer();
    // add r25,r28,r28 becomes sub r28,r25,r28
    const change = (r: Rig) => r.program("sub r28,r25,r28", CODE + 20);
    change(rig);
    rig.run(1);
    expect(jitOf(rig).stats.regions).toBe(0);
    rig.run(BUDGET - 1);
    expect(stateOf(rig)).toEqual(await interpreted(change));
    // and is asked for anew
    slow.answer();
    rig.run(1);
    expect(jitOf(rig).stats.regions).toBe(1);
  });

  it("a space that is gone gets nothing; the next one with its tables finds what it asked for in the store", async () => {
    const slow = new Slow();
    const rig = await asking(slow);
    const { machine, space } = rig;
    const { tables } = space;
    space.free();
    const next = Rig.of(machine);
    expect(next.space.tables).toBe(tables);
    prepare(next);
    slow.answer();
    next.run(1);
    expect(jitOf(rig).stats).toMatchObject({ regions: 0, stored: 0 });
    next.run(FIRST);
    expect(jitOf(rig).stats.stored).toBe(1);
    expect(next.run(BUDGET)).toBe(TRAP_BUDGET);
    expect(next.get("r28")).toBe(1500 * (64 + 3 * 32 * 63));
  });

  it("what comes while another space runs waits for its own", async () => {
    const slow = new Slow();
    const rig = await asking(slow);
    const { machine } = rig;
    const saved = machine.words.slice();
    const other = Rig.of(machine);
    other.program("stay:\nb,n stay");
    other.jump(CODE);
    slow.answer();
    other.run(10);
    expect(jitOf(rig).stats.regions).toBe(0);
    machine.switchTo(rig.space);
    machine.loadContext(saved);
    rig.run(BUDGET);
    expect(jitOf(rig).stats.regions).toBe(1);
    expect(stateOf(rig)).toEqual(await interpreted());
  });

  it("a thread that ends leaves its work to the machine's own", async () => {
    const slow = new Slow();
    const rig = await asking(slow);
    slow.failed();
    rig.run(50_000);
    await jitOf(rig).ready();
    rig.run(BUDGET - 50_000);
    expect(jitOf(rig).stats.regions).toBeGreaterThan(0);
    expect(jitOf(rig).stats.elsewhere).toBe(0);
    expect(stateOf(rig)).toEqual(await interpreted());
  });

  it("where no thread can be started the machine's own translates", async () => {
    const rig = Rig.of(
      await machineWith(() => {
        throw new Error("no threads");
      }),
    );
    prepare(rig);
    rig.run(FIRST);
    await jitOf(rig).ready();
    rig.run(BUDGET);
    expect(jitOf(rig).stats.regions).toBeGreaterThan(0);
    expect(stateOf(rig)).toEqual(await interpreted());
  });
});

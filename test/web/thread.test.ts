// Translation in a worker of the worker's own: where the page may share memory larger programs get their translations from
// it; where it may not, where there is no such memory, or the thread fails, the same programs run as well.

import { describe, expect, it } from "vitest";
import { writeElf } from "../../emulator/disasm/elf.ts";
import { assembleProgram } from "../../emulator/disasm/program.ts";
import { browser, canBrowse, type Tab } from "./browser.ts";
import { boot, put, report, run, visit } from "./visit.ts";

/** Instructions of a loop. */
const LENGTH = 50;
/** Loops, all of them different, for which the translator is loaded; and more than is translated before a thread is started. */
const FEW = 10;
const MANY = 80;

/** Does every loop 500 times, and all of that once an argument; what it has computed is its status. */
function source(count: number): string {
  const loops = Array.from({ length: count }, (_, n) => {
    const body = Array.from({ length: LENGTH }, (_, i) =>
      i % 3 ? `ldo ${n * 7 + i + count}(r28),r28` : `shladd r28,${(n % 3) + 1},r29,r28\n xor r28,r29,r29`,
    );
    return `ldi 500,r23\nloop${n}:\n${body.join("\n")}\naddib,<> -1,r23,loop${n}\n nop`;
  });
  return `_start:
    copy r25,r22
    ldi 1,r28
    ldi 2,r29
again:
${loops.join("\n")}
    addib,= -1,r22,end
    nop
    b again
    nop
end:
    extru r28,31,7,r26
    be,l 0x100(sr2,r0),sr0,r31
    ldi 1,r20
`;
}

function program(count: number): Uint8Array {
  const { bytes, base, labels } = assembleProgram(source(count), 0x10000);
  return writeElf(labels.get("_start")!, [{ address: base, bytes, flags: 5 }]);
}

const ARGUMENTS = Array.from({ length: 40 }, (_, i) => String(i));

/** Of the translator's report, nothing before there is one: instructions translated, milliseconds of the thread's own. */
async function figures(t: Tab) {
  const text = await report(t);
  return {
    translated: Number(/(\d+) instructions translated/.exec(text)?.[1] ?? 0),
    elsewhere: Number(/thread of its own ([\d.]+) ms/.exec(text)?.[1] ?? 0),
  };
}

describe.skipIf(!canBrowse)("a thread that translates", () => {
  const { tab } = browser();
  let interpreted: number | undefined;

  async function expected(): Promise<number> {
    if (interpreted === undefined) {
      const t = await visit(await tab());
      await boot(t, { engine: "interpreter" });
      await put(t, program(MANY));
      interpreted = (await run(t, ARGUMENTS)).status;
    }
    return interpreted;
  }

  /** Runs the program until that is so: how long a thread takes to start is not known. */
  async function runUntil(t: Tab, enough: (now: Awaited<ReturnType<typeof figures>>) => boolean) {
    const status = await expected();
    await boot(t, { codeCache: false });
    await put(t, program(FEW));
    for (let turn = 0; turn < 20 && !(await figures(t)).translated; turn++) await run(t, ARGUMENTS);
    await put(t, program(MANY));
    for (let turn = 0; turn < 20; turn++) {
      expect((await run(t, ARGUMENTS)).status).toBe(status);
      const now = await figures(t);
      if (enough(now)) return now;
    }
    return figures(t);
  }

  it("answers where the page may share memory", async () => {
    const t = await visit(await tab());
    const { translated, elsewhere } = await runUntil(t, (now) => now.elsewhere > 0);
    expect(elsewhere).toBeGreaterThan(0);
    expect(translated).toBeGreaterThan(2000);
  });

  const whole = MANY * LENGTH;
  const none = async (t: Tab) => {
    const now = await runUntil(t, ({ translated }) => translated > whole);
    expect(now.translated).toBeGreaterThan(whole);
    expect(now.elsewhere).toBe(0);
  };

  it("is not started where the page may not", async () => {
    await none(await visit(await tab(), { isolated: false }));
  });

  it("is not started where there is no room for such memory", async () => {
    const edit = (text: string) =>
      `const { Memory } = WebAssembly;
      WebAssembly.Memory = function (limits) {
        if (limits.shared) throw new RangeError("no");
        return new Memory(limits);
      };${text}`;
    await none(await visit(await tab(), { edit }));
  });

  it("that fails, or does nothing, leaves its work to the guest's own", async () => {
    for (const body of ["throw 0", "onmessage = () => { throw 0 }", ""]) {
      const edit = (text: string) =>
        `const Thread = Worker;
        Worker = function (url, options) {
          return new Thread(URL.createObjectURL(new Blob(["${body}"], { type: "text/javascript" })), options);
        };
        // what takes seconds takes a tenth
        const later = setTimeout;
        self.setTimeout = (call, ms) => later(call, ms / 10);${text}`;
      await none(await visit(await tab(), { edit }));
    }
  });
});

// Pairs of instructions that the interpreter executes as one (emulator/gen/pairs.ts): executed again, when they are one
// record, they do what they did one by one, whatever the registers hold, and wherever the budget ends.
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { CODE_OF } from "../../emulator/core-exports.ts";
import { FORMS, type Form } from "../../emulator/gen/forms.ts";
import { FIRST_OP } from "../../emulator/gen/model.ts";
import { PAIRS } from "../../emulator/gen/pairs.ts";
import { BUDGET, TRAP_BUDGET } from "../../emulator/index.ts";
import { decodeField, encodeField } from "../../emulator/isa/insn.ts";
import { insnByName } from "../../emulator/isa/table.ts";
import { CODE, CODE_PAGES, DATA, Rig } from "./rig.ts";

const AT = CODE + 0x800;
const BREAK = 0;
const INSTANCES = 24;

function random(seed: number): (n: number) => number {
  let s = seed;
  return (n) => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    return Math.floor((s / 2 ** 32) * n);
  };
}

/** A word of the form, other fields than those it fixes at random. */
function wordOf(form: Form, below: (n: number) => number): number {
  const row = insnByName(form.row)!;
  let word = row.match;
  for (const f of row.operands) {
    let value = form.bind[f.name];
    if (value === undefined) {
      let bits = 0;
      for (const s of f.segments) bits |= below(2 ** s.width) << s.lsb;
      value = decodeField(f, bits);
      if (f.name === "im14") value = (below(32) - 16) * (below(4) ? 4 : 1);
      if (f.name === "disp") value = form.kind === "far" ? 0x1000 : (below(200) - 100) * 4;
    }
    word |= encodeField(f, value)!;
  }
  return word >>> 0;
}

function digest(words: Uint32Array): string {
  return createHash("sha1").update(words).digest("hex");
}

function registerValue(below: (n: number) => number): number {
  const kind = below(10);
  if (kind < 5) return DATA + 0x1000 + 4 * below(1024);
  if (kind < 8) return below(64);
  return kind === 8 ? (CODE + 0x100 + 4 * below(64)) | 3 : (below(2 ** 16) * 65536 + below(2 ** 16)) >>> 0;
}

test("every pair does what its instructions do one by one", async () => {
  const rig = await Rig.create("interpreter");
  const { phys } = rig.machine;
  const below = random(5);
  const code = new Uint8Array(CODE_PAGES * 4096);
  for (let page = 0; page < CODE_PAGES; page++)
    phys.writeBytes(rig.frame(CODE + page * 4096), code.subarray(0, 4096).fill(BREAK));
  for (const [i, pair] of PAIRS.entries()) {
    const name = `${pair.first.row}, ${pair.second.row}`;
    const joined = FIRST_OP + FORMS.length + i;
    let used = 0;
    for (let k = 0; k < INSTANCES; k++) {
      rig.setWord(AT, wordOf(pair.first, below));
      rig.setWord(AT + 4, wordOf(pair.second, below));
      const registers = Array.from({ length: 32 }, () => registerValue(below));
      const flags = [below(2), below(2 ** 32), below(32)];
      const data = new Uint8Array(new Uint32Array(4096).map(() => below(2 ** 32)).buffer);
      /** Runs it, at first for so many instructions at a time; what came of it. */
      const outcome = (...budgets: number[]) => {
        for (let page = 0; page < 4; page++)
          phys.writeBytes(rig.frame(DATA + page * 4096), data.subarray(page * 4096, page * 4096 + 4096));
        for (let r = 1; r < 32; r++) rig.set(`r${r}`, registers[r]);
        for (let r = 0; r < 32; r++) rig.set(`fr${r}`, registers[r]);
        rig.set("v", flags[0]);
        rig.set("cv", flags[1]);
        rig.set("sar", flags[2]);
        rig.jump(AT);
        let count = 0;
        for (let n = 0; ; n++) {
          const budget = budgets[Math.min(n, budgets.length - 1)];
          const trap = rig.run(budget);
          count += budget - phys.u32[BUDGET / 4];
          if (trap !== TRAP_BUDGET || count >= 40)
            return {
              trap,
              count,
              state: digest(rig.machine.words),
              data: digest(phys.u32.subarray(rig.frame(DATA) / 4, rig.frame(DATA) / 4 + 4096)),
            };
        }
      };
      const first = outcome(40);
      const records = phys.u32[CODE_OF / 4 + rig.frame(AT) / 4096];
      if ((phys.u32[(records + ((AT & 0xffc) << 1)) / 4] & 0xffff) === joined) used++;
      expect(outcome(40), `${name}, again`).toEqual(first);
      expect(outcome(1), `${name}, one by one`).toEqual(first);
      expect(outcome(2, 38), `${name}, a budget of two`).toEqual(first);
    }
    expect(used, `${name}: ${INSTANCES} times, so often one record`).toBeGreaterThan(0);
  }
});

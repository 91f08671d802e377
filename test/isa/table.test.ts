// The table of instructions against itself: no word is two instructions, every field goes in and out unchanged.
import { describe, expect, test } from "vitest";
import { syntaxOf } from "../../emulator/disasm/syntax.ts";
import { ALIASES, SPELLINGS } from "../../emulator/isa/aliases.ts";
import { CONDITIONS } from "../../emulator/isa/conditions.ts";
import { decodeField, encodeField } from "../../emulator/isa/insn.ts";
import { decode, INSNS, insnByName } from "../../emulator/isa/table.ts";
import { random } from "./random.ts";

describe("the table", () => {
  test("has no word that is two instructions", () => {
    for (const a of INSNS)
      for (const b of INSNS) {
        const apart = ((a.match ^ b.match) & a.mask & b.mask) !== 0;
        expect(a === b || apart, `${a.name} and ${b.name} overlap`).toBe(true);
      }
  });

  test("decodes every word to the one row that matches it", () => {
    const r = random(1);
    for (let n = 0; n < 100_000; n++) {
      const row = INSNS[r() % INSNS.length];
      const word = ((r() & ~row.mask) | row.match) >>> 0;
      expect(decode(word)).toBe(row);
      const any = r();
      const found = decode(any);
      const all = INSNS.filter((candidate) => n < 2000 && (any & candidate.mask) >>> 0 === candidate.match);
      if (n < 2000) expect(all).toEqual(found ? [found] : []);
    }
  });

  test("names are unique, and every semantics function has one signature", () => {
    const names = new Set(INSNS.map((row) => row.name));
    expect(names.size).toBe(INSNS.length);
    const signatures = new Map<string, string>();
    for (const row of INSNS) {
      if (row.wide || row.absent) continue;
      const signature = row.operands.map((f) => `${f.kind} ${f.name}`).join(", ");
      expect(signatures.get(row.semantics) ?? signature, row.name).toBe(signature);
      signatures.set(row.semantics, signature);
    }
  });

  test("every field survives encoding, at its extremes and at random", () => {
    const r = random(2);
    for (const row of INSNS)
      for (let n = 0; n < 50; n++) {
        const word = ((r() & ~row.mask) | row.match) >>> 0;
        let again = row.match;
        for (const f of row.fields) again |= encodeField(f, decodeField(f, word))!;
        // ignored bits come back as 0; a field drawn twice comes back from its first place
        const ignored = ~row.mask & ~row.fields.flatMap((f) => f.segments).reduce((m, s) => m | bits(s), 0);
        const copies = row.fields.flatMap((f) => f.copies.flat()).reduce((m, s) => m | bits(s), 0);
        expect(((again ^ word) & ~ignored & ~copies) >>> 0, row.name).toBe(0);
      }
  });

  test("values that do not fit are refused", () => {
    const im14 = insnByName("ldo")!.fields.find((f) => f.name === "im14")!;
    expect(encodeField(im14, 8191)).toBeDefined();
    expect(encodeField(im14, 8192)).toBeUndefined();
    expect(encodeField(im14, -8192)).toBeDefined();
    expect(encodeField(im14, -8193)).toBeUndefined();
    const disp = insnByName("bl")!.fields.find((f) => f.name === "disp")!;
    expect(encodeField(disp, 262140)).toBeDefined();
    expect(encodeField(disp, 262144)).toBeUndefined();
    expect(encodeField(disp, 2)).toBeUndefined();
  });

  test("every field but ignored ones shows in the syntax, and every row says what it does", () => {
    for (const row of [...INSNS, ...ALIASES]) {
      const { completers, operands } = syntaxOf(row);
      const shown = new Set(
        [...completers, ...operands].flatMap((p) => ("field" in p ? [p.field.name] : [])),
      );
      for (const f of row.fields) expect(shown.has(f.name), `${row.name}: ${f.name}`).toBe(true);
      if (row.fields.some((f) => f.kind === "cond")) expect(row.cond, row.name).toBeDefined();
      expect(row.does, row.name).toBeTruthy();
    }
    for (const row of SPELLINGS) expect(syntaxOf(row)).toBeDefined();
    for (const c of CONDITIONS) expect([2, 8, 16, 32]).toContain(c.names.length);
  });

  // Words from the manuals' own diagrams, by hand.
  test.each([
    [0x08000240, "or", []],
    [0xe85f1ffd, "bl", [2, -4, 0]],
    [0x6bc23fd9, "stw", [30, 2, 0, -20]],
    [0x34631fff, "ldo", [3, 3, -4097 + 0]],
  ])("%i is %s", (word, name, values) => {
    const row = decode(word as number)!;
    expect(row.name).toBe(name);
    if ((values as number[]).length)
      expect(row.operands.map((f) => decodeField(f, word as number))).toEqual(values);
  });
});

const bits = (s: { lsb: number; width: number }) => ((2 ** s.width - 1) << s.lsb) | 0;

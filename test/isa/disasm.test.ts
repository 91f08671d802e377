// The table's two readers: against objdump on the cross toolchain's libraries and on random words, and against each
// other. Without the cross toolchain those are skipped; the recorded lines below always run.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { AssembleError, assemble, disassembleExact } from "../../emulator/disasm/assemble.ts";
import { disassemble } from "../../emulator/disasm/disassemble.ts";
import { INSNS } from "../../emulator/isa/table.ts";
import { random } from "./random.ts";

const LIB = "/usr/hppa-linux-gnu/lib";
const hasCross = (() => {
  try {
    execFileSync("hppa-linux-gnu-objdump", ["--version"]);
    return existsSync(LIB);
  } catch {
    return false;
  }
})();

interface Line {
  pc: number;
  word: number;
  text: string;
}

/** objdump's lines, symbols turned to addresses. */
function objdump(args: string[]): Line[] {
  const out = execFileSync("hppa-linux-gnu-objdump", ["-w", ...args], {
    maxBuffer: 2 ** 30,
    encoding: "latin1",
  });
  const lines: Line[] = [];
  for (const m of out.matchAll(/^\s*([0-9a-f]+):\t(..) (..) (..) (..) \t(.*)$/gm))
    lines.push({
      pc: Number.parseInt(m[1], 16),
      word: Number.parseInt(m[2] + m[3] + m[4] + m[5], 16),
      text: m[6].trimEnd().replace(/\b([0-9a-f]+) <[^>]*>/g, "0x$1"),
    });
  return lines;
}

describe("the disassembler", () => {
  test.each([
    [0x6fc10080, "stw,ma r1,40(sp)"],
    [0x4bc23fd9, "ldw -14(sp),rp"],
    [0xe840c002, "bv,n r0(rp)"],
    [0xe85f1ffd, "b,l 0x1004,rp"],
    [0x08000240, "nop"],
    [0x0f4010a0, "ldw,o 0(r26),r0"],
    [0x0f40d0a0, "ldw,o 0(sr3,r26),r0"],
    [0x38854786, "xmpyu fr4R,fr5,fr6"],
    [0x8889802a, "cmpb,>>=,n r9,r4,0x101c"],
    [0xd02a09bf, "shrpw r10,r1,18,r31"],
    [0x2b602000, "addil L%1000,dp,r1"],
    [0xfc000000, "#fc000000"],
  ])("%i is %s", (word, text) => {
    expect(disassemble(word, 0x1000)).toBe(text);
  });

  test.skipIf(!hasCross)(
    "equals objdump on every code section of the cross toolchain's libraries",
    () => {
      let words = 0;
      for (const name of readdirSync(LIB).sort()) {
        if (!/\.so(\.\d+)*$/.test(name) && !/^lib(c|m|gcc)\.a$/.test(name)) continue;
        let lines: Line[];
        try {
          lines = objdump(["-d", join(LIB, name)]);
        } catch {
          continue; // a linker script
        }
        words += lines.length;
        const wrong = lines.filter((l) => disassemble(l.word, l.pc) !== l.text);
        expect(
          wrong
            .slice(0, 5)
            .map((l) => `${l.word.toString(16)} "${l.text}" not "${disassemble(l.word, l.pc)}"`),
          name,
        ).toEqual([]);
      }
      expect(words).toBeGreaterThan(500_000);
    },
    120_000,
  );

  test.skipIf(!hasCross)(
    "equals objdump on random words of every row",
    () => {
      const r = random(3);
      const words: number[] = [];
      for (const row of INSNS)
        for (let n = 0; n < 200; n++) words.push(((r() & ~row.mask) | row.match) >>> 0);
      const folder = mkdtempSync(join(tmpdir(), "parisc-disasm-"));
      try {
        // an object of machine 1.1: objdump reads wide-mode forms into a raw file
        const source = join(folder, "words.s");
        const elf = join(folder, "words.o");
        writeFileSync(source, `\t.level 1.1\n\t.text\n${words.map((w) => `\t.word ${w}\n`).join("")}`);
        execFileSync("hppa-linux-gnu-as", ["-o", elf, source]);
        const lines = objdump(["-D", elf]);
        expect(lines.length).toBe(words.length);
        const wrong = new Map<string, string>();
        for (const l of lines) {
          const text = disassemble(l.word, l.pc);
          if (text !== l.text && !OBJDUMP_IS_WRONG.some((known) => known(l.text, text)))
            wrong.set(text.split(/[ ,]/)[0], `${l.word.toString(16)} "${l.text}" not "${text}"`);
        }
        expect([...wrong.values()]).toEqual([]);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    120_000,
  );
});

/** Where binutils 2.40 prints what its own assembler does not take, or drops a part; docs/quirks.md has the list. */
const OBJDUMP_IS_WRONG: readonly ((theirs: string, ours: string) => boolean)[] = [
  // it reads long displacements as wide mode's (their top bits where narrow mode has a space register), and
  // addb's conditions 5 … 7 and 13 … 15 as wide mode's, whatever the file's machine is
  (theirs, ours) =>
    /\(sr[123],/.test(ours) &&
    theirs.split(/[ ,]/, 1)[0] === ours.split(/[ ,]/, 1)[0] &&
    !theirs.includes("(sr"),
  (theirs, ours) =>
    ours.startsWith("add") &&
    theirs.includes(",*") &&
    theirs.replace(/,\*[<>=]+/, "") === ours.replace(/,\w+(?=[ ,])/, ""),
  // a condition that is undefined prints a null pointer
  (theirs) => theirs.includes("(null)"),
  // fcmp with a target bit prints two commas; ftest a blank before the comma, or nothing at all
  (theirs, ours) => ours.startsWith("fcmp") && theirs.replace(",,", ",") === ours,
  (theirs, ours) => /^(ftest|copr)/.test(theirs) && ours.startsWith("ftest"),
  // unsigned conversions of major 0E lose their kind
  (theirs, ours) => /^fcnv[ ,]/.test(theirs) && ours.startsWith("fcnv,"),
  // mixh without the blank after the completer
  (theirs, ours) => ours.startsWith("mix") && theirs === ours.replace(" ", ""),
  // a store with modify and a floating-point register: two blanks
  (theirs, ours) => ours.startsWith("fstw,m") && theirs.replace("  ", " ") === ours,
  // a cache hint makes fstw fall to the old mnemonic
  (theirs, ours) => ours.startsWith("fstw") && theirs.replace("fstws", "fstw") === ours,
  // short transfers of coprocessors: always ",o" and displacement 0
  (theirs, ours) => /^c(ld|st)[wd],/.test(ours) && /,o[ ,]/.test(theirs),
  // some operations of other coprocessors pass for fcnv
  (theirs, ours) => ours.startsWith("copr,") && /^fcnv[ ,]/.test(theirs),
  // fic of a data space: only the form without a space register is known
  (theirs, ours) => ours.startsWith("fic") && theirs.startsWith("#"),
];

describe("the assembler", () => {
  test("takes back what the disassembler writes, in every row and in source style", () => {
    const r = random(4);
    for (const row of INSNS)
      for (let n = 0; n < 60; n++) {
        const word = ((r() & ~row.mask) | row.match) >>> 0;
        const text = disassembleExact(word, 0x10000);
        expect(assemble(text, 0x10000), text).toBe(word);
      }
  });

  test.skipIf(!hasCross)(
    "gives libc's bytes back from its disassembly",
    () => {
      const lines = objdump(["-d", join(LIB, "libc.so.6")]);
      const seen = new Set<number>();
      let ambiguous = 0;
      for (const l of lines) {
        if (seen.has(l.word)) continue;
        seen.add(l.word);
        expect(assemble(disassembleExact(l.word, l.pc), l.pc)).toBe(l.word);
        if (assemble(l.text, l.pc, { bareHex: true }) !== l.word) ambiguous++;
      }
      // objdump's own text says not which of two encodings it was: ldw 4(r3),r4 is long or short
      expect(ambiguous / seen.size).toBeLessThan(0.002);
    },
    120_000,
  );

  test.each([
    ["ldw,ma 4(%r3),%r4", 0x0c6810a4],
    ["copy %r3,%sp", 0x0803025e],
    ["comib,=,n 0,%r5,0x1010", 0x84a02012],
    ["ldwm -64(%sp),%r3", 0x4fc33f81],
    ["addil L%0x1000,%r27", 0x2b602000],
    ["addil LR'4096,%dp,%r1", 0x2b602000],
    ["be,l 0x100(%sr2,%r1),%sr0,%r31", 0xe4208200],
    ["ble 0x100(%sr2,%r1)", 0xe4208200],
    ["bv,n %r0(%r2)", 0xe840c002],
    ["bv (%r2)", 0xe840c000],
    ["ldi 20,%r20", 0x34140028],
    ["extru %r5,31,8,%r6", 0xd0a61bf8],
    ["extrw,u %r5,31,8,%r6", 0xd0a61bf8],
    ["depi -1,31,3,%r7", 0xd4ff1c1d],
    ["sh2addl %r5,%r6,%r7", 0x08c50a87],
    ["fmpyadd,sgl %fr16L,%fr17R,%fr18R,%fr19L,%fr20R", 0x1811a0f2],
    ["stw,ma %r1,64(%sp)", 0x6fc10080],
    ["ldw 4(%r3),%r4", 0x0c681084],
    ["ldw 40(%r3),%r4", 0x48640050],
    ["ldw,ma 40(%r3),%r4", 0x4c640050],
    ["fldw 4(%r3),%fr4R", 0x24681044],
    ["fldd 8(%r3),%fr4", 0x2c701004],
    ["fldd 80(%r3),%fr4", 0x506400a2],
    ["fcmp,dbl,< %fr4,%fr5", 0x30850c09],
    ["stby,e,m %r0,0(%r5)", 0x0ca03320],
    ["ldcw,co 0(%r3),%r4", 0x0c6015c4],
    ["bb,<,n %r3,7,0x100c", 0xc4e3400a],
    ["cmpb,>>=,n %r9,%r4,0x101c", 0x8889802a],
    ["fcnvfxt,dbl,sgl %fr4,%fr5R", 0x38818a45],
    ["mtctl %r3,%cr27", 0x03631840],
    ["mfctl %cr26,%r4", 0x034008a4],
    ["ldsid (%sr1,%r3),%r4", 0x006050a4],
    ["probei,w (%r3),3,%r5", 0x046331c5],
    [".word 0xdeadbeef", 0xdeadbeef],
  ])("%s", (text, word) => {
    expect(assemble(text, 0x1000).toString(16)).toBe((word as number).toString(16));
  });

  test("knows labels", () => {
    const symbol = (name: string) => (name === "loop" ? 0x2000 : undefined);
    expect(assemble("b,n loop", 0x2008, { symbol })).toBe(assemble("b,n 0x2000", 0x2008));
    expect(assemble("b loop+8", 0x2008, { symbol })).toBe(assemble("b 0x2008", 0x2008));
  });

  test.each([
    "bogus r1,r2",
    "add r1,r2",
    "add,blah r1,r2,r3",
    "ldo 9000(r1),r2",
    "add r1,r2,r33",
    "b nowhere",
    "ldw 4(r1",
    "ldwm,x 4(r1),r2",
    "",
    "add r1,r2,r3,r4",
  ])("refuses %j", (text) => {
    expect(() => assemble(text, 0)).toThrow(AssembleError);
  });
});

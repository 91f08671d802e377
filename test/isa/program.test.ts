// Whole files: the assembler of programs, the ELF reader and writer, and the two commands.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { asmCommand } from "../../cli/asm.ts";
import { disasmCommand } from "../../cli/disasm.ts";
import { UsageError } from "../../cli/usage.ts";
import { readElf, writeElf } from "../../emulator/disasm/elf.ts";
import { assembleProgram, ProgramError } from "../../emulator/disasm/program.ts";

const HELLO = `
; writes a line and ends with status 3
GATEWAY = 0x100
_start:
    ldi 1,%r26
    ldil L%text,%r25
    ldo R%text(%r25),%r25
    ldi end-text,%r24 // no expression of two labels: see below
`.replace("end-text", "6");
const REST = `
    be,l GATEWAY(%sr2,%r0),%sr0,%r31
    ldi 4,%r20
    ldi 3,%r26
    be,l GATEWAY(%sr2,%r0),%sr0,%r31
    ldi 1,%r20
text:
    .ascii "hello\\n"
    .align 4
table: .word _start, table, 0x12345678, -1
    .half 1, 0xfffe
    .byte 1, 2, 3
    .asciz "é\\x41\\101"
`;
const folder = mkdtempSync(join(tmpdir(), "parisc-asm-"));
afterAll(() => rmSync(folder, { recursive: true }));
const hasQemu = (() => {
  try {
    execFileSync("qemu-hppa", ["--version"]);
    return true;
  } catch {
    return false;
  }
})();

describe("a program", () => {
  test("labels, data, left and right parts", () => {
    const p = assembleProgram(HELLO + REST, 0x20000);
    const v = new DataView(p.bytes.buffer);
    const table = p.labels.get("table")! - p.base;
    expect(p.labels.get("_start")).toBe(0x20000);
    expect([0, 4, 8, 12].map((n) => v.getUint32(table + n))).toEqual([
      0x20000,
      0x20000 + table,
      0x12345678,
      0xffffffff,
    ]);
    expect([...p.bytes.slice(table + 16)]).toEqual([0, 1, 0xff, 0xfe, 1, 2, 3, 0xc3, 0xa9, 0x41, 0x41, 0]);
    expect(p.lines.get(0x20000)).toBe(5);
  });

  test.each([
    ["x:\nx:", 2],
    ["nop\n  bogus r1", 2],
    ["\n\n.word nowhere", 3],
    [".align 3", 1],
    ['.ascii "open', 1],
    [".strange 4", 1],
    ["b far\n.space 4000000\nfar: nop", 1],
  ])("%j is refused with its line", (source, line) => {
    try {
      assembleProgram(source);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ProgramError);
      expect((error as ProgramError).line).toBe(line);
    }
  });

  test("an ELF file comes back as it went", () => {
    const bytes = writeElf(0x10004, [{ address: 0x10004, bytes: new Uint8Array([1, 2, 3, 4]), flags: 5 }]);
    expect(readElf(bytes).sections).toEqual([]); // a program needs no sections
    for (let n = 0; n < bytes.length; n += 7)
      expect(() => readElf(bytes.slice(0, n))).toSatisfy((f: () => void) => {
        try {
          f();
          return true;
        } catch (error) {
          return (error as Error).constructor.name === "ElfError";
        }
      });
  });
});

describe("the commands", () => {
  const source = join(folder, "hello.s");
  writeFileSync(source, HELLO + REST);

  test.skipIf(!hasQemu)("parisc asm makes a program that runs", () => {
    const out = join(folder, "hello");
    expect(asmCommand(["-o", out, source])).toBe(0);
    try {
      execFileSync("qemu-hppa", [out]);
      expect.unreachable();
    } catch (error) {
      expect((error as { status: number }).status).toBe(3);
      expect(String((error as { stdout: Buffer }).stdout)).toBe("hello\n");
    }
  });

  test("disasm --source and asm --raw are each other's inverse", () => {
    const bytes = new Uint8Array(4096);
    for (let i = 0, s = 1; i < bytes.length; i++) bytes[i] = (s = (s * 69069 + 1) >>> 0) >>> 24;
    const raw = join(folder, "raw.bin");
    writeFileSync(raw, bytes);
    let text = "";
    disasmCommand(["--raw", "0x4000", "--source", raw], (t) => {
      text += t;
    });
    const again = join(folder, "again.s");
    writeFileSync(again, text);
    let out = new Uint8Array();
    asmCommand(["--raw", again], (b) => {
      out = b as Uint8Array<ArrayBuffer>;
    });
    expect(Buffer.from(out).equals(Buffer.from(bytes))).toBe(true);
  });

  test.skipIf(!existsSync("/usr/hppa-linux-gnu/lib/libanl.so.1"))("disasm of a library has labels", () => {
    let text = "";
    disasmCommand(["/usr/hppa-linux-gnu/lib/ld.so.1"], (t) => {
      text += t;
    });
    expect(text).toContain("Disassembly of section .text:");
    expect(text).toMatch(/^[0-9a-f]{8} <_dl_\w+.*>:$/m);
    expect(text).toMatch(/\tb,l 0x[0-9a-f]+ <\w+>|\tbv,n r0\(rp\)/);
  });

  test("one sentence for what is wrong", () => {
    expect(() => disasmCommand([])).toThrow(UsageError);
    expect(() => disasmCommand(["/nowhere/at/all"])).toThrow(/no such file/i);
    expect(() => disasmCommand([source])).toThrow(/not an ELF file/);
    expect(() => asmCommand(["--bogus", source])).toThrow(/unknown option/);
    const bad = join(folder, "bad.s");
    writeFileSync(bad, "nop\nfrob\n");
    expect(() => asmCommand([bad])).toThrow(/bad.s: line 2: unknown instruction "frob"/);
    expect(readFileSync(source, "utf8")).toBe(HELLO + REST);
  });
});

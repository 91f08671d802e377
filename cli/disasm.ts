// parisc disasm FILE: the code of an ELF file (or of a raw one) as text, with its symbols as labels.
// Above: main.ts. Below: emulator/disasm.

import { readFileSync } from "node:fs";
import { disassembleExact } from "../emulator/disasm/assemble.ts";
import { disassemble } from "../emulator/disasm/disassemble.ts";
import { ElfError, readElf, type Section } from "../emulator/disasm/elf.ts";
import { UsageError } from "./usage.ts";

const USAGE = `usage: parisc disasm [--source] [--raw ADDRESS] FILE
  --source       text that parisc asm takes, giving the same words
  --raw ADDRESS  FILE is plain code that begins at this address`;

/** Runs the command with its arguments; returns the exit status. */
export function disasmCommand(
  argv: readonly string[],
  write = (text: string) => void process.stdout.write(text),
): number {
  let source = false;
  let raw: number | undefined;
  const files: string[] = [];
  for (let i = 0; i < argv.length; i++)
    if (argv[i] === "--source") source = true;
    else if (argv[i] === "--raw") raw = Number(argv[++i]);
    else if (argv[i] === "--help") {
      write(`${USAGE}\n`);
      return 0;
    } else if (argv[i].startsWith("-")) throw new UsageError(`unknown option ${argv[i]}\n${USAGE}`);
    else files.push(argv[i]);
  if (files.length !== 1 || Number.isNaN(raw)) throw new UsageError(USAGE);
  const bytes = read(files[0]);
  let sections: readonly Section[];
  const names = new Map<number, string>();
  if (raw !== undefined) sections = [{ name: ".text", address: raw, bytes, code: true }];
  else
    try {
      const elf = readElf(bytes);
      sections = elf.sections.filter((s) => s.code);
      for (const s of elf.symbols) if (!names.has(s.address)) names.set(s.address, s.name);
    } catch (error) {
      if (error instanceof ElfError) throw new UsageError(`${files[0]}: ${error.message}`);
      throw error;
    }
  for (const section of sections) write(source ? asSource(section, names) : listing(section, names));
  return 0;
}

/** A file's bytes, or the one-sentence reason why not. */
export function read(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message.replace(/,.*/, "")}`);
  }
}

const words = (section: Section): [number, number][] => {
  const v = new DataView(section.bytes.buffer, section.bytes.byteOffset, section.bytes.byteLength);
  return Array.from({ length: section.bytes.length >>> 2 }, (_, i) => [
    section.address + 4 * i,
    v.getUint32(4 * i),
  ]);
};

const hex = (v: number, width = 0) => v.toString(16).padStart(width, "0");

/** Address, bytes, text, as objdump lays them out. */
function listing(section: Section, names: ReadonlyMap<number, string>): string {
  const lines = [`\nDisassembly of section ${section.name}:`];
  for (const [pc, word] of words(section)) {
    const name = names.get(pc);
    if (name) lines.push("", `${hex(pc, 8)} <${name}>:`);
    const text = disassemble(word, pc).replace(/\b0x([0-9a-f]+)$/, (whole, digits: string) => {
      const target = names.get(Number.parseInt(digits, 16));
      return target ? `${whole} <${target}>` : whole;
    });
    lines.push(`${hex(pc).padStart(8)}:\t${hex(word, 8).replace(/../g, "$& ")}\t${text}`);
  }
  return `${lines.join("\n")}\n`;
}

/** A source file of the section: the assembler gives exactly its words back. */
function asSource(section: Section, names: ReadonlyMap<number, string>): string {
  const lines = [`; ${section.name}`, `\t.org 0x${hex(section.address)}`];
  const used = new Set<string>();
  for (const [pc, word] of words(section)) {
    const name = names.get(pc);
    if (name && /^[A-Za-z_.$][\w.$]*$/.test(name) && !used.has(name)) {
      used.add(name);
      lines.push(`${name}:`);
    }
    lines.push(`\t${disassembleExact(word, pc)}`);
  }
  return `${lines.join("\n")}\n`;
}

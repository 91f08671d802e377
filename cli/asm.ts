// parisc asm FILE: assembles a source file into a static ELF program, or into plain code.
// Above: main.ts. Below: emulator/disasm/program.ts.

import { chmodSync, writeFileSync } from "node:fs";
import { writeElf } from "../emulator/disasm/elf.ts";
import { assembleProgram, ProgramError } from "../emulator/disasm/program.ts";
import { read } from "./disasm.ts";
import { UsageError } from "./usage.ts";

const USAGE = `usage: parisc asm [-o OUT] [--raw] [--base ADDRESS] FILE
  -o OUT          where to (default: a.out, with --raw standard output)
  --raw           plain code instead of an ELF program
  --base ADDRESS  where it begins (default: 0x10000); a program starts at _start, else at its beginning`;

/** Runs the command with its arguments; returns the exit status. */
export function asmCommand(
  argv: readonly string[],
  write = (bytes: Uint8Array) => void process.stdout.write(bytes),
): number {
  let out: string | undefined;
  let raw = false;
  let base = 0x10000;
  const files: string[] = [];
  for (let i = 0; i < argv.length; i++)
    if (argv[i] === "-o") out = argv[++i];
    else if (argv[i] === "--raw") raw = true;
    else if (argv[i] === "--base") base = Number(argv[++i]);
    else if (argv[i] === "--help") {
      write(new TextEncoder().encode(`${USAGE}\n`));
      return 0;
    } else if (argv[i].startsWith("-")) throw new UsageError(`unknown option ${argv[i]}\n${USAGE}`);
    else files.push(argv[i]);
  if (files.length !== 1 || Number.isNaN(base)) throw new UsageError(USAGE);
  const source = new TextDecoder().decode(read(files[0]));
  try {
    const program = assembleProgram(source, base);
    if (raw && out === undefined) write(program.bytes);
    else if (raw) save(out!, program.bytes, false);
    else {
      const entry = program.labels.get("_start") ?? program.base;
      save(
        out ?? "a.out",
        writeElf(entry, [{ address: program.base, bytes: program.bytes, flags: 7 }]),
        true,
      );
    }
  } catch (error) {
    if (error instanceof ProgramError) throw new UsageError(`${files[0]}: ${error.message}`, 1);
    throw error;
  }
  return 0;
}

function save(file: string, bytes: Uint8Array, executable: boolean): void {
  try {
    writeFileSync(file, bytes);
    if (executable) chmodSync(file, 0o755);
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message.replace(/,.*/, "")}`, 1);
  }
}

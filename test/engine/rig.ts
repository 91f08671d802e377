// A bare machine for the engine tests: one address space, code and data pages, programs as assembler text.
// Above: the tests. Below: emulator/index.ts and its assembler.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { assemble } from "../../emulator/disasm/assemble.ts";
import {
  type AddressSpace,
  CONTEXT,
  CR27,
  type Engine,
  FR,
  GR,
  IAOQ_BACK,
  IAOQ_FRONT,
  IASQ_BACK,
  IASQ_FRONT,
  Machine,
  type MachineOptions,
  PROT_EXEC,
  PROT_READ,
  PROT_WRITE,
  PSW_B,
  PSW_CV,
  PSW_N,
  PSW_V,
  SAR,
  type Shelf,
  SR,
  TRAP_IIR,
  TRAP_IOR,
} from "../../emulator/index.ts";
import { root } from "../tools.ts";

/** Engines every shared case runs on. */
export const ENGINES: readonly Engine[] = ["interpreter", "jit"];

export const CODE = 0x10000;
export const CODE_PAGES = 4;
/** Read and write. */
export const DATA = 0x20000;
export const READ_ONLY = 0x30000;
/** Mapped without any permission. */
export const NO_ACCESS = 0x31000;
/** Nothing is here. */
export const NOWHERE = 0x50000;

const wasm = new WebAssembly.Module(readFileSync(join(root, "dist/core.wasm")));

/** Places of the state by the names the cases use: r1, sar, cv, c, v, n, b, fr4, pc, next, cr27, sr0. */
function placeOf(name: string): number {
  const numbered = /^(r|sr|fr)(\d+)(l)?$/.exec(name);
  if (numbered) {
    const n = Number(numbered[2]);
    if (numbered[1] === "r") return GR + 4 * n;
    return numbered[1] === "sr" ? SR + 4 * n : FR + 8 * n + (numbered[3] ? 4 : 0);
  }
  const places: Record<string, number> = {
    sar: SAR,
    cv: PSW_CV,
    v: PSW_V,
    n: PSW_N,
    b: PSW_B,
    pc: IAOQ_FRONT,
    next: IAOQ_BACK,
    cr27: CR27,
  };
  if (places[name] === undefined) throw new Error(`no such state: ${name}`);
  return places[name];
}

export class Rig {
  readonly machine: Machine;
  readonly space: AddressSpace;

  private constructor(machine: Machine) {
    this.machine = machine;
    this.space = machine.newSpace();
    machine.switchTo(this.space);
    const map = (at: number, prot: number, n: number) =>
      this.space.set(at >>> 12, machine.phys.alloc(n), prot, n);
    map(CODE, PROT_READ | PROT_EXEC, CODE_PAGES);
    map(DATA, PROT_READ | PROT_WRITE, 4);
    map(READ_ONLY, PROT_READ, 1);
    map(NO_ACCESS, 0, 1);
    for (let s = 0; s < 8; s++) this.set(`sr${s}`, s === 2 ? 0 : this.space.id);
  }

  /** A new space of a machine, which runs from now on. */
  static of(machine: Machine): Rig {
    return new Rig(machine);
  }

  static async create(
    engine: Engine,
    shelf?: Shelf,
    translator?: MachineOptions["translator"],
  ): Promise<Rig> {
    return new Rig(
      await Machine.create({ memory: 16 << 20, wasm, engine, translator: { shelf, ...translator } }),
    );
  }

  get(name: string): number {
    if (name === "c") return this.get("cv") >>> 31;
    return this.machine.words[(placeOf(name) - CONTEXT) >> 2];
  }

  set(name: string, value: number): void {
    if (name === "c") this.set("cv", value ? 0x80000000 : 0);
    else this.machine.words[(placeOf(name) - CONTEXT) >> 2] = value;
  }

  /** Frame of a page of this rig's space. */
  frame(at: number): number {
    return this.space.frameOf(at >>> 12);
  }

  word(at: number): number {
    return this.machine.phys.u32[(this.frame(at) + (at & 0xfff)) >> 2];
  }

  setWord(at: number, value: number): void {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, value);
    this.machine.phys.writeBytes(this.frame(at) + (at & 0xfff), bytes);
  }

  /** Puts a program at `at`; lines "name:" are labels, "; …" comments. Returns the address behind it. */
  program(text: string, at = CODE): number {
    const lines = text
      .split("\n")
      .map((line) => line.replace(/;.*/, "").trim())
      .filter(Boolean);
    const labels = new Map<string, number>();
    let pc = at;
    for (const line of lines)
      if (line.endsWith(":")) labels.set(line.slice(0, -1), pc);
      else pc += 4;
    const end = pc;
    pc = at;
    for (const line of lines) {
      if (line.endsWith(":")) continue;
      this.setWord(pc, assemble(line, pc, { symbol: (name) => labels.get(name) }));
      pc += 4;
    }
    return end;
  }

  /** The queue: user mode, sequential. */
  jump(at: number): void {
    this.set("pc", at | 3);
    this.set("next", (at | 3) + 4);
    this.set("n", 0);
    this.machine.words[(IASQ_FRONT - CONTEXT) >> 2] = this.space.id;
    this.machine.words[(IASQ_BACK - CONTEXT) >> 2] = this.space.id;
  }

  run(budget = 1000): number {
    return this.machine.run(budget);
  }

  get iir(): number {
    return this.machine.phys.u32[TRAP_IIR / 4];
  }
  get ior(): number {
    return this.machine.phys.u32[TRAP_IOR / 4];
  }
}

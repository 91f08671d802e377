// A test tool, not the product: runs one static ELF on the bare machine with a handful of system calls, and reports
// instructions and speed. Bundle it with esbuild (--bundle --platform=node --format=esm) as scratch.mjs, then
// `node scratch.mjs core.wasm PROGRAM ARGS…`. Below: emulator/index.ts.

import { readFileSync, writeSync } from "node:fs";
import {
  CONTEXT,
  GR,
  IAOQ_BACK,
  IAOQ_FRONT,
  IASQ_BACK,
  IASQ_FRONT,
  Machine,
  PROT_EXEC,
  PROT_READ,
  PROT_WRITE,
  PSW_N,
  SR,
  TRAP,
  TRAP_BUDGET,
  TRAP_GATEWAY,
  TRAP_IIR,
  TRAP_IOR,
} from "../../emulator/index.ts";

const ENOSYS = 251;

export class Scratch {
  machine!: Machine;
  exit: number | undefined;
  executed = 0;
  out: (bytes: Uint8Array) => void = (bytes) => void writeSync(1, bytes);
  space: ReturnType<Machine["newSpace"]>;
  #brk = 0;
  #brkStart = 0;
  #mmap = 0x40000000;

  constructor(machine: Machine) {
    this.machine = machine;
    this.space = machine.newSpace();
    machine.switchTo(this.space);
    for (let s = 0; s < 8; s++) this.set(SR + 4 * s, s === 2 ? 0 : this.space.id);
  }

  reg(at: number): number {
    return this.machine.words[(at - CONTEXT) >> 2];
  }
  set(at: number, value: number): void {
    this.machine.words[(at - CONTEXT) >> 2] = value;
  }
  gr(n: number): number {
    return this.reg(GR + 4 * n);
  }

  map(from: number, length: number, prot: number): void {
    for (let page = from >>> 12; page <= (from + length - 1) >>> 12; page++) {
      const old = this.space.frameOf(page);
      this.space.set(page, old || this.machine.phys.alloc(1), prot | this.space.protOf(page));
    }
  }
  write(va: number, bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) {
      const a = va + done;
      const part = bytes.subarray(done, done + Math.min(4096 - (a & 0xfff), bytes.length - done));
      this.machine.phys.writeBytes(this.space.frameOf(a >>> 12) + (a & 0xfff), part);
      done += part.length;
    }
  }
  word(va: number, value: number): void {
    const b = new Uint8Array(4);
    new DataView(b.buffer).setUint32(0, value);
    this.write(va, b);
  }
  read(va: number, n: number): Uint8Array {
    const b = new Uint8Array(n);
    this.machine.read(this.space, va, b);
    return b;
  }
  jump(to: number): void {
    this.set(IAOQ_FRONT, to | 3);
    this.set(IAOQ_BACK, (to | 3) + 4);
    this.set(IASQ_FRONT, this.space.id);
    this.set(IASQ_BACK, this.space.id);
    this.set(PSW_N, 0);
  }

  load(path: string, argv: string[]): void {
    const f = readFileSync(path);
    let phdr = 0;
    const phoff = f.readUInt32BE(28);
    const count = f.readUInt16BE(44);
    const entry = f.readUInt32BE(24);
    for (let i = 0; i < count; i++) {
      const o = phoff + i * 32;
      const [type, offset, va, , size, room, flags] = [0, 4, 8, 12, 16, 20, 24].map((k) =>
        f.readUInt32BE(o + k),
      );
      if (type === 1) {
        this.map(va, room, PROT_READ | (flags & 2 ? PROT_WRITE : 0) | (flags & 1 ? PROT_EXEC : 0));
        this.write(va, f.subarray(offset, offset + size));
        this.#brk = Math.max(this.#brk, va + room);
        if (!phdr) phdr = va + phoff - offset;
      }
    }
    this.#brkStart = this.#brk = (this.#brk + 4095) & ~4095;
    const stack = 0xf8000000;
    this.map(stack, 1 << 20, PROT_READ | PROT_WRITE);
    let at = stack;
    const text = (s: string) => {
      const start = at;
      this.write(at, new TextEncoder().encode(`${s}\0`));
      at += s.length + 1;
      return start;
    };
    const args = argv.map(text);
    const random = at;
    at += 16;
    const platform = text("PARISC32");
    at = (at + 63) & ~63;
    const argvAt = at + 4;
    const aux = [
      3,
      phdr,
      4,
      32,
      5,
      count,
      6,
      4096,
      7,
      0,
      8,
      0,
      9,
      entry,
      11,
      0,
      12,
      0,
      13,
      0,
      14,
      0,
      16,
      0,
      17,
      100,
      23,
      0,
      25,
      random,
      15,
      platform,
      31,
      args[0],
      0,
      0,
    ];
    for (const word of [args.length, ...args, 0, 0, ...aux]) {
      this.word(at, word);
      at += 4;
    }
    this.set(GR + 4 * 30, (at + 127) & ~63);
    this.set(GR + 4 * 25, args.length);
    this.set(GR + 4 * 24, argvAt);
    this.jump(entry);
  }

  /** Runs to the program's end. Throws at any trap that is no system call. */
  run(slice = 10_000_000): void {
    while (this.exit === undefined) {
      const trap = this.machine.run(slice);
      this.executed += slice - this.machine.budgetLeft;
      if (trap === TRAP_GATEWAY) this.#syscall();
      else if (trap !== TRAP_BUDGET) {
        const [front, iir, ior] = [
          this.reg(IAOQ_FRONT),
          this.machine.phys.u32[TRAP_IIR / 4],
          this.machine.phys.u32[TRAP_IOR / 4],
        ];
        throw new Error(
          `trap ${this.machine.phys.u32[TRAP / 4]} at ${front.toString(16)} insn ${iir.toString(16)} ior ${ior.toString(16)}`,
        );
      }
    }
  }

  #syscall(): void {
    const front = this.reg(IAOQ_FRONT) & ~3;
    if (front !== 0x100) throw new Error(`gateway ${front.toString(16)}`);
    const a = [26, 25, 24, 23, 22, 21].map((r) => this.gr(r));
    let result = -ENOSYS;
    const nr = this.gr(20);
    if (nr === 1 || nr === 222) this.exit = a[0];
    else if (nr === 4) {
      this.out(this.read(a[1], a[2]));
      result = a[2];
    } else if (nr === 45) {
      if (a[0] > this.#brkStart) {
        this.map(this.#brkStart, a[0] - this.#brkStart + 1, PROT_READ | PROT_WRITE);
        this.#brk = a[0];
      }
      result = this.#brk;
    } else if (nr === 90 || nr === 89) {
      const n = (a[1] + 4095) & ~4095;
      result = this.#mmap;
      this.map(this.#mmap, n, PROT_READ | PROT_WRITE);
      this.#mmap += n;
    } else if (nr === 91 || nr === 125) result = 0;
    else if (nr === 59) {
      for (const [i, s] of ["Linux", "x", "5.10.0", "#1", "parisc", ""].entries())
        this.write(a[0] + 65 * i, new TextEncoder().encode(`${s}\0`));
      result = 0;
    } else if (nr === 54) result = -25;
    else if (nr === 85 || nr === 298) result = -2;
    else if (nr === 339) result = a[1];
    else if (nr === 289) result = 0;
    else if (nr === 349) {
      for (let i = 0; i < 256; i += 4) this.word(a[4] + i, 0);
      this.word(a[4], 0x7ff);
      this.word(a[4] + 4, 1024);
      this.word(a[4] + 16, 1);
      this.word(a[4] + 28, 0o20620 << 16);
      result = 0;
    } else if (process.env.SCRATCH_VERBOSE) console.error(`syscall ${nr} ${a.map((x) => x.toString(16))}`);
    this.set(GR + 4 * 28, result);
    this.jump(this.gr(31) & ~3);
  }
}

if (process.argv[1]?.endsWith("scratch.mjs")) {
  const [, , wasm, path, ...args] = process.argv;
  const machine = await Machine.create({
    memory: 256 << 20,
    wasm: readFileSync(wasm),
    engine: "interpreter",
  });
  const s = new Scratch(machine);
  s.load(path, [path, ...args]);
  const start = performance.now();
  s.run();
  const ms = performance.now() - start;
  console.error(
    `exit ${s.exit}  ${s.executed} insns  ${ms.toFixed(0)} ms  ${(s.executed / ms / 1000).toFixed(1)} MIPS`,
  );
}

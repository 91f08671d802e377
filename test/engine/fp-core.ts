// The floating-point semantics alone, compiled to a small WASM module, with their state block. Above: the fp tests.
// Below: emulator/core/semantics/fp.ts, emulator/isa/state.ts.
/// <reference path="../../emulator/webassembly.d.ts" />
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { FPSR, FR } from "../../emulator/isa/state.ts";

const root = join(import.meta.dirname, "../..");

/** One instruction: takes register numbers (words: 2n, 2n + 1), returns what the core's dispatch gets. */
export type Semantics = (...operands: number[]) => number;

export interface FpCore {
  readonly ops: Record<string, Semantics>;
  readonly memory: DataView;
}

export function loadFpCore(): FpCore {
  const parent = join(root, ".cache");
  mkdirSync(parent, { recursive: true });
  const dir = mkdtempSync(join(parent, "fp-"));
  try {
    const wasm = join(dir, "fp.wasm");
    const asc = join(root, "node_modules/assemblyscript/bin/asc.js");
    const flags = [
      "-O3",
      "--noAssert",
      "--runtime",
      "stub",
      "--importMemory",
      "--initialMemory",
      "1",
      "-o",
      wasm,
    ];
    execFileSync(process.execPath, [asc, "emulator/core/semantics/fp.ts", ...flags], { cwd: root });
    const memory = new WebAssembly.Memory({ initial: 1 });
    const module = new WebAssembly.Module(readFileSync(wasm));
    const instance = new WebAssembly.Instance(module, {
      env: {
        memory,
        abort: () => {
          throw new Error("abort");
        },
      },
    });
    return {
      ops: instance.exports as unknown as Record<string, Semantics>,
      memory: new DataView(memory.buffer),
    };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

export const setDouble = (core: FpCore, n: number, bits: bigint): void =>
  core.memory.setBigUint64(FR + 8 * n, bits, true);
export const getDouble = (core: FpCore, n: number): bigint => core.memory.getBigUint64(FR + 8 * n, true);
export const setStatus = (core: FpCore, bits: number): void => core.memory.setUint32(FPSR, bits, true);
export const getStatus = (core: FpCore): number => core.memory.getUint32(FPSR, true);
/** Exception register 1: FR0's right word. */
export const getException = (core: FpCore): number => core.memory.getUint32(FR, true);

const TEST_COMPLETERS: Record<string, [number, number]> = {
  simple: [1, 0],
  acc: [1, 1],
  rej: [1, 2],
  acc8: [1, 5],
  rej8: [1, 6],
  acc6: [1, 9],
  acc4: [1, 13],
  acc2: [1, 17],
  ca0: [0, 0],
  ca1: [3, 0],
  ca3: [5, 0],
  ca6: [6, 0],
};

/**
 * The semantics function and operands for an op of fp-cases.c: a, b, c, t are FR20 .. FR23 (their left words). The
 * C program's formats s d w dw uw udw are sgl and dbl in the table's names.
 */
export function operation(core: FpCore, name: string): () => number {
  const [head, ...rest] = name.split("_");
  const formats = rest.map((f) => (f.endsWith("d") || f.endsWith("dw") ? "dbl" : "sgl"));
  const at = (format: string, n: number) => (format === "dbl" ? n : 2 * n);
  const call = (fn: string, ...operands: number[]) => {
    const op = core.ops[fn];
    if (!op) throw new Error(`no semantics ${fn}`);
    const [w, x, y, z, v] = operands;
    return () => op(w, x, y, z, v) >>> 0;
  };
  const f = formats[0];
  const [a, b, c, t] = [20, 21, 22, 23].map((n) => at(f, n));
  if (name === "fadd_right") return call("fadd_sgl", 41, 42, 47);
  if (name === "fadd_zero") return call("fadd_dbl", 20, 0, 23);
  if (name === "xmpyu") return call("xmpyu", 40, 43, 23);
  if (name === "fid") return call("fid");
  if (head === "ftest") return call("ftest", ...TEST_COMPLETERS[rest[0]]);
  if (head === "fcmp")
    return call(`fcmp_${f}`, a, b, rest[2] ? Number(rest[2].slice(1)) : 0, Number(rest[1]));
  if (head.startsWith("fcnv")) return call(`${head}_${f}_${formats[1]}`, a, at(formats[1], 23));
  if (/^(fsqrt|frnd|fcpy|fabs|fneg|fnegabs)$/.test(head)) return call(`${head}_${f}`, a, t);
  if (/^fmpyn?fadd$/.test(head)) return call(`${head}_${f}`, a, b, c, t);
  if (/^fmpy(add|sub)$/.test(head)) return call(`${head}_${f}`, a, b, c, a, t);
  return call(`${head}_${f}`, a, b, t);
}

// Modules of regions' functions: linked, compiled, or revived from an image. Above: jit.ts. Below: link.ts, images.ts.

import type { Core } from "../core-exports.ts";
import type { PhysicalMemory } from "../memory.ts";
import { isShared, markShared } from "../shared.ts";
import { type Image, ImagePart, Images, type MachineCode } from "./images.ts";
import { link, type Part } from "./link.ts";
import type { ObjectCode } from "./object.ts";

export interface ModulesOptions {
  /** Give the functions their addresses as names, for a profiler. */
  readonly names?: boolean;
  /** Where machine code is kept from one run to the next. */
  readonly machineCode?: MachineCode;
  /** Sees every module made. */
  readonly dump?: (head: number, module: Uint8Array) => void;
}

/** A region's function, with its open places filled in so. */
interface Known {
  readonly symbols: Int32Array;
  readonly f: unknown;
}

/** The least that is kept of a module, in regions or bytes: smaller ones are compiled as fast. */
const WORTH_REGIONS = 2;
const WORTH_BYTES = 4096;

export class Modules {
  /** Functions made and revived; modules, and bytes compiled. */
  made = 0;
  revived = 0;
  modules = 0;
  bytes = 0;
  readonly #phys: PhysicalMemory;
  readonly #core: Record<string, (...operands: number[]) => number>;
  readonly #table: WebAssembly.Table;
  readonly #options: ModulesOptions;
  readonly #images?: Images;
  readonly #known = new WeakMap<ObjectCode, Known[]>();

  constructor(
    machine: { readonly phys: PhysicalMemory; readonly core: Core; readonly table: WebAssembly.Table },
    options: ModulesOptions,
  ) {
    this.#phys = machine.phys;
    this.#core = machine.core as unknown as Record<string, (...operands: number[]) => number>;
    this.#table = machine.table;
    this.#options = options;
    const { machineCode, names, dump } = options;
    // who looks at modules wants to see them all
    if (machineCode && !names && !dump) this.#images = new Images(machineCode, isShared(machine.phys.memory));
  }

  /** What earlier runs of a program have left compiled. */
  imagesOf(program: string): readonly Image[] {
    return this.#images?.of(program) ?? [];
  }

  /**
   * The functions of a program's regions with their open places filled in so: made before, in this process or another run; or
   * now, in one module.
   */
  functionsOf(parts: readonly Part[], program: string | undefined): unknown[] {
    const functions = parts.map(({ object, symbols }) => {
      const known = this.#known.get(object)?.find((k) => isSame(k.symbols, symbols))?.f;
      return known ?? (program && this.#revived(program, object, symbols));
    });
    const missing = parts.flatMap((_, i) => (functions[i] ? [] : [i]));
    if (missing.length) {
      const made = this.#make(
        missing.map((i) => parts[i]),
        program,
      );
      for (const [k, i] of missing.entries()) functions[i] = made[k];
    }
    for (const [i, part] of parts.entries()) this.#note(part, functions[i]);
    return functions;
  }

  #note({ object, symbols }: Part, f: unknown): void {
    const all = this.#known.get(object);
    if (!all) this.#known.set(object, [{ symbols, f }]);
    else if (!all.some((known) => known.f === f)) all.push({ symbols, f });
  }

  #revived(program: string, object: ObjectCode, symbols: Int32Array): unknown {
    const images = this.#images;
    const found = images?.find(program, object, symbols);
    if (!images || !found) return undefined;
    const { image, index } = found;
    const functions = images.functionsOf(image, (module) => {
      this.revived += image.parts.length;
      return this.#instantiate(module, image.imports, image.parts.length);
    });
    return functions?.[index];
  }

  #make(parts: readonly Part[], program: string | undefined): unknown[] {
    const { dump, names } = this.#options;
    const named = names ? parts.map((p) => ({ ...p, name: `x${p.object.head.toString(16)}` })) : parts;
    const bytes = link(named, (name) => this.#core[name].length);
    markShared(bytes, isShared(this.#phys.memory));
    dump?.(parts[0].object.head, bytes);
    const module = new WebAssembly.Module(bytes);
    const imports = [...new Set(parts.flatMap(({ object }) => object.imports))];
    const functions = this.#instantiate(module, imports, parts.length);
    this.made += parts.length;
    this.bytes += bytes.length;
    if (this.#images && program && (parts.length >= WORTH_REGIONS || bytes.length >= WORTH_BYTES)) {
      const kept = parts.map(({ object, symbols }) => ImagePart.of(object, symbols));
      this.#images.made(program, { parts: kept, imports, wire: bytes.slice(), module, functions });
    }
    return functions;
  }

  #instantiate(module: WebAssembly.Module, imports: readonly string[], count: number): unknown[] {
    const env: Record<string, unknown> = { memory: this.#phys.memory, table: this.#table };
    for (const name of imports) env[name] = this.#core[name];
    const { exports } = new WebAssembly.Instance(module, { env });
    this.modules++;
    return Array.from({ length: count }, (_, i) => exports[i]);
  }

  /** Writes the machine code that is new. */
  save(): void {
    this.#images?.save();
  }
}

const isSame = (a: Int32Array, b: Int32Array): boolean =>
  a.length === b.length && a.every((n, i) => n === b[i]);

// The translator: asked by the machine for code that has become hot, it makes a region of it (region.ts), compiles that
// and enters it in the table of functions; takes regions back when their code changes; makes them anew when their guards
// miss too often. Above: machine.ts. Below: region.ts, guards.ts, module.ts.

import { type Core, TABLES_ENTRIES } from "../core-exports.ts";
import { CONTEXT, CR27, GR, WANTED } from "../isa/state.ts";
import type { Machine, Translator } from "../machine.ts";
import type { AddressSpace } from "../space.ts";
import { type Guard, Guards } from "./guards.ts";
import { arityOf, FP_ALL, FP_EXACT, FP_NONE, setAvailable } from "./info.ts";
import { I32, OP, SECTION, Writer } from "./module.ts";
import { Region, type RegionSurroundings } from "./region.ts";

const PROT_EXEC = 4;
const PROT_READ = 1;
const WRITE_TABLE_AT = 0x400000;
const MODE = 0x63f;
const FLAG_I = 0x08000000;

export interface TranslatorOptions {
  /** Arrivals at a branch target before it is translated. */
  readonly threshold: number;
  /** Instructions of a region, about. */
  readonly limit?: number;
  /** Stop after this many regions (to bisect a fault). */
  readonly regions?: number;
  /** Guard accesses by mapping (guards.ts); else always by the page tables. */
  readonly guards?: boolean;
  readonly now?: () => number;
  /** Give the functions their addresses as names, for a profiler. */
  readonly names?: boolean;
  /** Count the ways out of regions. */
  readonly exits?: boolean;
  /** Sees every module made. */
  readonly dump?: (head: number, module: Uint8Array) => void;
}

/**
 * Misses of a guarded access before its regions are made again, which costs as much as some thousand misses; other
 * accesses of theirs that missed so often meanwhile are thought over with it.
 */
const MISSES = 800;
const SOME_MISSES = 16;
/** Milliseconds that translation may take at once, and its share of the time beyond that. */
const AT_FIRST = 150;
const SHARE = 0.1;
/** What is no further than this from a thread's stack pointer or TLS is its own. */
const NEAR = 0x10000;
/** Each time a region is made again it takes so many times more misses. */
const PATIENCE = 8;
/** After so many other guesses the page tables decide. */
const TRIES = 2;

/** A guarded access, for all regions of a space that contain its instruction. */
interface Site {
  /** Two words of linear memory: misses, last address; 0 when there was no room. */
  place: number;
  address: number;
  tries: number;
  guard: Guard | undefined;
  write: boolean;
  readonly heads: Set<number>;
}

interface Made {
  readonly space: Space;
  readonly head: number;
  readonly frames: ReadonlySet<number>;
  readonly pages: ReadonlySet<number>;
  readonly native: boolean;
  readonly isLoop: boolean;
}

interface Space {
  readonly space: AddressSpace;
  readonly tables: number;
  readonly slots: Map<number, number>;
  readonly regions: Map<number, Made>;
  readonly sites: Map<number, Site>;
  /** How often a region was made again. */
  readonly again: Map<number, number>;
}

export interface TranslatorStats {
  regions: number;
  again: number;
  dropped: number;
  /** Put off, as translation had had its share of the time. */
  later: number;
  instructions: number;
  bytes: number;
  /** Accesses by how they are checked. */
  guarded: number;
  paged: number;
  /** Milliseconds. */
  translating: number;
  compiling: number;
}

export class JIT implements Translator {
  readonly threshold: number;
  readonly stats: TranslatorStats = {
    regions: 0,
    again: 0,
    dropped: 0,
    later: 0,
    instructions: 0,
    bytes: 0,
    guarded: 0,
    paged: 0,
    translating: 0,
    compiling: 0,
  };
  readonly #machine: Machine;
  readonly #core: Core;
  readonly #options: TranslatorOptions;
  readonly #guards: Guards;
  readonly #spaces = new Map<number, Space>();
  readonly #byFrame = new Map<number, Set<Made>>();
  #places: number[] = [];
  readonly #missCount: number;
  #missesSeen = 0;
  readonly #idle: unknown;
  /** Milliseconds, by now(). */
  readonly #started: number;
  #freeSlots: number[] = [];

  constructor(machine: Machine, options: TranslatorOptions) {
    this.#machine = machine;
    this.#core = machine.core;
    this.#options = options;
    this.threshold = options.threshold;
    setAvailable(new Set(Object.keys(machine.core)));
    this.#guards = new Guards(machine.phys, machine.core);
    const frames = 16;
    const base = machine.phys.allocHost(frames);
    this.#missCount = base;
    for (let at = base + frames * 4096 - 8; at > base; at -= 8) this.#places.push(at);
    this.#started = options.now?.() ?? 0;
    this.#idle = idle(machine.phys.memory);
  }

  #space(space: AddressSpace): Space {
    let s = this.#spaces.get(space.tables);
    if (!s) {
      s = {
        space,
        tables: space.tables,
        slots: new Map(),
        regions: new Map(),
        sites: new Map(),
        again: new Map(),
      };
      this.#spaces.set(space.tables, s);
    }
    return s;
  }

  hot(space: AddressSpace, offset: number): void {
    if ((offset & 3) !== 3) return;
    const s = this.#space(space);
    const head = (offset & ~3) >>> 0;
    if (s.regions.has(head)) return;
    if (this.#overspent()) {
      // counted anew, and asked about again
      this.#core.setEntry(s.tables, head, 0);
      this.stats.later++;
      return;
    }
    this.#translate(s, head);
  }

  /**
   * Whether translation has had more than its share of the time. A large program with much code that is used little would
   * otherwise be translated for longer than it runs.
   */
  #overspent(): boolean {
    const { now } = this.#options;
    if (!now || this.threshold === 1) return false;
    const { translating, compiling } = this.stats;
    const spent = translating + compiling;
    return spent > AT_FIRST + SHARE * (now() - this.#started - spent);
  }

  #translate(s: Space, head: number): void {
    const { options, now } = { options: this.#options, now: this.#options.now ?? (() => 0) };
    if (options.regions !== undefined && this.stats.regions >= options.regions) return;
    const start = now();
    const phys = this.#machine.phys;
    const frames = new Set<number>();
    const pages = new Set<number>();
    let page = -1;
    let frame = 0;
    const fetch = (pc: number): number | undefined => {
      const p = pc >>> 12;
      if (p !== page) {
        page = p;
        frame = s.space.protOf(p) & PROT_EXEC ? s.space.frameOf(p) : 0;
        if (frame) {
          frames.add(frame);
          pages.add(p);
        }
      }
      if (this.#machine.breakpoints.has(frame + (pc & 0xfff))) return undefined;
      return frame ? phys.u32[(frame + (pc & 0xfff)) >>> 2] : undefined;
    };
    const imports: string[] = [];
    const fpsr = phys.u32[0x504 / 4];
    const around: RegionSurroundings = {
      readTable: s.tables,
      writeTable: s.tables + WRITE_TABLE_AT,
      entries: s.tables + TABLES_ENTRIES,
      registers: phys.u32.slice(GR / 4, GR / 4 + 32),
      importIndex: (name) => {
        const i = imports.indexOf(name);
        return i >= 0 ? i : imports.push(name) - 1;
      },
      guardFor: (pc, address, write) => this.#guardFor(s, head, pc, address, write),
      missPlace: (pc) => s.sites.get(pc)?.place ?? 0,
      newPlace: (pc) => this.#site(s, head, pc, -1, false).place,
      missCount: this.#missCount,
      exitPlace: (pc) => this.#exitPlace(pc),
      slotOf: (pc) => this.#slot(s, pc),
      isTranslated: (pc) => s.regions.get(pc)?.isLoop ?? false,
      peek: (address) => {
        const p = address >>> 12;
        if (!(s.space.protOf(p) & PROT_READ)) return undefined;
        return phys.u32[(s.space.frameOf(p) + (address & 0xffc)) >>> 2];
      },
    };
    const mode = fpsr & MODE ? FP_NONE : fpsr & FLAG_I ? FP_ALL : FP_EXACT;
    const region = new Region(head, around, fetch, mode, options.limit ?? 600);
    if (!region.code) {
      this.stats.translating += now() - start;
      return;
    }
    const bytes = moduleOf(
      region.code,
      imports,
      phys.u8.length >>> 16,
      options.names ? `x${head.toString(16)}` : "",
    );
    options.dump?.(head, bytes);
    const middle = now();
    const env: Record<string, unknown> = { memory: phys.memory, table: this.#machine.table };
    for (const name of imports) env[name] = (this.#core as unknown as Record<string, unknown>)[name];
    const { f } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env }).exports;
    const end = now();
    this.stats.translating += middle - start;
    this.stats.compiling += end - middle;
    this.stats.regions++;
    this.stats.instructions += region.instructions;
    this.stats.bytes += bytes.length;
    const made: Made = { space: s, head, frames, pages, native: region.usesNative, isLoop: region.isLoop };
    const old = s.regions.get(head);
    if (old) this.#forget(old);
    s.regions.set(head, made);
    for (const fr of frames) {
      let set = this.#byFrame.get(fr);
      if (!set) {
        set = new Set();
        this.#byFrame.set(fr, set);
      }
      set.add(made);
    }
    for (const p of pages) {
      this.#core.markTranslated(p << 12);
      this.#core.watchPage(s.tables, p);
    }
    const slot = this.#slot(s, head);
    this.#machine.table.set(slot, f);
    this.#core.setEntry(s.tables, head, slot);
  }

  /** Ways out of regions by address, where `exits` asks for them. */
  readonly exits = new Map<number, number>();
  #exitPlace(pc: number): number {
    if (!this.#options.exits) return 0;
    let at = this.exits.get(pc);
    if (at === undefined) {
      at = this.#places.pop() ?? 0;
      this.exits.set(pc, at);
    }
    return at;
  }

  #slot(s: Space, pc: number): number {
    let slot = s.slots.get(pc);
    if (slot !== undefined) return slot;
    slot = this.#freeSlots.pop();
    if (slot === undefined) {
      const { table } = this.#machine;
      const first = table.grow(1024);
      for (let i = first + 1023; i >= first; i--) {
        table.set(i, this.#idle);
        this.#freeSlots.push(i);
      }
      slot = this.#freeSlots.pop()!;
    }
    s.slots.set(pc, slot);
    return slot;
  }

  #site(s: Space, head: number, pc: number, sampled: number, write: boolean): Site {
    let site = s.sites.get(pc);
    if (!site) {
      site = {
        place: this.#places.pop() ?? 0,
        address: sampled,
        tries: 0,
        guard: undefined,
        write,
        heads: new Set(),
      };
      s.sites.set(pc, site);
      if (site.place) this.#machine.phys.u32[site.place / 4] = 0;
    }
    site.heads.add(head);
    return site;
  }

  #guardFor(s: Space, head: number, pc: number, sampled: number, write: boolean): Guard | undefined {
    if (this.#options.guards === false) return undefined;
    const site = this.#site(s, head, pc, sampled, write);
    if (s.space.shared && this.#threadsOwn(site.address)) return undefined;
    if (site.tries > TRIES || site.address < 0 || !site.place) return undefined;
    site.guard = this.#guards.find(s.space, site.address, write);
    site.write = write;
    return site.guard;
  }

  /** Whether an address is the running thread's: on its stack, or near its TLS. Another thread's would miss a guard. */
  #threadsOwn(address: number): boolean {
    const { u32 } = this.#machine.phys;
    const near = (from: number) => Math.abs(address - from) < NEAR;
    return near(u32[GR / 4 + 30]) || near(u32[CR27 / 4]);
  }

  #count(s: Space): void {
    for (const site of s.sites.values())
      if (site.tries > TRIES || site.address < 0) this.stats.paged++;
      else this.stats.guarded++;
  }

  /** The figures for --stats. */
  report(): string {
    const { stats } = this;
    for (const s of this.#spaces.values()) this.#count(s);
    return [
      `translated ${stats.regions} regions, ${stats.instructions} instructions, ${stats.bytes} bytes of modules`,
      `translated again ${stats.again}, dropped ${stats.dropped}, put off ${stats.later}`,
      `guarded accesses ${stats.guarded}, by the page tables ${stats.paged}, misses ${this.#machine.phys.u32[this.#missCount / 4]}`,
      `translating ${stats.translating.toFixed(1)} ms, compiling ${stats.compiling.toFixed(1)} ms`,
      "",
    ].join("\n");
  }

  /** Now and then: regions whose guards miss are made anew. */
  poll(): void {
    const u32 = this.#machine.phys.u32;
    const count = u32[this.#missCount / 4];
    if ((count - this.#missesSeen) >>> 0 < SOME_MISSES) return;
    this.#missesSeen = count;
    const { space } = this.#machine;
    const s = space && this.#spaces.get(space.tables);
    if (!s) return;
    if (this.#overspent()) return;
    const again = new Set<number>();
    for (const site of s.sites.values()) {
      const count = site.place ? u32[site.place / 4] : 0;
      if (count < SOME_MISSES) continue;
      if (this.#hasGrown(s, site)) u32[site.place / 4] = 0;
      else
        for (const head of site.heads)
          if (s.regions.has(head) && count >= MISSES * PATIENCE ** (s.again.get(head) ?? 0)) again.add(head);
    }
    for (const site of s.sites.values()) {
      if (!site.place || u32[site.place / 4] < SOME_MISSES) continue;
      const heads = [...site.heads].filter((head) => again.has(head));
      if (!heads.length) continue;
      u32[site.place / 4] = 0;
      // A region is made anew for another guess once; what misses after that goes by the page tables.
      site.tries += heads.some((head) => (s.again.get(head) ?? 0) > 0) ? TRIES + 1 : 1;
    }
    for (const head of again) {
      this.stats.again++;
      s.again.set(head, (s.again.get(head) ?? 0) + 1);
      this.#translate(s, head);
    }
  }

  /** Takes the address that missed last; true when the guard covers it by now. */
  #hasGrown(s: Space, site: Site): boolean {
    site.address = this.#machine.phys.u32[site.place / 4 + 1];
    return site.guard !== undefined && this.#guards.find(s.space, site.address, site.write) === site.guard;
  }

  #forget(made: Made): void {
    for (const fr of made.frames) this.#byFrame.get(fr)?.delete(made);
  }

  #drop(made: Made): void {
    const { space: s, head } = made;
    if (s.regions.get(head) !== made) return;
    s.regions.delete(head);
    this.#forget(made);
    this.#core.setEntry(s.tables, head, 0);
    const slot = s.slots.get(head);
    if (slot !== undefined) this.#machine.table.set(slot, this.#idle);
    this.stats.dropped++;
  }

  frameDropped(frame: number): void {
    for (const made of [...(this.#byFrame.get(frame) ?? [])]) this.#drop(made);
    this.#byFrame.delete(frame);
  }

  pageChanged(tables: number, page: number): void {
    this.#guards.pageChanged(tables, page);
    const s = this.#spaces.get(tables);
    if (!s) return;
    for (const made of [...s.regions.values()]) {
      if (!made.pages.has(page)) continue;
      if (s.space.protOf(page) & PROT_EXEC && made.frames.has(s.space.frameOf(page))) {
        // Still the same code, as far as one page can tell.
        if (made.pages.size === 1) {
          this.#core.watchPage(tables, page);
          continue;
        }
      }
      this.#drop(made);
    }
  }

  spaceFreed(space: AddressSpace): void {
    this.#guards.spaceFreed(space.tables);
    const s = this.#spaces.get(space.tables);
    if (!s) return;
    this.#count(s);
    for (const made of s.regions.values()) this.#forget(made);
    for (const slot of s.slots.values()) {
      this.#machine.table.set(slot, this.#idle);
      this.#freeSlots.push(slot);
    }
    for (const site of s.sites.values()) if (site.place) this.#places.push(site.place);
    this.#spaces.delete(space.tables);
  }
}

const output = new Writer();
const TYPE_BYTES = [0x60, 2, I32, I32, 1, I32];

/** The module of one function "f"; imports: functions of the core by name. */
function moduleOf(
  code: { bytes: Uint8Array; hints: number[] },
  imports: readonly string[],
  pages: number,
  name: string,
): Uint8Array<ArrayBuffer> {
  const w = output;
  w.reset();
  w.header();
  const arity = imports.map((name) => arityOf(name));
  const types = [...new Set(arity)];
  let at = w.open(SECTION.type);
  w.u32(1 + types.length);
  for (const b of TYPE_BYTES) w.byte(b);
  for (const n of types) {
    w.byte(0x60);
    w.u32(n);
    for (let i = 0; i < n; i++) w.byte(I32);
    w.byte(1);
    w.byte(I32);
  }
  w.close(at);
  at = w.open(SECTION.import);
  w.u32(2 + imports.length);
  for (const [i, name] of imports.entries()) {
    w.name("env");
    w.name(name);
    w.byte(0);
    w.u32(1 + types.indexOf(arity[i]));
  }
  w.name("env");
  w.name("memory");
  w.byte(2);
  w.byte(1);
  w.u32(pages);
  w.u32(65536);
  w.name("env");
  w.name("table");
  w.byte(1);
  w.byte(0x70);
  w.byte(0);
  w.u32(1);
  w.close(at);
  at = w.open(SECTION.function);
  w.u32(1);
  w.u32(0);
  w.close(at);
  at = w.open(SECTION.export);
  w.u32(1);
  w.name("f");
  w.byte(0);
  w.u32(imports.length);
  w.close(at);
  if (code.hints.length) {
    at = w.open(0);
    w.name("metadata.code.branch_hint");
    w.u32(1);
    w.u32(imports.length);
    w.u32(code.hints.length);
    for (const h of code.hints) {
      w.u32(h);
      w.byte(1);
      w.byte(0);
    }
    w.close(at);
  }
  at = w.open(SECTION.code);
  w.u32(1);
  w.u32(code.bytes.length);
  w.raw(code.bytes);
  w.close(at);
  if (name) {
    at = w.open(0);
    w.name("name");
    w.byte(1);
    w.u32(3 + name.length);
    w.u32(1);
    w.u32(imports.length);
    w.name(name);
    w.close(at);
  }
  return w.result();
}

/** What a place of the table does that has no code: the interpreter goes on at NEXT, and counts. */
function idle(memory: WebAssembly.Memory): unknown {
  const w = output;
  w.reset();
  w.u32(0);
  w.byte(OP.i32_const);
  w.s32(0);
  w.byte(OP.i32_const);
  w.s32(1);
  w.byte(OP.i32_store);
  w.byte(2);
  w.u32(WANTED);
  w.byte(OP.local_get);
  w.byte(0);
  w.byte(OP.end);
  const bytes = w.result();
  const module = moduleOf({ bytes, hints: [] }, [], 1, "");
  const env = { memory, table: new WebAssembly.Table({ initial: 1, element: "anyfunc" }) };
  return new WebAssembly.Instance(new WebAssembly.Module(module), { env }).exports.f;
}
void CONTEXT;

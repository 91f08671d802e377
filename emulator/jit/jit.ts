// The JIT: asked by the machine for code that has become hot, it takes object code of it from the store or has it translated
// (translate.ts, loaded when first needed), links it and enters it in the table of functions; takes regions back when their
// code changes; has them made anew when their guards miss too often.
// Above: machine.ts. Below: guards.ts, link.ts, store.ts, translate.ts.

import type { Core } from "../core-exports.ts";
import { CLOCK, CR27, ENTERED, FPSR, GR, LEAVING, LEFT_OFF, MISSED, TRANSLATED_CLOCK } from "../isa/state.ts";
import type { Machine, Translator } from "../machine.ts";
import { isShared } from "../shared.ts";
import type { AddressSpace } from "../space.ts";
import { isCall } from "./calls.ts";
import type { Missed } from "./channel.ts";
import { exitsLine } from "./exits.ts";
import { type Guard, Guards, SLACK } from "./guards.ts";
import type { Image } from "./images.ts";
import type { Part } from "./link.ts";
import { Look, TRIES, wantsGuard } from "./look.ts";
import { Modules, type ModulesOptions } from "./modules.ts";
import {
  EXIT,
  FLAG_I,
  FLAG_UNKNOWN,
  FLAG_WRITE,
  FP_ALL,
  FP_EXACT,
  FP_NONE,
  GUARD_DELTA,
  GUARD_HOST,
  GUARD_LENGTHS,
  GUARD_LO,
  MODE,
  type ObjectCode,
  type Range,
  SITE,
  SITE_ADDRESS,
  SITE_FLAGS,
  SITE_GUARD,
  SITE_PC,
  SITE_TRIES,
  SITE_WORDS,
  SLOT,
  startsIn,
  TABLES,
} from "./object.ts";
import { Pool } from "./pool.ts";
import { Requests, type StartWorker } from "./requests.ts";
import { CodeStore, nameOfPage, type PageOfCode, type Shelf } from "./store.ts";
import type { Choice, translate } from "./translate.ts";

const PROT_EXEC = 4;

export interface TranslatorOptions extends ModulesOptions {
  /** Arrivals at a branch target before it is translated. */
  readonly threshold: number;
  /** Instructions of a region, about. */
  readonly limit?: number;
  /** Stop after this many regions (to bisect a fault). */
  readonly regions?: number;
  /** Guard accesses by mapping (guards.ts); else always by the page tables. */
  readonly guards?: boolean;
  readonly now?: () => number;
  /** Count the ways out of regions. */
  readonly exits?: boolean;
  /** Where translations are kept from one run to the next. */
  readonly shelf?: Shelf;
  /** Starts a thread that translates, for memory that threads share; without one the machine's own does. */
  readonly worker?: StartWorker;
  /** Instructions translated before that thread is started. */
  readonly workerFrom?: number;
}

/**
 * Misses of a guarded access (a few nanoseconds each, ways out weigh LEAVING) before its regions are made again; other
 * accesses of theirs that missed so much meanwhile are thought over with it.
 */
const MISSES = 100_000;
const SOME_MISSES = 2000;
/** Instructions of a region, about. */
const LIMIT = 600;
/** Arrivals at a branch target before its region is asked for: what was translated before costs little. */
export const FIRST_ASKED = 2000;
/** Milliseconds that translation may take at once, and its share of the time beyond that. */
const AT_FIRST = 300;
const SHARE = 0.1;
/** Hot places of a process after which all that its program needed before is brought in. */
const MANY = 4;
/** Frames for places that count. */
const PLACES = 32;
/** Slots that the table of functions grows by; above these an image gets none that it wants. */
const SLOTS = 1024;
const MOST_SLOTS = 2 ** 16;
/** Slots and places that a space may leave to the next one with its tables. */
const MOST_KEPT = 4096;
/** Code behind a call is translated after so many times more arrivals. */
const RETURNS = 3;
/** Each time a region is made again it takes so many times more misses. */
const PATIENCE = 8;
/**
 * Instructions translated before another thread is started to go on with it: it takes some 40 ms of a processor to start, and as
 * long again until it is as fast as this one.
 */
const WORTH_A_THREAD = 2000;
/** What is known of accesses no further than this from a head is told to the thread that translates. */
const AROUND = 0x8000;

/** A guarded access, for all regions of a space that contain its instruction. */
interface Site {
  /** Two words of linear memory: misses, last address; 0 when there was no room. */
  place: number;
  address: number;
  tries: number;
  guard: Guard | undefined;
  write: boolean;
  readonly heads: number[];
}

interface Made {
  readonly space: Space;
  readonly head: number;
  /** The pages that its code is in, and their frames. */
  readonly pages: ReadonlyMap<number, number>;
}

interface Space {
  readonly space: AddressSpace;
  readonly tables: number;
  readonly slots: Map<number, number>;
  /** Of its sites, by address. */
  readonly places: Map<number, number>;
  readonly regions: Map<number, Made>;
  readonly sites: Map<number, Site>;
  /** Of these, the ones whose guess was wrong before. */
  readonly missed: Map<number, Site>;
  /** How often a region was made again; how often one was asked for in vain. */
  readonly again: Map<number, number>;
  readonly asked: Map<number, number>;
  /** Pages of code by what the store calls them. */
  readonly names: Map<number, string>;
  /** Places that have become hot; pages and regions of its program that are not there yet. */
  hot: number;
  awaited: readonly PageOfCode[];
  readonly unready: ObjectCode[];
  /** Heads that another thread translates now, and what has come while another space ran. */
  readonly asking: Set<number>;
  readonly parked: ObjectCode[];
}

/** What is asked of another thread; page: as the store calls it. */
interface Wanted {
  readonly s: Space;
  readonly head: number;
  readonly page: string | undefined;
}

export interface TranslatorStats {
  /** Installed; of these, as they were stored. */
  regions: number;
  stored: number;
  again: number;
  dropped: number;
  /** Put off, as translation had had its share of the time. */
  later: number;
  instructions: number;
  /** Accesses by how they are checked. */
  guarded: number;
  paged: number;
  /** Milliseconds; elsewhere: of another thread's. */
  translating: number;
  elsewhere: number;
  compiling: number;
}

export class JIT implements Translator {
  readonly threshold: number;
  readonly stats: TranslatorStats = {
    regions: 0,
    stored: 0,
    again: 0,
    dropped: 0,
    later: 0,
    instructions: 0,
    guarded: 0,
    paged: 0,
    translating: 0,
    elsewhere: 0,
    compiling: 0,
  };
  readonly #machine: Machine;
  readonly #core: Core;
  readonly #options: TranslatorOptions;
  readonly #guards: Guards;
  readonly #spaces = new Map<number, Space>();
  readonly #byFrame = new Map<number, Set<Made>>();
  readonly #places: Pool;
  readonly #slots = new Pool(1, 1);
  readonly modules: Modules;
  /**
   * Spaces that are gone, by their tables: the next one there has the same slots and places, so that a program that runs again
   * finds its functions made (V8 keeps what has once imported the table).
   */
  readonly #kept = new Map<number, Space>();
  /** Counted in vain: a site for which there was no room. */
  readonly #nowhere: number;
  readonly #store: CodeStore;
  readonly #available: ReadonlySet<string>;
  #translator: typeof translate | undefined;
  #loading: Promise<void> | undefined;
  /** Another thread that translates; null: there is none to be had. */
  #requests: Requests<Wanted> | null | undefined;
  /** Regions that have come while another space ran. */
  #parked = 0;
  /** What became hot before the translator was there, and the registers then. */
  #wanted: [Space, number, Uint32Array][] = [];
  #missesSeen = 0;
  /** Milliseconds, by now(). */
  readonly #started: number;

  constructor(machine: Machine, options: TranslatorOptions) {
    this.#machine = machine;
    this.#core = machine.core;
    this.#options = options;
    this.threshold = Math.min(options.threshold, FIRST_ASKED);
    this.#available = new Set(Object.keys(machine.core));
    this.#store = new CodeStore(options.shelf);
    this.#guards = new Guards(machine.phys, machine.core);
    this.modules = new Modules(machine, options.exits ? { ...options, machineCode: undefined } : options);
    this.#nowhere = machine.phys.allocHost(PLACES);
    this.#places = new Pool(this.#nowhere + 8, 8, (PLACES * 4096) / 8 - 1);
    this.#started = options.now?.() ?? 0;
  }

  #space(space: AddressSpace): Space {
    let s = this.#spaces.get(space.tables);
    if (!s) {
      s = {
        space,
        tables: space.tables,
        slots: this.#kept.get(space.tables)?.slots ?? new Map(),
        places: this.#kept.get(space.tables)?.places ?? new Map(),
        regions: new Map(),
        sites: new Map(),
        missed: new Map(),
        again: new Map(),
        asked: new Map(),
        names: new Map(),
        hot: 0,
        awaited: [],
        unready: [],
        asking: new Set(),
        parked: [],
      };
      this.#spaces.set(space.tables, s);
      this.#kept.delete(space.tables);
    }
    return s;
  }

  hot(space: AddressSpace, offset: number): void {
    if ((offset & 3) !== 3) return;
    const s = this.#space(space);
    const head = (offset & ~3) >>> 0;
    if (s.regions.has(head) || s.asking.has(head)) return;
    if (this.stats.regions >= (this.#options.regions ?? Infinity)) return;
    s.hot++;
    this.#prefetch(s);
    if (s.regions.has(head)) return;
    const stored = this.#stored(s, head);
    // Where it cannot be installed, pages it wants are not there yet, perhaps.
    if (stored && this.#installStored(s, [stored])) return;
    if (
      this.#requests === undefined &&
      this.stats.instructions >= (this.#options.workerFrom ?? WORTH_A_THREAD)
    )
      this.#requests = this.#startWorker();
    if (this.#askedSeldom(s, head)) return;
    if (this.#ask(s, head)) return;
    if (!this.#translator) {
      this.#load();
      this.#wanted.push([s, head, this.#registers()]);
      return;
    }
    if (this.#overspent()) {
      this.#putOff(s, head);
      return;
    }
    this.#make(s, head);
  }

  #installStored(s: Space, objects: readonly ObjectCode[]): number {
    const installed = this.#install(s, objects);
    this.stats.stored += installed;
    return installed;
  }

  /**
   * Installs what earlier runs of this program needed, as soon as its code and the memory it works on are there; what is not
   * is looked at again when twice as many places are hot.
   */
  #prefetch(s: Space): void {
    const { program } = s.space;
    if (!program || s.hot < MANY || this.#machine.breakpoints.size) return;
    // who counts regions wants them one by one
    if (this.#options.regions !== undefined) return;
    if (s.hot === MANY) {
      s.awaited = this.#store.pagesOf(program);
      for (const image of this.modules.imagesOf(program)) this.#reserve(s, image);
    }
    const ready: ObjectCode[] = [];
    s.awaited = s.awaited.filter(({ page, name }) => {
      const found = this.#pageName(s, page << 12);
      if (found === name) ready.push(...this.#store.all(name, this.#mode(), s.space.shared));
      return found === undefined;
    });
    if (!ready.length && (s.hot & (s.hot - 1)) !== 0) return;
    ready.push(...s.unready.splice(0));
    const isWanted = (o: ObjectCode) => !s.regions.has(o.head);
    const wanted = ready.filter((o) => isWanted(o) && this.#fits(s, o));
    if (wanted.length) this.#apart(() => this.#installStored(s, wanted));
    s.unready.push(...ready.filter(isWanted));
  }

  /** Sees to it that an image's regions can have the numbers that they are compiled with, if it is this space's. */
  #reserve(s: Space, image: Image): void {
    for (const part of image.parts) {
      if (part.tables !== s.tables) return;
      for (const guard of part.guards()) this.#guards.reserve(s.tables, guard);
      for (const [pc, place] of part.sites())
        if (!s.places.has(pc) && this.#places.claim(place)) s.places.set(pc, place);
      for (const [pc, slot] of part.slots()) {
        if (s.slots.has(pc) || slot >= MOST_SLOTS) continue;
        while (slot >= this.#machine.table.length) this.#moreSlots();
        if (this.#slots.claim(slot)) s.slots.set(pc, slot);
      }
    }
  }

  /** Numbers that are taken meanwhile are free when the program starts another time, too. */
  #apart(what: () => void): void {
    this.#places.apart(() => this.#slots.apart(() => this.#guards.apart(what)));
  }

  /** Code is asked about sooner than it is worth a translation, for there may be one. Counts anew while it is not. */
  #askedSeldom(s: Space, head: number): boolean {
    const asked = (s.asked.get(head) ?? 0) + 1;
    s.asked.set(head, asked);
    const times = this.threshold > 1 && this.#isReturn(s, head) ? RETURNS : 1;
    if (asked * this.threshold >= this.#options.threshold * times) return false;
    this.#core.setEntry(s.tables, head, 0);
    return true;
  }

  #startWorker(): Requests<Wanted> | null {
    const { worker, exits, names } = this.#options;
    const { memory } = this.#machine.phys;
    if (!worker || !isShared(memory) || exits || names || this.threshold === 1) return null;
    try {
      return new Requests(worker, memory, this.#available);
    } catch {
      return null;
    }
  }

  /** Has another thread translate the region at head, or counts anew where too much is under way; false: there is no such thread. */
  #ask(s: Space, head: number): boolean {
    if (!this.#requests || this.#machine.breakpoints.size) return false;
    if (s.asking.has(head)) return true;
    const { u32 } = this.#machine.phys;
    const wanted = { s, head, page: this.#pageName(s, head) };
    const missed: Missed[] = [];
    for (const [pc, { tries, address }] of s.missed)
      if (Math.abs(pc - head) < AROUND) missed.push({ pc, tries, address });
    const sent = this.#requests.ask(wanted, {
      head,
      mode: this.#mode(),
      shared: s.space.shared,
      guards: this.#options.guards !== false,
      limit: this.#options.limit ?? LIMIT,
      base: s.space.base,
      tables: s.tables,
      cr27: u32[CR27 / 4],
      registers: this.#registers(),
      missed,
    });
    if (sent) s.asking.add(head);
    else if (!s.regions.has(head)) this.#putOff(s, head);
    return true;
  }

  /** As they are at a head that has just become hot: its accesses are guessed at with them. */
  #registers(): Uint32Array {
    return this.#machine.phys.u32.slice(GR / 4, GR / 4 + 32);
  }

  /** Counted anew, and asked about again. */
  #putOff(s: Space, head: number): void {
    this.#core.setEntry(s.tables, head, 0);
    this.stats.later++;
  }

  /** Takes what another thread has translated. */
  #takeArrived(requests: Requests<Wanted>): void {
    for (let arrived = requests.next(); arrived; arrived = requests.next()) {
      const { wanted, object, milliseconds } = arrived;
      const { s, head, page } = wanted;
      this.stats.elsewhere += milliseconds;
      s.asking.delete(head);
      if (!object) continue;
      this.stats.instructions += object.instructions;
      // kept in any case: if the program has ended meanwhile, for its next run
      if (page) this.#store.put(page, object);
      if (this.#spaces.get(s.tables) !== s) continue;
      s.parked.push(object);
      this.#parked++;
    }
  }

  /** Installs what has come for the space that runs, if it still fits the code. */
  #installParked(space: AddressSpace): void {
    const s = this.#spaces.get(space.tables);
    if (!s?.parked.length) return;
    const objects = s.parked.splice(0);
    this.#parked -= objects.length;
    if (!this.#machine.breakpoints.size)
      this.#install(
        s,
        objects.filter((object) => this.#fits(s, object)),
      );
    for (const { head } of objects) if (!s.regions.has(head)) this.#putOff(s, head);
  }

  /** The other thread has ended: what it was asked for is asked for again, of this one. */
  #withoutWorker(requests: Requests<Wanted>): void {
    this.#requests = null;
    for (const { s, head } of requests.abandoned()) {
      s.asking.delete(head);
      if (this.#spaces.get(s.tables) === s && !s.regions.has(head)) this.#putOff(s, head);
    }
  }

  /**
   * Whether code is behind a call. It is reached as often as what calls, which is what should be translated: only where that
   * helps nothing (it is left for the interpreter before) is the rest translated apart.
   */
  #isReturn(s: Space, head: number): boolean {
    return isCall(this.#machine.readU32(s.space, head - 8));
  }

  /** Fetches the translator, unless it is on its way; what is hot meanwhile waits for poll(). */
  #load(): void {
    this.#loading ??= import("./translate.ts").then(({ translate }) => {
      this.#translator = translate;
    });
  }

  /** Ready to translate at once, for engine "jit". */
  async ready(): Promise<void> {
    this.#load();
    await this.#loading;
  }

  /** The object code that fits the code at head as it is now. */
  #stored(s: Space, head: number): ObjectCode | undefined {
    if (this.#machine.breakpoints.size) return undefined;
    const page = this.#pageName(s, head);
    if (page === undefined) return undefined;
    const object = this.#store.find(page, head, this.#mode(), s.space.shared);
    return object && this.#fits(s, object) ? object : undefined;
  }

  #fits(s: Space, object: ObjectCode): boolean {
    return object.code.every((range) => this.#holds(s, range));
  }

  /** The page of code at an address, by its contents when it was first asked for; undefined where there is none. */
  #pageName(s: Space, head: number): string | undefined {
    const page = head >>> 12;
    const known = s.names.get(page);
    if (known !== undefined) return known;
    const frame = s.space.protOf(page) & PROT_EXEC ? s.space.frameOf(page) : 0;
    if (!frame) return undefined;
    const name = nameOfPage(this.#machine.phys.u32.subarray(frame / 4, frame / 4 + 1024), page);
    s.names.set(page, name);
    return name;
  }

  /** Whether these words are there to be executed. */
  #holds(s: Space, { pc, words }: Range): boolean {
    const { u32 } = this.#machine.phys;
    let frame = 0;
    for (let i = 0; i < words.length; i++) {
      const at = pc + 4 * i;
      if (i === 0 || (at & 0xfff) === 0) {
        frame = s.space.protOf(at >>> 12) & PROT_EXEC ? s.space.frameOf(at >>> 12) : 0;
        if (!frame) return false;
      }
      if (u32[(frame + (at & 0xfff)) >>> 2] !== words[i]) return false;
    }
    return true;
  }

  #mode(): number {
    const fpsr = this.#machine.phys.u32[FPSR / 4];
    return fpsr & MODE ? FP_NONE : fpsr & FLAG_I ? FP_ALL : FP_EXACT;
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

  /** Has the region at head translated, and installs it. */
  #make(s: Space, head: number, registers = this.#registers()): void {
    const options = this.#options;
    const now = options.now ?? (() => 0);
    const start = now();
    const { phys, breakpoints } = this.#machine;
    const look = new Look(phys, s.space.base);
    const object = this.#translator?.({
      head,
      mode: this.#mode(),
      shared: s.space.shared,
      limit: options.limit ?? LIMIT,
      registers,
      available: this.#available,
      fetch: (pc) => (breakpoints.size && breakpoints.has(look.placeOf(pc)) ? undefined : look.fetch(pc)),
      peek: (address) => look.peek(address),
      isTranslated: (pc) => s.regions.has(pc),
      // where everything is translated at once nothing was executed before
      isCold: (pc) => this.threshold !== 1 && look.isCold(pc),
      guardFor: (pc, address, write) => this.#choose(s, pc, address, write),
      exits: options.exits ?? false,
    });
    this.stats.translating += now() - start;
    if (!object) return;
    this.stats.instructions += object.instructions;
    const name = breakpoints.size ? undefined : this.#pageName(s, head);
    if (name && !options.exits) this.#store.put(name, object);
    this.#install(s, [object]);
  }

  /** Links object code and enters it, but for what relies on pages that are not there. Returns how much there was. */
  #install(s: Space, objects: readonly ObjectCode[]): number {
    const now = this.#options.now ?? (() => 0);
    const start = now();
    const parts: Part[] = [];
    for (const object of objects) {
      const symbols = this.#symbols(s, object);
      if (symbols) parts.push({ object, symbols });
    }
    const functions = this.modules.functionsOf(parts, s.space.program);
    this.stats.compiling += now() - start;
    for (const [i, { object }] of parts.entries()) this.#enter(s, object, functions[i]);
    return parts.length;
  }

  /** What the open places of an object stand for in a space; undefined when a page it relies on is not there. */
  #symbols(s: Space, object: ObjectCode): Int32Array | undefined {
    const guards: Guard[] = [];
    for (const { address, lo, write } of object.guards) {
      const guard = this.#guards.find(s.space, address, write) ?? this.#guards.find(s.space, lo, write);
      if (!guard) return undefined;
      guards.push(guard);
    }
    const starts = startsIn(object);
    const symbols = new Int32Array(starts[EXIT] + object.exits.length);
    symbols[starts[TABLES]] = s.tables;
    for (const [i, { lo, host, record }] of guards.entries()) {
      symbols[starts[GUARD_LO] + i] = lo;
      symbols[starts[GUARD_DELTA] + i] = host - lo;
      symbols[starts[GUARD_HOST] + i] = host;
      symbols[starts[GUARD_LENGTHS] + i] = record;
    }
    for (let i = starts[SITE], at = 0; at < object.sites.length; i++, at += SITE_WORDS)
      symbols[i] = this.#siteOf(s, object, at, guards).place || this.#nowhere;
    for (const [i, pc] of object.slots.entries()) symbols[starts[SLOT] + i] = this.#slot(s, pc);
    for (const [i, pc] of object.exits.entries()) symbols[starts[EXIT] + i] = this.#exitPlace(pc);
    return symbols;
  }

  /** The site at such a place of an object's words, with what the object knows of it. */
  #siteOf(s: Space, { sites, head }: ObjectCode, at: number, guards: readonly Guard[]): Site {
    const pc = sites[at + SITE_PC] >>> 0;
    const flags = sites[at + SITE_FLAGS];
    const address = flags & FLAG_UNKNOWN ? -1 : sites[at + SITE_ADDRESS] >>> 0;
    const site = this.#site(s, pc, address, (flags & FLAG_WRITE) !== 0);
    if (!site.heads.includes(head)) site.heads.push(head);
    if (sites[at + SITE_TRIES] > site.tries) this.#missed(s, pc, site, sites[at + SITE_TRIES]);
    if (sites[at + SITE_GUARD] >= 0) site.guard = guards[sites[at + SITE_GUARD]];
    return site;
  }

  /** Enters a region: its function is called from now on where its code would be executed. */
  #enter(s: Space, object: ObjectCode, f: unknown): void {
    const { head } = object;
    this.stats.regions++;
    const pages = new Map<number, number>();
    for (const { pc, words } of object.code)
      for (let p = pc >>> 12; p <= (pc + 4 * words.length - 1) >>> 12; p++) pages.set(p, s.space.frameOf(p));
    // First: that the page is closed to writes is a change, which takes regions back.
    for (const p of pages.keys()) {
      this.#core.markTranslated(p << 12);
      this.#core.watchPage(s.tables, p);
    }
    const made: Made = { space: s, head, pages };
    const old = s.regions.get(head);
    if (old) this.#forget(old);
    s.regions.set(head, made);
    for (const fr of pages.values()) {
      let set = this.#byFrame.get(fr);
      if (!set) {
        set = new Set();
        this.#byFrame.set(fr, set);
      }
      set.add(made);
    }
    const slot = this.#slot(s, head);
    this.#machine.table.set(slot, f);
    this.#core.setEntry(s.tables, head, slot);
    const name = s.names.get(head >>> 12);
    if (name && s.space.program) this.#store.note(s.space.program, head >>> 12, name);
  }

  /** Ways out of regions by address, where `exits` asks for them. */
  readonly exits = new Map<number, number>();
  #exitPlace(pc: number): number {
    let at = this.exits.get(pc);
    if (at === undefined) {
      at = this.#newPlace() || this.#nowhere;
      this.exits.set(pc, at);
    }
    return at;
  }

  /** Nobody that will have these tables shall find slots and places where this space had them. */
  #giveBack(s: Space): void {
    for (const slot of s.slots.values()) this.#slots.give(slot);
    for (const place of s.places.values()) this.#places.give(place);
    this.#kept.delete(s.tables);
  }

  /** Two words that count, 0 when there is no room. */
  #newPlace(): number {
    let place = this.#places.take();
    for (const s of this.#kept.values()) {
      if (place) break;
      this.#giveBack(s);
      place = this.#places.take();
    }
    return place ?? 0;
  }

  #slot(s: Space, pc: number): number {
    let slot = s.slots.get(pc);
    if (slot !== undefined) return slot;
    slot = this.#slots.take();
    if (slot === undefined) {
      this.#moreSlots();
      slot = this.#slots.take()!;
    }
    s.slots.set(pc, slot);
    return slot;
  }

  #moreSlots(): void {
    const { table } = this.#machine;
    const first = table.grow(SLOTS);
    for (let i = first; i < first + SLOTS; i++) table.set(i, this.#core.stray);
    this.#slots.grow(SLOTS);
  }

  #site(s: Space, pc: number, sampled: number, write: boolean): Site {
    let site = s.sites.get(pc);
    if (!site) {
      site = {
        place: s.places.get(pc) ?? this.#newPlace(),
        address: sampled,
        tries: 0,
        guard: undefined,
        write,
        heads: [],
      };
      s.sites.set(pc, site);
      if (site.place) {
        s.places.set(pc, site.place);
        this.#machine.phys.u32[site.place / 4] = 0;
      }
    }
    return site;
  }

  #missed(s: Space, pc: number, site: Site, tries: number): void {
    site.tries = tries;
    s.missed.set(pc, site);
  }

  /** How to check the access at pc: by the guard of the address it is expected at, or by the page tables. */
  #choose(s: Space, pc: number, sampled: number, write: boolean): Choice {
    const site = this.#site(s, pc, sampled, write);
    // Another region may have guessed where nothing is.
    if (site.tries === 0 && sampled >= 0 && !site.guard) site.address = sampled;
    const { address, tries } = site;
    const none: Choice = { guard: undefined, address, tries };
    const { u32 } = this.#machine.phys;
    if (this.#options.guards === false || !site.place) return none;
    if (!wantsGuard(site, s.space.shared, u32[GR / 4 + 30], u32[CR27 / 4])) return none;
    site.guard = this.#guards.find(s.space, address, write);
    site.write = write;
    return site.guard ? { guard: { address, lo: site.guard.lo, write }, address, tries } : none;
  }

  #count(s: Space, into: TranslatorStats = this.stats): void {
    for (const site of s.sites.values())
      if (site.tries > TRIES || site.address < 0) into.paged++;
      else into.guarded++;
  }

  /** The figures for --stats. */
  report(): string {
    // it may be asked again
    const stats = { ...this.stats };
    for (const s of this.#spaces.values()) this.#count(s, stats);
    const { u32 } = this.#machine.phys;
    const long = (at: number) => u32[at / 4] + u32[at / 4 + 1] * 2 ** 32;
    const { bytes, modules, revived } = this.modules;
    const share = (100 * long(TRANSLATED_CLOCK)) / (long(CLOCK) || 1);
    return [
      `in translated code ${share.toFixed(1)} % of the instructions, entered ${u32[ENTERED / 4]} times`,
      `regions ${stats.regions} (${stats.stored} translated before, ${revived} compiled before), ${stats.instructions} instructions translated, ${bytes} bytes compiled, ${modules} modules`,
      exitsLine(u32),
      `translated again ${stats.again}, dropped ${stats.dropped}, put off ${stats.later}`,
      `guarded accesses ${stats.guarded}, by the page tables ${stats.paged}, misses ${u32[MISSED / 4]}, left off ${u32[LEFT_OFF / 4]}`,
      `translating ${stats.translating.toFixed(1)} ms, in a thread of its own ${stats.elsewhere.toFixed(1)} ms, compiling ${stats.compiling.toFixed(1)} ms`,
      "",
    ].join("\n");
  }

  /** For the translator to be there, or for what another thread translates. */
  get isWaiting(): boolean {
    return this.#wanted.length > 0 || this.#parked > 0 || (this.#requests?.isBusy ?? false);
  }

  /** Now and then: regions whose guards miss are made anew. */
  poll(): void {
    if (this.#wanted.length && this.#translator) this.#makeWanted();
    if (this.#requests?.hasArrived) this.#takeArrived(this.#requests);
    if (this.#requests?.isGone) this.#withoutWorker(this.#requests);
    if (this.#parked && this.#machine.space) this.#installParked(this.#machine.space);
    const u32 = this.#machine.phys.u32;
    const misses = u32[MISSED / 4] + LEAVING * u32[LEFT_OFF / 4];
    // counters that have wrapped around make a difference that is not small
    if (Math.abs(misses - this.#missesSeen) < MISSES) return;
    this.#missesSeen = misses;
    const { space } = this.#machine;
    const s = space && this.#spaces.get(space.tables);
    if (!s) return;
    if (this.#overspent()) return;
    const again = new Set<number>();
    for (const site of s.sites.values()) {
      const count = site.place ? u32[site.place / 4] : 0;
      if (count < MISSES) continue;
      if (this.#hasGrown(s, site)) u32[site.place / 4] = 0;
      else
        for (const head of site.heads)
          if (s.regions.has(head) && count >= MISSES * PATIENCE ** (s.again.get(head) ?? 0)) again.add(head);
    }
    if (again.size && !this.#requests && !this.#translator) {
      this.#load();
      return;
    }
    for (const [pc, site] of s.sites) {
      if (!site.place || u32[site.place / 4] < SOME_MISSES) continue;
      const heads = site.heads.filter((head) => again.has(head));
      if (!heads.length) continue;
      u32[site.place / 4] = 0;
      // Once for another guess, whose misses stay in the region; what misses much after that goes by the page tables.
      this.#missed(s, pc, site, site.tries + (site.tries > 0 ? TRIES + 1 : 1));
    }
    for (const head of again) {
      this.stats.again++;
      s.again.set(head, (s.again.get(head) ?? 0) + 1);
      if (!this.#ask(s, head)) this.#make(s, head);
    }
  }

  /** Translates what has waited for the translator, of the space that runs. */
  #makeWanted(): void {
    const wanted = this.#wanted.splice(0);
    for (const [s, head, registers] of wanted)
      if (this.#spaces.get(s.tables) !== s || s.regions.has(head)) continue;
      else if (s.space === this.#machine.space) this.#make(s, head, registers);
      else this.#core.setEntry(s.tables, head, 0);
  }

  /** Writes new translations to the shelf. */
  save(): void {
    this.#store.save();
    this.modules.save();
  }

  /** Takes the address that missed last; true when the guard covers it by now, even if it is a group's, which want room behind. */
  #hasGrown(s: Space, site: Site): boolean {
    site.address = this.#machine.phys.u32[site.place / 4 + 1];
    const { guard } = site;
    if (!guard || this.#guards.find(s.space, site.address, site.write) !== guard) return false;
    return site.address - guard.lo < guard.pages * 4096 - SLACK;
  }

  #forget(made: Made): void {
    for (const fr of made.pages.values()) this.#byFrame.get(fr)?.delete(made);
  }

  #drop(made: Made): void {
    const { space: s, head } = made;
    for (const page of made.pages.keys()) s.names.delete(page);
    if (s.regions.get(head) !== made) return;
    s.regions.delete(head);
    this.#forget(made);
    this.#core.setEntry(s.tables, head, 0);
    const slot = s.slots.get(head);
    if (slot !== undefined) this.#machine.table.set(slot, this.#core.stray);
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
    s.names.delete(page);
    for (const made of [...s.regions.values()]) {
      const frame = made.pages.get(page);
      if (frame === undefined) continue;
      // The same code in another way: closed to writes, for one.
      if (s.space.protOf(page) & PROT_EXEC && s.space.frameOf(page) === frame)
        this.#core.watchPage(tables, page);
      else this.#drop(made);
    }
  }

  spaceFreed(space: AddressSpace): void {
    this.#guards.spaceFreed(space.tables);
    const s = this.#spaces.get(space.tables);
    if (!s) return;
    this.#count(s);
    this.#parked -= s.parked.length;
    for (const made of s.regions.values()) this.#forget(made);
    for (const head of s.regions.keys()) this.#machine.table.set(this.#slot(s, head), this.#core.stray);
    this.#spaces.delete(space.tables);
    if (s.slots.size > MOST_KEPT || s.places.size > MOST_KEPT) this.#giveBack(s);
    else this.#kept.set(space.tables, s);
  }
}

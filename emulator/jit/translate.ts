// Translates one region into object code: what the JIT asks for when nothing made before fits. A bundle of its own, with
// the whole instruction table, that a run which finds its translations made never loads.
// Above: jit.ts. Below: region.ts, object.ts.

import type { Fetch } from "./block.ts";
import { isCall } from "./calls.ts";
import { setAvailable } from "./info.ts";
import {
  checksum,
  FLAG_UNKNOWN,
  FLAG_WRITE,
  FP_ANY,
  type GuardRequest,
  type ObjectCode,
  rangesOf,
  SITE_ADDRESS,
  SITE_FLAGS,
  SITE_GUARD,
  SITE_PC,
  SITE_TRIES,
  SITE_WORDS,
} from "./object.ts";
import { Region } from "./region.ts";

export { serve } from "./serve.ts";

/** What is known where the region is wanted. */
export interface Request {
  readonly head: number;
  /** Which floating point it may do by itself (info.ts). */
  readonly mode: number;
  /** Threads share the space. */
  readonly shared: boolean;
  /** Instructions, about. */
  readonly limit: number;
  readonly registers: Uint32Array;
  /** The core's functions: rows without one are the interpreter's. */
  readonly available: ReadonlySet<string>;
  readonly fetch: Fetch;
  /** A word as a load would find it now; undefined where there is none. */
  peek(address: number): number | undefined;
  /** Code at pc is the head of a region; was never executed. */
  isTranslated(pc: number): boolean;
  isCold(pc: number): boolean;
  /** How to check the access at pc, which is expected at this address (-1: not known). */
  guardFor(pc: number, address: number, write: boolean): Choice;
  /** Whether to count the ways out. */
  readonly exits: boolean;
}

/** A guard by any address in its run, or none; with what the JIT knows of the access by now. */
export interface Choice {
  readonly guard: GuardRequest | undefined;
  readonly address: number;
  readonly tries: number;
}

/** The object code of the region at head; undefined when its first instruction is the interpreter's. */
export function translate(request: Request): ObjectCode | undefined {
  const { head, mode, shared } = request;
  setAvailable(request.available);
  const imports: string[] = [];
  const words = new Map<number, number>();
  const guards: GuardRequest[] = [];
  /** Words of object.ts's. */
  const sites: number[] = [];
  const siteAt = new Map<number, number>();
  const slots: number[] = [];
  const exits: number[] = [];
  const indexIn = <T>(list: T[], item: T): number => {
    const i = list.indexOf(item);
    return i >= 0 ? i : list.push(item) - 1;
  };
  const site = (pc: number, address: number, write: boolean, guard: number, tries: number): number => {
    const i = siteAt.get(pc) ?? siteAt.size;
    siteAt.set(pc, i);
    const at = i * SITE_WORDS;
    sites[at + SITE_PC] = pc;
    sites[at + SITE_ADDRESS] = address;
    sites[at + SITE_FLAGS] = (write ? FLAG_WRITE : 0) | (address < 0 ? FLAG_UNKNOWN : 0);
    sites[at + SITE_GUARD] = guard;
    sites[at + SITE_TRIES] = tries;
    return i;
  };
  const region = new Region(
    head,
    {
      registers: request.registers,
      importIndex: (name) => indexIn(imports, name),
      guardFor: (pc, sampled, write) => {
        const { guard, address, tries } = request.guardFor(pc, sampled, write);
        let index = -1;
        if (guard) {
          index = guards.findIndex((g) => g.lo === guard.lo && g.write === guard.write);
          if (index < 0) index = guards.push(guard) - 1;
        }
        site(pc, address, write, index, tries);
        return index;
      },
      hasMissed: (pc) => sites[siteAt.get(pc)! * SITE_WORDS + SITE_TRIES] > 0,
      siteOf: (pc) => siteAt.get(pc)!,
      newSite: (pc) => siteAt.get(pc) ?? site(pc, -1, false, -1, 0),
      exitOf: (pc) => (request.exits ? indexIn(exits, pc) : -1),
      slotOf: (pc) => indexIn(slots, pc),
      isTranslated: (pc) => request.isTranslated(pc),
      isCold: (pc) => request.isCold(pc),
      peek: (address) => request.peek(address),
    },
    (pc) => {
      const word = request.fetch(pc);
      if (word !== undefined) words.set(pc, word);
      return word;
    },
    mode,
    request.limit,
    isCall(request.fetch(head - 8) ?? 0),
  );
  if (!region.code) return undefined;
  const { body } = region.code;
  return {
    head,
    stamp: checksum(region.code.relocations, checksum(new Int32Array(body.buffer, 0, body.length >> 2))),
    mode: region.isModal ? mode : FP_ANY,
    shared,
    instructions: region.instructions,
    ...region.code,
    code: rangesOf(words),
    guards,
    sites: Int32Array.from(sites),
    slots: Uint32Array.from(slots),
    exits: Uint32Array.from(exits),
    imports,
  };
}

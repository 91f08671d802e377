// The thread that translates: takes requests, looks at the spaces they are about in the memory it shares with the machine,
// and answers with object code. It never ends by itself. Part of the translator's bundle.
// Above: who starts the thread (cli/worker.ts, web/worker/thread.ts). Below: channel.ts, look.ts, guards.ts; translate.ts is handed in.

import { ENTRIES, ENTRY_TRANSLATED, TABLES_ENTRIES, TABLES_SPACE } from "../core-exports.ts";
import { type Answer, type Asked, Channel } from "./channel.ts";
import { runAt } from "./guards.ts";
import { Look, wantsGuard } from "./look.ts";
import type { ObjectCode } from "./object.ts";
import type { Choice, translate } from "./translate.ts";

/** What the thread is started with. */
export interface WorkerStart {
  readonly memory: WebAssembly.Memory;
  readonly channel: SharedArrayBuffer;
  /** The core's functions. */
  readonly available: readonly string[];
}

const SP = 30;
/** Heads of regions that were just made, and may not be entered yet: as many as may be under way at a time. */
const RECENT = 64;

/** Never ends, and never lets the event loop turn. */
export function serve(start: WorkerStart, make: typeof translate, now: () => number): never {
  const channel = new Channel(start.channel);
  const answer = answerer(start, channel, make, now);
  for (;;) answer(channel.nextRequest());
}

/**
 * The same where the event loop turns as long as nothing is asked for: a browser ends a worker that sleeps only after two
 * seconds (Chromium). Where the host cannot wait so it sleeps.
 */
export async function serveInTurns(
  start: WorkerStart,
  make: typeof translate,
  now: () => number,
): Promise<never> {
  const channel = new Channel(start.channel);
  const answer = answerer(start, channel, make, now);
  for (;;) {
    const asked = channel.takeRequest();
    if (asked) answer(asked);
    else await (channel.whenAsked() ?? answer(channel.nextRequest()));
  }
}

function answerer(
  start: WorkerStart,
  channel: Channel,
  make: typeof translate,
  now: () => number,
): (asked: Asked) => void {
  const available = new Set(start.available);
  const recent: string[] = [];
  let u32 = new Uint32Array(start.memory.buffer);
  return (asked) => {
    // a memory that threads share grows in its place; only what is beyond the old end needs another view
    if (u32.length !== start.memory.buffer.byteLength / 4) u32 = new Uint32Array(start.memory.buffer);
    channel.answer(answerTo(asked, u32, available, recent, make, now));
  };
}

/** recent: heads of regions made lately, to which this one is added. */
export function answerTo(
  asked: Asked,
  u32: Uint32Array,
  available: ReadonlySet<string>,
  recent: string[],
  make: typeof translate,
  now: () => number,
): Answer {
  const begun = now();
  let object: ObjectCode | undefined;
  try {
    object = translateFor(asked, u32, available, recent, make);
  } catch {
    // It looked while the program changed what it looked at.
  }
  if (object) recent.push(keyOf(asked.base, asked.head));
  if (recent.length > RECENT) recent.shift();
  return { id: asked.id, milliseconds: now() - begun, object };
}

const keyOf = (base: number, head: number): string => `${base} ${head}`;

function translateFor(
  asked: Asked,
  u32: Uint32Array,
  available: ReadonlySet<string>,
  recent: readonly string[],
  make: typeof translate,
): ObjectCode | undefined {
  const { head, mode, shared, limit, base, tables, cr27, registers } = asked;
  if (u32[(tables + TABLES_SPACE) / 4] !== base) return undefined;
  const look = new Look({ u32 }, base);
  const missed = new Map(asked.missed.map((m) => [m.pc, m]));
  return make({
    head,
    mode,
    shared,
    limit,
    registers,
    available,
    fetch: (pc) => look.fetch(pc),
    peek: (address) => look.peek(address),
    isTranslated: (pc) => isEntered(u32, tables, pc) || recent.includes(keyOf(base, pc)),
    isCold: (pc) => look.isCold(pc),
    guardFor: (pc, sampled, write): Choice => {
      const { address, tries } = missed.get(pc) ?? { address: sampled, tries: 0 };
      const wanted = asked.guards && wantsGuard({ address, tries }, shared, registers[SP], cr27);
      const run = wanted ? runAt(u32, tables, address >>> 12, write) : undefined;
      return { guard: run && { address, lo: (run.first << 12) >>> 0, write }, address, tries };
    },
    exits: false,
  });
}

/** Whether a space's table of branch targets has a function for pc (core/hot.ts). */
function isEntered(u32: Uint32Array, tables: number, pc: number): boolean {
  const home = (tables + TABLES_ENTRIES) / 4 + ((pc >>> 2) & (ENTRIES - 1)) * 2;
  const at = u32[home] === pc ? home : u32[home ^ 2] === pc ? home ^ 2 : -1;
  return at >= 0 && (u32[at + 1] & ENTRY_TRANSLATED) !== 0;
}

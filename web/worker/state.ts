// A kept state: the recording of the run so far, in the browser's IndexedDB, from which a reloaded page brings the
// system back by repeating the run (docs/decisions/0006). Idle time costs nothing there, computing its own time.
// Above: guest.ts, main.ts. Below: idb-keyval, the kernel's Recorder and Player.

import { createStore, del, get, set } from "idb-keyval";
import type { Machine, Shelf } from "../../emulator/index.ts";
import { Player, Recorder, Recording, type System } from "../../kernel/index.ts";
import { ASSETS } from "../assets.ts";
import type { BootRequest, KeptState } from "../protocol.ts";
import type { Emit } from "./guest.ts";
import { load } from "./load.ts";
import { newMachine } from "./processor.ts";

const KEY = "kept";
/** Entries after which a run is too long to be repeated in a time that anybody would wait. */
const LONGEST = 6_000_000;
/** Moments between two words about the progress. */
const STEP = 20_000_000;
/** What is kept of a terminal's output. */
const SCROLLBACK = 128 << 10;

const store = () => createStore("parisc", "states");

interface Kept extends KeptState {
  readonly recording: Uint8Array<ArrayBuffer>;
}

export const recorderFor = (request: BootRequest): Recorder => new Recorder({ about: { request } });

/** Takes down the state as it is now; throws an Error with a sentence. */
export async function keep(system: System, request: BootRequest): Promise<KeptState> {
  const { record } = system.options;
  if (!record) throw new Error("this system is not recorded, so that its state cannot be kept");
  if (record.count > LONGEST)
    throw new Error("this system has run for too long: repeating that would take minutes");
  const recording = record.bytes() as Uint8Array<ArrayBuffer>;
  const about: KeptState = {
    at: Date.now(),
    insns: system.kernel.sched.insns,
    size: recording.length,
    request,
  };
  try {
    await set(KEY, { ...about, recording } satisfies Kept, store());
  } catch (e) {
    throw new Error(`the browser does not keep it: ${e instanceof Error ? e.message : e}`);
  }
  return about;
}

export const forget = (): Promise<void> => del(KEY, store());

/** What is kept, if anything is. */
export async function kept(): Promise<KeptState | null> {
  const found = await get<Kept>(KEY, store());
  if (!found) return null;
  const { at, insns, size, request } = found;
  return { at, insns, size, request };
}

export interface Restored {
  readonly player: Player;
  readonly machine: Machine;
  readonly request: BootRequest;
  /** The last of what each stream wrote. */
  readonly screens: Map<number, Uint8Array[]>;
}

/** Repeats the kept run up to its end; the player waits there for goLive(). Throws an Error with a sentence. */
export async function restore(emit: Emit, shelf: Shelf | undefined): Promise<Restored> {
  const found = await get<Kept>(KEY, store());
  if (!found) throw new Error("no state is kept");
  const wasm = await load(ASSETS.core, () => {});
  const recording = Recording.parse(found.recording);
  const machine = await newMachine({ memory: recording.header.memory, wasm }, shelf);
  const screens = new Map<number, Uint8Array[]>();
  const player = await Player.boot(recording, {
    machine,
    output: (stream, bytes) => remember(screens, stream, bytes),
    watch: { record: recorderFor(found.request) },
  });
  for (let until = STEP; ; until += STEP) {
    const end = await player.run({ until });
    const insns = player.system.kernel.sched.insns;
    emit("progress", { what: "repeating what was done", done: insns, total: found.insns });
    if (end === "ended") break;
    if (end === "cut off") throw new Error("the kept state is damaged");
    until = Math.max(until, player.moment);
  }
  return { player, machine, request: found.request, screens };
}

/** The number on the wire that the recorded system has. */
export function wireNumber(recording: Recording): number | null {
  const net = recording.header.options.net as string[] | undefined;
  const address = /addr=[\d.]+\.(\d+)\//.exec(net?.find((s) => s.includes("wire=lan")) ?? "");
  return address ? Number(address[1]) : null;
}

function remember(screens: Map<number, Uint8Array[]>, stream: number, bytes: Uint8Array): void {
  const parts = screens.get(stream) ?? [];
  screens.set(stream, parts);
  parts.push(bytes.slice());
  let size = parts.reduce((n, p) => n + p.length, 0);
  while (size > SCROLLBACK && parts.length > 1) size -= parts.shift()!.length;
}

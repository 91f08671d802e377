// The worker: boots the guest that the page asks for, answers, runs. Whatever goes wrong becomes a sentence.
// Above: client.ts in the page. Below: services.ts, guest.ts.

import type { Ask, Events, ToPage, ToWorker } from "../protocol.ts";
import { type Emit, Guest } from "./guest.ts";
import { playLab } from "./lab.ts";
import { notes, services } from "./services.ts";
import { forget, kept } from "./state.ts";

declare const self: DedicatedWorkerGlobalScope;

const post = (message: ToPage, transfer: Transferable[] = []) => self.postMessage(message, transfer);
const emit: Emit = <N extends keyof Events>(name: N, data: Events[N], transfer?: Transferable[]) =>
  post({ kind: "event", name, data }, transfer);

let guest: Guest | null = null;
/** Told before the guest was there. */
const early: Extract<ToWorker, { kind: "note" }>[] = [];

function tell(to: Guest, { name, data }: (typeof early)[number]): void {
  notes[name](to, data as never);
}

async function answer(message: Extract<ToWorker, { kind: "ask" }>): Promise<unknown> {
  if (message.name === "state.kept") return kept();
  if (message.name === "state.forget") return forget();
  if (message.name === "lab.play") return playLab(message.ask as Ask<"lab.play">);
  if (message.name === "system.boot" || message.name === "system.restore") {
    if (guest) throw new Error("this worker has a system already");
    const start = message.name === "system.boot" ? Guest.boot : Guest.restore;
    const booted = await start(message.ask as never, emit);
    guest = booted.guest;
    for (const note of early.splice(0)) tell(guest, note);
    void guest.run();
    return booted.answer;
  }
  if (!guest) throw new Error("the system has not been booted yet");
  return services[message.name](guest, message.ask as never);
}

self.onmessage = async ({ data: message }: MessageEvent<ToWorker>) => {
  if (message.kind === "note") {
    if (guest) tell(guest, message);
    else early.push(message);
    guest?.host.wakeUp();
    return;
  }
  const { id } = message;
  try {
    const result = await answer(message);
    post({ kind: "answer", id, answer: result });
  } catch (e) {
    post({ kind: "refusal", id, message: e instanceof Error ? e.message : String(e) });
  }
  guest?.host.wakeUp();
};

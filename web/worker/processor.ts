// Makes the machine of a system in the page. Where the page is cross-origin isolated, its memory is one that threads share,
// and a worker of this worker's own translates for it (docs/decisions/0007); elsewhere all is done here.
// Above: guest.ts, state.ts. Below: thread.ts, the emulator. cli/translator.ts is the other one.

import { Machine, type MachineOptions, type Shelf, type StartWorker } from "../../emulator/index.ts";
import { ASSETS } from "../assets.ts";

/** A thread that has not begun after so long (ms), as its script does not come, is given up: code would be interpreted until then. */
const PATIENCE = 5000;

const startThread: StartWorker = (start, failed) => {
  const thread = new Worker(ASSETS.thread, { type: "module", name: "parisc translator" });
  const giveUp = () => {
    thread.terminate();
    failed();
  };
  const late = setTimeout(giveUp, PATIENCE);
  thread.onmessage = () => clearTimeout(late);
  thread.onerror = (e) => {
    // or the page would hear of it, for which nothing is lost
    e.preventDefault();
    giveUp();
  };
  thread.postMessage(start);
};

/** Throws what Machine.create() throws. */
export async function newMachine(
  options: Pick<MachineOptions, "memory" | "wasm" | "engine">,
  shelf: Shelf | undefined,
): Promise<Machine> {
  const { engine = "auto" } = options;
  if (engine === "auto" && crossOriginIsolated)
    try {
      return await Machine.create({ ...options, shared: true, translator: { shelf, worker: startThread } });
    } catch {
      // memory that is shared has to have all of its addresses at once: a small device may not have so many
    }
  return Machine.create({ ...options, translator: { shelf } });
}

// The worker's own worker, a bundle of its own: translates (emulator/jit/serve.ts). Above: processor.ts, which starts it and
// tells it what it serves. Below: the translator.

import type { WorkerStart } from "../../emulator/index.ts";
import { serveInTurns } from "../../emulator/jit/serve.ts";
import { translate } from "../../emulator/jit/translate.ts";

declare const self: DedicatedWorkerGlobalScope;

self.onmessage = async ({ data }: MessageEvent<WorkerStart>) => {
  self.postMessage("begun");
  try {
    await serveInTurns(data, translate, () => performance.now());
  } catch (e) {
    // the other side hears of what is thrown outside of promises
    setTimeout(() => {
      throw e;
    });
  }
};
self.onmessageerror = () => {
  throw new Error("memory cannot be shared with this thread");
};

// Starts the thread that translates. Above: run.ts. Below: worker.ts, Node.

import { join } from "node:path";
import type { StartWorker } from "../emulator/index.ts";

/** Node's module of threads is loaded when a program first has code worth a translation. */
export const startTranslator: StartWorker = (start, failed) => {
  const { Worker } = process.getBuiltinModule("node:worker_threads");
  const file = join(import.meta.dirname, "worker.js");
  const worker = new Worker(file, {
    workerData: start,
    execArgv: [],
    // what it makes lives briefly: a larger one costs memory, and saves nothing
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
  worker.unref();
  worker.on("error", failed);
  worker.on("exit", failed);
};

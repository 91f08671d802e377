// A worker process of `parisc test`: runs the programs it is sent, one at a time, until its parent goes.
// Above: pool.ts, at the other end of the channel. Below: ../library/node.ts.

import { run } from "../library/node.ts";
import type { Job } from "./spec.ts";

export function work(): Promise<number> {
  return new Promise((resolve) => {
    process.on("disconnect", () => resolve(0));
    process.on("message", (job: Job) => {
      void run(job.program, job.options).then((outcome) => {
        process.send?.(outcome);
      });
    });
  });
}

// Worker processes: each boots one system after the other. A worker that does not answer in time is killed and replaced; one
// that dies takes nothing with it but the run it had.
// Above: test.ts, seeds.ts, bisect.ts. Below: node:child_process; worker.ts is the other end.

import { type ChildProcess, fork } from "node:child_process";
import type { Job, Ran } from "./spec.ts";

interface Waiting {
  readonly job: Job;
  readonly timeout: number;
  readonly done: (ran: Ran) => void;
}

const nothing = { stdout: "", stderr: "", trace: [], packets: [], insns: 0 };

export class Pool {
  readonly #queue: Waiting[] = [];
  readonly #idle: ChildProcess[] = [];
  readonly #all = new Set<ChildProcess>();
  #closed = false;

  /** command: the built command line, which starts a worker when asked with the hidden word. */
  constructor(
    readonly size: number,
    readonly command: string,
  ) {}

  /** Runs the job when a worker is free; timeout in host seconds. */
  run(job: Job, timeout: number): Promise<Ran> {
    return new Promise((done) => {
      this.#queue.push({ job, timeout, done });
      this.#next();
    });
  }

  /** Forgets what has not begun. */
  clear(): void {
    this.#queue.length = 0;
  }

  close(): void {
    this.#closed = true;
    for (const child of this.#all) child.kill("SIGKILL");
  }

  #next(): void {
    while (this.#queue.length) {
      let child = this.#idle.pop();
      if (!child) {
        if (this.#all.size >= this.size) return;
        child = fork(this.command, ["test", "--worker"], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
        this.#all.add(child);
      }
      this.#give(child, this.#queue.shift()!);
    }
  }

  #give(child: ChildProcess, { job, timeout, done }: Waiting): void {
    const started = performance.now();
    let over = false;
    const finish = (ran: Omit<Ran, "ms">, reusable: boolean) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      child.removeAllListeners();
      if (reusable) this.#idle.push(child);
      else {
        this.#all.delete(child);
        child.kill("SIGKILL");
      }
      done({ ...ran, ms: performance.now() - started });
      if (!this.#closed) this.#next();
    };
    const stopped = (error: string) => finish({ ...nothing, status: 125, error }, false);
    const timer = setTimeout(
      () => stopped(`no end after ${timeout} s (give it more with timeout = SECONDS, or less to do)`),
      timeout * 1000,
    );
    child.on("message", (ran: Ran) => finish(ran, true));
    child.on("exit", (code, signal) =>
      stopped(`the emulator's process died (${signal ?? `status ${code}`})`),
    );
    child.on("error", (e) => stopped(`the emulator's process could not be started: ${e.message}`));
    child.send(job);
  }
}

// A guest, as the page sees it: starts the worker, asks, tells, hears. One Client is one booted system; a view that
// wants a system of its own makes another. Above: main.ts, the views. Below: protocol.ts, the worker.

import { ASSETS } from "./assets.ts";
import type {
  Answer,
  Ask,
  BootAnswer,
  BootRequest,
  Events,
  Notes,
  RequestName,
  ToPage,
  ToWorker,
} from "./protocol.ts";

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

export class Client {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<string, Set<(data: never) => void>>();
  #next = 1;

  constructor() {
    this.#worker = new Worker(ASSETS.worker, { type: "module", name: "parisc" });
    this.#worker.onmessage = ({ data }: MessageEvent<ToPage>) => this.#hear(data);
    this.#worker.onerror = (e) => {
      e.preventDefault();
      this.#fire("failed", { message: e.message || "the worker's script cannot be loaded" });
      for (const w of this.#waiting.values()) w.reject(new Error(e.message || "the worker does not start"));
      this.#waiting.clear();
    };
  }

  boot(request: BootRequest): Promise<BootAnswer> {
    return this.ask("system.boot", request);
  }

  /** Rejects with an Error whose message is for the user. */
  ask<N extends RequestName>(name: N, ask: Ask<N>, transfer: Transferable[] = []): Promise<Answer<N>> {
    const id = this.#next++;
    return new Promise<Answer<N>>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (a: unknown) => void, reject });
      this.#worker.postMessage({ kind: "ask", id, name, ask } satisfies ToWorker, transfer);
    });
  }

  tell<N extends keyof Notes>(name: N, data: Notes[N]): void {
    this.#worker.postMessage({ kind: "note", name, data } satisfies ToWorker);
  }

  /** Returns how to stop hearing. */
  on<N extends keyof Events>(name: N, listener: (data: Events[N]) => void): () => void {
    const set = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, set);
    set.add(listener as (data: never) => void);
    return () => set.delete(listener as (data: never) => void);
  }

  /** The system goes, as by pulling the plug. */
  end(): void {
    this.#worker.terminate();
    for (const w of this.#waiting.values()) w.reject(new Error("the system was ended"));
    this.#waiting.clear();
  }

  #fire<N extends keyof Events>(name: N, data: Events[N]): void {
    for (const listener of this.#listeners.get(name) ?? []) (listener as (d: Events[N]) => void)(data);
  }

  #hear(message: ToPage): void {
    if (message.kind === "event") {
      this.#fire(message.name, message.data as never);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === "answer") waiting?.resolve(message.answer);
    else waiting?.reject(new Error(message.message));
  }
}

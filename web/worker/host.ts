// The Host in a Web Worker: clocks, randomness, the turns of the event loop. The page shares no memory with the worker: what
// comes from it comes as messages, which are seen while the kernel lets the event loop turn (sleep()).
// Above: guest.ts. Below: the browser; kernel/host.ts has the contract.

import type { Host, HostStream, HostWire } from "../../kernel/index.ts";

/** Longest single setTimeout; the kernel asks again. */
const LONGEST_SLEEP_MS = 0x3fffffff;
/** Timers of browsers are a millisecond coarse (4 when they follow each other): shorter waits turn the event loop. */
const SHORTEST_TIMER_MS = 2;
/** What crypto.getRandomValues() gives at a time. */
const RANDOM_AT_ONCE = 65536;

export interface WebHost extends Host {
  /** Ends a sleep() under way, or the next one at once: a message came. */
  wakeUp(): void;
  /** Nothing runs before a message or a timer comes. */
  readonly waiting: boolean;
}

export function webHost(options: {
  console: HostStream;
  log: (line: string) => void;
  wires?: Readonly<Record<string, HostWire>>;
  /** Called before each wait: what has been gathered goes out. */
  flush: () => void;
}): WebHost {
  let pending = false;
  let resume: (() => void) | null = null;
  const turns = new MessageChannel();
  let turned: (() => void) | null = null;
  turns.port1.onmessage = () => turned?.();
  /** One turn of the event loop, without the delay that timers have. */
  const turn = () =>
    new Promise<void>((resolve) => {
      turned = resolve;
      turns.port2.postMessage(null);
    });
  const start = performance.now();
  const offset = BigInt(Math.round((performance.timeOrigin + start) * 1e6));
  const monotonic = () => Math.round((performance.now() - start) * 1e6);
  return {
    realtime: () => BigInt(monotonic()) + offset,
    monotonic,
    random(n) {
      const bytes = new Uint8Array(n);
      for (let at = 0; at < n; at += RANDOM_AT_ONCE)
        crypto.getRandomValues(bytes.subarray(at, at + RANDOM_AT_ONCE));
      return bytes;
    },
    stdio: [options.console, options.console, options.console],
    wires: options.wires,
    log: options.log,
    wakeUp() {
      pending = true;
      resume?.();
    },
    get waiting() {
      return resume !== null;
    },
    async sleep(until) {
      options.flush();
      if (until === 0) return turn();
      while (!pending) {
        const left = until === null ? Number.POSITIVE_INFINITY : (until - monotonic()) / 1e6;
        if (left <= 0) break;
        if (left < SHORTEST_TIMER_MS) {
          await turn();
          continue;
        }
        await new Promise<void>((resolve) => {
          const timer = Number.isFinite(left)
            ? setTimeout(resolve, Math.min(Math.floor(left), LONGEST_SLEEP_MS))
            : undefined;
          resume = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        resume = null;
      }
      pending = false;
      options.flush();
    },
  };
}

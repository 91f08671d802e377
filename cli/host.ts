// The Host on Node: clocks, randomness, the three standard streams, host files, and the wait for host events.
// Above: run.ts. Below: Node; kernel/host.ts has the contract.

import * as fs from "node:fs";
import type { Host, HostStream } from "../kernel/host.ts";
import { EAGAIN } from "../kernel/uapi/asm/errno.ts";
import { errnoOf, hostStat, nodeFiles } from "./host-files.ts";

/** Longest single setTimeout; the kernel asks again. */
const LONGEST_SLEEP_MS = 0x3fffffff;

/** /dev/null and its like on Linux (major number 1): seen without node:tty, which takes 2 ms to load. */
const isMemoryDevice = ({ rdev }: fs.BigIntStats): boolean =>
  process.platform === "linux" && rdev >> 8n === 1n;

/** One of the process's own file descriptors as a stream of the guest's. */
class NodeStream implements HostStream {
  readonly kind: HostStream["kind"];
  readonly stat: HostStream["stat"];
  readonly handle?: number;
  #fd: number;
  #wake: (() => void) | null = null;
  /** What has been read ahead and not yet been taken; an error number; null while a read is under way or not begun. */
  #ahead: Uint8Array | number | null = null;
  #reading = false;
  #onEvent: () => void;
  /** The terminal that all standard streams may lead to is in raw mode. */
  static raw = false;

  constructor(fd: number, onEvent: () => void) {
    this.#fd = fd;
    this.#onEvent = onEvent;
    let kind: HostStream["kind"] = "null";
    try {
      const s = fs.fstatSync(fd, { bigint: true });
      this.stat = hostStat(s);
      if (s.isFile()) kind = "file";
      else if (s.isFIFO()) kind = "pipe";
      else if (s.isSocket()) kind = "socket";
      else if (s.isCharacterDevice() && !isMemoryDevice(s) && process.getBuiltinModule("node:tty").isatty(fd))
        kind = "tty";
      if (kind === "file") this.handle = fd;
    } catch {
      // a closed descriptor: reads as empty, takes and drops what is written
    }
    this.kind = kind;
  }

  #readAhead(): void {
    if (this.#reading || this.#ahead !== null) return;
    this.#reading = true;
    const buffer = new Uint8Array(65536);
    fs.read(this.#fd, buffer, 0, buffer.length, null, (error, count) => {
      if (error?.code === "EAGAIN") {
        setTimeout(() => {
          this.#reading = false;
          this.#readAhead();
        }, 5);
        return;
      }
      this.#reading = false;
      this.#ahead = error
        ? error.code === "EOF"
          ? new Uint8Array()
          : errnoOf(error)
        : buffer.subarray(0, count);
      this.#wake?.();
      this.#onEvent();
    });
  }

  read(max: number): Uint8Array | null | number {
    if (this.kind === "null") return new Uint8Array();
    const ahead = this.#ahead;
    if (ahead === null) {
      this.#readAhead();
      return null;
    }
    if (typeof ahead === "number") {
      this.#ahead = null;
      return ahead;
    }
    if (ahead.length > max) {
      this.#ahead = ahead.subarray(max);
      return ahead.subarray(0, max);
    }
    // an end of file stays one, as on a closed pipe; a terminal's ^D does not
    if (ahead.length > 0 || this.kind === "tty") this.#ahead = null;
    return ahead;
  }

  readable(): boolean {
    if (this.kind === "null" || this.#ahead !== null) return true;
    this.#readAhead();
    return false;
  }

  onReadable(wake: () => void): void {
    this.#wake = wake;
  }

  write(bytes: Uint8Array): number {
    if (this.kind === "null" && !this.stat) return bytes.length;
    for (;;) {
      try {
        if (!NodeStream.raw || this.kind !== "tty") return fs.writeSync(this.#fd, bytes);
        // Node's raw mode still makes CR LF of each LF: the guest's own CR before it would be one too many
        fs.writeSync(this.#fd, withoutCr(bytes));
        return bytes.length;
      } catch (error) {
        const n = errnoOf(error);
        if (n !== -EAGAIN) return n;
        // somebody made the shared descriptor non-blocking: wait a little, as a blocking write would
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
      }
    }
  }

  winsize(): { rows: number; cols: number } {
    const out = process.stdout.isTTY ? process.stdout : process.stderr;
    return { rows: out.rows ?? 24, cols: out.columns ?? 80 };
  }

  setRaw(raw: boolean): void {
    if (process.stdin.isTTY && process.stdin.isRaw !== raw) process.stdin.setRawMode(raw);
    NodeStream.raw = raw;
  }
}

/** The bytes with LF for each CR LF. */
export function withoutCr(bytes: Uint8Array): Uint8Array {
  return bytes.filter((b, i) => b !== 13 || bytes[i + 1] !== 10);
}

/** From the host's random device where there is one: node:crypto takes 3 ms to load, and every exec wants 16 bytes. */
function random(n: number): Uint8Array {
  const bytes = new Uint8Array(n);
  try {
    randomFd ??= fs.openSync("/dev/urandom", "r");
    if (fs.readSync(randomFd, bytes) === n) return bytes;
  } catch {
    // another kind of host
  }
  return process.getBuiltinModule("node:crypto").randomFillSync(bytes);
}
let randomFd: number | undefined;

export interface NodeHost extends Host {
  /** Ends a sleep() under way, or the next one at once: something happened (a host signal). */
  wakeUp(): void;
}

export function nodeHost(log: (line: string) => void): NodeHost {
  let pending = false;
  let resume: (() => void) | null = null;
  const wakeUp = () => {
    pending = true;
    resume?.();
  };
  const stream = (fd: number) => new NodeStream(fd, wakeUp);
  const start = process.hrtime.bigint();
  const offset = BigInt(Date.now()) * 1_000_000n - start;
  return {
    realtime: () => process.hrtime.bigint() + offset,
    monotonic: () => Number(process.hrtime.bigint() - start),
    random,
    files: nodeFiles,
    stdio: [stream(0), stream(1), stream(2)],
    wakeUp,
    log,
    async sleep(until) {
      if (until === 0) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        return;
      }
      while (!pending) {
        const left =
          until === null ? Number.POSITIVE_INFINITY : (until - Number(process.hrtime.bigint() - start)) / 1e6;
        if (left <= 0) break;
        await new Promise<void>((resolve) => {
          // under a millisecond a timer is too coarse: turn the event loop instead
          const timer =
            left < 1
              ? setImmediate(resolve)
              : setTimeout(resolve, Math.min(Math.floor(left), LONGEST_SLEEP_MS));
          resume = () => {
            resume = null;
            if (left < 1) clearImmediate(timer as NodeJS.Immediate);
            else clearTimeout(timer as NodeJS.Timeout);
            resolve();
          };
        });
        resume = null;
      }
      pending = false;
    },
  };
}

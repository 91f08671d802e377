// Writes down what the host answers and what comes from outside: a Host around the host. The kernel does not know of it.
// Above: boot.ts (BootOptions.record), the faces. Below: format.ts, entries.ts, host.ts.

import type { BootOptions } from "../boot_options.ts";
import type { Host, HostFiles, HostStream, HostWire } from "../host.ts";
import type { Kernel } from "../kernel.ts";
import {
  ASLEEP,
  argumentsHash,
  BETWEEN,
  type Call,
  END,
  HELD,
  type Header,
  INPUT,
  MARK,
  opOf,
  SIGNALS,
  SLEEP,
  type StreamFacts,
  WAKE,
  WITHIN,
} from "./entries.ts";
import { CHUNK_ENTRIES, CHUNK_HEADER, CHUNK_ROOTFS, chunk, fileHead, Writer } from "./format.ts";
import { markHash } from "./hash.ts";
import type { Schedule } from "./schedule.ts";

export interface RecorderOptions {
  /** Takes the recording's bytes as they come, whole chunks; without it they are kept for bytes(). */
  write?: (bytes: Uint8Array) => void;
  /** They are kept for bytes() as well. */
  keep?: boolean;
  /** Moments between two checksums of the processor's state. */
  marks?: number;
  /** The checksums take in all memory: some milliseconds a megabyte each. */
  deep?: boolean;
  /** What the header says for people. */
  about?: Record<string, unknown>;
}

/** Moments between checksums where nobody says otherwise. */
const MARKS = 1_000_000;
/** Bytes that make a chunk, and nanoseconds after which fewer do. */
const CHUNK_SIZE = 1 << 16;
const CHUNK_TIME = 10_000_000;

/** Options that are data and change the run (a report reads files of the guest's for its symbols). A new one of that kind goes here. */
const RECORDED = [
  "kernel",
  "uname",
  "hostname",
  "mounts",
  "sysroot",
  "console",
  "net",
  "uid",
  "gid",
  "caps",
  "clock",
  "seed",
  "limitInsns",
  "limitTime",
  "report",
] as const satisfies readonly (keyof BootOptions)[];

const STREAM_CALLS = [
  "read",
  "onReadable",
  "readable",
  "write",
  "room",
  "onWritable",
  "winsize",
  "setRaw",
] as const;

export const streamFacts = (s: HostStream): StreamFacts => ({
  kind: s.kind,
  stat: s.stat && { ...s.stat },
  handle: s.handle,
  append: s.append,
  has: STREAM_CALLS.filter((name) => s[name]),
});

export class Recorder {
  readonly #write: (bytes: Uint8Array) => void;
  readonly #kept: Uint8Array[] = [];
  readonly #marks: number;
  readonly #deep: boolean;
  readonly #about: Record<string, unknown>;
  readonly #entries = new Writer();
  #kernel: Kernel | null = null;
  #streams = 3;
  /** Things from outside that are being done, one within another. */
  #depth = 0;
  /** Who has called last: the system (a question), or somebody outside. */
  #caller: "nobody" | "system" | "outside" = "nobody";
  #asleep = false;
  /** A look that is no part of the run is under way. */
  #aside = false;
  #time = 0;
  #flushed = 0;
  #ended = false;
  /** Entries so far. */
  count = 0;

  constructor(options: RecorderOptions = {}) {
    const { write } = options;
    const keep = options.keep ?? write === undefined;
    this.#write = (bytes) => {
      if (keep) this.#kept.push(bytes);
      write?.(bytes);
    };
    this.#marks = options.marks ?? MARKS;
    this.#deep = options.deep ?? false;
    this.#about = options.about ?? {};
  }

  /** The options with a host that is recorded. Writes the header: called once, by boot(). */
  attach(options: BootOptions): BootOptions {
    const { host } = options;
    const header: Header = {
      memory: options.machine.phys.totalFrames * 4096,
      options: Object.fromEntries(RECORDED.map((name) => [name, options[name]])),
      host: {
        files: host.files !== undefined,
        wires: Object.keys(host.wires ?? {}),
        stdio: host.stdio.map(streamFacts),
      },
      schedule: options.schedule !== undefined,
      marks: this.#marks,
      deep: this.#deep,
      about: this.#about,
    };
    const facts = new Writer();
    facts.value(header);
    this.#write(fileHead());
    this.#write(chunk(CHUNK_HEADER, facts.take()));
    if (options.rootfs) this.#write(chunk(CHUNK_ROOTFS, options.rootfs));
    return {
      ...options,
      host: this.#host(host),
      schedule: options.schedule && this.#schedule(options.schedule),
    };
  }

  /** The kernel that runs with these options is there. */
  begin(kernel: Kernel): void {
    this.#kernel = kernel;
    const { sched } = kernel;
    sched.at_moment(this.#marks, () => {
      if (this.#ended) return Number.POSITIVE_INFINITY;
      this.#entry(MARK);
      this.#entries.natural(sched.moment);
      this.#entries.u32(markHash(kernel, this.#deep));
      return sched.moment + this.#marks;
    });
  }

  #place(): number {
    if (this.#caller === "system") return WITHIN;
    if (this.#asleep) return ASLEEP;
    const sched = this.#kernel?.sched;
    if (sched?.at_signals) return SIGNALS;
    return sched && sched.held >= 0 ? HELD : BETWEEN;
  }

  /** Something from outside. What it does itself by the same ways is part of it; what the host answers to it at once is not. */
  readonly outside = <T>(name: string, args: readonly unknown[], call: () => T): T => {
    if (this.#caller === "outside" || this.#ended) return call();
    const { sched } = this.#kernel ?? { sched: null };
    const place = this.#place();
    this.#entry(INPUT);
    this.#entries.byte(place);
    this.#entries.natural(sched?.moment ?? 0);
    this.#entries.value(name);
    this.#entries.value(args);
    const caller = this.#caller;
    this.#caller = "outside";
    this.#depth++;
    try {
      return call();
    } finally {
      this.#depth--;
      this.#caller = caller;
    }
  };

  /** A question of the system's to the host, who may take the opportunity to do something to the system. */
  #ask<T>(question: () => T): T {
    const caller = this.#caller;
    this.#caller = "system";
    try {
      return question();
    } finally {
      this.#caller = caller;
    }
  }

  /** A further stream (a terminal), recorded under the next number. */
  stream(inner: HostStream): { number: number; stream: HostStream } {
    const number = this.#streams++;
    return { number, stream: this.#stream(inner, number) };
  }

  /** Writes what has not been written yet. */
  flush(): void {
    this.#flushed = this.#time;
    if (this.#entries.length) this.#write(chunk(CHUNK_ENTRIES, this.#entries.take()));
  }

  /** The system has ended, or is held: nothing is recorded from here on. */
  end(): void {
    if (this.#ended) return;
    const { sched } = this.#kernel ?? { sched: null };
    this.#entry(END);
    this.#entries.byte(this.#place());
    this.#entries.natural(sched?.moment ?? 0);
    this.flush();
    this.#ended = true;
  }

  /** The recording so far, where it is kept; as if it ended here, while it goes on. */
  bytes(): Uint8Array {
    this.flush();
    const { sched } = this.#kernel ?? { sched: null };
    const last = new Writer();
    if (!this.#ended) {
      last.byte(END);
      last.byte(this.#place());
      last.natural(sched?.moment ?? 0);
    }
    const parts = this.#ended ? this.#kept : [...this.#kept, chunk(CHUNK_ENTRIES, last.take())];
    const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
    let at = 0;
    for (const p of parts) {
      all.set(p, at);
      at += p.length;
    }
    return all;
  }

  #entry(op: number): void {
    if (this.#entries.length >= CHUNK_SIZE) this.flush();
    this.#entries.byte(op);
    this.count++;
  }

  /** The head of an answer's entry; nothing is written after end(). */
  #call(name: Call): Writer | null {
    if (this.#ended) return null;
    this.#awake();
    this.#entry(opOf(name));
    return this.#entries;
  }

  /** The system asks again: a sleep is over. */
  #awake(): void {
    if (!this.#asleep || this.#depth > 0 || this.#ended) return;
    this.#asleep = false;
    this.#entry(WAKE);
  }

  /** f, whose results are written with a checksum of its arguments. */
  #recorded<A extends unknown[], R>(name: Call, f: (...args: A) => R, stream = -1): (...args: A) => R {
    return (...args) => {
      if (this.#aside) return f(...args);
      this.#awake();
      const result = this.#ask(() => f(...args));
      const out = this.#call(name);
      if (out) {
        if (stream >= 0) out.natural(stream);
        out.u32(argumentsHash(args));
        out.value(result);
      }
      return result;
    };
  }

  #host(inner: Host): Host {
    const { files, wires } = inner;
    const monotonic = () => {
      const now = Math.max(Math.round(inner.monotonic()), this.#time);
      this.#call("monotonic")?.natural(now - this.#time);
      this.#time = now;
      return now;
    };
    return {
      monotonic,
      glance: () => Math.round(inner.glance?.() ?? inner.monotonic()),
      aside: (look) => {
        this.#aside = true;
        try {
          return look();
        } finally {
          this.#aside = false;
        }
      },
      realtime: this.#recorded("realtime", () => inner.realtime()),
      random: this.#recorded("random", (n: number) => inner.random(n)),
      files: files && this.#files(files),
      stdio: [0, 1, 2].map((i) => this.#stream(inner.stdio[i], i)) as Host["stdio"],
      wires:
        wires &&
        Object.fromEntries(Object.entries(wires).map(([name, wire]) => [name, this.#wire(name, wire)])),
      sleep: async (until) => {
        if (this.#ended) return inner.sleep(until);
        this.#entry(SLEEP);
        // what is written is safe from a crash; but not each of thousands of short sleeps is worth a write
        if (until === null || until > this.#time + CHUNK_TIME || this.#time > this.#flushed + CHUNK_TIME)
          this.flush();
        this.#asleep = true;
        await inner.sleep(until);
      },
      log: (line) => inner.log(line),
    };
  }

  #files(inner: HostFiles): HostFiles {
    const names = Object.keys(inner).filter((name) => name !== "pread") as Exclude<
      keyof HostFiles,
      "pread"
    >[];
    const files = Object.fromEntries(
      names.map((name) => {
        const f = inner[name].bind(inner) as (...args: unknown[]) => unknown;
        return [name, this.#recorded(`files.${name}`, f)];
      }),
    ) as unknown as HostFiles;
    files.pread = (handle, buffer, position) => {
      if (this.#aside) return inner.pread(handle, buffer, position);
      this.#awake();
      const n = this.#ask(() => inner.pread(handle, buffer, position));
      const out = this.#call("files.pread");
      if (out) {
        out.u32(argumentsHash([handle, buffer.length, position]));
        out.value(n);
        if (n > 0) out.bytes(buffer.subarray(0, n));
      }
      return n;
    };
    return files;
  }

  #stream(inner: HostStream, number: number): HostStream {
    const outer: HostStream = {
      kind: inner.kind,
      stat: inner.stat,
      handle: inner.handle,
      append: inner.append,
    };
    for (const name of ["read", "readable", "write", "room", "winsize"] as const) {
      const f = inner[name]?.bind(inner) as ((...args: unknown[]) => unknown) | undefined;
      if (f) outer[name] = this.#recorded(`stream.${name}`, f, number) as never;
    }
    for (const name of ["onReadable", "onWritable"] as const) {
      if (inner[name]) outer[name] = (wake) => inner[name]!(() => this.outside(name, [number], wake));
    }
    if (inner.setRaw) outer.setRaw = (raw) => inner.setRaw!(raw);
    return outer;
  }

  #wire(name: string, inner: HostWire): HostWire {
    return {
      send: this.#recorded("wire.send", (frame: Uint8Array) => inner.send(frame)),
      onFrame: (receive) =>
        inner.onFrame((frame) => this.outside("frame", [name, frame.slice()], () => receive(frame))),
    };
  }

  #schedule(inner: Schedule): Schedule {
    return {
      slice: (isAlone) => {
        const n = inner.slice(isAlone);
        this.#call("schedule")?.value([n, inner.atSyscall ?? false]);
        return n;
      },
      next: (runnable) => {
        const n = inner.next(runnable);
        this.#call("choice")?.natural(Math.max(n, 0));
        return n;
      },
      get atSyscall() {
        return inner.atSyscall ?? false;
      },
    };
  }
}

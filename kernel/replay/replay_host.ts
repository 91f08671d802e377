// The Host that reads its answers from a recording; after the last one it can go on with a real host.
// Above: player.ts. Below: stage.ts, recording.ts, host.ts.

import type { Host, HostFiles, HostStream, HostWire } from "../host.ts";
import { EIO } from "../uapi/asm/errno.ts";
import { O_CREAT, O_EXCL, O_TRUNC } from "../uapi/asm/fcntl.ts";
import {
  argumentsHash,
  type Call,
  END,
  entryName,
  INPUT,
  LAST_PLACE,
  MARK,
  opOf,
  SLEEP,
  type StreamFacts,
  WAKE,
  WITHIN,
} from "./entries.ts";
import { Reader, RecordingError } from "./format.ts";
import type { Recording } from "./recording.ts";
import type { Schedule } from "./schedule.ts";
import { CutOff, Divergence, type Input, type Stage } from "./stage.ts";

const FILE_CALLS = [
  "lstat",
  "readdir",
  "readlink",
  "close",
  "fstat",
  "pwrite",
  "ftruncate",
  "fsync",
  "mkdir",
  "rmdir",
  "unlink",
  "rename",
  "link",
  "symlink",
  "chmod",
  "chown",
  "utimes",
] as const satisfies readonly (keyof HostFiles)[];
/** File calls whose first argument is a handle. */
const BY_HANDLE = new Set<string>(["close", "fstat", "pwrite", "ftruncate", "fsync"]);

export class ReplayHost implements Host {
  readonly stdio: [HostStream, HostStream, HostStream];
  readonly files?: HostFiles;
  readonly wires?: Record<string, HostWire>;
  #reader: Reader;
  /** Where the next entry starts. */
  #at = 0;
  readonly #wakes = new Map<string, () => void>();
  readonly #frames = new Map<string, (frame: Uint8Array) => void>();
  /** What the recorded system has open on its host. */
  readonly #open = new Map<number, { path: string; flags: number; mode: number }>();
  /** A look that is no part of the run is under way. */
  #aside = false;
  readonly #raw = new Map<number, boolean>();
  #time = 0;
  readonly #shapes: string[][] = [];
  #behindInput = 0;
  #next: number | null = null;
  #input: Input | null = null;
  #live: Host | null = null;
  #liveStreams: (HostStream | undefined)[] = [];
  #liveOffset = 0;
  /** The live host's handles, by those that the kernel knows. */
  readonly #handles = new Map<number, number>();
  #lastHandle = 0;
  #atSyscall = false;
  #resume: () => void = () => {};

  constructor(
    public recording: Recording,
    readonly stage: Stage,
  ) {
    this.#reader = new Reader(recording.entries, this.#shapes);
    const { host } = recording.header;
    this.stdio = [0, 1, 2].map((i) => this.stream(host.stdio[i], i)) as unknown as Host["stdio"];
    if (host.files) this.files = this.#files();
    if (host.wires.length)
      this.wires = Object.fromEntries(host.wires.map((name) => [name, this.#wire(name)]));
    this.#advance();
  }

  /** The next entry's number, or null behind the last one. */
  get next(): number | null {
    return this.#next;
  }

  /** The next entry, if it is something from outside, or the end. */
  get input(): Input | null {
    return this.#input;
  }

  /** How far it has been read, in bytes of entries. */
  get position(): number {
    return this.#at;
  }

  /** Goes on with a longer recording of the same run. */
  extend(recording: Recording): void {
    this.recording = recording;
    this.#reader = new Reader(recording.entries, this.#shapes);
    this.#reader.at = this.#at;
    if (this.#next === INPUT) {
      // its contents have been read
      this.#reader.at = this.#behindInput;
      return;
    }
    this.#advance();
    this.#resume();
  }

  get ended(): boolean {
    return this.#next === null || this.#next === END;
  }

  #advance(): void {
    const r = this.#reader;
    this.#input = null;
    this.#at = r.at;
    this.#next = r.ended ? null : r.byte();
    if (this.#next === INPUT) {
      const place = r.byte();
      const moment = r.natural();
      const name = r.value();
      const args = r.value();
      if (typeof name !== "string" || !Array.isArray(args) || place > LAST_PLACE)
        throw new RecordingError("the recording is damaged: something from outside without a name");
      this.#input = { place, moment, name, args };
      this.#behindInput = r.at;
    } else if (this.#next === END) {
      this.#input = { place: r.byte(), moment: r.natural(), name: "end", args: [] };
    }
    this.stage.advanced(this.#input);
  }

  /** Takes the input that comes next. */
  takeInput(): Input {
    const input = this.#input!;
    if (this.#next === INPUT) this.#advance();
    return input;
  }

  /** The next entry must be this one; the reader then stands at its contents. */
  #expect(op: number): Reader {
    if (this.#next === WAKE && op !== SLEEP) this.#advance();
    // what the host did at once, when it was asked
    while (this.#input?.place === WITHIN && this.#next === INPUT) this.stage.perform(this.takeInput());
    if (this.#next === null || this.#next === END) throw new CutOff();
    if (this.#next !== op)
      throw new Divergence(
        `the replay diverges from the recording ${this.stage.where()}: the system asks for ${entryName(op)}, but in the recording ${entryName(this.#next)} comes next`,
      );
    return this.#reader;
  }

  /** A checksum of the processor's state is due: whether it is as recorded. */
  mark(moment: number, hash: number): void {
    const r = this.#expect(MARK);
    const [was, wasHash] = [r.natural(), r.u32()];
    if (was !== moment || wasHash !== hash)
      throw new Divergence(
        `the replay diverges from the recording ${this.stage.where()}: ${
          was === moment ? "the processor's state is another one" : `a checksum was recorded at ${was}`
        }`,
      );
    this.#advance();
  }

  #answer(name: Call, args: readonly unknown[], stream = -1): unknown {
    const r = this.#expect(opOf(name));
    const [number, hash] = [stream < 0 ? -1 : r.natural(), r.u32()];
    if (number !== stream || hash !== argumentsHash(args)) {
      const shown = args.map((a) =>
        a instanceof Uint8Array ? `${a.length} bytes` : JSON.stringify(String(a)),
      );
      throw new Divergence(
        `the replay diverges from the recording ${this.stage.where()}: ${name}(${shown.join(", ")}) was recorded with other arguments`,
      );
    }
    return r.value();
  }

  #simple(name: Call, args: readonly unknown[], stream = -1): unknown {
    const value = this.#answer(name, args, stream);
    this.#advance();
    return value;
  }

  monotonic(): number {
    if (this.#live) return this.#live.monotonic() + this.#liveOffset;
    this.#time += this.#expect(opOf("monotonic")).natural();
    this.#advance();
    return this.#time;
  }

  glance(): number {
    if (this.#live) return (this.#live.glance?.() ?? this.#live.monotonic()) + this.#liveOffset;
    return this.#time;
  }

  realtime(): bigint {
    return this.#live ? this.#live.realtime() : (this.#simple("realtime", []) as bigint);
  }

  random(n: number): Uint8Array {
    return this.#live ? this.#live.random(n) : (this.#simple("random", [n]) as Uint8Array);
  }

  async sleep(until: number | null): Promise<void> {
    if (this.#live) return this.#live.sleep(until ? until - this.#liveOffset : until);
    this.#expect(SLEEP);
    this.#advance();
    for (;;) {
      // what came meanwhile
      while (this.#next === INPUT) this.stage.perform(this.takeInput());
      if (!this.ended) return;
      // for ever, or until there is more of the recording, or a real host
      await new Promise<void>((resolve) => {
        this.#resume = resolve;
        this.stage.endedAsleep();
      });
      if (this.#live) return this.sleep(until);
    }
  }

  /** The run has ended, but not the recorded one. */
  goesOn(): never {
    throw new Divergence(
      `the replay diverges from the recording ${this.stage.where()}: all programs have ended, but in the recording ${entryName(this.#next!)} comes next`,
    );
  }

  aside<T>(look: () => T): T {
    this.#aside = true;
    try {
      return look();
    } finally {
      this.#aside = false;
    }
  }

  /** What the file behind a recorded handle has now, if it is there. */
  #look(handle: number, buffer: Uint8Array, position: number): number {
    const path = this.#open.get(handle)?.path;
    const files = this.stage.look;
    if (path === undefined || !files) return -EIO;
    const now = files.open(path, 0, 0);
    if (now < 0) return now;
    const n = files.pread(now, buffer, position);
    files.close(now);
    return n;
  }

  log(line: string): void {
    this.stage.log(line);
  }

  /** The decisions of a schedule that was given from outside. */
  schedule(): Schedule {
    const host = this;
    return {
      slice: () => {
        const [n, atSyscall] = this.#expect(opOf("schedule")).value() as [number, boolean];
        this.#advance();
        this.#atSyscall = atSyscall;
        return n;
      },
      next: () => {
        const n = this.#expect(opOf("choice")).natural();
        this.#advance();
        return n;
      },
      get atSyscall() {
        return host.#atSyscall;
      },
    };
  }

  stream(facts: StreamFacts, number: number): HostStream {
    const has = new Set(facts.has);
    const live = () => this.#liveStreams[number];
    const s: HostStream = {
      kind: facts.kind,
      stat: facts.stat as HostStream["stat"],
      handle: facts.handle,
      append: facts.append,
    };
    const call =
      <A extends unknown[], R>(name: Call, instead: (...args: A) => R) =>
      (...args: A): R =>
        this.#live ? instead(...args) : (this.#simple(name, args, number) as R);
    if (has.has("read"))
      s.read = call("stream.read", (max: number) => live()?.read?.(max) ?? new Uint8Array());
    if (has.has("readable")) s.readable = call("stream.readable", () => live()?.readable?.() ?? true);
    if (has.has("room")) s.room = call("stream.room", () => live()?.room?.() ?? 4096);
    if (has.has("winsize"))
      s.winsize = call("stream.winsize", () => live()?.winsize?.() ?? { rows: 24, cols: 80 });
    if (has.has("write"))
      s.write = (bytes) => {
        if (this.#live) return live()?.write?.(bytes) ?? bytes.length;
        const n = this.#simple("stream.write", [bytes], number) as number;
        if (n > 0) this.stage.output(number, bytes.subarray(0, n));
        return n;
      };
    if (has.has("onReadable")) s.onReadable = (wake) => void this.#wakes.set(`onReadable ${number}`, wake);
    if (has.has("onWritable")) s.onWritable = (wake) => void this.#wakes.set(`onWritable ${number}`, wake);
    if (has.has("setRaw"))
      s.setRaw = (raw) => {
        this.#raw.set(number, raw);
        live()?.setRaw?.(raw);
      };
    return s;
  }

  /** Input that concerns the host itself; false: it does not. */
  deliver(input: Input): boolean {
    if (input.name === "onReadable" || input.name === "onWritable") {
      this.#wakes.get(`${input.name} ${input.args[0]}`)?.();
      return true;
    }
    if (input.name !== "frame") return false;
    this.#frames.get(String(input.args[0]))?.(input.args[1] as Uint8Array);
    return true;
  }

  #wire(name: string): HostWire {
    return {
      send: (frame) =>
        this.#live ? this.#live.wires?.[name]?.send(frame) : void this.#simple("wire.send", [frame]),
      onFrame: (receive) => void this.#frames.set(name, receive),
    };
  }

  #files(): HostFiles {
    const files: Record<string, unknown> = {};
    for (const name of FILE_CALLS) {
      files[name] = (...args: unknown[]) => {
        if (name === "close") this.#open.delete(args[0] as number);
        if (!this.#live) return this.#simple(`files.${name}`, args);
        if (BY_HANDLE.has(name)) {
          const known = args[0] as number;
          args[0] = this.#handle(known);
          if (name === "close") this.#handles.delete(known);
        }
        const call = this.#live.files?.[name] as ((...args: unknown[]) => unknown) | undefined;
        return args[0] === -1 || !call ? -EIO : call(...args);
      };
    }
    const open: HostFiles["open"] = (path, flags, mode) => {
      if (this.#live) {
        // Its own numbers: the live host's may be those of files that were open in the recorded run.
        const live = this.#live.files?.open(path, flags, mode) ?? -EIO;
        if (live < 0) return live;
        this.#handles.set(++this.#lastHandle, live);
        return this.#lastHandle;
      }
      const handle = this.#simple("files.open", [path, flags, mode]) as number;
      this.#lastHandle = Math.max(this.#lastHandle, handle);
      if (handle >= 0) this.#open.set(handle, { path, flags, mode });
      return handle;
    };
    const pread: HostFiles["pread"] = (handle, buffer, position) => {
      if (this.#aside && !this.#live) return this.#look(handle, buffer, position);
      if (this.#live) return this.#live.files?.pread(this.#handle(handle), buffer, position) ?? -EIO;
      const n = this.#answer("files.pread", [handle, buffer.length, position]) as number;
      if (n > buffer.length)
        throw new RecordingError("the recording is damaged: more was read than asked for");
      if (n > 0) buffer.set(this.#reader.bytes(n));
      this.#advance();
      return n;
    };
    return { ...files, open, pread } as unknown as HostFiles;
  }

  #handle(recorded: number): number {
    return this.#handles.get(recorded) ?? recorded;
  }

  /**
   * From now on a real host answers. Files that are open are opened again; those that cannot be give EIO, and a line to
   * log(). terminals: streams behind the terminals that were opened besides the console, in their order.
   */
  goLive(host: Host, terminals: readonly HostStream[] = []): void {
    this.#live = host;
    this.#liveOffset = this.#time - host.monotonic();
    this.#liveStreams = [...host.stdio, ...terminals];
    for (const [handle, { path, flags, mode }] of this.#open) {
      const again = host.files?.open(path, flags & ~(O_CREAT | O_EXCL | O_TRUNC), mode) ?? -EIO;
      if (again < 0) host.log(`${path} was open in the recorded run and cannot be opened again`);
      this.#handles.set(handle, again < 0 ? -1 : again);
    }
    this.recording.header.host.stdio.forEach((facts, i) => {
      if (facts.handle === undefined) return;
      this.#handles.set(facts.handle, host.stdio[i].handle ?? -1);
      this.#lastHandle = Math.max(this.#lastHandle, facts.handle);
    });
    for (const [number, raw] of this.#raw) this.#liveStreams[number]?.setRaw?.(raw);
    for (const [name, wake] of this.#wakes) {
      const [kind, number] = name.split(" ");
      this.#liveStreams[Number(number)]?.[kind as "onReadable" | "onWritable"]?.(wake);
      // it may be waiting for something that was there before
      wake();
    }
    for (const [name, receive] of this.#frames) host.wires?.[name]?.onFrame(receive);
    this.#resume();
  }
}

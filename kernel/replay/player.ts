// Repeats a recorded run: boots a system on the recording's answers and does to it what was done to the recorded one.
// Above: timeline.ts, the faces. Below: replay_host.ts, boot.ts.

import type { Machine } from "../../emulator/index.ts";
import { boot, type System } from "../boot.ts";
import { BootError, type BootOptions, type SpawnError, type Spawned } from "../boot_options.ts";
import type { Change } from "../debug/change.ts";
import type { HostPty } from "../fs/host_pty.ts";
import type { Host, HostFiles, HostStream } from "../host.ts";
import { BETWEEN, END, HELD, SIGNALS, type StreamFacts } from "./entries.ts";
import { markHash } from "./hash.ts";
import { type Recording, RecordingError } from "./recording.ts";
import { ReplayHost } from "./replay_host.ts";
import { CutOff, type Input, type Stage } from "./stage.ts";

export interface PlayerOptions {
  /** Fresh, with as much memory as recording.header.memory says. Its engine may be another one. */
  machine: Machine;
  /** What programs write; stream 1 is the standard output. */
  output?: (stream: number, bytes: Uint8Array) => void;
  log?: (line: string) => void;
  /** The host's files, for those who only watch: symbols come from there. */
  look?: HostFiles;
  /** Options of boot() that only watch (strace, watch), and `record`. */
  watch?: Partial<BootOptions>;
}

/** How a replay's run() ended: as the recording did, held, or where the recording breaks off. */
export type Played = "ended" | "stopped" | "cut off";

export class Player implements Stage {
  readonly host: ReplayHost;
  readonly look?: HostFiles;
  readonly #output: (stream: number, bytes: Uint8Array) => void;
  readonly #log: (line: string) => void;
  #system!: System;
  #until = Number.POSITIVE_INFINITY;
  #booted = false;
  #asleepAtEnd = false;
  #sayAsleep: () => void = () => {};
  /** Settles when the recording ends in a sleep: run() under way then stays so. */
  #slept: Promise<"asleep"> = this.#toSleep();
  #live = false;
  /** What was started, in order. */
  readonly spawned: (Spawned | SpawnError)[] = [];
  readonly terminals: HostPty[] = [];

  private constructor(recording: Recording, options: PlayerOptions) {
    this.#output = options.output ?? (() => {});
    this.#log = options.log ?? (() => {});
    this.look = options.look;
    this.host = new ReplayHost(recording, this);
  }

  /** Throws RecordingError, Divergence or BootError: sentences. */
  static async boot(recording: Recording, options: PlayerOptions): Promise<Player> {
    const player = new Player(recording, options);
    const { header } = recording;
    if (options.machine.phys.totalFrames * 4096 !== header.memory)
      throw new RecordingError(`the recorded machine has ${header.memory} bytes of memory`);
    try {
      player.#system = await boot({
        ...(header.options as unknown as BootOptions),
        rootfs: recording.rootfs,
        ...options.watch,
        host: player.host,
        machine: options.machine,
        schedule: header.schedule ? player.host.schedule() : undefined,
      });
    } catch (e) {
      if (e instanceof CutOff)
        throw new RecordingError("the recording breaks off before the system is booted");
      throw e;
    }
    const { kernel } = player.#system;
    const { sched } = kernel;
    sched.at_moment(header.marks, () => {
      if (player.#live) return Number.POSITIVE_INFINITY;
      player.host.mark(sched.moment, markHash(kernel, header.deep));
      return sched.moment + header.marks;
    });
    player.#booted = true;
    player.advanced(player.host.input);
    return player;
  }

  get system(): System {
    return this.#system;
  }

  get moment(): number {
    return this.#system.moment;
  }

  /** The recording has nothing more. */
  get atEnd(): boolean {
    const { input } = this.host;
    return this.#asleepAtEnd || (this.host.next === END && this.#due(input!)) || this.host.next === null;
  }

  get recording(): Recording {
    return this.host.recording;
  }

  /** Goes on with a longer recording of the same run. */
  extend(recording: Recording): void {
    if (this.#asleepAtEnd) this.#slept = this.#toSleep();
    this.#asleepAtEnd = false;
    this.host.extend(recording);
  }

  #toSleep(): Promise<"asleep"> {
    return new Promise((resolve) => {
      this.#sayAsleep = () => resolve("asleep");
    });
  }

  /** Whether the system stands where this came in. */
  #due(input: Input): boolean {
    const { sched } = this.#system.kernel;
    if (input.moment !== sched.moment) return false;
    if (input.place === SIGNALS) return sched.at_signals !== null;
    if (input.place === HELD) return sched.held >= 0;
    return input.place === BETWEEN ? sched.held < 0 : this.#asleepAtEnd;
  }

  /** Runs to the end of the recording, or until the system is held before the moment or by a hook (sched.pause()). */
  async run(options: { until?: number } = {}): Promise<Played> {
    const { host } = this;
    const { sched } = this.#system.kernel;
    this.#until = options.until ?? Number.POSITIVE_INFINITY;
    try {
      for (;;) {
        while (host.next !== END && host.input && this.#due(host.input)) this.perform(host.takeInput());
        if (this.atEnd) return host.next === null ? "cut off" : "ended";
        if (sched.held >= 0 && sched.moment >= this.#until) return "stopped";
        const r = await Promise.race([this.#system.run({ until: this.#stop() }), this.#slept]);
        if (r === "asleep") return "ended";
        if (r === "stopped" && !(host.input && this.#due(host.input)) && !this.atEnd) return "stopped";
        if (r === "ended" && !(host.input && this.#due(host.input))) {
          if (host.next === null) return "cut off";
          if (host.next === END) return "ended";
          host.goesOn();
        }
      }
    } catch (e) {
      if (e instanceof CutOff) return "cut off";
      if (e instanceof BootError && host.ended) return "ended";
      throw e;
    }
  }

  /** Where the scheduler must stop for what comes next. */
  #stop(): number {
    const { input } = this.host;
    if (!input || input.place !== HELD) return this.#until;
    return Math.min(this.#until, input.moment);
  }

  /**
   * After the end: system.run() goes on with a real host. The guest's clock goes on where the recording stopped; its wall
   * clock is set to the host's. terminals: see ReplayHost.goLive.
   */
  goLive(host: Host, terminals: readonly HostStream[] = []): void {
    const { kernel } = this.#system;
    const { sched } = kernel;
    this.#live = true;
    this.#until = Number.POSITIVE_INFINITY;
    sched.stop_signals = sched.stop_between = sched.stop_at = Number.POSITIVE_INFINITY;
    this.host.goLive(host, terminals);
    if (kernel.options.clock === "real") this.#system.setRealtime(host.realtime());
  }

  where(): string {
    if (!this.#booted) return "while it boots";
    const { sched } = this.#system.kernel;
    const t = sched.current;
    return `at instruction ${sched.insns} (moment ${sched.moment}${t ? `, thread ${t.pid}, ${t.comm}` : ""})`;
  }

  advanced(next: Input | null): void {
    if (!this.#booted) return;
    const { sched } = this.#system.kernel;
    sched.stop_signals = next?.place === SIGNALS ? next.moment : Number.POSITIVE_INFINITY;
    sched.stop_between = next?.place === BETWEEN ? next.moment : Number.POSITIVE_INFINITY;
    if (sched.stop_at >= 0) sched.stop_at = Math.min(this.#until, this.#stop());
  }

  endedAsleep(): void {
    this.#asleepAtEnd = true;
    this.#sayAsleep();
  }

  output(stream: number, bytes: Uint8Array): void {
    this.#output(stream, bytes);
  }

  log(line: string): void {
    this.#log(line);
  }

  perform(input: Input): void {
    const { name, args } = input;
    const system = this.#system;
    if (this.#booted) system.kernel.sched.stretch++;
    if (this.host.deliver(input)) return;
    try {
      if (name === "spawn") {
        const [path, argv, envp, options] = args as [string, string[], string[], Record<string, unknown>];
        const { terminal, ...rest } = options;
        const pty = terminal === undefined ? undefined : this.terminals[terminal as number];
        this.spawned.push(system.spawn(path, argv, envp, { ...rest, terminal: pty }));
      } else if (name === "spawnInit") {
        const [paths, argv, envp] = args as [string[], string[], string[]];
        this.spawned.push(system.spawnInit(paths, argv, envp));
      } else if (name === "hostSignal") system.hostSignal(args[0] as number, args[1] as number);
      else if (name === "setRealtime") system.setRealtime(args[0] as bigint);
      else if (name === "change") system.change(args[0] as Change);
      else if (name === "hardware") system.hardware(args[0] as string);
      else if (name === "consoleResized") system.consoleResized();
      else if (name === "terminal")
        this.terminals.push(system.terminal(this.host.stream(args[1] as StreamFacts, args[0] as number)));
      else if (name === "terminal.resized") this.terminals[args[0] as number]?.resized();
      else if (name === "terminal.close") this.terminals[args[0] as number]?.close();
      else if (name.startsWith("files.")) {
        const files = system.files as unknown as Record<string, (...args: unknown[]) => unknown>;
        files[name.slice(6)]?.(...args);
      } else
        throw new RecordingError(
          `the recording has something from outside that this parisc does not know: ${name}`,
        );
    } catch (e) {
      // what the operation threw, it threw at whoever recorded it
      if (e instanceof RecordingError || e instanceof CutOff || (e as Error).name === "Divergence") throw e;
      if (!(e instanceof Error && ("errno" in e || e instanceof BootError))) throw e;
    }
  }
}

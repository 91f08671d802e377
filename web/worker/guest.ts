// One booted system in this worker: the machine, the kernel, its windows, and what ends them.
// Above: services.ts (what the page may ask). Below: host.ts, window.ts, the public indexes of emulator/ and kernel/.

import type { Machine } from "../../emulator/index.ts";
import {
  BootError,
  boot,
  type HostPty,
  type HostWire,
  type SpawnError,
  type Spawned,
  type System,
} from "../../kernel/index.ts";
import { ASSETS } from "../assets.ts";
import type { Ask, BootAnswer, BootRequest, Events, SystemStatus } from "../protocol.ts";
import { type WebHost, webHost } from "./host.ts";
import { load, unzipped } from "./load.ts";
import { newMachine } from "./processor.ts";
import { type CodeShelf, codeShelf, keepCode } from "./shelf.ts";
import { recorderFor, restore, wireNumber } from "./state.ts";
import { TerminalWindow } from "./window.ts";
import { joinWire } from "./wire.ts";

const RAM = 256 << 20;
/** Where an init is looked for, as init/main.c does. */
const INITS = ["/init", "/sbin/init", "/etc/init", "/bin/init", "/bin/sh"];
const ENVIRONMENT = ["HOME=/root", "PATH=/sbin:/usr/sbin:/bin:/usr/bin", "TERM=xterm-256color", "USER=root"];
/** Shells that a new terminal starts, the first that is there. */
const SHELLS = ["/bin/sh"];

/** Sends an event to the page. */
export type Emit = <N extends keyof Events>(name: N, data: Events[N], transfer?: Transferable[]) => void;

interface Window {
  readonly window: TerminalWindow;
  readonly pty: HostPty | null;
}

/** A wait status as a shell's $?. */
const shellStatus = (status: number): number =>
  (status & 0x7f) === 0 ? (status >>> 8) & 0xff : 128 + (status & 0x7f);

/** What the host has to do with the machine: its translations are kept, and waiting is told from working. */
function attend(machine: Machine, host: WebHost, shelf: CodeShelf | undefined): void {
  keepCode(machine, shelf, () => host.waiting);
  const { sleep } = host;
  host.sleep = (until) => machine.times?.asleep(() => sleep(until)) ?? sleep(until);
}

export class Guest {
  readonly windows = new Map<number, Window>();
  state: SystemStatus["state"] = "running";
  /** Told of each change of the state. */
  onState: (state: SystemStatus["state"]) => void = () => {};
  /** The moment at which everything was held the last time; -1: never. */
  heldAt = -1;
  /** It shall be held; and who waits for that, and how it goes on. */
  #hold = false;
  #held: (() => void)[] = [];
  #goOn: (() => void) | null = null;
  #next = 1;
  /** Not the kernel's clock: asking that would be part of the recorded run. */
  readonly #since = performance.now();

  private constructor(
    readonly system: System,
    readonly machine: Machine,
    readonly host: WebHost,
    readonly request: BootRequest,
    readonly emit: Emit,
    console: TerminalWindow,
  ) {
    this.windows.set(0, { window: console, pty: null });
  }

  /** A window of the page's, for a number that open() or a restored system gives. */
  static #window(emit: Emit, terminal: number, rows: number, cols: number): TerminalWindow {
    return new TerminalWindow(rows, cols, (bytes) =>
      emit("terminal.output", { terminal, bytes }, [bytes.buffer]),
    );
  }

  /** Loads what is needed and boots. Throws an Error with a sentence. */
  static async boot(ask: BootRequest, emit: Emit): Promise<{ guest: Guest; answer: BootAnswer }> {
    const started = performance.now();
    const progress = (what: string) => (done: number, total: number) =>
      emit("progress", { what, done, total });
    const rootfs = ask.rootfs === undefined ? ASSETS.rootfs : ask.rootfs;
    const [wasm, tar, wire, shelf] = await Promise.all([
      load(ASSETS.core, progress("the processor")),
      rootfs === null ? undefined : load(rootfs, progress("the files")).then(unzipped),
      ask.wire ? joinWire() : null,
      ask.codeCache === false ? undefined : codeShelf(),
    ]);
    emit("progress", { what: "booting", done: 1, total: 1 });
    const console = Guest.#window(emit, 0, ask.rows ?? 24, ask.cols ?? 80);
    let guest: Guest | null = null;
    const wires: Record<string, HostWire> = wire ? { lan: wire.wire } : {};
    const host = webHost({
      console,
      wires,
      log: (line) => emit("log", { line }),
      flush: () => guest?.flush(),
    });
    const { memory = RAM, engine } = ask;
    const machine = await newMachine({ memory, wasm, engine }, shelf);
    attend(machine, host, shelf);
    const system = await boot({
      host,
      machine,
      kernel: ask.kernel,
      hostname: ask.hostname,
      mounts: [],
      net: [...(wire ? [`nic,wire=lan,mac=${wire.mac},addr=${wire.address}/24`] : []), ...(ask.net ?? [])],
      rootfs: tar,
      clock: ask.clock ?? "real",
      seed: ask.seed,
      record: ask.record ? recorderFor(ask) : undefined,
    });
    wire?.start(host.wakeUp);
    guest = new Guest(system, machine, host, ask, emit, console);
    if (ask.init) guest.#init();
    return { guest, answer: guest.#answer(started, wire?.address ?? null) };
  }

  /** Brings back the system whose state is kept. Throws an Error with a sentence. */
  static async restore(
    size: Ask<"system.restore">,
    emit: Emit,
  ): Promise<{ guest: Guest; answer: BootAnswer }> {
    const started = performance.now();
    const shelf = size.codeCache === false ? undefined : await codeShelf();
    const { player, machine, request, screens } = await restore(emit, shelf);
    const { system } = player;
    if (system.ended) throw new Error("the system had ended when it was kept");
    const number = wireNumber(player.recording);
    const wire = number === null ? null : await joinWire(number);
    const console = Guest.#window(emit, 0, size.rows, size.cols);
    let guest: Guest | null = null;
    const host = webHost({
      console,
      wires: wire ? { lan: wire.wire } : {},
      log: (line) => emit("log", { line }),
      flush: () => guest?.flush(),
    });
    attend(machine, host, shelf);
    guest = new Guest(system, machine, host, request, emit, console);
    const windows = player.terminals.map((pty, i) => {
      const window = Guest.#window(emit, i + 1, size.rows, size.cols);
      if (pty.open) guest!.#restored(i + 1, window, pty, player.spawned[i + 1]);
      return window;
    });
    for (const [stream, parts] of screens) {
      const window = stream < 3 ? console : guest.windows.get(stream - 2)?.window;
      for (const part of parts) window?.write(part);
    }
    guest.#next = windows.length + 1;
    guest.flush();
    player.goLive(host, windows);
    wire?.start(host.wakeUp);
    const remark =
      number !== null && !wire
        ? "Its number on the wire between tabs is another tab's now: the wire is cut."
        : "";
    return { guest, answer: { ...guest.#answer(started, wire?.address ?? null), remark } };
  }

  #restored(terminal: number, window: TerminalWindow, pty: HostPty, program?: Spawned | SpawnError): void {
    this.windows.set(terminal, { window, pty });
    this.emit("terminal.restored", { terminal, name: pty.path.replace("/dev/", "") });
    if (program && "exit" in program) this.#tellEnd(terminal, window, program);
  }

  #tellEnd(terminal: number, window: TerminalWindow, program: Spawned): void {
    void program.exit.then((status) => {
      window.flush();
      this.emit("terminal.ended", { terminal, status: shellStatus(status) });
    });
  }

  #answer(started: number, address: string | null): BootAnswer {
    return {
      kernel: this.request.kernel ?? "5.1",
      release: this.system.kernel.release.uname,
      address,
      took: performance.now() - started,
    };
  }

  #init(): void {
    const program = this.system.spawnInit(INITS, [], ENVIRONMENT);
    if ("error" in program) throw new BootError(program.error, program.status);
  }

  /** Runs until the system halts; says so to the page. */
  async run(): Promise<void> {
    const { kernel } = this.system;
    try {
      // without init the system lives on when no program runs: the next terminal brings one
      while (!kernel.halted) {
        const end = this.#hold ? "stopped" : await this.system.run();
        if (kernel.halted) break;
        if (end === "stopped") {
          await this.#standStill();
          continue;
        }
        if (kernel.init_task.mm) break;
        await this.host.sleep(null);
      }
      this.#become("halted");
      this.flush();
      this.emit("halted", { how: kernel.halted ?? "ended" });
    } catch (e) {
      this.#become("failed");
      this.flush();
      this.emit("failed", { message: e instanceof Error ? e.message : String(e) });
    }
  }

  #become(state: SystemStatus["state"]): void {
    this.state = state;
    for (const tell of this.#held.splice(0)) tell();
    this.onState(state);
  }

  async #standStill(): Promise<void> {
    this.flush();
    this.heldAt = this.system.moment;
    const go = new Promise<void>((resolve) => {
      this.#goOn = resolve;
    });
    this.#become("paused");
    await go;
    this.#goOn = null;
    this.#hold = false;
    this.#become("running");
  }

  /** Holds everything before the next instruction; resolves once it stands, at once if it has ended. */
  pause(): Promise<void> {
    if (this.state !== "running") return Promise.resolve();
    this.#hold = true;
    this.system.kernel.sched.pause();
    return new Promise((resolve) => {
      this.#held.push(resolve);
      this.host.wakeUp();
    });
  }

  /** Lets it go on. */
  resume(): void {
    this.#goOn?.();
  }

  flush(): void {
    for (const { window } of this.windows.values()) window.flush();
  }

  /** Starts a program in a new window; throws an Error with a sentence. held: it waits with all the others. */
  open(rows: number, cols: number, command?: string[], cwd = "/root", held = false) {
    if (this.state === "paused" && !held)
      throw new Error("the machine is paused: let it run in the machine view");
    if (this.state !== "running" && !held) throw new Error("the system is not running");
    const terminal = this.#next++;
    const window = Guest.#window(this.emit, terminal, rows, cols);
    const pty = this.system.terminal(window);
    const tries = command?.length ? [command] : SHELLS.map((s) => [s, "-sh"]);
    let reason = "there is no shell";
    for (const [path, ...given] of tries) {
      // a login shell's name begins with a dash
      const argv = command?.length ? command : given;
      const program = this.system.spawn(path, argv, ENVIRONMENT, { cwd, terminal: pty });
      if ("error" in program) {
        reason = program.error;
        continue;
      }
      this.windows.set(terminal, { window, pty });
      this.#tellEnd(terminal, window, program);
      return { terminal, pid: program.pid, name: pty.path.replace("/dev/", "") };
    }
    pty.close();
    throw new Error(reason);
  }

  close(terminal: number): void {
    const w = this.windows.get(terminal);
    if (!w?.pty) return;
    this.windows.delete(terminal);
    w.pty.close();
  }

  resize(terminal: number, rows: number, cols: number): void {
    const w = this.windows.get(terminal);
    if (!w || (w.window.rows === rows && w.window.cols === cols)) return;
    w.window.rows = rows;
    w.window.cols = cols;
    if (w.pty) w.pty.resized();
    else this.system.consoleResized();
  }

  status(): SystemStatus {
    const { kernel } = this.system;
    return {
      state: this.state,
      insns: kernel.sched.insns,
      uptime: (performance.now() - this.#since) / 1000,
      memory: (this.machine.phys.usedFrames * 4096) / 2 ** 20,
      processes: kernel.tasks.size,
    };
  }
}

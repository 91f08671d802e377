// A small program in assembler under the debugger, in this process, and a client that speaks the protocol.
// Above: the tests here. Below: debugger/, kernel/debug, emulator/disasm.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeHost } from "../../cli/host.ts";
import { Stub } from "../../debugger/stub.ts";
import { writeElf } from "../../emulator/disasm/elf.ts";
import { assembleProgram } from "../../emulator/disasm/program.ts";
import { type Engine, Machine } from "../../emulator/index.ts";
import { Debuggee } from "../../kernel/debug/debuggee.ts";
import { boot, Recorder, type System } from "../../kernel/index.ts";
import type { TraceEvent } from "../../kernel/trace/events.ts";
import * as signals from "../../kernel/uapi/asm/signal.ts";
import { loadCore } from "../replay/runs.ts";
import { root } from "../tools.ts";

const wasm = loadCore(root);
const BASE = 0x10000;
const MEMORY = 64 << 20;

const machine = (engine: Engine) => (memory: number) =>
  Machine.create({ memory, wasm, engine, translator: { threshold: 2 } });

export interface Guest {
  readonly system: System;
  readonly labels: ReadonlyMap<string, number>;
  readonly exit: Promise<number>;
  /** The program's file. */
  readonly file: Uint8Array;
}

/** Starts the program, which has the labels; it has not run yet. */
export async function start(
  source: string,
  engine: Engine,
  recorder?: Recorder,
  event?: (e: TraceEvent) => void,
): Promise<Guest> {
  const program = assembleProgram(source, BASE);
  const folder = mkdtempSync(join(tmpdir(), "parisc-gdb-"));
  const file = writeElf(program.labels.get("_start")!, [{ address: BASE, bytes: program.bytes, flags: 7 }]);
  writeFileSync(join(folder, "program"), file, { mode: 0o755 });
  const system = await boot({
    host: { ...nodeHost(() => {}), stdio: [{ kind: "null" }, { kind: "null" }, { kind: "null" }] },
    machine: await machine(engine)(MEMORY),
    mounts: [{ host: folder, guest: "/x", ro: true }],
    net: [],
    clock: "virtual",
    record: recorder,
    watch: event && { kinds: ["insn"], event },
  });
  const spawned = system.spawn("/x/program", ["program"], []);
  rmSync(folder, { recursive: true });
  if ("error" in spawned) throw new Error(spawned.error);
  return { system, labels: program.labels, exit: spawned.exit, file };
}

/** gdb's side of a connection. */
export class Client {
  readonly guest: Guest;
  readonly stub: Stub;
  #replies: string[] = [];
  #text = "";
  #waiting: ((reply: string) => void) | null = null;
  over = false;

  private constructor(guest: Guest, target: Debuggee) {
    this.guest = guest;
    this.stub = new Stub({
      target,
      signals: signals as unknown as Record<string, number>,
      send: (bytes) => this.#receive(String.fromCharCode(...bytes)),
      over: () => {
        this.over = true;
      },
    });
  }

  static async attach(
    source: string,
    engine: Engine,
    features = "multiprocess+;swbreak+;hwbreak+",
  ): Promise<Client> {
    const recorder = new Recorder({ marks: 100 });
    const guest = await start(source, engine, recorder);
    const target = new Debuggee(guest.system, {
      recorder,
      machine: machine(engine),
      wakeUp: () => {},
      files: (path) => (path === "/x/program" ? guest.file : null),
    });
    target.attach(2);
    const client = new Client(guest, target);
    client.send("$QStartNoAckMode#b0+");
    await client.next();
    await client.ask(`qSupported:${features}`);
    return client;
  }

  send(text: string): void {
    this.stub.receive(Uint8Array.from(text, (c) => c.charCodeAt(0)));
  }

  #receive(text: string): void {
    this.#text += text;
    for (;;) {
      const m = /\$([^#]*)#[0-9a-f]{2}/.exec(this.#text);
      if (!m) return;
      this.#text = this.#text.slice(m.index + m[0].length);
      if (this.#waiting) {
        this.#waiting(m[1]);
        this.#waiting = null;
      } else this.#replies.push(m[1]);
    }
  }

  next(): Promise<string> {
    const reply = this.#replies.shift();
    return reply !== undefined ? Promise.resolve(reply) : new Promise((resolve) => (this.#waiting = resolve));
  }

  ask(packet: string): Promise<string> {
    let sum = 0;
    for (let i = 0; i < packet.length; i++) sum = (sum + packet.charCodeAt(i)) & 0xff;
    this.send(`$${packet}#${sum.toString(16).padStart(2, "0")}`);
    return this.next();
  }

  /** The registers, in gdb's order. */
  async registers(): Promise<number[]> {
    const text = await this.ask("g");
    return Array.from({ length: text.length / 8 }, (_, i) =>
      Number.parseInt(text.slice(8 * i, 8 * i + 8), 16),
    );
  }

  async pc(): Promise<number> {
    return ((await this.registers())[33] & ~3) >>> 0;
  }

  at(label: string): number {
    const address = this.guest.labels.get(label);
    if (address === undefined) throw new Error(`no label ${label}`);
    return address;
  }

  /** "Z0,…" for a label. */
  point(type: string, label: string, length = 4): Promise<string> {
    return this.ask(`${type},${this.at(label).toString(16)},${length}`);
  }
}

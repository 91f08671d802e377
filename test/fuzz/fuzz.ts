// The differential fuzzer: random cases on our machine and on a peer (qemu-hppa, or our interpreter), compared in every
// register, flag and byte; differences are cut down to the instructions that matter. Run by tools/fuzz.mjs (npm run fuzz).
// Neighbours: generate.ts, guest.ts, peers.ts below.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { disassemble } from "../../emulator/disasm/disassemble.ts";
import type { Engine } from "../../emulator/index.ts";
import { decode } from "../../emulator/isa/table.ts";
import { random } from "../isa/random.ts";
import { type Case, codeAt, type Outcome } from "./case.ts";
import { Generator } from "./generate.ts";
import { Guest, type GuestOutcome } from "./guest.ts";
import { contained, InterpreterPeer, KernelPeer, type Peer, QemuPeer } from "./peers.ts";

export interface FuzzOptions {
  readonly wasm: Uint8Array;
  readonly seconds: number;
  readonly seed: number;
  /** Stop after this many unexplained differences. */
  readonly failures: number;
  readonly log: (line: string) => void;
  /** The engine that is tested. */
  readonly engine: Engine;
  /** … and what with. */
  readonly against: "qemu" | "interpreter" | "kernel";
  /** For "kernel": the command that runs a program. */
  readonly emulator?: readonly string[];
}

export interface FuzzResult {
  cases: number;
  instructions: number;
  /** Explained differences by quirk. */
  quirks: Map<string, number>;
  reports: string[];
}

const BATCH = 1000;
const NOP = 0x08000240;

const hex = (v: number) => `0x${(v >>> 0).toString(16)}`;

export class Fuzzer {
  private readonly options: FuzzOptions;
  private guest: Guest;
  private readonly peer: Peer;

  private constructor(options: FuzzOptions, guest: Guest, peer: Peer) {
    this.options = options;
    this.guest = guest;
    this.peer = peer;
  }

  static async run(options: FuzzOptions): Promise<FuzzResult> {
    const { wasm, engine, log } = options;
    const folder = mkdtempSync(join(tmpdir(), "parisc-fuzz-"));
    try {
      const own = options.against === "interpreter";
      const guest = await Guest.create(wasm, BATCH, engine, own);
      const interpreter = await Guest.create(wasm, BATCH, "interpreter", own);
      const file = join(folder, "batch");
      const peer = own
        ? new InterpreterPeer(interpreter)
        : options.against === "kernel"
          ? new KernelPeer(interpreter, BATCH, file, options.emulator!, log)
          : new QemuPeer(interpreter, BATCH, file, contained(["qemu-hppa"]), log);
      return await new Fuzzer(options, guest, peer).loop();
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  private async loop(): Promise<FuzzResult> {
    const { seconds, seed, failures, log, wasm, engine } = this.options;
    const end = Date.now() + seconds * 1000;
    const result: FuzzResult = { cases: 0, instructions: 0, quirks: this.peer.quirks, reports: [] };
    for (let round = 0; Date.now() < end && result.reports.length < failures; round++) {
      const generator = new Generator(random(seed + round * 7919), this.peer.rules);
      const cases = Array.from({ length: BATCH }, (_, slot) => generator.next(slot));
      const ours = this.guest.run(cases);
      const theirs = this.peer.run(cases, ours);
      result.cases += cases.length;
      for (let i = 0; i < cases.length && result.reports.length < failures; i++) {
        result.instructions += ours[i].count;
        if (!this.differs(cases[i], ours[i], theirs[i], true)) continue;
        const report = this.report(cases[i], `seed ${seed + round * 7919}, case ${i}`);
        if (report) {
          log(report);
          result.reports.push(report);
        }
        // it reached into another case's memory, which is not the same when it runs alone
        else this.count("another-case");
      }
      // V8 before 12 keeps all that was translated as long as the machine's table lives, and frees it between turns only
      if (round % 4 === 3)
        this.guest = await Guest.create(wasm, BATCH, engine, this.options.against === "interpreter");
      await new Promise((done) => setImmediate(done));
    }
    return result;
  }

  private count(quirk: string): void {
    this.peer.quirks.set(quirk, (this.peer.quirks.get(quirk) ?? 0) + 1);
  }

  /** Whether there is a difference that nothing explains. */
  private differs(c: Case, ours: GuestOutcome, theirs: Outcome, count = false): boolean {
    const quirk = this.peer.quirk(c, ours, theirs);
    if (quirk && count) this.count(quirk);
    return !quirk && this.peer.differences(ours, theirs).length > 0;
  }

  /** The two outcomes of a case that runs alone, if they differ. */
  private differ(c: Case): [GuestOutcome, Outcome] | undefined {
    const [ours] = this.guest.run([c]);
    const [theirs] = this.peer.run([c], [ours]);
    return this.differs(c, ours, theirs) ? [ours, theirs] : undefined;
  }

  /** Cuts a case down: instructions to nops, first many at once, as long as something still differs. */
  private minimise(c: Case): Case {
    let best = c;
    for (let size = 32; size >= 1; size >>= 1)
      for (let i = 0; i < best.code.length; i += size) {
        const code = best.code.map((w, k) => (k >= i && k < i + size ? NOP : w));
        if (code.some((w, k) => w !== best.code[k]) && this.differ({ ...best, code }))
          best = { ...best, code };
      }
    return best;
  }

  private report(c: Case, title: string): string | undefined {
    const alone = this.differ(c);
    if (!alone) return undefined;
    const small = this.minimise(c);
    const [ours, theirs] = this.differ(small) ?? alone;
    const lines = [`== ${title}`];
    small.code.forEach((word, i) => {
      const pc = codeAt(small.slot) + 4 * i;
      if (word !== NOP)
        lines.push(`  ${hex(pc)}  ${word.toString(16).padStart(8, "0")}  ${disassemble(word, pc)}`);
    });
    const names = new Set<string>();
    for (const word of small.code)
      for (const f of decode(word)?.fields ?? [])
        if (f.kind === "gr" && word !== NOP) names.add(String(fieldValue(word, f.segments[0].lsb)));
    lines.push(
      `  before: ${[...names]
        .filter((n) => n !== "0")
        .map((n) => `r${n}=${hex(small.before.gr[Number(n)])}`)
        .join(
          " ",
        )} sar=${small.before.sar} cb=${hex(small.before.carries)} v=${small.before.v} fpsr=${hex(small.before.fr[0])}`,
    );
    for (const word of small.code) {
      const row = decode(word);
      if (!row?.fp) continue;
      for (const f of row.fields)
        if (f.kind === "fr" || f.kind === "fw") {
          const n = fieldValue(word, f.segments[0].lsb) | (f.base ? 16 : 0);
          lines.push(`  before: fr${n}=${hex(small.before.fr[2 * n])}:${hex(small.before.fr[2 * n + 1])}`);
        }
    }
    lines.push(
      ...this.peer
        .differences(ours, theirs)
        .slice(0, 12)
        .map((l) => `  ours/theirs: ${l}`),
      `  trap ${ours.trap}`,
    );
    return [...new Set(lines)].join("\n");
  }
}

const fieldValue = (word: number, lsb: number) => (word >>> lsb) & 31;

// The differential fuzzer: random cases on qemu-hppa and on our machine, compared in every register, flag and byte;
// differences are cut down to the instructions that matter. Run by tools/fuzz.mjs (npm run fuzz).
// Neighbours: generate.ts, reference.ts, guest.ts, quirks.ts below.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { disassemble } from "../../emulator/disasm/disassemble.ts";
import { decode } from "../../emulator/isa/table.ts";
import { random } from "../isa/random.ts";
import { type Case, codeAt, newState, type Outcome } from "./case.ts";
import { Generator } from "./generate.ts";
import { Guest, type GuestOutcome } from "./guest.ts";
import { amend, explain, incomparable, knownToReference, spared } from "./quirks.ts";
import { runProgram } from "./reference.ts";

export interface FuzzOptions {
  readonly wasm: Uint8Array;
  readonly seconds: number;
  readonly seed: number;
  /** Stop after this many unexplained differences. */
  readonly failures: number;
  readonly log: (line: string) => void;
  readonly qemu?: string;
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

/** What differs, one line each. */
export function differences(a: Outcome, b: Outcome): string[] {
  const out: string[] = [];
  const say = (what: string, x: number, y: number) => {
    if (x >>> 0 !== y >>> 0) out.push(`${what} ${hex(x)}, not ${hex(y)}`);
  };
  say("signal", a.signal, b.signal);
  say("address", a.address, b.address);
  say("IAOQ front", a.iaoq[0], b.iaoq[0]);
  say("IAOQ back", a.iaoq[1], b.iaoq[1]);
  say("PSW N", a.n, b.n);
  say("PSW V", a.state.v, b.state.v);
  // of the carries only the leftmost, PSW C, can be had out of qemu 7.2
  say("PSW C", a.state.carries >> 7, b.state.carries >> 7);
  say("SAR", a.state.sar, b.state.sar);
  for (let n = 1; n < 32; n++) say(`r${n}`, a.state.gr[n], b.state.gr[n]);
  for (let n = 0; n < 64; n++) say(`fr${n >> 1}${n & 1 ? "R" : "L"}`, a.state.fr[n], b.state.fr[n]);
  for (let n = 0; n < a.state.scratch.length; n++)
    say(`scratch+${hex(n)}`, a.state.scratch[n], b.state.scratch[n]);
  return out;
}

const hex = (v: number) => `0x${(v >>> 0).toString(16)}`;

export class Fuzzer {
  private readonly options: FuzzOptions;
  private readonly guest: Guest;
  private readonly file: string;
  private readonly qemu: string;
  private readonly quirks = new Map<string, number>();

  private constructor(options: FuzzOptions, guest: Guest, file: string) {
    this.options = options;
    this.guest = guest;
    this.file = file;
    this.qemu = options.qemu ?? "qemu-hppa";
  }

  static async run(options: FuzzOptions): Promise<FuzzResult> {
    const folder = mkdtempSync(join(tmpdir(), "parisc-fuzz-"));
    try {
      const fuzzer = new Fuzzer(options, await Guest.create(options.wasm, BATCH), join(folder, "batch"));
      return fuzzer.loop();
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  private loop(): FuzzResult {
    const { seconds, seed, failures, log } = this.options;
    const end = Date.now() + seconds * 1000;
    const result: FuzzResult = { cases: 0, instructions: 0, quirks: this.quirks, reports: [] };
    for (let round = 0; Date.now() < end && result.reports.length < failures; round++) {
      const generator = new Generator(random(seed + round * 7919), knownToReference);
      const cases = Array.from({ length: BATCH }, (_, slot) => generator.next(slot));
      const [ours, theirs] = this.both(cases);
      result.cases += cases.length;
      for (let i = 0; i < cases.length && result.reports.length < failures; i++) {
        result.instructions += ours[i].count;
        const quirk = this.verdict(cases[i], ours[i], theirs[i]);
        if (quirk) this.count(quirk);
        else if (quirk === undefined) {
          const report = this.report(cases[i], `seed ${seed + round * 7919}, case ${i}`);
          if (!report) {
            // it reached into another case's memory, which is not the same when it runs alone
            this.count("another-case");
            continue;
          }
          log(report);
          result.reports.push(report);
        }
      }
    }
    return result;
  }

  private wordAt(c: Case, address: number): number | undefined {
    return c.code[((address & ~3) - codeAt(c.slot)) >> 2];
  }

  private count(quirk: string): void {
    this.quirks.set(quirk, (this.quirks.get(quirk) ?? 0) + 1);
  }

  private both(cases: readonly Case[]): [GuestOutcome[], Outcome[]] {
    const ours = this.guest.run(cases);
    // qemu has no limit of instructions, and takes page 0 for the gateway: what ends so here is not tried there
    const tried = cases.map((c, i) => (spared(ours[i]) ? { ...c, code: [] } : c));
    const theirs = this.reference(tried);
    return [
      ours,
      theirs.map((t, i) => amend(ours[i], t, this.wordAt(cases[i], ours[i].iaoq[0]), (q) => this.count(q))),
    ];
  }

  /** The reference's outcomes; a case that it does not come back from ends with signal -1. */
  private reference(cases: readonly Case[]): Outcome[] {
    try {
      return runProgram(cases, BATCH, this.file, this.qemu, []);
    } catch (error) {
      if (cases.length > 1) {
        const half = cases.length >> 1;
        return [...this.reference(cases.slice(0, half)), ...this.reference(cases.slice(half))];
      }
      this.options.log(String(error).slice(0, 200));
      return [{ signal: -1, address: 0, iaoq: [0, 0], n: 0, state: newState() }];
    }
  }

  /** "" where the two agree, the quirk that explains why not, undefined if nothing does. */
  private verdict(c: Case, ours: GuestOutcome, theirs: Outcome): string | undefined {
    const quirk = incomparable(ours, theirs);
    if (quirk !== undefined) return quirk;
    return differences(ours, theirs).length ? explain(this.guest.trace(c), ours, theirs) : "";
  }

  /** Whether the two differ on this case, unexplained; undefined if they agree. */
  private differ(c: Case): [GuestOutcome, Outcome] | undefined {
    const [[ours], [theirs]] = this.both([c]);
    return this.verdict(c, ours, theirs) === undefined ? [ours, theirs] : undefined;
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
      ...differences(ours, theirs)
        .slice(0, 12)
        .map((l) => `  ours/theirs: ${l}`),
      `  trap ${ours.trap}`,
    );
    return [...new Set(lines)].join("\n");
  }
}

const fieldValue = (word: number, lsb: number) => (word >>> lsb) & 31;

// What our machine is compared with: qemu-hppa, or our own interpreter when the subject is the translator. A peer says
// which instructions it may be asked for, runs the cases, and judges a difference.
// Neighbours: reference.ts, guest.ts, quirks.ts below; fuzz.ts above.
import { spawnSync } from "node:child_process";
import { disassemble } from "../../emulator/disasm/disassemble.ts";
import type { Insn } from "../../emulator/isa/insn.ts";
import { decode } from "../../emulator/isa/table.ts";
import { TRAP_ASSIST_EXCEPTION } from "../../emulator/isa/traps.ts";
import { type Case, codeAt, newState, type Outcome } from "./case.ts";
import type { Rules } from "./generate.ts";
import type { Guest, GuestOutcome } from "./guest.ts";
import { amend, explain, forReference, incomparable, knownToReference, spared, usable } from "./quirks.ts";
import { runProgram } from "./reference.ts";

export interface Peer {
  readonly rules: Rules;
  /** The outcomes of the same cases; what is known to be wrong in them already put right. */
  run(cases: readonly Case[], ours: readonly GuestOutcome[]): Outcome[];
  /** What differs, one line each. */
  differences(ours: GuestOutcome, theirs: Outcome): string[];
  /** The quirk for which they cannot be compared, or that explains the difference. */
  quirk(c: Case, ours: GuestOutcome, theirs: Outcome): string | undefined;
  /** How often what was put right or left out. */
  readonly quirks: Map<string, number>;
}

/** The instruction at an address of a case's code. */
const wordAt = (c: Case, address: number): number | undefined =>
  c.code[((address & ~3) - codeAt(c.slot)) >> 2];

const hex = (v: number) => `0x${(v >>> 0).toString(16)}`;

function compare(a: Outcome, b: Outcome, carries: number): string[] {
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
  say("PSW C/B", a.state.carries & carries, b.state.carries & carries);
  say("SAR", a.state.sar, b.state.sar);
  for (let n = 1; n < 32; n++) say(`r${n}`, a.state.gr[n], b.state.gr[n]);
  for (let n = 0; n < 64; n++) say(`fr${n >> 1}${n & 1 ? "R" : "L"}`, a.state.fr[n], b.state.fr[n]);
  for (let n = 0; n < a.state.scratch.length; n++)
    say(`scratch+${hex(n)}`, a.state.scratch[n], b.state.scratch[n]);
  return out;
}

/**
 * How to start the reference so that nothing of it outlives its run, whatever a wild case makes it do (it may fork): in
 * a process namespace of its own, which the kernel empties when the first process ends; else in a group with a time limit.
 */
export function contained(command: readonly string[]): readonly string[] {
  const own = ["unshare", "--map-root-user", "--pid", "--fork", "--kill-child"];
  if (spawnSync(own[0], [...own.slice(1), "true"]).status === 0) return [...own, ...command];
  return ["timeout", "--signal=KILL", "30", ...command];
}

/** qemu-hppa, which runs the cases in one program. */
export class QemuPeer implements Peer {
  readonly rules: Rules = { legal: knownToReference, usable, loops: false, selfModifying: false };
  readonly quirks = new Map<string, number>();
  protected readonly guest: Guest;
  private readonly slots: number;
  private readonly file: string;
  private readonly command: readonly string[];
  private readonly log: (line: string) => void;

  /** The words as the peer reads them. */
  protected readonly reading = forReference;
  protected readonly pswInContext: boolean = false;
  /** How long a program may take, in milliseconds: this and 3 a case. */
  protected readonly patience: number = 10_000;

  /** `guest` traces a case to explain a difference. */
  constructor(
    guest: Guest,
    slots: number,
    file: string,
    command: readonly string[],
    log: (line: string) => void,
  ) {
    this.guest = guest;
    this.slots = slots;
    this.file = file;
    this.command = command;
    this.log = log;
  }

  run(cases: readonly Case[], ours: readonly GuestOutcome[]): Outcome[] {
    // qemu has no limit of instructions, and takes page 0 for the gateway: what ends so here is not tried there
    const tried = cases.map((c, i) => (spared(ours[i]) ? { ...c, code: [] } : c));
    const note = (quirk: string) => void this.quirks.set(quirk, (this.quirks.get(quirk) ?? 0) + 1);
    return this.ask(tried).map((t, i) => amend(ours[i], t, wordAt(cases[i], ours[i].iaoq[0]), note));
  }

  /** A case that the peer does not come back from ends with signal -1. */
  protected ask(cases: readonly Case[]): Outcome[] {
    try {
      return runProgram(
        cases,
        this.slots,
        this.file,
        this.command,
        this.reading,
        this.pswInContext,
        this.patience,
      );
    } catch (error) {
      if (cases.length > 1) {
        const half = cases.length >> 1;
        return [...this.ask(cases.slice(0, half)), ...this.ask(cases.slice(half))];
      }
      const c = cases[0];
      const text = c.code.map((w, i) => `  ${disassemble(w, codeAt(c.slot) + 4 * i)}`);
      this.log(
        [
          `${this.command[0]} did not come back from slot ${c.slot}: ${String(error).slice(0, 100)}`,
          ...text,
        ].join("\n"),
      );
      return [{ signal: -1, address: 0, iaoq: [0, 0], n: 0, state: newState() }];
    }
  }

  /** Of the carries only the leftmost, PSW C, can be had out of qemu 7.2. */
  differences(ours: GuestOutcome, theirs: Outcome): string[] {
    return compare(ours, theirs, 0x80);
  }

  quirk(c: Case, ours: GuestOutcome, theirs: Outcome): string | undefined {
    return (
      incomparable(ours, theirs) ??
      (this.differences(ours, theirs).length ? explain(this.guest.trace(c), ours, theirs) : undefined)
    );
  }
}

/** The whole emulator, whose kernel delivers the signals: the program that qemu-hppa runs, as a user would run it. */
export class KernelPeer extends QemuPeer {
  override readonly rules: Rules = {
    legal: (row) => knownToReference(row) || /^(dcor|h|mix)/.test(row.name),
    usable,
    loops: false,
    selfModifying: false,
  };
  protected override readonly reading = (word: number) => word;
  protected override readonly pswInContext: boolean = true;
  protected override readonly patience: number = 20_000;

  override run(cases: readonly Case[], ours: readonly GuestOutcome[]): Outcome[] {
    const theirs = this.ask(cases.map((c, i) => (spared(ours[i]) ? { ...c, code: [] } : c)));
    return theirs.map((t, i) => {
      // the address of a fetch has the privilege level in its low bits
      if (ours[i].signal === 11 && ours[i].address >>> 2 === t.address >>> 2)
        return { ...t, address: ours[i].address };
      if (ours[i].trap !== TRAP_ASSIST_EXCEPTION) return t;
      // the kernel has worked on the queue and on the exception registers (handle_fpe)
      const fr = t.state.fr.slice();
      fr.set(ours[i].state.fr.subarray(0, 2));
      return { ...t, iaoq: ours[i].iaoq, state: { ...t.state, fr } };
    });
  }

  override differences(ours: GuestOutcome, theirs: Outcome): string[] {
    return compare(ours, theirs, 0xff);
  }

  override quirk(c: Case, ours: GuestOutcome, theirs: Outcome): string | undefined {
    // Linux knows exception types of the fused instructions for V and U only (math-emu, decode_fpu)
    const row = decode(wordAt(c, ours.iaoq[0]) ?? 0);
    if (ours.trap === TRAP_ASSIST_EXCEPTION && theirs.signal === 4 && /^fmpyn?fadd/.test(row?.name ?? ""))
      return "fused-trap";
    return incomparable(ours, theirs);
  }
}

/** Our interpreter: everything must be the same, instruction counts and every preemption included. */
export class InterpreterPeer implements Peer {
  readonly rules: Rules = {
    legal: (row: Insn) => !row.privileged && row.name !== "mfctl",
    usable: () => true,
    loops: true,
    selfModifying: true,
  };
  readonly quirks = new Map<string, number>();
  private readonly guest: Guest;

  constructor(guest: Guest) {
    this.guest = guest;
  }

  run(cases: readonly Case[]): Outcome[] {
    return this.guest.run(cases);
  }

  differences(ours: GuestOutcome, theirs: Outcome): string[] {
    const b = theirs as GuestOutcome;
    const out = compare(ours, theirs, 0xff);
    if (ours.trap !== b.trap) out.push(`trap ${ours.trap}, not ${b.trap}`);
    if (ours.count !== b.count) out.push(`${ours.count} instructions, not ${b.count}`);
    const slice = ours.slices.findIndex((h, i) => h !== b.slices[i]);
    if (slice >= 0) out.push(`the state at preemption ${slice} is another`);
    return out;
  }

  quirk(): undefined {
    return undefined;
  }
}

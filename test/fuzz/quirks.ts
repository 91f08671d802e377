// Where the reference, qemu-hppa 7.2, is known to be wrong or to lack something; docs/quirks.md has each with its reason.
// Neighbours: fuzz.ts above.
import { decodeField, type Insn } from "../../emulator/isa/insn.ts";
import { decode } from "../../emulator/isa/table.ts";
import { TRAP_ASSIST_EXCEPTION, TRAP_BUDGET, TRAP_UNALIGNED } from "../../emulator/isa/traps.ts";
import type { Outcome } from "./case.ts";
import type { GuestOutcome, Step } from "./guest.ts";

/** Rows that qemu-hppa 7.2 does not have or has wrong throughout, or that depend on the system around the processor. */
const UNKNOWN = new Set(
  `hadd hadd_ss hadd_us hsub hsub_ss hsub_us havg hsh1ladd hsh2ladd hsh3ladd hsh1radd hsh2radd hsh3radd hshl hshr_u hshr_s
  mixh_l mixh_r bl_push pushbts popbts gate ldsid mtctl mfctl mfsp mtsp break_ diag mfia gfw gfr lci lpa fid
  dcor dcor_i pdtlb_l pitlb_l fic_s fdc_i idtlbt iitlbt sh1add_tsv sh2add_tsv sh3add_tsv`.split(/\s+/),
);

/** Whether a case may have this row. */
export const knownToReference = (row: Insn): boolean => !UNKNOWN.has(row.name) && !row.privileged;

const INDIRECT = /^(be|be_l|bv|blr|bve|bve_pop|bve_l|bve_l_push)$/;

/** Whether a case may have this word after `previous`: combinations that are undefined, or wrong in the reference. */
export function usable(word: number, previous: number | undefined): boolean {
  const row = decode(word);
  if (!row) return false;
  const value = (name: string) => decodeField(row.fields.find((f) => f.name === name)!, word);
  // A field that sticks out to the left is undefined (1.1 manual, EXTRACT).
  if (/^extrw_[us]$/.test(row.name)) return value("clen") <= value("p") + 1;
  // qemu-shladd-overflow: bits that the shift loses are no overflow to it.
  if (/^sh\dadd/.test(row.name)) return !(value("cf") >= 4 && value("cf") < 14);
  // qemu-ds-alias: where target and divisor are one register, V comes from the result.
  if (row.name === "ds" && value("t") === value("r2") && value("t") !== 0) return false;
  // Undefined combinations of ftest.
  if (row.name === "ftest") {
    if (value("yt") !== 1 && value("c") !== 0) return false;
    return [0, 1, 2, 5, 6, 9, 13, 17].includes(value("c"));
  }
  // The two halves of a parallel operation must not touch each other's targets (1.1 manual, FMPYADD).
  if (/^fmpy(add|sub)_/.test(row.name)) {
    const [a, b, target, other, product] = row.operands.map((f) => decodeField(f, word));
    return ![a, b, other, target].includes(product) && ![a, b, other].includes(target);
  }
  // qemu-branch-pair: a branch in the delay slot of a branch through a register goes astray.
  if (row.branch && previous !== undefined && INDIRECT.test(decode(previous)?.name ?? "")) return false;
  return true;
}

/** The word as the reference understands it. */
export function forReference(word: number): number {
  // qemu-fmpyadd-format: single and double are exchanged.
  return /^fmpy(add|sub)_/.test(decode(word)?.name ?? "") ? word ^ 0x20 : word;
}

/** The program around the cases (reference.ts), and what qemu-user adds. */
const inReference = (address: number) =>
  (address >= 0x10000 && address < 0x20000) ||
  (address >= 0x0400_0000 && address < 0x1000_0000) ||
  address >= 0xe000_0000;

/** Whether a case ended here in a way the reference must not be asked for. */
export const spared = (ours: GuestOutcome): boolean =>
  ours.trap === TRAP_BUDGET ||
  ours.trap === TRAP_UNALIGNED ||
  (ours.signal === 11 && ours.iaoq.some((at) => at >>> 0 < 0x1000 || inReference(at >>> 0)));

/** The quirk for which a case cannot be compared, if any. */
export function incomparable(ours: GuestOutcome, theirs: Outcome): string | undefined {
  if (ours.trap === TRAP_BUDGET) return "endless";
  // The reference was stopped after its time: too slow a machine, or a loop that is not ours.
  if (theirs.signal === -1) return "no-answer";
  // qemu-user lets the host do misaligned accesses; a processor traps (and Linux fixes up or sends SIGBUS).
  if (ours.trap === TRAP_UNALIGNED) return "qemu-unaligned";
  // ldcw's alignment comes first there; here, as in the manual's priorities, the missing page.
  if (theirs.signal === 10 && ours.signal === 11) return "qemu-ldcw-align";
  // Memory that qemu-user has of its own: stack and such.
  if (ours.signal === 11 && inReference(ours.address >>> 0)) return "qemu-own-memory";
  // Page 0 of the user's own space is not the gateway page; qemu-user has one space.
  if (spared(ours) || ours.iaoq[1] >>> 0 < 0x1000) return "jump-into-the-reference";
  return undefined;
}

const sameButGr = (a: Outcome, b: Outcome) =>
  a.signal === b.signal &&
  a.iaoq[0] === b.iaoq[0] &&
  a.state.fr.every((w, n) => w === b.state.fr[n]) &&
  a.state.scratch.every((w, n) => w === b.state.scratch[n]);

/** The case loaded its own code, of which the reference has some words otherwise (forReference): nothing else differs. */
function readRewrittenCode(ours: Outcome, theirs: Outcome): boolean {
  const words = ({ state }: Outcome) => [...state.gr, ...state.fr, ...state.scratch];
  const b = words(theirs);
  const different = words(ours).flatMap((w, i) => (w >>> 0 === b[i] >>> 0 ? [] : [[w, b[i]]]));
  return different.length > 0 && different.every(([w, v]) => w !== v && forReference(w) >>> 0 === v >>> 0);
}

/** The quirk that explains a difference, by what the case executed. */
export function explain(steps: readonly Step[], ours: GuestOutcome, theirs: Outcome): string | undefined {
  // A floating-point trap in the middle of a block finds registers that a later instruction was to overwrite.
  if (ours.trap === TRAP_ASSIST_EXCEPTION && sameButGr(ours, theirs)) return "qemu-fp-trap-imprecise";
  // With the underflow trap on, a tiny exact result is enough (1.1 manual, "Underflow exception"); not for qemu.
  if (ours.trap === TRAP_ASSIST_EXCEPTION && [4, 12].includes(ours.state.fr[1] >>> 26))
    return "qemu-exact-underflow";
  if (readRewrittenCode(ours, theirs)) return "reads-rewritten-code";
  let previous: Insn | undefined;
  for (const step of steps) {
    if (step.nullified) {
      // It lets tsv and tc trap although the instruction is nullified, where that has no condition of its own.
      if (theirs.signal === 8 && theirs.iaoq[0] >>> 2 === step.pc >>> 2) return "qemu-nullified-trap";
      // … and executes this one.
      if (/^fmpy(add|sub)_/.test(decode(step.word)?.name ?? "")) return "qemu-nullified-fmpyadd";
      // A nullified instruction on a page that is not there: the manual does not say; qemu fetches it and faults.
      if (theirs.signal === 11 && theirs.address === step.pc >>> 0) return "nullified-fetch";
      continue;
    }
    const row = decode(step.word);
    if (row?.branch && previous && INDIRECT.test(previous.name)) return "qemu-branch-pair";
    previous = row;
    if (row && /^probe/.test(row.name) && inReference(step.gr[(step.word >>> 21) & 31]))
      return "qemu-own-memory";
    if (!row?.fp) continue;
    const quirk = floatQuirk(row, step, ours, theirs);
    if (quirk) return quirk;
  }
  return undefined;
}

interface Operand {
  /** Register 0, which reads as +0. */
  readonly zero: boolean;
  readonly nan: boolean;
  readonly signalling: boolean;
  readonly negative: boolean;
  /** Fraction bits that a conversion to single keeps; the right word's low 29 bits are lost. */
  readonly kept: boolean;
}

function operands(row: Insn, step: Step): Operand[] {
  return row.operands.flatMap((f): Operand[] => {
    if (f.kind !== "fr" && f.kind !== "fw") return [];
    const n = decodeField(f, step.word);
    if (f.kind === "fw") {
      const w = n ? step.fr[n] : 0;
      const nan = (w & 0x7fffffff) > 0x7f800000;
      return [
        { zero: n === 0, nan, signalling: nan && (w & 0x400000) !== 0, negative: w >>> 31 === 1, kept: true },
      ];
    }
    const [left, right] = n ? [step.fr[2 * n], step.fr[2 * n + 1]] : [0, 0];
    const high = left & 0x7fffffff;
    const nan = high > 0x7ff00000 || (high === 0x7ff00000 && right !== 0);
    const kept = (left & 0x7ffff) !== 0 || right >>> 29 !== 0;
    return [
      { zero: n === 0, nan, signalling: nan && (left & 0x80000) !== 0, negative: left >>> 31 === 1, kept },
    ];
  });
}

function floatQuirk(row: Insn, step: Step, ours: Outcome, theirs: Outcome): string | undefined {
  const ops = operands(row, step);
  if (/^fcnvf[xu]/.test(row.semantics) && ops[0].nan && ops[0].negative) return "qemu-nan-to-integer";
  if (/^fcnvff_dbl_sgl/.test(row.semantics) && ops[0].nan && !ops[0].kept) return "qemu-nan-narrowed";
  // A double too far out for a single even with its exponent moved: software's business (SIGILL), an exception to qemu.
  if (/^fcnvff_dbl_sgl/.test(row.semantics) && ours.signal === 4 && theirs.signal === 8)
    return "qemu-narrowing-trap";
  if (/^fmpyn?fadd/.test(row.semantics) && ops.slice(0, 3).filter((o) => o.nan).length > 1)
    return "qemu-fused-nan";
  if (
    row.name === "ftest" &&
    [2, 6].includes(decodeField(row.fields.find((f) => f.name === "c")!, step.word))
  )
    return "qemu-ftest-rej";
  if (ops.some((o) => o.zero)) return "qemu-fr0-source";
  return undefined;
}

/** What of the reference's outcome is known to be wrong, taken over from ours before the two are compared. */
export function amend(
  ours: GuestOutcome,
  theirs: Outcome,
  wordAt: number | undefined,
  note: (quirk: string) => void,
): Outcome {
  let out = theirs;
  if (ours.trap === TRAP_ASSIST_EXCEPTION && theirs.signal === ours.signal) {
    // qemu 7.2 sets the flag of a trapped exception, neither T nor the exception register, and writes no result.
    note("qemu-fp-trap-status");
    const fr = theirs.state.fr.slice();
    const take = (n: number) => {
      fr[n] = ours.state.fr[n];
    };
    take(0);
    take(1);
    const row = wordAt === undefined ? undefined : decode(wordAt);
    for (const f of row?.fields ?? []) {
      const n = decodeField(f, wordAt!);
      if (["ft", "fu"].includes(f.name)) {
        take(2 * n);
        take(2 * n + 1);
      } else if (["wt", "kt", "ku"].includes(f.name)) take(n);
    }
    out = { ...out, state: { ...out.state, fr } };
  }
  // qemu's si_addr of a fetch has the privilege level in it or not.
  if (ours.signal === 11 && ours.address >>> 2 === out.address >>> 2) out = { ...out, address: ours.address };
  if (theirs.iaoq[1] === 0xffffffff && ours.iaoq[1] !== 0xffffffff) {
    // A conditional trap behind a branch through a register: the back of the queue is lost.
    note("qemu-iaoq-back");
    out = { ...out, iaoq: [out.iaoq[0], ours.iaoq[1]] };
  }
  return out;
}

// Where the reference is known to be wrong or to lack something; docs/quirks.md has each with its reason.
// Neighbours: fuzz.ts above.
import type { Insn } from "../../emulator/isa/insn.ts";
import { TRAP_ASSIST_EXCEPTION, TRAP_BUDGET, TRAP_UNALIGNED } from "../../emulator/isa/traps.ts";
import type { Case, Outcome } from "./case.ts";
import type { GuestOutcome } from "./guest.ts";

/** Rows that qemu-hppa 7.2 does not have, or that depend on the system around the processor. */
const UNKNOWN = new Set(
  `hadd hadd_ss hadd_us hsub hsub_ss hsub_us havg hsh1ladd hsh2ladd hsh3ladd hsh1radd hsh2radd hsh3radd hshl hshr_u hshr_s
  mixh_l mixh_r bl_push pushbts popbts gate ldsid mtctl mfctl mfsp mtsp break_ diag gfw gfr lci lpa fid
  dcor dcor_i pdtlb_l pitlb_l fic_s fdc_i idtlbt iitlbt`.split(/\s+/),
);

/** Whether a case may have this row. */
export const knownToReference = (row: Insn): boolean => !UNKNOWN.has(row.name) && !row.privileged;

/** The quirk that explains why a case ends differently, if any. */
export function explain(_c: Case, ours: GuestOutcome, theirs: Outcome): string | undefined {
  if (ours.trap === TRAP_BUDGET) return "endless";
  // qemu-user lets the host do misaligned accesses; a processor traps (and Linux fixes up or sends SIGBUS).
  if (ours.trap === TRAP_UNALIGNED) return "qemu-unaligned";
  return undefined;
}

/** What of the reference's outcome is known to be wrong, taken over from ours before the two are compared. */
export function amend(ours: GuestOutcome, theirs: Outcome, note: (quirk: string) => void): Outcome {
  let out = theirs;
  if (ours.trap === TRAP_ASSIST_EXCEPTION && theirs.signal === ours.signal) {
    // qemu 7.2 sets the flag of a trapped exception, and neither T nor the exception register.
    note("qemu-fp-trap-status");
    const fr = theirs.state.fr.slice();
    fr[0] = ours.state.fr[0];
    fr[1] = ours.state.fr[1];
    out = { ...out, state: { ...out.state, fr } };
  }
  if (theirs.iaoq[1] === 0xffffffff && ours.iaoq[1] !== 0xffffffff) {
    // A conditional trap behind a branch through a register: the back of the queue is lost.
    note("qemu-iaoq-back");
    out = { ...out, iaoq: [out.iaoq[0], ours.iaoq[1]] };
  }
  return out;
}

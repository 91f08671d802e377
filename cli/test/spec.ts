// What a test is: a program, the systems to run it in, and what is expected. Plain data, so that it can go to a worker.
// Above: everything in test/. Below: ../library/types.ts.

import type { Engine } from "../../emulator/index.ts";
import type { Outcome, ProgramOptions } from "../library/types.ts";

/** What a run should look like; what is left out does not matter. */
export interface Expectation {
  /** In a sentence, for the reports. */
  readonly says?: string;
  readonly status?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  /** Regular expressions. */
  readonly stdoutMatches?: string;
  readonly stderrMatches?: string;
  /** Lines of strace that must come in this order, others between them; * stands for anything. */
  readonly calls?: readonly string[];
  /** Frames that must leave in this order, others between them: "eth0 UDP 10.0.0.1:* > *". */
  readonly packets?: readonly string[];
}

/** What a golden file holds of a run. */
export const PARTS = ["status", "stdout", "stderr", "calls", "packets"] as const;
export type Part = (typeof PARTS)[number];

/** The axes of a matrix. */
export interface Matrix {
  readonly kernel: readonly string[];
  readonly engine: readonly Engine[];
  /** null: the plain order of threads. */
  readonly seed: readonly (number | null)[];
  /** Names of network set-ups, see Test.nets. */
  readonly net: readonly string[];
}

export interface Test {
  readonly name: string;
  /** Host path of the manifest or the program. */
  readonly from: string;
  /** Host path of the program, or of its C source. */
  readonly program: string;
  /** Options of the cross compiler, for a C source. */
  readonly cflags: readonly string[];
  /** For people: what this is about. */
  readonly story: string;
  readonly options: Omit<ProgramOptions, "kernel" | "engine" | "seed" | "net" | "onOutput">;
  readonly matrix: Matrix;
  readonly nets: Readonly<Record<string, readonly string[]>>;
  readonly expect: Expectation;
  /** The commit of kernel/releases.ts that the expectation needs; releases without it show `before`. */
  readonly fixedBy: string | null;
  readonly before: Expectation | null;
  /** Parts compared with the golden file; none: there is none. */
  readonly golden: readonly Part[];
  /** Host seconds until a run is given up. */
  readonly timeout: number;
}

/** One run of a test: a point of its matrix. */
export interface Cell {
  readonly kernel: string;
  readonly engine: Engine;
  readonly seed: number | null;
  readonly net: string;
}

/** What a worker is asked to run. */
export interface Job {
  readonly program: string;
  readonly options: ProgramOptions;
}

/** The outcome, or why there is none (a time-out, a worker that died). */
export type Ran = Outcome & { readonly ms: number };

export interface Difference {
  /** "status", "stdout", "calls" …: what differs. */
  readonly part: string;
  /** One or more lines for people. */
  readonly text: string;
}

export interface Result {
  readonly test: Test;
  readonly cell: Cell;
  readonly ran: Ran;
  /** Whether this release lacks the test's commit, so that the run shall show the old behaviour. */
  readonly red: boolean;
  readonly differences: readonly Difference[];
  /** Why nothing was run: no compiler, for example. */
  readonly skipped: string | null;
  /** What the first diverging system call says. */
  explanation: string | null;
}

export const passed = (r: Result): boolean => r.skipped === null && r.differences.length === 0;

/** "5.1, interpreter, seed 3, bond". */
export function cellText(test: Test, cell: Cell): string {
  const parts = [cell.kernel, cell.engine];
  if (cell.seed !== null) parts.push(`seed ${cell.seed}`);
  if (test.matrix.net.length > 1) parts.push(cell.net);
  return parts.join(", ");
}

/** The run as a `parisc run` command line, for somebody who wants to look. */
export function commandLine(test: Test, cell: Cell, program = test.program): string {
  const words = ["parisc", "run", "--kernel", cell.kernel, "--engine", cell.engine];
  words.push("--clock", test.options.clock ?? "virtual");
  if (cell.seed !== null) words.push("--seed", String(cell.seed));
  for (const spec of test.nets[cell.net] ?? []) words.push("--net", spec);
  if (test.options.uid !== undefined) words.push("--uid", String(test.options.uid));
  if (test.options.caps !== undefined) words.push("--cap", test.options.caps);
  words.push(program, ...(test.options.args ?? []));
  return words.map((w) => (/^[\w@%+=:,./-]+$/.test(w) ? w : `'${w.replaceAll("'", "'\\''")}'`)).join(" ");
}

// Matchers for vitest: `await expect(parisc("./prog")).toExit(0)`. Importing this file adds them.
// Above: its users (docs/testing.md). Below: node.ts, kernel/uapi.

import { expect } from "vitest";
import * as signals from "../../kernel/uapi/asm/signal.ts";
import { run } from "./node.ts";
import type { Outcome, ProgramOptions } from "./types.ts";

export type { Outcome, ProgramOptions } from "./types.ts";

/** A run under way: an Outcome to be awaited, or given to expect(). */
export interface Run extends PromiseLike<Outcome> {
  /** As a shell would be told to run it. */
  readonly command: string;
}

/**
 * Runs a program (see run()): `parisc("./prog", ["arg"], { kernel: "5.0" })`. Calls and frames are collected.
 */
export function parisc(
  program: string,
  args?: readonly string[] | ProgramOptions,
  options?: ProgramOptions,
): Run {
  const list = Array.isArray(args) ? (args as readonly string[]) : [];
  const given = options ?? (args && !Array.isArray(args) ? (args as ProgramOptions) : {});
  const outcome = run(program, { args: list, trace: true, packets: true, limitInsns: 20e9, ...given });
  return {
    command: [program, ...(given.args ?? list)].join(" "),
    // biome-ignore lint/suspicious/noThenProperty: it is meant to be awaited
    then: (ok, failed) => outcome.then(ok, failed),
  };
}

type Received = Outcome | PromiseLike<Outcome>;

const text = (s: string): string => new TextDecoder().decode(Uint8Array.from(s, (c) => c.charCodeAt(0)));

/** What went on, for the message of a failure. */
function story(o: Outcome): string {
  const parts = [`status ${o.status}${o.error ? `: ${o.error}` : ""}`];
  if (o.stdout) parts.push(`stdout:\n${text(o.stdout).slice(-2000)}`);
  if (o.stderr) parts.push(`stderr:\n${text(o.stderr).slice(-2000)}`);
  if (o.trace.length)
    parts.push(
      `last system calls:\n${o.trace
        .slice(-8)
        .map((l) => `  ${l.text}`)
        .join("\n")}`,
    );
  return parts.join("\n");
}

/** "*" stands for anything. */
const glob = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`, "s");

const fits = (actual: string, expected: string | RegExp): boolean =>
  typeof expected === "string" ? actual === expected : expected.test(actual);

const signalNumber = (name: string): number =>
  /^SIG[A-Z0-9]+$/.test(name) ? ((signals as Readonly<Record<string, unknown>>)[name] as number) : Number.NaN;

const matcher =
  <A extends unknown[]>(judge: (o: Outcome, ...args: A) => { pass: boolean; what: string }) =>
  async (received: Received, ...args: A) => {
    const outcome = await received;
    const { pass, what } = judge(outcome, ...args);
    return { pass, message: () => `${pass ? "not " : ""}expected ${what}\n${story(outcome)}` };
  };

const matchers = {
  toExit: matcher((o, status: number) => ({
    pass: o.error === null && o.status === status,
    what: `exit status ${status}`,
  })),
  toPrint: matcher((o, expected: string | RegExp) => ({
    pass: fits(text(o.stdout), expected),
    what: `standard output ${expected instanceof RegExp ? expected : JSON.stringify(expected)}`,
  })),
  toComplain: matcher((o, expected: string | RegExp) => ({
    pass: fits(text(o.stderr), expected),
    what: `standard error ${expected instanceof RegExp ? expected : JSON.stringify(expected)}`,
  })),
  toDieOf: matcher((o, signal: string) => ({
    pass: o.error === null && o.status === 128 + signalNumber(signal),
    what: `death of ${signal}`,
  })),
  toCall: matcher((o, call: string) => ({
    pass: o.trace.some((l) => glob(call).test(l.text)),
    what: `the system call ${call}`,
  })),
  toSend: matcher((o, packet: string) => ({
    pass: o.packets.some((p) => glob(packet).test(`${p.dev} ${p.text}`)),
    what: `the frame ${packet}`,
  })),
};

expect.extend(matchers);

/** What the matchers add; each is to be awaited. */
export interface PariscMatchers {
  /** The program ends with this status. */
  toExit(status: number): Promise<void>;
  /** Standard output is the text, or fits the pattern. */
  toPrint(expected: string | RegExp): Promise<void>;
  /** Standard error is the text, or fits the pattern. */
  toComplain(expected: string | RegExp): Promise<void>;
  /** The program is killed by the signal: "SIGSEGV". */
  toDieOf(signal: string): Promise<void>;
  /** A line of strace, * for anything: "socket(AF_INET, *) = *". */
  toCall(call: string): Promise<void>;
  /** A frame leaves, as --trace net shows it, * for anything: "eth0 UDP *". */
  toSend(packet: string): Promise<void>;
}

declare module "vitest" {
  // biome-ignore lint/suspicious/noExplicitAny: as vitest declares it
  interface Matchers<T = any> extends PariscMatchers {}
}

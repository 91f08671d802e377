// The options --record, --snapshot, --replay and --restore, and the recording's file while a run is recorded.
// Above: main.ts, run.ts, boot.ts, replay.ts. Below: kernel/replay.

import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { type Command, Option } from "commander";
import { Recorder, type System } from "../kernel/index.ts";
import { version } from "../package.json";
import { UsageError } from "./usage.ts";

export interface RecordOptions {
  record?: string;
  snapshot?: string;
  replay?: string;
  restore?: string;
  profile?: string;
  limitInsns?: string;
  limitTime?: string;
}

export function addRecordOptions(command: Command): Command {
  const option = (flags: string, text: string, name: string) => new Option(flags, text).env(`PARISC_${name}`);
  return command
    .addOption(option("--record <file>", "write down the run, so that it can be repeated", "RECORD"))
    .addOption(
      option(
        "--snapshot <file>",
        "stop at --limit-insns, at --limit-time or when parisc gets SIGPWR, and keep the system",
        "SNAPSHOT",
      ),
    )
    .addOption(
      option("--replay <file>", "repeat a recorded run, on any engine; no program is named", "REPLAY"),
    )
    .addOption(option("--restore <file>", "go on where a snapshot was made; no program is named", "RESTORE"));
}

/** Options that exclude each other. */
export function checkRecordOptions(options: RecordOptions): void {
  const { record, snapshot, replay, restore } = options;
  if (record !== undefined && snapshot !== undefined)
    throw new UsageError("--record and --snapshot: one of them (a snapshot is a recording)");
  if (replay !== undefined && restore !== undefined)
    throw new UsageError("--replay and --restore: one of them");
  if (replay !== undefined && (record !== undefined || snapshot !== undefined))
    throw new UsageError("--replay: what is replayed is recorded already");
}

/**
 * A recorder into the file that the options name, if they name one. programs: host paths, for the header; keep: the recording
 * is wanted in memory too.
 */
export function recorderOf(
  options: RecordOptions,
  programs: readonly string[],
  keep = false,
): Recorder | undefined {
  const path = options.record ?? options.snapshot;
  if (path === undefined) return undefined;
  let fd: number;
  try {
    fd = openSync(path, "w");
  } catch (error) {
    throw new UsageError(`${path}: the recording cannot be written: ${(error as Error).message}`);
  }
  let failed = false;
  return new Recorder({
    keep,
    about: {
      parisc: version,
      build: build(),
      command: process.argv.slice(2),
      programs: programs.map(identity),
    },
    write(bytes) {
      if (failed) return;
      try {
        for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
      } catch (error) {
        failed = true;
        process.stderr.write(`parisc: ${path}: the recording breaks off here: ${(error as Error).message}\n`);
        closeSync(fd);
      }
    },
  });
}

/** Which parisc this is, to the byte: another one may do something else in a replay. */
export const build = (): string | null => identity(import.meta.filename).sha256;

function identity(path: string): { path: string; sha256: string | null } {
  try {
    // loaded here: it costs each start 3 ms
    const { createHash } = process.getBuiltinModule("node:crypto");
    return { path, sha256: createHash("sha256").update(readFileSync(path)).digest("hex") };
  } catch {
    return { path, sha256: null };
  }
}

const numberOf = (text: string | undefined) => (text === undefined ? Number.POSITIVE_INFINITY : Number(text));

/** Runs the system to its end ("ended"), or with --snapshot to the place where it is kept ("stopped"). */
export async function runRecorded(
  system: System,
  options: RecordOptions,
  wakeUp: () => void,
): Promise<"ended" | "stopped"> {
  const recorder = system.options.record;
  try {
    if (options.snapshot === undefined) return await system.run();
    const { sched } = system.kernel;
    let asked = false;
    const stop = () => {
      asked = true;
      sched.pause();
      wakeUp();
    };
    process.on("SIGPWR", stop);
    const seconds = numberOf(options.limitTime);
    if (seconds < Number.POSITIVE_INFINITY) setTimeout(stop, seconds * 1000).unref();
    const insns = numberOf(options.limitInsns);
    for (;;) {
      // a moment counts traps too: what is left of the instructions is as many moments, or more
      const left = insns - sched.insns;
      const end = await system.run({ until: system.moment + left });
      if (end === "ended" || asked || sched.insns >= insns) return end;
    }
  } finally {
    recorder?.end();
  }
}

/** What --snapshot says at the end. */
export function tellSnapshot(system: System, options: RecordOptions, end: "ended" | "stopped"): void {
  if (options.snapshot === undefined) return;
  process.stderr.write(
    end === "stopped"
      ? `parisc: kept at instruction ${system.kernel.sched.insns}; go on with --restore ${options.snapshot}\n`
      : "parisc: the programs ended before the snapshot was due\n",
  );
}

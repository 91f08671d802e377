// The command line's options about watching: --strace and its relatives, --trace; and where their lines go.
// Above: main.ts (declares them), run.ts, boot.ts. Below: kernel/trace/events.ts, trace-lines.ts.

import { closeSync, openSync, writeSync } from "node:fs";
import { type Command, Option } from "commander";
import type { BootOptions } from "../kernel/index.ts";
import { TRACE_KINDS, type TraceKind } from "../kernel/trace/events.ts";
import { UsageError } from "./usage.ts";

export interface TraceOptions {
  strace?: boolean;
  straceFile?: string;
  straceE: string[];
  straceTime?: "relative" | "clock" | "micro" | "epoch";
  straceDuration?: boolean;
  straceStrings?: string;
  straceCount?: boolean;
  straceSummary?: boolean;
  straceJson?: boolean;
  trace?: string;
  traceFile?: string;
}

const collect = (value: string, previous: string[]) => [...previous, value];

/** Adds the options; each of strace's implies --strace. */
export function addTraceOptions(command: Command): Command {
  const option = (flags: string, text: string, name: string) => new Option(flags, text).env(`PARISC_${name}`);
  return command
    .addOption(option("--strace", "log system calls to standard error", "STRACE"))
    .addOption(option("--strace-file <file>", "log system calls to a file", "STRACE_FILE"))
    .addOption(
      option(
        "-e, --strace-e <expr>",
        "what to log: trace=%network, trace=open,read, trace=!futex, signal=none, status=failed (repeatable)",
        "STRACE_E",
      )
        .argParser(collect)
        .default([], "everything"),
    )
    .addOption(
      option("--strace-time <kind>", "a time before each line", "STRACE_TIME").choices([
        "relative",
        "clock",
        "micro",
        "epoch",
      ]),
    )
    .addOption(option("--strace-duration", "the time spent in each call, behind it", "STRACE_DURATION"))
    .addOption(option("--strace-strings <n>", "bytes shown of a string (32)", "STRACE_STRINGS"))
    .addOption(option("--strace-count", "no lines, a table of calls, errors and times", "STRACE_COUNT"))
    .addOption(option("--strace-summary", "lines, and the table at the end", "STRACE_SUMMARY"))
    .addOption(option("--strace-json", "log as JSON, one object a line", "STRACE_JSON"))
    .addOption(option("--trace <kinds>", `log other events: a list of ${TRACE_KINDS.join(", ")}`, "TRACE"))
    .addOption(
      option("--trace-file <file>", "where --trace goes; as JSON if its name ends in .json", "TRACE_FILE"),
    );
}

/** A file to write lines to, in large pieces; standard error at once. */
function lineWriter(path: string | undefined, closers: (() => void)[]): (line: string) => void {
  if (path === undefined) return (line) => void writeSync(2, `${line}\n`);
  let fd: number;
  try {
    fd = openSync(path, "w");
  } catch (error) {
    throw new UsageError(`${path}: cannot be written: ${(error as Error).message}`);
  }
  let text = "";
  const flush = () => {
    if (text) writeSync(fd, text);
    text = "";
  };
  closers.push(flush);
  closers.push(() => closeSync(fd));
  process.on("exit", flush);
  return (line) => {
    text += `${line}\n`;
    if (text.length > 65536) flush();
  };
}

function traceKinds(text: string): TraceKind[] {
  return text.split(",").map((word) => {
    const kind = word.trim();
    if (!(TRACE_KINDS as readonly string[]).includes(kind))
      throw new UsageError(`--trace ${text}: ${kind || '""'} is none of ${TRACE_KINDS.join(", ")}`);
    return kind as TraceKind;
  });
}

/** What of BootOptions the options say; close() when the system has ended. */
export async function traceBootOptions(
  o: TraceOptions,
): Promise<Pick<BootOptions, "strace" | "straceOptions" | "watch"> & { close: () => void }> {
  const closers: (() => void)[] = [];
  const close = () => {
    for (const c of closers.splice(0)) c();
  };
  const wanted =
    o.strace ||
    o.straceFile !== undefined ||
    o.straceE.length > 0 ||
    o.straceTime !== undefined ||
    o.straceDuration ||
    o.straceStrings !== undefined ||
    o.straceCount ||
    o.straceSummary ||
    o.straceJson;
  const strings = o.straceStrings === undefined ? undefined : Number(o.straceStrings);
  if (strings !== undefined && !(Number.isInteger(strings) && strings >= 0 && strings <= 65536))
    throw new UsageError(`--strace-strings ${o.straceStrings}: not a number of bytes up to 65536`);
  const watch = o.trace === undefined ? undefined : await watchOption(o, closers);
  return {
    strace: wanted ? lineWriter(o.straceFile, closers) : undefined,
    straceOptions: {
      show: o.straceE,
      stamp: o.straceTime ?? null,
      duration: o.straceDuration,
      strings,
      json: o.straceJson || o.straceFile?.endsWith(".json"),
      counts: o.straceCount ? "only" : o.straceSummary && "also",
    },
    watch,
    close,
  };
}

async function watchOption(o: TraceOptions, closers: (() => void)[]): Promise<BootOptions["watch"]> {
  const kinds = traceKinds(o.trace!);
  const print = lineWriter(o.traceFile, closers);
  const { traceLine, traceJson } = await import("./trace-lines.ts");
  const text = o.traceFile?.endsWith(".json") ? traceJson : traceLine;
  return {
    kinds,
    event(e) {
      if (e.type !== "enter") print(text(e));
    },
  };
}

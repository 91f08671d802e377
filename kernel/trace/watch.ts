// Lets somebody see what a system does: strace's lines, JSON or counts, and the events themselves (--trace, tests).
// A bundle of its own (tools/build.mjs), loaded only when asked for.
// Above: boot.ts. Below: strace.ts (calls), tracepoints.ts (the rest), filter.ts, lines.ts, counts.ts.

import type { Kernel } from "../kernel.ts";
import type { SyscallRow } from "../syscalls/table.ts";
import { Counts } from "./counts.ts";
import type { StraceEvent, TraceEvent, TraceKind, Watch } from "./events.ts";
import { parseFilter } from "./filter.ts";
import { Lines, type LineTimes } from "./lines.ts";
import { Strace } from "./strace.ts";
import { tracepoints } from "./tracepoints.ts";

/** What strace shows and how; the names of strace's own options in brackets. */
export interface StraceOptions {
  /** Expressions [-e]: "trace=%network", "signal=none", "status=failed". */
  readonly show?: readonly string[];
  /** A time before each line: since the one before [-r], of day [-t, -tt], since 1970 [-ttt]. */
  readonly stamp?: LineTimes["stamp"];
  /** The time spent in a call behind it [-T]. */
  readonly duration?: boolean;
  /** Bytes shown of a string [-s]; 32. */
  readonly strings?: number;
  /** A JSON object a line instead of text. */
  readonly json?: boolean;
  /** A table at the end, instead of lines [-c] or besides [-C]. */
  readonly counts?: "only" | "also" | false;
}

/** Events of the kinds asked for, to their taker. */
export interface WatchOptions {
  readonly kinds: readonly TraceKind[];
  readonly event: Watch;
  /** Bytes shown of a string; 32. */
  readonly strings?: number;
}

/** An event as one line of JSON; frames in hex. */
export const eventJson = (e: TraceEvent): string =>
  JSON.stringify(e, (_key, value) => (value instanceof Uint8Array ? hexBytes(value) : value));

export const hexBytes = (bytes: Uint8Array): string =>
  Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

const STRACE_TYPES = new Set(["enter", "syscall", "signal", "exit"]);

/** The kind that has to be asked for to see an event. */
export const kindOf = (e: TraceEvent): TraceKind =>
  e.type === "enter" || e.type === "exit" ? "syscall" : e.type;

/** strace of one system: takes events, prints lines, keeps the counts. */
function straceSink(
  kernel: Kernel,
  rows: readonly SyscallRow[],
  print: (line: string) => void,
  o: StraceOptions,
) {
  const passes = parseFilter(o.show ?? [], rows);
  const counts = o.counts ? new Counts() : null;
  const lines = new Lines(
    print,
    { stamp: o.stamp ?? null, duration: o.duration ?? false },
    () => kernel.realtime_offset,
  );
  const event = (e: StraceEvent) => {
    if (!passes(e)) return;
    counts?.event(e);
    if (o.counts === "only") return;
    if (!o.json) lines.event(e);
    else if (e.type !== "enter") print(eventJson(e));
  };
  const finish = () => {
    for (const line of counts?.table() ?? []) print(line);
  };
  return { event, finish };
}

/**
 * Starts watching: print gets strace's lines, watch the events of its kinds. Returns what is to be called when the system has
 * ended. Throws FilterError.
 */
export function startWatching(
  kernel: Kernel,
  strace: { print: (line: string) => void; options: StraceOptions } | null,
  watch: WatchOptions | null,
): () => void {
  const sink = strace && straceSink(kernel, kernel.syscall_table.rows, strace.print, strace.options);
  const kinds = new Set<TraceKind>(watch?.kinds);
  const event: Watch = (e) => {
    if (sink && STRACE_TYPES.has(e.type)) sink.event(e as StraceEvent);
    if (watch && kinds.has(kindOf(e))) watch.event(e);
  };
  const strings = Math.max(strace ? (strace.options.strings ?? 32) : 0, watch?.strings ?? 0) || 32;
  if (sink || kinds.has("syscall") || kinds.has("signal"))
    kernel.syscall_table.trace = new Strace(event, { strings });
  tracepoints(kernel, kinds, event);
  return () => sink?.finish();
}

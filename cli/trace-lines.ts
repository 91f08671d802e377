// --trace's events as lines: for people, or JSON. A bundle of its own, as it brings the disassembler.
// Above: trace-options.ts. Below: kernel/trace/events.ts, emulator/disasm, packets.ts.

import { disassemble } from "../emulator/disasm/disassemble.ts";
import type { TraceEvent } from "../kernel/trace/events.ts";
import { packetText } from "./packets.ts";

const hex8 = (v: number): string => (v >>> 0).toString(16).padStart(8, "0");

/** "  0.001234 12 sh        sched  from 11 (sleeps)" */
export function traceLine(e: TraceEvent): string {
  const head = `${(e.time / 1e9).toFixed(6).padStart(11)} ${String(e.pid).padStart(5)} ${e.comm.padEnd(8)} `;
  return `${head}${what(e)}`;
}

function what(e: TraceEvent): string {
  switch (e.type) {
    case "enter":
      return `call   ${e.name}(${e.args.join(", ")} ...`;
    case "syscall":
      return `call   ${e.name}(${e.args.join(", ")}) = ${e.result}`;
    case "signal":
      return `signal ${e.signal} ${e.info}`;
    case "exit":
      return `exit   ${e.how}`;
    case "sched":
      return e.from === null ? "sched  the first to run" : `sched  after ${e.from}, which ${WHY[e.why]}`;
    case "fault":
      return `fault  ${e.trap} (${e.name}) at ${hex8(e.pc)}${e.address === null ? "" : `, address ${hex8(e.address)}`}`;
    case "net":
      return `net    ${e.dev} ${e.way.padEnd(3)} ${packetText(e.frame)}`;
    case "block":
      return `block  ${hex8(e.pc)}`;
    case "insn":
      return `insn   ${hex8(e.pc)}:  ${hex8(e.word)}  ${disassemble(e.word, e.pc)}${e.nullified ? "  (nullified)" : ""}`;
  }
}

const WHY: Readonly<Record<string, string>> = {
  preempted: "had its turn",
  sleeps: "sleeps",
  gone: "has ended",
  idle: "was idle",
};

/** One line of JSON, frames in hex. */
export const traceJson = (e: TraceEvent): string =>
  JSON.stringify(e, (_key, v) => (v instanceof Uint8Array ? Buffer.from(v).toString("hex") : v));

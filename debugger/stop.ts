// Stop replies (gdb's manual, "Stop Reply Packets"). Above: table.ts, resume.ts. Below: session.ts.

import type { Session } from "./session.ts";
import { GDB_SIGINT, GDB_SIGTRAP } from "./signals.ts";
import type { Stop, Why } from "./target.ts";
import { hex, hexText, hexWord } from "./text.ts";

/** Registers that come with each stop: rp, r3, sp, pcoqh, pcoqt, ipsw. */
const EXPEDITED = [2, 3, 30, 33, 35, 41];

const WATCH = { write: "watch", read: "rwatch", access: "awatch" } as const;

/** The reason, "" where the signal alone says it. */
function reason(s: Session, { thread, why }: Stop): string {
  switch (why.type) {
    case "breakpoint": {
      const pc = (s.target.registers(thread)?.[33] ?? 0) & ~3;
      const kind = s.hardware.has(`${thread.pid}:${pc >>> 0}`) ? "hwbreak" : "swbreak";
      return s.features.has(kind) ? `${kind}:;` : "";
    }
    case "watchpoint":
      return `${WATCH[why.kind]}:${hex(why.address)};`;
    case "syscall":
      return `${why.entry ? "syscall_entry" : "syscall_return"}:${hex(why.number)};`;
    case "fork":
      return `${why.vfork ? "vfork" : "fork"}:${s.threadText(why.child)};`;
    case "vforkdone":
      return "vforkdone:;";
    case "exec":
      return `exec:${hexText(why.path)};`;
    case "beginning":
      return "replaylog:begin;";
    default:
      return "";
  }
}

function signalOf(s: Session, why: Why): number {
  if (why.type === "signal") return s.signals.toGdb(why.signal);
  return why.type === "interrupt" ? GDB_SIGINT : GDB_SIGTRAP;
}

const two = (n: number): string => hex(n & 0xff).padStart(2, "0");

export function stopReply(s: Session, stop: Stop): string {
  const { thread, why } = stop;
  const whose = s.multiprocess ? `;process:${hex(thread.pid)}` : "";
  if (why.type === "exited") return `W${two(why.status)}${whose}`;
  if (why.type === "killed") return `X${two(s.signals.toGdb(why.signal))}${whose}`;
  const all = s.target.registers(thread);
  const registers = all ? EXPEDITED.map((n) => `${two(n)}:${hexWord(all[n])};`).join("") : "";
  return `T${two(signalOf(s, why))}${registers}thread:${s.threadText(thread)};${reason(s, stop)}`;
}

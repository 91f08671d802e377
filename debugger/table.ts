// The table of packets: how each begins, and its function. The longest beginning that fits counts; what is not here is
// answered with nothing, which tells gdb so. Above: stub.ts. Below: the families.

import { vFile } from "./files.ts";
import * as memory from "./memory.ts";
import * as resume from "./resume.ts";
import type { Session } from "./session.ts";
import { stopReply } from "./stop.ts";
import type { CaughtEvent } from "./target.ts";
import { E_INVALID, E_NO_THREAD, hexText, number } from "./text.ts";
import { XFER_FEATURES, xfer } from "./xfer.ts";

/** The answer to what follows the beginning; null: none. */
type Answer = (s: Session, rest: string) => string | Promise<string> | null;

const EVENTS: readonly CaughtEvent[] = ["fork", "vfork", "exec"];

function supported(s: Session, text: string): string {
  for (const feature of text.split(";")) if (feature.endsWith("+")) s.features.add(feature.slice(0, -1));
  s.target.wanted.events = new Set(EVENTS.filter((e) => s.features.has(`${e}-events`)));
  return [
    "PacketSize=4000",
    "QStartNoAckMode+",
    "multiprocess+",
    "swbreak+",
    "hwbreak+",
    "vContSupported+",
    ...EVENTS.map((e) => `${e}-events+`),
    "QPassSignals+",
    "QProgramSignals+",
    "QCatchSyscalls+",
    ...(s.target.reversible ? ["ReverseStep+", "ReverseContinue+"] : []),
    ...XFER_FEATURES,
  ].join(";");
}

function selectThread(s: Session, text: string): string {
  const which = s.which(text.slice(1));
  if (text[0] === "c") {
    s.resumed = which;
    return "OK";
  }
  if (text[0] !== "g") return "";
  const thread = s.find(which);
  if (!thread) return E_NO_THREAD;
  s.general = thread;
  return "OK";
}

function catchSyscalls(s: Session, text: string): string {
  const [on, ...numbers] = text.split(";");
  const { syscalls } = s.target.wanted;
  if (on === "0") syscalls.delete(s.pid);
  else if (on === "1") syscalls.set(s.pid, numbers.length ? new Set(numbers.map(number)) : "all");
  else return E_INVALID;
  return "OK";
}

function passSignals(s: Session, text: string): string {
  const numbers = text.split(";").filter(Boolean).map(number);
  s.target.wanted.passed = new Set(numbers.map((n) => s.signals.fromGdb(n)).filter((n) => n !== 0));
  return "OK";
}

const threadList = (s: Session): string => {
  const threads = s.target.threads();
  return threads.length ? `m${threads.map((t) => s.threadText(t)).join(",")}` : "l";
};

function extraInfo(s: Session, text: string): string {
  const thread = s.find(s.which(text));
  if (!thread) return E_NO_THREAD;
  return hexText(`${s.target.name(thread) ?? ""}: ${s.target.state(thread) ?? ""}`);
}

const PACKETS: Readonly<Record<string, Answer>> = {
  "!": (s) => {
    s.extended = true;
    return "OK";
  },
  "?": (s) => stopReply(s, s.stop),
  c: (s, rest) => resume.single(s, `c${rest}`),
  C: (s, rest) => resume.single(s, `C${rest}`),
  s: (s, rest) => resume.single(s, `s${rest}`),
  S: (s, rest) => resume.single(s, `S${rest}`),
  bc: (s) => resume.back(s, false),
  bs: (s) => resume.back(s, true),
  "vCont?": () => "vCont;c;C;s;S;t;r",
  "vCont;": resume.vCont,
  vCtrlC: (s) => {
    s.target.interrupt();
    return "OK";
  },
  D: resume.detach,
  k: async (s) => {
    await resume.kill(s, [...s.target.wanted.attached]);
    s.over = true;
    return "";
  },
  "vKill;": (s, rest) => resume.kill(s, [number(rest)]),
  "vAttach;": resume.attach,
  "vRun;": () => "E.parisc starts programs itself: give them to parisc run",
  g: memory.readAll,
  G: memory.writeAll,
  p: memory.readOne,
  P: memory.writeOne,
  m: memory.read,
  M: (s, rest) => memory.write(s, rest, false),
  X: (s, rest) => memory.write(s, rest, true),
  Z: (s, rest) => memory.point(s, rest, true),
  z: (s, rest) => memory.point(s, rest, false),
  H: selectThread,
  T: (s, rest) => (s.find(s.which(rest)) ? "OK" : E_NO_THREAD),
  qC: (s) => {
    const t = s.general && s.find(s.general);
    return t ? `QC${s.threadText(t)}` : E_NO_THREAD;
  },
  qfThreadInfo: threadList,
  qsThreadInfo: () => "l",
  "qThreadExtraInfo,": extraInfo,
  qAttached: () => "0",
  "qSupported:": supported,
  qSupported: supported,
  qSymbol: () => "OK",
  "qXfer:": xfer,
  QStartNoAckMode: (s) => {
    s.packets.acknowledges = false;
    return "OK";
  },
  "QNonStop:": (_, rest) => (rest === "0" ? "OK" : E_INVALID),
  "QPassSignals:": passSignals,
  // which signals a program gets after gdb has gone: all
  "QProgramSignals:": () => "OK",
  "QCatchSyscalls:": catchSyscalls,
  "QDisableRandomization:": () => "OK",
  "vFile:": vFile,
};

/** Packets that have nothing behind their names: what begins so and goes on is another one. */
const WHOLE = new Set([
  "!",
  "?",
  "g",
  "k",
  "bc",
  "bs",
  "qC",
  "qfThreadInfo",
  "qsThreadInfo",
  "vCont?",
  "vCtrlC",
]);

const LONGEST = Math.max(...Object.keys(PACKETS).map((name) => name.length));

/** The answer to a packet; null where there is no such packet. */
export function answer(s: Session, text: string): string | Promise<string> | null {
  for (let n = Math.min(LONGEST, text.length); n > 0; n--) {
    const name = text.slice(0, n);
    if (n < text.length && WHOLE.has(name)) continue;
    if (Object.hasOwn(PACKETS, name)) return PACKETS[name](s, text.slice(n));
  }
  return null;
}

// Packets that make threads go on, forwards and backwards, and those that end it. Above: table.ts. Below: stop.ts, target.ts.

import type { Session, Which } from "./session.ts";
import { stopReply } from "./stop.ts";
import type { Resume, Stop, ThreadId } from "./target.ts";
import { address, BadPacket, number } from "./text.ts";

export async function goOn(s: Session, list: readonly Resume[]): Promise<string> {
  return stopped(s, await s.target.resume(list));
}

function stopped(s: Session, stop: Stop): string {
  s.stop = stop;
  if (stop.why.type !== "exited" && stop.why.type !== "killed") s.general = stop.thread;
  return stopReply(s, stop);
}

interface Action {
  readonly step: boolean;
  readonly signal: number;
  readonly range: Resume["range"];
}

const CONTINUE: Action = { step: false, signal: 0, range: null };

/** "c", "C05", "s", "S05", "r10,20"; null: not ours. */
function action(s: Session, text: string): Action | null {
  const rest = text.slice(1);
  switch (text[0]) {
    case "c":
    case "s":
      return { step: text[0] === "s", signal: 0, range: null };
    case "C":
    case "S":
      return { step: text[0] === "S", signal: s.signals.fromGdb(number(rest)), range: null };
    case "r": {
      const [start, end] = rest.split(",").map(address);
      if (end === undefined) throw new BadPacket("vCont: a range has two addresses");
      return { step: true, signal: 0, range: { start, end } };
    }
    default:
      return null;
  }
}

const matches = ({ pid, tid }: Which, t: ThreadId): boolean =>
  (pid <= 0 || pid === t.pid) && (tid <= 0 || tid === t.tid);

/** vCont;ACTION[:THREAD]…: for each thread the first that fits counts. */
export function vCont(s: Session, text: string): Promise<string> | string {
  const actions: { which: Which; action: Action }[] = [];
  for (const part of text.split(";").filter(Boolean)) {
    const [what, who] = part.split(":");
    // t stops a thread of a system that runs on meanwhile (non-stop); here all stand
    if (what === "t") continue;
    const a = action(s, what);
    if (!a) throw new BadPacket(`vCont: ${what} is no action`);
    actions.push({ which: who === undefined ? { pid: -1, tid: -1 } : s.which(who), action: a });
  }
  if (actions.length === 0) throw new BadPacket("vCont: no action");
  const list = s.target.threads().map((thread): Resume => {
    const found = actions.find(({ which }) => matches(which, thread));
    return { thread, ...(found?.action ?? CONTINUE) };
  });
  return goOn(s, list);
}

/** c, s, C05, S05: the thread of Hc. An address to go on at is not taken. */
export function single(s: Session, text: string): Promise<string> {
  const a = action(s, text.split(";")[0]) ?? CONTINUE;
  const chosen = s.find(s.resumed);
  return goOn(
    s,
    s.target.threads().map((thread) => ({ thread, ...(thread.tid === chosen?.tid ? a : CONTINUE) })),
  );
}

/** bs, bc. */
export async function back(s: Session, step: boolean): Promise<string> {
  if (!s.target.reversible) return "E.nothing was recorded to go back in";
  const thread = step ? s.find(s.resumed) : null;
  if (step && !thread) throw new BadPacket("bs: there is no such thread");
  return stopped(s, await s.target.goBack(thread));
}

/** D, D;PID: the process goes on by itself. */
export function detach(s: Session, text: string): string {
  const pid = text ? number(text.slice(1)) : s.pid;
  s.target.detach(pid);
  if (s.target.wanted.attached.size === 0 && !s.extended) s.over = true;
  return "OK";
}

/** vKill;PID and k. */
export async function kill(s: Session, pids: readonly number[]): Promise<string> {
  const { target } = s;
  for (const pid of pids) target.kill(pid);
  while (pids.some((pid) => target.wanted.attached.has(pid))) {
    const { why } = await target.resume([]);
    if (why.type === "interrupt") break;
  }
  return "OK";
}

export function attach(s: Session, text: string): string {
  const pid = number(text);
  if (!s.target.attach(pid)) return "E.there is no such process";
  s.general = s.find({ pid, tid: -1 });
  s.stop = { thread: s.general ?? { pid, tid: pid }, why: { type: "start" } };
  return stopReply(s, s.stop);
}

// Puts small functions that call no other into the region that calls them: millicode, the stubs that lead into shared
// libraries, $$dyncall, leaves. They keep the register that they return by, so their return is a branch to a known place;
// where they go on to a function by its address, that is a call from here. Above: region.ts. Below: block.ts.

import {
  type Block,
  CALL,
  CALL_JUMP,
  cloneOf,
  GATEWAY,
  GOTO,
  JUMP,
  LEAVE,
  RETURN,
  SKIP,
  SWITCH,
  TEST,
} from "./block.ts";

/** Instructions of a function, and of all that come into one region. */
const SMALL = 120;
const MOST = 400;
const BLOCKS = 24;

/** reach: the blocks of the function at an address, about so many instructions of them. */
export function inlineCalls(
  blocks: Iterable<Block>,
  reach: (pc: number, limit: number) => Map<number, Block>,
  newId: () => number,
): void {
  let left = MOST;
  for (const b of [...blocks]) {
    const { end } = b;
    if (end.kind !== CALL || setsLink(end)) continue;
    const body = reach(end.to, SMALL);
    const length = lengthOf(body);
    if (length > Math.min(SMALL, left) || body.size > BLOCKS || !isLeaf(body, end.link)) continue;
    left -= length;
    const back = b.succ.find((s) => s.pc === end.other);
    const copies = new Map([...body.values()].map((c) => [c, cloneOf(c, newId())]));
    for (const copy of copies.values()) {
      copy.succ = copy.succ.map((s) => copies.get(s)!);
      const { kind, base } = copy.end;
      const isReturn = kind === RETURN && base === end.link;
      if (!isReturn && kind !== JUMP) continue;
      copy.end = isReturn
        ? { ...copy.end, kind: GOTO, to: end.other, base: 0 }
        : { ...copy.end, kind: CALL_JUMP, other: end.other, link: end.link };
      copy.succ = back ? [back] : [];
    }
    b.end = { ...end, kind: GOTO, other: 0 };
    b.succ = [copies.get(body.get(end.to)!)!];
  }
}

/** Whether the call's delay slot changes the register the function returns by, as the PLT's stub for lazy binding does. */
function setsLink({ slot, link }: Block["end"]): boolean {
  return slot !== undefined && ((slot.info.defs.g >>> link) & 1) !== 0;
}

function lengthOf(body: ReadonlyMap<number, Block>): number {
  let length = 0;
  for (const b of body.values()) length += b.length;
  return length;
}

const INSIDE = new Set([GATEWAY, GOTO, TEST, SKIP, SWITCH, LEAVE, RETURN, JUMP]);

/** Whether a function calls nothing, keeps the register it returns by, and comes to an end. */
function isLeaf(body: ReadonlyMap<number, Block>, link: number): boolean {
  let ends = false;
  for (const { steps, end } of body.values()) {
    if (!INSIDE.has(end.kind) || end.link === link) return false;
    for (const { info } of steps) if ((info.defs.g >>> link) & 1) return false;
    if (end.slot && (end.slot.info.defs.g >>> link) & 1) return false;
    if (end.info && (end.info.defs.g >>> link) & 1) return false;
    ends ||= end.kind === JUMP || (end.kind === RETURN && end.base === link);
  }
  return ends;
}

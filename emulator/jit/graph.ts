// The shape of a region: makes its graph reducible by cloning blocks (filled delay slots give loops several entries),
// orders it, finds dominators, loop heads and merges, so that region.ts can write structured code.
// Above: region.ts. Below: block.ts.

import { type Block, CALL, CALL_JUMP, cloneOf } from "./block.ts";

/** Loops with several entries are split while they have at most this many blocks, and all copies together so many. */
const LARGEST = 24;
const COPIES = 60;

/** The blocks reachable from head in reverse postorder, with order, preds and idom filled in. */
export function arrange(head: Block): Block[] {
  const post: Block[] = [];
  const seen = new Set<Block>([head]);
  const stack: { b: Block; i: number }[] = [{ b: head, i: 0 }];
  while (stack.length) {
    const top = stack[stack.length - 1];
    if (top.i === top.b.succ.length) {
      post.push(top.b);
      stack.pop();
      continue;
    }
    const s = top.b.succ[top.i++];
    if (!seen.has(s)) {
      seen.add(s);
      stack.push({ b: s, i: 0 });
    }
  }
  const order = post.reverse();
  for (const [i, b] of order.entries()) {
    b.order = i;
    b.preds = [];
    b.idom = undefined;
    b.isLoop = b.isMerge = false;
  }
  for (const b of order) for (const s of b.succ) s.preds.push(b);
  head.idom = head;
  for (let changed = true; changed; ) {
    changed = false;
    for (const b of order) {
      if (b === head) continue;
      let dom: Block | undefined;
      for (const p of b.preds) if (p.idom) dom = dom ? common(dom, p) : p;
      if (dom !== b.idom) {
        b.idom = dom;
        changed = true;
      }
    }
  }
  return order;
}

function common(a: Block, b: Block): Block {
  let [x, y] = [a, b];
  while (x !== y) {
    while (x.order > y.order) x = x.idom!;
    while (y.order > x.order) y = y.idom!;
  }
  return x;
}

/** Whether every way to b leads through a. */
export function dominates(a: Block, b: Block): boolean {
  let x = b;
  while (x.order > a.order) x = x.idom!;
  return x === a;
}

/** Arranges the region, first making it reducible; edges that cannot be saved leave the region. */
export function structure(head: Block, newId: () => number): Block[] {
  let order = arrange(head);
  const limit = order.length + COPIES;
  while (order.length < limit && split(head, order, newId)) order = arrange(head);
  let cut = false;
  for (const b of order) {
    const kept = b.succ.filter((s) => s.order > b.order || dominates(s, b));
    if (kept.length !== b.succ.length) {
      b.succ = kept;
      cut = true;
    }
  }
  if (cut) order = arrange(head);
  if (unroll(order, newId)) order = arrange(head);
  for (const b of order) {
    b.isLoop = b.preds.some((p) => p.order >= b.order);
    b.isMerge = b.preds.filter((p) => p.order < b.order).length > 1;
  }
  for (const b of order) if (b.isLoop) noteLoop(b);
  return order;
}

/** Notes which blocks are in a small loop, and which of them every turn goes through. */
function noteLoop(head: Block): void {
  const latches = latchesOf(head);
  const body = loopOf(head, latches, SMALL);
  const turns = [...body].filter((b) => b === head || (b.isTurn && b.turns === head.turns));
  turns.sort((a, b) => a.order - b.order);
  for (const b of body) {
    const n = turns.findLastIndex((turn) => dominates(turn, b));
    const ends = n + 1 < turns.length ? turns[n + 1].preds : latches;
    b.loop = head;
    b.turn = turns[n];
    b.lastTurn = turns.at(-1);
    b.isSteady = ends.every((end) => dominates(b, end));
  }
}

/** Instructions of a loop that counts as small. */
const SMALL = 200;
/** The blocks of a loop, of any size, its head first. */
export const bodyOf = (head: Block): ReadonlySet<Block> => loopOf(head, latchesOf(head), Infinity);
const latchesOf = (b: Block): Block[] => b.preds.filter((p) => p.order >= b.order);

/** Innermost loops are unrolled to about this many instructions, at most so many times, for one look at the budget. */
const UNROLLED = 80;
const TIMES = 2;

/** Unrolls small loops. True when there were any. */
function unroll(order: readonly Block[], newId: () => number): boolean {
  const headers = order.filter((b) => latchesOf(b).length);
  const loops = headers
    .map((header) => loopOf(header, latchesOf(header), UNROLLED / 2))
    .filter((body) => body.size);
  let any = false;
  for (const body of loops) {
    const [header] = body;
    let length = 0;
    for (const b of body) length += b.length;
    const times = Math.min(TIMES, Math.floor(UNROLLED / length));
    if (times < 2 || [...body].some((b) => isCall(b) || (b !== header && headers.includes(b)))) continue;
    any = true;
    for (const b of body) b.turns = header.id + 1;
    const turns = [new Map([...body].map((b) => [b, b]))];
    while (turns.length < times) turns.push(new Map([...body].map((b) => [b, cloneOf(b, newId())])));
    for (const [n, turn] of turns.entries()) {
      turn.get(header)!.isTurn = true;
      // Within a turn; from one to the next by the back edges, from the last to the loop's head.
      const targets = new Map(turn);
      targets.set(header, turns[(n + 1) % times].get(header)!);
      for (const b of turn.values()) redirect(b, targets);
    }
  }
  return any;
}

/** The blocks of a loop, its head first; none when they have more instructions than `most`. */
function loopOf(header: Block, latches: readonly Block[], most: number): Set<Block> {
  const body = new Set([header]);
  const work = [...latches];
  for (let length = header.length; work.length; ) {
    const b = work.pop()!;
    if (body.has(b)) continue;
    body.add(b);
    length += b.length;
    if (length > most) return new Set();
    work.push(...b.preds);
  }
  return body;
}

/** Clones the blocks but the head of one loop with several entries. False when there is none. */
function split(head: Block, order: readonly Block[], newId: () => number): boolean {
  const bad = order.some((b) => b.succ.some((s) => s.order <= b.order && !dominates(s, b)));
  if (!bad) return false;
  const search = (nodes: ReadonlySet<Block>): boolean => {
    for (const scc of components(nodes)) {
      const inside = new Set(scc);
      const entries = scc.filter((b) => b === head || b.preds.some((p) => !inside.has(p)));
      const inner = (b: Block) => b.preds.filter((p) => inside.has(p)).length + (b === head ? 1000 : 0);
      const header = entries.reduce((best, b) => (inner(b) > inner(best) ? b : best), entries[0]);
      if (entries.length > 1 && scc.length <= LARGEST) {
        const copies = new Map<Block, Block>();
        for (const b of scc) if (b !== header) copies.set(b, cloneOf(b, newId()));
        // Whoever comes from outside goes to the copies; the copies go among themselves, or to the header.
        for (const b of order) if (!inside.has(b)) redirect(b, copies);
        for (const b of copies.values()) redirect(b, copies);
        return true;
      }
      inside.delete(header);
      if (search(inside)) return true;
    }
    return false;
  };
  return search(new Set(order));
}

const isCall = (b: Block): boolean => b.end.kind === CALL || b.end.kind === CALL_JUMP;

function redirect(b: Block, copies: ReadonlyMap<Block, Block>): void {
  for (const [i, s] of b.succ.entries()) {
    const copy = copies.get(s);
    if (!copy) continue;
    b.renamed.set(s.pc, copy);
    b.succ[i] = copy;
  }
}

/** Strongly connected components with a cycle, of the graph restricted to `nodes`. */
function components(nodes: ReadonlySet<Block>): Block[][] {
  const found: Block[][] = [];
  const index = new Map<Block, number>();
  const low = new Map<Block, number>();
  const open: Block[] = [];
  const isOpen = new Set<Block>();
  const visit = (v: Block): void => {
    index.set(v, index.size);
    low.set(v, index.get(v)!);
    open.push(v);
    isOpen.add(v);
    for (const w of v.succ) {
      if (!nodes.has(w)) continue;
      if (!index.has(w)) {
        visit(w);
        low.set(v, Math.min(low.get(v)!, low.get(w)!));
      } else if (isOpen.has(w)) low.set(v, Math.min(low.get(v)!, index.get(w)!));
    }
    if (low.get(v) !== index.get(v)) return;
    const scc: Block[] = [];
    for (;;) {
      const w = open.pop()!;
      isOpen.delete(w);
      scc.push(w);
      if (w === v) break;
    }
    if (scc.length > 1 || v.succ.includes(v)) found.push(scc);
  };
  for (const v of nodes) if (!index.has(v)) visit(v);
  return found;
}

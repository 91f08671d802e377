// What the translator sees of an address space, in linear memory alone: so it can look from another thread too, where
// what it sees may be changing; whoever installs the outcome compares it with what is there then.
// Above: jit.ts, serve.ts. Below: the layouts of spaces, tables and records.

import { CODE_OF } from "../core-exports.ts";

const FRAME = 4096;
const PROT_READ = 1;
const PROT_EXEC = 4;
/** What is no further than this from a thread's stack pointer or TLS is its own. */
const NEAR = 0x10000;
/** After so many other guesses the page tables decide. */
export const TRIES = 2;

export class Look {
  readonly #phys: { readonly u32: Uint32Array };
  readonly #base: number;
  readonly #words = new Map<number, number | undefined>();

  /** base: the space's host offset; phys: linear memory, as it is when a word is asked for. */
  constructor(phys: { readonly u32: Uint32Array }, base: number) {
    this.#phys = phys;
    this.#base = base;
  }

  /** What the kernel asked for on a page: its frame and permissions. */
  #page(page: number): number {
    const { u32 } = this.#phys;
    return u32[u32[this.#base / 4 + (page >>> 10)] / 4 + (page & 1023)];
  }

  /** Host offset of the word at pc, if it may be executed; else 0. */
  placeOf(pc: number): number {
    const page = this.#page(pc >>> 12);
    return page & PROT_EXEC ? ((page & -FRAME) >>> 0) + (pc & 0xfff) : 0;
  }

  /** The instruction at pc, always the one that was seen there first; undefined where nothing can be fetched. */
  fetch(pc: number): number | undefined {
    if (this.#words.has(pc)) return this.#words.get(pc);
    const at = this.placeOf(pc);
    const word = at ? this.#phys.u32[at >>> 2] : undefined;
    this.#words.set(pc, word);
    return word;
  }

  /** The word a load would find. */
  peek(address: number): number | undefined {
    const page = this.#page(address >>> 12);
    return page & PROT_READ ? this.#phys.u32[(((page & -FRAME) >>> 0) + (address & 0xffc)) >>> 2] : undefined;
  }

  /** Whether code was never executed, as far as the interpreter knows: it has not decoded it. */
  isCold(pc: number): boolean {
    const { u32 } = this.#phys;
    const records = u32[CODE_OF / 4 + ((this.#page(pc >>> 12) & -FRAME) >>> 0) / FRAME];
    return records === 0 || (u32[(records + ((pc & 0xffc) << 1)) >>> 2] & 0xffff) === 0;
  }
}

/** What decides whether an access is guarded: where it is expected, wrong guesses before, and in a space that threads share, what is the running one's own. */
export function wantsGuard(
  { address, tries }: { readonly address: number; readonly tries: number },
  shared: boolean,
  sp: number,
  cr27: number,
): boolean {
  if (tries > TRIES || address < 0) return false;
  // Another thread's stack and TLS would miss.
  const near = (from: number) => Math.abs(address - from) < NEAR;
  return !shared || !(near(sp) || near(cr27));
}

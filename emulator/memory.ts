// Physical memory: one WebAssembly.Memory from which everything is handed out in frames of 4 KiB: guest RAM (counted
// against --memory), page tables and the core's record pages (not counted). Host offsets are byte addresses in it.
// Guest words lie in host order, so byte a of a frame is at a ^ 3. Above: machine.ts, space.ts.

import { CODE_OF, type Core } from "./core-exports.ts";
import { BLOCK, type Ferry, newFerry, ROOM } from "./ferry.ts";
import { CONTEXT, CONTEXT_END } from "./isa/state.ts";

export const FRAME = 4096;
/** 28 MiB: a small program fits in, its heap in part. From 32 MiB of young memory on V8 collects garbage twice, for which a short program would wait. */
export const INITIAL_PAGES = 448;
/**
 * Linear memory grows by at least so many frames (216 MiB), or where the host has no room, by what is needed: each growth
 * makes V8 collect garbage several times, and costs nothing else before the memory is touched. So reservations may lie beyond
 * its end, until something in them is used. A WebAssembly page is 16 frames.
 */
const GROWTH = 0xd800;
const WASM_PAGE_FRAMES = 16;
const MAX_FRAMES = 0x100000;
/** Frames of linear memory kept for the emulator's own structures: 768 MiB. */
const OWN_SHARE = 0x30000;
/** States of a frame other than a number of references. */
const FREE = 0;
const RESERVED = -1;
const HOST = -2;
/** From so many bytes on they go by the ferry. */
const MANY = 128;

export class PhysicalMemory {
  readonly memory: WebAssembly.Memory;
  /** Views of all of memory. A new pair after growth: never keep them across an allocation. */
  u8: Uint8Array;
  u32: Uint32Array;
  /** The words of the state block from CONTEXT on. */
  context: Uint32Array;
  readonly totalFrames: number;
  usedFrames = 0;
  #core!: Core;
  /** References of every frame, also of those beyond memory's end in a reservation; FREE where nobody has it, RESERVED in a reservation, HOST for our own structures. */
  #state: Int32Array;
  /** 1: handed out at some time, must be zeroed before it is used again. */
  #dirty: Uint8Array;
  /** 1: part of a reservation that was not given back, goes back to it when the last reference is dropped. */
  #extent: Uint8Array;
  #frames: number;
  /** Frames in reservations. */
  #reserved = 0;
  /** Frames that became free one by one; some may be taken again. */
  readonly #single: number[] = [];
  /** Where the last run of frames ended: the search for the next one goes on there. */
  #lastRun = 0;
  /** No frame below this one is free. */
  #next: number;
  /** No frame from this one on was ever in use or set aside; and whether some below may be free. */
  #fresh: number;
  #holes = false;
  /** @internal The core imports what moves bytes through it. */
  readonly ferry: Ferry = newFerry();

  constructor(memory: WebAssembly.Memory, bytes: number, firstFree: number) {
    this.memory = memory;
    this.totalFrames = Math.floor(bytes / FRAME);
    this.u8 = new Uint8Array(memory.buffer);
    this.u32 = new Uint32Array(memory.buffer);
    this.context = this.u32.subarray(CONTEXT / 4, CONTEXT_END / 4);
    this.#frames = memory.buffer.byteLength / FRAME;
    const described = this.#frames + GROWTH;
    this.#state = new Int32Array(described);
    this.#dirty = new Uint8Array(described);
    this.#extent = new Uint8Array(described);
    this.#next = this.#fresh = firstFree / FRAME;
    this.#state.fill(HOST, 0, this.#next);
  }

  /** @internal The core, which exists only after the memory. */
  attach(core: Core): void {
    this.#core = core;
  }

  /** Host offset of n contiguous zeroed frames, each with one reference; 0 when --memory is used up. */
  alloc(n = 1): number {
    if (this.usedFrames + n > this.totalFrames) return 0;
    const first = this.#take(n, 1);
    if (first) this.usedFrames += n;
    return first * FRAME;
  }

  /** Zeroed frames for the emulator's own structures: not guest memory, 0 only when linear memory ends. */
  allocHost(n: number): number {
    return this.#take(n, HOST) * FRAME;
  }

  freeHost(base: number, n: number): void {
    this.#state.fill(FREE, base / FRAME, base / FRAME + n);
    this.#freed(base / FRAME);
  }

  /**
   * A contiguous extent of n frames not yet counted as used, so that a mapping can grow in place; 0: no room, which says
   * nothing about alloc(). Reservations may take half of what linear memory has beyond guest RAM and our own part.
   */
  reserve(n: number): number {
    if (this.#reserved + n > (MAX_FRAMES - OWN_SHARE - this.totalFrames) / 2) return 0;
    const first = this.#take(n, RESERVED, false);
    if (!first) return 0;
    this.#extent.fill(1, first, first + n);
    this.#reserved += n;
    return first * FRAME;
  }

  /** Turns a free frame of a reservation into a zeroed one with one reference; false when --memory is used up. */
  commit(frame: number): boolean {
    const index = frame / FRAME;
    if (this.usedFrames >= this.totalFrames || this.#state[index] !== RESERVED) return false;
    if (index >= this.#frames && !this.#grow(index + 1 - this.#frames)) return false;
    this.#state[index] = 1;
    this.#clean(index, 1);
    this.usedFrames++;
    return true;
  }

  /** Ends a reservation: what is not in use is free, what is will be when its last reference goes. */
  release(base: number, n: number): void {
    this.#reserved -= n;
    const first = base / FRAME;
    const state = this.#state;
    this.#extent.fill(0, first, first + n);
    for (let i = first; i < first + n; i++) if (state[i] === RESERVED) state[i] = FREE;
    this.#freed(first);
  }

  #freed(first: number): void {
    this.#holes = true;
    if (first < this.#next) this.#next = first;
  }

  get(frame: number): void {
    this.#state[frame / FRAME]++;
  }

  /** Drops a reference; the last one frees the frame. */
  put(frame: number): void {
    const index = frame / FRAME;
    const left = --this.#state[index];
    if (left > 0) return;
    if (left < 0) throw new Error("put: the frame was free");
    if (this.u32[CODE_OF / 4 + index]) this.#core.releaseCode(frame);
    this.usedFrames--;
    if (this.#extent[index]) this.#state[index] = RESERVED;
    else {
      this.#single.push(index);
      this.#freed(index);
    }
  }

  refs(frame: number): number {
    return Math.max(0, this.#state[frame / FRAME]);
  }

  copyFrame(dst: number, src: number): void {
    this.#dropCode(dst, FRAME);
    this.#core.copyBytes(dst, src, FRAME);
  }

  /** Guest bytes at host offset pa (perhaps beyond 2 GiB), in guest order. They may span contiguous frames. */
  readBytes(pa: number, dst: Uint8Array): void {
    const n = dst.length;
    let done = 0;
    if (n >= MANY) {
      const { u8 } = this.ferry;
      done = this.#readFew(pa, dst, 0, -pa & 3);
      while (n - done >= BLOCK) {
        const part = Math.min(ROOM, n - done) & -BLOCK;
        this.#core.toPlain(pa + done, part);
        dst.set(part === ROOM ? u8 : u8.subarray(0, part), done);
        done += part;
      }
    }
    this.#readFew(pa, dst, done, n);
  }

  #readFew(pa: number, dst: Uint8Array, from: number, to: number): number {
    const { u8, u32 } = this;
    let i = from;
    for (; i < to && (pa + i) & 3; i++) dst[i] = u8[((pa + i) ^ 3) >>> 0];
    for (; i + 4 <= to; i += 4) {
      const word = u32[(pa + i) >>> 2];
      dst[i] = word >>> 24;
      dst[i + 1] = word >>> 16;
      dst[i + 2] = word >>> 8;
      dst[i + 3] = word;
    }
    for (; i < to; i++) dst[i] = u8[((pa + i) ^ 3) >>> 0];
    return to;
  }

  writeBytes(pa: number, src: Uint8Array): void {
    const n = src.length;
    this.#dropCode(pa, n);
    let done = 0;
    if (n >= MANY) {
      done = this.#writeFew(pa, src, 0, -pa & 3);
      while (n - done >= BLOCK) {
        const part = Math.min(ROOM, n - done) & -BLOCK;
        this.ferry.u8.set(part === n ? src : src.subarray(done, done + part));
        this.#core.toGuest(pa + done, part);
        done += part;
      }
    }
    this.#writeFew(pa, src, done, n);
  }

  #writeFew(pa: number, src: Uint8Array, from: number, to: number): number {
    const { u8, u32 } = this;
    let i = from;
    for (; i < to && (pa + i) & 3; i++) u8[((pa + i) ^ 3) >>> 0] = src[i];
    for (; i + 4 <= to; i += 4)
      u32[(pa + i) >>> 2] = (src[i] << 24) | (src[i + 1] << 16) | (src[i + 2] << 8) | src[i + 3];
    for (; i < to; i++) u8[((pa + i) ^ 3) >>> 0] = src[i];
    return to;
  }

  fillBytes(pa: number, n: number, value: number): void {
    this.#dropCode(pa, n);
    this.#core.fillGuest(pa, n, value);
  }

  /** The aligned word at host offset pa. */
  writeU32(pa: number, value: number): void {
    const { u32 } = this;
    if (u32[CODE_OF / 4 + (pa >>> 12)]) this.#dropCode(pa, 4);
    u32[pa >>> 2] = value;
  }

  /** Whole words at host offset pa, a multiple of 4. */
  writeWords(pa: number, words: Uint32Array): void {
    this.#dropCode(pa, words.length * 4);
    const { u32 } = this;
    const at = pa >>> 2;
    for (let i = 0; i < words.length; i++) u32[at + i] = words[i];
  }

  /** Forgets code decoded from these bytes: whoever writes through u8 or u32 to a page that may be executed calls it. */
  #dropCode(pa: number, n: number): void {
    const last = (pa + n - 1) >>> 12;
    for (let index = pa >>> 12; index <= last; index++)
      if (this.u32[CODE_OF / 4 + index]) this.#core.dropCode(index * FRAME);
  }

  /** First of n consecutive free frames, now in `state` (zeroed unless told not to be); 0 when there are none. */
  #take(n: number, state: number, zeroed = true): number {
    const first = this.#find(n, state === RESERVED);
    if (first < 0) return 0;
    this.#state.fill(state, first, first + n);
    this.#fresh = Math.max(this.#fresh, first + n);
    if (zeroed) this.#clean(first, n);
    return first;
  }

  /** Zeroes what needs it of n frames that are about to be used. */
  #clean(first: number, n: number): void {
    const dirty = this.#dirty;
    const end = first + n;
    for (let i = first; i < end; i++)
      if (dirty[i]) {
        const start = i;
        while (i < end && dirty[i]) i++;
        this.#core.fillGuest(start * FRAME, (i - start) * FRAME, 0);
      }
    dirty.fill(1, first, end);
  }

  /** beyond: they may lie past memory's end. */
  #find(n: number, beyond: boolean): number {
    const state = this.#state;
    if (n === 1)
      for (let i = this.#single.pop(); i !== undefined; i = this.#single.pop())
        if (state[i] === FREE) return i;
    let first = this.#holes ? this.#findHole(n, beyond ? state.length : this.#frames) : -1;
    if (first < 0) {
      first = this.#fresh;
      const lacking = first + n - this.#frames;
      if (lacking > 0 && !(beyond ? this.#describe(first + n) : this.#grow(lacking))) return -1;
    }
    if (n > 1) this.#lastRun = first + n;
    return first;
  }

  /** The same among frames that have been used before, up to the limit; all of them only where the others are used up. */
  #findHole(n: number, limit: number): number {
    const state = this.#state;
    const end = Math.min(this.#fresh + n - 1, limit);
    while (this.#next < this.#fresh && state[this.#next] !== FREE) this.#next++;
    const start = n === 1 ? this.#next : Math.max(this.#next, this.#lastRun);
    const first = this.#scan(n, start, end);
    if (first < 0 && n === 1) this.#holes = false;
    if (first >= 0 || start === this.#next || this.#fresh + n <= this.#frames) return first;
    return this.#scan(n, this.#next, Math.min(start + n, end));
  }

  #scan(n: number, from: number, to: number): number {
    const state = this.#state;
    let run = 0;
    for (let i = from; i < to; i++) {
      run = state[i] === FREE ? run + 1 : 0;
      if (run === n) return i - n + 1;
    }
    return -1;
  }

  /** At least so many frames more. */
  #grow(frames: number): boolean {
    const whole = (n: number) =>
      Math.min(Math.ceil(n / WASM_PAGE_FRAMES) * WASM_PAGE_FRAMES, MAX_FRAMES - this.#frames);
    const step = [Math.max(frames, GROWTH, this.#frames >>> 1), frames]
      .map(whole)
      .find((n) => n >= frames && this.#grown(n));
    if (step === undefined) return false;
    this.u8 = new Uint8Array(this.memory.buffer);
    this.u32 = new Uint32Array(this.memory.buffer);
    this.context = this.u32.subarray(CONTEXT / 4, CONTEXT_END / 4);
    this.#frames += step;
    return this.#describe(this.#frames);
  }

  /** Makes room for the states of frames up to this one; false where there cannot be so many. */
  #describe(end: number): boolean {
    if (end > MAX_FRAMES) return false;
    if (end <= this.#state.length) return true;
    // what is not touched costs nothing
    const size = Math.min(end + GROWTH, MAX_FRAMES);
    const state = new Int32Array(size);
    state.set(this.#state);
    this.#state = state;
    const larger = (old: Uint8Array) => {
      const bytes = new Uint8Array(size);
      bytes.set(old);
      return bytes;
    };
    this.#dirty = larger(this.#dirty);
    this.#extent = larger(this.#extent);
    return true;
  }

  #grown(frames: number): boolean {
    try {
      this.memory.grow(frames / WASM_PAGE_FRAMES);
      return true;
    } catch {
      return false;
    }
  }
}

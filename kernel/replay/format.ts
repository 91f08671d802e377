// The recording's bytes: numbers, values and chunks, written and read. Knows nothing of what they mean.
// Above: recorder.ts, recording.ts. Below: nothing.

/** A recording that cannot be read; the message is a sentence for the user. */
export class RecordingError extends Error {
  readonly status = 2;
}

/** First bytes of a recording; the version follows. */
export const MAGIC = "PARISC-R";
/** Grows with each change that older readers would misread. */
export const FORMAT_VERSION = 1;

export const CHUNK_HEADER = 1;
export const CHUNK_ENTRIES = 2;
export const CHUNK_ROOTFS = 3;

/** Type, length, checksum of these and of the contents. */
const CHUNK_HEAD = 9;
const FILE_HEAD = MAGIC.length + 4;

const CRC_TABLE = new Uint32Array(256).map((_, n) => {
  let c = n;
  for (let i = 0; i < 8; i++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

export function crc32(bytes: Uint8Array, before = 0): number {
  let c = ~before;
  for (let i = 0; i < bytes.length; i++) c = CRC_TABLE[(c ^ bytes[i]) & 0xff] ^ (c >>> 8);
  return ~c >>> 0;
}

/** Mixes bytes into a checksum (FNV-1a). */
export function mixBytes(bytes: Uint8Array, hash = 0x811c9dc5): number {
  let h = hash;
  for (let i = 0; i < bytes.length; i++) h = Math.imul(h ^ bytes[i], 0x01000193);
  return h >>> 0;
}

export function mixString(text: string, hash = 0x811c9dc5): number {
  let h = hash;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

export function mixNumber(n: number, hash = 0x811c9dc5): number {
  const low = Math.imul(hash ^ (n | 0), 0x01000193);
  return Math.imul(low ^ Math.floor(n / 0x100000000), 0x01000193) >>> 0;
}

const UNDEFINED = 0;
const NULL = 1;
const FALSE = 2;
const TRUE = 3;
const NATURAL = 4;
const NEGATIVE = 5;
const DOUBLE = 6;
const BIGINT = 7;
const BINARY_STRING = 8;
const TEXT = 9;
const BYTES = 10;
const ARRAY = 11;
const NEW_SHAPE = 12;
const SHAPE = 13;
/** How deep values are nested at most. */
const DEEPEST = 32;

/** Bytes that grow. Objects of the same fields are written with their names once. */
export class Writer {
  #bytes = new Uint8Array(4096);
  #view = new DataView(this.#bytes.buffer);
  length = 0;
  readonly #shapes = new Map<string, number>();

  #room(n: number): void {
    if (this.length + n <= this.#bytes.length) return;
    const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + n));
    bytes.set(this.#bytes.subarray(0, this.length));
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }

  byte(n: number): void {
    this.#room(1);
    this.#bytes[this.length++] = n;
  }

  /** An integer from 0 to 2^53. */
  natural(n: number): void {
    this.#room(8);
    let v = n;
    for (; v >= 0x80; v = Math.floor(v / 0x80)) this.#bytes[this.length++] = (v % 0x80) | 0x80;
    this.#bytes[this.length++] = v;
  }

  u32(n: number): void {
    this.#room(4);
    this.#view.setUint32(this.length, n);
    this.length += 4;
  }

  bytes(b: Uint8Array): void {
    this.#room(b.length);
    this.#bytes.set(b, this.length);
    this.length += b.length;
  }

  value(v: unknown): void {
    switch (typeof v) {
      case "undefined":
        return this.byte(UNDEFINED);
      case "boolean":
        return this.byte(v ? TRUE : FALSE);
      case "number":
        return this.#number(v);
      case "bigint":
        this.byte(BIGINT);
        this.#room(8);
        this.#view.setBigInt64(this.length, v);
        this.length += 8;
        return;
      case "string":
        return this.string(v);
      case "object":
        return this.#object(v);
      default:
        throw new Error(`a ${typeof v} cannot be recorded`);
    }
  }

  #number(v: number): void {
    if (Number.isSafeInteger(v) && !Object.is(v, -0)) {
      this.byte(v < 0 ? NEGATIVE : NATURAL);
      return this.natural(Math.abs(v));
    }
    this.byte(DOUBLE);
    this.#room(8);
    this.#view.setFloat64(this.length, v);
    this.length += 8;
  }

  string(v: string): void {
    let binary = true;
    for (let i = 0; i < v.length && binary; i++) binary = v.charCodeAt(i) < 256;
    const b = binary
      ? Uint8Array.from({ length: v.length }, (_, i) => v.charCodeAt(i))
      : Uint8Array.from({ length: v.length * 2 }, (_, i) => v.charCodeAt(i >> 1) >> (i & 1 ? 0 : 8));
    this.byte(binary ? BINARY_STRING : TEXT);
    this.natural(b.length);
    this.bytes(b);
  }

  #object(v: object | null): void {
    if (v === null) return this.byte(NULL);
    if (v instanceof Uint8Array) {
      this.byte(BYTES);
      this.natural(v.length);
      return this.bytes(v);
    }
    if (Array.isArray(v)) {
      this.byte(ARRAY);
      this.natural(v.length);
      for (const item of v) this.value(item);
      return;
    }
    const keys = Object.keys(v);
    const name = keys.join(",");
    const known = this.#shapes.get(name);
    if (known === undefined) {
      this.#shapes.set(name, this.#shapes.size);
      this.byte(NEW_SHAPE);
      this.natural(keys.length);
      for (const key of keys) this.string(key);
    } else {
      this.byte(SHAPE);
      this.natural(known);
    }
    for (const key of keys) this.value((v as Record<string, unknown>)[key]);
  }

  /** All bytes so far; the writer is empty then. */
  take(): Uint8Array {
    const b = this.#bytes.slice(0, this.length);
    this.length = 0;
    return b;
  }
}

/** Reads what a Writer wrote. Throws RecordingError at its end, or on bytes that no Writer writes. */
export class Reader {
  at = 0;
  readonly #view: DataView;
  readonly #shapes: string[][];

  constructor(
    readonly source: Uint8Array,
    shapes: string[][] = [],
  ) {
    this.#view = new DataView(source.buffer, source.byteOffset, source.byteLength);
    this.#shapes = shapes;
  }

  get ended(): boolean {
    return this.at >= this.source.length;
  }

  #need(n: number): number {
    const { at } = this;
    if (n > this.source.length - at) throw new RecordingError("the recording is damaged: a value is cut off");
    this.at += n;
    return at;
  }

  byte(): number {
    return this.source[this.#need(1)];
  }

  natural(): number {
    let n = 0;
    for (let scale = 1; scale <= 2 ** 49; scale *= 0x80) {
      const b = this.byte();
      n += (b & 0x7f) * scale;
      if (b < 0x80) return n;
    }
    throw new RecordingError("the recording is damaged: a number is too long");
  }

  u32(): number {
    return this.#view.getUint32(this.#need(4));
  }

  bytes(n: number): Uint8Array {
    const at = this.#need(n);
    return this.source.slice(at, at + n);
  }

  value(depth = 0): unknown {
    if (depth > DEEPEST)
      throw new RecordingError("the recording is damaged: values within values without end");
    const tag = this.byte();
    switch (tag) {
      case UNDEFINED:
        return undefined;
      case NULL:
        return null;
      case FALSE:
      case TRUE:
        return tag === TRUE;
      case NATURAL:
        return this.natural();
      case NEGATIVE:
        return -this.natural();
      case DOUBLE:
        return this.#view.getFloat64(this.#need(8));
      case BIGINT:
        return this.#view.getBigInt64(this.#need(8));
      case BINARY_STRING: {
        let text = "";
        const b = this.bytes(this.natural());
        for (let i = 0; i < b.length; i++) text += String.fromCharCode(b[i]);
        return text;
      }
      case TEXT: {
        let text = "";
        const b = this.bytes(this.natural());
        for (let i = 0; i + 1 < b.length; i += 2) text += String.fromCharCode((b[i] << 8) | b[i + 1]);
        return text;
      }
      case BYTES:
        return this.bytes(this.natural());
      case ARRAY: {
        const n = this.natural();
        const items: unknown[] = [];
        // a length that is a lie ends at the end of the bytes
        for (let i = 0; i < n; i++) items.push(this.value(depth + 1));
        return items;
      }
      case NEW_SHAPE: {
        const n = this.natural();
        const keys: string[] = [];
        for (let i = 0; i < n; i++) keys.push(String(this.value(depth + 1)));
        this.#shapes.push(keys);
        return this.#fields(keys, depth + 1);
      }
      case SHAPE: {
        const keys = this.#shapes[this.natural()];
        if (!keys) throw new RecordingError("the recording is damaged: an object of unknown fields");
        return this.#fields(keys, depth + 1);
      }
      default:
        throw new RecordingError("the recording is damaged: a value of unknown kind");
    }
  }

  #fields(keys: readonly string[], depth: number): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    for (const key of keys) object[key] = this.value(depth);
    return object;
  }
}

export function fileHead(): Uint8Array {
  const head = new Uint8Array(FILE_HEAD);
  for (let i = 0; i < MAGIC.length; i++) head[i] = MAGIC.charCodeAt(i);
  new DataView(head.buffer).setUint32(MAGIC.length, FORMAT_VERSION);
  return head;
}

export function chunk(type: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(CHUNK_HEAD + payload.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = type;
  view.setUint32(1, payload.length);
  view.setUint32(5, crc32(payload, crc32(bytes.subarray(0, 5))));
  bytes.set(payload, CHUNK_HEAD);
  return bytes;
}

export interface Chunk {
  readonly type: number;
  readonly payload: Uint8Array;
}

/**
 * The chunks of a recording. One that is cut off at the end is left away (truncated: true), as after a crash; one whose
 * checksum is wrong is a RecordingError.
 */
export function chunks(file: Uint8Array): { chunks: Chunk[]; truncated: boolean } {
  const head = fileHead();
  if (file.length < FILE_HEAD || !head.subarray(0, MAGIC.length).every((b, i) => b === file[i]))
    throw new RecordingError("this is not a recording of parisc's");
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const version = view.getUint32(MAGIC.length);
  if (version !== FORMAT_VERSION)
    throw new RecordingError(
      `the recording has format ${version}, this parisc reads format ${FORMAT_VERSION}: replay it with the parisc that made it`,
    );
  const found: Chunk[] = [];
  let at = FILE_HEAD;
  while (at + CHUNK_HEAD <= file.length) {
    const length = view.getUint32(at + 1);
    if (length > file.length - at - CHUNK_HEAD) break;
    const payload = file.subarray(at + CHUNK_HEAD, at + CHUNK_HEAD + length);
    if (crc32(payload, crc32(file.subarray(at, at + 5))) !== view.getUint32(at + 5))
      throw new RecordingError(`the recording is damaged: the checksum of the chunk at byte ${at} is wrong`);
    found.push({ type: file[at], payload });
    at += CHUNK_HEAD + length;
  }
  return { chunks: found, truncated: at !== file.length };
}

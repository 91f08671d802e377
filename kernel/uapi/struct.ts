// Layouts of C structs as parisc's compiler lays them out: 32-bit, big-endian, long long and double on 8 bytes. A
// struct is declared once, by its fields; offsets, size, reading and writing follow from that.
// Above: the header files (linux/*.ts, asm/*.ts), and everything that reads or writes a program's structs. Below: nothing.

/** How one field lies in bytes. G is what get gives, P what put takes. at is where the field begins. */
export interface Field<G, P = G> {
  readonly kind: string;
  readonly size: number;
  readonly align: number;
  /** Fixed offset in the struct (members of unions); absent: the next aligned one. */
  readonly offset?: number;
  get(b: Uint8Array, at: number): G;
  put(b: Uint8Array, at: number, v: P): void;
}

const field = <G, P = G>(
  kind: string,
  size: number,
  align: number,
  get: (b: Uint8Array, at: number) => G,
  put: (b: Uint8Array, at: number, v: P) => void,
): Field<G, P> => ({ kind, size, align, get, put });

const get16 = (b: Uint8Array, at: number) => (b[at] << 8) | b[at + 1];
const get32 = (b: Uint8Array, at: number) => (b[at] << 24) | (b[at + 1] << 16) | (b[at + 2] << 8) | b[at + 3];
const put8 = (b: Uint8Array, at: number, v: number) => {
  b[at] = v;
};
const put16 = (b: Uint8Array, at: number, v: number) => {
  b[at] = v >> 8;
  b[at + 1] = v;
};
const put32 = (b: Uint8Array, at: number, v: number) => {
  b[at] = v >>> 24;
  b[at + 1] = v >>> 16;
  b[at + 2] = v >>> 8;
  b[at + 3] = v;
};
const get64 = (b: Uint8Array, at: number) =>
  (BigInt(get32(b, at) >>> 0) << 32n) | BigInt(get32(b, at + 4) >>> 0);
/** A 64-bit number; a JavaScript number must be an integer. */
const put64 = (b: Uint8Array, at: number, v: bigint | number) => {
  if (typeof v === "number" && Number.isSafeInteger(v)) {
    put32(b, at, Math.floor(v / 0x100000000));
    put32(b, at + 4, v);
  } else {
    const x = BigInt.asUintN(64, BigInt(v));
    put32(b, at, Number(x >> 32n));
    put32(b, at + 4, Number(x & 0xffffffffn));
  }
};

export const u8 = field<number>("u8", 1, 1, (b, at) => b[at], put8);
export const s8 = field<number>("s8", 1, 1, (b, at) => (b[at] << 24) >> 24, put8);
export const u16 = field<number>("u16", 2, 2, get16, put16);
export const s16 = field<number>("s16", 2, 2, (b, at) => (get16(b, at) << 16) >> 16, put16);
export const u32 = field<number>("u32", 4, 4, (b, at) => get32(b, at) >>> 0, put32);
export const s32 = field<number>("s32", 4, 4, get32, put32);
/** An address in the program. */
export const ptr = field<number>("ptr", 4, 4, (b, at) => get32(b, at) >>> 0, put32);
export const u64 = field<bigint, bigint | number>("u64", 8, 8, get64, put64);
export const s64 = field<bigint, bigint | number>(
  "s64",
  8,
  8,
  (b, at) => BigInt.asIntN(64, get64(b, at)),
  put64,
);
export const f64 = field<number>(
  "f64",
  8,
  8,
  (b, at) => new DataView(b.buffer, b.byteOffset + at, 8).getFloat64(0),
  (b, at, v) => new DataView(b.buffer, b.byteOffset + at, 8).setFloat64(0, v),
);

/** n bytes; get gives a copy, put fills up with zeros. */
export const bytes = (n: number): Field<Uint8Array, Uint8Array> =>
  field(
    `u8[${n}]`,
    n,
    1,
    (b, at) => b.slice(at, at + n),
    (b, at, v) => {
      b.fill(0, at, at + n);
      b.set(v.length > n ? v.subarray(0, n) : v, at);
    },
  );

/** A NUL-ended name in n bytes, as a binary string; put cuts it at n bytes (no NUL then) and fills up with zeros. */
export const chars = (n: number): Field<string> =>
  field(
    `char[${n}]`,
    n,
    1,
    (b, at) => {
      let s = "";
      for (let i = at; i < at + n && b[i]; i++) s += String.fromCharCode(b[i]);
      return s;
    },
    (b, at, v) => {
      for (let i = 0; i < n; i++) b[at + i] = i < v.length ? v.charCodeAt(i) : 0;
    },
  );

/** n of one kind. put writes as many as it is given, at most n. */
export const array = <G, P>(of: Field<G, P>, n: number): Field<G[], readonly P[]> =>
  field(
    `${of.kind}[${n}]`,
    of.size * n,
    of.align,
    (b, at) => Array.from({ length: n }, (_, i) => of.get(b, at + i * of.size)),
    (b, at, v) => {
      for (let i = 0; i < n && i < v.length; i++) of.put(b, at + i * of.size, v[i]);
    },
  );

/** width bits of a unit of size bytes, shift bits from its low end. */
export const bits = (size: 1 | 2 | 4, shift: number, width: number): Field<number> => {
  const unit = size === 1 ? u8 : size === 2 ? u16 : u32;
  const mask = width === 32 ? 0xffffffff : 2 ** width - 1;
  return field(
    `u${size * 8}:${shift}:${width}`,
    size,
    size,
    (b, at) => ((unit.get(b, at) >>> shift) & mask) >>> 0,
    (b, at, v) => unit.put(b, at, (unit.get(b, at) & ~(mask << shift)) | ((v & mask) << shift)),
  );
};

/** A field at a fixed offset: a member of a union, or a bit field. */
export const at = <G, P>(offset: number, of: Field<G, P>): Field<G, P> => ({
  kind: of.kind,
  size: of.size,
  align: of.align,
  offset,
  get: of.get,
  put: of.put,
});

// biome-ignore lint/suspicious/noExplicitAny: a struct holds fields of every kind
export type Fields = Readonly<Record<string, Field<any, any>>>;
type GetOf<F> = F extends Field<infer G, infer _P> ? G : never;
type PutOf<F> = F extends Field<infer _G, infer P> ? P : never;
/** What reading a whole struct gives. */
export type Values<F extends Fields> = { [K in keyof F]: GetOf<F[K]> };
/** What writing takes; absent fields stay. */
export type Puts<F extends Fields> = { [K in keyof F]?: PutOf<F[K]> };

/** A C struct or union. Also a Field, so that structs nest. */
export class Struct<F extends Fields> implements Field<Values<F>, Puts<F>> {
  readonly kind: string;
  readonly size: number;
  readonly align: number;
  readonly offsets: Readonly<Record<keyof F, number>>;
  readonly #names: readonly (keyof F & string)[];

  /** size, align: given where the layout is not the natural one (packed, aligned). */
  constructor(
    readonly name: string,
    readonly fields: F,
    facts: { size?: number; align?: number } = {},
  ) {
    this.kind = name;
    this.#names = Object.keys(fields);
    const offsets: Record<string, number> = {};
    let end = 0;
    let align = 1;
    for (const key of this.#names) {
      const f = fields[key];
      const offset = f.offset ?? Math.ceil(end / f.align) * f.align;
      offsets[key] = offset;
      end = Math.max(end, offset + f.size);
      align = Math.max(align, f.align);
    }
    this.offsets = offsets as Record<keyof F, number>;
    this.align = facts.align ?? align;
    this.size = facts.size ?? Math.ceil(end / this.align) * this.align;
    this.get = this.get.bind(this);
    this.put = this.put.bind(this);
  }

  /** Where a field begins, as offsetof(3). */
  offsetof(key: keyof F): number {
    return this.offsets[key];
  }

  /** One field of the struct at `base`. */
  read<K extends keyof F>(b: Uint8Array, key: K, base = 0): GetOf<F[K]> {
    return this.fields[key].get(b, base + this.offsets[key]);
  }

  /** Sets one field of the struct at `base`. */
  write<K extends keyof F>(b: Uint8Array, key: K, v: PutOf<F[K]>, base = 0): void {
    this.fields[key].put(b, base + this.offsets[key], v);
  }

  /** All fields. */
  get(b: Uint8Array, base = 0): Values<F> {
    const out: Record<string, unknown> = {};
    for (const key of this.#names) out[key] = this.fields[key].get(b, base + this.offsets[key]);
    return out as Values<F>;
  }

  /** Sets the fields given, in the struct's order. */
  put(b: Uint8Array, base: number, v: Puts<F>): void {
    for (const key of this.#names) {
      const x = v[key];
      if (x !== undefined) this.fields[key].put(b, base + this.offsets[key], x);
    }
  }

  /** A new struct: zeros, and the fields given. */
  make(v: Puts<F> = {}): Uint8Array {
    const b = new Uint8Array(this.size);
    this.put(b, 0, v);
    return b;
  }
}

/** Declares a struct or union: `struct("pollfd", { fd: s32, events: s16, revents: s16 })`. */
export function struct<F extends Fields>(
  name: string,
  fields: F,
  facts?: { size?: number; align?: number },
): Struct<F> {
  return new Struct(name, fields, facts);
}

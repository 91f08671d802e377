// Writes the bytes of one WebAssembly module: a growing buffer, LEB128 numbers, sections with their sizes filled in.
// No objects per instruction: the translator writes opcodes straight into the buffer.
// Above: translate.ts, emit/*. Below: nothing.

/** WebAssembly opcodes the translator writes (WebAssembly core specification 2.0, appendix "Index of Instructions"). */
export const OP = {
  unreachable: 0x00,
  nop: 0x01,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  br_if: 0x0d,
  br_table: 0x0e,
  return: 0x0f,
  call: 0x10,
  call_indirect: 0x11,
  return_call: 0x12,
  return_call_indirect: 0x13,
  drop: 0x1a,
  select: 0x1b,
  local_get: 0x20,
  local_set: 0x21,
  local_tee: 0x22,
  global_get: 0x23,
  global_set: 0x24,
  i32_load: 0x28,
  i64_load: 0x29,
  f32_load: 0x2a,
  f64_load: 0x2b,
  i32_load8_s: 0x2c,
  i32_load8_u: 0x2d,
  i32_load16_s: 0x2e,
  i32_load16_u: 0x2f,
  i32_store: 0x36,
  i64_store: 0x37,
  f32_store: 0x38,
  f64_store: 0x39,
  i32_store8: 0x3a,
  i32_store16: 0x3b,
  i32_const: 0x41,
  i64_const: 0x42,
  f32_const: 0x43,
  f64_const: 0x44,
  i32_eqz: 0x45,
  i32_eq: 0x46,
  i32_ne: 0x47,
  i32_lt_s: 0x48,
  i32_lt_u: 0x49,
  i32_gt_s: 0x4a,
  i32_gt_u: 0x4b,
  i32_le_s: 0x4c,
  i32_le_u: 0x4d,
  i32_ge_s: 0x4e,
  i32_ge_u: 0x4f,
  i64_eqz: 0x50,
  i64_eq: 0x51,
  i64_ne: 0x52,
  i64_lt_u: 0x54,
  i64_gt_u: 0x56,
  f32_eq: 0x5b,
  f32_ne: 0x5c,
  f32_lt: 0x5d,
  f32_gt: 0x5e,
  f32_le: 0x5f,
  f32_ge: 0x60,
  f64_eq: 0x61,
  f64_ne: 0x62,
  f64_lt: 0x63,
  f64_gt: 0x64,
  f64_le: 0x65,
  f64_ge: 0x66,
  i32_clz: 0x67,
  i32_ctz: 0x68,
  i32_popcnt: 0x69,
  i32_add: 0x6a,
  i32_sub: 0x6b,
  i32_mul: 0x6c,
  i32_div_s: 0x6d,
  i32_div_u: 0x6e,
  i32_rem_u: 0x70,
  i32_and: 0x71,
  i32_or: 0x72,
  i32_xor: 0x73,
  i32_shl: 0x74,
  i32_shr_s: 0x75,
  i32_shr_u: 0x76,
  i32_rotl: 0x77,
  i32_rotr: 0x78,
  i64_ctz: 0x7a,
  i64_add: 0x7c,
  i64_sub: 0x7d,
  i64_mul: 0x7e,
  i64_div_u: 0x80,
  i64_and: 0x83,
  i64_or: 0x84,
  i64_xor: 0x85,
  i64_shl: 0x86,
  i64_shr_s: 0x87,
  i64_shr_u: 0x88,
  i64_rotl: 0x89,
  i64_rotr: 0x8a,
  f32_abs: 0x8b,
  f32_neg: 0x8c,
  f32_nearest: 0x90,
  f32_sqrt: 0x91,
  f32_add: 0x92,
  f32_sub: 0x93,
  f32_mul: 0x94,
  f32_div: 0x95,
  f64_abs: 0x99,
  f64_neg: 0x9a,
  f64_nearest: 0x9e,
  f64_sqrt: 0x9f,
  f64_add: 0xa0,
  f64_sub: 0xa1,
  f64_mul: 0xa2,
  f64_div: 0xa3,
  i32_wrap_i64: 0xa7,
  i32_trunc_f32_s: 0xa8,
  i32_trunc_f64_s: 0xaa,
  i64_extend_i32_s: 0xac,
  i64_extend_i32_u: 0xad,
  f32_convert_i32_s: 0xb2,
  f32_demote_f64: 0xb6,
  f64_convert_i32_s: 0xb7,
  f64_promote_f32: 0xbb,
  i32_reinterpret_f32: 0xbc,
  i64_reinterpret_f64: 0xbd,
  f32_reinterpret_i32: 0xbe,
  f64_reinterpret_i64: 0xbf,
  i32_extend8_s: 0xc0,
  i32_extend16_s: 0xc1,
} as const;

export const I32 = 0x7f;
export const I64 = 0x7e;
export const F32 = 0x7d;
export const F64 = 0x7c;
/** The block type without parameters and results. */
export const VOID = 0x40;

export const SECTION = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  element: 9,
  code: 10,
} as const;

/** Bytes of a LEB128 number that is patched later, padded to its full length. */
const PADDED = 5;

/** A growing buffer of bytes with WebAssembly's number formats. */
export class Writer {
  bytes = new Uint8Array(1 << 16);
  length = 0;

  reset(): void {
    this.length = 0;
  }

  /** A copy of what has been written. */
  result(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.length);
  }

  byte(b: number): void {
    if (this.length === this.bytes.length) this.#grow();
    this.bytes[this.length++] = b;
  }

  #grow(): void {
    const larger = new Uint8Array(2 * this.bytes.length);
    larger.set(this.bytes);
    this.bytes = larger;
  }

  raw(data: Uint8Array): void {
    while (this.length + data.length > this.bytes.length) this.#grow();
    this.bytes.set(data, this.length);
    this.length += data.length;
  }

  u32(value: number): void {
    let v = value >>> 0;
    while (v > 127) {
      this.byte((v & 127) | 128);
      v >>>= 7;
    }
    this.byte(v);
  }

  s32(value: number): void {
    let v = value | 0;
    while (v < -64 || v > 63) {
      this.byte((v & 127) | 128);
      v >>= 7;
    }
    this.byte(v & 127);
  }

  s64(value: bigint): void {
    let v = BigInt.asIntN(64, value);
    while (v < -64n || v > 63n) {
      this.byte(Number(v & 127n) | 128);
      v >>= 7n;
    }
    this.byte(Number(v & 127n));
  }

  name(text: string): void {
    this.u32(text.length);
    for (let i = 0; i < text.length; i++) this.byte(text.charCodeAt(i));
  }

  /** Opens a section or function body whose size is not known yet; pass the result to close(). */
  open(id?: number): number {
    if (id !== undefined) this.byte(id);
    const at = this.length;
    for (let i = 0; i < PADDED; i++) this.byte(0);
    return at;
  }

  close(at: number): void {
    let size = this.length - at - PADDED;
    for (let i = 0; i < PADDED; i++) {
      this.bytes[at + i] = (size & 127) | (i < PADDED - 1 ? 128 : 0);
      size >>>= 7;
    }
  }

  /**
   * A module from its first byte to where the code begins: so many functions (i32, i32, i32) -> i32, exported by the names "0",
   * "1", …; it uses memory, of so many pages at least, and a table of functions, and imports functions of so many i32 that
   * return one.
   */
  start(
    functions: number,
    imports: readonly { readonly name: string; readonly arity: number }[],
    pages: number,
  ): void {
    const arities = [...new Set(imports.map((i) => i.arity))];
    for (const b of [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) this.byte(b);
    let at = this.open(SECTION.type);
    this.u32(1 + arities.length);
    for (const n of [3, ...arities]) {
      this.byte(0x60);
      this.u32(n);
      for (let i = 0; i < n; i++) this.byte(I32);
      this.byte(1);
      this.byte(I32);
    }
    this.close(at);
    at = this.open(SECTION.import);
    this.u32(2 + imports.length);
    for (const { name, arity } of imports) {
      this.name("env");
      this.name(name);
      this.byte(0);
      this.u32(1 + arities.indexOf(arity));
    }
    this.name("env");
    this.name("memory");
    for (const b of [2, 1]) this.byte(b);
    this.u32(pages);
    this.u32(65536);
    this.name("env");
    this.name("table");
    for (const b of [1, 0x70, 0, 1]) this.byte(b);
    this.close(at);
    at = this.open(SECTION.function);
    this.u32(functions);
    for (let i = 0; i < functions; i++) this.u32(0);
    this.close(at);
    at = this.open(SECTION.export);
    this.u32(functions);
    for (let i = 0; i < functions; i++) {
      this.name(String(i));
      this.byte(0);
      this.u32(imports.length + i);
    }
    this.close(at);
  }
}

/** Writes a LEB128 number of full length at a place in a module. */
export function patch(bytes: Uint8Array, at: number, value: number, isSigned: boolean): void {
  let v = isSigned ? value | 0 : value >>> 0;
  for (let i = 0; i < PADDED - 1; i++) {
    bytes[at + i] = (v & 127) | 128;
    v = isSigned ? v >> 7 : v >>> 7;
  }
  bytes[at + PADDED - 1] = v & 127;
}

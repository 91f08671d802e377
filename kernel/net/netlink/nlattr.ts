// Netlink's wire format, read: attributes by a policy (lib/nlattr.c, include/net/netlink.h). Numbers are big-endian, as
// parisc's. Above: nlmsg.ts (messages written), af_netlink.ts, rtnetlink*.ts. Below: ext_ack.ts.

import { EINVAL, ERANGE } from "../../uapi/asm/errno.ts";
import { NL_SET_ERR_MSG, type netlink_ext_ack } from "./ext_ack.ts";

export const NLMSG_HDRLEN = 16;
export const NLA_HDRLEN = 4;
export const NLA_F_NESTED = 0x8000;
export const NLA_TYPE_MASK = 0x3fff;
export const NLMSG_ALIGN = (n: number): number => (n + 3) & ~3;

/** One attribute that was read. */
export class nlattr {
  constructor(
    readonly type: number,
    readonly nested: boolean,
    readonly data: Uint8Array,
    /** Where it stands in the message, for extended acks. */
    readonly offset: number,
  ) {}
  get #view(): DataView {
    return new DataView(this.data.buffer, this.data.byteOffset, this.data.length);
  }
  get u8(): number {
    return this.data[0];
  }
  get u16(): number {
    return this.#view.getUint16(0);
  }
  get u32(): number {
    return this.#view.getUint32(0);
  }
  get s32(): number {
    return this.#view.getInt32(0);
  }
  get u64(): bigint {
    return this.#view.getBigUint64(0);
  }
  /** Up to the first NUL, as a binary string. */
  get string(): string {
    let s = "";
    for (const c of this.data) {
      if (c === 0) break;
      s += String.fromCharCode(c);
    }
    return s;
  }
}

/** Attributes by type; the last of a kind counts. */
export type nlattrs = Map<number, nlattr>;

/** What a policy says of one attribute (struct nla_policy). */
export interface nla_policy {
  readonly kind:
    | "u8"
    | "u16"
    | "u32"
    | "u64"
    | "s32"
    | "string"
    | "nulstring"
    | "nested"
    | "binary"
    | "flag"
    | "reject"
    | "exact"
    | "min";
  /** string, binary: longest; exact, min: bytes. */
  readonly len?: number;
  readonly min?: number;
  readonly max?: number;
  readonly message?: string;
}

const p =
  (kind: nla_policy["kind"]) =>
  (len?: number): nla_policy => ({ kind, len });
export const NLA_U8: nla_policy = { kind: "u8" };
export const NLA_U16: nla_policy = { kind: "u16" };
export const NLA_U32: nla_policy = { kind: "u32" };
export const NLA_U64: nla_policy = { kind: "u64" };
export const NLA_S32: nla_policy = { kind: "s32" };
export const NLA_NESTED: nla_policy = { kind: "nested" };
export const NLA_FLAG: nla_policy = { kind: "flag" };
export const NLA_STRING = p("string");
export const NLA_NUL_STRING = p("nulstring");
export const NLA_BINARY = p("binary");
export const NLA_EXACT_LEN = p("exact");
export const NLA_MIN_LEN = p("min");
export const NLA_REJECT = (message?: string): nla_policy => ({ kind: "reject", message });

export type policy = Readonly<Record<number, nla_policy>>;

const MIN: Partial<Record<nla_policy["kind"], number>> = { u8: 1, u16: 2, u32: 4, s32: 4, u64: 8 };

/** How strictly a message is read (enum netlink_validation): old requests are lenient, new ones are not. */
export interface Strictness {
  /** Bytes after the last attribute are an error. */
  readonly trailing?: boolean;
  /** Types beyond maxtype are an error. */
  readonly maxtype?: boolean;
  /** Types without a policy are an error. */
  readonly unspec?: boolean;
  /** Numbers have their exact length. */
  readonly attrs?: boolean;
  /** Nested attributes carry NLA_F_NESTED. */
  readonly nested?: boolean;
}
export const NL_VALIDATE_LIBERAL: Strictness = {};
export const NL_VALIDATE_DEPRECATED_STRICT: Strictness = { trailing: true, maxtype: true };
export const NL_VALIDATE_STRICT: Strictness = {
  trailing: true,
  maxtype: true,
  unspec: true,
  attrs: true,
  nested: true,
};

function validate(
  a: nlattr,
  maxtype: number,
  policy: policy,
  how: Strictness,
  extack: netlink_ext_ack | null,
): number {
  const bad = (err: number, msg: string): number => {
    NL_SET_ERR_MSG(extack, msg);
    if (extack) extack.bad_attr = a.offset;
    return err;
  };
  const failed = (err: number): number => bad(err, "Attribute failed policy validation");
  if (a.type <= 0 || a.type > maxtype) return 0;
  const pt = policy[a.type];
  if (!pt) return how.unspec ? bad(-EINVAL, "Unsupported attribute") : 0;
  if (how.nested) {
    if (pt.kind === "nested" && !a.nested) return bad(-EINVAL, "NLA_F_NESTED is missing");
    if (pt.kind !== "nested" && a.nested) return bad(-EINVAL, "NLA_F_NESTED not expected");
  }
  let n = a.data.length;
  const least = MIN[pt.kind];
  if (least !== undefined) {
    if (how.attrs && n !== least) return bad(-EINVAL, "invalid attribute length");
    if (n < least) return failed(-ERANGE);
    if (pt.max !== undefined || pt.min !== undefined) {
      const v = pt.kind === "u8" ? a.u8 : pt.kind === "u16" ? a.u16 : pt.kind === "s32" ? a.s32 : a.u32;
      if (v > (pt.max ?? v) || v < (pt.min ?? v)) return bad(-ERANGE, "integer out of range");
    }
    return 0;
  }
  switch (pt.kind) {
    case "reject":
      return bad(-EINVAL, pt.message ?? "Attribute failed policy validation");
    case "flag":
      return n > 0 ? failed(-ERANGE) : 0;
    case "exact":
      return n !== pt.len ? bad(-EINVAL, "invalid attribute length") : 0;
    case "min":
      return n < (pt.len ?? 0) ? failed(-ERANGE) : 0;
    case "binary":
      return pt.len !== undefined && n > pt.len ? failed(-ERANGE) : 0;
    case "nested":
      return n > 0 && n < NLA_HDRLEN ? failed(-ERANGE) : 0;
    case "nulstring": {
      const look = pt.len !== undefined ? Math.min(n, pt.len + 1) : n;
      if (!look || a.data.subarray(0, look).indexOf(0) < 0) return failed(-EINVAL);
      break;
    }
    default:
  }
  if (n < 1) return failed(-ERANGE);
  if (pt.len !== undefined) {
    if (a.data[n - 1] === 0) n--;
    if (n > pt.len) return failed(-ERANGE);
  }
  return 0;
}

/** All attributes in order, without a policy. at: offset of b in the message. */
export function nla_list(b: Uint8Array, at = 0): { attrs: nlattr[]; rest: number } {
  const attrs: nlattr[] = [];
  let i = 0;
  while (b.length - i >= NLA_HDRLEN) {
    const len = (b[i] << 8) | b[i + 1];
    if (len < NLA_HDRLEN || len > b.length - i) break;
    const type = (b[i + 2] << 8) | b[i + 3];
    attrs.push(
      new nlattr(
        type & NLA_TYPE_MASK,
        (type & NLA_F_NESTED) !== 0,
        b.subarray(i + NLA_HDRLEN, i + len),
        at + i,
      ),
    );
    i += NLMSG_ALIGN(len);
  }
  return { attrs, rest: Math.max(0, b.length - i) };
}

/** Reads attributes: by type, or -EINVAL, -ERANGE with the sentence in extack. */
export function nla_parse(
  b: Uint8Array,
  maxtype: number,
  policy: policy,
  extack: netlink_ext_ack | null,
  how: Strictness = NL_VALIDATE_LIBERAL,
  at = 0,
  nested = false,
): nlattrs | number {
  const { attrs, rest } = nla_list(b, at);
  const tb: nlattrs = new Map();
  for (const a of attrs) {
    if (a.type === 0 || a.type > maxtype) {
      if (a.type && extack) (extack.unknown ??= []).push({ type: a.type, nested });
      if (how.maxtype) {
        NL_SET_ERR_MSG(extack, "Unknown attribute type");
        if (extack) extack.bad_attr = a.offset;
        return -EINVAL;
      }
      continue;
    }
    const err = validate(a, maxtype, policy, how, extack);
    if (err < 0) return err;
    tb.set(a.type, a);
  }
  if (rest > 0 && how.trailing) {
    NL_SET_ERR_MSG(extack, "bytes leftover after parsing attributes");
    return -EINVAL;
  }
  return tb;
}

/** The attributes of a message after its family's header of hdrlen bytes. */
export function nlmsg_parse(
  message: Uint8Array,
  hdrlen: number,
  maxtype: number,
  policy: policy,
  extack: netlink_ext_ack | null,
  how: Strictness = NL_VALIDATE_LIBERAL,
): nlattrs | number {
  if (message.length < NLMSG_HDRLEN + hdrlen) {
    NL_SET_ERR_MSG(extack, "Invalid header length");
    return -EINVAL;
  }
  const at = NLMSG_HDRLEN + NLMSG_ALIGN(hdrlen);
  return nla_parse(message.subarray(at), maxtype, policy, extack, how, at);
}

/** The attributes inside one. */
export function nla_parse_nested(
  a: nlattr,
  maxtype: number,
  policy: policy,
  extack: netlink_ext_ack | null,
  how: Strictness = NL_VALIDATE_LIBERAL,
): nlattrs | number {
  if (how.nested && !a.nested) {
    NL_SET_ERR_MSG(extack, "NLA_F_NESTED is missing");
    return -EINVAL;
  }
  return nla_parse(a.data, maxtype, policy, extack, how, a.offset + NLA_HDRLEN, true);
}

// Classic BPF: SO_ATTACH_FILTER programs, checked and run as the kernel does (net/core/filter.c, struct sock_filter).
// Above: sockopt_socket.ts, the receive paths, reuseport groups. Below: skbuff.ts.

import { EACCES, EINVAL, ENOENT, ENOMEM, EPERM } from "../../uapi/asm/errno.ts";
import * as B from "../../uapi/linux/bpf_common.ts";
import * as F from "../../uapi/linux/filter.ts";
import type { sockptr } from "../sockptr.ts";
import { type sk_buff, skb_trim } from "./skbuff.ts";
import type { sock } from "./sock.ts";
import { OPTMEM_MAX, SOCK_FILTER_LOCKED } from "./sock_flags.ts";
import { sock_kfree_s } from "./sock_mem.ts";

/** struct sock_filter. */
export interface sock_filter {
  code: number;
  jt: number;
  jf: number;
  k: number;
}

/** An attached program. */
export interface sk_filter {
  readonly insns: readonly sock_filter[];
  /** As given, for SO_GET_FILTER. */
  readonly orig: Uint8Array;
  /** What it is charged with in the socket's option memory. */
  readonly size: number;
}

const SIZEOF_SOCK_FILTER = 8;
/** struct bpf_prog and struct sk_filter, and what one instruction takes translated: for the accounting. */
const SIZEOF_BPF_PROG = 48;
const SIZEOF_BPF_INSN = 8;

const allowed = new Set<number>();
for (const op of [B.BPF_ADD, B.BPF_SUB, B.BPF_MUL, B.BPF_DIV, B.BPF_MOD, B.BPF_AND, B.BPF_OR, B.BPF_XOR]) {
  allowed.add(B.BPF_ALU | op | B.BPF_K).add(B.BPF_ALU | op | B.BPF_X);
}
for (const op of [B.BPF_LSH, B.BPF_RSH]) allowed.add(B.BPF_ALU | op | B.BPF_K).add(B.BPF_ALU | op | B.BPF_X);
allowed.add(B.BPF_ALU | B.BPF_NEG);
for (const size of [B.BPF_W, B.BPF_H, B.BPF_B]) {
  allowed.add(B.BPF_LD | size | B.BPF_ABS).add(B.BPF_LD | size | B.BPF_IND);
}
for (const mode of [B.BPF_LEN, B.BPF_IMM, B.BPF_MEM]) allowed.add(B.BPF_LD | mode).add(B.BPF_LDX | mode);
allowed
  .add(B.BPF_LDX | B.BPF_B | B.BPF_MSH)
  .add(B.BPF_ST)
  .add(B.BPF_STX);
allowed.add(B.BPF_MISC | F.BPF_TAX).add(B.BPF_MISC | F.BPF_TXA);
allowed.add(B.BPF_RET | B.BPF_K).add(B.BPF_RET | F.BPF_A);
allowed.add(B.BPF_JMP | B.BPF_JA);
for (const op of [B.BPF_JEQ, B.BPF_JGE, B.BPF_JGT, B.BPF_JSET]) {
  allowed.add(B.BPF_JMP | op | B.BPF_K).add(B.BPF_JMP | op | B.BPF_X);
}

const ancillary = new Set<number>([
  F.SKF_AD_PROTOCOL,
  F.SKF_AD_PKTTYPE,
  F.SKF_AD_IFINDEX,
  F.SKF_AD_NLATTR,
  F.SKF_AD_NLATTR_NEST,
  F.SKF_AD_MARK,
  F.SKF_AD_QUEUE,
  F.SKF_AD_HATYPE,
  F.SKF_AD_RXHASH,
  F.SKF_AD_CPU,
  F.SKF_AD_ALU_XOR_X,
  F.SKF_AD_VLAN_TAG,
  F.SKF_AD_VLAN_TAG_PRESENT,
  F.SKF_AD_PAY_OFFSET,
  F.SKF_AD_RANDOM,
  F.SKF_AD_VLAN_TPID,
]);
const AD_OFF = F.SKF_AD_OFF >>> 0;

/** 0, or -EINVAL for a program that could go wrong (bpf_check_classic). */
export function bpf_check_classic(f: readonly sock_filter[]): number {
  for (let pc = 0; pc < f.length; pc++) {
    const { code, k, jt, jf } = f[pc];
    if (!allowed.has(code)) return -EINVAL;
    const cls = code & 7;
    if (cls === B.BPF_ALU && !(code & B.BPF_X)) {
      const op = code & 0xf0;
      if ((op === B.BPF_DIV || op === B.BPF_MOD) && k === 0) return -EINVAL;
      if ((op === B.BPF_LSH || op === B.BPF_RSH) && k >= 32) return -EINVAL;
    } else if (
      code === (B.BPF_LD | B.BPF_MEM) ||
      code === (B.BPF_LDX | B.BPF_MEM) ||
      cls === B.BPF_ST ||
      cls === B.BPF_STX
    ) {
      if (k >= F.BPF_MEMWORDS) return -EINVAL;
    } else if (code === (B.BPF_JMP | B.BPF_JA)) {
      if (k >= f.length - pc - 1) return -EINVAL;
    } else if (cls === B.BPF_JMP) {
      if (pc + jt + 1 >= f.length || pc + jf + 1 >= f.length) return -EINVAL;
    } else if (cls === B.BPF_LD && (code & 0xe0) === B.BPF_ABS) {
      if (k >= AD_OFF && !ancillary.has((k - AD_OFF) | 0)) return -EINVAL;
    }
  }
  const last = f[f.length - 1].code;
  if (last !== (B.BPF_RET | B.BPF_K) && last !== (B.BPF_RET | F.BPF_A)) return -EINVAL;
  return check_load_and_stores(f);
}

/** Scratch words must be written on every path before they are read. */
function check_load_and_stores(f: readonly sock_filter[]): number {
  const masks = new Uint16Array(f.length).fill(0xffff);
  let valid = 0;
  for (let pc = 0; pc < f.length; pc++) {
    valid &= masks[pc];
    const { code, k, jt, jf } = f[pc];
    if (code === B.BPF_ST || code === B.BPF_STX) valid |= 1 << k;
    else if (code === (B.BPF_LD | B.BPF_MEM) || code === (B.BPF_LDX | B.BPF_MEM)) {
      if (!(valid & (1 << k))) return -EINVAL;
    } else if (code === (B.BPF_JMP | B.BPF_JA)) {
      masks[pc + 1 + k] &= valid;
      valid = 0xffff;
    } else if ((code & 7) === B.BPF_JMP) {
      masks[pc + 1 + jt] &= valid;
      masks[pc + 1 + jf] &= valid;
      valid = 0xffff;
    }
  }
  return 0;
}

/** Reads and checks the program of a struct sock_fprog: the filter, or -ERRNO (__get_filter). */
export function get_filter(
  sk: sock,
  optval: sockptr,
  optlen: number,
  at: (addr: number) => sockptr,
): sk_filter | number {
  if (optlen !== 8) return -EINVAL;
  const fprog = optval.copy_from(0, 8);
  const len = (fprog[0] << 8) | fprog[1];
  const addr = new DataView(fprog.buffer, fprog.byteOffset).getUint32(4);
  if (sk.sock_flag(SOCK_FILTER_LOCKED)) return -EPERM;
  if (addr === 0 || len === 0 || len > B.BPF_MAXINSNS) return -EINVAL;
  const orig = at(addr).copy_from(0, len * SIZEOF_SOCK_FILTER);
  const view = new DataView(orig.buffer, orig.byteOffset, orig.length);
  const insns = Array.from({ length: len }, (_, i) => ({
    code: view.getUint16(8 * i),
    jt: orig[8 * i + 2],
    jf: orig[8 * i + 3],
    k: view.getUint32(8 * i + 4),
  }));
  const err = bpf_check_classic(insns);
  return err || { insns, orig, size: SIZEOF_BPF_PROG + len * SIZEOF_BPF_INSN };
}

export function sk_attach_filter(sk: sock, filter: sk_filter): number {
  if (sk.sk_omem_alloc + filter.size >= OPTMEM_MAX) return -ENOMEM;
  if (sk.sk_filter) sock_kfree_s(sk, sk.sk_filter.size);
  sk.sk_omem_alloc += filter.size;
  sk.sk_filter = filter;
  return 0;
}

export function sk_detach_filter(sk: sock): number {
  if (sk.sock_flag(SOCK_FILTER_LOCKED)) return -EPERM;
  if (!sk.sk_filter) return -ENOENT;
  sock_kfree_s(sk, sk.sk_filter.size);
  sk.sk_filter = null;
  return 0;
}

/** SO_GET_FILTER: len counts instructions; the number there are, 0 without a filter (sk_get_filter). */
export function sk_get_filter(sk: sock, optval: sockptr, len: number): number {
  const f = sk.sk_filter;
  if (!f) return 0;
  if (!f.orig.length) return -EACCES;
  const n = f.insns.length;
  if (!len) return n;
  if (len < n) return -EINVAL;
  optval.copy_to(0, f.orig);
  return n;
}

/** What the program says: how many bytes of the packet to keep (bpf_prog_run). */
export function bpf_prog_run(filter: sk_filter, skb: sk_buff): number {
  const { insns } = filter;
  const m = new Uint32Array(F.BPF_MEMWORDS);
  let a = 0;
  let x = 0;
  for (let pc = 0; ; pc++) {
    const { code, k, jt, jf } = insns[pc];
    const cls = code & 7;
    const src = code & B.BPF_X ? x : k;
    switch (cls) {
      case B.BPF_RET:
        return (code & 0x18) === F.BPF_A ? a : k;
      case B.BPF_LD: {
        const mode = code & 0xe0;
        if (mode === B.BPF_IMM) a = k;
        else if (mode === B.BPF_MEM) a = m[k];
        else if (mode === B.BPF_LEN) a = skb.len;
        else {
          const size = (code & 0x18) === B.BPF_W ? 4 : (code & 0x18) === B.BPF_H ? 2 : 1;
          const at = mode === B.BPF_IND ? (x + k) >>> 0 : k;
          const v =
            at >= AD_OFF && mode === B.BPF_ABS
              ? load_ancillary(skb, (at - AD_OFF) | 0, a, x)
              : load(skb, at | 0, size);
          if (v < 0) return 0;
          a = v;
        }
        break;
      }
      case B.BPF_LDX:
        if ((code & 0xe0) === B.BPF_IMM) x = k;
        else if ((code & 0xe0) === B.BPF_MEM) x = m[k];
        else if ((code & 0xe0) === B.BPF_LEN) x = skb.len;
        else {
          const v = load(skb, k | 0, 1);
          if (v < 0) return 0;
          x = (v & 0xf) << 2;
        }
        break;
      case B.BPF_ST:
        m[k] = a;
        break;
      case B.BPF_STX:
        m[k] = x;
        break;
      case B.BPF_ALU: {
        const op = code & 0xf0;
        if ((op === B.BPF_DIV || op === B.BPF_MOD) && src === 0) return 0;
        a = alu(op, a, src);
        break;
      }
      case B.BPF_JMP: {
        const op = code & 0xf0;
        if (op === B.BPF_JA) pc += k;
        else {
          const yes =
            op === B.BPF_JEQ
              ? a === src
              : op === B.BPF_JGT
                ? a > src
                : op === B.BPF_JGE
                  ? a >= src
                  : (a & src) !== 0;
          pc += yes ? jt : jf;
        }
        break;
      }
      case B.BPF_MISC:
        if ((code & 0xf8) === F.BPF_TAX) x = a;
        else a = x;
        break;
    }
  }
}

function alu(op: number, a: number, src: number): number {
  switch (op) {
    case B.BPF_ADD:
      return (a + src) >>> 0;
    case B.BPF_SUB:
      return (a - src) >>> 0;
    case B.BPF_MUL:
      return Math.imul(a, src) >>> 0;
    case B.BPF_DIV:
      return Math.floor(a / src);
    case B.BPF_MOD:
      return a % src;
    case B.BPF_AND:
      return (a & src) >>> 0;
    case B.BPF_OR:
      return (a | src) >>> 0;
    case B.BPF_XOR:
      return (a ^ src) >>> 0;
    case B.BPF_LSH:
      return src > 31 ? 0 : (a << src) >>> 0;
    case B.BPF_RSH:
      return src > 31 ? 0 : a >>> src;
  }
  return -a >>> 0;
}

/** A big-endian value of the packet, -1 outside it. Negative offsets count from the network or link header. */
function load(skb: sk_buff, k: number, size: number): number {
  let at = skb.data + k;
  if (k < 0) {
    if (k >= F.SKF_NET_OFF) at = skb.network_header + (k - F.SKF_NET_OFF);
    else if (k >= F.SKF_LL_OFF && skb.mac_header >= 0) at = skb.mac_header + (k - F.SKF_LL_OFF);
    else return -1;
  }
  if (at < 0 || at + size > skb.tail) return -1;
  const h = skb.head;
  if (size === 1) return h[at];
  if (size === 2) return (h[at] << 8) | h[at + 1];
  return ((h[at] << 24) | (h[at + 1] << 16) | (h[at + 2] << 8) | h[at + 3]) >>> 0;
}

function load_ancillary(skb: sk_buff, what: number, a: number, x: number): number {
  switch (what) {
    case F.SKF_AD_PROTOCOL:
      return skb.protocol;
    case F.SKF_AD_PKTTYPE:
      return skb.pkt_type;
    case F.SKF_AD_IFINDEX:
      return skb.dev ? skb.dev.ifindex : -1;
    case F.SKF_AD_HATYPE:
      return skb.dev ? skb.dev.type : -1;
    case F.SKF_AD_MARK:
      return skb.mark;
    case F.SKF_AD_QUEUE:
      return skb.queue_mapping;
    case F.SKF_AD_RXHASH:
      return skb.hash;
    case F.SKF_AD_CPU:
      return 0;
    case F.SKF_AD_ALU_XOR_X:
      return (a ^ x) >>> 0;
    case F.SKF_AD_VLAN_TAG:
      return Math.max(0, skb.vlan_tci);
    case F.SKF_AD_VLAN_TAG_PRESENT:
      return skb.vlan_tci < 0 ? 0 : 1;
    case F.SKF_AD_VLAN_TPID:
      return skb.vlan_proto;
    case F.SKF_AD_PAY_OFFSET:
      return Math.max(0, skb.transport_header - skb.data);
    case F.SKF_AD_RANDOM: {
      const b = skb.dev!.nd_net.kernel.random(4);
      return ((b[0] << 24) | (b[1] << 16) | (b[2] << 8) | b[3]) >>> 0;
    }
  }
  return 0;
}

/** Runs the socket's filter over a packet and cuts it: 0, or -EPERM to drop it (sk_filter_trim_cap). */
export function sk_filter(sk: sock, skb: sk_buff, cap = 1): number {
  if (!sk.sk_filter) return 0;
  const keep = bpf_prog_run(sk.sk_filter, skb);
  if (keep === 0) return -EPERM;
  skb_trim(skb, Math.max(cap, keep));
  return 0;
}

// Addresses: IPv4's are unsigned numbers, IPv6's binary strings of 16 characters, so both compare with ===. Their kinds
// (include/linux/in.h, net/ipv6.h) and their place in struct sockaddr. Above: everything in ipv4/ and ipv6/. Below: nothing.

import { AF_INET, AF_INET6 } from "../linux_socket.ts";

export const INADDR_ANY = 0;
export const INADDR_LOOPBACK = 0x7f000001;
export const INADDR_BROADCAST = 0xffffffff;

export const ipv4_is_loopback = (a: number): boolean => a >>> 24 === 127;
export const ipv4_is_multicast = (a: number): boolean => a >>> 28 === 0xe;
export const ipv4_is_local_multicast = (a: number): boolean => a >>> 8 === 0xe00000;
export const ipv4_is_lbcast = (a: number): boolean => a >>> 0 === INADDR_BROADCAST;
export const ipv4_is_zeronet = (a: number): boolean => a >>> 24 === 0;

export type in6_addr = string;
export const in6addr_any: in6_addr = "\0".repeat(16);
export const in6addr_loopback: in6_addr = `${"\0".repeat(15)}\x01`;
export const in6addr_linklocal_allnodes: in6_addr = `\xff\x02${"\0".repeat(13)}\x01`;
export const in6addr_linklocal_allrouters: in6_addr = `\xff\x02${"\0".repeat(13)}\x02`;

export const ipv6_addr_any = (a: in6_addr): boolean => a === in6addr_any;
export const ipv6_addr_loopback = (a: in6_addr): boolean => a === in6addr_loopback;
export const ipv6_addr_is_multicast = (a: in6_addr): boolean => a.charCodeAt(0) === 0xff;
export const ipv6_addr_is_linklocal = (a: in6_addr): boolean =>
  a.charCodeAt(0) === 0xfe && (a.charCodeAt(1) & 0xc0) === 0x80;
/** Link-local scope: fe80::/10, ff02::/16, ff01::/16: an interface must go with it (__ipv6_addr_needs_scope_id). */
export const ipv6_addr_needs_scope_id = (a: in6_addr): boolean =>
  ipv6_addr_is_linklocal(a) ||
  (a.charCodeAt(0) === 0xff && ((a.charCodeAt(1) & 0xf) === 1 || (a.charCodeAt(1) & 0xf) === 2));
const MAPPED = `${"\0".repeat(10)}\xff\xff`;
export const ipv6_addr_v4mapped = (a: in6_addr): boolean => a.startsWith(MAPPED);

export const bytes_to_in6 = (b: Uint8Array, at = 0): in6_addr =>
  String.fromCharCode(...b.subarray(at, at + 16));
export function in6_to_bytes(a: in6_addr): Uint8Array {
  const b = new Uint8Array(16);
  for (let i = 0; i < 16; i++) b[i] = a.charCodeAt(i);
  return b;
}
export const ipv6_addr_set_v4mapped = (v4: number): in6_addr =>
  MAPPED + String.fromCharCode(v4 >>> 24, (v4 >>> 16) & 255, (v4 >>> 8) & 255, v4 & 255);
/** The last four bytes: the IPv4 address of a mapped one. */
export const in6_v4 = (a: in6_addr): number =>
  ((a.charCodeAt(12) << 24) | (a.charCodeAt(13) << 16) | (a.charCodeAt(14) << 8) | a.charCodeAt(15)) >>> 0;
/** Whether the first len bits are the same. */
export function ipv6_prefix_equal(a: in6_addr, b: in6_addr, len: number): boolean {
  const whole = len >> 3;
  if (a.slice(0, whole) !== b.slice(0, whole)) return false;
  const bits = len & 7;
  return bits === 0 || (a.charCodeAt(whole) ^ b.charCodeAt(whole)) >> (8 - bits) === 0;
}

export const get16 = (b: Uint8Array, i: number): number => (b[i] << 8) | b[i + 1];
export const get32 = (b: Uint8Array, i: number): number =>
  ((b[i] << 24) | (b[i + 1] << 16) | (b[i + 2] << 8) | b[i + 3]) >>> 0;
export function put16(b: Uint8Array, i: number, v: number): void {
  b[i] = v >>> 8;
  b[i + 1] = v;
}
export function put32(b: Uint8Array, i: number, v: number): void {
  b[i] = v >>> 24;
  b[i + 1] = v >>> 16;
  b[i + 2] = v >>> 8;
  b[i + 3] = v;
}

export const SIZEOF_SOCKADDR_IN = 16;
export const SIZEOF_SOCKADDR_IN6 = 28;
export const SIN6_LEN_RFC2133 = 24;

/** struct sockaddr_in; port in host order. */
export interface sockaddr_in {
  sin_family: number;
  sin_port: number;
  sin_addr: number;
}
/** Reads one of at least 8 bytes. */
export const read_sockaddr_in = (b: Uint8Array): sockaddr_in => ({
  sin_family: get16(b, 0),
  sin_port: get16(b, 2),
  sin_addr: get32(b, 4),
});
export function write_sockaddr_in(addr: number, port: number): Uint8Array {
  const b = new Uint8Array(SIZEOF_SOCKADDR_IN);
  put16(b, 0, AF_INET);
  put16(b, 2, port);
  put32(b, 4, addr);
  return b;
}

export interface sockaddr_in6 {
  sin6_family: number;
  sin6_port: number;
  sin6_flowinfo: number;
  sin6_addr: in6_addr;
  sin6_scope_id: number;
}
/** Reads one of at least 24 bytes; the scope of a shorter one is 0. */
export const read_sockaddr_in6 = (b: Uint8Array): sockaddr_in6 => ({
  sin6_family: get16(b, 0),
  sin6_port: get16(b, 2),
  sin6_flowinfo: get32(b, 4),
  sin6_addr: bytes_to_in6(b, 8),
  sin6_scope_id: b.length >= SIZEOF_SOCKADDR_IN6 ? get32(b, 24) : 0,
});
export function write_sockaddr_in6(addr: in6_addr, port: number, scope = 0, flowinfo = 0): Uint8Array {
  const b = new Uint8Array(SIZEOF_SOCKADDR_IN6);
  put16(b, 0, AF_INET6);
  put16(b, 2, port);
  put32(b, 4, flowinfo);
  b.set(in6_to_bytes(addr), 8);
  put32(b, 24, scope);
  return b;
}

/** "127.0.0.1". */
export const inet_ntoa = (a: number): string =>
  `${a >>> 24}.${(a >>> 16) & 255}.${(a >>> 8) & 255}.${a & 255}`;

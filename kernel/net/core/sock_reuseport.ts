// Groups of sockets that share an address with SO_REUSEPORT, and how one of them is picked
// (net/core/sock_reuseport.c). Above: udp, tcp, sockopt_filter.ts. Below: filter.ts.

import { EINVAL, ENOENT } from "../../uapi/asm/errno.ts";
import type { inet_sock } from "../ipv4/inet_sock.ts";
import { bpf_prog_run, type sk_filter } from "./filter.ts";
import type { sk_buff } from "./skbuff.ts";
import type { sock } from "./sock.ts";

export class sock_reuseport {
  readonly socks: inet_sock[] = [];
  prog: sk_filter | null = null;
  bind_inany = false;
}

/** A group of its own (reuseport_alloc). */
export function reuseport_alloc(sk: inet_sock, bind_inany: boolean): void {
  const reuse = sk.sk_reuseport_cb ?? new sock_reuseport();
  if (bind_inany) reuse.bind_inany = true;
  if (!sk.sk_reuseport_cb) reuse.socks.push(sk);
  sk.sk_reuseport_cb = reuse;
}

/** Joins the group of a socket with the same address. */
export function reuseport_add_sock(sk: inet_sock, sk2: inet_sock, bind_inany: boolean): void {
  if (!sk2.sk_reuseport_cb) reuseport_alloc(sk2, bind_inany);
  const reuse = sk2.sk_reuseport_cb!;
  if (sk.sk_reuseport_cb === reuse) return;
  reuseport_detach_sock(sk);
  reuse.socks.push(sk);
  sk.sk_reuseport_cb = reuse;
}

export function reuseport_detach_sock(sk: inet_sock): void {
  const reuse = sk.sk_reuseport_cb;
  if (!reuse) return;
  const i = reuse.socks.indexOf(sk);
  if (i >= 0) reuse.socks[i] = reuse.socks[reuse.socks.length - 1];
  reuse.socks.pop();
  sk.sk_reuseport_cb = null;
}

/** The member for a packet with this hash: by the group's program, else by the hash. */
export function reuseport_select_sock(sk: inet_sock, hash: number, skb: sk_buff | null): inet_sock {
  const reuse = sk.sk_reuseport_cb;
  if (!reuse || reuse.socks.length === 0) return sk;
  if (reuse.prog && skb) {
    const i = bpf_prog_run(reuse.prog, skb);
    if (i < reuse.socks.length) return reuse.socks[i];
  }
  return reuse.socks[Math.floor(((hash >>> 0) * reuse.socks.length) / 0x1_0000_0000)];
}

export function reuseport_attach_prog(sk: sock, prog: sk_filter): number {
  const isk = sk as inet_sock;
  if (!isk.sk_reuseport_cb) {
    if (isk.hashed || !sk.sk_reuseport) return -EINVAL;
    reuseport_alloc(isk, false);
  }
  isk.sk_reuseport_cb!.prog = prog;
  return 0;
}

export function reuseport_detach_prog(sk: sock): number {
  const cb = (sk as inet_sock).sk_reuseport_cb;
  if (!cb) return sk.sk_reuseport ? -ENOENT : -EINVAL;
  if (!cb.prog) return -ENOENT;
  cb.prog = null;
  return 0;
}

/** A hash of a connection's addresses and ports; seeds differ between systems, the spread does not matter. */
export function inet_ehashfn(
  laddr: number | string,
  lport: number,
  faddr: number | string,
  fport: number,
): number {
  let h = 0x811c9dc5;
  const mix = (v: number) => {
    h = Math.imul(h ^ v, 0x01000193);
    h ^= h >>> 15;
  };
  for (const a of [laddr, faddr]) {
    if (typeof a === "number") mix(a);
    else for (let i = 0; i < a.length; i += 2) mix((a.charCodeAt(i) << 8) | a.charCodeAt(i + 1));
  }
  mix((lport << 16) | fport);
  return Math.imul(h, 0x9e3779b1) >>> 0;
}

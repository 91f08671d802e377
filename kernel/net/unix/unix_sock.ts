// struct unix_sock, and the places where AF_UNIX sockets are found by name: inodes and, in each network namespace,
// abstract names (include/net/af_unix.h). Above: af_unix.ts and its parts. Below: ../core/sock.ts, fs.

import type { path } from "../../fs/dcache.ts";
import type { inode } from "../../fs/inode.ts";
import { wait_queue_head } from "../../task/wait.ts";
import type { net } from "../core/net_namespace.ts";
import type { scm_cookie } from "../core/scm.ts";
import type { sk_buff } from "../core/skbuff.ts";
import { type proto, sock } from "../core/sock.ts";
import { AF_UNIX, TCP_LISTEN } from "../linux_socket.ts";

/** What AF_UNIX keeps with each packet (struct unix_skb_parms). */
export interface unix_skb_parms extends scm_cookie {
  /** Bytes of a stream packet that were read already. */
  consumed: number;
  sender: unix_sock;
}
export const UNIXCB = (skb: sk_buff): unix_skb_parms => skb.cb;

/** sun_path's offset. */
export const SUN_PATH = 2;

export class unix_sock extends sock {
  /** The bound address as it is shown: family and path, whole length. */
  addr: Uint8Array | null = null;
  path: path | null = null;
  peer: unix_sock | null = null;
  listener: unix_sock | null = null;
  oob_skb: sk_buff | null = null;
  /** Writers wait here for room in this socket's receive queue. */
  readonly peer_wait = new wait_queue_head();
  /** The key in the table of abstract names. */
  abstract: string | null = null;

  constructor(net: net, prot: proto<unix_sock>) {
    super(net, AF_UNIX, prot);
  }

  get bound_inode(): inode | null {
    return this.path?.dentry.d_inode ?? null;
  }
}

/** A namespace's AF_UNIX sockets: all, and those with abstract names by type and name. */
export class netns_unix {
  readonly sockets = new Set<unix_sock>();
  readonly abstract = new Map<string, unix_sock>();
  sysctl_max_dgram_qlen = 10;
}

export function unix_table(net: net): netns_unix {
  let table = net.gen.get(netns_unix) as netns_unix | undefined;
  if (!table) net.gen.set(netns_unix, (table = new netns_unix()));
  return table;
}

/** Sockets by the inode of their name. */
const bsd = new WeakMap<inode, unix_sock>();

export const unix_find_socket_byinode = (ino: inode): unix_sock | undefined => bsd.get(ino);

export function unix_insert_bsd_socket(u: unix_sock): void {
  bsd.set(u.bound_inode!, u);
}

/** Out of every table. */
export function unix_remove_socket(u: unix_sock): void {
  const table = unix_table(u.sk_net);
  table.sockets.delete(u);
  if (u.abstract !== null && table.abstract.get(u.abstract) === u) table.abstract.delete(u.abstract);
  const ino = u.bound_inode;
  if (ino && bsd.get(ino) === u) bsd.delete(ino);
}

export const unix_recvq_full = (sk: unix_sock): boolean => sk.sk_receive_queue.qlen > sk.sk_max_ack_backlog;
export const unix_may_send = (sk: unix_sock, other: unix_sock): boolean => !other.peer || other.peer === sk;
export const unix_writable = (sk: unix_sock): boolean =>
  sk.sk_state !== TCP_LISTEN && sk.sk_wmem_alloc << 2 <= sk.sk_sndbuf;

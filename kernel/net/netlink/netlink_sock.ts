// One netlink socket (struct netlink_sock) and the table of all of them (net/netlink/af_netlink.h).
// Above: af_netlink.ts (the socket calls), netlink_msg.ts (sending). Below: ../core/sock.ts.

import type { cred } from "../../task/cred.ts";
import type { pid } from "../../task/pid.ts";
import type { task_struct } from "../../task/task.ts";
import type { net } from "../core/net_namespace.ts";
import type { sk_buff } from "../core/skbuff.ts";
import { type proto, sock } from "../core/sock.ts";
import { AF_NETLINK } from "../linux_socket.ts";
import type { netlink_ext_ack } from "./ext_ack.ts";
import type { nlmsghdr } from "./nlmsg.ts";

/** A request as its handler sees it: who asks, from where, and the message with its header. */
export interface netlink_request {
  readonly t: task_struct;
  readonly nlk: netlink_sock;
  readonly net: net;
  /** NETLINK_CB(skb).portid: whom the answer goes to. */
  readonly portid: number;
  readonly nlh: nlmsghdr;
  /** The message, header included, cut to nlmsg_len. */
  readonly bytes: Uint8Array;
  readonly extack: netlink_ext_ack;
}

/** Handles one request: 0, -ERRNO, or -EINTR when it has answered and no ack shall follow. */
export type netlink_handler = (request: netlink_request) => number;

/** What the kernel listens to on one protocol number (struct netlink_kernel_cfg). */
export interface netlink_kernel_cfg {
  readonly protocol: number;
  readonly groups: number;
  /** Programs talk to each other; the kernel has no socket there (NETLINK_USERSOCK). */
  readonly programs_only?: boolean;
  /** Programs without CAP_NET_ADMIN may join groups, or send to other programs. */
  readonly nonroot_recv?: boolean;
  readonly nonroot_send?: boolean;
  /** Gets each message of a request; absent: nobody in the kernel listens. */
  readonly rcv?: netlink_handler;
  /** Gets the whole packet instead (NETLINK_KOBJECT_UEVENT). */
  readonly rcv_raw?: (request: netlink_request) => number;
  /** A program joins a group: 0 or -ERRNO. */
  readonly bind?: (net: net, group: number) => number;
}

/** A dump under way (struct netlink_callback): gen yields one message after the other. */
export interface netlink_callback {
  readonly request: netlink_request;
  gen: Generator<Uint8Array, number | undefined, void>;
  /** A message that did not fit into the last packet. */
  pending: Uint8Array | null;
  /** What the dump walks over has this number; it changes when the thing changes (NLM_F_DUMP_INTR). */
  seq: number;
  prev_seq: number;
  seqOf?: () => number;
  answer_flags: number;
  /** More room than usual for one message. */
  min_dump_alloc: number;
  done: boolean;
  errno: number;
}

export class netlink_sock extends sock {
  portid = 0;
  bound = false;
  dst_portid = 0;
  dst_group = 0;
  /** Groups it listens to, 1 … ngroups. */
  readonly groups = new Set<number>();
  cb: netlink_callback | null = null;
  max_recvmsg_len = 0;
  recv_pktinfo = false;
  broadcast_error = false;
  no_enobufs = false;
  listen_all_nsid = false;
  cap_ack = false;
  ext_ack = false;
  strict_chk = false;
  /** It lost messages and has not yet read what it has (NETLINK_S_CONGESTED). */
  congested = false;
  /** Who opened it: privileges are looked at on both ends. */
  opener: cred;

  constructor(net: net, protocol: number, opener: cred) {
    super(net, AF_NETLINK, netlink_proto, protocol);
    this.opener = opener;
  }
}

export const netlink_proto: proto<netlink_sock> = { name: "NETLINK", close: () => {} };

/** What a received packet carries beside its bytes (struct netlink_skb_parms). */
export interface netlink_skb_parms {
  portid: number;
  dst_group: number;
  pid: pid | null;
  uid: number;
  gid: number;
  nsid: number;
}
export const NETLINK_CB = (skb: sk_buff): netlink_skb_parms => skb.cb;

/** All netlink sockets of a system: by protocol. */
export class netlink_table {
  readonly protocols = new Map<number, { cfg: netlink_kernel_cfg; sockets: Set<netlink_sock> }>();

  register(cfg: netlink_kernel_cfg): void {
    this.protocols.set(cfg.protocol, { cfg, sockets: new Set() });
  }

  lookup(net: net, protocol: number, portid: number): netlink_sock | null {
    for (const s of this.protocols.get(protocol)?.sockets ?? []) {
      if (s.bound && s.portid === portid && s.sk_net === net) return s;
    }
    return null;
  }
}

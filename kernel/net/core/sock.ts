// struct sock: what every protocol's socket has (include/net/sock.h, net/core/sock.c), errors, wake-ups, sleeping. A protocol
// is one `proto` and one `proto_ops`. Above: sock_mem.ts (its buffers), ../socket.ts, every protocol.
// Below: sock_flags.ts, skbuff.ts, net_namespace.ts, ../../task/wait.ts.

import { ERESTARTSYS } from "../../errno.ts";
import type { Kernel } from "../../kernel.ts";
import type { cred } from "../../task/cred.ts";
import type { pid } from "../../task/pid.ts";
import type { task_struct } from "../../task/task.ts";
import { type MaySleep, type Sleeps, wait_event, type wait_queue_head } from "../../task/wait.ts";
import { EAGAIN, EINTR, ETIME } from "../../uapi/asm/errno.ts";
import {
  EPOLLERR,
  EPOLLIN,
  EPOLLOUT,
  EPOLLPRI,
  EPOLLRDBAND,
  EPOLLRDNORM,
  EPOLLWRBAND,
  EPOLLWRNORM,
} from "../../uapi/linux/eventpoll.ts";
import { MAX_SCHEDULE_TIMEOUT, NSEC_PER_JIFFY, TCP_CLOSE } from "../linux_socket.ts";
import type { msghdr } from "../msghdr.ts";
import type { socket } from "../socket.ts";
import type { sockptr } from "../sockptr.ts";
import type { dst_entry } from "./dst.ts";
import type { sk_filter } from "./filter.ts";
import type { net } from "./net_namespace.ts";
import { type sk_buff, sk_buff_head } from "./skbuff.ts";
import { SK_NO_REUSE, SK_RMEM_MAX, SK_WMEM_MAX, SOCK_DEAD, SOCK_FASYNC, SOCK_ZAPPED } from "./sock_flags.ts";

/** One transport protocol (struct proto). What is absent the protocol does not have. */
export interface proto<S extends sock = sock> {
  readonly name: string;
  init?(sk: S): number;
  destroy?(sk: S): void;
  close(sk: S, timeout: number): void;
  /** Waits after close() until what is left has gone to the peer; timeout in jiffies. */
  wait_close?(t: task_struct, sk: S, timeout: number): MaySleep<number>;
  pre_connect?(sk: S, addr: Uint8Array): number;
  connect?(t: task_struct, sk: S, addr: Uint8Array): number;
  disconnect?(sk: S, flags: number): number;
  accept?(t: task_struct, sk: S, flags: number): MaySleep<sock | number>;
  ioctl?(t: task_struct, sk: S, cmd: number, arg: number): number;
  shutdown?(sk: S, how: number): void;
  setsockopt?(t: task_struct, sk: S, level: number, optname: number, optval: sockptr, optlen: number): number;
  getsockopt?(
    t: task_struct,
    sk: S,
    level: number,
    optname: number,
    optval: sockptr,
    optlen: sockptr,
  ): number;
  keepalive?(sk: S, on: boolean): void;
  sendmsg?(t: task_struct, sk: S, msg: msghdr, len: number): MaySleep<number>;
  recvmsg?(t: task_struct, sk: S, msg: msghdr, len: number, flags: number): MaySleep<number>;
  bind?(t: task_struct, sk: S, addr: Uint8Array): number;
  backlog_rcv?(sk: S, skb: sk_buff): number;
  hash?(sk: S): number;
  unhash?(sk: S): void;
  rehash?(sk: S): void;
  get_port?(sk: S, snum: number): number;
  put_port?(sk: S): void;
}

export class sock {
  sk_type = 0;
  sk_state = TCP_CLOSE;
  sk_shutdown = 0;
  sk_flags = 1 << SOCK_ZAPPED;
  sk_userlocks = 0;
  sk_reuse = SK_NO_REUSE;
  sk_reuseport = false;
  sk_ipv6only = false;
  sk_bound_dev_if = 0;
  sk_rcvbuf = SK_RMEM_MAX;
  sk_sndbuf = SK_WMEM_MAX;
  sk_rmem_alloc = 0;
  /** Bytes of packets on their way; unlike Linux's it starts at 0. */
  sk_wmem_alloc = 0;
  sk_wmem_queued = 0;
  sk_omem_alloc = 0;
  sk_forward_alloc = 0;
  sk_rcvlowat = 1;
  /** Jiffies, or MAX_SCHEDULE_TIMEOUT. */
  sk_rcvtimeo = MAX_SCHEDULE_TIMEOUT;
  sk_sndtimeo = MAX_SCHEDULE_TIMEOUT;
  sk_lingertime = 0;
  /** A closed connection whose closer waits for its end (SO_LINGER). */
  linger_wq: wait_queue_head | null = null;
  sk_peek_off = -1;
  sk_priority = 0;
  sk_mark = 0;
  sk_err = 0;
  sk_err_soft = 0;
  sk_no_check_tx = false;
  sk_no_check_rx = false;
  sk_drops = 0;
  /** Wall-clock ns of the last packet given to the user; -1: none yet (SIOCGSTAMP says ENOENT). */
  sk_stamp = -1_000_000_000n;
  sk_tsflags = 0;
  sk_tskey = 0;
  /** Number of the next send with MSG_ZEROCOPY. */
  sk_zckey = 0;
  sk_bind_phc = 0;
  sk_clockid = 0;
  sk_txtime_deadline_mode = false;
  sk_txtime_report_errors = false;
  sk_ll_usec = 0;
  sk_prefer_busy_poll = false;
  sk_busy_poll_budget = 0;
  sk_max_pacing_rate = 0xffffffff;
  sk_pacing_rate = 0xffffffff;
  sk_incoming_cpu = -1;
  sk_reserved_mem = 0;
  sk_txrehash = 0;
  sk_ack_backlog = 0;
  sk_max_ack_backlog = 0;
  sk_write_pending = 0;
  sk_filter: sk_filter | null = null;
  sk_dst_cache: dst_entry | null = null;
  sk_peer_pid: pid | null = null;
  sk_peer_cred: cred | null = null;
  sk_uid = 0;
  sk_cookie = 0n;
  sk_socket: socket | null = null;
  sk_wq: wait_queue_head | null = null;
  sk_nospace = false;
  readonly sk_receive_queue = new sk_buff_head();
  readonly sk_write_queue = new sk_buff_head();
  readonly sk_error_queue = new sk_buff_head();

  // biome-ignore-start lint/suspicious/noExplicitAny: each protocol's own sock
  sk_state_change: (sk: any) => void = sock_def_wakeup;
  sk_data_ready: (sk: any) => void = sock_def_readable;
  sk_write_space: (sk: any) => void = sock_def_write_space;
  sk_error_report: (sk: any) => void = sock_def_error_report;
  sk_destruct: (sk: any) => void = () => {};
  // biome-ignore-end lint/suspicious/noExplicitAny: as above

  constructor(
    readonly sk_net: net,
    public sk_family: number,
    // biome-ignore lint/suspicious/noExplicitAny: each protocol's own sock
    public sk_prot: proto<any>,
    public sk_protocol = 0,
  ) {}

  get kernel(): Kernel {
    return this.sk_net.kernel;
  }

  sock_flag(bit: number): boolean {
    return (this.sk_flags & (1 << bit)) !== 0;
  }

  sock_valbool_flag(bit: number, on: boolean): void {
    if (on) this.sk_flags |= 1 << bit;
    else this.sk_flags &= ~(1 << bit);
  }

  get sk_wmem_free(): boolean {
    return this.sk_wmem_alloc < this.sk_sndbuf;
  }
}

export const sock_net = (sk: sock): net => sk.sk_net;

/** Joins a socket and its sock (sock_init_data). */
export function sock_init_data(sock: socket | null, sk: sock, uid = 0): void {
  sk.sk_uid = uid;
  if (!sock) return;
  sk.sk_type = sock.type;
  sock_graft(sk, sock);
}

export function sock_graft(sk: sock, sock: socket): void {
  sk.sk_socket = sock;
  sk.sk_wq = sock.wq;
  sock.sk = sk;
  sk.sk_uid = sock.uid;
}

/** The user has let go of it (sock_orphan). */
export function sock_orphan(sk: sock): void {
  sk.sock_valbool_flag(SOCK_DEAD, true);
  sk.sk_socket = null;
  sk.sk_wq = null;
}

/** The number SO_COOKIE shows: unique in the system (sock_gen_cookie). */
export function sock_gen_cookie(sk: sock): bigint {
  if (sk.sk_cookie === 0n) sk.sk_cookie = ++sk.sk_net.stack.sock_cookies;
  return sk.sk_cookie;
}

/** Takes the pending error: 0 or -ERRNO (sock_error). */
export function sock_error(sk: sock): number {
  const err = sk.sk_err;
  sk.sk_err = 0;
  return -err;
}

const net_cookies = new WeakMap<net, bigint>();
/** The number SO_NETNS_COOKIE shows. */
export function net_cookie(net: net): bigint {
  let c = net_cookies.get(net);
  if (!c) net_cookies.set(net, (c = ++net.stack.net_cookies));
  return c;
}

export function sk_dst_reset(sk: sock): void {
  sk.sk_dst_cache = null;
}

/**
 * The user's context works on sk: packets that arrive meanwhile wait until release_sock, as the backlog of a
 * locked sock does. Nests. (One processor: holding packets back altogether is the same as a backlog for each sock.)
 */
export function lock_sock(sk: sock): void {
  sk.sk_net.stack.softnet.local_bh_disable();
}

export function release_sock(sk: sock): void {
  sk.sk_net.stack.softnet.local_bh_enable();
}

// ---- wake-ups ----

const READABLE = EPOLLIN | EPOLLPRI | EPOLLRDNORM | EPOLLRDBAND;
const WRITABLE = EPOLLOUT | EPOLLWRNORM | EPOLLWRBAND;
/** si_code of SIGIO. */
export const POLL_IN = 1;
export const POLL_OUT = 2;
export const POLL_ERR = 4;
export const POLL_PRI = 5;
export const POLL_HUP = 6;

export function sock_def_wakeup(sk: sock): void {
  sk.sk_wq?.wake_up_all();
}

export function sock_def_readable(sk: sock): void {
  sk.sk_wq?.wake_up(READABLE);
  sk_wake_async(sk, POLL_IN);
}

export function sock_def_error_report(sk: sock): void {
  sk.sk_wq?.wake_up(EPOLLERR);
  sk_wake_async(sk, POLL_ERR);
}

/** Less than half of the send buffer is taken. */
export const sock_writeable = (sk: sock): boolean => sk.sk_wmem_alloc < sk.sk_sndbuf >> 1;

export function sock_def_write_space(sk: sock): void {
  if (!sock_writeable(sk)) return;
  sk.sk_wq?.wake_up(WRITABLE);
  sk_wake_async(sk, POLL_OUT);
}

/** SIGIO to the file's owner, if it asked (sk_wake_async). */
export function sk_wake_async(sk: sock, band: number): void {
  if (sk.sock_flag(SOCK_FASYNC)) sk.sk_socket?.kill_fasync(band);
}

// ---- sleeping ----

export const sock_rcvtimeo = (sk: sock, noblock: boolean): number => (noblock ? 0 : sk.sk_rcvtimeo);
export const sock_sndtimeo = (sk: sock, noblock: boolean): number => (noblock ? 0 : sk.sk_sndtimeo);
export const sock_rcvlowat = (sk: sock, waitall: boolean, len: number): number =>
  (waitall ? len : Math.min(sk.sk_rcvlowat, len)) || 1;
/** What a signal makes of a sleep: restartable only when no time-out was set. */
export const sock_intr_errno = (timeo: number): number =>
  timeo === MAX_SCHEDULE_TIMEOUT ? -ERESTARTSYS : -EINTR;

/** When timeo jiffies from now have passed: a tick boundary, as the timer wheel rounds up. */
export function jiffies_deadline(kernel: Kernel, timeo: number): number | null {
  if (timeo >= MAX_SCHEDULE_TIMEOUT) return null;
  return (Math.floor(kernel.now() / NSEC_PER_JIFFY) + timeo + 1) * NSEC_PER_JIFFY;
}

/** Sleeps on sk until cond(); 0, -EAGAIN when deadline is over, -ERESTARTSYS or -EINTR on a signal. */
export function* sk_wait(
  t: task_struct,
  sk: sock,
  deadline: number | null,
  cond: () => boolean,
  exclusive = false,
): Sleeps<number> {
  if (!sk.sk_wq) return 0;
  const r = yield* wait_event(t, sk.sk_wq, cond, { deadline, exclusive });
  if (r === -ETIME) return -EAGAIN;
  return r === -ERESTARTSYS && deadline !== null ? -EINTR : r;
}

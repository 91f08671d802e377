// A kernel that has only its network, and tasks that make socket calls: enough to test sockets without programs.
// Above: net-sock*.test.ts. Below: kernel/net/init.ts, net/socket.ts.

import { kernfs_create_dir, kernfs_create_root } from "../../kernel/fs/kernfs.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import { iov_iter } from "../../kernel/mm/uaccess.ts";
import { dev_change_flags } from "../../kernel/net/core/dev_flags.ts";
import { NetStack } from "../../kernel/net/core/net_namespace.ts";
import { sock_getsockopt, sock_setsockopt } from "../../kernel/net/core/sockopt_socket.ts";
import { net_init } from "../../kernel/net/init.ts";
import { msghdr } from "../../kernel/net/msghdr.ts";
import { net_protocols } from "../../kernel/net/protocols.ts";
import { socket } from "../../kernel/net/socket.ts";
import { sock_create } from "../../kernel/net/socket_file.ts";
import { be32, kernel_sockptr } from "../../kernel/net/sockptr.ts";
import { write_sockaddr_in } from "../../kernel/net/wire/addr.ts";
import { parseRelease } from "../../kernel/releases.ts";
import { cap_full_set, init_cred, user_namespace } from "../../kernel/task/cred.ts";
import type { task_struct } from "../../kernel/task/task.ts";
import { finish, type MaySleep } from "../../kernel/task/wait.ts";
import { TimerQueue } from "../../kernel/time/timer.ts";

export const LO = 0x7f000001;

export class SockSystem {
  readonly timers = new TimerQueue();
  readonly release;
  readonly init_user_ns = new user_namespace(null, 0, 0, 1);
  readonly extra = new Map<string, unknown>();
  readonly sysfs_root = kernfs_create_root();
  readonly proc_sys_root;
  readonly machine = { phys: { totalFrames: 65536 } };
  readonly host;
  net!: NetStack;
  #now = 1e9;
  #seed = 1;
  #inum = 1;

  constructor(release = "6.1") {
    this.release = parseRelease(release);
    this.proc_sys_root = kernfs_create_dir(kernfs_create_root(), "sys");
    this.host = { log: () => {}, realtime: () => this.realtime(), random: (n: number) => this.random(n) };
    const self = this as unknown as Kernel;
    this.net = new NetStack(self);
    net_init(self, net_protocols);
    const lo = this.net.init_net.loopback_dev;
    dev_change_flags(lo, lo.flags | 1);
  }
  now(): number {
    return this.#now;
  }
  realtime(): bigint {
    return BigInt(Math.round(this.#now));
  }
  watch_realtime(): bigint {
    return this.realtime();
  }
  random(n: number): Uint8Array {
    const step = () => (this.#seed = (Math.imul(this.#seed, 1103515245) + 12345) & 0x7fffffff) >> 16;
    return Uint8Array.from({ length: n }, step);
  }
  next_ns_inum(): number {
    return this.#inum++;
  }

  /** A task; uid 0 has all capabilities. signals gathers what it was sent. */
  task(uid = 0): task_struct & { signals: number[] } {
    const cred = init_cred(this.init_user_ns, uid === 0 ? cap_full_set(() => true) : 0);
    Object.assign(cred, { uid, euid: uid, suid: uid, fsuid: uid });
    const signals: number[] = [];
    return {
      kernel: this,
      cred,
      user_ns: this.init_user_ns,
      nsproxy: { net_ns: this.net.init_net },
      signals,
      state: 0,
      tgid: 1,
      group_leader: { thread_pid: null },
      files: { fget: () => null },
      signal_pending: () => false,
      wake: () => true,
      send_sig: (sig: number) => void signals.push(sig),
    } as unknown as task_struct & { signals: number[] };
  }

  /** Brings a call to its end; time passes while it sleeps. It fails if nothing more can happen. */
  run<T>(x: MaySleep<T>): T {
    const g = finish(x);
    for (;;) {
      const r = g.next();
      if (r.done) return r.value;
      const next = this.timers.next;
      if (next === null) throw new Error("sleeps for ever");
      this.#now = Math.max(this.#now, next);
      this.timers.run(this.#now);
    }
  }

  /** Lets ns nanoseconds pass. */
  pass(ns: number): void {
    const end = this.#now + ns;
    for (let next = this.timers.next; next !== null && next <= end; next = this.timers.next) {
      this.#now = Math.max(this.#now, next);
      this.timers.run(this.#now);
    }
    this.#now = end;
  }
}

/** A socket and a task that uses it. */
export class TestSocket {
  constructor(
    readonly sys: SockSystem,
    readonly t: task_struct & { signals: number[] },
    readonly sock: socket,
  ) {}

  static make(sys: SockSystem, family: number, type: number, protocol = 0, t = sys.task()): TestSocket {
    const s = sock_create(t, family, type, protocol);
    if (typeof s === "number") throw new Error(`socket: ${s}`);
    (s as { file: unknown }).file = { f_flags: 0, kernel: sys, f_owner: 0 };
    return new TestSocket(sys, t, s);
  }
  bind(addr: Uint8Array): number {
    return this.sock.ops.bind(this.t, this.sock, addr);
  }
  listen(n: number): number {
    return this.sock.ops.listen(this.t, this.sock, n);
  }
  connect(addr: Uint8Array, flags = 0): number {
    return this.sys.run(this.sock.ops.connect(this.t, this.sock, addr, flags));
  }
  accept(flags = 0): TestSocket | number {
    const s = new socket(this.sock.type, 0);
    s.ops = this.sock.ops;
    const err = this.sys.run(this.sock.ops.accept(this.t, this.sock, s, flags));
    return err ? err : new TestSocket(this.sys, this.t, s);
  }
  send(data: Uint8Array | string, flags = 0, to: Uint8Array | null = null): number {
    const bytes = typeof data === "string" ? Uint8Array.from(data, (c) => c.charCodeAt(0)) : data;
    const msg = new msghdr(iov_iter.bytes(bytes));
    msg.msg_flags = flags;
    msg.msg_name = to;
    msg.msg_namelen = to?.length ?? 0;
    return this.sys.run(this.sock.ops.sendmsg(this.t, this.sock, msg, bytes.length));
  }
  /** What was received as text, or -ERRNO. */
  recv(n = 100, flags = 0): string | number {
    const b = new Uint8Array(n);
    const r = this.sys.run(this.sock.ops.recvmsg(this.t, this.sock, new msghdr(iov_iter.bytes(b)), n, flags));
    return r < 0 ? r : String.fromCharCode(...b.subarray(0, Math.min(r, n)));
  }
  name(peer = 0): Uint8Array {
    const a = this.sock.ops.getname(this.t, this.sock, peer);
    if (typeof a === "number") throw new Error(`getname: ${a}`);
    return a;
  }
  get port(): number {
    const a = this.name();
    return (a[2] << 8) | a[3];
  }
  close(): void {
    this.sock.ops.release(this.sock);
  }
  poll(): number {
    return this.sock.ops.poll(null as never, this.sock, null);
  }
  setsockopt(optname: number, value: Uint8Array | number, t: task_struct = this.t): number {
    const v = typeof value === "number" ? be32(value) : value;
    return sock_setsockopt(t, this.sock.sk!, optname, new kernel_sockptr(v), v.length);
  }
  /** The value's bytes, or -ERRNO. */
  getsockopt(optname: number, n = 4): Uint8Array | number {
    const v = new Uint8Array(n);
    const len = be32(n);
    const err = sock_getsockopt(
      this.t,
      this.sock.sk!,
      optname,
      new kernel_sockptr(v),
      new kernel_sockptr(len),
    );
    return err || v.subarray(0, (len[2] << 8) | len[3]);
  }
}

export const in4 = write_sockaddr_in;

/** A connected pair over lo: [client, server side]. */
export function tcpPair(sys: SockSystem): [TestSocket, TestSocket] {
  const l = TestSocket.make(sys, 2, 1);
  l.bind(in4(LO, 0));
  l.listen(5);
  const c = TestSocket.make(sys, 2, 1);
  const err = c.connect(in4(LO, l.port));
  if (err) throw new Error(`connect: ${err}`);
  const a = l.accept();
  if (typeof a === "number") throw new Error(`accept: ${a}`);
  l.close();
  return [c, a];
}

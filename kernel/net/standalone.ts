// A kernel that has only its network, driven from outside, and sockets without programs: the far side of `--net user`.
// Above: cli/net/. Below: init.ts, socket.ts.

import { kernfs_create_dir, kernfs_create_root } from "../fs/kernfs.ts";
import type { Kernel } from "../kernel.ts";
import { iov_iter } from "../mm/uaccess.ts";
import { parseRelease } from "../releases.ts";
import { cap_full_set, init_cred, user_namespace } from "../task/cred.ts";
import type { task_struct } from "../task/task.ts";
import { finish, type MaySleep } from "../task/wait.ts";
import { TimerQueue } from "../time/timer.ts";
import { EAGAIN } from "../uapi/asm/errno.ts";
import { O_NONBLOCK } from "../uapi/asm/fcntl.ts";
import { IFF_UP } from "../uapi/linux/if.ts";
import { alloc_netdev, NET_NAME_USER } from "./core/dev.ts";
import { dev_change_flags } from "./core/dev_flags.ts";
import { netif_rx } from "./core/dev_queue.ts";
import { register_netdevice } from "./core/dev_register.ts";
import { NetStack } from "./core/net_namespace.ts";
import { NETDEV_TX_OK } from "./core/netdev_flags.ts";
import type { net_device } from "./core/netdevice.ts";
import { kfree_skb, skb_from_bytes } from "./core/skbuff.ts";
import { sock_setsockopt } from "./core/sockopt_socket.ts";
import { eth_mac_addr, eth_receive, ether_setup } from "./drivers/eth.ts";
import { net_init } from "./init.ts";
import {
  INFINITY_LIFE_TIME,
  in_ifaddr,
  inet_insert_ifa,
  inet_make_mask,
  set_ifa_lifetime,
} from "./ipv4/devinet.ts";
import { AF_INET, MSG_DONTWAIT } from "./linux_socket.ts";
import { msghdr } from "./msghdr.ts";
import { net_protocols } from "./protocols.ts";
import { socket } from "./socket.ts";
import { sock_create } from "./socket_file.ts";
import { be32, kernel_sockptr } from "./sockptr.ts";
import { read_sockaddr_in, write_sockaddr_in } from "./wire/addr.ts";

export interface StandaloneOptions {
  /** Monotonic ns. */
  now(): number;
  realtime(): bigint;
  random(bytes: number): Uint8Array;
}

/** The system; what the network asks of a Kernel it has. */
export class StandaloneNet {
  readonly timers = new TimerQueue();
  readonly release = parseRelease("6.1");
  readonly init_user_ns = new user_namespace(null, 0, 0, 1);
  readonly extra = new Map<string, unknown>();
  readonly sysfs_root = kernfs_create_root();
  readonly proc_sys_root = kernfs_create_dir(kernfs_create_root(), "sys");
  readonly machine = { phys: { totalFrames: 262144 } };
  readonly host;
  readonly net: NetStack;
  readonly task: task_struct;
  #inum = 1;

  constructor(readonly options: StandaloneOptions) {
    this.host = { log: () => {}, realtime: options.realtime, random: options.random };
    const self = this as unknown as Kernel;
    this.net = new NetStack(self);
    net_init(self, net_protocols);
    const lo = this.net.init_net.loopback_dev;
    dev_change_flags(lo, lo.flags | IFF_UP);
    this.task = {
      kernel: this,
      cred: init_cred(
        this.init_user_ns,
        cap_full_set(() => true),
      ),
      user_ns: this.init_user_ns,
      nsproxy: { net_ns: this.net.init_net },
      state: 0,
      signal_pending: () => false,
      wake: () => true,
      send_sig: () => {},
    } as unknown as task_struct;
  }
  now(): number {
    return this.options.now();
  }
  realtime(): bigint {
    return this.options.realtime();
  }
  random(n: number): Uint8Array {
    return this.options.random(n);
  }
  next_ns_inum(): number {
    return this.#inum++;
  }

  /** An Ethernet card, up; send gets the frames that go out of it. */
  card(name: string, mac: Uint8Array, send: (frame: Uint8Array) => void): net_device {
    const dev = alloc_netdev(this.net.init_net, name, NET_NAME_USER, (d) => {
      ether_setup(d);
      d.netdev_ops = {
        ndo_start_xmit(skb) {
          send(skb.bytes.slice());
          kfree_skb(skb);
          return NETDEV_TX_OK;
        },
        ndo_set_mac_address: eth_mac_addr,
        ndo_set_rx_mode: () => {},
      };
    });
    dev.dev_addr = mac;
    const err = register_netdevice(dev) || dev_change_flags(dev, dev.flags | IFF_UP);
    if (err < 0) throw new Error(`card: ${err}`);
    return dev;
  }

  /** A frame arrives at a card. */
  receive(dev: net_device, frame: Uint8Array): void {
    const skb = skb_from_bytes(frame);
    skb.dev = dev;
    eth_receive(skb, dev, netif_rx);
  }

  address(dev: net_device, addr: number, prefixlen: number): void {
    const ifa = new in_ifaddr(dev.ip_ptr!);
    ifa.ifa_local = ifa.ifa_address = addr;
    ifa.ifa_prefixlen = prefixlen;
    ifa.ifa_mask = inet_make_mask(prefixlen);
    if (prefixlen < 31) ifa.ifa_broadcast = (addr | ~ifa.ifa_mask) >>> 0;
    ifa.ifa_label = dev.name;
    set_ifa_lifetime(ifa, INFINITY_LIFE_TIME, INFINITY_LIFE_TIME);
    inet_insert_ifa(ifa);
  }

  /** An IPv4 socket; type: SOCK_STREAM, SOCK_DGRAM, SOCK_RAW. */
  socket(type: number, protocol = 0): StandaloneSocket {
    const s = sock_create(this.task, AF_INET, type, protocol);
    if (typeof s === "number") throw new Error(`socket: ${s}`);
    return new StandaloneSocket(this, s);
  }
}

/** The result of a call that was told not to sleep. */
function now<T>(x: MaySleep<T>): T {
  const r = finish(x).next();
  if (!r.done) throw new Error("a call that must not sleep does");
  return r.value;
}

/** A socket that never sleeps; results are counts or -ERRNO. */
export class StandaloneSocket {
  constructor(
    readonly system: StandaloneNet,
    readonly sock: socket,
  ) {
    (sock as { file: unknown }).file ??= { f_flags: O_NONBLOCK, kernel: system, f_owner: 0 };
  }

  get closed(): boolean {
    return this.sock.sk === null;
  }

  bind(addr: number, port: number): number {
    return this.sock.ops.bind(this.system.task, this.sock, write_sockaddr_in(addr, port));
  }
  listen(backlog: number): number {
    return this.sock.ops.listen(this.system.task, this.sock, backlog);
  }
  /** -EINPROGRESS, mostly. */
  connect(addr: number, port: number): number {
    return now(this.sock.ops.connect(this.system.task, this.sock, write_sockaddr_in(addr, port), O_NONBLOCK));
  }
  accept(): StandaloneSocket | number {
    const s = new socket(this.sock.type, 0);
    s.ops = this.sock.ops;
    const err = now(this.sock.ops.accept(this.system.task, this.sock, s, O_NONBLOCK));
    return err ? err : new StandaloneSocket(this.system, s);
  }
  peer(): { addr: number; port: number } | null {
    const a = this.sock.ops.getname(this.system.task, this.sock, 1);
    if (typeof a === "number") return null;
    const { sin_addr, sin_port } = read_sockaddr_in(a);
    return { addr: sin_addr, port: sin_port };
  }
  send(bytes: Uint8Array, to?: { addr: number; port: number }): number {
    const msg = new msghdr(iov_iter.bytes(bytes));
    msg.msg_flags = MSG_DONTWAIT;
    if (to) {
      msg.msg_name = write_sockaddr_in(to.addr, to.port);
      msg.msg_namelen = 16;
    }
    return now(this.sock.ops.sendmsg(this.system.task, this.sock, msg, bytes.length));
  }
  /** Bytes and who sent them, or -ERRNO; no bytes from a stream: its end. */
  recv(max = 65536): { bytes: Uint8Array; from: { addr: number; port: number } | null } | number {
    const b = new Uint8Array(max);
    const msg = new msghdr(iov_iter.bytes(b));
    msg.wants_name = true;
    const r = this.sock.sk
      ? now(this.sock.ops.recvmsg(this.system.task, this.sock, msg, max, MSG_DONTWAIT))
      : -EAGAIN;
    if (r < 0) return r;
    const name = msg.msg_name && msg.msg_name.length >= 8 ? read_sockaddr_in(msg.msg_name) : null;
    return { bytes: b.slice(0, r), from: name && { addr: name.sin_addr, port: name.sin_port } };
  }
  setsockopt(optname: number, ...value: number[]): number {
    const v = be32(...value);
    return sock_setsockopt(this.system.task, this.sock.sk!, optname, new kernel_sockptr(v), v.length);
  }
  poll(): number {
    return this.sock.ops.poll(null as never, this.sock, null);
  }
  shutdown(how: number): number {
    return this.sock.ops.shutdown(this.system.task, this.sock, how);
  }
  close(): void {
    if (this.sock.sk) this.sock.ops.release(this.sock);
  }
}

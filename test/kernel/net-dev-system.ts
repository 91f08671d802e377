// A kernel that has only its network: enough to test devices without programs or files.
// Above: net-dev*.test.ts. Below: kernel/net/init.ts.

import { kernfs_create_dir, kernfs_create_root, type kernfs_node } from "../../kernel/fs/kernfs.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import { NetStack, type net } from "../../kernel/net/core/net_namespace.ts";
import { net_init } from "../../kernel/net/init.ts";
import { nl_table } from "../../kernel/net/netlink/netlink_msg.ts";
import { netlink_sock } from "../../kernel/net/netlink/netlink_sock.ts";
import { nla_list } from "../../kernel/net/netlink/nlattr.ts";
import { readHeader } from "../../kernel/net/netlink/nlmsg.ts";
import { parseRelease } from "../../kernel/releases.ts";
import { init_cred, user_namespace } from "../../kernel/task/cred.ts";
import { TimerQueue } from "../../kernel/time/timer.ts";

export class TestKernel {
  readonly timers = new TimerQueue();
  readonly release;
  readonly init_user_ns = new user_namespace(null, 0, 0, 1);
  readonly extra = new Map<string, unknown>();
  readonly log: string[] = [];
  readonly host = { log: (line: string) => void this.log.push(line) };
  readonly sysfs_root: kernfs_node = kernfs_create_root();
  readonly proc_sys_root: kernfs_node;
  net!: NetStack;
  #now = 1e9;
  #inum = 0xf0000000;
  #seed = 1;

  constructor(release = "6.1") {
    this.release = parseRelease(release);
    this.proc_sys_root = kernfs_create_dir(kernfs_create_root(), "sys");
    const self = this as unknown as Kernel;
    this.net = new NetStack(self);
    net_init(self);
  }

  get init_net(): net {
    return this.net.init_net;
  }
  now(): number {
    return this.#now;
  }
  watch_realtime(): bigint {
    return this.realtime();
  }
  realtime(): bigint {
    return BigInt(this.#now);
  }
  random(n: number): Uint8Array {
    return Uint8Array.from(
      { length: n },
      () => (this.#seed = (this.#seed * 1103515245 + 12345) & 0x7fffffff) >> 16,
    );
  }
  next_ns_inum(): number {
    return this.#inum++;
  }
  /** Lets time pass, seconds. */
  sleep(seconds: number): void {
    const end = this.#now + seconds * 1e9;
    for (let next = this.timers.next; next !== null && next <= end; next = this.timers.next) {
      this.#now = Math.max(this.#now, next);
      this.timers.run(this.#now);
    }
    this.#now = end;
  }

  /** A listener on groups of NETLINK_ROUTE. */
  monitor(groups: number[], net = this.init_net): () => { type: number; ifname: string; change: number }[] {
    const nlk = new netlink_sock(net, 0, init_cred(this.init_user_ns, 2 ** 40));
    nlk.bound = true;
    nlk.portid = 99;
    for (const g of groups) nlk.groups.add(g);
    nl_table(net).protocols.get(0)!.sockets.add(nlk);
    return () => {
      const out = [];
      for (let skb = nlk.sk_receive_queue.dequeue(); skb; skb = nlk.sk_receive_queue.dequeue()) {
        const b = skb.bytes;
        const { nlmsg_type } = readHeader(b, 0);
        const at = nlmsg_type <= 17 ? 32 : 24;
        const name = nla_list(b.subarray(at)).attrs.find((a) => a.type === 3);
        const change = new DataView(b.buffer, b.byteOffset).getUint32(28);
        out.push({ type: nlmsg_type, ifname: name?.string ?? "", change });
      }
      return out;
    };
  }
}

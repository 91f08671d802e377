// Malformed netlink messages: requests that are mostly right, for rtnetlink, sock_diag and generic netlink. Every one is
// answered or refused; nothing may throw, and at the end the devices are in order and gone. Seeded.
// Above: ../kernel/net-dev-fuzz.test.ts, net.ts. Below: ../kernel/net-dev-system.ts.

import type { kernfs_node } from "../../kernel/fs/kernfs.ts";
import { unregister_netdevice_many } from "../../kernel/net/core/dev_register.ts";
import { NETREG_REGISTERED } from "../../kernel/net/core/netdev_flags.ts";
import type { net_device } from "../../kernel/net/core/netdevice.ts";
import { rtnetlink_cfg } from "../../kernel/net/core/rtnetlink.ts";
import { fib6_of } from "../../kernel/net/ipv6/ip6_fib.ts";
import { genl_cfg } from "../../kernel/net/netlink/genetlink.ts";
import { netlink_rcv_skb, nl_table } from "../../kernel/net/netlink/netlink_msg.ts";
import { netlink_sock } from "../../kernel/net/netlink/netlink_sock.ts";
import { nlmsg } from "../../kernel/net/netlink/nlmsg.ts";
import { sock_diag_cfg } from "../../kernel/net/netlink/sock_diag.ts";
import { init_cred } from "../../kernel/task/cred.ts";
import type { task_struct } from "../../kernel/task/task.ts";
import { TestKernel } from "../kernel/net-dev-system.ts";

export interface netlink_fuzz_result {
  messages: number;
  answers: number;
  /** Messages that made the stack throw. */
  failures: string[];
  /** What is left when all devices that the messages made are gone and a minute has passed. */
  left: Record<string, number>;
}

const KINDS = ["dummy", "veth", "bridge", "bond", "vlan", "ifb", "tun", "macvlan", "nosuch"];

function random(seed: number): (n: number) => number {
  let x = seed | 1;
  return (n) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % n;
  };
}

/** A message that is mostly right: a type, the header's size, attributes of likely numbers and sizes. */
function message(rnd: (n: number) => number): Uint8Array {
  const types = [16, 17, 18, 19, 20, 21, 22, 24, 25, 26, 28, 29, 30, 32, 33, 34, 80, 82, 108, 109, rnd(130)];
  const type = types[rnd(types.length)];
  const m = new nlmsg(type, 1 | (rnd(2) << 2) | (rnd(3) === 0 ? 0x300 : rnd(16) << 8), rnd(1000), 0);
  const family = [0, 2, 10, 7, rnd(50)][rnd(5)];
  m.u8(family);
  const header = [15, 7, 11, 0][rnd(4)];
  for (let i = 0; i < header; i++) m.u8(rnd(3) ? 0 : rnd(8));
  m.align();
  const fill = (depth: number): void => {
    for (let n = rnd(6); n > 0; n--) {
      const attr = rnd(2) ? rnd(64) : [3, 18, 10, 1, 4, 26, 29, 52, 53][rnd(9)];
      const at = m.open(attr | (rnd(8) === 0 ? 0x8000 : 0));
      if (attr === 18 || (depth < 3 && rnd(5) === 0)) {
        if (rnd(2)) m.putString(1, KINDS[rnd(KINDS.length)]);
        fill(depth + 1);
      } else {
        const what = rnd(4);
        if (what < 2) m.u32(rnd(9));
        else if (what === 2) m.raw(Uint8Array.from(`d${rnd(9)}\0`, (c) => c.charCodeAt(0)));
        else for (let k = rnd(12); k > 0; k--) m.u8(rnd(256));
      }
      m.close(at);
    }
  };
  fill(0);
  const bytes = m.end().slice();
  // Now and then a bit turns over, the end is cut off.
  if (rnd(4) === 0) bytes[rnd(bytes.length)] ^= 1 << rnd(8);
  return rnd(6) === 0 ? bytes.subarray(0, rnd(bytes.length)) : bytes;
}

/** Sends n messages to a system; the same seed, the same messages. */
export function fuzzNetlink(seed: number, n: number): netlink_fuzz_result {
  const k = new TestKernel();
  const cred = init_cred(k.init_user_ns, 2 ** 40);
  const nlk = new netlink_sock(k.init_net, 0, cred);
  nlk.bound = true;
  nlk.portid = 7;
  nl_table(k.init_net).protocols.get(0)!.sockets.add(nlk);
  const t = {
    cred,
    flags: 0,
    tgid: 7,
    kernel: k,
    files: { fget: () => null },
    pid_ns: { find: () => null },
    nsproxy: { net_ns: k.init_net },
  } as unknown as task_struct;
  const rnd = random(Math.imul(seed, 0x9e3779b1));
  const result: netlink_fuzz_result = { messages: 0, answers: 0, failures: [], left: {} };
  const devices = () => k.init_net.dev_base_head.slice(1);
  const remove = (list: readonly net_device[]) => {
    const dying: net_device[] = [];
    for (const dev of list) dev.rtnl_link_ops?.dellink?.(dev, dying);
    unregister_netdevice_many(dying);
  };
  const before = state(k);
  for (let i = 0; i < n; i++, result.messages++) {
    nlk.strict_chk = rnd(3) === 0;
    nlk.ext_ack = rnd(2) === 0;
    const packet = message(rnd);
    // Every fifth goes to those that `ss` and `genl` ask.
    const cfg = i % 5 ? rtnetlink_cfg : i % 2 ? sock_diag_cfg : genl_cfg;
    if (i % 5 === 0 && packet.length > 16) {
      packet[5] = cfg === genl_cfg ? 16 : 18 + rnd(4);
      packet[16] = cfg === genl_cfg ? 3 : [1, 2, 10, 16, 17, rnd(60)][rnd(6)];
      packet[17] = cfg === genl_cfg ? packet[17] : [6, 17, 0, 255, 136, rnd(256)][rnd(6)];
    }
    const sent = packet.slice();
    try {
      netlink_rcv_skb(packet, { t, nlk, net: k.init_net, portid: 7 }, cfg.rcv!);
      nlk.cb = null;
      result.answers += nlk.sk_receive_queue.qlen;
      nlk.sk_receive_queue.purge();
      if (i % 100 === 0) {
        k.sleep(0.5);
        // Not too many devices: the oldest go.
        remove(devices().slice(0, -20));
      }
    } catch (e) {
      const hex = Array.from(sent, (b) => b.toString(16).padStart(2, "0")).join("");
      const stack = (e as Error).stack?.split("\n").slice(0, 4).join(" | ");
      result.failures.push(`seed ${seed}, message ${i}: ${stack} (${hex})`);
      if (result.failures.length >= 10) break;
    }
  }
  const disorder = k.init_net.dev_base_head.filter(
    (dev) =>
      dev.reg_state !== NETREG_REGISTERED ||
      k.init_net.dev_index_head.get(dev.ifindex) !== dev ||
      k.init_net.dev_name_head.get(dev.name)?.dev !== dev,
  ).length;
  remove(devices());
  k.sleep(120);
  const after = state(k);
  result.left = { disorder, charged: nlk.sk_rmem_alloc };
  for (const [what, count] of Object.entries(after)) result.left[what] = count - before[what];
  return result;
}

/** How much a system has of what devices bring along. */
function state(k: TestKernel): Record<string, number> {
  const { init_net } = k;
  const here = new Set(init_net.dev_base_head);
  const lost = (dev: net_device | null) => dev !== null && !here.has(dev);
  const files = (dir: kernfs_node): number =>
    [...dir.list(init_net)].reduce((sum, child) => sum + 1 + files(child), 0);
  const hops = [...init_net.ipv4.fib_tables.values()].flatMap((tb) => tb.routes.flatMap((r) => r.nh));
  return {
    devices: init_net.dev_base_head.length,
    names: init_net.dev_name_head.size,
    indices: init_net.dev_index_head.size,
    "routes of lost devices": hops.filter((nh) => lost(nh.dev)).length,
    "IPv6 routes of lost devices": fib6_of(init_net).routes.filter((r) => lost(r.dev)).length,
    "files in /sys": files(k.sysfs_root),
    "files in /proc/sys": files(k.proc_sys_root),
  };
}

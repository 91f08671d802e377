// /proc/net files about devices: dev, dev_mcast, ptype, netlink, if_inet6 (net/core/net-procfs.c,
// net/netlink/af_netlink.c, net/ipv6/addrconf.c). Above: ../init.ts. Below: ../../fs/proc/net.ts.

import { proc_create_net } from "../../fs/proc/net.ts";
import type { Kernel } from "../../kernel.ts";
import { groupMask } from "../netlink/af_netlink.ts";
import { nl_table } from "../netlink/netlink_msg.ts";
import { dev_get_stats } from "./dev.ts";
import type { net } from "./net_namespace.ts";

const hexBytes = (b: Uint8Array): string => Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");

const HEAD = [
  "Inter-|   Receive                                                |  Transmit",
  " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed",
];

/** /proc/net/dev: the counters, a device a line. */
function dev(net: net): string {
  const lines = net.dev_base_head.map((d) => {
    const s = dev_get_stats(d);
    const p = (n: number, width: number) => String(n).padStart(width);
    const rx = [
      p(s.rx_bytes, 7),
      p(s.rx_packets, 7),
      p(s.rx_errors, 4),
      p(s.rx_dropped + s.rx_missed_errors, 4),
      p(s.rx_fifo_errors, 4),
      p(s.rx_length_errors + s.rx_over_errors + s.rx_crc_errors + s.rx_frame_errors, 5),
      p(s.rx_compressed, 10),
      p(s.multicast, 9),
    ];
    const tx = [
      p(s.tx_bytes, 8),
      p(s.tx_packets, 7),
      p(s.tx_errors, 4),
      p(s.tx_dropped, 4),
      p(s.tx_fifo_errors, 4),
      p(s.collisions, 5),
      p(s.tx_carrier_errors + s.tx_aborted_errors + s.tx_window_errors + s.tx_heartbeat_errors, 7),
      p(s.tx_compressed, 10),
    ];
    return `${d.name.padStart(6)}: ${rx.join(" ")} ${tx.join(" ")}`;
  });
  return `${[...HEAD, ...lines].join("\n")}\n`;
}

function dev_mcast(net: net): string {
  let text = "";
  for (const d of net.dev_base_head) {
    for (const a of d.mc) {
      text += `${String(d.ifindex).padEnd(4)} ${d.name.padEnd(15)} ${String(a.refcount).padEnd(5)} ${String(Number(a.global_use)).padEnd(5)} ${hexBytes(a.addr)}\n`;
    }
  }
  return text;
}

function ptype(net: net): string {
  let text = "Type Device      Function\n";
  const row = (type: number, name: string): string =>
    `${type === 3 ? "ALL " : type.toString(16).padStart(4, "0")} ${name.padEnd(8)} rcv\n`;
  for (const d of net.dev_base_head) for (const p of d.ptype_all) text += row(p.type, d.name);
  for (const p of net.stack.ptype_all) text += row(p.type, "");
  for (const list of net.stack.ptype_base.values()) {
    for (const p of list)
      if (!p.af_packet_net || p.af_packet_net === net) text += row(p.type, p.dev?.name ?? "");
  }
  return text;
}

function netlink(net: net): string {
  let text = "sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n";
  let serial = 0;
  for (const [protocol, { sockets }] of nl_table(net).protocols) {
    for (const s of sockets) {
      serial++;
      if (s.sk_net !== net) continue;
      const fields = [
        serial.toString(16).padStart(8, "0").padEnd(16),
        String(protocol).padEnd(3),
        String(s.portid).padEnd(10),
        groupMask(s).toString(16).padStart(8, "0"),
        String(s.sk_rmem_alloc).padEnd(8),
        String(s.sk_wmem_alloc).padEnd(8),
        String(Number(s.cb !== null)).padEnd(5),
        "2".padEnd(8),
        String(s.sk_drops).padEnd(8),
        String(s.sk_socket?.inode?.i_ino ?? 0).padEnd(8),
      ];
      text += `${fields.join(" ")}\n`;
    }
  }
  return text;
}

function if_inet6(net: net): string {
  let text = "";
  for (const d of net.dev_base_head) {
    for (const i of d.ip6_ptr?.addr_list ?? []) {
      const addr = hexBytes(Uint8Array.from(i.addr, (c) => c.charCodeAt(0)));
      // The scope in the address's own terms (IPV6_ADDR_LOOPBACK, LINKLOCAL, SITELOCAL).
      const scope = i.scope === 254 ? 0x10 : i.scope === 253 ? 0x20 : i.scope === 200 ? 0x40 : 0;
      const hex = (n: number) => (n & 0xff).toString(16).padStart(2, "0");
      text += `${addr} ${hex(d.ifindex)} ${hex(i.prefix_len)} ${hex(scope)} ${hex(i.flags)} ${d.name.padStart(8)}\n`;
    }
  }
  return text;
}

export function dev_proc_init(kernel: Kernel): void {
  proc_create_net(kernel, "dev", 0o444, dev);
  proc_create_net(kernel, "dev_mcast", 0o444, dev_mcast);
  proc_create_net(kernel, "ptype", 0o444, ptype);
  proc_create_net(kernel, "netlink", 0o444, netlink);
  proc_create_net(kernel, "if_inet6", 0o444, if_inet6);
}

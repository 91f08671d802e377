// struct packet_sock: what an AF_PACKET socket has (net/packet/internal.h), and the taps it hangs on.
// Above: af_packet.ts, receive.ts, send.ts, ring*.ts, fanout.ts. Below: ../core/dev_queue.ts, ../core/sock.ts.

import { dev_add_pack, dev_remove_pack } from "../core/dev_queue.ts";
import type { packet_type } from "../core/netdevice.ts";
import { sock } from "../core/sock.ts";
import { put16 } from "../wire/addr.ts";
import type { packet_fanout } from "./fanout.ts";
import type { packet_mclist } from "./packet_sockopt.ts";
import type { packet_ring_buffer } from "./ring.ts";
import type { tpacket_kbdq_core } from "./ring_v3.ts";

export const SIZEOF_SOCKADDR_LL = 20;

export class packet_sock extends sock {
  /** The protocol it listens to, host order; 0: none. */
  num = 0;
  ifindex = 0;
  /** Taps the frames: on the device, or on all. */
  hook: packet_type | null = null;
  running = false;
  auxdata = false;
  origdev = false;
  ignore_outgoing = false;
  qdisc_bypass = false;
  loss = false;
  tx_has_off = false;
  vnet_hdr = false;
  tp_version = 0;
  tp_reserve = 0;
  tp_tstamp = 0;
  copy_thresh = 0;
  tp_packets = 0;
  tp_drops = 0;
  tp_freeze_q_cnt = 0;
  mclist: packet_mclist[] = [];
  rx_ring: packet_ring_buffer | null = null;
  tx_ring: packet_ring_buffer | null = null;
  /** The receive ring's blocks, with TPACKET_V3. */
  prb: tpacket_kbdq_core | null = null;
  /** How many mappings of the rings there are. */
  mapped = 0;
  fanout: packet_fanout | null = null;
  /** Where frames that found no room went on to: the last such socket, and how many there were. */
  readonly rollover = { sock: 0, num: 0, num_failed: 0 };
}

export function register_prot_hook(po: packet_sock): void {
  if (po.running || !po.hook) return;
  po.hook.ignore_outgoing = po.ignore_outgoing;
  if (po.fanout) po.fanout.link(po);
  else dev_add_pack(po.sk_net.stack, po.hook);
  po.running = true;
}

export function unregister_prot_hook(po: packet_sock): void {
  if (!po.running || !po.hook) return;
  if (po.fanout) po.fanout.unlink(po);
  else dev_remove_pack(po.sk_net.stack, po.hook);
  po.running = false;
}

/**
 * struct sockaddr_pkt, the address of SOCK_PACKET: family, 14 bytes of a device's name, protocol. A program's may be cut
 * to a struct sockaddr's 16 bytes.
 */
export const SIZEOF_SOCKADDR_PKT = 18;
export const SIZEOF_SOCKADDR = 16;
export function pkt_device(name: Uint8Array): string {
  const text = String.fromCharCode(...name.subarray(2, 16));
  return text.split("\0", 1)[0];
}
export function sockaddr_pkt(family: number, device: string, protocol: number): Uint8Array {
  const b = new Uint8Array(SIZEOF_SOCKADDR_PKT);
  put16(b, 0, family);
  for (let i = 0; i < Math.min(device.length, 13); i++) b[2 + i] = device.charCodeAt(i);
  put16(b, 16, protocol);
  return b;
}

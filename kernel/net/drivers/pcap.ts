// Writes what goes over devices into a capture file that tcpdump and wireshark read (pcapng, draft-ietf-opsawg-pcapng).
// Above: setup.ts, `--pcap DEV=FILE`, BootOptions.pcap. Below: ../core/dev_queue.ts, whose tap it is.

import { IFF_LOOPBACK } from "../../uapi/linux/if.ts";
import { ARPHRD_ETHER, ARPHRD_LOOPBACK } from "../../uapi/linux/if_arp.ts";
import { ETH_P_ALL } from "../../uapi/linux/if_ether.ts";
import { dev_add_pack, dev_remove_pack } from "../core/dev_queue.ts";
import type { NetStack } from "../core/net_namespace.ts";
import { NETDEV_CHANGENAME, NETDEV_REGISTER, NETDEV_UNREGISTER } from "../core/netdev_flags.ts";
import type { net_device, packet_type } from "../core/netdevice.ts";
import { NOTIFY_DONE } from "../core/notifier.ts";
import { kfree_skb, PACKET_LOOPBACK, PACKET_OUTGOING, type sk_buff } from "../core/skbuff.ts";

const LINKTYPE_ETHERNET = 1;
const LINKTYPE_RAW = 101;
const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

/** Bytes with zeros up to the next multiple of four. */
function padded(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array((bytes.length + 3) & ~3);
  out.set(bytes);
  return out;
}

function words(...w: number[]): Uint8Array {
  const out = new Uint8Array(4 * w.length);
  const v = new DataView(out.buffer);
  for (const [i, n] of w.entries()) v.setUint32(4 * i, n);
  return out;
}

function option(code: number, value: Uint8Array): Uint8Array[] {
  return [words((code << 16) | value.length), padded(value)];
}

/** A block: its type, its length at both ends, the parts between. */
function block(type: number, ...parts: Uint8Array[]): Uint8Array {
  const total = 12 + parts.reduce((n, p) => n + p.length, 0);
  const out = new Uint8Array(total);
  out.set(words(type, total));
  let at = 8;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  out.set(words(total), at);
  return out;
}

const text = (s: string) => Uint8Array.from(s, (c) => c.charCodeAt(0));

/** One capture: write gets the file's bytes, block by block. */
export class pcap_writer {
  readonly #taps = new Map<net_device, packet_type>();
  #interfaces = 0;

  constructor(
    readonly stack: NetStack,
    readonly write: (bytes: Uint8Array) => void,
  ) {
    const unknown_length = words(0xffffffff, 0xffffffff);
    write(block(SECTION_HEADER, words(BYTE_ORDER_MAGIC, 0x00010000), unknown_length));
  }

  /** Captures dev from now on, as a further interface of the file. */
  attach(dev: net_device): void {
    if (this.#taps.has(dev)) return;
    const id = this.#interfaces++;
    const framed = dev.type === ARPHRD_ETHER || dev.type === ARPHRD_LOOPBACK;
    const linktype = framed ? LINKTYPE_ETHERNET : LINKTYPE_RAW;
    const name = option(2, text(dev.name));
    const nanoseconds = option(9, Uint8Array.of(9));
    this.write(block(INTERFACE_DESCRIPTION, words(linktype << 16, 0), ...name, ...nanoseconds, words(0)));
    const tap: packet_type = {
      type: ETH_P_ALL,
      dev,
      watches: true,
      func: (skb) => {
        this.#packet(id, dev, skb, framed);
        kfree_skb(skb);
        return 0;
      },
    };
    this.#taps.set(dev, tap);
    dev_add_pack(this.stack, tap);
  }

  detach(dev: net_device): void {
    const tap = this.#taps.get(dev);
    if (tap) dev_remove_pack(this.stack, tap);
    this.#taps.delete(dev);
  }

  #packet(id: number, dev: net_device, skb: sk_buff, framed: boolean): void {
    const out = skb.pkt_type === PACKET_OUTGOING;
    // What lo sends comes back at once, and so does a broadcast for our own sockets: once is enough.
    if ((out && dev.flags & IFF_LOOPBACK) || skb.pkt_type === PACKET_LOOPBACK) return;
    const start = framed && skb.mac_header >= 0 ? skb.mac_header : skb.data;
    let bytes = skb.head.subarray(start, skb.tail);
    if (framed && skb.vlan_tci >= 0 && bytes.length >= 12) {
      const { vlan_proto: p, vlan_tci: t } = skb;
      bytes = Uint8Array.from([
        ...bytes.subarray(0, 12),
        p >> 8,
        p & 0xff,
        t >> 8,
        t & 0xff,
        ...bytes.subarray(12),
      ]);
    }
    const time = skb.tstamp || this.stack.kernel.watch_realtime();
    const head = words(id, Number(time >> 32n), Number(time & 0xffffffffn), bytes.length, bytes.length);
    this.write(block(ENHANCED_PACKET, head, padded(bytes), ...option(2, words(out ? 2 : 1)), words(0)));
  }
}

/** Captures the device of that name, now or when there is one; "any": all of them. */
export function pcap_capture(stack: NetStack, name: string, write: (bytes: Uint8Array) => void): pcap_writer {
  const writer = new pcap_writer(stack, write);
  const wanted = (dev: net_device) => name === "any" || dev.name === name;
  for (const net of stack.net_namespace_list)
    for (const dev of net.dev_base_head) if (wanted(dev)) writer.attach(dev);
  stack.netdev_chain.register({
    priority: -100,
    notifier_call(event, { dev }) {
      if ((event === NETDEV_REGISTER || event === NETDEV_CHANGENAME) && wanted(dev)) writer.attach(dev);
      if (event === NETDEV_UNREGISTER) writer.detach(dev);
      return NOTIFY_DONE;
    },
  });
  return writer;
}

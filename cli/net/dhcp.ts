// The router's DHCP server: one address, for the one guest (RFC 2131, 2132). Above: user.ts. Below: kernel/net/standalone.ts.

import { SO_BINDTODEVICE, SO_BROADCAST } from "../../kernel/uapi/asm/socket.ts";
import { GUEST, NAMESERVER, ROUTER, type UserNet, word } from "./user.ts";

const COOKIE = 0x63825363;
const DISCOVER = 1;
const OFFER = 2;
const REQUEST = 3;
const ACK = 5;
const NAK = 6;
const DAY = 86400;

const be = (n: number): number[] => [n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255];

/** The options of a message by number, null if it is none. */
function options(b: Uint8Array): Map<number, Uint8Array> | null {
  if (b.length < 241 || b[0] !== 1 || word(b, 236) !== COOKIE) return null;
  const out = new Map<number, Uint8Array>();
  for (let i = 240; i < b.length && b[i] !== 255; ) {
    if (b[i] === 0) i++;
    else {
      out.set(b[i], b.subarray(i + 2, i + 2 + (b[i + 1] ?? 0)));
      i += 2 + (b[i + 1] ?? 0);
    }
  }
  return out;
}

/** The answer to a message, null: none. */
function answer(b: Uint8Array): Uint8Array | null {
  const given = options(b);
  const type = given?.get(53)?.[0];
  if (type !== DISCOVER && type !== REQUEST) return null;
  const wanted = given!.get(50);
  const asked = wanted?.length === 4 ? word(wanted, 0) : word(b, 12) || GUEST;
  const reply = type === DISCOVER ? OFFER : asked === GUEST ? ACK : NAK;
  const out = new Uint8Array(300);
  out.set([2, 1, 6, 0]);
  out.set(b.subarray(4, 8), 4);
  out.set(b.subarray(10, 12), 10);
  if (reply !== NAK) out.set(be(GUEST), 16);
  out.set(be(ROUTER), 20);
  out.set(b.subarray(28, 44), 28);
  const list = [53, 1, reply, 54, 4, ...be(ROUTER)];
  if (reply !== NAK) {
    list.push(1, 4, ...be(0xffffff00), 3, 4, ...be(ROUTER), 6, 4, ...be(NAMESERVER), 51, 4, ...be(DAY));
  }
  out.set([...be(COOKIE), ...list, 255], 236);
  return out;
}

export function serveDhcp(user: UserNet): void {
  const s = user.system.socket(2);
  s.setsockopt(SO_BROADCAST, 1);
  // "gw0" as the option's bytes: the broadcast has to leave through the card.
  s.setsockopt(SO_BINDTODEVICE, 0x67773000);
  s.bind(0, 67);
  user.onEvent(() => {
    for (let r = s.recv(); typeof r !== "number"; r = s.recv()) {
      const out = answer(r.bytes);
      if (out) s.send(out, { addr: 0xffffffff, port: 68 });
    }
  });
}

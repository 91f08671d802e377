// Attributes of rtnetlink messages in strace: their names by the kind of message, and their values by what they are.
// Above: show-netlink.ts. Below: guest.ts, names.ts, uapi/linux/{if_link,if_addr,rtnetlink,neighbour}.ts.

import * as if_h from "../uapi/linux/if.ts";
import * as if_addr from "../uapi/linux/if_addr.ts";
import * as if_link from "../uapi/linux/if_link.ts";
import * as neighbour from "../uapi/linux/neighbour.ts";
import * as rtnetlink from "../uapi/linux/rtnetlink.ts";
import type { Header } from "../uapi/names.ts";
import { hex, list, quote } from "./guest.ts";
import { flagsOf, type Named, oneOf } from "./names.ts";
import { dotted, inet6 } from "./show-sockaddr.ts";

/** A value's bytes as text; null: they are not what they should be. */
type Value = (b: Uint8Array) => string | null;

/** Attributes of one family. */
export interface Attributes {
  readonly names: Named;
  /** Attributes that hold attributes. */
  readonly nested: ReadonlyMap<number, Attributes>;
  readonly values: ReadonlyMap<number, Value>;
}

export const word = (b: Uint8Array): number => ((b[0] << 24) | (b[1] << 16) | (b[2] << 8) | b[3]) >>> 0;

const text: Value = (b) => quote(b.at(-1) === 0 ? b.subarray(0, -1) : b);
const number: Value = (b) => (b.length === 4 ? String(word(b)) : b.length === 1 ? String(b[0]) : null);
const signed: Value = (b) => (b.length === 4 ? String(word(b) | 0) : null);
const hardware: Value = (b) =>
  b.length === 0 || b.length > 32 ? null : Array.from(b, (x) => x.toString(16).padStart(2, "0")).join(":");
const address: Value = (b) =>
  b.length === 4
    ? `inet_addr("${dotted(word(b))}")`
    : b.length === 16
      ? `inet_pton(AF_INET6, "${inet6(b)}")`
      : null;
const named =
  (names: Named): Value =>
  (b) =>
    b.length === 4 ? names(word(b)) : b.length === 1 ? names(b[0]) : null;

function attributes(
  header: Header,
  prefix: string,
  drop: RegExp,
  values: readonly [Value, readonly string[]][],
  nested: readonly [number, Attributes][] = [],
): Attributes {
  const numbers = header as Readonly<Record<string, number>>;
  return {
    names: oneOf(header, prefix, (n) => !drop.test(n) && !/_MAX$/.test(n)),
    nested: new Map(nested),
    values: new Map(
      values.flatMap(([value, names]) => names.map((n) => [numbers[prefix + n], value] as const)),
    ),
  };
}

const linkInfo = attributes(if_link, "IFLA_INFO_", /^$/, [[text, ["KIND", "SLAVE_KIND"]]]);

export const link = attributes(
  if_link,
  "IFLA_",
  /^IFLA_(INFO|BR|BRPORT|VLAN|MACVLAN|VXLAN|GENEVE|BOND|AD|HSR|INET|INET6|VF|VRF|PORT|MACSEC|XFRM|IPVLAN|GTP|PPP|TUN|XDP|RMNET|BAREUDP|STATS|OFFLOAD|IPOIB|AMT|MCTP|PROTO_DOWN_REASON|EVENT|HW)_/,
  [
    [
      text,
      [
        "IFNAME",
        "QDISC",
        "IFALIAS",
        "ALT_IFNAME",
        "PHYS_PORT_NAME",
        "PARENT_DEV_NAME",
        "PARENT_DEV_BUS_NAME",
      ],
    ],
    [hardware, ["ADDRESS", "BROADCAST", "PERM_ADDRESS"]],
    [named(oneOf(if_h, "IF_OPER_")), ["OPERSTATE"]],
    [
      number,
      [
        ..."MTU MIN_MTU MAX_MTU LINK MASTER TXQLEN WEIGHT GROUP PROMISCUITY ALLMULTI NUM_TX_QUEUES".split(
          " ",
        ),
        ..."NUM_RX_QUEUES GSO_MAX_SEGS GSO_MAX_SIZE CARRIER_CHANGES CARRIER_UP_COUNT CARRIER_DOWN_COUNT".split(
          " ",
        ),
        ..."CARRIER LINKMODE PROTO_DOWN NEW_IFINDEX NET_NS_PID NET_NS_FD NUM_VF TSO_MAX_SIZE TSO_MAX_SEGS".split(
          " ",
        ),
      ],
    ],
    [signed, ["LINK_NETNSID", "TARGET_NETNSID"]],
  ],
  [[if_link.IFLA_LINKINFO, linkInfo]],
);

export const addrFlags = flagsOf(if_addr, "IFA_F_", "0", (n) => n !== "IFA_F_TEMPORARY");
export const addr = attributes(if_addr, "IFA_", /^IFA_F_/, [
  [text, ["LABEL"]],
  [address, ["ADDRESS", "LOCAL", "BROADCAST", "ANYCAST", "MULTICAST"]],
  [named(addrFlags), ["FLAGS"]],
  [number, ["RT_PRIORITY"]],
  [signed, ["TARGET_NETNSID"]],
]);

export const tables = oneOf(rtnetlink, "RT_TABLE_");
export const route = attributes(rtnetlink, "RTA_", /^$/, [
  [address, ["DST", "SRC", "GATEWAY", "PREFSRC"]],
  [number, ["IIF", "OIF", "PRIORITY", "UID", "MARK"]],
  [named(tables), ["TABLE"]],
]);

export const neigh = attributes(neighbour, "NDA_", /^$/, [
  [address, ["DST"]],
  [hardware, ["LLADDR"]],
  [number, ["PROBES", "IFINDEX", "MASTER", "LINK_NETNSID"]],
]);

/** "{{nla_len=8, nla_type=IFLA_MTU}, 1500}" for each attribute in b. */
export function attributeText(b: Uint8Array, family: Attributes | null): string[] {
  const out: string[] = [];
  for (let at = 0; at + 4 <= b.length; ) {
    const len = (b[at] << 8) | b[at + 1];
    const type = ((b[at + 2] << 8) | b[at + 3]) & 0x3fff;
    if (len < 4 || at + len > b.length) break;
    const data = b.subarray(at + 4, at + len);
    const inner = family?.nested.get(type);
    const value = inner
      ? list(attributeText(data, inner))
      : (family?.values.get(type)?.(data) ?? (data.length === 4 ? hex(word(data)) : quote(data)));
    out.push(`{{nla_len=${len}, nla_type=${family ? family.names(type) : hex(type)}}, ${value}}`);
    at += (len + 3) & ~3;
  }
  return out;
}

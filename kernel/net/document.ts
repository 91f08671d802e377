// docs/sockopts.md from the rows of every level. Above: tools/docs-sockopts.mjs, its test. Below: the levels' rows.

import type { sockopt_level, sockopt_row } from "./core/sockopt.ts";
import { SOL_SOCKET_OPTIONS } from "./core/sockopt_socket.ts";
import { IP_OPTIONS_LEVEL } from "./ipv4/ip_sockglue.ts";
import { TCP_OPTIONS } from "./ipv4/tcp_sockopt.ts";
import { UDP_OPTIONS } from "./ipv4/udp_sockopt.ts";
import { IPV6_OPTIONS_LEVEL } from "./ipv6/ipv6_sockglue.ts";
import { SOL_NETLINK_OPTIONS } from "./netlink/netlink_sockopt.ts";
import { PACKET_OPTIONS } from "./packet/packet_sockopt.ts";

// biome-ignore lint/suspicious/noExplicitAny: levels of different socks
export const SOCKOPT_LEVELS: readonly sockopt_level<any>[] = [
  SOL_SOCKET_OPTIONS,
  IP_OPTIONS_LEVEL,
  IPV6_OPTIONS_LEVEL,
  TCP_OPTIONS,
  UDP_OPTIONS,
  PACKET_OPTIONS,
  SOL_NETLINK_OPTIONS,
];

// biome-ignore lint/suspicious/noExplicitAny: as above
function line(r: sockopt_row<any>): string {
  const ways = [r.set ? "set" : "", r.get ? "get" : ""].filter(Boolean).join(", ") || "—";
  const since = r.commit ? `${r.since} (${r.commit})` : (r.since ?? "");
  const note = r.partial ? ` *Partial: ${r.partial}.*` : "";
  return `| \`${r.name}\` | 0x${r.optname.toString(16)} | ${ways} | ${since} | ${r.doc}${note} |`;
}

/** The whole file. */
export function sockoptsMarkdown(): string {
  const parts = SOCKOPT_LEVELS.map((l) =>
    [
      `## ${l.name} (${l.level})`,
      "",
      "| option | number | can | since | what |",
      "| --- | --- | --- | --- | --- |",
      ...l.rows.map(line),
      "",
    ].join("\n"),
  );
  return [
    "# Socket options",
    "",
    "Made from the rows in `kernel/net` by `node tools/docs-sockopts.mjs`. Numbers are parisc's. An option that is not",
    "here, or that the kernel release does not have yet, answers ENOPROTOOPT.",
    "",
    ...parts,
  ].join("\n");
}

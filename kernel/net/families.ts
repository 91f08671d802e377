// The address families, a row each (net_families in net/socket.c). Above: socket.ts. Below: each family's file.

import type { task_struct } from "../task/task.ts";
import type { net } from "./core/net_namespace.ts";
import { inet_create } from "./ipv4/af_inet.ts";
import { inet6_create } from "./ipv6/af_inet6.ts";
import { AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_UNIX } from "./linux_socket.ts";
import { netlink_create } from "./netlink/af_netlink.ts";
import { packet_create } from "./packet/af_packet.ts";
import type { socket } from "./socket.ts";
import { unix_create } from "./unix/af_unix.ts";

export interface net_proto_family {
  readonly family: number;
  readonly name: string;
  /** Gives sock its operations and its sock: 0 or -ERRNO. */
  create(t: task_struct, net: net, sock: socket, protocol: number): number;
}

export const net_families: readonly net_proto_family[] = [
  { family: AF_UNIX, name: "unix", create: unix_create },
  { family: AF_INET, name: "inet", create: inet_create },
  { family: AF_INET6, name: "inet6", create: inet6_create },
  { family: AF_NETLINK, name: "netlink", create: netlink_create },
  { family: AF_PACKET, name: "packet", create: packet_create },
];

export const families: ReadonlyMap<number, net_proto_family> = new Map(
  net_families.map((f) => [f.family, f]),
);

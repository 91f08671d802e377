// What the internet protocols do when the network comes up: a function a part, in order (inet_init, inet6_init).
// Above: ../boot.ts. Below: ipv4/, ipv6/, packet/.

import type { net_protocol_inits } from "./init.ts";
import { arp_init } from "./ipv4/arp.ts";
import { fib_init } from "./ipv4/fib_frontend.ts";
import { ip_init } from "./ipv4/ip_input.ts";
import { sysctl_ipv4_init } from "./ipv4/sysctl_net_ipv4.ts";
import { ipv6_packet_init } from "./ipv6/ip6_input.ts";
import { ip6_route_init } from "./ipv6/route.ts";
import { proc_net_init } from "./proc.ts";

export const net_protocols: net_protocol_inits = {
  inet: [arp_init, ip_init, fib_init, sysctl_ipv4_init, proc_net_init],
  inet6: [ipv6_packet_init, ip6_route_init],
};

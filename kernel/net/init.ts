// The network of a system comes up: protocols of netlink, per-namespace steps, listeners in Linux's order of
// initialisation, the first namespace with its loopback device.
// Above: ../boot.ts, tests. Below: everything in net/.

import { proc_create_net } from "../fs/proc/net.ts";
import type { Kernel } from "../kernel.ts";
import { NETLINK_FIB_LOOKUP, NETLINK_KOBJECT_UEVENT } from "../uapi/linux/netlink.ts";
import { RTM_GETADDR, RTM_GETNETCONF, RTM_GETROUTE, RTM_GETRULE } from "../uapi/linux/rtnetlink.ts";
import { default_device_exit } from "./core/dev_register.ts";
import { failover_notifier } from "./core/failover.ts";
import { fib_rules_netlink_init } from "./core/fib_rules_netlink.ts";
import { neigh_netlink_init } from "./core/neigh_netlink.ts";
import { neigh_net_ops } from "./core/neigh_parms.ts";
import { NetStack, setup_net } from "./core/net_namespace.ts";
import { dev_proc_init } from "./core/net-procfs.ts";
import { rtnetlink_cfg, rtnetlink_dev_notifier, rtnl_dump_all_row, rtnl_register } from "./core/rtnetlink.ts";
import { rtnl_link_init } from "./core/rtnl_link.ts";
import { rtnl_nsid_init } from "./core/rtnl_nsid.ts";
import { bond_net_ops, bond_netdev_notifier } from "./drivers/bond.ts";
import { br_device_notifier } from "./drivers/bridge.ts";
import { br_netlink_init } from "./drivers/bridge_netlink.ts";
import { kinds } from "./drivers/kinds.ts";
import { loopback_net_ops } from "./drivers/loopback.ts";
import { macvlan_notifier } from "./drivers/macvlan.ts";
import { vlan_notifier } from "./drivers/vlan.ts";
import { vrf_net_ops, vrf_notifier } from "./drivers/vrf.ts";
import { arp_tbl } from "./ipv4/arp.ts";
import { ip_netdev_notifier } from "./ipv4/devinet.ts";
import { devinet_netlink_init } from "./ipv4/devinet_netlink.ts";
import { devinet_net_ops } from "./ipv4/devinet_sysctl.ts";
import { fib_netlink_init } from "./ipv4/fib_netlink.ts";
import { fib4_rules_ops } from "./ipv4/fib_rules_ops.ts";
import { igmp_mc_seq_show } from "./ipv4/igmp.ts";
import { ipv6_dev_notf } from "./ipv6/addrconf_dev.ts";
import { addrconf_netlink_init } from "./ipv6/addrconf_netlink.ts";
import { addrconf_net_ops } from "./ipv6/addrconf_sysctl.ts";
import { fib6_rules_ops } from "./ipv6/fib6_rules_ops.ts";
import { igmp6_mc_seq_show } from "./ipv6/mld.ts";
import { nd_tbl } from "./ipv6/ndisc.ts";
import { netconf6_init } from "./ipv6/netconf_netlink.ts";
import { ip6_route_netlink_init } from "./ipv6/route_netlink.ts";
import { AF_INET, AF_INET6 } from "./linux_socket.ts";
import { usersock_cfg } from "./netlink/af_netlink.ts";
import { genl_cfg } from "./netlink/genetlink.ts";
import { nl_table } from "./netlink/netlink_msg.ts";
import { sock_diag_cfg } from "./netlink/sock_diag.ts";

/** What the protocols add between the core and the drivers (inet_init, inet6_init …). */
export type protocol_init = (stack: NetStack) => void;

/** IPv4 comes before the drivers (fs_initcall), IPv6 behind them. */
export interface net_protocol_inits {
  readonly inet: readonly protocol_init[];
  readonly inet6: readonly protocol_init[];
}

/** Brings kernel.net to life; /sys and /proc/sys are there already. protocols: what ipv4/ and ipv6/ bring. */
export function net_init(kernel: Kernel, protocols: net_protocol_inits = { inet: [], inet6: [] }): NetStack {
  kernel.net ??= new NetStack(kernel);
  const stack = kernel.net;
  const table = nl_table(stack.init_net);
  table.register(rtnetlink_cfg);
  table.register(usersock_cfg);
  table.register(sock_diag_cfg);
  table.register({ protocol: NETLINK_FIB_LOOKUP, groups: 0 });
  table.register({ protocol: NETLINK_KOBJECT_UEVENT, groups: 1, nonroot_recv: true });
  table.register(genl_cfg);

  rtnl_link_init();
  devinet_netlink_init();
  addrconf_netlink_init();
  fib_netlink_init();
  netconf6_init();
  ip6_route_netlink_init();
  fib_rules_netlink_init([fib4_rules_ops, fib6_rules_ops]);
  neigh_netlink_init([arp_tbl, nd_tbl]);
  br_netlink_init();
  rtnl_nsid_init();
  rtnl_register(...[RTM_GETADDR, RTM_GETROUTE, RTM_GETRULE, RTM_GETNETCONF].map(rtnl_dump_all_row));
  dev_proc_init(kernel);
  proc_create_net(kernel, "igmp", 0o444, igmp_mc_seq_show);
  proc_create_net(kernel, "igmp6", 0o444, igmp6_mc_seq_show);

  stack.pernet_list.push(devinet_net_ops, addrconf_net_ops, neigh_net_ops(AF_INET), neigh_net_ops(AF_INET6));
  stack.netdev_chain.register(rtnetlink_dev_notifier);
  stack.netdev_chain.register(ip_netdev_notifier);
  // In the order of Linux's initcalls, which is the order in which they hear of events: drivers/ before net/.
  for (const init of protocols.inet) init(stack);
  stack.netdev_chain.register(bond_netdev_notifier);
  stack.netdev_chain.register(macvlan_notifier);
  stack.netdev_chain.register(vrf_notifier);
  stack.netdev_chain.register(failover_notifier);
  for (const init of protocols.inet6) init(stack);
  stack.netdev_chain.register(ipv6_dev_notf);
  stack.netdev_chain.register(br_device_notifier);
  stack.netdev_chain.register(vlan_notifier);

  stack.link_ops.push(...kinds());
  stack.pernet_list.push(
    loopback_net_ops,
    { name: "devices", exit: default_device_exit },
    bond_net_ops,
    vrf_net_ops,
  );
  const err = setup_net(stack.init_net);
  if (err) throw new Error(`cannot set up the first network namespace: ${err}`);
  return stack;
}

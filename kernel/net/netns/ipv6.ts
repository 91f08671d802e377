// IPv6's fields of a network namespace (include/net/netns/ipv6.h). Each protocol file keeps its own here.
// Above: ../core/net_namespace.ts. Below: ../ipv6/devconf.ts.

import { fqdir } from "../ipv4/inet_fragment.ts";
import { ipv6_devconf } from "../ipv6/devconf.ts";

export class netns_ipv6 {
  readonly devconf_all = new ipv6_devconf();
  readonly devconf_dflt = new ipv6_devconf();
  /** Sources of one membership of a socket (net.ipv6.mld_max_msf). */
  sysctl_mld_max_msf = 64;
  readonly frags = new fqdir(60);
  /** Counts changes of addresses. */
  dev_addr_genid = 0;
}

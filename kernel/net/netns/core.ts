// net/core's fields of a network namespace (include/net/netns/core.h), with its sysctls' defaults.
// Above: ../core/net_namespace.ts. Below: nothing.

export class netns_core {
  sysctl_somaxconn = 4096;
  sysctl_wmem_max = 176128;
  sysctl_rmem_max = 176128;
  sysctl_wmem_default = 176128;
  sysctl_rmem_default = 176128;
  sysctl_netdev_max_backlog = 1000;
  sysctl_optmem_max = 10240;
}

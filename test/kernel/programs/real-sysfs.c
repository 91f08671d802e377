// args: --kernel 6.1 --clock virtual --net bond --net dummy
// Files of devices under /sys/class/net and /proc/sys/net: what they say, what they take, and what a number is. Recorded
// on a real 32-bit parisc kernel (Debian's 6.1).
#include "probe.h"

static void take(const char *path, const char *const *texts)
{
  for (; *texts; texts++) {
    int n = put(path, *texts);
    int error = errno;
    printf("%s <- ", path);
    for (const char *c = *texts; *c; c++)
      *c == '\n' ? printf("|") : putchar(*c);
    errno = error;
    say(n, " = %s", get(path));
  }
}

static const char *const numbers[] = {"", "\n", "0", "1\n", " 1", "1 ", "1 2", "-1", "+1", "01", "0x10", "1abc", "2147483648",
                                      "4294967296", "99999999999999999999", "1500\n", 0};

int main(void)
{
  make("da", "dummy");
  set_flags("da", IFF_UP, 0);
  static const char *const attributes[] = {"netdev_group", "tx_queue_len", "gro_flush_timeout", "proto_down", 0};
  char path[200];
  for (const char *const *a = attributes; *a; a++) {
    sprintf(path, "/sys/class/net/da/%s", *a);
    take(path, numbers);
  }
  take("/sys/class/net/lo/carrier", (const char *const[]){"", "1", "abc", "\n", 0});
  take("/sys/class/net/da/ifalias", (const char *const[]){"a b\n", "x\ny\n", "", "\n", 0});
  take("/sys/class/net/da/operstate", (const char *const[]){"up", 0});

  static const char *const variables[] = {"ipv4/conf/da/forwarding", "ipv4/conf/da/mc_forwarding", "ipv6/conf/da/hop_limit",
                                          "ipv6/conf/da/mtu", "ipv4/neigh/da/retrans_time_ms", "ipv4/neigh/da/unres_qlen",
                                          "ipv4/neigh/da/gc_stale_time", "ipv6/neigh/da/mcast_solicit", 0};
  for (const char *const *v = variables; *v; v++) {
    sprintf(path, "/proc/sys/net/%s", *v);
    take(path, numbers);
  }
  // a new default reaches the devices that have none of their own
  put("/proc/sys/net/ipv4/neigh/default/ucast_solicit", "7");
  printf("defaults: %s %s", get("/proc/sys/net/ipv4/neigh/da/ucast_solicit"), "");
  printf("%s\n", get("/proc/sys/net/ipv4/neigh/default/gc_thresh3"));
  put("/proc/sys/net/ipv4/neigh/default/ucast_solicit", "3");

  make_veth("va", "vb");
  make("br", "bridge");
  make("bo", "bond");
  static const char *const devices[] = {"lo", "da", "va", "br", "bo", 0};
  static const char *const said[] = {"uevent", "queues/tx-0/tx_maxrate", "queues/tx-0/byte_queue_limits/limit_max",
                                     "queues/rx-0/rps_cpus", "queues/tx-1/xps_rxqs", "speed", "duplex", "phys_port_name", 0};
  for (int up = 0; up < 2; up++)
    for (const char *const *d = devices; *d; d++)
      for (const char *const *s = said; *s; s++) {
        sprintf(path, "/sys/class/net/%s/%s", *d, *s);
        const char *text = get(path);
        char *number = strstr(text, "IFINDEX=");
        if (number)
          strcpy(number, "");
        printf("%s %s: %s\n", up ? "up" : "down", path, text);
        if (!up)
          set_flags(*d, IFF_UP, 0);
      }
}

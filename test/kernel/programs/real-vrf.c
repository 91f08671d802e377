// args: --kernel 6.1 --clock virtual --net bond --net dummy
// VRF devices: making them, routes and rules, binding to addresses and devices across L3 domains, who hears a packet, and
// tcp_l3mdev_accept and its kin. Recorded on a real 32-bit parisc kernel (Debian's 6.1 with CONFIG_NET_VRF).
#include "probe.h"
#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <sys/wait.h>

#define PORT 7000
static const char *const devices[] = {"", "a", "b", "red", "blue"};
enum { DEVICES = 5 };

/** One result among others on a line. */
static void brief(long result)
{
  printf(result < 0 ? " %s" : " %ld", result < 0 ? (long)strerrorname_np(errno) : result);
}

static const char *name_of(int ifindex)
{
  static char name[IFNAMSIZ];
  return ifindex ? if_indextoname(ifindex, name) ?: "?" : "-";
}

static int make_vrf(const char *name, long long table)
{
  struct request r = new_link(name);
  unsigned id = table;
  struct rtattr *info = attribute(&r, IFLA_LINKINFO, 0, 0);
  attribute(&r, IFLA_INFO_KIND, "vrf", 3);
  struct rtattr *data = attribute(&r, IFLA_INFO_DATA, 0, 0);
  if (table >= 0)
    attribute(&r, IFLA_VRF_TABLE, &id, 4);
  close_nest(&r, data);
  close_nest(&r, info);
  return ask(&r);
}

static int enslave(const char *name, const char *master)
{
  struct request r = request(RTM_NEWLINK, 0, if_nametoindex(name));
  int index = *master ? if_nametoindex(master) : 0;
  attribute(&r, IFLA_MASTER, &index, 4);
  return ask(&r);
}

static int address(int family, const char *device, const char *text, int prefix)
{
  struct { struct nlmsghdr h; struct ifaddrmsg a; char rest[64]; } r = {
    {.nlmsg_type = RTM_NEWADDR, .nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_ACK, .nlmsg_len = NLMSG_LENGTH(sizeof r.a)},
    {family, prefix, family == AF_INET6 ? IFA_F_NODAD : 0, 0, if_nametoindex(device)}};
  char a[16];
  inet_pton(family, text, a);
  attribute((void *)&r, IFA_LOCAL, a, family == AF_INET ? 4 : 16);
  attribute((void *)&r, IFA_ADDRESS, a, family == AF_INET ? 4 : 16);
  return ask((void *)&r);
}

/** Prints a dump of routes or rules, a line each. */
static void dump(int type, int family, unsigned table)
{
  struct { struct nlmsghdr h; struct rtmsg m; } q = {
    {sizeof q, type, NLM_F_REQUEST | NLM_F_DUMP, 1}, {.rtm_family = family}};
  static char answer[65536];
  int s = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), n;
  send(s, &q, sizeof q, 0);
  while ((n = recv(s, answer, sizeof answer, 0)) > 0) {
    struct nlmsghdr *h = (void *)answer;
    for (; NLMSG_OK(h, n); h = NLMSG_NEXT(h, n)) {
      if (h->nlmsg_type == NLMSG_DONE || h->nlmsg_type == NLMSG_ERROR) {
        close(s);
        return;
      }
      struct rtmsg *m = NLMSG_DATA(h);
      int length = RTM_PAYLOAD(h), oif = 0, l3mdev = 0;
      unsigned id = m->rtm_table, priority = 0;
      char to[64] = "default", from[64] = "";
      for (struct rtattr *a = RTM_RTA(m); RTA_OK(a, length); a = RTA_NEXT(a, length)) {
        if (a->rta_type == RTA_TABLE)
          id = *(unsigned *)RTA_DATA(a);
        if (type == RTM_GETRULE) {
          if (a->rta_type == FRA_PRIORITY)
            priority = *(unsigned *)RTA_DATA(a);
          if (a->rta_type == FRA_L3MDEV)
            l3mdev = *(char *)RTA_DATA(a);
          continue;
        }
        if (a->rta_type == RTA_DST)
          inet_ntop(family, RTA_DATA(a), to, sizeof to);
        if (a->rta_type == RTA_PREFSRC)
          inet_ntop(family, RTA_DATA(a), from, sizeof from);
        if (a->rta_type == RTA_OIF)
          oif = *(int *)RTA_DATA(a);
      }
      if (type == RTM_GETRULE)
        printf("  rule %u table %u l3mdev %d action %d\n", priority, id, l3mdev, m->rtm_type);
      // Link-local addresses are drawn.
      else if (id == table && strncmp(to, "fe80::", 6) || id == table && m->rtm_dst_len < 128)
        printf("  %s/%d type %d scope %d protocol %d dev %s src %s\n", to, m->rtm_dst_len, m->rtm_type, m->rtm_scope,
               m->rtm_protocol, name_of(oif), from);
    }
  }
}

static void tables(const char *when)
{
  printf("%s, table 10:\n", when);
  dump(RTM_GETROUTE, AF_INET, 10);
  dump(RTM_GETROUTE, AF_INET6, 10);
  printf("%s, local and main:\n", when);
  dump(RTM_GETROUTE, AF_INET, RT_TABLE_LOCAL);
  dump(RTM_GETROUTE, AF_INET, RT_TABLE_MAIN);
  dump(RTM_GETROUTE, AF_INET6, RT_TABLE_LOCAL);
  dump(RTM_GETROUTE, AF_INET6, RT_TABLE_MAIN);
}

static union any { struct sockaddr sa; struct sockaddr_in v4; struct sockaddr_in6 v6; } to(const char *text, int port)
{
  union any a = {0};
  int six = strchr(text, ':') != 0;
  a.sa.sa_family = six ? AF_INET6 : AF_INET;
  if (six)
    inet_pton(AF_INET6, text, &a.v6.sin6_addr), a.v6.sin6_port = htons(port);
  else
    inet_pton(AF_INET, text, &a.v4.sin_addr), a.v4.sin_port = htons(port);
  return a;
}
static int size_of(union any *a) { return a->sa.sa_family == AF_INET6 ? sizeof a->v6 : sizeof a->v4; }

static int bound(int family, int type, int protocol, const char *device)
{
  int s = socket(family, type, protocol);
  if (*device && setsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, device, strlen(device) + 1))
    say(-1, "SO_BINDTODEVICE %s", device);
  return s;
}

static int bind_to(int s, const char *text, int port)
{
  union any a = to(text, port);
  return bind(s, &a.sa, size_of(&a));
}

static void binding(void)
{
  static const char *const addresses[] = {"10.0.0.1", "10.0.0.2", "10.9.0.1", "127.0.0.1", "0.0.0.0",
                                          "fd00::1",  "fd00::2",  "fd09::1",  "::1",       "::"};
  static const struct { const char *name; int type, protocol; } kinds[] = {
    {"tcp", SOCK_STREAM, 0}, {"udp", SOCK_DGRAM, 0}, {"raw", SOCK_RAW, 200}, {"ping", SOCK_DGRAM, IPPROTO_ICMP}};
  put("/proc/sys/net/ipv4/ping_group_range", "0 1000");
  for (int k = 0; k < 4; k++)
    for (int d = 0; d < DEVICES; d++) {
      printf("%s on '%s' bind:", kinds[k].name, devices[d]);
      for (int i = 0; i < 10; i++) {
        int family = i < 5 ? AF_INET : AF_INET6;
        int s = bound(family, kinds[k].type, k == 3 && i >= 5 ? IPPROTO_ICMPV6 : kinds[k].protocol, devices[d]);
        brief(bind_to(s, addresses[i], k < 2 ? PORT : 0));
        close(s);
      }
      printf("\n");
    }
}

/** Who of the sockets has something to read: their devices' names, and what pktinfo says. */
static void tell(int *receivers)
{
  for (int wait = 30, any = 0; wait-- && !any; usleep(1000))
    for (int d = 0; d < DEVICES; d++) {
      char text[8], control[200];
      struct iovec data = {text, sizeof text};
      struct msghdr m = {0, 0, &data, 1, control, sizeof control};
      while (receivers[d] >= 0 && recvmsg(receivers[d], &m, MSG_DONTWAIT) >= 0) {
        any = 1;
        printf(" '%s'", devices[d]);
        for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
          if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
            struct in_pktinfo *p = (void *)CMSG_DATA(c);
            printf("<%s,%s", name_of(p->ipi_ifindex), strrchr(inet_ntoa(p->ipi_spec_dst), '.'));
          }
          if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO)
            printf("<%s", name_of(((struct in6_pktinfo *)CMSG_DATA(c))->ipi6_ifindex));
        }
        m.msg_controllen = sizeof control;
      }
    }
}

static void datagrams(int family, const char *there, const char *here)
{
  const char *any = family == AF_INET ? "0.0.0.0" : "::";
  for (int accept = 0; accept < 2; accept++) {
    put("/proc/sys/net/ipv4/udp_l3mdev_accept", accept ? "1" : "0");
    // One receiver alone, then all at once.
    for (int alone = 0; alone <= DEVICES; alone++) {
      int receivers[DEVICES], one = 1;
      for (int d = 0; d < DEVICES; d++) {
        receivers[d] = -1;
        if (alone < DEVICES && alone != d)
          continue;
        receivers[d] = bound(family, SOCK_DGRAM, 0, devices[d]);
        setsockopt(receivers[d], SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
        if (family == AF_INET)
          setsockopt(receivers[d], IPPROTO_IP, IP_PKTINFO, &one, sizeof one);
        else
          setsockopt(receivers[d], IPPROTO_IPV6, IPV6_RECVPKTINFO, &one, sizeof one);
        if (bind_to(receivers[d], any, PORT))
          say(-1, "bind receiver %d", d);
      }
      printf("accept %d receivers '%s':", accept, alone < DEVICES ? devices[alone] : "all");
      for (int d = 0; d < DEVICES; d++)
        for (int where = 0; where < 2; where++) {
          union any a = to(where ? here : there, PORT);
          int s = bound(family, SOCK_DGRAM, 0, devices[d]), r = sendto(s, "x", 1, 0, &a.sa, size_of(&a));
          brief(r);
          if (r > 0)
            tell(receivers);
          printf(";");
          close(s);
        }
      printf("\n");
      for (int d = 0; d < DEVICES; d++)
        if (receivers[d] >= 0)
          close(receivers[d]);
    }
  }
  put("/proc/sys/net/ipv4/udp_l3mdev_accept", "0");
}

static void streams(int family, const char *there, const char *here)
{
  const char *any = family == AF_INET ? "0.0.0.0" : "::";
  for (int accepting = 0; accepting < 2; accepting++) {
    put("/proc/sys/net/ipv4/tcp_l3mdev_accept", accepting ? "1" : "0");
    for (int l = 0; l < DEVICES; l++) {
      int listener = bound(family, SOCK_STREAM, 0, devices[l]), one = 1;
      setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
      if (bind_to(listener, any, PORT + 1) || listen(listener, 5))
        say(-1, "listen on '%s'", devices[l]);
      printf("accept %d listener '%s':", accepting, devices[l]);
      for (int d = 0; d < DEVICES; d++)
        for (int where = 0; where < 2; where++) {
          union any a = to(where ? here : there, PORT + 1);
          int s = bound(family, SOCK_STREAM, 0, devices[d]);
          struct timeval limit = {0, 300000};
          setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
          int r = connect(s, &a.sa, size_of(&a));
          brief(r);
          if (!r) {
            char name[IFNAMSIZ] = "";
            socklen_t length = sizeof name;
            struct linger now = {1, 0};
            int c = accept(listener, 0, 0);
            getsockopt(c, SOL_SOCKET, SO_BINDTODEVICE, name, &length);
            write(c, "hello", 5);
            char text[8];
            printf(" '%.*s' %d", (int)length, length ? name : "", (int)read(s, text, sizeof text));
            setsockopt(s, SOL_SOCKET, SO_LINGER, &now, sizeof now);
            close(s);
            close(c);
          } else
            close(s);
          printf(";");
        }
      printf("\n");
      close(listener);
    }
    // The same port in several domains.
    for (int first = 0; first < DEVICES; first++) {
      printf("accept %d port of '%s':", accepting, devices[first]);
      for (int second = 0; second < DEVICES; second++) {
        int one = bound(family, SOCK_STREAM, 0, devices[first]), two = bound(family, SOCK_STREAM, 0, devices[second]);
        bind_to(one, any, PORT + 2);
        brief(bind_to(two, any, PORT + 2));
        close(one);
        close(two);
      }
      printf("\n");
    }
  }
  put("/proc/sys/net/ipv4/tcp_l3mdev_accept", "0");
}

static void echoes(void)
{
  for (int accept = 0; accept < 2; accept++) {
    put("/proc/sys/net/ipv4/raw_l3mdev_accept", accept ? "1" : "0");
    for (int type = 0; type < 2; type++) {
      printf("accept %d %s echo:", accept, type ? "raw" : "ping");
      for (int d = 0; d < DEVICES; d++)
        for (int where = 0; where < 2; where++) {
          int s = bound(AF_INET, type ? SOCK_RAW : SOCK_DGRAM, IPPROTO_ICMP, devices[d]);
          unsigned char echo[8] = {8, 0, 0xf7, 0xff - 0, 0, 0, 0, 0}, text[100];
          union any a = to(where ? "10.0.0.1" : "10.0.0.2", 0);
          struct timeval limit = {0, 100000};
          int replies = 0;
          setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
          int r = sendto(s, echo, 8, 0, &a.sa, sizeof a.v4), n;
          while (r > 0 && (n = recv(s, text, sizeof text, 0)) > 0)
            replies += text[type ? 20 : 0] == 0;
          brief(r);
          printf(" %d;", replies);
          close(s);
        }
      printf("\n");
    }
  }
}

static void options(void)
{
  static const struct { const char *name; int level, option, level6; } rows[] = {
    {"IP_UNICAST_IF", IPPROTO_IP, 50}, {"IP_MULTICAST_IF", IPPROTO_IP, 0}, {"IPV6_UNICAST_IF", IPPROTO_IPV6, 76},
    {"IPV6_MULTICAST_IF", IPPROTO_IPV6, IPV6_MULTICAST_IF}, {"IPV6_PKTINFO", IPPROTO_IPV6, IPV6_PKTINFO}};
  for (int o = 0; o < 5; o++)
    for (int d = 0; d < DEVICES; d++) {
      printf("%s on '%s':", rows[o].name, devices[d]);
      for (int i = 1; i < DEVICES; i++) {
        int index = if_nametoindex(devices[i]), family = rows[o].level == IPPROTO_IP ? AF_INET : AF_INET6;
        int s = bound(family, SOCK_DGRAM, 0, devices[d]), r;
        struct ip_mreqn mreq = {.imr_ifindex = index};
        struct in6_pktinfo info = {.ipi6_ifindex = index};
        if (o == 1)
          r = setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, &mreq, sizeof mreq);
        else if (o == 4)
          r = setsockopt(s, IPPROTO_IPV6, IPV6_PKTINFO, &info, sizeof info);
        else
          r = setsockopt(s, rows[o].level, rows[o].option ?: IP_MULTICAST_IF, &index, sizeof index);
        brief(r);
        close(s);
      }
      printf("\n");
    }
}

/** Groups and what is of the link only, by way of the domain and of the device. */
static void near(void)
{
  for (int d = 0; d < DEVICES; d++) {
    int s = bound(AF_INET, SOCK_DGRAM, 0, devices[d]), six = bound(AF_INET6, SOCK_DGRAM, 0, devices[d]);
    union any group = to("224.1.2.3", PORT), group6 = to("ff02::1:2", PORT), link = to("fe80::1", PORT);
    struct ip_mreqn by = {.imr_ifindex = if_nametoindex("a")};
    printf("near on '%s':", devices[d]);
    brief(sendto(s, "x", 1, 0, &group.sa, sizeof group.v4));
    setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, &by, sizeof by);
    brief(sendto(s, "x", 1, 0, &group.sa, sizeof group.v4));
    for (int i = 0; i < DEVICES; i++) {
      group6.v6.sin6_scope_id = link.v6.sin6_scope_id = i ? if_nametoindex(devices[i]) : 0;
      brief(sendto(six, "x", 1, 0, &group6.sa, sizeof group6.v6));
      brief(sendto(six, "x", 1, 0, &link.sa, sizeof link.v6));
      brief(connect(six, &link.sa, sizeof link.v6));
      close(six);
      six = bound(AF_INET6, SOCK_DGRAM, 0, devices[d]);
    }
    close(s);
    close(six);
    printf("\n");
  }
}

static void flags_of(const char *name)
{
  struct ifreq r = about(name), m = about(name);
  device_ioctl(SIOCGIFFLAGS, &r);
  device_ioctl(SIOCGIFMTU, &m);
  printf("%s: flags %x mtu %d\n", name, r.ifr_flags & 0xffff, m.ifr_mtu);
}

int main(void)
{
  setvbuf(stdout, 0, _IOLBF, 0);
  printf("tcp %s\n", get("/proc/sys/net/ipv4/tcp_l3mdev_accept"));
  printf("udp %s\n", get("/proc/sys/net/ipv4/udp_l3mdev_accept"));
  printf("raw %s\n", get("/proc/sys/net/ipv4/raw_l3mdev_accept"));
  printf("strict mode %s\n", get("/proc/sys/net/vrf/strict_mode"));
  printf("rules before:\n");
  dump(RTM_GETRULE, AF_INET, 0);
  dump(RTM_GETRULE, AF_INET6, 0);
  say(make_vrf("none", -1), "without a table");
  say(make_vrf("none", 0), "table 0");
  say(make_vrf("red", 10), "red");
  say(make_vrf("blue", 20), "blue");
  say(make_vrf("pink", 10), "a second one of the table");
  say(put("/proc/sys/net/vrf/strict_mode", "1"), "strict mode with a shared table");
  say(delete("pink"), "without it");
  say(put("/proc/sys/net/vrf/strict_mode", "1"), "strict mode");
  say(make_vrf("pink", 10), "a second one in strict mode");
  say(put("/proc/sys/net/vrf/strict_mode", "2"), "strict mode 2");
  say(put("/proc/sys/net/vrf/strict_mode", "0"), "no strict mode");
  printf("rules with a VRF:\n");
  dump(RTM_GETRULE, AF_INET, 0);
  dump(RTM_GETRULE, AF_INET6, 0);
  flags_of("red");
  set_flags("lo", IFF_UP, 0);
  make_veth("a", "b");
  say(address(AF_INET, "a", "10.0.0.1", 24), "address");
  say(address(AF_INET6, "a", "fd00::1", 64), "address");
  set_flags("a", IFF_UP, 0);
  set_flags("b", IFF_UP, 0);
  tables("before");
  say(enslave("lo", "red"), "lo a slave");
  say(enslave("blue", "red"), "blue a slave of red");
  say(enslave("a", "red"), "a a slave");
  say(enslave("a", "red"), "a again");
  say(enslave("a", "blue"), "a to blue");
  say(enslave("a", "red"), "a back");
  flags_of("a");
  tables("enslaved");
  // The way through down and up took it.
  say(address(AF_INET6, "a", "fd00::1", 64), "address");
  say(set_flags("red", IFF_UP, 0), "red up");
  say(set_flags("blue", IFF_UP, 0), "blue up");
  flags_of("red");
  say(enslave("b", "blue"), "b a slave");
  say(address(AF_INET, "b", "10.0.0.2", 24), "address");
  say(address(AF_INET6, "b", "fd00::2", 64), "address");
  say(address(AF_INET, "red", "10.9.0.1", 32), "address of red itself");
  say(address(AF_INET6, "red", "fd09::1", 128), "address of red itself");
  tables("up");
  usleep(100000);
  binding();
  datagrams(AF_INET, "10.0.0.2", "10.0.0.1");
  streams(AF_INET, "10.0.0.2", "10.0.0.1");
  echoes();
  datagrams(AF_INET6, "fd00::2", "fd00::1");
  streams(AF_INET6, "fd00::2", "fd00::1");
  options();
  near();
  say(rename_to("red", "rot"), "rename an up VRF");
  set_flags("red", 0, IFF_UP);
  int s = bound(AF_INET, SOCK_DGRAM, 0, "red");
  union any a = to("10.0.0.2", PORT);
  say(sendto(s, "x", 1, 0, &a.sa, sizeof a.v4), "send while the VRF is down");
  say(rename_to("red", "rot"), "rename a down VRF");
  set_flags("rot", IFF_UP, 0);
  say(sendto(s, "x", 1, 0, &a.sa, sizeof a.v4), "send after");
  say(enslave("a", ""), "a free");
  tables("freed");
  say(enslave("a", "rot"), "a a slave");
  say(delete("rot"), "delete it");
  say(sendto(s, "x", 1, 0, &a.sa, sizeof a.v4), "send to a VRF that is gone");
  tables("deleted");
  printf("rules after:\n");
  dump(RTM_GETRULE, AF_INET, 0);
  dump(RTM_GETRULE, AF_INET6, 0);
  flags_of("a");
  return 0;
}

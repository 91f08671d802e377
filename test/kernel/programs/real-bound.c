// args: --kernel 6.1 --clock virtual --net bond --net dummy
// Which interface a packet leaves by and with which source, when the socket's device, its options, the destination's
// scope and a control message say different things. Recorded on a real 32-bit parisc kernel (Debian's 6.1).
#include "probe.h"
#include <linux/if_addr.h>
#include <netinet/in.h>

static int da, db;

static void address6(const char *device, const char *text)
{
  struct { struct nlmsghdr h; struct ifaddrmsg a; char rest[64]; } r = {
    {.nlmsg_type = RTM_NEWADDR, .nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_ACK, .nlmsg_len = NLMSG_LENGTH(sizeof r.a)},
    {AF_INET6, 64, IFA_F_NODAD, 0, if_nametoindex(device)}};
  struct in6_addr a;
  inet_pton(AF_INET6, text, &a);
  attribute((void *)&r, IFA_LOCAL, &a, sizeof a);
  ask((void *)&r);
}

static void address4(const char *device, in_addr_t a)
{
  struct ifreq r = about(device);
  struct sockaddr_in *sin = (void *)&r.ifr_addr;
  sin->sin_family = AF_INET;
  sin->sin_addr.s_addr = htonl(a);
  device_ioctl(SIOCSIFADDR, &r);
  sin->sin_addr.s_addr = htonl(0xffffff00);
  device_ioctl(SIOCSIFNETMASK, &r);
}

static int bound(int family, const char *device)
{
  int s = socket(family, SOCK_DGRAM, 0);
  if (*device)
    setsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, device, strlen(device) + 1);
  return s;
}

static struct sockaddr_in6 to6(const char *text, int scope)
{
  struct sockaddr_in6 a = {.sin6_family = AF_INET6, .sin6_port = htons(9), .sin6_scope_id = scope};
  inet_pton(AF_INET6, text, &a.sin6_addr);
  return a;
}

static int with_source6(int s, const char *to, const char *source, int ifindex)
{
  struct sockaddr_in6 a = to6(to, 0);
  char control[CMSG_SPACE(sizeof(struct in6_pktinfo))] = {0};
  struct iovec data = {"x", 1};
  struct msghdr m = {&a, sizeof a, &data, 1, control, sizeof control};
  struct cmsghdr *c = CMSG_FIRSTHDR(&m);
  *c = (struct cmsghdr){CMSG_LEN(sizeof(struct in6_pktinfo)), IPPROTO_IPV6, IPV6_PKTINFO};
  struct in6_pktinfo *info = (void *)CMSG_DATA(c);
  inet_pton(AF_INET6, source, &info->ipi6_addr);
  info->ipi6_ifindex = ifindex;
  return sendmsg(s, &m, 0);
}

static int with_source4(int s, in_addr_t to, in_addr_t source, int ifindex)
{
  struct sockaddr_in a = {AF_INET, htons(9), {htonl(to)}};
  char control[CMSG_SPACE(sizeof(struct in_pktinfo))] = {0};
  struct iovec data = {"x", 1};
  struct msghdr m = {&a, sizeof a, &data, 1, control, sizeof control};
  struct cmsghdr *c = CMSG_FIRSTHDR(&m);
  *c = (struct cmsghdr){CMSG_LEN(sizeof(struct in_pktinfo)), IPPROTO_IP, IP_PKTINFO};
  struct in_pktinfo *info = (void *)CMSG_DATA(c);
  info->ipi_spec_dst.s_addr = htonl(source);
  info->ipi_ifindex = ifindex;
  return sendmsg(s, &m, 0);
}

int main(void)
{
  static const char *const devices[] = {"", "da", "db", "lo"};
  make("da", "dummy");
  make("db", "dummy");
  set_flags("da", IFF_UP, 0);
  set_flags("db", IFF_UP, 0);
  address4("da", 0x0a010001);
  address4("db", 0x0a020001);
  address6("da", "fd01::1");
  address6("db", "fd02::1");
  da = if_nametoindex("da");
  db = if_nametoindex("db");
  const int indices[] = {0, da, db, 1, 9999};
  static const char *const names[] = {"none", "da", "db", "lo", "9999"};

  for (int d = 0; d < 4; d++)
    for (int i = 0; i < 5; i++) {
      int s = bound(AF_INET6, devices[d]), t = bound(AF_INET, devices[d]);
      say(with_source6(s, "fd01::2", "::", indices[i]), "v6 on '%s' by %s", devices[d], names[i]);
      say(with_source6(s, "fd01::2", "fd02::1", indices[i]), "v6 on '%s' by %s from db's", devices[d], names[i]);
      say(with_source6(s, "fd01::2", "fd99::1", indices[i]), "v6 on '%s' by %s from nobody's", devices[d], names[i]);
      say(with_source6(s, "fd01::2", "fe80::1", indices[i]), "v6 on '%s' by %s from a link's", devices[d], names[i]);
      say(with_source4(t, 0x0a010002, 0x0a020001, indices[i]), "v4 on '%s' by %s from db's", devices[d], names[i]);
      say(with_source4(t, 0x0a010002, 0x0a990001, indices[i]), "v4 on '%s' by %s from nobody's", devices[d], names[i]);
      close(s);
      close(t);
    }
  static const struct { const char *device, *to; int scope; } ways[] = {
    {"", "fe80::9", 0}, {"", "fe80::9", 9999}, {"", "ff02::1", 0}, {"", "ff01::1", 0}, {"", "ff05::1", 0}, {"da", "ff02::1", 0},
    {"da", "fe80::9", -2}, {"", "fe80::9", -1}, {"lo", "fd01::2", 0}, {"db", "fd01::2", 0}, {"", "fd99::1", 0},
  };
  for (unsigned i = 0; i < sizeof ways / sizeof *ways; i++) {
    int scope = ways[i].scope == -1 ? da : ways[i].scope == -2 ? db : ways[i].scope, s = bound(AF_INET6, ways[i].device);
    struct sockaddr_in6 a = to6(ways[i].to, scope);
    say(sendto(s, "x", 1, 0, (void *)&a, sizeof a), "send on '%s' to %s%%%d", ways[i].device, ways[i].to, ways[i].scope);
    say(connect(s, (void *)&a, sizeof a), "connect on '%s' to %s%%%d", ways[i].device, ways[i].to, ways[i].scope);
    close(s);
  }
  // who hears that nobody listens there: errors of one's own addresses come in on lo
  for (int d = 0; d < 4; d++) {
    struct sockaddr_in own = {AF_INET, htons(9), {htonl(0x0a010001)}}, loop = {AF_INET, htons(9), {htonl(INADDR_LOOPBACK)}};
    for (int l = 0; l < 2; l++) {
      int s = bound(AF_INET, devices[d]);
      char text;
      say(connect(s, l ? (void *)&loop : (void *)&own, sizeof own), "connect on '%s' to %s", devices[d], l ? "lo's" : "da's");
      send(s, "x", 1, 0);
      usleep(20000);
      say(recv(s, &text, 1, MSG_DONTWAIT), "error on '%s' from %s", devices[d], l ? "lo's" : "da's");
      close(s);
    }
  }
  for (int d = 0; d < 4; d++) {
    int s = bound(AF_INET6, devices[d]);
    unsigned index = htonl(da);
    struct sockaddr_in6 a = to6("::1", 0);
    say(setsockopt(s, IPPROTO_IPV6, IPV6_UNICAST_IF, &index, sizeof index), "IPV6_UNICAST_IF on '%s'", devices[d]);
    say(bind(s, (void *)&a, sizeof a), "bind to ::1 on '%s'", devices[d]);
    close(s);
  }
}

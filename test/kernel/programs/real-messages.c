// args: --kernel 6.1 --clock virtual
// Control messages that are sent and received, and what an accepted socket has from its listener. Recorded on a real
// 32-bit parisc kernel (Debian's 6.1).
#include "probe.h"
#include <netinet/in.h>
#include <netinet/tcp.h>

static int pair(int family, int type, int *peer, int accepted)
{
  struct sockaddr_in a4 = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}};
  struct sockaddr_in6 a6 = {AF_INET6, 0, 0, IN6ADDR_LOOPBACK_INIT};
  struct sockaddr_storage a;
  socklen_t length = family == AF_INET ? sizeof a4 : sizeof a6;
  int s = socket(family, type, 0);
  bind(s, family == AF_INET ? (void *)&a4 : (void *)&a6, length);
  getsockname(s, (void *)&a, &length);
  *peer = socket(family, type, 0);
  if (type == SOCK_STREAM)
    listen(s, 1);
  connect(*peer, (void *)&a, length);
  return accepted && type == SOCK_STREAM ? accept(s, 0, 0) : s;
}

static void sending(void)
{
  static const struct { const char *name; int level, type, length; int value; } given[] = {
    {"mark", SOL_SOCKET, SO_MARK, 4, 5}, {"short mark", SOL_SOCKET, SO_MARK, 3, 5}, {"stamps", SOL_SOCKET, SO_TIMESTAMPING, 4, 0x10000},
    {"no such", SOL_SOCKET, 99, 4, 0}, {"segments", IPPROTO_UDP, 103, 2, 0x02000200}, {"segments of 4", IPPROTO_UDP, 103, 4, 512},
    {"udp 99", IPPROTO_UDP, 99, 2, 0}, {"ttl", IPPROTO_IP, IP_TTL, 4, 9}, {"other level", 99, 1, 4, 0},
  };
  static const struct { const char *name; int family, type; } kinds[] = {
    {"udp", AF_INET, SOCK_DGRAM}, {"udp6", AF_INET6, SOCK_DGRAM}, {"tcp", AF_INET, SOCK_STREAM},
  };
  for (int k = 0; k < 3; k++)
    for (unsigned i = 0; i < sizeof given / sizeof *given; i++) {
      int peer, s = pair(kinds[k].family, kinds[k].type, &peer, 0);
      char control[64] = {0};
      struct iovec data = {"hi", 2};
      struct msghdr m = {0, 0, &data, 1, control, CMSG_SPACE(given[i].length)};
      *CMSG_FIRSTHDR(&m) = (struct cmsghdr){CMSG_LEN(given[i].length), given[i].level, given[i].type};
      memcpy(CMSG_DATA((struct cmsghdr *)control), &given[i].value, 4);
      say(sendmsg(peer, &m, 0), "%s sends %s", kinds[k].name, given[i].name);
      close(peer);
      close(s);
    }
}

static void receiving(void)
{
  int on = 1, peer, s = pair(AF_INET, SOCK_DGRAM, &peer, 0);
  static const int wanted[] = {IP_PKTINFO, IP_RECVTTL, IP_RECVTOS, IP_CHECKSUM, IP_RECVFRAGSIZE, IP_PASSSEC};
  char text[10], control[200];
  for (unsigned i = 0; i < sizeof wanted / sizeof *wanted; i++)
    setsockopt(s, IPPROTO_IP, wanted[i], &on, sizeof on);
  for (int room = 0; room < 120; room += 7) {
    struct iovec data = {text, sizeof text};
    struct msghdr m = {0, 0, &data, 1, control, room};
    send(peer, "x", 1, 0);
    recvmsg(s, &m, 0);
    printf("room for %d: %d used, cut %d:", room, (int)m.msg_controllen, (m.msg_flags & MSG_CTRUNC) != 0);
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c))
      printf(" %d of %d", c->cmsg_type, (int)c->cmsg_len);
    printf("\n");
  }
}

static void inherited(void)
{
  static const struct { const char *name; int level, option, value; } options[] = {
    {"SO_PRIORITY", SOL_SOCKET, SO_PRIORITY, 3}, {"SO_NO_CHECK", SOL_SOCKET, SO_NO_CHECK, 1}, {"SO_BUSY_POLL", SOL_SOCKET, SO_BUSY_POLL, 9},
    {"SO_PREFER_BUSY_POLL", SOL_SOCKET, SO_PREFER_BUSY_POLL, 1}, {"SO_MARK", SOL_SOCKET, SO_MARK, 6},
    {"SO_KEEPALIVE", SOL_SOCKET, SO_KEEPALIVE, 1}, {"SO_RCVLOWAT", SOL_SOCKET, SO_RCVLOWAT, 20}, {"SO_TXREHASH", SOL_SOCKET, SO_TXREHASH, 0},
    {"TCP_NODELAY", IPPROTO_TCP, TCP_NODELAY, 1}, {"TCP_FASTOPEN_NO_COOKIE", IPPROTO_TCP, TCP_FASTOPEN_NO_COOKIE, 1},
    {"IP_TTL", IPPROTO_IP, IP_TTL, 33}, {"IP_TOS", IPPROTO_IP, IP_TOS, 0x10},
  };
  int s = socket(AF_INET, SOCK_STREAM, 0), c = socket(AF_INET, SOCK_STREAM, 0), value;
  struct sockaddr_in a = {AF_INET, htons(7900), {htonl(INADDR_LOOPBACK)}};
  unsigned n = sizeof options / sizeof *options;
  bind(s, (void *)&a, sizeof a);
  for (unsigned i = 0; i < n; i++)
    say(setsockopt(s, options[i].level, options[i].option, &options[i].value, 4), "set %s", options[i].name);
  listen(s, 1);
  connect(c, (void *)&a, sizeof a);
  int child = accept(s, 0, 0);
  for (unsigned i = 0; i < n; i++) {
    socklen_t length = sizeof value;
    int result = getsockopt(child, options[i].level, options[i].option, &value, &length);
    say(result, "the child's %s is %d", options[i].name, value);
    say(setsockopt(child, options[i].level, options[i].option, &options[i].value, 4), "set %s of the child", options[i].name);
  }
}

int main(void)
{
  sending();
  receiving();
  inherited();
}

// args: --kernel 6.1 --clock virtual
// When a listening socket makes a connection of a request: TCP_DEFER_ACCEPT waits for data and gives up waiting, a full
// queue takes the request later. Recorded on a real 32-bit parisc kernel (Debian's 6.1).
#include "probe.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/time.h>
#include <time.h>

static struct sockaddr_in at = {AF_INET};

static double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static int listener(int defer, int backlog)
{
  static int port = 7000;
  int s = socket(AF_INET, SOCK_STREAM, 0);
  at.sin_port = htons(port++);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(s, IPPROTO_TCP, TCP_DEFER_ACCEPT, &defer, sizeof defer);
  bind(s, (void *)&at, sizeof at);
  listen(s, backlog);
  return s;
}

static int opened(void)
{
  int s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  connect(s, (void *)&at, sizeof at);
  return s;
}

static void take(const char *what, int s, double since)
{
  struct timeval limit = {12, 0};
  setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  int a = accept(s, 0, 0);
  say(a < 0 ? -1 : 0, "%s after about %.0f s", what, now() - since);
}

int main(void)
{
  for (int defer = 0; defer <= 4; defer += defer ? 3 : 1) {
    int s = listener(defer, 5), told = 0;
    socklen_t length = sizeof told;
    double start = now();
    getsockopt(s, IPPROTO_TCP, TCP_DEFER_ACCEPT, &told, &length);
    printf("deferring for %d s, which is %d\n", defer, told);
    opened();
    take("without data", s, start);
    start = now();
    send(opened(), "x", 1, 0);
    take("with data", s, start);
  }
  int s = listener(0, 0);
  double start = now();
  for (int i = 0; i < 2; i++)
    opened();
  usleep(200000);
  take("the first", s, start);
  take("the second", s, start);
}

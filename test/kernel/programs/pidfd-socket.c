// args: --kernel 6.5
// Pidfds over sockets (6.5): SO_PASSPIDFD, SO_PEERPIDFD, what they name, and what happens without room for them.
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __hppa__
#define PASSPIDFD 0x404a
#define PEERPIDFD 0x404b
#else
#define PASSPIDFD 76
#define PEERPIDFD 77
#endif
#define PIDFD 4

static int names(int fd, pid_t pid)
{
  char path[50], line[100];
  int found = -2;
  snprintf(path, sizeof path, "/proc/self/fdinfo/%d", fd);
  FILE *f = fopen(path, "r");
  while (f && fgets(line, sizeof line, f))
    sscanf(line, "Pid:\t%d", &found);
  if (f)
    fclose(f);
  return found == pid;
}

static void receive(const char *what, int s, pid_t sender, int room)
{
  char text[10], control[100];
  struct iovec data = {text, sizeof text};
  struct msghdr m = {0, 0, &data, 1, room ? control : 0, room};
  int n = recvmsg(s, &m, 0);
  struct cmsghdr *c = room ? CMSG_FIRSTHDR(&m) : 0;
  int fd = -1;
  if (c)
    memcpy(&fd, CMSG_DATA(c), sizeof fd);
  printf("%s: %d bytes, %s, names the sender: %d, cut: %d\n", what, n, c ? c->cmsg_type == PIDFD ? "a pidfd" : "?" : "nothing",
         c && fd >= 0 && names(fd, sender), (m.msg_flags & MSG_CTRUNC) != 0);
  if (fd >= 0)
    close(fd);
}

int main(void)
{
  int s[2], on = 1, value = -1;
  socklen_t length = sizeof value;
  socketpair(AF_UNIX, SOCK_SEQPACKET, 0, s);
  printf("set %d", setsockopt(s[0], SOL_SOCKET, PASSPIDFD, &on, sizeof on));
  printf(" get %d", getsockopt(s[0], SOL_SOCKET, PASSPIDFD, &value, &length));
  printf(" value %d\n", value);
  pid_t child = fork();
  if (!child) {
    send(s[1], "one", 3, 0);
    send(s[1], "two", 3, 0);
    send(s[1], "three", 5, 0);
    char go;
    recv(s[1], &go, 1, 0);
    _exit(0);
  }
  receive("with room", s[0], child, 100);
  receive("without", s[0], child, 0);
  receive("with too little", s[0], child, sizeof(struct cmsghdr));
  int peer = -1;
  length = sizeof peer;
  printf("peer %d", getsockopt(s[0], SOL_SOCKET, PEERPIDFD, &peer, &length));
  printf(" is us: %d, length %d\n", names(peer, getpid()), (int)length);
  int alone = socket(AF_UNIX, SOCK_STREAM, 0);
  printf("without a peer: %d", getsockopt(alone, SOL_SOCKET, PEERPIDFD, &peer, &length));
  printf(" %s\n", strerrorname_np(errno));
  send(s[0], "x", 1, 0);
  wait(0);
}

// What the programs that ask a real kernel about devices share: printing answers, making devices by rtnetlink, hearing
// uevents. An answer is a line "what: result", with the name of an errno where a call fails.
#pragma once
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <linux/veth.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/** Prints one answer: `result` if it is not negative, errno's name otherwise. */
static void say(long result, const char *what, ...)
{
  int error = errno;
  va_list args;
  va_start(args, what);
  vprintf(what, args);
  va_end(args);
  if (result < 0)
    printf(": %s\n", strerrorname_np(error));
  else
    printf(": %ld\n", result);
  fflush(stdout);
  errno = error;
}

/** A netlink request that is being written. */
struct request {
  struct nlmsghdr header;
  struct ifinfomsg link;
  char attributes[2000];
};

static struct request request(int type, int flags, int ifindex)
{
  struct request r = {.header = {.nlmsg_type = type, .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags, .nlmsg_seq = 1}};
  r.header.nlmsg_len = NLMSG_LENGTH(sizeof r.link);
  r.link.ifi_index = ifindex;
  return r;
}

static struct rtattr *attribute(struct request *r, int type, const void *data, int length)
{
  struct rtattr *a = (void *)((char *)r + NLMSG_ALIGN(r->header.nlmsg_len));
  a->rta_type = type;
  a->rta_len = RTA_LENGTH(length);
  if (length)
    memcpy(RTA_DATA(a), data, length);
  r->header.nlmsg_len = NLMSG_ALIGN(r->header.nlmsg_len) + RTA_ALIGN(a->rta_len);
  return a;
}

static void close_nest(struct request *r, struct rtattr *nest)
{
  nest->rta_len = (char *)r + r->header.nlmsg_len - (char *)nest;
}

/** Sends it and waits for the answer: 0, or -1 with errno. */
static int ask(struct request *r)
{
  int s = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), error = ETIMEDOUT;
  struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
  char answer[4096];
  sendto(s, r, r->header.nlmsg_len, 0, (void *)&kernel, sizeof kernel);
  if (recv(s, answer, sizeof answer, 0) > 0)
    error = -((struct nlmsgerr *)NLMSG_DATA((struct nlmsghdr *)answer))->error;
  close(s);
  errno = error;
  return error ? -1 : 0;
}

static struct request new_link(const char *name)
{
  struct request r = request(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 0);
  attribute(&r, IFLA_IFNAME, name, strlen(name) + 1);
  return r;
}

static int make(const char *name, const char *kind)
{
  struct request r = new_link(name);
  struct rtattr *info = attribute(&r, IFLA_LINKINFO, 0, 0);
  attribute(&r, IFLA_INFO_KIND, kind, strlen(kind));
  close_nest(&r, info);
  return ask(&r);
}

static int make_veth(const char *name, const char *peer)
{
  struct request r = new_link(name);
  struct ifinfomsg other = {0};
  struct rtattr *info = attribute(&r, IFLA_LINKINFO, 0, 0);
  attribute(&r, IFLA_INFO_KIND, "veth", 4);
  struct rtattr *data = attribute(&r, IFLA_INFO_DATA, 0, 0);
  struct rtattr *end = attribute(&r, VETH_INFO_PEER, &other, sizeof other);
  attribute(&r, IFLA_IFNAME, peer, strlen(peer) + 1);
  close_nest(&r, end);
  close_nest(&r, data);
  close_nest(&r, info);
  return ask(&r);
}

static int delete(const char *name)
{
  struct request r = request(RTM_DELLINK, 0, if_nametoindex(name));
  return ask(&r);
}

/** A request of SIOCxIFxxx about a device. */
static struct ifreq about(const char *name)
{
  struct ifreq r = {0};
  strncpy(r.ifr_name, name, IFNAMSIZ - 1);
  return r;
}

static int device_ioctl(unsigned long command, struct ifreq *r)
{
  int s = socket(AF_INET, SOCK_DGRAM, 0), result = ioctl(s, command, r), error = errno;
  close(s);
  errno = error;
  return result;
}

static int rename_to(const char *name, const char *new_name)
{
  struct ifreq r = about(name);
  strncpy(r.ifr_newname, new_name, IFNAMSIZ - 1);
  return device_ioctl(SIOCSIFNAME, &r);
}

static int set_flags(const char *name, int on, int off)
{
  struct ifreq r = about(name);
  if (device_ioctl(SIOCGIFFLAGS, &r))
    return -1;
  r.ifr_flags = (r.ifr_flags | on) & ~off;
  return device_ioctl(SIOCSIFFLAGS, &r);
}

/** Writes text into a file: the number of bytes taken. */
static int put(const char *path, const char *text)
{
  int fd = open(path, O_WRONLY), n = fd < 0 ? -1 : write(fd, text, strlen(text)), error = errno;
  if (fd >= 0)
    close(fd);
  errno = error;
  return n;
}

/** What a file says, newlines as '|', or the name of an errno. */
static const char *get(const char *path)
{
  static char text[1000];
  int fd = open(path, O_RDONLY), n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
  if (n < 0)
    strcpy(text, strerrorname_np(errno));
  else
    text[n] = 0;
  for (char *c = text; *c; c++)
    if (*c == '\n')
      *c = '|';
  if (fd >= 0)
    close(fd);
  return text;
}

static int hear_uevents(void)
{
  int s = socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT), size = 1 << 20;
  struct sockaddr_nl group = {.nl_family = AF_NETLINK, .nl_groups = 1};
  setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
  bind(s, (void *)&group, sizeof group);
  return s;
}

/** Prints what has been heard, without numbers. */
static void tell_uevents(int s, const char *after)
{
  char text[2048];
  struct pollfd p = {s, POLLIN};
  int n;
  printf("%s:\n", after);
  while (poll(&p, 1, 100) > 0 && (n = recv(s, text, sizeof text, 0)) > 0)
    for (int i = 0, first = 1; i < n; i += strlen(text + i) + 1) {
      if (!strncmp(text + i, "SEQNUM=", 7))
        printf("\n");
      else if (strncmp(text + i, "IFINDEX=", 8) && strncmp(text + i, "ACTION=", 7) && strncmp(text + i, "DEVPATH=", 8))
        printf("%s%s", first ? "  " : " ", text + i);
      first = 0;
    }
  fflush(stdout);
}

/* The parts of the two races that the page's lab plays, each part a process of its own. When a part has got ready it calls
   sched_yield(); every system call behind that is one step of the lab's timeline, until its story is told.
   Above: web/lab/engine.ts, which runs the parts and says whose step is next. Below: ../race/net.h.

   usage: lab PART
     by-name, by-number  has the number of a device, 2, and wants a socket bound to it
     manager             renames eth0 -> wan0, eth1 -> eth0
     unplug, hypervisor  pull the card in slot 2 out, plug it in
     service             brings net0 UP
     udev                hears of the new device and calls it ens2
   Each ends with status 0 if it got what it wanted, 1 if it got something else, 2 if the kernel refused. */

/* struct mmsghdr */
#define _GNU_SOURCE

#include "../race/net.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#ifndef SO_BINDTOIFINDEX
#define SO_BINDTOIFINDEX 0x4037
#endif

void *memset(void *to, int value, size_t n);

#define SLOT "0000:00:02.0"
#define WANTED 2

static void ready(void)
{
	syscall(__NR_sched_yield);
}

/* Which device it is now; status as above. */
static int verdict(long s)
{
	char name[IFNAMSIZ];
	int room = sizeof name;
	long r = syscall(__NR_getsockopt, s, SOL_SOCKET, SO_BINDTODEVICE, name, &room);
	if (r < 0 || room == 0)
		return 2;
	return index_of(s, name) == WANTED ? 0 : 1;
}

static int by_name(void)
{
	char name[IFNAMSIZ];
	long s = datagram_socket();
	ready();
	if (name_of(s, WANTED, name) < 0)
		return 2;
	if (syscall(__NR_setsockopt, s, SOL_SOCKET, SO_BINDTODEVICE, name, length(name) + 1) < 0)
		return 2;
	return verdict(s);
}

/* It asks for the name as well, for its log. */
static int by_number(void)
{
	char name[IFNAMSIZ];
	int index = WANTED;
	long s = datagram_socket();
	ready();
	name_of(s, index, name);
	if (syscall(__NR_setsockopt, s, SOL_SOCKET, SO_BINDTOIFINDEX, &index, sizeof index) < 0)
		return 2;
	return verdict(s);
}

static int manager(void)
{
	long s = datagram_socket();
	ready();
	long first = rename_device(s, "eth0", "wan0");
	long second = rename_device(s, "eth1", "eth0");
	return first < 0 || second < 0 ? 2 : 0;
}

static long open_to_write(const char *path)
{
	return syscall(__NR_open, path, 1 /* O_WRONLY */, 0);
}

static int hypervisor(void)
{
	long fd = open_to_write("/sys/bus/pci/drivers/e1000/bind");
	ready();
	return syscall(__NR_write, fd, SLOT, length(SLOT)) < 0 ? 2 : 0;
}

/* Takes the card out first, so that there is something to plug in. */
static int unplug(void)
{
	long fd = open_to_write("/sys/bus/pci/drivers/e1000/unbind");
	return syscall(__NR_write, fd, SLOT, length(SLOT)) < 0 ? 2 : 0;
}

static int service(void)
{
	struct ifreq r;
	long s = datagram_socket();
	name_request(&r, "net0");
	r.ifr_flags = flags_of(s, "net0") | IFF_UP;
	ready();
	return syscall(__NR_ioctl, s, SIOCSIFFLAGS, &r) < 0 ? 2 : 0;
}

/* The name in a message about a device. */
static const char *name_in(struct nlmsghdr *h)
{
	struct ifinfomsg *i = NLMSG_DATA(h);
	struct rtattr *a = IFLA_RTA(i);
	for (long n = h->nlmsg_len - NLMSG_LENGTH(sizeof *i); RTA_OK(a, n); a = RTA_NEXT(a, n))
		if (a->rta_type == IFLA_IFNAME)
			return RTA_DATA(a);
	return 0;
}

static int udev(void)
{
	static char buffers[16][2048] __attribute__((aligned(8)));
	struct iovec parts[16];
	struct mmsghdr messages[16];
	struct sockaddr_nl to = { .nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK };
	char name[IFNAMSIZ];
	int newest = 0;
	long s = datagram_socket(), news = syscall(__NR_socket, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	syscall(__NR_bind, news, &to, sizeof to);
	for (int i = 1; i < 64; i++)
		if (name_of(s, i, name) >= 0)
			newest = i;
	for (int i = 0; i < 16; i++) {
		memset(&messages[i], 0, sizeof messages[i]);
		parts[i].iov_base = buffers[i];
		parts[i].iov_len = sizeof buffers[i];
		messages[i].msg_hdr.msg_iov = &parts[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	ready();
	/* all the news at once, so that it is one step whatever else has happened */
	long n = syscall(__NR_recvmmsg, news, messages, 16, MSG_WAITFORONE, 0);
	for (int m = 0; m < n; m++) {
		struct nlmsghdr *h = (void *)buffers[m];
		struct ifinfomsg *i = NLMSG_DATA(h);
		const char *called = name_in(h);
		if (h->nlmsg_type == RTM_NEWLINK && i->ifi_index > newest && called)
			return rename_device(s, called, "ens2") < 0 ? 2 : 0;
	}
	return 2;
}

int main(int argc, char **argv)
{
	const struct {
		const char *name;
		int (*play)(void);
	} parts[] = {
		{ "by-name", by_name }, { "by-number", by_number }, { "manager", manager }, { "hypervisor", hypervisor },
		{ "unplug", unplug },   { "service", service },     { "udev", udev },
	};
	for (size_t i = 0; argc == 2 && i < sizeof parts / sizeof *parts; i++)
		if (same(argv[1], parts[i].name))
			return parts[i].play();
	say("usage: lab by-name|by-number|manager|hypervisor|unplug|service|udev");
	return 2;
}

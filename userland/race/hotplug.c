/* Renaming a failover slave that has just been plugged in (Linux 8065a779f1, IFF_LIVE_RENAME_OK).

   A virtual machine has a paravirtual card; its failover master is net0. The hypervisor plugs in a second card with the same
   address (after a live migration, say). The kernel makes it a slave of net0, and if net0 is UP opens it at once.
   udev hears of the new device and gives it its proper name. A device that is UP cannot be renamed: if the kernel was
   quicker than udev the name stays what it is, EBUSY. With the commit a failover slave can be renamed while it is UP.

   usage: race-hotplug steps   one thing after the other: net0 goes UP, the card is plugged in, udev renames
          race-hotplug race    the card is plugged in while net0 is down; the network service brings net0 UP, udev
                               renames, at the same time: it depends on the schedule
   status 0: renamed; 1: udev got EBUSY; 2: something else went wrong.
   It wants a failover master net0 with its two cards, the second one in PCI slot 2. */

#include "net.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#define SLOT "0000:00:02.0"

/* Writes a word to a file of sysfs. */
static long store(const char *path, const char *text)
{
	long fd = syscall(__NR_open, path, 1 /* O_WRONLY */, 0);
	if (fd < 0)
		return fd;
	long r = syscall(__NR_write, fd, text, length(text));
	syscall(__NR_close, fd);
	return r < 0 ? r : 0;
}

static long plug(void)
{
	return store("/sys/bus/pci/drivers/e1000/bind", SLOT);
}

static long unplug(void)
{
	return store("/sys/bus/pci/drivers/e1000/unbind", SLOT);
}

/* A socket that hears of devices, as udev's. */
static long monitor(void)
{
	struct sockaddr_nl to = { .nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK };
	long s = syscall(__NR_socket, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	if (s < 0)
		return s;
	long r = syscall(__NR_bind, s, &to, sizeof to);
	return r < 0 ? r : s;
}

/* The first device that is new: its number. */
static long new_device(long monitor, int newest)
{
	static char buffer[8192] __attribute__((aligned(8)));
	for (;;) {
		long n = syscall(__NR_recvfrom, monitor, buffer, sizeof buffer, 0, 0, 0);
		if (n < 0)
			return n;
		for (struct nlmsghdr *h = (void *)buffer; NLMSG_OK(h, n); h = NLMSG_NEXT(h, n)) {
			struct ifinfomsg *i = NLMSG_DATA(h);
			if (h->nlmsg_type == RTM_NEWLINK && i->ifi_index > newest)
				return i->ifi_index;
		}
	}
}

static int udev(long monitor, int newest)
{
	struct line l = { .n = 0 };
	char name[IFNAMSIZ];
	long s = datagram_socket();
	long index = new_device(monitor, newest);
	if (index < 0 || name_of(s, index, name) < 0)
		return 2;
	long r = rename_device(s, name, "ens2");
	put(&l, "udev             is told of ");
	put(&l, name);
	put(&l, "; rename ");
	put(&l, name);
	put(&l, " -> ens2: ");
	put_result(&l, r);
	if (r == -EBUSY)
		put(&l, ": net0 has opened it already, it keeps a name that nobody asked for");
	end(&l);
	return r == 0 ? 0 : r == -EBUSY ? 1 : 2;
}

static int service(void)
{
	return bring_up(datagram_socket(), "net0") < 0 ? 2 : 0;
}

static void tell(const char *who, const char *what, long r)
{
	struct line l = { .n = 0 };
	put(&l, who);
	put(&l, what);
	put_result(&l, r);
	end(&l);
}

static int has_master(const char *name)
{
	struct line path = { .n = 0 };
	put(&path, "/sys/class/net/");
	put(&path, name);
	put(&path, "/master");
	path.text[path.n] = 0;
	return syscall(__NR_access, path.text, 0) == 0;
}

static int steps(long heard, int newest)
{
	struct line l = { .n = 0 };
	char name[IFNAMSIZ] = "";
	long s = datagram_socket();
	tell("network service  ", "brings net0 UP: ", bring_up(s, "net0"));
	tell("hypervisor       ", "plugs in a card with net0's address: ", plug());
	for (int i = newest + 1; i < newest + 8 && !name[0]; i++)
		name_of(s, i, name);
	put(&l, "kernel           ");
	put(&l, name);
	put(&l, has_master(name) ? " is a slave of net0" : " has no master");
	put(&l, flags_of(s, name) & IFF_UP ? ", and UP" : ", and down");
	end(&l);
	return udev(heard, newest);
}

static int race(long heard, int newest)
{
	long up = syscall(__NR_fork);
	if (up == 0) {
		plug();
		syscall(__NR_exit, service());
	}
	long rename = syscall(__NR_fork);
	if (rename == 0)
		syscall(__NR_exit, udev(heard, newest));
	int failed = join(up);
	int status = join(rename);
	return failed ? 2 : status;
}

int main(int argc, char **argv)
{
	if (argc != 2 || !(same(argv[1], "steps") || same(argv[1], "race"))) {
		say("usage: race-hotplug steps|race");
		return 2;
	}
	long s = datagram_socket();
	if (index_of(s, "net0") < 0 || unplug() < 0) {
		say("race-hotplug: wants a failover master net0 with its second card in slot " SLOT);
		return 2;
	}
	char name[IFNAMSIZ];
	int newest = 0;
	for (int i = 1; i < 64; i++)
		if (name_of(s, i, name) >= 0)
			newest = i;
	long heard = monitor();
	if (heard < 0)
		return 2;
	return same(argv[1], "steps") ? steps(heard, newest) : race(heard, newest);
}

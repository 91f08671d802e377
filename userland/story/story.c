/* The story the emulator was built for, as one program: what happens to a socket that is bound to a network device
   while somebody else renames devices (Linux f5dd3d0c96), and when an UP device may be renamed (8065a779f1).
   It wants two ordinary devices, eth0 and eth1, and a failover master net0 with its standby.
   Two processes, the application and the device manager, take turns over pipes. */

#include <asm/socket.h>
#include <linux/if.h>
#include <linux/sockios.h>

#include "../lib/parisc.h"

/* parisc's value; older headers do not have it. */
#ifndef SO_BINDTOIFINDEX
#define SO_BINDTOIFINDEX 0x4037
#endif

static const char *error_name(long r)
{
	switch (-r) {
	case EPERM: return "EPERM";
	case EBUSY: return "EBUSY";
	case ENODEV: return "ENODEV";
	case EEXIST: return "EEXIST";
	case EINVAL: return "EINVAL";
	case ENOPROTOOPT: return "ENOPROTOOPT";
	default: return "an error";
	}
}

static void put_result(struct line *l, long r)
{
	if (r >= 0) {
		put(l, "ok");
	} else {
		put(l, error_name(r));
		put(l, " (");
		put_number(l, -r);
		put(l, ")");
	}
}

static long datagram_socket(void)
{
	return syscall(__NR_socket, AF_INET, SOCK_DGRAM, 0);
}

static void name_request(struct ifreq *r, const char *name)
{
	for (size_t i = 0; i < sizeof *r; i++)
		((char *)r)[i] = 0;
	copy(r->ifr_name, name, IFNAMSIZ);
}

static long rename_device(long s, const char *from, const char *to)
{
	struct ifreq r;
	name_request(&r, from);
	copy(r.ifr_newname, to, IFNAMSIZ);
	return syscall(__NR_ioctl, s, SIOCSIFNAME, &r);
}

static long index_of(long s, const char *name)
{
	struct ifreq r;
	name_request(&r, name);
	long e = syscall(__NR_ioctl, s, SIOCGIFINDEX, &r);
	return e < 0 ? e : r.ifr_ifindex;
}

static long name_of(long s, int index, char *name)
{
	struct ifreq r;
	name_request(&r, "");
	r.ifr_ifindex = index;
	long e = syscall(__NR_ioctl, s, SIOCGIFNAME, &r);
	if (e >= 0)
		copy(name, r.ifr_name, IFNAMSIZ);
	return e;
}

static long set_up(long s, const char *name, int up)
{
	struct ifreq r;
	name_request(&r, name);
	long e = syscall(__NR_ioctl, s, SIOCGIFFLAGS, &r);
	if (e < 0)
		return e;
	r.ifr_flags = up ? r.ifr_flags | IFF_UP : r.ifr_flags & ~IFF_UP;
	return syscall(__NR_ioctl, s, SIOCSIFFLAGS, &r);
}

/* "2 (wan0)" for the device the socket is bound to now. */
static void put_device(struct line *l, long s, long index)
{
	char name[IFNAMSIZ];
	put_number(l, index);
	if (name_of(s, index, name) >= 0) {
		put(l, " (");
		put(l, name);
		put(l, ")");
	}
}

/* Which device did the socket really get? By name, and back to an index: this works on every release. */
static long bound_index(long s)
{
	char name[IFNAMSIZ];
	int room = sizeof name;
	long e = syscall(__NR_getsockopt, s, SOL_SOCKET, SO_BINDTODEVICE, name, &room);
	if (e < 0)
		return e;
	return room ? index_of(s, name) : 0;
}

/* One turn of the other process. */
static void hand_over(int *to_other, int *from_other)
{
	char turn = 1;
	syscall(__NR_write, to_other[1], &turn, 1);
	syscall(__NR_read, from_other[0], &turn, 1);
}

static void manager(int *go, int *done)
{
	char turn;
	long s = datagram_socket();
	struct line l = { .n = 0 };
	syscall(__NR_read, go[0], &turn, 1);
	put(&l, "  manager      rename eth0 -> wan0: ");
	put_result(&l, rename_device(s, "eth0", "wan0"));
	end(&l);
	put(&l, "  manager      rename eth1 -> eth0: ");
	put_result(&l, rename_device(s, "eth1", "eth0"));
	end(&l);
	syscall(__NR_write, done[1], &turn, 1);
	syscall(__NR_exit, 0);
}

static void race(void)
{
	int go[2], done[2], status;
	struct line l = { .n = 0 };
	long s = datagram_socket(), by_name = datagram_socket(), by_index = datagram_socket();
	int wanted = index_of(s, "eth0");
	char name[IFNAMSIZ];

	say("1. A socket bound to a device, while the device is renamed (Linux f5dd3d0c96)");
	syscall(__NR_pipe, go);
	syscall(__NR_pipe, done);
	if (syscall(__NR_fork) == 0)
		manager(go, done);

	name_of(s, wanted, name);
	put(&l, "  application  wants device ");
	put_device(&l, s, wanted);
	put(&l, ", and asks for its name: ");
	put(&l, name);
	end(&l);
	hand_over(go, done);

	put(&l, "  application  SO_BINDTODEVICE \"");
	put(&l, name);
	put(&l, "\": ");
	put_result(&l, syscall(__NR_setsockopt, by_name, SOL_SOCKET, SO_BINDTODEVICE, name, length(name) + 1));
	long got = bound_index(by_name);
	put(&l, ", bound to device ");
	put_device(&l, s, got);
	put(&l, got == wanted ? ": the right one" : ": THE WRONG ONE");
	end(&l);

	put(&l, "  application  SO_BINDTOIFINDEX ");
	put_number(&l, wanted);
	put(&l, ": ");
	long r = syscall(__NR_setsockopt, by_index, SOL_SOCKET, SO_BINDTOIFINDEX, &wanted, sizeof wanted);
	put_result(&l, r);
	if (r < 0) {
		put(&l, ": this kernel has no such option; the race cannot be avoided");
	} else {
		got = bound_index(by_index);
		put(&l, ", bound to device ");
		put_device(&l, s, got);
		put(&l, got == wanted ? ": the right one" : ": THE WRONG ONE");
	}
	end(&l);
	syscall(__NR_wait4, -1, &status, 0, 0);
}

/* The device whose master link leads somewhere: the failover master's slave. */
static long find_slave(long s, char *slave)
{
	for (int index = 1; index < 32; index++) {
		struct line path = { .n = 0 };
		if (name_of(s, index, slave) < 0)
			continue;
		put(&path, "/sys/class/net/");
		put(&path, slave);
		put(&path, "/master");
		path.text[path.n] = 0;
		if (syscall(__NR_access, path.text, 0) == 0)
			return index;
	}
	return -ENODEV;
}

static void live_rename(void)
{
	struct line l = { .n = 0 };
	char slave[IFNAMSIZ];
	long s = datagram_socket();

	say("2. Renaming a device that is UP (Linux 8065a779f1)");
	set_up(s, "eth0", 1);
	put(&l, "  manager      eth0 is UP; rename eth0 -> lan0: ");
	put_result(&l, rename_device(s, "eth0", "lan0"));
	end(&l);

	if (find_slave(s, slave) < 0) {
		say("  manager      there is no failover slave here");
		return;
	}
	set_up(s, "net0", 1);
	put(&l, "  manager      net0, a failover master, went UP and opened its slave ");
	put(&l, slave);
	put(&l, "; rename ");
	put(&l, slave);
	put(&l, " -> net0nsby: ");
	long r = rename_device(s, slave, "net0nsby");
	put_result(&l, r);
	put(&l, r < 0 ? ": the slave keeps a name that nobody asked for" : ": a live rename");
	end(&l);
}

int main(void)
{
	race();
	live_rename();
	return 0;
}

/* Binding a socket to a device while devices are renamed (Linux f5dd3d0c96, SO_BINDTOIFINDEX).

   The application knows a device by its number, as it came in a route or a netlink message, and wants a socket bound to that
   very device. The device manager renames meanwhile, as udev does at boot: eth0 -> wan0, and then eth1 -> eth0.
   Where there is SO_BINDTOIFINDEX the application says the number. Where there is not, it has to ask for the name first
   (SIOCGIFNAME) and bind to that (SO_BINDTODEVICE): between the two the name may pass to another device.

   usage: race-bind turns     both take turns, so that the renames come just between the two calls
          race-bind race      both run freely: it depends on the schedule
   status 0: bound to the device that was wanted; 1: to another one; 2: something else went wrong.
   It wants two devices, eth0 and eth1. */

#include "net.h"

/* parisc's value; older headers do not have it. */
#ifndef SO_BINDTOIFINDEX
#define SO_BINDTOIFINDEX 0x4037
#endif

static int turns;
static int to_manager[2], to_application[2];

static void pass(int *to)
{
	char c = 1;
	if (turns)
		syscall(__NR_write, to[1], &c, 1);
}

static void await(int *from)
{
	char c;
	if (turns)
		syscall(__NR_read, from[0], &c, 1);
}

static int manager(void)
{
	long s = datagram_socket();
	await(to_manager);
	long first = rename_device(s, "eth0", "wan0");
	long second = rename_device(s, "eth1", "eth0");
	pass(to_application);
	return first < 0 || second < 0 ? 2 : 0;
}

static int application(int wanted)
{
	struct line l = { .n = 0 };
	char name[IFNAMSIZ], got[IFNAMSIZ];
	int room = sizeof got;
	long s = datagram_socket();
	long r = name_of(s, wanted, name);
	if (r < 0)
		return 2;
	/* the manager's renames come here */
	pass(to_manager);
	await(to_application);
	r = syscall(__NR_setsockopt, s, SOL_SOCKET, SO_BINDTOIFINDEX, &wanted, sizeof wanted);
	put(&l, "SO_BINDTOIFINDEX 2: ");
	put_result(&l, r);
	if (r == -ENOPROTOOPT) {
		r = syscall(__NR_setsockopt, s, SOL_SOCKET, SO_BINDTODEVICE, name, length(name) + 1);
		put(&l, "; SO_BINDTODEVICE by name: ");
		put_result(&l, r);
	}
	if (r >= 0)
		r = syscall(__NR_getsockopt, s, SOL_SOCKET, SO_BINDTODEVICE, got, &room);
	long index = r < 0 ? r : index_of(s, got);
	put(&l, index == wanted ? "; bound to device 2, which was wanted" : "; bound to ANOTHER device, ");
	if (index != wanted)
		put_number(&l, index);
	end(&l);
	return index == wanted ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc != 2 || !(same(argv[1], "turns") || same(argv[1], "race"))) {
		say("usage: race-bind turns|race");
		return 2;
	}
	turns = same(argv[1], "turns");
	long s = datagram_socket();
	int wanted = index_of(s, "eth0");
	if (wanted < 0 || index_of(s, "eth1") < 0) {
		say("race-bind: wants two devices, eth0 and eth1");
		return 2;
	}
	syscall(__NR_pipe, to_manager);
	syscall(__NR_pipe, to_application);
	long pid = syscall(__NR_fork);
	if (pid == 0)
		syscall(__NR_exit, manager());
	int status = application(wanted);
	return join(pid) ? 2 : status;
}

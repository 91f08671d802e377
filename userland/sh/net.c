/* Commands on the network. Above: main.c (the table). Below: io.c. */

#include <asm/socket.h>
#include <linux/icmp.h>
#include <linux/if.h>
#include <linux/in.h>
#include <linux/sockios.h>
#include <linux/time_types.h>

#include "sh.h"

static long control;

static long ask(const char *name, unsigned long what, struct ifreq *r)
{
	memset(r, 0, sizeof *r);
	copy(r->ifr_name, name, IFNAMSIZ);
	return syscall(__NR_ioctl, control, what, r);
}

static void out_address(const unsigned char *b)
{
	for (int i = 0; i < 4; i++) {
		out_number(b[i], 0);
		if (i < 3)
			out(".");
	}
}

/* "10.0.0.1[/24]": 0 if it is one. */
static int parse_address(const char *s, unsigned char *b, int *prefix)
{
	for (int i = 0; i < 4; i++) {
		long v = 0;
		int digits = 0;
		for (; *s >= '0' && *s <= '9' && digits < 3; s++, digits++)
			v = v * 10 + *s - '0';
		if (!digits || v > 255)
			return -1;
		b[i] = v;
		if (i < 3 && *s++ != '.')
			return -1;
	}
	if (*s == '/' && prefix) {
		long n = number(s + 1);
		if (n < 0 || n > 32)
			return -1;
		*prefix = n;
		return 0;
	}
	return *s ? -1 : 0;
}

static unsigned char *address_in(struct ifreq *r)
{
	return (unsigned char *)&((struct sockaddr_in *)&r->ifr_addr)->sin_addr;
}

static void show_device(const char *name)
{
	struct ifreq r;
	out(name);
	for (size_t n = length(name); n < 10; n++)
		out(" ");
	if (ask(name, SIOCGIFHWADDR, &r) == 0 && r.ifr_hwaddr.sa_family == 1) {
		out("ether ");
		for (int i = 0; i < 6; i++) {
			out_hex((unsigned char)r.ifr_hwaddr.sa_data[i], 2);
			if (i < 5)
				out(":");
		}
	} else {
		out("loopback");
	}
	if (ask(name, SIOCGIFADDR, &r) == 0) {
		out("\n          inet ");
		out_address(address_in(&r));
		if (ask(name, SIOCGIFNETMASK, &r) == 0) {
			out(" mask ");
			out_address(address_in(&r));
		}
	}
	out("\n          ");
	if (ask(name, SIOCGIFFLAGS, &r) == 0) {
		out(r.ifr_flags & IFF_UP ? "UP " : "down ");
		if (r.ifr_flags & IFF_RUNNING)
			out("RUNNING ");
	}
	if (ask(name, SIOCGIFMTU, &r) == 0) {
		out("mtu ");
		out_number(r.ifr_mtu, 0);
	}
	if (ask(name, SIOCGIFINDEX, &r) == 0) {
		out(" index ");
		out_number(r.ifr_ifindex, 0);
	}
	out("\n");
}

static int change_flags(const char *name, int on, int off)
{
	struct ifreq r;
	long e = ask(name, SIOCGIFFLAGS, &r);
	if (e == 0) {
		int flags = (r.ifr_flags | on) & ~off;
		r.ifr_flags = flags;
		e = syscall(__NR_ioctl, control, SIOCSIFFLAGS, &r);
	}
	return e < 0 ? complain("ifconfig", name, e) : 0;
}

static int set_address(const char *name, const char *text)
{
	struct ifreq r;
	unsigned char b[4];
	int prefix = 24;
	if (parse_address(text, b, &prefix))
		return complain("ifconfig", text, -EINVAL);
	for (int mask = 0; mask < 2; mask++) {
		memset(&r, 0, sizeof r);
		copy(r.ifr_name, name, IFNAMSIZ);
		r.ifr_addr.sa_family = AF_INET;
		unsigned long bits = prefix ? -1UL << (32 - prefix) : 0;
		memcpy(address_in(&r), mask ? (void *)&bits : (void *)b, 4);
		long e = syscall(__NR_ioctl, control, mask ? SIOCSIFNETMASK : SIOCSIFADDR, &r);
		if (e < 0)
			return complain("ifconfig", name, e);
	}
	return change_flags(name, IFF_UP, 0);
}

/* ifconfig [DEVICE [ADDRESS[/N] | up | down]…] */
int ifconfig(int argc, char **argv)
{
	struct folder f;
	const char *name;
	int status = 0;
	control = syscall(__NR_socket, AF_INET, SOCK_DGRAM, 0);
	if (control < 0)
		return complain("ifconfig", 0, control);
	if (argc > 2) {
		for (int i = 2; i < argc && !status; i++)
			if (same(argv[i], "up"))
				status = change_flags(argv[1], IFF_UP, 0);
			else if (same(argv[i], "down"))
				status = change_flags(argv[1], 0, IFF_UP);
			else
				status = set_address(argv[1], argv[i]);
		return status;
	}
	if (argc == 2) {
		struct ifreq r;
		long e = ask(argv[1], SIOCGIFINDEX, &r);
		if (e < 0)
			return complain("ifconfig", argv[1], e);
		show_device(argv[1]);
		return 0;
	}
	long r = open_folder(&f, "/sys/class/net");
	if (r < 0)
		return complain("ifconfig", "/sys/class/net", r);
	while ((name = next_name(&f, 0))) {
		struct ifreq i;
		/* not all that is there is a device */
		if (ask(name, SIOCGIFINDEX, &i) == 0)
			show_device(name);
	}
	return 0;
}

static unsigned short checksum(const void *bytes, size_t n)
{
	const unsigned char *b = bytes;
	unsigned long sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += i & 1 ? b[i] : b[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

#define DATA 56

/* ping [-c N] ADDRESS */
int ping(int argc, char **argv)
{
	struct sockaddr_in to;
	unsigned char packet[8 + DATA], answer[1500];
	int count = -1, status = 1;
	char **a = argv + 1;
	if (*a && same(*a, "-c") && a[1]) {
		count = number(a[1]);
		a += 2;
	}
	memset(&to, 0, sizeof to);
	to.sin_family = AF_INET;
	if (!*a || parse_address(*a, (unsigned char *)&to.sin_addr, 0))
		return complain("ping", "usage: ping [-c N] ADDRESS", 0) + 1;
	long s = syscall(__NR_socket, AF_INET, SOCK_RAW, IPPROTO_ICMP);
	if (s < 0)
		return complain("ping", 0, s);
	long r = syscall(__NR_connect, s, &to, sizeof to);
	if (r < 0)
		return complain("ping", *a, r);
	unsigned short own = syscall(__NR_getpid);
	for (unsigned short n = 0; count < 0 || n < count; n++) {
		memset(packet, 0, sizeof packet);
		packet[0] = ICMP_ECHO;
		packet[4] = own >> 8, packet[5] = own;
		packet[6] = n >> 8, packet[7] = n;
		for (int i = 0; i < DATA; i++)
			packet[8 + i] = i;
		unsigned short sum = checksum(packet, sizeof packet);
		packet[2] = sum >> 8, packet[3] = sum;
		long long start = microseconds(), left = 1000000;
		r = syscall(__NR_write, s, packet, sizeof packet);
		if (r < 0)
			complain("ping", *a, r);
		while (left > 0) {
			struct {
				int fd;
				short events, revents;
			} p = { s, 1, 0 };
			if (syscall(__NR_poll, &p, 1, (long)(left / 1000 + 1)) <= 0)
				break;
			long got = syscall(__NR_read, s, answer, sizeof answer);
			unsigned char *icmp = answer + (answer[0] & 15) * 4;
			long long took = microseconds() - start;
			left = 1000000 - took;
			if (got < 28 || icmp[0] != ICMP_ECHOREPLY || (icmp[4] << 8 | icmp[5]) != own || (icmp[6] << 8 | icmp[7]) != n)
				continue;
			out_number(got - 20, 0);
			out(" bytes from ");
			out_address(answer + 12);
			out(": seq=");
			out_number(n, 0);
			out(" ttl=");
			out_number(answer[8], 0);
			out(" time=");
			out_number(took / 1000, 0);
			out(".");
			out_number(took / 100 % 10, 0);
			out(" ms\n");
			flush();
			status = 0;
			break;
		}
		left = 1000000 - (microseconds() - start);
		if (left > 0 && n + 1 != count) {
			struct __kernel_old_timespec t = { 0, left * 1000 };
			syscall(__NR_nanosleep, &t, 0);
		}
	}
	if (status)
		complain("ping", "no answer", 0);
	return status;
}

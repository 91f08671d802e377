/* What the two race programs do with network devices: names, indexes, flags, by ioctl.
   Above: bind.c, hotplug.c. Below: ../lib/parisc.h. */

#ifndef RACE_NET_H
#define RACE_NET_H

#include <asm/socket.h>
#include <linux/if.h>
#include <linux/sockios.h>

#include "../lib/parisc.h"

static inline void put_result(struct line *l, long r)
{
	switch (r < 0 ? -r : 0) {
	case 0: put(l, "ok"); return;
	case EPERM: put(l, "EPERM"); return;
	case EBUSY: put(l, "EBUSY"); return;
	case ENODEV: put(l, "ENODEV"); return;
	case EEXIST: put(l, "EEXIST"); return;
	case EINVAL: put(l, "EINVAL"); return;
	case ENOPROTOOPT: put(l, "ENOPROTOOPT"); return;
	default: put(l, "error "), put_number(l, -r);
	}
}

static inline long datagram_socket(void)
{
	return syscall(__NR_socket, AF_INET, SOCK_DGRAM, 0);
}

static inline void name_request(struct ifreq *r, const char *name)
{
	for (size_t i = 0; i < sizeof *r; i++)
		((char *)r)[i] = 0;
	copy(r->ifr_name, name, IFNAMSIZ);
}

static inline long rename_device(long s, const char *from, const char *to)
{
	struct ifreq r;
	name_request(&r, from);
	copy(r.ifr_newname, to, IFNAMSIZ);
	return syscall(__NR_ioctl, s, SIOCSIFNAME, &r);
}

static inline long index_of(long s, const char *name)
{
	struct ifreq r;
	name_request(&r, name);
	long e = syscall(__NR_ioctl, s, SIOCGIFINDEX, &r);
	return e < 0 ? e : r.ifr_ifindex;
}

static inline long name_of(long s, int index, char *name)
{
	struct ifreq r;
	name_request(&r, "");
	r.ifr_ifindex = index;
	long e = syscall(__NR_ioctl, s, SIOCGIFNAME, &r);
	if (e >= 0)
		copy(name, r.ifr_name, IFNAMSIZ);
	return e;
}

static inline long flags_of(long s, const char *name)
{
	struct ifreq r;
	name_request(&r, name);
	long e = syscall(__NR_ioctl, s, SIOCGIFFLAGS, &r);
	return e < 0 ? e : r.ifr_flags & 0xffff;
}

static inline long bring_up(long s, const char *name)
{
	struct ifreq r;
	name_request(&r, name);
	r.ifr_flags = flags_of(s, name) | IFF_UP;
	return syscall(__NR_ioctl, s, SIOCSIFFLAGS, &r);
}

/* Waits for a child and gives its exit status. */
static inline int join(long pid)
{
	int status = 0;
	syscall(__NR_wait4, pid, &status, 0, 0);
	return status & 0x7f ? 128 : (status >> 8) & 0xff;
}

static inline int same(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

#endif

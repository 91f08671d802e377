// args: --kernel 6.1
/* Extension headers of IPv6 on lo: the socket's, the message's, what is told of them, and broken ones. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip6.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
static struct sockaddr_in6 to = { .sin6_family = AF_INET6 };
static unsigned char hop[16] = { 0, 1, 5, 2, 0, 0, 0x1e, 8, 1, 2, 3, 4, 5, 6, 7, 8 };
static unsigned char dst[8] = { 0, 0, 0x1e, 4, 1, 2, 3, 4 };
static unsigned char dst2[8] = { 0, 0, 0x1e, 4, 9, 9, 9, 9 };

static void show(const char *what, int s)
{
	char c[1024], d[4000];
	struct iovec v = { d, sizeof d };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = c, .msg_controllen = sizeof c };
	int n = recvmsg(s, &m, MSG_DONTWAIT);
	printf("%s: %d", what, n < 0 ? -errno : n);
	if (n >= 0)
		for (struct cmsghdr *h = CMSG_FIRSTHDR(&m); h; h = CMSG_NXTHDR(&m, h)) {
			printf(" [%d]", h->cmsg_type);
			for (unsigned i = 0; i < h->cmsg_len - CMSG_LEN(0); i++)
				printf("%02x", CMSG_DATA(h)[i]);
		}
	printf("\n");
}

static int opt(int s, int name, const void *p, int n)
{
	return setsockopt(s, IPPROTO_IPV6, name, p, n) ? -errno : 0;
}

static void get(int s, int name)
{
	unsigned char b[64];
	socklen_t l = sizeof b;
	int r = getsockopt(s, IPPROTO_IPV6, name, b, &l);
	printf(" get %d len %d", r ? -errno : 0, l);
	for (unsigned i = 0; i < l && i < 8; i++)
		printf(" %02x", b[i]);
}

static int with(int s, int type, const void *p, int n, int len)
{
	char c[256], d[3000];
	struct iovec v = { d, len };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = c, .msg_controllen = CMSG_SPACE(n) };
	struct cmsghdr *h = CMSG_FIRSTHDR(&m);
	memset(c, 0, sizeof c);
	h->cmsg_level = IPPROTO_IPV6;
	h->cmsg_type = type;
	h->cmsg_len = CMSG_LEN(n);
	memcpy(CMSG_DATA(h), p, n);
	int r = sendmsg(s, &m, 0);
	return r < 0 ? -errno : r;
}

static void raw(const char *what, int kind, const unsigned char *b, int n)
{
	int s = socket(AF_INET6, SOCK_RAW, kind), i = socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);
	unsigned char r[2000];
	struct sockaddr_in6 a = to;
	a.sin6_port = 0;
	int sent = sendto(s, b, n, 0, (void *)&a, sizeof a), got;
	printf("%s: sent %d", what, sent < 0 ? -errno : sent);
	while ((got = recv(i, r, sizeof r, MSG_DONTWAIT)) > 0)
		printf(" icmp type %d code %d pointer %d", r[0], r[1], r[4] << 24 | r[5] << 16 | r[6] << 8 | r[7]);
	printf("\n");
	close(s);
	close(i);
}

int main(void)
{
	setvbuf(stdout, 0, _IONBF, 0);
	socklen_t l = sizeof to;
	int r = socket(AF_INET6, SOCK_DGRAM, 0), s = socket(AF_INET6, SOCK_DGRAM, 0), one = 1;
	to.sin6_addr = in6addr_loopback;
	bind(r, (void *)&to, l);
	getsockname(r, (void *)&to, &l);
	connect(s, (void *)&to, l);
	printf("want %d %d %d\n", opt(r, IPV6_RECVHOPOPTS, &one, 4), opt(r, IPV6_RECVDSTOPTS, &one, 4), opt(r, IPV6_RECVRTHDR, &one, 4));
	printf("set: short %d odd %d long %d claims more %d hop %d dst %d", opt(s, IPV6_HOPOPTS, hop, 4), opt(s, IPV6_HOPOPTS, hop, 12),
	       opt(s, IPV6_DSTOPTS, hop, 8 * 256), opt(s, IPV6_HOPOPTS, hop, 8), opt(s, IPV6_HOPOPTS, hop, 16), opt(s, IPV6_DSTOPTS, dst, 8));
	get(s, IPV6_HOPOPTS);
	get(s, IPV6_DSTOPTS);
	get(s, IPV6_RTHDRDSTOPTS);
	get(s, IPV6_RTHDR);
	printf("\n");
	send(s, "sticky", 6, 0);
	show("sticky", r);
	printf("sent %d\n", with(s, IPV6_DSTOPTS, dst2, 8, 5));
	show("message", r);
	printf("short %d, rthdr %d, twice %d\n", with(s, IPV6_DSTOPTS, dst2, 1, 5), with(s, IPV6_RTHDR, dst2, 8, 5), with(s, IPV6_RTHDRDSTOPTS, dst2, 8, 5));
	show("destination with routing only", r);
	printf("off %d %d", opt(s, IPV6_HOPOPTS, 0, 0), opt(s, IPV6_DSTOPTS, dst, 0));
	get(s, IPV6_HOPOPTS);
	printf("\n");
	send(s, "none", 4, 0);
	show("none", r);
	printf("old %d %d\n", opt(r, IPV6_2292HOPOPTS, &one, 4), opt(r, IPV6_2292DSTOPTS, &one, 4));
	printf("sent %d\n", with(s, IPV6_HOPOPTS, hop, 16, 3));
	show("both", r);
	one = 1300;
	printf("mtu %d\n", opt(s, IPV6_MTU, &one, 4));

	unsigned char h[24] = { 59, 0, 1, 4, 0, 0, 0, 0 };
	raw("hop", 0, h, 8);
	h[2] = 0x1e;
	raw("unknown, passed over", 60, h, 8);
	h[2] = 0x5e;
	raw("unknown, dropped", 60, h, 8);
	h[2] = 0x9e;
	raw("unknown, told", 60, h, 8);
	h[2] = 0xde;
	raw("unknown, told unless to a group", 60, h, 8);
	h[2] = 1;
	h[4] = 1;
	raw("padding that is not zero", 60, h, 8);
	unsigned char rt[8] = { 59, 0, 0, 0 }, rt1[8] = { 59, 0, 0, 1 }, rt9[8] = { 59, 0, 9, 1 };
	raw("routing, done", 43, rt, 8);
	raw("routing, type 0", 43, rt1, 8);
	raw("routing, type 9", 43, rt9, 8);
	unsigned char nest[16] = { 0, 0, 1, 4, 0, 0, 0, 0, 59, 0, 1, 4 };
	raw("hop-by-hop not first", 60, nest, 16);
	unsigned char cut[8] = { 59, 3, 1, 4 };
	raw("longer than the packet", 60, cut, 8);
	return 0;
}

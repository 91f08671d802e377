// args: --kernel 6.1
/* MSG_ZEROCOPY's completions, transmit time stamps, UDP_SEGMENT and UDP_GRO on lo. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
static char b[70000];
static struct sockaddr_in to = { .sin_family = AF_INET };

static void reports(const char *what, int s)
{
	for (;;) {
		char c[512], d[200];
		struct iovec v = { d, sizeof d };
		struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = c, .msg_controllen = sizeof c };
		int n = recvmsg(s, &m, MSG_ERRQUEUE | MSG_DONTWAIT), stamped = 0;
		if (n < 0) {
			printf("%s: end %d\n", what, errno == EAGAIN);
			return;
		}
		printf("%s: %d bytes flags %x", what, n, m.msg_flags);
		for (struct cmsghdr *h = CMSG_FIRSTHDR(&m); h; h = CMSG_NXTHDR(&m, h)) {
			struct sock_extended_err *e = (void *)CMSG_DATA(h);
			if (h->cmsg_level == SOL_SOCKET)
				stamped = 1;
			else
				printf(" level %d type %d: errno %u origin %u code %u info %u data %u", h->cmsg_level, h->cmsg_type, e->ee_errno,
				       e->ee_origin, e->ee_code, e->ee_info, e->ee_data);
		}
		printf(" stamped %d\n", stamped);
	}
}

static int on(int s, int name, int v)
{
	return setsockopt(s, SOL_SOCKET, name, &v, sizeof v) ? -errno : 0;
}

int main(void)
{
	setvbuf(stdout, 0, _IONBF, 0);
	socklen_t l = sizeof to;
	int r = socket(AF_INET, SOCK_DGRAM, 0), s = socket(AF_INET, SOCK_DGRAM, 0), one = 1;
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	bind(r, (void *)&to, l);
	getsockname(r, (void *)&to, &l);
	connect(s, (void *)&to, l);
	send(s, b, 10, MSG_ZEROCOPY);
	reports("without the option", s);
	printf("zerocopy %d\n", on(s, SO_ZEROCOPY, 1));
	for (int i = 0; i < 3; i++)
		send(s, b, 1000, MSG_ZEROCOPY);
	struct pollfd p = { s, POLLOUT, 0 };
	poll(&p, 1, 0);
	printf("poll %x\n", p.revents);
	reports("udp", s);
	while (recv(r, b, sizeof b, MSG_DONTWAIT) > 0)
		;
	printf("stamps %d\n", on(s, SO_TIMESTAMPING, SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_TX_SCHED | SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_OPT_ID));
	send(s, b, 10, 0);
	send(s, b, 20, 0);
	reports("stamps", s);
	on(s, SO_TIMESTAMPING, SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_OPT_TSONLY);
	send(s, b, 10, 0);
	reports("stamps only", s);
	on(s, SO_TIMESTAMPING, 0);
	while (recv(r, b, sizeof b, MSG_DONTWAIT) > 0)
		;
	one = 100;
	printf("segment %d", setsockopt(s, IPPROTO_UDP, 103, &one, sizeof one) ? -errno : 0);
	printf(" send %d:", (int)send(s, b, 250, 0));
	for (int n; (n = recv(r, b, sizeof b, MSG_DONTWAIT)) > 0;)
		printf(" %d", n);
	one = 1;
	printf("\ngro %d", setsockopt(r, IPPROTO_UDP, 104, &one, sizeof one) ? -errno : 0);
	send(s, b, 250, 0);
	send(s, b, 50, 0);
	for (;;) {
		char c[512];
		struct iovec v = { b, sizeof b };
		struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = c, .msg_controllen = sizeof c };
		int n = recvmsg(r, &m, MSG_DONTWAIT);
		if (n < 0)
			break;
		printf(", %d bytes", n);
		for (struct cmsghdr *h = CMSG_FIRSTHDR(&m); h; h = CMSG_NXTHDR(&m, h))
			printf(" level %d type %d len %d: %d", h->cmsg_level, h->cmsg_type, (int)h->cmsg_len, *(int *)CMSG_DATA(h));
	}
	one = 60000;
	setsockopt(s, IPPROTO_UDP, 103, &one, sizeof one);
	printf("\nlarge segment %d", (int)send(s, b, 65000, 0));
	one = 1;
	setsockopt(s, IPPROTO_UDP, 103, &one, sizeof one);
	int n = send(s, b, 200, 0);
	printf(" too many %d\n", n < 0 ? -errno : n);

	int ls = socket(AF_INET, SOCK_STREAM, 0), c = socket(AF_INET, SOCK_STREAM, 0), a;
	to.sin_port = 0;
	bind(ls, (void *)&to, l);
	listen(ls, 1);
	getsockname(ls, (void *)&to, &l);
	connect(c, (void *)&to, l);
	a = accept(ls, 0, 0);
	on(c, SO_ZEROCOPY, 1);
	for (int i = 0; i < 2; i++) {
		send(c, b, 5000, MSG_ZEROCOPY);
		recv(a, b, 5000, MSG_WAITALL);
	}
	usleep(100000);
	reports("tcp", c);
	printf("stamps %d\n", on(c, SO_TIMESTAMPING, SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_TX_ACK | SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_OPT_ID | SOF_TIMESTAMPING_OPT_TSONLY));
	send(c, b, 100, 0);
	recv(a, b, 100, MSG_WAITALL);
	usleep(100000);
	send(c, b, 50, 0);
	recv(a, b, 50, MSG_WAITALL);
	usleep(100000);
	reports("tcp stamps", c);
	return 0;
}

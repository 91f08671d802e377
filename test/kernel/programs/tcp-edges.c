// args: --kernel 6.1 --clock virtual
#define _GNU_SOURCE
/* TCP on lo at its edges: opening to itself and at once, closing at once, windows, resets, lingering, keepalive, time-outs. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static struct sockaddr_in to = { .sin_family = AF_INET };
static char b[200000];

static int sock(void) { return socket(AF_INET, SOCK_STREAM, 0); }
static int r(int n) { return n < 0 ? -errno : n; }
static int ev(int s) { struct pollfd p = { s, POLLIN | POLLOUT | POLLPRI | POLLRDHUP, 0 }; poll(&p, 1, 0); return p.revents; }
static int opt(int s, int level, int name, int v) { return r(setsockopt(s, level, name, &v, sizeof v)); }
static int err(int s) { int v = -1; socklen_t l = sizeof v; getsockopt(s, SOL_SOCKET, SO_ERROR, &v, &l); return v; }
static void state(const char *what, int s)
{
	struct tcp_info i;
	socklen_t l = sizeof i;
	getsockopt(s, IPPROTO_TCP, TCP_INFO, &i, &l);
	printf("%s: state %d poll %x", what, i.tcpi_state, ev(s));
	printf(" error %d\n", err(s));
}
static void lo(int up)
{
	struct ifreq f = { 0 };
	int s = socket(AF_INET, SOCK_DGRAM, 0);
	strcpy(f.ifr_name, "lo");
	ioctl(s, SIOCGIFFLAGS, &f);
	f.ifr_flags = up ? f.ifr_flags | IFF_UP : f.ifr_flags & ~IFF_UP;
	ioctl(s, SIOCSIFFLAGS, &f);
	close(s);
}
static void pair(int *c, int *a)
{
	socklen_t l = sizeof to;
	int ls = sock();
	to.sin_port = 0;
	bind(ls, (void *)&to, l);
	listen(ls, 1);
	getsockname(ls, (void *)&to, &l);
	*c = sock();
	connect(*c, (void *)&to, l);
	*a = accept(ls, 0, 0);
	close(ls);
}
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec / 1e9; }

int main(void)
{
	int c, a, n;
	socklen_t l = sizeof to;
	setvbuf(stdout, 0, _IONBF, 0);
	signal(SIGPIPE, SIG_IGN);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);

	/* to itself: both ends open at once */
	c = sock();
	to.sin_port = 0;
	bind(c, (void *)&to, l);
	getsockname(c, (void *)&to, &l);
	printf("self %d", r(connect(c, (void *)&to, l)));
	printf(" write %d read %d\n", r(write(c, "hello", 5)), r(read(c, b, 100)));
	state("self", c);
	printf("shutdown %d read %d\n", r(shutdown(c, SHUT_WR)), r(read(c, b, 100)));
	state("self closed", c);
	close(c);

	/* unread data: a reset */
	pair(&c, &a);
	write(c, "unread", 6);
	usleep(20000);
	close(a);
	usleep(20000);
	state("reset", c);
	printf("read %d", r(read(c, b, 10)));
	printf(" write %d", r(write(c, b, 10)));
	printf(" read %d\n", r(read(c, b, 10)));
	close(c);

	/* a reset that the error is read from by the option */
	pair(&c, &a);
	struct linger li = { 1, 0 };
	setsockopt(a, SOL_SOCKET, SO_LINGER, &li, sizeof li);
	close(a);
	usleep(20000);
	printf("linger 0: poll %x", ev(c));
	printf(" error %d", err(c));
	printf(" read %d write %d\n", r(read(c, b, 10)), r(write(c, b, 10)));
	close(c);

	/* half closed */
	pair(&c, &a);
	shutdown(c, SHUT_WR);
	usleep(20000);
	state("fin sent", c);
	state("fin got", a);
	printf("read %d write %d", r(read(a, b, 10)), r(write(a, "late", 4)));
	usleep(20000);
	printf(" read %d\n", r(read(c, b, 10)));
	close(a);
	usleep(20000);
	state("both", c);
	close(c);

	/* writing to a reader that has gone */
	pair(&c, &a);
	close(a);
	usleep(20000);
	state("peer gone", c);
	printf("write %d", r(write(c, "x", 1)));
	usleep(20000);
	printf(" write %d error %d", r(write(c, "x", 1)), err(c));
	state(" then", c);
	close(c);

	/* shutdown for reading */
	pair(&c, &a);
	shutdown(c, SHUT_RD);
	printf("rd: poll %x read %d", ev(c), r(read(c, b, 10)));
	write(a, "still", 5);
	usleep(20000);
	printf(" read %d again %d\n", r(read(c, b, 10)), r(read(c, b, 10)));
	close(c);
	close(a);

	/* a closed window */
	pair(&c, &a);
	fcntl(c, F_SETFL, O_NONBLOCK);
	for (n = 0;;) {
		int k = write(c, b, sizeof b);
		if (k < 0)
			break;
		n += k;
	}
	usleep(50000);
	printf("window: full %d poll %x", n > 100000, ev(c));
	int left = 0;
	ioctl(c, SIOCOUTQ, &left);
	printf(" out %d", left > 0);
	long got = 0;
	for (int k; got < n && (k = read(a, b, sizeof b)) > 0;)
		got += k;
	usleep(50000);
	ioctl(c, SIOCOUTQ, &left);
	printf(" all %d poll %x out %d\n", got == n, ev(c), left);
	close(c);
	close(a);

	/* both close at once: the FINs cross while the link is down */
	pair(&c, &a);
	lo(0);
	printf("down: shutdown %d", r(shutdown(c, SHUT_WR)));
	printf(" %d\n", r(shutdown(a, SHUT_WR)));
	state("one", c);
	state("other", a);
	lo(1);
	usleep(900000);
	state("one after", c);
	state("other after", a);
	printf("read %d %d\n", r(read(c, b, 1)), r(read(a, b, 1)));
	close(c);
	close(a);

	/* keepalive: nobody answers */
	pair(&c, &a);
	printf("keepalive %d %d %d %d", opt(c, SOL_SOCKET, SO_KEEPALIVE, 1), opt(c, IPPROTO_TCP, TCP_KEEPIDLE, 1), opt(c, IPPROTO_TCP, TCP_KEEPINTVL, 1),
	       opt(c, IPPROTO_TCP, TCP_KEEPCNT, 2));
	lo(0);
	double t = now();
	n = r(read(c, b, 1));
	printf(" read %d after %d s\n", n, (int)(now() - t + 0.3));
	lo(1);
	close(c);
	close(a);

	/* user time-out: sent data are not acknowledged */
	pair(&c, &a);
	printf("user time-out %d", opt(c, IPPROTO_TCP, TCP_USER_TIMEOUT, 1500));
	lo(0);
	printf(" write %d", r(write(c, "x", 1)));
	t = now();
	n = r(read(c, b, 1));
	printf(" read %d in time %d\n", n, now() - t > 1.2 && now() - t < 4);
	lo(1);
	close(c);
	close(a);

	/* what was lost while the link was down arrives later */
	pair(&c, &a);
	lo(0);
	write(c, "lost", 4);
	usleep(300000);
	lo(1);
	n = r(read(a, b, 10));
	printf("after the link came back: %d\n", n);
	close(c);
	close(a);

	/* urgent bytes */
	pair(&c, &a);
	send(c, "ab", 2, 0);
	send(c, "CD", 2, MSG_OOB);
	send(c, "ef", 2, 0);
	usleep(20000);
	int mark = -1;
	printf("urgent: poll %x", ev(a));
	n = r(recv(a, b, 1, MSG_OOB));
	printf(" oob %d %c", n, n == 1 ? b[0] : '-');
	printf(" again %d", r(recv(a, b, 1, MSG_OOB)));
	n = read(a, b, 100);
	ioctl(a, SIOCATMARK, &mark);
	printf(" read %d %.*s mark %d", n, n, b, mark);
	n = read(a, b, 100);
	ioctl(a, SIOCATMARK, &mark);
	printf(" read %d %.*s mark %d\n", n, n, b, mark);
	opt(a, SOL_SOCKET, SO_OOBINLINE, 1);
	send(c, "gH", 2, MSG_OOB);
	send(c, "i", 1, 0);
	usleep(20000);
	printf("inline: oob %d", r(recv(a, b, 1, MSG_OOB)));
	n = read(a, b, 100);
	printf(" %.*s", n, b);
	n = read(a, b, 100);
	printf(" %.*s\n", n, b);
	close(c);
	close(a);

	/* lingering */
	pair(&c, &a);
	li.l_onoff = 1;
	li.l_linger = 1;
	setsockopt(c, SOL_SOCKET, SO_LINGER, &li, sizeof li);
	lo(0);
	write(c, "x", 1);
	t = now();
	close(c);
	printf("linger 1: waited %d\n", now() - t > 0.9 && now() - t < 1.3);
	lo(1);
	usleep(700000);
	printf("read %d\n", r(read(a, b, 10)));
	close(a);

	/* time-outs of calls */
	pair(&c, &a);
	struct timeval tv = { 0, 200000 };
	setsockopt(c, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
	t = now();
	n = r(read(c, b, 1));
	printf("rcvtimeo %d in time %d", n, now() - t > 0.19 && now() - t < 0.3);
	opt(c, SOL_SOCKET, SO_RCVLOWAT, 5);
	write(a, "abc", 3);
	usleep(20000);
	printf(" lowat poll %x", ev(c) & POLLIN);
	n = r(read(c, b, 10));
	printf(" read %d\n", n);
	printf("waitall with what comes %d\n", (write(a, "abc", 3), r(recv(c, b, 10, MSG_WAITALL))));
	close(c);
	close(a);

	/* connecting again, and what is refused */
	c = sock();
	printf("refused %d", r(connect(c, (void *)&to, l)));
	printf(" again %d error %d", r(connect(c, (void *)&to, l)), err(c));
	printf(" write %d read %d\n", r(write(c, "x", 1)), r(read(c, b, 1)));
	state("refused", c);
	close(c);
	return 0;
}

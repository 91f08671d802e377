/* Sockets over loopback between processes: TCP with epoll, UDP, a socket pair, more data than the buffers take. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define CLIENTS 4
static char buffer[65536];

static void client(struct sockaddr_in *to, int n, int bytes)
{
	int s = socket(AF_INET, SOCK_STREAM, 0), left = bytes;
	if (connect(s, (void *)to, sizeof *to))
		_exit(1);
	memset(buffer, 'a' + n, sizeof buffer);
	while (left > 0) {
		int r = write(s, buffer, left < (int)sizeof buffer ? left : (int)sizeof buffer);
		if (r <= 0)
			_exit(2);
		left -= r;
	}
	shutdown(s, SHUT_WR);
	unsigned sum = 0;
	if (read(s, &sum, sizeof sum) != sizeof sum)
		_exit(3);
	_exit(sum == (unsigned)bytes * ('a' + n) ? 0 : 4);
}

int main(int argc, char **argv)
{
	int bytes = argc > 1 ? atoi(argv[1]) : 300000, l = socket(AF_INET, SOCK_STREAM, 0), ep = epoll_create1(0), open = 0, done = 0;
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof a;
	struct epoll_event e = { .events = EPOLLIN, .data.fd = l };
	unsigned sums[64] = { 0 }, wakeups = 0, reads = 0, order = 0;

	bind(l, (void *)&a, sizeof a);
	listen(l, 8);
	getsockname(l, (void *)&a, &n);
	for (int i = 0; i < CLIENTS; i++)
		if (fork() == 0)
			client(&a, i, bytes);
	epoll_ctl(ep, EPOLL_CTL_ADD, l, &e);
	while (done < CLIENTS) {
		struct epoll_event got[8];
		int k = epoll_wait(ep, got, 8, 5000);
		if (k <= 0)
			break;
		wakeups++;
		for (int i = 0; i < k; i++) {
			int fd = got[i].data.fd;
			if (fd == l) {
				e.data.fd = accept(l, NULL, NULL);
				epoll_ctl(ep, EPOLL_CTL_ADD, e.data.fd, &e);
				open++;
				continue;
			}
			int r = read(fd, buffer, sizeof buffer);
			reads++;
			order = order * 31 + fd;
			for (int j = 0; j < r; j++)
				sums[fd] += buffer[j];
			if (r <= 0) {
				if (write(fd, &sums[fd], sizeof sums[fd]) < 0)
					return 5;
				close(fd);
				done++;
			}
		}
	}
	int failed = 0, status;
	while (wait(&status) > 0)
		failed += status != 0;
	int u = socket(AF_INET, SOCK_DGRAM, 0), v = socket(AF_INET, SOCK_DGRAM, 0);
	a.sin_port = 0;
	bind(u, (void *)&a, sizeof a);
	n = sizeof a;
	getsockname(u, (void *)&a, &n);
	for (int i = 0; i < 5; i++)
		sendto(v, buffer, 100 * i, 0, (void *)&a, sizeof a);
	for (int i = 0; i < 5; i++)
		order = order * 31 + recv(u, buffer, sizeof buffer, 0);
	printf("%d clients, %d failed, port %d, order %08x after %u wake-ups, %u reads\n", open, failed, ntohs(a.sin_port), order,
	       wakeups, reads);
	return failed;
}

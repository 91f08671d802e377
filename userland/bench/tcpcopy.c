/* TCP on loopback: a child sends SIZE megabytes, the parent checks and counts them. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static char buffer[65536];

int main(int argc, char **argv)
{
	long long total = (argc > 1 ? atoi(argv[1]) : 64) * 1048576LL, got = 0;
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof a;
	unsigned sum = 0;
	int l = socket(AF_INET, SOCK_STREAM, 0), s;

	if (l < 0 || bind(l, (void *)&a, sizeof a) || listen(l, 1) || getsockname(l, (void *)&a, &len)) {
		perror("listen");
		return 1;
	}
	if (fork() == 0) {
		s = socket(AF_INET, SOCK_STREAM, 0);
		if (connect(s, (void *)&a, sizeof a))
			_exit(1);
		for (int i = 0; i < 65536; i++)
			buffer[i] = i * 7 + (i >> 8);
		for (long long left = total; left > 0;) {
			ssize_t n = write(s, buffer, left < 65536 ? left : 65536);
			if (n <= 0)
				_exit(2);
			left -= n;
		}
		_exit(0);
	}
	s = accept(l, NULL, NULL);
	for (;;) {
		ssize_t n = read(s, buffer, sizeof buffer);
		if (n <= 0)
			break;
		/* A few bytes of each piece, by their place in the stream: pieces differ from run to run. */
		for (ssize_t i = -got & 4095; i < n; i += 4096)
			sum = sum * 31 + (unsigned char)buffer[i];
		got += n;
	}
	wait(NULL);
	printf("%lld bytes, sum %08x\n", got, sum);
	return got != total;
}

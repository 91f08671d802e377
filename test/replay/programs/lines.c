/* A program for a terminal: looks at it, reads lines while it counts, opens a terminal of its own, ends at "bye" or the end. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t interrupts;
static void on_int(int sig) { interrupts++; (void)sig; }

int main(void)
{
	struct sigaction sa = { .sa_handler = on_int };
	struct winsize ws = { 0, 0, 0, 0 };
	struct pollfd p = { .fd = 0, .events = POLLIN };
	char line[256];
	unsigned idle = 0;
	sigaction(SIGINT, &sa, NULL);
	printf("terminal %d, size %d\n", isatty(0), ioctl(1, TIOCGWINSZ, &ws) ? -1 : ws.ws_col);
	fflush(stdout);
	for (;;) {
		int r = poll(&p, 1, 7);
		if (r <= 0) {
			idle++;
			if (interrupts)
				break;
			continue;
		}
		r = read(0, line, sizeof line - 1);
		if (r <= 0)
			break;
		line[r] = 0;
		struct timespec t;
		clock_gettime(CLOCK_MONOTONIC, &t);
		printf("[%ld.%06ld, %u idle] %s", (long)t.tv_sec, t.tv_nsec / 1000, idle, line);
		fflush(stdout);
		if (!strncmp(line, "bye", 3))
			break;
	}
	int m = posix_openpt(O_RDWR | O_NOCTTY);
	if (m >= 0 && !grantpt(m) && !unlockpt(m)) {
		int s = open(ptsname(m), O_RDWR | O_NOCTTY);
		if (write(m, "typed\n", 6) == 6 && read(s, line, sizeof line) == 6)
			printf("%.5s on %s\n", line, ptsname(m));
	}
	printf("%u times idle, %d interrupts\n", idle, (int)interrupts);
	return 0;
}

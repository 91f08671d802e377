// POSIX message queues as a program sees them. Each line of output is a fact of Linux's ipc/mqueue.c.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SAY(x) do { errno = 0; long r_ = (long)(x); printf("%s = %ld %s\n", #x, r_ < 0 ? -1 : r_, r_ < 0 ? strerror(errno) : ""); } while (0)
static volatile int told;
static void on_signal(int s, siginfo_t *si, void *c) { (void)s; (void)c; if (si->si_code == SI_MESGQ && si->si_value.sival_int == 77) told++; }
static volatile int ran;
static void in_thread(union sigval v) { ran = v.sival_int; }

int main(void) {
	setvbuf(stdout, NULL, _IOLBF, 0);
	struct mq_attr a = { .mq_maxmsg = 3, .mq_msgsize = 16 }, g;
	char buf[8192];
	unsigned prio;
	mq_unlink("/parisc-test");
	SAY(mq_open("/parisc-test", O_RDWR));
	mqd_t q = mq_open("/parisc-test", O_RDWR | O_CREAT | O_EXCL, 0600, &a);
	printf("opened %d\n", q >= 0);
	SAY(mq_open("/parisc-test", O_RDWR | O_CREAT | O_EXCL, 0600, &a));
	SAY(mq_open("/a/b", O_RDWR | O_CREAT, 0600, &a));
	printf("close on exec %d\n", fcntl(q, F_GETFD));
	SAY(mq_getattr(q, &g));
	printf("maxmsg %ld msgsize %ld curmsgs %ld flags %lo\n", g.mq_maxmsg, g.mq_msgsize, g.mq_curmsgs, g.mq_flags);
	SAY(mq_send(q, "low", 4, 1));
	SAY(mq_send(q, "high", 5, 9));
	SAY(mq_send(q, "low2", 5, 1));
	SAY(mq_send(q, "seventeen letters", 17, 1));
	SAY(mq_send(q, "x", 1, 32768));
	struct timespec at;
	clock_gettime(CLOCK_REALTIME, &at);
	at.tv_nsec += 20000000;
	if (at.tv_nsec >= 1000000000) at.tv_sec++, at.tv_nsec -= 1000000000;
	SAY(mq_timedsend(q, "x", 1, 1, &at));
	at.tv_nsec = -1;
	SAY(mq_timedsend(q, "x", 1, 1, &at));
	SAY(mq_receive(q, buf, 15, &prio));
	for (int i = 0; i < 3; i++) {
		ssize_t n = mq_receive(q, buf, sizeof buf, &prio);
		printf("received %zd %s %u\n", n, buf, prio);
	}
	struct pollfd p = { q, POLLIN | POLLOUT };
	SAY(poll(&p, 1, 0));
	printf("revents %x\n", p.revents & (POLLIN | POLLOUT));
	g.mq_flags = O_NONBLOCK;
	SAY(mq_setattr(q, &g, NULL));
	SAY(mq_receive(q, buf, sizeof buf, NULL));
	g.mq_flags = 0;
	mq_setattr(q, &g, NULL);

	struct sigaction sa = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO };
	sigaction(SIGUSR1, &sa, NULL);
	struct sigevent e = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1, .sigev_value.sival_int = 77 };
	SAY(mq_notify(q, &e));
	SAY(mq_notify(q, &e));
	SAY(mq_send(q, "1", 2, 0));
	SAY(mq_send(q, "2", 2, 0));
	printf("told %d times\n", told);
	SAY(mq_receive(q, buf, sizeof buf, NULL));
	SAY(mq_receive(q, buf, sizeof buf, NULL));

	memset(&e, 0, sizeof e);
	e.sigev_notify = SIGEV_THREAD;
	e.sigev_notify_function = in_thread;
	e.sigev_value.sival_int = 5;
	SAY(mq_notify(q, &e));
	SAY(mq_send(q, "t", 2, 0));
	for (int i = 0; i < 200 && !ran; i++) usleep(10000);
	printf("thread ran with %d\n", ran);
	SAY(mq_receive(q, buf, sizeof buf, NULL));

	pid_t c = fork();
	if (!c) {
		ssize_t n = mq_receive(q, buf, sizeof buf, &prio);
		printf("child received %zd %s %u\n", n, buf, prio);
		fflush(stdout);
		_exit(0);
	}
	usleep(30000);
	SAY(mq_send(q, "direct", 7, 3));
	waitpid(c, NULL, 0);
	for (int i = 0; i < 3; i++) mq_send(q, "full", 5, 0);
	if (!(c = fork())) { _exit(mq_send(q, "late", 5, 4) ? 1 : 6); }
	usleep(30000);
	SAY(mq_receive(q, buf, sizeof buf, NULL));
	int st;
	waitpid(c, &st, 0);
	printf("sender went on: %d\n", WEXITSTATUS(st));
	mq_receive(q, buf, sizeof buf, &prio);
	printf("%s %u\n", buf, prio);

	struct stat s;
	fstat(q, &s);
	printf("mode %o size %ld\n", s.st_mode, (long)s.st_size);
	SAY(write(q, "x", 1));
	lseek(q, 0, SEEK_SET);
	ssize_t n = read(q, buf, sizeof buf);
	printf("%.*s", (int)n, buf);
	SAY(mq_unlink("/parisc-test"));
	SAY(mq_unlink("/parisc-test"));
	SAY(mq_send(q, "x", 1, 0));
	SAY(mq_close(q));
	SAY(mq_close(q));
	SAY(mq_send(0, "x", 1, 0));

	struct rlimit r = { 1000, 1000 };
	setrlimit(RLIMIT_MSGQUEUE, &r);
	a.mq_maxmsg = 10;
	a.mq_msgsize = 8192;
	SAY(mq_open("/parisc-big", O_RDWR | O_CREAT, 0600, &a));
	setresuid(1000, 1000, 1000);
	a.mq_maxmsg = 11;
	SAY(mq_open("/parisc-big", O_RDWR | O_CREAT, 0600, &a));
	a.mq_maxmsg = 0;
	SAY(mq_open("/parisc-big", O_RDWR | O_CREAT, 0600, &a));
	return 0;
}

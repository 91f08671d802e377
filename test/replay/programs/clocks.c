/* What a program can see of time and chance: clocks, timers that interrupt it, sleeps, random bytes. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static volatile unsigned alarms, timers, work;
static void on_alarm(int sig) { alarms++; (void)sig; }
static void on_timer(int sig) { timers++; (void)sig; }

int main(int argc, char **argv)
{
	int ms = argc > 1 ? atoi(argv[1]) : 20;
	struct timespec t, u;
	struct itimerval it = { { 0, 1000 }, { 0, 1500 } };
	struct itimerspec its = { { 0, 2300000 }, { 0, 700000 } };
	struct sigevent ev;
	struct rusage ru;
	timer_t timer;
	unsigned char random[16];
	unsigned long long ticks = 0;
	int tfd;

	signal(SIGALRM, on_alarm);
	signal(SIGUSR1, on_timer);
	memset(&ev, 0, sizeof ev);
	ev.sigev_notify = SIGEV_SIGNAL;
	ev.sigev_signo = SIGUSR1;
	timer_create(CLOCK_MONOTONIC, &ev, &timer);
	timer_settime(timer, 0, &its, NULL);
	setitimer(ITIMER_REAL, &it, NULL);
	tfd = timerfd_create(CLOCK_MONOTONIC, 0);
	timerfd_settime(tfd, 0, &its, NULL);
	clock_gettime(CLOCK_MONOTONIC, &t);
	do {
		for (unsigned i = 0; i < 1000; i++)
			work = work * 1103515245 + 12345;
		clock_gettime(CLOCK_MONOTONIC, &u);
	} while ((u.tv_sec - t.tv_sec) * 1000 + (u.tv_nsec - t.tv_nsec) / 1000000 < ms);
	if (read(tfd, &ticks, sizeof ticks) != sizeof ticks)
		ticks = 0;
	struct timespec nap = { 0, 3000000 };
	while (nanosleep(&nap, &nap))
		;
	getrandom(random, sizeof random, 0);
	clock_gettime(CLOCK_REALTIME, &t);
	getrusage(RUSAGE_SELF, &ru);
	printf("%u alarms, %u timers, %llu ticks, work %u, user %ld us, now %ld.%09ld, random", alarms, timers, ticks, work,
	       (long)ru.ru_utime.tv_usec, (long)t.tv_sec, t.tv_nsec);
	for (unsigned i = 0; i < sizeof random; i++)
		printf(" %02x", random[i]);
	printf("\n");
	return 0;
}

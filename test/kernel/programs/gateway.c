/* Timer signals that come while the program makes system calls in a tight loop: none may be lost in the gateway page. */
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <unistd.h>

static volatile int ticks;

static void tick(int sig)
{
	ticks++;
}

int main(void)
{
	struct itimerval it = { { 0, 1000 }, { 0, 1000 } };

	signal(SIGPROF, tick);
	setitimer(ITIMER_PROF, &it, 0);
	while (ticks < 300)
		sbrk(sbrk(4096) == (void *)-1 ? 0 : -4096);
	puts("300 ticks");
	return 0;
}

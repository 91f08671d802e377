/* Signals a program sends to itself or earns by a fault, with handlers that return or jump away. */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static sigjmp_buf place;
static volatile int count;

static void counting(int sig)
{
	count++;
}

static void fault(int sig, siginfo_t *info, void *context)
{
	printf("signal %d code %d address %p\n", sig, info->si_code, sig == SIGSEGV ? info->si_addr : 0);
	siglongjmp(place, 1);
}

int main(void)
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_handler = counting;
	sigaction(SIGUSR1, &action, 0);
	for (int i = 0; i < 10; i++)
		raise(SIGUSR1);
	sigset_t set, old;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, &old);
	kill(getpid(), SIGUSR1);
	kill(getpid(), SIGUSR1);
	sigset_t pending;
	sigpending(&pending);
	printf("%d %d\n", count, sigismember(&pending, SIGUSR1));
	sigprocmask(SIG_SETMASK, &old, 0);
	printf("%d\n", count);
	action.sa_sigaction = fault;
	action.sa_flags = SA_SIGINFO;
	sigaction(SIGSEGV, &action, 0);
	sigaction(SIGBUS, &action, 0);
	/* not the first page: qemu-hppa has its gateway page mapped there, which a real kernel has not */
	char *page = mmap((void *)0x50000000, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (!sigsetjmp(place, 1))
		*(volatile char *)(page + 0x40) = 1;
	if (!sigsetjmp(place, 1))
		printf("%d\n", *(volatile char *)0xc0000000);
	signal(SIGALRM, counting);
	alarm(1);
	pause();
	printf("%d\n", count);
	fflush(stdout);
	abort();
}

/* Processes: a tree of them, pipes between, signals to each other, shared memory, a program that starts itself anew. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t got;
static void on_signal(int sig, siginfo_t *info, void *context)
{
	got = got * 31 + info->si_pid + sig;
	(void)context;
}

static int tree(int depth, unsigned *shared)
{
	pid_t children[3];
	if (depth == 0) {
		for (int i = 0; i < 2000; i++)
			__sync_fetch_and_add(shared, 1);
		kill(getppid(), SIGUSR1);
		return 1;
	}
	for (int i = 0; i < 3; i++) {
		children[i] = fork();
		if (children[i] == 0)
			_exit(tree(depth - 1, shared));
	}
	int n = 1, status;
	for (int i = 0; i < 3; i++) {
		while (waitpid(children[i], &status, 0) < 0)
			;
		n += WEXITSTATUS(status);
	}
	return n;
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "again")) {
		printf("again %s, pid %d of %d\n", argv[2], (int)getpid(), (int)getppid());
		return 3;
	}
	struct sigaction sa = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_RESTART };
	unsigned *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int pipes[2], status;
	char line[200];
	sigaction(SIGUSR1, &sa, NULL);
	if (pipe(pipes))
		return 1;
	int n = tree(2, shared);
	pid_t child = fork();
	if (child == 0) {
		dup2(pipes[1], 1);
		execl("/proc/self/exe", argv[0], "again", "and again", NULL);
		_exit(127);
	}
	int r = read(pipes[0], line, sizeof line - 1);
	line[r < 0 ? 0 : r] = 0;
	waitpid(child, &status, 0);
	child = fork();
	if (child == 0)
		for (;;)
			pause();
	kill(child, SIGTERM);
	int how;
	waitpid(child, &how, 0);
	printf("%d processes, shared %u, signals %x, status %x %x, %s", n, *shared, (unsigned)got, status, how, line);
	return 0;
}

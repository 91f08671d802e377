/* A tracer that steps its child through some thousand instructions, by ones and by blocks, and looks at its system calls. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int collatz(unsigned n)
{
	int steps = 0;
	for (; n != 1; steps++)
		n = n & 1 ? 3 * n + 1 : n / 2;
	return steps;
}

int main(void)
{
	int status, steps = 0, calls = 0;
	unsigned sum = 0;
	pid_t child = fork();
	if (child == 0) {
		volatile int sum = 0;
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		for (unsigned i = 1; i < 30; i++)
			sum += collatz(i);
		syscall(SYS_getpid);
		_exit(sum & 0x7f);
	}
	waitpid(child, &status, 0);
	while (WIFSTOPPED(status) && steps < 3000) {
		/* the word of general register 28 in the user area */
		sum = sum * 31 + (unsigned)ptrace(PTRACE_PEEKUSER, child, (void *)(28 * 4), NULL);
		if (ptrace(PTRACE_SINGLESTEP, child, NULL, NULL))
			break;
		waitpid(child, &status, 0);
		steps++;
	}
	while (WIFSTOPPED(status)) {
		if (ptrace(PTRACE_SYSCALL, child, NULL, NULL))
			break;
		waitpid(child, &status, 0);
		calls++;
	}
	printf("%d steps, sum %08x, %d stops at system calls, status %x\n", steps, sum, calls, status);
	return 0;
}

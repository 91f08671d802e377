/* Processes: fork, a little work in the child on copied pages, exit, wait. usage: fork N */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char data[256 * 1024];

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 1000;
	unsigned sum = 0;

	memset(data, 1, sizeof data);
	for (int i = 0; i < n; i++) {
		int status;
		pid_t pid = fork();
		if (pid < 0)
			return 1;
		if (pid == 0) {
			for (int k = 0; k < 8; k++)
				data[k * 32768] = i;
			_exit((data[0] + data[32768]) & 127);
		}
		if (waitpid(pid, &status, 0) != pid)
			return 1;
		sum = sum * 31 + WEXITSTATUS(status);
	}
	printf("fork %d %08x\n", n, sum);
	return 0;
}

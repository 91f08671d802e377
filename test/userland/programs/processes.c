/* fork, pipes, exec of itself, wait statuses. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int status, ends[2];
	char buffer[64];

	if (argc > 2 && !strcmp(argv[1], "again")) {
		printf("executed with %s\n", argv[2]);
		return 11;
	}
	printf("start\n");
	fflush(stdout);
	pipe(ends);
	static int shared = 1;
	if (fork() == 0) {
		shared = 2;
		write(ends[1], "from the child", 14);
		_exit(5);
	}
	wait(&status);
	int n = read(ends[0], buffer, sizeof buffer);
	printf("%.*s %d %d\n", n, buffer, WEXITSTATUS(status), shared);
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		execl("/proc/self/exe", "self", "again", "an argument", (char *)0);
		_exit(1);
	}
	waitpid(child, &status, 0);
	printf("%d\n", WEXITSTATUS(status));
	fflush(stdout);
	if (fork() == 0)
		abort();
	wait(&status);
	printf("signalled %d %d\n", WIFSIGNALED(status), WTERMSIG(status));
	return 0;
}

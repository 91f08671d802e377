/* Programs: fork, exec of itself, wait. usage: exec N */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 300;
	unsigned sum = 0;

	if (argc > 2)
		return atoi(argv[2]) & 127;
	for (int i = 0; i < n; i++) {
		int status;
		char text[16];
		pid_t pid = fork();
		if (pid < 0)
			return 1;
		if (pid == 0) {
			snprintf(text, sizeof text, "%d", i);
			execl("/proc/self/exe", argv[0], "0", text, (char *)0);
			_exit(127);
		}
		if (waitpid(pid, &status, 0) != pid)
			return 1;
		sum = sum * 31 + WEXITSTATUS(status);
	}
	printf("exec %d %08x\n", n, sum);
	return 0;
}

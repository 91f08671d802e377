/* Programs: fork, exec of itself, wait. usage: exec N [EMULATOR]; under an emulator that cannot exec its own kind, by way of it */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 300;
	unsigned sum = 0;

	if (argc > 2 && strcmp(argv[1], "child") == 0)
		return atoi(argv[2]) & 127;
	for (int i = 0; i < n; i++) {
		int status;
		char text[16];
		pid_t pid = fork();
		if (pid < 0)
			return 1;
		if (pid == 0) {
			snprintf(text, sizeof text, "%d", i);
			if (argc > 2)
				execl(argv[2], argv[2], argv[0], "child", text, (char *)0);
			else
				execl("/proc/self/exe", argv[0], "child", text, (char *)0);
			_exit(255);
		}
		if (waitpid(pid, &status, 0) != pid || WEXITSTATUS(status) == 255)
			return 1;
		sum = sum * 31 + WEXITSTATUS(status);
	}
	printf("exec %d %08x\n", n, sum);
	return 0;
}

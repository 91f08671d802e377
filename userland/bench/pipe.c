/* Context switches: one byte to and fro between two processes through two pipes. usage: pipe N */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 20000;
	int to[2], from[2];
	unsigned char c = 0;

	if (pipe(to) || pipe(from))
		return 1;
	if (fork() == 0) {
		while (close(to[1]), read(to[0], &c, 1) == 1) {
			c++;
			if (write(from[1], &c, 1) != 1)
				_exit(1);
		}
		_exit(0);
	}
	for (int i = 0; i < n; i++) {
		if (write(to[1], &c, 1) != 1 || read(from[0], &c, 1) != 1)
			return 1;
		c ^= i;
	}
	close(to[1]);
	wait(NULL);
	printf("pipe %d %u\n", n, c);
	return 0;
}

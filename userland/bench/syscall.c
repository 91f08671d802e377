/* System calls: a mix of short ones. usage: syscall N */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 100000;
	int fd = open("/dev/zero", O_RDWR);
	unsigned long sum = 0;
	char buffer[64];

	for (int i = 0; i < n; i++) {
		struct stat st;
		struct timespec now;
		sum += syscall(SYS_getppid) != 0;
		sum += read(fd, buffer, sizeof buffer);
		sum += write(fd, buffer, sizeof buffer);
		sum += fstat(fd, &st) == 0;
		sum += clock_gettime(CLOCK_MONOTONIC, &now) == 0;
		sum += lseek(fd, 0, SEEK_SET) == 0;
	}
	printf("syscall %d %lu\n", n, sum);
	return 0;
}

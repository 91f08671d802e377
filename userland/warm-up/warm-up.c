/* What a C library asks for before main() and with the first line printed, and a dynamic linker with its first library:
   tools/build.mjs runs it to see what a start needs (tools/lazy.mjs), and with an argument, for the code cache, what a
   shell needs for a child. It prints one line. */

#include <asm/signal.h>
#include <linux/fcntl.h>
#include <linux/mman.h>
#include <linux/resource.h>
#include <linux/stat.h>

#include "../lib/parisc.h"

static char buffer[512];
static char zero[3 * 4096];

/* The same program once more, in a child at the other end of a pipe. */
static void run_child(char *path)
{
	char *argv[] = { path, 0 }, *envp[] = { 0 };
	int ends[2], status;
	unsigned long mask[2] = { 0, 0 };
	long n, pid;

	syscall(__NR_rt_sigprocmask, SIG_BLOCK, mask, 0, 8);
	syscall(__NR_pipe2, ends, 0);
	pid = syscall(__NR_fork);
	if (pid == 0) {
		syscall(__NR_dup2, ends[1], 1);
		syscall(__NR_close, ends[0]);
		syscall(__NR_close, ends[1]);
		syscall(__NR_execve, path, argv, envp);
		syscall(__NR_exit_group, 127);
	}
	syscall(__NR_close, ends[1]);
	while ((n = syscall(__NR_read, ends[0], buffer, sizeof buffer)) > 0)
		;
	syscall(__NR_close, ends[0]);
	syscall(__NR_wait4, pid, &status, 0, 0);
}

int main(int argc, char **argv)
{
	struct statx stx;
	unsigned long limit[2];
	char *brk, *map;
	int fd;

	if (argc > 1)
		run_child(argv[0]);
	brk = (char *)syscall(__NR_brk, 0);
	syscall(__NR_brk, brk + 0x22000);
	brk[16] = brk[0x1000] = 1;
	syscall(__NR_set_tid_address, zero);
	syscall(__NR_set_robust_list, zero + 16, 12);
	syscall(__NR_getrlimit, RLIMIT_STACK, limit);
	syscall(__NR_readlink, "/proc/self/exe", buffer, sizeof buffer);
	syscall(__NR_getrandom, buffer, 4, 1);

	syscall(__NR_access, "/etc/ld.so.preload", 4);
	syscall(__NR_statx, AT_FDCWD, "/lib/none", 0, STATX_BASIC_STATS, &stx);
	syscall(__NR_openat, AT_FDCWD, "/etc/ld.so.cache", O_RDONLY | O_CLOEXEC);
	fd = syscall(__NR_openat, AT_FDCWD, argv[0], O_RDONLY | O_CLOEXEC);
	syscall(__NR_read, fd, buffer, sizeof buffer);
	syscall(__NR_statx, fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &stx);
	map = (char *)syscall(__NR_mmap2, 0, 8192, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
	if ((unsigned long)map < -4096UL)
		zero[4096] = map[0];
	map = (char *)syscall(__NR_mmap2, 0, 16384, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if ((unsigned long)map < -4096UL)
		map[4096] = 1;
	syscall(__NR_mmap2, map, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, fd, 0);
	zero[8192] = map[0];
	syscall(__NR_mprotect, map, 4096, PROT_READ);
	syscall(__NR_munmap, map + 8192, 8192);
	syscall(__NR_close, fd);

	syscall(__NR_statx, 1, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &stx);
	say("ready");
	syscall(__NR_exit_group, 0);
	return 0;
}

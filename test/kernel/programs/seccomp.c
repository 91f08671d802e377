// Filters of system calls. Facts of Linux's kernel/seccomp.c.
#define _GNU_SOURCE
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __hppa__
#define ARCH AUDIT_ARCH_PARISC
#else
#define ARCH AUDIT_ARCH_X86_64
#endif

static int filter(unsigned nr, unsigned action) {
	struct sock_filter f[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, action),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog p = { sizeof f / sizeof *f, f };
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &p);
}

static volatile int seen_errno, seen_nr, seen_arch;
static void on_sys(int s, siginfo_t *si, void *c) { (void)s; (void)c; seen_errno = si->si_errno; seen_nr = si->si_syscall; seen_arch = si->si_arch == ARCH; }

#define CHILD(...) do { fflush(stdout); pid_t p_ = fork(); if (!p_) { __VA_ARGS__; fflush(stdout); _exit(0); } int st_; waitpid(p_, &st_, 0); \
	if (WIFSIGNALED(st_)) printf("killed by %s\n", sigabbrev_np(WTERMSIG(st_))); else printf("exit %d\n", WEXITSTATUS(st_)); } while (0)

int main(void) {
	CHILD(setresuid(1000, 1000, 1000); int r = filter(SYS_getppid, SECCOMP_RET_ALLOW); printf("without no_new_privs %d %s\n", r, strerror(errno)));
	CHILD(struct sock_filter f[] = { BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 3), BPF_STMT(BPF_RET | BPF_K, 0) };
	      struct sock_fprog p = { 2, f };
	      int r = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &p);
	      printf("unaligned load %d %s\n", r, strerror(errno)));
	CHILD(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	      printf("set %d\n", filter(SYS_getppid, SECCOMP_RET_ERRNO | 42));
	      errno = 0;
	      long r = syscall(SYS_getppid);
	      printf("getppid %ld errno %d\n", r, errno);
	      filter(SYS_getppid, SECCOMP_RET_ERRNO | 43);
	      syscall(SYS_getppid);
	      printf("the newest of equals: %d\n", errno);
	      printf("mode %d\n", prctl(PR_GET_SECCOMP)));
	CHILD(struct sigaction sa = { .sa_sigaction = on_sys, .sa_flags = SA_SIGINFO };
	      sigaction(SIGSYS, &sa, NULL);
	      filter(SYS_getppid, SECCOMP_RET_TRAP | 7);
	      syscall(SYS_getppid);
	      printf("trapped: errno %d nr %d arch %d\n", seen_errno, seen_nr == SYS_getppid, seen_arch));
	CHILD(filter(SYS_getppid, SECCOMP_RET_KILL_PROCESS); syscall(SYS_getppid));
	CHILD(filter(SYS_getppid, SECCOMP_RET_KILL_THREAD); if (!fork()) { syscall(SYS_getppid); _exit(1); } int st; wait(&st); printf("inherited: %s\n", sigabbrev_np(WTERMSIG(st))));
	CHILD(filter(SYS_getppid, SECCOMP_RET_TRACE | 5); errno = 0; long r = syscall(SYS_getppid); printf("no tracer: %ld %s\n", r, strerror(errno)));
	CHILD(prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT); write(1, "strict\n", 7); syscall(SYS_exit, 3));
	CHILD(prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT); syscall(SYS_getppid));
	unsigned a = SECCOMP_RET_ERRNO;
	printf("action available %ld\n", syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &a));
	a = 0x12340000;
	long r = syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &a);
	printf("and not %ld %s\n", r, strerror(errno));
	// a tracer decides
	fflush(stdout);
	pid_t p = fork();
	if (!p) {
		ptrace(PTRACE_TRACEME);
		raise(SIGSTOP);
		filter(SYS_getppid, SECCOMP_RET_TRACE | 99);
		_exit(syscall(SYS_getppid) == getpid() ? 1 : 2);
	}
	int st;
	waitpid(p, &st, 0);
	ptrace(PTRACE_SETOPTIONS, p, NULL, PTRACE_O_TRACESECCOMP);
	ptrace(PTRACE_CONT, p, NULL, NULL);
	waitpid(p, &st, 0);
	unsigned long msg = 0;
	ptrace(PTRACE_GETEVENTMSG, p, NULL, &msg);
	printf("event %d message %lu\n", st >> 16, msg);
	ptrace(PTRACE_CONT, p, NULL, NULL);
	waitpid(p, &st, 0);
	printf("end %d\n", WEXITSTATUS(st));
	return 0;
}

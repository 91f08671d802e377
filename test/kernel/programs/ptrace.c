// A tracer and what it sees: stops, events, signals, memory, threads of execution. Facts of Linux's kernel/ptrace.c.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __hppa__
#define NR_OFFSET (20 * 4)
#define RET_OFFSET (28 * 4)
#define ARG1_OFFSET (26 * 4)
#else
#define NR_OFFSET (15 * 8)
#define RET_OFFSET (10 * 8)
#define ARG1_OFFSET (14 * 8)
#endif

static volatile int word = 0x1234, handled;
static void handler(int s) { handled = s; }

static const char *show(int st) {
	static char b[80];
	if (WIFEXITED(st)) sprintf(b, "exit %d", WEXITSTATUS(st));
	else if (WIFSIGNALED(st)) sprintf(b, "killed %s", sigabbrev_np(WTERMSIG(st)));
	else if (WIFSTOPPED(st)) sprintf(b, "stop %s%s event %d", sigabbrev_np(WSTOPSIG(st) & 127), WSTOPSIG(st) & 128 ? "+80" : "", st >> 16);
	else if (WIFCONTINUED(st)) sprintf(b, "continued");
	return b;
}
static int st;
static pid_t next(pid_t p) { st = 0; return waitpid(p, &st, __WALL); }
static void go(int how, pid_t p, long sig) { if (ptrace(how, p, NULL, sig)) printf("resume: %s\n", strerror(errno)); }

static void calls(void) {
	pid_t p = fork();
	if (!p) {
		ptrace(PTRACE_TRACEME);
		raise(SIGSTOP);
		syscall(SYS_getpid);
		syscall(SYS_close, 77);
		_exit(5);
	}
	next(p);
	printf("first: %s\n", show(st));
	ptrace(PTRACE_SETOPTIONS, p, NULL, PTRACE_O_TRACESYSGOOD);
	for (int i = 0; ; i++) {
		go(PTRACE_SYSCALL, p, 0);
		next(p);
		if (!WIFSTOPPED(st)) break;
		errno = 0;
		long nr = ptrace(PTRACE_PEEKUSER, p, NR_OFFSET, NULL);
		long ret = ptrace(PTRACE_PEEKUSER, p, RET_OFFSET, NULL);
		const char *name = nr == SYS_getpid ? "getpid" : nr == SYS_close ? "close" : nr == SYS_exit_group ? "exit_group" : "other";
		if (nr != SYS_getpid && nr != SYS_close && nr != SYS_exit_group) continue;
		printf("%s %s", show(st), name);
		if (nr == SYS_close) printf(" arg %ld", ptrace(PTRACE_PEEKUSER, p, ARG1_OFFSET, NULL));
		static int n;
		if (n++ & 1) {
			if (nr == SYS_getpid) printf(" returned the pid %d", ret == p);
			else printf(" returned %ld", ret);
		}
		printf("\n");
	}
	printf("end: %s\n", show(st));
}

static void change(void) {
	pid_t p = fork();
	if (!p) {
		ptrace(PTRACE_TRACEME);
		raise(SIGSTOP);
		long r = syscall(SYS_getppid);
		_exit(r == 42 ? word == 0x5678 ? 9 : 8 : 7);
	}
	next(p);
	errno = 0;
	printf("word %lx %d\n", ptrace(PTRACE_PEEKDATA, p, &word, NULL) >> (sizeof(long) == 8 ? 0 : 0) & 0xffff, errno);
	long w = ptrace(PTRACE_PEEKDATA, p, &word, NULL);
	w = (w & ~0xffffL) | 0x5678;
	ptrace(PTRACE_POKEDATA, p, &word, w);
	errno = 0;
	ptrace(PTRACE_PEEKDATA, p, 8, NULL);
	printf("unmapped: %s\n", strerror(errno));
	ptrace(PTRACE_SETOPTIONS, p, NULL, PTRACE_O_TRACESYSGOOD);
	do { go(PTRACE_SYSCALL, p, 0); next(p); } while (ptrace(PTRACE_PEEKUSER, p, NR_OFFSET, NULL) != SYS_getppid);
	go(PTRACE_SYSCALL, p, 0);
	next(p);
	ptrace(PTRACE_POKEUSER, p, RET_OFFSET, 42);
	go(PTRACE_CONT, p, 0);
	next(p);
	printf("changed: %s\n", show(st));
}

static void signals(void) {
	pid_t p = fork();
	if (!p) {
		ptrace(PTRACE_TRACEME);
		signal(SIGUSR1, handler);
		signal(SIGUSR2, handler);
		raise(SIGUSR1);
		int a = handled;
		handled = 0;
		raise(SIGUSR1);
		int b = handled;
		raise(SIGTERM);
		_exit(a == SIGUSR2 && b == 0 ? 3 : 4);
	}
	siginfo_t si;
	next(p);
	printf("%s\n", show(st));
	ptrace(PTRACE_GETSIGINFO, p, NULL, &si);
	printf("si_signo %s si_code %d pid %d\n", sigabbrev_np(si.si_signo), si.si_code, si.si_pid == p);
	go(PTRACE_CONT, p, SIGUSR2);
	next(p);
	printf("%s\n", show(st));
	go(PTRACE_CONT, p, 0);
	next(p);
	printf("%s\n", show(st));
	go(PTRACE_CONT, p, 0);
	next(p);
	printf("%s\n", show(st));
}

static void events(void) {
	pid_t p = fork();
	if (!p) {
		ptrace(PTRACE_TRACEME);
		raise(SIGSTOP);
		pid_t c = fork();
		if (!c) _exit(1);
		waitpid(c, NULL, 0);
		c = syscall(SYS_clone, CLONE_VFORK | SIGCHLD, 0, 0, 0, 0);
		if (!c) _exit(2);
		waitpid(c, NULL, 0);
		execl("/proc/self/exe", "ptrace", "quiet", NULL);
		_exit(99);
	}
	next(p);
	ptrace(PTRACE_SETOPTIONS, p, NULL, PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEVFORKDONE | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT);
	go(PTRACE_CONT, p, 0);
	pid_t child = 0;
	for (;;) {
		pid_t who = waitpid(-1, &st, __WALL);
		if (who == p) {
			unsigned long msg = 0;
			if (WIFSTOPPED(st) && st >> 16) ptrace(PTRACE_GETEVENTMSG, p, NULL, &msg);
			int event = WIFSTOPPED(st) ? st >> 16 : -1;
			printf("parent: %s", show(st));
			if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK) child = msg;
			if (event == PTRACE_EVENT_VFORK_DONE) printf(" of the child %d", msg == child);
			if (event == PTRACE_EVENT_EXEC) printf(" same pid %d", msg == p);
			if (event == PTRACE_EVENT_EXIT) printf(" status %lx", msg);
			printf("\n");
			if (!WIFSTOPPED(st)) return;
			int sig = WSTOPSIG(st);
			go(PTRACE_CONT, p, event || sig == SIGTRAP ? 0 : sig == SIGCHLD ? 0 : sig);
			if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK) {
				next(child);
				printf("child: %s\n", show(st));
				do { go(PTRACE_CONT, child, 0); next(child); printf("child: %s\n", show(st)); } while (WIFSTOPPED(st));
			}
		} else printf("somebody %s\n", show(st));
	}
}

static void attach(void) {
	int pipe_[2];
	pipe(pipe_);
	pid_t p = fork();
	if (!p) { char c; read(pipe_[0], &c, 1); _exit(c); }
	if (ptrace(PTRACE_ATTACH, p, NULL, NULL)) perror("attach");
	next(p);
	printf("attached: %s\n", show(st));
	long a = ptrace(PTRACE_ATTACH, p, NULL, NULL);
	printf("again: %ld %s\n", a, strerror(errno));
	int local = 0;
	struct iovec l = { &local, 4 }, r = { (void *)&word, 4 };
	ssize_t got = process_vm_readv(p, &l, 1, &r, 1, 0);
	printf("process_vm_readv %zd %x\n", got, local);
	go(PTRACE_DETACH, p, 0);
	write(pipe_[1], "\7", 1);
	next(p);
	printf("detached: %s\n", show(st));

	p = fork();
	if (!p) { for (;;) pause(); }
	printf("seize %ld\n", ptrace(PTRACE_SEIZE, p, NULL, PTRACE_O_EXITKILL));
	a = ptrace(PTRACE_CONT, p, NULL, NULL);
	printf("not stopped: %ld %s\n", a, strerror(errno));
	ptrace(PTRACE_INTERRUPT, p, NULL, NULL);
	next(p);
	printf("interrupted: %s\n", show(st));
	go(PTRACE_CONT, p, 0);
	kill(p, SIGSTOP);
	next(p);
	printf("%s\n", show(st));
	go(PTRACE_CONT, p, SIGSTOP);
	next(p);
	printf("group stop: %s\n", show(st));
	printf("listen %ld\n", ptrace(PTRACE_LISTEN, p, NULL, NULL));
	kill(p, SIGCONT);
	next(p);
	printf("%s\n", show(st));
	go(PTRACE_CONT, p, 0);
	next(p);
	printf("%s\n", show(st));
	go(PTRACE_CONT, p, 0);
	kill(p, SIGKILL);
	next(p);
	printf("%s\n", show(st));
}

static void step(void) {
	pid_t p = fork();
	if (!p) {
		ptrace(PTRACE_TRACEME);
		raise(SIGSTOP);
		for (volatile int i = 0; i < 3; i++) ;
		_exit(0);
	}
	next(p);
	int n = 0, traps = 0;
	siginfo_t si;
	while (WIFSTOPPED(st)) {
		if (n++ < 40 && WSTOPSIG(st) == SIGTRAP) {
			ptrace(PTRACE_GETSIGINFO, p, NULL, &si);
			if (si.si_code == TRAP_TRACE || si.si_code == SI_USER || si.si_code == SIGTRAP) traps++;
		}
		if (n > 5000) { printf("too many\n"); kill(p, SIGKILL); break; }
		go(n < 40 ? PTRACE_SINGLESTEP : PTRACE_CONT, p, 0);
		next(p);
	}
	printf("stepped %d traced %d: %s\n", n, traps, show(st));
}

int main(int argc, char **argv) {
	if (argc > 1) return 11;
	setvbuf(stdout, NULL, _IOLBF, 0);
	long r_ = ptrace(PTRACE_CONT, 1 << 20, NULL, NULL);
	printf("nobody: %ld %s\n", r_, strerror(errno));
	calls();
	change();
	signals();
	events();
	attach();
	step();
	return 0;
}

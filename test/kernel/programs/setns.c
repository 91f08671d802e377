// Entering namespaces, and signals through a descriptor. Facts of Linux's kernel/nsproxy.c and fs/signalfd.c.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/mount.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *host(void) { static struct utsname u; uname(&u); return u.nodename; }

int main(void) {
	setvbuf(stdout, NULL, _IOLBF, 0);
	int uts = open("/proc/self/ns/uts", O_RDONLY), ipc = open("/proc/self/ns/ipc", O_RDONLY);
	unshare(CLONE_NEWUTS | CLONE_NEWIPC);
	sethostname("inside", 6);
	semget(77, 1, IPC_CREAT | 0600);
	int in_uts = open("/proc/self/ns/uts", O_RDONLY), in_ipc = open("/proc/self/ns/ipc", O_RDONLY);
	int r = setns(uts, CLONE_NEWIPC);
	printf("wrong type %d %s\n", r, strerror(errno));
	printf("%d %d\n", setns(uts, CLONE_NEWUTS), setns(ipc, 0));
	printf("outside %d", strcmp(host(), "inside") != 0);
	r = semget(77, 1, 0);
	printf(" %d %s\n", r < 0, strerror(errno));
	printf("%d %d\n", setns(in_uts, 0), setns(in_ipc, 0));
	printf("inside %s %d\n", host(), semget(77, 1, 0) >= 0);
	mkdir("/tmp/parisc-ns", 0755);
	close(open("/tmp/parisc-ns/kept", O_CREAT | O_RDONLY, 0600));
	if (!fork()) {
		unshare(CLONE_NEWIPC);
		semget(88, 1, IPC_CREAT | 0600);
		printf("bind %d\n", mount("/proc/self/ns/ipc", "/tmp/parisc-ns/kept", "", MS_BIND, NULL));
		fflush(stdout);
		_exit(0);
	}
	wait(NULL);
	if (!fork()) {
		int kept = open("/tmp/parisc-ns/kept", O_RDONLY);
		printf("kept by a mount %d", setns(kept, CLONE_NEWIPC));
		printf(" %d\n", semget(88, 1, 0) >= 0);
		fflush(stdout);
		_exit(0);
	}
	wait(NULL);
	printf("umount %d\n", umount("/tmp/parisc-ns/kept"));
	unlink("/tmp/parisc-ns/kept");
	rmdir("/tmp/parisc-ns");
	r = setns(0, 0);
	printf("no namespace %d %s\n", r, strerror(errno));
	r = setns(99, 0);
	printf("no file %d %s\n", r, strerror(errno));
	if (!fork()) { setresuid(1000, 1000, 1000); r = setns(uts, 0); printf("unprivileged %d %s\n", r, strerror(errno)); fflush(stdout); fflush(stdout);
		_exit(0); }
	wait(NULL);

	sigset_t m;
	sigemptyset(&m);
	sigaddset(&m, SIGUSR1);
	sigaddset(&m, SIGRTMIN + 3);
	sigprocmask(SIG_BLOCK, &m, NULL);
	int fd = signalfd(-1, &m, SFD_NONBLOCK | SFD_CLOEXEC);
	struct signalfd_siginfo s;
	r = read(fd, &s, sizeof s);
	printf("nothing yet %d %s\n", r, strerror(errno));
	union sigval v = { .sival_int = 4711 };
	sigqueue(getpid(), SIGRTMIN + 3, v);
	raise(SIGUSR1);
	struct pollfd p = { fd, POLLIN };
	printf("poll %d\n", poll(&p, 1, 0));
	r = read(fd, &s, sizeof s);
	printf("read %d: first %d from me %d\n", r, s.ssi_signo == SIGUSR1, s.ssi_pid == getpid());
	printf("read %zd\n", read(fd, &s, sizeof s));
	printf("then %d value %d code %d\n", s.ssi_signo == SIGRTMIN + 3, s.ssi_int, s.ssi_code);
	printf("poll %d\n", poll(&p, 1, 0));
	r = read(fd, &s, 10);
	printf("short %d %s\n", r, strerror(errno));
	fcntl(fd, F_SETFL, 0);
	if (!fork()) { usleep(20000); kill(getppid(), SIGUSR1); fflush(stdout);
		_exit(0); }
	printf("waited %zd", read(fd, &s, sizeof s));
	printf(" %d\n", s.ssi_signo == SIGUSR1);
	return 0;
}

// System V IPC as a program sees it. Each line of output is a fact of Linux's ipc/*.c.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

union semun { int val; struct semid_ds *buf; unsigned short *array; };
#define SAY(x) do { errno = 0; long r_ = (long)(x); printf("%s = %ld %s\n", #x, r_ < 0 ? -1 : r_, r_ < 0 ? strerror(errno) : ""); } while (0)
static int op(int id, int num, int op_, int flg) { struct sembuf b = { num, op_, flg }; return semop(id, &b, 1); }
static void alarmed(int s) { (void)s; }

static void shared_memory(void) {
	int id = shmget(0x1234, 10000, IPC_CREAT | 0600);
	printf("shmget %s\n", id >= 0 ? "ok" : strerror(errno));
	SAY(shmget(0x1234, 10000, IPC_CREAT | IPC_EXCL | 0600));
	SAY(shmget(0x1234, 20000, 0) );
	SAY(shmget(0x9999, 10, 0));
	SAY(shmget(IPC_PRIVATE, 0, 0600));
	char *a = shmat(id, NULL, 0), *b = shmat(id, NULL, SHM_RDONLY);
	printf("two attachments %d\n", a != b && a != (void *)-1 && b != (void *)-1);
	strcpy(a, "hello");
	strcpy(a + 9000, "far");
	printf("seen through the other: %s %s\n", b, b + 9000);
	struct shmid_ds ds;
	SAY(shmctl(id, IPC_STAT, &ds));
	printf("nattch %ld size %zu mode %o cpid %d lpid %d key %x\n", (long)ds.shm_nattch, ds.shm_segsz, ds.shm_perm.mode,
	       ds.shm_cpid == getpid(), ds.shm_lpid == getpid(), ds.shm_perm.__key);
	if (!fork()) {
		struct shmid_ds d2;
		shmctl(id, IPC_STAT, &d2);
		printf("in the child nattch %ld\n", (long)d2.shm_nattch);
		strcpy(a, "child");
		fflush(stdout);
		_exit(0);
	}
	wait(NULL);
	printf("after the child: %s\n", b);
	SAY(shmctl(id, IPC_RMID, NULL));
	SAY(shmget(0x1234, 10000, 0));
	SAY(shmctl(id, IPC_STAT, &ds));
	printf("mode %o nattch %ld\n", ds.shm_perm.mode, (long)ds.shm_nattch);
	SAY(shmdt(a));
	SAY(shmdt(a));
	SAY(shmdt(b));
	SAY(shmctl(id, IPC_STAT, &ds));
	SAY(shmat(id, NULL, 0));
	id = shmget(IPC_PRIVATE, 4096, 0600);
	SAY(shmat(id, (void *)0x40001, 0));
	SAY(shmat(id, NULL, SHM_REMAP));
	pid_t p = fork();
	if (!p) { char *r = shmat(id, NULL, SHM_RDONLY); *r = 1; _exit(0); }
	int st; waitpid(p, &st, 0);
	printf("writing read-only: signal %d\n", WTERMSIG(st));
	SAY(shmctl(id, IPC_RMID, NULL));
}

static void semaphores(void) {
	int id = semget(IPC_PRIVATE, 3, 0600);
	unsigned short v[3] = { 1, 2, 3 }, g[3];
	union semun u = { .array = v };
	SAY(semctl(id, 0, SETALL, u));
	u.array = g;
	SAY(semctl(id, 0, GETALL, u));
	printf("values %d %d %d\n", g[0], g[1], g[2]);
	SAY(op(id, 0, -1, 0));
	SAY(op(id, 0, -1, IPC_NOWAIT));
	SAY(op(id, 3, 1, 0));
	SAY(op(id, 1, 0, IPC_NOWAIT));
	SAY(op(id, 2, 32767, 0));
	SAY(semctl(id, 1, GETVAL));
	struct sembuf two[2] = { { 1, -2, 0 }, { 0, -1, IPC_NOWAIT } };
	SAY(semop(id, two, 2));
	SAY(semctl(id, 1, GETVAL));
	struct timespec ts = { 0, 20000000 };
	struct sembuf d = { 0, -1, 0 };
	SAY(semtimedop(id, &d, 1, &ts));
	signal(SIGALRM, alarmed);
	// SA_RESTART makes no difference to semop
	alarm(1);
	SAY(op(id, 0, -1, 0));
	pid_t p = fork();
	if (!p) { op(id, 0, -1, 0); _exit(op(id, 0, 0, 0) ? 1 : 7); }
	struct timespec nap = { 0, 30000000 };
	while (semctl(id, 0, GETNCNT) != 1) nanosleep(&nap, NULL);
	SAY(semctl(id, 0, GETNCNT));
	SAY(semctl(id, 0, GETZCNT));
	SAY(op(id, 0, 1, 0));
	int st; waitpid(p, &st, 0);
	printf("child %d, GETPID is the child: %d\n", WEXITSTATUS(st), semctl(id, 0, GETPID) == p);
	SAY(op(id, 0, 5, 0));
	if (!(p = fork())) { op(id, 0, -3, SEM_UNDO); printf("in the child %d\n", semctl(id, 0, GETVAL)); fflush(stdout); _exit(0); }
	waitpid(p, &st, 0);
	printf("undone %d\n", semctl(id, 0, GETVAL));
	if (!(p = fork())) { _exit(op(id, 0, -100, 0) == -1 && errno == EIDRM ? 9 : 1); }
	while (semctl(id, 0, GETNCNT) != 1) nanosleep(&nap, NULL);
	SAY(semctl(id, 0, IPC_RMID));
	waitpid(p, &st, 0);
	printf("removed under it: %d\n", WEXITSTATUS(st));
	SAY(semctl(id, 0, GETVAL));
	SAY(semget(IPC_PRIVATE, 0, 0600));
	SAY(semget(IPC_PRIVATE, 100000, 0600));
	struct seminfo si;
	u.array = (void *)&si;
	SAY(semctl(0, 0, IPC_INFO, u));
	printf("semmsl %d semmns %d semopm %d semmni %d semvmx %d\n", si.semmsl, si.semmns, si.semopm, si.semmni, si.semvmx);
}

struct m { long type; char text[64]; };
static void messages(void) {
	int id = msgget(0x77, IPC_CREAT | 0600);
	struct m s = { 5, "five" }, r;
	SAY(msgsnd(id, &s, 5, 0));
	s.type = 3; strcpy(s.text, "three");
	SAY(msgsnd(id, &s, 6, 0));
	s.type = 9; strcpy(s.text, "nine");
	SAY(msgsnd(id, &s, 5, 0));
	s.type = 0;
	SAY(msgsnd(id, &s, 5, 0));
	struct msqid_ds ds;
	SAY(msgctl(id, IPC_STAT, &ds));
	printf("qnum %ld cbytes %ld qbytes %ld lspid %d\n", (long)ds.msg_qnum, (long)ds.__msg_cbytes, (long)ds.msg_qbytes, ds.msg_lspid == getpid());
	SAY(msgrcv(id, &r, 64, 2, MSG_COPY | IPC_NOWAIT));
	printf("copied %s\n", r.text);
	SAY(msgrcv(id, &r, 64, -4, 0));
	printf("lowest up to 4: %ld %s\n", r.type, r.text);
	SAY(msgrcv(id, &r, 64, 5, MSG_EXCEPT));
	printf("not 5: %ld %s\n", r.type, r.text);
	SAY(msgrcv(id, &r, 2, 0, 0));
	SAY(msgrcv(id, &r, 2, 0, MSG_NOERROR));
	printf("cut: %.2s\n", r.text);
	SAY(msgrcv(id, &r, 64, 0, IPC_NOWAIT));
	pid_t p = fork();
	if (!p) { struct m x; ssize_t n = msgrcv(id, &x, 64, 42, 0); printf("received %zd %s\n", n, x.text); fflush(stdout); _exit(0); }
	usleep(30000);
	s.type = 41; SAY(msgsnd(id, &s, 1, 0));
	s.type = 42; strcpy(s.text, "answer"); SAY(msgsnd(id, &s, 7, 0));
	waitpid(p, NULL, 0);
	ds.msg_qbytes = 10;
	SAY(msgctl(id, IPC_SET, &ds));
	SAY(msgsnd(id, &s, 10, IPC_NOWAIT));
	if (!(p = fork())) { SAY(msgsnd(id, &s, 10, 0)); fflush(stdout); _exit(0); }
	usleep(30000);
	SAY(msgrcv(id, &r, 64, 0, 0));
	waitpid(p, NULL, 0);
	if (!(p = fork())) { SAY(msgrcv(id, &r, 64, 1000, 0)); fflush(stdout); _exit(0); }
	usleep(30000);
	SAY(msgctl(id, IPC_RMID, NULL));
	waitpid(p, NULL, 0);
	SAY(msgget(0x77, 0));
}

static void namespaces(void) {
	int id = semget(0x55, 1, IPC_CREAT | 0600);
	printf("made %d\n", id >= 0);
	SAY(unshare(CLONE_NEWIPC));
	SAY(semget(0x55, 1, 0));
	char line[200];
	FILE *f = fopen("/proc/sysvipc/sem", "r");
	int n = 0;
	while (fgets(line, sizeof line, f)) n++;
	printf("/proc/sysvipc/sem has %d line\n", n);
	fclose(f);
	f = fopen("/proc/sys/kernel/msgmax", "r+");
	fprintf(f, "100\n");
	fclose(f);
	struct m s = { 1, "" };
	id = msgget(IPC_PRIVATE, 0600);
	SAY(msgsnd(id, &s, 64, 0));
	char big[201];
	memset(big, 0, sizeof big);
	big[3] = 1;
	SAY(msgsnd(id, big, 101, 0));
}

static void permissions(void) {
	int id = semget(IPC_PRIVATE, 1, 0640);
	if (!fork()) {
		setresgid(7, 7, 7); setresuid(1000, 1000, 1000);
		SAY(semctl(id, 0, GETVAL));
		SAY(semctl(id, 0, IPC_RMID));
		fflush(stdout);
		_exit(0);
	}
	wait(NULL);
	struct semid_ds ds;
	union semun u = { .buf = &ds };
	SAY(semctl(id, 0, IPC_STAT, u));
	ds.sem_perm.mode = 0644;
	SAY(semctl(id, 0, IPC_SET, u));
	if (!fork()) { setresuid(1000, 1000, 1000); SAY(semctl(id, 0, GETVAL)); SAY(op(id, 0, 1, 0)); fflush(stdout); _exit(0); }
	wait(NULL);
}

int main(void) {
	setvbuf(stdout, NULL, _IOLBF, 0);
	shared_memory();
	semaphores();
	messages();
	permissions();
	namespaces();
	return 0;
}

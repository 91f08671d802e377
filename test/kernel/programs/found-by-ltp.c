// What LTP's list of system calls found wrong here. Each line is a fact; all are Linux 6.1's.
// args: --kernel 6.1
#define _GNU_SOURCE
#include <errno.h>
#include <linux/futex.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *result(long r) { return r < 0 ? strerrorname_np(errno) : "ok"; }

static void events(int fd, const char *when) {
  char buf[4096] __attribute__((aligned(8)));
  int n = read(fd, buf, sizeof buf);
  printf("%s:", when);
  for (char *p = buf; p < buf + n;) {
    struct inotify_event *e = (void *)p;
    printf(" %x%s%s", e->mask, e->len ? "=" : "", e->len ? e->name : "");
    p += sizeof *e + e->len;
  }
  puts("");
}

/* the end of a file is told before the loss of its name (since 5.17) */
static void inotify_end(void) {
  int fd = inotify_init1(IN_NONBLOCK);
  close(creat("a", 0600));
  close(creat("b", 0600));
  mkdir("d", 0700);
  inotify_add_watch(fd, "a", IN_ALL_EVENTS);
  inotify_add_watch(fd, "b", IN_ALL_EVENTS);
  inotify_add_watch(fd, "d", IN_ALL_EVENTS);
  inotify_add_watch(fd, ".", IN_DELETE);
  unlink("a");
  events(fd, "unlink");
  rmdir("d");
  events(fd, "rmdir");
  close(creat("c", 0600));
  rename("c", "b");
  events(fd, "rename over");
  int w = inotify_add_watch(fd, ".", IN_DELETE | IN_ONESHOT | IN_EXCL_UNLINK);
  char name[64], line[200];
  sprintf(name, "/proc/self/fdinfo/%d", fd);
  FILE *f = fopen(name, "r");
  while (fgets(line, sizeof line, f))
    if (strstr(line, "wd:4")) printf("fdinfo %.13s\n", strstr(line, "mask:"));
  fclose(f);
  close(fd);
  unlink("b");
}

/* a pipe with one slot: half of it read does not make room */
static void pipe_edges(void) {
  int p[2], ep = epoll_create1(0);
  pipe2(p, O_NONBLOCK);
  fcntl(p[1], F_SETPIPE_SZ, 4096);
  struct epoll_event in = {EPOLLIN | EPOLLET}, out = {EPOLLOUT | EPOLLET}, got[4];
  epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &in);
  epoll_ctl(ep, EPOLL_CTL_ADD, p[1], &out);
  static char page[4096];
  write(p[1], page, sizeof page);
  printf("full: %d event\n", epoll_wait(ep, got, 4, 0));
  read(p[0], page, 2048);
  printf("half read: %d events\n", epoll_wait(ep, got, 4, 0));
  read(p[0], page, 2048);
  int n = epoll_wait(ep, got, 4, 0);
  printf("empty: %d event, out %d\n", n, !!(got[0].events & EPOLLOUT));
  close(p[0]), close(p[1]), close(ep);
}

static int lock(int fd, int cmd, int type, int start, int len) {
  struct flock l = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = len};
  return fcntl(fd, cmd, &l);
}
static void tell(int fd) { write(fd, "x", 1); }
static void await(int fd) {
  char c;
  read(fd, &c, 1);
}
static void sleeping(int pid) {
  char name[64], text[400];
  do {
    usleep(1000);
    sprintf(name, "/proc/%d/stat", pid);
    FILE *f = fopen(name, "r");
    fgets(text, sizeof text, f);
    fclose(f);
  } while (strrchr(text, ')')[2] != 'S');
}

/* whom a waiter waits for changes when locks go; the circle is found all the same */
static void lock_circle(void) {
  int one[2], two[2], ready[2], fd = open("l", O_RDWR | O_CREAT, 0600);
  pipe(one), pipe(two), pipe(ready);
  int c1 = fork();
  if (c1 == 0) {
    lock(fd, F_SETLK, F_WRLCK, 0, 5);
    tell(ready[1]);
    await(one[0]);
    lock(fd, F_SETLK, F_UNLCK, 0, 5);
    tell(ready[1]);
    pause();
  }
  await(ready[0]);
  int c2 = fork();
  if (c2 == 0) {
    lock(fd, F_SETLK, F_WRLCK, 10, 5);
    tell(ready[1]);
    await(two[0]);
    alarm(5);
    printf("lock in a circle: %s\n", result(lock(fd, F_SETLKW, F_WRLCK, 20, 5)));
    fflush(stdout);
    _exit(0);
  }
  await(ready[0]);
  lock(fd, F_SETLK, F_WRLCK, 20, 5);
  int c3 = fork();
  if (c3 == 0) {
    sleeping(getppid());
    tell(one[1]);
    await(ready[0]);
    sleeping(getppid());
    tell(two[1]);
    _exit(0);
  }
  /* waits for c1 first, then for c2 */
  printf("lock behind two: %s\n", result(lock(fd, F_SETLKW, F_WRLCK, 0, 15)));
  kill(c1, SIGKILL);
  while (wait(NULL) > 0) {
  }
  close(fd);
  unlink("l");
}

static void memory(void) {
  int fd = open("m", O_RDWR | O_CREAT, 0600);
  ftruncate(fd, 8192);
  char *p = mmap(NULL, 8192, PROT_WRITE, MAP_SHARED, fd, 0);
  printf("mlock of a mapping to write: %s\n", result(mlock(p, 8192)));
  munmap(p, 8192);
  p = mmap(NULL, 8192, PROT_READ, MAP_SHARED_VALIDATE | 0x200, fd, 0);
  printf("MAP_SHARED_VALIDATE with an unknown flag: %s\n", p == MAP_FAILED ? strerrorname_np(errno) : "ok");
  close(fd);
  unlink("m");
}

/* a pipe's size is on its maker's account */
static void pipe_accounts(void) {
  int p[2], small[2];
  FILE *f = fopen("/proc/sys/fs/pipe-user-pages-soft", "r+");
  int usual;
  fscanf(f, "%d", &usual);
  rewind(f);
  fprintf(f, "16");
  fflush(f);
  int child = fork();
  if (child == 0) {
    setuid(4242);
    pipe(p), pipe(small);
    printf("pipe: %d, beyond the limit: %d\n", fcntl(p[0], F_GETPIPE_SZ), fcntl(small[0], F_GETPIPE_SZ));
    printf("more for it: %s\n", result(fcntl(small[0], F_SETPIPE_SZ, 65536)));
    close(p[0]), close(p[1]);
    close(small[0]), close(small[1]);
    pipe(p);
    printf("after closing: %d\n", fcntl(p[0], F_GETPIPE_SZ));
    exit(0);
  }
  waitpid(child, NULL, 0);
  rewind(f);
  fprintf(f, "%d", usual);
  fclose(f);
}

static void descriptors(void) {
  int p[2];
  char c = 0;
  pipe2(p, O_NONBLOCK);
  printf("pwrite to a pipe's reading end: %s\n", result(pwrite(p[0], &c, 1, 0)));
  int epoll = epoll_create1(0), dir = open(".", O_RDONLY);
  printf("splice to an epoll: %s\n", result(splice(p[0], NULL, epoll, NULL, 1, 0)));
  printf("splice from a folder: %s\n", result(splice(dir, NULL, p[1], NULL, 1, 0)));
  static char big[131072] __attribute__((aligned(4096)));
  struct iovec v = {big, sizeof big};
  printf("vmsplice: %d\n", (int)vmsplice(p[1], &v, 1, 0));
  int self = open("/proc/self", O_DIRECTORY | O_RDONLY);
  printf("pidfd_send_signal by /proc/self: %s\n", result(syscall(SYS_pidfd_send_signal, self, 0, NULL, 0)));
  printf("by another folder: %s\n", result(syscall(SYS_pidfd_send_signal, dir, 0, NULL, 0)));
}

/* a pidfd that does not wait; what fails leaves no child behind */
static void pidfds(void) {
  int child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  int fd = syscall(SYS_pidfd_open, child, O_NONBLOCK);
  siginfo_t info;
  printf("waitid by a pidfd with O_NONBLOCK: %s\n", result(waitid(3 /* P_PIDFD */, fd, &info, WEXITED)));
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  char name[64], line[200];
  sprintf(name, "/proc/self/fdinfo/%d", fd);
  FILE *f = fopen(name, "r");
  while (fgets(line, sizeof line, f))
    if (!strncmp(line, "Pid:", 4) || !strncmp(line, "NSpid:", 6)) printf("gone: %s", line);
  fclose(f);
  close(fd);
  uint64_t args[8] = {0x1000 /* CLONE_PIDFD */, 8, 0, 0, SIGCHLD};
  long r = syscall(SYS_clone3, args, sizeof args);
  if (r == 0) _exit(0);
  printf("clone3 with a bad pidfd: %s\n", result(r));
  printf("a child of it: %s\n", result(waitpid(-1, NULL, WNOHANG)));
}

static void futexes(void) {
  static int word, other;
  int *none = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  printf("FUTEX_WAKE, no access: %s\n", result(syscall(SYS_futex, none, FUTEX_WAKE, 1, NULL, NULL, 0)));
  printf("the same, private: %s\n",
         result(syscall(SYS_futex, none, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, NULL, NULL, 0)));
  printf("FUTEX_CMP_REQUEUE of -1: %s\n",
         result(syscall(SYS_futex, &word, FUTEX_CMP_REQUEUE, -1, (void *)1, &other, 0)));
}

static volatile int warned;
static void warn(int sig) { warned++; }

/* SIGXCPU at the soft limit, SIGKILL at the hard one */
static void cpu_limit(void) {
  int child = fork();
  if (child == 0) {
    signal(SIGXCPU, warn);
    struct rlimit r = {0, 2};
    setrlimit(RLIMIT_CPU, &r);
    getrlimit(RLIMIT_CPU, &r);
    printf("RLIMIT_CPU of 0 is %d\n", (int)r.rlim_cur);
    int grandchild = fork();
    while (!warned) {
    }
    getrlimit(RLIMIT_CPU, &r);
    if (grandchild) {
      printf("after SIGXCPU: %d\n", (int)r.rlim_cur);
      int status;
      waitpid(grandchild, &status, 0);
      printf("with what is left: signal %d\n", WTERMSIG(status));
      exit(0);
    }
    for (;;) {
    }
  }
  waitpid(child, NULL, 0);
}

static void timers(void) {
  struct timeval tv = {0, 1000};
  personality(STICKY_TIMEOUTS);
  select(0, NULL, NULL, NULL, &tv);
  printf("STICKY_TIMEOUTS leaves %d us\n", (int)tv.tv_usec);
  personality(0);
  prctl(PR_SET_TIMERSLACK, 70000);
  int child = fork();
  if (child == 0) {
    prctl(PR_SET_TIMERSLACK, 60000);
    prctl(PR_SET_TIMERSLACK, 0);
    printf("default timer slack: the parent's, %d\n", prctl(PR_GET_TIMERSLACK));
    exit(0);
  }
  waitpid(child, NULL, 0);
  timer_t timer;
  struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, NULL);
  timer_create(CLOCK_REALTIME, &ev, &timer);
  struct itimerspec it;
  clock_gettime(CLOCK_REALTIME, &it.it_value);
  it.it_value.tv_sec -= 40 * 1000 * 1000;
  it.it_interval = (struct timespec){0, 10000000};
  timer_settime(timer, TIMER_ABSTIME, &it, NULL);
  siginfo_t info;
  sigwaitinfo(&set, &info);
  printf("overruns since a year: %d\n", info.si_overrun);
  timer_delete(timer);
}

/* what is set is checked, kept, and read back */
static void clock_steering(void) {
  struct timex x = {.modes = ADJ_TICK, .tick = 8999};
  printf("a tick 10 %% too short: %s\n", result(adjtimex(&x)));
  x = (struct timex){.modes = 0x8000};
  printf("adjtime's bit alone: %s\n", result(adjtimex(&x)));
  x = (struct timex){.modes = ADJ_FREQUENCY | ADJ_MAXERROR | ADJ_ESTERROR | ADJ_TIMECONST | ADJ_TICK,
                     .freq = 1 << 30, .maxerror = -5, .esterror = 77, .constant = 3, .tick = 10000};
  adjtimex(&x);
  x = (struct timex){0};
  adjtimex(&x);
  printf("freq %ld maxerror %ld esterror %ld constant %ld tick %ld tolerance %ld\n", x.freq, x.maxerror < 1000 ? 0 : -1,
         x.esterror, x.constant, x.tick, x.tolerance);
  x = (struct timex){.modes = ADJ_FREQUENCY | ADJ_MAXERROR | ADJ_ESTERROR | ADJ_TIMECONST, .maxerror = 16000000,
                     .esterror = 16000000, .constant = 2};
  adjtimex(&x);
}

int main(void) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  char dir[] = "/tmp/ltpXXXXXX";
  chdir(mkdtemp(dir));
  inotify_end();
  pipe_edges();
  fflush(stdout);
  lock_circle();
  memory();
  pipe_accounts();
  descriptors();
  pidfds();
  clock_steering();
  futexes();
  timers();
  cpu_limit();
  struct timespec ts = {1, 0};
  printf("sleeping on its own thread's CPU time: %s\n",
         strerrorname_np(clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &ts, NULL)));
  printf("setting CLOCK_PROCESS_CPUTIME_ID: %s\n", result(clock_settime(CLOCK_PROCESS_CPUTIME_ID, &ts)));
  clockid_t id;
  clock_getcpuclockid(getpid(), &id);
  printf("setting the same by its process: %s\n", result(clock_settime(id, &ts)));
  rmdir(dir);
}

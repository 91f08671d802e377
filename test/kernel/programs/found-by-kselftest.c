// What Linux's own selftests found wrong here, in small. The facts are a native kernel's.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

// one write wakes all who wait on a level-triggered epoll, and one of those on an edge-triggered one (epoll_wakeup_test)
static int ep, woken;
static void *waiter(void *arg) {
  struct epoll_event e;
  if (epoll_wait(ep, &e, 1, 2000) > 0) __sync_fetch_and_add(&woken, 1);
  return 0;
}
static void wakeups(unsigned flags, const char *kind) {
  int s[2];
  pthread_t t[3];
  struct epoll_event e = {.events = EPOLLIN | flags};
  socketpair(AF_UNIX, SOCK_STREAM, 0, s);
  ep = epoll_create1(0);
  woken = 0;
  epoll_ctl(ep, EPOLL_CTL_ADD, s[0], &e);
  for (int i = 0; i < 3; i++) pthread_create(&t[i], 0, waiter, 0);
  usleep(100000);
  write(s[1], "w", 1);
  usleep(300000);
  printf("%s: %d woken\n", kind, woken);
  write(s[1], "w", 1);
  usleep(100000);
  write(s[1], "w", 1);
  for (int i = 0; i < 3; i++) pthread_join(t[i], 0);
  close(s[0]), close(s[1]), close(ep);
}

// /proc/self is who asks, by the numbers of the namespace the /proc was mounted in (pidfd_setns_test)
static void show_self(const char *who, int pid) {
  char link[64] = "", thread[64] = "", path[64], a[64] = "", b[64] = "", want[64];
  readlink("/proc/self", link, 63);
  readlink("/proc/thread-self", thread, 63);
  snprintf(path, 64, "/proc/%d/ns/pid", pid);
  readlink("/proc/self/ns/pid", a, 63);
  readlink(path, b, 63);
  snprintf(want, 64, "%d/task/%d", pid, pid);
  printf("%s: %s %s %s\n", who, atoi(link) == pid ? "own number" : link, strcmp(thread, want) ? thread : "own thread",
         strcmp(a, b) ? "another's namespace" : "own namespace");
  fflush(stdout);
}

// a process that enters another's user namespace may enter what belongs to that one, mounts too (pidfd_setns_test)
static void enter(void) {
  int ready[2], go[2], user, mnt, own, r;
  char path[64], c;
  pipe(ready), pipe(go);
  int pid = fork();
  if (!pid) {
    close(go[1]);
    unshare(CLONE_NEWUSER | CLONE_NEWNS);
    write(ready[1], "x", 1);
    read(go[0], &c, 1);
    _exit(0);
  }
  read(ready[0], &c, 1);
  if (!fork()) {
    snprintf(path, 64, "/proc/%d/ns/user", pid);
    user = open(path, O_RDONLY);
    snprintf(path, 64, "/proc/%d/ns/mnt", pid);
    mnt = open(path, O_RDONLY);
    own = open("/proc/self/ns/mnt", O_RDONLY);
    printf("user namespace %d\n", setns(user, CLONE_NEWUSER));
    printf("its mounts %d\n", setns(mnt, CLONE_NEWNS));
    r = setns(own, CLONE_NEWNS);
    printf("back %d %s\n", r, strerror(errno));
    fflush(stdout);
    _exit(0);
  }
  wait(0);
  close(go[1]);
  wait(0);
}

int main(void) {
  int go[2], status;
  char c;
  wakeups(0, "level");
  wakeups(EPOLLET, "edge");
  fflush(stdout);
  enter();
  show_self("outside", getpid());
  pipe(go);
  unshare(CLONE_NEWUSER | CLONE_NEWPID);
  int pid = fork();
  if (!pid) {
    int outer;
    read(go[0], &outer, sizeof outer);
    printf("getpid %d\n", getpid());
    show_self("inside", outer);
    _exit(0);
  }
  write(go[1], &pid, sizeof pid);
  waitpid(pid, &status, 0);
  printf("status %d\n", status);
}

// Corners of calls about files, pipes and processes that test suites look at.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static void fact(const char *what, long r) {
  printf("%s: %s\n", what, r < 0 ? strerrorname_np(errno) : "ok");
}

static int raised;
static void note(int sig) { raised = sig; }

static void directories(void) {
  char buf[1024];
  mkdir("d", 0755);
  int fd = open("d", O_RDONLY | O_DIRECTORY);
  fact("getdents64 to nowhere", syscall(SYS_getdents64, fd, (void *)4096, sizeof buf));
  printf("then the entries: %d\n", syscall(SYS_getdents64, fd, buf, sizeof buf) > 0);
  close(fd);
}

static void watches(void) {
  char buf[1024];
  int in = inotify_init1(IN_NONBLOCK);
  inotify_add_watch(in, "d", IN_MOVE_SELF | IN_DELETE_SELF);
  rename("d", "e");
  rmdir("e");
  ssize_t n = read(in, buf, sizeof buf);
  for (char *p = buf; p < buf + n; p += sizeof(struct inotify_event) + ((struct inotify_event *)p)->len)
    printf("event %x\n", ((struct inotify_event *)p)->mask);
}

static void pipes(void) {
  int ended[2], unread[2];
  signal(SIGPIPE, note);
  pipe(ended);
  close(ended[1]);
  pipe(unread);
  close(unread[0]);
  fact("splice of nothing to nobody", splice(ended[0], 0, unread[1], 0, 10, 0));
  printf("SIGPIPE: %d\n", raised == SIGPIPE);
  fact("tee of nothing to nobody", tee(ended[0], unread[1], 10, 0));
  pipe(unread);
  fact("splice of nothing", splice(ended[0], 0, unread[1], 0, 10, 0));
}

static void processes(void) {
  char byte;
  struct iovec none = {&byte, 0}, one = {&byte, 1};
  fact("setpgid(-1, 0)", setpgid(-1, 0));
  fact("setpgid(0, -1)", setpgid(0, -1));
  fact("setpgid(999999, 0)", setpgid(999999, 0));
  fact("process_vm_readv of nothing", process_vm_readv(999999, &one, 1, &none, 1, 0));
  fact("process_vm_readv into nothing", process_vm_readv(999999, &none, 1, &one, 1, 0));
  fact("process_vm_readv of nobody", process_vm_readv(999999, &one, 1, &one, 1, 0));
}

static void devices(void) {
  int fd = open("/dev/urandom", O_RDONLY);
  fact("an ioctl /dev/urandom does not know", ioctl(fd, 0x1234, 0));
  fact("lseek beyond any file", lseek64(open(".", O_TMPFILE | O_RDWR, 0600), 1LL << 50, SEEK_SET));
  fd = open("/dev/zero", O_RDONLY);
  fact("one /dev/zero does not know", ioctl(fd, 0x1234, 0));
}

int main(void) {
  char dir[] = "/tmp/edgesXXXXXX";
  if (!mkdtemp(dir) || chdir(dir)) return 1;
  directories();
  watches();
  pipes();
  processes();
  devices();
  return rmdir(dir);
}

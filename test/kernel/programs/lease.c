// File leases: who may take them, what the holder is told, and what the other gets.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int fd, give = F_UNLCK;
static volatile int told, code, on;
static const char *name(int type) { return type == F_RDLCK ? "read" : type == F_WRLCK ? "write" : type == F_UNLCK ? "none" : "?"; }
static int set(int f, int type) { fcntl(f, F_SETSIG, SIGRTMIN); return fcntl(f, F_SETLEASE, type); }
static const char *word(int r) { return r < 0 ? strerror(errno) : "ok"; }
static void broken(int sig, siginfo_t *si, void *u)
{
    told++;
    code = si->si_code;
    on = si->si_fd;
    printf("  told: by then it is %s\n", name(fcntl(fd, F_GETLEASE)));
    printf("  gives it up: %s\n", word(fcntl(fd, F_SETLEASE, give)));
}

static void other(const char *what, int flags)
{
    int st;
    fflush(stdout);
    pid_t p = fork();
    if (p == 0) {
        close(fd);
        if (flags < 0) _exit(truncate("/tmp/leased", 0) ? errno == EAGAIN ? 2 : 3 : 0);
        int f = open("/tmp/leased", flags);
        _exit(f >= 0 ? 0 : errno == EWOULDBLOCK ? 1 : 3);
    }
    while (waitpid(p, &st, 0) < 0);
    printf("%s: status %d, told %d times, then %s\n", what, WEXITSTATUS(st), told, name(fcntl(fd, F_GETLEASE)));
    told = 0;
}

int main(void)
{
    struct sigaction sa = {.sa_sigaction = broken, .sa_flags = SA_SIGINFO | SA_RESTART};
    int p[2];
    setvbuf(stdout, 0, _IONBF, 0);
    sigaction(SIGRTMIN, &sa, 0);
    close(open("/tmp/leased", O_CREAT | O_RDWR, 0644));
    fd = open("/tmp/leased", O_RDONLY);
    fcntl(fd, F_SETSIG, SIGRTMIN);
    printf("give up: %s\n", word(set(fd, F_UNLCK)));
    printf("bad type: %s\n", word(fcntl(fd, F_SETLEASE, 77)));
    pipe(p);
    printf("a pipe: %s\n", word(fcntl(p[0], F_SETLEASE, F_RDLCK)));
    int w = open("/tmp/leased", O_RDWR);
    printf("read while open for writing: %s\n", word(fcntl(fd, F_SETLEASE, F_RDLCK)));
    printf("write while open twice: %s\n", word(fcntl(w, F_SETLEASE, F_WRLCK)));
    close(w);
    printf("read: %s\n", word(set(fd, F_RDLCK)));
    printf("owner is me: %d\n", fcntl(fd, F_GETOWN) == getpid());
    other("a reader", O_RDONLY);
    other("a writer", O_RDWR);
    printf("code %d, fd %s\n", code, on == fd ? "the leased one" : "another");
    printf("write: %s\n", word(set(fd, F_WRLCK)));
    give = F_RDLCK;
    other("a reader", O_RDONLY);
    give = F_UNLCK;
    printf("write again: %s\n", word(set(fd, F_WRLCK)));
    other("a truncation", -1);
    printf("write again: %s\n", word(set(fd, F_WRLCK)));
    other("a writer without time", O_WRONLY | O_NONBLOCK);
    set(fd, F_RDLCK);
    int second = open("/tmp/leased", O_RDONLY);
    printf("a second read lease: %s\n", word(fcntl(second, F_SETLEASE, F_RDLCK)));
    printf("write with two: %s\n", word(set(fd, F_WRLCK)));
    close(second);
    printf("write: %s\n", word(set(fd, F_WRLCK)));
    unlink("/tmp/leased");
    return 0;
}

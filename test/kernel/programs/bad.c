// Guests that take all they can get (test/kernel/bad-guests.test.ts): each case prints how it was stopped.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void nap(int ms) { struct timespec t = {ms / 1000, ms % 1000 * 1000000}; nanosleep(&t, 0); }

static void bomb(int user)
{
    pid_t g = fork();
    if (g == 0) {
        setpgid(0, 0);
        if (user) setuid(1000);
        for (;;) fork();
    }
    setpgid(g, g);
    nap(200);
    for (int i = 0; i < 50 && kill(-g, SIGKILL) == 0; i++) {
        nap(50);
        while (waitpid(-1, 0, WNOHANG) > 0);
    }
    printf("the group is %s\n", kill(-g, 0) ? strerror(errno) : "still there");
}

static void memory(void)
{
    pid_t p = fork();
    if (p == 0) for (;;) { char *m = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); if (m != MAP_FAILED) memset(m, 1, 1 << 20); }
    int st;
    waitpid(p, &st, 0);
    printf("the hog: signal %d\n", WTERMSIG(st));
}

static void descriptors(void)
{
    int n = 0;
    while (open("/dev/null", O_RDONLY) >= 0) n++;
    printf("%s after %d\n", strerror(errno), n);
}

static void paths(void)
{
    char name[201];
    memset(name, 'd', 200);
    name[200] = 0;
    chdir("/tmp");
    int depth = 0;
    while (depth < 300 && mkdir(name, 0755) == 0 && chdir(name) == 0) depth++;
    char *buf = malloc(1 << 20);
    memset(buf, '/', 5000);
    buf[5000] = 0;
    printf("depth %d, getcwd: %s", depth, getcwd(buf + 6000, 100000) ? "a name" : strerror(errno));
    printf(", long name: %s", open(buf, O_RDONLY) < 0 ? strerror(errno) : "opened");
    symlink("/tmp/a", "/tmp/b");
    symlink("/tmp/b", "/tmp/a");
    printf(", circle: %s", open("/tmp/a", O_RDONLY) < 0 ? strerror(errno) : "opened");
    symlink(".", "/tmp/dot");
    strcpy(buf, "/tmp");
    for (int i = 0; i < 41; i++) strcat(buf, "/dot");
    printf(", 41 links: %s\n", stat(buf, (struct stat *)(buf + 6000)) ? strerror(errno) : "found");
}

static void arguments(char *self)
{
    size_t n = 100 << 20;
    char *big = mmap(0, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (big == MAP_FAILED) { printf("no room\n"); return; }
    memset(big, 'x', n - 1);
    char *one[] = {self, big, 0};
    execv(self, one);
    printf("100 MB in one: %s", strerror(errno));
    char **many = malloc(1000002 * sizeof *many);
    for (int i = 0; i < 1000001; i++) many[i] = "0123456789";
    many[1000001] = 0;
    execv(self, many);
    printf(", in a million: %s\n", strerror(errno));
}

static void maps(void)
{
    int n = 0;
    char *first = 0;
    for (;;) {
        char *m = mmap(0, 4096, n & 1 ? PROT_READ : PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (m == MAP_FAILED) break;
        if (!first || m < first) first = m;
        n++;
    }
    printf("%s after %s", strerror(errno), n > 65000 && n < 65530 ? "65 thousand and some" : "another number");
    printf(", unmapped: %d\n", munmap(first, (size_t)n * 4096));
}

static volatile int caught;
static void on_signal(int s) { caught++; }
static void signals(void)
{
    sigset_t all;
    sigfillset(&all);
    signal(SIGRTMIN, on_signal);
    sigprocmask(SIG_BLOCK, &all, 0);
    int n = 0;
    while (sigqueue(getpid(), SIGRTMIN, (union sigval){0}) == 0) n++;
    int e = errno;
    sigprocmask(SIG_UNBLOCK, &all, 0);
    printf("%s, %s\n", strerror(e), caught == n && n > 10 ? "all came" : "some were lost");
}

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static void *waits(void *a) { pthread_mutex_lock(&gate); pthread_mutex_unlock(&gate); return a; }
static void threads(void)
{
    static pthread_t t[20000];
    pthread_attr_t a;
    pthread_attr_init(&a);
    pthread_attr_setstacksize(&a, 65536);
    int n = 0, e;
    pthread_mutex_lock(&gate);
    while (n < 20000 && (e = pthread_create(&t[n], &a, waits, 0)) == 0) n++;
    pthread_mutex_unlock(&gate);
    for (int i = 0; i < n; i++) pthread_join(t[i], 0);
    printf("%s after %s, all joined\n", strerror(e), n > 450 && n < 512 ? "nearly 512" : "another number");
}

static void vectors(void)
{
    static struct iovec v[1025];
    int p[2];
    pipe2(p, O_NONBLOCK);
    printf("1025 parts: %s", writev(p[1], v, 1025) < 0 ? strerror(errno) : "taken");
    v[0].iov_base = v[1].iov_base = v;
    v[0].iov_len = v[1].iov_len = 0x7fffffff;
    printf(", 4 GB: %s", writev(p[1], v, 2) < 0 ? strerror(errno) : "some taken");
    printf(", 2 GB: %s\n", writev(p[1], v, 1) < 0 ? strerror(errno) : "some taken");
}

static void pipes(void)
{
    char page[4096] = {0};
    int n = 0, full = 0, p[2];
    while (pipe2(p, O_NONBLOCK) == 0) {
        n++;
        while (write(p[1], page, sizeof page) > 0);
        full += errno == EAGAIN;
    }
    printf("%s, %s\n", strerror(errno), n == full ? "all filled" : "some were not");
}

static void tmpfs(void)
{
    char *mb = calloc(1, 1 << 20);
    int f = open("/tmp/fills", O_CREAT | O_RDWR, 0600), n = 0;
    ssize_t r;
    while ((r = write(f, mb, 1 << 20)) > 0) n++;
    printf("%s", strerror(errno));
    close(f);
    unlink("/tmp/fills");
    f = open("/tmp/again", O_CREAT | O_RDWR, 0600);
    printf(", then %zd\n", write(f, mb, 1 << 20));
}

static void watches(void)
{
    int i = inotify_init1(IN_NONBLOCK), overflow = 0, n = 0;
    inotify_add_watch(i, "/tmp", IN_CREATE | IN_DELETE);
    for (int k = 0; k < 9000; k++) { close(creat("/tmp/flood", 0600)); unlink("/tmp/flood"); }
    char buf[65536];
    ssize_t r;
    while ((r = read(i, buf, sizeof buf)) > 0)
        for (char *at = buf; at < buf + r; at += sizeof(struct inotify_event) + ((struct inotify_event *)at)->len) {
            n++;
            overflow += ((struct inotify_event *)at)->mask == IN_Q_OVERFLOW;
        }
    printf("%d events, %d overflow\n", n, overflow);
}

int main(int argc, char **argv)
{
    setvbuf(stdout, 0, _IONBF, 0);
    const char *c = argc > 1 ? argv[1] : "";
    if (!strcmp(c, "bomb")) bomb(0);
    else if (!strcmp(c, "bomb-user")) bomb(1);
    else if (!strcmp(c, "memory")) memory();
    else if (!strcmp(c, "descriptors")) descriptors();
    else if (!strcmp(c, "paths")) paths();
    else if (!strcmp(c, "arguments")) arguments(argv[0]);
    else if (!strcmp(c, "maps")) maps();
    else if (!strcmp(c, "signals")) signals();
    else if (!strcmp(c, "threads")) threads();
    else if (!strcmp(c, "vectors")) vectors();
    else if (!strcmp(c, "pipes")) pipes();
    else if (!strcmp(c, "tmpfs")) tmpfs();
    else if (!strcmp(c, "watches")) watches();
    /* others go on */
    pid_t p = fork();
    if (p == 0) _exit(7);
    int st = 0;
    if (p > 0) waitpid(p, &st, 0);
    printf("a child: %d\n", p > 0 ? WEXITSTATUS(st) : -errno);
    return 0;
}

// Asynchronous I/O contexts: what is taken, what is refused, and what comes back.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static const char *word(long r) { static char b[4][40]; static int i; char *s = b[i++ & 3]; if (r < 0) return strerror(errno); sprintf(s, "%ld", r); return s; }
static long setup(unsigned n, aio_context_t *c) { return syscall(SYS_io_setup, n, c); }
static long submit(aio_context_t c, long n, struct iocb **q) { return syscall(SYS_io_submit, c, n, q); }
static long get(aio_context_t c, long min, long n, struct io_event *e, struct timespec *t) { return syscall(SYS_io_getevents, c, min, n, e, t); }

int main(void)
{
    aio_context_t c = 0, used = 1;
    struct io_event e[8];
    struct timespec none = {0, 0}, some = {0, 20000000};
    char out[] = "hello", in[16] = "";
    setvbuf(stdout, 0, _IONBF, 0);
    printf("setup none: %s", word(setup(0, &c)));
    printf(", used: %s", word(setup(4, &used)));
    printf(", far too many: %s", word(setup(0x7fffffff, &c)));
    printf(", too many: %s", word(setup(0x20000, &c)));
    printf(", bad pointer: %s", word(setup(4, (void *)16)));
    printf(", four: %s\n", word(setup(4, &c)));
    int fd = open("/tmp/aio", O_CREAT | O_RDWR | O_TRUNC, 0600), rd = open("/tmp/aio", O_RDONLY), ev = eventfd(0, 0);
    struct iovec v = {in, 3};
    struct iocb w = {.aio_data = 1, .aio_lio_opcode = IOCB_CMD_PWRITE, .aio_fildes = fd, .aio_buf = (uintptr_t)out, .aio_nbytes = 5, .aio_offset = 2, .aio_flags = IOCB_FLAG_RESFD, .aio_resfd = ev};
    struct iocb r = {.aio_data = 2, .aio_lio_opcode = IOCB_CMD_PREAD, .aio_fildes = fd, .aio_buf = (uintptr_t)in, .aio_nbytes = 16, .aio_key = 77};
    struct iocb rv = {.aio_data = 3, .aio_lio_opcode = IOCB_CMD_PREADV, .aio_fildes = rd, .aio_buf = (uintptr_t)&v, .aio_nbytes = 1, .aio_offset = 3};
    struct iocb s = {.aio_data = 4, .aio_lio_opcode = IOCB_CMD_FSYNC, .aio_fildes = fd};
    struct iocb *list[] = {&w, &r};
    printf("submit two: %s", word(submit(c, 2, list)));
    printf(", get: %s\n", word(get(c, 2, 8, e, 0)));
    for (int i = 0; i < 2; i++) printf("  data %llu, res %lld %lld, obj %s\n", (unsigned long long)e[i].data, (long long)e[i].res, (long long)e[i].res2, e[i].obj == (uintptr_t)list[i] ? "right" : "wrong");
    uint64_t n;
    printf("read \"%s\", key %u, eventfd %s", in + 2, r.aio_key, word(read(ev, &n, 8)));
    printf(" counted %llu\n", (unsigned long long)n);
    struct iocb *two[] = {&rv, &s};
    memset(in, 0, sizeof in);
    printf("submit: %s", word(submit(c, 2, two)));
    printf(", get: %s", word(get(c, 2, 8, e, 0)));
    printf(", readv \"%s\", res %lld %lld\n", in, (long long)e[0].res, (long long)e[1].res);
    printf("nothing left: %s", word(get(c, 1, 8, e, &some)));
    printf(", min over max: %s", word(get(c, 2, 1, e, &none)));
    printf(", bad context: %s\n", word(get(12345, 0, 1, e, &none)));
    struct iocb x = r, *one[] = {&x};
    x.aio_fildes = 999; printf("bad fd: %s", word(submit(c, 1, one)));
    x = r; x.aio_lio_opcode = 99; printf(", bad operation: %s", word(submit(c, 1, one)));
    x = r; x.aio_reserved2 = 1; printf(", reserved: %s", word(submit(c, 1, one)));
    x = w; x.aio_fildes = rd; printf(", not for writing: %s", word(submit(c, 1, one)));
    x = r; x.aio_rw_flags = 0x4000; printf(", bad flag: %s", word(submit(c, 1, one)));
    x = w; x.aio_resfd = fd; printf(", no eventfd: %s", word(submit(c, 1, one)));
    x = r; x.aio_buf = 16; printf(", bad buffer: %s", word(submit(c, 1, one)));
    printf(" with %s", word(get(c, 0, 8, e, &none)));
    printf(", bad list: %s", word(submit(c, 1, (void *)16)));
    printf(", negative: %s", word(submit(c, -1, one)));
    printf(", none: %s\n", word(submit(c, 0, one)));
    x = r; x.aio_fildes = 999;
    struct iocb *mixed[] = {&r, &x};
    printf("the second is bad: %s", word(submit(c, 2, mixed)));
    printf(", get: %s\n", word(get(c, 0, 8, e, &none)));
    printf("cancel: %s", word(syscall(SYS_io_cancel, c, &r, e)));
    printf(", destroy: %s", word(syscall(SYS_io_destroy, c)));
    printf(", again: %s", word(syscall(SYS_io_destroy, c)));
    printf(", submit: %s\n", word(submit(c, 1, one)));
    unlink("/tmp/aio");
    return 0;
}

/* Output, messages, numbers, names: what all commands share. Above: the commands. Below: ../lib/parisc.h. */

#include <linux/fcntl.h>

#include "sh.h"

int output = 1;

static char gathered[4096];
static size_t n_gathered;

void flush(void)
{
	size_t at = 0;
	while (at < n_gathered) {
		long r = syscall(__NR_write, output, gathered + at, n_gathered - at);
		if (r == -EINTR)
			continue;
		if (r <= 0)
			break;
		at += r;
	}
	n_gathered = 0;
}

void out_bytes(const void *bytes, size_t n)
{
	const char *p = bytes;
	while (n--) {
		if (n_gathered == sizeof gathered)
			flush();
		gathered[n_gathered++] = *p++;
	}
}

void out(const char *s)
{
	out_bytes(s, length(s));
}

void out_number(long v, int width)
{
	char digits[12];
	int n = 0;
	unsigned long u = v < 0 ? -(unsigned long)v : (unsigned long)v;
	do
		digits[n++] = '0' + u % 10;
	while (u /= 10);
	if (v < 0)
		digits[n++] = '-';
	while (width-- > n)
		out(" ");
	while (n)
		out_bytes(&digits[--n], 1);
}

void out_hex(unsigned long v, int digits)
{
	while (digits--)
		out_bytes(&"0123456789abcdef"[v >> 4 * digits & 15], 1);
}

static const struct {
	int number;
	const char *text;
} errors[] = {
	{ EPERM, "not permitted" },
	{ ENOENT, "no such file" },
	{ ESRCH, "no such process" },
	{ EIO, "input/output error" },
	{ ENOEXEC, "not a program for this machine" },
	{ ECHILD, "no child" },
	{ EACCES, "permission denied" },
	{ EBUSY, "busy" },
	{ EEXIST, "is there already" },
	{ EXDEV, "on another file system" },
	{ ENODEV, "no such device" },
	{ ENOTDIR, "not a folder" },
	{ EISDIR, "is a folder" },
	{ EINVAL, "invalid" },
	{ ENOSPC, "no room" },
	{ EROFS, "read-only" },
	{ ENOTEMPTY, "not empty" },
	{ ENETUNREACH, "network is unreachable" },
	{ EHOSTUNREACH, "no such host on the network" },
	{ EADDRNOTAVAIL, "address not available" },
};

int complain(const char *name, const char *what, long error)
{
	int before = output;
	flush();
	output = 2;
	out(name);
	if (what) {
		out(": ");
		out(what);
	}
	if (error) {
		out(": ");
		unsigned i = 0;
		while (i < sizeof errors / sizeof *errors && errors[i].number != -error)
			i++;
		if (i < sizeof errors / sizeof *errors) {
			out(errors[i].text);
		} else {
			out("error ");
			out_number(-error, 0);
		}
	}
	out("\n");
	flush();
	output = before;
	return 1;
}

int same(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

int starts(const char *s, const char *with)
{
	while (*with)
		if (*s++ != *with++)
			return 0;
	return 1;
}

long number(const char *s)
{
	long v = 0;
	if (!*s)
		return -1;
	for (; *s; s++) {
		if (*s < '0' || *s > '9' || v > 200000000)
			return -1;
		v = v * 10 + *s - '0';
	}
	return v;
}

const char *base_name(const char *path)
{
	const char *last = path;
	for (; *path; path++)
		if (*path == '/' && path[1])
			last = path + 1;
	return last;
}

void join_path(char *to, size_t room, const char *dir, const char *name)
{
	size_t n = length(dir);
	copy(to, dir, room);
	if (n && n + 1 < room && dir[n - 1] != '/')
		to[n++] = '/';
	if (n < room)
		copy(to + n, name, room - n);
}

long slurp(const char *path, char *to, size_t room)
{
	long fd = syscall(__NR_open, path, O_RDONLY, 0);
	size_t n = 0;
	if (fd < 0)
		return fd;
	while (n + 1 < room) {
		long r = syscall(__NR_read, fd, to + n, room - 1 - n);
		if (r <= 0)
			break;
		n += r;
	}
	to[n] = 0;
	syscall(__NR_close, fd);
	return n;
}

struct entry {
	unsigned long long ino;
	long long off;
	unsigned short reclen;
	unsigned char type;
	char name[];
};

long open_folder(struct folder *f, const char *path)
{
	f->n = f->at = 0;
	f->fd = syscall(__NR_open, path, O_RDONLY | O_DIRECTORY, 0);
	return f->fd;
}

const char *next_name(struct folder *f, unsigned char *type)
{
	for (;;) {
		if (f->at >= f->n) {
			f->n = syscall(__NR_getdents64, f->fd, f->buffer, sizeof f->buffer);
			f->at = 0;
			if (f->n <= 0) {
				syscall(__NR_close, f->fd);
				return 0;
			}
		}
		struct entry *e = (struct entry *)(f->buffer + f->at);
		f->at += e->reclen;
		if (same(e->name, ".") || same(e->name, ".."))
			continue;
		if (type)
			*type = e->type;
		return e->name;
	}
}

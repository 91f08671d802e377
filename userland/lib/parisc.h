/* The few services the small programs here need, over the uapi headers alone.
   Above: userland/story, userland/bench's check. Below: start.S. */

#ifndef PARISC_H
#define PARISC_H

#include <asm/errno.h>
#include <asm/unistd.h>

long syscall(long nr, ...);

typedef __SIZE_TYPE__ size_t;

static inline size_t length(const char *s)
{
	size_t n = 0;
	while (s[n])
		n++;
	return n;
}

static inline void copy(char *to, const char *from, size_t room)
{
	size_t i = 0;
	for (; i + 1 < room && from[i]; i++)
		to[i] = from[i];
	for (; i < room; i++)
		to[i] = 0;
}

/* Parts of one line, written at once so that two processes' lines do not mix. */
struct line {
	char text[256];
	size_t n;
};

static inline void put(struct line *l, const char *s)
{
	while (*s && l->n < sizeof l->text)
		l->text[l->n++] = *s++;
}

static inline void put_number(struct line *l, long v)
{
	char digits[12];
	int n = 0;
	if (v < 0)
		put(l, "-"), v = -v;
	do
		digits[n++] = '0' + v % 10;
	while (v /= 10);
	while (n && l->n < sizeof l->text)
		l->text[l->n++] = digits[--n];
}

static inline void end(struct line *l)
{
	put(l, "\n");
	syscall(__NR_write, 1, l->text, l->n);
	l->n = 0;
}

static inline void say(const char *s)
{
	struct line l = { .n = 0 };
	put(&l, s);
	end(&l);
}

#endif

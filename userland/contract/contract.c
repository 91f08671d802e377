/* One program with a word for each clause of the command line's contract; test/userland/contract.test.ts runs it.
   It has no C library, so the tests mean something on a machine without the cross compiler. */

#include <asm/signal.h>

#include "../lib/parisc.h"

static int equal(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

static long number(const char *s)
{
	long n = 0;
	while (*s >= '0' && *s <= '9')
		n = n * 10 + *s++ - '0';
	return n;
}

static int copy_input(void)
{
	char buffer[4096];
	long n;

	while ((n = syscall(__NR_read, 0, buffer, sizeof buffer)) > 0)
		for (long done = 0, m; done < n; done += m)
			if ((m = syscall(__NR_write, 1, buffer + done, n - done)) < 0)
				return 1;
	return n != 0;
}

static void show_arguments(int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		say(argv[i]);
	for (char **e = argv + argc + 1; *e; e++)
		if (e[0][0] == 'P' && e[0][1] == 'T' && e[0][2] == '_')
			say(*e);
}

static int recurse(volatile int *p, int depth)
{
	volatile int room[1024];
	room[depth & 1023] = *p;
	return recurse(room, depth + 1) + room[1];
}

static void endless_output(void)
{
	static const char text[] = "and on and on and on and on\n";
	for (;;)
		if (syscall(__NR_write, 1, text, sizeof text - 1) < 0)
			syscall(__NR_exit, 3);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (equal(what, "exit"))
		return number(argv[2]);
	if (equal(what, "cat"))
		return copy_input();
	if (equal(what, "args")) {
		show_arguments(argc, argv);
		return 0;
	}
	if (equal(what, "stderr")) {
		syscall(__NR_write, 2, "to stderr\n", 10);
		return 0;
	}
	if (equal(what, "kill")) {
		syscall(__NR_kill, syscall(__NR_getpid), number(argv[2]));
		return 99;
	}
	if (equal(what, "wild-read"))
		return *(volatile int *)0xdead0000;
	if (equal(what, "wild-write")) {
		*(volatile int *)0xdead0000 = 1;
		return 99;
	}
	if (equal(what, "wild-jump"))
		((void (*)(void))0x00fffff0)();
	if (equal(what, "illegal"))
		__asm__ volatile(".word 0x1c0001e1");
	if (equal(what, "break"))
		__asm__ volatile("break 4,8");
	if (equal(what, "privileged"))
		__asm__ volatile("mtctl %r0,%cr0");
	if (equal(what, "stack"))
		return recurse(&(volatile int){ 1 }, 0);
	if (equal(what, "write"))
		endless_output();
	if (equal(what, "spin")) {
		say("spinning");
		for (;;)
			;
	}
	if (equal(what, "bad-pointers"))
		return syscall(__NR_write, 1, 0xfffffff0, 64) == -EFAULT && syscall(__NR_uname, 0x10) == -EFAULT
			? 0 : 1;
	say("contract: exit N|cat|args|stderr|kill N|wild-read|wild-write|wild-jump|illegal|break|privileged|stack|write|spin|bad-pointers");
	return 2;
}

/* The small shell: one program that is sh, init and a few dozen commands, by the name it is called by. For a root file
   system where BusyBox could not be built. Above: the files here. Below: ../lib/parisc.h. */

#ifndef SH_H
#define SH_H

#include "../lib/parisc.h"

void *memset(void *to, int value, size_t n);
void *memcpy(void *to, const void *from, size_t n);

/* A command: its arguments, what to answer to exit(). */
typedef int command(int argc, char **argv);

struct applet {
	const char *name;
	command *run;
	/* Path of its link, without the name: "/bin/". */
	const char *folder;
	const char *usage;
};

extern const struct applet applets[];
const struct applet *applet_of(const char *name);

extern char **environment;
const char *variable(const char *name);
void set_variable(const char *name, const char *value);

/* Reads lines from fd (or text, if not NULL) and runs them; the status of the last. */
int run_lines(int fd, const char *text, int interactive);

/* ---- io.c ---- */

extern int output;
void out(const char *s);
void out_bytes(const void *bytes, size_t n);
void out_number(long v, int width);
void out_hex(unsigned long v, int digits);
void flush(void);
/* "NAME: WHAT: why" on the standard error; returns 1. */
int complain(const char *name, const char *what, long error);
int same(const char *a, const char *b);
int starts(const char *s, const char *with);
/* -1: not a number. */
long number(const char *s);
const char *base_name(const char *path);
/* DIR/NAME, at most room bytes. */
void join_path(char *to, size_t room, const char *dir, const char *name);
/* All of a small file, 0-terminated; its length or -errno. */
long slurp(const char *path, char *to, size_t room);
/* The next name of a folder that was opened, or NULL. */
struct folder {
	long fd;
	long n, at;
	char buffer[2048] __attribute__((aligned(8)));
};
long open_folder(struct folder *f, const char *path);
const char *next_name(struct folder *f, unsigned char *type);

long long microseconds(void);

command cat, echo, head, tail, wc, grep, hexdump, yes, sort;
command ls, cp, mv, rm, mkdir, rmdir, ln, touch, chmod, readlink_, pwd, sync_, mount_;
command ps, uname, kill_, sleep_, free_, date, hostname, clear_, true_, false_, env, id, reboot_, test_, seq, dmesg, tty_;
command ifconfig, ping, init, help, shell;

#endif

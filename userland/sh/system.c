/* Commands on processes and the system. Above: main.c (the table). Below: io.c. */

#include <asm/ioctls.h>
#include <asm/signal.h>
#include <asm/stat.h>
#include <asm/termbits.h>
#include <linux/reboot.h>
#include <linux/stat.h>
#include <linux/sysinfo.h>
#include <linux/time.h>
#include <linux/time_types.h>
#include <linux/utsname.h>

#include "sh.h"

int ps(int argc, char **argv)
{
	struct folder f;
	const char *name;
	long r = open_folder(&f, "/proc");
	if (r < 0)
		return complain("ps", "/proc", r);
	out("  PID  PPID S COMMAND\n");
	while ((name = next_name(&f, 0))) {
		char path[64], text[1024];
		if (number(name) < 0)
			continue;
		copy(path, "/proc/", sizeof path);
		join_path(path + 6, sizeof path - 6, name, "stat");
		if (slurp(path, text, sizeof text) <= 0)
			continue;
		/* PID (comm) S PPID … : comm may have blanks and brackets */
		char *comm = text, *end = text;
		while (*comm && *comm != '(')
			comm++;
		for (char *p = comm; *p; p++)
			if (*p == ')')
				end = p;
		if (end == text)
			continue;
		*end = 0;
		char state = end[2];
		char *parent = end + 4, *stop = parent;
		while (*stop >= '0' && *stop <= '9')
			stop++;
		*stop = 0;
		char shown[256];
		copy(shown, comm + 1, sizeof shown);
		long ppid = number(parent);
		join_path(path + 6, sizeof path - 6, name, "cmdline");
		long n = slurp(path, text, sizeof text);
		for (long i = 0; i + 1 < n; i++)
			if (!text[i])
				text[i] = ' ';
		out_number(number(name), 5);
		out_number(ppid, 6);
		out(" ");
		out_bytes(&state, 1);
		out(" ");
		if (n > 0) {
			out(text);
		} else {
			out("[");
			out(shown);
			out("]");
		}
		out("\n");
	}
	return 0;
}

int uname(int argc, char **argv)
{
	struct new_utsname u;
	long r = syscall(__NR_uname, &u);
	if (r < 0)
		return complain("uname", 0, r);
	const char *option = argc > 1 ? argv[1] : "-s";
	const struct {
		char letter;
		const char *value;
	} parts[] = { { 's', u.sysname }, { 'n', u.nodename }, { 'r', u.release }, { 'v', u.version }, { 'm', u.machine } };
	int any = 0;
	for (int i = 0; i < 5; i++) {
		int wanted = 0;
		for (const char *o = option; *o; o++)
			wanted |= *o == parts[i].letter || *o == 'a';
		if (!wanted)
			continue;
		if (any++)
			out(" ");
		out(parts[i].value);
	}
	out("\n");
	return 0;
}

static const struct {
	const char *name;
	int number;
} signals[] = {
	{ "HUP", SIGHUP },   { "INT", SIGINT },	  { "QUIT", SIGQUIT }, { "KILL", SIGKILL }, { "TERM", SIGTERM },
	{ "STOP", SIGSTOP }, { "CONT", SIGCONT }, { "USR1", SIGUSR1 }, { "USR2", SIGUSR2 },
};

int kill_(int argc, char **argv)
{
	int sig = SIGTERM, status = 0;
	char **a = argv + 1;
	if (*a && a[0][0] == '-' && a[0][1]) {
		const char *name = *a++ + 1;
		sig = number(name);
		if (starts(name, "SIG"))
			name += 3;
		for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++)
			if (same(name, signals[i].name))
				sig = signals[i].number;
		if (sig < 0)
			return complain("kill", name, -EINVAL);
	}
	if (!*a)
		return complain("kill", "usage: kill [-SIGNAL] PID…", 0) + 1;
	for (; *a; a++) {
		int group = **a == '-';
		long pid = number(*a + group);
		long r = pid < 0 ? -EINVAL : syscall(__NR_kill, group ? -pid : pid, sig);
		if (r < 0)
			status = complain("kill", *a, r);
	}
	return status;
}

long long microseconds(void)
{
	struct __kernel_old_timespec t;
	syscall(__NR_clock_gettime, CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

int sleep_(int argc, char **argv)
{
	struct __kernel_old_timespec t = { 0, 0 };
	const char *s = argc > 1 ? argv[1] : "";
	long part = 100000000;
	for (; *s >= '0' && *s <= '9' && t.tv_sec < 100000000; s++)
		t.tv_sec = t.tv_sec * 10 + *s - '0';
	if (*s == '.')
		for (s++; *s >= '0' && *s <= '9'; s++, part /= 10)
			t.tv_nsec += (*s - '0') * part;
	if (argc != 2 || *s)
		return complain("sleep", "usage: sleep SECONDS", 0) + 1;
	syscall(__NR_nanosleep, &t, 0);
	return 0;
}

int free_(int argc, char **argv)
{
	struct sysinfo s;
	long r = syscall(__NR_sysinfo, &s);
	if (r < 0)
		return complain("free", 0, r);
	unsigned long unit = s.mem_unit ? s.mem_unit : 1;
	out("        total KB   used KB   free KB\nMem:  ");
	out_number(s.totalram / 1024 * unit, 10);
	out_number((s.totalram - s.freeram) / 1024 * unit, 10);
	out_number(s.freeram / 1024 * unit, 10);
	out("\n");
	return 0;
}

static void two(long v)
{
	if (v < 10)
		out("0");
	out_number(v, 0);
}

/* UTC: there are no time zones here. */
int date(int argc, char **argv)
{
	struct __kernel_old_timespec t;
	syscall(__NR_clock_gettime, CLOCK_REALTIME, &t);
	long days = t.tv_sec / 86400, rest = t.tv_sec % 86400;
	/* Years that begin in March: the leap day is the last. */
	long z = days + 719468, era = z / 146097, doe = z % 146097;
	long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	long doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	long day = doy - (153 * mp + 2) / 5 + 1, month = mp < 10 ? mp + 3 : mp - 9;
	out_number(yoe + era * 400 + (month <= 2), 0);
	out("-");
	two(month);
	out("-");
	two(day);
	out(" ");
	two(rest / 3600);
	out(":");
	two(rest / 60 % 60);
	out(":");
	two(rest % 60);
	out(" UTC\n");
	return 0;
}

int hostname(int argc, char **argv)
{
	if (argc > 1) {
		long r = syscall(__NR_sethostname, argv[1], length(argv[1]));
		return r < 0 ? complain("hostname", argv[1], r) : 0;
	}
	char *option[] = { "uname", "-n", 0 };
	return uname(2, option);
}

int clear_(int argc, char **argv)
{
	out("\033[H\033[2J\033[3J");
	return 0;
}

int true_(int argc, char **argv)
{
	return 0;
}

int false_(int argc, char **argv)
{
	return 1;
}

int env(int argc, char **argv)
{
	for (char **e = environment; *e; e++) {
		out(*e);
		out("\n");
	}
	return 0;
}

int id(int argc, char **argv)
{
	out("uid=");
	out_number(syscall(__NR_getuid), 0);
	out(" gid=");
	out_number(syscall(__NR_getgid), 0);
	out("\n");
	return 0;
}

int tty_(int argc, char **argv)
{
	char path[64];
	struct termios t;
	if (syscall(__NR_ioctl, 0, TCGETS, &t) < 0) {
		out("not a tty\n");
		return 1;
	}
	long n = syscall(__NR_readlink, "/proc/self/fd/0", path, sizeof path - 1);
	path[n > 0 ? n : 0] = 0;
	out(path);
	out("\n");
	return 0;
}

/* reboot, poweroff, halt: by their name. */
int reboot_(int argc, char **argv)
{
	const char *name = base_name(argv[0]);
	long how = same(name, "reboot")	    ? LINUX_REBOOT_CMD_RESTART
		   : same(name, "poweroff") ? LINUX_REBOOT_CMD_POWER_OFF
					    : LINUX_REBOOT_CMD_HALT;
	flush();
	syscall(__NR_sync);
	return complain(name, 0, syscall(__NR_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, how, 0));
}

int dmesg(int argc, char **argv)
{
	static char text[1 << 16];
	long n = syscall(__NR_syslog, 3, text, sizeof text);
	if (n < 0)
		return complain("dmesg", 0, n);
	out_bytes(text, n);
	return 0;
}

int seq(int argc, char **argv)
{
	long from = argc > 2 ? number(argv[1]) : 1, to = argc > 1 ? number(argv[argc - 1]) : -1;
	if (argc < 2 || from < 0 || to < 0)
		return complain("seq", "usage: seq [FROM] TO", 0) + 1;
	for (; from <= to; from++) {
		out_number(from, 0);
		out("\n");
	}
	return 0;
}

static int compare(const char *a, const char *op, const char *b)
{
	if (same(op, "=") || same(op, "=="))
		return same(a, b);
	if (same(op, "!="))
		return !same(a, b);
	long x = number(a), y = number(b);
	if (same(op, "-eq"))
		return x == y;
	if (same(op, "-ne"))
		return x != y;
	if (same(op, "-lt"))
		return x < y;
	if (same(op, "-gt"))
		return x > y;
	return -1;
}

/* test, [: one condition. */
int test_(int argc, char **argv)
{
	int n = argc;
	if (same(base_name(argv[0]), "[") && !same(argv[--n], "]"))
		return complain("[", "no ]", 0) + 1;
	int negated = n > 1 && same(argv[1], "!");
	char **a = argv + 1 + negated;
	n -= 1 + negated;
	int r = -1;
	if (n == 0)
		r = 0;
	else if (n == 1)
		r = a[0][0] != 0;
	else if (n == 2 && a[0][0] == '-') {
		struct stat64 st;
		long found = syscall(__NR_stat64, a[1], &st) == 0;
		switch (a[0][1]) {
		case 'n': r = a[1][0] != 0; break;
		case 'z': r = !a[1][0]; break;
		case 'e': r = found; break;
		case 'f': r = found && S_ISREG(st.st_mode); break;
		case 'd': r = found && S_ISDIR(st.st_mode); break;
		case 'x': r = found && st.st_mode & 0111; break;
		}
	} else if (n == 3)
		r = compare(a[0], a[1], a[2]);
	if (r < 0)
		return complain("test", "not understood", 0) + 1;
	return negated ? r : !r;
}

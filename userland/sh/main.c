/* Which command it is: the table, the shell's being one of them, and init. Above: the kernel's exec. Below: shell.c,
   text.c, files.c, system.c, net.c. */

#include <asm/ioctls.h>
#include <asm/signal.h>
#include <linux/fcntl.h>

#include "sh.h"

const struct applet applets[] = {
	{ "[", test_, "/usr/bin/", "CONDITION ]" },
	{ "cat", cat, "/bin/", "[FILE…]" },
	{ "chmod", chmod, "/bin/", "755|+x FILE…" },
	{ "clear", clear_, "/usr/bin/", "" },
	{ "cp", cp, "/bin/", "FROM… TO" },
	{ "date", date, "/bin/", "" },
	{ "dmesg", dmesg, "/bin/", "" },
	{ "echo", echo, "/bin/", "[-n] WORD…" },
	{ "env", env, "/usr/bin/", "" },
	{ "false", false_, "/bin/", "" },
	{ "free", free_, "/usr/bin/", "" },
	{ "grep", grep, "/bin/", "[-icv] TEXT [FILE…]" },
	{ "halt", reboot_, "/sbin/", "" },
	{ "head", head, "/usr/bin/", "[-n N] [FILE…]" },
	{ "help", help, "/usr/bin/", "" },
	{ "hexdump", hexdump, "/usr/bin/", "[FILE…]" },
	{ "hostname", hostname, "/bin/", "[NAME]" },
	{ "id", id, "/usr/bin/", "" },
	{ "ifconfig", ifconfig, "/sbin/", "[DEVICE [ADDRESS/N] [up|down]]" },
	{ "init", init, "/sbin/", "" },
	{ "kill", kill_, "/bin/", "[-SIGNAL] PID…" },
	{ "ln", ln, "/bin/", "[-s] FROM TO" },
	{ "ls", ls, "/bin/", "[-la] [FILE…]" },
	{ "mkdir", mkdir, "/bin/", "[-p] FOLDER…" },
	{ "mount", mount_, "/bin/", "[-t TYPE SOURCE FOLDER]" },
	{ "mv", mv, "/bin/", "FROM… TO" },
	{ "ping", ping, "/bin/", "[-c N] ADDRESS" },
	{ "poweroff", reboot_, "/sbin/", "" },
	{ "ps", ps, "/bin/", "" },
	{ "pwd", pwd, "/bin/", "" },
	{ "readlink", readlink_, "/usr/bin/", "LINK" },
	{ "reboot", reboot_, "/sbin/", "" },
	{ "rm", rm, "/bin/", "[-rf] FILE…" },
	{ "rmdir", rmdir, "/bin/", "FOLDER…" },
	{ "seq", seq, "/usr/bin/", "[FROM] TO" },
	{ "sh", shell, "/bin/", "[-c LINE | FILE]" },
	{ "sleep", sleep_, "/bin/", "SECONDS" },
	{ "sort", sort, "/usr/bin/", "[FILE…]" },
	{ "sync", sync_, "/bin/", "" },
	{ "tail", tail, "/usr/bin/", "[-n N] [FILE…]" },
	{ "test", test_, "/usr/bin/", "CONDITION" },
	{ "touch", touch, "/bin/", "FILE…" },
	{ "true", true_, "/bin/", "" },
	{ "tty", tty_, "/usr/bin/", "" },
	{ "uname", uname, "/bin/", "[-asnrvm]" },
	{ "wc", wc, "/usr/bin/", "[-lwc] [FILE…]" },
	{ "yes", yes, "/usr/bin/", "[WORD]" },
	{ 0 },
};

const struct applet *applet_of(const char *name)
{
	for (const struct applet *a = applets; a->name; a++)
		if (same(a->name, name))
			return a;
	return 0;
}

static void print_file(const char *path)
{
	char text[1024];
	long n = slurp(path, text, sizeof text);
	if (n > 0)
		out_bytes(text, n);
	flush();
}

/* Process 1: a shell on the console, again and again; buries who is left over. */
int init(int argc, char **argv)
{
	char name[65];
	if (syscall(__NR_getpid) != 1)
		return complain("init", "only process 1 can be init", 0);
	long n = slurp("/etc/hostname", name, sizeof name);
	for (long i = 0; i < n; i++)
		if (name[i] == '\n')
			n = i;
	if (n > 0)
		syscall(__NR_sethostname, name, n);
	print_file("/etc/motd");
	for (;;) {
		long pid = syscall(__NR_fork);
		if (pid == 0) {
			char *args[] = { "-sh", 0 };
			syscall(__NR_setsid);
			syscall(__NR_ioctl, 0, TIOCSCTTY, 1);
			syscall(__NR_execve, "/bin/sh", args, environment);
			syscall(__NR_exit, 127);
		}
		if (pid < 0)
			return complain("init", 0, pid);
		while (syscall(__NR_wait4, -1, 0, 0, 0) != pid)
			;
	}
}

int help(int argc, char **argv)
{
	out("A small shell: a | b, a && b, a || b, a; b, a &, < > >>, $NAME, 'quotes', *. No if, for or while.\n"
	    "cd, exit, export, jobs, fg, bg, and:\n");
	for (const struct applet *a = applets; a->name; a++) {
		out("  ");
		out(a->name);
		for (size_t n = length(a->name); n < 10; n++)
			out(" ");
		out(a->usage);
		out("\n");
	}
	return 0;
}

int main(int argc, char **argv)
{
	environment = argv + argc + 1;
	const char *name = base_name(argc ? argv[0] : "sh");
	if (*name == '-')
		name++;
	if (argc == 2 && same(argv[1], "--list-full")) {
		for (const struct applet *a = applets; a->name; a++) {
			out(a->folder + 1);
			out(a->name);
			out("\n");
		}
		flush();
		return 0;
	}
	const struct applet *a = applet_of(name);
	int status = a ? a->run(argc, argv) : shell(argc, argv);
	flush();
	return status;
}

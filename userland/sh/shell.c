/* The shell: words, pipelines, jobs. A line is cut into words and operators, and run from left to right.
   Above: main.c. Below: io.c, the table of commands. */

#include <asm/ioctls.h>
#include <asm/signal.h>
#include <asm/termbits.h>
#include <linux/fcntl.h>
#include <linux/wait.h>

#include "sh.h"

#define WORDS 256
#define TEXT 16384
#define JOBS 16
#define VARIABLES 128

enum kind { WORD, PIPE, AND, OR, NEXT, BACK, IN, OUT, APPEND, ERR, END };

struct word {
	enum kind kind;
	char *text;
	/* Has an unquoted *. */
	int pattern;
};

char **environment;
static char *own_environment[VARIABLES + 1];
static char variable_text[VARIABLES][256];

static struct word words[WORDS + 1];
static char text[TEXT];
static size_t used;
static int last_status, on_terminal;
static long own_group;

static struct job {
	/* Its process group, and its processes; 0: the place is free. */
	long group;
	long pids[8];
	int n;
	char line[64];
} jobs[JOBS];

/* ---- variables ---- */

static char **find_variable(const char *name, size_t n)
{
	for (char **e = environment; *e; e++) {
		size_t i = 0;
		while (i < n && (*e)[i] == name[i])
			i++;
		if (i == n && (*e)[n] == '=')
			return e;
	}
	return 0;
}

const char *variable(const char *name)
{
	char **e = find_variable(name, length(name));
	return e ? *e + length(name) + 1 : 0;
}

void set_variable(const char *name, const char *value)
{
	size_t n = length(name);
	char **e = find_variable(name, n);
	int count = 0;
	while (environment[count])
		count++;
	if (!e && count == VARIABLES)
		return;
	if (!e) {
		e = &environment[count];
		environment[count + 1] = 0;
	}
	/* each place has its own text */
	char *t = variable_text[e - environment];
	char joined[256];
	copy(joined, name, sizeof joined - 2);
	if (n > sizeof joined - 2)
		n = sizeof joined - 2;
	joined[n] = '=';
	copy(joined + n + 1, value, sizeof joined - n - 1);
	memcpy(t, joined, sizeof joined);
	*e = t;
}

static void own_variables(void)
{
	int n = 0;
	for (char **e = environment; *e && n < VARIABLES; e++)
		own_environment[n++] = *e;
	own_environment[n] = 0;
	environment = own_environment;
}

/* ---- words ---- */

static void put_char(char c)
{
	if (used + 1 < TEXT)
		text[used++] = c;
}

static void put_text(const char *s)
{
	while (*s)
		put_char(*s++);
}

static int is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static void put_decimal(long v)
{
	struct line l = { .n = 0 };
	put_number(&l, v);
	for (size_t i = 0; i < l.n; i++)
		put_char(l.text[i]);
}

/* $NAME, $?, $$; s is behind the $. Returns what follows. */
static const char *expand(const char *s)
{
	char name[64];
	size_t n = 0;
	if (*s == '?' || *s == '$') {
		put_decimal(*s == '?' ? last_status : syscall(__NR_getpid));
		return s + 1;
	}
	int braces = *s == '{';
	const char *p = s + braces;
	while (is_name(*p) && n + 1 < sizeof name)
		name[n++] = *p++;
	name[n] = 0;
	if (!n || (braces && *p != '}')) {
		put_char('$');
		return s;
	}
	const char *value = variable(name);
	if (value)
		put_text(value);
	return p + braces;
}

static const char *word_at(const char *s, struct word *w)
{
	w->kind = WORD;
	w->pattern = 0;
	w->text = text + used;
	char quote = 0;
	for (; *s && *s != '\n'; s++) {
		if (quote != '\'' && *s == '$') {
			s = expand(s + 1) - 1;
		} else if (quote) {
			if (*s == quote)
				quote = 0;
			else if (quote == '"' && *s == '\\' && (s[1] == '"' || s[1] == '\\' || s[1] == '$'))
				put_char(*++s);
			else
				put_char(*s);
		} else if (*s == '\'' || *s == '"') {
			quote = *s;
		} else if (*s == '\\' && s[1]) {
			put_char(*++s);
		} else if (*s == ' ' || *s == '\t' || *s == ';' || *s == '|' || *s == '&' || *s == '<' || *s == '>') {
			break;
		} else {
			w->pattern |= *s == '*' || *s == '?';
			put_char(*s);
		}
	}
	put_char(0);
	if (quote)
		return 0;
	return s;
}

static int matches(const char *name, const char *pattern)
{
	for (; *pattern; pattern++, name++) {
		if (*pattern == '*') {
			for (; *name; name++)
				if (matches(name, pattern + 1))
					return 1;
			return matches(name, pattern + 1);
		}
		if (!*name || (*pattern != '?' && *pattern != *name))
			return 0;
	}
	return !*name;
}

/* The names that a pattern stands for, in place of it; only its last part may have * and ?. Returns how many. */
static int add_matches(struct word *w, int room)
{
	struct folder f;
	char dir[256] = "";
	const char *name, *last = w->text;
	int n = 0;
	for (const char *p = w->text; *p; p++)
		if (*p == '/')
			last = p + 1;
	size_t prefix = last - w->text;
	copy(dir, w->text, prefix + 1 < sizeof dir ? prefix + 1 : sizeof dir);
	char pattern[256];
	copy(pattern, last, sizeof pattern);
	if (open_folder(&f, prefix ? dir : ".") < 0)
		return 0;
	while ((name = next_name(&f, 0))) {
		if (n == room || (name[0] == '.' && pattern[0] != '.') || !matches(name, pattern))
			continue;
		char *t = text + used;
		put_text(dir);
		put_text(name);
		put_char(0);
		int at = n++;
		for (; at > 0; at--) {
			const char *a = w[at - 1].text, *b = t;
			while (*a && *a == *b)
				a++, b++;
			if ((unsigned char)*a <= (unsigned char)*b)
				break;
			w[at] = w[at - 1];
		}
		w[at] = (struct word){ WORD, t, 0 };
	}
	return n;
}

static const struct {
	const char *text;
	enum kind kind;
} operators[] = {
	{ "2>", ERR }, { "&&", AND }, { "||", OR }, { ">>", APPEND }, { "|", PIPE },
	{ ";", NEXT }, { "&", BACK }, { "<", IN },  { ">", OUT },
};

/* Cuts the next pipeline of a line, and says what ends it; NULL if it cannot be understood, else what follows. */
static const char *cut(const char *s, enum kind *end)
{
	int n = 0;
	used = 0;
	*end = END;
	for (;;) {
		while (*s == ' ' || *s == '\t')
			s++;
		if (!*s || *s == '\n' || *s == '#') {
			s = "";
			break;
		}
		if (n == WORDS) {
			complain("sh", "the line is too long", 0);
			return 0;
		}
		unsigned i = 0, count = sizeof operators / sizeof *operators;
		while (i < count && !starts(s, operators[i].text))
			i++;
		if (i < count) {
			enum kind k = operators[i].kind;
			s += length(operators[i].text);
			if (k == NEXT || k == BACK || k == AND || k == OR) {
				*end = k;
				break;
			}
			words[n++].kind = k;
			continue;
		}
		s = word_at(s, &words[n]);
		if (!s) {
			complain("sh", "a quote has no end", 0);
			return 0;
		}
		int many = words[n].pattern ? add_matches(&words[n], WORDS - n) : 0;
		n += many ? many : 1;
	}
	words[n].kind = END;
	return s;
}

/* ---- running ---- */

static void handle(int sig, int ignore)
{
	struct {
		long handler;
		unsigned long flags;
		unsigned long mask[2];
	} a = { ignore, 0, { 0, 0 } };
	syscall(__NR_rt_sigaction, sig, &a, 0, 8);
}

static void terminal_signals(int ignore)
{
	handle(SIGINT, ignore);
	handle(SIGQUIT, ignore);
	handle(SIGTSTP, ignore);
	handle(SIGTTIN, ignore);
	handle(SIGTTOU, ignore);
}

static void foreground(long group)
{
	int g = group;
	if (on_terminal)
		syscall(__NR_ioctl, 0, TIOCSPGRP, &g);
}

/* Opens what < > >> 2> ask for; what is left are the arguments. */
static int redirect(struct word *w, char **argv)
{
	int argc = 0;
	for (; w->kind != END && w->kind != PIPE; w++) {
		if (w->kind == WORD) {
			argv[argc++] = w->text;
			continue;
		}
		enum kind k = w->kind;
		if ((++w)->kind != WORD) {
			complain("sh", "a redirection names no file", 0);
			return -1;
		}
		int flags = k == IN ? O_RDONLY : O_WRONLY | O_CREAT | (k == APPEND ? O_APPEND : O_TRUNC);
		long fd = k == ERR && same(w->text, "&1") ? 1 : syscall(__NR_open, w->text, flags, 0666);
		if (fd < 0) {
			complain("sh", w->text, fd);
			return -1;
		}
		syscall(__NR_dup2, fd, k == IN ? 0 : k == ERR ? 2 : 1);
		if (fd > 2)
			syscall(__NR_close, fd);
	}
	argv[argc] = 0;
	return argc;
}

static int builtin(char **argv);

static int execute(char **argv)
{
	const struct applet *a = applet_of(argv[0]);
	int done = builtin(argv);
	char path[256];
	long r = -ENOENT;
	int slash = 0, argc = 0;
	for (; argv[argc]; argc++)
		;
	if (done >= 0) {
		flush();
		return done;
	}
	if (a) {
		int status = a->run(argc, argv);
		flush();
		return status;
	}
	for (const char *p = argv[0]; *p; p++)
		slash |= *p == '/';
	if (slash) {
		r = syscall(__NR_execve, argv[0], argv, environment);
	} else {
		const char *p = variable("PATH");
		if (!p)
			p = "/bin:/usr/bin:/sbin:/usr/sbin";
		while (*p) {
			size_t n = 0;
			char dir[128];
			for (; *p && *p != ':'; p++)
				if (n + 1 < sizeof dir)
					dir[n++] = *p;
			dir[n] = 0;
			p += *p == ':';
			join_path(path, sizeof path, dir, argv[0]);
			long e = syscall(__NR_execve, path, argv, environment);
			if (e != -ENOENT)
				r = e;
		}
	}
	if (r == -ENOEXEC) {
		long fd = syscall(__NR_open, slash ? argv[0] : path, O_RDONLY, 0);
		char first[4] = "";
		if (fd >= 0 && syscall(__NR_read, fd, first, 4) == 4 && first[0] != 0x7f) {
			syscall(__NR_lseek, fd, 0, 0);
			last_status = 0;
			return run_lines(fd, 0, 0);
		}
	}
	complain("sh", argv[0], r);
	return r == -ENOENT ? 127 : 126;
}

static void show_job(const struct job *j, const char *how)
{
	out("[");
	out_number(j - jobs + 1, 0);
	out(how);
	out(j->line);
	out("\n");
	flush();
}

/* Waits until all of its processes have ended, or one has stopped; the last one's status. */
static int wait_for(struct job *j)
{
	int result = 0;
	foreground(j->group);
	for (int i = 0; i < j->n; i++) {
		int status = 0;
		long r;
		while ((r = syscall(__NR_wait4, j->pids[i], &status, WUNTRACED, 0)) == -EINTR)
			;
		if (r < 0)
			continue;
		if ((status & 0xff) == 0x7f) {
			foreground(own_group);
			out("\n");
			show_job(j, "] stopped  ");
			return 128 + (status >> 8 & 0xff);
		}
		result = status & 0x7f ? 128 + (status & 0x7f) : status >> 8 & 0xff;
	}
	foreground(own_group);
	j->group = 0;
	if (result > 128 && on_terminal) {
		out("\n");
		flush();
	}
	return result;
}

/* Jobs in the background that have ended. */
static void bury(void)
{
	for (struct job *j = jobs; j < jobs + JOBS; j++) {
		int left = 0, status;
		for (int i = 0; j->group && i < j->n; i++)
			left += syscall(__NR_wait4, j->pids[i], &status, WNOHANG, 0) == 0;
		if (j->group && !left) {
			show_job(j, "] done  ");
			j->group = 0;
		}
	}
}

static struct job *job_of(char **argv)
{
	long n = argv[1] ? number(argv[1] + (argv[1][0] == '%')) : 0;
	if (n > 0 && n <= JOBS && jobs[n - 1].group)
		return &jobs[n - 1];
	for (struct job *j = jobs + JOBS; !argv[1] && j-- > jobs;)
		if (j->group)
			return j;
	complain(argv[0], "there is no such job", 0);
	return 0;
}

/* What changes the shell itself; -1: not one of these. */
static int builtin(char **argv)
{
	const char *name = argv[0], *equal = name;
	while (is_name(*equal))
		equal++;
	if (equal > name && *equal == '=' && !argv[1]) {
		argv[0][equal - name] = 0;
		set_variable(name, equal + 1);
		return 0;
	}
	if (same(name, "cd")) {
		const char *to = argv[1] ? argv[1] : variable("HOME");
		long r = syscall(__NR_chdir, to ? to : "/");
		return r < 0 ? complain("cd", to, r) : 0;
	}
	if (same(name, "exit") || same(name, "logout")) {
		flush();
		syscall(__NR_exit_group, argv[1] ? number(argv[1]) & 0xff : last_status);
	}
	if (same(name, "export"))
		return argv[1] && builtin(argv + 1) < 0;
	if (same(name, ":"))
		return 0;
	if (same(name, "jobs")) {
		for (struct job *j = jobs; j < jobs + JOBS; j++)
			if (j->group)
				show_job(j, "] ");
		return 0;
	}
	if (same(name, "fg") || same(name, "bg")) {
		struct job *j = job_of(argv);
		if (!j)
			return 1;
		syscall(__NR_kill, -j->group, SIGCONT);
		return same(name, "fg") ? wait_for(j) : 0;
	}
	return -1;
}

/* One pipeline: its words up to END; 0 … its status. */
static int pipeline(struct word *w, int background)
{
	static char *argv[WORDS + 1];
	int pipes = 0, plain = 1, argc = 0;
	for (struct word *p = w; p->kind != END; p++) {
		pipes += p->kind == PIPE;
		plain &= p->kind == WORD;
		if (p->kind == WORD)
			argv[argc++] = p->text;
	}
	argv[argc] = 0;
	if (!argc)
		return complain("sh", "a command is missing", 0) + 1;
	if (plain && !background) {
		int r = builtin(argv);
		if (r >= 0)
			return r;
	}
	struct job *j = jobs;
	while (j < jobs + JOBS - 1 && j->group)
		j++;
	j->group = j->n = 0;
	size_t n = 0;
	if (pipes >= (int)(sizeof j->pids / sizeof *j->pids))
		return complain("sh", "too many pipes", 0) + 1;
	for (int i = 0; i < argc && n + 2 < sizeof j->line; i++) {
		copy(j->line + n, argv[i], sizeof j->line - n);
		n += length(j->line + n);
		if (i + 1 < argc && n + 2 < sizeof j->line)
			j->line[n++] = ' ';
	}
	j->line[n < sizeof j->line ? n : sizeof j->line - 1] = 0;
	flush();
	int from = -1, ends[2] = { -1, -1 };
	for (;; w++) {
		if (pipes && syscall(__NR_pipe2, ends, 0) < 0)
			return complain("sh", "no pipe", 0);
		long pid = syscall(__NR_fork);
		if (pid < 0)
			return complain("sh", "no new process", pid);
		long group = j->group ? j->group : pid ? pid : syscall(__NR_getpid);
		if (on_terminal)
			syscall(__NR_setpgid, pid, group);
		if (!pid) {
			if (on_terminal && !background)
				foreground(group);
			if (on_terminal)
				terminal_signals(0);
			if (from >= 0)
				syscall(__NR_dup2, from, 0), syscall(__NR_close, from);
			if (pipes)
				syscall(__NR_dup2, ends[1], 1), syscall(__NR_close, ends[0]), syscall(__NR_close, ends[1]);
			on_terminal = 0;
			int r = redirect(w, argv);
			syscall(__NR_exit_group, r < 0 ? 2 : r == 0 ? 0 : execute(argv));
		}
		j->group = on_terminal ? group : syscall(__NR_getpgrp);
		j->pids[j->n++] = pid;
		if (from >= 0)
			syscall(__NR_close, from);
		from = pipes ? ends[0] : -1;
		if (pipes)
			syscall(__NR_close, ends[1]);
		while (w->kind != PIPE && w->kind != END)
			w++;
		if (w->kind == END)
			break;
		pipes--;
	}
	if (!background)
		return wait_for(j);
	out("[");
	out_number(j - jobs + 1, 0);
	out("] ");
	out_number(j->group, 0);
	out("\n");
	return 0;
}

static void run_line(const char *s)
{
	enum kind before = NEXT, after;
	while (*s) {
		s = cut(s, &after);
		if (!s) {
			last_status = 2;
			break;
		}
		if (words->kind == END && after == END)
			break;
		/* a && b || c: c runs if what came before failed, whichever it was */
		if (before == NEXT || before == BACK || (before == AND) == (last_status == 0))
			last_status = pipeline(words, after == BACK);
		before = after;
	}
	flush();
}

static void prompt(void)
{
	char cwd[256], host[65];
	struct {
		char sysname[65], nodename[65], more[65 * 4];
	} u;
	syscall(__NR_uname, &u);
	copy(host, u.nodename, sizeof host);
	if (syscall(__NR_getcwd, cwd, sizeof cwd) < 0)
		copy(cwd, "?", sizeof cwd);
	out("\033[1m");
	out(host);
	out(":");
	out(cwd);
	out("\033[0m# ");
	flush();
}

int run_lines(int fd, const char *given, int interactive)
{
	static char line[4096];
	if (given) {
		run_line(given);
		return last_status;
	}
	for (;;) {
		size_t n = 0;
		long r = 1;
		if (interactive) {
			bury();
			prompt();
		}
		while (n + 1 < sizeof line && (r = syscall(__NR_read, fd, line + n, 1)) == 1 && line[n] != '\n')
			n++;
		if (r == -EINTR) {
			out("\n");
			continue;
		}
		line[n] = 0;
		if (r <= 0 && !n)
			break;
		run_line(line);
	}
	if (interactive) {
		out("exit\n");
		flush();
	}
	return last_status;
}

int shell(int argc, char **argv)
{
	struct termios t;
	own_variables();
	if (argc > 2 && same(argv[1], "-c"))
		return run_lines(-1, argv[2], 0);
	if (argc > 1) {
		long fd = syscall(__NR_open, argv[1], O_RDONLY | O_CLOEXEC, 0);
		return fd < 0 ? complain("sh", argv[1], fd) + 126 : run_lines(fd, 0, 0);
	}
	on_terminal = syscall(__NR_ioctl, 0, TCGETS, &t) == 0;
	if (on_terminal) {
		terminal_signals(1);
		syscall(__NR_setpgid, 0, 0);
		own_group = syscall(__NR_getpgrp);
		foreground(own_group);
	}
	if (argv[0] && *argv[0] == '-') {
		const char *home = variable("HOME");
		if (home)
			syscall(__NR_chdir, home);
	}
	return run_lines(0, 0, on_terminal);
}

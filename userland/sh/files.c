/* Commands on files. Above: main.c (the table). Below: io.c. */

#include <asm/stat.h>
#include <linux/fcntl.h>
#include <linux/stat.h>

#include "sh.h"

#define NAMES 2048

static char names[NAMES][64];

static long status_of(const char *path, struct stat64 *st)
{
	return syscall(__NR_lstat64, path, st);
}

static int is_folder(const char *path)
{
	struct stat64 st;
	return syscall(__NR_stat64, path, &st) == 0 && S_ISDIR(st.st_mode);
}

static void show_mode(unsigned mode)
{
	static const char kinds[] = "?pc?d?b?-?l?s???";
	char text[11] = "";
	text[0] = kinds[mode >> 12 & 15];
	for (int i = 0; i < 9; i++)
		text[1 + i] = mode & 0400 >> i ? "rwx"[i % 3] : '-';
	if (mode & S_ISUID)
		text[3] = 's';
	if (mode & S_ISVTX)
		text[9] = 't';
	out(text);
}

static void show_entry(const char *dir, const char *name, int details)
{
	char path[512];
	struct stat64 st;
	join_path(path, sizeof path, dir, name);
	if (!details) {
		out(name);
		out("\n");
		return;
	}
	if (status_of(dir[0] ? path : name, &st) < 0) {
		out("?????????? ");
		out(name);
		out("\n");
		return;
	}
	show_mode(st.st_mode);
	out_number(st.st_nlink, 4);
	out_number(st.st_uid, 6);
	out_number(st.st_gid, 6);
	out_number(st.st_size, 10);
	out(" ");
	out(name);
	if (S_ISLNK(st.st_mode)) {
		char target[256];
		long n = syscall(__NR_readlink, dir[0] ? path : name, target, sizeof target - 1);
		if (n > 0) {
			target[n] = 0;
			out(" -> ");
			out(target);
		}
	}
	out("\n");
}

static int by_bytes(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return (unsigned char)*a - (unsigned char)*b;
}

static int list(const char *path, int details, int all)
{
	struct folder f;
	if (!is_folder(path)) {
		struct stat64 st;
		long r = status_of(path, &st);
		if (r < 0)
			return complain("ls", path, r);
		show_entry("", path, details);
		return 0;
	}
	long r = open_folder(&f, path);
	if (r < 0)
		return complain("ls", path, r);
	int n = 0;
	const char *name;
	while ((name = next_name(&f, 0))) {
		if ((name[0] == '.' && !all) || n == NAMES)
			continue;
		int at = n++;
		for (; at > 0 && by_bytes(names[at - 1], name) > 0; at--)
			copy(names[at], names[at - 1], sizeof *names);
		copy(names[at], name, sizeof *names);
	}
	for (int i = 0; i < n; i++)
		show_entry(path, names[i], details);
	return 0;
}

int ls(int argc, char **argv)
{
	int details = 0, all = 0, status = 0;
	char **a = argv + 1;
	for (; *a && a[0][0] == '-' && a[0][1]; a++)
		for (char *o = *a + 1; *o; o++) {
			details |= *o == 'l';
			all |= *o == 'a' || *o == 'A';
		}
	if (!*a)
		return list(".", details, all);
	for (int many = a[1] != 0; *a; a++) {
		if (many && is_folder(*a)) {
			out(*a);
			out(":\n");
		}
		status |= list(*a, details, all);
	}
	return status;
}

static int copy_file(const char *from, const char *to)
{
	static char buffer[16384];
	struct stat64 st;
	long in = syscall(__NR_open, from, O_RDONLY, 0);
	if (in < 0)
		return complain("cp", from, in);
	int mode = syscall(__NR_fstat64, in, &st) == 0 ? st.st_mode & 0777 : 0644;
	long fd = S_ISDIR(st.st_mode) ? -EISDIR : syscall(__NR_open, to, O_WRONLY | O_CREAT | O_TRUNC, mode);
	long n = fd;
	while (n >= 0 && fd >= 0 && (n = syscall(__NR_read, in, buffer, sizeof buffer)) > 0)
		for (long at = 0; at < n && n > 0;) {
			long r = syscall(__NR_write, fd, buffer + at, n - at);
			if (r <= 0)
				n = r ? r : -EIO;
			at += r;
		}
	syscall(__NR_close, in);
	if (fd >= 0)
		syscall(__NR_close, fd);
	return n < 0 ? complain("cp", fd < 0 && S_ISDIR(st.st_mode) ? from : to, n) : 0;
}

/* cp A B, cp A… FOLDER; mv; ln: each does one with its whole target. */
static int each(int argc, char **argv, int (*one)(const char *, const char *))
{
	char path[512];
	int status = 0;
	if (argc < 3) {
		complain(argv[0], "needs what and where", 0);
		return 2;
	}
	const char *to = argv[argc - 1];
	int folder = is_folder(to);
	if (argc > 3 && !folder)
		return complain(argv[0], to, -ENOTDIR);
	for (int i = 1; i < argc - 1; i++) {
		if (folder)
			join_path(path, sizeof path, to, base_name(argv[i]));
		status |= one(argv[i], folder ? path : to);
	}
	return status;
}

int cp(int argc, char **argv)
{
	return each(argc, argv, copy_file);
}

static int move(const char *from, const char *to)
{
	long r = syscall(__NR_rename, from, to);
	if (r == -EXDEV)
		return copy_file(from, to) || syscall(__NR_unlink, from) < 0;
	return r < 0 ? complain("mv", from, r) : 0;
}

int mv(int argc, char **argv)
{
	return each(argc, argv, move);
}

static int hard(const char *from, const char *to)
{
	long r = syscall(__NR_link, from, to);
	return r < 0 ? complain("ln", to, r) : 0;
}

static int soft(const char *from, const char *to)
{
	long r = syscall(__NR_symlink, from, to);
	return r < 0 ? complain("ln", to, r) : 0;
}

int ln(int argc, char **argv)
{
	if (argc > 1 && same(argv[1], "-s")) {
		argv[1] = argv[0];
		return each(argc - 1, argv + 1, soft);
	}
	return each(argc, argv, hard);
}

static int remove_tree(const char *path, int deep, int force)
{
	struct stat64 st;
	long r = status_of(path, &st);
	if (r < 0)
		return force ? 0 : complain("rm", path, r);
	if (!S_ISDIR(st.st_mode))
		r = syscall(__NR_unlink, path);
	else if (!deep)
		r = -EISDIR;
	else {
		struct folder f;
		const char *name;
		int status = 0;
		r = open_folder(&f, path);
		if (r < 0)
			return complain("rm", path, r);
		while ((name = next_name(&f, 0))) {
			char inside[512];
			join_path(inside, sizeof inside, path, name);
			status |= remove_tree(inside, deep, force);
		}
		if (status)
			return status;
		r = syscall(__NR_rmdir, path);
	}
	return r < 0 ? complain("rm", path, r) : 0;
}

int rm(int argc, char **argv)
{
	int deep = 0, force = 0, status = 0;
	char **a = argv + 1;
	for (; *a && a[0][0] == '-' && a[0][1]; a++)
		for (char *o = *a + 1; *o; o++) {
			deep |= *o == 'r' || *o == 'R';
			force |= *o == 'f';
		}
	for (; *a; a++)
		status |= remove_tree(*a, deep, force);
	return status;
}

int mkdir(int argc, char **argv)
{
	int parents = argc > 1 && same(argv[1], "-p"), status = 0;
	for (int i = 1 + parents; i < argc; i++) {
		for (char *p = argv[i] + 1; parents && *p; p++)
			if (*p == '/') {
				*p = 0;
				syscall(__NR_mkdir, argv[i], 0777);
				*p = '/';
			}
		long r = syscall(__NR_mkdir, argv[i], 0777);
		if (r < 0 && !(parents && r == -EEXIST))
			status = complain("mkdir", argv[i], r);
	}
	return status;
}

int rmdir(int argc, char **argv)
{
	int status = 0;
	for (int i = 1; i < argc; i++) {
		long r = syscall(__NR_rmdir, argv[i]);
		if (r < 0)
			status = complain("rmdir", argv[i], r);
	}
	return status;
}

int touch(int argc, char **argv)
{
	int status = 0;
	for (int i = 1; i < argc; i++) {
		long r = syscall(__NR_open, argv[i], O_WRONLY | O_CREAT, 0666);
		if (r >= 0) {
			syscall(__NR_close, r);
			r = syscall(__NR_utimensat, AT_FDCWD, argv[i], 0, 0);
		}
		if (r < 0)
			status = complain("touch", argv[i], r);
	}
	return status;
}

/* Octal, or +x -x +w -w +r -r for all. */
int chmod(int argc, char **argv)
{
	int status = 0;
	if (argc < 3)
		return complain("chmod", "usage: chmod 755|+x FILE…", 0) + 1;
	for (int i = 2; i < argc; i++) {
		struct stat64 st;
		unsigned mode = 0;
		const char *m = argv[1];
		long r = syscall(__NR_stat64, argv[i], &st);
		if (*m == '+' || *m == '-') {
			unsigned bits = 0;
			for (const char *p = m + 1; *p; p++)
				bits |= *p == 'x' ? 0111 : *p == 'w' ? 0222 : *p == 'r' ? 0444 : 0;
			mode = *m == '+' ? (st.st_mode & 07777) | bits : (st.st_mode & 07777) & ~bits;
		} else {
			for (; *m >= '0' && *m <= '7'; m++)
				mode = mode * 8 + *m - '0';
			if (*m)
				return complain("chmod", argv[1], -EINVAL);
		}
		if (r >= 0)
			r = syscall(__NR_chmod, argv[i], mode);
		if (r < 0)
			status = complain("chmod", argv[i], r);
	}
	return status;
}

int readlink_(int argc, char **argv)
{
	char target[512];
	long n = argc < 2 ? -EINVAL : syscall(__NR_readlink, argv[1], target, sizeof target - 1);
	if (n < 0)
		return complain("readlink", argc < 2 ? 0 : argv[1], n);
	target[n] = 0;
	out(target);
	out("\n");
	return 0;
}

int pwd(int argc, char **argv)
{
	char path[1024];
	long r = syscall(__NR_getcwd, path, sizeof path);
	if (r < 0)
		return complain("pwd", 0, r);
	out(path);
	out("\n");
	return 0;
}

int sync_(int argc, char **argv)
{
	syscall(__NR_sync);
	return 0;
}

/* mount: what is mounted; mount -t TYPE SOURCE FOLDER. */
int mount_(int argc, char **argv)
{
	static char text[8192];
	if (argc == 1) {
		long n = slurp("/proc/mounts", text, sizeof text);
		if (n < 0)
			return complain("mount", "/proc/mounts", n);
		out_bytes(text, n);
		return 0;
	}
	if (argc != 5 || !same(argv[1], "-t"))
		return complain("mount", "usage: mount [-t TYPE SOURCE FOLDER]", 0) + 1;
	long r = syscall(__NR_mount, argv[3], argv[4], argv[2], 0, 0);
	return r < 0 ? complain("mount", argv[4], r) : 0;
}

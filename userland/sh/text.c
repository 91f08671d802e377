/* Commands on text: cat, head, grep, … Above: main.c (the table). Below: io.c. */

#include <linux/fcntl.h>

#include "sh.h"

/* One input after the other: the files named, or the standard input. */
struct input {
	const char *name;
	char **rest;
	int many;
	long fd;
	int status;
	long n, at;
	char buffer[4096];
};

static void begin(struct input *in, const char *name, char **files)
{
	in->name = name;
	in->rest = files;
	in->many = files[0] && files[1];
	in->fd = files[0] ? -1 : 0;
	in->status = 0;
	in->n = in->at = 0;
}

/* The next byte, -1 at the end of all. */
static int next(struct input *in)
{
	while (in->at >= in->n) {
		if (in->fd < 0) {
			if (!*in->rest)
				return -1;
			const char *path = *in->rest++;
			in->fd = syscall(__NR_open, path, O_RDONLY, 0);
			if (in->fd < 0) {
				in->status = complain(in->name, path, in->fd);
				continue;
			}
		}
		in->n = syscall(__NR_read, in->fd, in->buffer, sizeof in->buffer);
		in->at = 0;
		if (in->n > 0)
			break;
		if (in->n < 0)
			in->status = complain(in->name, 0, in->n);
		if (in->fd > 0)
			syscall(__NR_close, in->fd);
		in->fd = -1;
		in->n = 0;
		if (!*in->rest)
			return -1;
	}
	return (unsigned char)in->buffer[in->at++];
}

static struct input in;

int cat(int argc, char **argv)
{
	begin(&in, "cat", argv + 1);
	for (;;) {
		int c = next(&in);
		if (c < 0)
			break;
		/* what came at once goes at once */
		out_bytes(in.buffer + in.at - 1, in.n - in.at + 1);
		in.at = in.n;
		flush();
	}
	return in.status;
}

int echo(int argc, char **argv)
{
	int line = !(argc > 1 && same(argv[1], "-n"));
	for (int i = line ? 1 : 2; i < argc; i++) {
		out(argv[i]);
		if (i + 1 < argc)
			out(" ");
	}
	if (line)
		out("\n");
	return 0;
}

int yes(int argc, char **argv)
{
	for (;;) {
		out(argc > 1 ? argv[1] : "y");
		out("\n");
	}
}

/* -N, -n N or 10. */
static long count_option(char ***argv)
{
	char **a = *argv + 1;
	long n = 10;
	if (*a && same(*a, "-n") && a[1]) {
		n = number(a[1]);
		a += 2;
	} else if (*a && a[0][0] == '-' && number(*a + 1) >= 0) {
		n = number(*a + 1);
		a++;
	}
	*argv = a;
	return n;
}

int head(int argc, char **argv)
{
	long left = count_option(&argv);
	begin(&in, "head", argv);
	while (left > 0) {
		int c = next(&in);
		if (c < 0)
			break;
		char b = c;
		out_bytes(&b, 1);
		left -= b == '\n';
	}
	return in.status;
}

int tail(int argc, char **argv)
{
	static char kept[1 << 16];
	long lines = count_option(&argv);
	unsigned long n = 0;
	begin(&in, "tail", argv);
	for (int c; (c = next(&in)) >= 0;)
		kept[n++ % sizeof kept] = c;
	unsigned long from = n, least = n > sizeof kept ? n - sizeof kept : 0;
	while (from > least) {
		if (kept[(from - 1) % sizeof kept] == '\n' && from != n && lines-- <= 1)
			break;
		from--;
	}
	for (; from < n; from++)
		out_bytes(&kept[from % sizeof kept], 1);
	return in.status;
}

int wc(int argc, char **argv)
{
	long lines = 0, words = 0, bytes = 0;
	int in_word = 0;
	begin(&in, "wc", argv + (argc > 1 && argv[1][0] == '-' ? 2 : 1));
	for (int c; (c = next(&in)) >= 0; bytes++) {
		int space = c == ' ' || (c >= '\t' && c <= '\r');
		lines += c == '\n';
		words += in_word && space;
		in_word = !space;
	}
	words += in_word;
	if (argc > 1 && argv[1][0] == '-') {
		out_number(argv[1][1] == 'l' ? lines : argv[1][1] == 'w' ? words : bytes, 0);
	} else {
		out_number(lines, 7);
		out_number(words, 8);
		out_number(bytes, 8);
	}
	out("\n");
	return in.status;
}

static int contains(const char *line, const char *text, int any_case)
{
	for (; *line; line++) {
		size_t i = 0;
		for (; text[i]; i++) {
			char a = line[i], b = text[i];
			if (any_case && a >= 'A' && a <= 'Z')
				a += 32;
			if (any_case && b >= 'A' && b <= 'Z')
				b += 32;
			if (a != b)
				break;
		}
		if (!text[i])
			return 1;
	}
	return !*text;
}

int grep(int argc, char **argv)
{
	static char line[4096];
	int invert = 0, any_case = 0, counts = 0;
	long found = 0;
	char **a = argv + 1;
	for (; *a && a[0][0] == '-' && a[0][1]; a++)
		for (char *o = *a + 1; *o; o++) {
			invert |= *o == 'v';
			any_case |= *o == 'i';
			counts |= *o == 'c';
		}
	if (!*a)
		return complain("grep", "usage: grep [-icv] TEXT [FILE…]", 0) + 1;
	const char *text = *a;
	begin(&in, "grep", a + 1);
	size_t n = 0;
	for (;;) {
		int c = next(&in);
		if (c >= 0 && c != '\n') {
			if (n + 1 < sizeof line)
				line[n++] = c;
			continue;
		}
		if (c < 0 && !n)
			break;
		line[n] = 0;
		if (contains(line, text, any_case) != invert) {
			found++;
			if (!counts) {
				out(line);
				out("\n");
			}
		}
		n = 0;
		if (c < 0)
			break;
	}
	if (counts) {
		out_number(found, 0);
		out("\n");
	}
	return in.status ? 2 : !found;
}

int hexdump(int argc, char **argv)
{
	unsigned char row[16];
	unsigned long at = 0;
	begin(&in, "hexdump", argv + (argc > 1 && argv[1][0] == '-' ? 2 : 1));
	for (;;) {
		int n = 0;
		for (int c; n < 16 && (c = next(&in)) >= 0;)
			row[n++] = c;
		if (!n)
			break;
		out_hex(at, 8);
		for (int i = 0; i < 16; i++) {
			out(i % 8 ? " " : "  ");
			if (i < n)
				out_hex(row[i], 2);
			else
				out("  ");
		}
		out("  |");
		for (int i = 0; i < n; i++)
			out_bytes(row[i] >= 32 && row[i] < 127 ? (char *)&row[i] : ".", 1);
		out("|\n");
		at += n;
	}
	return in.status;
}

/* Lines by their bytes; as many as fit. */
int sort(int argc, char **argv)
{
	static char text[1 << 18];
	static char *lines[8192];
	size_t n = 0, count = 0;
	begin(&in, "sort", argv + 1);
	for (int c; (c = next(&in)) >= 0;) {
		if (n + 2 >= sizeof text)
			return complain("sort", "too much for this small sort", 0);
		text[n++] = c;
	}
	if (n && text[n - 1] != '\n')
		text[n++] = '\n';
	for (size_t i = 0, start = 0; i < n; i++) {
		if (text[i] != '\n')
			continue;
		text[i] = 0;
		if (count == sizeof lines / sizeof *lines)
			return complain("sort", "too many lines for this small sort", 0);
		char *line = text + start;
		size_t at = count++;
		for (; at > 0; at--) {
			const unsigned char *a = (void *)lines[at - 1], *b = (void *)line;
			while (*a && *a == *b)
				a++, b++;
			if (*a <= *b)
				break;
			lines[at] = lines[at - 1];
		}
		lines[at] = line;
		start = i + 1;
	}
	for (size_t i = 0; i < count; i++) {
		out(lines[i]);
		out("\n");
	}
	return in.status;
}

/* What programs use most of the C library: stdio, malloc, strings, sorting, setjmp, variadic calls, time, files. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static jmp_buf place;

static int sum(int count, ...)
{
	va_list list;
	long long total = 0;

	va_start(list, count);
	for (int i = 0; i < count; i++)
		total += i % 3 == 0 ? va_arg(list, int) : i % 3 == 1 ? va_arg(list, double) : va_arg(list, long long);
	va_end(list);
	return total;
}

struct big {
	int v[20];
	double d;
};

static struct big make(int x)
{
	struct big b = { .d = x / 4.0 };
	for (int i = 0; i < 20; i++)
		b.v[i] = x * i;
	return b;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int main(int argc, char **argv)
{
	char line[100], *words[26];

	printf("%d %s\n", argc, argv[1]);
	if (fgets(line, sizeof line, stdin))
		printf("read: %s", line);
	for (int i = 0; i < 26; i++) {
		words[i] = malloc(8 + i * 1000);
		snprintf(words[i], 8, "%c%d", 'a' + (i * 7) % 26, i);
	}
	qsort(words, 26, sizeof *words, compare);
	for (int i = 0; i < 26; i++) {
		fputs(words[i], stdout);
		free(words[i]);
	}
	puts("");
	printf("%d\n", sum(6, 1, 2.5, 3000000000LL, 4, 5.5, -6LL));
	struct big b = make(7);
	printf("%d %g\n", b.v[19], b.d);
	int jumped = setjmp(place);
	printf("setjmp %d\n", jumped);
	if (jumped < 3)
		longjmp(place, jumped + 1);
	char path[] = "/tmp/parisc-XXXXXX";
	int fd = mkstemp(path);
	FILE *f = fdopen(fd, "w+");
	for (int i = 0; i < 5000; i++)
		fprintf(f, "%d\n", i * i);
	rewind(f);
	long total = 0, v;
	while (fscanf(f, "%ld", &v) == 1)
		total += v;
	printf("%ld %ld\n", total, ftell(f));
	fclose(f);
	unlink(path);
	errno = 0;
	printf("%d %s\n", open("/nonexistent/file", 0), strerror(errno));
	char *huge = malloc(1 << 24);
	memset(huge, 'x', 1 << 24);
	huge = realloc(huge, 1 << 25);
	printf("%c %zu\n", huge[(1 << 24) - 1], strspn(huge, "x") >= 1 << 24 ? (size_t)1 : 0);
	printf("%-10s|%+5d|%05.1f|%x|%o|%e|%10.3s|%%|%c\n", "left", 42, 3.14159, 255, 8, 12345.678, "abcdef", 'z');
	return 42;
}

/* Calls: many small procedures over records, strings and arrays, none inlined. Argument: rounds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROCEDURE __attribute__((noinline)) static

enum kind { EMPTY, ORDER, RETURN };

struct account {
	struct account *next;
	enum kind kind;
	int count, total;
	char owner[31];
};

static struct account *first, *second;
static int ledger[50], table[50][50], last;
static char mark = 'A';

PROCEDURE int same(char a, char b)
{
	if (a != b)
		return 0;
	mark = a;
	return 1;
}

PROCEDURE int later(const char *a, const char *b)
{
	int i = 2;

	while (i <= 2)
		if (!same(a[i], b[i + 1]))
			i++;
	if (strcmp(a, b) > 0) {
		last = i + 7;
		return 1;
	}
	return 0;
}

PROCEDURE void add(int a, int b, int *sum)
{
	*sum = a + b + 2;
}

PROCEDURE enum kind change(enum kind kind)
{
	switch (kind) {
	case EMPTY: return ORDER;
	case ORDER: return last > 100 ? EMPTY : RETURN;
	default: return EMPTY;
	}
}

PROCEDURE void book(struct account *a)
{
	struct account *next = a->next;

	*next = *first;
	next->next = first;
	next->count = 5;
	if (next->kind == RETURN) {
		next->kind = change(a->kind);
		add(next->count, 10, &next->total);
	} else {
		next->kind = change(next->kind);
		add(a->count, last, &a->total);
	}
	a->kind = next->kind;
}

PROCEDURE void enter(int x, int y)
{
	int at = x + 5;

	ledger[at] = y;
	ledger[at + 1] = ledger[at];
	ledger[at + 30] = at;
	for (int i = at; i <= at + 1; i++)
		table[at][i] = at;
	table[at][at - 1]++;
	table[at + 20][at] = ledger[at];
	last = 5;
}

PROCEDURE void settle(int *sum)
{
	int value = *sum + 10;

	while (mark != 'A') {
		value -= last;
		mark = 'A';
	}
	*sum = value - last;
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 1500000, x = 0, y = 0, z = 0;
	char one[31], two[31];

	first = calloc(1, sizeof *first);
	second = calloc(1, sizeof *second);
	first->next = second;
	first->count = 40;
	strcpy(first->owner, "THE OWNER OF THE FIRST ACCOUNT");
	strcpy(one, "A STRING OF THIRTY CHARS, OR 1");
	for (int r = 1; r <= rounds; r++) {
		x = 2;
		y = 3;
		strcpy(two, "A STRING OF THIRTY CHARS, OR 2");
		if (later(one, two))
			y++;
		while (x < y) {
			z = 5 * x - y;
			add(x, y, &z);
			x++;
		}
		enter(x, z);
		book(first);
		for (char c = 'A'; c <= 'B'; c++)
			if (same(c, 'C'))
				change(EMPTY);
		y = y * x;
		x = y / z;
		y = 7 * (y - z) - x;
		settle(&x);
	}
	printf("%d %d %d %d %d %d %d\n", last, first->total, ledger[8], table[8][7], x, y, z);
	return 0;
}

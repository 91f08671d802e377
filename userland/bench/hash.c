/* A hash table of strings that sprintf makes. Argument: look-ups. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUCKETS 4096

struct entry {
	struct entry *next;
	int count;
	char key[16];
};

static struct entry *table[BUCKETS];

static unsigned hash(const char *s)
{
	unsigned h = 5381;

	while (*s)
		h = h * 33 + (unsigned char)*s++;
	return h;
}

static struct entry *find(const char *key)
{
	struct entry **bucket = &table[hash(key) % BUCKETS], *e;

	for (e = *bucket; e; e = e->next)
		if (strcmp(e->key, key) == 0)
			return e;
	e = calloc(1, sizeof *e);
	strcpy(e->key, key);
	e->next = *bucket;
	return *bucket = e;
}

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 1500000, most = 0;

	for (int i = 0; i < n; i++) {
		char key[16];
		sprintf(key, "k%d", i * 7919 % 20000);
		struct entry *e = find(key);
		if (++e->count > most)
			most = e->count;
	}
	printf("%d\n", most);
	return 0;
}

/* The C library's string functions on short buffers. Argument: rounds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char text[4096], copy1[4096], copy2[4096], fill[4096];

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 40000;
	unsigned hash = 0;

	for (int i = 0; i < 4095; i++)
		text[i] = 'a' + i % 26;
	for (int k = 0; k < rounds; k++) {
		char *p = copy1 + (k & 15), *q = copy2 + (k & 3);
		memcpy(p, text, 2000);
		p[2000] = 0;
		hash += strlen(p);
		strcpy(q, p);
		hash += strcmp(q, p) == 0;
		copy2[1990] = '!';
		hash += strcmp(copy2, copy1) > 0;
		memset(fill, k, 1024);
		hash += memcmp(fill, copy2, 500) > 0;
		hash += strchr(p, '!') == 0;
		hash += (unsigned char)fill[77];
	}
	printf("%u\n", hash);
	return 0;
}

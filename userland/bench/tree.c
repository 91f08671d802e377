/* A binary tree grown, summed and freed: malloc and pointers. Argument: how often. */
#include <stdio.h>
#include <stdlib.h>

struct node {
	struct node *left, *right;
	unsigned key;
};

static struct node *insert(struct node *t, unsigned key)
{
	if (!t) {
		t = calloc(1, sizeof *t);
		t->key = key;
	} else if (key < t->key)
		t->left = insert(t->left, key);
	else if (key > t->key)
		t->right = insert(t->right, key);
	return t;
}

static unsigned sum(const struct node *t)
{
	return t ? t->key + sum(t->left) + sum(t->right) : 0;
}

static void clear(struct node *t)
{
	if (!t)
		return;
	clear(t->left);
	clear(t->right);
	free(t);
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 30;
	unsigned seed = 1, total = 0;

	for (int r = 0; r < rounds; r++) {
		struct node *t = NULL;
		for (int i = 0; i < 30000; i++) {
			seed = seed * 1103515245 + 12345;
			t = insert(t, seed >> 8);
		}
		total += sum(t);
		clear(t);
	}
	printf("%u\n", total);
	return 0;
}

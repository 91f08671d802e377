/* Sorting half a million integers, by hand and by the library's qsort (calls through a pointer). Argument: rounds. */
#include <stdio.h>
#include <stdlib.h>

#define COUNT 500000
#define LIBRARY_COUNT 100000

static unsigned seed = 1;
static int values[COUNT];

static int compare(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;
	return x < y ? -1 : x > y;
}

static void quicksort(int *v, int left, int right)
{
	while (left < right) {
		int pivot = v[(left + right) / 2], i = left, j = right;
		while (i <= j) {
			while (v[i] < pivot)
				i++;
			while (v[j] > pivot)
				j--;
			if (i <= j) {
				int swap = v[i];
				v[i++] = v[j];
				v[j--] = swap;
			}
		}
		if (j - left < right - i) {
			quicksort(v, left, j);
			left = i;
		} else {
			quicksort(v, i, right);
			right = j;
		}
	}
}

static void shuffle(int count)
{
	for (int i = 0; i < count; i++) {
		seed = seed * 1664525 + 1013904223;
		values[i] = seed >> 1;
	}
}

static unsigned digest(unsigned hash, int count)
{
	for (int i = 0; i < count; i += 1000)
		hash = hash * 31 + values[i];
	return hash;
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 6;
	unsigned hash = 0;

	for (int k = 0; k < rounds; k++) {
		shuffle(COUNT);
		quicksort(values, 0, COUNT - 1);
		hash = digest(hash, COUNT);
		shuffle(LIBRARY_COUNT);
		qsort(values, LIBRARY_COUNT, sizeof *values, compare);
		hash = digest(hash, LIBRARY_COUNT);
	}
	printf("%u\n", hash);
	return 0;
}

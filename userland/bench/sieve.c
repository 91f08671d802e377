/* Byte stores in a tight loop: primes up to a million. Argument: how often. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT 1000000

static unsigned char prime[LIMIT + 1];

static int sieve(void)
{
	int count = 0;

	memset(prime, 1, sizeof prime);
	for (int i = 2; i <= LIMIT; i++)
		if (prime[i]) {
			count++;
			for (int j = i + i; j <= LIMIT; j += i)
				prime[j] = 0;
		}
	return count;
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 60, count = 0;

	for (int k = 0; k < rounds; k++)
		count = sieve();
	printf("%d\n", count);
	return 0;
}

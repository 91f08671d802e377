/* Divisions and remainders by numbers that the compiler does not know: millicode. Argument: how many. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	unsigned n = argc > 1 ? atoi(argv[1]) : 4000000, sum = 0;
	int balance = 0;

	for (unsigned i = 1; i <= n; i++) {
		sum += 123456789u / i;
		sum ^= 987654321u % i;
		balance += (int)(-123456 - i) / (int)((i & 1023) | 1);
	}
	printf("%u %d\n", sum, balance);
	return 0;
}

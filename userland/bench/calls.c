/* Recursion: a Fibonacci number the slow way, and Takeuchi's function. Argument: how deep. */
#include <stdio.h>
#include <stdlib.h>

__attribute__((noinline)) static int fibonacci(int n)
{
	return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

__attribute__((noinline)) static int takeuchi(int x, int y, int z)
{
	if (y >= x)
		return z;
	return takeuchi(takeuchi(x - 1, y, z), takeuchi(y - 1, z, x), takeuchi(z - 1, x, y));
}

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 34;

	for (int i = 0; i < n; i++)
		printf("%d %d\n", fibonacci(29), takeuchi(12, 7, i % 5));
	return 0;
}

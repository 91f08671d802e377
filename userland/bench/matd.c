/* Floating point, memory-bound: products of 128 x 128 matrices of doubles. Argument: how many. */
#include <stdio.h>
#include <stdlib.h>

#define N 128

static double a[N][N], b[N][N], c[N][N];

static void multiply(void)
{
	for (int i = 0; i < N; i++)
		for (int j = 0; j < N; j++) {
			double sum = 0;
			for (int k = 0; k < N; k++)
				sum += a[i][k] * b[k][j];
			c[i][j] = sum;
		}
}

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : 8;

	for (int i = 0; i < N; i++)
		for (int j = 0; j < N; j++) {
			a[i][j] = i + j * 0.5;
			b[i][j] = i * 0.25 - j;
		}
	for (int k = 0; k < count; k++) {
		multiply();
		a[k % N][3] += c[5][7] * 1e-9;
	}
	printf("%.6f\n", c[17][31]);
	return 0;
}

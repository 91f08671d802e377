/* Floating point, compute-bound: iterations of the Mandelbrot set over an n x n grid. Argument: n. */
#include <stdio.h>
#include <stdlib.h>

#define LIMIT 100

static int iterations(double cr, double ci)
{
	double zr = 0, zi = 0;
	int i;

	for (i = 0; i < LIMIT; i++) {
		double rr = zr * zr, ii = zi * zi;
		if (rr + ii > 4)
			break;
		zi = 2 * zr * zi + ci;
		zr = rr - ii + cr;
	}
	return i;
}

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 300;
	unsigned hash = 0;

	for (int y = 0; y < n; y++)
		for (int x = 0; x < n; x++)
			hash = hash * 31 + iterations(2.0 * x / n - 1.5, 2.0 * y / n - 1.0);
	printf("%u\n", hash);
	return 0;
}

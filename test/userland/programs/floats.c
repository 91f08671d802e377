/* Floating point through the C library: formatting, conversions, comparisons, libm, special values, rounding. */
#include <fenv.h>
#include <math.h>
#include <stdio.h>

int main(void)
{
	volatile double values[] = { 0.0, -0.0, 1.0, -1.5, 0.1, 1e300, 1e-300, 5e-324, 1.7976931348623157e308, INFINITY, -INFINITY, NAN, 3e9, -2147483648.5, 12345.678 };
	const int n = sizeof values / sizeof *values;

	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++) {
			double a = values[i], b = values[j];
			float x = a, y = b;
			printf("%a %a %a %a", a + b, a - b, a * b, a / b);
			printf(" %a %a %d%d%d%d\n", x * y, x / y, a < b, a <= b, a == b, a != b);
		}
	for (int i = 0; i < n; i++) {
		double a = values[i];
		if (fabs(a) < 2e9)
			printf("%d %lld %u ", (int)a, (long long)(a * 1000), (unsigned)fabs(a));
		printf("%.17g %g %f %a %a %a\n", a, (float)a, sqrt(fabs(a)), sin(a), exp(-fabs(a)), floor(a));
	}
	for (int mode = 0; mode < 4; mode++) {
		static const int modes[] = { FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO };
		volatile double third;
		fesetround(modes[mode]);
		feclearexcept(FE_ALL_EXCEPT);
		third = values[2] / 3;
		printf("%a %a %d\n", third, values[4] * values[14], fetestexcept(FE_INEXACT) != 0);
	}
	feclearexcept(FE_ALL_EXCEPT);
	volatile double r = values[2] / values[0];
	r = values[5] * values[5];
	printf("%d %d %d\n", fetestexcept(FE_DIVBYZERO) != 0, fetestexcept(FE_OVERFLOW) != 0, fetestexcept(FE_INVALID) != 0);
	return 0;
}

/* Integer arithmetic of every width: the millicode's multiplication and division, shifts, carries, bit fields. */
#include <stdint.h>
#include <stdio.h>

static uint32_t seed = 1;

static uint32_t next(void)
{
	static const uint32_t edges[] = { 0, 1, 2, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffe, 0x10000, 0xffff };
	seed = seed * 1664525 + 1013904223;
	return seed >> 28 < 6 ? edges[seed % 9] : seed ^ seed >> 13;
}

struct fields {
	unsigned a : 3, b : 13;
	int c : 7;
	unsigned long long d : 41;
};

int main(void)
{
	uint32_t sum = 0;
	struct fields f = { 0 };

	for (int i = 0; i < 20000; i++) {
		uint32_t a = next(), b = next(), n = next() & 31;
		uint64_t A = (uint64_t)a << 32 | next(), B = (uint64_t)next() << (n & 31) | b;
		sum = sum * 31 + (a + b) + (a - b) * 3 + a * b;
		if (b) {
			sum ^= a / b + a % b;
			if (b != 0xffffffff)
				sum += (int32_t)a / (int32_t)b ^ (int32_t)a % (int32_t)b;
		}
		if (B) {
			uint64_t q = A / B, r = A % B;
			sum = sum * 7 + (uint32_t)q + (uint32_t)(q >> 32) + (uint32_t)r;
			if ((int64_t)B > 1)
				sum += (uint32_t)((int64_t)A / (int64_t)B) - (uint32_t)((int64_t)A % (int64_t)B);
		}
		A *= B;
		sum += (uint32_t)(A >> n) ^ (uint32_t)(A >> 32);
		sum ^= (uint32_t)((int64_t)A >> (n + 3)) + (uint32_t)((A << (n + 1)) >> 32);
		f.a += a, f.b ^= b, f.c -= a, f.d += A;
		sum += f.a + f.b * 3 + f.c * 5 + (uint32_t)(f.d >> 9);
		sum += (int8_t)a + (int16_t)b + (uint8_t)(a >> 9);
		if (i % 2000 == 0)
			printf("%d %08x\n", i, sum);
	}
	printf("%08x\n", sum);
	return sum & 0x7f;
}

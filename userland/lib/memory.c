/* What the compiler may call by itself: memset, memcpy.
   Above: every program here. Below: nothing. */

typedef __SIZE_TYPE__ size_t;

void *memset(void *to, int value, size_t n)
{
	unsigned char *p = to;
	while (n--)
		*p++ = value;
	return to;
}

void *memcpy(void *to, const void *from, size_t n)
{
	unsigned char *p = to;
	const unsigned char *q = from;
	while (n--)
		*p++ = *q++;
	return to;
}

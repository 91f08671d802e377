/* Start-up: nothing but a line. */
#include <stdio.h>

int main(void)
{
	printf("hello %d\n", 42);
	return 0;
}

/* Threads: a token passed round by mutex and condition variables. usage: threads N */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define COUNT 4
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turn[COUNT];
static int token, rounds;

static void *run(void *arg)
{
	int me = (int)(long)arg;
	pthread_mutex_lock(&lock);
	for (int i = 0; i < rounds; i++) {
		while (token % COUNT != me)
			pthread_cond_wait(&turn[me], &lock);
		token++;
		pthread_cond_signal(&turn[token % COUNT]);
	}
	pthread_mutex_unlock(&lock);
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t t[COUNT];
	rounds = argc > 1 ? atoi(argv[1]) : 5000;
	for (int i = 0; i < COUNT; i++)
		pthread_cond_init(&turn[i], NULL);
	for (long i = 0; i < COUNT; i++)
		pthread_create(&t[i], NULL, run, (void *)i);
	for (int i = 0; i < COUNT; i++)
		pthread_join(t[i], NULL);
	printf("threads %d %d\n", rounds, token);
	return 0;
}

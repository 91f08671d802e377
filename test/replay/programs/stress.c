/* 64 threads that take turns in an order that only the schedule decides: a mutex, a condition variable, atomics, spinning,
   sched_yield. What it prints depends on every switch. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#define MOST 64
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turn = PTHREAD_COND_INITIALIZER;
static unsigned order, waiting, rounds = 20;
static volatile unsigned spins[MOST];
static unsigned total;

static void *thread(void *arg)
{
	unsigned me = (unsigned)(unsigned long)arg;
	for (unsigned i = 0; i < rounds; i++) {
		for (unsigned k = 0; k < 50 * (me % 7 + 1); k++)
			spins[me]++;
		__sync_fetch_and_add(&total, 1);
		pthread_mutex_lock(&lock);
		order = order * 31 + me;
		if (me % 8 == 0 && waiting < 3) {
			waiting++;
			pthread_cond_wait(&turn, &lock);
			waiting--;
		} else
			pthread_cond_signal(&turn);
		pthread_mutex_unlock(&lock);
		if (i % 4 == me % 4)
			sched_yield();
	}
	return NULL;
}

int main(int argc, char **argv)
{
	unsigned n = argc > 1 ? atoi(argv[1]) : MOST;
	pthread_t all[MOST];
	if (n > MOST)
		n = MOST;
	for (unsigned i = 0; i < n; i++)
		if (pthread_create(&all[i], NULL, thread, (void *)(unsigned long)i)) {
			puts("no thread");
			return 1;
		}
	for (unsigned i = 0; i < n; i++) {
		/* whoever still waits when all others have gone is let go */
		while (pthread_tryjoin_np(all[i], NULL)) {
			pthread_cond_signal(&turn);
			sched_yield();
		}
	}
	printf("%u in the order %08x\n", total, order);
	return 0;
}

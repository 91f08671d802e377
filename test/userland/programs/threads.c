/* pthreads: mutexes, condition variables, thread-local storage, atomics. */
#include <pthread.h>
#include <stdio.h>

#define THREADS 8
#define ROUNDS 2000

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int turn, total, atomic;
static __thread int own;

static void *work(void *argument)
{
	int me = *(int *)argument;

	for (int i = 0; i < ROUNDS; i++) {
		own += me;
		__atomic_fetch_add(&atomic, 1, __ATOMIC_SEQ_CST);
		pthread_mutex_lock(&lock);
		total++;
		pthread_mutex_unlock(&lock);
	}
	pthread_mutex_lock(&lock);
	while (turn != me)
		pthread_cond_wait(&changed, &lock);
	printf("thread %d: %d\n", me, own);
	turn++;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
	return argument;
}

int main(void)
{
	pthread_t threads[THREADS];
	int numbers[THREADS];

	for (int i = 0; i < THREADS; i++) {
		numbers[i] = i;
		pthread_create(&threads[i], 0, work, &numbers[i]);
	}
	for (int i = 0; i < THREADS; i++) {
		void *result;
		pthread_join(threads[i], &result);
		if (result != &numbers[i])
			return 1;
	}
	printf("%d %d\n", total, atomic);
	return 0;
}

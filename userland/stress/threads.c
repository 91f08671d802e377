/*
 * 64 threads at everything pthreads has: mutexes of all kinds, a bounded queue with condition variables, barriers,
 * readers and writers, semaphores, cancellation, robust mutexes whose owners die, priority inheritance. Each part
 * counts, and says what it counted. Nobody may wait for ever: under the virtual clock a lost wake-up lets time jump to
 * the alarm, and its name is printed. Run by test/kernel/threads-stress.test.ts with many seeds.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define N 64
#define ROUNDS 30

static const char *part = "start";
static pthread_t thread[N];

static void late(int sig)
{
	char text[100];

	write(2, text, sprintf(text, "lost wake-up in %s\n", part));
	_exit(1);
}

static void die(const char *what, int error)
{
	printf("%s: %s: %s\n", part, what, strerror(error));
	exit(1);
}

#define CHECK(call) do { int e_ = (call); if (e_) die(#call, e_); } while (0)

static void all(const char *name, void *(*body)(void *))
{
	pthread_attr_t a;

	part = name;
	alarm(600);
	pthread_attr_init(&a);
	pthread_attr_setstacksize(&a, 65536);
	for (long i = 0; i < N; i++)
		CHECK(pthread_create(&thread[i], &a, body, (void *)i));
	for (int i = 0; i < N; i++)
		CHECK(pthread_join(thread[i], 0));
}

/* mutexes: plain, recursive, error-checking, inheriting priority */
static pthread_mutex_t mutex[4];
static int inside[4], total[4];

static void *locks(void *arg)
{
	for (int i = 0; i < ROUNDS; i++) {
		int k = (i + (long)arg) % 4;

		if (i % 7 == 3) {
			int e = pthread_mutex_trylock(&mutex[k]);

			if (e == EBUSY) {
				struct timespec t;

				clock_gettime(CLOCK_REALTIME, &t);
				t.tv_sec += 300;
				e = pthread_mutex_timedlock(&mutex[k], &t);
			}
			CHECK(e);
		} else
			CHECK(pthread_mutex_lock(&mutex[k]));
		if (k == 1)
			CHECK(pthread_mutex_lock(&mutex[k]));
		if (k == 2 && pthread_mutex_lock(&mutex[k]) != EDEADLK)
			die("no EDEADLK", 0);
		if (inside[k]++)
			die("two inside", 0);
		total[k]++;
		inside[k]--;
		if (k == 1)
			CHECK(pthread_mutex_unlock(&mutex[k]));
		CHECK(pthread_mutex_unlock(&mutex[k]));
	}
	return 0;
}

/* a bounded queue */
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER, not_empty = PTHREAD_COND_INITIALIZER;
static int queue[4], used;
static long sent, received;

static void *passes(void *arg)
{
	long me = (long)arg;

	for (int i = 0; i < ROUNDS; i++) {
		CHECK(pthread_mutex_lock(&m));
		if (me % 2) {
			while (used == 4)
				CHECK(pthread_cond_wait(&not_full, &m));
			queue[used++] = me * ROUNDS + i;
			sent += me * ROUNDS + i;
			CHECK(pthread_cond_signal(&not_empty));
		} else {
			while (used == 0)
				CHECK(pthread_cond_wait(&not_empty, &m));
			received += queue[--used];
			CHECK(pthread_cond_signal(&not_full));
		}
		CHECK(pthread_mutex_unlock(&m));
	}
	return 0;
}

/* barriers: nobody is a round ahead */
static pthread_barrier_t barrier;
static int arrived[ROUNDS], serial;

static void *meets(void *arg)
{
	for (int i = 0; i < 10; i++) {
		__atomic_fetch_add(&arrived[i], 1, __ATOMIC_SEQ_CST);
		int e = pthread_barrier_wait(&barrier);

		if (e == PTHREAD_BARRIER_SERIAL_THREAD)
			__atomic_fetch_add(&serial, 1, __ATOMIC_SEQ_CST);
		else
			CHECK(e);
		if (arrived[i] != N)
			die("somebody had not arrived", 0);
	}
	return 0;
}

/* readers and writers, and a semaphore that lets three in */
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static sem_t three;
static int a, b, guests;

static void *reads(void *arg)
{
	for (int i = 0; i < ROUNDS; i++) {
		if ((i + (long)arg) % 5 == 0) {
			CHECK(pthread_rwlock_wrlock(&rw));
			a++;
			b++;
		} else {
			CHECK(pthread_rwlock_rdlock(&rw));
			if (a != b)
				die("read half a write", 0);
		}
		CHECK(pthread_rwlock_unlock(&rw));
		while (sem_wait(&three))
			if (errno != EINTR)
				die("sem_wait", errno);
		if (__atomic_add_fetch(&guests, 1, __ATOMIC_SEQ_CST) > 3)
			die("four guests", 0);
		__atomic_sub_fetch(&guests, 1, __ATOMIC_SEQ_CST);
		if (sem_post(&three))
			die("sem_post", errno);
	}
	return 0;
}

/* cancellation, at a condition variable and in the middle of work */
static int cleaned, cancelled;
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;

static void cleanup(void *arg)
{
	if (arg) {
		cleaned++;
		CHECK(pthread_mutex_unlock(&m));
	} else
		__atomic_fetch_add(&cleaned, 1, __ATOMIC_SEQ_CST);
}

static void *waits(void *arg)
{
	if ((long)arg % 2) {
		CHECK(pthread_mutex_lock(&m));
		pthread_cleanup_push(cleanup, (void *)1);
		for (;;)
			CHECK(pthread_cond_wait(&never, &m));
		pthread_cleanup_pop(0);
	} else {
		pthread_cleanup_push(cleanup, 0);
		for (;;)
			usleep(1000);
		pthread_cleanup_pop(0);
	}
	return 0;
}

static void cancels(void)
{
	void *how;

	part = "cancellation";
	alarm(600);
	for (long i = 0; i < N; i++)
		CHECK(pthread_create(&thread[i], 0, waits, (void *)i));
	for (int i = 0; i < N; i++)
		CHECK(pthread_cancel(thread[i]));
	for (int i = 0; i < N; i++) {
		CHECK(pthread_join(thread[i], &how));
		cancelled += how == PTHREAD_CANCELED;
	}
}

/* robust mutexes: each owner may die with one, the next one mends it */
static pthread_mutex_t robust[2];
static int mended, owned;

static void *dies(void *arg)
{
	int k = (long)arg % 2;
	int e = pthread_mutex_lock(&robust[k]);

	if (e == EOWNERDEAD) {
		CHECK(pthread_mutex_consistent(&robust[k]));
		__atomic_fetch_add(&mended, 1, __ATOMIC_SEQ_CST);
	} else
		CHECK(e);
	__atomic_fetch_add(&owned, 1, __ATOMIC_SEQ_CST);
	if ((long)arg % 3)
		CHECK(pthread_mutex_unlock(&robust[k]));
	return 0;
}

int main(void)
{
	static const int kind[4] = {PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_RECURSIVE, PTHREAD_MUTEX_ERRORCHECK,
				    PTHREAD_MUTEX_NORMAL};

	signal(SIGALRM, late);
	for (int k = 0; k < 4; k++) {
		pthread_mutexattr_t at;

		pthread_mutexattr_init(&at);
		pthread_mutexattr_settype(&at, kind[k]);
		if (k == 3)
			CHECK(pthread_mutexattr_setprotocol(&at, PTHREAD_PRIO_INHERIT));
		CHECK(pthread_mutex_init(&mutex[k], &at));
		if (k > 1)
			continue;
		pthread_mutexattr_init(&at);
		pthread_mutexattr_setrobust(&at, PTHREAD_MUTEX_ROBUST);
		if (k)
			CHECK(pthread_mutexattr_setprotocol(&at, PTHREAD_PRIO_INHERIT));
		CHECK(pthread_mutex_init(&robust[k], &at));
	}
	CHECK(pthread_barrier_init(&barrier, 0, N));
	sem_init(&three, 0, 3);

	all("mutexes", locks);
	printf("mutexes %d\n", total[0] + total[1] + total[2] + total[3]);
	all("queue", passes);
	printf("queue %s\n", sent == received && used == 0 ? "empty" : "wrong");
	all("barriers", meets);
	printf("barriers %d\n", serial);
	all("readers", reads);
	printf("writes %d\n", a);
	cancels();
	printf("cancelled %d, cleaned %d\n", cancelled, cleaned);
	all("robust", dies);
	printf("robust %d, mended %s\n", owned, mended >= 20 && mended <= 22 ? "all" : "some");
	return 0;
}

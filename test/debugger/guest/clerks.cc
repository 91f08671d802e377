// Four threads book on one account, and a child process tells how it went.
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

#include "ledger.h"

static ledger::Account account(100);
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile int finished;

static void *clerk(void *number) {
  pthread_mutex_lock(&lock);
  ledger::work(account, *static_cast<int *>(number));
  finished++;
  pthread_mutex_unlock(&lock);
  return nullptr;
}

static void report(int balance) {
  char line[64];
  int n = snprintf(line, sizeof line, "balance %d\n", balance);
  if (write(1, line, n) != n) _exit(9);
}

int main() {
  pthread_t threads[4];
  int numbers[4];
  for (int i = 0; i < 4; i++) {
    numbers[i] = i;
    pthread_create(&threads[i], nullptr, clerk, &numbers[i]);
  }
  for (pthread_t t : threads) pthread_join(t, nullptr);
  pid_t child = fork();
  if (child == 0) {
    report(account.balance());
    _exit(account.balance() < 0 ? 7 : 0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

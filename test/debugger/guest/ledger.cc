#include "ledger.h"

namespace ledger {
void Account::book(const Entry &entry) {
  balance_ += entry.amount;
  entries_.push_back(entry);
}

static int amount_of(int clerk, int round) {
  if (clerk == 3 && round == 2) return -1000;
  return clerk + round;
}

void work(Account &account, int clerk) {
  for (int round = 0; round < 3; round++) {
    Entry entry{"clerk " + std::to_string(clerk), amount_of(clerk, round)};
    account.book(entry);
  }
}
}  // namespace ledger

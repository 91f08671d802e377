// The library of the debugger's test: an account that several threads book on.
#include <string>
#include <vector>

namespace ledger {
struct Entry {
  std::string who;
  int amount;
};

class Account {
 public:
  explicit Account(int start) : balance_(start) {}
  virtual ~Account() = default;
  virtual void book(const Entry &entry);
  int balance() const { return balance_; }

 protected:
  int balance_;
  std::vector<Entry> entries_;
};

/** Books what a clerk has; the clerk of number 3 makes a mistake. */
void work(Account &account, int clerk);
}  // namespace ledger

// args: --kernel 6.1+28464bbb2ddc
// Mapping files sealed against writing, as Linux 6.7 and later have it (earlier: no shared mapping with F_SEAL_WRITE).
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void try(int seal, const char *name) {
  int fd = memfd_create("sealed", MFD_ALLOW_SEALING);
  ftruncate(fd, 4096);
  pwrite(fd, "text", 4, 0);
  printf("%s %d\n", name, fcntl(fd, F_ADD_SEALS, seal));
  char *p = mmap(0, 4096, PROT_READ, MAP_SHARED, fd, 0);
  if (p == MAP_FAILED) {
    printf("no mapping: %s\n", strerror(errno));
    return;
  }
  printf("reads %.4s", p);
  int r = mprotect(p, 4096, PROT_READ | PROT_WRITE);
  printf(", made writable %d %s", r, r ? strerror(errno) : "");
  p = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  printf(", writable %s", p == MAP_FAILED ? strerror(errno) : "yes");
  p = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
  printf(", private %s\n", p == MAP_FAILED ? strerror(errno) : "yes");
}

int main(void) {
  try(F_SEAL_WRITE, "F_SEAL_WRITE");
  try(F_SEAL_FUTURE_WRITE, "F_SEAL_FUTURE_WRITE");
  try(F_SEAL_SHRINK, "F_SEAL_SHRINK");
}

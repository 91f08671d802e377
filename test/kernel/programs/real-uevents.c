// args: --kernel 6.1 --clock virtual --net bond --net dummy
// What programs hear of devices that come, are renamed, move and go; and what becomes of files that they had open.
// Recorded on a real 32-bit parisc kernel (Debian's 6.1).
#include "probe.h"

static const char *const events[] = {"add", "change\n", "ADD", "nosuch", "add x", "",
                                     "online 12345678-1234-1234-1234-123456789abc A=1 B=2",
                                     "online 12345678-1234-1234-1234-123456789abc", "change  A=1", 0};

static int move_to(const char *name, int ns, const char *new_name, int new_index)
{
  struct request r = request(RTM_SETLINK, 0, if_nametoindex(name));
  attribute(&r, IFLA_NET_NS_FD, &ns, sizeof ns);
  if (new_name)
    attribute(&r, IFLA_IFNAME, new_name, strlen(new_name) + 1);
  if (new_index)
    attribute(&r, IFLA_NEW_IFINDEX, &new_index, sizeof new_index);
  return ask(&r);
}

/** What the listeners to links hear of who asked: NEWLINK and DELLINK of a device. */
static void who_asked(void)
{
  int s = socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK, NETLINK_ROUTE);
  struct sockaddr_nl group = {.nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK};
  bind(s, (void *)&group, sizeof group);
  make("wa", "dummy");
  delete("wa");
  char text[4096];
  for (struct pollfd p = {s, POLLIN}; poll(&p, 1, 100) > 0;) {
    struct nlmsghdr *h = (void *)text;
    recv(s, text, sizeof text, 0);
    printf("%s: sequence %d, port %s\n", h->nlmsg_type == RTM_NEWLINK ? "NEWLINK" : "DELLINK", h->nlmsg_seq,
           h->nlmsg_pid ? "of the one who asked" : "0");
  }
  close(s);
}

static void open_files(void)
{
  make("fa", "dummy");
  static const char *const paths[] = {"/proc/sys/net/ipv4/conf/fa/forwarding", "/proc/sys/net/ipv6/conf/fa/forwarding",
                                      "/proc/sys/net/ipv4/neigh/fa/locktime", "/sys/class/net/fa/mtu"};
  int fd[4], folder = open("/sys/class/net/fa", O_RDONLY | O_DIRECTORY);
  char text[50];
  for (int i = 0; i < 4; i++)
    fd[i] = open(paths[i], O_RDWR);
  for (int step = 0; step < 2; step++) {
    step ? delete("fb") : rename_to("fa", "fb");
    for (int i = 0; i < 4; i++) {
      say(pread(fd[i], text, sizeof text, 0), "%s %s read", step ? "deleted" : "renamed", paths[i]);
      say(pwrite(fd[i], "1400", 4, 0), "%s %s write", step ? "deleted" : "renamed", paths[i]);
    }
    int mtu = openat(folder, "mtu", O_RDONLY);
    say(mtu < 0 ? -1 : 0, "%s openat", step ? "deleted" : "renamed");
  }
}

int main(void)
{
  int heard = hear_uevents();
  make("da", "dummy");
  tell_uevents(heard, "a dummy");
  rename_to("da", "db");
  tell_uevents(heard, "renamed");
  say(rename_to("db", "all"), "renamed to all");
  tell_uevents(heard, "refused");
  for (const char *const *e = events; *e; e++) {
    say(put("/sys/class/net/db/uevent", *e), "asked for '%s'", *e);
    tell_uevents(heard, "heard");
  }
  make_veth("va", "vb");
  tell_uevents(heard, "a veth");
  rename_to("va", "vc");
  delete("vc");
  tell_uevents(heard, "renamed and deleted");
  make("br", "bridge");
  rename_to("br", "bs");
  delete("bs");
  tell_uevents(heard, "a bridge");

  int here = open("/proc/self/ns/net", O_RDONLY);
  unshare(CLONE_NEWNET);
  int there = open("/proc/self/ns/net", O_RDONLY), heard_there = hear_uevents();
  setns(here, CLONE_NEWNET);
  say(move_to("db", there, "dm", -5), "a negative index");
  say(move_to("db", there, "d%d", 777), "moved");
  tell_uevents(heard, "heard here");
  tell_uevents(heard_there, "heard there");
  setns(there, CLONE_NEWNET);
  char name[IF_NAMESIZE] = "";
  if_indextoname(777, name);
  printf("there it is %s\n", name);
  setns(here, CLONE_NEWNET);

  who_asked();
  open_files();
}

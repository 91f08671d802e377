// args: --kernel 6.1 --clock virtual --net bond --net dummy --net failover,mac=52:54:00:12:34:56,other=52:54:00:aa:bb:cc
// A failover master and its cards while their drivers let go and come back: uevents, names, roles, and sockets bound to a
// card. Recorded on a real 32-bit parisc kernel (Debian's 6.1) with the standby feature of QEMU's virtio card.
#include "probe.h"

static void state(const char *when)
{
  struct if_nameindex *all = if_nameindex();
  for (int i = 0; all[i].if_index; i++) {
    char path[100], master[200];
    struct ifreq r = about(all[i].if_name);
    device_ioctl(SIOCGIFFLAGS, &r);
    sprintf(path, "/sys/class/net/%s/master", all[i].if_name);
    int n = readlink(path, master, sizeof master - 1);
    master[n > 0 ? n : 0] = 0;
    sprintf(path, "/sys/class/net/%s/phys_port_name", all[i].if_name);
    printf("%s: %s %s master %s port %s\n", when, all[i].if_name, r.ifr_flags & IFF_UP ? "up" : "down",
           n > 0 ? strrchr(master, '/') + 1 : "-", get(path));
  }
  if_freenameindex(all);
}

static int driver(const char *file, const char *device)
{
  char path[100];
  sprintf(path, "/sys/bus/%s", file);
  return put(path, device);
}

static const char *bus_name(const char *device)
{
  static char target[200];
  char path[100];
  sprintf(path, "/sys/class/net/%s/device", device);
  target[readlink(path, target, sizeof target - 1)] = 0;
  return strrchr(target, '/') + 1;
}

int main(void)
{
  // eth0 is the master, eth1 the standby card, eth2 another's, eth3 the primary
  int heard = hear_uevents();
  char primary[50], standby[50], name[IFNAMSIZ] = "";
  socklen_t length = sizeof name;
  strcpy(primary, bus_name("eth3"));
  strcpy(standby, bus_name("eth1"));
  state("at first");
  int s = socket(AF_INET, SOCK_DGRAM, 0);
  setsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, "eth1", 5);
  set_flags("eth0", IFF_UP, 0);
  say(rename_to("eth1", "standby"), "rename an UP standby card");
  say(getsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, name, &length), "its socket is bound to %s", name);
  say(rename_to("eth0", "bond"), "rename the UP master");
  tell_uevents(heard, "renamed");

  say(driver("pci/drivers/e1000/unbind", primary), "the primary's driver lets go");
  tell_uevents(heard, "unbound");
  state("without a primary");
  say(driver("pci/drivers/tulip/bind", primary), "a wrong driver");
  say(driver("pci/drivers/e1000/bind", "0000:99:99.9"), "no such card");
  say(driver("pci/drivers/e1000/bind", primary), "the primary's driver comes back");
  say(driver("pci/drivers/e1000/bind", primary), "and again");
  tell_uevents(heard, "bound");
  state("with a primary");

  say(driver("virtio/drivers/virtio_net/unbind", standby), "the standby's driver lets go");
  tell_uevents(heard, "unbound");
  state("without a standby card");
  length = sizeof name;
  say(getsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, name, &length), "the socket's device");
  say(setsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, "", 0), "unbound");
  say(driver("virtio/drivers/virtio_net/bind", standby), "the standby's driver comes back");
  state("with a standby card");
}

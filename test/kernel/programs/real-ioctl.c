// args: --kernel 6.1 --clock virtual --net bond --net dummy
// Which ioctls sockets of each kind know, what comes first of permission, pointer and device, and the old ioctls of
// vconfig, brctl and mii-tool. Recorded on a real 32-bit parisc kernel (Debian's 6.1).
#include "probe.h"
#include <grp.h>
#include <linux/if_bridge.h>
#include <linux/if_vlan.h>
#include <linux/net_tstamp.h>
#include <sys/wait.h>

static const struct { const char *name; int family, type, protocol; } kinds[] = {
  {"udp", AF_INET, SOCK_DGRAM, 0}, {"udp6", AF_INET6, SOCK_DGRAM, 0}, {"raw6", AF_INET6, SOCK_RAW, IPPROTO_ICMPV6},
  {"packet", AF_PACKET, SOCK_DGRAM, 0}, {"unix", AF_UNIX, SOCK_STREAM, 0}, {"netlink", AF_NETLINK, SOCK_RAW, 0},
};

static void vlans(void)
{
  static const struct { int command; const char *device; int value; int qos; } asked[] = {
    {ADD_VLAN_CMD, "lo", 5, 0}, {ADD_VLAN_CMD, "nosuch", 5, 0}, {ADD_VLAN_CMD, "da", 5, 0}, {ADD_VLAN_CMD, "da", 5, 0},
    {ADD_VLAN_CMD, "da", 4095, 0}, {GET_VLAN_VID_CMD, "da.5", 0, 0}, {GET_VLAN_VID_CMD, "da", 0, 0},
    {GET_VLAN_REALDEV_NAME_CMD, "da.5", 0, 0}, {SET_VLAN_FLAG_CMD, "da.5", 4, 1},
    {SET_VLAN_FLAG_CMD, "da.5", 64, 1}, {SET_VLAN_NAME_TYPE_CMD, "", VLAN_NAME_TYPE_PLUS_VID, 0},
    {SET_VLAN_NAME_TYPE_CMD, "", 4, 0}, {ADD_VLAN_CMD, "da", 6, 0}, {DEL_VLAN_CMD, "vlan0006", 0, 0},
    {DEL_VLAN_CMD, "da", 0, 0}, {DEL_VLAN_CMD, "da.5", 0, 0}, {99, "da", 0, 0},
  };
  int s = socket(AF_INET, SOCK_DGRAM, 0);
  for (unsigned i = 0; i < sizeof asked / sizeof *asked; i++) {
    struct vlan_ioctl_args a = {.cmd = asked[i].command, .vlan_qos = asked[i].qos};
    strcpy(a.device1, asked[i].device);
    a.u.VID = asked[i].value;
    int result = ioctl(s, SIOCSIFVLAN, &a);
    say(result, "vlan %d %s %d -> %d %s", a.cmd, a.device1, asked[i].value, a.cmd == GET_VLAN_VID_CMD ? a.u.VID : 0,
        a.cmd == GET_VLAN_REALDEV_NAME_CMD ? a.u.device2 : "");
  }
  say(ioctl(s, SIOCGIFVLAN, 0), "vlan without a pointer");
  close(s);
}

static void bridges(void)
{
  int s = socket(AF_INET, SOCK_DGRAM, 0), indices[4];
  unsigned long version[3] = {BRCTL_GET_VERSION}, list[3] = {BRCTL_GET_BRIDGES, (unsigned long)indices, 4};
  unsigned long add[3] = {BRCTL_ADD_BRIDGE, (unsigned long)"oldbr"}, del[3] = {BRCTL_DEL_BRIDGE, (unsigned long)"oldbr"};
  unsigned long many[3] = {BRCTL_GET_BRIDGES, 0, 2048}, unknown[3] = {77};
  say(ioctl(s, SIOCGIFBR, version), "bridge version");
  say(ioctl(s, SIOCSIFBR, add), "old add");
  say(ioctl(s, SIOCSIFBR, add), "old add again");
  say(ioctl(s, SIOCGIFBR, list), "bridges");
  say(ioctl(s, SIOCGIFBR, many), "too many bridges");
  say(ioctl(s, SIOCSIFBR, del), "old delete");
  say(ioctl(s, SIOCGIFBR, list), "bridges");
  say(ioctl(s, SIOCGIFBR, unknown), "unknown");
  say(ioctl(s, SIOCGIFBR, 0), "no pointer");
  close(s);
}

static void hardware(void)
{
  static const struct hwtstamp_config given[] = {{0, 0, 0}, {8, 0, 0}, {0, 9, 0}, {0, 0, 99}};
  static const char *const devices[] = {"lo", "da", "bond0", "nosuch"};
  for (int d = 0; d < 4; d++) {
    struct ifreq r = about(devices[d]);
    say(device_ioctl(SIOCSHWTSTAMP, &r), "%s time stamps, no pointer", devices[d]);
    for (int i = 0; i < 4; i++) {
      r.ifr_data = (void *)&given[i];
      say(device_ioctl(SIOCSHWTSTAMP, &r), "%s time stamps %d", devices[d], i);
    }
    r = about(devices[d]);
    unsigned short *mii = (void *)&r.ifr_ifru;
    mii[1] = 1;
    int result = device_ioctl(SIOCGMIIREG, &r);
    say(result, "%s link register %d", devices[d], mii[3]);
  }
  make("br", "bridge");
  set_flags("br", IFF_UP, 0);
  struct ifreq r = about("br");
  r.ifr_hwaddr = (struct sockaddr){1, {2, 0, 0, 0, 0, 1}};
  say(device_ioctl(SIOCSIFHWADDR, &r), "address of a bridge that is up");
  r.ifr_hwaddr.sa_data[0] = 1;
  say(device_ioctl(SIOCSIFHWADDR, &r), "a group's address");
  delete("br");
}

static const int commands[] = {
  SIOCADDRT, SIOCDELRT, SIOCRTMSG, SIOCGIFADDR, SIOCSIFADDR, SIOCGIFDSTADDR, SIOCSIFDSTADDR, SIOCGIFBRDADDR,
  SIOCGIFNETMASK, SIOCSIFNETMASK, SIOCGIFPFLAGS, SIOCGARP, SIOCGIFFLAGS, SIOCGIFMTU, SIOCBRADDBR, SIOCBRADDIF,
};

static void every_kind(const char *who)
{
  for (unsigned k = 0; k < sizeof kinds / sizeof *kinds; k++) {
    int s = socket(kinds[k].family, kinds[k].type, kinds[k].protocol);
    for (unsigned c = 0; s >= 0 && c < sizeof commands / sizeof *commands; c++) {
      struct ifreq r[4] = {about("da")};
      // what would change the device for those behind is asked without a pointer only
      int harmless = commands[c] != SIOCSIFADDR && commands[c] != SIOCSIFNETMASK && commands[c] != SIOCBRADDBR;
      if (harmless)
        say(ioctl(s, commands[c], r), "%s %s 0x%x", who, kinds[k].name, commands[c]);
      say(ioctl(s, commands[c], 0), "%s %s 0x%x without a pointer", who, kinds[k].name, commands[c]);
    }
    close(s);
  }
}

int main(void)
{
  make("da", "dummy");
  struct ifreq r = about("da");
  ((struct sockaddr_in *)&r.ifr_addr)->sin_family = AF_INET;
  ((struct sockaddr_in *)&r.ifr_addr)->sin_addr.s_addr = htonl(0x0a090001);
  device_ioctl(SIOCSIFADDR, &r);
  every_kind("root");
  vlans();
  bridges();
  hardware();
  if (!fork()) {
    setgroups(0, 0);
    setgid(65534);
    setuid(65534);
    every_kind("nobody");
    _exit(0);
  }
  wait(0);
}

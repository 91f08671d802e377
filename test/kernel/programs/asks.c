// Asks for things that no kernel of ours has, one of each family of --report (test/kernel/report.test.ts).
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
__attribute__((noinline)) static void wants_quota(void) { syscall(131, 0, 0, 0, 0); syscall(131, 0, 0, 0, 0); __asm__ volatile(""); }
int main(void)
{
    int s = socket(AF_INET, SOCK_STREAM, 0), p[2];
    wants_quota();
    syscall(4000, 0);
    ioctl(s, 0x40047a7f, p);
    ioctl(1, 0x5401); isatty(1);
    getsockopt(s, 6, 77, p, &(socklen_t){4});
    socket(30, SOCK_STREAM, 0);
    open("/proc/sys/kernel/nothing_like_that", O_RDONLY);
    open("/proc/self/unheard_of", O_RDONLY);
    open("/proc/99999/stat", O_RDONLY);
    open("/nothing", O_RDONLY);
    if (chdir("/sys") == 0) open("power_of_love", O_RDONLY);
    mount("none", "/tmp", "btrfs", 0, "");
    prctl(12345, 0, 0, 0, 0);
    pipe2(p, 0x40000000);
    struct { struct nlmsghdr h; struct ifinfomsg i; struct nlattr a; int v; } q;
    memset(&q, 0, sizeof q);
    q.h.nlmsg_len = sizeof q; q.h.nlmsg_type = RTM_NEWLINK; q.h.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
    q.i.ifi_index = 1; q.a.nla_len = 8; q.a.nla_type = 300;
    int n = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    send(n, &q, sizeof q, 0);
    q.h.nlmsg_type = RTM_NEWLINK + 400;
    send(n, &q, sizeof q, 0);
    return 0;
}

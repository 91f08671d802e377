// args: --kernel 6.1
/* AF_PACKET's rings, groups and virtio headers on lo. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

static int lo;
static struct sockaddr_in to = { .sin_family = AF_INET };
static int udp;

static void send_udp(int n, int c)
{
	char b[4096];
	memset(b, c, sizeof b);
	sendto(udp, b, n, 0, (void *)&to, sizeof to);
}

static int tap(void)
{
	struct sockaddr_ll ll = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP), .sll_ifindex = lo };
	int s = socket(AF_PACKET, SOCK_RAW, 0), one = 1;
	setsockopt(s, SOL_PACKET, 23, &one, sizeof one); /* PACKET_IGNORE_OUTGOING */
	if (bind(s, (void *)&ll, sizeof ll))
		perror("bind");
	return s;
}

static int option(int s, int name, int v)
{
	return setsockopt(s, SOL_PACKET, name, &v, sizeof v) ? -errno : 0;
}

static void ring2(void)
{
	int s = tap(), v = 0;
	socklen_t l = sizeof v;
	struct tpacket_req r = { 4096, 2, 2048, 4 }, bad = { 4096, 2, 2048, 5 }, none = { 0 };
	struct tpacket_stats st;
	printf("version %d, bad %d", option(s, PACKET_VERSION, TPACKET_V2),
	       setsockopt(s, SOL_PACKET, PACKET_RX_RING, &bad, sizeof bad) ? -errno : 0);
	printf(", ring %d", setsockopt(s, SOL_PACKET, PACKET_RX_RING, &r, sizeof r) ? -errno : 0);
	printf(", twice %d", setsockopt(s, SOL_PACKET, PACKET_RX_RING, &r, sizeof r) ? -errno : 0);
	printf(", version %d", option(s, PACKET_VERSION, TPACKET_V1));
	printf(", half %d", mmap(0, 4096, 3, MAP_SHARED, s, 0) == MAP_FAILED ? -errno : 0);
	char *m = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, s, 0);
	printf(", mapped %d", m == MAP_FAILED ? -errno : 0);
	printf(", away %d\n", setsockopt(s, SOL_PACKET, PACKET_RX_RING, &none, sizeof none) ? -errno : 0);
	struct pollfd p = { s, POLLIN, 0 };
	printf("poll %d", poll(&p, 1, 0));
	for (int i = 0; i < 6; i++)
		send_udp(100 + i * 600, 'a' + i);
	printf(" %d\n", poll(&p, 1, 0));
	for (int i = 0; i < 4; i++) {
		struct tpacket2_hdr *h = (void *)(m + 2048 * i);
		struct sockaddr_ll *ll = (void *)((char *)h + TPACKET_ALIGN(sizeof *h));
		printf("frame %d: status %x len %u snaplen %u mac %u net %u last %c; %d proto %x type %d halen %d time %d\n", i,
		       h->tp_status & ~TP_STATUS_TS_SOFTWARE, h->tp_len, h->tp_snaplen, h->tp_mac, h->tp_net,
		       *((char *)h + h->tp_mac + h->tp_snaplen - 1), ll->sll_ifindex == lo, ll->sll_protocol, ll->sll_pkttype,
		       ll->sll_halen, h->tp_sec != 0);
	}
	l = sizeof st;
	getsockopt(s, SOL_PACKET, PACKET_STATISTICS, &st, &l);
	printf("packets %u drops %u\n", st.tp_packets, st.tp_drops);
	((struct tpacket2_hdr *)m)->tp_status = TP_STATUS_KERNEL;
	send_udp(50, 'z');
	printf("again: status %x len %u\n", ((struct tpacket2_hdr *)m)->tp_status & ~TP_STATUS_TS_SOFTWARE,
	       ((struct tpacket2_hdr *)m)->tp_len);
	munmap(m, 8192);
	printf("away %d\n", setsockopt(s, SOL_PACKET, PACKET_RX_RING, &none, sizeof none) ? -errno : 0);
	close(s);
}

static void ring3(void)
{
	int s = tap();
	struct tpacket_req3 r = { 8192, 2, 2048, 8, 20, 0, 0 };
	option(s, PACKET_VERSION, TPACKET_V3);
	printf("v3 %d", setsockopt(s, SOL_PACKET, PACKET_RX_RING, &r, sizeof r) ? -errno : 0);
	char *m = mmap(0, 16384, PROT_READ | PROT_WRITE, MAP_SHARED, s, 0);
	struct pollfd p = { s, POLLIN, 0 };
	for (int i = 0; i < 3; i++)
		send_udp(100, 'a' + i);
	printf(" poll %d", poll(&p, 1, 0));
	printf(" %d\n", poll(&p, 1, 1000));
	struct tpacket_block_desc *b = (void *)m;
	printf("block: version %u priv %u status %x packets %u first %u len %u seq %llu\n", b->version, b->offset_to_priv,
	       b->hdr.bh1.block_status, b->hdr.bh1.num_pkts, b->hdr.bh1.offset_to_first_pkt, b->hdr.bh1.blk_len,
	       (unsigned long long)b->hdr.bh1.seq_num);
	struct tpacket3_hdr *h = (void *)(m + b->hdr.bh1.offset_to_first_pkt);
	for (unsigned i = 0; i < b->hdr.bh1.num_pkts; i++) {
		printf("next %u snaplen %u len %u status %x mac %u net %u last %c\n", h->tp_next_offset, h->tp_snaplen, h->tp_len,
		       h->tp_status & ~TP_STATUS_TS_SOFTWARE, h->tp_mac, h->tp_net, *((char *)h + h->tp_mac + h->tp_snaplen - 1));
		h = (void *)((char *)h + h->tp_next_offset);
	}
	for (int i = 0; i < 20; i++)
		send_udp(1000, 'x');
	b = (void *)(m + 8192);
	printf("second: status %x packets %u len %u\n", b->hdr.bh1.block_status, b->hdr.bh1.num_pkts, b->hdr.bh1.blk_len);
	struct tpacket_stats_v3 st;
	socklen_t l = sizeof st;
	getsockopt(s, SOL_PACKET, PACKET_STATISTICS, &st, &l);
	printf("packets %u drops %u freezes %u\n", st.tp_packets, st.tp_drops, st.tp_freeze_q_cnt);
	close(s);
}

static void send_ring(void)
{
	int s = socket(AF_PACKET, SOCK_DGRAM, 0), in = socket(AF_INET, SOCK_RAW, 250);
	struct sockaddr_ll ll = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP), .sll_ifindex = lo };
	struct tpacket_req r = { 4096, 1, 2048, 2 };
	unsigned char ip[28] = { 0x45, 0, 0, 28, 0, 0, 0, 0, 64, 250, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1, 'p', 'a', 'r', 'i', 's', 'c', '!', '!' };
	unsigned sum = 0;
	for (int i = 0; i < 20; i += 2)
		sum += ip[i] << 8 | ip[i + 1];
	sum = ~(sum % 0xffff);
	ip[10] = sum >> 8;
	ip[11] = sum;
	bind(s, (void *)&ll, sizeof ll);
	option(s, PACKET_VERSION, TPACKET_V2);
	setsockopt(s, SOL_PACKET, PACKET_TX_RING, &r, sizeof r);
	char *m = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, s, 0);
	for (int i = 0; i < 2; i++) {
		struct tpacket2_hdr *h = (void *)(m + 2048 * i);
		memcpy((char *)h + TPACKET2_HDRLEN - sizeof ll, ip, sizeof ip);
		h->tp_len = i ? 3000 : sizeof ip;
		h->tp_status = TP_STATUS_SEND_REQUEST;
	}
	int n = send(s, 0, 0, 0);
	printf("sent %d", n < 0 ? -errno : n);
	char b[100];
	n = recv(in, b, sizeof b, MSG_DONTWAIT);
	printf(" got %d %.8s, states %u %u\n", n, b + 20, ((struct tpacket2_hdr *)m)->tp_status, ((struct tpacket2_hdr *)(m + 2048))->tp_status);
	close(s);
	close(in);
}

static void groups(void)
{
	int a = tap(), b = tap(), c = tap(), n[3] = { 0 };
	char d[4096];
	printf("fanout %d %d %d", option(a, PACKET_FANOUT, 7 | PACKET_FANOUT_LB << 16), option(b, PACKET_FANOUT, 7 | PACKET_FANOUT_HASH << 16),
	       option(b, PACKET_FANOUT, 7 | PACKET_FANOUT_LB << 16));
	printf(" %d", option(b, PACKET_FANOUT, 8 | PACKET_FANOUT_LB << 16));
	int v = 0;
	socklen_t l = sizeof v;
	getsockopt(b, SOL_PACKET, PACKET_FANOUT, &v, &l);
	printf(" is %x\n", v);
	for (int i = 0; i < 10; i++)
		send_udp(10, 'g');
	while (recv(a, d, sizeof d, MSG_DONTWAIT) > 0)
		n[0]++;
	while (recv(b, d, sizeof d, MSG_DONTWAIT) > 0)
		n[1]++;
	while (recv(c, d, sizeof d, MSG_DONTWAIT) > 0)
		n[2]++;
	printf("got %d %d %d", n[0], n[1], n[2]);
	struct sockaddr_ll ll = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP), .sll_ifindex = lo };
	printf(", bind %d", bind(a, (void *)&ll, sizeof ll) ? -errno : 0);
	close(b);
	for (int i = 0; i < 3; i++)
		send_udp(10, 'g');
	for (n[0] = 0; recv(a, d, sizeof d, MSG_DONTWAIT) > 0;)
		n[0]++;
	printf(", alone %d\n", n[0]);
	close(a);
	close(c);
}

static void vnet(void)
{
	int s = tap();
	unsigned char b[2000];
	printf("vnet %d", option(s, PACKET_VNET_HDR, 1));
	send_udp(10, 'v');
	int n = recv(s, b, sizeof b, MSG_DONTWAIT);
	printf(" got %d: flags %d gso %d start %d offset %d", n, b[0], b[1], b[6] << 8 | b[7], b[8] << 8 | b[9]);
	n = recv(s, b, 5, MSG_DONTWAIT);
	printf(", short %d\n", n < 0 ? -errno : n);
	close(s);
}

int main(void)
{
	setvbuf(stdout, 0, _IONBF, 0);
	socklen_t l = sizeof to;
	int r = socket(AF_INET, SOCK_DGRAM, 0);
	lo = if_nametoindex("lo");
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	bind(r, (void *)&to, l);
	getsockname(r, (void *)&to, &l);
	udp = socket(AF_INET, SOCK_DGRAM, 0);
	ring2();
	ring3();
	send_ring();
	groups();
	vnet();
	return 0;
}

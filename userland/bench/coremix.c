/* A mix of everyday integer work: list reversal, search and merge sort, a small matrix product, a state machine over
   numbers in text, CRCs of it all. Argument: rounds. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define NODES 256
#define SIDE 20

struct node {
	struct node *next;
	int16_t value, index;
};

static struct node nodes[NODES];
static int16_t left[SIDE * SIDE], right[SIDE * SIDE];
static int32_t product[SIDE * SIDE];

static uint16_t crc16(uint16_t crc, uint16_t word)
{
	for (int bit = 0; bit < 16; bit++) {
		int odd = (word ^ crc) & 1;
		word >>= 1;
		crc >>= 1;
		if (odd)
			crc ^= 0xa001;
	}
	return crc;
}

static struct node *reverse(struct node *list)
{
	struct node *done = NULL;

	while (list) {
		struct node *next = list->next;
		list->next = done;
		done = list;
		list = next;
	}
	return done;
}

static struct node *find(struct node *list, int value)
{
	while (list && list->value != value)
		list = list->next;
	return list;
}

static int by_value(const struct node *a, const struct node *b)
{
	return a->value - b->value;
}

static int by_index(const struct node *a, const struct node *b)
{
	return a->index - b->index;
}

typedef int order(const struct node *, const struct node *);

static struct node *merge(struct node *a, struct node *b, order *compare)
{
	struct node head, *tail = &head;

	while (a && b) {
		struct node **least = compare(a, b) <= 0 ? &a : &b;
		tail->next = *least;
		tail = *least;
		*least = tail->next;
	}
	tail->next = a ? a : b;
	return head.next;
}

static struct node *sort(struct node *list, order *compare)
{
	struct node *slow = list, *fast;

	if (!list || !list->next)
		return list;
	for (fast = list->next; fast && fast->next; fast = fast->next->next)
		slow = slow->next;
	struct node *half = slow->next;
	slow->next = NULL;
	return merge(sort(list, compare), sort(half, compare), compare);
}

static uint16_t matrices(int bias, uint16_t crc)
{
	int32_t sum = 0;

	for (int i = 0; i < SIDE; i++)
		for (int j = 0; j < SIDE; j++) {
			int32_t cell = 0;
			for (int k = 0; k < SIDE; k++)
				cell += (int32_t)(left[i * SIDE + k] + bias) * right[k * SIDE + j];
			product[i * SIDE + j] = cell;
		}
	for (int i = 0; i < SIDE * SIDE; i++) {
		sum += product[i] >> 3;
		if (sum > 10000)
			sum -= product[i] & 0xff;
	}
	return crc16(crc, sum);
}

enum state { START, SIGN, INTEGER, FRACTION, EXPONENT, EXPONENT_SIGN, EXPONENT_DIGITS, INVALID, STATES };

static int digit(char c)
{
	return c >= '0' && c <= '9';
}

static enum state classify(const char *p)
{
	enum state s = START;

	for (; *p && s != INVALID; p++) {
		char c = *p;
		switch (s) {
		case START:
			s = digit(c) ? INTEGER : c == '+' || c == '-' ? SIGN : c == '.' ? FRACTION : INVALID;
			break;
		case SIGN:
			s = digit(c) ? INTEGER : c == '.' ? FRACTION : INVALID;
			break;
		case INTEGER:
			s = digit(c) ? INTEGER : c == '.' ? FRACTION : INVALID;
			break;
		case FRACTION:
			s = digit(c) ? FRACTION : c == 'e' || c == 'E' ? EXPONENT : INVALID;
			break;
		case EXPONENT:
			s = c == '+' || c == '-' ? EXPONENT_SIGN : INVALID;
			break;
		default:
			s = digit(c) ? EXPONENT_DIGITS : INVALID;
		}
	}
	return s;
}

static uint16_t texts(uint16_t crc)
{
	static const char *const words[] = {
		"4711", "-12", "+9", "1.25", "x1", ".5e+7", "-0.001", "7e1", "3.14e-10", "++", "88.8E+8", "1.2.3", "", "-.9e-", "6.02e+23", "0x10",
	};
	int count[STATES] = { 0 };

	for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
		count[classify(words[i])]++;
	for (int i = 0; i < STATES; i++)
		crc = crc16(crc, count[i]);
	return crc;
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 2000;
	uint32_t seed = 12345;
	uint16_t crc = 0;
	struct node *list = nodes;

	for (int i = 0; i < NODES; i++) {
		seed = seed * 1103515245 + 12345;
		nodes[i] = (struct node){ i + 1 < NODES ? &nodes[i + 1] : NULL, seed >> 17, i };
	}
	for (int i = 0; i < SIDE * SIDE; i++) {
		seed = seed * 1103515245 + 12345;
		left[i] = seed >> 18 & 255;
		right[i] = seed >> 20 & 255;
	}
	for (int k = 0; k < rounds; k++) {
		for (int i = 0; i < 16; i++) {
			struct node *n = find(list, nodes[(i * 17 + k) % NODES].value);
			if (n)
				crc = crc16(crc, n->index);
			list = reverse(list);
		}
		if (k % 4 == 0) {
			list = sort(list, by_value);
			crc = crc16(crc, list->value);
			list = sort(list, by_index);
		}
		crc = matrices(k & 15, crc);
		for (int i = 0; i < 4; i++)
			crc = texts(crc);
	}
	printf("crc %04x\n", crc);
	return 0;
}

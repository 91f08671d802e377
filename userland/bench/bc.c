/* A bytecode interpreter (a switch in a loop: jump tables, unpredictable branches) that sums up the lengths of the
   Collatz sequences of 1 … n-1. Argument: n. */
#include <stdio.h>
#include <stdlib.h>

enum { PUSH, LOAD, STORE, ADD, SUB, AND, SHR, LESS, DUP, IF_ZERO, JUMP, HALT };
enum { N, X, COUNT, LIMIT };

static int code[128], size;

static int emit(int word)
{
	code[size] = word;
	return size++;
}

static int emit2(int op, int operand)
{
	emit(op);
	return emit(operand);
}

__attribute__((noinline)) static int run(int *variables, int *stack)
{
	int *sp = stack;

	for (int pc = 0;;) {
		switch (code[pc++]) {
		case PUSH: *sp++ = code[pc++]; break;
		case LOAD: *sp++ = variables[code[pc++]]; break;
		case STORE: variables[code[pc++]] = *--sp; break;
		case ADD: sp--; sp[-1] += sp[0]; break;
		case SUB: sp--; sp[-1] -= sp[0]; break;
		case AND: sp--; sp[-1] &= sp[0]; break;
		case SHR: sp--; sp[-1] = (unsigned)sp[-1] >> sp[0]; break;
		case LESS: sp--; sp[-1] = sp[-1] < sp[0]; break;
		case DUP: sp[0] = sp[-1]; sp++; break;
		case IF_ZERO: pc = *--sp == 0 ? code[pc] : pc + 1; break;
		case JUMP: pc = code[pc]; break;
		case HALT: return variables[COUNT];
		}
	}
}

static void assemble(void)
{
	emit2(PUSH, 1), emit2(STORE, N);
	int outer = size;
	emit2(LOAD, N), emit2(LOAD, LIMIT), emit(LESS);
	int finish = emit2(IF_ZERO, 0);
	emit2(LOAD, N), emit2(STORE, X);
	int inner = size;
	emit2(LOAD, X), emit2(PUSH, 1), emit(SUB);
	int next = emit2(IF_ZERO, 0);
	emit2(LOAD, COUNT), emit2(PUSH, 1), emit(ADD), emit2(STORE, COUNT);
	emit2(LOAD, X), emit2(PUSH, 1), emit(AND);
	int even = emit2(IF_ZERO, 0);
	emit2(LOAD, X), emit(DUP), emit(DUP), emit(ADD), emit(ADD), emit2(PUSH, 1), emit(ADD), emit2(STORE, X);
	emit2(JUMP, inner);
	code[even] = size;
	emit2(LOAD, X), emit2(PUSH, 1), emit(SHR), emit2(STORE, X);
	emit2(JUMP, inner);
	code[next] = size;
	emit2(LOAD, N), emit2(PUSH, 1), emit(ADD), emit2(STORE, N);
	emit2(JUMP, outer);
	code[finish] = size;
	emit(HALT);
}

int main(int argc, char **argv)
{
	static int stack[64], variables[4];

	variables[LIMIT] = argc > 1 ? atoi(argv[1]) : 60000;
	assemble();
	printf("%d\n", run(variables, stack));
	return 0;
}

/*
 * The guest's half of the floating-point comparison: carries out one FP instruction a case.
 * stdin: records of {op, fpsr, a, b, c, t}; stdout: {fpsr, 0, t, c}, all big-endian. With an argument: the ops' names.
 * Operands are fr20 (a), fr21 (b), fr22 (c); the result is fr23 (t), and fr22 for the second of FMPYADD.
 * Above: fp-qemu.test.ts, which runs the same cases through the core. Build: hppa-linux-gnu-gcc -O2 -static [-DQEMU]
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct regs { unsigned long long a, b, c, t, status; };

#define RUN(insn) __asm__ volatile( \
	".level 2.0\n\tfldd 0(%0),%%fr20\n\tfldd 8(%0),%%fr21\n\tfldd 16(%0),%%fr22\n\tfldd 24(%0),%%fr23\n\tfldd 32(%0),%%fr0\n\t" \
	"ldi 1,%%r20\n\t" insn "\n\t" \
	"fstd %%fr22,16(%0)\n\tfstd %%fr23,24(%0)\n\tfstd %%fr0,32(%0)" \
	: : "r"(s) : "r20", "fr20", "fr21", "fr22", "fr23", "memory")

/* Both formats of a three-, of a two-register operation; a conversion; a test (its answer in t). */
#define OP3(X, n) X(n##_s, #n ",sgl %%fr20,%%fr21,%%fr23") X(n##_d, #n ",dbl %%fr20,%%fr21,%%fr23")
#define OP2(X, n) X(n##_s, #n ",sgl %%fr20,%%fr23") X(n##_d, #n ",dbl %%fr20,%%fr23")
#define FUSED(X, n) X(n##_s, #n ",sgl %%fr20L,%%fr21L,%%fr22L,%%fr23L") X(n##_d, #n ",dbl %%fr20,%%fr21,%%fr22,%%fr23")
/* a * b to t, c + a to c. qemu-hppa 7.2 takes the format bit for its opposite: for it, the other format's words. */
#ifdef QEMU
#define PAIR(X, n, w) X(n##_s, ".word " #w "+0x853107") X(n##_d, ".word " #w "+0x295b537")
#else
#define PAIR(X, n, w) X(n##_s, #n ",sgl %%fr20L,%%fr21L,%%fr23L,%%fr20L,%%fr22L") X(n##_d, #n ",dbl %%fr20,%%fr21,%%fr23,%%fr20,%%fr22")
#endif
#define CNV(X, n, m) X(n, m " %%fr20,%%fr23")
#define TEST(X, n, text) X(ftest_##n, "ftest" text "\n\tldi 0,%%r20\n\tstw %%r20,24(%0)\n\tfldd 24(%0),%%fr23")

#define OPS(X) \
	OP3(X, fadd) OP3(X, fsub) OP3(X, fmpy) OP3(X, fdiv) OP2(X, fsqrt) OP2(X, frnd) \
	OP2(X, fcpy) OP2(X, fabs) OP2(X, fneg) OP2(X, fnegabs) \
	FUSED(X, fmpyfadd) FUSED(X, fmpynfadd) PAIR(X, fmpyadd, 0x18000000) PAIR(X, fmpysub, 0x98000000) \
	CNV(X, fcnvff_s_d, "fcnv,sgl,dbl") CNV(X, fcnvff_d_s, "fcnv,dbl,sgl") \
	CNV(X, fcnvxf_w_s, "fcnv,w,sgl") CNV(X, fcnvxf_w_d, "fcnv,w,dbl") CNV(X, fcnvxf_dw_s, "fcnv,dw,sgl") CNV(X, fcnvxf_dw_d, "fcnv,dw,dbl") \
	CNV(X, fcnvuf_uw_s, "fcnv,uw,sgl") CNV(X, fcnvuf_uw_d, "fcnv,uw,dbl") CNV(X, fcnvuf_udw_s, "fcnv,udw,sgl") CNV(X, fcnvuf_udw_d, "fcnv,udw,dbl") \
	CNV(X, fcnvfx_s_w, "fcnv,sgl,w") CNV(X, fcnvfx_d_w, "fcnv,dbl,w") CNV(X, fcnvfx_s_dw, "fcnv,sgl,dw") CNV(X, fcnvfx_d_dw, "fcnv,dbl,dw") \
	CNV(X, fcnvfxt_s_w, "fcnv,t,sgl,w") CNV(X, fcnvfxt_d_w, "fcnv,t,dbl,w") CNV(X, fcnvfxt_s_dw, "fcnv,t,sgl,dw") CNV(X, fcnvfxt_d_dw, "fcnv,t,dbl,dw") \
	CNV(X, fcnvfu_s_uw, "fcnv,sgl,uw") CNV(X, fcnvfu_d_uw, "fcnv,dbl,uw") CNV(X, fcnvfu_s_udw, "fcnv,sgl,udw") CNV(X, fcnvfu_d_udw, "fcnv,dbl,udw") \
	CNV(X, fcnvfut_s_uw, "fcnv,t,sgl,uw") CNV(X, fcnvfut_d_uw, "fcnv,t,dbl,uw") CNV(X, fcnvfut_s_udw, "fcnv,t,sgl,udw") CNV(X, fcnvfut_d_udw, "fcnv,t,dbl,udw") \
	X(xmpyu, "xmpyu %%fr20L,%%fr21R,%%fr23") X(fid, "fid") \
	X(fadd_right, "fadd,sgl %%fr20R,%%fr21L,%%fr23R") X(fadd_zero, "fadd,dbl %%fr20,%%fr0,%%fr23") \
	TEST(X, simple, "") TEST(X, acc, ",acc") TEST(X, rej, ",rej") TEST(X, acc8, ",acc8") TEST(X, rej8, ",rej8") \
	TEST(X, acc6, ",acc6") TEST(X, acc4, ",acc4") TEST(X, acc2, ",acc2") \
	TEST(X, ca0, " 0") TEST(X, ca1, " 1") TEST(X, ca3, " 3") TEST(X, ca6, " 6") \
	COND(X, 0, "false?") COND(X, 1, "false") COND(X, 2, "?") COND(X, 3, "!<=>") COND(X, 4, "=") COND(X, 5, "=t") COND(X, 6, "?=") COND(X, 7, "!<>") \
	COND(X, 8, "!?>=") COND(X, 9, "<") COND(X, 10, "?<") COND(X, 11, "!>=") COND(X, 12, "!?>") COND(X, 13, "<=") COND(X, 14, "?<=") COND(X, 15, "!>") \
	COND(X, 16, "!?<=") COND(X, 17, ">") COND(X, 18, "?>") COND(X, 19, "!<=") COND(X, 20, "!?<") COND(X, 21, ">=") COND(X, 22, "?>=") COND(X, 23, "!<") \
	COND(X, 24, "!?=") COND(X, 25, "<>") COND(X, 26, "!=") COND(X, 27, "!=t") COND(X, 28, "!?") COND(X, 29, "<=>") COND(X, 30, "true?") COND(X, 31, "true") \
	X(fcmp_d_9_y1, "fcmp,dbl,< %%fr20,%%fr21,0") X(fcmp_s_20_y7, "fcmp,sgl,!?< %%fr20,%%fr21,6") X(fcmp_d_5_y4, "fcmp,dbl,=t %%fr20,%%fr21,3")
#define COND(X, n, text) X(fcmp_s_##n, "fcmp,sgl," text " %%fr20,%%fr21") X(fcmp_d_##n, "fcmp,dbl," text " %%fr20,%%fr21")

#define DEFINE(name, insn) static void op_##name(struct regs *s) { RUN(insn); }
#define TABLE(name, insn) { #name, op_##name },
OPS(DEFINE)
static const struct { const char *name; void (*run)(struct regs *); } ops[] = { OPS(TABLE) };

struct in { unsigned op, fpsr; unsigned long long a, b, c, t; };
struct out { unsigned fpsr, zero; unsigned long long t, c; };

int main(int argc, char **argv)
{
	static struct in in[1024];
	static struct out out[1024];
	size_t n;

	if (argc > 1) {
		for (n = 0; n < sizeof ops / sizeof *ops; n++)
			puts(ops[n].name);
		return 0;
	}
	while ((n = fread(in, sizeof *in, 1024, stdin)) > 0) {
		for (size_t i = 0; i < n; i++) {
			struct regs s __attribute__((aligned(8)));
			s.a = in[i].a; s.b = in[i].b; s.c = in[i].c; s.t = in[i].t;
			s.status = (unsigned long long)in[i].fpsr << 32;
			ops[in[i].op].run(&s);
			out[i].fpsr = s.status >> 32;
			out[i].zero = 0;
			out[i].t = s.t;
			out[i].c = s.c;
		}
		fwrite(out, sizeof *out, n, stdout);
	}
	return 0;
}

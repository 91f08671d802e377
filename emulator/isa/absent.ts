// Operations of special function units and of coprocessors other than the floating-point one, and quadruple-precision
// floating point: no processor has them. They trap (assist emulation), and the rows serve the readers of the table.
// Neighbours: insn.ts below, table.ts above.
import { float_cond } from "./conditions.ts";
import { type Facts, type Insn, insn } from "./insn.ts";

const absent: Facts = { absent: true };

/** Units 2 … 7: 0 and 1 are the floating-point unit's. */
const UNITS = [2, 3, 4, 5, 6, 7].map((n) => ({ n, bits: n.toString(2).padStart(3, "0") }));

const transfers = ({ n, bits }: { n: number; bits: string }): Insn[] =>
  (["w", "d"] as const).flatMap((size) => {
    const major = size === "w" ? "001001" : "001011";
    const bytes = size === "w" ? 4 : 8;
    return [
      insn(
        `cld${size}_x_${n}`,
        `${major} b:5 x:5 s:2 u:1 0 ld:2 0 ${bits} m:1 ct:5`,
        `cld${size},${n},um,ld x(s,b),ct`,
        {
          ...absent,
          load: bytes,
          does: "coprocessor register = memory",
        },
      ),
      insn(
        `cld${size}_s_${n}`,
        `${major} b:5 im5:5 s:2 a:1 1 ld:2 0 ${bits} m:1 ct:5`,
        `cld${size},${n},amo,ld im5(s,b),ct`,
        {
          ...absent,
          load: bytes,
          does: "coprocessor register = memory",
        },
      ),
      insn(
        `cst${size}_x_${n}`,
        `${major} b:5 x:5 s:2 u:1 0 st:2 1 ${bits} m:1 ct:5`,
        `cst${size},${n},um,st ct,x(s,b)`,
        {
          ...absent,
          store: bytes,
          does: "memory = coprocessor register",
        },
      ),
      insn(
        `cst${size}_s_${n}`,
        `${major} b:5 im5:5 s:2 a:1 1 st:2 1 ${bits} m:1 ct:5`,
        `cst${size},${n},amo,st ct,im5(s,b)`,
        {
          ...absent,
          store: bytes,
          does: "memory = coprocessor register",
        },
      ),
    ];
  });

const quadruple: Insn[] = [
  ...(["fcpy 010", "fabs 011", "fsqrt 100", "frnd 101", "fneg 110", "fnegabs 111"] as const).map((entry) => {
    const [name, sub] = entry.split(" ");
    return insn(`${name}_quad`, `001100 fa:5 00000 ${sub} 11 00 000 0 ft:5`, `${name},quad fa,ft`, {
      ...absent,
      fp: true,
      does: "quadruple precision",
    });
  }),
  ...(["fadd 000", "fsub 001", "fmpy 010", "fdiv 011"] as const).map((entry) => {
    const [name, sub] = entry.split(" ");
    return insn(`${name}_quad`, `001100 fa:5 fb:5 ${sub} 11 11 000 0 ft:5`, `${name},quad fa,fb,ft`, {
      ...absent,
      fp: true,
      does: "quadruple precision",
    });
  }),
  ...(["sgl 00", "dbl 01", "quad 11"] as const).map((entry) => {
    const [name, fmt] = entry.split(" ");
    return insn(`frem_${name}`, `001100 fa:5 fb:5 100 ${fmt} 11 000 0 ft:5`, `frem,${name} fa,fb,ft`, {
      ...absent,
      fp: true,
      does: "IEEE remainder (1.0 only)",
    });
  }),
  insn("fcmp_quad", "001100 fa:5 fb:5 yc:3 11 10 000 0 c:5", "fcmp,quad,c fa,fb,yc", {
    ...absent,
    fp: true,
    cond: float_cond,
    does: "quadruple precision",
  }),
  insn("fstqx", "001111 b:5 x:5 s:2 u:1 0 00 1 000 m:1 ft:5", "fstqx,um ft,x(s,b)", {
    ...absent,
    store: 16,
    does: "quadword = ft and the register after it (1.0 only)",
  }),
  insn("fstqs", "001111 b:5 im5:5 s:2 a:1 1 00 1 000 m:1 ft:5", "fstqs,am ft,im5(s,b)", {
    ...absent,
    store: 16,
    does: "quadword = ft and the register after it (1.0 only)",
  }),
];

export const ABSENT: readonly Insn[] = [
  insn("spop0", "000100 sop1:15 00 sfu:3 n5:1 sop2:5", "spop0,sfu,sop,n5", {
    ...absent,
    does: "special operation",
  }),
  insn("spop1", "000100 sop1:15 01 sfu:3 n5:1 t:5", "spop1,sfu,sop,n5 t", {
    ...absent,
    does: "t = special operation",
  }),
  insn("spop2", "000100 b:5 sop1:10 10 sfu:3 n5:1 sop2:5", "spop2,sfu,sop,n5 b", {
    ...absent,
    does: "special operation on b",
  }),
  insn("spop3", "000100 b:5 x:5 sop1:5 11 sfu:3 n5:1 sop2:5", "spop3,sfu,sop,n5 x,b", {
    ...absent,
    does: "special operation on b and x",
  }),
  ...UNITS.map(({ n, bits }) =>
    insn(`copr_${n}`, `001100 sop1:17 ${bits} n5:1 sop2:5`, `copr,${n},sop,n5`, {
      ...absent,
      does: "coprocessor operation",
    }),
  ),
  ...UNITS.flatMap(transfers),
  ...quadruple,
];

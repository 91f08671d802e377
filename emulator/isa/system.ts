// System control and memory management rows: major opcodes 00, 01, 05.
// Neighbours: insn.ts below, table.ts above. Semantics: core/semantics/system.ts.
import { type Insn, insn } from "./insn.ts";

const privileged = { privileged: true };

export const SYSTEM: readonly Insn[] = [
  insn("break_", "000000 i13:13 00000000 i5:5", "break i5,i13", {
    traps: true,
    does: "break instruction trap",
  }),
  insn("mtsp", "000000 00000 r:5 sr:3 11000001 00000", "mtsp r,sr", {
    traps: true,
    does: "sr = r (sr5 … sr7: privileged)",
  }),
  insn("mfsp", "000000 00000 00000 sr:3 00100101 t:5", "mfsp sr,t", { does: "t = sr" }),
  insn("mtctl", "000000 cr:5 r:5 000 11000010 00000", "mtctl r,cr", {
    traps: true,
    does: "cr = r (all but sar: privileged)",
  }),
  insn("mtsarcm", "000000 01011 r:5 000 11000110 00000", "mtsarcm r", { since: "2.0", does: "SAR = ~r" }),
  insn("mfctl", "000000 cr:5 00000 000 01000101 t:5", "mfctl cr,t", {
    traps: true,
    does: "t = cr (sar, tr2, tr3, and itmr unless PSW S: unprivileged)",
  }),
  insn("mfctl_w", "000000 01011 00000 010 01000101 t:5", "mfctl,w sar,t", {
    since: "2.0",
    does: "t = SAR, all six bits",
  }),
  insn("mfia", "000000 00000 00000 000 10100101 t:5", "mfia t", {
    since: "2.0",
    does: "t = address of this instruction, without its privilege level",
  }),
  insn("mtsm", "000000 00000 r:5 000 11000011 00000", "mtsm r", { ...privileged, does: "system mask = r" }),
  insn("ssm", "000000 i10:10 000 01101011 t:5", "ssm i10,t", {
    ...privileged,
    does: "t = system mask; sets its bits i10",
  }),
  insn("rsm", "000000 i10:10 000 01110011 t:5", "rsm i10,t", {
    ...privileged,
    does: "t = system mask; clears its bits i10",
  }),
  // Only 000 and 101 are defined in the low three bits of rfi's opcode; binutils calls all of them rfi.
  ...["0--", "100", "11-"].map((low, n) =>
    insn(n ? `rfi_${n}` : "rfi", `000000 00000 00000 000 01100${low} 00000`, "rfi", {
      ...privileged,
      semantics: "rfi",
      branch: "always",
      does: "return from interruption",
    }),
  ),
  insn("rfi_r", "000000 00000 00000 000 01100101 00000", "rfi,r", {
    ...privileged,
    branch: "always",
    since: "1.1",
    does: "return from interruption, and the shadow registers to r1, r8, r9, r16, r17, r24, r25",
  }),
  insn("sync", "000000 00000 00000 000 00100000 00000", "sync", {
    does: "all earlier memory accesses are done",
  }),
  insn("syncdma", "000000 00000 10000 000 00100000 00000", "syncdma", { does: "as sync, for DMA" }),
  insn("ldsid", "000000 b:5 00000 s:2 0 10000101 t:5", "ldsid (s,b),t", {
    does: "t = space of the address b",
  }),
  insn("probe_r", "000001 b:5 r1:5 s:2 0 1000110 0 t:5", "probe,r (s,b),r1,t", {
    does: "t = 1 if the byte at b may be read at the privilege level in r1, else 0",
  }),
  insn("probe_w", "000001 b:5 r1:5 s:2 0 1000111 0 t:5", "probe,w (s,b),r1,t", {
    does: "t = 1 if the byte at b may be written at the privilege level in r1, else 0",
  }),
  insn("probei_r", "000001 b:5 i5:5 s:2 1 1000110 0 t:5", "probei,r (s,b),i5,t", {
    does: "t = 1 if the byte at b may be read at the privilege level i5, else 0",
  }),
  insn("probei_w", "000001 b:5 i5:5 s:2 1 1000111 0 t:5", "probei,w (s,b),i5,t", {
    does: "t = 1 if the byte at b may be written at the privilege level i5, else 0",
  }),
  insn("lpa", "000001 b:5 x:5 s:2 0 1001101 m:1 t:5", "lpa,m x(s,b),t", {
    ...privileged,
    does: "t = physical address of b + x, 0 if none",
  }),
  insn("lci", "000001 b:5 x:5 s:2 0 1001100 0 t:5", "lci x(s,b),t", {
    ...privileged,
    since: "1.1",
    does: "t = coherence index of b + x",
  }),
  insn("pdtlb", "000001 b:5 x:5 s:2 0 1001000 m:1 00000", "pdtlb,m x(s,b)", {
    ...privileged,
    does: "purge data TLB",
  }),
  insn("pdtlb_l", "000001 b:5 x:5 s:2 0 1011000 m:1 00000", "pdtlb,l,m x(s,b)", {
    ...privileged,
    since: "2.0",
    does: "purge this processor's data TLB",
  }),
  insn("pitlb", "000001 b:5 x:5 sr:3 0001000 m:1 00000", "pitlb,m x(sr,b)", {
    ...privileged,
    does: "purge instruction TLB",
  }),
  insn("pitlb_l", "000001 b:5 x:5 sr:3 0011000 m:1 00000", "pitlb,l,m x(sr,b)", {
    ...privileged,
    since: "2.0",
    does: "purge this processor's instruction TLB",
  }),
  insn("pdtlbe", "000001 b:5 x:5 s:2 0 1001001 m:1 00000", "pdtlbe,m x(s,b)", {
    ...privileged,
    does: "purge data TLB entry",
  }),
  insn("pitlbe", "000001 b:5 x:5 sr:3 0001001 m:1 00000", "pitlbe,m x(sr,b)", {
    ...privileged,
    does: "purge instruction TLB entry",
  }),
  insn("idtlba", "000001 b:5 r:5 s:2 0 1000001 0 00000", "idtlba r,(s,b)", {
    ...privileged,
    does: "insert data TLB address",
  }),
  insn("iitlba", "000001 b:5 r:5 sr:3 0000001 0 00000", "iitlba r,(sr,b)", {
    ...privileged,
    does: "insert instruction TLB address",
  }),
  insn("idtlbp", "000001 b:5 r:5 s:2 0 1000000 0 00000", "idtlbp r,(s,b)", {
    ...privileged,
    does: "insert data TLB protection",
  }),
  insn("iitlbp", "000001 b:5 r:5 sr:3 0000000 0 00000", "iitlbp r,(sr,b)", {
    ...privileged,
    does: "insert instruction TLB protection",
  }),
  insn("idtlbt", "000001 r2:5 r1:5 000 1100000 0 00000", "idtlbt r1,r2", {
    ...privileged,
    since: "2.0",
    does: "insert data TLB translation",
  }),
  insn("iitlbt", "000001 r2:5 r1:5 000 0100000 0 00000", "iitlbt r1,r2", {
    ...privileged,
    since: "2.0",
    does: "insert instruction TLB translation",
  }),
  insn("pdc", "000001 b:5 x:5 s:2 0 1001110 m:1 00000", "pdc,m x(s,b)", {
    ...privileged,
    does: "purge data cache line",
  }),
  insn("fdc", "000001 b:5 x:5 s:2 0 1001010 m:1 00000", "fdc,m x(s,b)", { does: "flush data cache line" }),
  insn("fdc_i", "000001 b:5 im5:5 s:2 1 1001010 0 00000", "fdc im5(s,b)", {
    since: "2.0",
    does: "flush data cache line",
  }),
  insn("fic", "000001 b:5 x:5 sr:3 0001010 m:1 00000", "fic,m x(sr,b)", {
    does: "flush instruction cache line",
  }),
  insn("fic_s", "000001 b:5 x:5 s:2 0 1001111 m:1 00000", "fic,m x(s,b)", {
    since: "2.0",
    does: "flush instruction cache line, in the space of the address",
  }),
  insn("fdce", "000001 b:5 x:5 s:2 0 1001011 m:1 00000", "fdce,m x(s,b)", { does: "flush data cache entry" }),
  insn("fice", "000001 b:5 x:5 sr:3 0001011 m:1 00000", "fice,m x(sr,b)", {
    does: "flush instruction cache entry",
  }),
  insn("gfw", "000001 b:5 x:5 s:2 0 1011010 m:1 00000", "gfw,m x(s,b)", {
    since: "1.1",
    traps: true,
    does: "graphics flush write (7100LC and 7300LC only)",
  }),
  insn("gfr", "000001 b:5 x:5 s:2 0 1101010 m:1 00000", "gfr,m x(s,b)", {
    since: "1.1",
    traps: true,
    does: "graphics flush read (7100LC and 7300LC only)",
  }),
  insn("diag", "000101 i26:26", "diag i26", { ...privileged, does: "implementation-dependent" }),
];

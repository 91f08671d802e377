// Other names of the table's instructions. ALIASES are rows in their own right that cover part of another row and
// are what a disassembly prints (nop for one form of or). SPELLINGS are further syntaxes of a row that only the
// assembler reads: the mnemonics of PA-RISC 1.x, whose completers were part of the name.
// Neighbours: table.ts below; disasm/ above. Not part of the table: the core decodes the rows.
import { type Insn, insn } from "./insn.ts";
import { insnByName } from "./table.ts";

export const ALIASES: readonly Insn[] = [
  insn("nop", "000010 00000 00000 0000 0010 01 0 00000", "nop", { does: "or r0,r0,r0" }),
  insn("copy", "000010 00000 r:5 0000 0010 01 0 t:5", "copy r,t", { does: "or r,r0,t" }),
  insn("ldi", "001101 00000 t:5 00 im14:14", "ldi im14,t", { does: "ldo im14(r0),t" }),
  insn("mtsar", "000000 01011 r:5 000 11000010 00000", "mtsar r", { does: "mtctl r,sar" }),
  insn("clrbts", "111010 00000 00000 010 0 000000000 101", "clrbts", { does: "popbts 0" }),
  insn("pushnom", "111010 00000 00000 010 00000000000 01", "pushnom", { does: "pushbts r0" }),
];

/** Assembler-only rows: "row: syntax". */
const branch = (name: string, bits: string, syntax: string) => insn(name, bits, syntax);

const spelling = (name: string, syntax: string): Insn => {
  const row = insnByName(name);
  if (!row) throw new Error(`no row ${name}`);
  return { ...row, syntax, mnemonic: syntax.split(/[ ,]/, 1)[0] };
};

const list = (text: string): Insn[] =>
  text
    .trim()
    .split("\n")
    .map((line) => {
      const [name, ...syntax] = line.trim().split(" ");
      return spelling(name, syntax.join(" "));
    });

export const SPELLINGS: readonly Insn[] = [
  branch("b", "111010 00000 w1:5 000 w2:11 n:1 w:1", "b,n target"),
  branch("call", "111010 00010 w1:5 000 w2:11 n:1 w:1", "call,n target"),
  branch("ret", "111010 00010 00000 110 10000000000 n:1 0", "ret,n"),
  branch("bv_0", "111010 b:5 00000 110 00000000000 n:1 0", "bv,n (b)"),
  ...list(`
    bl bl,n target,t
    gate gate,n target,t
    be_l ble,n disp(sr,b)
    be_l be,l,n disp(sr,b)
    addil addil im21,r
    cmpb_t comb,c,n r1,r2,target
    cmpb_f comb,c,n r1,r2,target
    cmpb_t combt,c,n r1,r2,target
    cmpib_t comib,c,n im5,r,target
    cmpib_f comib,c,n im5,r,target
    cmpib_t comibt,c,n im5,r,target
    addb_t addbt,c,n r1,r2,target
    addib_t addibt,c,n im5,r,target
    bb_sar bvb,c,n r,target
    cmpclr comclr,cf r1,r2,t
    cmpiclr comiclr,cf im11,r,t
    add_l addl,cf r1,r2,t
    add_tsv addo,cf r1,r2,t
    add_c addc,cf r1,r2,t
    add_c_tsv addco,cf r1,r2,t
    sh1add sh1add,cf r1,r2,t
    sh1add_l sh1addl,cf r1,r2,t
    sh1add_tsv sh1addo,cf r1,r2,t
    sh2add sh2add,cf r1,r2,t
    sh2add_l sh2addl,cf r1,r2,t
    sh2add_tsv sh2addo,cf r1,r2,t
    sh3add sh3add,cf r1,r2,t
    sh3add_l sh3addl,cf r1,r2,t
    sh3add_tsv sh3addo,cf r1,r2,t
    sub_tsv subo,cf r1,r2,t
    sub_b subb,cf r1,r2,t
    sub_b_tsv subbo,cf r1,r2,t
    sub_tc subt,cf r1,r2,t
    sub_tsv_tc subto,cf r1,r2,t
    uaddcm_tc uaddcmt,cf r1,r2,t
    dcor_i idcor,cf r,t
    addi_tsv addio,cf im11,r,t
    addi_tc addit,cf im11,r,t
    addi_tsv_tc addito,cf im11,r,t
    subi_tsv subio,cf im11,r,t
    shrpw_sar vshd,c r1,r2,t
    shrpw shd,c r1,r2,cp,t
    extrw_u_sar vextru,c r,clen,t
    extrw_s_sar vextrs,c r,clen,t
    extrw_u extru,c r,p,clen,t
    extrw_s extrs,c r,p,clen,t
    depw_z_sar zvdep,c r,clen,t
    depw_sar vdep,c r,clen,t
    depw_z zdep,c r,cp,clen,t
    depw dep,c r,cp,clen,t
    depwi_z_sar zvdepi,c im5,clen,t
    depwi_sar vdepi,c im5,clen,t
    depwi_z zdepi,c im5,cp,clen,t
    depwi depi,c im5,cp,clen,t
    ldw_x ldwx,um,ld x(s,b),t
    ldh_x ldhx,um,ld x(s,b),t
    ldb_x ldbx,um,ld x(s,b),t
    ldw_s ldws,am,ld im5(s,b),t
    ldh_s ldhs,am,ld im5(s,b),t
    ldb_s ldbs,am,ld im5(s,b),t
    stw_s stws,am,st r,im5(s,b)
    sth_s sths,am,st r,im5(s,b)
    stb_s stbs,am,st r,im5(s,b)
    ldwm ldwm im14(s,b),t
    stwm stwm r,im14(s,b)
    ldwa_x ldwax,um,ld x(b),t
    ldwa_s ldwas,am,ld im5(b),t
    stwa_s stwas,am,st r,im5(b)
    ldcw_x ldcwx,um,co x(s,b),t
    ldcw_s ldcws,am,co im5(s,b),t
    stby_s stbys,em,st r,im5(s,b)
    probe_r prober (s,b),r1,t
    probe_w probew (s,b),r1,t
    probei_r proberi (s,b),i5,t
    probei_w probewi (s,b),i5,t
    rfi_r rfir
    fldw_x fldwx,um,ld x(s,b),wt
    fldw_s fldws,am,ld im5(s,b),wt
    fldd_x flddx,um,ld x(s,b),ft
    fldd_s fldds,am,ld im5(s,b),ft
    fstw_x fstwx,um,st wt,x(s,b)
    fstw_s fstws,am,st wt,im5(s,b)
    fstd_x fstdx,um,st ft,x(s,b)
    fstd_s fstds,am,st ft,im5(s,b)
    fcnvff_sgl_dbl fcnv,sgl,dbl wa,ft
    fcnvff_dbl_sgl fcnv,dbl,sgl fa,wt
    fcnvxf_sgl_sgl fcnv,w,sgl wa,wt
    fcnvxf_sgl_dbl fcnv,w,dbl wa,ft
    fcnvxf_dbl_sgl fcnv,dw,sgl fa,wt
    fcnvxf_dbl_dbl fcnv,dw,dbl fa,ft
    fcnvfx_sgl_sgl fcnv,sgl,w wa,wt
    fcnvfx_sgl_dbl fcnv,sgl,dw wa,ft
    fcnvfx_dbl_sgl fcnv,dbl,w fa,wt
    fcnvfx_dbl_dbl fcnv,dbl,dw fa,ft
    fcnvfxt_sgl_sgl fcnv,t,sgl,w wa,wt
    fcnvfxt_sgl_dbl fcnv,t,sgl,dw wa,ft
    fcnvfxt_dbl_sgl fcnv,t,dbl,w fa,wt
    fcnvfxt_dbl_dbl fcnv,t,dbl,dw fa,ft
  `),
];

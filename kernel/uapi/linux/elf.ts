// <linux/elf.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { at, bytes, s32, s64, struct, u8, u16, u32, u64 } from "../struct.ts";

export const PT_NULL = 0;
export const PT_LOAD = 1;
export const PT_DYNAMIC = 2;
export const PT_INTERP = 3;
export const PT_NOTE = 4;
export const PT_SHLIB = 5;
export const PT_PHDR = 6;
export const PT_TLS = 7;
export const PT_LOOS = 0x60000000;
export const PT_HIOS = 0x6fffffff;
export const PT_LOPROC = 0x70000000;
export const PT_HIPROC = 0x7fffffff;
export const PT_GNU_EH_FRAME = 1685382480;
export const PT_GNU_STACK = 1685382481;
export const PT_GNU_RELRO = 1685382482;
export const PT_GNU_PROPERTY = 1685382483;
export const PT_AARCH64_MEMTAG_MTE = 1879048194;
export const PN_XNUM = 0xffff;
export const ET_NONE = 0;
export const ET_REL = 1;
export const ET_EXEC = 2;
export const ET_DYN = 3;
export const ET_CORE = 4;
export const ET_LOPROC = 0xff00;
export const ET_HIPROC = 0xffff;
export const DT_NULL = 0;
export const DT_NEEDED = 1;
export const DT_PLTRELSZ = 2;
export const DT_PLTGOT = 3;
export const DT_HASH = 4;
export const DT_STRTAB = 5;
export const DT_SYMTAB = 6;
export const DT_RELA = 7;
export const DT_RELASZ = 8;
export const DT_RELAENT = 9;
export const DT_STRSZ = 10;
export const DT_SYMENT = 11;
export const DT_INIT = 12;
export const DT_FINI = 13;
export const DT_SONAME = 14;
export const DT_RPATH = 15;
export const DT_SYMBOLIC = 16;
export const DT_REL = 17;
export const DT_RELSZ = 18;
export const DT_RELENT = 19;
export const DT_PLTREL = 20;
export const DT_DEBUG = 21;
export const DT_TEXTREL = 22;
export const DT_JMPREL = 23;
export const DT_ENCODING = 32;
export const OLD_DT_LOOS = 0x60000000;
export const DT_LOOS = 0x6000000d;
export const DT_HIOS = 0x6ffff000;
export const DT_VALRNGLO = 0x6ffffd00;
export const DT_VALRNGHI = 0x6ffffdff;
export const DT_ADDRRNGLO = 0x6ffffe00;
export const DT_ADDRRNGHI = 0x6ffffeff;
export const DT_VERSYM = 0x6ffffff0;
export const DT_RELACOUNT = 0x6ffffff9;
export const DT_RELCOUNT = 0x6ffffffa;
export const DT_FLAGS_1 = 0x6ffffffb;
export const DT_VERDEF = 0x6ffffffc;
export const DT_VERDEFNUM = 0x6ffffffd;
export const DT_VERNEED = 0x6ffffffe;
export const DT_VERNEEDNUM = 0x6fffffff;
export const OLD_DT_HIOS = 0x6fffffff;
export const DT_LOPROC = 0x70000000;
export const DT_HIPROC = 0x7fffffff;
export const STB_LOCAL = 0;
export const STB_GLOBAL = 1;
export const STB_WEAK = 2;
export const STT_NOTYPE = 0;
export const STT_OBJECT = 1;
export const STT_FUNC = 2;
export const STT_SECTION = 3;
export const STT_FILE = 4;
export const STT_COMMON = 5;
export const STT_TLS = 6;
export const EI_NIDENT = 16;
export const PF_R = 4;
export const PF_W = 2;
export const PF_X = 1;
export const SHT_NULL = 0;
export const SHT_PROGBITS = 1;
export const SHT_SYMTAB = 2;
export const SHT_STRTAB = 3;
export const SHT_RELA = 4;
export const SHT_HASH = 5;
export const SHT_DYNAMIC = 6;
export const SHT_NOTE = 7;
export const SHT_NOBITS = 8;
export const SHT_REL = 9;
export const SHT_SHLIB = 10;
export const SHT_DYNSYM = 11;
export const SHT_NUM = 12;
export const SHT_LOPROC = 0x70000000;
export const SHT_HIPROC = 0x7fffffff;
export const SHT_LOUSER = 0x80000000;
export const SHT_HIUSER = 0xffffffff;
export const SHF_WRITE = 1;
export const SHF_ALLOC = 2;
export const SHF_EXECINSTR = 4;
export const SHF_RELA_LIVEPATCH = 0x100000;
export const SHF_RO_AFTER_INIT = 0x200000;
export const SHF_MASKPROC = 0xf0000000;
export const SHN_UNDEF = 0;
export const SHN_LORESERVE = 0xff00;
export const SHN_LOPROC = 0xff00;
export const SHN_HIPROC = 0xff1f;
export const SHN_LIVEPATCH = 0xff20;
export const SHN_ABS = 0xfff1;
export const SHN_COMMON = 0xfff2;
export const SHN_HIRESERVE = 0xffff;
export const EI_MAG0 = 0;
export const EI_MAG1 = 1;
export const EI_MAG2 = 2;
export const EI_MAG3 = 3;
export const EI_CLASS = 4;
export const EI_DATA = 5;
export const EI_VERSION = 6;
export const EI_OSABI = 7;
export const EI_PAD = 8;
export const ELFMAG0 = 0x7f;
export const ELFMAG1 = 69;
export const ELFMAG2 = 76;
export const ELFMAG3 = 70;
export const ELFMAG = "\x7fELF";
export const SELFMAG = 4;
export const ELFCLASSNONE = 0;
export const ELFCLASS32 = 1;
export const ELFCLASS64 = 2;
export const ELFCLASSNUM = 3;
export const ELFDATANONE = 0;
export const ELFDATA2LSB = 1;
export const ELFDATA2MSB = 2;
export const EV_NONE = 0;
export const EV_CURRENT = 1;
export const EV_NUM = 2;
export const ELFOSABI_NONE = 0;
export const ELFOSABI_LINUX = 3;
export const ELF_OSABI = ELFOSABI_NONE;
export const NT_PRSTATUS = 1;
export const NT_PRFPREG = 2;
export const NT_PRPSINFO = 3;
export const NT_TASKSTRUCT = 4;
export const NT_AUXV = 6;
export const NT_SIGINFO = 0x53494749;
export const NT_FILE = 0x46494c45;
export const NT_PRXFPREG = 0x46e62b7f;
export const NT_PPC_VMX = 0x100;
export const NT_PPC_SPE = 0x101;
export const NT_PPC_VSX = 0x102;
export const NT_PPC_TAR = 0x103;
export const NT_PPC_PPR = 0x104;
export const NT_PPC_DSCR = 0x105;
export const NT_PPC_EBB = 0x106;
export const NT_PPC_PMU = 0x107;
export const NT_PPC_TM_CGPR = 0x108;
export const NT_PPC_TM_CFPR = 0x109;
export const NT_PPC_TM_CVMX = 0x10a;
export const NT_PPC_TM_CVSX = 0x10b;
export const NT_PPC_TM_SPR = 0x10c;
export const NT_PPC_TM_CTAR = 0x10d;
export const NT_PPC_TM_CPPR = 0x10e;
export const NT_PPC_TM_CDSCR = 0x10f;
export const NT_PPC_PKEY = 0x110;
export const NT_386_TLS = 0x200;
export const NT_386_IOPERM = 0x201;
export const NT_X86_XSTATE = 0x202;
export const NT_S390_HIGH_GPRS = 0x300;
export const NT_S390_TIMER = 0x301;
export const NT_S390_TODCMP = 0x302;
export const NT_S390_TODPREG = 0x303;
export const NT_S390_CTRS = 0x304;
export const NT_S390_PREFIX = 0x305;
export const NT_S390_LAST_BREAK = 0x306;
export const NT_S390_SYSTEM_CALL = 0x307;
export const NT_S390_TDB = 0x308;
export const NT_S390_VXRS_LOW = 0x309;
export const NT_S390_VXRS_HIGH = 0x30a;
export const NT_S390_GS_CB = 0x30b;
export const NT_S390_GS_BC = 0x30c;
export const NT_S390_RI_CB = 0x30d;
export const NT_S390_PV_CPU_DATA = 0x30e;
export const NT_ARM_VFP = 0x400;
export const NT_ARM_TLS = 0x401;
export const NT_ARM_HW_BREAK = 0x402;
export const NT_ARM_HW_WATCH = 0x403;
export const NT_ARM_SYSTEM_CALL = 0x404;
export const NT_ARM_SVE = 0x405;
export const NT_ARM_PAC_MASK = 0x406;
export const NT_ARM_PACA_KEYS = 0x407;
export const NT_ARM_PACG_KEYS = 0x408;
export const NT_ARM_TAGGED_ADDR_CTRL = 0x409;
export const NT_ARM_PAC_ENABLED_KEYS = 0x40a;
export const NT_ARM_SSVE = 0x40b;
export const NT_ARM_ZA = 0x40c;
export const NT_ARC_V2 = 0x600;
export const NT_VMCOREDD = 0x700;
export const NT_MIPS_DSP = 0x800;
export const NT_MIPS_FP_MODE = 0x801;
export const NT_MIPS_MSA = 0x802;
export const NT_LOONGARCH_CPUCFG = 0xa00;
export const NT_LOONGARCH_CSR = 0xa01;
export const NT_LOONGARCH_LSX = 0xa02;
export const NT_LOONGARCH_LASX = 0xa03;
export const NT_LOONGARCH_LBT = 0xa04;
export const NT_GNU_PROPERTY_TYPE_0 = 5;
export const GNU_PROPERTY_AARCH64_FEATURE_1_AND = 0xc0000000;
export const GNU_PROPERTY_AARCH64_FEATURE_1_BTI = 1;

export const dynamic = struct("dynamic", {
  d_tag: s32,
  d_un: struct("", { d_val: s32, d_ptr: at(0, u32) }),
});

export const Elf64_Dyn = struct("Elf64_Dyn", {
  d_tag: s64,
  d_un: struct("", { d_val: u64, d_ptr: at(0, u64) }),
});

export const elf32_rel = struct("elf32_rel", {
  r_offset: u32,
  r_info: u32,
});

export const elf64_rel = struct("elf64_rel", {
  r_offset: u64,
  r_info: u64,
});

export const elf32_rela = struct("elf32_rela", {
  r_offset: u32,
  r_info: u32,
  r_addend: s32,
});

export const elf64_rela = struct("elf64_rela", {
  r_offset: u64,
  r_info: u64,
  r_addend: s64,
});

export const elf32_sym = struct("elf32_sym", {
  st_name: u32,
  st_value: u32,
  st_size: u32,
  st_info: u8,
  st_other: u8,
  st_shndx: u16,
});

export const elf64_sym = struct("elf64_sym", {
  st_name: u32,
  st_info: u8,
  st_other: u8,
  st_shndx: u16,
  st_value: u64,
  st_size: u64,
});

export const elf32_hdr = struct("elf32_hdr", {
  e_ident: bytes(16),
  e_type: u16,
  e_machine: u16,
  e_version: u32,
  e_entry: u32,
  e_phoff: u32,
  e_shoff: u32,
  e_flags: u32,
  e_ehsize: u16,
  e_phentsize: u16,
  e_phnum: u16,
  e_shentsize: u16,
  e_shnum: u16,
  e_shstrndx: u16,
});

export const elf64_hdr = struct("elf64_hdr", {
  e_ident: bytes(16),
  e_type: u16,
  e_machine: u16,
  e_version: u32,
  e_entry: u64,
  e_phoff: u64,
  e_shoff: u64,
  e_flags: u32,
  e_ehsize: u16,
  e_phentsize: u16,
  e_phnum: u16,
  e_shentsize: u16,
  e_shnum: u16,
  e_shstrndx: u16,
});

export const elf32_phdr = struct("elf32_phdr", {
  p_type: u32,
  p_offset: u32,
  p_vaddr: u32,
  p_paddr: u32,
  p_filesz: u32,
  p_memsz: u32,
  p_flags: u32,
  p_align: u32,
});

export const elf64_phdr = struct("elf64_phdr", {
  p_type: u32,
  p_flags: u32,
  p_offset: u64,
  p_vaddr: u64,
  p_paddr: u64,
  p_filesz: u64,
  p_memsz: u64,
  p_align: u64,
});

export const elf32_shdr = struct("elf32_shdr", {
  sh_name: u32,
  sh_type: u32,
  sh_flags: u32,
  sh_addr: u32,
  sh_offset: u32,
  sh_size: u32,
  sh_link: u32,
  sh_info: u32,
  sh_addralign: u32,
  sh_entsize: u32,
});

export const elf64_shdr = struct("elf64_shdr", {
  sh_name: u32,
  sh_type: u32,
  sh_flags: u64,
  sh_addr: u64,
  sh_offset: u64,
  sh_size: u64,
  sh_link: u32,
  sh_info: u32,
  sh_addralign: u64,
  sh_entsize: u64,
});

export const elf32_note = struct("elf32_note", {
  n_namesz: u32,
  n_descsz: u32,
  n_type: u32,
});

export const elf64_note = struct("elf64_note", {
  n_namesz: u32,
  n_descsz: u32,
  n_type: u32,
});

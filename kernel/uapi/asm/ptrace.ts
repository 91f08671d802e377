// <asm/ptrace.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, struct, u32, u64 } from "../struct.ts";

export const PTRACE_SINGLEBLOCK = 12;
export const PTRACE_GETREGS = 18;
export const PTRACE_SETREGS = 19;
export const PTRACE_GETFPREGS = 14;
export const PTRACE_SETFPREGS = 15;

export const pt_regs = struct("pt_regs", {
  gr: array(u32, 32),
  fr: array(u64, 32),
  sr: array(u32, 8),
  iasq: array(u32, 2),
  iaoq: array(u32, 2),
  cr27: u32,
  pad0: u32,
  orig_r28: u32,
  ksp: u32,
  kpc: u32,
  sar: u32,
  iir: u32,
  isr: u32,
  ior: u32,
  ipsw: u32,
});

export const user_regs_struct = struct("user_regs_struct", {
  gr: array(u32, 32),
  sr: array(u32, 8),
  iaoq: array(u32, 2),
  iasq: array(u32, 2),
  sar: u32,
  iir: u32,
  isr: u32,
  ior: u32,
  ipsw: u32,
  cr0: u32,
  cr24: u32,
  cr25: u32,
  cr26: u32,
  cr27: u32,
  cr28: u32,
  cr29: u32,
  cr30: u32,
  cr31: u32,
  cr8: u32,
  cr9: u32,
  cr12: u32,
  cr13: u32,
  cr10: u32,
  cr15: u32,
  _pad: array(u32, 16),
});

export const user_fp_struct = struct("user_fp_struct", {
  fr: array(u64, 32),
});

// <asm/sigcontext.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, struct, u32, u64 } from "../struct.ts";

export const PARISC_SC_FLAG_ONSTACK = 1;
export const PARISC_SC_FLAG_IN_SYSCALL = 2;

export const sigcontext = struct("sigcontext", {
  sc_flags: u32,
  sc_gr: array(u32, 32),
  sc_fr: array(u64, 32),
  sc_iasq: array(u32, 2),
  sc_iaoq: array(u32, 2),
  sc_sar: u32,
});

// <asm/ucontext.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, ptr, struct, u32 } from "../struct.ts";
import { sigcontext } from "./sigcontext.ts";
import { sigaltstack } from "./signal.ts";

export const ucontext = struct("ucontext", {
  uc_flags: u32,
  uc_link: ptr,
  uc_stack: sigaltstack,
  uc_mcontext: sigcontext,
  uc_sigmask: struct("", { sig: array(u32, 2) }),
});

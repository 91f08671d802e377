// The vDSO (arch/parisc/kernel/vdso.c, since 5.18). Not there yet: releases from 5.18 on keep the signal trampoline on
// the stack as earlier ones do, and pass no AT_SYSINFO_EHDR.
// Above: exec/binfmt_elf.ts, signal.ts. Below: nothing.

import type { task_struct } from "../../task/task.ts";

/** Maps it into a new program (arch_setup_additional_pages). */
export function setup_vdso(t: task_struct): void {
  t.mm!.vdso_base = 0;
}

/** Places in the vDSO, for a space that has it. */
export class Vdso {
  sigtramp_rt(base: number): number {
    return base;
  }
  restart_syscall(base: number): number {
    return base;
  }
}

// <linux/rseq.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { struct, u32, u64 } from "../struct.ts";

export const RSEQ_CPU_ID_UNINITIALIZED = -1;
export const RSEQ_CPU_ID_REGISTRATION_FAILED = -2;
export const RSEQ_FLAG_UNREGISTER = 1;
export const RSEQ_CS_FLAG_NO_RESTART_ON_PREEMPT_BIT = 0;
export const RSEQ_CS_FLAG_NO_RESTART_ON_SIGNAL_BIT = 1;
export const RSEQ_CS_FLAG_NO_RESTART_ON_MIGRATE_BIT = 2;
export const RSEQ_CS_FLAG_NO_RESTART_ON_PREEMPT = 1;
export const RSEQ_CS_FLAG_NO_RESTART_ON_SIGNAL = 2;
export const RSEQ_CS_FLAG_NO_RESTART_ON_MIGRATE = 4;

export const rseq_cs = struct(
  "rseq_cs",
  {
    version: u32,
    flags: u32,
    start_ip: u64,
    post_commit_offset: u64,
    abort_ip: u64,
  },
  { align: 32 },
);

export const rseq = struct(
  "rseq",
  {
    cpu_id_start: u32,
    cpu_id: u32,
    rseq_cs: u64,
    flags: u32,
  },
  { align: 32 },
);

// <linux/sock_diag.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { struct, u8 } from "../struct.ts";

export const SOCK_DIAG_BY_FAMILY = 20;
export const SOCK_DESTROY = 21;
export const SKNLGRP_MAX = 4;
export const SK_DIAG_BPF_STORAGE_REQ_MAX = 1;
export const SK_DIAB_BPF_STORAGE_REP_MAX = 1;
export const SK_DIAG_BPF_STORAGE_MAX = 3;
export const SK_MEMINFO_RMEM_ALLOC = 0;
export const SK_MEMINFO_RCVBUF = 1;
export const SK_MEMINFO_WMEM_ALLOC = 2;
export const SK_MEMINFO_SNDBUF = 3;
export const SK_MEMINFO_FWD_ALLOC = 4;
export const SK_MEMINFO_WMEM_QUEUED = 5;
export const SK_MEMINFO_OPTMEM = 6;
export const SK_MEMINFO_BACKLOG = 7;
export const SK_MEMINFO_DROPS = 8;
export const SK_MEMINFO_VARS = 9;
export const SKNLGRP_NONE = 0;
export const SKNLGRP_INET_TCP_DESTROY = 1;
export const SKNLGRP_INET_UDP_DESTROY = 2;
export const SKNLGRP_INET6_TCP_DESTROY = 3;
export const SKNLGRP_INET6_UDP_DESTROY = 4;
export const __SKNLGRP_MAX = 5;
export const SK_DIAG_BPF_STORAGE_REQ_NONE = 0;
export const SK_DIAG_BPF_STORAGE_REQ_MAP_FD = 1;
export const __SK_DIAG_BPF_STORAGE_REQ_MAX = 2;
export const SK_DIAG_BPF_STORAGE_REP_NONE = 0;
export const SK_DIAG_BPF_STORAGE = 1;
export const __SK_DIAG_BPF_STORAGE_REP_MAX = 2;
export const SK_DIAG_BPF_STORAGE_NONE = 0;
export const SK_DIAG_BPF_STORAGE_PAD = 1;
export const SK_DIAG_BPF_STORAGE_MAP_ID = 2;
export const SK_DIAG_BPF_STORAGE_MAP_VALUE = 3;
export const __SK_DIAG_BPF_STORAGE_MAX = 4;

export const sock_diag_req = struct("sock_diag_req", {
  sdiag_family: u8,
  sdiag_protocol: u8,
});

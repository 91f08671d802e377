// <linux/vt.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, s8, s16, struct, u16, u32 } from "../struct.ts";

export const MIN_NR_CONSOLES = 1;
export const MAX_NR_CONSOLES = 63;
export const VT_OPENQRY = 0x5600;
export const VT_GETMODE = 0x5601;
export const VT_SETMODE = 0x5602;
export const VT_AUTO = 0;
export const VT_PROCESS = 1;
export const VT_ACKACQ = 2;
export const VT_GETSTATE = 0x5603;
export const VT_SENDSIG = 0x5604;
export const VT_RELDISP = 0x5605;
export const VT_ACTIVATE = 0x5606;
export const VT_WAITACTIVE = 0x5607;
export const VT_DISALLOCATE = 0x5608;
export const VT_RESIZE = 0x5609;
export const VT_RESIZEX = 0x560a;
export const VT_LOCKSWITCH = 0x560b;
export const VT_UNLOCKSWITCH = 0x560c;
export const VT_GETHIFONTMASK = 0x560d;
export const VT_EVENT_SWITCH = 1;
export const VT_EVENT_BLANK = 2;
export const VT_EVENT_UNBLANK = 4;
export const VT_EVENT_RESIZE = 8;
export const VT_MAX_EVENT = 0xf;
export const VT_WAITEVENT = 0x560e;
export const VT_SETACTIVATE = 0x560f;

export const vt_mode = struct("vt_mode", {
  mode: s8,
  waitv: s8,
  relsig: s16,
  acqsig: s16,
  frsig: s16,
});

export const vt_stat = struct("vt_stat", {
  v_active: u16,
  v_signal: u16,
  v_state: u16,
});

export const vt_sizes = struct("vt_sizes", {
  v_rows: u16,
  v_cols: u16,
  v_scrollsize: u16,
});

export const vt_consize = struct("vt_consize", {
  v_rows: u16,
  v_cols: u16,
  v_vlin: u16,
  v_clin: u16,
  v_vcol: u16,
  v_ccol: u16,
});

export const vt_event = struct("vt_event", {
  event: u32,
  oldev: u32,
  newev: u32,
  pad: array(u32, 4),
});

export const vt_setactivate = struct("vt_setactivate", {
  console: u32,
  mode: vt_mode,
});

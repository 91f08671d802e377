// <linux/timex.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { s32, s64, struct, u32 } from "../struct.ts";
import { timeval } from "./time.ts";

export const NTP_API = 4;
export const ADJ_OFFSET = 1;
export const ADJ_FREQUENCY = 2;
export const ADJ_MAXERROR = 4;
export const ADJ_ESTERROR = 8;
export const ADJ_STATUS = 0x10;
export const ADJ_TIMECONST = 0x20;
export const ADJ_TAI = 0x80;
export const ADJ_SETOFFSET = 0x100;
export const ADJ_MICRO = 0x1000;
export const ADJ_NANO = 0x2000;
export const ADJ_TICK = 0x4000;
export const ADJ_OFFSET_SINGLESHOT = 0x8001;
export const ADJ_OFFSET_SS_READ = 0xa001;
export const MOD_OFFSET = ADJ_OFFSET;
export const MOD_FREQUENCY = ADJ_FREQUENCY;
export const MOD_MAXERROR = ADJ_MAXERROR;
export const MOD_ESTERROR = ADJ_ESTERROR;
export const MOD_STATUS = ADJ_STATUS;
export const MOD_TIMECONST = ADJ_TIMECONST;
export const MOD_TAI = ADJ_TAI;
export const MOD_MICRO = ADJ_MICRO;
export const MOD_NANO = ADJ_NANO;
export const STA_PLL = 1;
export const STA_PPSFREQ = 2;
export const STA_PPSTIME = 4;
export const STA_FLL = 8;
export const STA_INS = 0x10;
export const STA_DEL = 0x20;
export const STA_UNSYNC = 0x40;
export const STA_FREQHOLD = 0x80;
export const STA_PPSSIGNAL = 0x100;
export const STA_PPSJITTER = 0x200;
export const STA_PPSWANDER = 0x400;
export const STA_PPSERROR = 0x800;
export const STA_CLOCKERR = 0x1000;
export const STA_NANO = 0x2000;
export const STA_MODE = 0x4000;
export const STA_CLK = 0x8000;
export const STA_RONLY = 65280;
export const TIME_OK = 0;
export const TIME_INS = 1;
export const TIME_DEL = 2;
export const TIME_OOP = 3;
export const TIME_WAIT = 4;
export const TIME_ERROR = 5;
export const TIME_BAD = TIME_ERROR;

export const timex = struct(
  "timex",
  {
    modes: u32,
    offset: s32,
    freq: s32,
    maxerror: s32,
    esterror: s32,
    status: s32,
    constant: s32,
    precision: s32,
    tolerance: s32,
    time: timeval,
    tick: s32,
    ppsfreq: s32,
    jitter: s32,
    shift: s32,
    stabil: s32,
    jitcnt: s32,
    calcnt: s32,
    errcnt: s32,
    stbcnt: s32,
    tai: s32,
  },
  { size: 128 },
);

export const __kernel_timex_timeval = struct("__kernel_timex_timeval", {
  tv_sec: s64,
  tv_usec: s64,
});

export const __kernel_timex = struct(
  "__kernel_timex",
  {
    modes: u32,
    offset: s64,
    freq: s64,
    maxerror: s64,
    esterror: s64,
    status: s32,
    constant: s64,
    precision: s64,
    tolerance: s64,
    time: __kernel_timex_timeval,
    tick: s64,
    ppsfreq: s64,
    jitter: s64,
    shift: s32,
    stabil: s64,
    jitcnt: s64,
    calcnt: s64,
    errcnt: s64,
    stbcnt: s64,
    tai: s32,
  },
  { size: 208 },
);

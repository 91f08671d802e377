// <linux/rtc.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { at, s32, s64, struct, u8, u32, u64 } from "../struct.ts";

export const RTC_AIE_ON = 0x7001;
export const RTC_AIE_OFF = 0x7002;
export const RTC_UIE_ON = 0x7003;
export const RTC_UIE_OFF = 0x7004;
export const RTC_PIE_ON = 0x7005;
export const RTC_PIE_OFF = 0x7006;
export const RTC_WIE_ON = 0x700f;
export const RTC_WIE_OFF = 0x7010;
export const RTC_ALM_SET = 0x80247007;
export const RTC_ALM_READ = 0x40247008;
export const RTC_RD_TIME = 0x40247009;
export const RTC_SET_TIME = 0x8024700a;
export const RTC_IRQP_READ = 0x4004700b;
export const RTC_IRQP_SET = 0x8004700c;
export const RTC_EPOCH_READ = 0x4004700d;
export const RTC_EPOCH_SET = 0x8004700e;
export const RTC_WKALM_SET = 0x8028700f;
export const RTC_WKALM_RD = 0x40287010;
export const RTC_PLL_GET = 0x401c7011;
export const RTC_PLL_SET = 0x801c7012;
export const RTC_PARAM_GET = 0x80187013;
export const RTC_PARAM_SET = 0x80187014;
export const RTC_VL_DATA_INVALID = 1;
export const RTC_VL_BACKUP_LOW = 2;
export const RTC_VL_BACKUP_EMPTY = 4;
export const RTC_VL_ACCURACY_LOW = 8;
export const RTC_VL_BACKUP_SWITCH = 16;
export const RTC_VL_READ = 0x40047013;
export const RTC_VL_CLR = 0x7014;
export const RTC_IRQF = 0x80;
export const RTC_PF = 0x40;
export const RTC_AF = 0x20;
export const RTC_UF = 0x10;
export const RTC_FEATURE_ALARM = 0;
export const RTC_FEATURE_ALARM_RES_MINUTE = 1;
export const RTC_FEATURE_NEED_WEEK_DAY = 2;
export const RTC_FEATURE_ALARM_RES_2S = 3;
export const RTC_FEATURE_UPDATE_INTERRUPT = 4;
export const RTC_FEATURE_CORRECTION = 5;
export const RTC_FEATURE_BACKUP_SWITCH_MODE = 6;
export const RTC_FEATURE_ALARM_WAKEUP_ONLY = 7;
export const RTC_FEATURE_CNT = 8;
export const RTC_PARAM_FEATURES = 0;
export const RTC_PARAM_CORRECTION = 1;
export const RTC_PARAM_BACKUP_SWITCH_MODE = 2;
export const RTC_BSM_DISABLED = 0;
export const RTC_BSM_DIRECT = 1;
export const RTC_BSM_LEVEL = 2;
export const RTC_BSM_STANDBY = 3;
export const RTC_MAX_FREQ = 8192;

export const rtc_time = struct("rtc_time", {
  tm_sec: s32,
  tm_min: s32,
  tm_hour: s32,
  tm_mday: s32,
  tm_mon: s32,
  tm_year: s32,
  tm_wday: s32,
  tm_yday: s32,
  tm_isdst: s32,
});

export const rtc_wkalrm = struct("rtc_wkalrm", {
  enabled: u8,
  pending: u8,
  time: rtc_time,
});

export const rtc_pll_info = struct("rtc_pll_info", {
  pll_ctrl: s32,
  pll_value: s32,
  pll_max: s32,
  pll_min: s32,
  pll_posmult: s32,
  pll_negmult: s32,
  pll_clock: s32,
});

export const rtc_param = struct("rtc_param", {
  param: u64,
  uvalue: u64,
  svalue: at(8, s64),
  ptr: at(8, u64),
  index: u32,
  __pad: u32,
});

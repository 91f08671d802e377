// <linux/ptp_clock.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, chars, s32, s64, struct, u32 } from "../struct.ts";

export const PTP_ENABLE_FEATURE = 1;
export const PTP_RISING_EDGE = 2;
export const PTP_FALLING_EDGE = 4;
export const PTP_STRICT_FLAGS = 8;
export const PTP_EXTTS_EDGES = 6;
export const PTP_EXTTS_VALID_FLAGS = 15;
export const PTP_EXTTS_V1_VALID_FLAGS = 7;
export const PTP_PEROUT_ONE_SHOT = 1;
export const PTP_PEROUT_DUTY_CYCLE = 2;
export const PTP_PEROUT_PHASE = 4;
export const PTP_PEROUT_VALID_FLAGS = 7;
export const PTP_PEROUT_V1_VALID_FLAGS = 0;
export const PTP_MAX_SAMPLES = 25;
export const PTP_CLK_MAGIC = 61;
export const PTP_CLOCK_GETCAPS = 0x40503d01;
export const PTP_EXTTS_REQUEST = 0x80103d02;
export const PTP_PEROUT_REQUEST = 0x80383d03;
export const PTP_ENABLE_PPS = 0x80043d04;
export const PTP_SYS_OFFSET = 0x83403d05;
export const PTP_PIN_GETFUNC = 0xc0603d06;
export const PTP_PIN_SETFUNC = 0x80603d07;
export const PTP_SYS_OFFSET_PRECISE = 0xc0403d08;
export const PTP_SYS_OFFSET_EXTENDED = 0xc4c03d09;
export const PTP_CLOCK_GETCAPS2 = 0x40503d0a;
export const PTP_EXTTS_REQUEST2 = 0x80103d0b;
export const PTP_PEROUT_REQUEST2 = 0x80383d0c;
export const PTP_ENABLE_PPS2 = 0x80043d0d;
export const PTP_SYS_OFFSET2 = 0x83403d0e;
export const PTP_PIN_GETFUNC2 = 0xc0603d0f;
export const PTP_PIN_SETFUNC2 = 0x80603d10;
export const PTP_SYS_OFFSET_PRECISE2 = 0xc0403d11;
export const PTP_SYS_OFFSET_EXTENDED2 = 0xc4c03d12;
export const PTP_PF_NONE = 0;
export const PTP_PF_EXTTS = 1;
export const PTP_PF_PEROUT = 2;
export const PTP_PF_PHYSYNC = 3;

export const ptp_clock_time = struct("ptp_clock_time", {
  sec: s64,
  nsec: u32,
  reserved: u32,
});

export const ptp_clock_caps = struct("ptp_clock_caps", {
  max_adj: s32,
  n_alarm: s32,
  n_ext_ts: s32,
  n_per_out: s32,
  pps: s32,
  n_pins: s32,
  cross_timestamping: s32,
  adjust_phase: s32,
  rsv: array(s32, 12),
});

export const ptp_extts_request = struct("ptp_extts_request", {
  index: u32,
  flags: u32,
  rsv: array(u32, 2),
});

export const ptp_perout_request = struct("ptp_perout_request", {
  start: ptp_clock_time,
  phase: at(0, ptp_clock_time),
  period: ptp_clock_time,
  index: u32,
  flags: u32,
  on: ptp_clock_time,
  rsv: at(40, array(u32, 4)),
});

export const ptp_sys_offset = struct("ptp_sys_offset", {
  n_samples: u32,
  rsv: array(u32, 3),
  ts: array(ptp_clock_time, 51),
});

export const ptp_sys_offset_extended = struct("ptp_sys_offset_extended", {
  n_samples: u32,
  rsv: array(u32, 3),
  ts: array(array(ptp_clock_time, 3), 25),
});

export const ptp_sys_offset_precise = struct("ptp_sys_offset_precise", {
  device: ptp_clock_time,
  sys_realtime: ptp_clock_time,
  sys_monoraw: ptp_clock_time,
  rsv: array(u32, 4),
});

export const ptp_pin_desc = struct("ptp_pin_desc", {
  name: chars(64),
  index: u32,
  func: u32,
  chan: u32,
  rsv: array(u32, 5),
});

export const ptp_extts_event = struct("ptp_extts_event", {
  t: ptp_clock_time,
  index: u32,
  flags: u32,
  rsv: array(u32, 2),
});

// What adjtimex(2) keeps: frequency, tick, error bounds, status (kernel/time/ntp.c). The clock itself runs free: the values
// are checked, clamped and read back, and steer nothing; leap seconds are not inserted.
// Above: syscalls/sys_time.ts. Below: kernel.ts.

import type { Kernel } from "../kernel.ts";
import {
  ADJ_ESTERROR,
  ADJ_FREQUENCY,
  ADJ_MAXERROR,
  ADJ_MICRO,
  ADJ_NANO,
  ADJ_OFFSET,
  ADJ_STATUS,
  ADJ_TAI,
  ADJ_TICK,
  ADJ_TIMECONST,
  STA_CLOCKERR,
  STA_NANO,
  STA_PLL,
  STA_RONLY,
  STA_UNSYNC,
  TIME_ERROR,
  TIME_OK,
} from "../uapi/linux/timex.ts";

/** Bits of modes that only the kernel's own header names (include/linux/timex.h). */
export const ADJ_ADJTIME = 0x8000;
export const ADJ_OFFSET_READONLY = 0x2000;

const NTP_PHASE_LIMIT = 16_000_000;
/** Largest offset, ns. */
const MAXPHASE = 500_000_000;
/** Largest frequency, as the program writes it: 500 ppm with 16 binary places. */
export const MAXFREQ = 32_768_000;
const MAXTC = 10;
const MAX_TAI_OFFSET = 100_000;
const USER_HZ = 100;

class ntp_data {
  status = STA_UNSYNC;
  /** ns still to be slewed, by ntp_adjtime and (us) by adjtime. */
  offset = 0;
  adjust = 0;
  freq = 0;
  maxerror = NTP_PHASE_LIMIT;
  esterror = NTP_PHASE_LIMIT;
  constant = 2;
  tick = 1_000_000 / USER_HZ;
  tai = 0;
}

const states = new WeakMap<Kernel, ntp_data>();

function state(k: Kernel): ntp_data {
  let s = states.get(k);
  if (!s) states.set(k, (s = new ntp_data()));
  return s;
}

const clamp = (v: number, low: number, high: number): number => Math.min(Math.max(v, low), high);

/** The clock was set: nothing of it is known any more (ntp_clear). */
export function ntp_clear(k: Kernel): void {
  const s = state(k);
  s.adjust = 0;
  s.status |= STA_UNSYNC;
  s.maxerror = s.esterror = NTP_PHASE_LIMIT;
  s.offset = 0;
}

/** What a program asks for; the fields are struct timex's. */
export interface timex_request {
  modes: number;
  offset: number;
  freq: number;
  maxerror: number;
  esterror: number;
  status: number;
  constant: number;
  tick: number;
}

/** Whether modes and values can be meant (timekeeping_validate_timex, but for the capability). */
export function valid_timex(x: timex_request): boolean {
  if (x.modes & ADJ_ADJTIME) return (x.modes & ADJ_OFFSET) !== 0;
  return !(x.modes & ADJ_TICK) || (x.tick >= 900_000 / USER_HZ && x.tick <= 1_100_000 / USER_HZ);
}

/** Whether it changes anything, which takes CAP_SYS_TIME. */
export const timex_changes = (modes: number): boolean =>
  modes & ADJ_ADJTIME ? (modes & ADJ_OFFSET_READONLY) === 0 : modes !== 0;

/** Takes the program's values over (__do_adjtimex): what it reads back, and the call's result. */
export function do_adjtimex(
  k: Kernel,
  x: timex_request,
): { result: number; now: timex_request & { tai: number } } {
  const s = state(k);
  let { offset } = s;
  const { modes } = x;
  if (modes & ADJ_ADJTIME) {
    offset = s.adjust;
    if (!(modes & ADJ_OFFSET_READONLY)) s.adjust = x.offset;
  } else {
    if (modes & ADJ_STATUS) {
      if (s.status & STA_PLL && !(x.status & STA_PLL)) s.status = STA_UNSYNC;
      s.status = (s.status & STA_RONLY) | (x.status & ~STA_RONLY);
    }
    if (modes & ADJ_NANO) s.status |= STA_NANO;
    if (modes & ADJ_MICRO) s.status &= ~STA_NANO;
    if (modes & ADJ_FREQUENCY) s.freq = clamp(x.freq, -MAXFREQ, MAXFREQ);
    if (modes & ADJ_MAXERROR) s.maxerror = clamp(x.maxerror, 0, NTP_PHASE_LIMIT);
    if (modes & ADJ_ESTERROR) s.esterror = clamp(x.esterror, 0, NTP_PHASE_LIMIT);
    if (modes & ADJ_TIMECONST) {
      const constant = clamp(x.constant, 0, MAXTC);
      s.constant = clamp(s.status & STA_NANO ? constant : constant + 4, 0, MAXTC);
    }
    if (modes & ADJ_TAI && x.constant >= 0 && x.constant <= MAX_TAI_OFFSET) s.tai = x.constant;
    if (modes & ADJ_OFFSET && s.status & STA_PLL)
      s.offset = clamp(s.status & STA_NANO ? x.offset : x.offset * 1000, -MAXPHASE, MAXPHASE);
    if (modes & ADJ_TICK) s.tick = x.tick;
    offset = s.status & STA_NANO ? s.offset : Math.trunc(s.offset / 1000);
  }
  const { freq, maxerror, esterror, status, constant, tick, tai } = s;
  return {
    result: status & (STA_UNSYNC | STA_CLOCKERR) ? TIME_ERROR : TIME_OK,
    now: { modes, offset, freq, maxerror, esterror, status, constant, tick, tai },
  };
}

/** Whether times are told in ns (STA_NANO). */
export const ntp_nano = (k: Kernel): boolean => (state(k).status & STA_NANO) !== 0;

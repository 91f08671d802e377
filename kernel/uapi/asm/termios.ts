// <asm/termios.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { bytes, struct, u8, u16 } from "../struct.ts";

export const NCC = 8;
export const TIOCM_LE = 1;
export const TIOCM_DTR = 2;
export const TIOCM_RTS = 4;
export const TIOCM_ST = 8;
export const TIOCM_SR = 0x10;
export const TIOCM_CTS = 0x20;
export const TIOCM_CAR = 0x40;
export const TIOCM_RNG = 0x80;
export const TIOCM_DSR = 0x100;
export const TIOCM_CD = TIOCM_CAR;
export const TIOCM_RI = TIOCM_RNG;
export const TIOCM_OUT1 = 0x2000;
export const TIOCM_OUT2 = 0x4000;
export const TIOCM_LOOP = 0x8000;

export const winsize = struct("winsize", {
  ws_row: u16,
  ws_col: u16,
  ws_xpixel: u16,
  ws_ypixel: u16,
});

export const termio = struct("termio", {
  c_iflag: u16,
  c_oflag: u16,
  c_cflag: u16,
  c_lflag: u16,
  c_line: u8,
  c_cc: bytes(8),
});

// <linux/kd.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, bytes, ptr, s32, struct, u8, u16, u32 } from "../struct.ts";

export const GIO_FONT = 0x4b60;
export const PIO_FONT = 0x4b61;
export const GIO_FONTX = 0x4b6b;
export const PIO_FONTX = 0x4b6c;
export const PIO_FONTRESET = 0x4b6d;
export const GIO_CMAP = 0x4b70;
export const PIO_CMAP = 0x4b71;
export const KIOCSOUND = 0x4b2f;
export const KDMKTONE = 0x4b30;
export const KDGETLED = 0x4b31;
export const KDSETLED = 0x4b32;
export const LED_SCR = 1;
export const LED_NUM = 2;
export const LED_CAP = 4;
export const KDGKBTYPE = 0x4b33;
export const KB_84 = 1;
export const KB_101 = 2;
export const KB_OTHER = 3;
export const KDADDIO = 0x4b34;
export const KDDELIO = 0x4b35;
export const KDENABIO = 0x4b36;
export const KDDISABIO = 0x4b37;
export const KDSETMODE = 0x4b3a;
export const KD_TEXT = 0;
export const KD_GRAPHICS = 1;
export const KD_TEXT0 = 2;
export const KD_TEXT1 = 3;
export const KDGETMODE = 0x4b3b;
export const KDMAPDISP = 0x4b3c;
export const KDUNMAPDISP = 0x4b3d;
export const E_TABSZ = 256;
export const GIO_SCRNMAP = 0x4b40;
export const PIO_SCRNMAP = 0x4b41;
export const GIO_UNISCRNMAP = 0x4b69;
export const PIO_UNISCRNMAP = 0x4b6a;
export const GIO_UNIMAP = 0x4b66;
export const PIO_UNIMAP = 0x4b67;
export const PIO_UNIMAPCLR = 0x4b68;
export const UNI_DIRECT_BASE = 0xf000;
export const UNI_DIRECT_MASK = 0x1ff;
export const K_RAW = 0;
export const K_XLATE = 1;
export const K_MEDIUMRAW = 2;
export const K_UNICODE = 3;
export const K_OFF = 4;
export const KDGKBMODE = 0x4b44;
export const KDSKBMODE = 0x4b45;
export const K_METABIT = 3;
export const K_ESCPREFIX = 4;
export const KDGKBMETA = 0x4b62;
export const KDSKBMETA = 0x4b63;
export const K_SCROLLLOCK = 1;
export const K_NUMLOCK = 2;
export const K_CAPSLOCK = 4;
export const KDGKBLED = 0x4b64;
export const KDSKBLED = 0x4b65;
export const K_NORMTAB = 0;
export const K_SHIFTTAB = 1;
export const K_ALTTAB = 2;
export const K_ALTSHIFTTAB = 3;
export const KDGKBENT = 0x4b46;
export const KDSKBENT = 0x4b47;
export const KDGKBSENT = 0x4b48;
export const KDSKBSENT = 0x4b49;
export const KDGKBDIACR = 0x4b4a;
export const KDSKBDIACR = 0x4b4b;
export const KDGKBDIACRUC = 0x4bfa;
export const KDSKBDIACRUC = 0x4bfb;
export const KDGETKEYCODE = 0x4b4c;
export const KDSETKEYCODE = 0x4b4d;
export const KDSIGACCEPT = 0x4b4e;
export const KDKBDREP = 0x4b52;
export const KDFONTOP = 0x4b72;
export const KD_FONT_OP_SET = 0;
export const KD_FONT_OP_GET = 1;
export const KD_FONT_OP_SET_DEFAULT = 2;
export const KD_FONT_OP_COPY = 3;
export const KD_FONT_FLAG_DONT_RECALC = 1;

export const consolefontdesc = struct("consolefontdesc", {
  charcount: u16,
  charheight: u16,
  chardata: ptr,
});

export const unipair = struct("unipair", {
  unicode: u16,
  fontpos: u16,
});

export const unimapdesc = struct("unimapdesc", {
  entry_ct: u16,
  entries: ptr,
});

export const unimapinit = struct("unimapinit", {
  advised_hashsize: u16,
  advised_hashstep: u16,
  advised_hashlevel: u16,
});

export const kbentry = struct("kbentry", {
  kb_table: u8,
  kb_index: u8,
  kb_value: u16,
});

export const kbsentry = struct("kbsentry", {
  kb_func: u8,
  kb_string: bytes(512),
});

export const kbdiacr = struct("kbdiacr", {
  diacr: u8,
  base: u8,
  result: u8,
});

export const kbdiacrs = struct("kbdiacrs", {
  kb_cnt: u32,
  kbdiacr: array(kbdiacr, 256),
});

export const kbdiacruc = struct("kbdiacruc", {
  diacr: u32,
  base: u32,
  result: u32,
});

export const kbdiacrsuc = struct("kbdiacrsuc", {
  kb_cnt: u32,
  kbdiacruc: array(kbdiacruc, 256),
});

export const kbkeycode = struct("kbkeycode", {
  scancode: u32,
  keycode: u32,
});

export const kbd_repeat = struct("kbd_repeat", {
  delay: s32,
  period: s32,
});

export const console_font_op = struct("console_font_op", {
  op: u32,
  flags: u32,
  width: u32,
  height: u32,
  charcount: u32,
  data: ptr,
});

export const console_font = struct("console_font", {
  width: u32,
  height: u32,
  charcount: u32,
  data: ptr,
});

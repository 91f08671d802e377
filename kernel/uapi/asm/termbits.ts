// <asm/termbits.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { bytes, struct, u8, u32 } from "../struct.ts";

export const IGNBRK = 1;
export const BRKINT = 2;
export const IGNPAR = 4;
export const PARMRK = 8;
export const INPCK = 0x10;
export const ISTRIP = 0x20;
export const INLCR = 0x40;
export const IGNCR = 0x80;
export const ICRNL = 0x100;
export const IXANY = 0x800;
export const OPOST = 1;
export const OCRNL = 8;
export const ONOCR = 0x10;
export const ONLRET = 0x20;
export const OFILL = 0x40;
export const OFDEL = 0x80;
export const B0 = 0;
export const B50 = 1;
export const B75 = 2;
export const B110 = 3;
export const B134 = 4;
export const B150 = 5;
export const B200 = 6;
export const B300 = 7;
export const B600 = 8;
export const B1200 = 9;
export const B1800 = 0xa;
export const B2400 = 0xb;
export const B4800 = 0xc;
export const B9600 = 0xd;
export const B19200 = 0xe;
export const B38400 = 0xf;
export const EXTA = B19200;
export const EXTB = B38400;
export const ADDRB = 0x20000000;
export const CMSPAR = 0x40000000;
export const CRTSCTS = 0x80000000;
export const IBSHIFT = 16;
export const TCOOFF = 0;
export const TCOON = 1;
export const TCIOFF = 2;
export const TCION = 3;
export const TCIFLUSH = 0;
export const TCOFLUSH = 1;
export const TCIOFLUSH = 2;
export const NCCS = 19;
export const VINTR = 0;
export const VQUIT = 1;
export const VERASE = 2;
export const VKILL = 3;
export const VEOF = 4;
export const VTIME = 5;
export const VMIN = 6;
export const VSWTC = 7;
export const VSTART = 8;
export const VSTOP = 9;
export const VSUSP = 10;
export const VEOL = 11;
export const VREPRINT = 12;
export const VDISCARD = 13;
export const VWERASE = 14;
export const VLNEXT = 15;
export const VEOL2 = 16;
export const IUCLC = 0x200;
export const IXON = 0x400;
export const IXOFF = 0x1000;
export const IMAXBEL = 0x4000;
export const IUTF8 = 0x8000;
export const OLCUC = 2;
export const ONLCR = 4;
export const NLDLY = 0x100;
export const NL0 = 0;
export const NL1 = 0x100;
export const CRDLY = 0x600;
export const CR0 = 0;
export const CR1 = 0x200;
export const CR2 = 0x400;
export const CR3 = 0x600;
export const TABDLY = 0x1800;
export const TAB0 = 0;
export const TAB1 = 0x800;
export const TAB2 = 0x1000;
export const TAB3 = 0x1800;
export const XTABS = 0x1800;
export const BSDLY = 0x2000;
export const BS0 = 0;
export const BS1 = 0x2000;
export const VTDLY = 0x4000;
export const VT0 = 0;
export const VT1 = 0x4000;
export const FFDLY = 0x8000;
export const FF0 = 0;
export const FF1 = 0x8000;
export const CBAUD = 0x100f;
export const CSIZE = 0x30;
export const CS5 = 0;
export const CS6 = 0x10;
export const CS7 = 0x20;
export const CS8 = 0x30;
export const CSTOPB = 0x40;
export const CREAD = 0x80;
export const PARENB = 0x100;
export const PARODD = 0x200;
export const HUPCL = 0x400;
export const CLOCAL = 0x800;
export const CBAUDEX = 0x1000;
export const BOTHER = 0x1000;
export const B57600 = 0x1001;
export const B115200 = 0x1002;
export const B230400 = 0x1003;
export const B460800 = 0x1004;
export const B500000 = 0x1005;
export const B576000 = 0x1006;
export const B921600 = 0x1007;
export const B1000000 = 0x1008;
export const B1152000 = 0x1009;
export const B1500000 = 0x100a;
export const B2000000 = 0x100b;
export const B2500000 = 0x100c;
export const B3000000 = 0x100d;
export const B3500000 = 0x100e;
export const B4000000 = 0x100f;
export const CIBAUD = 0x100f0000;
export const ISIG = 1;
export const ICANON = 2;
export const XCASE = 4;
export const ECHO = 8;
export const ECHOE = 0x10;
export const ECHOK = 0x20;
export const ECHONL = 0x40;
export const NOFLSH = 0x80;
export const TOSTOP = 0x100;
export const ECHOCTL = 0x200;
export const ECHOPRT = 0x400;
export const ECHOKE = 0x800;
export const FLUSHO = 0x1000;
export const PENDIN = 0x4000;
export const IEXTEN = 0x8000;
export const EXTPROC = 0x10000;
export const TCSANOW = 0;
export const TCSADRAIN = 1;
export const TCSAFLUSH = 2;

export const termios = struct("termios", {
  c_iflag: u32,
  c_oflag: u32,
  c_cflag: u32,
  c_lflag: u32,
  c_line: u8,
  c_cc: bytes(19),
});

export const termios2 = struct("termios2", {
  c_iflag: u32,
  c_oflag: u32,
  c_cflag: u32,
  c_lflag: u32,
  c_line: u8,
  c_cc: bytes(19),
  c_ispeed: u32,
  c_ospeed: u32,
});

export const ktermios = struct("ktermios", {
  c_iflag: u32,
  c_oflag: u32,
  c_cflag: u32,
  c_lflag: u32,
  c_line: u8,
  c_cc: bytes(19),
  c_ispeed: u32,
  c_ospeed: u32,
});

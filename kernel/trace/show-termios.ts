// struct termios in strace: flags and speeds by name, control characters as they are typed.
// Above: show-fs.ts. Below: names.ts, uapi/asm/termbits.ts.

import * as bits from "../uapi/asm/termbits.ts";
import { hex } from "./guest.ts";
import { flagsOfThese, oneOfThese } from "./names.ts";

/** The named bits of one word; fields of several bits have their names by value. */
const words = (names: string) =>
  flagsOfThese(
    Object.fromEntries(
      names.split(" ").map((n) => [(bits as Readonly<Record<string, unknown>>)[n] as number, n]),
    ),
  );

const iflag = words(
  "IGNBRK BRKINT IGNPAR PARMRK INPCK ISTRIP INLCR IGNCR ICRNL IUCLC IXON IXANY IXOFF IMAXBEL IUTF8",
);
const oflag = words(
  "OPOST OLCUC ONLCR OCRNL ONOCR ONLRET OFILL OFDEL NL1 CR1 CR2 CR3 TAB1 TAB2 TAB3 BS1 VT1 FF1",
);
const cflag = words("CSTOPB CREAD PARENB PARODD HUPCL CLOCAL CMSPAR CRTSCTS ADDRB");
const lflag = words(
  "ISIG ICANON XCASE ECHO ECHOE ECHOK ECHONL NOFLSH TOSTOP ECHOCTL ECHOPRT ECHOKE FLUSHO PENDIN IEXTEN EXTPROC",
);
const sizes = oneOfThese({ [bits.CS5]: "CS5", [bits.CS6]: "CS6", [bits.CS7]: "CS7", [bits.CS8]: "CS8" });
const speeds = new Map<number, string>(
  Object.entries(bits).flatMap(([n, v]) =>
    /^B\d+$/.test(n) && typeof v === "number" ? [[v, n] as const] : [],
  ),
);

function controlFlags(v: number): string {
  const speed = v & bits.CBAUD;
  const parts = [speeds.get(speed) ?? hex(speed), sizes(v & bits.CSIZE)];
  const rest = (v & ~(bits.CBAUD | bits.CSIZE | (bits.CBAUD << bits.IBSHIFT))) >>> 0;
  if (rest) parts.push(cflag(rest));
  return parts.join("|");
}

export function termiosText(x: {
  c_iflag: number;
  c_oflag: number;
  c_cflag: number;
  c_lflag: number;
}): string {
  return `{c_iflag=${iflag(x.c_iflag)}, c_oflag=${oflag(x.c_oflag)}, c_cflag=${controlFlags(x.c_cflag)}, c_lflag=${lflag(x.c_lflag)}, ...}`;
}

// <linux/watchdog.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { bytes, struct, u32 } from "../struct.ts";

export const WATCHDOG_IOCTL_BASE = 87;
export const WDIOC_GETSUPPORT = 0x40285700;
export const WDIOC_GETSTATUS = 0x40045701;
export const WDIOC_GETBOOTSTATUS = 0x40045702;
export const WDIOC_GETTEMP = 0x40045703;
export const WDIOC_SETOPTIONS = 0x40045704;
export const WDIOC_KEEPALIVE = 0x40045705;
export const WDIOC_SETTIMEOUT = 0xc0045706;
export const WDIOC_GETTIMEOUT = 0x40045707;
export const WDIOC_SETPRETIMEOUT = 0xc0045708;
export const WDIOC_GETPRETIMEOUT = 0x40045709;
export const WDIOC_GETTIMELEFT = 0x4004570a;
export const WDIOF_UNKNOWN = -1;
export const WDIOS_UNKNOWN = -1;
export const WDIOF_OVERHEAT = 1;
export const WDIOF_FANFAULT = 2;
export const WDIOF_EXTERN1 = 4;
export const WDIOF_EXTERN2 = 8;
export const WDIOF_POWERUNDER = 0x10;
export const WDIOF_CARDRESET = 0x20;
export const WDIOF_POWEROVER = 0x40;
export const WDIOF_SETTIMEOUT = 0x80;
export const WDIOF_MAGICCLOSE = 0x100;
export const WDIOF_PRETIMEOUT = 0x200;
export const WDIOF_ALARMONLY = 0x400;
export const WDIOF_KEEPALIVEPING = 0x8000;
export const WDIOS_DISABLECARD = 1;
export const WDIOS_ENABLECARD = 2;
export const WDIOS_TEMPPANIC = 4;

export const watchdog_info = struct("watchdog_info", {
  options: u32,
  firmware_version: u32,
  identity: bytes(32),
});

// <linux/un.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { chars, struct, u16 } from "../struct.ts";

export const UNIX_PATH_MAX = 108;
export const SIOCUNIXFILE = 35296;

export const sockaddr_un = struct("sockaddr_un", {
  sun_family: u16,
  sun_path: chars(108),
});

// <linux/if_pppox.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, bits, bytes, chars, s32, struct, u8, u16, u32 } from "../struct.ts";
import { in_addr, sockaddr_in } from "./in.ts";
import { sockaddr_in6 } from "./in6.ts";

export const PX_PROTO_OE = 0;
export const PX_PROTO_OL2TP = 1;
export const PX_PROTO_PPTP = 2;
export const PX_MAX_PROTO = 3;
export const PPPOEIOCSFWD = 0x8004b100;
export const PPPOEIOCDFWD = 0xb101;
export const PADI_CODE = 9;
export const PADO_CODE = 7;
export const PADR_CODE = 0x19;
export const PADS_CODE = 0x65;
export const PADT_CODE = 0xa7;
export const PTT_EOL = 0;
export const PTT_SRV_NAME = 257;
export const PTT_AC_NAME = 258;
export const PTT_HOST_UNIQ = 259;
export const PTT_AC_COOKIE = 260;
export const PTT_VENDOR = 261;
export const PTT_RELAY_SID = 272;
export const PTT_SRV_ERR = 513;
export const PTT_SYS_ERR = 514;
export const PTT_GEN_ERR = 515;
export const PPPOE_SES_HLEN = 8;

export const pppoe_addr = struct("pppoe_addr", {
  sid: u16,
  remote: bytes(6),
  dev: chars(16),
});

export const pptp_addr = struct("pptp_addr", {
  call_id: u16,
  sin_addr: in_addr,
});

export const sockaddr_pppox = struct(
  "sockaddr_pppox",
  {
    sa_family: u16,
    sa_protocol: at(2, u32),
    sa_addr: at(6, struct("", { pppoe: pppoe_addr, pptp: at(0, pptp_addr) })),
  },
  { align: 1 },
);

export const sockaddr_pppol2tp = struct(
  "sockaddr_pppol2tp",
  {
    sa_family: u16,
    sa_protocol: at(2, u32),
    pppol2tp: at(
      6,
      struct("", {
        pid: s32,
        fd: s32,
        addr: sockaddr_in,
        s_tunnel: u16,
        s_session: u16,
        d_tunnel: u16,
        d_session: u16,
      }),
    ),
  },
  { align: 1 },
);

export const sockaddr_pppol2tpin6 = struct(
  "sockaddr_pppol2tpin6",
  {
    sa_family: u16,
    sa_protocol: at(2, u32),
    pppol2tp: at(
      6,
      struct("", {
        pid: s32,
        fd: s32,
        s_tunnel: u16,
        s_session: u16,
        d_tunnel: u16,
        d_session: u16,
        addr: sockaddr_in6,
      }),
    ),
  },
  { align: 1 },
);

export const sockaddr_pppol2tpv3 = struct(
  "sockaddr_pppol2tpv3",
  {
    sa_family: u16,
    sa_protocol: at(2, u32),
    pppol2tp: at(
      6,
      struct("", {
        pid: s32,
        fd: s32,
        addr: sockaddr_in,
        s_tunnel: u32,
        s_session: u32,
        d_tunnel: u32,
        d_session: u32,
      }),
    ),
  },
  { align: 1 },
);

export const sockaddr_pppol2tpv3in6 = struct(
  "sockaddr_pppol2tpv3in6",
  {
    sa_family: u16,
    sa_protocol: at(2, u32),
    pppol2tp: at(
      6,
      struct("", {
        pid: s32,
        fd: s32,
        s_tunnel: u32,
        s_session: u32,
        d_tunnel: u32,
        d_session: u32,
        addr: sockaddr_in6,
      }),
    ),
  },
  { align: 1 },
);

export const pppoe_tag = struct(
  "pppoe_tag",
  {
    tag_type: u16,
    tag_len: u16,
    tag_data: chars(0),
  },
  { align: 1 },
);

export const pppoe_hdr = struct(
  "pppoe_hdr",
  {
    ver: at(0, bits(1, 4, 4)),
    type: at(0, bits(1, 0, 4)),
    code: u8,
    sid: u16,
    length: u16,
    tag: array(pppoe_tag, 0),
  },
  { align: 1 },
);

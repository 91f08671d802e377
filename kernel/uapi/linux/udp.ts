// <linux/udp.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { struct, u16 } from "../struct.ts";

export const UDP_CORK = 1;
export const UDP_ENCAP = 100;
export const UDP_NO_CHECK6_TX = 101;
export const UDP_NO_CHECK6_RX = 102;
export const UDP_SEGMENT = 103;
export const UDP_GRO = 104;
export const UDP_ENCAP_ESPINUDP_NON_IKE = 1;
export const UDP_ENCAP_ESPINUDP = 2;
export const UDP_ENCAP_L2TPINUDP = 3;
export const UDP_ENCAP_GTP0 = 4;
export const UDP_ENCAP_GTP1U = 5;
export const UDP_ENCAP_RXRPC = 6;
export const TCP_ENCAP_ESPINTCP = 7;

export const udphdr = struct("udphdr", {
  source: u16,
  dest: u16,
  len: u16,
  check: u16,
});

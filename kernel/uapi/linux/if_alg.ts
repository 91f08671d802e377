// <linux/if_alg.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { bytes, struct, u16, u32 } from "../struct.ts";

export const ALG_SET_KEY = 1;
export const ALG_SET_IV = 2;
export const ALG_SET_OP = 3;
export const ALG_SET_AEAD_ASSOCLEN = 4;
export const ALG_SET_AEAD_AUTHSIZE = 5;
export const ALG_SET_DRBG_ENTROPY = 6;
export const ALG_OP_DECRYPT = 0;
export const ALG_OP_ENCRYPT = 1;

export const sockaddr_alg = struct("sockaddr_alg", {
  salg_family: u16,
  salg_type: bytes(14),
  salg_feat: u32,
  salg_mask: u32,
  salg_name: bytes(64),
});

export const sockaddr_alg_new = struct("sockaddr_alg_new", {
  salg_family: u16,
  salg_type: bytes(14),
  salg_feat: u32,
  salg_mask: u32,
  salg_name: bytes(0),
});

export const af_alg_iv = struct("af_alg_iv", {
  ivlen: u32,
  iv: bytes(0),
});

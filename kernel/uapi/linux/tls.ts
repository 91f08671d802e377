// <linux/tls.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { bytes, struct, u16 } from "../struct.ts";

export const TLS_TX = 1;
export const TLS_RX = 2;
export const TLS_TX_ZEROCOPY_RO = 3;
export const TLS_RX_EXPECT_NO_PAD = 4;
export const TLS_1_2_VERSION_MAJOR = 3;
export const TLS_1_2_VERSION_MINOR = 3;
export const TLS_1_2_VERSION = 771;
export const TLS_1_3_VERSION_MAJOR = 3;
export const TLS_1_3_VERSION_MINOR = 4;
export const TLS_1_3_VERSION = 772;
export const TLS_CIPHER_AES_GCM_128 = 51;
export const TLS_CIPHER_AES_GCM_128_IV_SIZE = 8;
export const TLS_CIPHER_AES_GCM_128_KEY_SIZE = 16;
export const TLS_CIPHER_AES_GCM_128_SALT_SIZE = 4;
export const TLS_CIPHER_AES_GCM_128_TAG_SIZE = 16;
export const TLS_CIPHER_AES_GCM_128_REC_SEQ_SIZE = 8;
export const TLS_CIPHER_AES_GCM_256 = 52;
export const TLS_CIPHER_AES_GCM_256_IV_SIZE = 8;
export const TLS_CIPHER_AES_GCM_256_KEY_SIZE = 32;
export const TLS_CIPHER_AES_GCM_256_SALT_SIZE = 4;
export const TLS_CIPHER_AES_GCM_256_TAG_SIZE = 16;
export const TLS_CIPHER_AES_GCM_256_REC_SEQ_SIZE = 8;
export const TLS_CIPHER_AES_CCM_128 = 53;
export const TLS_CIPHER_AES_CCM_128_IV_SIZE = 8;
export const TLS_CIPHER_AES_CCM_128_KEY_SIZE = 16;
export const TLS_CIPHER_AES_CCM_128_SALT_SIZE = 4;
export const TLS_CIPHER_AES_CCM_128_TAG_SIZE = 16;
export const TLS_CIPHER_AES_CCM_128_REC_SEQ_SIZE = 8;
export const TLS_CIPHER_CHACHA20_POLY1305 = 54;
export const TLS_CIPHER_CHACHA20_POLY1305_IV_SIZE = 12;
export const TLS_CIPHER_CHACHA20_POLY1305_KEY_SIZE = 32;
export const TLS_CIPHER_CHACHA20_POLY1305_SALT_SIZE = 0;
export const TLS_CIPHER_CHACHA20_POLY1305_TAG_SIZE = 16;
export const TLS_CIPHER_CHACHA20_POLY1305_REC_SEQ_SIZE = 8;
export const TLS_CIPHER_SM4_GCM = 55;
export const TLS_CIPHER_SM4_GCM_IV_SIZE = 8;
export const TLS_CIPHER_SM4_GCM_KEY_SIZE = 16;
export const TLS_CIPHER_SM4_GCM_SALT_SIZE = 4;
export const TLS_CIPHER_SM4_GCM_TAG_SIZE = 16;
export const TLS_CIPHER_SM4_GCM_REC_SEQ_SIZE = 8;
export const TLS_CIPHER_SM4_CCM = 56;
export const TLS_CIPHER_SM4_CCM_IV_SIZE = 8;
export const TLS_CIPHER_SM4_CCM_KEY_SIZE = 16;
export const TLS_CIPHER_SM4_CCM_SALT_SIZE = 4;
export const TLS_CIPHER_SM4_CCM_TAG_SIZE = 16;
export const TLS_CIPHER_SM4_CCM_REC_SEQ_SIZE = 8;
export const TLS_CIPHER_ARIA_GCM_128 = 57;
export const TLS_CIPHER_ARIA_GCM_128_IV_SIZE = 8;
export const TLS_CIPHER_ARIA_GCM_128_KEY_SIZE = 16;
export const TLS_CIPHER_ARIA_GCM_128_SALT_SIZE = 4;
export const TLS_CIPHER_ARIA_GCM_128_TAG_SIZE = 16;
export const TLS_CIPHER_ARIA_GCM_128_REC_SEQ_SIZE = 8;
export const TLS_CIPHER_ARIA_GCM_256 = 58;
export const TLS_CIPHER_ARIA_GCM_256_IV_SIZE = 8;
export const TLS_CIPHER_ARIA_GCM_256_KEY_SIZE = 32;
export const TLS_CIPHER_ARIA_GCM_256_SALT_SIZE = 4;
export const TLS_CIPHER_ARIA_GCM_256_TAG_SIZE = 16;
export const TLS_CIPHER_ARIA_GCM_256_REC_SEQ_SIZE = 8;
export const TLS_SET_RECORD_TYPE = 1;
export const TLS_GET_RECORD_TYPE = 2;
export const TLS_INFO_MAX = 6;
export const TLS_CONF_BASE = 1;
export const TLS_CONF_SW = 2;
export const TLS_CONF_HW = 3;
export const TLS_CONF_HW_RECORD = 4;
export const TLS_INFO_UNSPEC = 0;
export const TLS_INFO_VERSION = 1;
export const TLS_INFO_CIPHER = 2;
export const TLS_INFO_TXCONF = 3;
export const TLS_INFO_RXCONF = 4;
export const TLS_INFO_ZC_RO_TX = 5;
export const TLS_INFO_RX_NO_PAD = 6;
export const __TLS_INFO_MAX = 7;

export const tls_crypto_info = struct("tls_crypto_info", {
  version: u16,
  cipher_type: u16,
});

export const tls12_crypto_info_aes_gcm_128 = struct("tls12_crypto_info_aes_gcm_128", {
  info: tls_crypto_info,
  iv: bytes(8),
  key: bytes(16),
  salt: bytes(4),
  rec_seq: bytes(8),
});

export const tls12_crypto_info_aes_gcm_256 = struct("tls12_crypto_info_aes_gcm_256", {
  info: tls_crypto_info,
  iv: bytes(8),
  key: bytes(32),
  salt: bytes(4),
  rec_seq: bytes(8),
});

export const tls12_crypto_info_aes_ccm_128 = struct("tls12_crypto_info_aes_ccm_128", {
  info: tls_crypto_info,
  iv: bytes(8),
  key: bytes(16),
  salt: bytes(4),
  rec_seq: bytes(8),
});

export const tls12_crypto_info_chacha20_poly1305 = struct("tls12_crypto_info_chacha20_poly1305", {
  info: tls_crypto_info,
  iv: bytes(12),
  key: bytes(32),
  salt: bytes(0),
  rec_seq: bytes(8),
});

export const tls12_crypto_info_sm4_gcm = struct("tls12_crypto_info_sm4_gcm", {
  info: tls_crypto_info,
  iv: bytes(8),
  key: bytes(16),
  salt: bytes(4),
  rec_seq: bytes(8),
});

export const tls12_crypto_info_sm4_ccm = struct("tls12_crypto_info_sm4_ccm", {
  info: tls_crypto_info,
  iv: bytes(8),
  key: bytes(16),
  salt: bytes(4),
  rec_seq: bytes(8),
});

export const tls12_crypto_info_aria_gcm_128 = struct("tls12_crypto_info_aria_gcm_128", {
  info: tls_crypto_info,
  iv: bytes(8),
  key: bytes(16),
  salt: bytes(4),
  rec_seq: bytes(8),
});

export const tls12_crypto_info_aria_gcm_256 = struct("tls12_crypto_info_aria_gcm_256", {
  info: tls_crypto_info,
  iv: bytes(8),
  key: bytes(32),
  salt: bytes(4),
  rec_seq: bytes(8),
});

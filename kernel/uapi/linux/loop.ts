// <linux/loop.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, bytes, chars, s32, struct, u32, u64 } from "../struct.ts";

export const LO_NAME_SIZE = 64;
export const LO_KEY_SIZE = 32;
export const LOOP_SET_STATUS_SETTABLE_FLAGS = 12;
export const LOOP_SET_STATUS_CLEARABLE_FLAGS = 4;
export const LOOP_CONFIGURE_SETTABLE_FLAGS = 29;
export const LO_CRYPT_NONE = 0;
export const LO_CRYPT_XOR = 1;
export const LO_CRYPT_DES = 2;
export const LO_CRYPT_FISH2 = 3;
export const LO_CRYPT_BLOW = 4;
export const LO_CRYPT_CAST128 = 5;
export const LO_CRYPT_IDEA = 6;
export const LO_CRYPT_DUMMY = 9;
export const LO_CRYPT_SKIPJACK = 10;
export const LO_CRYPT_CRYPTOAPI = 18;
export const MAX_LO_CRYPT = 20;
export const LOOP_SET_FD = 0x4c00;
export const LOOP_CLR_FD = 0x4c01;
export const LOOP_SET_STATUS = 0x4c02;
export const LOOP_GET_STATUS = 0x4c03;
export const LOOP_SET_STATUS64 = 0x4c04;
export const LOOP_GET_STATUS64 = 0x4c05;
export const LOOP_CHANGE_FD = 0x4c06;
export const LOOP_SET_CAPACITY = 0x4c07;
export const LOOP_SET_DIRECT_IO = 0x4c08;
export const LOOP_SET_BLOCK_SIZE = 0x4c09;
export const LOOP_CONFIGURE = 0x4c0a;
export const LOOP_CTL_ADD = 0x4c80;
export const LOOP_CTL_REMOVE = 0x4c81;
export const LOOP_CTL_GET_FREE = 0x4c82;
export const LO_FLAGS_READ_ONLY = 1;
export const LO_FLAGS_AUTOCLEAR = 4;
export const LO_FLAGS_PARTSCAN = 8;
export const LO_FLAGS_DIRECT_IO = 16;

export const loop_info = struct("loop_info", {
  lo_number: s32,
  lo_device: u32,
  lo_inode: u32,
  lo_rdevice: u32,
  lo_offset: s32,
  lo_encrypt_type: s32,
  lo_encrypt_key_size: s32,
  lo_flags: s32,
  lo_name: chars(64),
  lo_encrypt_key: bytes(32),
  lo_init: array(u32, 2),
  reserved: chars(4),
});

export const loop_info64 = struct("loop_info64", {
  lo_device: u64,
  lo_inode: u64,
  lo_rdevice: u64,
  lo_offset: u64,
  lo_sizelimit: u64,
  lo_number: u32,
  lo_encrypt_type: u32,
  lo_encrypt_key_size: u32,
  lo_flags: u32,
  lo_file_name: bytes(64),
  lo_crypt_name: bytes(64),
  lo_encrypt_key: bytes(32),
  lo_init: array(u64, 2),
});

export const loop_config = struct("loop_config", {
  fd: u32,
  block_size: u32,
  info: loop_info64,
  __reserved: array(u64, 8),
});

// <linux/keyctl.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, ptr, s32, struct, u16, u32 } from "../struct.ts";

export const KEY_SPEC_THREAD_KEYRING = -1;
export const KEY_SPEC_PROCESS_KEYRING = -2;
export const KEY_SPEC_SESSION_KEYRING = -3;
export const KEY_SPEC_USER_KEYRING = -4;
export const KEY_SPEC_USER_SESSION_KEYRING = -5;
export const KEY_SPEC_GROUP_KEYRING = -6;
export const KEY_SPEC_REQKEY_AUTH_KEY = -7;
export const KEY_SPEC_REQUESTOR_KEYRING = -8;
export const KEY_REQKEY_DEFL_NO_CHANGE = -1;
export const KEY_REQKEY_DEFL_DEFAULT = 0;
export const KEY_REQKEY_DEFL_THREAD_KEYRING = 1;
export const KEY_REQKEY_DEFL_PROCESS_KEYRING = 2;
export const KEY_REQKEY_DEFL_SESSION_KEYRING = 3;
export const KEY_REQKEY_DEFL_USER_KEYRING = 4;
export const KEY_REQKEY_DEFL_USER_SESSION_KEYRING = 5;
export const KEY_REQKEY_DEFL_GROUP_KEYRING = 6;
export const KEY_REQKEY_DEFL_REQUESTOR_KEYRING = 7;
export const KEYCTL_GET_KEYRING_ID = 0;
export const KEYCTL_JOIN_SESSION_KEYRING = 1;
export const KEYCTL_UPDATE = 2;
export const KEYCTL_REVOKE = 3;
export const KEYCTL_CHOWN = 4;
export const KEYCTL_SETPERM = 5;
export const KEYCTL_DESCRIBE = 6;
export const KEYCTL_CLEAR = 7;
export const KEYCTL_LINK = 8;
export const KEYCTL_UNLINK = 9;
export const KEYCTL_SEARCH = 10;
export const KEYCTL_READ = 11;
export const KEYCTL_INSTANTIATE = 12;
export const KEYCTL_NEGATE = 13;
export const KEYCTL_SET_REQKEY_KEYRING = 14;
export const KEYCTL_SET_TIMEOUT = 15;
export const KEYCTL_ASSUME_AUTHORITY = 16;
export const KEYCTL_GET_SECURITY = 17;
export const KEYCTL_SESSION_TO_PARENT = 18;
export const KEYCTL_REJECT = 19;
export const KEYCTL_INSTANTIATE_IOV = 20;
export const KEYCTL_INVALIDATE = 21;
export const KEYCTL_GET_PERSISTENT = 22;
export const KEYCTL_DH_COMPUTE = 23;
export const KEYCTL_PKEY_QUERY = 24;
export const KEYCTL_PKEY_ENCRYPT = 25;
export const KEYCTL_PKEY_DECRYPT = 26;
export const KEYCTL_PKEY_SIGN = 27;
export const KEYCTL_PKEY_VERIFY = 28;
export const KEYCTL_RESTRICT_KEYRING = 29;
export const KEYCTL_MOVE = 30;
export const KEYCTL_CAPABILITIES = 31;
export const KEYCTL_WATCH_KEY = 32;
export const KEYCTL_SUPPORTS_ENCRYPT = 1;
export const KEYCTL_SUPPORTS_DECRYPT = 2;
export const KEYCTL_SUPPORTS_SIGN = 4;
export const KEYCTL_SUPPORTS_VERIFY = 8;
export const KEYCTL_MOVE_EXCL = 1;
export const KEYCTL_CAPS0_CAPABILITIES = 1;
export const KEYCTL_CAPS0_PERSISTENT_KEYRINGS = 2;
export const KEYCTL_CAPS0_DIFFIE_HELLMAN = 4;
export const KEYCTL_CAPS0_PUBLIC_KEY = 8;
export const KEYCTL_CAPS0_BIG_KEY = 0x10;
export const KEYCTL_CAPS0_INVALIDATE = 0x20;
export const KEYCTL_CAPS0_RESTRICT_KEYRING = 0x40;
export const KEYCTL_CAPS0_MOVE = 0x80;
export const KEYCTL_CAPS1_NS_KEYRING_NAME = 1;
export const KEYCTL_CAPS1_NS_KEY_TAG = 2;
export const KEYCTL_CAPS1_NOTIFICATIONS = 4;

export const keyctl_dh_params = struct("keyctl_dh_params", {
  private: s32,
  priv: at(0, s32),
  prime: s32,
  base: s32,
});

export const keyctl_kdf_params = struct("keyctl_kdf_params", {
  hashname: ptr,
  otherinfo: ptr,
  otherinfolen: u32,
  __spare: array(u32, 8),
});

export const keyctl_pkey_query = struct("keyctl_pkey_query", {
  supported_ops: u32,
  key_size: u32,
  max_data_size: u16,
  max_sig_size: u16,
  max_enc_size: u16,
  max_dec_size: u16,
  __spare: array(u32, 10),
});

export const keyctl_pkey_params = struct("keyctl_pkey_params", {
  key_id: s32,
  in_len: u32,
  out_len: u32,
  in2_len: at(8, u32),
  __spare: array(u32, 7),
});

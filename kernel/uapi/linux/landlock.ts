// <linux/landlock.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { s32, struct, u64 } from "../struct.ts";

export const LANDLOCK_CREATE_RULESET_VERSION = 1;
export const LANDLOCK_ACCESS_FS_EXECUTE = 1;
export const LANDLOCK_ACCESS_FS_WRITE_FILE = 2;
export const LANDLOCK_ACCESS_FS_READ_FILE = 4;
export const LANDLOCK_ACCESS_FS_READ_DIR = 8;
export const LANDLOCK_ACCESS_FS_REMOVE_DIR = 0x10;
export const LANDLOCK_ACCESS_FS_REMOVE_FILE = 0x20;
export const LANDLOCK_ACCESS_FS_MAKE_CHAR = 0x40;
export const LANDLOCK_ACCESS_FS_MAKE_DIR = 0x80;
export const LANDLOCK_ACCESS_FS_MAKE_REG = 0x100;
export const LANDLOCK_ACCESS_FS_MAKE_SOCK = 0x200;
export const LANDLOCK_ACCESS_FS_MAKE_FIFO = 0x400;
export const LANDLOCK_ACCESS_FS_MAKE_BLOCK = 0x800;
export const LANDLOCK_ACCESS_FS_MAKE_SYM = 0x1000;
export const LANDLOCK_ACCESS_FS_REFER = 0x2000;
export const LANDLOCK_RULE_PATH_BENEATH = 1;

export const landlock_ruleset_attr = struct("landlock_ruleset_attr", {
  handled_access_fs: u64,
});

export const landlock_path_beneath_attr = struct(
  "landlock_path_beneath_attr",
  {
    allowed_access: u64,
    parent_fd: s32,
  },
  { align: 1 },
);

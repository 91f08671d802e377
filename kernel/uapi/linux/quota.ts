// <linux/quota.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { struct, u32, u64 } from "../struct.ts";

export const __DQUOT_VERSION__ = "dquot_6.6.0";
export const MAXQUOTAS = 3;
export const USRQUOTA = 0;
export const GRPQUOTA = 1;
export const PRJQUOTA = 2;
export const SUBCMDMASK = 0xff;
export const SUBCMDSHIFT = 8;
export const Q_SYNC = 0x800001;
export const Q_QUOTAON = 0x800002;
export const Q_QUOTAOFF = 0x800003;
export const Q_GETFMT = 0x800004;
export const Q_GETINFO = 0x800005;
export const Q_SETINFO = 0x800006;
export const Q_GETQUOTA = 0x800007;
export const Q_SETQUOTA = 0x800008;
export const Q_GETNEXTQUOTA = 0x800009;
export const QFMT_VFS_OLD = 1;
export const QFMT_VFS_V0 = 2;
export const QFMT_OCFS2 = 3;
export const QFMT_VFS_V1 = 4;
export const QIF_DQBLKSIZE_BITS = 10;
export const QIF_DQBLKSIZE = 0x400;
export const QIF_BLIMITS = 1;
export const QIF_SPACE = 2;
export const QIF_ILIMITS = 4;
export const QIF_INODES = 8;
export const QIF_BTIME = 0x10;
export const QIF_ITIME = 0x20;
export const QIF_LIMITS = 5;
export const QIF_USAGE = 10;
export const QIF_TIMES = 48;
export const QIF_ALL = 63;
export const IIF_BGRACE = 1;
export const IIF_IGRACE = 2;
export const IIF_FLAGS = 4;
export const IIF_ALL = 7;
export const DQF_ROOT_SQUASH = 1;
export const DQF_SYS_FILE = 0x10000;
export const QUOTA_NL_NOWARN = 0;
export const QUOTA_NL_IHARDWARN = 1;
export const QUOTA_NL_ISOFTLONGWARN = 2;
export const QUOTA_NL_ISOFTWARN = 3;
export const QUOTA_NL_BHARDWARN = 4;
export const QUOTA_NL_BSOFTLONGWARN = 5;
export const QUOTA_NL_BSOFTWARN = 6;
export const QUOTA_NL_IHARDBELOW = 7;
export const QUOTA_NL_ISOFTBELOW = 8;
export const QUOTA_NL_BHARDBELOW = 9;
export const QUOTA_NL_BSOFTBELOW = 10;
export const QUOTA_NL_C_MAX = 1;
export const QUOTA_NL_A_MAX = 7;
export const QIF_BLIMITS_B = 0;
export const QIF_SPACE_B = 1;
export const QIF_ILIMITS_B = 2;
export const QIF_INODES_B = 3;
export const QIF_BTIME_B = 4;
export const QIF_ITIME_B = 5;
export const DQF_ROOT_SQUASH_B = 0;
export const DQF_SYS_FILE_B = 16;
export const DQF_PRIVATE = 17;
export const QUOTA_NL_C_UNSPEC = 0;
export const QUOTA_NL_C_WARNING = 1;
export const __QUOTA_NL_C_MAX = 2;
export const QUOTA_NL_A_UNSPEC = 0;
export const QUOTA_NL_A_QTYPE = 1;
export const QUOTA_NL_A_EXCESS_ID = 2;
export const QUOTA_NL_A_WARNING = 3;
export const QUOTA_NL_A_DEV_MAJOR = 4;
export const QUOTA_NL_A_DEV_MINOR = 5;
export const QUOTA_NL_A_CAUSED_ID = 6;
export const QUOTA_NL_A_PAD = 7;
export const __QUOTA_NL_A_MAX = 8;

export const if_dqblk = struct("if_dqblk", {
  dqb_bhardlimit: u64,
  dqb_bsoftlimit: u64,
  dqb_curspace: u64,
  dqb_ihardlimit: u64,
  dqb_isoftlimit: u64,
  dqb_curinodes: u64,
  dqb_btime: u64,
  dqb_itime: u64,
  dqb_valid: u32,
});

export const if_nextdqblk = struct("if_nextdqblk", {
  dqb_bhardlimit: u64,
  dqb_bsoftlimit: u64,
  dqb_curspace: u64,
  dqb_ihardlimit: u64,
  dqb_isoftlimit: u64,
  dqb_curinodes: u64,
  dqb_btime: u64,
  dqb_itime: u64,
  dqb_valid: u32,
  dqb_id: u32,
});

export const if_dqinfo = struct("if_dqinfo", {
  dqi_bgrace: u64,
  dqi_igrace: u64,
  dqi_flags: u32,
  dqi_valid: u32,
});

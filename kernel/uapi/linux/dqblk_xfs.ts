// <linux/dqblk_xfs.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, chars, s8, s16, s32, struct, u8, u16, u32, u64 } from "../struct.ts";

export const XQM_USRQUOTA = 0;
export const XQM_GRPQUOTA = 1;
export const XQM_PRJQUOTA = 2;
export const XQM_MAXQUOTAS = 3;
export const Q_XQUOTAON = 22529;
export const Q_XQUOTAOFF = 22530;
export const Q_XGETQUOTA = 22531;
export const Q_XSETQLIM = 22532;
export const Q_XGETQSTAT = 22533;
export const Q_XQUOTARM = 22534;
export const Q_XQUOTASYNC = 22535;
export const Q_XGETQSTATV = 22536;
export const Q_XGETNEXTQUOTA = 22537;
export const FS_DQUOT_VERSION = 1;
export const FS_DQ_ISOFT = 1;
export const FS_DQ_IHARD = 2;
export const FS_DQ_BSOFT = 4;
export const FS_DQ_BHARD = 8;
export const FS_DQ_RTBSOFT = 0x10;
export const FS_DQ_RTBHARD = 0x20;
export const FS_DQ_LIMIT_MASK = 63;
export const FS_DQ_BTIMER = 0x40;
export const FS_DQ_ITIMER = 0x80;
export const FS_DQ_RTBTIMER = 0x100;
export const FS_DQ_TIMER_MASK = 448;
export const FS_DQ_BWARNS = 0x200;
export const FS_DQ_IWARNS = 0x400;
export const FS_DQ_RTBWARNS = 0x800;
export const FS_DQ_WARNS_MASK = 3584;
export const FS_DQ_BCOUNT = 0x1000;
export const FS_DQ_ICOUNT = 0x2000;
export const FS_DQ_RTBCOUNT = 0x4000;
export const FS_DQ_ACCT_MASK = 28672;
export const FS_DQ_BIGTIME = 0x8000;
export const FS_QUOTA_UDQ_ACCT = 1;
export const FS_QUOTA_UDQ_ENFD = 2;
export const FS_QUOTA_GDQ_ACCT = 4;
export const FS_QUOTA_GDQ_ENFD = 8;
export const FS_QUOTA_PDQ_ACCT = 0x10;
export const FS_QUOTA_PDQ_ENFD = 0x20;
export const FS_USER_QUOTA = 1;
export const FS_PROJ_QUOTA = 2;
export const FS_GROUP_QUOTA = 4;
export const FS_QSTAT_VERSION = 1;
export const FS_QSTATV_VERSION1 = 1;

export const fs_disk_quota = struct("fs_disk_quota", {
  d_version: s8,
  d_flags: s8,
  d_fieldmask: u16,
  d_id: u32,
  d_blk_hardlimit: u64,
  d_blk_softlimit: u64,
  d_ino_hardlimit: u64,
  d_ino_softlimit: u64,
  d_bcount: u64,
  d_icount: u64,
  d_itimer: s32,
  d_btimer: s32,
  d_iwarns: u16,
  d_bwarns: u16,
  d_itimer_hi: s8,
  d_btimer_hi: s8,
  d_rtbtimer_hi: s8,
  d_padding2: s8,
  d_rtb_hardlimit: u64,
  d_rtb_softlimit: u64,
  d_rtbcount: u64,
  d_rtbtimer: s32,
  d_rtbwarns: u16,
  d_padding3: s16,
  d_padding4: chars(8),
});

export const fs_qfilestat = struct("fs_qfilestat", {
  qfs_ino: u64,
  qfs_nblks: u64,
  qfs_nextents: u32,
});

export const fs_quota_stat = struct("fs_quota_stat", {
  qs_version: s8,
  qs_flags: u16,
  qs_pad: s8,
  qs_uquota: fs_qfilestat,
  qs_gquota: fs_qfilestat,
  qs_incoredqs: u32,
  qs_btimelimit: s32,
  qs_itimelimit: s32,
  qs_rtbtimelimit: s32,
  qs_bwarnlimit: u16,
  qs_iwarnlimit: u16,
});

export const fs_qfilestatv = struct("fs_qfilestatv", {
  qfs_ino: u64,
  qfs_nblks: u64,
  qfs_nextents: u32,
  qfs_pad: u32,
});

export const fs_quota_statv = struct("fs_quota_statv", {
  qs_version: s8,
  qs_pad1: u8,
  qs_flags: u16,
  qs_incoredqs: u32,
  qs_uquota: fs_qfilestatv,
  qs_gquota: fs_qfilestatv,
  qs_pquota: fs_qfilestatv,
  qs_btimelimit: s32,
  qs_itimelimit: s32,
  qs_rtbtimelimit: s32,
  qs_bwarnlimit: u16,
  qs_iwarnlimit: u16,
  qs_rtbwarnlimit: u16,
  qs_pad3: u16,
  qs_pad4: u32,
  qs_pad2: array(u64, 7),
});

// <linux/fs.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, bytes, s32, s64, struct, u16, u32, u64 } from "../struct.ts";

export const INR_OPEN_CUR = 1024;
export const INR_OPEN_MAX = 4096;
export const BLOCK_SIZE_BITS = 10;
export const BLOCK_SIZE = 0x400;
export const SEEK_SET = 0;
export const SEEK_CUR = 1;
export const SEEK_END = 2;
export const SEEK_DATA = 3;
export const SEEK_HOLE = 4;
export const SEEK_MAX = SEEK_HOLE;
export const RENAME_NOREPLACE = 1;
export const RENAME_EXCHANGE = 2;
export const RENAME_WHITEOUT = 4;
export const FILE_DEDUPE_RANGE_SAME = 0;
export const FILE_DEDUPE_RANGE_DIFFERS = 1;
export const NR_FILE = 8192;
export const FS_XFLAG_REALTIME = 1;
export const FS_XFLAG_PREALLOC = 2;
export const FS_XFLAG_IMMUTABLE = 8;
export const FS_XFLAG_APPEND = 0x10;
export const FS_XFLAG_SYNC = 0x20;
export const FS_XFLAG_NOATIME = 0x40;
export const FS_XFLAG_NODUMP = 0x80;
export const FS_XFLAG_RTINHERIT = 0x100;
export const FS_XFLAG_PROJINHERIT = 0x200;
export const FS_XFLAG_NOSYMLINKS = 0x400;
export const FS_XFLAG_EXTSIZE = 0x800;
export const FS_XFLAG_EXTSZINHERIT = 0x1000;
export const FS_XFLAG_NODEFRAG = 0x2000;
export const FS_XFLAG_FILESTREAM = 0x4000;
export const FS_XFLAG_DAX = 0x8000;
export const FS_XFLAG_COWEXTSIZE = 0x10000;
export const FS_XFLAG_HASATTR = 0x80000000;
export const BLKROSET = 0x125d;
export const BLKROGET = 0x125e;
export const BLKRRPART = 0x125f;
export const BLKGETSIZE = 0x1260;
export const BLKFLSBUF = 0x1261;
export const BLKRASET = 0x1262;
export const BLKRAGET = 0x1263;
export const BLKFRASET = 0x1264;
export const BLKFRAGET = 0x1265;
export const BLKSECTSET = 0x1266;
export const BLKSECTGET = 0x1267;
export const BLKSSZGET = 0x1268;
export const BLKBSZGET = 0x40041270;
export const BLKBSZSET = 0x80041271;
export const BLKGETSIZE64 = 0x40041272;
export const BLKTRACESETUP = 0xc0481273;
export const BLKTRACESTART = 0x1274;
export const BLKTRACESTOP = 0x1275;
export const BLKTRACETEARDOWN = 0x1276;
export const BLKDISCARD = 0x1277;
export const BLKIOMIN = 0x1278;
export const BLKIOOPT = 0x1279;
export const BLKALIGNOFF = 0x127a;
export const BLKPBSZGET = 0x127b;
export const BLKDISCARDZEROES = 0x127c;
export const BLKSECDISCARD = 0x127d;
export const BLKROTATIONAL = 0x127e;
export const BLKZEROOUT = 0x127f;
export const BLKGETDISKSEQ = 0x40081280;
export const BMAP_IOCTL = 1;
export const FIBMAP = 1;
export const FIGETBSZ = 2;
export const FIFREEZE = 0xc0045877;
export const FITHAW = 0xc0045878;
export const FITRIM = 0xc0185879;
export const FICLONE = 0x80049409;
export const FICLONERANGE = 0x8020940d;
export const FIDEDUPERANGE = 0xc0189436;
export const FSLABEL_MAX = 256;
export const FS_IOC_GETFLAGS = 0x40046601;
export const FS_IOC_SETFLAGS = 0x80046602;
export const FS_IOC_GETVERSION = 0x40047601;
export const FS_IOC_SETVERSION = 0x80047602;
export const FS_IOC_FIEMAP = 0xc020660b;
export const FS_IOC32_GETFLAGS = 0x40046601;
export const FS_IOC32_SETFLAGS = 0x80046602;
export const FS_IOC32_GETVERSION = 0x40047601;
export const FS_IOC32_SETVERSION = 0x80047602;
export const FS_IOC_FSGETXATTR = 0x401c581f;
export const FS_IOC_FSSETXATTR = 0x801c5820;
export const FS_IOC_GETFSLABEL = 0x41009431;
export const FS_IOC_SETFSLABEL = 0x81009432;
export const FS_SECRM_FL = 1;
export const FS_UNRM_FL = 2;
export const FS_COMPR_FL = 4;
export const FS_SYNC_FL = 8;
export const FS_IMMUTABLE_FL = 0x10;
export const FS_APPEND_FL = 0x20;
export const FS_NODUMP_FL = 0x40;
export const FS_NOATIME_FL = 0x80;
export const FS_DIRTY_FL = 0x100;
export const FS_COMPRBLK_FL = 0x200;
export const FS_NOCOMP_FL = 0x400;
export const FS_ENCRYPT_FL = 0x800;
export const FS_BTREE_FL = 0x1000;
export const FS_INDEX_FL = 0x1000;
export const FS_IMAGIC_FL = 0x2000;
export const FS_JOURNAL_DATA_FL = 0x4000;
export const FS_NOTAIL_FL = 0x8000;
export const FS_DIRSYNC_FL = 0x10000;
export const FS_TOPDIR_FL = 0x20000;
export const FS_HUGE_FILE_FL = 0x40000;
export const FS_EXTENT_FL = 0x80000;
export const FS_VERITY_FL = 0x100000;
export const FS_EA_INODE_FL = 0x200000;
export const FS_EOFBLOCKS_FL = 0x400000;
export const FS_NOCOW_FL = 0x800000;
export const FS_DAX_FL = 0x2000000;
export const FS_INLINE_DATA_FL = 0x10000000;
export const FS_PROJINHERIT_FL = 0x20000000;
export const FS_CASEFOLD_FL = 0x40000000;
export const FS_RESERVED_FL = 0x80000000;
export const FS_FL_USER_VISIBLE = 0x3dfff;
export const FS_FL_USER_MODIFIABLE = 0x380ff;
export const SYNC_FILE_RANGE_WAIT_BEFORE = 1;
export const SYNC_FILE_RANGE_WRITE = 2;
export const SYNC_FILE_RANGE_WAIT_AFTER = 4;
export const SYNC_FILE_RANGE_WRITE_AND_WAIT = 7;
export const RWF_HIPRI = 1;
export const RWF_DSYNC = 2;
export const RWF_SYNC = 4;
export const RWF_NOWAIT = 8;
export const RWF_APPEND = 16;
export const RWF_SUPPORTED = 31;

export const file_clone_range = struct("file_clone_range", {
  src_fd: s64,
  src_offset: u64,
  src_length: u64,
  dest_offset: u64,
});

export const fstrim_range = struct("fstrim_range", {
  start: u64,
  len: u64,
  minlen: u64,
});

export const file_dedupe_range_info = struct("file_dedupe_range_info", {
  dest_fd: s64,
  dest_offset: u64,
  bytes_deduped: u64,
  status: s32,
  reserved: u32,
});

export const file_dedupe_range = struct("file_dedupe_range", {
  src_offset: u64,
  src_length: u64,
  dest_count: u16,
  reserved1: u16,
  reserved2: u32,
  info: array(file_dedupe_range_info, 0),
});

export const files_stat_struct = struct("files_stat_struct", {
  nr_files: u32,
  nr_free_files: u32,
  max_files: u32,
});

export const inodes_stat_t = struct("inodes_stat_t", {
  nr_inodes: s32,
  nr_unused: s32,
  dummy: array(s32, 5),
});

export const fsxattr = struct("fsxattr", {
  fsx_xflags: u32,
  fsx_extsize: u32,
  fsx_nextents: u32,
  fsx_projid: u32,
  fsx_cowextsize: u32,
  fsx_pad: bytes(8),
});

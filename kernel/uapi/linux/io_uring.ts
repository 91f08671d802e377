// <linux/io_uring.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, bytes, s32, struct, u8, u16, u32, u64 } from "../struct.ts";
import { __kernel_timespec } from "./time_types.ts";

export const IORING_FILE_INDEX_ALLOC = 4294967295;
export const IOSQE_FIXED_FILE = 1;
export const IOSQE_IO_DRAIN = 2;
export const IOSQE_IO_LINK = 4;
export const IOSQE_IO_HARDLINK = 8;
export const IOSQE_ASYNC = 0x10;
export const IOSQE_BUFFER_SELECT = 0x20;
export const IOSQE_CQE_SKIP_SUCCESS = 0x40;
export const IORING_SETUP_IOPOLL = 1;
export const IORING_SETUP_SQPOLL = 2;
export const IORING_SETUP_SQ_AFF = 4;
export const IORING_SETUP_CQSIZE = 8;
export const IORING_SETUP_CLAMP = 0x10;
export const IORING_SETUP_ATTACH_WQ = 0x20;
export const IORING_SETUP_R_DISABLED = 0x40;
export const IORING_SETUP_SUBMIT_ALL = 0x80;
export const IORING_SETUP_COOP_TASKRUN = 0x100;
export const IORING_SETUP_TASKRUN_FLAG = 0x200;
export const IORING_SETUP_SQE128 = 0x400;
export const IORING_SETUP_CQE32 = 0x800;
export const IORING_SETUP_SINGLE_ISSUER = 0x1000;
export const IORING_SETUP_DEFER_TASKRUN = 0x2000;
export const IORING_URING_CMD_FIXED = 1;
export const IORING_FSYNC_DATASYNC = 1;
export const IORING_TIMEOUT_ABS = 1;
export const IORING_TIMEOUT_UPDATE = 2;
export const IORING_TIMEOUT_BOOTTIME = 4;
export const IORING_TIMEOUT_REALTIME = 8;
export const IORING_LINK_TIMEOUT_UPDATE = 0x10;
export const IORING_TIMEOUT_ETIME_SUCCESS = 0x20;
export const IORING_TIMEOUT_CLOCK_MASK = 12;
export const IORING_TIMEOUT_UPDATE_MASK = 18;
export const SPLICE_F_FD_IN_FIXED = 0x80000000;
export const IORING_POLL_ADD_MULTI = 1;
export const IORING_POLL_UPDATE_EVENTS = 2;
export const IORING_POLL_UPDATE_USER_DATA = 4;
export const IORING_POLL_ADD_LEVEL = 8;
export const IORING_ASYNC_CANCEL_ALL = 1;
export const IORING_ASYNC_CANCEL_FD = 2;
export const IORING_ASYNC_CANCEL_ANY = 4;
export const IORING_ASYNC_CANCEL_FD_FIXED = 8;
export const IORING_RECVSEND_POLL_FIRST = 1;
export const IORING_RECV_MULTISHOT = 2;
export const IORING_RECVSEND_FIXED_BUF = 4;
export const IORING_SEND_ZC_REPORT_USAGE = 8;
export const IORING_NOTIF_USAGE_ZC_COPIED = 0x80000000;
export const IORING_ACCEPT_MULTISHOT = 1;
export const IORING_MSG_RING_CQE_SKIP = 1;
export const IORING_CQE_F_BUFFER = 1;
export const IORING_CQE_F_MORE = 2;
export const IORING_CQE_F_SOCK_NONEMPTY = 4;
export const IORING_CQE_F_NOTIF = 8;
export const IORING_OFF_SQ_RING = 0;
export const IORING_OFF_CQ_RING = 0x8000000;
export const IORING_OFF_SQES = 0x10000000;
export const IORING_SQ_NEED_WAKEUP = 1;
export const IORING_SQ_CQ_OVERFLOW = 2;
export const IORING_SQ_TASKRUN = 4;
export const IORING_CQ_EVENTFD_DISABLED = 1;
export const IORING_ENTER_GETEVENTS = 1;
export const IORING_ENTER_SQ_WAKEUP = 2;
export const IORING_ENTER_SQ_WAIT = 4;
export const IORING_ENTER_EXT_ARG = 8;
export const IORING_ENTER_REGISTERED_RING = 0x10;
export const IORING_FEAT_SINGLE_MMAP = 1;
export const IORING_FEAT_NODROP = 2;
export const IORING_FEAT_SUBMIT_STABLE = 4;
export const IORING_FEAT_RW_CUR_POS = 8;
export const IORING_FEAT_CUR_PERSONALITY = 0x10;
export const IORING_FEAT_FAST_POLL = 0x20;
export const IORING_FEAT_POLL_32BITS = 0x40;
export const IORING_FEAT_SQPOLL_NONFIXED = 0x80;
export const IORING_FEAT_EXT_ARG = 0x100;
export const IORING_FEAT_NATIVE_WORKERS = 0x200;
export const IORING_FEAT_RSRC_TAGS = 0x400;
export const IORING_FEAT_CQE_SKIP = 0x800;
export const IORING_FEAT_LINKED_FILE = 0x1000;
export const IORING_RSRC_REGISTER_SPARSE = 1;
export const IORING_REGISTER_FILES_SKIP = -2;
export const IO_URING_OP_SUPPORTED = 1;
export const IOSQE_FIXED_FILE_BIT = 0;
export const IOSQE_IO_DRAIN_BIT = 1;
export const IOSQE_IO_LINK_BIT = 2;
export const IOSQE_IO_HARDLINK_BIT = 3;
export const IOSQE_ASYNC_BIT = 4;
export const IOSQE_BUFFER_SELECT_BIT = 5;
export const IOSQE_CQE_SKIP_SUCCESS_BIT = 6;
export const IORING_OP_NOP = 0;
export const IORING_OP_READV = 1;
export const IORING_OP_WRITEV = 2;
export const IORING_OP_FSYNC = 3;
export const IORING_OP_READ_FIXED = 4;
export const IORING_OP_WRITE_FIXED = 5;
export const IORING_OP_POLL_ADD = 6;
export const IORING_OP_POLL_REMOVE = 7;
export const IORING_OP_SYNC_FILE_RANGE = 8;
export const IORING_OP_SENDMSG = 9;
export const IORING_OP_RECVMSG = 10;
export const IORING_OP_TIMEOUT = 11;
export const IORING_OP_TIMEOUT_REMOVE = 12;
export const IORING_OP_ACCEPT = 13;
export const IORING_OP_ASYNC_CANCEL = 14;
export const IORING_OP_LINK_TIMEOUT = 15;
export const IORING_OP_CONNECT = 16;
export const IORING_OP_FALLOCATE = 17;
export const IORING_OP_OPENAT = 18;
export const IORING_OP_CLOSE = 19;
export const IORING_OP_FILES_UPDATE = 20;
export const IORING_OP_STATX = 21;
export const IORING_OP_READ = 22;
export const IORING_OP_WRITE = 23;
export const IORING_OP_FADVISE = 24;
export const IORING_OP_MADVISE = 25;
export const IORING_OP_SEND = 26;
export const IORING_OP_RECV = 27;
export const IORING_OP_OPENAT2 = 28;
export const IORING_OP_EPOLL_CTL = 29;
export const IORING_OP_SPLICE = 30;
export const IORING_OP_PROVIDE_BUFFERS = 31;
export const IORING_OP_REMOVE_BUFFERS = 32;
export const IORING_OP_TEE = 33;
export const IORING_OP_SHUTDOWN = 34;
export const IORING_OP_RENAMEAT = 35;
export const IORING_OP_UNLINKAT = 36;
export const IORING_OP_MKDIRAT = 37;
export const IORING_OP_SYMLINKAT = 38;
export const IORING_OP_LINKAT = 39;
export const IORING_OP_MSG_RING = 40;
export const IORING_OP_FSETXATTR = 41;
export const IORING_OP_SETXATTR = 42;
export const IORING_OP_FGETXATTR = 43;
export const IORING_OP_GETXATTR = 44;
export const IORING_OP_SOCKET = 45;
export const IORING_OP_URING_CMD = 46;
export const IORING_OP_SEND_ZC = 47;
export const IORING_OP_SENDMSG_ZC = 48;
export const IORING_OP_LAST = 49;
export const IORING_MSG_DATA = 0;
export const IORING_MSG_SEND_FD = 1;
export const IORING_CQE_BUFFER_SHIFT = 16;
export const IORING_REGISTER_BUFFERS = 0;
export const IORING_UNREGISTER_BUFFERS = 1;
export const IORING_REGISTER_FILES = 2;
export const IORING_UNREGISTER_FILES = 3;
export const IORING_REGISTER_EVENTFD = 4;
export const IORING_UNREGISTER_EVENTFD = 5;
export const IORING_REGISTER_FILES_UPDATE = 6;
export const IORING_REGISTER_EVENTFD_ASYNC = 7;
export const IORING_REGISTER_PROBE = 8;
export const IORING_REGISTER_PERSONALITY = 9;
export const IORING_UNREGISTER_PERSONALITY = 10;
export const IORING_REGISTER_RESTRICTIONS = 11;
export const IORING_REGISTER_ENABLE_RINGS = 12;
export const IORING_REGISTER_FILES2 = 13;
export const IORING_REGISTER_FILES_UPDATE2 = 14;
export const IORING_REGISTER_BUFFERS2 = 15;
export const IORING_REGISTER_BUFFERS_UPDATE = 16;
export const IORING_REGISTER_IOWQ_AFF = 17;
export const IORING_UNREGISTER_IOWQ_AFF = 18;
export const IORING_REGISTER_IOWQ_MAX_WORKERS = 19;
export const IORING_REGISTER_RING_FDS = 20;
export const IORING_UNREGISTER_RING_FDS = 21;
export const IORING_REGISTER_PBUF_RING = 22;
export const IORING_UNREGISTER_PBUF_RING = 23;
export const IORING_REGISTER_SYNC_CANCEL = 24;
export const IORING_REGISTER_FILE_ALLOC_RANGE = 25;
export const IORING_REGISTER_LAST = 26;
export const IO_WQ_BOUND = 0;
export const IO_WQ_UNBOUND = 1;
export const IORING_RESTRICTION_REGISTER_OP = 0;
export const IORING_RESTRICTION_SQE_OP = 1;
export const IORING_RESTRICTION_SQE_FLAGS_ALLOWED = 2;
export const IORING_RESTRICTION_SQE_FLAGS_REQUIRED = 3;
export const IORING_RESTRICTION_LAST = 4;

export const io_uring_sqe = struct("io_uring_sqe", {
  opcode: u8,
  flags: u8,
  ioprio: u16,
  fd: s32,
  off: u64,
  addr2: at(8, u64),
  cmd_op: at(8, u32),
  __pad1: at(12, u32),
  addr: u64,
  splice_off_in: at(16, u64),
  len: u32,
  rw_flags: s32,
  fsync_flags: at(28, u32),
  poll_events: at(28, u16),
  poll32_events: at(28, u32),
  sync_range_flags: at(28, u32),
  msg_flags: at(28, u32),
  timeout_flags: at(28, u32),
  accept_flags: at(28, u32),
  cancel_flags: at(28, u32),
  open_flags: at(28, u32),
  statx_flags: at(28, u32),
  fadvise_advice: at(28, u32),
  splice_flags: at(28, u32),
  rename_flags: at(28, u32),
  unlink_flags: at(28, u32),
  hardlink_flags: at(28, u32),
  xattr_flags: at(28, u32),
  msg_ring_flags: at(28, u32),
  uring_cmd_flags: at(28, u32),
  user_data: u64,
  buf_index: u16,
  buf_group: at(40, u16),
  personality: u16,
  splice_fd_in: s32,
  file_index: at(44, u32),
  addr_len: at(44, u16),
  __pad3: at(46, array(u16, 1)),
  addr3: u64,
  __pad2: array(u64, 1),
  cmd: at(48, bytes(0)),
});

export const io_uring_cqe = struct("io_uring_cqe", {
  user_data: u64,
  res: s32,
  flags: u32,
  big_cqe: array(u64, 0),
});

export const io_sqring_offsets = struct("io_sqring_offsets", {
  head: u32,
  tail: u32,
  ring_mask: u32,
  ring_entries: u32,
  flags: u32,
  dropped: u32,
  array: u32,
  resv1: u32,
  resv2: u64,
});

export const io_cqring_offsets = struct("io_cqring_offsets", {
  head: u32,
  tail: u32,
  ring_mask: u32,
  ring_entries: u32,
  overflow: u32,
  cqes: u32,
  flags: u32,
  resv1: u32,
  resv2: u64,
});

export const io_uring_params = struct("io_uring_params", {
  sq_entries: u32,
  cq_entries: u32,
  flags: u32,
  sq_thread_cpu: u32,
  sq_thread_idle: u32,
  features: u32,
  wq_fd: u32,
  resv: array(u32, 3),
  sq_off: io_sqring_offsets,
  cq_off: io_cqring_offsets,
});

export const io_uring_files_update = struct("io_uring_files_update", {
  offset: u32,
  resv: u32,
  fds: u64,
});

export const io_uring_rsrc_register = struct("io_uring_rsrc_register", {
  nr: u32,
  flags: u32,
  resv2: u64,
  data: u64,
  tags: u64,
});

export const io_uring_rsrc_update = struct("io_uring_rsrc_update", {
  offset: u32,
  resv: u32,
  data: u64,
});

export const io_uring_rsrc_update2 = struct("io_uring_rsrc_update2", {
  offset: u32,
  resv: u32,
  data: u64,
  tags: u64,
  nr: u32,
  resv2: u32,
});

export const io_uring_notification_slot = struct("io_uring_notification_slot", {
  tag: u64,
  resv: array(u64, 3),
});

export const io_uring_notification_register = struct("io_uring_notification_register", {
  nr_slots: u32,
  resv: u32,
  resv2: u64,
  data: u64,
  resv3: u64,
});

export const io_uring_probe_op = struct("io_uring_probe_op", {
  op: u8,
  resv: u8,
  flags: u16,
  resv2: u32,
});

export const io_uring_probe = struct("io_uring_probe", {
  last_op: u8,
  ops_len: u8,
  resv: u16,
  resv2: array(u32, 3),
  ops: array(io_uring_probe_op, 0),
});

export const io_uring_restriction = struct("io_uring_restriction", {
  opcode: u16,
  register_op: u8,
  sqe_op: at(2, u8),
  sqe_flags: at(2, u8),
  resv: u8,
  resv2: array(u32, 3),
});

export const io_uring_buf = struct("io_uring_buf", {
  addr: u64,
  len: u32,
  bid: u16,
  resv: u16,
});

export const io_uring_buf_ring = struct("io_uring_buf_ring", {
  resv1: u64,
  resv2: u32,
  resv3: u16,
  tail: u16,
  bufs: at(0, array(io_uring_buf, 0)),
});

export const io_uring_buf_reg = struct("io_uring_buf_reg", {
  ring_addr: u64,
  ring_entries: u32,
  bgid: u16,
  pad: u16,
  resv: array(u64, 3),
});

export const io_uring_getevents_arg = struct("io_uring_getevents_arg", {
  sigmask: u64,
  sigmask_sz: u32,
  pad: u32,
  ts: u64,
});

export const io_uring_sync_cancel_reg = struct("io_uring_sync_cancel_reg", {
  addr: u64,
  fd: s32,
  flags: u32,
  timeout: __kernel_timespec,
  pad: array(u64, 4),
});

export const io_uring_file_index_range = struct("io_uring_file_index_range", {
  off: u32,
  len: u32,
  resv: u64,
});

export const io_uring_recvmsg_out = struct("io_uring_recvmsg_out", {
  namelen: u32,
  controllen: u32,
  payloadlen: u32,
  flags: u32,
});

// <linux/fanotify.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { __kernel_fsid_t } from "../asm/posix_types.ts";
import { bytes, s32, struct, u8, u16, u32, u64 } from "../struct.ts";

export const FAN_ACCESS = 1;
export const FAN_MODIFY = 2;
export const FAN_ATTRIB = 4;
export const FAN_CLOSE_WRITE = 8;
export const FAN_CLOSE_NOWRITE = 0x10;
export const FAN_OPEN = 0x20;
export const FAN_MOVED_FROM = 0x40;
export const FAN_MOVED_TO = 0x80;
export const FAN_CREATE = 0x100;
export const FAN_DELETE = 0x200;
export const FAN_DELETE_SELF = 0x400;
export const FAN_MOVE_SELF = 0x800;
export const FAN_OPEN_EXEC = 0x1000;
export const FAN_Q_OVERFLOW = 0x4000;
export const FAN_FS_ERROR = 0x8000;
export const FAN_OPEN_PERM = 0x10000;
export const FAN_ACCESS_PERM = 0x20000;
export const FAN_OPEN_EXEC_PERM = 0x40000;
export const FAN_EVENT_ON_CHILD = 0x8000000;
export const FAN_RENAME = 0x10000000;
export const FAN_ONDIR = 0x40000000;
export const FAN_CLOSE = 24;
export const FAN_MOVE = 192;
export const FAN_CLOEXEC = 1;
export const FAN_NONBLOCK = 2;
export const FAN_CLASS_NOTIF = 0;
export const FAN_CLASS_CONTENT = 4;
export const FAN_CLASS_PRE_CONTENT = 8;
export const FAN_ALL_CLASS_BITS = 12;
export const FAN_UNLIMITED_QUEUE = 0x10;
export const FAN_UNLIMITED_MARKS = 0x20;
export const FAN_ENABLE_AUDIT = 0x40;
export const FAN_REPORT_PIDFD = 0x80;
export const FAN_REPORT_TID = 0x100;
export const FAN_REPORT_FID = 0x200;
export const FAN_REPORT_DIR_FID = 0x400;
export const FAN_REPORT_NAME = 0x800;
export const FAN_REPORT_TARGET_FID = 0x1000;
export const FAN_REPORT_DFID_NAME = 3072;
export const FAN_REPORT_DFID_NAME_TARGET = 7680;
export const FAN_ALL_INIT_FLAGS = 63;
export const FAN_MARK_ADD = 1;
export const FAN_MARK_REMOVE = 2;
export const FAN_MARK_DONT_FOLLOW = 4;
export const FAN_MARK_ONLYDIR = 8;
export const FAN_MARK_IGNORED_MASK = 0x20;
export const FAN_MARK_IGNORED_SURV_MODIFY = 0x40;
export const FAN_MARK_FLUSH = 0x80;
export const FAN_MARK_EVICTABLE = 0x200;
export const FAN_MARK_IGNORE = 0x400;
export const FAN_MARK_INODE = 0;
export const FAN_MARK_MOUNT = 0x10;
export const FAN_MARK_FILESYSTEM = 0x100;
export const FAN_MARK_IGNORE_SURV = 1088;
export const FAN_ALL_MARK_FLAGS = 255;
export const FAN_ALL_EVENTS = 59;
export const FAN_ALL_PERM_EVENTS = 196608;
export const FAN_ALL_OUTGOING_EVENTS = 213051;
export const FANOTIFY_METADATA_VERSION = 3;
export const FAN_EVENT_INFO_TYPE_FID = 1;
export const FAN_EVENT_INFO_TYPE_DFID_NAME = 2;
export const FAN_EVENT_INFO_TYPE_DFID = 3;
export const FAN_EVENT_INFO_TYPE_PIDFD = 4;
export const FAN_EVENT_INFO_TYPE_ERROR = 5;
export const FAN_EVENT_INFO_TYPE_OLD_DFID_NAME = 10;
export const FAN_EVENT_INFO_TYPE_NEW_DFID_NAME = 12;
export const FAN_ALLOW = 1;
export const FAN_DENY = 2;
export const FAN_AUDIT = 0x10;
export const FAN_NOFD = -1;
export const FAN_NOPIDFD = FAN_NOFD;
export const FAN_EPIDFD = -2;
export const FAN_EVENT_METADATA_LEN = 24;

export const fanotify_event_metadata = struct("fanotify_event_metadata", {
  event_len: u32,
  vers: u8,
  reserved: u8,
  metadata_len: u16,
  mask: u64,
  fd: s32,
  pid: s32,
});

export const fanotify_event_info_header = struct("fanotify_event_info_header", {
  info_type: u8,
  pad: u8,
  len: u16,
});

export const fanotify_event_info_fid = struct("fanotify_event_info_fid", {
  hdr: fanotify_event_info_header,
  fsid: __kernel_fsid_t,
  handle: bytes(0),
});

export const fanotify_event_info_pidfd = struct("fanotify_event_info_pidfd", {
  hdr: fanotify_event_info_header,
  pidfd: s32,
});

export const fanotify_event_info_error = struct("fanotify_event_info_error", {
  hdr: fanotify_event_info_header,
  error: s32,
  error_count: u32,
});

export const fanotify_response = struct("fanotify_response", {
  fd: s32,
  response: u32,
});

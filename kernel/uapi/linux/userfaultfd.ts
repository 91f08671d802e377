// <linux/userfaultfd.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { at, s64, struct, u8, u16, u32, u64 } from "../struct.ts";

export const USERFAULTFD_IOC = 0xaa;
export const USERFAULTFD_IOC_NEW = 0xaa00;
export const UFFD_API = 0xaa;
export const UFFD_API_REGISTER_MODES = 7;
export const UFFD_API_FEATURES = 8191;
export const UFFD_API_IOCTLS = -0x7ffffffffffffffdn;
export const UFFD_API_RANGE_IOCTLS = 0xdc;
export const UFFD_API_RANGE_IOCTLS_BASIC = 0xcc;
export const _UFFDIO_REGISTER = 0;
export const _UFFDIO_UNREGISTER = 1;
export const _UFFDIO_WAKE = 2;
export const _UFFDIO_COPY = 3;
export const _UFFDIO_ZEROPAGE = 4;
export const _UFFDIO_WRITEPROTECT = 6;
export const _UFFDIO_CONTINUE = 7;
export const _UFFDIO_API = 0x3f;
export const UFFDIO = 0xaa;
export const UFFDIO_API = 0xc018aa3f;
export const UFFDIO_REGISTER = 0xc020aa00;
export const UFFDIO_UNREGISTER = 0x4010aa01;
export const UFFDIO_WAKE = 0x4010aa02;
export const UFFDIO_COPY = 0xc028aa03;
export const UFFDIO_ZEROPAGE = 0xc020aa04;
export const UFFDIO_WRITEPROTECT = 0xc018aa06;
export const UFFDIO_CONTINUE = 0xc020aa07;
export const UFFD_EVENT_PAGEFAULT = 0x12;
export const UFFD_EVENT_FORK = 0x13;
export const UFFD_EVENT_REMAP = 0x14;
export const UFFD_EVENT_REMOVE = 0x15;
export const UFFD_EVENT_UNMAP = 0x16;
export const UFFD_PAGEFAULT_FLAG_WRITE = 1;
export const UFFD_PAGEFAULT_FLAG_WP = 2;
export const UFFD_PAGEFAULT_FLAG_MINOR = 4;
export const UFFD_FEATURE_PAGEFAULT_FLAG_WP = 1;
export const UFFD_FEATURE_EVENT_FORK = 2;
export const UFFD_FEATURE_EVENT_REMAP = 4;
export const UFFD_FEATURE_EVENT_REMOVE = 8;
export const UFFD_FEATURE_MISSING_HUGETLBFS = 0x10;
export const UFFD_FEATURE_MISSING_SHMEM = 0x20;
export const UFFD_FEATURE_EVENT_UNMAP = 0x40;
export const UFFD_FEATURE_SIGBUS = 0x80;
export const UFFD_FEATURE_THREAD_ID = 0x100;
export const UFFD_FEATURE_MINOR_HUGETLBFS = 0x200;
export const UFFD_FEATURE_MINOR_SHMEM = 0x400;
export const UFFD_FEATURE_EXACT_ADDRESS = 0x800;
export const UFFD_FEATURE_WP_HUGETLBFS_SHMEM = 0x1000;
export const UFFDIO_REGISTER_MODE_MISSING = 1;
export const UFFDIO_REGISTER_MODE_WP = 2;
export const UFFDIO_REGISTER_MODE_MINOR = 4;
export const UFFDIO_COPY_MODE_DONTWAKE = 1;
export const UFFDIO_COPY_MODE_WP = 2;
export const UFFDIO_ZEROPAGE_MODE_DONTWAKE = 1;
export const UFFDIO_WRITEPROTECT_MODE_WP = 1;
export const UFFDIO_WRITEPROTECT_MODE_DONTWAKE = 2;
export const UFFDIO_CONTINUE_MODE_DONTWAKE = 1;
export const UFFD_USER_MODE_ONLY = 1;

export const uffd_msg = struct(
  "uffd_msg",
  {
    event: u8,
    reserved1: u8,
    reserved2: u16,
    reserved3: u32,
    arg: struct("", {
      pagefault: struct("", { flags: u64, address: u64, feat: struct("", { ptid: u32 }) }),
      fork: at(0, struct("", { ufd: u32 })),
      remap: at(0, struct("", { from: u64, to: u64, len: u64 })),
      remove: at(0, struct("", { start: u64, end: u64 })),
      reserved: at(0, struct("", { reserved1: u64, reserved2: u64, reserved3: u64 })),
    }),
  },
  { align: 1 },
);

export const uffdio_api = struct("uffdio_api", {
  api: u64,
  features: u64,
  ioctls: u64,
});

export const uffdio_range = struct("uffdio_range", {
  start: u64,
  len: u64,
});

export const uffdio_register = struct("uffdio_register", {
  range: uffdio_range,
  mode: u64,
  ioctls: u64,
});

export const uffdio_copy = struct("uffdio_copy", {
  dst: u64,
  src: u64,
  len: u64,
  mode: u64,
  copy: s64,
});

export const uffdio_zeropage = struct("uffdio_zeropage", {
  range: uffdio_range,
  mode: u64,
  zeropage: s64,
});

export const uffdio_writeprotect = struct("uffdio_writeprotect", {
  range: uffdio_range,
  mode: u64,
});

export const uffdio_continue = struct("uffdio_continue", {
  range: uffdio_range,
  mode: u64,
  mapped: s64,
});

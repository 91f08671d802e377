// <linux/aio_abi.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { s16, s32, s64, struct, u16, u32, u64 } from "../struct.ts";

export const IOCB_FLAG_RESFD = 1;
export const IOCB_FLAG_IOPRIO = 2;
export const IOCB_CMD_PREAD = 0;
export const IOCB_CMD_PWRITE = 1;
export const IOCB_CMD_FSYNC = 2;
export const IOCB_CMD_FDSYNC = 3;
export const IOCB_CMD_POLL = 5;
export const IOCB_CMD_NOOP = 6;
export const IOCB_CMD_PREADV = 7;
export const IOCB_CMD_PWRITEV = 8;

export const io_event = struct("io_event", {
  data: u64,
  obj: u64,
  res: s64,
  res2: s64,
});

export const iocb = struct("iocb", {
  aio_data: u64,
  aio_rw_flags: s32,
  aio_key: u32,
  aio_lio_opcode: u16,
  aio_reqprio: s16,
  aio_fildes: u32,
  aio_buf: u64,
  aio_nbytes: u64,
  aio_offset: s64,
  aio_reserved2: u64,
  aio_flags: u32,
  aio_resfd: u32,
});

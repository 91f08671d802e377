// <asm/siginfo.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, chars, ptr, s16, s32, struct, u32 } from "../struct.ts";

export const SI_MAX_SIZE = 128;
export const __ADDR_BND_PKEY_PAD = 4;
export const SI_USER = 0;
export const SI_KERNEL = 0x80;
export const SI_QUEUE = -1;
export const SI_TIMER = -2;
export const SI_MESGQ = -3;
export const SI_ASYNCIO = -4;
export const SI_SIGIO = -5;
export const SI_TKILL = -6;
export const SI_DETHREAD = -7;
export const SI_ASYNCNL = -60;
export const ILL_ILLOPC = 1;
export const ILL_ILLOPN = 2;
export const ILL_ILLADR = 3;
export const ILL_ILLTRP = 4;
export const ILL_PRVOPC = 5;
export const ILL_PRVREG = 6;
export const ILL_COPROC = 7;
export const ILL_BADSTK = 8;
export const ILL_BADIADDR = 9;
export const __ILL_BREAK = 10;
export const __ILL_BNDMOD = 11;
export const NSIGILL = 11;
export const FPE_INTDIV = 1;
export const FPE_INTOVF = 2;
export const FPE_FLTDIV = 3;
export const FPE_FLTOVF = 4;
export const FPE_FLTUND = 5;
export const FPE_FLTRES = 6;
export const FPE_FLTINV = 7;
export const FPE_FLTSUB = 8;
export const __FPE_DECOVF = 9;
export const __FPE_DECDIV = 10;
export const __FPE_DECERR = 11;
export const __FPE_INVASC = 12;
export const __FPE_INVDEC = 13;
export const FPE_FLTUNK = 14;
export const FPE_CONDTRAP = 15;
export const NSIGFPE = 15;
export const SEGV_MAPERR = 1;
export const SEGV_ACCERR = 2;
export const SEGV_BNDERR = 3;
export const SEGV_PKUERR = 4;
export const SEGV_ACCADI = 5;
export const SEGV_ADIDERR = 6;
export const SEGV_ADIPERR = 7;
export const SEGV_MTEAERR = 8;
export const SEGV_MTESERR = 9;
export const NSIGSEGV = 9;
export const BUS_ADRALN = 1;
export const BUS_ADRERR = 2;
export const BUS_OBJERR = 3;
export const BUS_MCEERR_AR = 4;
export const BUS_MCEERR_AO = 5;
export const NSIGBUS = 5;
export const TRAP_BRKPT = 1;
export const TRAP_TRACE = 2;
export const TRAP_BRANCH = 3;
export const TRAP_HWBKPT = 4;
export const TRAP_UNK = 5;
export const TRAP_PERF = 6;
export const NSIGTRAP = 6;
export const TRAP_PERF_FLAG_ASYNC = 1;
export const CLD_EXITED = 1;
export const CLD_KILLED = 2;
export const CLD_DUMPED = 3;
export const CLD_TRAPPED = 4;
export const CLD_STOPPED = 5;
export const CLD_CONTINUED = 6;
export const NSIGCHLD = 6;
export const POLL_IN = 1;
export const POLL_OUT = 2;
export const POLL_MSG = 3;
export const POLL_ERR = 4;
export const POLL_PRI = 5;
export const POLL_HUP = 6;
export const NSIGPOLL = 6;
export const SYS_SECCOMP = 1;
export const SYS_USER_DISPATCH = 2;
export const NSIGSYS = 2;
export const EMT_TAGOVF = 1;
export const NSIGEMT = 1;
export const SIGEV_SIGNAL = 0;
export const SIGEV_NONE = 1;
export const SIGEV_THREAD = 2;
export const SIGEV_THREAD_ID = 4;
export const __ARCH_SIGEV_PREAMBLE_SIZE = 12;
export const SIGEV_MAX_SIZE = 64;
export const SIGEV_PAD_SIZE = 13;

export const sigval = struct("sigval", {
  sival_int: s32,
  sival_ptr: at(0, ptr),
});

export const __sifields = struct("__sifields", {
  _kill: struct("", { _pid: s32, _uid: u32 }),
  _timer: at(0, struct("", { _tid: s32, _overrun: s32, _sigval: sigval, _sys_private: s32 })),
  _rt: at(0, struct("", { _pid: s32, _uid: u32, _sigval: sigval })),
  _sigchld: at(0, struct("", { _pid: s32, _uid: u32, _status: s32, _utime: s32, _stime: s32 })),
  _sigfault: at(
    0,
    struct("", {
      _addr: ptr,
      _trapno: s32,
      _addr_lsb: at(4, s16),
      _addr_bnd: at(4, struct("", { _dummy_bnd: chars(4), _lower: ptr, _upper: ptr })),
      _addr_pkey: at(4, struct("", { _dummy_pkey: chars(4), _pkey: u32 })),
      _perf: at(4, struct("", { _data: u32, _type: u32, _flags: u32 })),
    }),
  ),
  _sigpoll: at(0, struct("", { _band: s32, _fd: s32 })),
  _sigsys: at(0, struct("", { _call_addr: ptr, _syscall: s32, _arch: u32 })),
});

export const siginfo = struct("siginfo", {
  si_signo: s32,
  si_errno: s32,
  si_code: s32,
  si_pid: s32,
  si_uid: u32,
  si_tid: at(12, s32),
  si_overrun: at(16, s32),
  _sigval: sigval,
  si_sys_private: s32,
  _pid: at(12, s32),
  _uid: at(16, u32),
  si_int: at(20, s32),
  si_ptr: at(20, ptr),
  si_status: at(20, s32),
  si_utime: at(24, s32),
  si_stime: s32,
  si_addr: at(12, ptr),
  si_trapno: at(16, s32),
  si_addr_lsb: at(16, s16),
  _dummy_bnd: at(16, chars(4)),
  si_lower: at(20, ptr),
  si_upper: at(24, ptr),
  _dummy_pkey: at(16, chars(4)),
  si_pkey: at(20, u32),
  si_perf_data: at(16, u32),
  si_perf_type: at(20, u32),
  si_perf_flags: at(24, u32),
  si_band: at(12, s32),
  si_fd: at(16, s32),
  si_call_addr: at(12, ptr),
  si_syscall: at(16, s32),
  si_arch: at(20, u32),
  _si_pad: at(0, array(s32, 32)),
});

export const sigevent = struct("sigevent", {
  sigev_value: sigval,
  sigev_signo: s32,
  sigev_notify: s32,
  _pad: array(s32, 13),
  sigev_notify_thread_id: at(12, s32),
  sigev_notify_function: at(12, ptr),
  sigev_notify_attributes: at(16, ptr),
});

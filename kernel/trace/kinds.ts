// The kinds of system call arguments: what a row of syscalls/table.ts says about each of its arguments. A kind is
// light (a name, signedness, direction); how it is shown is in show-*.ts, which strace.ts brings in when somebody looks.
// Above: syscalls/sys_*.ts (the rows). Below: nothing.

import type { ArgKind } from "../syscalls/table.ts";
import type { task_struct } from "../task/task.ts";

/** Text for one argument; null: leave it out. args are all arguments of the call, i which one this is, ret the result (known to `out` kinds). */
export type Show = (
  t: task_struct,
  value: number,
  args: readonly number[],
  ret: number,
  i: number,
) => string | null;

/** kind name -> how it is shown; filled by show-*.ts. */
export const shows = new Map<string, Show>();

/** How a kind's numbers are shown that no show-*.ts has a word for. */
export const plain: Show = (_t, value) =>
  value >= -4096 && value < 0x10000 ? String(value) : `0x${(value >>> 0).toString(16)}`;

const kind = (name: string, unsigned: boolean, out: boolean): ArgKind => ({ name, unsigned, out });
/** A signed number. */
const signed = (name: string) => kind(name, false, false);
/** An unsigned number: flags, sizes, ids. */
const word = (name: string) => kind(name, true, false);
/** An address of something read before the call. */
const into = (name: string) => kind(name, true, false);
/** An address of something the call fills: shown after it. */
const from = (name: string) => kind(name, true, true);

// Numbers
export const INT = signed("int");
export const UINT = word("uint");
export const HEX = word("hex");
export const OCT = word("octal");
export const PTR = word("ptr");
export const SIZE = word("size");
export const SSIZE = signed("ssize");
/** A 32-bit file offset. */
export const OFF = signed("off");
/** The high and the low word of a 64-bit offset or length (shown once, at the low word). */
export const OFF_HI = word("off_hi");
export const OFF_LO = word("off_lo");
/** The same, the low word first (preadv, pwritev). */
export const POS_LO = word("pos_lo");
export const POS_HI = word("pos_hi");
/** Shown as nothing: a pad or an ignored argument. */
export const NONE = word("none");

// Names of things
export const FD = signed("fd");
export const ATFD = signed("atfd");
export const PID = signed("pid");
export const UID = word("uid");
export const GID = UID;
export const DEV = word("dev");
export const SIGNAL = signed("signal");
export const CLOCKID = signed("clockid");
export const PATH = into("path");
export const STR = into("str");
export const MODE = word("mode");

// Memory the call reads: BUF_IN is as long as the next argument says; BUF_OUT as the result says.
export const BUF_IN = into("buf_in");
export const BUF_OUT = from("buf_out");
/** A string the call fills, as long as the result says (readlink, getcwd). */
export const STR_OUT = from("str_out");
export const IOVEC = into("iovec");
export const IOVEC_OUT = from("iovec_out");
export const ARGV = into("argv");
export const ENVP = into("envp");
export const INT_PTR = into("int_ptr");
export const INT_PTR_OUT = from("int_ptr_out");
export const UINT_PTR_OUT = from("uint_ptr_out");
export const OFF_PTR = into("off_ptr");
/** A 64-bit offset behind a pointer, as it is after the call. */
export const LOFF_PTR = into("loff_ptr");
export const LOFF_PTR_OUT = from("loff_ptr_out");
/** Two descriptors the call fills (pipe, socketpair). */
export const FD_PAIR_OUT = from("fd_pair_out");

// Files
export const OPEN_FLAGS = word("open_flags");
export const OPEN_HOW = into("open_how");
export const AT_FLAGS = word("at_flags");
export const UNLINK_FLAGS = word("unlink_flags");
export const RENAME_FLAGS = word("rename_flags");
export const ACCESS_MODE = word("access_mode");
export const WHENCE = word("whence");
export const FCNTL_CMD = word("fcntl_cmd");
export const FCNTL_ARG = word("fcntl_arg");
export const LOCK_OP = word("lock_op");
export const IOCTL = word("ioctl");
export const IOCTL_ARG = from("ioctl_arg");
export const STAT_OUT = from("stat_out");
export const STAT64_OUT = from("stat64_out");
export const STATX_FLAGS = word("statx_flags");
export const STATX_MASK = word("statx_mask");
export const STATX_OUT = from("statx_out");
export const STATFS_OUT = from("statfs_out");
export const STATFS64_OUT = from("statfs64_out");
export const DENTS_OUT = from("dents_out");
export const DENTS64_OUT = from("dents64_out");
export const UTIMBUF = into("utimbuf");
export const XATTR_FLAGS = word("xattr_flags");
export const FALLOC_MODE = word("falloc_mode");
export const FADVICE = word("fadvice");
export const SPLICE_FLAGS = word("splice_flags");
export const RWF_FLAGS = word("rwf_flags");
export const SYNC_RANGE_FLAGS = word("sync_range_flags");
export const CLOSE_RANGE_FLAGS = word("close_range_flags");
export const PIPE_FLAGS = word("pipe_flags");
export const MOUNT_FLAGS = word("mount_flags");
export const UMOUNT_FLAGS = word("umount_flags");
export const FSOPEN_FLAGS = word("fsopen_flags");
export const FSMOUNT_FLAGS = word("fsmount_flags");
export const MOVE_MOUNT_FLAGS = word("move_mount_flags");
export const OPEN_TREE_FLAGS = word("open_tree_flags");
export const FSCONFIG_CMD = word("fsconfig_cmd");

// Readiness
export const POLLFD = into("pollfd");
export const POLLFD_OUT = from("pollfd_out");
export const FDSET = into("fdset");
export const EPOLL_FLAGS = word("epoll_flags");
export const EPOLL_OP = word("epoll_op");
export const EPOLL_EVENT = into("epoll_event");
export const EPOLL_EVENTS_OUT = from("epoll_events_out");
export const EVENTFD_FLAGS = word("eventfd_flags");
export const SIGNALFD_FLAGS = word("signalfd_flags");
export const TIMERFD_FLAGS = word("timerfd_flags");
export const TIMERFD_SETTIME_FLAGS = word("timerfd_settime_flags");
export const INOTIFY_FLAGS = word("inotify_flags");
export const INOTIFY_MASK = word("inotify_mask");
export const FANOTIFY_FLAGS = word("fanotify_flags");
export const FANOTIFY_MARK_FLAGS = word("fanotify_mark_flags");

// Memory
export const MMAP_PROT = word("mmap_prot");
export const MMAP_FLAGS = word("mmap_flags");
export const MREMAP_FLAGS = word("mremap_flags");
export const MSYNC_FLAGS = word("msync_flags");
export const MADVICE = word("madvice");
export const MLOCKALL_FLAGS = word("mlockall_flags");
export const MEMFD_FLAGS = word("memfd_flags");
export const MEMBARRIER_CMD = word("membarrier_cmd");
export const MPOL_MODE = word("mpol_mode");

// Processes
export const CLONE_FLAGS = word("clone_flags");
export const CLONE_ARGS = into("clone_args");
export const UNSHARE_FLAGS = word("unshare_flags");
export const WAIT_FLAGS = word("wait_flags");
export const WAIT_STATUS_OUT = from("wait_status_out");
export const WAITID_TYPE = word("waitid_type");
export const EXIT_STATUS = signed("exit_status");
export const RUSAGE_WHO = signed("rusage_who");
export const RUSAGE_OUT = from("rusage_out");
export const RESOURCE = word("resource");
export const RLIMIT = into("rlimit");
export const RLIMIT_OUT = from("rlimit_out");
export const RLIMIT64 = into("rlimit64");
export const RLIMIT64_OUT = from("rlimit64_out");
export const PRIO_WHICH = word("prio_which");
export const PRCTL_OP = word("prctl_op");
export const PRCTL_ARG = word("prctl_arg");
export const PTRACE_OP = word("ptrace_op");
export const PERSONALITY = word("personality");
export const CAP_HEADER = into("cap_header");
export const CAP_DATA = into("cap_data");
export const CAP_DATA_OUT = from("cap_data_out");
export const GROUPS = into("groups");
export const GROUPS_OUT = from("groups_out");
export const UTSNAME_OUT = from("utsname_out");
export const SYSINFO_OUT = from("sysinfo_out");
export const SECCOMP_OP = word("seccomp_op");
export const SECCOMP_FLAGS = word("seccomp_flags");
export const REBOOT_CMD = word("reboot_cmd");
export const RANDOM_FLAGS = word("random_flags");
export const SYSLOG_TYPE = word("syslog_type");
export const PIDFD_FLAGS = word("pidfd_flags");
export const KCMP_TYPE = word("kcmp_type");
export const RSEQ = into("rseq");

// Signals
export const SIG_HOW = word("sig_how");
export const SIGSET = into("sigset");
export const SIGSET_OUT = from("sigset_out");
export const SIGACTION = into("sigaction");
export const SIGACTION_OUT = from("sigaction_out");
export const SIGINFO = into("siginfo");
export const SIGINFO_OUT = from("siginfo_out");
export const STACK = into("stack");
export const STACK_OUT = from("stack_out");
export const SIGEVENT = into("sigevent");

// Time
export const TIMESPEC = into("timespec");
export const TIMESPEC_OUT = from("timespec_out");
/** Two timespecs: access and modification (utimensat). */
export const TIMESPEC_PAIR = into("timespec_pair");
export const TIMESPEC64 = into("timespec64");
export const TIMESPEC64_OUT = from("timespec64_out");
export const TIMESPEC64_PAIR = into("timespec64_pair");
export const TIMEVAL = into("timeval");
export const TIMEVAL_OUT = from("timeval_out");
export const TIMEVAL_PAIR = into("timeval_pair");
export const TIMEZONE = into("timezone");
export const TIMEZONE_OUT = from("timezone_out");
export const TIME_OUT = from("time_out");
export const ITIMER_WHICH = word("itimer_which");
export const ITIMERVAL = into("itimerval");
export const ITIMERVAL_OUT = from("itimerval_out");
export const ITIMERSPEC = into("itimerspec");
export const ITIMERSPEC_OUT = from("itimerspec_out");
export const ITIMERSPEC64 = into("itimerspec64");
export const ITIMERSPEC64_OUT = from("itimerspec64_out");
export const TIMER_FLAGS = word("timer_flags");
export const TIMERID = signed("timerid");
export const TIMERID_OUT = from("timerid_out");
export const TMS_OUT = from("tms_out");
export const TIMEX = from("timex");

// Scheduling, futex
export const SCHED_POLICY = signed("sched_policy");
export const SCHED_PARAM = into("sched_param");
export const SCHED_PARAM_OUT = from("sched_param_out");
export const SCHED_ATTR = into("sched_attr");
export const SCHED_ATTR_OUT = from("sched_attr_out");
export const CPUSET = into("cpuset");
export const CPUSET_OUT = from("cpuset_out");
export const FUTEX_OP = word("futex_op");
/** futex's fourth argument: a time-out or a count, as the operation says. */
export const FUTEX_TIMEOUT = into("futex_timeout");
export const FUTEX_VAL3 = word("futex_val3");

// Sockets
/** What is sent and received: as BUF_IN and BUF_OUT, but read where the socket's family says how. */
export const SOCK_BUF_IN = into("sock_buf_in");
export const SOCK_BUF_OUT = from("sock_buf_out");
export const SOCK_DOMAIN = word("sock_domain");
export const SOCK_TYPE = word("sock_type");
export const SOCK_PROTO = word("sock_proto");
export const SOCKADDR = into("sockaddr");
export const SOCKADDR_OUT = from("sockaddr_out");
export const SOCKLEN = signed("socklen");
export const SOCKLEN_PTR = from("socklen_ptr");
export const SOL = signed("sol");
export const SOCKOPT = signed("sockopt");
export const SOCKOPT_VAL = into("sockopt_val");
export const SOCKOPT_VAL_OUT = from("sockopt_val_out");
export const MSG_FLAGS = word("msg_flags");
export const MSGHDR = into("msghdr");
export const MSGHDR_OUT = from("msghdr_out");
export const MMSGHDR = into("mmsghdr");
export const MMSGHDR_OUT = from("mmsghdr_out");
export const SHUT_HOW = word("shut_how");
export const SOCK_FLAGS = word("sock_flags");
export const SOCKETCALL = word("socketcall");
export const SOCKETCALL_ARGS = into("socketcall_args");

// System V and POSIX ipc
export const IPC_KEY = signed("ipc_key");
export const MSGGET_FLAGS = word("msgget_flags");
export const SHMGET_FLAGS = word("shmget_flags");
export const SHMAT_FLAGS = word("shmat_flags");
export const SEM_CMD = word("sem_cmd");
export const MSG_CMD = word("msg_cmd");
export const SHM_CMD = word("shm_cmd");
export const IPC_MSG_FLAGS = word("ipc_msg_flags");
export const SEMBUF = into("sembuf");
export const MSGBUF = into("msgbuf");
export const MSGBUF_OUT = from("msgbuf_out");
export const MQ_ATTR = into("mq_attr");
export const MQ_ATTR_OUT = from("mq_attr_out");

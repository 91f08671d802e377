// <linux/cn_proc.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { at, chars, s32, struct, u32, u64 } from "../struct.ts";

export const PROC_CN_MCAST_LISTEN = 1;
export const PROC_CN_MCAST_IGNORE = 2;
export const PROC_EVENT_NONE = 0;
export const PROC_EVENT_FORK = 1;
export const PROC_EVENT_EXEC = 2;
export const PROC_EVENT_UID = 4;
export const PROC_EVENT_GID = 0x40;
export const PROC_EVENT_SID = 0x80;
export const PROC_EVENT_PTRACE = 0x100;
export const PROC_EVENT_COMM = 0x200;
export const PROC_EVENT_COREDUMP = 0x40000000;
export const PROC_EVENT_EXIT = 0x80000000;

export const fork_proc_event = struct("fork_proc_event", {
  parent_pid: s32,
  parent_tgid: s32,
  child_pid: s32,
  child_tgid: s32,
});

export const exec_proc_event = struct("exec_proc_event", {
  process_pid: s32,
  process_tgid: s32,
});

export const id_proc_event = struct("id_proc_event", {
  process_pid: s32,
  process_tgid: s32,
  r: struct("", { ruid: u32, rgid: at(0, u32) }),
  e: struct("", { euid: u32, egid: at(0, u32) }),
});

export const sid_proc_event = struct("sid_proc_event", {
  process_pid: s32,
  process_tgid: s32,
});

export const ptrace_proc_event = struct("ptrace_proc_event", {
  process_pid: s32,
  process_tgid: s32,
  tracer_pid: s32,
  tracer_tgid: s32,
});

export const comm_proc_event = struct("comm_proc_event", {
  process_pid: s32,
  process_tgid: s32,
  comm: chars(16),
});

export const coredump_proc_event = struct("coredump_proc_event", {
  process_pid: s32,
  process_tgid: s32,
  parent_pid: s32,
  parent_tgid: s32,
});

export const exit_proc_event = struct("exit_proc_event", {
  process_pid: s32,
  process_tgid: s32,
  exit_code: u32,
  exit_signal: u32,
  parent_pid: s32,
  parent_tgid: s32,
});

export const proc_event = struct("proc_event", {
  what: u32,
  cpu: u32,
  timestamp_ns: u64,
  event_data: struct("", {
    ack: struct("", { err: u32 }),
    fork: at(0, fork_proc_event),
    exec: at(0, exec_proc_event),
    id: at(0, id_proc_event),
    sid: at(0, sid_proc_event),
    ptrace: at(0, ptrace_proc_event),
    comm: at(0, comm_proc_event),
    coredump: at(0, coredump_proc_event),
    exit: at(0, exit_proc_event),
  }),
});

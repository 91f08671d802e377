// execve (fs/exec.c): from a file name to a task that runs another program. Formats: binfmt_elf.ts, binfmt_script.ts.
// Above: sys_process.ts, index.ts (spawn). Below: fs/, mm/, task/.

import { use_space } from "../arch/parisc/entry.ts";
import type { file } from "../fs/file.ts";
import { LOOKUP_EMPTY, LOOKUP_FOLLOW } from "../fs/namei.ts";
import { allow_write_access, do_open_execat } from "../fs/open.ts";
import {
  mm_struct,
  VM_EXEC,
  VM_GROWSUP,
  VM_MAYEXEC,
  VM_MAYREAD,
  VM_MAYWRITE,
  VM_READ,
  VM_WRITE,
  vm_area_struct,
} from "../mm/mm.ts";
import { enough_memory, page_align } from "../mm/mmap.ts";
import { bytesOf, copy_to_user, iov_iter, TASK_SIZE } from "../mm/uaccess.ts";
import { calc_max_stack_size, mmap_upper_limit } from "../mm/unmapped_area.ts";
import { cap_bprm_creds } from "../task/commoncap.ts";
import { capable, commit_creds, type cred, prepare_creds } from "../task/cred.ts";
import { mm_release, release_task, zap_other_threads } from "../task/exit.ts";
import { ptrace_event_exec } from "../task/ptrace.ts";
import { force_sig, sig_kernel_only } from "../task/signal.ts";
import { PF_FORKNOEXEC, SIGNAL_GROUP_EXIT, sighand_struct, type task_struct } from "../task/task.ts";
import { EXIT_ZOMBIE, type Sleeps, TASK_UNINTERRUPTIBLE } from "../task/wait.ts";
import { E2BIG, EACCES, EAGAIN, ELOOP, ENOEXEC, ENOMEM } from "../uapi/asm/errno.ts";
import { RLIM_INFINITY, RLIMIT_NPROC, RLIMIT_STACK } from "../uapi/asm/resource.ts";
import { SIG_DFL, SIG_IGN, SIGCHLD, SIGSEGV } from "../uapi/asm/signal.ts";
import { CAP_SYS_ADMIN, CAP_SYS_RESOURCE } from "../uapi/linux/capability.ts";
import { AT_EMPTY_PATH, AT_FDCWD, AT_SYMLINK_NOFOLLOW } from "../uapi/linux/fcntl.ts";
import { ADDR_COMPAT_LAYOUT, PER_CLEAR_ON_SETID } from "../uapi/linux/personality.ts";
import { load_elf_binary } from "./binfmt_elf.ts";
import { load_script } from "./binfmt_script.ts";

const PAGE = 4096;
const MAX_ARG_STRLEN = 131072;
const MAX_ARG_STRINGS = 0x7fffffff;
const ARG_MAX = 131072;
const _STK_LIM = 8 * 1024 * 1024;
const STACK_EXPAND = 131072;

/** A program on its way into memory. */
export interface linux_binprm {
  file: file;
  /** The first bytes of the file. */
  buf: Uint8Array;
  filename: string;
  /** What runs: the file, or the interpreter of a script. */
  interp: string;
  argv: string[];
  envp: string[];
  cred: cred;
  secureexec: boolean;
  mm: mm_struct | null;
  /** Top of what is on the new stack. */
  p: number;
  /** Where the file's name is on the stack. */
  exec_addr: number;
  interpreter: file | null;
  /** Name for the task if it is not the file's (scripts keep the script's). */
  comm?: string;
  /** The old program is gone: errors now kill. */
  point_of_no_return: boolean;
  /** An interpreter that could not be used, for diagnosis. */
  missing: string;
}

/** The file's bytes at pos, short at its end, or -ERRNO. */
export function read_file(t: task_struct, f: file, pos: number, n: number): Uint8Array | number {
  const b = new Uint8Array(n);
  const r = f.f_op.read_iter?.(t, f, iov_iter.bytes(b), pos) ?? -ENOEXEC;
  if (typeof r !== "number") return -EACCES;
  return r < 0 ? r : b.subarray(0, r);
}

/** Opens an interpreter (open_exec). */
export const open_exec = (t: task_struct, name: string): file | number =>
  do_open_execat(t, AT_FDCWD, name, LOOKUP_FOLLOW);

/** Closes a file opened for exec. */
export function close_exec(f: file): void {
  allow_write_access(f);
  f.put();
}

/** Replaces t's program. Returns -ERRNO, or 0 with the registers set for the new program (or t dead). */
export function* do_execveat(
  t: task_struct,
  fd: number,
  name: string,
  argv: string[],
  envp: string[],
  flags: number,
  diagnosis: { what: string } = { what: "" },
): Sleeps<number> {
  if (over_nproc(t)) return -EAGAIN;
  const lookup =
    (flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW) | (flags & AT_EMPTY_PATH ? LOOKUP_EMPTY : 0);
  const f = do_open_execat(t, fd, name, lookup);
  if (typeof f === "number") return f;
  const filename =
    fd === AT_FDCWD || name.startsWith("/") ? name : name === "" ? `/dev/fd/${fd}` : `/dev/fd/${fd}/${name}`;
  const bprm: linux_binprm = {
    file: f,
    buf: new Uint8Array(),
    filename,
    interp: filename,
    argv,
    envp,
    cred: prepare_creds(t),
    secureexec: false,
    mm: null,
    p: 0,
    exec_addr: 0,
    interpreter: null,
    point_of_no_return: false,
    missing: "",
  };
  if (argv.length === 0 && t.kernel.release.atLeast("5.18")) bprm.argv = [""];
  const old_nr = t.thread_pid.nr_ns(t.pid_ns);
  let r = check_args(t, bprm);
  if (r === 0) r = yield* exec_binprm(t, bprm);
  diagnosis.what = bprm.missing;
  if (bprm.interpreter) close_exec(bprm.interpreter);
  close_exec(bprm.file);
  if (r >= 0 && t.ptrace) yield* ptrace_event_exec(t, old_nr);
  if (r >= 0 || !bprm.point_of_no_return || t.exit_state) return r;
  t.in_syscall = false;
  force_sig(t, SIGSEGV);
  return 0;
}

function over_nproc(t: task_struct): boolean {
  const limit = t.rlimit(RLIMIT_NPROC);
  if (limit === RLIM_INFINITY || t.cred.uid === 0 || !t.nproc_exceeded) return false;
  t.nproc_exceeded = false;
  return !capable(t, CAP_SYS_RESOURCE) && !capable(t, CAP_SYS_ADMIN);
}

/** Strings too long or too many (bprm_stack_limits, copy_strings). */
function check_args(t: task_struct, bprm: linux_binprm): number {
  const limit = Math.max(
    Math.min(Math.floor(_STK_LIM / 4) * 3, Math.floor(t.rlimit(RLIMIT_STACK) / 4)),
    ARG_MAX,
  );
  const pointers = (bprm.argv.length + bprm.envp.length) * 4;
  let size = bprm.filename.length + 1;
  for (const list of [bprm.argv, bprm.envp]) {
    if (list.length > MAX_ARG_STRINGS) return -E2BIG;
    for (const s of list) {
      if (s.length >= MAX_ARG_STRLEN) return -E2BIG;
      size += s.length + 1;
    }
  }
  return size + pointers > limit ? -E2BIG : 0;
}

/** Asks the formats in turn; a script changes the bprm and it starts again (search_binary_handler). */
function* exec_binprm(t: task_struct, bprm: linux_binprm): Sleeps<number> {
  for (let depth = 0; ; depth++) {
    if (depth > 5) return -ELOOP;
    const buf = read_file(t, bprm.file, 0, t.kernel.release.atLeast("5.1") ? 256 : 128);
    if (typeof buf === "number") return buf;
    bprm.buf = buf;
    cap_bprm_creds(t, bprm);
    const script = load_script(t, bprm);
    if (script === "again") {
      const r = check_args(t, bprm);
      if (r < 0) return r;
      continue;
    }
    if (script !== -ENOEXEC) return script;
    return yield* load_elf_binary(t, bprm);
  }
}

/** The old program goes: other threads, memory, handlers (begin_new_exec). */
export function* begin_new_exec(t: task_struct, bprm: linux_binprm): Sleeps<number> {
  const mm = new mm_struct(t.kernel, bprm.cred.user_ns);
  bprm.mm = mm;
  const r = yield* de_thread(t);
  if (r < 0) {
    mm.put();
    return r;
  }
  bprm.point_of_no_return = true;
  mm.exe_file = bprm.file.get();
  mm.space.program = `${bprm.interp} ${bprm.file.f_inode.i_size}`;
  bprm.file.f_inode.i_writecount--; // the space's own ban on writing
  mm_release(t);
  t.kernel.exit_itimers?.(t);
  const old = t.mm;
  if (old) {
    if (t.signal.dead.maxrss < old.hiwater_rss) t.signal.dead.maxrss = old.hiwater_rss;
    t.mm = mm;
    old.put();
  }
  t.mm = mm;
  if (t.kernel.sched.current === t) use_space(t);
  t.flags &= ~PF_FORKNOEXEC;
  t.did_exec = true;
  t.thread_flags = 0;
  t.sas_ss_sp = t.sas_ss_size = 0;
  t.sas_ss_flags = 2;
  t.robust_list = 0;
  t.clear_child_tid = 0;
  t.restart_block = null;
  if (bprm.secureexec) t.personality &= ~PER_CLEAR_ON_SETID;
  flush_signal_handlers(t);
  if (t.files.count > 1) {
    const shared = t.files;
    t.files = shared.dup();
    shared.put(t);
  }
  t.files.do_close_on_exec(t);
  const base = (bprm.filename.split("/").pop() ?? "").slice(0, 15);
  t.comm = bprm.comm ?? base;
  t.exit_signal = SIGCHLD;
  t.exec_id++;
  mm.dumpable = bprm.secureexec ? t.kernel.suid_dumpable : 1;
  commit_creds(t, bprm.cred);
  mm.dumpable = bprm.secureexec ? t.kernel.suid_dumpable : 1;
  return 0;
}

/** Only t stays of its process; it becomes the leader (de_thread). */
function* de_thread(t: task_struct): Sleeps<number> {
  const signal = t.signal;
  if (signal.threads.length > 1) {
    if (signal.flags & SIGNAL_GROUP_EXIT || signal.group_exec_task) return -EAGAIN;
    signal.group_exec_task = t;
    zap_other_threads(t);
    const others = () =>
      signal.threads.some((th) => th !== t && (th !== t.group_leader || th.exit_state !== EXIT_ZOMBIE));
    while (others()) {
      t.state = TASK_UNINTERRUPTIBLE;
      if (!others()) break;
      yield;
    }
    t.state = 0;
    signal.group_exec_task = null;
    const leader = t.group_leader;
    if (leader !== t) take_over_leader(t, leader);
  }
  if (t.sighand.count > 1) {
    const old = t.sighand;
    const own = new sighand_struct();
    for (let i = 1; i <= 64; i++) own.action[i] = { ...old.action[i] };
    old.count--;
    t.sighand = own;
  }
  return 0;
}

/** t takes the dead leader's number and place. */
function take_over_leader(t: task_struct, leader: task_struct): void {
  const kernel = t.kernel;
  const [own, pid] = [t.thread_pid, leader.thread_pid];
  kernel.tasks.delete(t.pid);
  t.start_time = leader.start_time;
  leader.thread_pid = own;
  t.thread_pid = pid;
  pid.task = t;
  own.task = leader;
  kernel.tasks.set(t.pid, t);
  t.group_leader = t;
  leader.group_leader = t;
  const signal = t.signal;
  for (const set of [signal.pgrp.pgrp, signal.session.session]) {
    if (set.delete(leader)) set.add(t);
  }
  t.exit_signal = SIGCHLD;
  t.real_parent = leader.real_parent;
  t.parent = t.ptrace ? t.parent : leader.real_parent;
  leader.real_parent.children.delete(leader);
  t.real_parent.children.add(t);
  const reaped = kernel.on_reaped.get(leader);
  if (reaped) {
    kernel.on_reaped.delete(leader);
    kernel.on_reaped.set(t, reaped);
  }
  const ns = t.pid_ns;
  if (ns.child_reaper === leader) ns.child_reaper = t;
  for (const c of [...leader.children]) {
    c.real_parent = t;
    if (!c.ptrace) c.parent = t;
    t.children.add(c);
  }
  leader.children.clear();
  leader.exit_signal = -1;
  signal.threads.splice(signal.threads.indexOf(t), 1);
  signal.threads.unshift(t);
  release_task(leader);
}

/** Actions go back to default but for what is ignored. */
function flush_signal_handlers(t: task_struct): void {
  for (let sig = 1; sig <= 64; sig++) {
    const a = t.sighand.action[sig];
    if (a.sa_handler !== SIG_IGN || sig_kernel_only(sig)) a.sa_handler = SIG_DFL;
    a.sa_flags = 0;
    a.sa_mask.lo = a.sa_mask.hi = 0;
  }
}

/** Makes the stack with the strings at its low end (bprm_mm_init, copy_strings, setup_arg_pages). 0 or -ERRNO. */
export function setup_arg_pages(t: task_struct, bprm: linux_binprm, executable: boolean): number {
  const mm = t.mm!;
  const max = t.rlimit_max(RLIMIT_STACK);
  const top = mmap_upper_limit(max);
  mm.mmap_base = top;
  mm.mmap_is_legacy = (t.personality & ADDR_COMPAT_LAYOUT) !== 0;
  if (mm.mmap_is_legacy) mm.mmap_base = mm.mmap_legacy_base;
  const strings = [...bprm.argv, ...bprm.envp, bprm.filename];
  let bytes = 4;
  for (const s of strings) bytes += s.length + 1;
  const pages = page_align(bytes);
  const stack_max = Math.min(calc_max_stack_size(max), 0x60000000);
  if (pages > stack_max) return -ENOMEM;
  const base = page_align(TASK_SIZE - stack_max);
  const limit = t.rlimit(RLIMIT_STACK);
  const size = pages + STACK_EXPAND > limit ? Math.max(page_align(limit), pages) : pages + STACK_EXPAND;
  if (!enough_memory(t, pages / PAGE)) return -ENOMEM;
  const flags =
    VM_READ |
    VM_WRITE |
    (executable ? VM_EXEC : 0) |
    VM_MAYREAD |
    VM_MAYWRITE |
    VM_MAYEXEC |
    VM_GROWSUP |
    mm.def_flags;
  const vma = new vm_area_struct(mm, base, base + Math.min(size, stack_max), flags);
  vma.vm_pgoff = base / PAGE;
  mm.insert_vma(vma);
  // strings end four bytes below the next page: argv, envp, then the file's name
  const text = `${strings.join("\0")}\0`;
  const at = base + pages - 4 - text.length;
  copy_to_user(t, at, bytesOf(text));
  mm.arg_start = at;
  let p = at;
  for (const s of bprm.argv) p += s.length + 1;
  mm.arg_end = mm.env_start = p;
  for (const s of bprm.envp) p += s.length + 1;
  mm.env_end = p;
  bprm.exec_addr = p;
  bprm.p = base + pages;
  return 0;
}

// Processes and signals in strace: clone flags, wait status, signal sets and actions, siginfo, limits, capabilities, ipc.
// Above: strace.ts. Below: guest.ts, names.ts.

import type { siginfo, task_struct } from "../task/task.ts";
import * as resource from "../uapi/asm/resource.ts";
import * as siginfo_h from "../uapi/asm/siginfo.ts";
import * as signal from "../uapi/asm/signal.ts";
import { sigaltstack } from "../uapi/asm/signal.ts";
import * as capability from "../uapi/linux/capability.ts";
import * as ipc from "../uapi/linux/ipc.ts";
import * as kcmp from "../uapi/linux/kcmp.ts";
import { mq_attr } from "../uapi/linux/mqueue.ts";
import * as msg from "../uapi/linux/msg.ts";
import * as personality from "../uapi/linux/personality.ts";
import * as prctl from "../uapi/linux/prctl.ts";
import * as ptrace from "../uapi/linux/ptrace.ts";
import * as random from "../uapi/linux/random.ts";
import * as reboot from "../uapi/linux/reboot.ts";
import * as linux_resource from "../uapi/linux/resource.ts";
import { rlimit, rlimit64 } from "../uapi/linux/resource.ts";
import { sched_attr } from "../uapi/linux/sched/types.ts";
import * as sched from "../uapi/linux/sched.ts";
import { clone_args } from "../uapi/linux/sched.ts";
import * as seccomp from "../uapi/linux/seccomp.ts";
import * as sem from "../uapi/linux/sem.ts";
import { sembuf } from "../uapi/linux/sem.ts";
import * as shm from "../uapi/linux/shm.ts";
import { sysinfo } from "../uapi/linux/sysinfo.ts";
import { new_utsname } from "../uapi/linux/utsname.ts";
import * as wait from "../uapi/linux/wait.ts";
import { address, hex, list, peek, peekStruct, peekWord, quoteBytes } from "./guest.ts";
import { type Show, shows } from "./kinds.ts";
import { flagsOf, flagsOfThese, oneOf, oneOfThese } from "./names.ts";
import { filled, signalName } from "./show-base.ts";

/** "[INT CHLD]", or "~[KILL STOP]" when more are in than out. */
export function sigsetText(t: task_struct, addr: number): string {
  if (addr === 0) return "NULL";
  const b = peek(t, addr, 8);
  if (b.length < 8) return address(addr);
  const word = (k: number) => ((b[k] << 24) | (b[k + 1] << 16) | (b[k + 2] << 8) | b[k + 3]) >>> 0;
  // Longs of 32 bits, the first with signals 1 to 32.
  return sigsetWords(word(0), word(4));
}

export function sigsetWords(lo: number, hi: number): string {
  const has = (sig: number) => ((sig <= 32 ? lo >>> (sig - 1) : hi >>> (sig - 33)) & 1) !== 0;
  const all = Array.from({ length: 64 }, (_, k) => k + 1);
  const inSet = all.filter(has);
  const inverted = inSet.length > 32;
  const shown = inverted ? all.filter((s) => !has(s)) : inSet;
  return `${inverted ? "~" : ""}[${shown.map((s) => signalName(s).replace(/^SIG/, "")).join(" ")}]`;
}

const saFlags = flagsOf(signal, "SA_", "0", (n) => !/SA_(NOMASK|ONESHOT|UNSUPPORTED)/.test(n));
const handlerName = (v: number): string => (v === 0 ? "SIG_DFL" : v === 1 ? "SIG_IGN" : address(v));

/** parisc's struct sigaction: handler, flags, mask (arch/parisc/include/asm/signal.h). */
const sigaction: Show = (t, v) => {
  if (v === 0) return "NULL";
  const h = peekWord(t, v);
  const f = peekWord(t, v + 4);
  if (h === null || f === null) return address(v);
  return `{sa_handler=${handlerName(h)}, sa_mask=${sigsetText(t, v + 8)}, sa_flags=${saFlags(f)}}`;
};

const codes: Readonly<Record<number, (v: number) => string>> = {
  [signal.SIGCHLD]: oneOf(siginfo_h, "CLD_"),
  [signal.SIGSEGV]: oneOf(siginfo_h, "SEGV_"),
  [signal.SIGBUS]: oneOf(siginfo_h, "BUS_"),
  [signal.SIGILL]: oneOf(siginfo_h, "ILL_"),
  [signal.SIGFPE]: oneOf(siginfo_h, "FPE_"),
  [signal.SIGTRAP]: oneOf(siginfo_h, "TRAP_"),
  [signal.SIGIO]: oneOf(siginfo_h, "POLL_"),
  [signal.SIGSYS]: oneOf(siginfo_h, "SYS_"),
};
const siCodes = oneOf(siginfo_h, "SI_", (n) => n !== "SI_MAX_SIZE" && n !== "SI_USER");
const codeName = (sig: number, code: number): string => {
  if (code === 0) return "SI_USER";
  if (code < 0 || code === siginfo_h.SI_KERNEL) return siCodes(code);
  return codes[sig]?.(code) ?? String(code);
};

const faults = new Set([signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGFPE, signal.SIGTRAP]);

/** A siginfo the kernel has. */
export function siginfoText(info: siginfo): string {
  const parts = [`si_signo=${signalName(info.si_signo)}`, `si_code=${codeName(info.si_signo, info.si_code)}`];
  if (info.si_errno) parts.push(`si_errno=${info.si_errno}`);
  if (info.si_code > 0 && faults.has(info.si_signo)) parts.push(`si_addr=${address(info.si_addr ?? 0)}`);
  else if (info.si_code !== siginfo_h.SI_KERNEL) {
    if (info.si_pid !== undefined) parts.push(`si_pid=${info.si_pid}`, `si_uid=${info.si_uid ?? 0}`);
  }
  if (info.si_signo === signal.SIGCHLD && info.si_status !== undefined) {
    const exited = info.si_code === siginfo_h.CLD_EXITED;
    parts.push(`si_status=${exited ? info.si_status : signalName(info.si_status)}`);
    parts.push(`si_utime=${info.si_utime ?? 0}`, `si_stime=${info.si_stime ?? 0}`);
  }
  if (info.si_code === siginfo_h.SI_QUEUE && info.si_value !== undefined)
    parts.push(`si_value=${hex(info.si_value)}`);
  return `{${parts.join(", ")}}`;
}

/** A siginfo in the program's memory. */
const userSiginfo: Show = (t, v) =>
  peekStruct(t, v, siginfo_h.siginfo, (s) =>
    siginfoText({
      si_signo: s.si_signo,
      si_errno: s.si_errno,
      si_code: s.si_code,
      si_pid: s.si_pid,
      si_uid: s.si_uid,
      si_status: s.si_status,
      si_utime: s.si_utime,
      si_stime: s.si_stime,
      si_addr: s.si_addr,
      si_value: s.si_ptr,
    }),
  );

/** "[{WIFEXITED(s) && WEXITSTATUS(s) == 0}]". */
export function waitStatus(s: number): string {
  const sig = s & 0x7f;
  if (s === 0xffff) return "[{WIFCONTINUED(s)}]";
  if ((s & 0xff) === 0x7f) return `[{WIFSTOPPED(s) && WSTOPSIG(s) == ${signalName((s >> 8) & 0xff)}}]`;
  if (sig)
    return `[{WIFSIGNALED(s) && WTERMSIG(s) == ${signalName(sig)}${s & 0x80 ? " && WCOREDUMP(s)" : ""}}]`;
  return `[{WIFEXITED(s) && WEXITSTATUS(s) == ${(s >> 8) & 0xff}}]`;
}

const cloneBits = flagsOf(
  sched,
  "CLONE_",
  "0",
  (n) => !/CLONE_(ARGS|NEWTIME|CLEAR_SIGHAND|INTO_CGROUP)/.test(n),
);
const cloneFlags = (v: number): string => {
  const sig = v & 0xff;
  const rest = (v & ~0xff) >>> 0;
  if (!rest) return sig ? signalName(sig) : "0";
  return sig ? `${cloneBits(rest)}|${signalName(sig)}` : cloneBits(rest);
};
const namespaces = flagsOf(sched, "CLONE_", "0", (n) => !/CLONE_ARGS/.test(n));

const rlimits = oneOf(resource, "RLIMIT_");
const limit = (v: number | bigint): string => {
  const n = BigInt(v);
  if (n === 0xffffffffn || n === 0xffffffffffffffffn) return "RLIM_INFINITY";
  return n > 1024n && n % 1024n === 0n ? `${n / 1024n}*1024` : String(n);
};
const limits = (x: { rlim_cur: number | bigint; rlim_max: number | bigint }): string =>
  `{rlim_cur=${limit(x.rlim_cur)}, rlim_max=${limit(x.rlim_max)}}`;

const stack: Show = (t, v) =>
  peekStruct(t, v, sigaltstack, (s) => {
    const flags = flagsOfThese({ 1: "SS_ONSTACK", 2: "SS_DISABLE", 0x80000000: "SS_AUTODISARM" });
    return `{ss_sp=${address(s.ss_sp)}, ss_flags=${flags(s.ss_flags)}, ss_size=${s.ss_size}}`;
  });

const groups: Show = (t, v, args) => {
  if (v === 0) return "NULL";
  const n = args[0];
  return list(
    Array.from({ length: Math.min(Math.max(n, 0), 33) }, (_, k) => String(peekWord(t, v + 4 * k) ?? "?")),
  );
};

const capNames = (lo: number): string => {
  const out: string[] = [];
  for (const [n, v] of Object.entries(capability)) {
    if (typeof v === "number" && n.startsWith("CAP_") && v < 32 && n !== "CAP_LAST_CAP" && (lo >>> v) & 1)
      out.push(`1<<${n}`);
  }
  return lo === 0xffffffff || out.length > 8 ? hex(lo) : out.join("|") || "0";
};
const capData: Show = (t, v) =>
  peekStruct(
    t,
    v,
    capability.__user_cap_data_struct,
    (d) =>
      `{effective=${capNames(d.effective)}, permitted=${capNames(d.permitted)}, inheritable=${capNames(d.inheritable)}}`,
  );

const policies = oneOf(sched, "SCHED_", (n) => !/SCHED_FLAG|RESET/.test(n));
const param: Show = (t, v) => {
  const p = v ? peekWord(t, v) : null;
  return p === null ? address(v) : `[${p | 0}]`;
};
const attr: Show = (t, v) =>
  peekStruct(
    t,
    v,
    sched_attr,
    (a) =>
      `{size=${a.size}, sched_policy=${policies(a.sched_policy)}, sched_nice=${a.sched_nice}, sched_priority=${a.sched_priority}, ...}`,
  );
/** syslog(2)'s actions (include/linux/syslog.h). */
const syslogTypes = [
  "SYSLOG_ACTION_CLOSE",
  "SYSLOG_ACTION_OPEN",
  "SYSLOG_ACTION_READ",
  "SYSLOG_ACTION_READ_ALL",
  "SYSLOG_ACTION_READ_CLEAR",
  "SYSLOG_ACTION_CLEAR",
  "SYSLOG_ACTION_CONSOLE_OFF",
  "SYSLOG_ACTION_CONSOLE_ON",
  "SYSLOG_ACTION_CONSOLE_LEVEL",
  "SYSLOG_ACTION_SIZE_UNREAD",
  "SYSLOG_ACTION_SIZE_BUFFER",
];
const cpuset: Show = (t, v, args) => {
  if (v === 0) return "NULL";
  const cpus: number[] = [];
  for (let k = 0; k < Math.min(args[1] >>> 0, 128) / 4; k++) {
    const w = peekWord(t, v + 4 * k);
    if (w === null) return address(v);
    for (let bit = 0; bit < 32; bit++) if ((w >>> bit) & 1) cpus.push(32 * k + bit);
  }
  return `[${cpus.join(" ")}]`;
};

const ipcBits = flagsOf(ipc, "IPC_", "0", (n) => /IPC_(CREAT|EXCL|NOWAIT)$/.test(n));
const ipcFlags = (v: number): string => {
  const mode = v & 0o777;
  const rest = v & ~0o777;
  const perm = `0${mode.toString(8)}`;
  return rest ? `${ipcBits(rest)}|${perm}` : perm;
};
const mqAttr: Show = (t, v) =>
  peekStruct(
    t,
    v,
    mq_attr,
    (a) =>
      `{mq_flags=${a.mq_flags}, mq_maxmsg=${a.mq_maxmsg}, mq_msgsize=${a.mq_msgsize}, mq_curmsgs=${a.mq_curmsgs}}`,
  );

const named =
  (f: (v: number) => string): Show =>
  (_t, v) =>
    f(v);

const IPC_64 = 0x100;
const semFlags = flagsOfThese({ [ipc.IPC_NOWAIT]: "IPC_NOWAIT", [sem.SEM_UNDO]: "SEM_UNDO" });
/** Commands of one of semctl, msgctl and shmctl. */
function ipcCommand(names: Readonly<Record<number, string>>): Show {
  const name = oneOfThese({
    [ipc.IPC_RMID]: "IPC_RMID",
    [ipc.IPC_SET]: "IPC_SET",
    [ipc.IPC_STAT]: "IPC_STAT",
    [ipc.IPC_INFO]: "IPC_INFO",
    ...names,
  });
  return (_t, v) => (v & IPC_64 ? `IPC_64|${name(v & ~IPC_64)}` : name(v));
}
const commandNames = (header: object, names: string): Record<number, string> =>
  Object.fromEntries(names.split(" ").map((n) => [(header as Readonly<Record<string, number>>)[n], n]));

const table: Record<string, Show> = {
  clone_flags: named(cloneFlags),
  clone_args: (t, v) =>
    peekStruct(
      t,
      v,
      clone_args,
      (a) =>
        `{flags=${cloneBits(Number(a.flags & 0xffffffffn))}, exit_signal=${signalName(Number(a.exit_signal))}, stack=${hex(Number(a.stack))}, stack_size=${hex(Number(a.stack_size))}}`,
    ),
  unshare_flags: named(namespaces),
  wait_flags: named(flagsOf(wait, "W __W", "0", (n) => n !== "WSTOPPED")),
  wait_status_out: (t, v, _a, ret) => {
    const s = ret > 0 && v ? peekWord(t, v) : null;
    return s === null ? address(v) : waitStatus(s);
  },
  waitid_type: named(oneOf(wait, "P_")),
  exit_status: (_t, v) => String(v),
  rusage_who: named(oneOf(linux_resource, "RUSAGE_", (n) => n !== "RUSAGE_BOTH")),
  resource: named(rlimits),
  rlimit: (t, v) => peekStruct(t, v, rlimit, limits),
  rlimit_out: filled((t, v) => peekStruct(t, v, rlimit, limits)),
  rlimit64: (t, v) => peekStruct(t, v, rlimit64, limits),
  rlimit64_out: filled((t, v) => peekStruct(t, v, rlimit64, limits)),
  prio_which: named(oneOf(linux_resource, "PRIO_", (n) => /PRIO_(PROCESS|PGRP|USER)/.test(n))),
  prctl_op: named(
    oneOf(
      prctl,
      "PR_GET PR_SET PR_CAP PR_MCE PR_TASK PR_PAC PR_SVE PR_SCHED",
      (n) => !/PR_(CAP_AMBIENT_|MCE_KILL_|SET_MM_|PAC_AP|SVE_VL)/.test(n),
    ),
  ),
  ptrace_op: named(
    oneOf(ptrace, "PTRACE_", (n) => !/PTRACE_(EVENT|O_|SEIZE_|PEEKSIGINFO_|SYSCALL_INFO_)/.test(n)),
  ),
  personality: named(oneOf(personality, "PER_", (n) => n !== "PER_MASK")),
  cap_header: (t, v) =>
    peekStruct(
      t,
      v,
      capability.__user_cap_header_struct,
      (h) =>
        `{version=${h.version === capability._LINUX_CAPABILITY_VERSION_3 ? "_LINUX_CAPABILITY_VERSION_3" : hex(h.version)}, pid=${h.pid}}`,
    ),
  cap_data: capData,
  cap_data_out: filled(capData),
  groups,
  groups_out: filled((t, v, args, ret, i) =>
    args[0] === 0 ? address(v) : groups(t, v, [ret, ...args.slice(1)], ret, i),
  ),
  utsname_out: filled((t, v) =>
    peekStruct(
      t,
      v,
      new_utsname,
      (u) => `{sysname="${u.sysname}", nodename="${u.nodename}", release="${u.release}", ...}`,
    ),
  ),
  sysinfo_out: filled((t, v) =>
    peekStruct(
      t,
      v,
      sysinfo,
      (s) => `{uptime=${s.uptime}, totalram=${s.totalram}, freeram=${s.freeram}, procs=${s.procs}, ...}`,
    ),
  ),
  seccomp_op: named(oneOf(seccomp, "SECCOMP_", (n) => /SECCOMP_(SET_MODE|GET_)/.test(n))),
  seccomp_flags: named(flagsOf(seccomp, "SECCOMP_FILTER_FLAG_")),
  reboot_cmd: named(oneOf(reboot, "LINUX_REBOOT_CMD_")),
  random_flags: named(flagsOf(random, "GRND_")),
  pidfd_flags: named(flagsOfThese({ 0o200000: "PIDFD_NONBLOCK" })),
  kcmp_type: named(oneOf(kcmp, "KCMP_", (n) => n !== "KCMP_TYPES")),
  sig_how: named(oneOfThese({ 0: "SIG_BLOCK", 1: "SIG_UNBLOCK", 2: "SIG_SETMASK" })),
  sigset: (t, v) => sigsetText(t, v),
  sigset_out: filled((t, v) => sigsetText(t, v)),
  sigaction,
  sigaction_out: filled(sigaction),
  siginfo: userSiginfo,
  siginfo_out: filled(userSiginfo),
  stack,
  stack_out: filled(stack),
  sigevent: (t, v) =>
    peekStruct(t, v, siginfo_h.sigevent, (e) => {
      const how = oneOf(siginfo_h, "SIGEV_", (n) => !/SIZE/.test(n));
      return `{sigev_signo=${signalName(e.sigev_signo)}, sigev_notify=${how(e.sigev_notify)}}`;
    }),
  sched_policy: named(policies),
  sched_param: param,
  sched_param_out: filled(param),
  sched_attr: attr,
  sched_attr_out: filled(attr),
  rseq: (_t, v) => address(v),
  syslog_type: (_t, v) => `${v} /* ${syslogTypes[v] ?? "?"} */`,
  prctl_arg: (_t, v) => (v < 0x10000 ? String(v) : hex(v)),
  cpuset,
  cpuset_out: filled((t, v, args, ret, i) => cpuset(t, v, [args[0], ret], ret, i)),
  ipc_key: (_t, v) => (v === 0 ? "IPC_PRIVATE" : hex(v)),
  msgget_flags: named(ipcFlags),
  shmget_flags: named(ipcFlags),
  shmat_flags: named(
    flagsOfThese({ 0o10000: "SHM_RDONLY", 0o20000: "SHM_RND", 0o40000: "SHM_REMAP", 0o100000: "SHM_EXEC" }),
  ),
  sem_cmd: ipcCommand(
    commandNames(sem, "GETPID GETVAL GETALL GETNCNT GETZCNT SETVAL SETALL SEM_STAT SEM_INFO SEM_STAT_ANY"),
  ),
  msg_cmd: ipcCommand(commandNames(msg, "MSG_STAT MSG_INFO MSG_STAT_ANY")),
  shm_cmd: ipcCommand(commandNames(shm, "SHM_LOCK SHM_UNLOCK SHM_STAT SHM_INFO SHM_STAT_ANY")),
  ipc_msg_flags: named(
    flagsOfThese({
      [ipc.IPC_NOWAIT]: "IPC_NOWAIT",
      [msg.MSG_NOERROR]: "MSG_NOERROR",
      [msg.MSG_EXCEPT]: "MSG_EXCEPT",
      [msg.MSG_COPY]: "MSG_COPY",
    }),
  ),
  sembuf: (t, v, args) =>
    v === 0
      ? "NULL"
      : list(
          Array.from({ length: Math.min(args[2] >>> 0, 33) }, (_, k) =>
            peekStruct(
              t,
              v + k * sembuf.size,
              sembuf,
              (s) => `{${s.sem_num}, ${s.sem_op}, ${semFlags(s.sem_flg)}}`,
            ),
          ),
        ),
  msgbuf: (t, v, args, _r, i) => `{${peekWord(t, v) ?? "?"}, ${quoteBytes(t, v + 4, args[i + 1] >>> 0)}}`,
  msgbuf_out: filled((t, v, _a, ret) => `{${peekWord(t, v) ?? "?"}, ${quoteBytes(t, v + 4, ret)}}`),
  mq_attr: mqAttr,
  mq_attr_out: filled(mqAttr),
};

for (const [name, show] of Object.entries(table)) shows.set(name, show);

// What belongs to no other family: names, personality, prctl, system information, randomness, membarrier, and the rows
// of what this kernel does not have.
// Above: index.ts. Below: task/.

import { bytesOf, copy_from_user, copy_to_user, stringOf, strncpy_from_user } from "../mm/uaccess.ts";
import { ptrace_may_access } from "../task/access.ts";
import { capable, ns_capable } from "../task/cred.ts";
import { find_task_by_vpid } from "../task/pid.ts";
import type { task_struct } from "../task/task.ts";
import {
  FD,
  HEX,
  INT,
  KCMP_TYPE,
  MEMBARRIER_CMD,
  PERSONALITY,
  PID,
  PTR,
  RANDOM_FLAGS,
  REBOOT_CMD,
  SIZE,
  STR,
  SYSINFO_OUT,
  SYSLOG_TYPE,
  UINT,
  UTSNAME_OUT,
} from "../trace/kinds.ts";
import { EINVAL, EPERM, ESRCH } from "../uapi/asm/errno.ts";
import { CAP_SYS_ADMIN, CAP_SYS_BOOT, CAP_SYSLOG } from "../uapi/linux/capability.ts";
import * as kcmp from "../uapi/linux/kcmp.ts";
import * as mb from "../uapi/linux/membarrier.ts";
import { PER_LINUX32, PER_MASK, UNAME26 } from "../uapi/linux/personality.ts";
import { GRND_INSECURE, GRND_NONBLOCK, GRND_RANDOM } from "../uapi/linux/random.ts";
import * as rb from "../uapi/linux/reboot.ts";

import { family, missing, row } from "./table.ts";

const __NEW_UTS_LEN = 64;

export function sys_newuname(t: task_struct, addr: number): number {
  const n = t.nsproxy.uts_ns.name;
  const release =
    t.personality & UNAME26
      ? n.release.replace(/^\d+\.(\d+)/, (_m, minor) => `2.6.${40 + Number(minor)}`)
      : n.release;
  const b = new Uint8Array(6 * 65);
  const fields = [n.sysname, n.nodename, release, n.version, n.machine, n.domainname];
  for (const [i, s] of fields.entries()) b.set(bytesOf(s.slice(0, 64)), i * 65);
  copy_to_user(t, addr, b);
  return 0;
}

function set_name(t: task_struct, field: "nodename" | "domainname", addr: number, len: number): number {
  const ns = t.nsproxy.uts_ns;
  if (!ns_capable(t, ns.user_ns, CAP_SYS_ADMIN)) return -EPERM;
  if (len < 0 || len > __NEW_UTS_LEN) return -EINVAL;
  const s = stringOf(copy_from_user(t, addr, len));
  ns.name[field] = s.split("\0")[0];
  return 0;
}
export const sys_sethostname = (t: task_struct, addr: number, len: number): number =>
  set_name(t, "nodename", addr, len);
export const sys_setdomainname = (t: task_struct, addr: number, len: number): number =>
  set_name(t, "domainname", addr, len);

/** PER_LINUX32 and PER_LINUX are one to a 32-bit program (parisc_personality). */
export function sys_personality(t: task_struct, persona: number): number {
  const old = t.personality;
  if (persona >>> 0 !== 0xffffffff) {
    if ((old & PER_MASK) === PER_LINUX32 && (persona & PER_MASK) === 0)
      persona = (persona & ~PER_MASK) | PER_LINUX32;
    t.personality = persona;
  }
  return (old & PER_MASK) === PER_LINUX32 ? old & ~PER_MASK : old;
}

export function sys_sysinfo(t: task_struct, addr: number): number {
  const k = t.kernel;
  const phys = k.machine.phys;
  const b = new Uint8Array(64);
  const v = new DataView(b.buffer);
  v.setUint32(0, Math.ceil(k.now() / 1e9));
  // load averages are not kept: 0, as in /proc/loadavg
  v.setUint32(16, phys.totalFrames * 4096);
  v.setUint32(20, (phys.totalFrames - phys.usedFrames) * 4096);
  v.setUint16(40, k.tasks.size);
  v.setUint32(52, 1);
  copy_to_user(t, addr, b);
  return 0;
}

export function sys_getrandom(t: task_struct, addr: number, len: number, flags: number): number {
  const known = GRND_NONBLOCK | GRND_RANDOM | (t.kernel.release.atLeast("5.6") ? GRND_INSECURE : 0);
  if (flags & ~known) return -EINVAL;
  if ((flags & (GRND_INSECURE | GRND_RANDOM)) === (GRND_INSECURE | GRND_RANDOM)) return -EINVAL;
  len = Math.min(len, 0x7fffffff, flags & GRND_RANDOM && !t.kernel.release.atLeast("5.6") ? 512 : 0x2000000);
  for (let done = 0; done < len; done += 65536) {
    copy_to_user(t, addr + done, t.kernel.random(Math.min(65536, len - done)));
  }
  return len;
}

/** The system stops before the call returns. */
function halt(t: task_struct, how: "restart" | "halt" | "power_off"): 0 {
  t.kernel.halted = how;
  t.kernel.sched.resched = true;
  return 0;
}

export function sys_reboot(t: task_struct, magic1: number, magic2: number, cmd: number, arg: number): number {
  if (!capable(t, CAP_SYS_BOOT)) return -EPERM;
  const magics = [
    rb.LINUX_REBOOT_MAGIC2,
    rb.LINUX_REBOOT_MAGIC2A,
    rb.LINUX_REBOOT_MAGIC2B,
    rb.LINUX_REBOOT_MAGIC2C,
  ];
  if (magic1 >>> 0 !== rb.LINUX_REBOOT_MAGIC1 >>> 0 || !magics.includes(magic2 >>> 0)) return -EINVAL;
  switch (cmd >>> 0) {
    case rb.LINUX_REBOOT_CMD_RESTART >>> 0:
      return halt(t, "restart");
    case rb.LINUX_REBOOT_CMD_RESTART2 >>> 0:
      strncpy_from_user(t, arg, 255);
      return halt(t, "restart");
    case rb.LINUX_REBOOT_CMD_HALT >>> 0:
      return halt(t, "halt");
    case rb.LINUX_REBOOT_CMD_POWER_OFF >>> 0:
      return halt(t, "power_off");
    case rb.LINUX_REBOOT_CMD_CAD_ON >>> 0:
    case rb.LINUX_REBOOT_CMD_CAD_OFF >>> 0:
      return 0;
    default:
      return -EINVAL;
  }
}

const SYSLOG_READ_ALL = 3;
const SYSLOG_SIZE_BUFFER = 10;

/** The kernel log, as dmesg reads it. */
export function sys_syslog(t: task_struct, type: number, addr: number, len: number): number {
  if (type !== SYSLOG_READ_ALL && type !== SYSLOG_SIZE_BUFFER && !capable(t, CAP_SYSLOG)) return -EPERM;
  const text = () =>
    t.kernel.dmesg.map((l) => `<6>[${(l.at / 1e9).toFixed(6).padStart(12)}] ${l.text}\n`).join("");
  switch (type) {
    case 0:
    case 1:
    case 6:
    case 7:
      return 0;
    case 8: // the console's level; nothing is printed on it
      return len < 1 || len > 8 ? -EINVAL : 0;
    case 5:
      t.kernel.dmesg.length = 0;
      return 0;
    case 2:
    case SYSLOG_READ_ALL:
    case 4: {
      if (!addr || len < 0) return -EINVAL;
      const b = bytesOf(text()).slice(-len);
      if (len === 0) return 0;
      copy_to_user(t, addr, b);
      if (type === 4) t.kernel.dmesg.length = 0;
      return b.length;
    }
    case 9:
      return text().length;
    case SYSLOG_SIZE_BUFFER:
      return 1 << 16;
    default:
      return -EINVAL;
  }
}

export function sys_membarrier(t: task_struct, cmd: number, flags: number): number {
  if (flags && !(cmd === mb.MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ)) return -EINVAL;
  const mm = t.mm!;
  switch (cmd) {
    case mb.MEMBARRIER_CMD_QUERY:
      return (
        mb.MEMBARRIER_CMD_GLOBAL |
        mb.MEMBARRIER_CMD_GLOBAL_EXPEDITED |
        mb.MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED |
        mb.MEMBARRIER_CMD_PRIVATE_EXPEDITED |
        mb.MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED
      );
    case mb.MEMBARRIER_CMD_GLOBAL:
    case mb.MEMBARRIER_CMD_GLOBAL_EXPEDITED:
      return 0;
    case mb.MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED:
    case mb.MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED:
      mm.membarrier_state |= cmd;
      return 0;
    case mb.MEMBARRIER_CMD_PRIVATE_EXPEDITED:
      return mm.membarrier_state & mb.MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED ? 0 : -EPERM;
    default:
      return -EINVAL;
  }
}

export function sys_kcmp(
  t: task_struct,
  pid1: number,
  pid2: number,
  type: number,
  idx1: number,
  idx2: number,
): number {
  const [a, b] = [find_task_by_vpid(t, pid1), find_task_by_vpid(t, pid2)];
  if (!a || !b) return -ESRCH;
  if (!ptrace_may_access(t, a) || !ptrace_may_access(t, b)) return -EPERM;
  const ids: Map<unknown, number> = (t.kernel.extra.get("kcmp") as Map<unknown, number>) ?? new Map();
  t.kernel.extra.set("kcmp", ids);
  const order = (x: unknown): number => {
    if (!ids.has(x)) ids.set(x, ids.size + 1);
    return ids.get(x)!;
  };
  const cmp = (x: unknown, y: unknown): number => (x === y ? 0 : order(x) < order(y) ? 1 : 2);
  switch (type) {
    case kcmp.KCMP_FILE: {
      const [f, g] = [a.files.fget_raw(idx1), b.files.fget_raw(idx2)];
      return f && g ? cmp(f, g) : -9;
    }
    case kcmp.KCMP_VM:
      return cmp(a.mm, b.mm);
    case kcmp.KCMP_FILES:
      return cmp(a.files, b.files);
    case kcmp.KCMP_FS:
      return cmp(a.fs, b.fs);
    case kcmp.KCMP_SIGHAND:
      return cmp(a.sighand, b.sighand);
    case kcmp.KCMP_IO:
    case kcmp.KCMP_SYSVSEM:
      return 0;
    default:
      return -EINVAL;
  }
}

export const PR_SET_VMA = 0x53564d41;

export const rows = family("process", [
  row(59, "uname", sys_newuname, [UTSNAME_OUT]),
  row(74, "sethostname", sys_sethostname, [STR, INT]),
  row(88, "reboot", sys_reboot, [HEX, HEX, REBOOT_CMD, PTR]),
  row(103, "syslog", sys_syslog, [SYSLOG_TYPE, PTR, INT]),
  row(116, "sysinfo", sys_sysinfo, [SYSINFO_OUT]),
  row(121, "setdomainname", sys_setdomainname, [STR, INT]),
  row(136, "personality", sys_personality, [PERSONALITY]),
  row(332, "kcmp", sys_kcmp, [PID, PID, KCMP_TYPE, FD, FD], { since: "3.5" }),
  row(339, "getrandom", sys_getrandom, [PTR, SIZE, RANDOM_FLAGS], { since: "3.17" }),
  row(343, "membarrier", sys_membarrier, [MEMBARRIER_CMD, UINT], {
    since: "4.3",
    partial: "no per-processor and rseq commands: one processor",
  }),
  missing(86, "uselib", "parisc's own kernel answers ENOSYS"),
  missing(128, "init_module", "no loadable modules"),
  missing(129, "delete_module", "no loadable modules"),
  missing(134, "bdflush", "parisc's own kernel answers ENOSYS"),
  missing(149, "_sysctl", "parisc's own kernel answers ENOSYS"),
  missing(264, "add_key", "no key rings"),
  missing(265, "request_key", "no key rings"),
  missing(266, "keyctl", "no key rings"),
  missing(300, "kexec_load", "no other kernel to start"),
  missing(318, "perf_event_open", "no performance counters"),
  missing(333, "finit_module", "no loadable modules"),
  missing(341, "bpf", "no extended BPF; CONFIG_BPF_SYSCALL"),
  missing(354, "rseq", "parisc does not select HAVE_RSEQ (6.1): its own kernel answers ENOSYS", {
    since: "4.20",
  }),
  missing(355, "kexec_file_load", "no other kernel to start", { since: "5.3" }),
  missing(444, "landlock_create_ruleset", "no Landlock", { since: "5.13" }),
  missing(445, "landlock_add_rule", "no Landlock", { since: "5.13" }),
  missing(446, "landlock_restrict_self", "no Landlock", { since: "5.13" }),
]);

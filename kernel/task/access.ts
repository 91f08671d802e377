// Whether one task may look into or signal another (kernel/ptrace.c __ptrace_may_access, kernel/signal.c kill_ok_by_cred).
// Above: procfs, ptrace, process_vm_*, kill. Below: cred.ts.

import { CAP_KILL, CAP_SYS_PTRACE } from "../uapi/linux/capability.ts";
import { cap_issubset, ns_capable } from "./cred.ts";
import type { task_struct } from "./task.ts";

const SUID_DUMP_USER = 1;

export function ptrace_may_access(t: task_struct, other: task_struct): boolean {
  if (t.signal === other.signal) return true;
  const [c, o] = [t.cred, other.cred];
  const capable = () => ns_capable(t, o.user_ns, CAP_SYS_PTRACE);
  const sameIds =
    c.fsuid === o.euid &&
    c.fsuid === o.suid &&
    c.fsuid === o.uid &&
    c.fsgid === o.egid &&
    c.fsgid === o.sgid &&
    c.fsgid === o.gid;
  if (!sameIds && !capable()) return false;
  if (other.mm && other.mm.dumpable !== SUID_DUMP_USER && !ns_capable(t, other.mm.user_ns, CAP_SYS_PTRACE))
    return false;
  if (c.user_ns === o.user_ns && cap_issubset(o.cap_permitted, c.cap_permitted)) return true;
  return capable();
}

/** Whether t's ids or CAP_KILL let it send signals to other. */
export function kill_ok_by_cred(t: task_struct, other: task_struct): boolean {
  const [c, o] = [t.cred, other.cred];
  return (
    c.euid === o.suid ||
    c.euid === o.uid ||
    c.uid === o.suid ||
    c.uid === o.uid ||
    ns_capable(t, o.user_ns, CAP_KILL)
  );
}

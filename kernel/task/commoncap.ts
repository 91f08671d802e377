// Capabilities across exec and setuid (security/commoncap.c).
// Above: exec/exec.ts, sys_cred.ts. Below: cred.ts.

import type { linux_binprm } from "../exec/exec.ts";
import {
  CAP_CHOWN,
  CAP_DAC_OVERRIDE,
  CAP_DAC_READ_SEARCH,
  CAP_FOWNER,
  CAP_FSETID,
  CAP_LINUX_IMMUTABLE,
  CAP_MAC_OVERRIDE,
  CAP_MKNOD,
  CAP_SETUID,
} from "../uapi/linux/capability.ts";
import { MS_NOSUID } from "../uapi/linux/mount.ts";
import { SECBIT_KEEP_CAPS, SECBIT_NO_SETUID_FIXUP, SECBIT_NOROOT } from "../uapi/linux/securebits.ts";
import { S_ISGID, S_ISUID, S_IXGRP } from "../uapi/linux/stat.ts";
import {
  cap_combine,
  cap_drop,
  cap_intersect,
  cap_issubset,
  cap_mask,
  type cred,
  ns_capable,
  prepare_creds,
} from "./cred.ts";
import type { task_struct } from "./task.ts";

/** The credentials a program will have: set-id bits, root's capabilities, ambient ones (cap_bprm_creds_from_file). */
export function cap_bprm_creds(t: task_struct, bprm: linux_binprm): void {
  const old = t.cred;
  const c = prepare_creds(t);
  const ino = bprm.file.f_inode;
  const nosuid = ((bprm.file.f_path?.mnt.mnt_flags ?? 0) & MS_NOSUID) !== 0 || t.no_new_privs;
  if (!nosuid) {
    if (ino.i_mode & S_ISUID && c.user_ns.from_kuid(ino.i_uid) !== 0xffffffff) c.euid = ino.i_uid;
    if ((ino.i_mode & (S_ISGID | S_IXGRP)) === (S_ISGID | S_IXGRP)) c.egid = ino.i_gid;
  }
  c.suid = c.fsuid = c.euid;
  c.sgid = c.fsgid = c.egid;
  const root = c.user_ns.make_kuid(0);
  let permitted = 0;
  let effective = false;
  if (!(c.securebits & SECBIT_NOROOT)) {
    if (c.euid === root || c.uid === root) permitted = cap_combine(old.cap_bset, old.cap_inheritable);
    if (c.euid === root) effective = true;
  }
  const setid = c.euid !== old.uid || c.egid !== old.gid;
  if (
    (setid || !cap_issubset(permitted, old.cap_permitted)) &&
    t.ptrace &&
    !ns_capable(t, c.user_ns, CAP_SETUID)
  ) {
    c.euid = c.suid = c.fsuid = c.uid;
    c.egid = c.sgid = c.fsgid = c.gid;
    permitted = cap_intersect(permitted, old.cap_permitted);
  }
  const ambient = setid ? 0 : old.cap_ambient;
  c.cap_permitted = cap_combine(permitted, ambient);
  c.cap_ambient = ambient;
  c.cap_effective = effective ? c.cap_permitted : ambient;
  c.securebits &= ~SECBIT_KEEP_CAPS;
  bprm.cred = c;
  bprm.secureexec =
    old.uid !== c.euid ||
    old.gid !== c.egid ||
    (old.uid !== root && !effective && c.cap_permitted !== ambient && permitted !== 0);
}

const CAP_FS_SET = [
  CAP_CHOWN,
  CAP_DAC_OVERRIDE,
  CAP_DAC_READ_SEARCH,
  CAP_FOWNER,
  CAP_FSETID,
  CAP_MAC_OVERRIDE,
  CAP_MKNOD,
  CAP_LINUX_IMMUTABLE,
].reduce((set, cap) => cap_combine(set, cap_mask(cap)), 0);

/** Capabilities follow user ids: leaving root drops them, coming back to effective root raises them (cap_task_fix_setuid). */
export function cap_emulate_setxuid(c: cred, old: cred): void {
  if (c.securebits & SECBIT_NO_SETUID_FIXUP) return;
  const root = old.user_ns.make_kuid(0);
  const hadRoot = old.uid === root || old.euid === root || old.suid === root;
  if (hadRoot && c.uid !== root && c.euid !== root && c.suid !== root) {
    if (!(c.securebits & SECBIT_KEEP_CAPS)) {
      c.cap_permitted = 0;
      c.cap_effective = 0;
    }
    c.cap_ambient = 0;
  }
  if (old.euid === root && c.euid !== root) c.cap_effective = 0;
  if (old.euid !== root && c.euid === root) c.cap_effective = c.cap_permitted;
}

/** setfsuid changes the capabilities about files only. */
export function cap_fix_fsuid(c: cred, old: cred): void {
  if (c.securebits & SECBIT_NO_SETUID_FIXUP) return;
  const root = old.user_ns.make_kuid(0);
  if (old.fsuid === root && c.fsuid !== root) c.cap_effective = cap_drop(c.cap_effective, CAP_FS_SET);
  if (old.fsuid !== root && c.fsuid === root) {
    c.cap_effective = cap_combine(c.cap_effective, cap_intersect(c.cap_permitted, CAP_FS_SET));
  }
}

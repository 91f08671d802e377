// Light-weight system calls at 0xb0 (arch/parisc/kernel/syscall.S lws_*): the ones the core did not serve itself,
// because a page was missing, the address is bad, or the entry is rare. Atomic: nothing else runs meanwhile.
// Above: entry.ts. Below: mm/uaccess.ts.

import { FAULT_WRITE } from "../../mm/mm.ts";
import {
  copy_from_user,
  copy_to_user,
  get_user_u32,
  put_user_u32,
  readUser,
  TASK_SIZE,
  UserFault,
} from "../../mm/uaccess.ts";
import type { task_struct } from "../../task/task.ts";
import { EFAULT, ENOSYS } from "../../uapi/asm/errno.ts";
import { return_to_user } from "./entry.ts";
import { R_GR } from "./pt_regs.ts";

const LWS_CAS32 = 0;
const LWS_CAS2 = 2;
const LWS_XCHG = 3;
const LWS_STORE = 4;

/** Serves the call in r20; error in r21, result in r28. */
export function lws(t: task_struct): void {
  const r = t.kernel.machine.words;
  const since519 = t.kernel.release.atLeast("5.19");
  let error = 0;
  try {
    const [r26, r25, r24, r23] = [r[R_GR + 26], r[R_GR + 25], r[R_GR + 24], r[R_GR + 23]];
    switch (r[R_GR + 20]) {
      case LWS_CAS32: {
        probe_write(t, r26);
        const old = get_user_u32(t, r26);
        if (old === r25) put_user_u32(t, r26, r24);
        set(28, old);
        break;
      }
      case LWS_CAS2: {
        if (r23 > 3) {
          error = -ENOSYS;
          break;
        }
        const size = 1 << r23;
        const old = copy_from_user(t, r25, size);
        const fresh = copy_from_user(t, r24, size);
        probe_write(t, r26);
        const now = copy_from_user(t, r26, size);
        const same = now.every((b, i) => b === old[i]);
        if (same) copy_to_user(t, r26, fresh);
        set(28, same ? 0 : 1);
        break;
      }
      case LWS_XCHG: {
        if (!since519 || r25 > 3) {
          error = -ENOSYS;
          break;
        }
        const size = 1 << r25;
        const fresh = copy_from_user(t, r24, size);
        probe_write(t, r23);
        probe_write(t, r26);
        const old = copy_from_user(t, r26, size);
        copy_to_user(t, r26, fresh);
        copy_to_user(t, r23, old);
        set(28, 0);
        break;
      }
      case LWS_STORE: {
        if (!since519 || r25 > 3) {
          error = -ENOSYS;
          break;
        }
        const fresh = copy_from_user(t, r24, 1 << r25);
        probe_write(t, r26);
        copy_to_user(t, r26, fresh);
        set(28, 0);
        break;
      }
      default:
        error = -ENOSYS;
    }
  } catch (e) {
    if (!(e instanceof UserFault)) throw e;
    set(28, 1);
    error = -EFAULT;
  }
  set(21, error);
  return_to_user(t);

  function set(n: number, value: number): void {
    t.kernel.machine.words[R_GR + n] = value;
  }
}

/** Faults if the word cannot be written, as the stbys,e before each operation does. */
function probe_write(t: task_struct, addr: number): void {
  const mm = t.mm!;
  const word = (addr & ~3) >>> 0;
  if (word >= TASK_SIZE || readUser(mm, word, new Uint8Array(4)) < 4) throw new UserFault(addr);
  const vma = mm.vma_lookup(word);
  if (!vma || mm.fault(word, FAULT_WRITE) !== 0) throw new UserFault(addr);
}

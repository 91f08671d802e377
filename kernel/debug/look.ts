// A program's memory for a debugger: what the program would read, without a page being brought in for it.
// Above: debuggee.ts. Below: mm/uaccess.ts.

import { d_path } from "../fs/dcache.ts";
import type { mm_struct } from "../mm/mm.ts";
import { lookUser } from "../mm/uaccess.ts";

/** A guest file's bytes without the guest's doing; null: not to be had. */
export type FileBytes = (path: string) => Uint8Array | null;

/** Copies in; returns how many bytes could be read. Pages of files that nobody has touched come from `files`. */
export function look(mm: mm_struct, address: number, dst: Uint8Array, files: FileBytes): number {
  let done = 0;
  while (done < dst.length) {
    done += lookUser(mm, address + done, dst.subarray(done));
    if (done >= dst.length) break;
    const at = address + done;
    const vma = mm.vma_lookup(at);
    const path = vma?.vm_file?.f_path;
    if (!vma || !path || mm.pte(at >>> 12) !== 0) break;
    const bytes = files(d_path(path, null));
    if (!bytes) break;
    const n = Math.min(4096 - (at % 4096), dst.length - done);
    const position = vma.linear_page_index(at) * 4096 + (at % 4096);
    const part = bytes.subarray(position, position + n);
    dst.fill(0, done, done + n);
    dst.set(part, done);
    done += n;
  }
  return done;
}

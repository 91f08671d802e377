// mmap of files that have a page cache: the mapping shows the cache's frames (mm/filemap.c generic_file_mmap).
// Above: tmpfs.ts, hostfs.ts. Below: mm/mm.ts.

import type { mm_struct, vm_area_struct } from "../mm/mm.ts";
import { ENODEV } from "../uapi/asm/errno.ts";
import type { file } from "./file.ts";
import { touch_atime } from "./read_write.ts";

export function generic_file_mmap(f: file, _mm: mm_struct, vma: vm_area_struct): number {
  if (!f.f_inode.i_mapping) return -ENODEV;
  touch_atime(f);
  vma.vm_mapping = f.f_inode.i_mapping;
  return 0;
}

// Programs that begin with #! (fs/binfmt_script.c).
// Above: exec.ts. Below: exec.ts (open_exec).

import { stringOf } from "../mm/uaccess.ts";
import type { task_struct } from "../task/task.ts";
import { ENOEXEC } from "../uapi/asm/errno.ts";
import { close_exec, type linux_binprm, open_exec } from "./exec.ts";

const space = (c: string): boolean => c === " " || c === "\t";

/** Puts the interpreter in the script's place ("again": ask the formats anew), or -ERRNO; -ENOEXEC: no script. */
export function load_script(t: task_struct, bprm: linux_binprm): "again" | number {
  const text = stringOf(bprm.buf);
  if (!text.startsWith("#!")) return -ENOEXEC;
  const max = t.kernel.release.atLeast("5.1") ? 256 : 128;
  let end = text.indexOf("\n");
  if (end < 0) {
    // a line longer than we look at: the interpreter's name must have ended before
    end = text.indexOf("\0");
    if (end < 0) end = text.length;
    if (end >= max && !/^#![ \t]*[^ \t]+[ \t]/.test(text)) return -ENOEXEC;
  }
  const line = text
    .slice(2, end)
    .replace(/^[ \t]+/, "")
    .replace(/[ \t]+$/, "");
  if (line === "") return -ENOEXEC;
  let i = 0;
  while (i < line.length && !space(line[i])) i++;
  const name = line.slice(0, i);
  const arg = line.slice(i).replace(/^[ \t]+/, "");
  const f = open_exec(t, name);
  bprm.missing = name;
  if (typeof f === "number") return f;
  bprm.missing = "";
  bprm.comm ??= (bprm.filename.split("/").pop() ?? "").slice(0, 15);
  bprm.argv = [name, ...(arg ? [arg] : []), bprm.interp, ...bprm.argv.slice(1)];
  bprm.interp = name;
  close_exec(bprm.file);
  bprm.file = f;
  return "again";
}

// placeholder head, replaced below
import type { task_struct } from "../task/task.ts";
import type { files_struct } from "./fdtable.ts";
import type { file } from "./file.ts";
export class file_lock_context {}
export function locks_remove_posix(_f: file, _owner: files_struct): void {}
export function locks_remove_file(_f: file): void {}
export function fcntl_getlk(_t: task_struct, _f: file, _a: number, _w: boolean, _o: boolean): number {
  return 0;
}
export function fcntl_setlk(
  _t: task_struct,
  _fd: number,
  _f: file,
  _a: number,
  _w: boolean,
  _o: boolean,
  _x: boolean,
): number {
  return 0;
}

import type { pid } from "../task/pid.ts";
import type { task_struct } from "../task/task.ts";
export function tty_device(_t: task_struct): number {
  return 0;
}
export function tty_pgrp(_t: task_struct): pid | null {
  return null;
}

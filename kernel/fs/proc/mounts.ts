// /proc/PID/mounts, mountinfo, mountstats (fs/proc_namespace.c).
// Above: base.ts. Below: namespace.ts.

import type { task_struct } from "../../task/task.ts";
import {
  MS_DIRSYNC,
  MS_LAZYTIME,
  MS_MANDLOCK,
  MS_NOATIME,
  MS_NODEV,
  MS_NODIRATIME,
  MS_NOEXEC,
  MS_NOSUID,
  MS_NOSYMFOLLOW,
  MS_RDONLY,
  MS_RELATIME,
  MS_SYNCHRONOUS,
} from "../../uapi/linux/mount.ts";
import { is_subdir, prepend_path } from "../dcache.ts";
import { MAJOR, MINOR } from "../inode.ts";
import type { mount } from "../namespace.ts";

const SB_OPTIONS = [
  [MS_SYNCHRONOUS, ",sync"],
  [MS_DIRSYNC, ",dirsync"],
  [MS_MANDLOCK, ",mand"],
  [MS_LAZYTIME, ",lazytime"],
] as const;
const MNT_OPTIONS = [
  [MS_NOSUID, ",nosuid"],
  [MS_NODEV, ",nodev"],
  [MS_NOEXEC, ",noexec"],
  [MS_NOATIME, ",noatime"],
  [MS_NODIRATIME, ",nodiratime"],
  [MS_RELATIME, ",relatime"],
  [MS_NOSYMFOLLOW, ",nosymfollow"],
] as const;

const mangle = (s: string) =>
  s.replace(/[ \t\n\\#]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, "0")}`);
const options = (flags: number, list: readonly (readonly [number, string])[]) =>
  list.map(([bit, text]) => (flags & bit ? text : "")).join("");
const sb_options = (m: mount) =>
  options(m.mnt_sb.s_flags, SB_OPTIONS) + (m.mnt_sb.s_op.show_options?.(m.mnt_sb) ?? "");

/** The mounts the task can reach, with their mount point as text. */
function visible(task: task_struct): { m: mount; at: string }[] {
  const { root } = task.fs;
  const ns = task.nsproxy?.mnt_ns;
  if (!ns) return [];
  const list: { m: mount; at: string }[] = [];
  for (const m of ns.list()) {
    const { text, unreachable } = prepend_path({ mnt: m, dentry: m.mnt_root }, root);
    const chrooted = m === root.mnt && root.dentry !== m.mnt_root;
    if (chrooted && is_subdir(root.dentry, m.mnt_root)) list.push({ m, at: "/" });
    else if (!unreachable) list.push({ m, at: text });
  }
  return list;
}

export function mounts(task: task_struct): string {
  return visible(task)
    .map(({ m, at }) => {
      const ro = m.readonly ? "ro" : "rw";
      return `${mangle(m.mnt_devname)} ${mangle(at)} ${m.mnt_sb.s_type.name} ${ro}${options(m.mnt_flags, MNT_OPTIONS)}${sb_options(m)} 0 0\n`;
    })
    .join("");
}

export function mountinfo(task: task_struct): string {
  return visible(task)
    .map(({ m, at }) => {
      const dev = m.mnt_sb.s_dev;
      const rooted = prepend_path(
        { mnt: { ...m, mnt_root: m.mnt_sb.s_root, mnt_parent: null } as mount, dentry: m.mnt_root },
        null,
      );
      const own = (m.mnt_flags & MS_RDONLY ? "ro" : "rw") + options(m.mnt_flags, MNT_OPTIONS);
      const sb = (m.mnt_sb.s_flags & MS_RDONLY ? "ro" : "rw") + sb_options(m);
      const shared = m.mnt_group_id ? ` shared:${m.mnt_group_id}` : "";
      return `${m.mnt_id} ${m.mnt_parent?.mnt_id ?? m.mnt_id} ${MAJOR(dev)}:${MINOR(dev)} ${mangle(rooted.text)} ${mangle(at)} ${own}${shared} - ${m.mnt_sb.s_type.name} ${mangle(m.mnt_devname)} ${sb}\n`;
    })
    .join("");
}

export function mountstats(task: task_struct): string {
  return visible(task)
    .map(
      ({ m, at }) => `device ${m.mnt_devname} mounted on ${mangle(at)} with fstype ${m.mnt_sb.s_type.name}\n`,
    )
    .join("");
}

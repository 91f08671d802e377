// placeholder head, replaced below
import type { dentry } from "./dcache.ts";
import type { file } from "./file.ts";
import type { iattr, inode } from "./inode.ts";
export class inotify_mark {}
export function fsnotify_open(_f: file): void {}
export function fsnotify_close(_f: file): void {}
export function fsnotify_access(_f: file): void {}
export function fsnotify_modify(_f: file): void {}
export function fsnotify_create(_dir: dentry, _d: dentry): void {}
export function fsnotify_link(_dir: dentry, _d: dentry): void {}
export function fsnotify_unlink(_dir: dentry, _d: dentry, _ino: inode): void {}
export function fsnotify_change(_d: dentry, _attr: iattr): void {}
export function fsnotify_move(
  _a: dentry,
  _an: string,
  _b: dentry,
  _bn: string,
  _d: dentry,
  _t: inode | null,
  _x: boolean,
): void {}

// The root file system out of an archive, as init/initramfs.c does with cpio: ustar, with pax and GNU long names. The
// files are made by the in-kernel init, with the archive's owners, modes and times.
// Above: boot.ts. Below: open.ts, namei_ops.ts, attr.ts.

import { stringOf } from "../mm/uaccess.ts";
import type { task_struct } from "../task/task.ts";
import { EEXIST, EISDIR, ENOSPC } from "../uapi/asm/errno.ts";
import { O_CREAT, O_LARGEFILE, O_NOFOLLOW, O_TRUNC, O_WRONLY } from "../uapi/asm/fcntl.ts";
import { AT_FDCWD } from "../uapi/linux/fcntl.ts";
import { S_IFBLK, S_IFCHR, S_IFIFO } from "../uapi/linux/stat.ts";
import { errnoName } from "../uapi/names.ts";
import { notify_change } from "./attr.ts";
import type { file } from "./file.ts";
import { MKDEV } from "./inode.ts";
import { filename_lookup } from "./namei.ts";
import { do_linkat, do_mkdirat, do_mknodat, do_rmdir, do_symlinkat, do_unlinkat } from "./namei_ops.ts";
import { do_filp_open } from "./open.ts";

const BLOCK = 512;

/** The archive is damaged, or cannot be unpacked: a sentence for the user. */
export class ArchiveError extends Error {}

interface entry {
  name: string;
  mode: number;
  uid: number;
  gid: number;
  size: number;
  mtime: number;
  type: string;
  linkname: string;
  major: number;
  minor: number;
}

/** A number of the header: octal text, or base 256 when the first bit is set. */
function number_at(b: Uint8Array, at: number, n: number): number {
  if (b[at] & 0x80) {
    let v = b[at] & 0x7f;
    for (let i = 1; i < n; i++) v = v * 256 + b[at + i];
    return v;
  }
  const text = text_at(b, at, n).trim();
  if (!/^[0-7]*$/.test(text)) throw new ArchiveError(`not a tar archive (a header says "${text}")`);
  return text ? Number.parseInt(text, 8) : 0;
}

function text_at(b: Uint8Array, at: number, n: number): string {
  const end = b.subarray(at, at + n).indexOf(0);
  return stringOf(b.subarray(at, end < 0 ? at + n : at + end));
}

function read_header(b: Uint8Array): entry {
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 0x20 : b[i];
  if (sum !== number_at(b, 148, 8))
    throw new ArchiveError("not a tar archive, or damaged: a header's sum is wrong");
  const prefix = text_at(b, 257, 5) === "ustar" && b[262] === 0 ? text_at(b, 345, 155) : "";
  const name = text_at(b, 0, 100);
  return {
    name: prefix ? `${prefix}/${name}` : name,
    mode: number_at(b, 100, 8),
    uid: number_at(b, 108, 8),
    gid: number_at(b, 116, 8),
    size: number_at(b, 124, 12),
    mtime: number_at(b, 136, 12),
    type: String.fromCharCode(b[156] || 0x30),
    linkname: text_at(b, 157, 100),
    major: number_at(b, 329, 8),
    minor: number_at(b, 337, 8),
  };
}

/** "LENGTH KEY=VALUE\n" records of a pax header. */
function read_pax(b: Uint8Array): Map<string, string> {
  const out = new Map<string, string>();
  const text = stringOf(b);
  for (let at = 0; at < text.length; ) {
    const space = text.indexOf(" ", at);
    const length = Number(text.slice(at, space));
    if (space < 0 || !(length > 0)) throw new ArchiveError("the tar archive has a damaged pax header");
    const record = text.slice(space + 1, at + length - 1);
    const eq = record.indexOf("=");
    out.set(record.slice(0, eq), record.slice(eq + 1));
    at += length;
  }
  return out;
}

function* entries(tar: Uint8Array): Generator<{ e: entry; data: Uint8Array }> {
  let longName: string | null = null;
  let longLink: string | null = null;
  let pax = new Map<string, string>();
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const header = tar.subarray(at, at + BLOCK);
    if (header.every((x) => x === 0)) return;
    const e = read_header(header);
    at += BLOCK;
    const size = pax.has("size") ? Number(pax.get("size")) : e.size;
    if (at + size > tar.length) throw new ArchiveError(`the tar archive ends in the middle of ${e.name}`);
    const data = tar.subarray(at, at + size);
    at += Math.ceil(size / BLOCK) * BLOCK;
    if (e.type === "L") longName = text_at(data, 0, data.length);
    else if (e.type === "K") longLink = text_at(data, 0, data.length);
    else if (e.type === "x") pax = read_pax(data);
    else if (e.type !== "g") {
      e.name = pax.get("path") ?? longName ?? e.name;
      e.linkname = pax.get("linkpath") ?? longLink ?? e.linkname;
      if (pax.has("uid")) e.uid = Number(pax.get("uid"));
      if (pax.has("gid")) e.gid = Number(pax.get("gid"));
      if (pax.has("mtime")) e.mtime = Number(pax.get("mtime"));
      yield { e, data };
      longName = longLink = null;
      pax = new Map();
    }
  }
}

/** "./a//b/" as "/a/b". */
const absolute = (name: string): string =>
  `/${name
    .split("/")
    .filter((p) => p !== "" && p !== ".")
    .join("/")}`;

function make(t: task_struct, path: string, e: entry, data: Uint8Array): number {
  const perm = e.mode & 0o7777;
  switch (e.type) {
    case "5": {
      if (path === "/") return 0;
      const r = do_mkdirat(t, AT_FDCWD, path, perm);
      return r === -EEXIST ? 0 : r;
    }
    case "1":
      return do_linkat(t, AT_FDCWD, absolute(e.linkname), AT_FDCWD, path, 0);
    case "2":
      return do_symlinkat(t, e.linkname, AT_FDCWD, path);
    case "3":
      return do_mknodat(t, AT_FDCWD, path, S_IFCHR | perm, MKDEV(e.major, e.minor));
    case "4":
      return do_mknodat(t, AT_FDCWD, path, S_IFBLK | perm, MKDEV(e.major, e.minor));
    case "6":
      return do_mknodat(t, AT_FDCWD, path, S_IFIFO | perm, 0);
    default: {
      const flags = O_CREAT | O_WRONLY | O_TRUNC | O_NOFOLLOW | O_LARGEFILE;
      const f = do_filp_open(t, AT_FDCWD, path, { flags, mode: perm }) as file | number;
      if (typeof f === "number") return f;
      const ino = f.f_inode;
      const n = ino.i_mapping ? ino.i_mapping.write_bytes(0, data) : -EEXIST;
      if (n >= 0) ino.i_size = data.length;
      f.put();
      return n < data.length ? (n < 0 ? n : -ENOSPC) : 0;
    }
  }
}

/** Unpacks an archive over a folder, the root if none is named; t acts, with all privileges. Throws ArchiveError. */
export function unpack_rootfs(t: task_struct, tar: Uint8Array, folder = ""): void {
  const umask = t.fs.umask;
  t.fs.umask = 0;
  const times: { path: string; mtime: bigint }[] = [];
  for (const { e, data } of entries(tar)) {
    const path = absolute(`${folder}/${e.name}`);
    if (folder && e.name.split("/").includes(".."))
      throw new ArchiveError(`the archive names ${e.name}, outside of itself`);
    if (e.type === "1") e.linkname = `${folder}/${e.linkname}`;
    const parts = path.split("/");
    for (let i = 2; i < parts.length; i++) {
      const r = do_mkdirat(t, AT_FDCWD, parts.slice(0, i).join("/"), 0o755);
      if (r < 0 && r !== -EEXIST) break;
    }
    if (e.type !== "5" && path !== "/") {
      // a later entry replaces an earlier one
      if (do_unlinkat(t, AT_FDCWD, path) === -EISDIR) do_rmdir(t, AT_FDCWD, path);
    }
    const r = make(t, path, e, data);
    if (r < 0) throw new ArchiveError(`the archive's ${path} cannot be made: ${errnoName(-r)}`);
    if (e.type === "1") continue;
    const at = filename_lookup(t, AT_FDCWD, path, 0);
    if (typeof at === "number") continue;
    const mtime = BigInt(Math.floor(e.mtime)) * 1_000_000_000n;
    const mode = e.type === "2" ? undefined : e.mode & 0o7777;
    notify_change(t, at.dentry, { uid: e.uid, gid: e.gid, force: true });
    notify_change(t, at.dentry, { mode, mtime, atime: mtime, mtime_set: true, atime_set: true, force: true });
    if (e.type === "5") times.push({ path, mtime });
  }
  // making a directory's files has touched it
  for (const { path, mtime } of times) {
    const at = filename_lookup(t, AT_FDCWD, path, 0);
    if (typeof at !== "number")
      notify_change(t, at.dentry, { mtime, atime: mtime, mtime_set: true, atime_set: true, force: true });
  }
  t.fs.umask = umask;
}

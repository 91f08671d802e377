// Host files on Node: HostFiles over fs's synchronous calls. Host errors become parisc errnos by their name.
// Above: host.ts. Below: Node.

import * as fs from "node:fs";
import type { HostFiles, HostStat } from "../kernel/host.ts";
import * as errno from "../kernel/uapi/asm/errno.ts";
import {
  O_APPEND,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_NOFOLLOW,
  O_NONBLOCK,
  O_RDWR,
  O_TRUNC,
  O_WRONLY,
} from "../kernel/uapi/asm/fcntl.ts";

const numbers = errno as unknown as Record<string, number>;

/** The parisc errno of a Node system error, negative; EIO for one that has no name there. */
export function errnoOf(error: unknown): number {
  const code = (error as { code?: unknown }).code;
  if (typeof code === "string") {
    if (numbers[code] !== undefined) return -numbers[code];
    if (code === "ERR_INVALID_ARG_VALUE") return -errno.EINVAL;
  }
  return -errno.EIO;
}

function attempt<T>(call: () => T): T | number {
  try {
    return call();
  } catch (error) {
    return errnoOf(error);
  }
}

const done = (call: () => void): number => {
  const r = attempt(call);
  return typeof r === "number" ? r : 0;
};

/** A binary string as the bytes the host expects. */
const raw = (path: string): string | Buffer => {
  for (let i = 0; i < path.length; i++) if (path.charCodeAt(i) > 127) return Buffer.from(path, "latin1");
  return path;
};

export function hostStat(s: fs.BigIntStats): HostStat {
  return {
    dev: Number(s.dev),
    ino: Number(s.ino),
    mode: Number(s.mode),
    nlink: Number(s.nlink),
    uid: Number(s.uid),
    gid: Number(s.gid),
    rdev: Number(s.rdev),
    size: Number(s.size),
    atime: s.atimeNs,
    mtime: s.mtimeNs,
    ctime: s.ctimeNs,
    blocks: Number(s.blocks ?? (s.size + 511n) / 512n),
  };
}

const HOST = fs.constants;

/** parisc O_* bits to the host's. */
function hostFlags(flags: number): number {
  let host = flags & O_RDWR ? HOST.O_RDWR : flags & O_WRONLY ? HOST.O_WRONLY : HOST.O_RDONLY;
  if (flags & O_CREAT) host |= HOST.O_CREAT;
  if (flags & O_EXCL) host |= HOST.O_EXCL;
  if (flags & O_TRUNC) host |= HOST.O_TRUNC;
  if (flags & O_APPEND) host |= HOST.O_APPEND;
  if (flags & O_NONBLOCK) host |= HOST.O_NONBLOCK ?? 0;
  if (flags & O_DIRECTORY) host |= HOST.O_DIRECTORY ?? 0;
  if (flags & O_NOFOLLOW) host |= HOST.O_NOFOLLOW ?? 0;
  return host;
}

const direntType = (d: fs.Dirent): number =>
  d.isFile()
    ? 8
    : d.isDirectory()
      ? 4
      : d.isSymbolicLink()
        ? 10
        : d.isCharacterDevice()
          ? 2
          : d.isBlockDevice()
            ? 6
            : d.isFIFO()
              ? 1
              : d.isSocket()
                ? 12
                : 0;

const seconds = (ns: bigint): number => Number(ns / 1000n) / 1e6;

export const nodeFiles: HostFiles = {
  lstat: (path) => attempt(() => hostStat(fs.lstatSync(raw(path), { bigint: true }))),
  readdir: (path) =>
    attempt(() =>
      fs
        .readdirSync(raw(path), { withFileTypes: true, encoding: "latin1" as BufferEncoding })
        .map((d) => ({ name: d.name, type: direntType(d) })),
    ),
  readlink: (path) => attempt(() => fs.readlinkSync(raw(path), "latin1")),
  open: (path, flags, mode) => attempt(() => fs.openSync(raw(path), hostFlags(flags), mode)),
  close: (handle) => void done(() => fs.closeSync(handle)),
  fstat: (handle) => attempt(() => hostStat(fs.fstatSync(handle, { bigint: true }))),
  pread: (handle, buffer, position) => attempt(() => fs.readSync(handle, buffer, 0, buffer.length, position)),
  pwrite: (handle, buffer, position) =>
    attempt(() => fs.writeSync(handle, buffer, 0, buffer.length, position)),
  ftruncate: (handle, size) => done(() => fs.ftruncateSync(handle, size)),
  fsync: (handle) => done(() => fs.fsyncSync(handle)),
  mkdir: (path, mode) => done(() => fs.mkdirSync(raw(path), mode)),
  rmdir: (path) => done(() => fs.rmdirSync(raw(path))),
  unlink: (path) => done(() => fs.unlinkSync(raw(path))),
  rename: (from, to) => done(() => fs.renameSync(raw(from), raw(to))),
  link: (from, to) => done(() => fs.linkSync(raw(from), raw(to))),
  symlink: (target, path) => done(() => fs.symlinkSync(raw(target), raw(path))),
  chmod: (path, mode) => done(() => fs.chmodSync(raw(path), mode)),
  chown: (path, uid, gid) => done(() => fs.lchownSync(raw(path), uid, gid)),
  utimes: (path, atime, mtime) => done(() => fs.lutimesSync(raw(path), seconds(atime), seconds(mtime))),
};

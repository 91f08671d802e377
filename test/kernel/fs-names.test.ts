// Names: walking, links, permissions, host folders that nothing leads out of.

import { beforeAll, describe, expect, it } from "vitest";
import { d_path } from "../../kernel/fs/dcache.ts";
import { filename_lookup, LOOKUP_DIRECTORY, LOOKUP_FOLLOW } from "../../kernel/fs/namei.ts";
import {
  do_linkat,
  do_mkdirat,
  do_renameat2,
  do_rmdir,
  do_symlinkat,
  do_unlinkat,
} from "../../kernel/fs/namei_ops.ts";
import * as e from "../../kernel/uapi/asm/errno.ts";
import {
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_NOFOLLOW,
  O_RDWR,
  O_TRUNC,
  O_WRONLY,
} from "../../kernel/uapi/asm/fcntl.ts";
import { AT_FDCWD } from "../../kernel/uapi/linux/fcntl.ts";
import {
  RESOLVE_BENEATH,
  RESOLVE_IN_ROOT,
  RESOLVE_NO_SYMLINKS,
  RESOLVE_NO_XDEV,
} from "../../kernel/uapi/linux/openat2.ts";
import { FileSystem } from "./fs-system.ts";

let fs: FileSystem;
const mkdir = (name: string, mode = 0o755) => do_mkdirat(fs.t, AT_FDCWD, name, mode);
const symlink = (target: string, name: string) => do_symlinkat(fs.t, target, AT_FDCWD, name);
const lookup = (name: string, flags = LOOKUP_FOLLOW, resolve = 0) => {
  const p = filename_lookup(fs.t, AT_FDCWD, name, flags, resolve);
  return typeof p === "number" ? p : d_path(p, fs.t.fs.root);
};

beforeAll(async () => {
  fs = await FileSystem.boot("6.1", (files) => {
    files.put("/secret/key", "top secret");
    files.put("/ro/text", "read me");
    files.put("/ro/out", null, "../secret/key");
    files.put("/ro/abs", null, "/secret/key");
    files.put("/ro/here", null, "text");
  });
  for (const d of ["/tmp/d", "/tmp/d/sub", "/tmp/full", "/tmp/full/x"]) expect(mkdir(d)).toBe(0);
  fs.write(fs.open("/tmp/file", O_CREAT | O_WRONLY), "content");
});

describe("the walk", () => {
  it("takes dots, slashes and links as they come", () => {
    symlink("d/sub", "/tmp/rel");
    symlink("/tmp/d", "/tmp/absolute");
    expect(lookup("//tmp/./d/../d//sub/")).toBe("/tmp/d/sub");
    expect(lookup("/tmp/rel/..")).toBe("/tmp/d");
    expect(lookup("/tmp/absolute/sub")).toBe("/tmp/d/sub");
    expect(lookup("/tmp/absolute", 0)).toBe("/tmp/absolute");
    expect(lookup("/tmp/absolute/", 0)).toBe("/tmp/d");
    expect(lookup("/../../tmp")).toBe("/tmp");
  });
  it("says what is wrong", () => {
    expect(lookup("/tmp/none")).toBe(-e.ENOENT);
    expect(lookup("/tmp/none/x")).toBe(-e.ENOENT);
    expect(lookup("/tmp/file/x")).toBe(-e.ENOTDIR);
    expect(lookup("/tmp/file/")).toBe(-e.ENOTDIR);
    expect(lookup("/tmp/file", LOOKUP_DIRECTORY)).toBe(-e.ENOTDIR);
    expect(lookup("")).toBe(-e.ENOENT);
    expect(lookup(`/tmp/${"n".repeat(256)}`)).toBe(-e.ENAMETOOLONG);
  });
  it("follows forty links and no more", () => {
    symlink("/tmp/file", "/tmp/l0");
    for (let i = 1; i <= 40; i++) symlink(`/tmp/l${i - 1}`, `/tmp/l${i}`);
    expect(lookup("/tmp/l39")).toBe("/tmp/file");
    expect(lookup("/tmp/l40")).toBe(-e.ELOOP);
    symlink("self", "/tmp/self");
    expect(lookup("/tmp/self")).toBe(-e.ELOOP);
  });
  it("stays where openat2 confines it", () => {
    fs.t.fs.pwd = filename_lookup(fs.t, AT_FDCWD, "/tmp/d", 0) as typeof fs.t.fs.pwd;
    symlink("../file", "/tmp/d/up");
    symlink("/file", "/tmp/d/root");
    expect(lookup("sub", LOOKUP_FOLLOW, RESOLVE_BENEATH)).toBe("/tmp/d/sub");
    expect(lookup("..", LOOKUP_FOLLOW, RESOLVE_BENEATH)).toBe(-e.EXDEV);
    expect(lookup("/tmp", LOOKUP_FOLLOW, RESOLVE_BENEATH)).toBe(-e.EXDEV);
    expect(lookup("up", LOOKUP_FOLLOW, RESOLVE_BENEATH)).toBe(-e.EXDEV);
    expect(lookup("../sub", LOOKUP_FOLLOW, RESOLVE_IN_ROOT)).toBe("/tmp/d/sub");
    expect(lookup("root", LOOKUP_FOLLOW, RESOLVE_IN_ROOT)).toBe(-e.ENOENT);
    expect(lookup("up", LOOKUP_FOLLOW, RESOLVE_NO_SYMLINKS)).toBe(-e.ELOOP);
    expect(lookup("/proc/self", 0, RESOLVE_NO_XDEV)).toBe(-e.EXDEV);
    fs.t.fs.pwd = fs.t.fs.root;
  });
});

describe("opening", () => {
  it("creates, and refuses to", () => {
    expect(fs.try_open("/tmp/new", O_CREAT | O_EXCL | O_WRONLY)).toBe(0);
    expect(fs.try_open("/tmp/new", O_CREAT | O_EXCL | O_WRONLY)).toBe(-e.EEXIST);
    expect(fs.try_open("/tmp/new/", O_CREAT | O_WRONLY)).toBe(-e.EISDIR);
    expect(fs.try_open("/tmp/d", O_RDWR)).toBe(-e.EISDIR);
    expect(fs.try_open("/tmp/new", O_DIRECTORY)).toBe(-e.ENOTDIR);
    expect(fs.try_open("/tmp/l0", O_NOFOLLOW)).toBe(-e.ELOOP);
  });
  it("follows a dangling link to create its target, but not with O_EXCL", () => {
    symlink("/tmp/target", "/tmp/dangling");
    expect(fs.try_open("/tmp/dangling", O_CREAT | O_EXCL | O_WRONLY)).toBe(-e.EEXIST);
    expect(fs.try_open("/tmp/dangling", O_CREAT | O_WRONLY)).toBe(0);
    expect(lookup("/tmp/target")).toBe("/tmp/target");
  });
  it("keeps a removed file until it is closed", () => {
    const f = fs.open("/tmp/gone", O_CREAT | O_RDWR);
    fs.write(f, "still here");
    expect(do_unlinkat(fs.t, AT_FDCWD, "/tmp/gone")).toBe(0);
    f.f_pos = 0;
    expect(fs.read(f)).toBe("still here");
    expect(d_path(f.f_path!, null)).toMatch(/gone \(deleted\)$/);
    const before = fs.kernel.machine.phys.usedFrames;
    f.put();
    expect(fs.kernel.machine.phys.usedFrames).toBeLessThan(before);
  });
});

describe("renaming and removing", () => {
  const rename = (a: string, b: string, flags = 0) => do_renameat2(fs.t, AT_FDCWD, a, AT_FDCWD, b, flags);
  it("has Linux's order of refusals", () => {
    expect(rename("/tmp/d", "/tmp/d/sub/in")).toBe(-e.EINVAL);
    expect(rename("/tmp/d/sub", "/tmp/d")).toBe(-e.ENOTEMPTY);
    expect(rename("/tmp/file", "/tmp/d")).toBe(-e.EISDIR);
    expect(rename("/tmp/d", "/tmp/file")).toBe(-e.ENOTDIR);
    expect(rename("/tmp/file", "/rw/file")).toBe(-e.EXDEV);
    expect(rename("/tmp/d/.", "/tmp/e")).toBe(-e.EBUSY);
    expect(rename("/tmp/new", "/tmp/file", 1)).toBe(-e.EEXIST);
    expect(do_rmdir(fs.t, AT_FDCWD, "/tmp/full")).toBe(-e.ENOTEMPTY);
    expect(do_rmdir(fs.t, AT_FDCWD, "/proc")).toBe(-e.EBUSY);
    expect(do_unlinkat(fs.t, AT_FDCWD, "/tmp/full")).toBe(-e.EISDIR);
  });
  it("moves a folder with all that is in it", () => {
    expect(rename("/tmp/full", "/tmp/d/moved")).toBe(0);
    expect(lookup("/tmp/d/moved/x")).toBe("/tmp/d/moved/x");
    expect(lookup("/tmp/full")).toBe(-e.ENOENT);
    const tmp = filename_lookup(fs.t, AT_FDCWD, "/tmp/d", 0) as { dentry: { d_inode: { i_nlink: number } } };
    expect(tmp.dentry.d_inode.i_nlink).toBe(4);
  });
  it("counts links", () => {
    expect(do_linkat(fs.t, AT_FDCWD, "/tmp/file", AT_FDCWD, "/tmp/again", 0)).toBe(0);
    const f = fs.open("/tmp/again");
    expect(f.f_inode.i_nlink).toBe(2);
    do_unlinkat(fs.t, AT_FDCWD, "/tmp/again");
    expect(f.f_inode.i_nlink).toBe(1);
    f.put();
  });
});

describe("permissions", () => {
  it("sticky folders keep others' files", () => {
    fs.open("/tmp/roots", O_CREAT | O_WRONLY, 0o666).put();
    fs.as(1000, () => {
      expect(do_unlinkat(fs.t, AT_FDCWD, "/tmp/roots")).toBe(-e.EPERM);
      expect(fs.try_open("/tmp/mine", O_CREAT | O_WRONLY, 0o600)).toBe(0);
      expect(do_unlinkat(fs.t, AT_FDCWD, "/tmp/mine")).toBe(0);
    });
  });
  it("the first matching class of bits decides", () => {
    const f = fs.open("/tmp/modes", O_CREAT | O_WRONLY, 0o007);
    f.f_inode.i_mode = 0o100007;
    f.f_inode.i_uid = 1000;
    fs.as(1000, () => expect(fs.try_open("/tmp/modes")).toBe(-e.EACCES));
    fs.as(1001, () => expect(fs.try_open("/tmp/modes")).toBe(0));
    expect(fs.try_open("/tmp/modes")).toBe(0);
  });
  it("a folder without x hides what is in it", () => {
    mkdir("/tmp/closed", 0o700);
    fs.open("/tmp/closed/f", O_CREAT | O_WRONLY).put();
    fs.as(1000, () => expect(fs.try_open("/tmp/closed/f")).toBe(-e.EACCES));
  });
});

describe("host folders", () => {
  it("links are the guest's to follow: none leads to the host's other folders", () => {
    fs.files.asked.length = 0;
    const here = fs.open("/ro/here");
    expect(fs.read(here)).toBe("read me");
    here.put();
    expect(fs.try_open("/ro/out")).toBe(-e.ENOENT);
    expect(fs.try_open("/ro/abs")).toBe(-e.ENOENT);
    expect(fs.try_open("/ro/../secret/key")).toBe(-e.ENOENT);
    expect(fs.files.asked.filter((p) => p.includes("secret"))).toEqual([]);
  });
  it("a read-only one stays as it is", () => {
    expect(fs.try_open("/ro/text", O_WRONLY)).toBe(-e.EROFS);
    expect(fs.try_open("/ro/new", O_CREAT | O_WRONLY)).toBe(-e.EROFS);
    expect(mkdir("/ro/dir")).toBe(-e.EROFS);
    expect(do_unlinkat(fs.t, AT_FDCWD, "/ro/text")).toBe(-e.EROFS);
    expect(fs.try_open("/ro/text", O_TRUNC)).toBe(-e.EROFS);
    expect(fs.files.text("/ro/text")).toBe("read me");
  });
  it("a writable one takes files, and handles are given back", () => {
    const f = fs.open("/rw/out", O_CREAT | O_RDWR, 0o640);
    expect(fs.write(f, "to the host")).toBe(11);
    expect(fs.files.text("/rw/out")).toBe("to the host");
    f.f_pos = 3;
    expect(fs.read(f, 3)).toBe("the");
    f.put();
    expect(do_renameat2(fs.t, AT_FDCWD, "/rw/out", AT_FDCWD, "/rw/other", 0)).toBe(0);
    expect(fs.files.text("/rw/out")).toBe(null);
    const again = fs.open("/rw/other");
    expect(do_unlinkat(fs.t, AT_FDCWD, "/rw/other")).toBe(0);
    expect(fs.read(again)).toBe("to the host");
    again.put();
    expect(fs.files.open_handles).toBe(0);
  });
});

// A booted system without programs, for tests of files: a host folder in memory, and calls made in the name of the
// in-kernel init (root). Above: fs-*.test.ts. Below: kernel/boot.ts.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Machine } from "../../emulator/index.ts";
import { boot } from "../../kernel/boot.ts";
import type { file } from "../../kernel/fs/file.ts";
import { do_filp_open } from "../../kernel/fs/open.ts";
import { vfs_read, vfs_write } from "../../kernel/fs/read_write.ts";
import type { Host, HostFiles, HostStat } from "../../kernel/host.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import { iov_iter } from "../../kernel/mm/uaccess.ts";
import { prepare_creds } from "../../kernel/task/cred.ts";
import type { task_struct } from "../../kernel/task/task.ts";
import type { MaySleep } from "../../kernel/task/wait.ts";
import { EEXIST, EINVAL, ENOENT, ENOTDIR, ENOTEMPTY } from "../../kernel/uapi/asm/errno.ts";
import { O_CREAT, O_EXCL } from "../../kernel/uapi/asm/fcntl.ts";
import { root } from "../tools.ts";

interface node {
  ino: number;
  mode: number;
  data: Uint8Array;
  target: string;
  children: Map<string, node>;
}

/** A host's files in memory. asked: every path that was looked at, to see that nothing outside is. */
export class MemoryFiles implements HostFiles {
  readonly asked: string[] = [];
  #ino = 1;
  readonly top = this.node(0o40755);
  #handles = new Map<number, node>();
  #next = 3;

  node(mode: number): node {
    return { ino: this.#ino++, mode, data: new Uint8Array(), target: "", children: new Map() };
  }
  /** As a host does it: "." and ".." and links in the middle are not expected here. */
  #find(path: string): node | undefined {
    this.asked.push(path);
    let at: node | undefined = this.top;
    for (const part of path.split("/")) {
      if (part === "") continue;
      if (part === ".." || part === "." || at?.target) throw new Error(`the host was asked for ${path}`);
      at = at?.children.get(part);
    }
    return at;
  }
  #parent(path: string): [node, string] | null {
    const i = path.lastIndexOf("/");
    const dir = this.#find(path.slice(0, i));
    return dir ? [dir, path.slice(i + 1)] : null;
  }
  /** Puts a file (or with target a link, or a folder) there for a test. */
  put(path: string, content: string | null, target = ""): void {
    const [dir, name] = this.#parent(path)!;
    const n = this.node(target ? 0o120777 : content === null ? 0o40755 : 0o100644);
    n.target = target;
    n.data = new TextEncoder().encode(content ?? "");
    dir.children.set(name, n);
  }
  text(path: string): string | null {
    const n = this.#find(path);
    return n ? new TextDecoder().decode(n.data) : null;
  }
  #stat(n: node): HostStat {
    const size = n.target ? n.target.length : n.data.length;
    const times = { atime: 0n, mtime: 0n, ctime: 0n };
    return { dev: 1, ino: n.ino, mode: n.mode, nlink: 1, uid: 0, gid: 0, rdev: 0, size, blocks: 0, ...times };
  }
  lstat(path: string) {
    const n = this.#find(path);
    return n ? this.#stat(n) : -ENOENT;
  }
  readdir(path: string) {
    const n = this.#find(path);
    return n ? [...n.children].map(([name, c]) => ({ name, type: c.mode >>> 12 })) : -ENOENT;
  }
  readlink(path: string) {
    return this.#find(path)?.target || -EINVAL;
  }
  open(path: string, flags: number, mode: number) {
    const at = this.#parent(path);
    if (!at) return -ENOENT;
    let n = at[0].children.get(at[1]);
    if (n && flags & O_CREAT && flags & O_EXCL) return -EEXIST;
    if (!n) {
      if (!(flags & O_CREAT)) return -ENOENT;
      n = this.node(0o100000 | mode);
      at[0].children.set(at[1], n);
    }
    this.#handles.set(this.#next, n);
    return this.#next++;
  }
  close(handle: number) {
    this.#handles.delete(handle);
  }
  /** Handles that have not been closed. */
  get open_handles() {
    return this.#handles.size;
  }
  fstat(handle: number) {
    return this.#stat(this.#handles.get(handle)!);
  }
  pread(handle: number, buffer: Uint8Array, position: number) {
    const part = this.#handles.get(handle)!.data.subarray(position, position + buffer.length);
    buffer.set(part);
    return part.length;
  }
  pwrite(handle: number, buffer: Uint8Array, position: number) {
    const n = this.#handles.get(handle)!;
    const data = new Uint8Array(Math.max(n.data.length, position + buffer.length));
    data.set(n.data);
    data.set(buffer, position);
    n.data = data;
    return buffer.length;
  }
  ftruncate(handle: number, size: number) {
    const n = this.#handles.get(handle)!;
    const data = new Uint8Array(size);
    data.set(n.data.subarray(0, size));
    n.data = data;
    return 0;
  }
  fsync() {
    return 0;
  }
  mkdir(path: string, mode: number) {
    const [dir, name] = this.#parent(path)!;
    dir.children.set(name, this.node(0o40000 | mode));
    return 0;
  }
  rmdir(path: string) {
    const [dir, name] = this.#parent(path)!;
    const n = dir.children.get(name);
    if (n?.children.size) return -ENOTEMPTY;
    return dir.children.delete(name) ? 0 : -ENOENT;
  }
  unlink(path: string) {
    const [dir, name] = this.#parent(path)!;
    return dir.children.delete(name) ? 0 : -ENOENT;
  }
  rename(from: string, to: string) {
    const [a, x] = this.#parent(from)!;
    const [b, y] = this.#parent(to)!;
    const n = a.children.get(x);
    if (!n) return -ENOENT;
    a.children.delete(x);
    b.children.set(y, n);
    return 0;
  }
  link(from: string, to: string) {
    const n = this.#find(from);
    const [dir, name] = this.#parent(to)!;
    if (!n) return -ENOTDIR;
    dir.children.set(name, n);
    return 0;
  }
  symlink(target: string, path: string) {
    this.put(path, null, target);
    return 0;
  }
  chmod(path: string, mode: number) {
    const n = this.#find(path)!;
    n.mode = (n.mode & 0o170000) | mode;
    return 0;
  }
  chown() {
    return 0;
  }
  utimes() {
    return 0;
  }
}

export class FileSystem {
  private constructor(
    readonly kernel: Kernel,
    readonly t: task_struct,
    readonly files: MemoryFiles,
  ) {}

  /** Boots with the host's /rw writable at /rw and /ro read-only at /ro. */
  static async boot(release = "6.1", prepare: (files: MemoryFiles) => void = () => {}): Promise<FileSystem> {
    const files = new MemoryFiles();
    for (const d of ["/rw", "/ro", "/secret"]) files.put(d, null);
    prepare(files);
    let clock = 0;
    const nothing = { kind: "null" as const };
    const host: Host = {
      realtime: () => 1_700_000_000_000_000_000n,
      monotonic: () => (clock += 1000),
      random: (n) => new Uint8Array(n).fill(7),
      files,
      stdio: [nothing, nothing, nothing],
      sleep: async () => {},
      log: () => {},
    };
    const wasm = readFileSync(join(root, "dist/core.wasm"));
    const machine = await Machine.create({ memory: 64 << 20, wasm, engine: "interpreter" });
    const mounts = [
      { host: "/rw", guest: "/rw", ro: false },
      { host: "/ro", guest: "/ro", ro: true },
    ];
    const { kernel } = await boot({
      host,
      machine,
      kernel: release,
      mounts,
      net: [],
      clock: "virtual",
      seed: 1,
    });
    return new FileSystem(kernel, kernel.init_task, files);
  }

  /** What a call gives at once; "sleeps" when it would wait. */
  now<T>(x: MaySleep<T>): T | "sleeps" {
    if (typeof x !== "object" || x === null || !("next" in x)) return x;
    // a SIGPIPE of an earlier call is not what the next one is about
    this.t.sigpending = false;
    const step = x.next();
    if (step.done) return step.value;
    x.return(undefined as never);
    return "sleeps";
  }

  open(name: string, flags = 0, mode = 0o644): file {
    const f = this.now(do_filp_open(this.t, -100, name, { flags, mode }));
    if (typeof f !== "object") throw new Error(`open ${name}: ${f}`);
    return f;
  }
  /** 0, or the error of opening. */
  try_open(name: string, flags = 0, mode = 0o644): number | "sleeps" {
    const f = this.now(do_filp_open(this.t, -100, name, { flags, mode }));
    if (typeof f !== "object") return f;
    f.put();
    return 0;
  }
  write(f: file, text: string): number | "sleeps" {
    return this.now(vfs_write(this.t, f, iov_iter.bytes(Uint8Array.from(text, (c) => c.charCodeAt(0)))));
  }
  read(f: file, n = 4096): string | number {
    const b = new Uint8Array(n);
    const r = this.now(vfs_read(this.t, f, iov_iter.bytes(b)));
    return typeof r === "number" && r >= 0
      ? String.fromCharCode(...b.subarray(0, r))
      : r === "sleeps"
        ? r
        : r;
  }
  /** Runs fn as an ordinary user. */
  as<T>(uid: number, fn: () => T): T {
    const kept = this.t.cred;
    const c = prepare_creds(this.t);
    c.uid = c.euid = c.suid = c.fsuid = uid;
    c.gid = c.egid = c.sgid = c.fsgid = uid;
    c.cap_effective = c.cap_permitted = 0;
    this.t.cred = c;
    try {
      return fn();
    } finally {
      this.t.cred = kept;
    }
  }
}

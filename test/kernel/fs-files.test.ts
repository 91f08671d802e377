// What open files do: pipes, locks, epoll, memory files, terminals.

import { beforeAll, describe, expect, it } from "vitest";
import { do_epoll_ctl, ep_create, ep_poll } from "../../kernel/fs/eventpoll.ts";
import type { file } from "../../kernel/fs/file.ts";
import { type file_lock, file_lock_context, flock_lock, posix_conflict } from "../../kernel/fs/locks.ts";
import { memfd_add_seals, shmem_file_setup } from "../../kernel/fs/memfd.ts";
import { get_pipe_info } from "../../kernel/fs/pipe.ts";
import { create_pipe_files, pipe_set_size } from "../../kernel/fs/pipe_open.ts";
import { read_text } from "../../kernel/fs/read_write.ts";
import { do_poll } from "../../kernel/fs/select.ts";
import { do_splice } from "../../kernel/fs/splice.ts";
import { tty_of } from "../../kernel/fs/tty.ts";
import { iov_iter } from "../../kernel/mm/uaccess.ts";
import * as e from "../../kernel/uapi/asm/errno.ts";
import {
  F_RDLCK,
  F_UNLCK,
  F_WRLCK,
  O_CREAT,
  O_NOCTTY,
  O_NONBLOCK,
  O_RDWR,
} from "../../kernel/uapi/asm/fcntl.ts";
import { POLLERR, POLLHUP, POLLIN, POLLOUT } from "../../kernel/uapi/asm/poll.ts";
import { ECHO, ICANON, ISIG } from "../../kernel/uapi/asm/termbits.ts";
import {
  EPOLL_CTL_ADD,
  EPOLL_CTL_MOD,
  EPOLLET,
  EPOLLIN,
  EPOLLONESHOT,
} from "../../kernel/uapi/linux/eventpoll.ts";
import { F_SEAL_GROW, F_SEAL_WRITE } from "../../kernel/uapi/linux/fcntl.ts";
import { FileSystem } from "./fs-system.ts";

let fs: FileSystem;
beforeAll(async () => {
  fs = await FileSystem.boot();
});
const pipe = (flags: number) => create_pipe_files(fs.t, flags) as [file, file];
const poll = (f: file) => f.f_op.poll!(f, null);

describe("pipes", () => {
  it("hold 64 KiB, and free space a page at a time", () => {
    const [r, w] = pipe(O_NONBLOCK);
    expect(fs.write(w, "x".repeat(70000))).toBe(65536);
    expect(fs.write(w, "x")).toBe(-e.EAGAIN);
    expect(poll(w) & POLLOUT).toBe(0);
    expect((fs.read(r, 4095) as string).length).toBe(4095);
    expect(fs.write(w, "x")).toBe(-e.EAGAIN);
    fs.read(r, 1);
    expect(fs.write(w, "y".repeat(4096))).toBe(4096);
    expect(pipe_set_size(fs.t, get_pipe_info(r)!, 4096)).toBe(-e.EBUSY);
    r.put();
    expect(fs.write(w, "x")).toBe(-e.EPIPE);
    expect(poll(w) & POLLERR).toBe(POLLERR);
    w.put();
  });
  it("small writes share a page", () => {
    const [r, w] = pipe(O_NONBLOCK);
    for (let i = 0; i < 4096; i++) expect(fs.write(w, "0123456789abcdef")).toBe(16);
    expect(fs.write(w, "x")).toBe(-e.EAGAIN);
    expect(fs.read(r, 20)).toBe("0123456789abcdef0123");
    r.put();
    w.put();
  });
  it("end when the writer goes", () => {
    const [r, w] = pipe(0);
    expect(fs.read(r)).toBe("sleeps");
    fs.write(w, "last words");
    w.put();
    expect(poll(r)).toBe(POLLIN | 0x40 | POLLHUP);
    expect(fs.read(r)).toBe("last words");
    expect(fs.read(r)).toBe("");
    r.put();
  });
  it("splice moves what they hold", () => {
    const [r, w] = pipe(O_NONBLOCK);
    const f = fs.open("/tmp/spliced", O_CREAT | O_RDWR);
    fs.write(w, "through the kernel");
    expect(fs.now(do_splice(fs.t, { f: r }, { f, pos: 4 }, 7, 0))).toBe(7);
    f.f_pos = 0;
    expect(fs.read(f)).toBe("\0\0\0\0through");
    expect(fs.read(r)).toBe(" the kernel");
    for (const x of [r, w, f]) x.put();
  });
});

describe("locks", () => {
  const lock = (owner: object, type: number, first: number, last: number): file_lock => ({
    owner,
    type,
    first,
    last,
    pid: 1,
    ofd: false,
  });
  it("conflict by range and kind, and never with the owner's own", () => {
    const [a, b] = [{}, {}];
    const ctx = new file_lock_context();
    ctx.posix = [lock(a, F_RDLCK, 10, 19), lock(a, F_WRLCK, 30, 39)];
    expect(posix_conflict(ctx, lock(b, F_RDLCK, 0, 29))).toBeUndefined();
    expect(posix_conflict(ctx, lock(b, F_WRLCK, 19, 19))?.first).toBe(10);
    expect(posix_conflict(ctx, lock(b, F_RDLCK, 39, 50))?.first).toBe(30);
    expect(posix_conflict(ctx, lock(a, F_WRLCK, 0, 99))).toBeUndefined();
  });
  it("flock belongs to the open file", () => {
    const a = fs.open("/tmp/flock", O_CREAT | O_RDWR);
    const b = fs.open("/tmp/flock");
    const flock = (f: file, type: number) => fs.now(flock_lock(fs.t, f, type, false));
    expect(flock(a, F_WRLCK)).toBe(0);
    expect(flock(b, F_RDLCK)).toBe(-e.EAGAIN);
    expect(flock(a, F_RDLCK)).toBe(0);
    expect(flock(b, F_RDLCK)).toBe(0);
    a.put();
    expect(flock(b, F_WRLCK)).toBe(0);
    expect(flock(b, F_UNLCK)).toBe(0);
    b.put();
  });
});

describe("epoll", () => {
  const events = (epf: file) => fs.now(ep_poll(fs.t, epf.private_data as never, 8, 0));
  it("level, edge and one shot", () => {
    const [r, w] = pipe(O_NONBLOCK);
    const epf = ep_create(fs.t);
    const ctl = (op: number, flags: number) => do_epoll_ctl(epf, op, 5, r, { events: flags, hi: 0, lo: 9 });
    expect(ctl(EPOLL_CTL_ADD, EPOLLIN)).toBe(0);
    expect(ctl(EPOLL_CTL_ADD, EPOLLIN)).toBe(-e.EEXIST);
    expect(events(epf)).toEqual([]);
    fs.write(w, "a");
    expect(events(epf)).toEqual([{ events: EPOLLIN, hi: 0, lo: 9 }]);
    expect(events(epf)).toHaveLength(1);
    ctl(EPOLL_CTL_MOD, EPOLLIN | EPOLLET);
    expect(events(epf)).toHaveLength(1);
    expect(events(epf)).toHaveLength(0);
    fs.write(w, "b");
    expect(events(epf)).toHaveLength(1);
    ctl(EPOLL_CTL_MOD, EPOLLIN | EPOLLONESHOT);
    expect(events(epf)).toHaveLength(1);
    fs.write(w, "c");
    expect(events(epf)).toHaveLength(0);
    ctl(EPOLL_CTL_MOD, EPOLLIN);
    expect(events(epf)).toHaveLength(1);
    r.put();
    expect(events(epf)).toEqual([]);
    w.put();
    epf.put();
  });
  it("refuses circles, files that are always ready, and itself", () => {
    const [a, b] = [ep_create(fs.t), ep_create(fs.t)];
    const ev = { events: EPOLLIN, hi: 0, lo: 0 };
    expect(do_epoll_ctl(a, EPOLL_CTL_ADD, 1, b, ev)).toBe(0);
    expect(do_epoll_ctl(b, EPOLL_CTL_ADD, 1, a, ev)).toBe(-e.ELOOP);
    expect(do_epoll_ctl(a, EPOLL_CTL_ADD, 1, a, ev)).toBe(-e.EINVAL);
    const f = fs.open("/tmp/regular", O_CREAT | O_RDWR);
    expect(do_epoll_ctl(a, EPOLL_CTL_ADD, 2, f, ev)).toBe(-e.EPERM);
    for (const x of [a, b, f]) x.put();
  });
});

describe("memory files", () => {
  it("seals hold", () => {
    const f = shmem_file_setup(fs.t, "memfd:x", 0, true) as file;
    expect(fs.write(f, "sealed")).toBe(6);
    expect(memfd_add_seals(f, F_SEAL_GROW)).toBe(0);
    expect(fs.write(f, "more")).toBe(-e.EPERM);
    f.f_pos = 0;
    expect(fs.write(f, "SEALED")).toBe(6);
    expect(memfd_add_seals(f, F_SEAL_WRITE)).toBe(0);
    f.f_pos = 0;
    expect(fs.write(f, "x")).toBe(-e.EPERM);
    expect(fs.read(f)).toBe("SEALED");
    f.put();
  });
  it("give their frames back", () => {
    const before = fs.kernel.machine.phys.usedFrames;
    const f = shmem_file_setup(fs.t, "memfd:y", 0) as file;
    fs.write(f, "z".repeat(100_000));
    expect(fs.kernel.machine.phys.usedFrames).toBeGreaterThanOrEqual(before + 25);
    f.put();
    expect(fs.kernel.machine.phys.usedFrames).toBe(before);
  });
});

describe("/proc", () => {
  it("shows processes and files by name", () => {
    const text = (name: string) => {
      const f = fs.open(name);
      const r = fs.read(f, 65536) as string;
      f.put();
      return r;
    };
    expect(text("/proc/1/status")).toMatch(/^Name:\tinit\n.*\nTgid:\t1\n.*\nUid:\t0\t0\t0\t0\n/s);
    expect(text("/proc/self/stat")).toMatch(/^1 \(init\) [SR] 0 1 1 0 -1 /);
    expect(text("/proc/mounts")).toContain("/rw /rw hostfs rw,relatime 0 0\n");
    expect(text("/proc/cpuinfo")).toContain("PA-RISC 1.1e");
    expect(text("/proc/sys/kernel/ostype")).toBe("Linux\n");
    expect(fs.try_open("/proc/4711/status")).toBe(-e.ENOENT);
    expect(fs.try_open("/proc/new", O_CREAT | O_RDWR)).toBe(-e.ENOENT);
  });
  it("a reader sees one state of a text, however small its buffer", () => {
    const to = iov_iter.bytes(new Uint8Array(3));
    expect(read_text("abcdef", to, 4)).toBe(2);
  });
});

describe("terminals", () => {
  let master: file;
  let slave: file;
  beforeAll(() => {
    master = fs.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK);
    tty_of(master).link!.locked = false;
    slave = fs.open("/dev/pts/0", O_RDWR | O_NOCTTY | O_NONBLOCK);
  });
  const type = (text: string) => fs.write(master, text);
  it("edit lines and echo them", () => {
    type("hel");
    expect(fs.read(slave)).toBe(-e.EAGAIN);
    type("lp\x7fo\n");
    expect(fs.read(slave)).toBe("hello\n");
    expect(fs.read(master)).toBe("hellp\b \bo\r\n");
    type("one two\x17three\n");
    expect(fs.read(slave)).toBe("one three\n");
    fs.read(master);
    type("gone\x15new\n");
    expect(fs.read(slave)).toBe("new\n");
    fs.read(master);
    type("a\x16\x03b\n");
    expect(fs.read(slave)).toBe("a\x03b\n");
    expect(fs.read(master)).toBe("a^\b^Cb\r\n");
  });
  it("hand out a line at a time, and an end of file once", () => {
    type("first\nsecond\n");
    expect(fs.read(slave, 3)).toBe("fir");
    expect(fs.read(slave)).toBe("st\n");
    expect(fs.read(slave)).toBe("second\n");
    type("no newline\x04\x04");
    expect(fs.read(slave)).toBe("no newline");
    expect(fs.read(slave)).toBe("");
    expect(fs.read(slave)).toBe(-e.EAGAIN);
    fs.read(master);
  });
  it("process output, unless told not to", () => {
    fs.write(slave, "a\nb");
    expect(fs.read(master)).toBe("a\r\nb");
    type("\x13");
    expect(fs.write(slave, "held")).toBe(-e.EAGAIN);
    type("\x11");
    expect(fs.write(slave, "free")).toBe(4);
    expect(fs.read(master)).toBe("free");
  });
  it("are raw when asked", () => {
    const tty = tty_of(slave);
    const old = tty.termios;
    tty.termios = { ...old, c_lflag: old.c_lflag & ~(ICANON | ECHO | ISIG) };
    tty.ldisc.set_termios(old);
    type("\x03x\x7f");
    expect(fs.read(slave)).toBe("\x03x\x7f");
    expect(fs.read(master)).toBe(-e.EAGAIN);
    const back = tty.termios;
    tty.termios = old;
    tty.ldisc.set_termios(back);
  });
  it("hang up when the master goes", () => {
    const other = fs.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK);
    tty_of(other).link!.locked = false;
    const line = fs.open("/dev/pts/1", O_RDWR | O_NOCTTY);
    expect(fs.now(do_poll(fs.t, [], 0))).toBe(0);
    other.put();
    expect(fs.read(line)).toBe("");
    expect(fs.write(line, "x")).toBe(-e.EIO);
    expect(poll(line) & POLLHUP).toBe(POLLHUP);
    expect(fs.try_open("/dev/pts/1", O_RDWR | O_NOCTTY)).toBe(-e.ENOENT);
    line.put();
    slave.put();
    expect(fs.read(master)).toBe(-e.EIO);
    master.put();
  });
});

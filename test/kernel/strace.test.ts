// strace's lines, from rows and memory. Above: npm test. Below: kernel/trace/.

import { describe, expect, test } from "vitest";
import { type ArgKind, row, type SyscallRow } from "../../kernel/syscalls/table.ts";
import type { siginfo, task_struct } from "../../kernel/task/task.ts";
import { Counts } from "../../kernel/trace/counts.ts";
import type { StraceEvent } from "../../kernel/trace/events.ts";
import { FilterError, parseFilter } from "../../kernel/trace/filter.ts";
import * as k from "../../kernel/trace/kinds.ts";
import { Lines, type LineTimes } from "../../kernel/trace/lines.ts";
import { Strace } from "../../kernel/trace/strace.ts";
import { O_CLOEXEC, O_CREAT, O_WRONLY } from "../../kernel/uapi/asm/fcntl.ts";
import { SO_BINDTOIFINDEX, SOL_SOCKET } from "../../kernel/uapi/asm/socket.ts";
import { stat64 } from "../../kernel/uapi/asm/stat.ts";
import { ifreq } from "../../kernel/uapi/linux/if.ts";
import { IFLA_IFNAME } from "../../kernel/uapi/linux/if_link.ts";
import { sockaddr_in } from "../../kernel/uapi/linux/in.ts";
import { nlmsghdr } from "../../kernel/uapi/linux/netlink.ts";
import { ifinfomsg, RTM_NEWLINK } from "../../kernel/uapi/linux/rtnetlink.ts";
import { msghdr } from "../../kernel/uapi/linux/socket.ts";
import { SIOCGIFFLAGS, SIOCSIFNAME } from "../../kernel/uapi/linux/sockios.ts";

/** A task with 8 KiB of memory from address 0x1000 on. */
function guest(pid = 1) {
  const memory = new Uint8Array(0x2000);
  const read = (_space: unknown, va: number, dst: Uint8Array) => {
    const from = va - 0x1000;
    if (from < 0 || from >= memory.length) return 0;
    const part = memory.subarray(from, from + dst.length);
    dst.set(part);
    return part.length;
  };
  const kernel = { machine: { read }, watch_now: () => 0 };
  const t = {
    pid,
    kernel,
    mm: { kernel, space: {}, fault: () => -14, vma_lookup: () => null },
  } as unknown as task_struct;
  const put = (at: number, data: Uint8Array | string) => {
    memory.set(typeof data === "string" ? Uint8Array.from(data, (c) => c.charCodeAt(0)) : data, at - 0x1000);
    return at;
  };
  return { t, put };
}

/** What strace would print for what happens next, one line each time it is asked. */
function strace() {
  const printed: string[] = [];
  const lines = new Lines((line) => void printed.push(line));
  const s = new Strace((e) => lines.event(e as StraceEvent));
  return { s, line: () => printed.shift() ?? "", printed };
}
const one = strace();
const straceEnter = one.s.enter.bind(one.s);
const straceExit = (t: task_struct, r: SyscallRow, args: number[], ret: number | null) => {
  one.s.exit(t, r, args, ret);
  return one.line();
};
const straceSignal = (t: task_struct, info: siginfo) => {
  one.s.signal(t, info);
  return one.line();
};
const straceGone = (t: task_struct, status: number) => {
  one.s.gone(t, status);
  return one.line();
};

const call = (t: task_struct, name: string, kinds: ArgKind[], args: number[], ret: number | null): string => {
  const r = row(0, name, () => 0, kinds);
  straceEnter(t, r, args);
  return straceExit(t, r, args, ret);
};

describe("strace", () => {
  test("path, flags, mode only where a file may be made, errors with their text", () => {
    const { t, put } = guest();
    put(0x1000, "/etc/x\0");
    const kinds = [k.ATFD, k.PATH, k.OPEN_FLAGS, k.MODE];
    expect(call(t, "openat", kinds, [-100, 0x1000, 0, 0o644], -2)).toBe(
      'openat(AT_FDCWD, "/etc/x", O_RDONLY) = -1 ENOENT (No such file or directory)',
    );
    expect(call(t, "openat", kinds, [-100, 0x1000, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644], 3)).toBe(
      'openat(AT_FDCWD, "/etc/x", O_WRONLY|O_CREAT|O_CLOEXEC, 0644) = 3',
    );
  });

  test("an argument is shown as it was before the call, a buffer as it is after it", () => {
    const { t, put } = guest();
    const r = row(3, "read", () => 0, [k.FD, k.BUF_OUT, k.SIZE]);
    straceEnter(t, r, [0, 0x1000, 100]);
    put(0x1000, "hello\n\x01z");
    expect(straceExit(t, r, [0, 0x1000, 100], 8)).toBe('read(0, "hello\\n\\1z", 100) = 8');
    const w = row(4, "write", () => 0, [k.FD, k.BUF_IN, k.SIZE]);
    straceEnter(t, w, [1, 0x1000, 5]);
    put(0x1000, "XXXXX");
    expect(straceExit(t, w, [1, 0x1000, 5], 5)).toBe('write(1, "hello", 5) = 5');
  });

  test("long strings are cut at 32 bytes; bad addresses are shown as such", () => {
    const { t, put } = guest();
    put(0x1000, "x".repeat(40));
    expect(call(t, "write", [k.FD, k.BUF_IN, k.SIZE], [1, 0x1000, 40], 40)).toBe(
      `write(1, "${"x".repeat(32)}"..., 40) = 40`,
    );
    expect(call(t, "write", [k.FD, k.BUF_IN, k.SIZE], [1, 0x90000000, 4], -14)).toBe(
      "write(1, 0x90000000, 4) = -1 EFAULT (Bad address)",
    );
    expect(call(t, "write", [k.FD, k.BUF_IN, k.SIZE], [1, 0, 4], -14)).toMatch(/^write\(1, NULL, 4\)/);
  });

  test("socket options by level and name", () => {
    const { t, put } = guest();
    put(0x1000, Uint8Array.of(0, 0, 0, 2));
    const kinds = [k.FD, k.SOL, k.SOCKOPT, k.SOCKOPT_VAL, k.SOCKLEN];
    expect(call(t, "setsockopt", kinds, [3, SOL_SOCKET, SO_BINDTOIFINDEX, 0x1000, 4], -1)).toBe(
      "setsockopt(3, SOL_SOCKET, SO_BINDTOIFINDEX, [2], 4) = -1 EPERM (Operation not permitted)",
    );
    expect(call(t, "setsockopt", kinds, [3, 6, 1, 0x1000, 4], 0)).toMatch(/SOL_TCP, TCP_NODELAY/);
  });

  test("socket, address, ioctl with what goes in and comes out", () => {
    const { t, put } = guest();
    expect(call(t, "socket", [k.SOCK_DOMAIN, k.SOCK_TYPE, k.SOCK_PROTO], [2, 1 | 0x40000000, 6], 3)).toBe(
      "socket(AF_INET, SOCK_STREAM|SOCK_NONBLOCK, IPPROTO_TCP) = 3",
    );
    put(0x1000, sockaddr_in.make({ sin_family: 2, sin_port: 80 }));
    put(0x1004, Uint8Array.of(127, 0, 0, 1));
    expect(call(t, "bind", [k.FD, k.SOCKADDR, k.SOCKLEN], [3, 0x1000, 16], 0)).toBe(
      'bind(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = 0',
    );
    const kinds = [k.FD, k.IOCTL, k.IOCTL_ARG];
    put(0x1100, ifreq.make({ ifr_name: "eth0", ifr_newname: "lan0" }));
    expect(call(t, "ioctl", kinds, [3, SIOCSIFNAME, 0x1100], 0)).toBe(
      'ioctl(3, SIOCSIFNAME, {ifr_name="eth0", ifr_newname="lan0"}) = 0',
    );
    put(0x1100, ifreq.make({ ifr_name: "lo", ifr_flags: 0x49 }));
    expect(call(t, "ioctl", kinds, [3, SIOCGIFFLAGS, 0x1100], 0)).toBe(
      'ioctl(3, SIOCGIFFLAGS, {ifr_name="lo", ifr_flags=IFF_UP|IFF_LOOPBACK|IFF_RUNNING}) = 0',
    );
    expect(call(t, "ioctl", kinds, [3, SIOCGIFFLAGS, 0x1100], -19)).toBe(
      'ioctl(3, SIOCGIFFLAGS, {ifr_name="lo"}) = -1 ENODEV (No such device)',
    );
  });

  test("an rtnetlink message with its attributes", () => {
    const { t, put } = guest();
    const name = Uint8Array.of(0, 9, 0, IFLA_IFNAME, 0x6c, 0x61, 0x6e, 0x30, 0, 0, 0, 0);
    const len = nlmsghdr.size + ifinfomsg.size + name.length;
    put(0x1000, nlmsghdr.make({ nlmsg_len: len, nlmsg_type: RTM_NEWLINK, nlmsg_flags: 5, nlmsg_seq: 1 }));
    put(0x1010, ifinfomsg.make({ ifi_index: 2 }));
    put(0x1020, name);
    put(0x1100, Uint8Array.of(0, 0, 0x10, 0, 0, 0, 0, len));
    put(0x1200, msghdr.make({ msg_iov: 0x1100, msg_iovlen: 1 }));
    expect(call(t, "sendmsg", [k.FD, k.MSGHDR, k.MSG_FLAGS], [3, 0x1200, 0], len)).toBe(
      "sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base={{nlmsg_len=44, nlmsg_type=RTM_NEWLINK, " +
        "nlmsg_flags=NLM_F_REQUEST|NLM_F_ACK, nlmsg_seq=1, nlmsg_pid=0}, {ifi_family=AF_UNSPEC, ifi_type=ARPHRD_NETROM, ifi_index=2, " +
        'ifi_flags=0, ifi_change=0}, [{{nla_len=9, nla_type=IFLA_IFNAME}, "lan0"}]}, iov_len=44}], msg_iovlen=1, ' +
        "msg_controllen=0, msg_flags=0}, 0) = 44",
    );
  });

  test("stat, mmap, wait, signals, sigset", () => {
    const { t, put } = guest();
    put(0x1000, stat64.make({ st_mode: 0o100644, st_size: 12 }));
    expect(call(t, "fstat64", [k.FD, k.STAT64_OUT], [3, 0x1000], 0)).toBe(
      "fstat64(3, {st_mode=S_IFREG|0644, st_size=12, ...}) = 0",
    );
    const mmap = [k.PTR, k.SIZE, k.MMAP_PROT, k.MMAP_FLAGS, k.FD, k.OFF];
    expect(call(t, "mmap2", mmap, [0, 4096, 3, 0x12, -1, 0], 0xf7000000 | 0)).toBe(
      "mmap2(NULL, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0xf7000000",
    );
    put(0x1100, Uint8Array.of(0, 0, 3, 0));
    const wait = [k.PID, k.WAIT_STATUS_OUT, k.WAIT_FLAGS, k.RUSAGE_OUT];
    expect(call(t, "wait4", wait, [-1, 0x1100, 0, 0], 7)).toBe(
      "wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 3}], 0, NULL) = 7",
    );
    put(0x1200, Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 0));
    expect(call(t, "rt_sigprocmask", [k.SIG_HOW, k.SIGSET, k.SIGSET_OUT, k.SIZE], [0, 0x1200, 0, 8], 0)).toBe(
      "rt_sigprocmask(SIG_BLOCK, [INT], NULL, 8) = 0",
    );
    expect(
      straceSignal(t, { si_signo: 18, si_errno: 0, si_code: 1, si_pid: 7, si_uid: 0, si_status: 3 }),
    ).toBe(
      "--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=7, si_uid=0, si_status=3, si_utime=0, si_stime=0} ---",
    );
    expect(straceSignal(t, { si_signo: 11, si_errno: 0, si_code: 1, si_addr: 0 })).toBe(
      "--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL} ---",
    );
    expect(straceGone(t, 139)).toBe("+++ killed by SIGSEGV (core dumped) +++");
    expect(call(t, "exit_group", [k.EXIT_STATUS], [3], null)).toBe("exit_group(3) = ?");
  });

  test("poll's answer stands behind the result", () => {
    const { t, put } = guest();
    put(0x1000, Uint8Array.of(0, 0, 0, 3, 0, 1, 0, 1));
    expect(call(t, "poll", [k.POLLFD, k.UINT, k.INT], [0x1000, 1, -1], 1)).toBe(
      "poll([{fd=3, events=POLLIN}], 1, -1) = 1 ([{fd=3, revents=POLLIN}])",
    );
  });

  test("select's sets: asked in the arguments, answered behind the result", () => {
    const { t, put } = guest();
    put(0x1000, Uint8Array.of(0, 0, 0, 0x28));
    const r = row(142, "_newselect", () => 0, [k.INT, k.FDSET, k.FDSET, k.FDSET, k.TIMEVAL]);
    const args = [6, 0x1000, 0, 0, 0];
    straceEnter(t, r, args);
    put(0x1000, Uint8Array.of(0, 0, 0, 0x08));
    expect(straceExit(t, r, args, 1)).toBe("_newselect(6, [3 5], NULL, NULL, NULL) = 1 (in [3])");
  });

  test("64-bit positions, either word first", () => {
    const { t } = guest();
    expect(call(t, "ftruncate64", [k.FD, k.OFF_HI, k.OFF_LO], [3, 1, 0], 0)).toBe(
      "ftruncate64(3, 4294967296) = 0",
    );
    expect(call(t, "preadv", [k.FD, k.POS_LO, k.POS_HI], [3, 5, 0], 0)).toBe("preadv(3, 5) = 0");
  });

  test("a second task makes the pids appear", () => {
    const { t } = guest(1);
    const other = { ...t, pid: 12 } as task_struct;
    expect(call(t, "getpid", [], [], 1)).toBe("getpid() = 1");
    expect(call(other, "getpid", [], [], 12)).toBe("[pid    12] getpid() = 12");
    expect(call(t, "getpid", [], [], 1)).toBe("[pid     1] getpid() = 1");
  });

  test("a call that another thread's line interrupts comes in two parts", () => {
    const { t, put } = guest(1);
    const other = { ...t, pid: 12 } as task_struct;
    const { s, printed } = strace();
    const read = row(3, "read", () => 0, [k.FD, k.BUF_OUT, k.SIZE]);
    const pause = row(29, "pause", () => 0, []);
    s.enter(t, read, [5, 0x1000, 10]);
    s.enter(other, pause, []);
    put(0x1000, "hi");
    s.exit(t, read, [5, 0x1000, 10], 2);
    s.gone(other, 15);
    s.gone(t, 0);
    expect(printed).toEqual([
      "[pid     1] read(5,  <unfinished ...>",
      "[pid    12] pause( <unfinished ...>",
      '[pid     1] <... read resumed>"hi", 10) = 2',
      "[pid    12] <... pause resumed> <unfinished ...>) = ?",
      "[pid    12] +++ killed by SIGTERM +++",
      "[pid     1] +++ exited with 0 +++",
    ]);
  });

  test("times: relative, of day, spent in the call", () => {
    const { t } = guest(1);
    const clock = t.kernel as unknown as { watch_now: () => number };
    const run = (times: LineTimes) => {
      const printed: string[] = [];
      const lines = new Lines(
        (l) => void printed.push(l),
        times,
        () => 1_704_067_200_000_000_000n,
      );
      const s = new Strace((e) => lines.event(e as StraceEvent));
      const r = row(20, "getpid", () => 0, []);
      for (const at of [1_500_000, 3_000_000_000]) {
        clock.watch_now = () => at;
        s.enter(t, r, []);
        clock.watch_now = () => at + 2000;
        s.exit(t, r, [], 1);
      }
      return printed;
    };
    expect(run({ stamp: "relative", duration: true })).toEqual([
      "     0.000000 getpid() = 1 <0.000002>",
      "     2.998500 getpid() = 1 <0.000002>",
    ]);
    expect(run({ stamp: "micro", duration: false })[1]).toBe("00:00:03.000000 getpid() = 1");
    expect(run({ stamp: "clock", duration: false })[1]).toBe("00:00:03 getpid() = 1");
    expect(run({ stamp: "epoch", duration: false })[0]).toBe("1704067200.001500 getpid() = 1");
  });

  test("filters: names, classes, patterns, the rest of a set, signals, results; mistakes are explained", () => {
    const rows = [
      { ...row(5, "open", () => 0, [k.PATH]), family: "file" },
      { ...row(3, "read", () => 0, [k.FD]), family: "desc" },
      { ...row(17, "socket", () => 0, []), family: "network" },
    ];
    const shown = (show: string[], event: Partial<StraceEvent>) =>
      parseFilter(show, rows)({ type: "syscall", ret: 0, error: null, ...event } as StraceEvent);
    const names = (...show: string[]) => rows.filter((r) => shown(show, { name: r.name })).map((r) => r.name);
    expect(names()).toEqual(["open", "read", "socket"]);
    expect(names("trace=open,socket")).toEqual(["open", "socket"]);
    expect(names("read")).toEqual(["read"]);
    expect(names("trace=%network")).toEqual(["socket"]);
    expect(names("trace=network,file")).toEqual(["open", "socket"]);
    expect(names("trace=!open")).toEqual(["read", "socket"]);
    expect(names("trace=/^(r|s)")).toEqual(["read", "socket"]);
    expect(names("trace=?nosuch,read")).toEqual(["read"]);
    expect(names("trace=none")).toEqual([]);
    expect(shown(["status=failed"], { name: "open" })).toBe(false);
    expect(shown(["status=failed"], { name: "open", ret: -2, error: "ENOENT" })).toBe(true);
    expect(shown(["status=!failed"], { name: "open", ret: -2, error: "ENOENT" })).toBe(false);
    expect(shown(["signal=CHLD"], { type: "signal", signal: "SIGCHLD" })).toBe(true);
    expect(shown(["signal=none"], { type: "signal", signal: "SIGCHLD" })).toBe(false);
    expect(shown(["signal=!SIGCHLD"], { type: "signal", signal: "SIGTERM" })).toBe(true);
    for (const [wrong, words] of [
      ["trace=opne", "there is no system call opne; is open meant?"],
      ["trace=%nosuch", "there is no class %nosuch"],
      ["trace=/(", "not a regular expression"],
      ["signal=SIGNOSUCH", "there is no signal SIGNOSUCH"],
      ["status=bad", "bad is none of"],
      ["colour=red", "not trace=SET"],
    ]) {
      expect(() => parseFilter([wrong], rows)).toThrow(FilterError);
      expect(() => parseFilter([wrong], rows)).toThrow(words);
    }
  });

  test("counts: calls, errors, time, the slowest first", () => {
    const counts = new Counts();
    const call = (name: string, duration: number, error: string | null) =>
      counts.event({ type: "syscall", name, duration, error } as StraceEvent);
    call("read", 1_000_000, null);
    call("read", 3_000_000, "EAGAIN");
    call("open", 12_000_000, null);
    expect(counts.table().slice(2)).toEqual([
      " 75.00    0.012000       12000         1           open",
      " 25.00    0.004000        2000         2         1 read",
      "------ ----------- ----------- --------- --------- ----------------",
      "100.00    0.016000        5333         3         1 total",
    ]);
  });

  test("every kind has a way to be shown", () => {
    const missing = Object.values(k)
      .filter((v): v is ArgKind => typeof v === "object" && v !== null && "unsigned" in v)
      .filter((v) => !k.shows.has(v.name))
      .map((v) => v.name);
    expect(missing).toEqual([]);
  });
});

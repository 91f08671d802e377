// How strace shows what file calls take and give: stat and friends, flags, ioctl, fcntl, poll, epoll, mmap, mount.
// Above: strace.ts. Below: guest.ts, names.ts, show-base.ts.

import type { task_struct } from "../task/task.ts";
import * as fcntl from "../uapi/asm/fcntl.ts";
import * as ioctls from "../uapi/asm/ioctls.ts";
import * as mman from "../uapi/asm/mman.ts";
import * as poll from "../uapi/asm/poll.ts";
import { stat, stat64 } from "../uapi/asm/stat.ts";
import { statfs, statfs64 } from "../uapi/asm/statfs.ts";
import { termios } from "../uapi/asm/termbits.ts";
import { winsize } from "../uapi/asm/termios.ts";
import * as close_range from "../uapi/linux/close_range.ts";
import * as epoll from "../uapi/linux/eventpoll.ts";
import * as fadvise from "../uapi/linux/fadvise.ts";
import * as falloc from "../uapi/linux/falloc.ts";
import * as fanotify from "../uapi/linux/fanotify.ts";
import * as linux_fcntl from "../uapi/linux/fcntl.ts";
import * as fs from "../uapi/linux/fs.ts";
import * as if_tun from "../uapi/linux/if_tun.ts";
import * as inotify from "../uapi/linux/inotify.ts";
import * as magic from "../uapi/linux/magic.ts";
import * as membarrier from "../uapi/linux/membarrier.ts";
import * as memfd from "../uapi/linux/memfd.ts";
import * as mempolicy from "../uapi/linux/mempolicy.ts";
import * as linux_mman from "../uapi/linux/mman.ts";
import * as mount from "../uapi/linux/mount.ts";
import * as nsfs from "../uapi/linux/nsfs.ts";
import { open_how } from "../uapi/linux/openat2.ts";
import * as linux_stat from "../uapi/linux/stat.ts";
import * as timerfd from "../uapi/linux/timerfd.ts";
import * as xattr from "../uapi/linux/xattr.ts";
import { address, hex, list, peek, peekStruct, peekWord } from "./guest.ts";
import { type Show, shows } from "./kinds.ts";
import { flagsOf, flagsOfThese, oneOf, oneOfThese } from "./names.ts";
import { filled, modeText, openFlags, signalName } from "./show-base.ts";
import { ifreqText, isIfreq, socketIoctl } from "./show-ifreq.ts";
import { termiosText } from "./show-termios.ts";

const dev = (v: number | bigint) => {
  const n = Number(v);
  return `makedev(${hex((n >>> 8) & 0xfff)}, ${hex((n & 0xff) | ((n >>> 12) & 0xfff00))})`;
};

const statText = (s: { st_mode: number; st_rdev: number | bigint; st_size: number | bigint }): string => {
  const device = (s.st_mode & 0o170000) === 0o020000 || (s.st_mode & 0o170000) === 0o060000;
  return `{st_mode=${modeText(s.st_mode)}, ${device ? `st_rdev=${dev(s.st_rdev)}` : `st_size=${s.st_size}`}, ...}`;
};

const fcntlNames = oneOf(fcntl, "F_", (n) => !/^F_(RDLCK|WRLCK|UNLCK|EXLCK|SHLCK|OWNER)/.test(n));
const fcntlLinux = oneOf(linux_fcntl, "F_", (n) => !/^F_SEAL_/.test(n));
const fcntlCmd = (v: number): string => (v >= fcntl.F_LINUX_SPECIFIC_BASE ? fcntlLinux(v) : fcntlNames(v));
const lockType = oneOf(fcntl, "F_RDLCK F_WRLCK F_UNLCK");
const whence = oneOfThese({ 0: "SEEK_SET", 1: "SEEK_CUR", 2: "SEEK_END", 3: "SEEK_DATA", 4: "SEEK_HOLE" });
const seals = flagsOf(linux_fcntl, "F_SEAL_");

const fcntlArg: Show = (t, v, args, _ret, i) => {
  const cmd = args[i - 1];
  if (cmd === fcntl.F_GETFD || cmd === fcntl.F_GETFL || cmd === fcntl.F_GETOWN || cmd === fcntl.F_GETSIG)
    return null;
  if (cmd === linux_fcntl.F_GETPIPE_SZ || cmd === linux_fcntl.F_GET_SEALS) return null;
  if (cmd === fcntl.F_SETFD) return v === 1 ? "FD_CLOEXEC" : hex(v);
  if (cmd === fcntl.F_SETFL) return openFlags(v);
  if (cmd === fcntl.F_SETSIG) return signalName(v);
  if (cmd === linux_fcntl.F_ADD_SEALS) return seals(v);
  const lock = (l: { l_type: number; l_whence: number; l_start: number | bigint; l_len: number | bigint }) =>
    `{l_type=${lockType(l.l_type)}, l_whence=${whence(l.l_whence)}, l_start=${l.l_start}, l_len=${l.l_len}}`;
  if (cmd === fcntl.F_SETLK || cmd === fcntl.F_SETLKW || cmd === fcntl.F_GETLK) {
    return peekStruct(t, v, fcntl.flock, lock);
  }
  if (cmd === fcntl.F_SETLK64 || cmd === fcntl.F_SETLKW64 || cmd === fcntl.F_GETLK64) {
    return peekStruct(t, v, fcntl.flock64, lock);
  }
  return v < 0x10000 ? String(v) : hex(v);
};

const ttyNames = oneOf(ioctls, "T F", (n) => !/^(TIOCPKT_|TIOCSER_|TIOCINQ$|FIOQSIZE$)/.test(n));
const fsNames = oneOf(fs, "FS_IOC FI BLK");
const tunNames = oneOf(if_tun, "TUN", (n) => /^TUN(SET|GET|ATT|DET)/.test(n));
const nsNames = oneOf(nsfs, "NS_");

function ioctlName(cmd: number): string {
  const socket = socketIoctl(cmd);
  if (socket) return socket;
  for (const names of [ttyNames, fsNames, tunNames, nsNames]) {
    const name = names(cmd);
    if (!/^[-0-9]/.test(name)) return name;
  }
  const dir = ["_IOC_NONE", "_IOC_WRITE", "_IOC_READ", "_IOC_READ|_IOC_WRITE"];
  // parisc: read is 1, write 2.
  const way = [dir[0], dir[2], dir[1], dir[3]][cmd >>> 30];
  return `_IOC(${way}, ${hex((cmd >>> 8) & 0xff)}, ${hex(cmd & 0xff)}, ${hex((cmd >>> 16) & 0x3fff)})`;
}

const ioctlArg: Show = (t, v, args, ret, i) => {
  const cmd = args[i - 1] >>> 0;
  if (isIfreq(cmd)) return ifreqText(t, cmd, v, ret);
  switch (cmd) {
    case ioctls.FIONREAD:
    case ioctls.TIOCOUTQ:
    case ioctls.TIOCGPGRP:
    case ioctls.TIOCGSID:
    case ioctls.TIOCGPTN >>> 0: {
      const w = ret < 0 ? null : peekWord(t, v);
      return w === null ? address(v) : `[${w}]`;
    }
    case ioctls.FIONBIO:
    case ioctls.FIOASYNC:
    case ioctls.TIOCSPGRP:
    case ioctls.TIOCSPTLCK: {
      const w = peekWord(t, v);
      return w === null ? address(v) : `[${w}]`;
    }
    case ioctls.TIOCGWINSZ:
    case ioctls.TIOCSWINSZ:
      if (ret < 0 && cmd === ioctls.TIOCGWINSZ) return address(v);
      return peekStruct(
        t,
        v,
        winsize,
        (w) => `{ws_row=${w.ws_row}, ws_col=${w.ws_col}, ws_xpixel=${w.ws_xpixel}, ws_ypixel=${w.ws_ypixel}}`,
      );
    case ioctls.TCGETS:
    case ioctls.TCSETS:
    case ioctls.TCSETSW:
    case ioctls.TCSETSF:
      if (ret < 0 && cmd === ioctls.TCGETS) return address(v);
      return peekStruct(t, v, termios, termiosText);
    case ioctls.FIOCLEX:
    case ioctls.FIONCLEX:
    case ioctls.TIOCEXCL:
    case ioctls.TIOCNOTTY:
      return null;
  }
  return v < 0x10000 ? String(v) : address(v);
};

const pollEvents = flagsOf(poll, "POLL", "0", (n) => n !== "POLLFREE" && n !== "POLL_BUSY_LOOP");

function pollText(t: task_struct, addr: number, n: number, after: boolean): string {
  if (addr === 0) return "NULL";
  const items: string[] = [];
  for (let k = 0; k < n && k < 32; k++) {
    const b = peek(t, addr + k * poll.pollfd.size, poll.pollfd.size);
    if (b.length < poll.pollfd.size) return address(addr);
    const p = poll.pollfd.get(b);
    if (!after)
      items.push(p.fd < 0 ? `{fd=${p.fd}}` : `{fd=${p.fd}, events=${pollEvents(p.events & 0xffff)}}`);
    else if (p.revents) items.push(`{fd=${p.fd}, revents=${pollEvents(p.revents & 0xffff)}}`);
  }
  return list(items);
}

const epollEvents = flagsOf(epoll, "EPOLL", "0", (n) => !/^EPOLL_/.test(n));
const epollText = (e: { events: number; data: bigint }): string =>
  `{events=${epollEvents(e.events)}, data=0x${e.data.toString(16)}}`;

/** Descriptors set in an fd_set of n: longs of 32 bits, the first bit the lowest. */
function fdset(t: task_struct, addr: number, n: number): string {
  if (addr === 0) return "NULL";
  const fds: number[] = [];
  for (let k = 0; k * 32 < n; k++) {
    const w = peekWord(t, addr + 4 * k);
    if (w === null) return address(addr);
    for (let bit = 0; bit < 32 && k * 32 + bit < n; bit++) if ((w >>> bit) & 1) fds.push(k * 32 + bit);
  }
  return `[${fds.join(" ")}]`;
}

/** What strace adds behind the result, as for poll: " ([{fd=3, revents=POLLIN}])". */
export function afterwards(
  t: task_struct,
  name: string,
  args: readonly number[],
  ret: number,
): string | null {
  if (name === "poll" || name === "ppoll" || name === "ppoll_time64") {
    return ret === 0 ? " (Timeout)" : ` (${pollText(t, args[0], args[1] >>> 0, true)})`;
  }
  if (/^_?(newselect|select|pselect6)/.test(name)) {
    if (ret === 0) return " (Timeout)";
    const sets = ["in", "out", "except"].flatMap((what, k) => {
      const text = fdset(t, args[k + 1], args[0] >>> 0);
      return text === "NULL" || text === "[]" ? [] : [`${what} ${text}`];
    });
    return ` (${sets.join(", ")})`;
  }
  if (name === "fcntl" || name === "fcntl64") {
    if (args[1] === fcntl.F_GETFD && ret) return " (flags FD_CLOEXEC)";
    if (args[1] === fcntl.F_GETFL) return ` (flags ${openFlags(ret)})`;
  }
  return null;
}

const fileSystems = oneOf(
  magic,
  "",
  (n) => (/_MAGIC$/.test(n) && !/^(STACK_END|PROC_|V9FS|XENFS)/.test(n)) || n === "PROC_SUPER_MAGIC",
);
const statfsText = (s: {
  f_type: number;
  f_bsize: number;
  f_blocks: number | bigint;
  f_bfree: number | bigint;
}) =>
  `{f_type=${fileSystems(s.f_type)}, f_bsize=${s.f_bsize}, f_blocks=${s.f_blocks}, f_bfree=${s.f_bfree}, ...}`;

const mmapType = (v: number): string => ["0", "MAP_SHARED", "MAP_PRIVATE", "MAP_SHARED_VALIDATE"][v & 3];
const mmapFlags = flagsOf(
  mman,
  "MAP_",
  "0",
  (n) => !/MAP_(TYPE|FILE|SHARED|PRIVATE|HUGE_|VARIABLE|ANON$)/.test(n),
);

/** Directory entries are counted by their lengths: d_reclen is behind d_ino and d_off. */
const dents = (reclen: number): Show =>
  filled((t, v, _a, ret) => {
    const b = peek(t, v, ret);
    let n = 0;
    for (let at = 0; at + reclen + 2 <= b.length; n++)
      at += Math.max(1, (b[at + reclen] << 8) | b[at + reclen + 1]);
    return `${address(v)} /* ${n} entries */`;
  });

const creation = (prefix: string, more: Record<number, string> = {}): Show => {
  const names = flagsOfThese({
    [fcntl.O_CLOEXEC]: `${prefix}_CLOEXEC`,
    [fcntl.O_NONBLOCK]: `${prefix}_NONBLOCK`,
    ...more,
  });
  return (_t, v) => names(v);
};
const pipeFlags = flagsOf(fcntl, "O_", "0", (n) => /^O_(CLOEXEC|NONBLOCK|DIRECT)$/.test(n));
const named =
  (f: (v: number) => string): Show =>
  (_t, v) =>
    f(v);

const statxMask = flagsOf(linux_stat, "STATX_", "0", (n) => !/STATX_(ATTR_|_)/.test(n) && n !== "STATX_ALL");

const table: Record<string, Show> = {
  open_how: (t, v) =>
    peekStruct(
      t,
      v,
      open_how,
      (h) =>
        `{flags=${openFlags(Number(h.flags))}, mode=0${h.mode.toString(8)}, resolve=0x${h.resolve.toString(16)}}`,
    ),
  at_flags: named(
    flagsOf(linux_fcntl, "AT_", "0", (n) => !/FDCWD|STATX_SYNC_TYPE|REMOVEDIR|EACCESS/.test(n)),
  ),
  unlink_flags: named(flagsOfThese({ [linux_fcntl.AT_REMOVEDIR]: "AT_REMOVEDIR" })),
  rename_flags: named(flagsOf(fs, "RENAME_")),
  access_mode: named(flagsOfThese({ 1: "X_OK", 2: "W_OK", 4: "R_OK" }, "F_OK")),
  whence: named(whence),
  fcntl_cmd: named(fcntlCmd),
  fcntl_arg: fcntlArg,
  lock_op: named(flagsOf(fcntl, "LOCK_", "0", (n) => /LOCK_(SH|EX|UN|NB)$/.test(n))),
  ioctl: named(ioctlName),
  ioctl_arg: ioctlArg,
  stat_out: filled((t, v) => peekStruct(t, v, stat, statText)),
  stat64_out: filled((t, v) => peekStruct(t, v, stat64, statText)),
  statx_flags: named(
    flagsOf(
      linux_fcntl,
      "AT_",
      "AT_STATX_SYNC_AS_STAT",
      (n) => !/FDCWD|SYNC_TYPE|AS_STAT|REMOVEDIR|EACCESS/.test(n),
    ),
  ),
  statx_mask: named(statxMask),
  statx_out: filled((t, v) =>
    peekStruct(
      t,
      v,
      linux_stat.statx,
      (s) =>
        `{stx_mask=${statxMask(s.stx_mask)}, stx_mode=${modeText(s.stx_mode)}, stx_size=${s.stx_size}, ...}`,
    ),
  ),
  statfs_out: filled((t, v) => peekStruct(t, v, statfs, statfsText)),
  statfs64_out: filled((t, v) => peekStruct(t, v, statfs64, statfsText)),
  dents_out: dents(8),
  dents64_out: dents(16),
  xattr_flags: named(flagsOf(xattr, "XATTR_", "0", (n) => /^XATTR_(CREATE|REPLACE)$/.test(n))),
  falloc_mode: named(flagsOf(falloc, "FALLOC_FL_")),
  fadvice: named(oneOf(fadvise, "POSIX_FADV_")),
  splice_flags: named(
    flagsOfThese({ 1: "SPLICE_F_MOVE", 2: "SPLICE_F_NONBLOCK", 4: "SPLICE_F_MORE", 8: "SPLICE_F_GIFT" }),
  ),
  rwf_flags: named(flagsOf(fs, "RWF_", "0", (n) => n !== "RWF_SUPPORTED")),
  sync_range_flags: named(flagsOf(fs, "SYNC_FILE_RANGE_", "0", (n) => !n.endsWith("WRITE_AND_WAIT"))),
  close_range_flags: named(flagsOf(close_range, "CLOSE_RANGE_")),
  pipe_flags: named(pipeFlags),
  mount_flags: named(flagsOf(mount, "MS_", "0", (n) => !/MS_(RMT|MGC|VERBOSE)/.test(n))),
  umount_flags: named(
    flagsOfThese({ 1: "MNT_FORCE", 2: "MNT_DETACH", 4: "MNT_EXPIRE", 8: "UMOUNT_NOFOLLOW" }),
  ),
  fsopen_flags: named(flagsOf(mount, "FSOPEN_")),
  fsmount_flags: named(flagsOf(mount, "FSMOUNT_")),
  move_mount_flags: named(flagsOf(mount, "MOVE_MOUNT_", "0", (n) => !/__MASK/.test(n))),
  open_tree_flags: named(flagsOf(mount, "OPEN_TREE_")),
  fsconfig_cmd: named(oneOf(mount, "FSCONFIG_")),
  pollfd: (t, v, args, _r, i) => pollText(t, v, args[i + 1] >>> 0, false),
  pollfd_out: (t, v, args, _r, i) => pollText(t, v, args[i + 1] >>> 0, false),
  fdset: (t, v, args) => fdset(t, v, args[0] >>> 0),
  epoll_flags: named(flagsOf(epoll, "EPOLL_CLOEXEC")),
  epoll_op: named(oneOf(epoll, "EPOLL_CTL_")),
  epoll_event: (t, v) => peekStruct(t, v, epoll.epoll_event, epollText),
  epoll_events_out: filled((t, v, _a, ret) =>
    list(
      Array.from({ length: Math.min(ret, 33) }, (_, k) =>
        peekStruct(t, v + k * epoll.epoll_event.size, epoll.epoll_event, epollText),
      ),
    ),
  ),
  eventfd_flags: creation("EFD", { 1: "EFD_SEMAPHORE" }),
  signalfd_flags: creation("SFD"),
  timerfd_flags: creation("TFD"),
  timerfd_settime_flags: named(flagsOf(timerfd, "TFD_TIMER_")),
  inotify_flags: creation("IN"),
  inotify_mask: named(
    flagsOf(inotify, "IN_", "0", (n) => !/IN_(CLOEXEC|NONBLOCK|ALL_EVENTS|CLOSE$|MOVE$)/.test(n)),
  ),
  fanotify_flags: named(flagsOf(fanotify, "FAN_C FAN_N FAN_U FAN_REPORT_")),
  fanotify_mark_flags: named(flagsOf(fanotify, "FAN_MARK_")),
  mmap_prot: named(flagsOf(mman, "PROT_", "PROT_NONE", (n) => n !== "PROT_NONE")),
  mmap_flags: (_t, v) => {
    const rest = v & ~3;
    return rest ? `${mmapType(v)}|${mmapFlags(rest)}` : mmapType(v);
  },
  mremap_flags: named(flagsOf(linux_mman, "MREMAP_")),
  msync_flags: named(flagsOf(mman, "MS_")),
  madvice: named(oneOf(mman, "MADV_")),
  mlockall_flags: named(flagsOf(mman, "MCL_")),
  memfd_flags: named(flagsOf(memfd, "MFD_", "0", (n) => !/MFD_HUGE_/.test(n))),
  membarrier_cmd: named(oneOf(membarrier, "MEMBARRIER_CMD_", (n) => n !== "MEMBARRIER_CMD_SHARED")),
  mpol_mode: named(oneOf(mempolicy, "MPOL_", (n) => !/MPOL_(F_|MF_|MAX)/.test(n))),
};

for (const [name, show] of Object.entries(table)) shows.set(name, show);

// Pseudo terminals (drivers/tty/pty.c) and the file system of their slaves, devpts (fs/devpts/inode.c).
// Above: char_dev.ts (/dev/ptmx), vfs.ts. Below: tty.ts.

import type { Kernel } from "../kernel.ts";
import { get_user_s32, put_user_u32 } from "../mm/uaccess.ts";
import { kill_pgrp } from "../task/signal.ts";
import type { task_struct } from "../task/task.ts";
import { EINVAL, EIO, ENOSPC, ENOTTY } from "../uapi/asm/errno.ts";
import { O_CLOEXEC, O_NOCTTY } from "../uapi/asm/fcntl.ts";
import {
  TIOCGPKT,
  TIOCGPTLCK,
  TIOCGPTN,
  TIOCGPTPEER,
  TIOCPKT,
  TIOCSIG,
  TIOCSPTLCK,
} from "../uapi/asm/ioctls.ts";
import { DEVPTS_SUPER_MAGIC } from "../uapi/linux/magic.ts";
import { S_IFCHR } from "../uapi/linux/stat.ts";
import { simple_setattr } from "./attr.ts";
import { d_add, d_drop, dentry, type path } from "./dcache.ts";
import type { file, file_operations } from "./file.ts";
import { type file_system_type, inode, MKDEV, super_block } from "./inode.ts";
import { simple_dir_operations } from "./libfs.ts";
import { follow_mount, type mount } from "./namespace.ts";
import { do_dentry_open } from "./open.ts";
import { tty_attach, type tty_driver, tty_struct } from "./tty.ts";
import { tty_vhangup } from "./tty_jobctrl.ts";

export const UNIX98_PTY_SLAVE_MAJOR = 136;
const NR_PTYS = 4096;

interface pts_fs_info {
  ptys: Map<number, tty_struct>;
  mode: number;
  ptmxmode: number;
  uid: number | null;
  gid: number | null;
  max: number;
}
const DEVPTS_SB = (sb: super_block) => sb.s_fs_info as pts_fs_info;

/** What a pair has in common. */
interface pair {
  index: number;
  sb: super_block;
}
const pair_of = (tty: tty_struct) => tty.driver_data as pair;

/** Both directions: output of one side is input of the other. */
const write = (tty: tty_struct, bytes: Uint8Array): number => {
  const to = tty.link!;
  if (tty.stopped) return 0;
  const n = Math.min(bytes.length, to.ldisc.room);
  to.ldisc.receive(n < bytes.length ? bytes.slice(0, n) : bytes.slice());
  return n;
};
const common = {
  write,
  write_room: (tty: tty_struct) => (tty.stopped ? 0 : tty.link!.ldisc.room),
  chars_in_buffer: () => 0,
  flush_buffer: (tty: tty_struct) => tty.link!.ldisc.flush(),
  unthrottle: (tty: tty_struct) => {
    tty.link?.ldisc.screen.flush();
    tty.link?.wake_writers();
  },
};

const master_driver: tty_driver = {
  ...common,
  name: "pty_master",
  close(tty) {
    if (tty.count > 0) return;
    const slave = tty.link!;
    tty.io_error = true;
    slave.other_closed = true;
    // the line is cut: the slave's session is told
    tty_vhangup(slave);
    const { sb, index } = pair_of(tty);
    const d = sb.s_root.d_lookup(String(index));
    if (d) {
      d.d_inode!.i_nlink = 0;
      d_drop(d);
    }
    sb.kernel.fs.ttys.delete(slave.dev);
    if (slave.count === 0) DEVPTS_SB(sb).ptys.delete(index);
  },
  ioctl(t, tty, cmd, arg) {
    const slave = tty.link!;
    switch (cmd) {
      case TIOCGPTN:
        put_user_u32(t, arg, pair_of(tty).index);
        return 0;
      case TIOCSPTLCK:
        slave.locked = get_user_s32(t, arg) !== 0;
        return 0;
      case TIOCGPTLCK:
        put_user_u32(t, arg, slave.locked ? 1 : 0);
        return 0;
      case TIOCPKT:
        tty.packet = get_user_s32(t, arg) !== 0;
        if (tty.packet) tty.pktstatus = 0;
        return 0;
      case TIOCGPKT:
        put_user_u32(t, arg, tty.packet ? 1 : 0);
        return 0;
      case TIOCGPTPEER:
        return open_peer(t, tty, arg);
      case TIOCSIG: {
        if (arg < 1 || arg > 31) return -EINVAL;
        if (slave.pgrp) kill_pgrp(slave.pgrp, arg);
        return 0;
      }
      default:
        return -ENOTTY;
    }
  },
};

const slave_driver: tty_driver = {
  ...common,
  name: "pty_slave",
  open(tty) {
    if (tty.locked || tty.link!.count === 0 || tty.link!.io_error) return -EIO;
    tty.link!.other_closed = false;
    tty.io_error = false;
    return 0;
  },
  close(tty) {
    if (tty.count > 0) return;
    const master = tty.link!;
    master.other_closed = true;
    master.wake_readers();
    master.wake_writers();
    if (master.count === 0) DEVPTS_SB(pair_of(tty).sb).ptys.delete(pair_of(tty).index);
  },
};

/** TIOCGPTPEER: the slave by its master, whatever is mounted where. */
function open_peer(t: task_struct, master: tty_struct, flags: number): number {
  const { sb, index } = pair_of(master);
  const d = sb.s_root.d_lookup(String(index));
  const mnt = find_mount(t, sb);
  if (!d || !mnt) return -EIO;
  const fd = t.files.alloc_fd(t);
  if (fd < 0) return fd;
  const f = do_dentry_open(t, { mnt, dentry: d }, flags & ~O_CLOEXEC) as file | number;
  if (typeof f === "number") {
    t.files.put_unused_fd(fd);
    return f;
  }
  t.files.fd_install(fd, f, (flags & O_CLOEXEC) !== 0);
  return fd;
}

function find_mount(t: task_struct, sb: super_block): mount | null {
  for (const m of t.nsproxy.mnt_ns.list()) if (m.mnt_sb === sb) return m;
  return null;
}

/** The devpts a ptmx belongs to: its own file system, or what is mounted at "pts" beside it (devpts_mntget). */
function devpts_of(f: file): super_block | null {
  const at = f.f_path;
  if (!at) return null;
  if (at.mnt.mnt_sb.s_type === devpts_fs_type) return at.mnt.mnt_sb;
  const dir: path = { mnt: at.mnt, dentry: at.dentry.d_parent ?? at.dentry };
  const pts = dir.dentry.d_lookup("pts");
  if (!pts) return null;
  const p = follow_mount({ mnt: dir.mnt, dentry: pts });
  return p.mnt.mnt_sb.s_type === devpts_fs_type ? p.mnt.mnt_sb : null;
}

/** /dev/ptmx: a new pair at each open. */
export const ptmx_fops: file_operations = {
  name: "ptmx",
  open(t, f) {
    const sb = devpts_of(f);
    if (!sb) return -EIO;
    const info = DEVPTS_SB(sb);
    let index = 0;
    while (info.ptys.has(index)) index++;
    if (index >= info.max) return -ENOSPC;
    const { kernel } = t;
    const master = new tty_struct(kernel, master_driver, MKDEV(128, index), `ptm${index}`, true);
    master.termios.c_iflag = master.termios.c_oflag = master.termios.c_lflag = 0;
    const slave = new tty_struct(kernel, slave_driver, MKDEV(UNIX98_PTY_SLAVE_MAJOR, index), `pts/${index}`);
    master.link = slave;
    slave.link = master;
    master.driver_data = slave.driver_data = { index, sb } satisfies pair;
    slave.locked = true;
    info.ptys.set(index, slave);
    kernel.fs.ttys.set(slave.dev, slave);
    const ino = new inode(sb, S_IFCHR | info.mode, { setattr: simple_setattr }, index + 3);
    ino.i_uid = info.uid ?? t.cred.fsuid;
    ino.i_gid = info.gid ?? t.cred.fsgid;
    ino.i_rdev = slave.dev;
    d_add(sb.s_root, String(index), ino);
    f.f_flags |= O_NOCTTY;
    return tty_attach(t, f, master);
  },
};

/** A slave of any devpts by number. */
export const pts_fops: file_operations = {
  name: "pts",
  open(t, f) {
    const sb = f.f_inode.i_sb;
    const slave =
      sb.s_type === devpts_fs_type
        ? DEVPTS_SB(sb).ptys.get(f.f_inode.i_rdev & 0xfffff)
        : f.kernel.fs.ttys.get(f.f_inode.i_rdev);
    return slave ? tty_attach(t, f, slave) : -EIO;
  },
};

function parse(info: pts_fs_info, data: string): number {
  for (const option of data.split(",").filter(Boolean)) {
    const [key, value = ""] = option.split("=", 2);
    if (key === "newinstance") continue;
    const n = Number.parseInt(value, key.endsWith("mode") ? 8 : 10);
    if (Number.isNaN(n)) return -EINVAL;
    if (key === "mode" || key === "ptmxmode") info[key] = n & 0o777;
    else if (key === "uid" || key === "gid" || key === "max") info[key] = n;
    else return -EINVAL;
  }
  return 0;
}

export const devpts_fs_type: file_system_type = {
  name: "devpts",
  requiresDev: false,
  userMount: true,
  mount(kernel: Kernel, _t, _source, data) {
    const info: pts_fs_info = {
      ptys: new Map(),
      mode: 0o600,
      ptmxmode: 0,
      uid: null,
      gid: null,
      max: NR_PTYS,
    };
    const r = parse(info, data);
    if (r) return r;
    const sb = new super_block(kernel, devpts_fs_type, kernel.fs.get_anon_bdev());
    sb.s_magic = DEVPTS_SUPER_MAGIC;
    sb.s_blocksize = 1024;
    sb.s_fs_info = info;
    sb.s_op = {
      show_options: () =>
        (info.uid === null ? "" : `,uid=${info.uid}`) +
        (info.gid === null ? "" : `,gid=${info.gid}`) +
        `,mode=${info.mode.toString(8).padStart(3, "0")},ptmxmode=${info.ptmxmode.toString(8).padStart(3, "0")}`,
      remount_fs: (_sb, _flags, options) => parse(info, options),
    };
    const root = new inode(sb, 0o40755, { setattr: simple_setattr }, 1);
    root.i_nlink = 2;
    root.i_fop = simple_dir_operations;
    sb.s_root = new dentry(null, "", root, sb);
    const ptmx = new inode(sb, S_IFCHR | info.ptmxmode, { setattr: simple_setattr }, 2);
    ptmx.i_rdev = MKDEV(5, 2);
    d_add(sb.s_root, "ptmx", ptmx);
    return sb;
  },
};

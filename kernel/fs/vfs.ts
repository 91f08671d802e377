// The file side of one booted system: kinds of file systems, devices, the mounts made at boot.
// Above: index.ts (boot), everything in fs/ through kernel.fs. Below: the file systems.

import { mqueue_fs_type } from "../ipc/mqueue.ts";
import type { Kernel } from "../kernel.ts";
import type { task_struct } from "../task/task.ts";
import { EIO } from "../uapi/asm/errno.ts";
import { ANON_INODE_FS_MAGIC, PIPEFS_MAGIC } from "../uapi/linux/magic.ts";
import { MS_NODEV, MS_NOEXEC, MS_NOSUID, MS_RDONLY, MS_RELATIME } from "../uapi/linux/mount.ts";
import { S_IFCHR, S_IFDIR, S_IFLNK } from "../uapi/linux/stat.ts";
import { type cdev, cdev_add } from "./char_dev.ts";
import { d_add, type dentry, type path } from "./dcache.ts";
import { fs_struct } from "./fdtable.ts";
import type { file } from "./file.ts";
import { hostfs_fill_super, hostfs_inode, hostfs_type } from "./hostfs.ts";
import { type file_system_type, inode, MKDEV, S_ISDIR, type super_block } from "./inode.ts";
import { kernfs_create_dir, kernfs_create_root, type kernfs_node } from "./kernfs.ts";
import { init_pseudo, simple_dir_operations } from "./libfs.ts";
import { mem_devices } from "./mem.ts";
import { attach_mount, follow_mount, mnt_namespace, mount } from "./namespace.ts";
import { proc_fs_type, proc_root_init } from "./proc/root.ts";
import { devpts_fs_type } from "./pty.ts";
import { sysfs_init, sysfs_type } from "./sysfs.ts";
import { SHMEM_I } from "./tmpfs.ts";
import { shmem_fill_super, tmpfs_fs_type } from "./tmpfs_mount.ts";
import type { tty_struct } from "./tty.ts";
import { tty_devices, tty_init } from "./tty_console.ts";

/** Host folders to show, and the sysroot. */
export interface VfsOptions {
  mounts: { host: string; guest: string; ro: boolean }[];
  sysroot?: string;
}

export class Vfs {
  readonly types = new Map<string, file_system_type>();
  readonly cdevs: cdev[] = [...mem_devices, ...tty_devices];
  /** The roots of all /dev that were mounted. */
  readonly dev_roots: dentry[] = [];
  /** Terminals by device number. */
  readonly ttys = new Map<number, tty_struct>();
  /** The first namespace's root. */
  root!: mount;
  init_mnt_ns!: mnt_namespace;
  /** -L: its files come first when an absolute name is looked up. */
  sysroot: mount | null = null;
  pipe_mnt!: mount;
  /** Files of memory without names: memfd, shared anonymous mappings, SysV shm. */
  shm_mnt!: mount;
  anon_mnt!: mount;
  /** The inode behind eventfd, epoll, timerfd … (one for all, as in Linux). */
  anon_inode!: inode;
  /** /proc but for the processes. */
  proc_root!: kernfs_node;
  /** /proc/sys/fs. */
  readonly sysctl = {
    protected_symlinks: 0,
    protected_hardlinks: 0,
    protected_fifos: 0,
    protected_regular: 0,
    pipe_max_size: 1048576,
    pipe_user_pages_soft: 16384,
    pipe_user_pages_hard: 0,
    file_max: 100000,
    nr_open: 1048576,
    inotify_max_user_instances: 128,
    inotify_max_user_watches: 8192,
    inotify_max_queued_events: 16384,
  };
  #mnt_id = 1;
  #anon_dev = 1;

  constructor(readonly kernel: Kernel) {}

  next_mnt_id(): number {
    return this.#mnt_id++;
  }
  next_ns_ino(): number {
    return this.kernel.next_ns_inum();
  }
  /** A device number for a file system without a device. */
  get_anon_bdev(): number {
    return MKDEV(0, this.#anon_dev++);
  }

  /** Root and working directory of a first process. */
  init_fs(): fs_struct {
    const at = follow_mount({ mnt: this.root, dentry: this.root.mnt_root });
    return new fs_struct(at, at);
  }

  path_noexec(f: file): boolean {
    return f.f_path !== null && ((f.f_path.mnt.mnt_flags & MS_NOEXEC) !== 0 || f.f_inode.i_sb.s_noexec);
  }

  /** Memory is short: gives up cached pages of host files that nobody maps. True if some went. */
  shrink_caches(): boolean {
    let n = 0;
    for (const sb of this.host_sbs) {
      for (const ino of (sb.s_fs_info as { inodes: Map<string, inode> }).inodes.values()) {
        if (ino.i_mapping?.nrpages) n += ino.i_mapping.invalidate();
      }
    }
    return n > 0;
  }
  readonly host_sbs: super_block[] = [];
}

/** Makes kernel.fs and mounts what a program expects. Throws with a sentence when a host folder cannot be shown. */
export function vfs_init(kernel: Kernel, options: VfsOptions): void {
  const fs = new Vfs(kernel);
  kernel.fs = fs;
  for (const type of [
    sysfs_type,
    tmpfs_fs_type,
    devtmpfs_type,
    proc_fs_type,
    devpts_fs_type,
    mqueue_fs_type,
    hostfs_type,
  ])
    fs.types.set(type.name, type);
  fs.pipe_mnt = init_pseudo(kernel, "pipefs", PIPEFS_MAGIC);
  fs.anon_mnt = init_pseudo(kernel, "anon_inodefs", ANON_INODE_FS_MAGIC);
  fs.anon_inode = new inode(fs.anon_mnt.mnt_sb, 0o600);
  fs.anon_inode.i_nlink = 1;
  fs.shm_mnt = new mount(shmem_fill_super(kernel, "") as super_block, null as never, "tmpfs", 0);
  (fs.shm_mnt as { mnt_root: dentry }).mnt_root = fs.shm_mnt.mnt_sb.s_root;
  kernel.sysfs_root = kernfs_create_root();
  fs.proc_root = kernfs_create_root(0o555);
  kernel.proc_sys_root = kernfs_create_dir(fs.proc_root, "sys", 0o555);
  sysfs_init(kernel, kernel.sysfs_root);
  proc_root_init(kernel, fs.proc_root);
  tty_init(kernel);
  mount_all(kernel, options);
}

/** /dev: a tmpfs with a node for every device, as the kernel's devtmpfs and a few links of udev's. */
const devtmpfs_type: file_system_type = {
  name: "devtmpfs",
  requiresDev: false,
  mount(kernel) {
    const sb = shmem_fill_super(kernel, "mode=0755", devtmpfs_type as typeof tmpfs_fs_type);
    if (typeof sb === "number") return sb;
    const root = sb.s_root;
    for (const dev of kernel.fs.cdevs) make_node(root, dev);
    kernel.fs.dev_roots.push(root);
    const links = {
      fd: "/proc/self/fd",
      stdin: "/proc/self/fd/0",
      stdout: "/proc/self/fd/1",
      stderr: "/proc/self/fd/2",
    };
    for (const [name, target] of Object.entries(links)) {
      const ino = new inode(sb, S_IFLNK | 0o777, { get_link: () => target });
      ino.i_size = target.length;
      d_add(root, name, ino);
    }
    for (const name of ["pts", "shm", "mqueue"]) make_dir(root, name);
    return sb;
  },
};

/** A device's node in a /dev: "net/tun" in a folder of its own. */
function make_node(root: dentry, dev: cdev): void {
  if (dev.mode === undefined) return;
  let parent = root;
  const names = dev.name.split("/");
  const name = names.pop()!;
  for (const folder of names) parent = parent.d_lookup(folder) ?? make_dir(parent, folder);
  const ino = new inode(root.d_inode!.i_sb, S_IFCHR | dev.mode, root.d_inode!.i_op);
  ino.i_op = { setattr: root.d_inode!.i_op.setattr };
  ino.i_private = Object.create(SHMEM_I(root.d_inode!));
  ino.i_rdev = MKDEV(dev.major, dev.minor);
  d_add(parent, name, ino);
}

/** Announces a device that comes when /dev is mounted already (devtmpfs_create_node). */
export function devtmpfs_create_node(kernel: Kernel, dev: cdev): void {
  cdev_add(kernel, dev);
  for (const root of kernel.fs.dev_roots) make_node(root, dev);
}

/** A directory made by the kernel itself, for a mount to cover. */
function make_dir(parent: dentry, name: string, mode = 0o755): dentry {
  const dir = parent.d_inode!;
  const sb = dir.i_sb;
  const ino = new inode(sb, S_IFDIR | mode);
  if (sb.s_type.name === "hostfs") {
    // only in the guest: the host keeps its folder as it is
    ino.i_private = new hostfs_inode("", true);
    ino.i_fop = simple_dir_operations;
  } else {
    const donor = sb.s_root.d_inode!;
    ino.i_private = Object.create(SHMEM_I(donor));
    ino.i_op = donor.i_op;
    ino.i_fop = donor.i_fop;
    ino.i_size = 40;
    dir.i_nlink++;
  }
  ino.i_nlink = 2;
  return d_add(parent, name, ino);
}

/** The directory at an absolute guest path, made where it does not exist. */
function mountpoint(kernel: Kernel, guest: string): path {
  let at: path = { mnt: kernel.fs.root, dentry: kernel.fs.root.mnt_root };
  for (const name of guest.split("/")) {
    if (name === "" || name === ".") continue;
    at = follow_mount(at);
    const d = child(at.dentry, name);
    at = { mnt: at.mnt, dentry: d };
  }
  return at;
}

function child(parent: dentry, name: string): dentry {
  const cached = parent.d_lookup(name);
  if (cached?.d_inode) return cached;
  const dir = parent.d_inode!;
  if (cached) parent.d_children!.delete(name);
  const found = dir.i_op.lookup?.(dir, name, null as unknown as task_struct, parent);
  if (found && typeof found !== "number" && S_ISDIR(found.i_mode)) return d_add(parent, name, found);
  return make_dir(parent, name);
}

function mount_at(
  kernel: Kernel,
  type: string,
  guest: string,
  data: string,
  flags: number,
  source = type,
): void {
  const fs = kernel.fs.types.get(type);
  if (!fs) return;
  const sb = fs.mount(kernel, null, source, data, flags);
  if (typeof sb === "number") throw new Error(`cannot mount ${type} on ${guest} (${-sb})`);
  const r = attach_mount(new mount(sb, sb.s_root, source, flags | MS_RELATIME), mountpoint(kernel, guest));
  if (r) throw new Error(`cannot mount ${type} on ${guest} (${-r})`);
}

function host_mount(kernel: Kernel, host: string, ro: boolean): mount {
  const sb = hostfs_fill_super(kernel, host, ro);
  if (typeof sb === "number") {
    const why = sb === -EIO ? "cannot be read" : "is not there or cannot be read";
    throw new Error(`the host folder ${host} ${why}`);
  }
  kernel.fs.host_sbs.push(sb);
  return new mount(sb, sb.s_root, host, MS_RELATIME | (ro ? MS_RDONLY : 0));
}

function mount_all(kernel: Kernel, options: VfsOptions): void {
  const { fs } = kernel;
  const whole = options.mounts.findLast((m) => m.guest === "/");
  if (whole) fs.root = host_mount(kernel, whole.host, whole.ro);
  else {
    const sb = shmem_fill_super(kernel, "mode=0755") as super_block;
    fs.root = new mount(sb, sb.s_root, "rootfs", MS_RELATIME);
    for (const name of ["etc", "root"]) make_dir(sb.s_root, name, name === "root" ? 0o700 : 0o755);
  }
  const ns = new mnt_namespace(kernel, kernel.init_user_ns);
  ns.root = fs.root;
  fs.root.mnt_ns = ns;
  fs.init_mnt_ns = ns;
  const safe = MS_NOSUID | MS_NODEV | MS_NOEXEC;
  mount_at(kernel, "proc", "/proc", "", safe);
  mount_at(kernel, "sysfs", "/sys", "", safe);
  mount_at(kernel, "devtmpfs", "/dev", "", MS_NOSUID);
  mount_at(kernel, "devpts", "/dev/pts", "gid=5,mode=620,ptmxmode=666", MS_NOSUID | MS_NOEXEC);
  mount_at(kernel, "tmpfs", "/dev/shm", "mode=1777", MS_NOSUID | MS_NODEV);
  mount_at(kernel, "mqueue", "/dev/mqueue", "", safe);
  mount_at(kernel, "tmpfs", "/tmp", "mode=1777", MS_NOSUID | MS_NODEV);
  mount_at(kernel, "tmpfs", "/run", "mode=0755", MS_NOSUID | MS_NODEV);
  const rest = options.mounts.filter((m) => m.guest !== "/");
  rest.sort((a, b) => a.guest.split("/").length - b.guest.split("/").length);
  for (const m of rest) {
    const r = attach_mount(host_mount(kernel, m.host, m.ro), mountpoint(kernel, m.guest));
    if (r) throw new Error(`the host folder ${m.host} cannot be shown at ${m.guest}`);
  }
  if (options.sysroot) fs.sysroot = host_mount(kernel, options.sysroot, true);
}

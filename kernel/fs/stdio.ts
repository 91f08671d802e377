// The host's standard streams as a program's descriptors 0, 1 and 2: each is what it is on the host, a file, a pipe,
// a socket, nothing; a terminal is the console (tty_console.ts).
// Above: index.ts (spawn). Below: host.ts (HostStream), file.ts.

import type { HostStream } from "../host.ts";
import type { Kernel } from "../kernel.ts";
import { put_user_u32 } from "../mm/uaccess.ts";
import type { task_struct } from "../task/task.ts";
import { wait_event, wait_queue_head } from "../task/wait.ts";
import { EAGAIN, EFAULT, EINVAL, EIO, ENOTTY, EPIPE } from "../uapi/asm/errno.ts";
import { O_APPEND, O_LARGEFILE, O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } from "../uapi/asm/fcntl.ts";
import { FIONREAD } from "../uapi/asm/ioctls.ts";
import { POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from "../uapi/asm/poll.ts";
import { SIGPIPE } from "../uapi/asm/signal.ts";
import { S_IFIFO, S_IFREG, S_IFSOCK } from "../uapi/linux/stat.ts";
import type { file, file_operations } from "./file.ts";
import type { HostPty } from "./host_pty.ts";
import { inode } from "./inode.ts";
import { alloc_file_pseudo, do_filp_open } from "./open.ts";
import { generic_file_llseek } from "./read_write.ts";

interface stream_state {
  stream: HostStream;
  /** Wakes who waits for input. */
  wait: wait_queue_head;
  ended: boolean;
  /** kind "file": where the host's own position is, as far as we know. */
  hostPos: number;
}
const state_of = (f: file) => f.private_data as stream_state;

/** Pipes and sockets of the host: no position, reading may wait. */
const stream_fops: file_operations = {
  name: "host stream",
  *read_iter(t, f, to) {
    const s = state_of(f);
    if (to.count === 0) return 0;
    let bytes: Uint8Array | null | number = null;
    for (;;) {
      bytes = s.stream.read ? s.stream.read(to.count) : new Uint8Array();
      if (bytes !== null) break;
      if (f.f_flags & O_NONBLOCK) return -EAGAIN;
      const r = yield* wait_event(t, s.wait, () => s.stream.readable?.() ?? true);
      if (r) return r;
    }
    if (typeof bytes === "number") return bytes;
    return to.copy_to_iter(bytes) || (bytes.length ? -EFAULT : 0);
  },
  write_iter(t, f, from) {
    const s = state_of(f);
    let done = 0;
    while (from.count > 0) {
      const bytes = from.copy_from_iter(Math.min(from.count, 0x40000));
      if (bytes.length === 0) return done || -EFAULT;
      const n = s.stream.write ? s.stream.write(bytes) : bytes.length;
      if (n < 0) {
        if (n === -EPIPE) t.send_sig(SIGPIPE);
        return done || n;
      }
      done += n;
      if (n < bytes.length) break;
    }
    return done;
  },
  poll(f, pt) {
    const s = state_of(f);
    pt?.poll_wait(s.wait);
    const readable = s.stream.read && (s.stream.readable?.() ?? true);
    return (readable ? POLLIN | POLLRDNORM : 0) | POLLOUT | POLLWRNORM;
  },
  ioctl(t, f, cmd, arg) {
    if (cmd !== FIONREAD) return -ENOTTY;
    put_user_u32(t, arg, state_of(f).stream.readable?.() ? 1 : 0);
    return 0;
  },
};

function refresh(f: file): void {
  const { stream } = state_of(f);
  const st = stream.handle !== undefined ? f.kernel.host.files?.fstat(stream.handle) : undefined;
  if (st && typeof st !== "number") {
    f.f_inode.i_size = st.size;
    f.f_inode.i_mtime = st.mtime;
    f.f_inode.i_ctime = st.ctime;
    f.f_inode.i_blocks = st.blocks;
  }
}

/** A regular file of the host that was opened before us: reads and seeks go by position, plain writes by the host's. */
const stream_file_fops: file_operations = {
  name: "host file",
  read_iter(_t, f, to, pos) {
    const { stream } = state_of(f);
    const { files } = f.kernel.host;
    if (!files || stream.handle === undefined) return -EIO;
    let done = 0;
    while (to.count > 0) {
      const buffer = new Uint8Array(Math.min(to.count, 0x10000));
      const n = files.pread(stream.handle, buffer, pos + done);
      if (n < 0) return done || n;
      if (n === 0) break;
      const k = to.copy_to_iter(n < buffer.length ? buffer.subarray(0, n) : buffer);
      done += k;
      if (k < n) return done || -EFAULT;
    }
    return done;
  },
  write_iter(_t, f, from, pos) {
    const s = state_of(f);
    const { files } = f.kernel.host;
    let done = 0;
    while (from.count > 0) {
      const bytes = from.copy_from_iter(Math.min(from.count, 0x40000));
      if (bytes.length === 0) return done || -EFAULT;
      const plain = s.stream.write && (pos + done === s.hostPos || s.stream.append);
      const n = plain
        ? s.stream.write!(bytes)
        : files && s.stream.handle !== undefined
          ? files.pwrite(s.stream.handle, bytes, pos + done)
          : -EIO;
      if (n < 0) return done || n;
      done += n;
      if (plain) s.hostPos += n;
      if (pos + done > f.f_inode.i_size) f.f_inode.i_size = pos + done;
      if (n < bytes.length) break;
    }
    return done;
  },
  llseek(t, f, offset, whence) {
    refresh(f);
    return generic_file_llseek(t, f, offset, whence);
  },
  fsync: () => 0,
};

function make_file(kernel: Kernel, stream: HostStream, fd: number): file {
  const mnt = kernel.fs.pipe_mnt;
  const type = stream.kind === "file" ? S_IFREG : stream.kind === "socket" ? S_IFSOCK : S_IFIFO;
  const ino = new inode(mnt.mnt_sb, type | 0o600, {
    getattr(self) {
      const st = stream.handle !== undefined ? kernel.host.files?.fstat(stream.handle) : stream.stat;
      if (st && typeof st !== "number") {
        self.i_size = stream.kind === "file" ? st.size : 0;
        self.i_blocks = st.blocks;
        self.i_atime = st.atime;
        self.i_mtime = st.mtime;
        self.i_ctime = st.ctime;
      }
      return 0;
    },
    setattr(_t, _d, attr) {
      if (attr.size === undefined) return 0;
      if (stream.handle === undefined || !kernel.host.files) return -EINVAL;
      return kernel.host.files.ftruncate(stream.handle, attr.size);
    },
  });
  if (stream.stat) {
    ino.i_ino = stream.stat.ino >>> 0;
    ino.i_dev = stream.stat.dev >>> 0;
    ino.i_mode = type | (stream.stat.mode & 0o7777);
    ino.i_uid = stream.stat.uid;
    ino.i_gid = stream.stat.gid;
    ino.i_nlink = stream.stat.nlink;
    ino.i_size = stream.kind === "file" ? stream.stat.size : 0;
  }
  const names = { file: `/dev/host/${fd}`, socket: `socket:[${ino.i_ino}]` };
  const name = names[stream.kind as "file" | "socket"] ?? `pipe:[${ino.i_ino}]`;
  const fops = stream.kind === "file" ? stream_file_fops : stream_fops;
  const access = fd === 0 ? O_RDONLY : stream.kind === "socket" ? O_RDWR : O_WRONLY;
  const f = alloc_file_pseudo(
    ino,
    mnt,
    access | O_LARGEFILE | (stream.append ? O_APPEND : 0),
    fops,
    () => name,
  );
  const pos = fd === 0 ? 0 : ino.i_size;
  f.f_pos = pos;
  const state: stream_state = { stream, wait: new wait_queue_head(), ended: false, hostPos: pos };
  f.private_data = state;
  stream.onReadable?.(() => state.wait.wake_up_all(POLLIN | POLLRDNORM));
  return f;
}

/** Opens a pseudo terminal as 0, 1 and 2 of a task that has no files yet, and which gets it as controlling terminal. */
export function open_terminal(t: task_struct, pty: HostPty): void {
  const f = pty.open_slave(t);
  if (typeof f === "number") return;
  for (let fd = 0; fd < 3; fd++) t.files.fd_install(fd, fd === 0 ? f : f.get());
}

/** Opens 0, 1 and 2 of a task that has no files yet. Streams that are the same on the host share one open file. */
export function open_stdio(t: task_struct, tty?: (t: task_struct) => file | number): void {
  const { kernel } = t;
  const { stdio } = kernel.host;
  const opened: (file | null)[] = [];
  let console_file: file | null = null;
  for (let fd = 0; fd < 3; fd++) {
    const stream = stdio[fd];
    let f: file | null = null;
    if (stream.kind === "tty" && tty) {
      if (!console_file) {
        const c = tty(t);
        console_file = typeof c === "number" ? null : c;
        f = console_file;
      } else f = console_file.get();
    } else if (stream.kind === "null") {
      const n = do_filp_open(t, -100, "/dev/null", { flags: fd === 0 ? O_RDONLY : O_WRONLY, mode: 0 });
      f = typeof n === "number" ? null : (n as file);
    } else {
      const same =
        fd === 2 && stream.kind === "file" && stream.stat && opened[1] && stdio[1].kind === "file"
          ? stdio[1].stat?.dev === stream.stat.dev && stdio[1].stat?.ino === stream.stat.ino
          : false;
      f = same ? opened[1]!.get() : make_file(kernel, stream, fd);
    }
    opened.push(f);
    if (f) t.files.fd_install(fd, f);
  }
}

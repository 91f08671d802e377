// How pipes come to be: pipe2(), FIFOs opened by name, and their size (fs/pipe.c create_pipe_files, fifo_open, pipe_set_size).
// Above: ../syscalls/sys_fd.ts, namei_open.ts. Below: pipe.ts (reading and writing).

import { capable } from "../task/cred.ts";
import type { task_struct } from "../task/task.ts";
import { wait_event } from "../task/wait.ts";
import { EBUSY, EINVAL, ENFILE, ENOMEM, ENXIO, EPERM } from "../uapi/asm/errno.ts";
import { O_ACCMODE, O_DIRECT, O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } from "../uapi/asm/fcntl.ts";
import { POLLOUT } from "../uapi/asm/poll.ts";
import { CAP_SYS_RESOURCE } from "../uapi/linux/capability.ts";
import { S_IFIFO } from "../uapi/linux/stat.ts";
import type { file, file_operations } from "./file.ts";
import { inode } from "./inode.ts";
import { alloc_file_pseudo } from "./open.ts";
import { alloc_pipe_info, free_pipe_info, PAGE_SIZE, type pipe_inode_info, pipefifo_fops } from "./pipe.ts";
import { account_pipe_buffers, too_many_pipe_buffers } from "./pipe_account.ts";

/** Opening a FIFO by name: readers wait for a writer and writers for a reader (fs/pipe.c fifo_open). */
export const fifo_open: file_operations = {
  name: "fifo",
  *open(t, f) {
    const ino = f.f_inode;
    const pipe = ino.i_pipe ?? alloc_pipe_info(t);
    if (!pipe) return -ENOMEM;
    ino.i_pipe = pipe;
    const undo = (what: "readers" | "writers", e: number): number => {
      pipe[what]--;
      if (!pipe.readers && !pipe.writers) free_pipe_info(ino, pipe);
      return e;
    };
    f.private_data = pipe;
    f.f_op = pipefifo_fops;
    f.f_version = 0;
    switch (f.f_flags & O_ACCMODE) {
      case O_RDONLY: {
        pipe.r_counter++;
        if (pipe.readers++ === 0) pipe.wr_wait.wake_up_all();
        if (pipe.writers === 0) {
          // no hang-up until a first writer has been there
          if (f.f_flags & O_NONBLOCK) f.f_version = pipe.w_counter;
          else {
            const seen = pipe.w_counter;
            const r = yield* wait_event(t, pipe.rd_wait, () => pipe.w_counter !== seen);
            if (r) return undo("readers", r);
          }
        }
        return 0;
      }
      case O_WRONLY: {
        if (f.f_flags & O_NONBLOCK && pipe.readers === 0) {
          if (!pipe.writers) free_pipe_info(ino, pipe);
          return -ENXIO;
        }
        pipe.w_counter++;
        if (pipe.writers++ === 0) pipe.rd_wait.wake_up_all();
        if (pipe.readers === 0) {
          const seen = pipe.r_counter;
          const r = yield* wait_event(t, pipe.wr_wait, () => pipe.r_counter !== seen);
          if (r) return undo("writers", r);
        }
        return 0;
      }
      case O_RDWR:
        pipe.readers++;
        pipe.writers++;
        pipe.r_counter++;
        pipe.w_counter++;
        if (pipe.readers === 1 || pipe.writers === 1) {
          pipe.rd_wait.wake_up_all();
          pipe.wr_wait.wake_up_all();
        }
        return 0;
      default:
        return -EINVAL;
    }
  },
};

/** The two ends of a new pipe: [to read, to write]; or -ENFILE. */
export function create_pipe_files(t: task_struct, flags: number): [file, file] | number {
  const { kernel } = t;
  const mnt = kernel.fs.pipe_mnt;
  const ino = new inode(mnt.mnt_sb, S_IFIFO | 0o600);
  ino.i_nlink = 1;
  ino.i_uid = t.cred.fsuid;
  ino.i_gid = t.cred.fsgid;
  const pipe = alloc_pipe_info(t);
  if (!pipe) return -ENFILE;
  pipe.readers = pipe.writers = pipe.r_counter = pipe.w_counter = 1;
  ino.i_pipe = pipe;
  const name = () => `pipe:[${ino.i_ino}]`;
  const end = (access: number) => {
    const f = alloc_file_pseudo(ino, mnt, access | (flags & (O_NONBLOCK | O_DIRECT)), pipefifo_fops, name);
    f.private_data = pipe;
    return f;
  };
  return [end(O_RDONLY), end(O_WRONLY)];
}

/** F_SETPIPE_SZ: the size it now has, or -ERRNO (fs/pipe.c pipe_set_size). */
export function pipe_set_size(t: task_struct, pipe: pipe_inode_info, arg: number): number {
  if (arg > 0x80000000) return -EINVAL;
  let size = PAGE_SIZE;
  while (size < arg) size *= 2;
  const slots = size / PAGE_SIZE;
  if (slots > pipe.max_usage && size > t.kernel.fs.sysctl.pipe_max_size && !capable(t, CAP_SYS_RESOURCE))
    return -EPERM;
  const all = account_pipe_buffers(pipe.kernel, pipe.user, pipe.max_usage, slots);
  const over = () => too_many_pipe_buffers(t, all, "soft") || too_many_pipe_buffers(t, all, "hard");
  const refused = slots > pipe.max_usage && over() ? -EPERM : slots < pipe.bufs.length ? -EBUSY : 0;
  if (refused) {
    account_pipe_buffers(pipe.kernel, pipe.user, slots, pipe.max_usage);
    return refused;
  }
  pipe.max_usage = slots;
  pipe.wr_wait.wake_up(POLLOUT);
  return size;
}

export const pipe_get_size = (pipe: pipe_inode_info) => pipe.max_usage * PAGE_SIZE;

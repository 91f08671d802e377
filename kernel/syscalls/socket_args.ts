// What the socket system calls share: finding the socket, copying addresses (net/socket.c).
// Above: sys_socket.ts, sys_sockmsg.ts. Below: ../net/socket.ts.

import { copy_from_user, copy_to_user, get_user_s32, put_user_u32 } from "../mm/uaccess.ts";
import * as L from "../net/linux_socket.ts";
import { type socket, sockfd_lookup } from "../net/socket.ts";
import type { task_struct } from "../task/task.ts";
import { finish, type MaySleep, type Sleeps } from "../task/wait.ts";
import { EINVAL } from "../uapi/asm/errno.ts";
import { O_NONBLOCK } from "../uapi/asm/fcntl.ts";

/** Flags that only the kernel's own senders may give (MSG_INTERNAL_SENDMSG_FLAGS). */
export const INTERNAL_FLAGS = 0x8000000;
export const EMPTY = new Uint8Array(0);

export const nonblock = (sock: socket): boolean => (sock.file!.f_flags & O_NONBLOCK) !== 0;

/** The address a program gives: -EINVAL when it is too long. */
export function move_addr_to_kernel(t: task_struct, addr: number, len: number): Uint8Array | number {
  if (len < 0 || len > L.SOCKADDR_STORAGE_SIZE) return -EINVAL;
  return len === 0 ? EMPTY : copy_from_user(t, addr, len);
}

/** Gives an address to the program, cut to the room it says it has; the length written is the whole one. */
export function move_addr_to_user(t: task_struct, name: Uint8Array, addr: number, lenp: number): number {
  const len = Math.min(get_user_s32(t, lenp), name.length);
  if (len < 0) return -EINVAL;
  if (len) copy_to_user(t, addr, name.subarray(0, len));
  put_user_u32(t, lenp, name.length);
  return 0;
}

/** Calls body with the descriptor's socket, which cannot go away while it sleeps. */
export function* withSocket(
  t: task_struct,
  fd: number,
  body: (sock: socket) => MaySleep<number>,
): Sleeps<number> {
  const sock = sockfd_lookup(t, fd);
  if (typeof sock === "number") return sock;
  const f = sock.file!.get();
  try {
    return yield* finish(body(sock));
  } finally {
    f.put();
  }
}

// Names of AF_UNIX sockets: binding to a path, an abstract name or a made-up one, and finding who has a name
// (net/unix/af_unix.c unix_bind, unix_find_other). Above: af_unix.ts, dgram.ts. Below: unix_sock.ts, fs/namei.

import { MAY_WRITE, path_permission } from "../../fs/attr.ts";
import { S_ISSOCK } from "../../fs/inode.ts";
import { filename_lookup, LOOKUP_FOLLOW } from "../../fs/namei.ts";
import { filename_create, vfs_mknod } from "../../fs/namei_ops.ts";
import { stringOf } from "../../mm/uaccess.ts";
import type { task_struct } from "../../task/task.ts";
import { EADDRINUSE, ECONNREFUSED, EEXIST, EINVAL, ENOSPC, EPROTOTYPE } from "../../uapi/asm/errno.ts";
import { AT_FDCWD } from "../../uapi/linux/fcntl.ts";
import { S_IFSOCK } from "../../uapi/linux/stat.ts";
import type { net } from "../core/net_namespace.ts";
import { AF_UNIX } from "../linux_socket.ts";
import type { socket } from "../socket.ts";
import {
  SUN_PATH,
  unix_find_socket_byinode,
  unix_insert_bsd_socket,
  type unix_sock,
  unix_table,
} from "./unix_sock.ts";

const SIZEOF_SOCKADDR_UN = 110;

export const sa_family = (addr: Uint8Array): number => (addr.length >= 2 ? (addr[0] << 8) | addr[1] : 0);

/** 0, or -EINVAL: no name at all, too long, another family. */
export function unix_validate_addr(addr: Uint8Array): number {
  if (addr.length <= SUN_PATH || addr.length > SIZEOF_SOCKADDR_UN) return -EINVAL;
  return sa_family(addr) === AF_UNIX ? 0 : -EINVAL;
}

/** The file name in an address: up to the first NUL. */
function pathOf(addr: Uint8Array): string {
  const end = addr.indexOf(0, SUN_PATH);
  return stringOf(addr.subarray(SUN_PATH, end < 0 ? addr.length : end));
}

const abstractKey = (addr: Uint8Array, type: number): string =>
  `${type}:${stringOf(addr.subarray(SUN_PATH))}`;

/** Gives an unbound socket an abstract name of five hexadecimal digits. */
export function unix_autobind(sk: unix_sock): number {
  if (sk.addr) return 0;
  const table = unix_table(sk.sk_net);
  const r = sk.kernel.random(4);
  const last = ((r[0] << 16) | (r[1] << 8) | r[2]) & 0xfffff;
  for (let n = (last + 1) & 0xfffff; n !== last; n = (n + 1) & 0xfffff) {
    const name = n.toString(16).padStart(5, "0");
    const addr = Uint8Array.of(0, AF_UNIX, 0, ...Array.from(name, (c) => c.charCodeAt(0)));
    const key = abstractKey(addr, sk.sk_type);
    if (table.abstract.has(key)) continue;
    sk.addr = addr;
    sk.abstract = key;
    table.abstract.set(key, sk);
    return 0;
  }
  return -ENOSPC;
}

function unix_bind_bsd(t: task_struct, sock: socket, sk: unix_sock, addr: Uint8Array): number {
  const name = pathOf(addr);
  const at = filename_create(t, AT_FDCWD, name, false);
  if (typeof at === "number") return at === -EEXIST ? -EADDRINUSE : at;
  const perm = sock.inode ? sock.inode.i_mode & 0o777 : 0o777;
  const err = vfs_mknod(t, at, S_IFSOCK | (perm & ~t.fs.umask), 0);
  if (err) return err === -EEXIST ? -EADDRINUSE : err;
  // Linux makes the name and then sees that the socket has one: the new name goes again.
  if (sk.addr) {
    at.parent.dentry.d_inode!.i_op.unlink?.(t, at.parent.dentry.d_inode!, at.dentry);
    return -EINVAL;
  }
  sk.path = { mnt: at.parent.mnt, dentry: at.dentry };
  at.dentry.d_inode!.ihold();
  sk.addr = Uint8Array.of(0, AF_UNIX, ...Array.from(name, (c) => c.charCodeAt(0)), 0);
  unix_insert_bsd_socket(sk);
  return 0;
}

function unix_bind_abstract(sk: unix_sock, addr: Uint8Array): number {
  if (sk.addr) return -EINVAL;
  const table = unix_table(sk.sk_net);
  const key = abstractKey(addr, sk.sk_type);
  if (table.abstract.has(key)) return -EADDRINUSE;
  sk.addr = addr.slice();
  sk.abstract = key;
  table.abstract.set(key, sk);
  return 0;
}

export function unix_bind(t: task_struct, sock: socket, addr: Uint8Array): number {
  const sk = sock.sk as unix_sock;
  if (addr.length === SUN_PATH && sa_family(addr) === AF_UNIX) return unix_autobind(sk);
  const err = unix_validate_addr(addr);
  if (err) return err;
  return addr[SUN_PATH] ? unix_bind_bsd(t, sock, sk, addr) : unix_bind_abstract(sk, addr);
}

/** The socket bound to an address, or -ECONNREFUSED, -EPROTOTYPE, or what looking up the path gives. */
export function unix_find_other(
  t: task_struct,
  net: net,
  addr: Uint8Array,
  type: number,
): unix_sock | number {
  if (!addr[SUN_PATH]) return unix_table(net).abstract.get(abstractKey(addr, type)) ?? -ECONNREFUSED;
  const p = filename_lookup(t, AT_FDCWD, pathOf(addr), LOOKUP_FOLLOW);
  if (typeof p === "number") return p;
  const err = path_permission(t, p, MAY_WRITE);
  if (err) return err;
  const ino = p.dentry.d_inode!;
  if (!S_ISSOCK(ino.i_mode)) return -ECONNREFUSED;
  const sk = unix_find_socket_byinode(ino);
  if (!sk) return -ECONNREFUSED;
  return sk.sk_type === type ? sk : -EPROTOTYPE;
}

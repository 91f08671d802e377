// Binding a socket to a network device, by name and by index: the change this project grew from (net/core/sock.c,
// commits f5dd3d0c96 in 5.1 and c427bfec18f2 in 5.7; docs/how-it-works.md tells the story).
// Above: sockopt_socket.ts. Below: sock.ts, dev.ts.

import { ns_capable } from "../../task/cred.ts";
import type { task_struct } from "../../task/task.ts";
import { EINVAL, ENODEV, EPERM } from "../../uapi/asm/errno.ts";
import { CAP_NET_RAW } from "../../uapi/linux/capability.ts";
import { IFNAMSIZ } from "../../uapi/linux/if.ts";
import { put_int, type sockptr } from "../sockptr.ts";
import { dev_get_by_index, dev_get_by_name } from "./dev.ts";
import { lock_sock, release_sock, sk_dst_reset, type sock, sock_net } from "./sock.ts";

/** Whether t may bind sk: since 5.7 the first time is free. */
function mayBind(t: task_struct, sk: sock): boolean {
  if (sk.kernel.release.has("c427bfec18f2") && sk.sk_bound_dev_if === 0) return true;
  return ns_capable(t, sock_net(sk).user_ns, CAP_NET_RAW);
}

/**
 * Binds sk to the device with an index, 0 for none: 0, -EPERM, or -EINVAL for a negative index. Whether there is such
 * a device is not asked. The caller holds the socket. (5.1: sock_setbindtodevice_locked; later sock_bindtoindex_locked.)
 */
export function sock_setbindtodevice_locked(t: task_struct, sk: sock, ifindex: number): number {
  if (!mayBind(t, sk)) return -EPERM;
  if (ifindex < 0) return -EINVAL;
  sk.sk_bound_dev_if = ifindex;
  sk.sk_prot.rehash?.(sk);
  sk_dst_reset(sk);
  return 0;
}

/** The same for callers inside the kernel that do not hold the socket (sock_bindtoindex). */
export function sock_bindtoindex(t: task_struct, sk: sock, ifindex: number): number {
  lock_sock(sk);
  const ret = sock_setbindtodevice_locked(t, sk, ifindex);
  release_sock(sk);
  return ret;
}

/** SO_BINDTODEVICE: by name, at most 15 bytes of it count, "" unbinds. 0, -EINVAL, -EPERM, -ENODEV. */
export function sock_setbindtodevice(t: task_struct, sk: sock, optval: sockptr, optlen: number): number {
  const net = sock_net(sk);
  const lateCheck = sk.kernel.release.has("f5dd3d0c96");
  if (!lateCheck && !ns_capable(t, net.user_ns, CAP_NET_RAW)) return -EPERM;
  if (optlen < 0) return -EINVAL;
  const bytes = optval.copy_from(0, Math.min(optlen, IFNAMSIZ - 1));
  let devname = "";
  for (const b of bytes) {
    if (b === 0) break;
    devname += String.fromCharCode(b);
  }
  let index = 0;
  if (devname !== "") {
    const dev = dev_get_by_name(net, devname);
    if (!dev) return -ENODEV;
    index = dev.ifindex;
  }
  lock_sock(sk);
  let ret = 0;
  if (lateCheck) ret = sock_setbindtodevice_locked(t, sk, index);
  else {
    sk.sk_bound_dev_if = index;
    sk.sk_prot.rehash?.(sk);
    sk_dst_reset(sk);
  }
  release_sock(sk);
  return ret;
}

/** Reading SO_BINDTODEVICE: the device's present name with its NUL, or length 0. -EINVAL if len < IFNAMSIZ, -ENODEV. */
export function sock_getbindtodevice(sk: sock, optval: sockptr, optlen: sockptr, len: number): number {
  if (sk.sk_bound_dev_if === 0) {
    put_int(optlen, 0);
    return 0;
  }
  if (len < IFNAMSIZ) return -EINVAL;
  const dev = dev_get_by_index(sock_net(sk), sk.sk_bound_dev_if);
  if (!dev) return -ENODEV;
  const name = Uint8Array.from(`${dev.name}\0`, (c) => c.charCodeAt(0));
  optval.copy_to(0, name);
  put_int(optlen, name.length);
  return 0;
}

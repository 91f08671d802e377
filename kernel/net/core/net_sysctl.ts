// The variables under /proc/sys/net, each namespace its own (net/sysctl_net.c): who looks decides what is seen, and
// the namespace's administrator may write. Above: devinet_sysctl.ts, addrconf_sysctl.ts, the protocols' sysctls.
// Below: ../../fs/kernfs.ts.

import {
  kernfs_create_dir,
  kernfs_create_file,
  kernfs_enable_ns,
  type kernfs_node,
  kernfs_remove,
} from "../../fs/kernfs.ts";
import { ns_capable } from "../../task/cred.ts";
import { EACCES, EINVAL } from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import type { net } from "./net_namespace.ts";
import { proc_dointvec } from "./sysfs_text.ts";

/** A folder under /proc/sys/net of one namespace; null where there is no /proc/sys. */
export type sysctl_dir = { net: net; node: kernfs_node } | null;

/** The folder "ipv4/conf/eth0" of net, made with what leads to it. */
export function net_sysctl_dir(net: net, path: string): sysctl_dir {
  const root = net.kernel.proc_sys_root;
  if (!root) return null;
  let node = root.find("net") ?? kernfs_create_dir(root, "net", 0o555);
  for (const part of path.split("/")) {
    let child = node.find(part, net);
    if (!child) {
      kernfs_enable_ns(node);
      child = kernfs_create_dir(node, part, 0o555, net);
    }
    node = child;
  }
  kernfs_enable_ns(node);
  return { net, node };
}

/** Takes a folder away. */
export function net_sysctl_drop(net: net, path: string): void {
  let node = net.kernel.proc_sys_root?.find("net");
  for (const part of path.split("/")) node = node?.find(part, net);
  if (node) kernfs_remove(node);
}

/** May the task read or write a variable of net? */
function net_ctl_permission(dir: NonNullable<sysctl_dir>, writable: boolean) {
  return (t: Parameters<typeof ns_capable>[0], mask: number): number => {
    const admin = ns_capable(t, dir.net.user_ns, CAP_NET_ADMIN) || t.cred.euid === 0;
    return mask & 2 && !(writable && admin) ? -EACCES : 0;
  };
}

/** A number, or numbers separated by tabs. set: 0 or nothing, or -ERRNO; absent: read only. */
export function net_sysctl_int(
  dir: sysctl_dir,
  name: string,
  v: {
    get(): number | readonly number[];
    set?(value: number, all: number[]): number | void;
    min?: number;
    max?: number;
  },
): void {
  if (!dir) return;
  kernfs_create_file(
    dir.node,
    name,
    v.set ? 0o644 : 0o444,
    {
      show: () => `${[v.get()].flat().join("\t")}\n`,
      store: v.set
        ? (text) => {
            const got = proc_dointvec(text, [v.get()].flat().length, v.max);
            if (typeof got === "number") return got;
            const { values, used } = got;
            if (values.some((n) => n < (v.min ?? -0x80000000) || n > (v.max ?? 0x7fffffff))) return -EINVAL;
            return v.set!(values[0], [...values]) || used;
          }
        : undefined,
      permission: net_ctl_permission(dir, v.set !== undefined),
    },
    dir.net,
  );
}

/** A text variable. */
export function net_sysctl_string(
  dir: sysctl_dir,
  name: string,
  v: { get(): string; set?(text: string): number | void },
): void {
  if (!dir) return;
  kernfs_create_file(
    dir.node,
    name,
    v.set ? 0o644 : 0o444,
    {
      show: () => `${v.get()}\n`,
      store: v.set ? (text) => v.set!(text.replace(/\n$/, "")) || 0 : undefined,
      permission: net_ctl_permission(dir, v.set !== undefined),
    },
    dir.net,
  );
}

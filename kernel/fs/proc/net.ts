// /proc/net, which is /proc/self/net: files about a network namespace, the one of the task whose directory it is
// (fs/proc/proc_net.c). The protocols put their files in with proc_create_net.
// Above: base.ts, net/. Below: inode.ts (mechanism).

import type { Kernel } from "../../kernel.ts";
import type { net } from "../../net/core/net_namespace.ts";
import type { task_struct } from "../../task/task.ts";
import { EINVAL } from "../../uapi/asm/errno.ts";
import { DIR, type pid_entry, REG } from "./inode.ts";

/** One file of /proc/net: its text for a namespace, as the reader t may see it. */
export interface proc_net_file {
  readonly name: string;
  readonly mode: number;
  show(net: net, t: task_struct): string;
}

/** A name may hold folders: "stat/arp_cache". */
interface folder {
  files: Map<string, proc_net_file | folder>;
}
const trees = new WeakMap<Kernel, folder>();
const tree = (kernel: Kernel): folder => {
  let root = trees.get(kernel);
  if (!root) trees.set(kernel, (root = { files: new Map() }));
  return root;
};

/** Adds /proc/net/NAME, in every namespace. */
export function proc_create_net(
  kernel: Kernel,
  name: string,
  mode: number,
  show: (net: net, t: task_struct) => string,
): void {
  const parts = name.split("/");
  const last = parts.pop()!;
  let at = tree(kernel);
  for (const p of parts) {
    let next = at.files.get(p) as folder | undefined;
    if (!next) at.files.set(p, (next = { files: new Map() }));
    at = next;
  }
  at.files.set(last, { name: last, mode, show });
}

function entries_of(f: folder): pid_entry[] {
  return [...f.files].map(([name, x]) =>
    "files" in x
      ? DIR(name, 0o555, { entries: () => entries_of(x) })
      : REG(name, x.mode, (task, t) => (task.nsproxy ? x.show(task.nsproxy.net_ns, t) : -EINVAL)),
  );
}

export const net_entry: pid_entry = DIR("net", 0o555, {
  // the network fills the tree when it comes up
  entries: (task) => entries_of(tree(task.kernel.net.kernel)),
});

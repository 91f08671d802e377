// /sys: the file system, and what is there besides the network's (net/core/net-sysfs.ts): the processor and the
// kernel's own folder. A row a file (drivers/base/cpu.c, kernel/ksysfs.c).
// Above: vfs.ts. Below: kernfs.ts.

import type { Kernel } from "../kernel.ts";
import { SYSFS_MAGIC } from "../uapi/linux/magic.ts";
import type { file_system_type } from "./inode.ts";
import {
  kernfs_create_dir,
  kernfs_create_file,
  kernfs_create_link,
  kernfs_fill_super,
  type kernfs_node,
} from "./kernfs.ts";

const CPU = "devices/system/cpu";

const rows: readonly (readonly [path: string, text: string | ((kernel: Kernel) => string), mode?: number])[] =
  [
    [`${CPU}/online`, "0\n"],
    [`${CPU}/possible`, "0\n"],
    [`${CPU}/present`, "0\n"],
    [`${CPU}/offline`, "\n"],
    [`${CPU}/isolated`, "\n"],
    [`${CPU}/kernel_max`, "0\n"],
    [`${CPU}/cpu0/topology/core_id`, "0\n"],
    [`${CPU}/cpu0/topology/physical_package_id`, "0\n"],
    [`${CPU}/cpu0/topology/core_siblings`, "1\n"],
    [`${CPU}/cpu0/topology/thread_siblings`, "1\n"],
    ["devices/system/node/online", "0\n"],
    ["kernel/fscaps", "1\n"],
    ["kernel/profiling", "0\n"],
    ["kernel/rcu_expedited", "0\n", 0o644],
    ["kernel/uevent_seqnum", "0\n"],
    ["kernel/uevent_helper", "\n", 0o644],
    ["power/state", "\n", 0o644],
  ];

/** Builds the first folders of /sys. */
export function sysfs_init(kernel: Kernel, root: kernfs_node): void {
  for (const name of [
    "block",
    "bus",
    "class",
    "dev",
    "devices",
    "firmware",
    "fs",
    "kernel",
    "module",
    "power",
  ]) {
    kernfs_create_dir(root, name);
  }
  const folder = (path: string[]) =>
    path.reduce((at, name) => at.find(name) ?? kernfs_create_dir(at, name), root);
  for (const [path, text, mode] of rows) {
    const parts = path.split("/");
    const name = parts.pop()!;
    kernfs_create_file(folder(parts), name, mode ?? 0o444, {
      show: () => (typeof text === "string" ? text : text(kernel)),
      store: mode ? () => 0 : undefined,
    });
  }
  for (const name of ["block", "char"]) folder(["dev", name]);
  folder(["fs", "cgroup"]);
  // the memory and terminal devices, by class and by number
  for (const dev of kernel.fs.cdevs) {
    if (dev.mode === undefined) continue;
    const kind = dev.major === 1 ? "mem" : "tty";
    const node = folder(["devices", "virtual", kind, dev.name]);
    kernfs_create_file(node, "dev", 0o444, { show: () => `${dev.major}:${dev.minor}\n` });
    kernfs_create_file(node, "uevent", 0o644, {
      show: () => `MAJOR=${dev.major}\nMINOR=${dev.minor}\nDEVNAME=${dev.name}\n`,
      store: () => 0,
    });
    const to = `devices/virtual/${kind}/${dev.name}`;
    kernfs_create_link(folder(["class", kind]), dev.name, `../../${to}`);
    kernfs_create_link(folder(["dev", "char"]), `${dev.major}:${dev.minor}`, `../../${to}`);
    kernfs_create_link(node, "subsystem", `../../../../class/${kind}`);
  }
}

export const sysfs_type: file_system_type = {
  name: "sysfs",
  requiresDev: false,
  userMount: true,
  mount(kernel, t) {
    const ns = t ? t.nsproxy.net_ns : null;
    return kernfs_fill_super(kernel, sysfs_type, kernel.sysfs_root, SYSFS_MAGIC, () => ns ?? kernel.init_net);
  },
};

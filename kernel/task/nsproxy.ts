// What a task sees of the system: struct nsproxy and the small namespaces (include/linux/nsproxy.h, utsname.h).
// The big ones live with their subjects: user (cred.ts), pid (pid.ts), mount (fs/namespace.ts), net (net/core).
// Above: fork.ts, sys_process.ts. Below: nothing.

import type { mnt_namespace } from "../fs/namespace.ts";
import type { Kernel } from "../kernel.ts";
import type { net } from "../net/core/net_namespace.ts";
import type { user_namespace } from "./cred.ts";
import type { pid_namespace } from "./pid.ts";

/** struct new_utsname, binary strings of up to 64 bytes. */
export interface new_utsname {
  sysname: string;
  nodename: string;
  release: string;
  version: string;
  machine: string;
  domainname: string;
}

export class uts_namespace {
  constructor(
    readonly name: new_utsname,
    readonly user_ns: user_namespace,
    readonly inum: number,
  ) {}
}

/** System V IPC and POSIX message queues of one namespace; the subjects keep their tables here by name. */
export class ipc_namespace {
  readonly tables = new Map<string, unknown>();
  /** nsproxies that have it. */
  count = 0;
  constructor(
    readonly kernel: Kernel,
    readonly user_ns: user_namespace,
    readonly inum: number,
  ) {}
}

export class time_namespace {
  /** Nanoseconds added to CLOCK_MONOTONIC and CLOCK_BOOTTIME. */
  monotonic = 0;
  boottime = 0;
  constructor(
    readonly user_ns: user_namespace,
    readonly inum: number,
  ) {}
}

export class nsproxy {
  /** Tasks that have it. */
  count = 1;
  #net: net | (() => net);
  /** net: may be a function that gives it, when it is first looked at. */
  constructor(
    readonly uts_ns: uts_namespace,
    readonly ipc_ns: ipc_namespace,
    readonly mnt_ns: mnt_namespace,
    readonly pid_ns_for_children: pid_namespace,
    net: net | (() => net),
    readonly time_ns: time_namespace,
  ) {
    this.#net = net;
    ipc_ns.count++;
  }

  get net_ns(): net {
    if (typeof this.#net === "function") this.#net = this.#net();
    return this.#net;
  }

  with(
    change: Partial<
      Pick<nsproxy, "uts_ns" | "ipc_ns" | "mnt_ns" | "pid_ns_for_children" | "net_ns" | "time_ns">
    >,
  ): nsproxy {
    const n = { ...this, ...change };
    const net = change.net_ns ?? this.#net;
    return new nsproxy(n.uts_ns, n.ipc_ns, n.mnt_ns, n.pid_ns_for_children, net, n.time_ns);
  }
}

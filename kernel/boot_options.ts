// What a system is booted with, and how it refuses. Above: boot.ts, the faces. Below: host.ts.

import type { Machine } from "../emulator/index.ts";
import type { HostPty } from "./fs/host_pty.ts";
import type { Host } from "./host.ts";
import type { Recorder } from "./replay/recorder.ts";
import type { Schedule } from "./replay/schedule.ts";
import type { StraceOptions, WatchOptions } from "./trace/watch.ts";

export interface BootOptions {
  host: Host;
  machine: Machine;
  /** Release with ±COMMIT changes: "5.1", "6.1-c427bfec18f2", "5.0+f5dd3d0c96". */
  kernel?: string;
  /** What uname(2) reports instead of the release. */
  uname?: string;
  hostname?: string;
  /** Host folders shown in the guest. */
  mounts: { host: string; guest: string; ro: boolean }[];
  /** Host folder whose files come first when an absolute name is looked up, read-only. */
  sysroot?: string;
  /** A tar archive unpacked into the guest's root. */
  rootfs?: Uint8Array;
  /** The console's output goes to the standard output where there is no terminal, too. */
  console?: boolean;
  /** Network devices besides lo: "dummy,name=eth0". */
  net: string[];
  /**
   * The network comes up when something first looks at it (Kernel.net), which saves a short run a tenth of its time. Not
   * where the run is recorded or repeated: who looks on would change it.
   */
  lateNet?: boolean;
  /** Captures of what goes over a device ("any": over all), as the bytes of a pcapng file. */
  pcap?: { device: string; write: (bytes: Uint8Array) => void }[];
  uid?: number;
  gid?: number;
  /** Capabilities of spawned programs: "all", "none" or names. */
  caps?: string;
  clock: "real" | "virtual";
  seed?: number;
  /** Takes strace's lines. */
  strace?: (line: string) => void;
  /** What strace shows and how. */
  straceOptions?: StraceOptions;
  /** Takes events as they happen: system calls, signals, switches, faults, frames, instructions. */
  watch?: WatchOptions;
  /** Whether to note what programs ask for in vain: then kernel.report has it. */
  report?: boolean;
  limitInsns?: number;
  limitTime?: number;
  /** Who runs when, instead of by turns (replay/schedule.ts). */
  schedule?: Schedule;
  /** Takes down the run, so that it can be repeated (replay/). */
  record?: Recorder;
}

/** The system cannot be booted as asked (status 2) or has to stop (125); the message is for the user. */
export class BootError extends Error {
  constructor(
    message: string,
    readonly status = 2,
  ) {
    super(message);
  }
}

export interface Spawned {
  readonly pid: number;
  /** The wait status, once the program has ended. */
  readonly exit: Promise<number>;
}

/** Why a program could not be started: a sentence, and the status a shell would give (126, 127). */
export interface SpawnError {
  readonly error: string;
  readonly status: number;
}

export interface SpawnOptions {
  cwd?: string;
  /** What descriptors 0, 1 and 2 are instead of the host's standard streams; the program's controlling terminal. */
  terminal?: HostPty;
}

// The one door to the outside: whatever is not determined by the guest itself (clock, randomness, terminal,
// host files, packets) comes in through a Host. The faces (cli, web, tests) implement it; record and replay wrap it.
// Above: cli/, web/. Below: nothing.

/** One entry of a host folder's listing or of a look-up. Times are nanoseconds since 1970. */
export interface HostStat {
  dev: number;
  ino: number;
  mode: number;
  nlink: number;
  uid: number;
  gid: number;
  rdev: number;
  size: number;
  atime: bigint;
  mtime: bigint;
  ctime: bigint;
  blocks: number;
}

/**
 * Host files, for hostfs. Paths are absolute host paths as binary strings (one char a byte). Every call
 * returns a result or a negative *parisc* errno; nothing throws. Synchronous: hostfs never sleeps.
 */
export interface HostFiles {
  lstat(path: string): HostStat | number;
  readdir(path: string): { name: string; type: number }[] | number;
  readlink(path: string): string | number;
  /** flags are parisc O_* values; returns a handle ≥ 0. */
  open(path: string, flags: number, mode: number): number;
  close(handle: number): void;
  fstat(handle: number): HostStat | number;
  pread(handle: number, buffer: Uint8Array, position: number): number;
  pwrite(handle: number, buffer: Uint8Array, position: number): number;
  ftruncate(handle: number, size: number): number;
  fsync(handle: number): number;
  mkdir(path: string, mode: number): number;
  rmdir(path: string): number;
  unlink(path: string): number;
  rename(from: string, to: string): number;
  link(from: string, to: string): number;
  symlink(target: string, path: string): number;
  chmod(path: string, mode: number): number;
  chown(path: string, uid: number, gid: number): number;
  utimes(path: string, atime: bigint, mtime: bigint): number;
}

/** One host stream (stdin, stdout, stderr, a terminal). kind says what the guest's fstat and poll shall see. */
export interface HostStream {
  kind: "tty" | "pipe" | "file" | "null" | "socket";
  /** Host stat of the stream, where there is one. */
  stat?: HostStat;
  /** Bytes now (0 length array: end of file), or null: none yet, `onReadable` will be called once there are. */
  read?(max: number): Uint8Array | null | number;
  onReadable?(wake: () => void): void;
  /** Whether read() would not return null (starts reading ahead if need be). */
  readable?(): boolean;
  /** Bytes taken, or -errno (-EPIPE, …). */
  write?(bytes: Uint8Array): number;
  /** For kind "tty", where the reader may be slow: what write() should get at most now (0, or 64 and more), and a call once that is more again. */
  room?(): number;
  onWritable?(wake: () => void): void;
  /** For kind "file": seek and size go to the host, through this HostFiles handle. */
  handle?: number;
  /** For kind "tty": window size, and the host terminal's raw mode. */
  winsize?(): { rows: number; cols: number };
  setRaw?(raw: boolean): void;
  append?: boolean;
}

/** Ethernet that leads out of the system (to another tab of the browser): whole frames, link header first. */
export interface HostWire {
  send(frame: Uint8Array): void;
  /** Who takes what comes; the bytes are his to keep. */
  onFrame(receive: (frame: Uint8Array) => void): void;
}

export interface Host {
  /** Nanoseconds since 1970. */
  realtime(): bigint;
  /** Nanoseconds from an arbitrary start; never goes back. */
  monotonic(): number;
  /** As monotonic(), asked by those who only watch: not recorded, and while replaying the last recorded time. */
  glance?(): number;
  /** Makes a look at host files that is no part of the run: it is not recorded, and while replaying sees what there is now. */
  aside?<T>(look: () => T): T;
  random(bytes: number): Uint8Array;
  files?: HostFiles;
  stdio: [HostStream, HostStream, HostStream];
  /** By the name that `--net nic,wire=NAME` gives. */
  wires?: Readonly<Record<string, HostWire>>;
  /**
   * Gives the host's event loop a turn. until: monotonic() time to sleep to at the latest, null: until an event
   * (input, a host signal), 0: just one turn. wakeUp() of an earlier call's event may have come before: return at once.
   */
  sleep(until: number | null): Promise<void>;
  /** A line for the user that is not the guest's output (warnings, strace). */
  log(line: string): void;
}

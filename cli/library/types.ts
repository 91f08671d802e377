// What the library's users see, as plain types: they are shipped, and import nothing that is not.
// Above: everything in library/, ../test/. Below: nothing.

export type Engine = "auto" | "interpreter" | "jit";

/** A system: what is left out has a fixed value, so that a run can be repeated. */
export interface SystemOptions {
  /** Kernel release with ±COMMIT changes: "5.1" (the default), "6.1-c427bfec18f2", "5.0+f5dd3d0c96". */
  readonly kernel?: string;
  /** What runs the code; "auto" translates what is executed often. */
  readonly engine?: Engine;
  /** "virtual": time passes with instructions, and jumps while everybody sleeps (the default). "real": the host's. */
  readonly clock?: "virtual" | "real";
  /** Draws the guest's random numbers and the order in which threads run; none: threads in turn, and, unless the clock is real, always the same numbers. */
  readonly seed?: number;
  /** Network devices besides lo: "dummy,name=eth0", "failover,name=net0". */
  readonly net?: readonly string[];
  /** User id of programs; 0. */
  readonly uid?: number;
  /** Capabilities of programs: "all", "none", or names: "net_raw,net_admin". */
  readonly caps?: string;
  readonly hostname?: string;
  /** Guest memory in bytes; 256 MiB. */
  readonly memory?: number;
  /** A tar archive unpacked into the guest's root. */
  readonly rootfs?: Uint8Array;
  /** Instructions, and guest seconds, after which the system is stopped. */
  readonly limitInsns?: number;
  readonly limitTime?: number;
}

/** A host folder shown in the guest (Node only); read-only unless writable. */
export interface Folder {
  readonly host: string;
  /** Where; the same path. */
  readonly guest?: string;
  readonly writable?: boolean;
}

/** One program in a system of its own. */
export interface ProgramOptions extends SystemOptions {
  /** Arguments behind argv[0]. */
  readonly args?: readonly string[];
  /** argv[0]; the program's path. */
  readonly argv0?: string;
  /** The environment; nothing of the host's is passed on. PATH, HOME=/tmp and LC_ALL=C unless given. */
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input: text, or bytes. */
  readonly stdin?: string | Uint8Array;
  /** Folders shown in the guest, besides the program's own and cwd (Node only). */
  readonly folders?: readonly Folder[];
  /** Host folder with the shared libraries; /usr/hppa-linux-gnu where it exists (Node only). */
  readonly sysroot?: string;
  /** Folder the program starts in; the program's own. */
  readonly cwd?: string;
  /** Collect the system calls, the frames. */
  readonly trace?: boolean;
  readonly packets?: boolean;
  /** Takes output as it comes, besides the outcome. */
  readonly onOutput?: (fd: 1 | 2, bytes: Uint8Array) => void;
}

/** A system call, signal or end of a thread, as strace shows it. */
export interface TraceLine {
  readonly pid: number;
  readonly type: "syscall" | "signal" | "exit";
  /** The call's name, the signal's, or "exit". */
  readonly name: string;
  readonly text: string;
}

/** A frame that left through a device. */
export interface Packet {
  readonly dev: string;
  /** One line, as tcpdump has it. */
  readonly text: string;
  /** The frame in hex. */
  readonly bytes: string;
}

/** What came of a program. */
export interface Outcome {
  /** As a shell's $?: 128 + N for signal N. 126, 127 when it could not be started; 125 when it was stopped. */
  readonly status: number;
  /** Standard output and error, as binary strings (a char a byte). */
  readonly stdout: string;
  readonly stderr: string;
  /** Why there is no proper status: it could not be started, a limit, every thread asleep for ever. */
  readonly error: string | null;
  readonly trace: readonly TraceLine[];
  readonly packets: readonly Packet[];
  /** Instructions executed. */
  readonly insns: number;
}

/** A program that runs. */
export interface Spawned {
  readonly pid: number;
  /** Its status as wait(2) gives it, once it has ended: exit status << 8, or the signal. */
  readonly exit: Promise<number>;
}

/** Why a program could not be started, and the status a shell would give (126, 127). */
export interface SpawnError {
  readonly error: string;
  readonly status: number;
}

/** One name of a guest folder. */
export interface GuestEntry {
  readonly name: string;
  readonly mode: number;
  readonly size: number;
  readonly mtime: number;
  readonly uid: number;
}

/** A booted system. */
export interface GuestSystem {
  /** Starts a program of the guest's files. Text is binary strings (a char a byte). */
  spawn(path: string, argv: string[], envp: string[], options?: { cwd?: string }): Spawned | SpawnError;
  /** Runs until every spawned program has ended. Throws a BootError when a limit is reached. */
  run(): Promise<unknown>;
  /** Sends a signal (parisc's number) to a program. */
  hostSignal(pid: number, signal: number): void;
  /** Cards and cables: "plug nic,name=eth1" (as with net), "unplug eth1", "link eth1 off". Throws an Error with a sentence. */
  hardware(command: string): void;
  /** The guest's files; each throws an Error with a sentence. */
  readonly files: {
    list(path: string): GuestEntry[];
    read(path: string): Uint8Array;
    write(path: string, bytes: Uint8Array, mode?: number): void;
  };
  /** What was executed, for people. */
  statistics(): string;
}

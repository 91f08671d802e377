// Kernel releases as data: what changed in which commit and release, and the release a system is booted as. Code
// asks `kernel.release.has("c427bfec18f2")`; versions are compared nowhere else.
// Above: everything whose behaviour depends on the release. Below: nothing.

/** One change of behaviour that a program can see. */
export interface Change {
  /** The commit in Linus's tree, abbreviated. */
  readonly commit: string;
  /** First release that has it. */
  readonly release: string;
  /** Older releases of whose long-term series the last versions have it, too: those stand for the series here. */
  readonly stable?: readonly string[];
  readonly what: string;
}

export const CHANGES: readonly Change[] = [
  {
    commit: "f5dd3d0c96",
    release: "5.1",
    what: "SO_BINDTOIFINDEX; SO_BINDTODEVICE checks the name before the capability",
  },
  { commit: "8065a779f1", release: "5.1", what: "an UP failover slave can be renamed (IFF_LIVE_RENAME_OK)" },
  {
    commit: "c427bfec18f2",
    release: "5.7",
    what: "binding an unbound socket to a device needs no CAP_NET_RAW",
  },
  { commit: "df24e1783e6e", release: "5.18", what: "parisc has a vDSO: signal trampolines leave the stack" },
  {
    commit: "75ae04206a4d",
    release: "5.10",
    what: "parisc's O_NONBLOCK is 0200000 without the old O_NDELAY bit",
  },
  { commit: "36fbf1e52bd3", release: "5.5", what: "network devices can have alternative names" },
  {
    commit: "7663d522099e",
    release: "6.6",
    stable: ["6.1"],
    what: "renaming to a template answers 0, not the unit number",
  },
  {
    commit: "f3a63cce1b4f",
    release: "6.2",
    stable: ["6.1"],
    what: "RTM_DELLINK tells who asked for it",
  },
  { commit: "d88e136cab37", release: "6.2", what: "RTM_NEWLINK tells who asked for a new device" },
  {
    commit: "59d3efd27c11",
    release: "6.3",
    what: "both tell it only when the request asks for an echo (NLM_F_ECHO)",
  },
  {
    commit: "595e0651d029",
    release: "5.4",
    what: "no IPv4 route from an address that is not ours: ENETUNREACH, no longer EINVAL",
  },
  {
    commit: "5b0af621c3f6",
    release: "6.13",
    stable: ["6.1", "6.6", "6.12"],
    what: "SO_REUSEPORT is refused by sockets that are not of IPv4 or IPv6",
  },
  {
    commit: "91d0b78c5177",
    release: "6.3",
    stable: ["6.1"],
    what: "IP_LOCAL_PORT_RANGE",
  },
  {
    commit: "3632679d9e4f",
    release: "6.4",
    stable: ["6.1"],
    what: "IP_PROTOCOL can be asked for",
  },
  { commit: "2bbdbdae0516", release: "5.4", what: "an RLIMIT_CPU of 0 ends at once, not after a second" },
  {
    commit: "36e2c7421f02",
    release: "5.10",
    what: "splice refuses directories and anonymous files at once, and does not wait first",
  },
  {
    commit: "46c4c9d1beb7",
    release: "5.14",
    what: "a pipe beyond the user's soft limit has two slots, not one",
  },
  {
    commit: "a37d9a17f099",
    release: "5.17",
    what: "inotify tells of a file's end before the loss of its last name",
  },
  {
    commit: "a32e697cda27",
    release: "5.19",
    what: "an inotify's fdinfo shows IN_ONESHOT and IN_EXCL_UNLINK",
  },
  {
    commit: "28464bbb2ddc",
    release: "6.7",
    what: "a file sealed with F_SEAL_WRITE can be mapped shared for reading",
  },
  { commit: "bd039b5ea2a9", release: "6.2", what: "any UP device can be renamed" },
];

/** Mainline releases a system can be booted as, oldest first. */
export const RELEASES: readonly string[] = [
  ...Array.from({ length: 21 }, (_, i) => `4.${i}`),
  ...Array.from({ length: 20 }, (_, i) => `5.${i}`),
  ...Array.from({ length: 20 }, (_, i) => `6.${i}`),
];

/** A release or commit that is not known: the message is for the user. */
export class ReleaseError extends Error {}

function order(release: string): number {
  const [major, minor] = release.split(".", 2);
  return Number(major) * 1000 + Number(minor);
}

function findChange(commit: string): Change | undefined {
  return CHANGES.find((c) => c.commit.startsWith(commit) || commit.startsWith(c.commit));
}

export class Release {
  readonly #has = new Map<string, boolean>();
  readonly #atLeast = new Map<string, boolean>();
  readonly #order: number;

  /** base: "5.1"; changes: commits put in (true) or taken out (false). */
  constructor(
    readonly base: string,
    readonly changes: ReadonlyMap<string, boolean>,
    /** As written by the user: "6.1-c427bfec18f2". */
    readonly text: string,
  ) {
    this.#order = order(base);
    for (const c of CHANGES) this.#has.set(c.commit, changes.get(c.commit) ?? this.#hasOfItself(c));
  }

  #hasOfItself(c: Change): boolean {
    return this.atLeast(c.release) || (c.stable?.includes(this.base) ?? false);
  }

  /** Whether a change of CHANGES is in. */
  has(commit: string): boolean {
    const known = this.#has.get(commit);
    if (known === undefined) throw new ReleaseError(`no change ${commit} in kernel/releases.ts`);
    return known;
  }

  /** Whether this is `release` or a later one. For the `since` of table rows. */
  atLeast(release: string): boolean {
    let known = this.#atLeast.get(release);
    if (known === undefined) this.#atLeast.set(release, (known = this.#order >= order(release)));
    return known;
  }

  /** What uname(2) says: "5.1.0". */
  get uname(): string {
    return `${this.base}.0`;
  }

  /** LINUX_VERSION_CODE. */
  get code(): number {
    const [major, minor] = this.base.split(".").map(Number);
    return (major << 16) | (minor << 8);
  }
}

/** Parses "5.1", "5.1.3", "6.1-c427bfec18f2", "5.0+f5dd3d0c96+8065a779f1". Throws ReleaseError. */
export function parseRelease(text: string): Release {
  const m = /^v?(\d+\.\d+)(?:\.\d+)?((?:[-+][0-9a-fA-F]{7,40})*)$/.exec(text.trim());
  if (!m)
    throw new ReleaseError(`not a kernel release: ${text} (like 5.1, 6.1-c427bfec18f2 or 5.0+f5dd3d0c96)`);
  if (!RELEASES.includes(m[1])) {
    throw new ReleaseError(`unknown kernel release ${m[1]} (known: ${RELEASES[0]} to ${RELEASES.at(-1)})`);
  }
  const changes = new Map<string, boolean>();
  for (const [, sign, commit] of m[2].matchAll(/([-+])([0-9a-fA-F]+)/g)) {
    const change = findChange(commit.toLowerCase());
    if (!change) {
      const known = CHANGES.map((c) => c.commit).join(", ");
      throw new ReleaseError(`unknown commit ${commit} in ${text} (known: ${known})`);
    }
    changes.set(change.commit, sign === "+");
  }
  return new Release(m[1], changes, text);
}

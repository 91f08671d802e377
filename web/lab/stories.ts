// The two races, as data: who takes part, the steps of each, what they say, the kernels to try. The steps are system
// calls of userland/lab/lab.c; what comes of them is not written here: the engine runs them.
// Above: engine.ts, view.ts. Below: nothing.

export interface Step {
  /** What its part does, in few words. */
  readonly title: string;
  /** Why; for those who look closer. */
  readonly why: string;
  /** Lanes and steps that must be over before it can happen, as places in `lanes`: [lane, step]. */
  readonly after?: readonly (readonly [lane: number, step: number])[];
}

export interface Lane {
  readonly who: string;
  readonly what: string;
  /** Argument of the guest program; by the option's id, where it depends on that. */
  readonly part: string | Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

export interface Option {
  readonly id: string;
  readonly label: string;
  readonly about: string;
}

/** How a run can end; engine.ts says which it was. */
export interface Outcome {
  readonly id: string;
  readonly good: boolean;
  /** For a cell of the matrix. */
  readonly short: string;
  readonly text: string;
}

/** What the kernel's answer to a step means: which of its functions decided, and why. */
export interface Word {
  /** Part of the call's text. */
  readonly call: RegExp;
  /** An errno's name, or "" for success. */
  readonly error: string;
  readonly by: string;
  readonly text: string;
}

export interface Story {
  readonly id: string;
  readonly title: string;
  readonly commit: string;
  readonly lead: string;
  readonly devices: readonly string[];
  /** Parts that run to their end first. */
  readonly before: readonly string[];
  readonly lanes: readonly Lane[];
  readonly options: readonly Option[];
  readonly kernels: readonly (readonly [text: string, about: string])[];
  readonly outcomes: readonly Outcome[];
  readonly words: readonly Word[];
  readonly start: { readonly order: string; readonly kernel: string; readonly option: string };
}

const BIND: Story = {
  id: "bind",
  title: "Bind to a device while it is renamed",
  commit: "f5dd3d0c96",
  lead: "An application learned from a route that it wants device 2. A device manager gives devices their proper names meanwhile, as udev does at boot. Which device does the socket get?",
  devices: ["dummy,name=eth0", "dummy,name=eth1"],
  before: [],
  lanes: [
    {
      who: "Application",
      what: "wants its socket on device 2",
      part: { name: "by-name", number: "by-number" },
      steps: [
        { title: "What is 2 called?", why: "SIOCGIFNAME turns the number into today's name." },
        {
          title: "Bind the socket",
          why: "With SO_BINDTODEVICE by that name, with SO_BINDTOIFINDEX by the number.",
        },
      ],
    },
    {
      who: "Device manager",
      what: "gives devices other names",
      part: "manager",
      steps: [
        { title: "eth0 becomes wan0", why: "Device 2 is called wan0 from now on; the name eth0 is free." },
        { title: "eth1 becomes eth0", why: "Device 3 takes over the name eth0." },
      ],
    },
  ],
  options: [
    { id: "name", label: "SO_BINDTODEVICE", about: "by name" },
    { id: "number", label: "SO_BINDTOIFINDEX", about: "by number" },
  ],
  kernels: [
    ["5.0", "has no SO_BINDTOIFINDEX"],
    ["5.0+f5dd3d0c96", "5.0 with the commit put in"],
    ["5.1-f5dd3d0c96", "5.1 with the commit taken out"],
    ["5.1", "has SO_BINDTOIFINDEX"],
    ["6.1", "a later one"],
  ],
  outcomes: [
    { id: "right", good: true, short: "right", text: "The socket is bound to device 2, which was wanted." },
    {
      id: "wrong",
      good: false,
      short: "WRONG",
      text: "The socket is bound to another device, and nobody was told: every call succeeded.",
    },
    {
      id: "gone",
      good: false,
      short: "ENODEV",
      text: "The socket is not bound: no device had that name just then.",
    },
    {
      id: "without",
      good: false,
      short: "no option",
      text: "The socket is not bound: this kernel has no such option, so the name is the only way.",
    },
  ],
  words: [
    {
      call: /SIOCGIFNAME/,
      error: "",
      by: "dev_ifname",
      text: "A name is copied out. It was right when it was copied; nothing keeps it so.",
    },
    {
      call: /SIOCSIFNAME/,
      error: "",
      by: "dev_change_name",
      text: "The device is down, so that it may be renamed. Its number stays.",
    },
    {
      call: /SO_BINDTODEVICE/,
      error: "",
      by: "sock_setbindtodevice",
      text: "Looks the name up (dev_get_by_name) and keeps the number of whoever has it now.",
    },
    {
      call: /SO_BINDTODEVICE/,
      error: "ENODEV",
      by: "sock_setbindtodevice",
      text: "dev_get_by_name finds nobody: the old owner has given the name up, the new one does not have it yet.",
    },
    {
      call: /SO_BINDTOIFINDEX/,
      error: "",
      by: "sock_bindtoindex",
      text: "Keeps the number as it is. No name is looked up, so no rename can come between.",
    },
    {
      call: /SO_BINDTOIFINDEX/,
      error: "ENOPROTOOPT",
      by: "sock_setsockopt",
      text: "No case for option 0x4037: it came with f5dd3d0c96, in 5.1.",
    },
  ],
  start: { order: "ABBA", kernel: "5.1", option: "name" },
};

const HOTPLUG: Story = {
  id: "hotplug",
  title: "Rename a card that its master has opened",
  commit: "8065a779f1",
  lead: "A virtual machine has net0, a failover master over a paravirtual card (eth1). A second, faster card with the same address is plugged in. The kernel makes it net0's slave; udev wants to give it its proper name.",
  devices: ["failover,name=net0"],
  before: ["unplug"],
  lanes: [
    {
      who: "Hypervisor",
      what: "plugs the card in",
      part: "hypervisor",
      steps: [
        {
          title: "Plug in the card",
          why: "The driver registers a device. It has net0's address, so the kernel enslaves it; if net0 is UP, opens it too.",
        },
      ],
    },
    {
      who: "Network service",
      what: "starts the network",
      part: "service",
      steps: [{ title: "Set net0 UP", why: "Opening the master opens the slaves that it has." }],
    },
    {
      who: "udev",
      what: "names new devices",
      part: "udev",
      steps: [
        { title: "Hear of the card", why: "A netlink message: RTM_NEWLINK.", after: [[0, 0]] },
        { title: "Call it ens2", why: "The name that says where the card sits." },
      ],
    },
  ],
  options: [],
  kernels: [
    ["5.0", "a device that is UP cannot be renamed"],
    ["5.0+8065a779f1", "5.0 with the commit put in"],
    ["5.1-8065a779f1", "5.1 with the commit taken out"],
    ["5.1", "failover slaves can be renamed while UP"],
    ["6.2", "every device can be renamed while UP"],
  ],
  outcomes: [
    { id: "right", good: true, short: "renamed", text: "The card is called ens2, as it should be." },
    {
      id: "busy",
      good: false,
      short: "EBUSY",
      text: "The card keeps the name that the kernel made up: net0 was quicker than udev.",
    },
  ],
  words: [
    {
      call: /^write/,
      error: "",
      by: "failover_slave_register",
      text: "Finds net0 by the address, links the new device below it, and opens it if net0 is running.",
    },
    {
      call: /SIOCSIFFLAGS/,
      error: "",
      by: "net_failover_open",
      text: "dev_open for each slave that net0 has by now.",
    },
    {
      call: /^recvmmsg/,
      error: "",
      by: "rtmsg_ifinfo",
      text: "The news that register_netdevice sent waits in the socket.",
    },
    {
      call: /SIOCSIFNAME/,
      error: "",
      by: "dev_change_name",
      text: "The card is down, or it is a slave with IFF_LIVE_RENAME_OK (8065a779f1), or the kernel lets every device be renamed (6.2).",
    },
    {
      call: /SIOCSIFNAME/,
      error: "EBUSY",
      by: "dev_change_name",
      text: "dev->flags has IFF_UP, and this kernel makes no exception for slaves.",
    },
  ],
  start: { order: "ABCC", kernel: "5.0", option: "" },
};

/** How a run ended; one that ends as none of the story's outcomes says so. */
export const outcomeOf = (story: Story, id: string): Outcome =>
  story.outcomes.find((o) => o.id === id) ?? {
    id,
    good: false,
    short: "?",
    text: "It ended as it should not: the calls say how.",
  };

export const STORIES: readonly Story[] = [BIND, HOTPLUG];

export const storyOf = (id: string): Story => STORIES.find((s) => s.id === id) ?? STORIES[0];

/** An order is a letter a step: "ABBA" is the first lane's first step, the second lane's two, the first's second. */
export const laneLetter = (lane: number): string => String.fromCharCode(65 + lane);
export const laneOf = (letter: string): number => letter.charCodeAt(0) - 65;

/** The steps of an order: which lane's, and which of its. */
export function stepsOf(order: string): { lane: number; step: number }[] {
  const done: number[] = [];
  return [...order].map((letter) => {
    const lane = laneOf(letter);
    const step = done[lane] ?? 0;
    done[lane] = step + 1;
    return { lane, step };
  });
}

/** Whether an order has every step once, each behind those it needs. */
export function possible(story: Story, order: string): boolean {
  const seen = new Set<string>();
  const counts = story.lanes.map(() => 0);
  for (const { lane, step } of stepsOf(order)) {
    const s = story.lanes[lane]?.steps[step];
    if (!s || s.after?.some(([l, n]) => !seen.has(`${l} ${n}`))) return false;
    seen.add(`${lane} ${step}`);
    counts[lane]++;
  }
  return counts.every((n, lane) => n === story.lanes[lane].steps.length);
}

/** Every possible order, in the order of the alphabet. */
export function orders(story: Story): string[] {
  const all: string[] = [];
  const left = story.lanes.map((l) => l.steps.length);
  const go = (prefix: string) => {
    if (left.every((n) => n === 0)) {
      if (possible(story, prefix)) all.push(prefix);
      return;
    }
    left.forEach((n, lane) => {
      if (n === 0) return;
      left[lane]--;
      go(prefix + laneLetter(lane));
      left[lane]++;
    });
  };
  go("");
  return all;
}

/** The possible order nearest to this one with the step at `from` moved to `to`, or the same again. */
export function moved(story: Story, order: string, from: number, to: number): string {
  const direction = Math.sign(to - from);
  let now = order;
  // one place after the other: past steps of its own lane, or ones that it needs, it does not go
  for (let at = from; direction !== 0 && at !== to; at += direction) {
    const letters = [...now];
    [letters[at], letters[at + direction]] = [letters[at + direction], letters[at]];
    const next = letters.join("");
    if (letters[at] === letters[at + direction] || !possible(story, next)) break;
    now = next;
  }
  return now;
}

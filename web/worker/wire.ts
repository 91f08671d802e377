// The wire between tabs: Ethernet frames over a BroadcastChannel, which reaches every tab of the same site. Each tab's
// number on it is a lock of the browser's, so that no two have the same and a closed tab's becomes free.
// Above: guest.ts. Below: BroadcastChannel, Web Locks; kernel/host.ts (HostWire).

import type { HostWire } from "../../kernel/index.ts";

const CHANNEL = "parisc wire";
/** Hosts 1 … 254 of a network that is nobody's own. */
const NETWORK = "10.0.0";
const HOSTS = 254;

export interface JoinedWire {
  readonly wire: HostWire;
  readonly mac: string;
  readonly address: string;
  /** Frames come from now on; wakeUp after each. */
  start(wakeUp: () => void): void;
}

/** Takes the lowest free number, or that one, until the worker ends; null: it is another tab's. */
async function takeNumber(wanted?: number): Promise<number | null> {
  // without locks (an old browser, no secure address) a number at random: two tabs collide in one case of 250
  const locks = (navigator as { locks?: LockManager }).locks;
  if (!locks) return wanted ?? 2 + (crypto.getRandomValues(new Uint8Array(1))[0] % (HOSTS - 4));
  for (let n = wanted ?? 1; n <= (wanted ?? HOSTS); n++) {
    const got = await new Promise<boolean>((resolve) => {
      void locks.request(`parisc wire host ${n}`, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock ? new Promise<void>(() => {}) : undefined;
      });
    });
    if (got) return n;
  }
  return null;
}

/** null: the number wanted, or every one, is taken. */
export async function joinWire(wanted?: number): Promise<JoinedWire | null> {
  const n = await takeNumber(wanted);
  if (n === null) return null;
  const channel = new BroadcastChannel(CHANNEL);
  let receive: ((frame: Uint8Array) => void) | null = null;
  return {
    address: `${NETWORK}.${n}`,
    // locally administered, unicast
    mac: `52:54:00:00:00:${n.toString(16).padStart(2, "0")}`,
    wire: {
      send: (frame) => channel.postMessage(frame),
      onFrame: (take) => (receive = take),
    },
    start(wakeUp) {
      channel.onmessage = ({ data }) => {
        if (!(data instanceof Uint8Array)) return;
        receive?.(data);
        wakeUp();
      };
    },
  };
}

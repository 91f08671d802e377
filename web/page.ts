// What a view may use of the page: the guest, other views, messages. Above: the views. Below: client.ts, notices.ts.

import type { Client } from "./client.ts";
import type { BootAnswer, BootRequest } from "./protocol.ts";

export interface Notice {
  readonly text: string;
  readonly kind?: "info" | "good" | "bad";
  /** Buttons beside the text. */
  readonly actions?: readonly { readonly label: string; readonly run: () => void }[];
  /** ms until it goes by itself; 0: it stays. Default 6000, 0 with actions. */
  readonly stays?: number;
}

/** Name: what it is, and in OFFERED_BY (main.ts) the view that has it. */
export interface Offers {
  /** Runs a program in a new terminal, in front. */
  run(command: string[], title: string, cwd?: string): void;
}

export interface Page {
  /** The running system; another one after a reboot. Views that keep something of it use onBoot. */
  readonly guest: Client;
  /** What the running system was booted with, and what came of it (null while it boots). */
  readonly request: BootRequest;
  readonly booted: BootAnswer | null;
  /** Resolves once a system runs, at once if one does: before that it answers nothing. */
  running(): Promise<void>;
  /** Called now, if a system is there, and for each later one, before it boots. */
  onBoot(listener: (guest: Client) => void): void;
  /** Boots anew with these changes; resolves once the system runs. */
  reboot(changes?: BootRequest): Promise<void>;
  /** Shows another view. */
  go(id: string, argument?: string): void;
  /** What views offer to each other, by name; there once the view that has it was loaded. */
  provide<N extends keyof Offers>(name: N, offer: Offers[N]): void;
  /** Loads the view if need be. */
  offer<N extends keyof Offers>(name: N): Promise<Offers[N]>;
  /** A message in the corner, read out by screen readers. */
  notice(notice: Notice): void;
  /** Only for screen readers. */
  announce(text: string): void;
}
